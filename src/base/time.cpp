#include "base/time.hpp"

#include <fmt/format.h>

#include <chrono>

namespace comity {
namespace {

bool digits(std::string_view text, std::size_t at, std::size_t count, int& out) {
  if (at + count > text.size()) return false;
  int value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return false;
    value = value * 10 + (text[i] - '0');
  }
  out = value;
  return true;
}

// The instants that RFC 3339 can write in UTC: years 0000 to 9999.
constexpr Time kFirst{std::chrono::duration_cast<std::chrono::microseconds>(
                          std::chrono::sys_days{std::chrono::year{0} / 1 / 1}.time_since_epoch()).count()};
constexpr Time kPastLast{std::chrono::duration_cast<std::chrono::microseconds>(
                             std::chrono::sys_days{std::chrono::year{10'000} / 1 / 1}.time_since_epoch()).count()};

tl::unexpected<Error> bad(std::string_view text) {
  return fail(Code::invalid,
              fmt::format("'{}' is not a time; write it like 2026-01-31T12:00:00Z or 2026-01-31", text.substr(0, 40)));
}

}  // namespace

Result<Time> parse_time(std::string_view text) {
  using namespace std::chrono;
  int y, m, d;
  if (!digits(text, 0, 4, y) || text.size() < 10 || text[4] != '-' || !digits(text, 5, 2, m) || text[7] != '-' ||
      !digits(text, 8, 2, d))
    return bad(text);
  const year_month_day date{year{y}, month{static_cast<unsigned>(m)}, day{static_cast<unsigned>(d)}};
  if (!date.ok()) return bad(text);
  const std::int64_t midnight = duration_cast<microseconds>(sys_days{date}.time_since_epoch()).count();
  if (text.size() == 10) return Time{midnight};
  int hh, mm, ss;
  if ((text[10] != 'T' && text[10] != 't') || !digits(text, 11, 2, hh) || text.size() < 20 || text[13] != ':' ||
      !digits(text, 14, 2, mm) || text[16] != ':' || !digits(text, 17, 2, ss) || hh > 23 || mm > 59 || ss > 60)
    return bad(text);
  std::int64_t fraction = 0;
  std::size_t at = 19;
  if (text[at] == '.') {
    ++at;
    int count = 0;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') {
      if (count < 6) fraction = fraction * 10 + (text[at] - '0');
      ++count;
      ++at;
    }
    if (count == 0) return bad(text);
    for (; count < 6; ++count) fraction *= 10;
  }
  if (at >= text.size()) return bad(text);
  std::int64_t offset = 0;
  if (text[at] == 'Z' || text[at] == 'z') {
    if (at + 1 != text.size()) return bad(text);
  } else {
    int oh, om;
    if ((text[at] != '+' && text[at] != '-') || text.size() != at + 6 || !digits(text, at + 1, 2, oh) ||
        text[at + 3] != ':' || !digits(text, at + 4, 2, om) || oh > 23 || om > 59)
      return bad(text);
    offset = (oh * 60 + om) * 60 * (text[at] == '-' ? -1 : 1);
  }
  const Time time{midnight + (((hh * 60 + mm) * 60 + ss) - offset) * 1'000'000LL + fraction};
  if (time < kFirst || time >= kPastLast) return bad(text);
  return time;
}

std::string format_time(Time time) {
  using namespace std::chrono;
  const sys_time<microseconds> point{microseconds{time.us}};
  const auto day_point = floor<days>(point);
  const year_month_day date{day_point};
  const hh_mm_ss clock{point - day_point};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count(), clock.subseconds().count());
}

std::string format_date(Time time) { return format_time(time).substr(0, 10); }

Time SystemClock::now() {
  using namespace std::chrono;
  return {duration_cast<microseconds>(system_clock::now().time_since_epoch()).count()};
}

}  // namespace comity
