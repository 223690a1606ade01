#include <algorithm>

#include "operations/recalling.hpp"

namespace comity::operations {

Result<Erased> erase(Node& node, const Caller& caller, const ObjectNamed& object, std::string_view reason) {
  TRY_VOID(check_reason(reason));
  std::vector<std::uint32_t> rows;
  Erased out;
  const auto plan = [&](journal::Batch& batch) -> Result<void> {
    TRY_VOID(alone_in(batch));
    TRY(Named named, find_named(node, caller, object.id, object.owner, object.version, [&](std::uint32_t row) {
      return has_role(node, caller, "registrar") && node.shelf.owner(node.shelf.row(row).owner) == caller.party;
    }));
    rows = std::move(named.rows);
    std::erase_if(rows, [&](std::uint32_t row) { return !node.exceptions.recalled(row, UINT64_MAX); });
    if (rows.empty()) return fail(Code::precondition, "only what is recalled can be erased; recall it first");
    std::erase_if(rows, [&](std::uint32_t row) { return node.exceptions.erased(row, UINT64_MAX); });
    if (rows.empty()) return fail(Code::precondition, "it is erased already");
    shelf::ErasureRecord record{caller.person, std::string(reason), {}};
    for (const std::uint32_t row : rows) record.objects.push_back(node.shelf.row(row).seq);
    const std::uint64_t span = span_about(node, batch, rows);
    flush_extents(node, batch);
    batch.add(journal::Kind::erasure, shelf::encode(record), {}, span);
    return {};
  };
  TRY(out.record, node.journal().commit(plan));
  TRY_VOID(carry_out_erasures(node));
  for (const std::uint32_t row : rows) {
    std::shared_lock state(node.journal().state());
    TRY(const shelf::ObjectRecord record, object_record(node.engine(), node.shelf.row(row).seq));
    out.objects.push_back({record.owner, record.id, record.version});
  }
  return out;
}

// The record is durable before the first byte is overwritten, so that what a crash interrupts is carried on.
Result<void> carry_out_erasures(Node& node) {
  {
    std::shared_lock state(node.journal().state());
    if (node.erasures_done == node.exceptions.erasures().size()) return {};
  }
  const auto plan = [&](journal::Batch&) -> Result<void> {
    const std::vector<Seq>& told = node.exceptions.erasures();
    std::vector<Seq> left;
    for (std::size_t i = node.erasures_done; i < told.size(); ++i) {
      TRY(const store::Record record, node.engine().read(told[i]));
      if (!record.erased && record.blob_size > 0) left.push_back(told[i]);
    }
    if (!left.empty()) {
      const auto erased = node.engine().erase(left);
      if (!erased)
        return fail(Code::unavailable, "the erasure is recorded, and nobody gets these bytes; they are overwritten as soon as the disk allows");
      node.alike.labels.forget();  // its keys are texts of objects
    }
    node.erasures_done = told.size();
    return {};
  };
  TRY_VOID(node.journal().commit(plan));
  return {};
}

}  // namespace comity::operations
