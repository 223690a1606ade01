#include "agreement/life_state.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace comity::agreement {
namespace {

bool relido(const marking::Label& label, const std::string& party) { return label.permitting.contains({party, "RELIDO"}); }

// `by` is the originator that its name says: the party, or the agency.
bool originates(const marking::Label& label, std::string_view by) {
  return std::any_of(label.originators.begin(), label.originators.end(),
                     [&](const std::string& agency) { return agency == by || marking::party_of(agency) == by; });
}

}  // namespace

Result<void> Life::Impl::only(const SignedAct& one, const std::vector<std::pair<std::string, std::string>>& needed) const {
  for (const auto& [signer, key] : needed) {
    if (key.empty()) return fail(Code::precondition, fmt::format("{} has no key that counts now", signer));
    if (!signed_with(one, signer, key))
      return fail(Code::precondition, fmt::format("the signature of {} is missing, or not made with the key that counts now; have it sign", signer));
  }
  for (const auto& signature : one.signatures)
    if (std::find(needed.begin(), needed.end(), std::pair(signature.signer, signature.key)) == needed.end())
      return fail(Code::precondition, fmt::format("{} does not sign this act with that key; remove the signature", signature.signer));
  return {};
}

Result<void> Life::Impl::check_signers(const SignedAct& one, Time now, const FindObject* find) const {
  const Act& act = one.act;
  if (about_objects(act)) return check_officials(one, now, find);
  if (const auto* revoke = std::get_if<RevokeKey>(&act.body)) return check_revocation(one, *revoke, now);
  if (const auto* replace = std::get_if<ReplaceKey>(&act.body)) {
    TRY_VOID(check_fresh(replace->key, now));
    return only(one, {{act.by, authority(act.by)}, {act.by, replace->key}});
  }
  if (std::holds_alternative<Renew>(act.body)) {
    if (!signed_with(one, act.by, authority(act.by))) return only(one, {{act.by, authority(act.by)}});  // it is told nothing of who is bound
    const Course* about = course(agreement_of(act));
    if (!about || !about->bound(now).contains(act.by)) return fail(Code::forbidden, fmt::format("{} is not bound by {}", act.by, agreement_of(act)));
    std::vector<std::pair<std::string, std::string>> needed;
    for (const auto& party : about->bound(now)) needed.emplace_back(party, authority(party));
    return only(one, needed);
  }
  return only(one, {{act.by, authority(act.by)}});
}

std::vector<ObjectName> Life::Impl::objects_of(const Act& act) const {
  if (const auto* give = std::get_if<GiveConsent>(&act.body)) return give->objects;
  if (const auto* approval = std::get_if<ApproveTearline>(&act.body)) return {approval->object};
  const auto* revoke = std::get_if<RevokeConsent>(&act.body);
  const auto consent = revoke ? state.consents.find(revoke->consent) : state.consents.end();
  return consent == state.consents.end() ? std::vector<ObjectName>{} : consent->second.what.objects;
}

bool Life::Impl::left_to_officials(const Act& act, const FindObject& find) const {
  if (!std::holds_alternative<GiveConsent>(act.body) && !std::holds_alternative<RevokeConsent>(act.body)) return false;
  const std::string party{marking::party_of(act.by)};
  bool all = true;
  const std::vector<ObjectName> names = objects_of(act);
  for (const auto& name : names) {  // each is looked up, whatever became of those before
    const auto object = find(name);
    all = all && object && object->label && relido(*object->label, party);
  }
  return all && !names.empty();
}

bool Life::Impl::designated(std::string_view person, const Designation& one, std::string_view by, Time now) {
  const std::string_view party = marking::party_of(by);
  return one.until > now && marking::party_of(person) == party && (one.for_whom == by || one.for_whom == party);
}

bool Life::Impl::has_power(const Designation& one, const Act& act, bool left) {
  if (std::holds_alternative<ApproveTearline>(act.body)) return one.powers.contains("tearline");
  return one.powers.contains("consent") || (left && one.powers.contains("relido"));
}

Result<void> Life::Impl::check_officials(const SignedAct& one, Time now, const FindObject* find) const {
  const Act& act = one.act;
  const std::string party{marking::party_of(act.by)};
  // Of an act that is recorded the objects are not looked at again: it was held against them before.
  const bool left = find ? left_to_officials(act, *find) : !std::holds_alternative<RefuseConsent>(act.body);
  for (const auto& signature : one.signatures) {
    if (signature.signer == party) {
      if (authority(party) == signature.key) continue;
      return fail(Code::precondition, fmt::format("{} signed with a key that is not its authority's now", party));
    }
    const auto found = state.officials.find(signature.signer);
    if (found == state.officials.end() || found->second.key != signature.key || !designated(signature.signer, found->second, act.by, now))
      return fail(Code::precondition, fmt::format("{} is not designated to sign for {} with that key", signature.signer, act.by));
    if (!has_power(found->second, act, left))
      return fail(Code::forbidden, fmt::format("{} is not designated for that; the authority of {} signs", signature.signer, party));
  }
  return {};
}

