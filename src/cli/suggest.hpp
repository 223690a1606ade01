// "Did you mean …?" for the command line.
#pragma once

#include "base/nearest.hpp"

namespace comity::cli {

using comity::nearest;

}  // namespace comity::cli
