// The request target (RFC 9112 §3.2) and percent-encoding (RFC 3986 §2.1).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace comity::http {

struct Target {
  std::string_view raw_path;  // still encoded; starts with '/', or is "*"
  std::string path;           // decoded
  std::multimap<std::string, std::string> query;
};

// Origin form, absolute form with http or https (its authority is dropped, as the node has one origin), or "*".
// Nothing when it is none of these, has a fragment, a malformed escape or an encoded NUL.
// The result's raw_path points into `target`.
std::optional<Target> parse_target(std::string_view target);

// Nothing when an escape is malformed or stands for NUL. `plus_is_space` as in application/x-www-form-urlencoded,
// which is what browsers and Python clients write into queries.
std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_space = false);

}  // namespace comity::http
