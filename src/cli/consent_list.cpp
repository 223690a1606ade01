#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/calling.hpp"
#include "cli/command.hpp"
#include "cli/output.hpp"
#include "cli/terminal.hpp"
#include "operations/consents_json.hpp"

namespace comity::cli {
namespace {

using nlohmann::ordered_json;

struct Options {
  Asking asking;
  bool requests = false, json = false;
};

std::string text_of(const ordered_json& value, const char* key) {
  return value.is_object() && value.contains(key) && value[key].is_string() ? plain(value[key].get<std::string>()) : "";
}

std::string consents_text(const ordered_json& all) {
  std::string out;
  for (const ordered_json& one : all.value("consents", ordered_json::array())) {
    const ordered_json act = one.value("act", ordered_json::object());
    out += fmt::format("{:<8} {}  {} to {}{}{}\n", text_of(one, "state"), text_of(act, "id"), text_of(act, "by"), text_of(act, "to"),
                       act.contains("until") ? ", until " + text_of(act, "until") : "", text_of(act, "actions") == "display" ? ", to display" : "");
    for (const ordered_json& object : act.value("objects", ordered_json::array()))
      out += fmt::format("           {} of {}, version {}\n", text_of(object, "id"), text_of(object, "owner"), text_of(object, "version"));
  }
  return out.empty() ? "no consents\n" : out;
}

std::string requests_text(const ordered_json& all) {
  std::string out;
  for (const ordered_json& one : all.value("requests", ordered_json::array())) {
    const ordered_json answers = one.value("answers", ordered_json::array());
    out += fmt::format("{}  {} asks {} for {}{}\n", text_of(one, "id"), text_of(one, "person"), text_of(one, "of"), text_of(one, "object"),
                       answers.empty() ? ": open" : "");
    for (const ordered_json& answer : answers)
      out += fmt::format("  {} {}{}\n", text_of(answer, "by"), answer.value("granted", false) ? "consented: " + text_of(answer, "consent") : "refused",
                         answer.contains("reason") ? " (" + text_of(answer, "reason") + ")" : "");
  }
  return out.empty() ? "no requests\n" : out;
}

Result<void> run(const Options& options) {
  const auto here = [&](server::Opened& opened, const operations::Caller& caller) -> Result<ordered_json> {
    if (options.requests) {
      TRY(const auto page, operations::requests(*opened.node, caller));
      return operations::to_json(page);
    }
    TRY(const auto all, operations::consents(*opened.node, caller));
    return operations::to_json(all);
  };
  TRY(const ordered_json all, ask(options.asking, {options.requests ? "/api/v1/consents/requests" : "/api/v1/consents", "", here}));
  if (options.json)
    print_json(all);
  else
    print(options.requests ? requests_text(all) : consents_text(all));
  return {};
}

}  // namespace

Act define_consent_list(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_flag("--requests", options->requests, "the requests for consents instead, newest first");
  add_caller_options(app, options->asking);
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return run(*options); };
}

}  // namespace comity::cli
