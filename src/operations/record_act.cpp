#include "operations/act_objects.hpp"
#include "operations/consents.hpp"
#include "operations/planned_act.hpp"

namespace comity::operations {

Result<Seq> record_act(Node& node, std::string_view signed_act_json) {
  TRY(const agreement::SignedAct one, agreement::parse_signed_act(signed_act_json));
  // What is due by the clock has its record first: a designation that has ended signs no more.
  TRY_VOID(settle_clock(node));
  return node.journal().commit([&](journal::Batch& batch) -> Result<void> {
    // The dates of an event about single objects are places among the rows affected: these must be all there.
    if (batch.policy_pending() || (agreement::about_objects(one.act) && batch.pending.objects > 0))
      return fail(Code::conflict, "the policy is changing; try again");
    // The one authority on who may sign, and on what counts.
    TRY_VOID(node.policy.life().check(one, node.policy.counts_from(batch.next_time()), find_object(node, batch, one.act.by)));
    PlannedAct planned{{}, node.shelf.size() + batch.pending.objects + 1};
    if (agreement::about_objects(one.act)) {
      TRY(planned, plan_act(node, batch, one.act));
    }
    // What was delivered under the policy that ends counts under it.
    flush_extents(node, batch);
    batch.add(journal::Kind::act, journal::encode(journal::ActRecord{agreement::to_json(one), std::move(planned.objects)}), {}, planned.span);
    return {};
  });
}

}  // namespace comity::operations
