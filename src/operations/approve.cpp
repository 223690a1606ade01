#include "operations/recalling.hpp"

namespace comity::operations {

Result<Seq> approve_release(Node& node, const Caller& caller, const ObjectNamed& object) {
  if (object.version.empty()) return fail(Code::invalid, "say which version is approved", "version");
  return node.journal().commit([&](journal::Batch& batch) -> Result<void> {
    TRY_VOID(alone_in(batch));
    TRY(const Named named, find_named(node, caller, object.id, object.owner, object.version, [&](std::uint32_t row) {
      return (has_role(node, caller, "releaser") || has_role(node, caller, "official")) &&
             node.shelf.owner(node.shelf.row(row).owner) == caller.party;
    }));
    const std::uint32_t row = named.rows.front();
    TRY(const shelf::ObjectRecord record, object_record(node.engine(), node.shelf.row(row).seq));
    if (!node.exceptions.awaits_second_person(row)) return fail(Code::precondition, "this version waits for no second person");
    if (record.submitter == caller.person) return fail(Code::forbidden, "another person than the submitter approves");
    const std::uint64_t span = span_about(node, batch, {row});
    flush_extents(node, batch);
    batch.add(journal::Kind::approval, shelf::encode(shelf::ApprovalRecord{caller.person, node.shelf.row(row).seq}), {}, span);
    return {};
  });
}

}  // namespace comity::operations
