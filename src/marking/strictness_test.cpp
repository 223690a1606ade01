#include "marking/strictness.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace comity::marking {
namespace {

Schemes schemes() {
  Schemes out;
  EXPECT_TRUE(out.add({"NZL", "", "", {{"RESTRICTED", 0, ""}, {"SECRET", 1, ""}}}));
  return out;
}

Label label() {
  Label out;
  out.originators = {"NZL.GCSB"};
  out.levels["NZL"] = {{"NZL", "SECRET", Time{5}, {}}};
  out.topics = {WordSet{false, {"cyber", "energy"}}};
  out.releasable["NZL"] = {ReaderSet{false, {*party_member("AUS"), *party_member("NZL")}}};
  out.displayable = out.releasable;
  out.purposes = {false, {"assessment", "cyber-defence"}};
  out.permitting = {{"NZL", "RELIDO"}};
  out.restricting = {{"NZL", "PROPIN"}};
  out.compartments = {{"NZL", "KEA"}};
  out.tlp = Tlp::green;
  out.duties = {"destroy"};
  out.caveats = {"draft"};
  return out;
}

struct Change {
  const char* what;
  bool strict;
  std::function<void(Label&)> make;
};

TEST(Strictness, OfEachPartOfALabel) {
  const auto readers = [](std::initializer_list<Member> members) {
    return [members = std::set<Member>(members)](Label& l) { l.releasable["NZL"] = {ReaderSet{false, members}}; };
  };
  const Member aus = *party_member("AUS"), nzl = *party_member("NZL"), jpn = *party_member("JPN");
  const Member community{Member::Kind::community, "FVEY", Time{}};
  const std::vector<Change> changes{
      {"nothing", true, [](Label&) {}},
      {"an originator more", true, [](Label& l) { l.originators.insert("NZL.NAB"); }},
      {"an originator fewer", false, [](Label& l) { l.originators = {"NZL.NAB"}; }},
      {"a lower word", false, [](Label& l) { l.levels["NZL"] = {{"NZL", "RESTRICTED", Time{5}, {}}}; }},
      {"the same word of another day", true, [](Label& l) { l.levels["NZL"] = {{"NZL", "SECRET", Time{9}, {}}}; }},
      {"a warning gone or come", false, [](Label& l) { l.levels["NZL"] = {{"NZL", "SECRET", Time{5}, {"x"}}}; }},
      {"a word of another scheme", false, [](Label& l) { l.levels["NZL"] = {{"AUS", "SECRET", Time{5}, {}}}; }},
      {"no word", false, [](Label& l) { l.levels.clear(); }},
      {"fewer topics in a clause", true, [](Label& l) { l.topics = {WordSet{false, {"cyber"}}}; }},
      {"another clause", true, [](Label& l) { l.topics.insert(WordSet{false, {"pacific"}}); }},
      {"more topics in a clause", false, [](Label& l) { l.topics = {WordSet{false, {"cyber", "energy", "pacific"}}}; }},
      {"all topics", false, [](Label& l) { l.topics = {WordSet{true, {}}}; }},
      {"fewer readers", true, readers({nzl})},
      {"no readers", true, readers({})},
      {"readers without the party itself, whose own are then not restricted", false, readers({aus})},
      {"more readers", false, readers({aus, nzl, jpn})},
      {"another set beside", true, [&](Label& l) { l.releasable["NZL"].insert(ReaderSet{false, {jpn}}); }},
      {"a community", false, readers({nzl, community})},
      {"all readers", false, [](Label& l) { l.releasable["NZL"] = {ReaderSet{true, {}}}; }},
      {"unspecified readers", false, [](Label& l) { l.releasable.clear(); }},
      {"more who are shown it", false, [&](Label& l) { l.displayable["NZL"] = {ReaderSet{false, {aus, nzl, jpn}}}; }},
      {"fewer purposes", true, [](Label& l) { l.purposes = {false, {"assessment"}}; }},
      {"all purposes", false, [](Label& l) { l.purposes = {true, {}}; }},
      {"no permitting control", true, [](Label& l) { l.permitting.clear(); }},
      {"a permitting control", false, [](Label& l) { l.permitting.insert({"NZL", "OTHER"}); }},
      {"a control", true, [](Label& l) { l.restricting.insert({"NZL", "ORCON"}); }},
      {"no control", false, [](Label& l) { l.restricting.clear(); }},
      {"a compartment", true, [](Label& l) { l.compartments.insert({"NZL", "MOA"}); }},
      {"no compartment", false, [](Label& l) { l.compartments.clear(); }},
      {"a higher TLP", true, [](Label& l) { l.tlp = Tlp::red; }},
      {"a lower TLP", false, [](Label& l) { l.tlp = Tlp::none; }},
      {"display alone", true, [](Label& l) { l.actions = 1; }},
      {"a duty less", false, [](Label& l) { l.duties.clear(); }},
      {"a caveat less", false, [](Label& l) { l.caveats.clear(); }},
      {"an unknown", true, [](Label& l) { l.unknowns.insert("x"); }},
  };
  for (const Change& change : changes) {
    Label after = label();
    change.make(after);
    EXPECT_EQ(at_least_as_strict(after, label(), schemes()), change.strict) << change.what;
  }
}

TEST(Strictness, AHigherWordAndWhatALabelCouldNotSay) {
  Label before = label();
  before.levels["NZL"] = {{"NZL", "RESTRICTED", Time{5}, {}}};
  before.unknowns = {"somebody's marking"};
  Label after = label();
  EXPECT_FALSE(at_least_as_strict(after, before, schemes())) << "it was read by nobody";
  after.unknowns = before.unknowns;
  EXPECT_TRUE(at_least_as_strict(after, before, schemes()));
  before.actions = 1;
  EXPECT_FALSE(at_least_as_strict(after, before, schemes())) << "copies, where it could be shown alone";
  before.actions = 3;
  before.topics = {WordSet{true, {}}};
  EXPECT_FALSE(at_least_as_strict(after, before, schemes())) << "an agreement on cyber alone did not take it";
}

TEST(Strictness, OfAJoinItHoldsForBothSides) {
  Label other = label();
  other.originators = {"AUS.ASD"};
  other.levels = {{"AUS", {{"AUS", "SECRET", Time{1}, {}}}}};
  other.topics = {WordSet{false, {"pacific"}}};
  other.tlp = Tlp::amber;
  const Label joined = join(label(), other);
  EXPECT_TRUE(at_least_as_strict(joined, label(), schemes()));
  EXPECT_TRUE(at_least_as_strict(joined, other, schemes()));
  EXPECT_FALSE(at_least_as_strict(label(), other, schemes()));
}

}  // namespace
}  // namespace comity::marking
