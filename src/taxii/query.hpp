// The query of a page (TAXII 2.1 §3.4, §3.5) as an operation takes it.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "base/result.hpp"
#include "http/http.hpp"
#include "operations/acts.hpp"

namespace comity::taxii {

struct Limits {
  std::size_t usual = 100;  // objects on a page when the client names no limit
  std::size_t most = 1000;  // a larger limit gives so many
};

// The fields that an endpoint matches, by the tables of §5.
using Matches = std::span<const std::string_view>;
inline constexpr std::array<std::string_view, 4> kObjectsMatch{"id", "type", "version", "spec_version"};  // objects (§5.4) and manifest (§5.3)
inline constexpr std::array<std::string_view, 2> kObjectMatches{"version", "spec_version"};              // one object: to get (§5.6) and to delete (§5.7) it
inline constexpr std::array<std::string_view, 1> kVersionsMatch{"spec_version"};                         // its versions (§5.8)

// Narrows `filter` by the request's matches. A match of another field, or one given twice, is refused rather than ignored: the answer would hold
// more than was asked for. Other parameters are ignored. Without match[version] the latest is meant, without match[spec_version] the latest that
// each object is there in. Errors: invalid, where = the parameter.
Result<void> take_matches(const http::Request& request, Matches matches, shelf::Filter& filter);

// limit, next and added_after. Errors: invalid, where = the parameter.
Result<operations::PageRequest> range_request(const http::Request& request, const Limits& limits);

// Both. Errors: as these.
Result<operations::PageRequest> page_request(const http::Request& request, const Limits& limits, Matches matches = kObjectsMatch,
                                             shelf::Filter filter = {});

}  // namespace comity::taxii
