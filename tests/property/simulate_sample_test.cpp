// Simulating on the sample alliance: who may ask, what each is shown, and the words of the reasons.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "tests/fault/sample_alliance.hpp"

namespace comity::property {
namespace {

using operations::Simulation;
using operations::SimulationRequest;

release::Tally of_party(const Result<Simulation>& told, const std::string& party) {
  const auto found = told->summary.receiving_party.find(party);
  return found == told->summary.receiving_party.end() ? release::Tally{} : found->second;
}

constexpr const char* kRow =
    "[[equivalence]]\narticle = \"4\"\nfrom = { party = \"JPN\", scheme = \"JPN\", word = \"極秘\" }\nto = { party = "
    "\"NZL\", scheme = \"NZL\", word = \"SECRET\" }\nboth_ways = true\n";
constexpr const char* kGained =
    "JPN-NZL v3 art. 4: SECRET arrives as JPN 極秘 (was: no equivalent of NZL SECRET for JPN)";
constexpr const char* kLost =
    "JPN-NZL v4 art. 4: no equivalent of NZL SECRET for JPN (was: SECRET arrives as JPN 極秘)";

// The node has version 2 of the Japan–New Zealand agreement, which lacks the row between 極秘 and SECRET.
class SimulateSample : public testing::Test {
 protected:
  SimulateSample()
      : random_(crypto::test_random(4)),
        alliance_(*random_),
        engine_(store::memory_engine()),
        clock_(*parse_time("2026-02-01")) {
    node_ = *operations::Node::open({*engine_, clock_, *random_});
    alliance_.establish(*node_);
    alliance_.share_products(*node_);
    EXPECT_TRUE(
        operations::add_agreement(*node_, agreement::to_json(draft(2, {{kRow, ""}}, {"JPN", "NZL"}))).has_value());
  }

  agreement::Signed draft(int version, std::vector<std::pair<std::string, std::string>> changes,
                          std::vector<std::string> signed_by = {}) {
    std::ifstream file(COMITY_SOURCE_DIR "/alliances/sample/agreements/jpn-nzl.toml", std::ios::binary);
    std::string text(std::istreambuf_iterator<char>(file), {});
    changes.emplace_back("version = 1", fmt::format("version = {}", version));
    for (const auto& [from, to] : changes) {
      EXPECT_NE(text.find(from), std::string::npos) << from;
      text.replace(text.find(from), from.size(), to);
    }
    auto document = agreement::parse_agreement(text, "draft.toml");
    EXPECT_TRUE(document.has_value()) << (document ? "" : to_string(document.error()));
    agreement::Signed out{*document, {}};
    for (const auto& party : signed_by) out.signatures.push_back(alliance_.sign(out.document, party));
    return out;
  }
  // With the row: each side gets more of the other.
  agreement::Signed wider(std::vector<std::string> signed_by = {}) { return draft(3, {}, std::move(signed_by)); }
  Result<Simulation> ask(const std::string& person, const agreement::Signed& of, SimulationRequest request = {}) {
    const operations::Caller caller =
        person == access::kOperator ? operations::Caller{person, "", "", ""} : fault::SampleAlliance::caller(person);
    return operations::simulate(*node_, caller, of, request);
  }

