// The shapes of what agreements.cpp takes and answers.
#pragma once

#include <vector>

#include "api/schema.hpp"

namespace comity::api {

std::vector<Schema> agreement_schemas();

}  // namespace comity::api
