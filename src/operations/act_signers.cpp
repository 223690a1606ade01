#include "operations/act_signers.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace comity::operations {
namespace {

using agreement::Act;

// An official for the permission of objects that their originator leaves to it.
bool left_to_officials(std::span<const marking::Label* const> objects, std::string_view party) {
  return !objects.empty() && std::all_of(objects.begin(), objects.end(), [&](const marking::Label* label) {
    return label->permitting.contains({std::string(party), "RELIDO"});
  });
}

}  // namespace

void ActSigners::apply(const journal::Entry& entry) {
  if (entry.kind != journal::Kind::act || policy_.version() != entry.seq) return;
  const auto record = journal::decode_act(entry.body);
  if (!record) return;
  auto one = agreement::parse_signed_act(record->act);
  if (!one || one->signatures.empty()) return;
  if (auto* designate = std::get_if<agreement::Designate>(&one->act.body)) {
    const std::string person = designate->person;
    designations_[person] = {std::move(*designate), one->signatures.front().key, true, one->act.issued};
  } else if (const auto* dismiss = std::get_if<agreement::Dismiss>(&one->act.body)) {
    Designation& dismissed = designations_[dismiss->person];
    dismissed.stands = false;
    dismissed.issued = one->act.issued;
  }
}

bool ActSigners::may(const Designation& one, const Act& act, Time now, std::span<const marking::Label* const> objects) const {
  if (!one.stands || (one.act.until && *one.act.until <= now)) return false;
  const std::string party(marking::party_of(act.by));
  if (marking::party_of(one.act.person) != party || (one.act.for_whom != act.by && one.act.for_whom != party)) return false;
  // Whoever stands behind the designation signs no more: nor does it.
  const auto known = policy_.world().directory().parties.find(party);
  if (known == policy_.world().directory().parties.end() || known->second.authority != one.signed_with) return false;
  if (std::holds_alternative<agreement::GiveConsent>(act.body) || std::holds_alternative<agreement::RevokeConsent>(act.body))
    return one.act.powers.contains("consent") || (one.act.powers.contains("relido") && left_to_officials(objects, party));
  return std::holds_alternative<agreement::RefuseConsent>(act.body) && one.act.powers.contains("consent");
}

Result<void> ActSigners::check(const agreement::SignedAct& one, Time now, std::span<const marking::Label* const> objects) const {
  const std::string party(marking::party_of(one.act.by));
  const auto& parties = policy_.world().directory().parties;
  const auto known = parties.find(party);
  if (known == parties.end() || known->second.authority.empty())
    return fail(Code::precondition, fmt::format("{} has no authority key in the directory", party));
  for (const agreement::ActSignature& signature : one.signatures) {
    if (signature.signer == party && signature.key == known->second.authority) continue;
    const auto person = designations_.find(signature.signer);
    if (person == designations_.end() || person->second.act.key != signature.key || !may(person->second, one.act, now, objects))
      return fail(Code::precondition,
                  fmt::format("{} may not sign this with that key; it takes the authority of {}, or somebody whom it designated for this", signature.signer, party));
  }
  return {};
}

std::vector<std::string> ActSigners::who_may(const Act& act, Time now, std::span<const marking::Label* const> objects) const {
  std::vector<std::string> out{std::string(marking::party_of(act.by))};
  for (const auto& [person, designation] : designations_)
    if (may(designation, act, now, objects)) out.push_back(person);
  return out;
}

Result<void> ActSigners::check_order(const Act& act) const {
  const std::string* person = nullptr;
  if (const auto* designate = std::get_if<agreement::Designate>(&act.body)) person = &designate->person;
  if (const auto* dismiss = std::get_if<agreement::Dismiss>(&act.body)) person = &dismiss->person;
  if (!person) return {};
  const auto found = designations_.find(*person);
  if (found != designations_.end() && act.issued <= found->second.issued)
    return fail(Code::precondition, fmt::format("an act about {} that was issued later is recorded already; make a new one", *person));
  return {};
}

}  // namespace comity::operations
