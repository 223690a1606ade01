// The acts about credentials: tokens, passwords, sessions, one-time passwords, certificates; and the audit of them. Who may: the node's
// operator for everybody, people for themselves, as each says. Every act that changes something is audited in the same batch.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "operations/node.hpp"

namespace comity::operations {

// A command on the node's own folder: whoever can open that is its operator.
Caller local_operator();

// ---- tokens.cpp ----------------------------------------------------------------------------------------------------

struct TokenWish {
  std::string person;
  Time until = Time::max();
  access::Scopes scopes = access::Scopes::all();
  std::string note{};
  std::vector<access::Network> from{};
};
// For the operator; for people, of themselves, from a session of theirs that a password opened (a token makes no tokens), with no scope that the session lacks.
// Errors: forbidden, not_found (no such person), invalid (an end that has passed; a note over 200 bytes; over 64 ranges).
Result<access::FreshToken> add_token(Node& node, const Caller& caller, const TokenWish& wish);
// When a node is set up, before anybody could ask: not audited. Errors: not_found.
Result<access::FreshToken> add_token(Node& node, std::string_view person, Time until);

struct TokenState {
  access::Token token;  // its hash is left out
  Time made;
  std::optional<Time> used;  // to the minute, since the node was started
};
// One's own; for the operator everybody's, or `person`'s. Errors: forbidden.
Result<std::vector<TokenState>> tokens(Node& node, const Caller& caller, std::string_view person = "");
// Errors: not_found (none of one's own of that id: absent and another's are alike).
Result<void> revoke_token(Node& node, const Caller& caller, std::string_view id);
// All of a person, those that are valid; how many. Errors: forbidden (another's, for all but the operator).
Result<std::size_t> revoke_tokens_of(Node& node, const Caller& caller, std::string_view person);

// ---- log_in.cpp ----------------------------------------------------------------------------------------------------

struct LogIn {
  std::string person, password;
  std::string code{};  // one-time password or recovery code; "" for none
};
// Opens a session. Errors: unauthenticated, with one message and after the same time whether the person is known, has a password or has not
// (where "totp": the password was right and a code is needed); too_many; forbidden (sent from another site).
Result<access::FreshSession> log_in(Node& node, const access::Presented& presented, const LogIn& what);
// Opens a session for who came with a token: with its scopes, no later than its end, from where it may be used, and over once it is revoked.
// Errors: forbidden (came with something else; sent from another site), unauthenticated (revoked meanwhile).
Result<access::FreshSession> log_in_by_token(Node& node, const Caller& caller, const access::Presented& presented);
// Errors: forbidden (no session).
Result<void> log_out(Node& node, const Caller& caller);
// One's own; for the operator `person`'s. Errors: forbidden.
Result<std::vector<access::Session>> sessions(Node& node, const Caller& caller, std::string_view person = "");
Result<void> end_session(Node& node, const Caller& caller, std::string_view id, std::string_view person = "");  // Errors: not_found

// The person behind the caller gives its password: a cookie alone, however fresh, changes no factor. Errors: unauthenticated, too_many.
Result<void> confirm(Node& node, const Caller& caller, const std::string& password);

// The same, and with the second factor where there is one: for what changes how the person logs in. Errors: unauthenticated, too_many.
Result<void> confirm_anew(Node& node, const Caller& caller, const std::string& password, const std::string& code);

// ---- accounts.cpp --------------------------------------------------------------------------------------------------

struct Invited {
  std::string person, secret;  // shown once
  Time until;
};
// A link by which the person sets its password, once. For the operator. Errors: forbidden, not_found.
Result<Invited> invite(Node& node, const Caller& caller, std::string_view person);
// Errors: unauthenticated (no such invitation, or of nobody: alike), invalid (the password), too_many.
Result<void> accept_invitation(Node& node, const access::Presented& presented, std::string_view person, std::string_view secret,
                               std::string_view password);

struct Renewed {
  // In place of the caller's, if it had one: all others are over. It ends when that one would have.
  std::optional<access::FreshSession> session;
};
// Errors: forbidden (another's), unauthenticated (the old one is wrong), invalid (the new one), too_many.
Result<Renewed> change_password(Node& node, const Caller& caller, const std::string& old, std::string_view fresh);

struct TotpOffer {
  std::string secret;  // base32
  std::string uri;     // otpauth:
};
// Begins an enrolment, which is over in ten minutes unless a code confirms it. For people of themselves, with the password,
// and where a device is enrolled already with its code. Errors: unauthenticated, precondition (no password; the node has no keys/credentials.key).
Result<TotpOffer> enrol_totp(Node& node, const Caller& caller, const std::string& password, const std::string& code);
struct TotpEnrolled {
  std::vector<std::string> recovery;  // shown once
  Renewed renewed;
};
// Errors: precondition (nothing was begun), unauthenticated (the code), too_many.
Result<TotpEnrolled> confirm_totp(Node& node, const Caller& caller, std::string_view code);
Result<Renewed> remove_totp(Node& node, const Caller& caller, const std::string& password, const std::string& code);

enum class AccountAct { suspend, resume, reset };
// For the operator: no credential of the person opens anything / does so again / password and one-time passwords are gone.
// Errors: forbidden, not_found.
Result<void> set_account(Node& node, const Caller& caller, std::string_view person, AccountAct act);

struct PersonState {
  std::string id, name;
  std::set<std::string> roles;
  bool in_directory = true, password = false, totp = false, suspended = false, vouched = false;
  std::optional<Time> invited_until, vouched_until;
  std::size_t tokens = 0, sessions = 0, certificates = 0, recovery_codes = 0;
};
// Oneself; for officials of a party its people; for the operator everybody.
Result<std::vector<PersonState>> people(Node& node, const Caller& caller);
// Errors: not_found (absent, or not for the caller: alike).
Result<PersonState> person(Node& node, const Caller& caller, std::string_view id);

// ---- certificates.cpp ----------------------------------------------------------------------------------------------

struct CertificateWish {
  std::string person, fingerprint;  // hex SHA-256 of its DER, with or without colons
  Time until = Time::max();
  access::Scopes scopes{access::Scope::read, access::Scope::share, access::Scope::act};
  std::string note{};
};
// For the operator. Errors: forbidden, not_found, invalid, conflict (bound already).
Result<std::string> bind_certificate(Node& node, const Caller& caller, CertificateWish wish);  // its id
Result<void> unbind_certificate(Node& node, const Caller& caller, std::string_view id);        // Errors: forbidden, not_found
// One's own; for the operator all.
Result<std::vector<access::Certificate>> certificates(Node& node, const Caller& caller);

// ---- audit.cpp -----------------------------------------------------------------------------------------------------

// Adds what the caller does to the batch that does it.
void add_audit(journal::Batch& batch, const Caller& caller, std::string what, std::string on, std::string detail = "", bool done = true);
// What no batch of its own holds: backups, configuration, use of keys.
Result<void> record_audit(Node& node, const Caller& caller, std::string what, std::string on = "", std::string detail = "", bool done = true);
// Writes the refusals that wait; `all`: also those whose ten minutes are not over, when the node stops.
Result<void> flush_refusals(Node& node, bool all = false);

struct AuditPage {
  struct Row {
    Seq seq = 0;
    Time time;
    access::Audited entry;
  };
  std::vector<Row> rows;  // newest first
  Seq next = 0;           // `before` of the next page; 0: that was all
};
// For the operator: all. For officials of a party: what is about its people, or was done by them. Refusals that wait are not in it yet.
// Errors: forbidden.
Result<AuditPage> audit(Node& node, const Caller& caller, Seq before, std::size_t limit);

// ---- clearances.cpp ------------------------------------------------------------------------------------------------

struct ClearanceState {
  std::string person;
  Time from, until;
  std::optional<Time> issued;
  std::string state;  // "valid", "expired", "not yet", "withdrawn" (its end is not after its beginning)
  std::map<std::string, std::string> levels;
  std::set<std::string> purposes;
};
// Those recorded, one of each person, by end; with `within_days`, the valid ones that end so soon. For the operator; for officials their
// party's; for people their own.
Result<std::vector<ClearanceState>> clearances(Node& node, const Caller& caller, std::optional<int> within_days = std::nullopt);

// What is to be otherwise than in the clearance that counts of a person; what is not set stays as it is there.
struct ClearanceWish {
  std::string person;
  std::optional<Time> until{};  // one of `until` and `withdraw`
  bool withdraw = false;
  std::optional<std::map<std::string, std::string>> levels{};
  std::optional<std::set<std::string>> purposes{}, topics{};
};
// The clearance that the party's authority is to sign outside the node: issued now, and from now on where none is in force. Nothing is recorded. For the
// operator, and for officials of the person's party. Errors: forbidden, not_found (no such person, or another party's: alike), invalid, precondition
// (there is none to begin with, and no levels are given).
Result<alliance::Clearance> prepare_clearance(Node& node, const Caller& caller, const ClearanceWish& wish);

}  // namespace comity::operations
