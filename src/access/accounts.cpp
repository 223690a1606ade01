#include "access/accounts.hpp"

#include <algorithm>

#include "base/codec.hpp"

namespace comity::access {
namespace {
constexpr std::uint64_t kMostHashes = 64;
}

std::string encode(const AccountChange& one) {
  Encoder out;
  out.number(static_cast<std::uint64_t>(one.change)).text(one.person).text(one.id).text(one.value).text(one.note);
  out.number(static_cast<std::uint64_t>(one.until.us)).number(one.scopes.bits()).number(one.step).number(one.hashes.size());
  for (const crypto::Digest& hash : one.hashes) out.text(crypto::view(hash));
  return out.take();
}

Result<AccountChange> decode_account_change(std::string_view body) {
  const auto wrong = [] { return fail(Code::corrupt, "an account record cannot be read"); };
  Decoder in(body);
  AccountChange out;
  const std::uint64_t change = in.number();
  if (change < 1 || change > static_cast<std::uint64_t>(Change::reset)) return wrong();
  out.change = static_cast<Change>(change);
  out.person = in.text();
  out.id = in.text();
  out.value = in.text();
  out.note = in.text();
  out.until.us = static_cast<std::int64_t>(in.number());
  out.scopes = Scopes::of_bits(in.number());
  out.step = in.number();
  std::uint64_t left = in.number();
  if (left > kMostHashes) return wrong();
  for (; left > 0; --left) {
    const std::string_view hash = in.text();
    if (hash.size() != crypto::Digest{}.size()) return wrong();
    std::copy(hash.begin(), hash.end(), out.hashes.emplace_back().begin());
  }
  if (!in.done() || out.person.empty()) return wrong();
  return out;
}

// A record that cannot be read opens nothing.
void Accounts::apply(const journal::Entry& entry) {
  if (entry.kind != journal::Kind::account) return;
  const auto read = decode_account_change(entry.body);
  if (!read) return;
  Account& account = accounts_[read->person];
  switch (read->change) {
    case Change::invited:
      if (read->hashes.size() == 1) account.invitation = Invitation{read->hashes[0], read->until};
      break;
    case Change::password:
      account.password = read->value;
      account.invitation.reset();
      ++account.epoch;
      break;
    case Change::rehashed:
      account.password = read->value;
      break;
    case Change::totp:
      account.totp = read->value;
      account.recovery = read->hashes;
      account.totp_used = read->step;
      ++account.epoch;
      break;
    case Change::totp_removed:
      account.totp.clear();
      account.recovery.clear();
      ++account.epoch;
      break;
    case Change::totp_used:
      account.totp_used = std::max(account.totp_used, read->step);
      break;
    case Change::recovery_used:
      for (const crypto::Digest& hash : read->hashes) std::erase(account.recovery, hash);
      break;
    case Change::certificate_bound:
      if (by_fingerprint_.contains(read->value) || certificates_.contains(read->id)) break;
      certificates_[read->id] = {read->id, read->person, read->value, read->note, read->scopes, entry.time, read->until};
      by_fingerprint_[read->value] = read->id;
      break;
    case Change::certificate_unbound:
      if (const auto found = certificates_.find(read->id); found != certificates_.end()) {
        by_fingerprint_.erase(found->second.fingerprint);
        certificates_.erase(found);
      }
      break;
    case Change::suspended:
      account.suspended = true;
      ++account.epoch;
      break;
    case Change::resumed:
      account.suspended = false;
      break;
    case Change::reset:
      account.password.clear();
      account.totp.clear();
      account.recovery.clear();
      account.invitation.reset();
      ++account.epoch;
      break;
  }
}

const Account& Accounts::of(std::string_view person) const {
  static const Account none;
  const auto found = accounts_.find(person);
  return found == accounts_.end() ? none : found->second;
}

const Certificate* Accounts::certificate(std::string_view fingerprint, Time now) const {
  const auto id = by_fingerprint_.find(fingerprint);
  if (fingerprint.empty() || id == by_fingerprint_.end()) return nullptr;
  const Certificate& found = certificates_.at(id->second);
  return now < found.until ? &found : nullptr;
}

std::vector<const Certificate*> Accounts::certificates(std::string_view person) const {
  std::vector<const Certificate*> out;
  for (const auto& [id, one] : certificates_)
    if (person.empty() || one.person == person) out.push_back(&one);
  return out;
}

const Certificate* Accounts::certificate_by_id(std::string_view id) const {
  const auto found = certificates_.find(id);
  return found == certificates_.end() ? nullptr : &found->second;
}

}  // namespace comity::access