  std::unique_ptr<crypto::Random> random_;
  fault::SampleAlliance alliance_;
  std::unique_ptr<store::Engine> engine_;
  ManualClock clock_;
  std::unique_ptr<operations::Node> node_;
};

TEST_F(SimulateSample, TellsTheOperatorEverythingAndStoresNothing) {
  const Seq last = node_->journal().last();
  const auto told = ask("operator", wider(), {{}, 1000});
  ASSERT_TRUE(told.has_value()) << to_string(told.error());
  EXPECT_EQ(told->replaces, 2);
  EXPECT_EQ(told->version, 3);
  EXPECT_GT(told->held, 0u);
  EXPECT_GT(of_party(told, "JPN").gained, 0u);
  EXPECT_GT(of_party(told, "NZL").gained, 0u);
  EXPECT_GT(told->summary.level.at("NZL SECRET").gained, 0u);
  EXPECT_EQ(told->summary.objects.lost, 0u);
  EXPECT_EQ(told->objects.size(), told->summary.objects.gained + told->summary.objects.changed);
  bool found = false;
  for (const auto& reason : told->summary.reasons) {
    EXPECT_TRUE(reason.gained);
    found = found || reason.text() == kGained;
    if (reason.clause == "reference") continue;
    EXPECT_EQ(reason.agreement, "JPN-NZL");
    EXPECT_EQ(reason.clause, "level") << reason.text();
  }
  EXPECT_TRUE(found) << (told->summary.reasons.empty() ? "no reason" : told->summary.reasons.front().text());
  EXPECT_EQ(node_->journal().last(), last);
}

TEST_F(SimulateSample, NamesTheArticleThatGoes) {
  ASSERT_TRUE(operations::add_agreement(*node_, agreement::to_json(wider({"JPN", "NZL"}))).has_value());
  const auto told = ask("operator", draft(4, {{kRow, ""}}));
  ASSERT_TRUE(told.has_value()) << to_string(told.error());
  EXPECT_GT(told->summary.objects.lost, 0u);
  EXPECT_EQ(told->summary.objects.gained, 0u);
  bool found = false;
  for (const auto& reason : told->summary.reasons) {
    found = found || reason.text() == kLost;
    EXPECT_FALSE(reason.gained);
  }
  EXPECT_TRUE(found) << (told->summary.reasons.empty() ? "no reason" : told->summary.reasons.front().text());
}

TEST_F(SimulateSample, ADraftOfACommunityChangesItsMembership) {
  const auto community = [](const std::string& nzl) {
    const auto document = agreement::parse_agreement(
        "id = 'FVEY'\nversion = 1\ntitle = 'EXERCISE'\nkind = 'community'\nparties = ['AUS', 'CAN', 'GBR', 'USA', " + nzl + "]\n[term]\nin_force = 2026-02-02\n", "fvey.toml");
    EXPECT_TRUE(document.has_value()) << (document ? "" : to_string(document.error()));
    return agreement::Signed{*document, {}};
  };
  const SimulationRequest later{*parse_time("2026-06-02"), 0};
  const agreement::Signed leaves = community("{ party = 'NZL', until = 2026-06-01 }");
  const auto told = ask("operator", leaves, later);
  ASSERT_TRUE(told.has_value()) << to_string(told.error());
  EXPECT_GT(of_party(told, "NZL").lost, 0u);
  EXPECT_EQ(told->summary.objects.gained, 0u);
  const auto to_member = ask("NZL.GCSB.official", leaves, later);
  ASSERT_TRUE(to_member.has_value()) << to_string(to_member.error());
  EXPECT_EQ(of_party(to_member, "NZL").lost, of_party(told, "NZL").lost) << "its party is a member by the directory";
  const auto before = ask("operator", leaves, {*parse_time("2026-05-01"), 0});
  EXPECT_EQ(before->summary.objects.lost, 0u) << "it has not left yet";
  const auto stays = ask("operator", community("'NZL'"), later);
  EXPECT_EQ(stays->summary.objects.lost + stays->summary.objects.gained + stays->summary.objects.changed, 0u);
}

TEST_F(SimulateSample, ShowsAnOfficialItsOwnInformationAndItsOwnPeople) {
  const auto all = ask("operator", wider());
  const auto unsigned_yet = ask("NZL.GCSB.official", wider());
  ASSERT_TRUE(all.has_value() && unsigned_yet.has_value());
  // What Japan would get is New Zealand's to know; what it would get of Japan's, only once Japan has signed.
  EXPECT_EQ(unsigned_yet->gains_not_shown_of, std::vector<std::string>{"JPN"});
  EXPECT_EQ(unsigned_yet->held, 0u);
  EXPECT_EQ(of_party(unsigned_yet, "JPN"), of_party(all, "JPN"));
  EXPECT_FALSE(unsigned_yet->summary.receiving_party.contains("NZL"));
  for (const auto& [party, tally] : unsigned_yet->summary.originating_party)
    EXPECT_TRUE(party == "NZL" || !tally.any()) << party;
  // Its own signature opens nothing; Japan's does, and one on another text does not.
  const auto by_itself = ask("NZL.GCSB.official", wider({"NZL"}));
  ASSERT_TRUE(by_itself.has_value());
  EXPECT_FALSE(by_itself->summary.receiving_party.contains("NZL"));
  const auto by_japan = ask("NZL.GCSB.official", wider({"JPN"}));
  ASSERT_TRUE(by_japan.has_value());
  EXPECT_TRUE(by_japan->gains_not_shown_of.empty());
  EXPECT_EQ(of_party(by_japan, "NZL"), of_party(all, "NZL"));
  auto other = wider({"JPN"});
  other.document = draft(3, {{"breach_notice_hours = 24", "breach_notice_hours = 25"}}).document;
  const auto on_another_text = ask("NZL.GCSB.official", other);
  ASSERT_TRUE(on_another_text.has_value());
  EXPECT_EQ(on_another_text->gains_not_shown_of, std::vector<std::string>{"JPN"});
  EXPECT_FALSE(on_another_text->summary.receiving_party.contains("NZL"));
}

// A number of hidden objects is a fact about them: an unsigned draft gives an official the same answer whatever others
// hold.
TEST_F(SimulateSample, AnswersAlikeWhetherOthersHoldSomethingOrNot) {
  const auto text = [](const Simulation& one) {
    std::string out =
        fmt::format("{} {} {}\n", one.summary.objects.gained, one.summary.objects.lost, one.summary.objects.changed);
    for (const auto* tallies :
         {&one.summary.originating_party, &one.summary.originating_agency, &one.summary.level, &one.summary.topic,
          &one.summary.receiving_party, &one.summary.receiving_agency, &one.summary.person})
      for (const auto& [name, tally] : *tallies)
        out += fmt::format("{} {} {} {}\n", name, tally.gained, tally.lost, tally.changed);
    for (const auto& reason : one.summary.reasons)
      out += fmt::format("{} {} {}\n", reason.text(), reason.objects, reason.people);
    for (const auto& object : one.objects) out += object.id + "\n";
    return out + fmt::format("{} {} {}", one.held, one.more_objects, one.rows.size());
  };
  const auto before = ask("NZL.GCSB.official", wider(), {{}, 1000});
  ASSERT_TRUE(before.has_value());
  const auto operators_before = ask("operator", wider());
  // Something of Japan's at the level that has no row yet.
  const std::string label =
      R"({"originators":["JPN.CIRO"],"levels":{"JPN":[{"scheme":"JPN","word":"極秘"}]},"releasable":{"JPN":[["JPN","NZL"]]},"topics":[["cyber"]]})";
  const auto more = operations::submit(
      *node_, fault::SampleAlliance::caller("JPN.CIRO.submitter"),
      fmt::format(
          R"json({{"objects":[{{"type":"identity","spec_version":"2.1","id":"identity--00000000-0000-4000-8000-000000000098",
    "created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z","name":"EXERCISE","extensions":{{"{}":{{"extension_type":"property-extension","label":{}}}}}}}]}})json",
          stix::kLabelExtension, label));
  ASSERT_TRUE(more.has_value()) << to_string(more.error());
  ASSERT_TRUE(more->objects.front().accepted) << more->objects.front().message;
  const auto operators_after = ask("operator", wider());
  ASSERT_TRUE(operators_before.has_value() && operators_after.has_value());
  EXPECT_GT(of_party(operators_after, "NZL").gained, of_party(operators_before, "NZL").gained);
  const auto after = ask("NZL.GCSB.official", wider(), {{}, 1000});
  ASSERT_TRUE(after.has_value());
  EXPECT_EQ(text(*after), text(*before));
}

