#include "stix/cut.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

namespace comity::stix {
namespace {

std::string cut_text(const std::string& text, const std::vector<std::string>& selectors,
                     std::vector<std::string>* emptied = nullptr) {
  auto document = json::Document::parse(text);
  EXPECT_TRUE(document) << text;
  std::vector<Path> paths;
  for (const std::string& selector : selectors) paths.push_back(parse_selector(selector).value());
  return cut(*document, paths, emptied);
}

struct Row {
  const char* name;
  std::string text;
  std::vector<std::string> removed;
  std::string expected;
  std::vector<std::string> emptied;
};

TEST(Cut, Table) {
  const Row table[] = {
      {"first member", R"({"a":1,"b":2,"c":3})", {"a"}, R"({"b":2,"c":3})", {}},
      {"middle member", R"({"a":1,"b":2,"c":3})", {"b"}, R"({"a":1,"c":3})", {}},
      {"last member", R"({"a":1,"b":2,"c":3})", {"c"}, R"({"a":1,"b":2})", {}},
      {"first two", R"({"a":1,"b":2,"c":3})", {"b", "a"}, R"({"c":3})", {}},
      {"last two", R"({"a":1,"b":2,"c":3})", {"b", "c"}, R"({"a":1})", {}},
      {"all but the middle", R"({"a":1,"b":2,"c":3})", {"a", "c"}, R"({"b":2})", {}},
      {"all: the object stays", R"({"a":1,"b":2})", {"a", "b"}, "{}", {}},
      {"white space stays where values stay",
       "{ \"a\" : 1 , \"b\" : [ 1 , 2 ] , \"c\" : 3 }",
       {"b.[0]", "c"},
       "{ \"a\" : 1 , \"b\" : [ 2 ] }",
       {}},
      {"nothing there", R"({"a":[1]})", {"b", "a.[1]", "a.[0].x", "[0]"}, R"({"a":[1]})", {}},
      {"what was empty stays", R"({"a":[],"b":{},"c":1})", {"c"}, R"({"a":[],"b":{}})", {}},
      {"list emptied", R"({"a":[1],"b":2})", {"a.[0]"}, R"({"b":2})", {"a"}},
      {"emptied upward",
       R"({"a":{"x":[{"y":[1]}]},"b":2})",
       {"a.x.[0].y.[0]"},
       R"({"b":2})",
       {"a", "a.x", "a.x.[0]", "a.x.[0].y"}},
      {"emptied list member", R"({"a":[{"x":1},{"y":2}]})", {"a.[0].x"}, R"({"a":[{"y":2}]})", {"a.[0]"}},
      {"not reported below what was removed", R"({"a":{"x":[1]},"b":2})", {"a.x.[0]", "a"}, R"({"b":2})", {}},
      {"strings and numbers as written",
       R"({"a":"\u0061\/","n":1.0e0,"z":0})",
       {"z"},
       R"({"a":"\u0061\/","n":1.0e0})",
       {}},
      {"escaped name", R"({"\u0061":1,"b":2})", {"a"}, R"({"b":2})", {}},
      {"selector of what went, and below it",
       R"({"a":{"x":1},"b":2,"granular_markings":[{"marking_ref":"m","selectors":["a","a.x","b"]}]})",
       {"a"},
       R"({"b":2,"granular_markings":[{"marking_ref":"m","selectors":["b"]}]})",
       {}},
      {"selector by prefix of the name stays",
       R"({"name":1,"name_b":2,"granular_markings":[{"marking_ref":"m","selectors":["name","name_b"]}]})",
       {"name"},
       R"({"name_b":2,"granular_markings":[{"marking_ref":"m","selectors":["name_b"]}]})",
       {}},
      {"marking without selectors goes",
       R"({"a":1,"b":2,"granular_markings":[{"marking_ref":"m","selectors":["a"]},{"marking_ref":"n","selectors":["b"]}]})",
       {"a"},
       R"({"b":2,"granular_markings":[{"marking_ref":"n","selectors":["b"]}]})",
       {}},
      {"no marking left",
       R"({"a":1,"b":2,"granular_markings":[{"marking_ref":"m","selectors":["a"]}]})",
       {"a"},
       R"({"b":2})",
       {}},
      {"selector of what was emptied",
       R"({"a":[1],"b":2,"granular_markings":[{"marking_ref":"m","selectors":["a"]}]})",
       {"a.[0]"},
       R"({"b":2})",
       {"a"}},
      {"later selectors are renumbered",
       R"({"granular_markings":[{"marking_ref":"m","selectors":["l.[0]","l.[2]","l.[11].x","l"]}],"l":[0,1,2,3,4,5,6,7,8,9,10,{"x":1}]})",
       {"l.[1]", "l.[3]"},
       R"({"granular_markings":[{"marking_ref":"m","selectors":["l.[0]","l.[1]","l.[9].x","l"]}],"l":[0,2,4,5,6,7,8,9,10,{"x":1}]})",
       {}},
      {"renumbered in two lists at once",
       R"({"l":[[0],[1,2]],"granular_markings":[{"marking_ref":"m","selectors":["l.[1].[1]"]}]})",
       {"l.[0].[0]", "l.[1].[0]"},
       R"({"l":[[2]],"granular_markings":[{"marking_ref":"m","selectors":["l.[0].[0]"]}]})",
       {"l.[0]"}},
  };
  for (const Row& row : table) {
    std::vector<std::string> emptied;
    EXPECT_EQ(cut_text(row.text, row.removed, &emptied), row.expected) << row.name;
    EXPECT_EQ(emptied, row.emptied) << row.name;
  }
}

// A list of 50,000 dictionaries that loses every second one: no step may look through the list for each.
TEST(Cut, LongListsStayLinear) {
  std::string text = R"({"l":[)", expected = text;
  std::vector<Path> removed;
  for (int i = 0; i < 50'000; ++i) {
    const std::string element = "{\"n\":" + std::to_string(i) + "}";
    text += (i ? "," : "") + element;
    if (i % 2) {
      removed.push_back({{"l", -1}, {"", i}});
    } else {
      expected += (i ? "," : "") + element;
    }
  }
  text += "]}";
  auto document = json::Document::parse(text);
  ASSERT_TRUE(document);
  EXPECT_EQ(cut(*document, removed, nullptr), expected + "]}");
}

// A world for the properties below: an object in which every name and every value holds a text found nowhere else,
// granular markings that select some of its values, and some paths to remove. Made from a tape of choices, so that a
// counterexample shrinks.
using Tree = nlohmann::ordered_json;

struct World {
  Tree object;
  std::vector<Path> removed;
};

class Maker {
 public:
  explicit Maker(std::vector<std::uint8_t> tape) : tape_(std::move(tape)) {}

