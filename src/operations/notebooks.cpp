#include "operations/notebooks.hpp"

#include <algorithm>
#include <array>

#include "base/codec.hpp"

namespace comity::operations {
namespace {

constexpr std::array<std::pair<NoteKind, std::string_view>, 5> kKinds{{{NoteKind::draft, "draft"},
                                                                       {NoteKind::agreement_draft, "agreement-draft"},
                                                                       {NoteKind::search, "search"},
                                                                       {NoteKind::seen, "seen"},
                                                                       {NoteKind::setting, "setting"}}};

}  // namespace

std::string_view name_of(NoteKind kind) {
  for (const auto& [one, name] : kKinds)
    if (one == kind) return name;
  return "";
}

std::optional<NoteKind> note_kind_named(std::string_view name) {
  for (const auto& [one, known] : kKinds)
    if (known == name) return one;
  return std::nullopt;
}

std::string encode(const NoteRecord& one) {
  Encoder out;
  out.number(one.kept ? 1 : 2).text(one.person).number(static_cast<std::uint64_t>(one.kind)).text(one.kept ? crypto::view(one.commitment) : std::string_view());
  out.number(one.given_up.size());
  for (const Seq seq : one.given_up) out.number(seq);
  return out.take();
}

Result<NoteRecord> decode_note(std::string_view body) {
  Decoder in(body);
  NoteRecord out;
  const std::uint64_t change = in.number();
  out.kept = change == 1;
  out.person = in.text();
  const std::uint64_t kind = in.number();
  const std::string_view commitment = in.text();
  const std::uint64_t count = in.number();
  for (std::uint64_t i = 0; i < count && in.ok(); ++i) out.given_up.push_back(in.number());
  const bool known = kind >= 1 && kind <= kKinds.size() && (change == 1 || change == 2);
  if (!in.done() || !known || commitment.size() != (out.kept ? out.commitment.size() : 0))
    return fail(Code::corrupt, "the record of a notebook is damaged");
  out.kind = static_cast<NoteKind>(kind);
  std::copy_n(commitment.begin(), commitment.size(), reinterpret_cast<char*>(out.commitment.data()));
  return out;
}

std::string encode(const NoteText& one) {
  Encoder out;
  out.text(one.id).text(one.title).text(one.content);
  return out.take();
}

Result<NoteText> decode_note_text(std::string_view blob) {
  Decoder in(blob);
  NoteText out;
  out.id = in.text();
  out.title = in.text();
  out.content = in.text();
  if (!in.done()) return fail(Code::corrupt, "the text of a notebook is damaged");
  return out;
}

Result<NoteText> read_note(const store::Engine& engine, Seq seq) {
  TRY(const auto slices, engine.blobs(std::span(&seq, 1)));
  std::string blob;
  for (const store::Slice& slice : slices) blob += slice.bytes;
  if (blob.empty()) return fail(Code::not_found, "there is no such entry in your notebook");
  return decode_note_text(blob);
}

void Notebooks::apply(const journal::Entry& entry) {
  if (entry.kind != journal::Kind::notebook) return;
  auto record = decode_note(entry.body);
  if (!record) return;  // a damaged record keeps nothing and gives up nothing
  auto& notes = people_[record->person];
  for (const Seq seq : record->given_up) {
    const auto gone = std::find_if(notes.begin(), notes.end(), [&](const Note& note) { return note.seq == seq; });
    if (gone == notes.end()) continue;  // nobody's to give up but its person's own
    notes.erase(gone);
    given_up_.push_back(seq);
    const std::lock_guard lock(names_mutex_);
    names_.erase(seq);
  }
  if (record->kept) notes.push_back({entry.seq, record->kind, entry.time, entry.blob_size});
}

std::span<const Notebooks::Note> Notebooks::of(std::string_view person) const {
  const auto found = people_.find(person);
  return found == people_.end() ? std::span<const Note>() : std::span<const Note>(found->second);
}

Result<std::vector<Notebooks::Named>> Notebooks::named(const store::Engine& engine, std::string_view person) const {
  std::vector<Named> out;
  const std::lock_guard lock(names_mutex_);
  for (const Note& note : of(person)) {
    auto known = names_.find(note.seq);
    if (known == names_.end()) {
      TRY(NoteText text, read_note(engine, note.seq));
      known = names_.emplace(note.seq, Name{std::move(text.id), std::move(text.title), text.content.size()}).first;
    }
    out.push_back({note, known->second.id, known->second.title, known->second.bytes});
  }
  return out;
}

}  // namespace comity::operations
