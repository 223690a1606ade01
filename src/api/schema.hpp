// The shapes of JSON that go over the door, as JSON Schema 2020-12: what OpenAPI 3.1 uses.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string_view>

#include "base/result.hpp"

namespace comity::api {

struct Schema {
  std::string_view name;  // "AgreementList": #/components/schemas/AgreementList
  std::string_view text;  // the schema
};

// Those that no one topic owns: problems, and what many speak of.
std::span<const Schema> shared_schemas();

// Whether a body is of the schema of that name, all of its members known. The keywords that the catalogue uses are type, enum, const,
// properties, required, additionalProperties, items, minItems, maxItems, minimum, maximum, minLength, maxLength, oneOf, $ref into the
// catalogue; what only describes is passed over. Errors: invalid, with a JSON pointer to the first fault in `where`. Lengths are counted in
// bytes, which is stricter than the characters of the standard.
Result<void> check_shape(const nlohmann::json& body, std::string_view schema);

}  // namespace comity::api
