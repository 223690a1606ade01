// Marking-definitions: whatever the JSON, something is conveyed, and it can be stored.
#include "base/json.hpp"
#include "marking/definition.hpp"
#include "samples.hpp"
#include "targets.hpp"

namespace comity::fuzz {
namespace {

constexpr Time kMarked{1'780'272'000'000'000};  // 2026-06-01

void is_stored(const marking::Label& label) {
  const std::string text = marking::to_json(label);
  CHECK(is_utf8(text));
  const auto again = marking::parse_label(text);
  CHECK(again && *again == label && marking::to_json(*again) == text);
}

void is_sound(const marking::Conveyed& conveyed) {
  CHECK(!conveyed.stated.empty() || conveyed.own);
  for (const marking::Stated& one : conveyed.stated) {
    is_stored(one.label);
    // A remark restricts nobody.
    if (!conveyed.remark) continue;
    marking::Label rest = one.label;
    CHECK(!rest.caveats.empty() && !conveyed.own);
    rest.caveats.clear();
    CHECK(rest == marking::Label{});
  }
  if (conveyed.own) is_stored(conveyed.own->label);
}

}  // namespace

void fuzz_definition(std::string_view input) {
  const auto document = json::Document::parse(input);
  if (!document) return;
  const marking::Context context{"NZL", kMarked, nullptr};
  const marking::Conveyed conveyed = marking::read_definition(document->root(), context);
  is_sound(conveyed);
  is_sound(marking::read_definition(document->root(), {"", Time{}, &sample_directory().schemes}));
  // All that it says holds: the join is stored, and keeps every unknown.
  if (conveyed.stated.empty()) return;
  std::vector<marking::Label> labels;
  for (const marking::Stated& one : conveyed.stated) labels.push_back(one.label);
  const marking::Label joined = marking::join_document(std::move(labels));
  is_stored(joined);
  for (const marking::Stated& one : conveyed.stated)
    for (const std::string& unknown : one.label.unknowns) CHECK(joined.unknowns.contains(unknown));
}

}  // namespace comity::fuzz
