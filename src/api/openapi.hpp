// The table of endpoints in the forms that others read: OpenAPI 3.1 (which uses JSON Schema 2020-12), and a page for people.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace comity::api {

// The whole document, in the order of the table: the same bytes from the same build.
nlohmann::ordered_json openapi();

// docs/api.md.
std::string reference_page();

}  // namespace comity::api
