// The query of a page (TAXII 2.1 §3.4, §3.5) as an operation takes it.
#pragma once

#include <cstddef>

#include "base/result.hpp"
#include "http/http.hpp"
#include "operations/acts.hpp"

namespace comity::taxii {

struct Limits {
  std::size_t usual = 100;  // objects on a page when the client names no limit
  std::size_t most = 1000;  // a larger limit gives so many
};

// limit, next, added_after, match[type], match[id], match[version]. A match of another field is refused rather than
// ignored, as the answer would hold more than was asked for; other parameters are ignored. Errors: invalid, where = the
// parameter.
Result<operations::PageRequest> page_request(const http::Request& request, const Limits& limits);

// The same without matches: for tombstones. Errors: invalid.
Result<operations::PageRequest> range_request(const http::Request& request, const Limits& limits);

}  // namespace comity::taxii
