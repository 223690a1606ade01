// Consents as JSON: what the REST API takes and answers, and the command line prints. docs/cli.md shows the members.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "operations/consents.hpp"

namespace comity::operations {

// Members that are not known are errors. Errors: invalid, where = a JSON pointer.
Result<Asked> parse_asked(const nlohmann::ordered_json& body);        // {"of","object","purpose","reason"}
Result<ConsentWish> parse_wish(const nlohmann::ordered_json& body);   // {"object","to",…}: the members of ConsentWish

nlohmann::ordered_json to_json(const RequestsPage& page);             // {"requests":[…],"next"}
nlohmann::ordered_json to_json(const PreparedConsent& prepared);      // {"act","level_suggested","notes","signers","needed"}
nlohmann::ordered_json to_json(const std::vector<ConsentShown>& all); // {"consents":[…]}

}  // namespace comity::operations
