// Every row decided by hand, answered by the reference evaluator.
// COMITY_CASES names another folder of cases and worlds (tests/proofs draws one).
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tests/reference/life.hpp"
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
    if (entry.path().string().ends_with(".cases.toml") || entry.path().string().ends_with(".life.toml"))
      files.push_back(entry.path().filename().string());
  return files;
}

std::string world_folder(const std::string& name) {
  return name == "sample" ? kRoot + "/alliances/sample" : kCases + "/worlds/" + name;
}

// The first cells of each line after the head, joined by "/".
std::set<std::string> column(const std::string& file, const std::vector<std::size_t>& cells) {
  std::set<std::string> out;
  std::ifstream in(file);
  std::string line;
  for (bool head = true; std::getline(in, line); head = false) {
    if (head || line.empty()) continue;
    std::vector<std::string> parts;
    std::istringstream row(line);
    for (std::string cell; std::getline(row, cell, '\t');) parts.push_back(cell);
    std::string key;
    for (const std::size_t cell : cells) key += (key.empty() ? "" : "/") + parts.at(cell);
    out.insert(key);
  }
  return out;
}

const std::string kWorlds = kCases + "/worlds";

// What has been recorded in a file's world: its documents at the start, then its acts and later documents, each accepted or refused as the file says.
std::optional<Life> lived(const CaseFile& file) {
  if (!file.start) return std::nullopt;
  const Papers papers = load_papers(world_folder(file.world));
  Life life(papers.directory, papers.keys);
  for (const Document& document : papers.documents) EXPECT_EQ(life.record(*file.start, document), "") << document.terms.id;
  const FindObject find = [&](const ObjectName& name) -> std::optional<Label> {
    auto found = file.objects.find(name.id);
    return found == file.objects.end() ? std::nullopt : std::optional(found->second);
  };
  for (const Recording& one : file.recordings) {
    const std::string what = one.act ? one.act->kind + " by " + one.act->by : one.document->terms.id;
    const Refusal refusal = one.act ? life.record(one.at, *one.act, find) : life.record(one.at, *one.document);
    EXPECT_EQ(refusal, one.refused) << what << ", " << one.reason;
  }
  return life;
}

// Section 4 for one object of the file and what it refers to.
View view_of(const CaseFile& file, const std::string& name, const Grants& grants, const Audience& audience, const World& world, Time at) {
  std::vector<Object> objects(1);
  const Detail& detail = file.details.at(name);
  objects[0].owner = detail.owner;
  objects[0].label = file.objects.at(name);
  objects[0].grants = grants;
  for (const Detail::Part& part : detail.fields) {
    objects[0].fields.push_back({part.path, part.required, false});
    if (!part.marked.empty()) objects[0].granular.push_back({part.path, file.objects.at(part.marked)});
  }
  for (const Detail::Pointer& pointer : detail.references) {
    objects[0].references.push_back({pointer.path, {objects.size()}, pointer.mandatory});
    Object target;
    target.label = file.objects.at(pointer.target);
    target.owner = party_of(*target.label.originators.begin());
    objects.push_back(target);
  }
  return view(objects, audience, world, at)[0];
}

