// What a node's journal says of how a party handled what it was given, and to whom it says so.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "operations/handling_record.hpp"
#include "operations/recall.hpp"
#include "tests/fault/sample_alliance.hpp"

namespace comity {
namespace {

using fault::SampleAlliance;
using nlohmann::json;
using ::testing::Test;

template <class T>
T value(Result<T> result) {
  if (!result) throw std::runtime_error(to_string(result.error()));
  return *std::move(result);
}

std::string tool(int n) { return fmt::format("tool--00000000-0000-4000-8000-{:012d}", n); }

class Handling : public Test {
 protected:
  Handling() : random_(crypto::test_random(7)), alliance_(*random_), engine_(store::memory_engine()) {
    node_ = value(operations::Node::open({*engine_, clock_, *random_}));
    alliance_.establish(*node_);
  }

  void share(const std::string& person, int n, const std::string& party, const std::string& level, json readers, const std::string& type = "tool") {
    json object{{"type", type}, {"spec_version", "2.1"}, {"id", tool(n)}, {"created", "2026-05-01T00:00:00.000Z"}, {"modified", "2026-05-01T00:00:00.000Z"}, {"name", "EXERCISE"},
                {"extensions", {{std::string(stix::kLabelExtension), {{"extension_type", "property-extension"},
                  {"label", {{"levels", {{party, json::array({level})}}}, {"topics", json::array({json::array({"cyber"})})}, {"releasable", {{party, json::array({std::move(readers)})}}}}}}}}}};
    const auto shared = value(operations::submit(*node_, SampleAlliance::caller(person), json{{"objects", json::array({object})}}.dump())).objects;
    ASSERT_TRUE(shared.front().accepted) << shared.front().message;
  }
  // Takes everything that there is for that person, as a client does.
  std::size_t fetch(const std::string& person, bool sent = true) {
    operations::PageRequest request;
    request.limit = 1000;
    const auto page = value(operations::page(*node_, SampleAlliance::caller(person), request));
    if (sent) operations::page_sent(*node_, page);
    EXPECT_TRUE(operations::due(*node_));
    return page.count;
  }
  void recall(const std::string& person, int n) {
    operations::RecallRequest request;
    request.object.id = tool(n);
    request.reason = "EXERCISE";
    value(operations::recall(*node_, SampleAlliance::caller(person), request));
  }
  void later(double hours) { clock_.set({clock_.now().us + static_cast<std::int64_t>(hours * 3.6e9)}); }

  Result<operations::HandlingRecord> record(const std::string& person, const std::string& party, std::optional<Time> since = {}) {
    auto caller = person.empty() ? operations::Caller{std::string(access::kOperator), "", "", ""} : SampleAlliance::caller(person);
    return operations::handling_record(*node_, caller, party, since);
  }
  std::map<std::string, std::optional<double>> numbers(const std::string& person, const std::string& party, std::optional<Time> since = {}) {
    std::map<std::string, std::optional<double>> out;
    const auto got = value(record(person, party, since));
    for (const auto& one : insight::handling_numbers(got.events, got.as_of)) out[std::string(one.id)] = one.value;
    return out;
  }

