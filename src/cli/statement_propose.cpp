// comity statement draft, propose, add, end: from a file to the node.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "cli/output.hpp"
#include "cli/remote.hpp"
#include "cli/statement_document.hpp"
#include "cli/terminal.hpp"
#include "operations/statements_json.hpp"

namespace comity::cli {
namespace {

using nlohmann::ordered_json;

struct Options {
  Asking asking;
  std::string file, statement, reason;
  bool json = false;
};

Result<void> draft(const Options& options) {
  TRY(const statement::Written text, read_statement(options.file));
  const statement::Document& document = text.document;
  if (options.json) {
    print_json({{"id", document.id}, {"version", document.version}, {"sha256", text.sha256}, {"document", ordered_json::parse(text.canonical)}});
    return {};
  }
  print(fmt::format("{} version {}: {}\n", document.id, document.version, plain(document.title)));
  print(fmt::format("  {} paragraphs in {}, {} translation{}; {} of {} invited have to agree\n", document.paragraphs.size(), document.language, document.translations.size(),
                    document.translations.size() == 1 ? "" : "s", document.least, document.invited.size()));
  print(fmt::format("  sha256 {}\n", text.sha256));
  return {};
}

Result<void> propose(const Options& options) {
  TRY(const statement::Written text, read_statement(options.file));
  TRY(const ordered_json done, ask(options.asking, {"/api/v1/statements", text.canonical, [&](server::Opened& opened, const operations::Caller& caller) -> Result<ordered_json> {
                                                      TRY(const auto made, operations::propose_statement(*opened.node, caller, text.canonical));
                                                      return operations::to_json(made);
                                                    }}));
  if (options.json) print_json(done);
  else print(fmt::format("{} version {} is recorded\n  sha256 {}\n", text_of(done, "id"), text.document.version, text_of(done, "sha256")));
  return {};
}

Result<void> add(const Options& options) {
  TRY(const agreement::Paper paper, read_paper(statement::kPosition, options.file));
  TRY(const statement::Position position, statement::parse_position(paper.text));
  const std::string text = agreement::to_json(statement::kPosition, paper);
  TRY(const ordered_json done, ask(options.asking, {"/api/v1/statements/" + percent_encoded(position.statement) + "/positions", text,
                                                    [&](server::Opened& opened, const operations::Caller& caller) -> Result<ordered_json> {
                                                      TRY(const Seq seq, operations::record_position(*opened.node, caller, position.statement, text));
                                                      return ordered_json{{"record", seq}};
                                                    }}));
  if (options.json) print_json(done);
  else print(fmt::format("{}: {}, {} version {}\n  recorded\n", position.party, statement::name_of(position.deed), position.statement, position.version));
  return {};
}

Result<void> end(const Options& options) {
  const ordered_json body{{"reason", options.reason}};
  TRY(const ordered_json done, ask(options.asking, {"/api/v1/statements/" + percent_encoded(options.statement) + "/end", body.dump(),
                                                    [&](server::Opened& opened, const operations::Caller& caller) -> Result<ordered_json> {
                                                      TRY(const Seq seq, operations::close_statement(*opened.node, caller, options.statement, options.reason));
                                                      return ordered_json{{"record", seq}};
                                                    }}));
  if (options.json) print_json(done);
  else print(fmt::format("{} is ended\n", plain(options.statement)));
  return {};
}

Act define(CLI::App& app, Result<void> (*what)(const Options&), const char* file, bool asks) {
  auto options = std::make_shared<Options>();
  app.add_option("FILE", options->file, file)->required();
  if (asks) add_caller_options(app, options->asking);
  app.add_flag("--json", options->json, "print JSON");
  return [options, what] { return what(*options); };
}

}  // namespace

Act define_statement_draft(CLI::App& app) { return define(app, draft, "the statement in TOML, or in JSON", false); }
Act define_statement_propose(CLI::App& app) { return define(app, propose, "the statement in TOML, or in JSON", true); }
Act define_statement_add(CLI::App& app) { return define(app, add, "a signed position (comity statement sign)", true); }

Act define_statement_end(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("STATEMENT", options->statement, "its id")->required();
  app.add_option("--reason", options->reason, "why; it is recorded, and told to the invited")->required()->type_name("TEXT");
  add_caller_options(app, options->asking);
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return end(*options); };
}

}  // namespace comity::cli
