#include <fmt/format.h>

#include <shared_mutex>

#include "base/bytes.hpp"
#include "marking/label.hpp"
#include "operations/node.hpp"

namespace comity::operations {
namespace {

// One answer for every cause: unknown, expired, revoked, from a wrong address, of somebody who is gone or suspended.
tl::unexpected<Error> unknown() { return fail(Code::unauthenticated, "a valid token is needed: Authorization: Bearer comity_…"); }

// Whose directory entry is gone has no way in left.
bool may_come_in(const Node& node, std::string_view person) {
  if (node.accounts.of(person).suspended) return false;
  return person == access::kOperator || node.policy.world().directory().people.contains(person);
}

bool changes_nothing(std::string_view method) { return method == "GET" || method == "HEAD" || method == "OPTIONS"; }

// What a browser sends on by itself, another site can make it send: RFC 6265bis §8.8, Fetch Metadata.
bool from_elsewhere(const access::Presented& presented) {
  if (!presented.fetch_site.empty() && presented.fetch_site != "same-origin") return true;
  if (presented.origin.empty()) return false;
  return presented.origin != (presented.secure ? "https://" : "http://") + presented.host;
}

Result<Caller> by_token(Node& node, const access::Presented& presented, Time now) {
  const access::Token* token = node.tokens.find(presented.secret, presented.address, now);
  if (!token) return unknown();
  Caller caller;
  caller.person = token->person;
  caller.scopes = token->scopes;
  caller.via = access::Via::token;
  caller.credential = token->id;
  return caller;
}

Result<Caller> by_session(Node& node, const access::Presented& presented, Time now) {
  const auto session = node.desk().sessions.use(presented.session, now, !presented.again);
  if (!session) return unknown();
  const auto& people = node.policy.world().directory().people;
  const auto person = people.find(session->person);
  const bool same_roles = person == people.end() ? session->roles.empty() : person->second.roles == session->roles;
  if (session->epoch != node.accounts.of(session->person).epoch || !same_roles || !may_come_in(node, session->person)) {
    node.desk().sessions.end(session->person, session->id);
    return unknown();
  }
  Caller caller;
  caller.person = session->person;
  caller.scopes = access::Scopes::all();
  if (!session->token.empty()) {  // it is good for what the token is good for, from where and for as long as that is
    const access::Token* token = node.tokens.usable(session->token, presented.address, now);
    if (!token) return unknown();
    caller.scopes = token->scopes;
    caller.token = token->id;
  }
  caller.via = access::Via::session;
  caller.credential = session->id;
  caller.since = session->made;
  if (!changes_nothing(presented.method) && !equal_in_constant_time(access::csrf_of(presented.session), presented.csrf))
    return fail(Code::forbidden, "what changes something needs the field Comity-CSRF with the value that GET /api/v1/session gives", "Comity-CSRF");
  return caller;
}

Result<Caller> by_certificate(Node& node, const access::Presented& presented, Time now) {
  const access::Certificate* certificate = node.accounts.certificate(presented.certificate, now);
  if (!certificate) return unknown();
  Caller caller;
  caller.person = certificate->person;
  caller.scopes = certificate->scopes;
  caller.via = access::Via::certificate;
  caller.credential = certificate->id;
  return caller;
}

// The first that came counts: who presents a token that is no more is not let in by what it has beside it.
Result<Caller> identified(Node& node, const access::Presented& presented, Time now) {
  if (presented.authorization) return by_token(node, presented, now);
  if (!presented.session.empty()) return by_session(node, presented, now);
  return by_certificate(node, presented, now);
}

// Only purposes that the security authority assigned: others would be denied everything, object by object.
Result<void> check_purpose(const Node& node, const Caller& caller) {
  if (caller.purpose.empty() || caller.is_operator()) return {};
  const auto& clearances = node.policy.world().directory().clearances;
  const auto clearance = clearances.find(caller.person);
  if (clearance == clearances.end() || !clearance->second.purposes.contains(caller.purpose))
    return fail(Code::forbidden, "this purpose is not assigned to you; leave it out, or declare one that is");
  return {};
}

bool brings_something(const access::Presented& presented) {
  return !presented.secret.empty() || !presented.session.empty() || !presented.certificate.empty();
}

}  // namespace

Result<void> check_site(const access::Presented& presented) {
  if (changes_nothing(presented.method) || !from_elsewhere(presented)) return {};
  return fail(Code::forbidden, "this request was sent by a page of another site, or through a host name that is not this node's", "Origin");
}

bool is_known(Node& node, const access::Presented& presented) {
  std::shared_lock state(node.journal().state());
  const auto found = identified(node, presented, node.clock().now());
  return found && may_come_in(node, found->person);
}

Result<Caller> authenticate(Node& node, const access::Presented& presented) {
  const Time now = node.clock().now();
  std::shared_lock state(node.journal().state());
  auto found = identified(node, presented, now);
  if (!found || !may_come_in(node, found->person)) {
    if (found) found = unknown();
    if (found.error().code == Code::unauthenticated && brings_something(presented) && !presented.again) node.desk().refusals.note("authentication", "", presented.address, now);
    return found;
  }
  Caller caller = *std::move(found);
  caller.purpose = presented.purpose;
  caller.address = presented.address;
  if (!caller.is_operator()) {
    caller.agency = marking::agency_of(caller.person);
    caller.party = marking::party_of(caller.person);
  }
  if (const int wait = presented.again ? 0 : node.desk().rates.take(caller.person, caller.party, now); wait > 0) {
    Error error{Code::too_many, "more requests than one person or party may make; go on after Retry-After", ""};
    error.retry_after_s = wait;
    return tl::make_unexpected(std::move(error));
  }
  if (caller.via != access::Via::token || presented.basic) TRY_VOID(check_site(presented));
  TRY_VOID(check_purpose(node, caller));
  return caller;
}

Result<void> check_scope(Node& node, const Caller& caller, access::Scope scope) {
  if (!caller.scopes.has(scope))
    return fail(Code::forbidden, fmt::format("this {} may not do that: it lacks the scope {}", caller.via == access::Via::certificate ? "certificate" : caller.via == access::Via::session ? "session" : "token", access::name_of(scope)), "scope");
  if (scope == access::Scope::admin && caller.via == access::Via::session &&
      node.clock().now().us - caller.since.us >= node.desk().settings.step_up_s * 1'000'000)
    return fail(Code::forbidden, caller.token.empty() ? "this needs a password given a short while ago: log in again with POST /api/v1/session, then repeat it"
                                                      : "this needs a log-in of a short while ago: bring the token again to POST /api/v1/session/by-token, then repeat it", "session");
  return {};
}

}  // namespace comity::operations
