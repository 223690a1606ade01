#include "base/result.hpp"

#include <fmt/format.h>

#include <cstdio>

namespace comity {

std::string_view name_of(Code code) {
  switch (code) {
    case Code::invalid: return "invalid";
    case Code::unauthenticated: return "unauthenticated";
    case Code::forbidden: return "forbidden";
    case Code::not_found: return "not_found";
    case Code::conflict: return "conflict";
    case Code::precondition: return "precondition";
    case Code::too_large: return "too_large";
    case Code::too_many: return "too_many_requests";
    case Code::unavailable: return "unavailable";
    case Code::corrupt: return "corrupt";
    case Code::internal: return "internal";
  }
  return "internal";
}

std::string to_string(const Error& error) {
  if (error.where.empty()) return fmt::format("{}: {}", name_of(error.code), error.message);
  return fmt::format("{}: {} ({})", name_of(error.code), error.message, error.where);
}

void check_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "comity: bug: CHECK(%s) failed at %s:%d\n", condition, file, line);
  std::abort();
}

}  // namespace comity
