#include "operations/notebook.hpp"

#include <algorithm>
#include <mutex>
#include <nlohmann/json.hpp>
#include <shared_mutex>
#include <tuple>

namespace comity::operations {
namespace {

constexpr std::size_t kMostIdBytes = 64, kMostTitleBytes = 200;
constexpr std::size_t kSaltBytes = 16;
constexpr std::int64_t kOverwriteEveryUs = 60'000'000;

Result<void> check_person(const Caller& caller) {
  if (caller.is_operator()) return fail(Code::forbidden, "The operator keeps no notebook.");
  return {};
}

Result<void> check_id(std::string_view id) {
  const bool plain = std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
  });
  if (id.empty() || id.size() > kMostIdBytes || !plain)
    return fail(Code::invalid, "name an entry by 1 to 64 letters, digits, '.', '_' or '-'", "id");
  return {};
}

tl::unexpected<Error> no_such_note() { return fail(Code::not_found, "there is no such entry in your notebook"); }

// At most so many bytes, and no character cut in two.
std::string cut(std::string text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xc0) == 0x80) --most;
  text.resize(most);
  return text;
}

std::string title_of(const nlohmann::json& content) {
  for (const char* name : {"title", "name"})
    if (const auto found = content.find(name); found != content.end() && found->is_string()) return cut(found->get<std::string>(), kMostTitleBytes);
  return "";
}

NoteShown shown(const Notebooks::Named& one) { return {one.note.kind, one.id, one.title, one.note.changed, one.bytes}; }

struct Book {
  std::vector<Notebooks::Named> notes;
  const Notebooks::Named* find(NoteKind kind, std::string_view id) const {
    const auto found = std::find_if(notes.begin(), notes.end(), [&](const auto& one) { return one.note.kind == kind && one.id == id; });
    return found == notes.end() ? nullptr : &*found;
  }
};

Result<Book> book_of(Node& node, const Caller& caller) {
  std::shared_lock state(node.journal().state());
  TRY(auto notes, node.notebooks.named(node.engine(), caller.person));
  return Book{std::move(notes)};
}

Result<std::optional<std::string>> content_of(Node& node, const Notebooks::Named* one) {
  if (one == nullptr) return std::optional<std::string>();
  TRY(NoteText text, read_note(node.engine(), one->note.seq));
  return std::optional(std::move(text.content));
}

Result<void> check_match(const NoteMatch& match, const std::optional<std::string>& content) {
  if (match && !match(content)) return fail(Code::precondition, "the entry changed since you read it; read it again, then decide which to keep", "If-Match");
  return {};
}

}  // namespace

Result<std::vector<NoteShown>> notes(Node& node, const Caller& caller, std::optional<NoteKind> kind) {
  TRY_VOID(check_person(caller));
  TRY(const Book book, book_of(node, caller));
  std::vector<NoteShown> out;
  for (const auto& one : book.notes)
    if (!kind || one.note.kind == *kind) out.push_back(shown(one));
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return std::tie(a.kind, a.id) < std::tie(b.kind, b.id); });
  return out;
}

Result<std::string> note_of(Node& node, const Caller& caller, NoteKind kind, std::string_view id) {
  TRY_VOID(check_person(caller));
  TRY(const Book book, book_of(node, caller));
  const Notebooks::Named* one = book.find(kind, id);
  if (one == nullptr) return no_such_note();
  TRY(NoteText text, read_note(node.engine(), one->note.seq));
  return std::move(text.content);
}

