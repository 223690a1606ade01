// How agreements stand and what became of them, in words, from their JSON (operations/agreements_json.hpp).
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace comity::cli {

std::string standing_text(const nlohmann::ordered_json& agreement);
std::string history_text(const nlohmann::ordered_json& agreement);

}  // namespace comity::cli
