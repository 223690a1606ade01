#include "cli/asking.hpp"

#include <CLI/CLI.hpp>

#include "cli/node_folder.hpp"

namespace comity::cli {

void add_caller_options(CLI::App& app, Asking& asking) {
  add_dir_option(app, asking.directory);
  auto* person = app.add_option("--as", asking.person, "the person, by its log-in in the node's exercise folder");
  person->type_name("PERSON");
  auto* url = app.add_option("--url", asking.url, "a node elsewhere, as https://HOST:PORT")->type_name("URL");
  auto* token = app.add_option("--token-file", asking.token_file, "a file with the bearer token, mode 0600");
  token->type_name("FILE");
  url->needs(token);
  person->excludes(url);
  person->excludes(token);
  app.add_option("--purpose", asking.purpose, "the purpose to declare; else the person's default")->type_name("P");
}

void add_asking_options(CLI::App& app, Asking& asking) {
  add_caller_options(app, asking);
  app.add_option("--collection", asking.collection, "its id, alias or title; else the first that will do")
      ->type_name("C");
}

Result<std::string> token_of(const Asking& asking) {
  if (!asking.token_file.empty()) return read_token_file(asking.token_file);
  if (asking.person.empty()) return fail(Code::invalid, "say who asks: --as PERSON, or --token-file FILE");
  return login_token(asking.directory, asking.person);
}

std::optional<std::string> url_of(const Asking& asking) {
  if (!asking.url.empty()) return asking.url;
  if (const auto by = serving(asking.directory)) return by->url;
  return std::nullopt;
}

}  // namespace comity::cli
