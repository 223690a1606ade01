#include "access/sessions.hpp"

#include <algorithm>
#include <cstring>

#include "access/tokens.hpp"
#include "base/bytes.hpp"

namespace comity::access {

std::string csrf_of(std::string_view secret) { return to_hex(crypto::view(crypto::sha256("comity/csrf/v1\n", secret))); }

std::size_t Sessions::HashOf::operator()(const crypto::Digest& digest) const noexcept {
  std::size_t out;
  std::memcpy(&out, digest.data(), sizeof out);  // a hash already
  return out;
}

void Sessions::forget(const std::string& id) {
  const auto found = by_id_.find(id);
  if (found == by_id_.end()) return;
  by_hash_.erase(found->second.hash);
  if (const auto theirs = by_person_.find(found->second.session.person); theirs != by_person_.end()) {
    std::erase(theirs->second, found->first);
    if (theirs->second.empty()) by_person_.erase(theirs);
  }
  by_id_.erase(found);
}

void Sessions::make_room(const std::string& person, Time now) {
  if (const auto theirs = by_person_.find(person); theirs != by_person_.end()) {
    const std::vector<std::string> ids = theirs->second;
    for (const std::string& id : ids)
      if (over(by_id_.at(id).session, now)) forget(id);
    while (by_person_.contains(person) && by_person_.at(person).size() >= kMostOfOne) forget(std::string(by_person_.at(person).front()));
  }
  if (by_id_.size() < kMost) return;
  const auto oldest = std::min_element(by_id_.begin(), by_id_.end(), [](const auto& a, const auto& b) { return a.second.session.used < b.second.session.used; });
  forget(std::string(oldest->first));
}

// A token takes the place of its own sessions, not of those that a password opened.
void Sessions::make_room_of_token(const std::string& person, const std::string& token) {
  const auto theirs = by_person_.find(person);
  if (theirs == by_person_.end()) return;
  std::vector<std::string> same;
  for (const std::string& id : theirs->second)
    if (by_id_.at(id).session.token == token) same.push_back(id);
  for (std::size_t i = 0; i + kMostOfToken <= same.size(); ++i) forget(same[i]);
}

FreshSession Sessions::open(crypto::Random& random, std::string person, std::uint64_t epoch, std::set<std::string> roles, std::string address, Time now, std::optional<Time> made,
                             OpenedBy by) {
  const Time since = made.value_or(now);
  FreshSession out;
  out.secret = make_secret(random, "");
  out.session = {make_public_id(random, "session-"), std::move(person), since, now, std::min(Time{since.us + most_us_}, by.until), epoch, std::move(roles), std::move(address), std::move(by.token)};
  const crypto::Digest hash = crypto::sha256(out.secret);
  std::lock_guard lock(mutex_);
  if (!out.session.token.empty()) make_room_of_token(out.session.person, out.session.token);
  make_room(out.session.person, now);
  by_hash_[hash] = out.session.id;
  by_person_[out.session.person].push_back(out.session.id);
  by_id_[out.session.id] = {out.session, hash};
  return out;
}

std::optional<Session> Sessions::use(std::string_view secret, Time now, bool counts) {
  const crypto::Digest hash = crypto::sha256(secret);
  std::lock_guard lock(mutex_);
  const auto id = by_hash_.find(hash);
  if (id == by_hash_.end()) return std::nullopt;
  Session& session = by_id_.at(id->second).session;
  if (over(session, now)) {
    forget(std::string(id->second));
    return std::nullopt;
  }
  if (counts) session.used = std::max(session.used, now);
  return session;
}

std::vector<Session> Sessions::list(std::string_view person, Time now) {
  std::lock_guard lock(mutex_);
  std::vector<Session> out;
  const auto theirs = by_person_.find(person);
  if (theirs == by_person_.end()) return out;
  for (const std::string& id : theirs->second)
    if (const Session& one = by_id_.at(id).session; !over(one, now)) out.push_back(one);
  return out;
}

bool Sessions::end(std::string_view person, std::string_view id) {
  std::lock_guard lock(mutex_);
  const auto found = by_id_.find(id);
  if (found == by_id_.end() || found->second.session.person != person) return false;
  forget(std::string(found->first));
  return true;
}

std::size_t Sessions::end_all(std::string_view person) {
  std::lock_guard lock(mutex_);
  const auto theirs = by_person_.find(person);
  if (theirs == by_person_.end()) return 0;
  const std::vector<std::string> ids = theirs->second;
  for (const std::string& id : ids) forget(id);
  return ids.size();
}

std::size_t Sessions::end_of_token(std::string_view person, std::string_view token) {
  std::lock_guard lock(mutex_);
  const auto theirs = by_person_.find(person);
  if (theirs == by_person_.end()) return 0;
  std::size_t count = 0;
  for (const std::string& id : std::vector<std::string>(theirs->second)) {
    if (by_id_.at(id).session.token != token) continue;
    forget(id);
    ++count;
  }
  return count;
}

std::size_t Sessions::size() const {
  std::lock_guard lock(mutex_);
  return by_id_.size();
}

}  // namespace comity::access
