// comity person list, show, invite, suspend, resume, reset.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/calling.hpp"
#include "cli/command.hpp"
#include "cli/listing.hpp"
#include "cli/output.hpp"
#include "operations/credentials_json.hpp"

namespace comity::cli {
namespace {

using nlohmann::ordered_json;
using operations::AccountAct;

struct Options {
  Asking asking;
  std::string person;
  bool json = false;
};

Result<void> list(const Options& options) {
  const auto here = [&](server::Opened& opened, const operations::Caller& caller) -> Result<ordered_json> {
    TRY(const auto all, operations::people(*opened.node, caller));
    return operations::to_json(all);
  };
  TRY(const ordered_json all, ask(options.asking, {"/api/v1/people", "", here}));
  if (options.json) print_json(all);
  else print(listing(all, "people", {"id", "roles", "vouched", "suspended", "password", "totp", "tokens", "sessions", "certificates"}, "nobody"));
  return {};
}

Result<void> show(const Options& options) {
  const auto here = [&](server::Opened& opened, const operations::Caller& caller) -> Result<ordered_json> {
    TRY(const auto one, operations::person(*opened.node, caller, options.person));
    return operations::to_json(one);
  };
  TRY(const ordered_json one, ask(options.asking, {"/api/v1/people/" + percent_encoded(options.person), "", here}));
  if (options.json) {
    print_json(one);
    return {};
  }
  std::string out;
  for (const auto& [key, value] : one.items()) {
    const std::string word = value.is_boolean() ? (value.get<bool>() ? "yes" : "no") : word_of(one, key.c_str());
    out += fmt::format("{:<15} {}\n", key, word.empty() ? "-" : word);
  }
  print(out);
  return {};
}

Result<void> invite(const Options& options) {
  const auto here = [&](server::Opened& opened, const operations::Caller& caller) -> Result<ordered_json> {
    TRY(const auto invited, operations::invite(*opened.node, caller, options.person));
    return operations::to_json(invited);
  };
  TRY(const ordered_json made, ask(options.asking, {"/api/v1/people/" + percent_encoded(options.person) + "/invitation", "", here, false, true}));
  if (options.json) {
    print_json(made);
    return {};
  }
  print(word_of(made, "invitation") + "\n");
  warn(fmt::format("An invitation of {}, good once until {}. It is not kept: this is the only time it is shown.", options.person, word_of(made, "until")));
  return {};
}

Result<void> set(const Options& options, AccountAct act) {
  const auto here = [&](server::Opened& opened, const operations::Caller& caller) -> Result<ordered_json> {
    TRY_VOID(operations::set_account(*opened.node, caller, options.person, act));
    return ordered_json{{"person", options.person}};
  };
  const std::string target = "/api/v1/people/" + percent_encoded(options.person) + (act == AccountAct::reset ? "/password" : "/suspension");
  TRY(const ordered_json done, ask(options.asking, {target, "", here, act != AccountAct::suspend, act == AccountAct::suspend}));
  if (options.json) print_json(done);
  else
    print(fmt::format("{}: {}\n", options.person, act == AccountAct::suspend ? "nothing of it opens this node until it is resumed"
                                                  : act == AccountAct::resume ? "may log in again"
                                                                              : "has no password any more; invite it to set another"));
  return {};
}

std::shared_ptr<Options> defined(CLI::App& app, bool one) {
  auto options = std::make_shared<Options>();
  if (one) app.add_option("PERSON", options->person, "a person of the directory, or operator")->required();
  add_caller_options(app, options->asking);
  app.add_flag("--json", options->json, "print JSON");
  return options;
}

}  // namespace

Act define_person_list(CLI::App& app) {
  return [options = defined(app, false)] { return list(*options); };
}
Act define_person_show(CLI::App& app) {
  return [options = defined(app, true)] { return show(*options); };
}
Act define_person_invite(CLI::App& app) {
  return [options = defined(app, true)] { return invite(*options); };
}
Act define_person_suspend(CLI::App& app) {
  return [options = defined(app, true)] { return set(*options, AccountAct::suspend); };
}
Act define_person_resume(CLI::App& app) {
  return [options = defined(app, true)] { return set(*options, AccountAct::resume); };
}
Act define_person_reset(CLI::App& app) {
  return [options = defined(app, true)] { return set(*options, AccountAct::reset); };
}

}  // namespace comity::cli
