// Views by reader, and the bytes of what they give.
#include "release/bits.hpp"
#include "shelf/things_named.hpp"
#include "shelf/view.hpp"

namespace comity::shelf {

using release::Outcome;

namespace {

Result<std::string> stored(const store::Engine& engine, Seq seq) {
  TRY(const std::vector<store::Slice> slices, engine.blobs(std::span<const Seq>(&seq, 1)));
  std::string bytes;
  for (const store::Slice& slice : slices) bytes.append(slice.bytes);
  if (bytes.empty()) return fail(Code::not_found, "the object's bytes were erased");
  bytes.erase(0, 1);  // the comma that blobs begin with
  return bytes;
}

struct Parsed {
  std::string bytes;
  json::Document document;
  stix::Object object;
};

Result<std::unique_ptr<Parsed>> parse_stored(const store::Engine& engine, Seq seq) {
  auto out = std::make_unique<Parsed>();
  TRY(out->bytes, stored(engine, seq));
  TRY(out->document, json::Document::parse(out->bytes));
  TRY(out->object, stix::read_object(out->document));
  return out;
}

}  // namespace

Result<std::string> render(const store::Engine& engine, const Shelf& shelf, std::uint32_t row, const Variant& variant) {
  if (variant.whole()) return stored(engine, shelf.row(row).seq);
  TRY(const auto parsed, parse_stored(engine, shelf.row(row).seq));
  std::vector<bool> readable(parsed->object.marked_fields(), true), released(parsed->object.references.size(), true);
  for (const auto field : variant.hidden_fields) readable.at(field) = false;
  for (const auto reference : variant.dropped_references) released.at(reference) = false;
  release::Redaction redaction = release::redact(parsed->document, parsed->object, readable, released);
  if (redaction.outcome != Outcome::cut) return fail(Code::internal, "a redacted object came out otherwise than it was decided");
  return std::move(redaction.bytes);
}

Views::Views(const View::Folds& folds, const store::Engine& engine) : folds_(folds), engine_(engine), matrices_(folds.policy) {}

std::shared_ptr<Views::Slot> Views::find(const Reader& reader) {
  std::lock_guard lock(mutex_);
  auto& slot = slots_[reader];
  if (!slot) {
    const auto redact = [this](std::uint32_t row, const std::vector<bool>& fields, const std::vector<bool>& released) {
      const auto parsed = parse_stored(engine_, folds_.shelf.row(row).seq);
      if (!parsed || (*parsed)->object.marked_fields() != fields.size() || (*parsed)->object.references.size() != released.size())
        return Outcome::withheld;  // what cannot be cut is not given
      return release::redact((*parsed)->document, (*parsed)->object, fields, released).outcome;
    };
    slot = std::make_shared<Slot>(View(reader, folds_, matrices_, redact));
  }
  return slot;
}

Sieve Views::sieve(const Filter& filter, const View& view) const {
  Sieve out;
  out.versions = filter.versions;
  out.from_us = filter.from.us;
  out.until_us = filter.until.us;
  if (!filter.types.empty()) {
    out.types.emplace();
    for (const std::string& type : filter.types)
      if (const auto ix = folds_.shelf.find_type(type); ix != UINT32_MAX) out.types->insert(ix);
  }
  if (!filter.ids.empty()) out.things = things(filter.ids);
  if (!filter.references.empty()) out.refers_to = things(filter.references);
  if (!filter.spec_versions.empty()) {
    const bool both = filter.spec_versions.contains("2.0") && filter.spec_versions.contains("2.1");
    if (!both) out.spec_20 = filter.spec_versions.contains("2.0");
    if (!both && !*out.spec_20 && !filter.spec_versions.contains("2.1")) out.types.emplace();  // another version: nothing is of it
  }
  out.latest_spec = filter.versions.among_matching && filter.spec_versions.empty();
  out.standing = filter.standing;
  out.labels = view.labels_of(filter);
  if (filter.label_each) Sieve::narrow(out.rows, view.first_of_each_label(filter.standing));
  return out;
}

std::unordered_set<std::uint32_t> Views::things(const std::set<std::string>& ids) const {
  std::unordered_set<std::uint32_t> out;
  std::uint32_t nothing = UINT32_MAX;  // no thing's: an identifier that nobody holds makes the walk no shorter
  for (const std::string& id : ids)
    if (!each_thing_named(engine_, folds_.shelf, id, [&](std::uint32_t thing) { out.insert(thing); })) out.insert(nothing--);
  return out;
}

}  // namespace comity::shelf
