// The random worlds are worth asking about, and the reference evaluator keeps the laws in them.
#include "tests/property/worlds.hpp"

#include <gtest/gtest.h>

#include <iostream>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace {

using reference::Audience;
using reference::Grants;
using reference::Label;
using reference::Verdict;
using reference::World;
using worlds::Rng;

constexpr std::uint64_t kScenes = 1500;

Audience audience(const World& world, const worlds::Question& q) {
  return reference::audience_of(world, q.person, q.purpose, q.action, q.at);
}
Verdict answer(const World& world, const worlds::Question& q) {
  return reference::decide(q.label, q.grants, audience(world, q), world, q.at);
}

TEST(Worlds, PermitAndDenyOftenAndForEveryReason) {
  std::map<std::string, int> reasons;
  int permits = 0, all = 0;
  for (std::uint64_t seed = 0; seed < kScenes; ++seed) {
    const worlds::Scene scene = worlds::random_scene(seed);
    for (const worlds::Question& q : scene.questions) {
      const Verdict v = answer(scene.world, q);
      ++all;
      permits += v.permit;
      if (!v.permit) {
        ++reasons[v.clause.substr(0, 2) == "2:" ? "2" : v.clause];
      } else {
        for (const char* branch : {"own", "2a", "2b", "2c"})
          if (v.clause.find(branch) != std::string::npos) ++reasons[branch];
      }
    }
  }
  std::cout << permits << " of " << all << " permitted:";
  for (const auto& [reason, n] : reasons) std::cout << " " << reason << "=" << n;
  std::cout << "\n";
  EXPECT_GT(permits, all / 5);
  EXPECT_LT(permits, all * 3 / 5);
  for (const char* reason : {"vouched", "unknown", "clearance", "compartment", "topic", "purpose", "action", "tlp",
                             "control", "releasable", "recalled", "awaiting", "erased", "2", "own", "2a", "2b", "2c"})
    EXPECT_GT(reasons[reason], all / 1000) << reason;
}

TEST(Worlds, TheSameSeedGivesTheSameScene) {
  const worlds::Scene a = worlds::random_scene(7), b = worlds::random_scene(7);
  ASSERT_EQ(a.questions.size(), b.questions.size());
  for (std::size_t i = 0; i < a.questions.size(); ++i) EXPECT_EQ(a.questions[i].label, b.questions[i].label);
}

TEST(Laws, JoinIsCommutativeAssociativeIdempotent) {
  for (std::uint64_t seed = 0; seed < kScenes; ++seed) {
    Rng rng(seed);
    const World world = worlds::random_world(rng);
    const Label a = worlds::random_label(world, rng), b = worlds::random_label(world, rng),
                c = worlds::random_label(world, rng);
    ASSERT_EQ(join(a, b), join(b, a));
    ASSERT_EQ(join(join(a, b), c), join(a, join(b, c)));
    ASSERT_EQ(join(a, a), a);
  }
}

// What a RED marking would add at intake to make joins safe (tests/cases/DISAGREEMENTS.md, 1): beside its sets of
// readers, the set of the persons it names and its originating agencies.
Label with_red_set(Label label) {
  if (label.tlp != reference::Tlp::red) return label;
  for (auto* sets : {&label.releasable, &label.displayable}) {
    reference::Readers red;
    for (const std::string& agency : label.originators) red.members.insert({reference::Kind::agency, agency, 0});
    for (const auto& [party, party_sets] : *sets)
      for (const reference::Readers& set : party_sets)
        for (const reference::Member& m : set.members)
          if (m.kind == reference::Kind::person) red.members.insert(m);
    for (auto& [party, party_sets] : *sets) party_sets.insert(red);
  }
  return label;
}

// What a node stores of it: a missing level is an unknown by name (DISAGREEMENTS.md, 3).
Label at_intake(Label label) {
  for (const std::string& party : originating_parties(label))
    if (label.levels.count(party) == 0) label.unknowns.insert("level of " + party);
  return with_red_set(label);
}

