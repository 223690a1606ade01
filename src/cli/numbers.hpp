// Numbers and names on the command line of analyses.
#pragma once

#include <string>

#include "base/result.hpp"
#include "judgement/yardstick.hpp"

namespace comity::cli {

// A decimal number. Errors: invalid, with `option` as its place.
Result<double> number_of(const std::string& text, const std::string& option);
// Of those that are shipped. Errors: invalid; the message lists them.
Result<const judgement::Yardstick*> yardstick_named(const std::string& id);

}  // namespace comity::cli
