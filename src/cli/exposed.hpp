// Answers about exposure as tables and plots.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "insight/table.hpp"

namespace comity::cli {

// `by`: originator, level, topic, agreement, clause, agency.
insight::Table exposure_table(const nlohmann::ordered_json& exposure, const std::string& by);
std::string exposure_svg(const nlohmann::ordered_json& exposure, const std::string& by);
std::string exposure_text(const nlohmann::ordered_json& exposure, const std::string& by);

// `by`: member, agreement.
insight::Table rank_table(const nlohmann::ordered_json& rank, const std::string& by);
std::string rank_svg(const nlohmann::ordered_json& rank, const std::string& by);

// Who loses what.
insight::Table what_if_table(const nlohmann::ordered_json& what_if);
std::string what_if_text(const nlohmann::ordered_json& what_if);

insight::Table frontier_table(const nlohmann::ordered_json& frontier);
std::string frontier_svg(const nlohmann::ordered_json& frontier);

insight::Table objects_table(const nlohmann::ordered_json& objects);

}  // namespace comity::cli