// A join that agreements release, each of its sources is released by agreements. RED with AMBER+STRICT is left out
// (DISAGREEMENTS.md, 2).
TEST(Laws, NoLaundering) {
  int permits = 0, red_permits = 0;
  for (std::uint64_t seed = 0; seed < kScenes; ++seed) {
    Rng rng(seed);
    const World world = worlds::random_world(rng);
    for (int n = 0; n < 10; ++n) {
      const Label a = at_intake(worlds::random_label(world, rng)), b = at_intake(worlds::random_label(world, rng));
      const std::set<reference::Tlp> tlps = {a.tlp, b.tlp};
      if (tlps.count(reference::Tlp::red) > 0 && tlps.count(reference::Tlp::amber_strict) > 0) continue;
      const Label both = join(a, b);
      const reference::Time at = worlds::random_time(rng);
      for (const std::string& person : world.people)
        for (int action : {reference::kDisplay, reference::kCopy}) {
          const Audience reader = reference::audience_of(world, person, std::nullopt, action, at);
          if (!decide(both, {}, reader, world, at).permit) continue;
          ++permits;
          red_permits += both.tlp == reference::Tlp::red;
          ASSERT_TRUE(decide(a, {}, reader, world, at).permit) << "seed " << seed << " " << person;
          ASSERT_TRUE(decide(b, {}, reader, world, at).permit) << "seed " << seed << " " << person;
        }
    }
  }
  EXPECT_GT(permits, 1000);
  EXPECT_GT(red_permits, 10);
}

TEST(Laws, ARestrictingControlNeverWidens) {
  for (std::uint64_t seed = 0; seed < kScenes; ++seed) {
    const worlds::Scene scene = worlds::random_scene(seed);
    for (worlds::Question q : scene.questions) {
      const bool before = answer(scene.world, q).permit;
      for (const char* control : {"NOFORN", "ORCON", "PROPIN", "NO-COPY"}) {
        worlds::Question more = q;
        more.label.restricting.insert({reference::party_of(*q.label.originators.begin()), control});
        ASSERT_FALSE(answer(scene.world, more).permit && !before) << "seed " << seed << " " << control;
      }
    }
  }
}

TEST(Laws, SuspensionWithdrawalAndRecallNeverWiden) {
  for (std::uint64_t seed = 0; seed < kScenes; ++seed) {
    const worlds::Scene scene = worlds::random_scene(seed);
    Rng rng(seed + 1000000);
    World suspended = scene.world, withdrawn = scene.world, quarrel = scene.world;
    if (!scene.world.agreements.empty()) {
      auto& s = suspended.agreements[rng() % suspended.agreements.size()];
      s.suspensions.push_back({"AAA", "AAA", "BBB", reference::kBegin, reference::kEnd});
      withdrawn.agreements.erase(withdrawn.agreements.begin() + static_cast<long>(rng() % withdrawn.agreements.size()));
    }
    quarrel.suspensions.push_back({"BBB", "CCC", reference::kBegin, reference::kEnd});
    for (worlds::Question q : scene.questions) {
      const bool before = answer(scene.world, q).permit;
      for (const World* world : {&suspended, &withdrawn, &quarrel})
        ASSERT_FALSE(answer(*world, q).permit && !before) << "seed " << seed;
      q.grants.recalled = true;
      ASSERT_FALSE(answer(scene.world, q).permit && !before) << "seed " << seed;
    }
  }
}

// Taking away what a reader may not see changes nothing that the reader gets.
TEST(Laws, WhatIsWithheldLeavesNoTrace) {
  int released = 0, redacted = 0, withheld_by_reference = 0;
  for (std::uint64_t seed = 0; seed < kScenes; ++seed) {
    Rng rng(seed);
    const World world = worlds::random_world(rng);
    const std::vector<reference::Object> objects = worlds::random_objects(world, rng);
    const reference::Time at = worlds::random_time(rng);
    for (const std::string& person : world.people) {
      const Audience reader = reference::audience_of(world, person, std::nullopt, reference::kCopy, at);
      const std::vector<reference::View> before = view(objects, reader, world, at);
      std::vector<std::size_t> place(objects.size());
      std::vector<reference::Object> left;
      for (std::size_t i = 0; i < objects.size(); ++i) {
        if (!before[i].released) {
          withheld_by_reference += decide(objects[i].label, objects[i].grants, reader, world, at).permit;
          continue;
        }
        place[i] = left.size();
        left.push_back(objects[i]);
        ++released;
        redacted += !before[i].removed.empty();
      }
      for (reference::Object& o : left)
        for (reference::Reference& r : o.references) {
          std::vector<std::size_t> targets;
          for (std::size_t t : r.targets)
            if (before[t].released) targets.push_back(place[t]);
          r.targets = targets;
        }
      const std::vector<reference::View> after = view(left, reader, world, at);
      for (std::size_t i = 0; i < objects.size(); ++i)
        if (before[i].released) {
          ASSERT_TRUE(before[i] == after[place[i]]) << "seed " << seed << " " << person;
        }
    }
  }
  std::cout << released << " released, " << redacted << " of them redacted; " << withheld_by_reference
            << " withheld for what they refer to or require\n";
  EXPECT_GT(redacted, 100);
  EXPECT_GT(withheld_by_reference, 100);
}

}  // namespace