  World make() {
    World world;
    world.object = Tree::object();
    const unsigned members = 1 + choose(5);
    const unsigned markings_at = choose(members + 1);
    for (unsigned i = 0; i < members; ++i) {
      if (i == markings_at) world.object["granular_markings"] = Tree::array();
      const std::string name = mark("k");
      world.object[name] = value(0, {{name, -1}});
    }
    Tree markings = Tree::array();
    for (unsigned i = choose(4); i > 0; --i) {
      Tree selectors = Tree::array();
      for (unsigned k = 1 + choose(3); k > 0; --k) selectors.push_back(to_selector(paths_[choose(paths_.size())]));
      markings.push_back({{"marking_ref", mark("m")}, {"selectors", selectors}});
    }
    if (markings.empty()) {
      world.object.erase("granular_markings");
    } else {
      world.object["granular_markings"] = markings;
    }
    for (unsigned i = choose(5); i > 0; --i) world.removed.push_back(paths_[choose(paths_.size())]);
    return world;
  }

 private:
  unsigned choose(std::size_t below) {
    if (at_ >= tape_.size()) return 0;
    return static_cast<unsigned>(tape_[at_++] % below);
  }
  std::string mark(const char* kind) { return kind + std::to_string(1000 + counter_++); }

  Tree value(int depth, const Path& path) {
    paths_.push_back(path);
    const unsigned kind = choose(depth < 4 ? 6 : 2);
    if (kind < 2) return kind == 0 ? Tree(mark("v")) : Tree(mark("v\"\n\xc3\xa9"));
    const bool is_list = kind % 2;
    Tree out = is_list ? Tree::array() : Tree::object();
    for (unsigned i = 0, count = choose(5); i < count; ++i) {
      Path below = path;
      if (is_list) {
        below.push_back({"", i});
        out.push_back(value(depth + 1, below));
      } else {
        const std::string name = mark("k");
        below.push_back({name, -1});
        out[name] = value(depth + 1, below);
      }
    }
    return out;
  }

