// Redaction of one object for one reader: random objects of every STIX type and the public data sets, against section 4 of
// docs/format/release.md as redaction_oracle.cpp reads it, and what must hold of the bytes whoever is right.
// COMITY_PROPERTY_OBJECTS sets how many; COMITY_PROPERTY_SEED runs one alone.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <random>

#include "release/redact.hpp"
#include "stix/shared_data_test.hpp"
#include "stix/validate.hpp"
#include "tests/property/marked_objects.hpp"
#include "tests/property/redaction_oracle.hpp"

namespace comity::property {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(NDEBUG)
constexpr std::uint64_t kObjects = 4'000;
#else
constexpr std::uint64_t kObjects = 40'000;
#endif

std::uint64_t number_in(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

struct Counts {
  std::size_t objects = 0, whole = 0, cut = 0, withheld = 0, words = 0, fewer = 0, paradoxes = 0, elements = 0;
  std::map<std::string, std::size_t> withheld_for, cut_types;
  std::map<std::string, std::pair<std::size_t, std::size_t>> accepted;  // by type: how many follow STIX, of how many
};

// What has been cut is as valid as it was before: it parses under the object's limits, is read as an object of the same
// identity, version and marking, and breaks no MUST of STIX if the whole broke none. Of what broke one before: it lacks
// nothing required that the whole had.
testing::AssertionResult still_valid(const std::string& before, const std::string& after) {
  const auto was = json::Document::parse(before), is = json::Document::parse(after);
  if (!is) return testing::AssertionFailure() << to_string(is.error());
  const auto object_was = stix::read_object(*was), object_is = stix::read_object(*is);
  if (!object_is) return testing::AssertionFailure() << to_string(object_is.error());
  if (object_was->id != object_is->id || object_was->type != object_is->type || object_was->modified != object_is->modified ||
      object_was->spec_version != object_is->spec_version || object_was->marking_refs != object_is->marking_refs ||
      object_was->label_extension != object_is->label_extension)
    return testing::AssertionFailure() << "another identity, version or marking than before";
  std::vector<stix::Problem> problems;
  if (follows_stix(before) && stix::validate(*is, {.warnings = false}, problems).errors > 0)
    return testing::AssertionFailure() << problems[0].pointer << " " << problems[0].message;
  if (const std::string lack = stix::missing(is->root()); stix::missing(was->root()).empty() && !lack.empty())
    return testing::AssertionFailure() << "lacks " << lack;
  return testing::AssertionSuccess();
}

struct Got {
  release::Outcome outcome = release::Outcome::withheld;
  std::string bytes;  // what the reader gets
};

Got get(const Facts& facts, const Sight& sight) {
  const auto document = json::Document::parse(facts.text);
  if (!document) {
    ADD_FAILURE() << to_string(document.error()) << "\n" << facts.text;
    return {};
  }
  const auto object = stix::read_object(*document);
  if (!object) {
    ADD_FAILURE() << to_string(object.error()) << "\n" << facts.text;
    return {};
  }
  // References are the same ones, in the same order.
  EXPECT_EQ(object->references.size(), facts.references.size()) << facts.text;
  EXPECT_EQ(object->marked_fields(), facts.selectors.size());
  std::vector<bool> released;
  for (std::size_t i = 0; i < object->references.size(); ++i) {
    EXPECT_EQ(object->references[i].path, facts.references.at(i).path);
    EXPECT_EQ(object->references[i].removal, facts.references.at(i).removal);
    released.push_back(sight.released(object->references[i].target));
  }
  release::Redaction redaction = release::redact(*document, *object, readable_fields(facts, sight), released);
  if (redaction.outcome == release::Outcome::whole) return {redaction.outcome, facts.text};
  return {redaction.outcome, std::move(redaction.bytes)};
}

bool occurs(const std::string& in, const std::string& what) { return in.find(what) != std::string::npos; }

// Names and texts of what stays, without what granular markings say.
void collect_words(const Tree& value, bool top, std::set<std::string>& out) {
  if (value.is_string()) out.insert(value.get<std::string>());
  if (value.is_number()) out.insert(value.dump());
  if (value.is_array())
    for (const Tree& element : value) collect_words(element, false, out);
  if (value.is_object())
    for (const auto& [name, one] : value.items()) {
      if (top && name == "granular_markings") continue;
      out.insert(name);
      collect_words(one, false, out);
    }
}

const Tree& at_path(const Tree& object, const std::string& path) {
  const Tree* value = &object;
  for (std::size_t from = 0; from <= path.size();) {
    const std::size_t dot = std::min(path.find('.', from), path.size());
    const std::string step = path.substr(from, dot - from);
    value = step[0] == '[' ? &value->at(std::stoull(step.substr(1))) : &value->at(step);
    from = dot + 1;
  }
  return *value;
}

bool any_empty(const Tree& value) {
  if (!value.is_structured()) return false;
  return value.empty() || std::any_of(value.begin(), value.end(), any_empty);
}

// What must hold of a cut whatever the rules say was to go.
void check_cut(const Facts& facts, const Sight& sight, const std::string& bytes, const std::set<std::string>& removed, Counts& counts) {
  EXPECT_TRUE(still_valid(facts.text, bytes)) << facts.text << "\n" << bytes;
  const Facts left = facts_of(bytes);
  EXPECT_TRUE(taken_out_of(left.tree, facts.tree)) << facts.text << "\n" << bytes;
  EXPECT_TRUE(any_empty(facts.tree) || !any_empty(left.tree)) << bytes;

  // No trace: not the words, not in selectors, not as any writer may write them.
  std::set<std::string> kept;
  collect_words(left.tree, true, kept);
  const std::string decoded = left.tree.dump(), ascii = left.tree.dump(-1, ' ', true);
  for (const std::string& word : words_of(facts, removed))
    for (const std::string& part : telling_parts(word)) {
      // One name may begin as another that stays.
      if (std::any_of(kept.begin(), kept.end(), [&](const auto& one) { return one != word && occurs(one, part); })) continue;
      ++counts.words;
      EXPECT_FALSE(occurs(bytes, part) || occurs(decoded, part) || occurs(ascii, part)) << word << " stays in " << bytes << "\nof " << facts.text;
    }
  for (const Facts::Reference& one : facts.references)
    EXPECT_TRUE(sight.released(one.target) || !occurs(decoded, one.target)) << one.path << " in " << bytes;

  // Selectors: those of before in their order, each leading to what it led to, less what went.
  std::size_t next = 0;
  for (const auto& [marking, selector] : left.selectors) {
    bool found = false;
    for (; next < facts.selectors.size() && !found; ++next)
      found = facts.selectors[next].first == marking && taken_out_of(at_path(left.tree, selector), at_path(facts.tree, facts.selectors[next].second));
    EXPECT_TRUE(found) << selector << " in " << bytes << "\nof " << facts.text;
  }
  // Nothing that the reader may not read is marked so any more.
  for (const auto& [marking, selector] : left.selectors) EXPECT_FALSE(sight.unreadable.contains(marking)) << selector << " in " << bytes;

  const Got again = get(left, sight);
  EXPECT_EQ(again.outcome, release::Outcome::whole) << bytes;
}

void check(const Facts& facts, const Sight& sight, Counts& counts) {
  const Got got = get(facts, sight);
  const Due expected = due(facts, sight);
  ++counts.objects;
  const auto trace = [&] {
    std::string out = facts.text + "\nunreadable:";
    for (const auto& one : sight.unreadable) out += " " + one;
    out += "\ndue: " + (expected.withheld ? "withheld, " + expected.why : expected.text) + "\ngot: ";
    return out + (got.outcome == release::Outcome::withheld ? "withheld" : got.bytes);
  };
  EXPECT_EQ(got.outcome == release::Outcome::withheld, expected.withheld) << trace();
  if (got.outcome == release::Outcome::withheld) {
    ++counts.withheld;
    ++counts.withheld_for[expected.why.substr(0, expected.why.find(' '))];
    return;
  }
  EXPECT_TRUE(expected.withheld || got.bytes == expected.text) << trace();
  EXPECT_EQ(got.outcome == release::Outcome::whole, expected.removed.empty()) << trace();
  if (got.outcome == release::Outcome::whole) {
    ++counts.whole;
    return;
  }
  ++counts.cut;
  ++counts.cut_types[facts.tree["type"]];
  check_cut(facts, sight, got.bytes, expected.removed, counts);
}

// Who may read and follow less gets no more. The exception that the rules make: what lacks a part that something else asks
// for is withheld, and is not when that goes too.
void check_fewer(const Facts& facts, const Sight& more, const Sight& less, Counts& counts) {
  const Got wide = get(facts, more), narrow = get(facts, less);
  if (narrow.outcome == release::Outcome::withheld) return;
  if (wide.outcome == release::Outcome::withheld) {
    ++counts.paradoxes;
    return;
  }
  // Where a reference goes with a field that is hidden, nothing tells this reader of it, and the element that it lies in stays.
  const auto hidden = [&](const Facts::Reference& one, const Sight& sight) {
    return std::any_of(facts.selectors.begin(), facts.selectors.end(),
                       [&](const auto& mark) { return sight.unreadable.contains(mark.first) && within(one.path, mark.second); });
  };
  if (std::any_of(facts.references.begin(), facts.references.end(), [&](const Facts::Reference& one) {
        return one.removal != one.path && !more.released(one.target) && hidden(one, less) && !hidden(one, more);
      })) {
    ++counts.elements;
    return;
  }
  ++counts.fewer;
  EXPECT_TRUE(taken_out_of(Tree::parse(narrow.bytes), Tree::parse(wide.bytes))) << wide.bytes << "\n" << narrow.bytes;
}

std::string marking_id(int number) { return "marking-definition--00000000-0000-4000-8000-00000000000" + std::to_string(number); }

Sight sight_of(Rng& rng, const Facts& facts, unsigned percent_released) {
  Sight out;
  for (int i = 0; i < 4; ++i)
    if (rng() % 2 == 0) out.unreadable.insert(marking_id(i));
  std::set<std::string> released;
  for (const Facts::Reference& one : facts.references)
    if (rng() % 100 < percent_released) released.insert(one.target);
  out.released = [released](const std::string& target) { return released.contains(target); };
  return out;
}

void run(std::uint64_t seed, Counts& counts) {
  SCOPED_TRACE("seed " + std::to_string(seed));
  Rng rng(seed);
  ObjectMaker maker(rng);
  const bool old = maker.chance(8);
  const auto& types = old ? old_types() : all_types();
  maker.sound = !maker.chance(4);
  Tree object = maker.make(types[seed % types.size()], old);
  if (!old && maker.chance(4)) {
    // Some come with something missing; what else is asked of them is asked still.
    const std::vector<std::string> wanted = requirements(object["type"], old);
    const std::string& one = wanted[maker.below(wanted.size())];
    static const std::set<std::string> kRead = {"type", "id", "spec_version", "created"};
    if (!kRead.contains(one)) object.erase(one);
  }
  const std::vector<std::string> markings = {marking_id(0), marking_id(1), marking_id(2), marking_id(3)};
  if (maker.chance(85)) maker.mark(object, markings);
  const Facts facts = facts_of(written(object, rng));
  auto& [good, all] = counts.accepted[facts.tree.value("type", "") + (old ? " of STIX 2.0" : "")];
  good += follows_stix(facts.text);
  ++all;

  check(facts, {{}, [](const std::string&) { return true; }}, counts);
  const Sight sight = sight_of(rng, facts, rng() % 3 == 0 ? 70 : 100);
  check(facts, sight, counts);
  Sight less = sight;
  less.unreadable.insert(marking_id(static_cast<int>(maker.below(4))));
  if (!facts.references.empty()) {
    const std::string lost = facts.references[maker.below(facts.references.size())].target;
    less.released = [sight, lost](const std::string& target) { return target != lost && sight.released(target); };
  }
  check_fewer(facts, sight, less, counts);
}

TEST(Redaction, OfEveryTypeIsWhatTheRulesSayAndLeavesNoTrace) {
  Counts counts;
  if (const char* one = std::getenv("COMITY_PROPERTY_SEED")) {
    run(std::strtoull(one, nullptr, 10), counts);
    return;
  }
  const std::uint64_t objects = number_in("COMITY_PROPERTY_OBJECTS", kObjects);
  const std::uint64_t fresh = 1'000'000 + (std::uint64_t{std::random_device{}()} << 20);
  std::cout << "fresh seeds from " << fresh << "\n";
  std::uint64_t done = 0;
  for (; done < objects && !HasFailure(); ++done) run(done % 3 == 2 ? fresh + done : done, counts);
  std::cout << done << " objects, " << counts.objects << " readers: " << counts.whole << " whole, " << counts.cut << " cut, " << counts.withheld
            << " withheld; " << counts.words << " words searched for; " << counts.fewer << " compared with a reader of less, "
            << counts.paradoxes << " withheld only from the reader of more, " << counts.elements
            << " set apart for an element that stays\n  withheld for";
  for (const auto& [why, count] : counts.withheld_for) std::cout << " " << why << " " << count;
  std::cout << "\n  percent that follow STIX, of how many:";
  std::size_t good = 0, all = 0;
  for (const auto& [type, share] : counts.accepted) {
    std::cout << " " << type << " " << 100 * share.first / share.second << "/" << share.second;
    good += share.first;
    all += share.second;
  }
  std::cout << "; in all " << (all ? 100 * good / all : 0) << "\n";
  if (HasFailure() || objects < 10'000) return;
  EXPECT_GT(10 * good, 9 * all);
  EXPECT_EQ(counts.accepted.size(), all_types().size() + old_types().size());
  for (const auto& [type, share] : counts.accepted) EXPECT_GT(10 * share.first, 8 * share.second) << type;
  EXPECT_GT(counts.cut, objects / 8);
  EXPECT_GT(counts.withheld, objects / 20);
  for (const std::string& type : all_types()) EXPECT_GT(counts.cut_types[type], 10u) << type;
}

// ---- The public data sets ------------------------------------------------------------------------------------------------

// Random fields of random objects, marked where nobody expected it.
void run_real(const char* name, Counts& counts) {
  const auto text = stix::shared_gzip(std::string("data/stix/") + name);
  ASSERT_TRUE(text);
  const auto bundle = stix::split(*text);
  ASSERT_TRUE(bundle) << to_string(bundle.error());
  Rng rng(bundle->objects.size());
  ObjectMaker maker(rng);
  std::size_t taken = 0, bytes = 0;
  std::chrono::steady_clock::duration spent{};
  Counts here;
  for (const std::string_view whole : bundle->objects) {
    if (rng() % 2 != 0) continue;
    std::string object(whole);
    auto paths = selectable(Tree::parse(object));
    // Mostly what may go: the type, identifier and times of an object are a third of all there is in these sets.
    if (rng() % 5 != 0)
      std::erase_if(paths, [](const std::string& path) {
        static const std::set<std::string> kHead = {"type", "id", "created", "modified", "spec_version", "object_marking_refs", "object_marking_refs.[0]"};
        return kHead.contains(path);
      });
    if (object.find("\"granular_markings\"") != std::string::npos) continue;
    Tree markings = Tree::array();
    for (std::size_t n = 1 + maker.below(3); n > 0; --n) {
      Tree one = {{"marking_ref", marking_id(static_cast<int>(maker.below(4)))}, {"selectors", Tree::array()}};
      for (std::size_t k = 1 + maker.below(3); k > 0; --k) one["selectors"].push_back(paths[maker.below(paths.size())]);
      markings.push_back(std::move(one));
    }
    object.insert(object.size() - 1, ",\"granular_markings\":" + markings.dump());
    const Facts facts = facts_of(object);
    const Sight sight = sight_of(rng, facts, 80);
    check(facts, sight, here);
    if (testing::Test::HasFailure()) return;

    // The speed of what a node does for each cut page: parse, read, redact.
    const auto fields = readable_fields(facts, sight);
    std::vector<bool> released;
    for (const auto& one : facts.references) released.push_back(sight.released(one.target));
    const auto start = std::chrono::steady_clock::now();
    const auto document = json::Document::parse(object);
    const auto read = stix::read_object(*document);
    const auto redaction = release::redact(*document, *read, fields, released);
    spent += std::chrono::steady_clock::now() - start;
    bytes += object.size() + (redaction.bytes.empty() ? 0 : 1);
    ++taken;

    // Texts that stood once in the object and in what went are in the rest nowhere.
    const Due expected = due(facts, sight);
    if (redaction.outcome != release::Outcome::cut) continue;
    const std::string before = facts.tree.dump(), after = Tree::parse(redaction.bytes).dump();
    for (const std::string& word : words_of(facts, expected.removed)) {
      const std::string written_word = Tree(word).dump();
      const auto first = before.find(written_word);
      if (word.size() < 12 || first == std::string::npos || before.find(written_word, first + 1) != std::string::npos) continue;
      ++here.words;
      EXPECT_EQ(after.find(written_word), std::string::npos) << word << " stays in " << redaction.bytes;
    }
  }
  const double seconds = std::chrono::duration<double>(spent).count();
  std::cout << name << ": " << here.objects << " marked objects: " << here.whole << " whole, " << here.cut << " cut, " << here.withheld << " withheld; "
            << here.words << " words searched for; " << static_cast<long>(static_cast<double>(taken) / seconds) << " objects/s, "
            << static_cast<long>(static_cast<double>(bytes) / seconds / 1e6) << " MB/s parsed, read and redacted\n";
  EXPECT_GT(here.cut, 50u);
  counts.cut += here.cut;
}

TEST(Redaction, OfTheDataSetsIsWhatTheRulesSayAndLeavesNoTrace) {
  Counts counts;
  for (const char* name : {"enterprise-attack-18.1.json.gz", "ics-attack-18.1.json.gz", "capec.json.gz"}) {
    if (!stix::shared_gzip(std::string("data/stix/") + name)) GTEST_SKIP() << stix::kNoSharedData;
    run_real(name, counts);
  }
}

}  // namespace
}  // namespace comity::property
