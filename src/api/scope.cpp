#include "api/endpoint.hpp"

namespace comity::api {

std::string_view name_of(Scope scope) {
  switch (scope) {
    case Scope::open: return "open";
    case Scope::none: return "none";
    case Scope::read: return "read";
    case Scope::share: return "share";
    case Scope::act: return "act";
    case Scope::admin: return "admin";
  }
  return "";
}

}  // namespace comity::api
