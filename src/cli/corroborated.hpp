// Answers about corroboration as tables and drawings.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "base/result.hpp"
#include "insight/table.hpp"

namespace comity::cli {

// Every node of the lineage, those that were cited first.
insight::Table lineage_table(const nlohmann::ordered_json& corroboration);
std::string lineage_text(const nlohmann::ordered_json& corroboration);
std::string lineage_svg(const nlohmann::ordered_json& corroboration);

// Every pair of readers.
insight::Table overlap_table(const nlohmann::ordered_json& overlap);
std::string overlap_text(const nlohmann::ordered_json& overlap);
std::string overlap_svg(const nlohmann::ordered_json& overlap);

// The forms that were asked for; nothing asked for: text.
struct Forms {
  std::string csv, svg;  // files; "-" for standard output
  bool json = false;
};
Result<void> put_out(const Forms& forms, const nlohmann::ordered_json& answer, insight::Table (*table)(const nlohmann::ordered_json&),
                     std::string (*svg)(const nlohmann::ordered_json&), std::string (*text)(const nlohmann::ordered_json&));

}  // namespace comity::cli
