// Which refusals a row may give: its own, and those of all rows like it.
#pragma once

#include <algorithm>
#include <set>

#include "api/endpoint.hpp"

namespace comity::api {

inline std::set<int> refusals_of(const Endpoint& row) {
  std::set<int> out(row.refusals.begin(), row.refusals.end());
  out.insert({400, 405, 406, 408, 429, 431, 500, 503});
  if (row.scope != Scope::open) out.insert(401);
  if (row.scope != Scope::open && row.scope != Scope::none) out.insert(403);
  if (row.body) out.insert({408, 413, 415});
  if (row.method == "POST" && row.scope != Scope::open) out.insert({409, 422});
  return out;
}

}  // namespace comity::api
