// Sentences word for word, and that an explanation in words needs nothing else. Decisions are held by tests/cases and tests/property.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <tuple>
#include <utility>

#include "release/decide.hpp"

namespace comity::release {
namespace {

using marking::Label;
using marking::Member;
using marking::ReaderSet;

// What it borrows must have a place of its own.
template <class W, class L, class A, class... G>
concept Explains = requires { explain(std::declval<W>(), std::declval<L>(), std::declval<A>(), std::declval<G>()...); };
static_assert(Explains<const World&, const Label&, const Audience&>);
static_assert(Explains<World&, Label&, Audience&, Grants&>);
static_assert(!Explains<World, const Label&, const Audience&>);
static_assert(!Explains<const World&, Label, const Audience&>);
static_assert(!Explains<const World&, const Label&, Audience>);
static_assert(!Explains<const World&, const Label&, const Audience&, Grants>);

Time at(const char* text) { return parse_time(text).value(); }

// NZL's SECRET for JPN under one agreement, and an analyst of JPN.
struct Story {
  Story() {
    auto known = std::make_shared<alliance::Directory>();
    for (const auto& [party, low, high] : {std::tuple("NZL", "RESTRICTED", "SECRET"), std::tuple("JPN", "秘", "極秘")}) {
      EXPECT_TRUE(known->schemes.add({party, party, "", {{low, 1, ""}, {high, 2, ""}}, Time::min(), Time::max()}));
      known->parties[party] = {party, party, {party}, ReaderSet{false, {*marking::party_member(party)}}, ""};
    }
    directory = std::move(known);
    terms.id = "JPN-NZL";
    terms.parties = {{"JPN", Time::min(), Time::max()}, {"NZL", Time::min(), Time::max()}};
    agreement::Equivalence& row = terms.equivalences.emplace_back();
    std::tie(row.from_party, row.from_scheme, row.from_word) = std::tuple("NZL", "NZL", "SECRET");
    std::tie(row.to_party, row.to_scheme, row.to_word) = std::tuple("JPN", "JPN", "極秘");
    row.article = "4";
    terms.articles = {{"topics", "2"}, {"purposes", "3"}, {"term", "9"}};
    terms.survival.kept = true;
    label.originators = {"NZL.GCSB"};
    label.levels["NZL"] = {{"NZL", "SECRET", {}, {}}};
    label.releasable["NZL"] = label.displayable["NZL"] = {ReaderSet{false, {*marking::party_member("JPN")}}};
    audience.party = "JPN";
    audience.agency = "JPN.CIRO";
    audience.person = "JPN.CIRO.analyst";
    audience.vouched = true;
    audience.levels["JPN"] = "極秘";
    audience.purposes = {"warning"};
    audience.purpose = "warning";
  }
  World world() const { return World(directory, {std::make_shared<Pact>(terms)}, {}, at("2026-03-01")); }
  Written told() const {
    const World now = world();
    return write(explain(now, label, audience, grants));
  }
  std::shared_ptr<const alliance::Directory> directory;
  agreement::Terms terms;
  Label label;
  Audience audience;
  Grants grants;
};

using Told = std::vector<std::pair<std::string, std::string>>;  // "+name" or "-name", sentence

Told told(const std::vector<Written::Clause>& clauses) {
  Told out;
  for (const auto& clause : clauses) out.emplace_back((clause.holds ? "+" : "-") + clause.name, clause.text);
  return out;
}

// The sentence of the first clause that fails; of what is not a branch under the agreement too.
std::string first_failure(const Written& told) {
  for (const auto& clause : told.reader)
    if (!clause.holds) return clause.text;
  for (const auto& origin : told.origins)
    for (const auto& branch : origin.branches)
      for (const auto& clause : branch.clauses)
        if (!clause.holds) return clause.text;
  return {};
}

TEST(Explanation, SaysEachClauseInOrder) {
  const Written told_of = Story().told();
  EXPECT_TRUE(told_of.permit);
  EXPECT_EQ(told_of.clause, "2a");
  EXPECT_EQ(told(told_of.reader), (Told{{"+vouched", "a signed clearance is valid"},
                                        {"+unknown", "every marking is understood"},
                                        {"+clearance", "the clearance reaches every level of JPN"},
                                        {"+compartment", "holds every compartment"},
                                        {"+topic", "need to know for every topic clause"},
                                        {"+purpose", "the declared purpose warning is assigned and allowed"},
                                        {"+action", "the markings allow the action"},
                                        {"+tlp", "TLP allows it"},
                                        {"+control", "no control forbids it"},
                                        {"+releasable", "JPN is not an originating party"}}));
  ASSERT_EQ(told_of.origins.size(), 1u);
  EXPECT_EQ(told_of.origins[0].party, "NZL");
  ASSERT_EQ(told_of.origins[0].branches.size(), 2u);
  const auto& agreed = told_of.origins[0].branches[0];
  EXPECT_EQ(agreed.agreement, "JPN-NZL");
  EXPECT_EQ(agreed.version, 1);
  EXPECT_EQ(told(agreed.clauses), (Told{{"+force", "in force, both parties are bound (art. 9)"},
                                        {"+orcon", "no control asks for consent"},
                                        {"+releasable", "among the readers that NZL named"},
                                        {"+level", "SECRET arrives as JPN 極秘 (art. 4)"},
                                        {"+topics", "all topics (art. 2)"},
                                        {"+purpose", "the purpose warning is agreed (art. 3)"},
                                        {"+compartment", "every compartment is accepted"},
                                        {"+control", "every control is accepted"},
                                        {"+action", "the action is agreed"}}));
  EXPECT_EQ(told(told_of.origins[0].branches[1].clauses), (Told{{"-consent", "NZL has not consented"}}));
}

TEST(Explanation, NamesWhatEachClauseFailedFor) {
  const auto said = [](auto&& change) {
    Story story;
    change(story);
    const Written out = story.told();
    EXPECT_FALSE(out.permit);
    return first_failure(out);
  };
  EXPECT_EQ(said([](Story& s) { s.audience.vouched = false; }),
            "no signed clearance is valid on 2026-03-01; the party's security authority vouches for people");
  EXPECT_EQ(said([](Story& s) { s.label.unknowns = {"A", "B"}; }), "unknown in the markings: A, B");
  EXPECT_EQ(said([](Story& s) { s.label.levels["JPN"] = {{"NZL", "SECRET", {}, {}}}; }), "NZL SECRET is not a level of JPN");
  EXPECT_EQ(said([](Story& s) {
              s.label.levels["JPN"] = {{"JPN", "極秘", {}, {}}};
              s.audience.levels["JPN"] = "秘";
            }),
            "the level is JPN 極秘, the clearance is 秘");
  EXPECT_EQ(said([](Story& s) { s.label.compartments = {{"NZL", "SI"}}; }), "no access to compartment SI of NZL");
  EXPECT_EQ(said([](Story& s) { s.label.topics = {{false, {"cyber", "ships"}}}; }), "no need to know: none of the topics cyber, ships");
  EXPECT_EQ(said([](Story& s) { s.label.purposes = {false, {"training"}}; }), "the markings do not allow the purpose warning");
  EXPECT_EQ(said([](Story& s) { s.label.restricting = {{"NZL", "NOFORN"}}; }),
            "NOFORN of NZL: not releasable outside the originating party");
  EXPECT_EQ(said([](Story& s) { s.label.restricting = {{"NZL", "ORCON"}}; }), "ORCON of NZL: only a consent permits");
  EXPECT_EQ(said([](Story& s) { s.label.restricting = {{"NZL", "PROPIN"}}; }), "control PROPIN of NZL is not accepted");
  EXPECT_EQ(said([](Story& s) { s.terms.until = at("2026-02-01"); }), "not in force on 2026-03-01 (art. 9)");
  EXPECT_EQ(said([](Story& s) { s.terms.parties[0].until = at("2026-02-01"); }), "NZL and JPN are not both bound on 2026-03-01 (art. 9)");
  EXPECT_EQ(said([](Story& s) { s.terms.suspensions = {{"NZL", "NZL", "JPN", at("2026-02-01"), Time::max(), ""}}; }),
            "release from NZL to JPN is suspended (art. 9)");
  EXPECT_EQ(said([](Story& s) {
              auto other = std::make_shared<alliance::Directory>(*s.directory);
              other->suspensions = {{"JPN", "NZL", at("2026-02-01"), Time::max()}};
              s.directory = other;
            }),
            "JPN has suspended sharing with NZL (art. 9)");
  EXPECT_EQ(said([](Story& s) { s.label.releasable["NZL"] = {ReaderSet{false, {*marking::party_member("AUS")}}}; }),
            "JPN is not among the readers that NZL named");
  EXPECT_EQ(said([](Story& s) { s.label.levels["NZL"] = {{"NZL", "RESTRICTED", {}, {}}}; }), "no equivalent of NZL RESTRICTED for JPN");
  EXPECT_EQ(said([](Story& s) { s.audience.levels["JPN"] = "秘"; }), "SECRET arrives as JPN 極秘, the clearance is 秘 (art. 4)");
  EXPECT_EQ(said([](Story& s) { s.audience.levels.clear(); }), "SECRET arrives as JPN 極秘, the clearance is no clearance (art. 4)");
  EXPECT_EQ(said([](Story& s) { s.terms.topics = {false, {"cyber"}}; }), "the agreement is limited to cyber (art. 2)");
  EXPECT_EQ(said([](Story& s) { s.terms.purposes = {false, {"training"}}; }), "the purpose warning is not agreed (art. 3)");
  EXPECT_EQ(said([](Story& s) { s.grants.recalled = true; }), "the originator recalled this object");
  EXPECT_EQ(said([](Story& s) { s.grants.awaiting = "NZL"; }), "a second person of NZL has not approved its release yet");
  EXPECT_EQ(said([](Story& s) { s.grants.erased = true; }), "its bytes were erased");
}

TEST(Explanation, SaysWhatWasGranted) {
  Story story;
  story.terms.until = at("2026-02-01");
  Consent consent;
  consent.by = "NZL";
  consent.to = "JPN";
  consent.level = {"JPN", "極秘", {}, {}};
  story.grants.consents = {consent};
  story.grants.held = {{"NZL", "JPN-NZL", 1, at("2026-01-05"), marking::Action::copy}, {"NZL", "JPN-NZL", 7, at("2026-01-06"), marking::Action::copy}};
  const Written out = story.told();
  EXPECT_EQ(out.clause, "2b");
  const auto& branches = out.origins.at(0).branches;
  ASSERT_EQ(branches.size(), 4u);
  EXPECT_EQ(told(branches[1].clauses), (Told{{"+consent", "NZL consented"}}));
  EXPECT_TRUE(branches[2].permits);
  ASSERT_EQ(branches[2].clauses.size(), 11u);
  EXPECT_EQ(branches[2].clauses[0].text, "not recalled");
  EXPECT_EQ(branches[2].clauses[1].text, "received on 2026-01-05");
  EXPECT_EQ(branches[2].clauses[2].text, "the survival clause keeps it readable");
  EXPECT_EQ(branches[2].clauses[5].text, "SECRET arrives as JPN 極秘 (art. 4)");
  EXPECT_EQ(branches[3].version, 7);
  EXPECT_EQ(told(branches[3].clauses), (Told{{"+recalled", "not recalled"}, {"+received", "received on 2026-01-06"}, {"-survival", "the agreement is unknown"}}));
}

// What may not be shown is erased; what is left still says the same, and so do copies.
TEST(Explanation, SaysTheSameWithoutABranch) {
  const Story story;
  const World world = story.world();
  Explanation whole = explain(world, story.label, story.audience, story.grants);
  ASSERT_EQ(whole.branches.size(), 2u);
  Explanation cut = whole;
  std::erase_if(cut.branches, [](const Branch& one) { return one.kind == Branch::Kind::agreement; });
  whole = {};
  const Written out = write(cut);
  ASSERT_EQ(out.origins.size(), 1u);
  ASSERT_EQ(out.origins[0].branches.size(), 1u);
  EXPECT_EQ(told(out.origins[0].branches[0].clauses), (Told{{"-consent", "NZL has not consented"}}));
  EXPECT_EQ(out.reader.size(), 10u);
}

}  // namespace
}  // namespace comity::release
