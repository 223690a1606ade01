#include "server/ledger_audit.hpp"

#include <fmt/format.h>

#include "journal/journal.hpp"
#include "operations/notebooks.hpp"
#include "shelf/object_record.hpp"

namespace comity::server {

namespace {

Result<void> check_note(Seq seq, const store::Copied& record) {
  const store::Record stored{seq, record.draft.kind, record.draft.payload, record.blob_size, false};
  TRY(const journal::Entry entry, journal::decode_payload(stored));
  TRY(const operations::NoteRecord note, operations::decode_note(entry.body));
  if (note.kept && journal::commit_to(record.draft.salt, record.draft.blob) != note.commitment)
    return fail(Code::corrupt, "the stored bytes of this entry of a notebook are not those that the ledger committed to", fmt::format("record {}", seq));
  return {};
}

}  // namespace

Result<void> check_commitment(Seq seq, const store::Copied& record) {
  if (static_cast<journal::Kind>(record.draft.kind) == journal::Kind::notebook && !record.erased) return check_note(seq, record);
  if (static_cast<journal::Kind>(record.draft.kind) != journal::Kind::object || record.erased) return {};
  const store::Record stored{seq, record.draft.kind, record.draft.payload, record.blob_size, false};
  TRY(const journal::Entry entry, journal::decode_payload(stored));
  TRY(const shelf::ObjectRecord object, shelf::decode_object(entry.body));
  // A comma stands before each object in the store, so that neighbours are sent as one piece; it is not the object's.
  const std::string_view bytes = record.draft.blob;
  if (!bytes.starts_with(',') || journal::commit_to(record.draft.salt, bytes.substr(1)) != object.commitment)
    return fail(Code::corrupt, "the stored bytes of this object are not those that the ledger committed to",
                fmt::format("record {}", seq));
  return {};
}

Result<LedgerAudit> audit_ledger(const store::Engine& engine, Seq at,
                                 const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
  LedgerAudit audit;
  ledger::Frontier frontier;
  if (at == 0) audit.root_at = frontier.root();
  const Seq last = engine.last();
  for (Seq seq = 1; seq <= last; ++seq) {
    TRY(const store::Copied record, engine.copy(seq));
    frontier.append(journal::leaf_of(seq, record.draft.kind, record.draft.payload));
    if (seq == at) audit.root_at = frontier.root();
    TRY_VOID(check_commitment(seq, record));
    if (static_cast<journal::Kind>(record.draft.kind) == journal::Kind::object) ++(record.erased ? audit.erased : audit.objects);
    if (progress && (seq % 256 == 0 || seq == last)) progress(seq, last);
  }
  audit.records = frontier.size();
  audit.root = frontier.root();
  return audit;
}

}  // namespace comity::server
