// The shapes of rounds over REST.
#pragma once

#include <vector>

#include "api/schema.hpp"

namespace comity::api {

std::vector<Schema> round_schemas();

}  // namespace comity::api
