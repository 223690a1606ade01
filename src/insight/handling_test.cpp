#include "insight/handling.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace comity::insight {
namespace {

Time at(double hours) { return Time{static_cast<std::int64_t>(hours * 3.6e9)}; }

HandlingEvents events() {
  HandlingEvents out;
  out.leases = {{.record = 10, .at = at(1), .person = "AUS.ASD.a", .objects = 3, .handed_over = 3}, {.record = 12, .at = at(2), .person = "AUS.ONI.b", .objects = 2, .handed_over = 0}, {.record = 30, .at = at(9), .person = "AUS.ASD.a", .objects = 1, .handed_over = 1}};
  out.versions = 4, out.versions_handed_over = 3;
  out.recalls = {{.record = 20, .at = at(5), .person = "AUS.ASD.a", .cause = "recalled", .reason = "EXERCISE", .held = 1, .told = at(9), .tellable = true},
                 {.record = 20, .at = at(5), .person = "AUS.ONI.b", .cause = "recalled", .reason = "EXERCISE", .held = 2, .told = {}, .tellable = true},
                 {.record = 25, .at = at(7), .person = "AUS.ASD.a", .cause = "corrected", .reason = "EXERCISE", .held = 1, .told = at(9), .tellable = true}};
  out.duties = {{"AUS-NZL", "breach_notice_hours", "24"}};
  return out;
}

const HandlingNumber& number(const std::vector<HandlingNumber>& all, std::string_view id) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.id == id; });
  EXPECT_NE(found, all.end()) << id;
  return *found;
}

TEST(Handling, CountsAndHours) {
  const auto all = handling_numbers(events(), at(29));
  EXPECT_EQ(number(all, "may_have_received").value, 4);
  EXPECT_EQ(number(all, "handed_over").value, 3);
  EXPECT_EQ(number(all, "leases").value, 3);
  EXPECT_EQ(number(all, "people").value, 2);
  EXPECT_EQ(number(all, "recalls").value, 2);
  EXPECT_EQ(number(all, "told").value, 2);
  EXPECT_EQ(number(all, "told_median_hours").value, 3);
  EXPECT_EQ(number(all, "told_longest_hours").value, 4);
  EXPECT_EQ(number(all, "not_told").value, 1);
  EXPECT_EQ(number(all, "not_told_longest_hours").value, 24);
  EXPECT_EQ(number(all, "duties").value, 1);
}

TEST(Handling, WhatIsNotKnownIsNotZero) {
  const auto all = handling_numbers(HandlingEvents{}, at(1));
  EXPECT_FALSE(number(all, "acknowledged").value);
  EXPECT_FALSE(number(all, "concerns").value);
  EXPECT_FALSE(number(all, "told_median_hours").value);
  EXPECT_FALSE(number(all, "refused_log_ins").value);
  for (const auto& one : all) EXPECT_TRUE(one.value || !one.note.empty()) << one.id;
  EXPECT_EQ(number(all, "recalls").value, 0) << "but none is none";
}

TEST(Handling, OwnMattersCountByKind) {
  auto given = events();
  given.own = {{.what = OwnMatter::What::refused_log_in, .record = 3, .at = at(1), .person = "AUS.ASD.a", .count = 7}, {.what = OwnMatter::What::clearance_ended, .record = 0, .at = at(2), .person = "AUS.ONI.b", .count = 1}};
  given.concerns = std::map<std::string, std::uint64_t>{{"open", 2}, {"answered", 1}};
  const auto all = handling_numbers(given, at(29));
  EXPECT_EQ(number(all, "refused_log_ins").value, 7);
  EXPECT_EQ(number(all, "clearances_ended").value, 1);
  EXPECT_EQ(number(all, "awaiting_second_person").value, 0);
  EXPECT_EQ(number(all, "concerns").value, 3);
  EXPECT_EQ(number(all, "concerns").note, "1 answered, 2 open");
}

TEST(Handling, WhoeverIsNotToBeToldOfRecallsIsNot) {
  auto given = events();
  given.untold_too = false;
  for (const auto& one : handling_numbers(given, at(29))) EXPECT_THAT(std::string(one.id), testing::Not(testing::HasSubstr("not_told")));
}

TEST(Handling, EveryNumberOpensIntoItsRecords) {
  const auto given = events();
  for (const auto& one : handling_numbers(given, at(29))) EXPECT_TRUE(one.evidence.empty() || is_evidence_kind(one.evidence)) << one.id;
  EXPECT_EQ(handling_evidence(given, "lease").size(), 3u);
  const auto recalls = handling_evidence(given, "recall");
  ASSERT_EQ(recalls.size(), 3u);
  EXPECT_EQ(recalls[0].record, 25u) << "newest first";
  EXPECT_THAT(recalls[0].says, testing::HasSubstr("told after 2.0 hours"));
  EXPECT_THAT(recalls[2].says, testing::HasSubstr("not told yet"));
  EXPECT_EQ(handling_evidence(given).size(), 7u);
  EXPECT_FALSE(is_evidence_kind("score"));
}
}  // namespace
}  // namespace comity::insight
