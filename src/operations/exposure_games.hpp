// What members may pull as classes that are released alike, for shares and for the frontier. Private to the acts of exposure.hpp.
#pragma once

#include <functional>

#include "operations/exposure_reach.hpp"

namespace comity::operations {

inline constexpr std::int64_t kRecent = std::int64_t{90} * 24 * 3600 * 1'000'000;  // microseconds

struct Game {
  struct Class {
    insight::ExposureClass exposed;  // over Reach::grants()
    std::uint32_t row = 0;           // one of it
    std::uint64_t recent = 0;        // of its objects, how many are `recent`
  };
  std::vector<Class> classes;
  std::int64_t follows = 0;          // weight of what is released with what it marks
};
// Of people of one party.
Game game_of(Reach& reach, const std::string& party, const std::vector<std::string>& people, RowWeights& weight, const release::Bits& recent);

// The same ways over a table's own numbering.
std::vector<insight::Way> with_players(const std::vector<insight::Way>& ways, const std::function<insight::GrantIx(insight::GrantIx)>& player);

// Rows of which these people were leased the bytes in the last 90 days.
release::Bits recently_leased(const Reach& reach, const std::vector<std::string>& people);

}  // namespace comity::operations
