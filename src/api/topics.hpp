// All topics of the door: one file and one row each.
#pragma once

#include <vector>

#include "api/endpoint.hpp"

namespace comity::api {

const Topic& acts();
const Topic& agreements();
const Topic& alignment();
const Topic& concerns();
const Topic& consents();
const Topic& desk();
const Topic& corroboration_topic();
const Topic& directory();
const Topic& exposure();
const Topic& derivations();
const Topic& feed();
const Topic& handling();
const Topic& language();
const Topic& meetings();
const Topic& node();
const Topic& objects();
const Topic& operating();
const Topic& people();
const Topic& readings();
const Topic& rounds();
const Topic& sessions();
const Topic& search_topic();
const Topic& statements();
const Topic& tokens();

// In the order of the document.
const std::vector<const Topic*>& topics();

}  // namespace comity::api
