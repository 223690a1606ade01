#include "operations/consents.hpp"

namespace comity::operations {

Result<Seq> record_act(Node& node, std::string_view signed_act_json) {
  TRY(const agreement::SignedAct one, agreement::parse_signed_act(signed_act_json));
  if (std::holds_alternative<agreement::GiveConsent>(one.act.body) || std::holds_alternative<agreement::RefuseConsent>(one.act.body) ||
      std::holds_alternative<agreement::RevokeConsent>(one.act.body)) {
    TRY_VOID(agreement::verify(one));
    return record_consent_act(node, one);
  }
  if (std::holds_alternative<agreement::ApproveTearline>(one.act.body))
    return fail(Code::precondition, "this node does not record approvals of tearlines", "/act/kind");
  return node.journal().commit([&](journal::Batch& batch) -> Result<void> {
    if (batch.policy_pending()) return fail(Code::conflict, "the policy is changing; try again");
    const auto no_object = [](const agreement::ObjectName&) { return std::optional<agreement::NamedObject>(); };
    TRY(std::string body, journal::act_body(signed_act_json, {}, no_object, node.policy.life(), node.policy.counts_from(batch.next_time())));
    // What was delivered under the policy that ends counts under it.
    flush_extents(node, batch);
    batch.add(journal::Kind::act, std::move(body), {}, node.shelf.size() + batch.pending.objects + 1);
    return {};
  });
}

}  // namespace comity::operations
