// Writing any label in every marking language: nothing throws, and what was written whole can be read.
#include "marking/label.hpp"
#include "marking/language.hpp"
#include "marking/lost.hpp"
#include "samples.hpp"
#include "targets.hpp"

namespace comity::fuzz {

void fuzz_rendering(std::string_view input) {
  const auto label = marking::parse_label(first_line(input).first);
  if (!label) return;
  const marking::Context context{"NZL", Time{}, &sample_directory().schemes};
  for (const marking::Language& language : marking::languages()) {
    if (!language.write) continue;
    const marking::Rendering rendering = language.write(*label, context);
    CHECK(is_utf8(rendering.text));
    for (const std::string& lost : rendering.lost) CHECK(!lost.empty() && is_utf8(lost));
    if (rendering.text.empty() || !rendering.lost.empty()) continue;
    const marking::Reading reading = language.read(rendering.text, context);
    // Comity's own language writes unknowns too; they are read as unknowns, so they deny, which is all that can be asked of it.
    CHECK(reading.ok() == label->unknowns.empty());
    CHECK(marking::not_wider(reading.label, *label));
  }
}

}  // namespace comity::fuzz
