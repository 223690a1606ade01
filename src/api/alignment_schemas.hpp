// The schemas of the topic alignment.
#pragma once

#include <vector>

#include "api/schema.hpp"

namespace comity::api {

std::vector<Schema> alignment_schemas();

}  // namespace comity::api
