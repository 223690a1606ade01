#include "cli/object_act.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/node_folder.hpp"
#include "cli/terminal.hpp"
#include "operations/object_acts.hpp"

namespace comity::cli {

using nlohmann::ordered_json;

void add_object_options(CLI::App& app, ObjectAct& act) {
  app.add_option("OBJECT", act.object, "a STIX id")->required();
  add_asking_options(app, act.asking);
  app.add_flag("--json", act.json, "print JSON");
}

void add_owner_options(CLI::App& app, ObjectAct& act) {
  app.add_option("--owner", act.owner, "whose object it is; else the asker's own party's")->type_name("PARTY");
  app.add_option("--version", act.version, "this version alone, as its modified says; else all of them")->type_name("TIME");
}

void add_reason_option(CLI::App& app, ObjectAct& act) {
  app.add_option("--reason", act.reason, "why; it is recorded, and told to whoever may hold what is recalled")->required()->type_name("TEXT");
}

ordered_json request_of(const ObjectAct& act) {
  ordered_json out = ordered_json::object();
  if (!act.reason.empty()) out["reason"] = act.reason;
  if (!act.owner.empty()) out["owner"] = act.owner;
  if (!act.version.empty()) out["version"] = act.version;
  return out;
}

namespace {

Result<ordered_json> parsed(const std::string& reply) {
  ordered_json out = ordered_json::parse(reply, nullptr, false);
  if (!out.is_object()) return fail(Code::internal, "the node's answer is not what was asked for");
  return out;
}

}  // namespace

Result<ordered_json> perform(const ObjectAct& act, std::string_view what, const std::string& body) {
  TRY(const std::string token, token_of(act.asking));
  if (const auto url = url_of(act.asking)) {
    TRY(Remote remote, Remote::connect(*url, token, act.asking.purpose));
    TRY(const std::string reply,
        remote.post(fmt::format("/api/v1/objects/{}/{}", percent_encoded(act.object), what), "application/json", body));
    return parsed(reply);
  }
  TRY(const auto opened, open_node(act.asking.directory));
  TRY(const operations::Caller caller, caller_of(*opened, token, act.asking.purpose));
  TRY(const std::string reply, operations::act_on_object(*opened->node, caller, what, act.object, body));
  return parsed(reply);
}

Result<ordered_json> holders_of(const ObjectAct& act) {
  const bool named = !act.asking.person.empty() || !act.asking.token_file.empty();
  TRY(const std::string token, named ? token_of(act.asking) : operator_token(act.asking.directory));
  if (const auto url = url_of(act.asking)) {
    TRY(Remote remote, Remote::connect(*url, token, act.asking.purpose));
    TRY(const std::string reply,
        remote.get(fmt::format("/api/v1/objects/{}/holders?owner={}&version={}", percent_encoded(act.object), percent_encoded(act.owner),
                               percent_encoded(act.version)),
                   "application/json"));
    return parsed(reply);
  }
  TRY(const auto opened, open_node(act.asking.directory));
  TRY(const operations::Caller caller, caller_of(*opened, token, act.asking.purpose));
  TRY(const auto holders, operations::holders(*opened->node, caller, {act.object, act.owner, act.version}));
  return parsed(operations::to_json(holders));
}

std::string recalled_text(const ordered_json& recalled) {
  std::string out;
  for (const auto& one : recalled.value("recalled", ordered_json::array()))
    out += fmt::format("recalled {} {} of {}\n", plain(one.value("id", "")), plain(one.value("version", "")), plain(one.value("owner", "")));
  const auto people = recalled.value("people", std::size_t{0}), parties = recalled.value("parties", std::size_t{0});
  if (people == 0) return out + "No other party had fetched any of it.\n";
  return out + fmt::format("{} {} of {} other {} may hold copies; they are told.\n", people, people == 1 ? "person" : "people", parties,
                           parties == 1 ? "party" : "parties");
}

}  // namespace comity::cli
