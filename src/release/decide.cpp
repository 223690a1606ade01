#include "release/decide.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "release/clauses.hpp"

namespace comity::release {

using alliance::Directory;
using marking::Action;
using marking::Label;

Audience audience_of(const Directory& directory, const alliance::Person& person, std::string_view purpose, Action action,
                     Time time) {
  Audience out;
  out.person = person.id;
  out.party = marking::party_of(person.id);
  out.agency = marking::agency_of(person.id);
  out.action = action;
  if (const auto agency = directory.agencies.find(out.agency); agency != directory.agencies.end())
    out.client = agency->second.client;
  const auto clearance = directory.clearances.find(person.id);
  out.purpose = purpose;
  if (clearance == directory.clearances.end() || time < clearance->second.from || time >= clearance->second.until)
    return out;
  out.vouched = true;
  out.levels = clearance->second.levels;
  out.accesses = clearance->second.accesses;
  out.topics = clearance->second.topics;
  out.purposes = clearance->second.purposes;
  if (purpose.empty()) out.purpose = clearance->second.default_purpose;
  return out;
}

namespace {

using clauses::Case;
using clauses::contains;
using clauses::Giver;
using clauses::originates;
using clauses::own_word;
using clauses::run_clauses;
using clauses::say;
using clauses::Standing;

// A branch under way: what is noted until it is closed is its own.
class Noting {
 public:
  explicit Noting(Explanation* out) : out_(out), first_(out ? static_cast<std::uint32_t>(out->clauses.size()) : 0) {}
  bool empty() const { return out_->clauses.size() == first_; }
  template <class... What>
  bool note(std::string_view name, bool holds, What&&... what) const {
    if (out_) say(&out_->clauses.emplace_back(Clause{name, holds, false, {}}).finding, std::forward<What>(what)...);
    return holds;
  }
  void close(Branch branch, bool permits) const {
    if (!out_) return;
    branch.permits = permits;
    branch.origin = static_cast<std::uint32_t>(out_->origins.size() - 1);
    branch.first = first_;
    branch.count = static_cast<std::uint32_t>(out_->clauses.size()) - first_;
    out_->branches.push_back(branch);
  }

