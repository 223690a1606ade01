#include "access/scopes.hpp"

#include <fmt/format.h>

#include <array>

namespace comity::access {
namespace {
constexpr std::array kAll{Scope::read, Scope::share, Scope::act, Scope::admin};
}

std::string_view name_of(Scope scope) {
  switch (scope) {
    case Scope::none: return "none";
    case Scope::read: return "read";
    case Scope::share: return "share";
    case Scope::act: return "act";
    case Scope::admin: return "admin";
  }
  return "none";
}

std::vector<std::string> names_of(Scopes scopes) {
  std::vector<std::string> out;
  for (const Scope one : kAll)
    if (scopes.has(one)) out.emplace_back(name_of(one));
  return out;
}

Result<Scopes> parse_scopes(const std::vector<std::string>& names) {
  std::uint8_t bits = 0;
  for (const std::string& name : names) {
    std::uint8_t found = 0;
    for (const Scope one : kAll)
      if (name == name_of(one)) found = static_cast<std::uint8_t>(one);
    if (found == 0) return fail(Code::invalid, fmt::format("{} is no scope; the scopes are read, share, act and admin", name), "scopes");
    bits |= found;
  }
  if (bits == 0) return fail(Code::invalid, "name at least one of the scopes read, share, act and admin", "scopes");
  return Scopes::of_bits(bits);
}

}  // namespace comity::access