Life::Signers Life::Impl::signers(const Act& act, Time now, const FindObject& find) const {
  Signers out;
  if (!about_objects(act)) return out;
  const std::string party{marking::party_of(act.by)};
  if (!authority(party).empty()) out.who.push_back(party);
  const bool left = left_to_officials(act, find);
  for (const auto& [person, one] : state.officials)
    if (designated(person, one, act.by, now) && has_power(one, act, left)) out.who.push_back(person);
  const auto* give = std::get_if<GiveConsent>(&act.body);
  for (const auto& name : give ? give->objects : std::vector<ObjectName>{})
    if (const auto object = find(name); object && object->label && two_persons(party, give->to, *object->label, now)) out.needed = 2;
  return out;
}

Result<void> Life::Impl::may_sign(std::string_view signer, std::string_view key, std::string_view by, std::string_view power, Time now) const {
  const std::string_view party = marking::party_of(by);
  if (signer == party) {
    if (!key.empty() && authority(party) == key) return {};
    return fail(Code::precondition, fmt::format("{} signed with a key that is not its authority's now", party));
  }
  const auto found = state.officials.find(signer);
  if (found == state.officials.end() || found->second.key != key || !designated(signer, found->second, by, now))
    return fail(Code::precondition, fmt::format("{} is not designated to sign for {} with that key", signer, by));
  if (!found->second.powers.contains(std::string(power)))
    return fail(Code::forbidden, fmt::format("{} is not designated for that; the authority of {} signs, or designates it with the power {}", signer, party, power));
  return {};
}

bool Life::Impl::counts(std::string_view signer, std::string_view key, std::string_view by, std::string_view power, Time recorded) const {
  if (covers(revoked, std::string(key), recorded)) return false;
  const std::string_view party = marking::party_of(by);
  if (signer == party) {
    // It was the authority's when the paper was recorded. What made it so may be gone since: then nobody knows the key.
    const auto use = state.keys.find(std::string(key));
    return use != state.keys.end() && use->second.party == party && use->second.person.empty();
  }
  const auto found = state.spells.find(signer);
  // The instant of its end is still in the spell: records are in order, and a paper after it was refused when it came.
  return found != state.spells.end() && std::any_of(found->second.begin(), found->second.end(), [&](const Spell& one) {
    return one.what.key == key && one.from <= recorded && recorded <= one.until && designated(signer, one.what, by, recorded) && one.what.powers.contains(std::string(power));
  });
}

bool Life::Impl::two_persons(const std::string& by, const std::string& to, const marking::Label& label, Time now) const {
  for (const auto& [id, course] : state.courses)
    for (const auto& terms : course.current(now)) {
      if (!binds(*terms, by, now) || !binds(*terms, to, now)) continue;
      for (const auto& [party, words] : label.levels)
        for (const auto& word : words)
          if (terms->two_persons.contains({party, word.scheme, word.word})) return true;
    }
  return false;
}

Result<void> Life::Impl::check_objects(const SignedAct& one, Time now, const FindObject& find) const {
  const Act& act = one.act;
  const std::string party{marking::party_of(act.by)};
  // Absent, hidden and another party's answer alike.
  const auto refused = [] {
    return fail(Code::not_found, "not every object named is held here and of the originator that signs; list exact versions that are", "/act/objects");
  };
  const auto no_tearline = [] {
    return fail(Code::not_found, "no tearline of these bytes waits here for the party that signs; name the exact version that does", "/act/object");
  };
  if (const auto* consent = std::get_if<GiveConsent>(&act.body)) {
    bool two = false, all = true;
    for (const auto& name : consent->objects) {  // each is looked up, whatever became of those before
      const auto object = find(name);
      const bool own = object && object->label && originates(*object->label, act.by);
      all = all && own;
      two = two || (own && two_persons(party, consent->to, *object->label, now));
    }
    if (!all) return refused();
    std::set<std::string> signers, keys;
    for (const auto& signature : one.signatures) signers.insert(signature.signer), keys.insert(signature.key);
    if (two && (signers.size() < 2 || keys.size() < 2))
      return fail(Code::precondition, fmt::format("a consent of {} to {} at this level takes two persons; have another one sign too", party, consent->to));
  } else if (const auto* approval = std::get_if<ApproveTearline>(&act.body)) {
    const auto object = find(approval->object);
    if (!object || !object->label || !object->tearline || !originates(*object->label, act.by) || object->sha256 != approval->sha256) return no_tearline();
  }
  return {};
}

}  // namespace comity::agreement