  std::vector<std::uint8_t> tape_;
  std::size_t at_ = 0;
  int counter_ = 0;
  std::vector<Path> paths_;
};

// The default of 100 worlds a property finds little; set before the first property runs, unless the caller set it.
const int kMoreWorlds = setenv("RC_PARAMS", "max_success=1000", 0);

World any_world() {
  const auto tape = rc::gen::container<std::vector<std::uint8_t>>(400, rc::gen::arbitrary<std::uint8_t>());
  return Maker(*rc::gen::resize(rc::kNominalSize, tape)).make();
}

// The rules once more, slowly, on a tree: `moved` gets for every value that stays its old selector and its new path.
std::optional<Tree> prune(const Tree& value, const Path& old_path, const Path& new_path,
                          const std::set<std::string>& removed, std::map<std::string, std::string>& moved) {
  if (removed.contains(to_selector(old_path))) return std::nullopt;
  Tree out = value;
  std::map<std::string, std::string> below;
  if (value.is_structured() && !value.empty()) {
    out = value.is_array() ? Tree::array() : Tree::object();
    std::int64_t index = 0;
    for (const auto& [name, member] : value.items()) {
      Path old_member = old_path, new_member = new_path;
      old_member.push_back(value.is_array() ? Step{"", index++} : Step{name, -1});
      new_member.push_back(value.is_array() ? Step{"", static_cast<std::int64_t>(out.size())} : Step{name, -1});
      auto kept = prune(member, old_member, new_member, removed, below);
      if (!kept) continue;
      if (value.is_array()) {
        out.push_back(std::move(*kept));
      } else {
        out[name] = std::move(*kept);
      }
    }
    if (out.empty()) return std::nullopt;
  }
  moved[to_selector(old_path)] = to_selector(new_path);
  moved.merge(below);
  return out;
}

Tree expected_cut(const World& world) {
  std::set<std::string> removed;
  for (const Path& path : world.removed) removed.insert(to_selector(path));
  std::map<std::string, std::string> moved;
  Tree out = Tree::object();
  for (const auto& [name, member] : world.object.items()) {
    if (name == "granular_markings") {
      out[name] = member;
    } else if (auto kept = prune(member, {{name, -1}}, {{name, -1}}, removed, moved)) {
      out[name] = std::move(*kept);
    }
  }
  if (!out.contains("granular_markings")) return out;
  Tree markings = Tree::array();
  for (const Tree& marking : out["granular_markings"]) {
    Tree selectors = Tree::array();
    for (const Tree& selector : marking["selectors"]) {
      if (const auto found = moved.find(selector.get<std::string>()); found != moved.end())
        selectors.push_back(found->second);
    }
    if (selectors.empty()) continue;
    Tree kept = marking;
    kept["selectors"] = selectors;
    markings.push_back(kept);
  }
  if (markings.empty()) {
    out.erase("granular_markings");
  } else {
    out["granular_markings"] = markings;
  }
  return out;
}

// All names and texts that occur in a value.
void collect_marks(const Tree& value, std::set<std::string>& out) {
  if (value.is_string()) out.insert(value.get<std::string>());
  if (value.is_object()) {
    for (const auto& [name, member] : value.items()) out.insert(name);
  }
  for (const Tree& member : value) {
    if (value.is_structured()) collect_marks(member, out);
  }
}

const Tree& at(const Tree& object, const Path& path) {
  const Tree* value = &object;
  for (const Step& step : path) {
    value = step.index < 0 ? &value->at(step.name) : &value->at(static_cast<std::size_t>(step.index));
  }
  return *value;
}

RC_GTEST_PROP(CutProperty, IsWhatTheSlowRulesSay, ()) {
  const World world = any_world();
  const std::string text = world.object.dump();
  const auto document = json::Document::parse(text);
  RC_ASSERT(document.has_value());
  RC_TAG(world.removed.size());
  RC_ASSERT(cut(*document, world.removed, nullptr) == expected_cut(world).dump());
}

RC_GTEST_PROP(CutProperty, NothingRemovedIsLeftInTheText, ()) {
  const World world = any_world();
  const std::string text = world.object.dump();
  const auto document = json::Document::parse(text);
  RC_ASSERT(document.has_value());
  std::set<std::string> marks;
  for (const Path& path : world.removed) {
    collect_marks(at(world.object, path), marks);
    if (path.back().index < 0) marks.insert(path.back().name);
  }
  const std::string result = cut(*document, world.removed, nullptr);
  for (const std::string& mark : marks) {
    // Without the part that is written with escapes.
    RC_ASSERT(result.find(mark.substr(mark.size() - 4)) == std::string::npos);
  }
}

RC_GTEST_PROP(CutProperty, SelectorsThatRemainLeadToTheSameValues, ()) {
  const World world = any_world();
  const std::string text = world.object.dump();
  const auto document = json::Document::parse(text);
  RC_ASSERT(document.has_value());
  const std::string result_text = cut(*document, world.removed, nullptr);
  const Tree result = Tree::parse(result_text);
  if (!result.contains("granular_markings")) return;
  for (const Tree& marking : result["granular_markings"]) {
    // The marking's name tells which it was; its selectors are those of before without some.
    Tree before;
    for (const Tree& old : world.object["granular_markings"]) {
      if (old["marking_ref"] == marking["marking_ref"]) before = old["selectors"];
    }
    std::size_t next = 0;
    for (const Tree& selector : marking["selectors"]) {
      std::set<std::string> now;
      collect_marks(at(result, parse_selector(selector.get<std::string>()).value()), now);
      bool found = false;
      for (; next < before.size() && !found; ++next) {
        std::set<std::string> then;
        collect_marks(at(world.object, parse_selector(before[next].get<std::string>()).value()), then);
        found = std::includes(then.begin(), then.end(), now.begin(), now.end());
      }
      RC_ASSERT(found);
    }
  }
}

RC_GTEST_PROP(CutProperty, IsIdempotent, ()) {
  const World world = any_world();
  const std::string text = world.object.dump();
  const auto document = json::Document::parse(text);
  RC_ASSERT(document.has_value());
  RC_ASSERT(cut(*document, {}, nullptr) == text);
  const std::string once = cut(*document, world.removed, nullptr);
  const auto again = json::Document::parse(once);
  RC_ASSERT(again.has_value());
  RC_ASSERT(cut(*again, {}, nullptr) == once);
  // A path without list positions names nothing any more; one with them may name a later member.
  std::vector<Path> by_name;
  for (const Path& path : world.removed) {
    if (std::all_of(path.begin(), path.end(), [](const Step& step) { return step.index < 0; })) by_name.push_back(path);
  }
  RC_ASSERT(cut(*again, by_name, nullptr) == once);
}

RC_GTEST_PROP(CutProperty, OrderOfPathsDoesNotMatter, ()) {
  World world = any_world();
  const std::string text = world.object.dump();
  const auto document = json::Document::parse(text);
  RC_ASSERT(document.has_value());
  std::vector<std::string> emptied, emptied_reversed;
  const std::string forward = cut(*document, world.removed, &emptied);
  std::reverse(world.removed.begin(), world.removed.end());
  RC_ASSERT(cut(*document, world.removed, &emptied_reversed) == forward);
  RC_ASSERT(emptied == emptied_reversed);
}

}  // namespace
}  // namespace comity::stix
