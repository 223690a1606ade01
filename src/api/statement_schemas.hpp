// The schemas of statements, for their topic.
#pragma once

#include <vector>

#include "api/schema.hpp"

namespace comity::api {

std::vector<Schema> statement_schemas();

}  // namespace comity::api
