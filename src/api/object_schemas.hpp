// The shapes of what objects.cpp takes and answers.
#pragma once

#include <vector>

#include "api/schema.hpp"

namespace comity::api {

std::vector<Schema> object_schemas();

}  // namespace comity::api
