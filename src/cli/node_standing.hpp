// How a node stands, in words: what it has, and what it still lacks.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "base/result.hpp"

namespace comity::cli {

// From the process that serves it, else from its folder; docs/cli.md shows the members.
Result<nlohmann::ordered_json> standing_of_node(const std::string& directory);
std::string standing_in_words(const nlohmann::ordered_json& status);

}  // namespace comity::cli