Result<KeptNote> keep_note(Node& node, const Caller& caller, NoteKind kind, std::string_view id, std::string_view content, const NoteMatch& match) {
  TRY_VOID(check_person(caller));
  TRY_VOID(check_id(id));
  if (content.size() > kMostNoteBytes) return fail(Code::too_large, "an entry has at most 256 KiB; split it, or attach what is large as objects");
  const auto json = nlohmann::json::parse(content, nullptr, false);
  if (!json.is_object()) return fail(Code::invalid, "an entry is a JSON object");
  const NoteText text{std::string(id), title_of(json), std::string(content)};
  std::string blob = encode(text);
  const std::lock_guard alone(node.notebooks.writing(caller.person));
  TRY(const Book book, book_of(node, caller));
  const Notebooks::Named* before = book.find(kind, id);
  TRY(const auto stands, content_of(node, before));
  TRY_VOID(check_match(match, stands));
  if (stands == text.content) return KeptNote{shown(*before), false};
  std::size_t bytes = blob.size();
  for (const auto& one : book.notes)
    if (&one != before) bytes += one.note.bytes;
  if (before == nullptr && book.notes.size() >= kMostNotes) return fail(Code::conflict, "a notebook has at most 1,000 entries; remove some");
  if (bytes > kMostNotebookBytes) return fail(Code::too_large, "a notebook has at most 16 MiB; remove what you no longer need");

  const std::string salt = node.random().bytes(kSaltBytes);
  NoteRecord record{true, caller.person, kind, journal::commit_to(salt, blob), {}};
  if (before != nullptr) record.given_up.push_back(before->note.seq);
  KeptNote out{{kind, text.id, text.title, {}, text.content.size()}, before == nullptr};
  TRY_VOID(node.journal().commit([&](journal::Batch& batch) -> Result<void> {
    out.shown.changed = batch.next_time();
    batch.add_with_blob(journal::Kind::notebook, encode(record), blob, salt, {});
    return {};
  }));
  return out;
}

Result<void> drop_note(Node& node, const Caller& caller, NoteKind kind, std::string_view id, const NoteMatch& match) {
  TRY_VOID(check_person(caller));
  {
    const std::lock_guard alone(node.notebooks.writing(caller.person));
    TRY(const Book book, book_of(node, caller));
    const Notebooks::Named* one = book.find(kind, id);
    TRY(const auto stands, content_of(node, one));
    TRY_VOID(check_match(match, stands));
    if (one == nullptr) return no_such_note();
    TRY_VOID(node.journal().commit([&](journal::Batch& batch) -> Result<void> {
      batch.add(journal::Kind::notebook, encode(NoteRecord{false, caller.person, kind, {}, {one->note.seq}}));
      return {};
    }));
  }
  return overwrite_given_up(node);
}

// The record that gives a text up is durable before its first byte is overwritten, so that what a crash interrupts is carried on.
Result<void> overwrite_given_up(Node& node) {
  Notebooks& books = node.notebooks;
  books.overwritten_us = node.clock().now().us;
  {
    std::shared_lock state(node.journal().state());
    if (books.overwritten == books.given_up().size()) return {};
  }
  TRY_VOID(node.journal().commit([&](journal::Batch&) -> Result<void> {
    const std::vector<Seq>& told = books.given_up();
    std::vector<Seq> left;
    for (std::size_t i = books.overwritten; i < told.size(); ++i) {
      TRY(const store::Record record, node.engine().read(told[i]));
      if (!record.erased && record.blob_size > 0) left.push_back(told[i]);
    }
    if (!left.empty() && !node.engine().erase(left))
      return fail(Code::unavailable, "the entry is removed, and nobody gets it; its bytes are overwritten as soon as the disk allows");
    books.overwritten = told.size();
    return {};
  }));
  return {};
}

Result<void> overwrite_given_up_when_due(Node& node) {
  const std::int64_t since = node.clock().now().us - node.notebooks.overwritten_us;
  if (since >= 0 && since < kOverwriteEveryUs) return {};
  return overwrite_given_up(node);
}

nlohmann::ordered_json to_json(const NoteShown& one) {
  return {{"kind", name_of(one.kind)}, {"id", one.id}, {"title", one.title}, {"changed", format_time(one.changed)}, {"bytes", one.bytes}};
}

}  // namespace comity::operations
