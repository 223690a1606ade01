// What an object's author says that it was made from: bound, joined, and held against the author's own label.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "operations/intake.hpp"

namespace comity::operations {

std::optional<FoundSource> Intake::source_added_here(const marking::SourceName& name) {
  std::optional<FoundSource> out;
  for (const FoundSource& one : citable_)
    if (one.id == name.id && (name.version.empty() || one.version == name.version) && (!out || out->version_us < one.version_us)) out = one;
  return out;
}

std::optional<FoundSource> Intake::source_of(const marking::SourceName& name) {
  std::vector<std::uint32_t> things;
  batch_.scan(shelf::thing_prefix(name.id), [&](std::string_view, std::string_view value) {
    std::uint32_t thing = UINT32_MAX;
    std::from_chars(value.data(), value.data() + value.size(), thing);
    things.push_back(thing);
    return true;
  });
  std::optional<FoundSource> held = find_source(node_, person_, name, std::move(things));
  std::optional<FoundSource> here = source_added_here(name);
  if (!here) return held;
  return held && held->owner == party_ && held->version_us > here->version_us ? held : here;
}

Result<Intake::Derived> Intake::derive_from_sources(const Prepared& prepared) {
  Derived out;
  for (const marking::SourceName& name : prepared.sources) {
    auto found = source_of(name);
    if (!found) {
      out.refusal = no_such_source(name);
      return out;
    }
    if (std::none_of(out.sources.begin(), out.sources.end(), [&](const FoundSource& one) { return one.record == found->record; }))
      out.sources.push_back(std::move(*found));
  }
  if (prepared.tearline && prepared.object.marked_fields() > 0) {
    out.refusal = "a tearline is marked as a whole: leave out granular_markings";
    return out;
  }
  TRY(const StatedLabel own, stated_label(prepared));
  const marking::Label& stated = own.label;
  const release::World& world = node_.policy.world();
  if (!prepared.tearline) out.refusal = too_low(stated, party_, out.sources, world);
  if (!out.refusal.empty()) return out;
  out.derivation = derive(stated, agency_, out.sources, prepared.tearline, world);
  if (prepared.tearline) {
    out.remark = about_tearline(out.derivation);
    return out;
  }
  const Losses lost = losses(stated, out.sources, readers_of(out.derivation.label, world), world);
  const auto tell = [&](const Loss& loss) {
    if (!loss.sentence.empty()) out.remark += (out.remark.empty() ? "" : "; ") + loss.sentence;
  };
  for (const Loss& loss : lost.each) tell(loss);
  tell(lost.together);
  return out;
}

void Intake::record_derivation(shelf::ObjectRecord& record, const Derived& derived) {
  for (const FoundSource& source : derived.sources) record.sources.push_back({source.thing, source.record});
  if (!derived.derivation.tearline) return;
  record.tearline = intern(*derived.derivation.tearline);
  record.approvers = derived.derivation.approvers;
}

// Kept only if another object of this submission names it as a source, and its author may read it: the party's own, so that references
// withhold nothing. A tearline counts by the label that holds until it is approved.
void Intake::remember_citable(const shelf::ObjectRecord& record, Seq seq, const marking::Label& label,
                              const std::vector<marking::Label>& fields) {
  if (!cited_.contains(record.id)) return;
  const release::World& world = node_.policy.world();
  const auto author = world.directory().people.find(person_);
  if (record.type == "marking-definition" || author == world.directory().people.end()) return;
  const auto audience = release::audience_of(world.directory(), author->second, {}, marking::Action::copy, world.time());
  if (!release::decide(world, label, audience)) return;
  FoundSource one{record.id, record.version, record.owner, record.thing, seq, record.version_us, label};
  for (const marking::Label& field : fields)
    if (release::decide(world, field, audience)) one.label = marking::join(one.label, field);
  citable_.push_back(std::move(one));
}

}  // namespace comity::operations
