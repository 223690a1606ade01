#include <fmt/format.h>

#include <algorithm>
#include <shared_mutex>

#include "access/totp.hpp"
#include "base/bytes.hpp"
#include "operations/credentials.hpp"
#include "operations/roles.hpp"

namespace comity::operations {
namespace {

using access::AccountChange;
using access::Change;

bool is_person(const Node& node, std::string_view person) {
  return person == access::kOperator || node.policy.world().directory().people.contains(person);
}

void add(journal::Batch& batch, const AccountChange& change) { batch.add(journal::Kind::account, access::encode(change)); }

tl::unexpected<Error> no_invitation() { return fail(Code::unauthenticated, "this invitation does not hold, or no longer; ask the node's operator for another"); }

bool fits(const Node& node, std::string_view person, const crypto::Digest& hash, Time now) {
  const access::Account& account = node.accounts.of(person);
  return account.invitation && now < account.invitation->until && !account.suspended && is_person(node, person) &&
         equal_in_constant_time(crypto::view(account.invitation->hash), crypto::view(hash));
}

Result<std::string> hashed(Node& node, std::string_view person, std::string_view password) {
  TRY(std::string normal, access::normal_form(password));
  std::string name;
  {
    std::shared_lock state(node.journal().state());
    name = node.policy.node_name();
  }
  TRY_VOID(access::check_password(normal, person, name));
  auto out = node.desk().hasher.hash(normal);
  crypto::wipe(normal);
  return out;
}

// After a change that ended all sessions: whoever made it from one goes on in a new one.
Renewed renewed(Node& node, const Caller& caller) {
  Renewed out;
  node.desk().sessions.end_all(caller.person);
  if (caller.via != access::Via::session) return out;
  std::shared_lock state(node.journal().state());
  const auto& people = node.policy.world().directory().people;
  const auto found = people.find(caller.person);
  access::OpenedBy by;
  if (!caller.token.empty()) {
    const access::Token* token = node.tokens.by_id(caller.token);
    if (!token) return out;
    by = {token->id, token->until};
  }
  out.session = node.desk().sessions.open(node.random(), caller.person, node.accounts.of(caller.person).epoch,
                                          found == people.end() ? std::set<std::string>{} : found->second.roles, caller.address, node.clock().now(),
                                          caller.since, std::move(by));
  return out;
}

Result<void> check_operator(const Caller& caller) {
  if (caller.is_operator()) return {};
  return fail(Code::forbidden, "only the node's operator does this");
}

PersonState state_of(Node& node, const std::string& id) {
  PersonState out;
  const auto& directory = node.policy.world().directory();
  const Time now = node.clock().now();
  const access::Account& account = node.accounts.of(id);
  out.id = id;
  if (const auto found = directory.people.find(id); found != directory.people.end()) {
    out.name = found->second.name;
    out.roles = found->second.roles;
  }
  out.password = !account.password.empty();
  out.totp = !account.totp.empty();
  out.suspended = account.suspended;
  out.recovery_codes = account.recovery.size();
  if (account.invitation && now < account.invitation->until) out.invited_until = account.invitation->until;
  if (const auto one = directory.clearances.find(id); one != directory.clearances.end()) {
    out.vouched = one->second.from <= now && now < one->second.until;
    if (out.vouched && one->second.until != Time::max()) out.vouched_until = one->second.until;
  }
  for (const auto& one : node.tokens.list(id)) out.tokens += !one.token->revoked && now < one.token->until;
  out.sessions = node.desk().sessions.list(id, now).size();
  for (const auto* one : node.accounts.certificates(id)) out.certificates += now < one->until;
  return out;
}

bool may_see(const Node& node, const Caller& caller, std::string_view id) {
  if (caller.is_operator() || id == caller.person) return true;
  return marking::party_of(id) == caller.party && has_role(node.policy.world().directory(), caller.person, "official");
}

}  // namespace

Result<Invited> invite(Node& node, const Caller& caller, std::string_view person) {
  TRY_VOID(check_operator(caller));
  Invited out{std::string(person), access::make_secret(node.random(), "comity-invitation_"),
              Time{node.clock().now().us + node.desk().settings.invitation_s * 1'000'000}};
  TRY_VOID(node.journal().commit([&](journal::Batch& batch) -> Result<void> {
    if (!is_person(node, person)) return fail(Code::not_found, fmt::format("{} is not in the directory", person));
    AccountChange change{Change::invited, out.person};
    change.hashes = {crypto::sha256(out.secret)};
    change.until = out.until;
    add(batch, change);
    add_audit(batch, caller, "account.invite", out.person);
    return {};
  }));
  return out;
}

Result<void> accept_invitation(Node& node, const access::Presented& presented, std::string_view person, std::string_view secret, std::string_view password) {
  TRY_VOID(check_site(presented));
  const crypto::Digest hash = crypto::sha256(secret);
  bool holds;
  {
    std::shared_lock state(node.journal().state());
    holds = fits(node, person, hash, node.clock().now());
  }
  if (!holds) {  // before anything is hashed: 256 bits need no delay
    node.desk().refusals.note("invitation", "", presented.address, node.clock().now());
    return no_invitation();
  }
  AccountChange change{Change::password, std::string(person)};
  TRY(change.value, hashed(node, person, password));
  Caller caller;
  caller.person = person;
  caller.address = presented.address;
  caller.credential = "invitation";
  TRY_VOID(node.journal().commit([&](journal::Batch& batch) -> Result<void> {
    if (!fits(node, person, hash, node.clock().now())) return no_invitation();
    add(batch, change);
    add_audit(batch, caller, "account.password", change.person, "by invitation");
    return {};
  }));
  node.desk().sessions.end_all(person);
  return {};
}

Result<Renewed> change_password(Node& node, const Caller& caller, const std::string& old, std::string_view fresh) {
  if (old.empty()) return fail(Code::unauthenticated, "the old password is needed to set another", "old");
  TRY_VOID(confirm(node, caller, old));
  AccountChange change{Change::password, caller.person};
  TRY(change.value, hashed(node, caller.person, fresh));
  TRY_VOID(node.journal().commit([&](journal::Batch& batch) -> Result<void> {
    add(batch, change);
    add_audit(batch, caller, "account.password", caller.person);
    return {};
  }));
  return renewed(node, caller);
}

Result<TotpOffer> enrol_totp(Node& node, const Caller& caller, const std::string& password, const std::string& code) {
  if (!node.desk().sealing) return fail(Code::precondition, "this node has no keys/credentials.key, so it keeps no one-time passwords");
  TRY_VOID(confirm_anew(node, caller, password, code));
  std::string name;
  {
    std::shared_lock state(node.journal().state());
    if (node.accounts.of(caller.person).password.empty()) return fail(Code::precondition, "set a password first; one-time passwords go with it");
    name = node.policy.node_name();
  }
  std::string secret = node.random().bytes(access::kTotpSecretBytes);
  TotpOffer out{access::base32(secret), access::totp_uri(secret, name, caller.person)};
  node.desk().enrolments.begin(caller.person, std::move(secret), node.clock().now());
  return out;
}

Result<TotpEnrolled> confirm_totp(Node& node, const Caller& caller, std::string_view code) {
  const Time now = node.clock().now();
  auto secret = node.desk().enrolments.secret_of(caller.person, now);
  if (!secret) return fail(Code::precondition, "begin the enrolment first; it is over after ten minutes");
  const auto step = access::totp_check(*secret, code, now, 0);
  if (!step || !node.desk().sealing) {
    crypto::wipe(*secret);
    return fail(Code::invalid, "this is not the code that the secret gives now; check the device's clock", "code");
  }
  TotpEnrolled out;
  out.recovery = access::make_recovery_codes(node.random());
  AccountChange change{Change::totp, caller.person};
  change.value = node.desk().sealing->seal(*secret, caller.person, node.random());
  change.step = *step;
  for (const std::string& one : out.recovery) change.hashes.push_back(access::recovery_hash(one));
  crypto::wipe(*secret);
  TRY_VOID(node.journal().commit([&](journal::Batch& batch) -> Result<void> {
    add(batch, change);
    add_audit(batch, caller, "account.totp", caller.person);
    return {};
  }));
  node.desk().enrolments.end(caller.person);
  out.renewed = renewed(node, caller);
  return out;
}

Result<Renewed> remove_totp(Node& node, const Caller& caller, const std::string& password, const std::string& code) {
  TRY_VOID(confirm_anew(node, caller, password, code));
  TRY_VOID(node.journal().commit([&](journal::Batch& batch) -> Result<void> {
    if (node.accounts.of(caller.person).totp.empty()) return fail(Code::precondition, "there are no one-time passwords to remove");
    add(batch, {Change::totp_removed, caller.person});
    add_audit(batch, caller, "account.totp.remove", caller.person);
    return {};
  }));
  return renewed(node, caller);
}

Result<void> set_account(Node& node, const Caller& caller, std::string_view person, AccountAct act) {
  TRY_VOID(check_operator(caller));
  if (act == AccountAct::suspend && person == access::kOperator) return fail(Code::invalid, "the operator cannot be suspended: nobody could resume it");
  const Change change = act == AccountAct::suspend ? Change::suspended : act == AccountAct::resume ? Change::resumed : Change::reset;
  const char* what = act == AccountAct::suspend ? "account.suspend" : act == AccountAct::resume ? "account.resume" : "account.reset";
  TRY_VOID(node.journal().commit([&](journal::Batch& batch) -> Result<void> {
    if (!is_person(node, person)) return fail(Code::not_found, fmt::format("{} is not in the directory", person));
    add(batch, {change, std::string(person)});
    add_audit(batch, caller, what, std::string(person));
    return {};
  }));
  if (act != AccountAct::resume) node.desk().sessions.end_all(person);
  return {};
}

Result<std::vector<PersonState>> people(Node& node, const Caller& caller) {
  std::shared_lock state(node.journal().state());
  std::vector<PersonState> out;
  if (caller.is_operator()) out.push_back(state_of(node, std::string(access::kOperator)));
  for (const auto& [id, one] : node.policy.world().directory().people)
    if (may_see(node, caller, id)) out.push_back(state_of(node, id));
  return out;
}

Result<PersonState> person(Node& node, const Caller& caller, std::string_view id) {
  std::shared_lock state(node.journal().state());
  const bool seen = may_see(node, caller, id);
  const bool there = is_person(node, id);
  if (!seen || !there) return fail(Code::not_found, "there is no such person for this caller; GET /api/v1/people lists those there are");
  return state_of(node, std::string(id));
}

}  // namespace comity::operations
