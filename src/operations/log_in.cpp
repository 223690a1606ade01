#include <fmt/format.h>

#include <algorithm>
#include <shared_mutex>

#include "access/totp.hpp"
#include "operations/credentials.hpp"

namespace comity::operations {
namespace {

tl::unexpected<Error> wrong() { return fail(Code::unauthenticated, "this person and password do not fit, or may not log in"); }

tl::unexpected<Error> wait_for(int seconds) {
  Error error{Code::too_many, fmt::format("too many log-ins of this person failed from there; try again in {} s", seconds), ""};
  error.retry_after_s = seconds;
  return tl::make_unexpected(std::move(error));
}

struct Known {
  access::Account account;  // an empty one for who may not log in
  bool in_directory = false;
  std::set<std::string> roles;
};

Known known(Node& node, std::string_view person) {
  std::shared_lock state(node.journal().state());
  Known out;
  const auto& people = node.policy.world().directory().people;
  const auto found = people.find(person);
  out.in_directory = found != people.end() || person == access::kOperator;
  if (found != people.end()) out.roles = found->second.roles;
  if (const access::Account& account = node.accounts.of(person); out.in_directory && !account.suspended) out.account = account;
  return out;
}

// Which second factor the code is.
struct Second {
  std::uint64_t step = 0;
  std::optional<crypto::Digest> recovery;
};

// Errors: unauthenticated; corrupt (the sealed secret cannot be opened: recovery codes still open).
Result<Second> second_factor(Node& node, const std::string& person, const access::Account& account, const std::string& code) {
  const crypto::Digest hash = access::recovery_hash(code);
  for (const crypto::Digest& one : account.recovery)
    if (one == hash) return Second{0, hash};
  if (!node.desk().sealing) return fail(Code::precondition, "this node has no key of credentials, so only recovery codes open");
  TRY(std::string secret, node.desk().sealing->open(account.totp, person));
  const auto step = access::totp_check(secret, code, node.clock().now(), account.totp_used);
  crypto::wipe(secret);
  if (!step) return wrong();
  return Second{*step, std::nullopt};
}

// What a stranger typed as a name may be a password: it is not recorded.
void note_wrong(Node& node, std::string_view what, std::string_view person, bool in_directory, const std::string& address) {
  node.desk().refusals.note(what, in_directory ? person : "", address, node.clock().now());
}

// The code is the account's, and nobody has used it. Errors: as second_factor.
Result<Second> check_code_of(Node& node, const std::string& person, const Known& who, const std::string& code, const std::string& address, std::string_view what) {
  if (code.empty()) return fail(Code::unauthenticated, "a one-time password or a recovery code is needed as well", "totp");
  // It counts as failed until it is judged: guesses at once are no more than guesses one after the other.
  if (const int wait = node.desk().failures.begin(person, address, node.clock().now()); wait > 0) return wait_for(wait);
  auto found = second_factor(node, person, who.account, code);
  if (!found && found.error().code == Code::unauthenticated) note_wrong(node, what, person, true, address);
  else node.desk().failures.undo(person, address);
  if (!found) return found;
  // Of several log-ins at once with one code, one gets in.
  if (!(found->recovery ? node.desk().claims.take(person, *found->recovery) : node.desk().claims.take(person, found->step))) return wrong();
  return found;
}

void add_used(journal::Batch& batch, const std::string& person, const Second& second) {
  if (second.step != 0) {
    access::AccountChange change{access::Change::totp_used, person};
    change.step = second.step;
    batch.add(journal::Kind::account, access::encode(change));
  }
  if (second.recovery) {
    access::AccountChange change{access::Change::recovery_used, person};
    change.hashes = {*second.recovery};
    batch.add(journal::Kind::account, access::encode(change));
  }
}

// The password is the account's. Errors: unauthenticated, too_many.
Result<void> check_password_of(Node& node, const std::string& person, const Known& who, const std::string& password, const std::string& address, std::string_view what) {
  if (const int wait = node.desk().failures.begin(person, address, node.clock().now()); wait > 0) return wait_for(wait);
  auto normal = access::normal_form(password);
  const auto fits = node.desk().hasher.verify(normal ? who.account.password : "", normal ? *normal : "");
  if (normal) crypto::wipe(*normal);
  if (!fits || *fits) node.desk().failures.undo(person, address);  // nothing was judged where too many hash
  if (!fits) return tl::make_unexpected(fits.error());
  if (*fits) return {};
  note_wrong(node, what, person, who.in_directory, address);
  return wrong();
}

// Whoever logs in again has a fresh session in place of the old.
void end_old(Node& node, const access::Presented& presented) {
  if (presented.session.empty()) return;
  if (const auto old = node.desk().sessions.use(presented.session, node.clock().now())) node.desk().sessions.end(old->person, old->id);
}

}  // namespace

Result<access::FreshSession> log_in(Node& node, const access::Presented& presented, const LogIn& what) {
  TRY_VOID(check_site(presented));
  const Known who = known(node, what.person);
  TRY_VOID(check_password_of(node, what.person, who, what.password, presented.address, "login"));
  Second second;
  if (!who.account.totp.empty()) {
    TRY(second, check_code_of(node, what.person, who, what.code, presented.address, "login"));
  }
  std::string rehashed;
  if (node.desk().hasher.wants_rehash(who.account.password)) {
    TRY(std::string normal, access::normal_form(what.password));
    if (auto made = node.desk().hasher.hash(normal)) rehashed = *std::move(made);  // else at another log-in
    crypto::wipe(normal);
  }
  Caller caller;
  caller.person = what.person;
  caller.address = presented.address;
  caller.credential = "password";
  TRY_VOID(node.journal().commit([&](journal::Batch& batch) -> Result<void> {
    const access::Account& now = node.accounts.of(what.person);  // on the writer thread: as it stands
    if (now.epoch != who.account.epoch || now.suspended) return wrong();
    add_used(batch, what.person, second);
    if (!rehashed.empty() && now.password == who.account.password) {
      access::AccountChange change{access::Change::rehashed, what.person};
      change.value = rehashed;
      batch.add(journal::Kind::account, access::encode(change));
    }
    add_audit(batch, caller, "login", what.person, second.recovery ? "recovery code" : second.step != 0 ? "one-time password" : "");
    return {};
  }));
  node.desk().failures.succeeded(what.person, presented.address);
  end_old(node, presented);
  return node.desk().sessions.open(node.random(), what.person, who.account.epoch, who.roles, presented.address, node.clock().now());
}

Result<access::FreshSession> log_in_by_token(Node& node, const Caller& caller, const access::Presented& presented) {
  TRY_VOID(check_site(presented));
  if (caller.via != access::Via::token)
    return fail(Code::forbidden, "this opens a session by a token: bring that as Authorization: Bearer, or give a password to POST /api/v1/session", "Authorization");
  access::OpenedBy by;
  std::uint64_t epoch = 0;
  std::set<std::string> roles;
  TRY_VOID(node.journal().commit([&](journal::Batch& batch) -> Result<void> {
    const access::Token* token = node.tokens.usable(caller.credential, presented.address, node.clock().now());  // on the writer thread: as it stands
    const access::Account& account = node.accounts.of(caller.person);
    if (!token || account.suspended) return fail(Code::unauthenticated, "this token is no longer good");
    by = {token->id, token->until};
    epoch = account.epoch;
    const auto& people = node.policy.world().directory().people;
    if (const auto found = people.find(caller.person); found != people.end()) roles = found->second.roles;
    add_audit(batch, caller, "login", caller.person, "by token");
    return {};
  }));
  end_old(node, presented);
  return node.desk().sessions.open(node.random(), caller.person, epoch, std::move(roles), presented.address, node.clock().now(), std::nullopt, std::move(by));
}

Result<void> confirm(Node& node, const Caller& caller, const std::string& password) {
  if (password.empty()) return fail(Code::unauthenticated, "the password is needed for this, however young the session is", "password");
  return check_password_of(node, caller.person, known(node, caller.person), password, caller.address, "confirm");
}

Result<void> confirm_anew(Node& node, const Caller& caller, const std::string& password, const std::string& code) {
  TRY_VOID(confirm(node, caller, password));
  const Known who = known(node, caller.person);
  if (who.account.totp.empty()) return {};
  TRY(const Second second, check_code_of(node, caller.person, who, code, caller.address, "confirm"));
  TRY_VOID(node.journal().commit([&](journal::Batch& batch) -> Result<void> {
    add_used(batch, caller.person, second);
    return {};
  }));
  return {};
}

Result<void> log_out(Node& node, const Caller& caller) {
  if (caller.via != access::Via::session) return fail(Code::forbidden, "there is no session to end; a token is revoked with DELETE /api/v1/tokens/ID");
  node.desk().sessions.end(caller.person, caller.credential);
  return record_audit(node, caller, "logout", caller.person, caller.credential);
}

Result<std::vector<access::Session>> sessions(Node& node, const Caller& caller, std::string_view person) {
  const std::string who(person.empty() ? caller.person : person);
  if (!caller.is_operator() && who != caller.person) return fail(Code::forbidden, "only the node's operator lists the sessions of others");
  return node.desk().sessions.list(who, node.clock().now());
}

Result<void> end_session(Node& node, const Caller& caller, std::string_view id, std::string_view person) {
  const std::string who(person.empty() ? caller.person : person);
  if ((!caller.is_operator() && who != caller.person) || !node.desk().sessions.end(who, id))
    return fail(Code::not_found, "there is no such session of yours; GET /api/v1/sessions lists them");
  return record_audit(node, caller, "session.end", who, std::string(id));
}

}  // namespace comity::operations
