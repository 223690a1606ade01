// Marking languages: the first line is the id of a language (or its first byte picks a row), the rest a text in it. Every row of
// marking::languages() is covered without a change here.
#include <string>

#include "marking/label.hpp"
#include "marking/language.hpp"
#include "samples.hpp"
#include "targets.hpp"

namespace comity::fuzz {
namespace {

constexpr Time kMarked{1'780'272'000'000'000};  // 2026-06-01

void is_sound(const marking::Reading& reading, std::string_view text) {
  bool error = false;
  for (const marking::Finding& finding : reading.findings) {
    error = error || finding.severity == marking::Finding::Severity::error;
    CHECK(finding.offset <= text.size() && finding.length <= text.size() - finding.offset);
    CHECK(!finding.message.empty() && is_utf8(finding.message) && is_utf8(finding.pointer) && is_utf8(finding.rule));
  }
  CHECK(reading.ok() == !error);
  if (error) CHECK(!reading.label.unknowns.empty() && reading.canonical.empty());
  CHECK(is_utf8(reading.canonical));
  // A label is journalled: what cannot be written and read back would stop a node at its next start.
  const auto again = marking::parse_label(marking::to_json(reading.label));
  CHECK(again && *again == reading.label);
  CHECK(marking::join(reading.label, reading.label) == reading.label);
}

}  // namespace

void fuzz_marking(std::string_view input) {
  const auto languages = marking::languages();
  const auto [id, text] = first_line(input);
  if (input.empty()) return;
  const marking::Language* language = marking::find_language(id);
  if (!language) language = &languages[static_cast<unsigned char>(input[0]) % languages.size()];
  const marking::Context context{"NZL", kMarked, nullptr};
  for (const marking::Language& one : languages) one.recognizes(text);

  const marking::Reading reading = language->read(text, context);
  is_sound(reading, text);
  is_sound(language->read(text, {"", Time{}, &sample_directory().schemes}), text);
  if (!reading.canonical.empty()) {
    const marking::Reading again = language->read(reading.canonical, context);
    CHECK(again.ok() && again.label == reading.label && again.canonical == reading.canonical);
  }
  for (const marking::Language& one : languages) {
    if (!one.write) continue;
    const marking::Rendering rendering = one.write(reading.label, context);
    CHECK(is_utf8(rendering.text));
    for (const std::string& lost : rendering.lost) CHECK(!lost.empty() && is_utf8(lost));
  }
}

}  // namespace comity::fuzz
