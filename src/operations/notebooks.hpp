// What people keep for themselves at a node, as the journal has it: a fold over the records of kind 24. Names, titles and texts lie in the records'
// blobs, which are overwritten once they are given up. docs/format/notebook.md; docs/decisions/0015-notebooks-in-the-journal.md.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/hash.hpp"
#include "journal/journal.hpp"

namespace comity::operations {

// Numbers are stored: never reuse one.
enum class NoteKind : std::uint8_t { draft = 1, agreement_draft = 2, search = 3, seen = 4, setting = 5 };
std::string_view name_of(NoteKind kind);
std::optional<NoteKind> note_kind_named(std::string_view name);

// The body of a record. `kept`: its blob holds a text; else it only gives up.
struct NoteRecord {
  bool kept = false;
  std::string person;
  NoteKind kind = NoteKind::draft;
  crypto::Digest commitment{};   // to the blob, under its salt (journal::commit_to); of what only gives up: zeros
  std::vector<Seq> given_up;     // records of that person whose blobs are to be no more
};
std::string encode(const NoteRecord& one);
Result<NoteRecord> decode_note(std::string_view body);  // Errors: corrupt

// The blob.
struct NoteText {
  std::string id, title, content;
};
std::string encode(const NoteText& one);
Result<NoteText> decode_note_text(std::string_view blob);  // Errors: corrupt
// Errors: not_found (given up and overwritten meanwhile), corrupt.
Result<NoteText> read_note(const store::Engine& engine, Seq seq);

class Notebooks final : public journal::Fold {
 public:
  void apply(const journal::Entry& entry) override;

  struct Note {
    Seq seq = 0;
    NoteKind kind = NoteKind::draft;
    Time changed;
    std::uint32_t bytes = 0;   // of the blob
  };
  // In the order of their last change. Journal::state() is held shared, or the caller is the writer.
  std::span<const Note> of(std::string_view person) const;

  struct Named {
    Note note;
    std::string id, title;
    std::size_t bytes = 0;     // of its text
  };
  // The same with their names, which are read once and kept as long as the note stands. Errors: corrupt. Where `of` may be called.
  Result<std::vector<Named>> named(const store::Engine& engine, std::string_view person) const;

  // Held by who changes that person's notebook, from its look to its record: two changes of one batch would not see each other.
  std::mutex& writing(std::string_view person) { return writing_[std::hash<std::string_view>{}(person) % writing_.size()]; }

  // Records whose blobs must be gone, in order, and how many of them are.
  const std::vector<Seq>& given_up() const { return given_up_; }
  std::atomic<std::size_t> overwritten{0};
  std::atomic<std::int64_t> overwritten_us{0};  // when that was last seen to

 private:
  std::map<std::string, std::vector<Note>, std::less<>> people_;
  std::vector<Seq> given_up_;
  mutable std::mutex names_mutex_;
  struct Name {
    std::string id, title;
    std::size_t bytes = 0;
  };
  mutable std::map<Seq, Name> names_;
  std::array<std::mutex, 64> writing_;
};

}  // namespace comity::operations
