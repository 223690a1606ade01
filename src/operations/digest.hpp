// What is new, by why: rows of a feed put into few groups whose numbers add up. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "shelf/shelf.hpp"

namespace comity::operations {

struct DigestRow {
  std::size_t why = 0;  // the group that it belongs to: below the number of groups there are
  shelf::Cursor at;
  std::uint32_t row = 0;
};
struct DigestGroup {
  std::size_t why = 0;
  std::uint64_t objects = 0;
  std::vector<DigestRow> first;  // those placed last, the last of them first
};
// objects = those of the groups and those of the rest.
struct Digest {
  std::uint64_t objects = 0;
  std::vector<DigestGroup> groups;  // whose last row is placed last comes first
  std::size_t rest_groups = 0;      // with fewer objects than those
  std::uint64_t rest_objects = 0;
};

inline constexpr std::size_t kMostDigestGroups = 20, kMostOfDigestGroup = 5;

// `rows` ascend by their places. Of equally large groups the later one stays.
Digest digest_of(std::span<const DigestRow> rows, std::size_t most_groups = kMostDigestGroups, std::size_t most_first = kMostOfDigestGroup);

}  // namespace comity::operations
