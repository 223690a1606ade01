// Exposure on random histories against slow recounts, and on the sample alliance against what happens when a change is really made.
#include "operations/exposure.hpp"

#include <gtest/gtest.h>

#include <iostream>
#include <nlohmann/json.hpp>
#include <shared_mutex>

#include "operations/credentials.hpp"
#include "operations/exposure_json.hpp"
#include "operations/exposure_reach.hpp"
#include "tests/fault/sample_alliance.hpp"
#include "tests/property/history.hpp"

namespace comity::property {
namespace {

using operations::ExposureRequest;
using nlohmann::ordered_json;

operations::Caller the_operator() { return operations::local_operator(); }

bool foreign(const operations::Node& node, std::uint32_t row, std::string_view party) {
  const auto origins = node.policy.labels().at(node.shelf.row(row).label).originating_parties();
  return std::any_of(origins.begin(), origins.end(), [&](const auto& one) { return one != party; });
}

// Rows that some person of the party reads, asked one by one of the views.
std::set<std::uint32_t> read_by(operations::Node& node, const std::string& party) {
  std::shared_lock state(node.journal().state());
  std::set<std::uint32_t> out;
  for (const auto& [id, person] : node.policy.world().directory().people) {
    if (marking::party_of(id) != party) continue;
    node.views().with(shelf::Reader{id, {}, marking::Action::copy}, [&](const shelf::View& view) {
      for (std::uint32_t row = 0; row < node.shelf.size(); ++row)
        if (view.visible(row) && foreign(node, row, party)) out.insert(row);
    });
  }
  return out;
}

// Rows of which some person of the party was leased the bytes: every lease, row by row.
std::set<std::uint32_t> leased_to(operations::Node& node, const std::string& party) {
  std::shared_lock state(node.journal().state());
  std::set<std::uint32_t> out;
  node.leases.each([&](const shelf::Leases::Taken& taken) {
    if (taken.lease.names || marking::party_of(taken.lease.reader.person) != party) return;
    for (const std::uint32_t row : taken.lease.objects.rows()) {
      if (!foreign(node, row, party)) continue;
      // What a lease after a recall told of it is the news and no copy.
      const auto* recall = node.exceptions.recall_of(row);
      const bool news = recall && taken.lease.policy >= recall->seq && !node.policy.labels().at(node.shelf.row(row).label).originating_parties().contains(party);
      if (!news) out.insert(row);
    }
  });
  return out;
}

// What the party reaches and nobody else does but originators, party by party and row by row.
std::size_t only_by(operations::Node& node, const std::string& party, const std::vector<std::string>& parties) {
  std::set<std::uint32_t> mine = read_by(node, party);
  mine.merge(leased_to(node, party));
  for (const std::string& other : parties) {
    if (other == party) continue;
    std::set<std::uint32_t> theirs = read_by(node, other);
    theirs.merge(leased_to(node, other));
    for (const std::uint32_t row : theirs)
      if (!node.policy.labels().at(node.shelf.row(row).label).originating_parties().contains(other)) mine.erase(row);
  }
  return mine.size();
}

void expect_sums(const operations::ExposureRank& rank) {
  double members = 0, agreements = 0;
  for (const auto& one : rank.members) members += one.share;
  for (const auto& one : rank.agreements) {
    agreements += one.share;
    EXPECT_LE(static_cast<double>(one.only), one.share + 1e-6);  // what needs it alone is wholly its own
  }
  EXPECT_NEAR(members, static_cast<double>(rank.members_total), 1e-6);
  EXPECT_NEAR(agreements, static_cast<double>(rank.agreements_total), 1e-6);
}

TEST(ExposureProperty, CountsAreThoseOfTheViewsAndTheLeases) {
  std::size_t pulled = 0, held = 0, points = 0, less = 0;
  std::int64_t passed = 0;
  for (std::uint64_t seed = 0; seed < 12 && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    History history(seed);
    operations::Node& node = history.node();
    for (int round = 0; round < 3 && !HasFailure(); ++round) {
      for (int act = 0; act < 10; ++act) history.act();
      for (int fetch = 0; fetch < 3; ++fetch) history.fetch(history.some_reader(), {});
      std::vector<std::string> parties;
      for (const auto& [id, party] : node.policy.world().directory().parties) parties.push_back(id);
      for (const std::string& party : parties) {
        const auto found = operations::exposure(node, the_operator(), {{party}, {}, {}});
        ASSERT_TRUE(found.has_value()) << to_string(found.error());
        ASSERT_TRUE(found->present);
        EXPECT_EQ(found->objects.may_pull, static_cast<std::int64_t>(read_by(node, party).size()));
        EXPECT_EQ(found->objects.held, static_cast<std::int64_t>(leased_to(node, party).size()));
        EXPECT_LE(found->objects.delivered, found->objects.held);
        EXPECT_EQ(found->objects.only, static_cast<std::int64_t>(only_by(node, party, parties)));
        for (const auto& line : found->agencies) {  // an agency is the same asked alone
          const auto alone = operations::exposure(node, the_operator(), {{line.name}, {}, {}});
          ASSERT_TRUE(alone.has_value()) << to_string(alone.error());
          EXPECT_EQ(line.held, alone->objects.held);
          EXPECT_EQ(line.may_pull, alone->objects.may_pull);
          EXPECT_EQ(line.pass_on, alone->objects.pass_on);
          passed += line.pass_on;
        }
        pulled += static_cast<std::size_t>(found->objects.may_pull);
        held += static_cast<std::size_t>(found->objects.held);

        const auto rank = operations::exposure_rank(node, the_operator(), {{party}, {}, {}});
        ASSERT_TRUE(rank.has_value()) << to_string(rank.error());
        expect_sums(*rank);
        EXPECT_EQ(rank->agreements_total + rank->follows + rank->left_out_weight, found->objects.may_pull);

        const auto frontier = operations::exposure_frontier(node, the_operator(), {{party}, {}, {}}, operations::Grain::direction, 1);
        ASSERT_TRUE(frontier.has_value()) << to_string(frontier.error());
        EXPECT_EQ(frontier->exposed + frontier->follows, found->objects.may_pull);
        for (std::size_t p = 1; p < frontier->points.size(); ++p) {
          EXPECT_GT(frontier->points[p].lost, frontier->points[p - 1].lost);
          EXPECT_GT(frontier->points[p].removed, frontier->points[p - 1].removed);
        }
        EXPECT_LE(frontier->points.back().removed + frontier->stays, frontier->exposed);
        points += frontier->points.size();

        // Monotone: without somebody's sharing nothing more is exposed.
        const auto what_if = operations::exposure_what_if(node, the_operator(), {{party}, {}, {}}, {{operations::ExposureChange::Kind::suspend_party, {}, party, {}, {}, {}, {}}});
        ASSERT_TRUE(what_if.has_value()) << to_string(what_if.error());
        EXPECT_EQ(what_if->before_objects, static_cast<std::uint64_t>(found->objects.may_pull));
        EXPECT_LE(what_if->after_objects, what_if->before_objects);
        less += what_if->before_objects - what_if->after_objects;
      }
      const auto all = operations::exposure_rank(node, the_operator(), {});
      ASSERT_TRUE(all.has_value());
      expect_sums(*all);
    }
  }
  std::cout << pulled << " pulled, " << held << " held, " << points << " points, " << less << " removed by suspending, " << passed << " passed on\n";
  EXPECT_GT(passed, 50);
  EXPECT_GT(pulled, 300u);
  EXPECT_GT(held, 50u);
  EXPECT_GT(points, 100u);
  EXPECT_GT(less, 100u);
}

// The sample alliance, and some readers who have fetched.
class ExposureSample : public testing::Test {
 protected:
  ExposureSample() : random_(crypto::test_random(9)), alliance_(*random_), engine_(store::memory_engine()), clock_(*parse_time("2026-06-01")) {
    node_ = *operations::Node::open({*engine_, clock_, *random_});
    alliance_.establish(*node_);
    alliance_.share_products(*node_);
    for (const char* person : {"JPN.CIRO.analyst", "JPN.NISC.submitter", "NZL.NAB.analyst", "USA.NSA.analyst"}) fetch(person);
  }
  void fetch(const std::string& person) {
    operations::PageRequest request;
    request.limit = 9;
    const auto page = operations::page(*node_, SampleCaller(person), request);
    ASSERT_TRUE(page.has_value()) << to_string(page.error());
    operations::page_sent(*node_, *page);
    ASSERT_TRUE(operations::due(*node_).has_value());  // deliveries are journalled
  }
  static operations::Caller SampleCaller(const std::string& person) { return fault::SampleAlliance::caller(person); }
  operations::Exposure exposure(const operations::Caller& caller, const std::string& member, std::optional<Time> as_of = {}) {
    auto found = operations::exposure(*node_, caller, {{member}, as_of, {}});
    EXPECT_TRUE(found.has_value()) << to_string(found.error());
    return *found;
  }
  operations::ExposureWhatIf what_if(const std::string& member, const std::string& change) {
    const auto parsed = operations::parse_change(change);
    EXPECT_TRUE(parsed.has_value()) << to_string(parsed.error());
    EXPECT_EQ(operations::to_text(*parsed), change);
    auto found = operations::exposure_what_if(*node_, the_operator(), {{member}, {}, {}}, {*parsed});
    EXPECT_TRUE(found.has_value()) << to_string(found.error());
    return *found;
  }
  void expect_same(const operations::ExposureWhatIf& supposed, const std::string& member) {
    const auto is = exposure(the_operator(), member);
    EXPECT_EQ(supposed.after_objects, static_cast<std::uint64_t>(is.objects.may_pull));
    EXPECT_GT(supposed.before_objects, supposed.after_objects) << "the change does something";
  }
  void record(const agreement::ActBody& body, const std::string& by) {
    const auto done = operations::record_act(*node_, agreement::to_json(alliance_.sign(agreement::Act{by, clock_.now(), "EXERCISE", body}, by)));
    ASSERT_TRUE(done.has_value()) << to_string(done.error());
  }

