// The schemas of readings.cpp.
#pragma once

#include <vector>

#include "api/schema.hpp"

namespace comity::api {

std::vector<Schema> reading_schemas_of_markings();

}  // namespace comity::api
