// Trigraphs of countries and tetragraphs of organisations as US markings use them. To follow a newer list, change rows in
// country_codes.cpp. Who belongs to an organisation is not said here: that has dates, and the directory keeps it.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace comity::marking {

struct CountryCode {
  enum class Kind : std::uint8_t { country, organisation };
  // The lists that hold the code, as bits.
  static constexpr std::uint8_t kReleasable = 1;  // REL TO and DISPLAY ONLY
  static constexpr std::uint8_t kSource = 2;      // FGI in a US marking
  static constexpr std::uint8_t kOwner = 4;       // owner of a foreign or joint marking

  std::string_view code;
  std::string_view name;
  Kind kind = Kind::country;
  std::uint8_t lists = 0;
  std::string_view ended;  // the day after which it is no longer to be used, "2012-06-15"; "" if it still is
};

std::span<const CountryCode> country_codes();                      // ascending by code; any thread
const CountryCode* find_country_code(std::string_view code);       // nullptr: no list knows it

}  // namespace comity::marking
