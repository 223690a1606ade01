// Branch 2a of docs/format/release.md: the conditions of one agreement.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "agreement/equivalence.hpp"
#include "marking/controls.hpp"
#include "release/clauses.hpp"

namespace comity::release {

using alliance::Directory;
using marking::Action;
using marking::ControlEffect;
using marking::Label;
using marking::LevelWord;
using marking::Member;
using marking::Owned;
using marking::ReaderSet;
using marking::WordSet;

namespace clauses {
namespace {

// Read again from the terms: which of its conditions fails is asked only of a direction that is closed.
constexpr auto why_not_in_force = [](const Question& q) {
  const std::string_view o = q.giver, reader = q.audience.party;
  if (q.world.party_suspended(o, reader)) return fmt::format("{} has suspended sharing with {}", o, reader);
  if (q.world.party_suspended(reader, o)) return fmt::format("{} has suspended sharing with {}", reader, o);
  const agreement::Terms& terms = q.pact->terms();
  if (q.at < terms.in_force || q.at >= terms.until) return fmt::format("not in force on {}", format_date(q.at));
  if (!agreement::binds(terms, o, q.at) || !agreement::binds(terms, reader, q.at))
    return fmt::format("{} and {} are not both bound on {}", o, reader, format_date(q.at));
  return fmt::format("release from {} to {} is suspended", o, reader);
};

bool force(const Case& c, Finding* why) {
  const bool ok = c.giver.bound_by(c.pact) && !c.giver.suspended;
  if (ok) say(why, "in force, both parties are bound");
  else say(why, why_not_in_force);
  return ok;
}

bool no_orcon(const Case& c, Finding* why) {
  for (const Owned& one : c.label.restricting) {
    if (one.party != c.giver.id) continue;
    const marking::Control* known = marking::find_control(one.name);
    if (known && known->effect == ControlEffect::consent_only) {
      say(why, one, [](const Question&, const Owned& it) { return fmt::format("{} of {}: only a consent permits", it.name, it.party); });
      return false;
    }
  }
  say(why, "no control asks for consent");
  return true;
}

bool releasable(const Case& c, Finding* why) {
  const Mode mode{c.terms().frozen, c.terms().earlier_objects};
  const auto among = [&](const ReaderSet& set) { return in_set(c.world.directory(), set, c.audience, c.at, mode); };
  if (c.giver.readers.first_without(among)) {
    say(why, [](const Question& q) { return fmt::format("{} is not among the readers that {} named", q.audience.party, q.giver); });
    return false;
  }
  say(why, [](const Question& q) { return fmt::format("among the readers that {} named", q.giver); });
  return true;
}

bool level(const Case& c, Finding* why) {
  if (!c.giver.levels || c.giver.levels->empty()) return false;  // the clause `unknown` said so
  const agreement::Equivalence* received = nullptr;
  for (const LevelWord& word : *c.giver.levels) {
    bool matched = false;
    for (const agreement::Equivalence* row : c.pact.rows(c.giver.id, word.scheme, word.word, c.audience.party)) {
      if (!agreement::applies(*row, word, c.at)) continue;
      matched = true;
      if (!c.giver.standing.receives(row->to_scheme, row->to_word)) {
        say(why, *row, [](const Question& q, const agreement::Equivalence& by) {
          return fmt::format("{} arrives as {} {}, the clearance is {}{}", by.from_word, by.to_scheme, by.to_word,
                             own_word(q.audience, by.to_scheme), quoted(by.article));
        });
        return false;
      }
      received = row;
    }
    if (!matched) {
      say(why, word, [](const Question& q, const LevelWord& one) {
        return fmt::format("no equivalent of {} {} for {}", one.scheme, one.word, q.audience.party);
      });
      return false;
    }
  }
  say(why, *received, [](const Question&, const agreement::Equivalence& by) {
    return fmt::format("{} arrives as {} {}{}", by.from_word, by.to_scheme, by.to_word, quoted(by.article));
  });
  return true;
}

bool topics(const Case& c, Finding* why) {
  const WordSet& accepted = c.terms().topics;
  if (accepted.all) {
    say(why, "all topics");
    return true;
  }
  bool ok = !c.label.topics.empty();
  for (const WordSet& clause : c.label.topics)
    ok = ok && !clause.all && std::any_of(clause.words.begin(), clause.words.end(),
                                          [&](const std::string& word) { return accepted.words.contains(word); });
  say(why, accepted, [](const Question&, const WordSet& of) { return fmt::format("the agreement is limited to {}", fmt::join(of.words, ", ")); });
  return ok;
}

bool agreed_purpose(const Case& c, Finding* why) {
  const bool ok = contains(c.terms().purposes, c.audience.purpose);
  if (ok) say(why, [](const Question& q) { return fmt::format("the purpose {} is agreed", q.audience.purpose); });
  else say(why, [](const Question& q) { return fmt::format("the purpose {} is not agreed", q.audience.purpose); });
  return ok;
}

bool agreed_compartments(const Case& c, Finding* why) {
  for (const Owned& one : c.label.compartments)
    if (one.party == c.giver.id && !c.terms().compartments.contains(one)) {
      say(why, one, [](const Question&, const Owned& it) { return fmt::format("compartment {} of {} is not accepted", it.name, it.party); });
      return false;
    }
  say(why, "every compartment is accepted");
  return true;
}

bool agreed_controls(const Case& c, Finding* why) {
  for (const Owned& one : c.label.restricting) {
    if (one.party != c.giver.id) continue;
    const marking::Control* known = marking::find_control(one.name);
    if (known && (known->effect == ControlEffect::own_party_only || known->effect == ControlEffect::no_clients)) continue;  // decided
    if (!c.terms().controls.contains(one.name)) {
      say(why, one, [](const Question&, const Owned& it) { return fmt::format("control {} of {} is not accepted", it.name, it.party); });
      return false;
    }
  }
  say(why, "every control is accepted");
  return true;
}

bool agreed_action(const Case& c, Finding* why) {
  const bool ok = marking::allows(c.terms().actions, c.audience.action);
  say(why, ok ? "the action is agreed" : "the agreement permits display only");
  return ok;
}

struct AgreementClause {
  std::string_view name;
  bool (*holds)(const Case&, Finding* why);
};
constexpr std::array<AgreementClause, 9> kAgreementClauses = {{{"force", force},
                                                               {"orcon", no_orcon},
                                                               {"releasable", releasable},
                                                               {"level", level},
                                                               {"topics", topics},
                                                               {"purpose", agreed_purpose},
                                                               {"compartment", agreed_compartments},
                                                               {"control", agreed_controls},
                                                               {"action", agreed_action}}};

}  // namespace

bool run_clauses(const Case& c, bool with_force, Explanation* out) {
  bool ok = true;
  for (std::size_t i = with_force ? 0 : 1; i < kAgreementClauses.size(); ++i) {
    const AgreementClause& one = kAgreementClauses[i];
    Finding found;
    const bool holds = one.holds(c, out ? &found : nullptr);
    if (!out && !holds) return false;
    if (out) out->clauses.push_back({one.name, holds, true, found});
    ok = ok && holds;
  }
  return ok;
}

Giver::Giver(const World& world, const Label& label, const Audience& audience, const std::string& o, Standing& reader)
    : id(o),
      standing(reader),
      current(world.between(o, audience.party)),
      suspended(world.party_suspended(o, audience.party) || world.party_suspended(audience.party, o)),
      readers(world.directory(), label, o, audience.action) {
  if (const auto found = label.levels.find(o); found != label.levels.end()) levels = &found->second;
}

bool Giver::bound_by(const Pact& pact) const { return std::find(current.begin(), current.end(), &pact) != current.end(); }

}  // namespace clauses

namespace parts {

std::vector<const Pact*> permitting(const World& world, const Label& label, const std::string& o, const Audience& audience) {
  clauses::Standing standing(world.directory(), audience);
  const clauses::Giver giver(world, label, audience, o, standing);
  std::vector<const Pact*> out;
  for (const Pact* pact : giver.current)
    if (clauses::run_clauses({world, label, audience, giver, *pact, world.time()}, /*with_force=*/true, nullptr)) out.push_back(pact);
  return out;
}

bool agreement_permits(const World& world, const Label& label, const std::string& o, const Audience& audience) {
  if (world.between(o, audience.party).empty()) return false;
  clauses::Standing standing(world.directory(), audience);
  const clauses::Giver giver(world, label, audience, o, standing);
  return std::any_of(giver.current.begin(), giver.current.end(), [&](const Pact* pact) {
    return clauses::run_clauses({world, label, audience, giver, *pact, world.time()}, /*with_force=*/true, nullptr);
  });
}

}  // namespace parts
}  // namespace comity::release