  std::unique_ptr<crypto::Random> random_;
  fault::SampleAlliance alliance_;
  std::unique_ptr<store::Engine> engine_;
  ManualClock clock_;
  std::unique_ptr<operations::Node> node_;
};

TEST_F(ExposureSample, WhatIsSupposedIsWhatThenHappens) {
  const auto direction = what_if("JPN", "suspend=JPN-NZL:NZL>JPN");
  const auto whole = what_if("JPN", "suspend=JPN-NZL");
  EXPECT_EQ(direction.after_objects, whole.after_objects);  // of what Japan may pull
  EXPECT_GT(whole.lost_elsewhere, direction.lost_elsewhere);  // New Zealand loses as well
  record(agreement::Suspend{"JPN-NZL", "NZL", "JPN", {}, {}}, "NZL");
  expect_same(direction, "JPN");
}

TEST_F(ExposureSample, LoweredClearancesAreAsIfSigned) {
  const auto supposed = what_if("NZL.GCSB", "re-tier=NZL.GCSB:RESTRICTED");
  for (const auto& [person, clearance] : alliance_.directory().clearances) {
    if (marking::agency_of(person) != "NZL.GCSB") continue;
    auto lower = clearance;
    const auto level = lower.levels.find("NZL");
    if (level == lower.levels.end() || *alliance_.directory().schemes.rank("NZL", level->second) <= *alliance_.directory().schemes.rank("NZL", "RESTRICTED")) continue;
    level->second = "RESTRICTED";
    lower.issued = clock_.now();
    const auto cleared = alliance_.clear(*node_, lower);
    ASSERT_TRUE(cleared.has_value()) << to_string(cleared.error());
  }
  expect_same(supposed, "NZL.GCSB");
}

TEST_F(ExposureSample, PartiesAreSuspendedAsIfEachDid) {
  const auto supposed = what_if("NZL", "suspend-party=NZL");
  EXPECT_GT(supposed.after_objects, 0u);  // copies that survive: they could be passed on
  EXPECT_GE(exposure(the_operator(), "NZL").objects.pass_on, static_cast<std::int64_t>(supposed.after_objects));
  for (const auto& [id, party] : alliance_.directory().parties)
    if (id != "NZL") {
      ASSERT_TRUE(alliance_.suspend(*node_, id, "NZL").has_value());
    }
  expect_same(supposed, "NZL");
  EXPECT_FALSE(supposed.reasons.empty());
}

TEST_F(ExposureSample, CeilingsAndTopicsRemoveAndNeverAdd) {
  for (const char* change : {"ceiling=JPN-NZL:NZL:RESTRICTED", "drop-topic=JPN-NZL:cyber", "drop-topic=JPN-NZL:maritime"}) {
    const auto found = what_if("NZL", change);
    EXPECT_LE(found.after_objects, found.before_objects) << change;
  }
  EXPECT_LT(what_if("NZL", "drop-topic=JPN-NZL:cyber").after_objects, what_if("NZL", "drop-topic=JPN-NZL:cyber").before_objects);
}

TEST_F(ExposureSample, APastDateIsThePresentOfThatDay) {
  const Time then = clock_.now();
  const auto before = exposure(the_operator(), "JPN");
  clock_.set(Time{then.us + 86'400'000'000});
  ASSERT_TRUE(alliance_.suspend(*node_, "NZL", "JPN").has_value());
  fetch("JPN.NISC.analyst");
  const auto now = exposure(the_operator(), "JPN"), past = exposure(the_operator(), "JPN", Time{then.us + 43'200'000'000});
  EXPECT_LT(now.objects.may_pull, before.objects.may_pull);
  EXPECT_FALSE(past.present);
  EXPECT_GE(past.objects.may_pull, before.objects.may_pull);  // what was withheld for what it refers to is counted, and said to be
  EXPECT_EQ(past.objects.held, before.objects.held);
  EXPECT_GT(past.notes.size(), now.notes.size());
  EXPECT_FALSE(operations::exposure(*node_, the_operator(), {{"JPN"}, Time{clock_.now().us + 86'400'000'000}, {}}).has_value());
}

TEST_F(ExposureSample, WhoAsksIsToldItsOwn) {
  EXPECT_EQ(operations::exposure(*node_, SampleCaller("NZL.GCSB.analyst"), {}).error().code, Code::forbidden);
  const auto official = SampleCaller("NZL.GCSB.official");
  const auto own = exposure(official, "NZL"), all = exposure(the_operator(), "NZL");
  EXPECT_EQ(own.objects.may_pull, all.objects.may_pull);
  const auto of_japan = exposure(official, "JPN");
  EXPECT_LT(of_japan.objects.may_pull, exposure(the_operator(), "JPN").objects.may_pull);
  EXPECT_GT(of_japan.objects.may_pull, 0);
  for (const auto& line : of_japan.agreements) EXPECT_TRUE(line.name == "JPN-NZL v1" || line.name == "agreements of others" || line.name == "with what it marks" || line.name == "no longer released") << line.name;
  // People of others are told of to nobody, whether they are there or not.
  const auto hidden = operations::exposure(*node_, official, {{"JPN.CIRO.analyst"}, {}, {}}), absent = operations::exposure(*node_, official, {{"JPN.CIRO.nobody"}, {}, {}});
  ASSERT_FALSE(hidden.has_value());
  EXPECT_EQ(to_string(hidden.error()), to_string(absent.error()));
  // Objects are named to their originator alone.
  const auto named = operations::exposed_objects(*node_, official, {{"JPN"}, {}, {}}, operations::ExposedAs::may_pull, 0, 1000);
  ASSERT_TRUE(named.has_value());
  EXPECT_EQ(named->total, static_cast<std::uint64_t>(of_japan.objects.may_pull));
  const auto second = operations::exposed_objects(*node_, official, {{"JPN"}, {}, {}}, operations::ExposedAs::may_pull, 1, 1);
  ASSERT_TRUE(second.has_value());
  ASSERT_GT(named->total, 1u);
  EXPECT_EQ(second->objects.front().id, named->objects[1].id);
  EXPECT_FALSE(operations::exposed_objects(*node_, the_operator(), {{"JPN"}, {}, {}}, operations::ExposedAs::any, 0, 1).has_value());
  const auto hidden_pact = operations::exposure_what_if(*node_, official, {}, {*operations::parse_change("suspend=JPN-AUS")}),
             absent_pact = operations::exposure_what_if(*node_, official, {}, {*operations::parse_change("suspend=JPN-AUX")});
  ASSERT_FALSE(hidden_pact.has_value());
  EXPECT_EQ(to_string(hidden_pact.error()), to_string(absent_pact.error()));
}

// What an official is told does not change when others hold more that is not its party's business.
TEST_F(ExposureSample, HiddenObjectsOfOthersChangeNothing) {
  const auto official = SampleCaller("NZL.GCSB.official");
  std::set<std::string> reasons;
  const auto answers = [&] {
    ordered_json out = ordered_json::array();
    for (const char* member : {"JPN", "USA", "NZL", "USA.NSA"}) {
      const ExposureRequest request{{member}, {}, {}};
      out.push_back(operations::to_json(*operations::exposure(*node_, official, request)));
      out.push_back(operations::to_json(*operations::exposure_rank(*node_, official, request)));
      out.push_back(operations::to_json(*operations::exposure_frontier(*node_, official, request, operations::Grain::topic, 1)));
      out.push_back(operations::to_json(*operations::exposure_what_if(*node_, official, request, {*operations::parse_change("suspend=JPN-NZL")})));
      // Which topics labels have beside these is told neither in the reasons nor by what is refused.
      const auto topics = operations::exposure_what_if(*node_, official, request, {*operations::parse_change("drop-topic=FIVE-EYES:maritime"), *operations::parse_change("drop-topic=FIVE-EYES:energy")});
      EXPECT_TRUE(topics.has_value()) << to_string(topics.error());
      if (!topics) return std::string();
      for (const auto& reason : topics->reasons) reasons.insert(reason.text);
      out.push_back(operations::to_json(*topics));
    }
    for (auto& one : out) one.erase("at");
    return out.dump();
  };
  const std::string before = answers();
  const auto shared = operations::submit(*node_, SampleCaller("JPN.CIRO.submitter"),
      R"({"type":"bundle","id":"bundle--7c0f4b7e-0b8d-4c92-9ea7-a3b4f2f0d8f2","objects":[{"type":"tool","spec_version":"2.1","id":"tool--00000051-4c7e-4d1b-9a35-6b0c2f8d1e01",)"
      R"("created":"2026-05-01T00:00:00.000Z","modified":"2026-05-01T00:00:00.000Z","name":"EXERCISE","extensions":{"extension-definition--6a1c5d0e-6e0b-4f6b-9a53-0f6f2b1e7c44":)"
      R"({"extension_type":"property-extension","label":{"levels":{"JPN":["秘"]},"topics":[["energy"]],"releasable":{"JPN":[["JPN","AUS"]]}}}}}]})");
  ASSERT_TRUE(shared.has_value());
  ASSERT_TRUE(shared->objects.front().accepted) << shared->objects.front().message;
  fetch("JPN.NISC.submitter");
  EXPECT_GT(exposure(the_operator(), "AUS").objects.may_pull, 0);
  EXPECT_TRUE(answers() == before);
  EXPECT_FALSE(reasons.empty());
  for (const std::string& reason : reasons) EXPECT_TRUE(reason.find("topic energy, maritime no longer accepted") != std::string::npos) << reason;
}

// How many agreements others have, and how many accounts, is theirs to tell.
TEST_F(ExposureSample, NeitherHiddenAgreementsNorAccountsAreCounted) {
  const auto official = SampleCaller("NZL.GCSB.official");
  const ExposureRequest of_australia{{"AUS"}, {}, {}};
  const auto shown = operations::to_json(*operations::exposure_rank(*node_, official, of_australia));
  for (const auto& line : shown["agreements"]) EXPECT_EQ(line.contains("grants"), line["kind"] != "others") << line.dump();
  auto ended = alliance_.directory().clearances.at("JPN.NISC.analyst");  // who has read nothing yet, and now may not
  ended.until = ended.issued.emplace(clock_.now());
  clock_.set(Time{clock_.now().us + 1'000'000});
  ASSERT_TRUE(alliance_.clear(*node_, ended).has_value());
  std::uint64_t told = 0, there = 0;
  for (const auto& line : exposure(official, "JPN").agencies) {
    told += line.people;
    EXPECT_GT(line.people, 0u) << line.name;
  }
  for (const auto& line : exposure(the_operator(), "JPN").agencies) there += line.people;
  EXPECT_GT(told, 0u);
  EXPECT_LT(told, there);
  std::uint64_t own = 0, all = 0;
  for (const auto& line : exposure(official, "NZL").agencies) own += line.people;
  for (const auto& line : exposure(the_operator(), "NZL").agencies) all += line.people;
  EXPECT_EQ(own, all);
}

TEST_F(ExposureSample, AnOfficialIsToldWhileItsClearanceIsInForce) {
  const auto official = SampleCaller("NZL.GCSB.official");
  EXPECT_TRUE(operations::exposure(*node_, official, {}).has_value());
  auto ended = alliance_.directory().clearances.at("NZL.GCSB.official");
  ended.until = clock_.now();
  ended.issued = clock_.now();
  clock_.set(Time{clock_.now().us + 1'000'000});
  ASSERT_TRUE(alliance_.clear(*node_, ended).has_value());
  const auto refused = operations::exposure(*node_, official, {});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, Code::forbidden);
}

TEST_F(ExposureSample, OneQuestionIsWorkedOutAtATime) {
  const ExposureRequest request{{"JPN"}, {}, {}};
  {
    const auto turn = operations::ExposureTurn::take(*node_);
    ASSERT_TRUE(turn.has_value());
    EXPECT_EQ(operations::exposure(*node_, the_operator(), request).error().code, Code::unavailable);
    EXPECT_EQ(operations::exposure_rank(*node_, the_operator(), request).error().code, Code::unavailable);
    EXPECT_EQ(operations::exposure_frontier(*node_, the_operator(), request, operations::Grain::topic, 1).error().code, Code::unavailable);
    EXPECT_EQ(operations::exposure(*node_, SampleCaller("NZL.GCSB.analyst"), {}).error().code, Code::forbidden);  // who may not ask is not told that others do
  }
  const auto found = operations::exposure(*node_, the_operator(), request);
  ASSERT_TRUE(found.has_value());
  EXPECT_NE(found->notes.front().find("default purpose"), std::string::npos);
}

}  // namespace
}  // namespace comity::property
