// The parts of the reference evaluator that the case tables do not reach: joins as values, redaction, withholding.
#include "tests/reference/reference.hpp"

#include <gtest/gtest.h>

#include "tests/reference/load.hpp"

namespace reference {
namespace {

const std::string kRoot = COMITY_SOURCE_DIR;

class Sample : public ::testing::Test {
 protected:
  World world = load_world(kRoot + "/alliances/sample");
  CaseFile file = load_cases(kRoot + "/tests/cases/sample.cases.toml");
  Time at = parse_time("2026-11-01");

  const Label& label(const std::string& name) const { return file.objects.at(name); }
  Audience reader(const std::string& person, int action = kCopy) const {
    return audience_of(world, person, std::nullopt, action, at);
  }
  // A report whose description and second member may carry labels of their own.
  Object report(const std::string& owner, const std::string& name, std::vector<std::size_t> first,
                std::vector<std::size_t> second) const {
    Object o;
    o.owner = owner;
    o.label = label(name);
    o.fields = {{"name", true, false},
                {"description", false, false},
                {"object_refs", true, false},
                {"object_refs.[0]", false, false},
                {"object_refs.[1]", false, false}};
    o.references = {{"object_refs.[0]", std::move(first), false}, {"object_refs.[1]", std::move(second), false}};
    return o;
  }
  Object plain(const std::string& owner, const std::string& name) const {
    Object o;
    o.owner = owner;
    o.label = label(name);
    o.fields = {{"name", true, false}, {"description", false, false}};
    return o;
  }
  Object relationship(const std::string& owner, const std::string& name, std::vector<std::size_t> source,
                      std::vector<std::size_t> target) const {
    Object o;
    o.owner = owner;
    o.label = label(name);
    o.fields = {{"source_ref", true, false}, {"target_ref", true, false}};
    o.references = {{"source_ref", std::move(source), true}, {"target_ref", std::move(target), true}};
    return o;
  }
};

TEST(ReferenceTime, DatesAreTheirFirstInstant) {
  EXPECT_EQ(parse_time("1970-01-01"), 0);
  EXPECT_EQ(parse_time("1970-01-02T00:00:00Z"), 86400000000);
  EXPECT_EQ(parse_time("1969-12-31T23:59:59.5Z"), -500000);
  EXPECT_EQ(parse_time("2026-11-01T13:00:00+13:00"), parse_time("2026-11-01"));
  EXPECT_EQ(parse_time("2024-03-01") - parse_time("2024-02-28"), 2 * 86400000000);
  EXPECT_THROW(parse_time("2026-11-01T00:00:00"), std::runtime_error);
}

// R13: joined sets are kept beside each other, and only who is in both may read.
TEST_F(Sample, JoinKeepsEveryPartOfBoth) {
  const Label j = join(label("us-si"), label("jp-g"));
  EXPECT_EQ(j.originators, (std::set<std::string>{"JPN.CIRO", "USA.NSA"}));
  EXPECT_EQ(j.levels.at("USA").size(), 1u);
  EXPECT_EQ(j.levels.at("JPN").begin()->word, "極秘");
  EXPECT_EQ(j.compartments, (std::set<Owned>{{"USA", "SI"}}));
  EXPECT_EQ(j.releasable.at("USA"), label("us-si").releasable.at("USA"));
  EXPECT_EQ(j.releasable.at("JPN"), label("jp-g").releasable.at("JPN"));
  EXPECT_EQ(join(j, j), j);
  EXPECT_EQ(join(label("jp-g"), label("us-si")), j);
}

TEST_F(Sample, JoinMeetsWhatPermits) {
  Label a = label("nz-own"), b = label("nz-own");
  a.purposes = {false, {"assessment", "cyber-defence"}};
  b.purposes = {false, {"assessment"}};
  a.permitting = {{"USA", "RELIDO"}};
  a.tlp = Tlp::amber;
  b.tlp = Tlp::green;
  b.actions = kDisplay;
  b.topics = {{true, {}}};
  b.unknowns = {"x"};
  const Label j = join(a, b);
  EXPECT_EQ(j.purposes.words, (std::set<std::string>{"assessment"}));
  EXPECT_TRUE(j.permitting.empty());
  EXPECT_EQ(j.tlp, Tlp::amber);
  EXPECT_EQ(j.actions, kDisplay);
  EXPECT_EQ(j.topics.size(), 2u);
  EXPECT_EQ(j.unknowns.size(), 1u);
  EXPECT_EQ(join(join(a, b), label("us-s")), join(a, join(b, label("us-s"))));
}

// R37: the description is S//NOFORN, the rest REL TO FVEY.
TEST_F(Sample, AGranularMarkingRemovesItsField) {
  Object o = report("USA", "us-s", {}, {});
  o.references.clear();
  o.granular = {{"description", label("us-nf")}};
  EXPECT_EQ(view({o}, reader("NZL.GCSB.analyst"), world, at), (std::vector<View>{{true, {"description"}}}));
  EXPECT_EQ(view({o}, reader("USA.CISA.analyst"), world, at), (std::vector<View>{{true, {}}}));
  EXPECT_EQ(view({o}, reader("NZL.NAB.newcomer"), world, at), (std::vector<View>{{false, {}}}));
}

TEST_F(Sample, ARemovedFieldTakesWhatIsBelowAlong) {
  Object o = plain("USA", "us-s");
  o.fields.push_back({"external_references", false, false});
  o.fields.push_back({"external_references.[0]", false, false});
  o.fields.push_back({"external_references.[0].url", false, false});
  o.fields.push_back({"external_references_old", false, false});
  o.granular = {{"external_references", label("us-nf")}};
  EXPECT_EQ(view({o}, reader("NZL.GCSB.analyst"), world, at)[0].removed,
            (std::set<std::string>{"external_references", "external_references.[0]", "external_references.[0].url"}));
  o.granular = {{"external_references.[0].url", label("us-nf")}};
  EXPECT_EQ(view({o}, reader("NZL.GCSB.analyst"), world, at)[0].removed,
            (std::set<std::string>{"external_references", "external_references.[0]", "external_references.[0].url"}))
      << "what is emptied goes too";
}

TEST_F(Sample, ARequiredOrComputedFieldWithholds) {
  Object o = plain("USA", "us-s");
  o.granular = {{"name", label("us-nf")}};
  EXPECT_FALSE(view({o}, reader("NZL.GCSB.analyst"), world, at)[0].released);
  o = plain("USA", "us-s");
  o.fields.push_back({"value", false, true});
  o.granular = {{"value", label("us-nf")}};
  EXPECT_FALSE(view({o}, reader("NZL.GCSB.analyst"), world, at)[0].released);
  EXPECT_TRUE(view({o}, reader("USA.CISA.analyst"), world, at)[0].released);
}

// R39: the relationship is REL TO FVEY, its target NOFORN: target_ref would reveal the id.
TEST_F(Sample, ARelationshipToSomethingWithheldIsWithheld) {
  const std::vector<Object> objects = {plain("USA", "us-s"), plain("USA", "us-nf"),
                                       relationship("USA", "us-s", {0}, {1})};
  EXPECT_EQ(view(objects, reader("NZL.GCSB.analyst"), world, at),
            (std::vector<View>{{true, {}}, {false, {}}, {false, {}}}));
  EXPECT_TRUE(view(objects, reader("USA.CISA.analyst"), world, at)[2].released);
}

TEST_F(Sample, HeldOrNotMakesNoDifference) {
  const std::vector<Object> absent = {plain("USA", "us-s"), relationship("USA", "us-s", {0}, {})};
  EXPECT_FALSE(view(absent, reader("NZL.GCSB.analyst"), world, at)[1].released);
  EXPECT_TRUE(view(absent, reader("USA.CISA.analyst"), world, at)[1].released) << "the owner's own readers";
}

TEST_F(Sample, ListsDropMembersAndAnEmptiedRequiredListWithholds) {
  const std::vector<Object> one = {plain("USA", "us-s"), plain("USA", "us-nf"), report("USA", "us-s", {0}, {1})};
  EXPECT_EQ(view(one, reader("NZL.GCSB.analyst"), world, at)[2], (View{true, {"object_refs.[1]"}}));
  const std::vector<Object> none = {plain("USA", "us-s"), plain("USA", "us-nf"), report("USA", "us-s", {1}, {})};
  EXPECT_FALSE(view(none, reader("NZL.GCSB.analyst"), world, at)[2].released);
}

TEST_F(Sample, AnOptionalReferenceIsRemoved) {
  Object o = plain("NZL", "us-s");
  o.owner = "USA";
  o.fields.push_back({"created_by_ref", false, false});
  o.references = {{"created_by_ref", {}, false}};
  EXPECT_EQ(view({o}, reader("NZL.GCSB.analyst"), world, at)[0], (View{true, {"created_by_ref"}}));
}

TEST_F(Sample, AnElementThatContainsAReferenceGoesWhole) {
  Object o = plain("USA", "us-s");
  for (const char* path : {"parts", "parts.[0]", "parts.[0].body_ref", "parts.[0].kind", "parts.[1]", "parts.[1].kind"})
    o.fields.push_back({path, false, false});
  o.references = {{"parts.[0].body_ref", {}, false}};
  EXPECT_EQ(view({o}, reader("NZL.GCSB.analyst"), world, at)[0].removed,
            (std::set<std::string>{"parts.[0]", "parts.[0].body_ref", "parts.[0].kind"}));
}

TEST_F(Sample, AnyReleasedVersionReleasesTheReference) {
  const std::vector<Object> objects = {plain("USA", "us-nf"), plain("USA", "us-s"),
                                       relationship("USA", "us-s", {0, 1}, {1})};
  EXPECT_TRUE(view(objects, reader("NZL.GCSB.analyst"), world, at)[2].released);
}

TEST_F(Sample, WithholdingRunsToAFixpointAndCyclesStay) {
  // 0 and 1 refer to each other; 2 refers to 1; 3 to something withheld; 4 to 3.
  std::vector<Object> objects = {relationship("USA", "us-s", {1}, {1}), relationship("USA", "us-s", {0}, {0}),
                                 relationship("USA", "us-s", {1}, {0}), relationship("USA", "us-s", {5}, {1}),
                                 relationship("USA", "us-s", {3}, {0}), plain("USA", "us-nf")};
  std::vector<View> views = view(objects, reader("NZL.GCSB.analyst"), world, at);
  EXPECT_TRUE(views[0].released && views[1].released && views[2].released);
  EXPECT_FALSE(views[3].released || views[4].released || views[5].released);
  objects[0].label = label("us-nf");
  views = view(objects, reader("NZL.GCSB.analyst"), world, at);
  for (const View& v : views) EXPECT_FALSE(v.released);
}

}  // namespace
}  // namespace reference
