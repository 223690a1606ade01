// Exposure as JSON, for the REST door and the command line.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "operations/exposure.hpp"

namespace comity::operations {

nlohmann::ordered_json to_json(const Exposure& exposure);
nlohmann::ordered_json to_json(const ExposureRank& rank);
nlohmann::ordered_json to_json(const ExposureWhatIf& what_if);
nlohmann::ordered_json to_json(const ExposureFrontier& frontier);
nlohmann::ordered_json to_json(const ExposedObjects& objects);

// Errors: invalid.
Result<Grain> parse_grain(std::string_view text);          // "direction", "topic", "level"; "" for topic
Result<ExposedAs> parse_exposed_as(std::string_view text); // "held", "may_pull", "pass_on", "only"; "" for any

// {"members": […], "changes": ["suspend=JPN-NZL", …], "weight": "level", "table": "1,2,4"}; the row of the door has held it against its schema. Errors: invalid.
struct WhatIfAsked {
  ExposureRequest request;
  std::vector<ExposureChange> changes;
};
Result<WhatIfAsked> parse_what_if(const nlohmann::ordered_json& body);

}  // namespace comity::operations
