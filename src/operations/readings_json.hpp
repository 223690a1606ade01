// Readings, previews and what waits for a second person as JSON: what the REST API answers and the command line prints.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "operations/readings.hpp"

namespace comity::operations {

nlohmann::ordered_json to_json(const MarkingWords& words);
nlohmann::ordered_json to_json(const Banner& banner);
nlohmann::ordered_json to_json(const ObjectReading& reading);
nlohmann::ordered_json to_json(const PartnerPreview& preview);
nlohmann::ordered_json to_json(const WaitingApproval& approval);
nlohmann::ordered_json to_json(const DraftReading& reading);
nlohmann::ordered_json to_json(const MarkingLine& line);

}  // namespace comity::operations
