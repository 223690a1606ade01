#include <fmt/format.h>

#include <shared_mutex>

#include "operations/credentials.hpp"

namespace comity::operations {
namespace {

constexpr std::size_t kLongestNote = 200, kMostRanges = 64;

bool is_person(const Node& node, std::string_view person) {
  return person == access::kOperator || node.policy.world().directory().people.contains(person);
}

Result<void> check_wish(const Node& node, const Caller& caller, const TokenWish& wish, Time now) {
  if (!caller.is_operator() && wish.person != caller.person) return fail(Code::forbidden, "only the node's operator makes log-ins for others");
  if (!caller.is_operator() && (caller.via != access::Via::session || !caller.token.empty()))
    return fail(Code::forbidden, "a token makes no tokens; log in with a password, or ask the node's operator");
  if (wish.person == caller.person && !wish.scopes.within(caller.scopes))
    return fail(Code::forbidden, "a token cannot have scopes that the one that makes it lacks", "scopes");
  if (wish.scopes.empty()) return fail(Code::invalid, "name at least one scope", "scopes");
  if (wish.note.size() > kLongestNote) return fail(Code::invalid, fmt::format("a note has at most {} bytes", kLongestNote), "note");
  if (wish.from.size() > kMostRanges) return fail(Code::invalid, fmt::format("at most {} ranges of addresses", kMostRanges), "from");
  if (wish.until <= now) return fail(Code::invalid, "this end has passed", "until");
  if (!is_person(node, wish.person)) return fail(Code::not_found, fmt::format("{} is not in the directory", wish.person));
  return {};
}

std::string scopes_text(access::Scopes scopes) { return fmt::format("{}", fmt::join(access::names_of(scopes), ",")); }

// On the writer thread.
void revoke(journal::Batch& batch, const Caller& caller, access::Token token) {
  token.revoked = true;
  batch.add(journal::Kind::token, access::encode(token));
  add_audit(batch, caller, "token.revoke", token.person, token.id);
}

}  // namespace

Caller local_operator() {
  Caller out;
  out.person = access::kOperator;
  out.scopes = access::Scopes::all();
  out.via = access::Via::local;
  out.credential = "local";
  return out;
}

Result<access::FreshToken> add_token(Node& node, const Caller& caller, const TokenWish& wish) {
  access::FreshToken fresh = access::make_token(node.random(), wish.person, wish.until);
  fresh.token.scopes = wish.scopes;
  fresh.token.note = wish.note;
  fresh.token.from = wish.from;
  TRY_VOID(node.journal().commit([&](journal::Batch& batch) -> Result<void> {
    if (auto allowed = check_wish(node, caller, wish, node.clock().now()); !allowed) return allowed;
    batch.add(journal::Kind::token, access::encode(fresh.token));
    add_audit(batch, caller, "token.add", wish.person, fresh.token.id + " " + scopes_text(wish.scopes));
    return {};
  }));
  return fresh;
}

Result<access::FreshToken> add_token(Node& node, std::string_view person, Time until) {
  access::FreshToken fresh = access::make_token(node.random(), std::string(person), until);
  TRY_VOID(node.journal().commit([&](journal::Batch& batch) -> Result<void> {
    if (!is_person(node, person)) return fail(Code::not_found, fmt::format("{} is not in the directory", person));
    batch.add(journal::Kind::token, access::encode(fresh.token));
    return {};
  }));
  return fresh;
}

Result<std::vector<TokenState>> tokens(Node& node, const Caller& caller, std::string_view person) {
  if (!caller.is_operator() && !person.empty() && person != caller.person) return fail(Code::forbidden, "only the node's operator lists the tokens of others");
  std::shared_lock state(node.journal().state());
  std::vector<TokenState> out;
  for (const auto& one : node.tokens.list(caller.is_operator() ? person : std::string_view(caller.person))) {
    out.push_back({*one.token, one.made, one.used});
    out.back().token.hash = {};
  }
  return out;
}

Result<void> revoke_token(Node& node, const Caller& caller, std::string_view id) {
  std::string whose;
  TRY_VOID(node.journal().commit([&](journal::Batch& batch) -> Result<void> {
    const access::Token* token = node.tokens.by_id(id);
    if (!token || (!caller.is_operator() && token->person != caller.person))
      return fail(Code::not_found, "there is no such token of yours; GET /api/v1/tokens lists them");
    if (!token->revoked) revoke(batch, caller, *token);
    whose = token->person;
    return {};
  }));
  node.desk().sessions.end_of_token(whose, id);
  return {};
}

Result<std::size_t> revoke_tokens_of(Node& node, const Caller& caller, std::string_view person) {
  if (!caller.is_operator() && person != caller.person) return fail(Code::forbidden, "only the node's operator revokes the tokens of others");
  std::vector<std::string> revoked;
  TRY_VOID(node.journal().commit([&](journal::Batch& batch) -> Result<void> {
    revoked.clear();
    const Time now = node.clock().now();
    for (const auto& one : node.tokens.list(person)) {
      if (person.empty() || one.token->revoked || now >= one.token->until) continue;
      revoke(batch, caller, *one.token);
      revoked.push_back(one.token->id);
    }
    return {};
  }));
  for (const std::string& id : revoked) node.desk().sessions.end_of_token(person, id);
  return revoked.size();
}

}  // namespace comity::operations
