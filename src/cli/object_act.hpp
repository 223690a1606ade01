// Taking back what was shared, from the command line: one request in JSON, to the node that is served or to the one in its folder.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "cli/asking.hpp"

namespace comity::cli {

// Who asks, and of which object. "" stands for what was not given.
struct ObjectAct {
  Asking asking;
  std::string object, owner, version, reason;
  bool json = false;
};
// The object, who asks, and --json.
void add_object_options(CLI::App& app, ObjectAct& act);
void add_owner_options(CLI::App& app, ObjectAct& act);  // --owner, --version
void add_reason_option(CLI::App& app, ObjectAct& act);

// The members of a request that are given.
nlohmann::ordered_json request_of(const ObjectAct& act);
// Asks for it (operations/object_acts.hpp). Errors: the node's.
Result<nlohmann::ordered_json> perform(const ObjectAct& act, std::string_view what, const std::string& body);
// Who may hold it; as the operator unless somebody is named.
Result<nlohmann::ordered_json> holders_of(const ObjectAct& act);

// "recalled TYPE--… VERSION of OWNER", line by line, and how far they had spread.
std::string recalled_text(const nlohmann::ordered_json& recalled);

}  // namespace comity::cli
