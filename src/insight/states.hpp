// States by code: the numbers of the Correlates of War project and the letters of ISO 3166, and which row of votes goes on as which other when states succeed one another. Pure; any thread.
// Sources: Correlates of War, State System Membership v2016 (numbers); ISO 3166-1 and, for names that were withdrawn, ISO 3166-3 (letters); United Nations, list of member states with its
// notes on succession. docs/methods/alignment.md says which choices were made.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace comity::insight {

struct StateCode {
  std::uint16_t cow;     // 0: not a number of COW
  std::string_view iso3; // several numbers may share letters (255 and 260: DEU)
  std::string_view name;
};
std::span<const StateCode> state_codes();

// "USA" for 2; the number in digits where the table has none.
std::string iso_of_cow(std::uint32_t cow);
// All numbers that have these letters: DEU gives 255 and 260. Empty where there is none.
std::vector<std::uint16_t> cows_of_iso(std::string_view iso3);

// One seat whose holder changed: votes under `before` go on as votes under `after`. Dates are the last day of the one and the first of the other, in days of the row, for the page that documents it.
struct Succession {
  std::uint16_t before_cow, after_cow;     // 0: same number on both sides, only the letters changed
  std::string_view before_iso, after_iso;
  std::string_view since;                  // the first date of `after`
  std::string_view why;
};
std::span<const Succession> successions();
// Where the rows of a member go on, followed to the end: 260 gives 255. What has no successor is its own.
std::uint32_t successor_of_cow(std::uint32_t cow);
std::string_view successor_of_iso(std::string_view iso3);

}  // namespace comity::insight
