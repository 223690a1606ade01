// Explanations as JSON and for people. The JSON is what the REST API answers too (docs/cli.md), so that the text is
// made in one way from either.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "operations/acts.hpp"

namespace comity::cli {

nlohmann::ordered_json to_json(const std::vector<operations::Explained>& explained);
nlohmann::ordered_json to_json(const std::vector<operations::WhoCanSee>& readers);

// Clause by clause with ✓ and ✗. Members that are missing read as empty.
std::string explained_text(const nlohmann::ordered_json& explained, const std::string& person);
// A table, each person with the deciding clause.
std::string readers_text(const nlohmann::ordered_json& readers);

}  // namespace comity::cli
