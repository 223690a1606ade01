#include "shelf/object_record.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/codec.hpp"

namespace comity::shelf {
namespace {

// Keys of the store hold at most 500 bytes; "\x1f" cannot stand in a STIX identifier, and long ones are hashed.
std::string bounded(std::string_view text) {
  if (text.size() <= 160 && text.find('\x1f') == std::string_view::npos) return std::string(text);
  return "#" + std::string(crypto::view(crypto::sha256(text)));
}

constexpr std::string_view kRemark = "readers of what it marks: ";

std::uint64_t optional_index(std::uint32_t value) { return value == UINT32_MAX ? 0 : std::uint64_t{value} + 1; }
std::uint32_t index_of(std::uint64_t value) { return value == 0 ? UINT32_MAX : static_cast<std::uint32_t>(value - 1); }

}  // namespace

marking::Label remark_label(std::string_view id, std::string_view agency) {
  marking::Label out;
  out.originators.emplace(agency);
  out.unknowns.insert(std::string(kRemark) + std::string(id));
  return out;
}

bool is_remark(const marking::Label& label) { return label.unknowns.size() == 1 && label.unknowns.begin()->starts_with(kRemark); }

std::string encode(const ObjectRecord& record) {
  Encoder out;
  out.text(record.owner).text(record.submitter).text(record.type).text(record.id).text(record.version);
  out.number(static_cast<std::uint64_t>(record.version_us)).text(record.spec_version);
  out.number(record.thing.value).number(record.label.value);
  out.number(record.fields.size());
  for (const auto label : record.fields) out.number(label.value);
  out.number(record.references.size());
  for (const auto& reference : record.references) {
    out.number(static_cast<std::uint64_t>(reference.kind)).number(optional_index(reference.bound.value));
    // A bound target's identifier is the bound thing's; only open ones carry it.
    if (reference.bound.none()) out.text(reference.target);
  }
  out.number(record.late.size());
  for (const auto& late : record.late) out.number(late.row).number(late.reference);
  out.number(record.remark).number(record.remarks.size());
  for (const Carried& one : record.remarks) out.number(one.definition.value).number(one.label.value);
  out.number(record.sources.size());
  for (const Source& source : record.sources) out.number(source.thing.value).number(source.record);
  out.number(optional_index(record.tearline.value)).number(record.approvers.size());
  for (const std::string& party : record.approvers) out.text(party);
  out.number(record.second_person).text(crypto::view(record.commitment));
  return out.take();
}

Result<ObjectRecord> decode_object(std::string_view body) {
  Decoder in(body);
  ObjectRecord out;
  out.owner = in.text();
  out.submitter = in.text();
  out.type = in.text();
  out.id = in.text();
  out.version = in.text();
  out.version_us = static_cast<std::int64_t>(in.number());
  out.spec_version = in.text();
  out.thing = Thing{in.number32()};
  out.label = marking::LabelIx{in.number32()};
  for (auto left = in.number(); left > 0 && in.ok(); --left) out.fields.emplace_back(in.number32());
  for (auto left = in.number(); left > 0 && in.ok(); --left) {
    RecordedReference reference;
    reference.kind = static_cast<stix::Reference::Kind>(in.number());
    reference.bound = Thing{index_of(in.number())};
    if (reference.bound.none()) reference.target = in.text();
    out.references.push_back(std::move(reference));
  }
  for (auto left = in.number(); left > 0 && in.ok(); --left) {
    const auto row = in.number32();
    out.late.push_back({row, in.number32()});
  }
  out.remark = in.number() != 0;
  for (auto left = in.number(); left > 0 && in.ok(); --left) {
    const Thing definition{in.number32()};
    out.remarks.push_back({definition, marking::LabelIx{in.number32()}});
  }
  for (auto left = in.number(); left > 0 && in.ok(); --left) {
    const Thing thing{in.number32()};
    out.sources.push_back({thing, in.number()});
  }
  out.tearline = marking::LabelIx{index_of(in.number())};
  for (auto left = in.number(); left > 0 && in.ok(); --left) out.approvers.emplace(in.text());
  out.second_person = in.number() != 0;
  const std::string_view commitment = in.text();
  if (!in.done() || commitment.size() != out.commitment.size()) return fail(Code::corrupt, "an object record cannot be read");
  std::copy(commitment.begin(), commitment.end(), out.commitment.begin());
  return out;
}

std::string thing_prefix(std::string_view id) { return "t" + bounded(id) + "\x1f"; }
std::string thing_key(std::string_view id, std::string_view owner) { return thing_prefix(id) + bounded(owner); }
std::string version_key(Thing thing, std::string_view version) { return fmt::format("v{:08x}\x1f", thing.value) + bounded(version); }
std::string open_reference_prefix(std::string_view target) { return "r" + bounded(target) + "\x1f"; }
std::string open_reference_key(std::string_view target, std::uint32_t row, std::uint32_t reference) {
  return open_reference_prefix(target) + fmt::format("{:08x}\x1f{:08x}", row, reference);
}

}  // namespace comity::shelf
