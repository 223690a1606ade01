#include "operations/digest.hpp"

#include <algorithm>
#include <map>

namespace comity::operations {

Digest digest_of(std::span<const DigestRow> rows, std::size_t most_groups, std::size_t most_first) {
  std::map<std::size_t, DigestGroup> by_why;
  Digest out;
  out.objects = rows.size();
  for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
    DigestGroup& group = by_why[row->why];
    group.why = row->why;
    ++group.objects;
    if (group.first.size() < most_first || group.first.empty()) group.first.push_back(*row);
  }
  for (auto& [why, group] : by_why) out.groups.push_back(std::move(group));
  const auto later = [](const DigestGroup& a, const DigestGroup& b) { return a.first.front().at > b.first.front().at; };
  std::sort(out.groups.begin(), out.groups.end(), [&](const auto& a, const auto& b) { return a.objects != b.objects ? a.objects > b.objects : later(a, b); });
  while (out.groups.size() > most_groups) {
    ++out.rest_groups;
    out.rest_objects += out.groups.back().objects;
    out.groups.pop_back();
  }
  std::sort(out.groups.begin(), out.groups.end(), later);
  return out;
}

}  // namespace comity::operations
