// The version that runs: of the package, of --version, and in the metrics.
#pragma once

#include <string_view>

namespace comity::server {

inline constexpr std::string_view kVersion = "0.1.0";

}  // namespace comity::server
