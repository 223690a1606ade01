// A person's notebook: drafts, searches, settings and what it saw last, kept at the node for that person alone. docs/format/notebook.md is normative.
// Thread-safe. Errors everywhere: forbidden (the operator, who keeps none); unavailable.
#pragma once

#include <cstddef>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "operations/node.hpp"
#include "operations/notebooks.hpp"

namespace comity::operations {

inline constexpr std::size_t kMostNoteBytes = 256 << 10;   // of one entry's text
inline constexpr std::size_t kMostNotes = 1000;            // of one person
inline constexpr std::size_t kMostNotebookBytes = 16 << 20;

struct NoteShown {
  NoteKind kind = NoteKind::draft;
  std::string id, title;
  Time changed;
  std::size_t bytes = 0;  // of its text
};
// By kind, then id.
Result<std::vector<NoteShown>> notes(Node& node, const Caller& caller, std::optional<NoteKind> kind = {});

// Its text, as it was kept. Errors: not_found: absent and another person's are alike, as nobody else's is ever looked at.
Result<std::string> note_of(Node& node, const Caller& caller, NoteKind kind, std::string_view id);

// Whether the entry as it stands is the one that is meant, if there is one: what If-Match says.
using NoteMatch = std::function<bool(const std::optional<std::string>& content)>;

struct KeptNote {
  NoteShown shown;
  bool fresh = false;  // there was none of that id
};
// Durable on return. What it takes the place of is overwritten within a minute. `content` is a JSON object, `title` or else `name` of it what lists
// show. The same text again makes no record. Errors: invalid (id: 1 to 64 letters, digits, '.', '_', '-'), too_large, conflict (too many entries), precondition (`match`).
Result<KeptNote> keep_note(Node& node, const Caller& caller, NoteKind kind, std::string_view id, std::string_view content, const NoteMatch& match = {});

// Its bytes and their salt are overwritten on return. Errors: not_found, precondition (`match`), unavailable (it is given up, and will be overwritten as soon as the disk allows).
Result<void> drop_note(Node& node, const Caller& caller, NoteKind kind, std::string_view id, const NoteMatch& match = {});

// Overwrites what was given up: when due, and before a removal is answered. Errors: unavailable.
Result<void> overwrite_given_up(Node& node);
// The same about once a minute, as each time costs some syncs.
Result<void> overwrite_given_up_when_due(Node& node);

nlohmann::ordered_json to_json(const NoteShown& one);

}  // namespace comity::operations
