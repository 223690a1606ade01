// What is simulated is what then happens: on random histories with a node, and on random worlds against decide() asked
// pair by pair. And what agreement::diff calls narrowing or widening never does the opposite. COMITY_PROPERTY_HISTORIES
// sets how many; COMITY_PROPERTY_SEED runs one alone.
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <set>

#include "agreement/diff.hpp"
#include "release/difference.hpp"
#include "tests/property/conversion.hpp"
#include "tests/property/history.hpp"

namespace comity::property {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(NDEBUG)
constexpr std::uint64_t kHistories = 20;
constexpr std::uint64_t kWorlds = 60;
#else
constexpr std::uint64_t kHistories = 150;
constexpr std::uint64_t kWorlds = 600;
#endif

std::uint64_t number_in(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

TEST(Simulate, IsWhatThenHappens) {
  std::size_t compared = 0, gained = 0, lost = 0, changed = 0, by_reference = 0;
  const char* alone = std::getenv("COMITY_PROPERTY_SEED");
  const std::uint64_t first = alone ? std::strtoull(alone, nullptr, 10) : 0;
  const std::uint64_t histories = alone ? 1 : number_in("COMITY_PROPERTY_HISTORIES", kHistories);
  for (std::uint64_t seed = first; seed < first + histories && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    History history(seed);
    for (int round = 0; round < 8 && !HasFailure(); ++round) {
      for (int act = 0; act < 6; ++act) history.act();
      const auto one = history.check_simulation();
      compared += one.compared;
      gained += one.gained;
      lost += one.lost;
      changed += one.changed;
      by_reference += one.by_reference;
    }
  }
  std::cout << compared << " changes compared: gained " << gained << ", lost " << lost << ", cut differently "
            << changed << " (by person); " << by_reference << " changes with objects that follow by reference\n";
  if (histories < 100) return;
  EXPECT_GT(compared, histories * 4);
  EXPECT_GT(gained, 300u);
  EXPECT_GT(lost, 300u);
  EXPECT_GT(changed, 10u);
  EXPECT_GT(by_reference, 10u);
}

// A world before and after one thing about it changed.
struct Pair {
  std::shared_ptr<const release::World> before, after;
};

struct Labels {
  std::vector<marking::Label> own;
  std::vector<const marking::Label*> all;
};
Labels some_labels(const reference::World& plain, worlds::Rng& rng) {
  std::set<marking::Label> distinct;
  for (int n = 0; n < 40; ++n)
    distinct.insert(
        conversion::label(n % 3 == 0 ? worlds::random_joined_label(plain, rng) : worlds::random_label(plain, rng)));
  Labels out;
  out.own.assign(distinct.begin(), distinct.end());
  for (const auto& label : out.own) out.all.push_back(&label);
  return out;
}

TEST(Difference, EqualsDecidingEveryPairTwice) {
  std::size_t gained = 0, lost = 0, reasons = 0;
  for (std::uint64_t seed = 0; seed < kWorlds && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    worlds::Rng rng(seed);
    reference::World plain = worlds::random_world(rng);
    if (plain.agreements.empty()) continue;
    const Time at{worlds::random_time(rng)};
    const auto pacts = conversion::pacts(plain.agreements);
    const auto directory = std::make_shared<const alliance::Directory>(conversion::directory(plain));
    const auto world = [&](std::vector<std::shared_ptr<const release::Pact>> current, const auto& known, Time time) {
      return std::make_shared<const release::World>(known, std::move(current),
                                                    std::vector<std::shared_ptr<const release::Pact>>{}, time);
    };
    Pair pair;
    auto fewer = pacts;
    fewer.pop_back();
    switch (seed % 4) {
      case 0:
        pair = {world(fewer, directory, at), world(pacts, directory, at)};
        break;
      case 1:
        pair = {world(pacts, directory, at), world(fewer, directory, at)};
        break;
      case 2:
        pair = {world(pacts, directory, at), world(pacts, directory, Time{worlds::random_time(rng)})};
        break;
      default: {  // other memberships and clearances
        reference::World other = plain;
        for (auto& [id, spells] : other.communities)
          if (!spells.empty()) spells.pop_back();
        if (!other.clearances.empty()) other.clearances.erase(other.clearances.begin());
        const auto changed = std::make_shared<const alliance::Directory>(conversion::directory(other));
        pair = {world(pacts, directory, at),
                std::make_shared<const release::World>(world(pacts, directory, at)->with(changed))};
      }
    }
    const Labels labels = some_labels(plain, rng);
    release::Difference difference(pair.before, pair.after, labels.all,
                                   release::everybody(*pair.before, *pair.after, marking::Action::copy));
    std::vector<std::uint64_t> counts;
    for (std::size_t i = 0; i < labels.all.size(); ++i) counts.push_back(rng() % 5);
    release::Tally objects;
    std::map<std::string, release::Tally> people;
    std::set<std::size_t> all_gained, all_lost;
    for (std::size_t s = 0; s < difference.subjects().size(); ++s) {
      const auto& subject = difference.subjects()[s];
      for (std::size_t l = 0; l < labels.all.size(); ++l) {
        const bool was = release::decide(*pair.before, *labels.all[l], subject.before),
                   is = release::decide(*pair.after, *labels.all[l], subject.after);
        EXPECT_EQ(release::test(difference.gained(s), l), !was && is) << subject.person << " label " << l;
        EXPECT_EQ(release::test(difference.lost(s), l), was && !is) << subject.person << " label " << l;
        if (!was && is && all_gained.insert(l).second) objects.gained += counts[l];
        if (was && !is && all_lost.insert(l).second) objects.lost += counts[l];
        if (counts[l] == 0 || was == is) continue;
        (is ? people[subject.person].gained : people[subject.person].lost) += counts[l];
      }
    }
    const release::Summary summary = difference.by_label(counts);
    EXPECT_EQ(summary.objects, objects);
    EXPECT_EQ(summary.person, people);
    std::uint64_t told_gained = 0, told_lost = 0;
    for (const auto& reason : summary.reasons) (reason.gained ? told_gained : told_lost) += reason.objects;
    EXPECT_GE(told_gained, objects.gained);
    EXPECT_GE(told_lost, objects.lost);
    gained += objects.gained;
    lost += objects.lost;
    reasons += summary.reasons.size();
  }
  std::cout << "gained " << gained << ", lost " << lost << ", reasons " << reasons << "\n";
  EXPECT_GT(gained, 500u);
  EXPECT_GT(lost, 500u);
}

// One clause of it otherwise.
reference::Agreement mutated(reference::Agreement next, const reference::World& plain, worlds::Rng& rng) {
  const auto party = [&] { return next.parties[rng() % next.parties.size()].party; };
  switch (rng() % 14) {
    case 0:
      next.topics = next.topics.all ? reference::Words{false, {"sea", "sky"}} : reference::Words{true, {}};
      break;
    case 1:
      if (!next.topics.all) next.topics.words.insert("trade");
      break;
    case 2:
      if (!next.rows.empty()) next.rows.erase(next.rows.begin() + static_cast<long>(rng() % next.rows.size()));
      break;
    case 3:
      next.suspensions.push_back(
          {party(), party(), party(), worlds::day(static_cast<int>(rng() % 6)), reference::kEnd});
      break;
    case 4:
      next.suspensions.clear();
      break;
    case 5:
      next.frozen = !next.frozen;
      break;
    case 6:
      next.until = worlds::day(static_cast<int>(rng() % worlds::kDays));
      break;
    case 7:
      next.compartments.clear();
      break;
    case 8:
      next.controls = {"PROPIN", "NO-COPY"};
      break;
    case 9:
      next.actions = next.actions == reference::kCopy ? reference::kDisplay : reference::kCopy;
      break;
    case 10:
      next.earlier_objects = !next.earlier_objects;
      break;
    case 11:
      next.purposes = next.purposes.all ? reference::Words{false, {"work"}} : reference::Words{true, {}};
      break;
    case 12:
      if (!next.rows.empty()) {
        auto& row = next.rows[rng() % next.rows.size()];
        if (rng() % 2 == 0 && row.to_scheme != "TLP")
          row.to_word = rng() % 2 == 0 ? "L0" : "L1";
        else
          row.valid_until = worlds::day(static_cast<int>(rng() % worlds::kDays));
      }
      break;
    default:
      if (!next.rows.empty()) {
        auto row = next.rows[rng() % next.rows.size()];
        if (rng() % 2 == 0) row.with_warnings.insert("burn");
        if (row.to_scheme != "TLP") row.to_word = rng() % 2 == 0 ? "L0" : "L1";
        next.rows.push_back(row);
      }
  }
  (void)plain;
  return next;
}

TEST(Diff, WhatItCallsNarrowingNeverWidensAndTheOtherWayRound) {
  std::size_t narrowing = 0, widening = 0, unclear = 0, decided = 0;
  for (std::uint64_t seed = 0; seed < kWorlds && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    worlds::Rng rng(seed + 77);
    const reference::World plain = worlds::random_world(rng);
    if (plain.agreements.empty()) continue;
    const auto& one = plain.agreements.front();
    for (int tries = 0; tries < 6; ++tries) {
      const reference::Agreement other = mutated(one, plain, rng);
      const auto directory = std::make_shared<const alliance::Directory>(conversion::directory(plain));
      const agreement::Terms from = conversion::terms(one), to = conversion::terms(other);
      bool may_widen = false, may_narrow = false;
      for (const auto& change : agreement::diff(from, to, directory.get())) {
        may_widen =
            may_widen || change.effect == agreement::Effect::widens || change.effect == agreement::Effect::unclear;
        may_narrow =
            may_narrow || change.effect == agreement::Effect::narrows || change.effect == agreement::Effect::unclear;
        narrowing += change.effect == agreement::Effect::narrows;
        widening += change.effect == agreement::Effect::widens;
        unclear += change.effect == agreement::Effect::unclear;
      }
      const Labels labels = some_labels(plain, rng);
      // Frozen and floating are compared for markings of the past.
      const Time at{from.frozen == to.frozen ? worlds::random_time(rng) : worlds::day(worlds::kDays)};
      const auto world = [&](const agreement::Terms& terms) {
        return release::World(directory, {std::make_shared<const release::Pact>(terms)}, {}, at);
      };
      const release::World before = world(from), after = world(to);
      for (const marking::Action action : {marking::Action::copy, marking::Action::display})
        for (const auto& subject : release::everybody(before, after, action))
          for (const auto* label : labels.all) {
            const bool was = release::decide(before, *label, subject.before),
                       is = release::decide(after, *label, subject.after);
            decided += was != is;
            EXPECT_TRUE(may_widen || was || !is) << subject.person << ": gains by a change that is called narrowing";
            EXPECT_TRUE(may_narrow || !was || is) << subject.person << ": loses by a change that is called widening";
          }
    }
  }
  std::cout << narrowing << " narrowing, " << widening << " widening, " << unclear << " unclear; " << decided
            << " decisions came out otherwise\n";
  EXPECT_GT(narrowing, 50u);
  EXPECT_GT(widening, 50u);
  EXPECT_GT(decided, 500u);
}

}  // namespace
}  // namespace comity::property
