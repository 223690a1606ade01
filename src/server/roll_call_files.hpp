// The roll calls that a node's settings name: read when first asked for, and again when a file has changed.
#pragma once

#include "operations/alignment.hpp"
#include "server/settings.hpp"

namespace comity::server {

// Any thread; one reads while others wait. What is read stays until a file's size or time of change is another. Errors of the call: not_found (the settings name no file), and those of reading: unavailable, invalid, too_large.
operations::RollCalls roll_calls_of(const Settings& settings);

}  // namespace comity::server
