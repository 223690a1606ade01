#include <fmt/format.h>

#include <algorithm>

#include "operations/acts.hpp"
#include "operations/roles.hpp"

namespace comity::operations {
namespace {

// Drafts are the officials' to propose: of one agreement no more than a round of negotiation needs.
constexpr std::size_t kMostDrafts = 16;

bool names(const agreement::Terms& terms, std::string_view party) {
  return std::any_of(terms.parties.begin(), terms.parties.end(), [&](const auto& one) { return one.party == party; });
}

// The party signed some version, or its authority was asked to.
bool signed_by(const agreement::Life& life, std::string_view id, std::string_view party) {
  const auto& history = life.history(id);
  return std::any_of(history.begin(), history.end(), [&](const auto& one) {
    const auto* document = std::get_if<agreement::Signed>(&one.what);
    return document && names(document->document.terms, party);
  });
}

bool official(const Caller& caller, const alliance::Directory& directory) {
  return has_role(directory, caller.person, "official");
}

std::set<std::string> signers(const agreement::Signed& draft, const agreement::Life& life) {
  std::map<std::string, std::string> authorities;
  for (const auto& party : draft.document.terms.parties) authorities[party.party] = life.authority(party.party);
  return agreement::signers(draft, authorities);
}

// With the signatures that are there already, as far as they count still, and those of `next` in place of its signers' earlier ones.
agreement::Signed merged(const std::vector<Drafts::Draft>& drafts, agreement::Signed next, const agreement::Life& life) {
  for (const auto& draft : drafts) {
    if (draft.document.document.canonical != next.document.canonical) continue;
    const auto good = signers(draft.document, life);
    for (const auto& before : draft.document.signatures)
      if (good.contains(before.party) && std::none_of(next.signatures.begin(), next.signatures.end(), [&](const auto& one) { return one.party == before.party; }))
        next.signatures.push_back(before);
  }
  std::sort(next.signatures.begin(), next.signatures.end(), [](const auto& a, const auto& b) { return a.party < b.party; });
  return next;
}

Result<void> check_signatures(const agreement::Signed& draft, const agreement::Life& life) {
  const auto good = signers(draft, life);
  for (const auto& signature : draft.signatures)
    if (!good.contains(signature.party))
      return fail(Code::invalid, fmt::format("the signature of {} fails, or is not made with the key of its authority that counts now", signature.party));
  if (draft.signatures.empty()) return fail(Code::precondition, "nobody has signed this draft; one party signs before it is proposed");
  return {};
}

// To whom a later version no longer names: what was recorded until then. Who is bound, suspended or leaves since is not its business.
void cut_for_former(AgreementSeen& one, std::string_view party) {
  std::size_t keep = 0;  // up to the first version after the last that names it
  bool named = true;
  const agreement::Terms* last = nullptr;
  for (std::size_t i = 0; i < one.history.size(); ++i) {
    if (const auto* document = std::get_if<agreement::Signed>(&one.history[i].what)) {
      named = names(document->document.terms, party);
      if (named) last = &document->document.terms;
    }
    if (named) keep = i + 1;
  }
  if (keep == one.history.size() || !last) return;
  one.standing = {};
  one.standing.state = agreement::Standing::State::ended;
  one.standing.version = last->version;
  one.history.resize(keep);
}

}  // namespace

Result<Proposed> propose_agreement(Node& node, const Caller& caller, std::string_view signed_json) {
  TRY(const agreement::Signed given, agreement::parse_signed(signed_json));
  const agreement::Terms& terms = given.document.terms;
  Proposed out{terms.id, terms.version, false, {}};
  const auto plan = [&](journal::Batch& batch) -> Result<void> {
    const agreement::Life& life = node.policy.life();
    const alliance::Directory& directory = *life.directory();
    if (!caller.is_operator() && (!official(caller, directory) || !names(terms, caller.party)))
      return fail(Code::forbidden, "a draft is proposed and signed by an official of one of its parties, or handed in by the operator");
    // What stands in the batch before it is not in the folds yet: it may be a signature of the same draft.
    if (batch.next() != node.journal().last() + 1) return fail(Code::conflict, "the draft is changing; try again");
    TRY_VOID(agreement::check(terms, directory));
    const agreement::Signed draft = merged(node.drafts.of(terms.id), given, life);
    TRY_VOID(check_signatures(given, life));
    out.signed_by.clear();  // a plan may run again
    for (const auto& signature : draft.signatures) out.signed_by.insert(signature.party);
    const auto whole = life.check(draft, node.policy.counts_from(batch.next_time()));
    if (whole) {
      flush_extents(node, batch);
      batch.add(journal::Kind::agreement, agreement::to_json(draft), {}, node.shelf.size() + batch.pending.objects + 1);
      out.agreed = true;
      return {};
    }
    // Other faults than missing signatures will not heal. Of an agreement that its party did not sign the caller is told nothing: the draft waits as it
    // would if there were none, until nobody is left whose signature could be missing.
    const bool own = caller.is_operator() || signed_by(life, terms.id, caller.party);
    if (own && whole.error().code != Code::precondition) return whole;
    const bool all = std::all_of(terms.parties.begin(), terms.parties.end(), [&](const auto& one) { return out.signed_by.contains(one.party); });
    if (!own && all) return fail(Code::precondition, fmt::format("a draft of {} cannot be agreed by its parties; choose another id", terms.id));
    const auto& open = node.drafts.of(terms.id);
    const bool known = std::any_of(open.begin(), open.end(), [&](const auto& one) { return one.document.document.canonical == draft.document.canonical; });
    if (!known && open.size() >= kMostDrafts) return fail(Code::too_large, fmt::format("there are {} drafts of {}; agree on one of them first", open.size(), terms.id));
    batch.add(journal::Kind::draft, agreement::to_json(draft));
    return {};
  };
  TRY_VOID(node.journal().commit(plan));
  return out;
}

Result<std::vector<AgreementSeen>> agreements_of(Node& node, const Caller& caller) {
  std::shared_lock state(node.journal().state());
  const agreement::Life& life = node.policy.life();
  const Time now = std::max(node.clock().now(), node.policy.world().time());
  std::map<std::string, AgreementSeen> out;
  for (const auto& id : life.agreements()) {
    if (!caller.is_operator() && !signed_by(life, id, caller.party)) continue;
    AgreementSeen& one = out[id];
    one.standing = life.standing(id, now);
    one.history = life.history(id);
    if (!caller.is_operator()) cut_for_former(one, caller.party);
  }
  for (const auto& [id, drafts] : node.drafts.all())
    for (const auto& draft : drafts)
      if (caller.is_operator() || names(draft.document.document.terms, caller.party)) out[id].drafts.push_back(draft);
  std::vector<AgreementSeen> list;
  for (auto& [id, one] : out) {
    one.id = id;
    list.push_back(std::move(one));
  }
  return list;
}

Result<AgreementSeen> agreement_of(Node& node, const Caller& caller, std::string_view id) {
  TRY(std::vector<AgreementSeen> all, agreements_of(node, caller));
  for (auto& one : all)
    if (one.id == id) return std::move(one);
  return fail(Code::not_found, "there is no such agreement for you");
}

}  // namespace comity::operations
