// Labels: each line is one; the whole is tried as our STIX extension too.
#include "marking/label.hpp"

#include <optional>

#include "alliance/resolve.hpp"
#include "base/json.hpp"
#include "samples.hpp"
#include "targets.hpp"

namespace comity::fuzz {
namespace {

constexpr Time kMarked{1'780'272'000'000'000};  // 2026-06-01

void is_fixed(const marking::Label& label) {
  const std::string text = marking::to_json(label);
  CHECK(json::Document::parse(text).has_value());
  const auto again = marking::parse_label(text);
  CHECK(again && *again == label);
  CHECK(marking::to_json(*again) == text);
}

std::optional<marking::Label> read(std::string_view text) {
  const auto label = marking::parse_label(text, kMarked);
  if (!label) {
    CHECK(label.error().code == Code::invalid && !label.error().message.empty());
    return std::nullopt;
  }
  CHECK(json::Document::parse(text).has_value());  // nothing that is not JSON is a label
  is_fixed(*label);
  return *label;
}

void joins(const marking::Label& a, const marking::Label& b) {
  using marking::join;
  const marking::Label both = join(a, b);
  CHECK(join(a, a) == a && join(b, b) == b);
  CHECK(both == join(b, a) && join(both, a) == both);
  CHECK(join(join(a, both), b) == join(a, join(both, b)));
  CHECK(both.tlp >= a.tlp && (both.actions & ~a.actions) == 0);
  is_fixed(both);
}

// What intake makes of a label that came with an object.
void is_stored(const marking::Label& label) {
  const marking::Label resolved = alliance::resolve(label, "NZL.GCSB", sample_directory(), kMarked);
  const marking::Label stored = alliance::complete(resolved);
  CHECK(alliance::complete(stored) == stored);
  CHECK(stored.originators.contains("NZL.GCSB"));
  for (const std::string& unknown : label.unknowns) CHECK(stored.unknowns.contains(unknown));
  for (const std::string& party : stored.originating_parties())
    CHECK(stored.unknowns.contains(party) || (stored.releasable.contains(party) && stored.displayable.contains(party)));
  is_fixed(stored);
}

}  // namespace

void fuzz_label(std::string_view input) {
  const auto [first, rest] = first_line(input);
  const auto a = read(first), b = read(rest);
  if (a) is_stored(*a);
  if (a && b) joins(*a, *b);

  const auto extension = marking::parse_extension(input, kMarked);
  if (!extension) return;
  CHECK(json::Document::parse(input).has_value());
  for (const auto& stated : {extension->label, extension->own_label})
    if (stated) is_fixed(stated->label);
  if (extension->label && extension->own_label) joins(extension->label->label, extension->own_label->label);
  if (!extension->label) return;
  const auto alone = marking::parse_extension(marking::extension_with("label", marking::to_json(extension->label->label)), kMarked);
  CHECK(alone && alone->label && alone->label->label == extension->label->label && !alone->own_label);
}

}  // namespace comity::fuzz
