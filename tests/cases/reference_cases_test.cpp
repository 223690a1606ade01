// Every row decided by hand, answered by the reference evaluator.
// COMITY_CASES names another folder of cases and worlds (tests/proofs draws one).
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/reference/load.hpp"
#include "tests/reference/reference.hpp"

namespace reference {
namespace {

const std::string kRoot = COMITY_SOURCE_DIR;

const char* const kDrawn = std::getenv("COMITY_CASES");
const std::string kCases = kDrawn != nullptr ? kDrawn : kRoot + "/tests/cases";

std::vector<std::string> case_files() {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(kCases))
    if (entry.path().string().ends_with(".cases.toml")) files.push_back(entry.path().filename().string());
  return files;
}

std::string world_folder(const std::string& name) {
  return name == "sample" ? kRoot + "/alliances/sample" : kCases + "/worlds/" + name;
}

TEST(ReferenceCases, EveryRowIsReproduced) {
  std::size_t rows = 0;
  std::set<std::string> ids, scenarios, denials;
  for (const std::string& name : case_files()) {
    const CaseFile file = load_cases(kCases + "/" + name);
    const World world = load_world(world_folder(file.world));
    for (const Case& c : file.cases) {
      SCOPED_TRACE(name + " " + c.id + ": " + c.object + " for " + c.person + " (" + c.reason + ")");
      EXPECT_TRUE(ids.insert(c.id).second) << "an id twice";
      EXPECT_TRUE(world.people.count(c.person)) << "no such person";
      ASSERT_TRUE(file.objects.count(c.object)) << "no such object";
      const Audience audience = audience_of(world, c.person, c.purpose, c.action, c.at);
      const Verdict verdict = decide(file.objects.at(c.object), c.grants, audience, world, c.at);
      EXPECT_EQ(verdict.permit, c.permit);
      EXPECT_EQ(verdict.clause, c.clause);
      EXPECT_FALSE(c.reason.empty());
      if (!c.scenario.empty()) scenarios.insert(c.scenario);
      if (!c.permit) denials.insert(c.clause.substr(0, 2) == "2:" ? "2" : c.clause);
      ++rows;
    }
  }
  EXPECT_GE(rows, 240u);
  EXPECT_EQ(denials, (std::set<std::string>{"vouched", "unknown", "clearance", "compartment", "topic", "purpose",
                                            "action", "tlp", "control", "releasable", "recalled", "2"}));
  if (kDrawn != nullptr) return;  // the scenarios are the hand-made tables' business
  for (const char* id :
       {"R01", "R02", "R03", "R04", "R05", "R06", "R08", "R09", "R10", "R11", "R13", "R15", "R16", "R17",
        "R19", "R20", "R21", "R22", "R24", "R25", "R27", "R29", "R30", "R32", "R33", "R34", "R36", "R41"})
    EXPECT_TRUE(scenarios.count(id)) << id << " has no row";
}

// A label as a node stores it: somebody originated it, and every originating party has a level word and both kinds of
// set. Labels with TLP:RED are left out: their joins do open something (DISAGREEMENTS.md, 1).
bool stored(const Label& label) {
  if (label.originators.empty() || label.tlp == Tlp::red) return false;
  for (const std::string& party : originating_parties(label))
    if (label.levels.count(party) == 0 || label.releasable.count(party) == 0 || label.displayable.count(party) == 0)
      return false;
  return true;
}

// No laundering, on the labels of the tables: what a join releases by agreements, each of its sources releases.
TEST(ReferenceCases, JoinsOfStoredLabelsOnlyTighten) {
  for (const std::string& name : case_files()) {
    const CaseFile file = load_cases(kCases + "/" + name);
    const World world = load_world(world_folder(file.world));
    const Time at = file.cases.front().at;
    std::size_t permits = 0;
    for (const auto& [a_name, a] : file.objects)
      for (const auto& [b_name, b] : file.objects) {
        if (!stored(a) || !stored(b)) continue;
        const Label j = join(a, b);
        ASSERT_EQ(j, join(b, a));
        for (const std::string& person : world.people) {
          const Audience audience = audience_of(world, person, std::nullopt, kCopy, at);
          if (!decide(j, {}, audience, world, at).permit) continue;
          ++permits;
          EXPECT_TRUE(decide(a, {}, audience, world, at).permit) << a_name << " within " << b_name << " for " << person;
          EXPECT_TRUE(decide(b, {}, audience, world, at).permit) << b_name << " within " << a_name << " for " << person;
        }
      }
    EXPECT_GT(permits, 0u) << name;
  }
}

}  // namespace
}  // namespace reference
