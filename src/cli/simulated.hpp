// A simulation for people, from its JSON (operations/agreements_json.hpp): the same whichever way it came.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace comity::cli {

std::string simulation_text(const nlohmann::ordered_json& simulation);

}  // namespace comity::cli
