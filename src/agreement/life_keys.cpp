#include "agreement/life_state.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace comity::agreement {

std::string Life::Impl::authority(std::string_view party) const {
  const auto found = state.fixed.find(party);
  return found == state.fixed.end() ? "" : found->second.authority;
}

bool Life::Impl::signed_with(const SignedAct& one, std::string_view signer, std::string_view key) {
  return !key.empty() && std::any_of(one.signatures.begin(), one.signatures.end(),
                                     [&](const ActSignature& s) { return s.signer == signer && s.key == key; });
}

Result<void> Life::Impl::check_fresh(const std::string& key, Time now) const {
  const bool recovery = std::any_of(state.fixed.begin(), state.fixed.end(), [&](const auto& one) { return one.second.recovery == key; });
  if (recovery || state.keys.contains(key) || covers(revoked, key, now)) return fail(Code::invalid, "this key is or was in use; make a new one", "key");
  return {};
}

std::vector<std::pair<std::string, std::string>> Life::Impl::revokers(const Act& act, const RevokeKey& body) const {
  std::vector<std::pair<std::string, std::string>> out;
  const Fixed& party = state.fixed.find(act.by)->second;
  if (!party.recovery.empty()) out.emplace_back(act.by, party.recovery);
  const auto use = state.keys.find(body.key);
  if (use == state.keys.end()) return out;
  if (use->second.person.empty()) {
    if (party.authority == body.key) out.emplace_back(act.by, body.key);
    return out;
  }
  if (const auto official = state.officials.find(use->second.person); official != state.officials.end() && official->second.key == body.key)
    out.emplace_back(use->second.person, body.key);
  if (!party.authority.empty()) out.emplace_back(act.by, party.authority);
  return out;
}

Result<void> Life::Impl::check_revocation(const SignedAct& one, const RevokeKey& body, Time now) const {
  const auto use = state.keys.find(body.key);
  const auto was = revoked.find(body.key);
  if ((use == state.keys.end() || use->second.party != one.act.by) && was == revoked.end())
    return fail(Code::precondition, fmt::format("this is no key of {}'s authority or of one of its officials", one.act.by), "key");
  std::vector<std::pair<std::string, std::string>> needed;
  for (const auto& each : revokers(one.act, body))
    if (needed.empty() && signed_with(one, each.first, each.second)) needed.push_back(each);
  if (needed.empty())
    return fail(Code::precondition, fmt::format("the recovery key of {}, or the key itself, signs that it is revoked", one.act.by));
  if (!body.successor.empty()) {
    if (use != state.keys.end() && !use->second.person.empty())
      return fail(Code::invalid, "an official's key has no successor; designate the person again", "successor");
    TRY_VOID(check_fresh(body.successor, now));
    needed.emplace_back(one.act.by, body.successor);
  }
  return only(one, needed);
}

bool Life::Impl::stands_on(const Entry& entry, const std::function<bool(const std::string& key)>& any) {
  if (const auto* document = std::get_if<Signed>(&entry.what))
    return std::any_of(document->signatures.begin(), document->signatures.end(), [&](const auto& one) { return any(one.key); });
  if (const auto* act = std::get_if<SignedAct>(&entry.what))
    return std::any_of(act->signatures.begin(), act->signatures.end(), [&](const auto& one) { return any(one.key); });
  if (const auto* clearance = std::get_if<SignedClearance>(&entry.what)) return any(clearance->key);
  return false;
}

bool Life::Impl::covers(const std::map<std::string, Time>& some, const std::string& key, Time at) {
  const auto found = some.find(key);
  return found != some.end() && found->second <= at;
}

std::optional<int> Life::Impl::strength(const Entry& entry) const {
  const auto* one = std::get_if<SignedAct>(&entry.what);
  const auto* body = one ? std::get_if<RevokeKey>(&one->act.body) : nullptr;
  if (!body) return std::nullopt;
  if (signed_with(*one, one->act.by, state.fixed.find(one->act.by)->second.recovery)) return 0;
  return std::any_of(one->signatures.begin(), one->signatures.end(), [&](const auto& s) { return s.key == body->key; }) ? 1 : 2;
}

void Life::Impl::refold() {
  std::vector<std::optional<int>> strengths;
  for (const Entry& entry : log) strengths.push_back(strength(entry));
  std::set<std::size_t> counting;
  revoked.clear();
  for (int turn = 0; turn < 3; ++turn) {
    if (std::find(strengths.begin(), strengths.end(), turn) == strengths.end()) continue;
    for (const std::size_t i : believed(strengths, counting, turn)) {
      counting.insert(i);
      const RevokeKey& body = std::get<RevokeKey>(std::get<SignedAct>(log[i].what).act.body);
      const Time since = std::min(body.since, log[i].at);
      const auto [place, fresh] = revoked.try_emplace(body.key, since);
      if (!fresh) place->second = std::min(place->second, since);
    }
  }
  fold(strengths, counting, 3);
  refresh();
}

std::vector<std::size_t> Life::Impl::believed(const std::vector<std::optional<int>>& strengths, const std::set<std::size_t>& counting, int turn) {
  if (turn > 0) return fold(strengths, counting, turn);
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < strengths.size(); ++i)
    if (strengths[i] == 0) out.push_back(i);
  return out;
}

std::vector<std::size_t> Life::Impl::fold(const std::vector<std::optional<int>>& strengths, const std::set<std::size_t>& counting, int turn) {
  std::vector<std::size_t> out;
  state = State();
  for (std::size_t i = 0; i < log.size(); ++i) {
    const Entry& entry = log[i];
    bool counts = counting.contains(i);
    if (!counts && (!strengths[i] || *strengths[i] >= turn))
      counts = !stands_on(entry, [&](const std::string& key) { return covers(revoked, key, entry.at); }) && checks(entry);
    if (counts && strengths[i] == turn) out.push_back(i);
    put(entry, counts);
  }
  return out;
}

bool Life::Impl::checks(const Entry& entry) const {
  if (const auto* document = std::get_if<Signed>(&entry.what)) return check(*document, entry.at).has_value();
  if (const auto* act = std::get_if<SignedAct>(&entry.what)) return check(*act, entry.at, nullptr).has_value();
  if (const auto* clearance = std::get_if<SignedClearance>(&entry.what)) return authority(marking::party_of(clearance->clearance.person)) == clearance->key;
  return true;
}

}  // namespace comity::agreement
