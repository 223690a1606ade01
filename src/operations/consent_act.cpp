#include <fmt/format.h>

#include <algorithm>

#include "operations/act_objects.hpp"
#include "operations/consents.hpp"

namespace comity::operations {
namespace {

using agreement::GiveConsent;
using agreement::RefuseConsent;
using agreement::RevokeConsent;

// What the record needs beside the act, once it may be made.
struct Planned {
  std::vector<Seq> objects;
  std::vector<std::uint32_t> affected;  // rows that may get a new date
};

tl::unexpected<Error> unknown_object() {
  return fail(Code::not_found, "an object of this consent is not held here, or is not of the originator that signs; list exact versions that are", "/act/objects");
}

// Of the objects that could be found: an official to whom some are left may not sign for the rest.
std::vector<const marking::Label*> labels_of(const agreement::FindObject& find, std::span<const agreement::ObjectName> names) {
  std::vector<const marking::Label*> out;
  for (const agreement::ObjectName& name : names) {
    const auto object = find(name);
    if (!object) return {};
    out.push_back(object->label);
  }
  return out;
}

Result<void> check_receiver(const Node& node, const GiveConsent& give) {
  const alliance::Directory& directory = node.policy.world().directory();
  const auto to = directory.parties.find(give.to);
  if (to == directory.parties.end()) return fail(Code::invalid, fmt::format("{} is not a party of the directory", give.to), "/act/to");
  if (give.scheme == marking::kNoLevelScheme) return {};
  const auto& schemes = to->second.schemes;
  if (std::find(schemes.begin(), schemes.end(), give.scheme) == schemes.end() || !directory.schemes.rank(give.scheme, give.word))
    return fail(Code::invalid, fmt::format("{} {} is no level of {}; state the level in the receiver's words", give.scheme, give.word, give.to), "/act/level");
  return {};
}

// The request that an act answers was put to this party, and by somebody of `to` (of anybody, where that is "").
Result<void> check_request(const Node& node, const std::string& request, const agreement::Act& act, std::string_view to) {
  const ConsentRequests::Recorded* asked = node.requests.find(request);
  if (!asked || asked->request.of != marking::party_of(act.by) || (!to.empty() && marking::party_of(asked->request.person) != to))
    return fail(Code::not_found, "there is no such request to the party that signs", "/act/request");
  return {};
}

Result<Planned> plan_consent(Node& node, const journal::Batch& batch, const agreement::SignedAct& one, const GiveConsent& give) {
  const std::vector<std::uint32_t> rows = rows_of_originator(node, batch, give.objects, one.act.by);
  // Whose it is comes first: nobody else is told anything about objects.
  const agreement::FindObject find = find_object(node, batch, one.act.by);
  TRY_VOID(node.signers.check(one, node.clock().now(), labels_of(find, give.objects)));
  if (rows.empty()) return unknown_object();
  if (give.until && *give.until <= node.clock().now()) return fail(Code::invalid, "the consent is over already; sign one that ends later", "/act/until");
  TRY_VOID(check_receiver(node, give));
  if (!give.request.empty()) TRY_VOID(check_request(node, give.request, one.act, give.to));
  if (node.exceptions.consents().contains(give.id))
    return fail(Code::precondition, "a consent of this id is recorded already; give a new one an id of its own", "/act/id");
  Planned out;
  for (const std::uint32_t row : rows) out.objects.push_back(node.shelf.row(row).seq);
  out.affected = node.shelf.with_referrers(node.exceptions.covered(rows, give.later_versions), node.shelf.size());
  return out;
}

Result<Planned> plan_revocation(Node& node, const journal::Batch& batch, const agreement::SignedAct& one, const RevokeConsent& revoke) {
  const auto found = node.exceptions.consents().find(revoke.consent);
  // A party also takes back what one of its agencies gave; an agency only what it gave itself.
  const bool known = found != node.exceptions.consents().end() &&
                     (found->second.act.act.by == one.act.by || marking::party_of(found->second.act.act.by) == one.act.by);
  const std::vector<std::uint32_t> rows = known ? found->second.rows : std::vector<std::uint32_t>{};
  const agreement::FindObject find = find_object(node, batch, one.act.by);
  const auto names = known ? std::get<GiveConsent>(found->second.act.act.body).objects : std::vector<agreement::ObjectName>{};
  TRY_VOID(node.signers.check(one, node.clock().now(), labels_of(find, names)));
  if (!known)
    return fail(Code::not_found, "there is no such consent of the party or agency that signs", "/act/consent");
  if (found->second.revoked != UINT64_MAX) return fail(Code::precondition, "this consent permits nothing any more already", "/act/consent");
  Planned out;
  out.affected = node.shelf.with_referrers(
      node.exceptions.covered(rows, std::get<GiveConsent>(found->second.act.act.body).later_versions), node.shelf.size());
  return out;
}

Result<Planned> plan(Node& node, const journal::Batch& batch, const agreement::SignedAct& one) {
  if (const auto* give = std::get_if<GiveConsent>(&one.act.body)) return plan_consent(node, batch, one, *give);
  if (const auto* revoke = std::get_if<RevokeConsent>(&one.act.body)) return plan_revocation(node, batch, one, *revoke);
  TRY_VOID(node.signers.check(one, node.clock().now(), {}));
  TRY_VOID(check_request(node, std::get<RefuseConsent>(one.act.body).request, one.act, {}));
  const auto& answers = node.requests.find(std::get<RefuseConsent>(one.act.body).request)->answers;
  if (std::any_of(answers.begin(), answers.end(), [&](const auto& answer) { return answer.consent.empty() && answer.by == one.act.by; }))
    return fail(Code::precondition, "this refusal is recorded already", "/act/request");
  return Planned{};
}

}  // namespace

Result<Seq> record_consent_act(Node& node, const agreement::SignedAct& one) {
  return node.journal().commit([&](journal::Batch& batch) -> Result<void> {
    // The event's dates are places among the rows affected: these must be all there.
    if (batch.policy_pending() || batch.pending.objects > 0) return fail(Code::conflict, "the policy is changing; try again");
    TRY(Planned planned, plan(node, batch, one));
    // The one authority on what counts: two persons, the order of acts, keys that are revoked.
    TRY_VOID(node.policy.life().check(one, node.policy.counts_from(batch.next_time()), find_object(node, batch, one.act.by)));
    flush_extents(node, batch);
    batch.add(journal::Kind::act, journal::encode(journal::ActRecord{agreement::to_json(one), std::move(planned.objects)}), {},
              1 + planned.affected.size());
    return {};
  });
}

}  // namespace comity::operations
