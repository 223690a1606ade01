#include "operations/planned_act.hpp"

#include <algorithm>

#include "operations/act_objects.hpp"

namespace comity::operations {
namespace {

using agreement::Act;

// The request that an act answers was put to this party, and by somebody of `to` (of anybody, where that is "").
Result<void> check_request(const Node& node, const std::string& request, const Act& act, std::string_view to) {
  const ConsentRequests::Recorded* asked = node.requests.find(request);
  if (!asked || asked->request.of != marking::party_of(act.by) || (!to.empty() && marking::party_of(asked->request.person) != to))
    return fail(Code::not_found, "there is no such request to the party that signs", "/act/request");
  return {};
}

PlannedAct about(const Node& node, std::vector<std::uint32_t> rows, bool later_versions) {
  PlannedAct out;
  for (const std::uint32_t row : rows) out.objects.push_back(node.shelf.row(row).seq);
  out.span += node.shelf.affected_by(node.exceptions.covered(std::move(rows), later_versions)).size();
  return out;
}

Result<PlannedAct> plan_one(const Node& node, const journal::Batch& batch, const Act& act, const agreement::GiveConsent& give) {
  if (!give.request.empty()) TRY_VOID(check_request(node, give.request, act, give.to));
  // Also one that counts no more: it may come back.
  if (node.exceptions.consents().contains(give.id))
    return fail(Code::conflict, "a consent of this id is recorded already; give a new one an id of its own", "/act/id");
  return about(node, rows_of_originator(node, batch, give.objects, act.by), give.later_versions);
}

Result<PlannedAct> plan_one(const Node& node, const journal::Batch&, const Act&, const agreement::RevokeConsent& revoke) {
  const auto found = node.exceptions.consents().find(revoke.consent);
  if (found == node.exceptions.consents().end()) return fail(Code::not_found, "there is no such consent", "/act/consent");
  PlannedAct out = about(node, found->second.rows, std::get<agreement::GiveConsent>(found->second.act.act.body).later_versions);
  out.objects.clear();  // it names none itself
  return out;
}

Result<PlannedAct> plan_one(const Node& node, const journal::Batch&, const Act& act, const agreement::RefuseConsent& refuse) {
  TRY_VOID(check_request(node, refuse.request, act, {}));
  const auto& answers = node.requests.find(refuse.request)->answers;
  if (std::any_of(answers.begin(), answers.end(), [&](const auto& answer) { return answer.consent.empty() && answer.by == act.by; }))
    return fail(Code::precondition, "this refusal is recorded already", "/act/request");
  return PlannedAct{};
}

Result<PlannedAct> plan_one(const Node& node, const journal::Batch& batch, const Act& act, const agreement::ApproveTearline& approval) {
  return about(node, rows_of_originator(node, batch, std::span(&approval.object, 1), act.by), false);
}

template <class Body>
Result<PlannedAct> plan_one(const Node&, const journal::Batch&, const Act&, const Body&) {
  return PlannedAct{};  // about no single object
}

}  // namespace

Result<PlannedAct> plan_act(const Node& node, const journal::Batch& batch, const Act& act) {
  return std::visit([&](const auto& body) { return plan_one(node, batch, act, body); }, act.body);
}

}  // namespace comity::operations
