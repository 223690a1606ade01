#include <fmt/format.h>

#include "operations/consents.hpp"

namespace comity::operations {
namespace {

constexpr std::int64_t kClockSkewUs = 5 * 60 * 1'000'000LL;

// Who may sign for its party.
Result<Seq> record_designation(Node& node, const agreement::SignedAct& one) {
  return node.journal().commit([&](journal::Batch& batch) -> Result<void> {
    if (batch.policy_pending()) return fail(Code::conflict, "the policy is changing; try again");
    if (const auto* designate = std::get_if<agreement::Designate>(&one.act.body))
      if (!node.policy.world().directory().people.contains(designate->person))
        return fail(Code::invalid, fmt::format("{} is not in the directory", designate->person), "/act/person");
    TRY_VOID(node.signers.check(one, node.clock().now(), {}));
    TRY_VOID(node.signers.check_order(one.act));
    flush_extents(node, batch);
    batch.add(journal::Kind::act, journal::encode(journal::ActRecord{agreement::to_json(one), {}}));
    return {};
  });
}

}  // namespace

Result<Seq> record_act(Node& node, std::string_view signed_act_json) {
  TRY(const agreement::SignedAct one, agreement::parse_signed_act(signed_act_json));
  TRY_VOID(agreement::verify(one));
  if (one.act.issued.us > node.clock().now().us + kClockSkewUs)
    return fail(Code::precondition, "the act is issued in the future; check the signer's clock and sign it anew", "/act/issued");
  if (std::holds_alternative<agreement::GiveConsent>(one.act.body) || std::holds_alternative<agreement::RefuseConsent>(one.act.body) ||
      std::holds_alternative<agreement::RevokeConsent>(one.act.body))
    return record_consent_act(node, one);
  if (std::holds_alternative<agreement::Designate>(one.act.body) || std::holds_alternative<agreement::Dismiss>(one.act.body))
    return record_designation(node, one);
  return fail(Code::precondition, fmt::format("this node does not record acts of the kind {}", agreement::kind_of(one.act)), "/act/kind");
}

}  // namespace comity::operations
