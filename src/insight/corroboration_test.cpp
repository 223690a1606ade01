#include "insight/corroboration.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <random>
#include <set>
#include <sstream>

namespace comity::insight {
namespace {

using End = Provenance::End;
using Node = Provenance::Node;

// "A: B C" says that A rests on B and C, "X!" that X is an origin, "A=B" that they are copies; "? A B" that A and B are cited.
struct Story {
  Provenance provenance;
  std::vector<Node> cited;
  std::map<std::string, Node> names;

  explicit Story(const std::string& text) {
    std::stringstream lines(text);
    for (std::string line; std::getline(lines, line, ';');) {
      std::stringstream words(line);
      std::string first, word;
      words >> first;
      if (first.empty()) continue;
      if (first == "?") {
        while (words >> word) cited.push_back(node(word));
      } else if (first.back() == '!') {
        provenance.nodes[node(first.substr(0, first.size() - 1))] = End::origin;
      } else if (const auto at = first.find('='); at != std::string::npos) {
        const Node a = node(first.substr(0, at)), b = node(first.substr(at + 1));
        provenance.same.push_back({a, b});
      } else {
        const Node from = node(first.substr(0, first.size() - 1));
        while (words >> word) provenance.rests_on.push_back({from, node(word)});
      }
    }
  }
  Node node(const std::string& name) {
    const auto [at, first] = names.try_emplace(name, static_cast<Node>(names.size()));
    if (first) provenance.add();
    return at->second;
  }
  Corroboration found() const { return corroborate(Lineage(provenance), cited); }
  std::set<std::set<std::string>> named(const std::vector<Corroboration::Group>& groups) const {
    std::set<std::set<std::string>> out;
    for (const auto& group : groups) {
      std::set<std::string> one;
      for (const auto& [name, number] : names)
        if (std::find(group.begin(), group.end(), number) != group.end()) one.insert(name);
      out.insert(one);
    }
    return out;
  }
};

using Named = std::set<std::set<std::string>>;

// Each check value is built by its words.
const std::map<std::string, std::string> kCases{
    {"Niger: forgery -> service -> 3 reports, all cited", "forgery!; service: forgery; a: service; b: service; c: service; ? service a b c"},
    {"Curveball: 1 source -> relay -> 100 reports", [] {
       std::string out = "source!; relay: source; ";
       for (int i = 0; i < 100; ++i) out += "r" + std::to_string(i) + ": relay; ? r" + std::to_string(i) + "; ";
       return out;
     }()},
    {"two origins through one relay -> 2 reports", "x!; y!; relay: x y; a: relay; b: relay; ? a b"},
    {"the same plus one report straight from the second origin", "x!; y!; relay: x y; a: relay; b: relay; c: y; ? a b c"},
    {"reports resting on {X},{X,Y},{Y}", "x!; y!; a: x; b: x y; c: y; ? a b c"},
};

TEST(Corroboration, the_check_values) {
  const char* shared = std::getenv("COMITY_SHARED");
  if (shared == nullptr) GTEST_SKIP() << "skipped: the shared vectors are absent; name their folder in COMITY_SHARED";
  std::ifstream file(std::string(shared) + "/vectors/judgement/values.json");
  ASSERT_TRUE(file);
  const auto rows = nlohmann::json::parse(file).at("corroboration");
  ASSERT_FALSE(rows.empty());
  for (const auto& row : rows) {
    const auto at = kCases.find(row.at("case").get<std::string>());
    ASSERT_NE(at, kCases.end()) << row;
    const std::uint32_t wanted = row.at("independent");
    EXPECT_EQ(Story(at->second).found().independent, (Origins{wanted, wanted})) << row;
  }
}

TEST(Corroboration, five_reports_of_one_source_are_one_origin) {
  const Story story("sensor!; a: sensor; b: a; c: a; d: c; e: sensor; ? a b c d e");
  const Corroboration found = story.found();
  EXPECT_EQ(in_short(found), "5 reports, 1 origin");
  const std::vector<std::string> names{"AUS sensor 22"};
  EXPECT_EQ(in_words(found, names), "5 reports rest on 1 independent origin. All that is known of their lineage runs through AUS sensor 22.");
  EXPECT_EQ(story.named(found.chokes), (Named{{"sensor"}}));
  EXPECT_TRUE(found.only_cut);
}

TEST(Corroboration, chokes_are_named_from_both_ends) {
  const Story relay("x!; relay: x; a: relay; b: relay; ? a b");
  const Corroboration found = relay.found();
  EXPECT_EQ(relay.named(found.chokes), (Named{{"x"}}));
  EXPECT_EQ(relay.named(found.chokes_near_reports), (Named{{"relay"}}));
  EXPECT_FALSE(found.only_cut);
  const Story only("x!; y!; relay: x y; a: relay; b: relay; ? a b");
  EXPECT_EQ(only.named(only.found().chokes), (Named{{"relay"}}));
  EXPECT_TRUE(only.found().only_cut);
}

TEST(Corroboration, what_nobody_said_is_an_interval) {
  EXPECT_EQ(Story("x!; y!; a: x; b: y; c: z; ? a b c").found().independent, (Origins{2, 3}));
  EXPECT_EQ(in_short(Story("x!; y!; a: x; b: y; c: z; ? a b c").found()), "3 reports, 2–3 origins, 1 lineage unknown");
  EXPECT_EQ(Story("? a b c").found().independent, (Origins{1, 3}));
  EXPECT_EQ(Story("a: u; b: u; ? a b").found().independent, (Origins{1, 1}));
  EXPECT_EQ(Story("").found().independent, (Origins{0, 0}));
  // The unknown one may be the relay itself.
  EXPECT_EQ(Story("x!; y!; r: x y; a: r; ? a b").found().independent, (Origins{1, 2}));
}

TEST(Corroboration, circles_are_found_and_count_once) {
  const Story closed("a: b; b: c; c: a; ? a b");
  EXPECT_EQ(closed.found().independent, (Origins{1, 1}));
  EXPECT_EQ(closed.named(closed.found().circles), (Named{{"a", "b", "c"}}));
  EXPECT_EQ(closed.found().unknown.size(), 1U);
  const Story fed("x!; y!; a: b x; b: a y; ? a b");
  EXPECT_EQ(fed.found().independent, (Origins{1, 1}));
  EXPECT_EQ(fed.named(fed.found().chokes), (Named{{"a", "b"}}));
  EXPECT_EQ(Story("a: a; ? a").found().circles.size(), 1U);
}

TEST(Corroboration, copies_count_once_and_are_no_circle) {
  const Story story("x!; y!; a: x; b: y; a=b; ? a b");
  EXPECT_EQ(story.found().independent, (Origins{1, 1}));
  EXPECT_TRUE(story.found().circles.empty());
  EXPECT_EQ(story.found().reports, 2U);
  EXPECT_TRUE(Story("a: b; a=b; ? a b").found().circles.empty());
  EXPECT_EQ(Story("a!; a=b; ? b").found().independent, (Origins{1, 1}));
}

TEST(Lineage, a_long_chain_and_a_large_circle_take_no_recursion) {
  constexpr Node kMany = 300'000;
  Provenance chain;
  for (Node i = 0; i < kMany; ++i) chain.add(i + 1 == kMany ? End::origin : End::unknown);
  for (Node i = 0; i + 1 < kMany; ++i) chain.rests_on.push_back({i, i + 1});
  const std::vector<Node> cited{0, 7};
  EXPECT_EQ(independent_origins(Lineage(chain), cited), (Origins{1, 1}));
  chain.rests_on.push_back({kMany - 1, 0});
  EXPECT_EQ(Lineage(chain).parts(), 1U);
}

// ---- against brute force on small graphs ----

struct Small {
  Provenance provenance;
  std::vector<Node> cited;
};

Small small(std::mt19937& random, std::uint32_t most, bool acyclic) {
  Small out;
  const auto size = 1 + static_cast<std::uint32_t>(random() % most);
  for (std::uint32_t i = 0; i < size; ++i) out.provenance.add(random() % 2 ? End::origin : End::unknown);
  for (auto i = random() % (2 * size); i-- > 0;) {
    const auto a = static_cast<Node>(random() % size), b = static_cast<Node>(random() % size);
    if (acyclic && a <= b) continue;
    out.provenance.rests_on.push_back({a, b});
  }
  if (!acyclic && random() % 3 == 0) out.provenance.same.push_back({static_cast<Node>(random() % size), static_cast<Node>(random() % size)});
  for (Node i = 0; i < size; ++i)
    if (random() % 2) out.cited.push_back(i);
  return out;
}

// A graph of parts whose ends may be added to: `sources` are where lines begin.
struct Plain {
  std::uint32_t size = 0;
  std::vector<std::set<std::uint32_t>> on;
  std::set<std::uint32_t> sources, cited;
};

Plain plain(const Lineage& lineage, const std::vector<Node>& cited) {
  Plain out;
  out.size = lineage.parts();
  for (std::uint32_t part = 0; part < out.size; ++part) {
    out.on.emplace_back(lineage.rests_on(part).begin(), lineage.rests_on(part).end());
    if (lineage.is_origin(part)) out.sources.insert(part);
  }
  for (const Node node : cited) out.cited.insert(lineage.part_of(node));
  return out;
}

// Whether some line from a source to a cited node avoids the set.
bool passes(const Plain& graph, std::uint32_t set) {
  std::vector<std::uint32_t> todo(graph.cited.begin(), graph.cited.end());
  std::uint32_t seen = 0;
  while (!todo.empty()) {
    const auto at = todo.back();
    todo.pop_back();
    if ((set >> at & 1U) || (seen >> at & 1U)) continue;
    seen |= 1U << at;
    if (graph.sources.contains(at)) return true;
    todo.insert(todo.end(), graph.on[at].begin(), graph.on[at].end());
  }
  return false;
}

std::uint32_t least_cut(const Plain& graph) {
  std::uint32_t best = graph.size;
  for (std::uint32_t set = 0; set < (1U << graph.size); ++set)
    if (const auto count = static_cast<std::uint32_t>(__builtin_popcount(set)); count < best && !passes(graph, set)) best = count;
  return best;
}

TEST(Corroboration, the_flow_is_the_least_cut_and_the_named_cuts_are_cuts) {
  std::mt19937 random(6);
  for (int round = 0; round < 1500; ++round) {
    const Small one = small(random, 9, round % 2 == 0);
    const Lineage lineage(one.provenance);
    const Corroboration found = corroborate(lineage, one.cited);
    const Plain graph = plain(lineage, one.cited);
    const std::uint32_t known = least_cut(graph);
    Plain all = graph;
    for (std::uint32_t part = 0; part < lineage.parts(); ++part)
      if (lineage.is_end(part)) all.sources.insert(part);
    ASSERT_EQ(found.independent.high, least_cut(all));
    ASSERT_EQ(found.independent.low, known == 0 && found.independent.high > 0 ? 1 : known);
    EXPECT_EQ(independent_origins(lineage, one.cited), found.independent);
    for (const auto* cut : {&found.chokes, &found.chokes_near_reports}) {
      std::uint32_t set = 0;
      for (const auto& group : *cut) set |= 1U << lineage.part_of(group.front());
      EXPECT_EQ(cut->size(), known);
      EXPECT_FALSE(passes(graph, set));
    }
    // It is said to be the only one exactly when it is.
    std::uint32_t least = 0;
    for (std::uint32_t set = 0; set < (1U << graph.size); ++set)
      if (static_cast<std::uint32_t>(__builtin_popcount(set)) == known && !passes(graph, set)) ++least;
    EXPECT_EQ(found.only_cut, least == 1);
  }
}

// The interval is what comes of all that unknown ends may rest on: any set of nodes that go back to a known origin, and of two things that are not in the graph.
TEST(Corroboration, the_interval_is_exact_over_all_that_may_be_behind) {
  std::mt19937 random(60);
  int held = 0;
  for (int round = 0; round < 4000; ++round) {
    const Small one = small(random, 5, true);
    const Lineage lineage(one.provenance);
    const Plain graph = plain(lineage, one.cited);
    std::vector<std::uint32_t> unknown, may;
    for (std::uint32_t part = 0; part < graph.size; ++part) {
      if (lineage.is_end(part) && !lineage.is_origin(part)) unknown.push_back(part);
      Plain from = graph;
      from.cited = {part};
      if (passes(from, 0)) may.push_back(part);
    }
    if (unknown.empty() || unknown.size() > 2) continue;
    Plain whole = graph;
    for (int i = 0; i < 2; ++i) {
      may.push_back(whole.size);
      whole.sources.insert(whole.size++);
      whole.on.emplace_back();
    }
    Origins seen{UINT32_MAX, 0};
    std::function<void(std::size_t)> choose = [&](std::size_t at) {
      if (at == unknown.size()) {
        const std::uint32_t value = least_cut(whole);
        seen = {std::min(seen.low, value), std::max(seen.high, value)};
        return;
      }
      for (std::uint32_t set = 1; set < (1U << may.size()); ++set) {
        for (std::size_t i = 0; i < may.size(); ++i)
          if (set >> i & 1U) whole.on[unknown[at]].insert(may[i]);
        choose(at + 1);
        whole.on[unknown[at]].clear();
      }
    };
    choose(0);
    ASSERT_EQ(independent_origins(lineage, one.cited), seen) << "round " << round;
    ++held;
  }
  EXPECT_GT(held, 500);
}

// One report more adds none or one, and never takes one away; the more are cited the less it adds; an origin less never adds.
TEST(Corroboration, it_is_the_rank_of_a_gammoid) {
  std::mt19937 random(66);
  for (int round = 0; round < 1500; ++round) {
    Small one = small(random, 12, false);
    const auto size = static_cast<std::uint32_t>(one.provenance.nodes.size());
    const Lineage lineage(one.provenance);
    std::vector<Node> more = one.cited, few;
    const auto added = static_cast<Node>(random() % size);
    more.push_back(added);
    for (const Node node : one.cited)
      if (random() % 2) few.push_back(node);
    std::vector<Node> few_more = few;
    few_more.push_back(added);
    const Origins before = independent_origins(lineage, one.cited), after = independent_origins(lineage, more);
    EXPECT_LE(before.low, after.low);
    EXPECT_LE(before.high, after.high);
    EXPECT_LE(after.high, before.high + 1);
    EXPECT_LE(after.high - before.high, independent_origins(lineage, few_more).high - independent_origins(lineage, few).high);
    // A new report, whatever it rests on.
    Provenance longer = one.provenance;
    const Node report = longer.add();
    for (auto i = random() % 3; i-- > 0;) longer.rests_on.push_back({report, static_cast<Node>(random() % size)});
    std::vector<Node> cited = one.cited;
    cited.push_back(report);
    const Origins grown = independent_origins(Lineage(longer), cited);
    EXPECT_LE(before.low, grown.low);
    EXPECT_LE(before.high, grown.high);
    // The name of an origin is lost: what rested on it alone is unknown now.
    Provenance less = one.provenance;
    less.nodes[random() % size] = End::unknown;
    const Origins lost = independent_origins(Lineage(less), one.cited);
    EXPECT_LE(lost.low, before.low);
    EXPECT_EQ(lost.high, before.high);
    // An origin goes, and with it all that is said to rest on it.
    Provenance gone = one.provenance;
    const auto taken = static_cast<Node>(random() % size);
    const Lineage all(one.provenance);
    if (all.is_origin(all.part_of(taken)) && all.members(all.part_of(taken)).size() == 1) {
      for (const auto& pair : gone.rests_on)
        if (pair.to == taken) gone.nodes[pair.from] = End::unknown;
      std::erase_if(gone.rests_on, [&](const auto& pair) { return pair.to == taken; });
      std::vector<Node> without = one.cited;
      std::erase(without, taken);
      EXPECT_LE(corroborate(Lineage(gone), without).chokes.size(), corroborate(all, one.cited).chokes.size());
    }
  }
}

}  // namespace
}  // namespace comity::insight
