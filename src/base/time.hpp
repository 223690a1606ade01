// Instants in UTC with microsecond precision, and their RFC 3339 text.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace comity {

// Microseconds since 1970-01-01T00:00:00Z (proleptic Gregorian, no leap seconds).
struct Time {
  std::int64_t us = 0;
  constexpr auto operator<=>(const Time&) const = default;
  static constexpr Time min() { return {std::numeric_limits<std::int64_t>::min()}; }
  static constexpr Time max() { return {std::numeric_limits<std::int64_t>::max()}; }  // "no end"
};

// RFC 3339 date-time with any number of fraction digits (further digits than six are dropped), or a full-date,
// which means its first instant. An instant outside the years 0 to 9999 (by its offset, or a leap second) has no text of its own
// and is refused: what is read can always be written and read again. Errors: invalid.
Result<Time> parse_time(std::string_view text);

// "2026-01-31T12:00:00.000000Z": always six fraction digits, as TAXII 2.1 §1.6 asks of its timestamps.
std::string format_time(Time time);
// "2026-01-31".
std::string format_date(Time time);

// Where code asks for the time. Passed in, never global, so that tests decide what time it is.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Time now() = 0;  // any thread
};

class SystemClock final : public Clock {
 public:
  Time now() override;
};

// For tests: stands still until set.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Time start) : time_(start) {}
  Time now() override { return time_; }
  void set(Time time) { time_ = time; }
  void advance_us(std::int64_t us) { time_.us += us; }

 private:
  Time time_;
};

}  // namespace comity