// A draft by the name of an agreement that the asker's party has not signed is answered as one by a name that nobody
// has.
TEST_F(SimulateSample, DoesNotTellOfAgreementsThatThePartyHasNotSigned) {
  const auto named = [&](const char* id) { return ask("NZL.GCSB.official", draft(1, {{"\"JPN-NZL\"", id}})); };
  const auto hidden = named("\"JPN-AUS\""), absent = named("\"JPN-XYZ\"");
  ASSERT_TRUE(hidden.has_value()) << to_string(hidden.error());
  ASSERT_TRUE(absent.has_value()) << to_string(absent.error());
  EXPECT_EQ(hidden->replaces, 0);
  EXPECT_EQ(absent->replaces, 0);
  EXPECT_TRUE(hidden->summary.objects.any());
  EXPECT_EQ(hidden->summary.objects, absent->summary.objects);
  EXPECT_EQ(hidden->summary.person, absent->summary.person);
  ASSERT_EQ(hidden->summary.reasons.size(), absent->summary.reasons.size());
  for (std::size_t i = 0; i < hidden->summary.reasons.size(); ++i) {
    std::string text = hidden->summary.reasons[i].text();
    if (const auto at = text.find("JPN-AUS"); at != std::string::npos) text.replace(at, 7, "JPN-XYZ");
    EXPECT_EQ(text, absent->summary.reasons[i].text());
  }
  EXPECT_EQ(ask("operator", draft(1, {{"\"JPN-NZL\"", "\"JPN-AUS\""}})).error().code, Code::precondition);
}

