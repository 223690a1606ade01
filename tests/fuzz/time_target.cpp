// Instants: what is read is written so that it reads the same again.
#include "base/time.hpp"
#include "targets.hpp"

namespace comity::fuzz {

void fuzz_time(std::string_view input) {
  const auto time = parse_time(input);
  if (!time) {
    CHECK(time.error().code == Code::invalid && !time.error().message.empty());
    return;
  }
  const std::string text = format_time(*time);
  CHECK(text.size() == 27 && text.ends_with('Z'));
  const auto again = parse_time(text);
  CHECK(again && *again == *time);
  const auto day = parse_time(format_date(*time));
  CHECK(day && *day <= *time && time->us - day->us < 86'400'000'000);
  if (input.size() == 10) CHECK(*day == *time && format_date(*time) == input);
}

}  // namespace comity::fuzz