 private:
  Explanation* out_;
  std::uint32_t first_;
};

// ---- branch 2b ---------------------------------------------------------------------------------------------------

// " (consent c-1, until 2027-01-01T00:00:00.000000Z)", for whoever may know of it.
std::string as_recorded(const Consent& consent) {
  if (consent.id.empty()) return {};
  return fmt::format(" (consent {}, {})", consent.id,
                     consent.until == Time::max() ? "without an end" : "until " + format_time(consent.until));
}

bool consent_holds(const World& world, const Audience& audience, const Consent& consent, Finding* why) {
  if (consent.to != audience.party) {
    say(why, consent, [](const Question&, const Consent& one) { return fmt::format("the consent is to {}", one.to); });
    return false;
  }
  if (world.time() < consent.from || world.time() >= consent.until || world.time() >= consent.revoked) {
    say(why, consent, [](const Question& q, const Consent& one) {
      return (q.world.time() >= one.revoked ? "the consent was revoked" : "the consent is not valid on this date") + as_recorded(one);
    });
    return false;
  }
  if (!marking::allows(consent.actions, audience.action) || !contains(consent.purposes, audience.purpose)) {
    say(why, consent, [](const Question&, const Consent& one) { return "the consent is for other actions or purposes" + as_recorded(one); });
    return false;
  }
  if (!Standing(world.directory(), audience).receives(consent.level.scheme, consent.level.word)) {
    say(why, consent, [](const Question& q, const Consent& one) {
      return fmt::format("it arrives as {} {}, the clearance is {}", one.level.scheme, one.level.word,
                         own_word(q.audience, one.level.scheme));
    });
    return false;
  }
  say(why, consent, [](const Question&, const Consent& one) { return fmt::format("{} consented{}", one.by, as_recorded(one)); });
  return true;
}

bool consents_permit(const World& world, const Label& label, const std::string& o, const Audience& audience,
                     const Grants& grants, Explanation* out) {
  if (grants.consents.empty() && !out) return false;
  const Noting branch(out);
  bool by_party = false;
  std::set<std::string> agencies;
  for (const Consent& consent : grants.consents) {
    if (marking::party_of(consent.by) != o) continue;
    Finding found;
    const bool holds = consent_holds(world, audience, consent, out ? &found : nullptr);
    branch.note("consent", holds, found);
    if (!holds) continue;
    if (consent.by == o) by_party = true;
    else agencies.insert(consent.by);
  }
  bool every_agency = !agencies.empty();
  for (auto originator = label.originators.begin(); every_agency && originator != label.originators.end(); ++originator)
    every_agency = marking::party_of(*originator) != o || agencies.contains(*originator);
  bool ok = by_party || every_agency;
  if (ok && world.party_suspended(o, audience.party)) {
    ok = false;
    branch.note("force", false, [](const Question& q) { return fmt::format("{} has suspended sharing with {}", q.giver, q.audience.party); });
  }
  if (out && branch.empty()) branch.note("consent", false, [](const Question& q) { return fmt::format("{} has not consented", q.giver); });
  if (out && !ok && !agencies.empty()) branch.note("consent", false, "not every originating agency has consented");
  branch.close({.kind = Branch::Kind::consent, .at = world.time()}, ok);
  return ok;
}

// ---- branch 2c ---------------------------------------------------------------------------------------------------

bool held_permits(const World& world, const Label& label, const Giver& giver, const Audience& audience,
                  const Grants& grants, Explanation* out) {
  bool any = false;
  for (const Held& held : grants.held) {
    if (held.from != giver.id) continue;
    const Noting branch(out);
    const Pact* pact = world.find(held.agreement, held.version);
    bool ok = branch.note("recalled", !grants.recalled, grants.recalled ? "the object was recalled" : "not recalled");
    ok = branch.note("received",
                     held.received <= world.time() && marking::allows(static_cast<marking::Actions>(held.action), audience.action),
                     [](const Question& q) { return fmt::format("received on {}", format_date(q.at)); }) && ok;
    if (pact) {
      const agreement::Survival& survival = pact->terms().survival;
      const bool covered = survival.kept && (survival.readers.empty() || survival.readers.contains(audience.agency));
      ok = branch.note("survival", covered, covered ? "the survival clause keeps it readable" : "the survival clause does not cover this reader") && ok;
      ok = run_clauses(Case{world, label, audience, giver, *pact, held.received}, /*with_force=*/false, out) && ok;
    } else {
      ok = branch.note("survival", false, "the agreement is unknown");
    }
    branch.close({.kind = Branch::Kind::held, .version = held.version, .agreement = held.agreement, .pact = pact, .at = held.received}, ok);
    any = any || ok;
    if (any && !out) return true;
  }
  return any;
}

// ---- both sections -----------------------------------------------------------------------------------------------

// Those that originate, but for the reader's own, in order; in the label's words.
std::vector<std::string_view> givers(const Label& label, const Audience& audience) {
  std::vector<std::string_view> out;
  out.reserve(label.originators.size());
  for (const std::string& originator : label.originators) {
    const std::string_view party = marking::party_of(originator);
    if (party != audience.party && (out.empty() || out.back() != party)) out.push_back(party);
  }
  // The order of agencies is nearly that of their parties: A-B.x comes before A.x.
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

bool names(const agreement::Terms& terms, std::string_view party) {
  return std::any_of(terms.parties.begin(), terms.parties.end(), [&](const auto& one) { return one.party == party; });
}

// Every branch for one originating party; "" if none permits, else the first that does.
std::string_view explain_giver(const World& world, const Label& label, const Giver& giver, const Audience& audience,
                               const Grants& grants, Explanation& out) {
  std::string_view by;
  for (const auto& pact : world.current()) {
    const auto& terms = pact->terms();
    if (!giver.bound_by(*pact) && (!names(terms, giver.id) || !names(terms, audience.party))) continue;
    const Noting branch(&out);
    const bool permits = run_clauses(Case{world, label, audience, giver, *pact, world.time()}, /*with_force=*/true, &out);
    branch.close({.kind = Branch::Kind::agreement, .version = terms.version, .agreement = terms.id, .pact = pact.get(), .at = world.time()}, permits);
    if (permits && by.empty()) by = "2a";
  }
  if (consents_permit(world, label, giver.id, audience, grants, &out) && by.empty()) by = "2b";
  if (held_permits(world, label, giver, audience, grants, &out) && by.empty()) by = "2c";
  return by;
}

// The whole evaluation. Without `out` it stops at the first failure.
bool evaluate(const World& world, const Label& label, const Audience& audience, const Grants& grants, Explanation* out) {
  bool permit = true;
  std::string first_failure;
  const Noting reader(out);
  for (const auto& clause : parts::reader_clauses()) {
    Finding found;
    const bool holds = clause.holds(world, label, audience, out ? &found : nullptr);
    if (!holds && !out) return false;
    reader.note(clause.name, holds, found);
    if (!holds && permit) first_failure = clause.name;
    permit = permit && holds;
  }
  // What is said of the object itself; false: denied, and nobody asks why.
  const auto deny = [&](std::string_view name, const auto&... what) {
    if (permit) first_failure = name;
    permit = reader.note(name, false, what...);
    return out != nullptr;
  };
  if (grants.recalled && !originates(label, audience.party) && !deny("recalled", "the originator recalled this object")) return false;
  const auto not_approved = [](const Question&, const std::string& party) {
    return fmt::format("a second person of {} has not approved its release yet", party);
  };
  if (!grants.awaiting.empty() && grants.awaiting != audience.party && !deny("awaiting", grants.awaiting, not_approved)) return false;
  if (grants.erased && !deny("erased", "its bytes were erased")) return false;
  if (out) out->of_reader = static_cast<std::uint32_t>(out->clauses.size());
  Standing standing(world.directory(), audience);
  std::string used;  // per other originating party, in order
  for (const std::string_view party : givers(label, audience)) {
    const std::string o{party};
    if (!out) {
      if (!parts::agreement_permits(world, label, o, audience) && !consents_permit(world, label, o, audience, grants, nullptr) &&
          (grants.held.empty() || !held_permits(world, label, Giver(world, label, audience, o, standing), audience, grants, nullptr)))
        return false;
      continue;
    }
    out->origins.push_back({party, false});
    const std::string_view by = explain_giver(world, label, Giver(world, label, audience, o, standing), audience, grants, *out);
    out->origins.back().permits = !by.empty();
    if (by.empty() && permit) first_failure = "2:" + o;
    permit = permit && !by.empty();
    used.append(used.empty() || by.empty() ? "" : "+").append(by);
  }
  if (out) {
    out->permit = permit;
    out->clause = !permit ? std::move(first_failure) : used.empty() ? "own" : std::move(used);
  }
  return permit;
}

}  // namespace

bool decide(const World& world, const Label& label, const Audience& audience, const Grants& grants) {
  return evaluate(world, label, audience, grants, nullptr);
}

Explanation explain(const World& world, const Label& label, const Audience& audience, const Grants& grants) {
  Explanation out{&world, &label, &audience, false, {}, 0, {}, {}, {}};
  // As many as there mostly are.
  out.clauses.reserve(48);
  out.origins.reserve(4);
  out.branches.reserve(8);
  evaluate(world, label, audience, grants, &out);
  return out;
}

}  // namespace comity::release