TEST(ReferenceCases, EveryRowIsReproduced) {
  std::size_t rows = 0;
  std::set<std::string> ids, scenarios, denials, refusals;
  std::map<std::string, std::size_t> fields;
  for (const std::string& name : case_files()) {
    const CaseFile file = load_cases(kCases + "/" + name, kWorlds);
    const World still = load_world(world_folder(file.world));
    const std::optional<Life> life = lived(file);
    for (const Recording& one : file.recordings) refusals.insert(one.refused);
    for (const Case& row : file.cases) {
      Case c = row;
      const World world = life ? life->world(c.at) : still;
      SCOPED_TRACE(name + " " + c.id + ": " + c.object + " for " + c.person + " (" + c.reason + ")");
      EXPECT_TRUE(ids.insert(c.id).second) << "an id twice";
      EXPECT_TRUE(world.people.count(c.person)) << "no such person";
      ASSERT_TRUE(file.objects.count(c.object)) << "no such object";
      const Audience audience = audience_of(world, c.person, c.purpose, c.action, c.at);
      if (life)
        for (const Consent& consent : life->consents({party_of(*file.objects.at(c.object).originators.begin()), c.object, ""}, c.at))
          c.grants.consents.push_back(consent);
      Verdict verdict = decide(file.objects.at(c.object), c.grants, audience, world, c.at);
      if (verdict.permit && file.details.count(c.object)) {
        const View gets = view_of(file, c.object, c.grants, audience, world, c.at);
        EXPECT_EQ(gets.removed, c.removed);
        if (!gets.released) verdict = {false, "withheld"};
      } else {
        EXPECT_TRUE(c.removed.empty());
      }
      EXPECT_EQ(verdict.permit, c.permit);
      EXPECT_EQ(verdict.clause, c.clause);
      EXPECT_FALSE(c.reason.empty());
      if (!c.scenario.empty()) scenarios.insert(c.scenario);
      if (!c.field.empty()) ++fields[c.field];
      if (!c.permit) denials.insert(c.clause.substr(0, 2) == "2:" ? "2" : c.clause);
      ++rows;
    }
  }
  EXPECT_GE(rows, kDrawn != nullptr ? 240u : 480u);
  std::set<std::string> every{"vouched", "unknown", "clearance", "compartment", "topic", "purpose", "action", "tlp", "control", "releasable", "recalled", "2"};
  if (kDrawn == nullptr) every.insert({"awaiting", "erased", "withheld"});
  EXPECT_EQ(denials, every);
  if (kDrawn != nullptr) return;  // the rest is the hand-made tables' business
  EXPECT_EQ(refusals, (std::set<std::string>{"", "unknown", "signature", "not-yours", "order", "nothing"}));
  for (const char* id :
       {"R01", "R02", "R03", "R04", "R05", "R06", "R08", "R09", "R10", "R11", "R13", "R15", "R16", "R17", "R19",
        "R20", "R21", "R22", "R24", "R25", "R27", "R29", "R30", "R32", "R33", "R34", "R36", "R37", "R39", "R41"})
    EXPECT_TRUE(scenarios.count(id)) << id << " has no row";
  std::size_t of_fields = 0;
  for (const auto& [field, count] : fields) of_fields += count;
  EXPECT_GE(of_fields, 100u);
  EXPECT_GE(fields.size(), 18u);
}

// Every row of the published table of scenarios has a case, and a case that names a field of an agreement names one that is in the other table.
TEST(ReferenceCases, CoverThePublishedTables) {
  if (kDrawn != nullptr) GTEST_SKIP() << "skipped: drawn cases";
  const char* folder = std::getenv("COMITY_SHARED");
  const std::string tables = std::string(folder != nullptr ? folder : COMITY_SOURCE_DIR "/../shared") + "/vectors/release";
  if (!std::filesystem::exists(tables)) GTEST_SKIP() << "skipped: the shared vectors are absent; name their folder in COMITY_SHARED";
  std::set<std::string> scenarios;
  const std::set<std::string> fields = column(tables + "/agreement_fields.tsv", {0, 1});
  EXPECT_EQ(fields.size(), 30u);
  for (const std::string& name : case_files())
    for (const Case& c : load_cases(kCases + "/" + name, kWorlds).cases) {
      if (!c.scenario.empty()) scenarios.insert(c.scenario);
      EXPECT_TRUE(c.field.empty() || fields.count(c.field)) << c.id << " names " << c.field;
    }
  EXPECT_EQ(scenarios, column(tables + "/scenarios.tsv", {0}));
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
    const CaseFile file = load_cases(kCases + "/" + name, kWorlds);
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
