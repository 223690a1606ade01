// The one way from a document to the terms that are enforced. Private to agreement/.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "agreement/terms.hpp"

namespace comity::agreement {

// docs/format/agreement.md. Errors: invalid, where = a JSON pointer.
Result<Terms> read_terms(const nlohmann::json& document);

}  // namespace comity::agreement
