#include <algorithm>
#include <shared_mutex>

#include "operations/credentials.hpp"
#include "operations/roles.hpp"

namespace comity::operations {

void add_audit(journal::Batch& batch, const Caller& caller, std::string what, std::string on, std::string detail, bool done) {
  access::Audited one;
  one.by = caller.person;
  one.credential = caller.credential;
  one.address = caller.address;
  one.what = std::move(what);
  one.on = std::move(on);
  one.detail = std::move(detail);
  one.done = done;
  one.since = batch.next_time();
  batch.add(journal::Kind::audit, access::encode(one));
}

Result<void> record_audit(Node& node, const Caller& caller, std::string what, std::string on, std::string detail, bool done) {
  TRY_VOID(node.journal().commit([&](journal::Batch& batch) -> Result<void> {
    add_audit(batch, caller, what, on, detail, done);
    return {};
  }));
  return {};
}

Result<void> flush_refusals(Node& node, bool all) {
  const Time now = node.clock().now();
  if (!all && !node.desk().refusals.due(now)) return {};
  const std::vector<access::Audited> waiting = node.desk().refusals.take(now, all);
  if (waiting.empty()) return {};
  TRY_VOID(node.journal().commit([&](journal::Batch& batch) -> Result<void> {
    for (const access::Audited& one : waiting) batch.add(journal::Kind::audit, access::encode(one));
    return {};
  }));
  return {};
}

Result<AuditPage> audit(Node& node, const Caller& caller, Seq before, std::size_t limit) {
  std::vector<Seq> wanted;
  AuditPage out;
  {
    std::shared_lock state(node.journal().state());
    const bool official = has_role(node.policy.world().directory(), caller.person, "official");
    if (!caller.is_operator() && !official)
      return fail(Code::forbidden, "the audit is for the node's operator, and for officials what concerns their party's people");
    const std::vector<Seq>& all = caller.is_operator() ? node.audit.all() : node.audit.of_party(caller.party);
    auto at = before == 0 ? all.end() : std::lower_bound(all.begin(), all.end(), before);
    while (at != all.begin() && wanted.size() < limit) wanted.push_back(*--at);
    if (at != all.begin() && !wanted.empty()) out.next = wanted.back();
  }
  for (const Seq seq : wanted) {
    TRY(const store::Record record, node.engine().read(seq));
    TRY(const journal::Entry entry, journal::decode_payload(record));
    TRY(access::Audited read, access::decode_audited(entry.body));
    out.rows.push_back({seq, entry.time, std::move(read)});
  }
  return out;
}

}  // namespace comity::operations
