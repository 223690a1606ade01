// The object that a caller means by an id, as it is given to it and under the lease that giving it takes. Not a door's business.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "operations/acts.hpp"

namespace comity::operations {

struct OwnObject {
  std::uint32_t row = 0;
  Time added;              // in the caller's feed
  shelf::Variant variant;  // what the caller gets of it
};
// The latest version that the caller gets, or that one. `owner`: this party's; "": whichever reached the caller first. On return a durable lease covers it.
// Nothing: the feed moved on meanwhile, to be tried again. Errors: not_found (absent and hidden alike), forbidden (the operator reads no objects).
Result<std::optional<OwnObject>> own_object(Node& node, const Caller& caller, std::string_view id, const std::string& owner, std::optional<Time> version);

}  // namespace comity::operations
