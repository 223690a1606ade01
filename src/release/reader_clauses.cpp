// Section 1 of docs/format/release.md: what every reader must meet.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "marking/controls.hpp"
#include "release/clauses.hpp"

namespace comity::release {
namespace clauses {
namespace {

using alliance::Directory;
using marking::Action;
using marking::ControlEffect;
using marking::Label;
using marking::LevelWord;
using marking::Member;
using marking::Owned;
using marking::ReaderSet;
using marking::WordSet;

bool vouched(const World&, const Label&, const Audience& audience, Finding* why) {
  if (!audience.vouched)
    say(why, [](const Question& q) {
      return fmt::format("no signed clearance is valid on {}; the party's security authority vouches for people", format_date(q.world.time()));
    });
  else
    say(why, "a signed clearance is valid");
  return audience.vouched;
}

bool unknown(const World& world, const Label& label, const Audience&, Finding* why) {
  const Directory& directory = world.directory();
  if (!label.unknowns.empty()) {
    say(why, [](const Question& q) { return fmt::format("unknown in the markings: {}", fmt::join(q.label.unknowns, ", ")); });
    return false;
  }
  if (label.originators.empty()) {
    say(why, "no originator is named");
    return false;
  }
  std::string known;  // the party seen last: agencies of one follow each other
  for (const std::string& originator : label.originators) {
    const std::string party{marking::party_of(originator)};
    if (!known.empty() && party == known) continue;
    if (!directory.parties.contains(party)) {
      say(why, originator, [](const Question&, const std::string& id) {
        return fmt::format("the originating party {} is not in the directory", marking::party_of(id));
      });
      return false;
    }
    const auto levels = label.levels.find(party);
    if (levels == label.levels.end() || levels->second.empty()) {
      say(why, originator, [](const Question&, const std::string& id) {
        return fmt::format("the level of the originating party {} is unknown", marking::party_of(id));
      });
      return false;
    }
    known = party;
  }
  for (const auto& [party, words] : label.levels)
    for (const LevelWord& word : words)
      if (!is_no_level(word.scheme, word.word) && !directory.schemes.rank(word.scheme, word.word)) {
        say(why, word, [](const Question&, const LevelWord& one) { return fmt::format("the level {} {} is unknown", one.scheme, one.word); });
        return false;
      }
  for (const Owned& control : label.restricting)
    if (!marking::find_control(control.name)) {
      say(why, control, [](const Question&, const Owned& one) { return fmt::format("the control {} is unknown", one.name); });
      return false;
    }
  say(why, "every marking is understood");
  return true;
}

bool clearance(const World& world, const Label& label, const Audience& audience, Finding* why) {
  Standing standing(world.directory(), audience);
  for (const auto& [party, words] : label.levels)
    for (const LevelWord& word : words) {
      const bool own_scheme = standing.uses(word.scheme);
      if (own_scheme && !standing.reaches(word.scheme, word.word)) {
        say(why, word, [](const Question& q, const LevelWord& one) {
          return fmt::format("the level is {} {}, the clearance is {}", one.scheme, one.word, own_word(q.audience, one.scheme));
        });
        return false;
      }
      if (!own_scheme && party == audience.party && !is_no_level(word.scheme, word.word)) {
        say(why, word, [](const Question& q, const LevelWord& one) {
          return fmt::format("{} {} is not a level of {}", one.scheme, one.word, q.audience.party);
        });
        return false;
      }
    }
  say(why, [](const Question& q) { return fmt::format("the clearance reaches every level of {}", q.audience.party); });
  return true;
}

bool compartment(const World&, const Label& label, const Audience& audience, Finding* why) {
  for (const Owned& one : label.compartments)
    if (!audience.accesses.contains(one)) {
      say(why, one, [](const Question&, const Owned& it) { return fmt::format("no access to compartment {} of {}", it.name, it.party); });
      return false;
    }
  say(why, "holds every compartment");
  return true;
}

bool topic(const World&, const Label& label, const Audience& audience, Finding* why) {
  for (const WordSet& clause : label.topics) {
    if (clause.all) continue;
    const bool has = std::any_of(clause.words.begin(), clause.words.end(),
                                 [&](const std::string& word) { return audience.topics.contains(word); });
    if (!has) {
      say(why, clause, [](const Question&, const WordSet& of) {
        return fmt::format("no need to know: none of the topics {}", fmt::join(of.words, ", "));
      });
      return false;
    }
  }
  say(why, "need to know for every topic clause");
  return true;
}

bool purpose(const World&, const Label& label, const Audience& audience, Finding* why) {
  if (audience.purpose.empty()) {
    say(why, "no purpose is declared");
    return false;
  }
  if (!audience.purposes.contains(audience.purpose)) {
    say(why, [](const Question& q) { return fmt::format("the purpose {} is not assigned", q.audience.purpose); });
    return false;
  }
  if (!contains(label.purposes, audience.purpose)) {
    say(why, [](const Question& q) { return fmt::format("the markings do not allow the purpose {}", q.audience.purpose); });
    return false;
  }
  say(why, [](const Question& q) { return fmt::format("the declared purpose {} is assigned and allowed", q.audience.purpose); });
  return true;
}

bool action(const World&, const Label& label, const Audience& audience, Finding* why) {
  const bool ok = marking::allows(label.actions, audience.action);
  say(why, ok ? "the markings allow the action" : "the markings do not allow the action");
  return ok;
}

bool tlp(const World&, const Label& label, const Audience& audience, Finding* why) {
  if (label.tlp == marking::Tlp::amber_strict && audience.client) {
    say(why, "TLP:AMBER+STRICT excludes clients");
    return false;
  }
  if (label.tlp == marking::Tlp::red && !label.originators.contains(audience.agency)) {
    const auto& sets = audience.action == Action::copy ? label.releasable : label.displayable;
    bool named = false;
    for (const auto& [party, list] : sets)
      for (const ReaderSet& set : list)
        named = named || (!audience.person.empty() && set.members.contains(Member{Member::Kind::person, audience.person, {}}));
    if (!named) {
      say(why, "TLP:RED keeps only the persons named and the originating agencies");
      return false;
    }
  }
  say(why, "TLP allows it");
  return true;
}

constexpr auto forbidden_by = [](const Question&, const Owned& one) {
  return fmt::format("{} of {}: {}", one.name, one.party, marking::find_control(one.name)->meaning);
};

bool control(const World&, const Label& label, const Audience& audience, Finding* why) {
  for (const Owned& one : label.restricting) {
    const marking::Control* known = marking::find_control(one.name);
    if (known && known->effect == ControlEffect::no_clients && audience.client) {
      say(why, one, forbidden_by);
      return false;
    }
    if (!known || one.party == audience.party) continue;  // unknown ones fail the clause `unknown`
    if (known->effect == ControlEffect::own_party_only ||
        (known->effect == ControlEffect::no_copy && audience.action == Action::copy)) {
      say(why, one, forbidden_by);
      return false;
    }
  }
  say(why, "no control forbids it");
  return true;
}

bool releasable_at_home(const World& world, const Label& label, const Audience& audience, Finding* why) {
  if (!originates(label, audience.party)) {
    say(why, [](const Question& q) { return fmt::format("{} is not an originating party", q.audience.party); });
    return true;
  }
  const ReaderSets sets(world.directory(), label, audience.party, audience.action);
  const ReaderSet* denying = sets.first_without([&](const ReaderSet& set) {
    return in_set(world.directory(), set, audience, world.time(), {}) ||
           (!is_empty(set) && !names_part_of(world.directory(), set, audience.party, world.time(), {}));
  });
  if (denying && is_empty(*denying)) {
    say(why, "the set of readers is empty");
    return false;
  }
  if (denying) {
    say(why, [](const Question& q) { return fmt::format("the markings name only part of {}, and not this reader", q.audience.party); });
    return false;
  }
  say(why, "within the originating party's own readers");
  return true;
}

}  // namespace
}  // namespace clauses

namespace parts {

const std::vector<ReaderClause>& reader_clauses() {
  using namespace clauses;
  static const std::vector<ReaderClause> clauses = {
      {"vouched", vouched, no_key},           {"unknown", unknown, unknown_key},
      {"clearance", clearance, levels_key},   {"compartment", compartment, compartment_key},
      {"topic", topic, topic_key},            {"purpose", purpose, purpose_key},
      {"action", action, action_key},         {"tlp", tlp, tlp_key},
      {"control", control, control_key},      {"releasable", releasable_at_home, home_key},
  };
  return clauses;
}

}  // namespace parts
}  // namespace comity::release