TEST_F(SimulateSample, RefusesWhoMayNotAskAndWhatCannotBe) {
  struct Case {
    const char* person;
    agreement::Signed of;
    Code code;
  };
  auto foreign = draft(3, {{"\"JPN-NZL\"", "\"JPN-AUS-2\""}});
  for (auto& one : foreign.document.terms.parties)
    if (one.party == "NZL") one.party = "AUS";
  auto unknown = wider();
  unknown.document.terms.equivalences.front().to_word = "NO SUCH WORD";
  auto old = wider();
  old.document.terms.version = 1;
  const Case cases[] = {
      {"NZL.GCSB.analyst", wider(), Code::forbidden},  {"JPN.CIRO.analyst", wider(), Code::forbidden},
      {"NZL.GCSB.official", foreign, Code::forbidden}, {"nobody.at.all", wider(), Code::forbidden},
      {"operator", old, Code::precondition},           {"operator", unknown, Code::invalid},
  };
  for (const Case& one : cases) {
    const auto told = ask(one.person, one.of);
    ASSERT_FALSE(told.has_value()) << one.person;
    EXPECT_EQ(told.error().code, one.code) << to_string(told.error());
  }
}

// A step that is agreed for 2028 shows on that date and not before.
TEST_F(SimulateSample, AsksAboutOtherDates) {
  const auto change = std::pair<std::string, std::string>("valid_from = 2028-01-01", "valid_from = 2027-01-01");
  const auto now = ask("operator", draft(3, {{kRow, ""}, change}));
  ASSERT_TRUE(now.has_value());
  EXPECT_FALSE(now->summary.objects.any());
  EXPECT_TRUE(now->rows.empty());
  const auto later = ask("operator", draft(3, {{kRow, ""}, {"in_force = 2025-06-01", "in_force = 2026-09-01"}}));
  ASSERT_TRUE(later.has_value());
  EXPECT_EQ(format_date(later->at), "2026-09-01");
  EXPECT_FALSE(later->summary.objects.any());
  const auto today =
      ask("operator", draft(3, {{kRow, ""}, {"in_force = 2025-06-01", "in_force = 2026-09-01"}}), {clock_.now(), 0});
  ASSERT_TRUE(today.has_value());
  EXPECT_FALSE(today->summary.objects.any());  // until it is in force the version before goes on
  // What is said about a date is what is found on that date: memberships, clearances and rows have changed by then.
  const auto ahead = ask("operator", wider(), {*parse_time("2027-02-01"), 0});
  ASSERT_TRUE(ahead.has_value());
  clock_.set(*parse_time("2027-02-01"));
  ASSERT_TRUE(operations::due(*node_).has_value());
  const auto then = ask("operator", wider());
  ASSERT_TRUE(then.has_value());
  EXPECT_TRUE(ahead->summary.objects.any());
  EXPECT_EQ(ahead->summary.objects, then->summary.objects);
  EXPECT_EQ(ahead->summary.person, then->summary.person);
  EXPECT_EQ(ahead->summary.topic, then->summary.topic);
  EXPECT_NE(ahead->summary.person, ask("operator", wider(), {*parse_time("2026-02-01"), 0})->summary.person);
}

}  // namespace
}  // namespace comity::property