  ManualClock clock_{parse_time("2026-06-01").value()};
  std::unique_ptr<crypto::Random> random_;
  SampleAlliance alliance_;
  std::unique_ptr<store::Engine> engine_;
  std::unique_ptr<operations::Node> node_;
};

const std::string kOurs = "NZL.GCSB.submitter", kOfficial = "NZL.GCSB.official", kClerk = "NZL.GCSB.clerk", kTheirs = "JPN.CIRO.analyst";

TEST_F(Handling, FromTheLeaseToTheNewsOfTheRecall) {
  for (const int n : {1, 2, 3}) share(kOurs, n, "NZL", "RESTRICTED", json::array({"JPN", "NZL"}));
  EXPECT_EQ(numbers(kOfficial, "JPN")["may_have_received"], 0);
  ASSERT_EQ(fetch(kTheirs), 3u);
  auto got = numbers(kOfficial, "JPN");
  EXPECT_EQ(got["may_have_received"], 3);
  EXPECT_EQ(got["handed_over"], 3);
  EXPECT_EQ(got["people"], 1);
  EXPECT_FALSE(got["acknowledged"]);

  recall(kOurs, 1);
  later(5);
  got = numbers(kClerk, "JPN");
  EXPECT_EQ(got["recalls"], 1);
  EXPECT_EQ(got["told"], 0);
  EXPECT_EQ(got["not_told"], 1);
  EXPECT_NEAR(*got["not_told_longest_hours"], 5, 0.01);
  later(1);
  fetch(kTheirs);
  later(10);
  got = numbers(kOfficial, "JPN");
  EXPECT_EQ(got["told"], 1);
  EXPECT_EQ(got["not_told"], 0);
  EXPECT_NEAR(*got["told_median_hours"], 6, 0.01);
  EXPECT_EQ(got["may_have_received"], 3) << "the news of the recall is no receipt of the object";
}

TEST_F(Handling, WhatWasLeasedAndNotSentIsNotHandedOver) {
  share(kOurs, 1, "NZL", "RESTRICTED", json::array({"JPN", "NZL"}));
  ASSERT_EQ(fetch(kTheirs, false), 1u);
  const auto got = numbers(kOfficial, "JPN");
  EXPECT_EQ(got.at("may_have_received"), 1);
  EXPECT_EQ(got.at("handed_over"), 0);
}

TEST_F(Handling, OnlyWhatTheAskersPartyOriginated) {
  share("USA.NSA.submitter", 1, "USA", "UNCLASSIFIED", json::array({"GBR", "NZL", "USA"}));
  share(kOurs, 2, "NZL", "RESTRICTED", json::array({"GBR", "NZL", "USA"}));
  const auto both = fetch("USA.NSA.submitter");
  ASSERT_EQ(both, 2u);
  EXPECT_EQ(numbers(kOfficial, "USA").at("may_have_received"), 1) << "not the party's own, and not another's";
  EXPECT_EQ(numbers("", "USA").at("may_have_received"), 1) << "what it originated itself was not given to it";
}

TEST_F(Handling, ThePartyItselfHearsOfNoRecallBeforeItsPeopleDo) {
  share("JPN.NISC.submitter", 1, "JPN", "秘", json::array({"JPN", "NZL"}));
  ASSERT_EQ(fetch("NZL.GCSB.analyst"), 1u);
  recall("JPN.NISC.submitter", 1);
  auto got = numbers(kOfficial, "NZL");
  EXPECT_EQ(got["may_have_received"], 1);
  EXPECT_EQ(got["recalls"], 0);
  EXPECT_FALSE(got.contains("not_told"));
  EXPECT_EQ(got["refused_log_ins"], 0) << "an official's own people";
  EXPECT_FALSE(numbers(kClerk, "NZL")["refused_log_ins"]) << "which a registrar is not told of";
  EXPECT_EQ(numbers("", "NZL")["recalls"], 1) << "the operator is";
  later(1);
  fetch("NZL.GCSB.analyst");
  EXPECT_EQ(numbers(kOfficial, "NZL")["recalls"], 1);
}

TEST_F(Handling, WhoMayNotAsk) {
  for (const char* person : {"NZL.GCSB.analyst", "NZL.GCSB.submitter", "JPN.CIRO.analyst"}) {
    const auto refused = record(person, "JPN");
    ASSERT_FALSE(refused) << person;
    EXPECT_EQ(refused.error().code, Code::forbidden);
  }
  EXPECT_EQ(record(kOfficial, "ATL").error().code, Code::not_found);
  EXPECT_FALSE(numbers(kOfficial, "JPN")["refused_log_ins"]) << "another party's people";
}

TEST_F(Handling, SinceCountsFromThenAndKnowsWhatWasBefore) {
  share(kOurs, 1, "NZL", "RESTRICTED", json::array({"JPN", "NZL"}));
  fetch(kTheirs);
  later(24);
  const Time then = clock_.now();
  later(1);
  recall(kOurs, 1);
  const auto got = numbers(kOfficial, "JPN", then);
  EXPECT_EQ(got.at("leases"), 0);
  EXPECT_EQ(got.at("may_have_received"), 0);
  EXPECT_EQ(got.at("recalls"), 1) << "of what was fetched before";
  EXPECT_EQ(numbers(kOfficial, "JPN", Time{clock_.now().us + 1'000'000}).at("recalls"), 0);
}

TEST_F(Handling, EvidenceNamesRecordsAndPeopleAndNoObject) {
  share(kOurs, 1, "NZL", "RESTRICTED", json::array({"JPN", "NZL"}));
  fetch(kTheirs);
  recall(kOurs, 1);
  const auto got = value(record(kOfficial, "JPN"));
  const auto all = value(operations::evidence_json(got, ""));
  std::set<std::string> keys;
  for (const auto& one : all.at("evidence")) EXPECT_TRUE(keys.insert(one.at("key").get<std::string>()).second);
  EXPECT_TRUE(std::is_sorted(all.at("evidence").begin(), all.at("evidence").end(), [](const auto& a, const auto& b) { return a.at("key") < b.at("key"); }));
  EXPECT_EQ(all.dump().find("tool--"), std::string::npos);
  const auto leases = value(operations::evidence_json(got, "lease"));
  ASSERT_EQ(leases.at("evidence").size(), 1u);
  EXPECT_EQ(leases.at("evidence")[0].at("person"), kTheirs);
  EXPECT_FALSE(operations::evidence_json(got, "score"));
}

}  // namespace
}  // namespace comity
