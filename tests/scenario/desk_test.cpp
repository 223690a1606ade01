// What a person's desk says of what it gained and lost, and what waits for it; and its notebook, which is nobody else's.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <shared_mutex>

#include "operations/consents.hpp"
#include "operations/desk.hpp"
#include "operations/feed.hpp"
#include "operations/notebook.hpp"
#include "operations/owed.hpp"
#include "operations/recall.hpp"
#include "tests/fault/sample_alliance.hpp"

namespace comity {
namespace {

using fault::SampleAlliance;
using nlohmann::json;
using operations::NoteKind;
using ::testing::HasSubstr;
using ::testing::Not;

template <class T>
T value(Result<T> result) {
  if (!result) throw std::runtime_error(to_string(result.error()));
  return *std::move(result);
}

const std::string kOurs = "NZL.GCSB.submitter", kOfficial = "NZL.GCSB.official", kClerk = "NZL.GCSB.clerk", kTheirs = "JPN.CIRO.analyst";

std::string tool(int n) { return fmt::format("tool--00000000-0000-4000-8000-{:012d}", n); }

class Desk : public testing::Test {
 protected:
  Desk() : random_(crypto::test_random(7)), alliance_(*random_), engine_(store::memory_engine()) {
    reopen();
    alliance_.establish(*node_);
  }
  void reopen() {
    node_.reset();
    node_ = value(operations::Node::open({*engine_, clock_, *random_}));
  }
  void share(int n, json readers = json::array({"JPN", "NZL"}), const std::string& more = "{}") {
    json label{{"levels", {{"NZL", json::array({"RESTRICTED"})}}}, {"topics", json::array({json::array({"cyber"})})}, {"releasable", {{"NZL", json::array({std::move(readers)})}}}};
    label.update(json::parse(more));
    const json object{{"type", "tool"}, {"spec_version", "2.1"}, {"id", tool(n)}, {"created", "2026-05-01T00:00:00.000Z"}, {"modified", "2026-05-01T00:00:00.000Z"},
                      {"name", fmt::format("EXERCISE lantern {}", n)},
                      {"extensions", {{std::string(stix::kLabelExtension), {{"extension_type", "property-extension"}, {"label", label}}}}}};
    const auto shared = value(operations::submit(*node_, SampleAlliance::caller(kOurs), json{{"objects", json::array({object})}}.dump())).objects;
    ASSERT_TRUE(shared.front().accepted) << shared.front().message;
  }
  void fetch(const std::string& person) {
    operations::PageRequest request;
    request.limit = 1000;
    const auto page = value(operations::page(*node_, SampleAlliance::caller(person), request));
    operations::page_sent(*node_, page);
    ASSERT_TRUE(operations::due(*node_));
  }
  void act(const std::string& by, agreement::ActBody body) {
    const agreement::Act one{by, clock_.now(), "EXERCISE", std::move(body)};
    value(operations::record_act(*node_, agreement::to_json(alliance_.sign(one, by))));
  }
  void later(std::int64_t seconds) { clock_.set({clock_.now().us + seconds * 1'000'000}); }

  operations::DeskAnswer desk(const std::string& person, const std::string& after = "") { return value(operations::desk(*node_, SampleAlliance::caller(person), after)); }
  std::string now() { return operations::feed_now(*node_); }
  static std::uint64_t sum(const operations::DeskSide& side) {
    std::uint64_t out = side.rest_objects;
    for (const auto& group : side.groups) out += group.objects;
    return out;
  }

  ManualClock clock_{parse_time("2026-06-01").value()};
  std::unique_ptr<crypto::Random> random_;
  SampleAlliance alliance_;
  std::unique_ptr<store::Engine> engine_;
  std::unique_ptr<operations::Node> node_;
};

TEST_F(Desk, WhatIsSharedStandsUnderTheAgreementThatLetsItThrough) {
  const std::string before = now();
  for (int n = 1; n <= 7; ++n) share(n);
  const auto found = desk(kTheirs, before);
  EXPECT_EQ(found.gained.objects, 7u);
  EXPECT_EQ(found.lost.objects, 0u);
  EXPECT_FALSE(found.more);
  ASSERT_EQ(found.gained.groups.size(), 1u);
  const auto& group = found.gained.groups[0];
  EXPECT_EQ(group.why.kind, "submission");
  EXPECT_EQ(group.why.agreement, "JPN-NZL");
  EXPECT_EQ(group.objects, 7u);
  ASSERT_EQ(group.first.size(), 5u);
  EXPECT_EQ(group.first[0].title, "EXERCISE lantern 7") << "the last first";
  EXPECT_EQ(group.first[0].originators, std::vector<std::string>{"NZL.GCSB"});
  EXPECT_EQ(group.first[0].levels, std::vector<std::string>{"NZL:RESTRICTED"});
  EXPECT_EQ(desk(kTheirs, found.next).gained.objects, 0u) << "what was counted is not counted again";
  // The same to its own party is no partner's.
  EXPECT_EQ(desk(kClerk, before).gained.groups.at(0).why.kind, "own");
  // A stranger to the agreement is told of nothing.
  EXPECT_EQ(desk("KOR.NIS.analyst", before).gained.objects, 0u);
}

TEST_F(Desk, NothingLeavesBeforeALeaseThatNamesIt) {
  const std::string before = now();
  for (int n = 1; n <= 7; ++n) share(n);
  const auto leases = [&] {
    std::shared_lock state(node_->journal().state());
    return node_->leases.of_person(kTheirs);
  };
  ASSERT_TRUE(leases().empty());
  desk(kTheirs, before);
  std::uint64_t names = 0, whole = 0;
  for (const auto* taken : leases()) (taken->lease.names ? names : whole) += taken->lease.objects.size();
  EXPECT_EQ(names, 7u) << "all that is counted";
  EXPECT_EQ(whole, 5u) << "those that are shown, and no others";
  const auto records = node_->journal().last();
  desk(kTheirs, before);
  EXPECT_EQ(node_->journal().last(), records) << "asked again, the same leases cover it";
}

TEST_F(Desk, ASuspensionSaysWhoSuspendedWhat) {
  const std::string start = now();
  for (int n = 1; n <= 3; ++n) share(n);
  desk(kTheirs, start);  // told of them; a copy that was fetched the agreement's survival clause would leave readable
  const std::string before = now();
  act("NZL", agreement::Suspend{"JPN-NZL", "NZL", "JPN", {}, {}});
  const auto found = desk(kTheirs, before);
  EXPECT_EQ(found.gained.objects, 0u);
  EXPECT_EQ(found.lost.objects, 3u);
  ASSERT_EQ(found.lost.groups.size(), 1u);
  const auto& why = found.lost.groups[0].why;
  EXPECT_EQ(why.kind, "suspended");
  EXPECT_EQ(why.agreement, "JPN-NZL");
  EXPECT_THAT(why.text, HasSubstr("NZL suspended"));
  EXPECT_GT(why.policy, 0u);
  EXPECT_EQ(found.lost.groups[0].first.size(), 3u);
  // No byte of what may no longer be read.
  EXPECT_THAT(operations::to_json(found).dump(), Not(HasSubstr("lantern")));

  const std::string meanwhile = now();
  later(60);
  act("NZL", agreement::Resume{"JPN-NZL", "NZL", "JPN", {}});
  const auto again = desk(kTheirs, meanwhile);
  EXPECT_EQ(again.gained.objects, 3u);
  ASSERT_EQ(again.gained.groups.size(), 1u);
  EXPECT_EQ(again.gained.groups[0].why.kind, "resumed");
  EXPECT_EQ(again.lost.objects, 0u);
  // A party that the agreement does not bind hears nothing of it.
  EXPECT_THAT(operations::to_json(desk("GBR.GCHQ.analyst", before)).dump(), Not(HasSubstr("JPN-NZL")));
}

TEST_F(Desk, ARecallReachesTheDeskAndIsOwed) {
  for (int n = 1; n <= 3; ++n) share(n);
  fetch(kTheirs);
  const std::string before = now();
  operations::RecallRequest request;
  request.object.id = tool(2);
  request.reason = "EXERCISE source protection";
  value(operations::recall(*node_, SampleAlliance::caller(kOurs), request));
  const auto found = desk(kTheirs, before);
  EXPECT_EQ(found.gained.objects, 0u) << "the news of a recall is no gain";
  ASSERT_EQ(found.lost.groups.size(), 1u);
  EXPECT_EQ(found.lost.groups[0].objects, 1u);
  EXPECT_EQ(found.lost.groups[0].why.kind, "recalled");
  EXPECT_THAT(found.lost.groups[0].why.detail, HasSubstr("EXERCISE source protection"));
  EXPECT_TRUE(found.lost.groups[0].first.at(0).recalled);

  auto owed = value(operations::owed(*node_, SampleAlliance::caller(kTheirs)));
  ASSERT_EQ(owed.owed.size(), 1u);
  EXPECT_EQ(owed.owed[0].kind, "recall");
  EXPECT_EQ(owed.owed[0].id, tool(2));
  EXPECT_EQ(owed.counts.at("handling"), 1);
  EXPECT_EQ(owed.counts.at("desk"), 1);
  // Seen is seen, on the desk and in what is owed.
  value(operations::keep_note(*node_, SampleAlliance::caller(kTheirs), NoteKind::seen, "desk", json{{"cursor", found.next}}.dump()));
  EXPECT_EQ(desk(kTheirs).lost.objects, 0u);
  EXPECT_TRUE(value(operations::owed(*node_, SampleAlliance::caller(kTheirs))).owed.empty());
  // Who never had it is not told that there was one.
  EXPECT_TRUE(value(operations::owed(*node_, SampleAlliance::caller("JPN.NISC.analyst"))).owed.empty());
}

TEST_F(Desk, AConsentIsAGroupOfItsOwn) {
  share(1, json::array({"NZL"}), R"({"restricting":[{"party":"NZL","name":"ORCON"}]})");
  const std::string before = now();
  agreement::GiveConsent give;
  give.id = "c-1";
  give.to = "JPN";
  give.objects.push_back({"NZL", tool(1), "2026-05-01T00:00:00.000Z"});
  give.until = parse_time("2026-07-01").value();
  act("NZL", give);
  const auto found = desk(kTheirs, before);
  ASSERT_EQ(found.gained.groups.size(), 1u);
  EXPECT_EQ(found.gained.groups[0].why.kind, "consent");
  EXPECT_THAT(found.gained.groups[0].why.detail, HasSubstr("2026-07-01"));
  const auto owed = value(operations::owed(*node_, SampleAlliance::caller(kOfficial)));
  EXPECT_TRUE(std::any_of(owed.ending.begin(), owed.ending.end(), [](const auto& ending) { return ending.kind == "consent" && ending.id == "c-1" && ending.days == 29; })) << "whole days" << operations::to_json(owed).dump(1);
}

TEST_F(Desk, ARequestForConsentIsOwedByWhoCanAnswerIt) {
  value(operations::request_consent(*node_, SampleAlliance::caller(kTheirs), {"NZL", tool(1), "", "EXERCISE"}));
  for (const std::string& person : {kOfficial, kClerk}) {
    const auto owed = value(operations::owed(*node_, SampleAlliance::caller(person)));
    ASSERT_EQ(owed.owed.size(), 1u) << person;
    EXPECT_EQ(owed.owed[0].kind, "consent");
    EXPECT_EQ(owed.owed[0].path, "/product/" + tool(1));
    EXPECT_EQ(owed.counts.at("agreements"), 1);
  }
  for (const std::string& person : {kOurs, kTheirs, std::string("JPN.CIRO.official")})
    EXPECT_TRUE(value(operations::owed(*node_, SampleAlliance::caller(person))).owed.empty()) << person;
}

TEST_F(Desk, TheOperatorHasNone) {
  const operations::Caller operator_{std::string(access::kOperator), "", "", ""};
  EXPECT_EQ(operations::desk(*node_, operator_, "").error().code, Code::forbidden);
  EXPECT_EQ(operations::notes(*node_, operator_).error().code, Code::forbidden);
  EXPECT_TRUE(value(operations::owed(*node_, operator_)).owed.empty());
}

TEST_F(Desk, ACursorThatIsNoneIsRefused) { EXPECT_EQ(operations::desk(*node_, SampleAlliance::caller(kTheirs), "yesterday").error().code, Code::invalid); }

TEST_F(Desk, NumbersAddUpOverManyGroups) {
  const std::string before = now();
  for (int n = 1; n <= 30; ++n) {
    share(n);
    if (n % 6 != 0) continue;
    fetch(kTheirs);
    act("NZL", agreement::Suspend{"JPN-NZL", "NZL", "JPN", {}, {}});
    later(60);
    act("NZL", agreement::Resume{"JPN-NZL", "NZL", "JPN", {}});
    later(60);
  }
  for (const std::string& person : {kTheirs, kOurs, kClerk}) {
    const auto found = desk(person, before);
    EXPECT_EQ(sum(found.gained), found.gained.objects) << person;
    EXPECT_EQ(sum(found.lost), found.lost.objects) << person;
  }
  // As many as the feed tells of.
  const auto feed = value(operations::feed(*node_, SampleAlliance::caller(kTheirs), before, 1000));
  std::uint64_t objects = 0, gone = 0;
  for (const auto& event : feed.events) {
    const auto* one = std::get_if<operations::Listing::One>(&event.what);
    if (one == nullptr) ++gone;
    else objects += !one->revoked;
  }
  const auto found = desk(kTheirs, before);
  EXPECT_EQ(found.gained.objects, objects);
  EXPECT_EQ(found.lost.objects, gone);
}

// ---- The notebook ----

class Notebook : public Desk {
 protected:
  operations::KeptNote keep(const std::string& person, const std::string& id, const std::string& content, NoteKind kind = NoteKind::draft) {
    return value(operations::keep_note(*node_, SampleAlliance::caller(person), kind, id, content));
  }
  Result<std::string> read(const std::string& person, const std::string& id, NoteKind kind = NoteKind::draft) { return operations::note_of(*node_, SampleAlliance::caller(person), kind, id); }
  // Whether any record of the store still has that text.
  bool stored(const std::string& text) {
    for (Seq seq = 1; seq <= engine_->last(); ++seq) {
      const auto copied = value(engine_->copy(seq));
      if (copied.draft.blob.find(text) != std::string::npos || copied.draft.payload.find(text) != std::string::npos) return true;
    }
    return false;
  }
};

TEST_F(Notebook, IsItsPersonsAlone) {
  EXPECT_TRUE(keep(kOurs, "one", R"({"title":"EXERCISE kept","body":"x"})").fresh);
  EXPECT_FALSE(keep(kOurs, "one", R"({"title":"EXERCISE kept anew"})").fresh);
  EXPECT_EQ(value(read(kOurs, "one")), R"({"title":"EXERCISE kept anew"})");
  const auto listed = value(operations::notes(*node_, SampleAlliance::caller(kOurs), NoteKind::draft));
  ASSERT_EQ(listed.size(), 1u);
  EXPECT_EQ(listed[0].title, "EXERCISE kept anew");
  EXPECT_EQ(listed[0].bytes, std::string(R"({"title":"EXERCISE kept anew"})").size());
  EXPECT_TRUE(value(operations::notes(*node_, SampleAlliance::caller(kOurs), NoteKind::search)).empty());
  for (const std::string& person : {kClerk, kOfficial, kTheirs}) {
    const auto hidden = read(person, "one"), absent = read(person, "two");
    ASSERT_FALSE(hidden);
    EXPECT_EQ(to_string(hidden.error()), to_string(absent.error()));
    EXPECT_EQ(operations::drop_note(*node_, SampleAlliance::caller(person), NoteKind::draft, "one").error().code, Code::not_found);
    EXPECT_TRUE(value(operations::notes(*node_, SampleAlliance::caller(person))).empty());
  }
  EXPECT_TRUE(keep(kClerk, "one", R"({"mine":true})").fresh) << "of the same id, and another's";
  EXPECT_EQ(value(read(kOurs, "one")), R"({"title":"EXERCISE kept anew"})");
}

TEST_F(Notebook, StandsAfterAStart) {
  keep(kOurs, "one", R"({"name":"EXERCISE kept"})", NoteKind::search);
  keep(kOurs, "two", R"({"name":"EXERCISE gone"})", NoteKind::search);
  ASSERT_TRUE(operations::drop_note(*node_, SampleAlliance::caller(kOurs), NoteKind::search, "two"));
  reopen();
  EXPECT_EQ(value(read(kOurs, "one", NoteKind::search)), R"({"name":"EXERCISE kept"})");
  EXPECT_EQ(read(kOurs, "two", NoteKind::search).error().code, Code::not_found);
  EXPECT_EQ(value(operations::notes(*node_, SampleAlliance::caller(kOurs))).at(0).title, "EXERCISE kept");
}

TEST_F(Notebook, WhatIsRemovedIsGoneFromTheStore) {
  keep(kOurs, "weasel", R"({"title":"EXERCISE firefly"})");
  ASSERT_TRUE(stored("firefly"));
  ASSERT_TRUE(operations::drop_note(*node_, SampleAlliance::caller(kOurs), NoteKind::draft, "weasel"));
  EXPECT_FALSE(stored("firefly"));
  EXPECT_FALSE(stored("weasel")) << "its name as well";
}

TEST_F(Notebook, WhatIsReplacedIsOverwrittenWithinAMinute) {
  ASSERT_TRUE(operations::due(*node_));
  keep(kOurs, "one", R"({"title":"EXERCISE firefly"})");
  keep(kOurs, "one", R"({"title":"EXERCISE beetle"})");
  later(61);
  ASSERT_TRUE(operations::due(*node_));
  EXPECT_FALSE(stored("firefly"));
  EXPECT_TRUE(stored("beetle"));
  // And at the next start, where the node did not come to it.
  keep(kOurs, "one", R"({"title":"EXERCISE cricket"})");
  ASSERT_TRUE(stored("beetle"));
  reopen();
  EXPECT_FALSE(stored("beetle"));
  EXPECT_EQ(value(read(kOurs, "one")), R"({"title":"EXERCISE cricket"})");
}

TEST_F(Notebook, TheSameTextAgainMakesNoRecord) {
  keep(kOurs, "one", R"({"a":1})");
  const Seq last = node_->journal().last();
  EXPECT_FALSE(keep(kOurs, "one", R"({"a":1})").fresh);
  EXPECT_EQ(node_->journal().last(), last);
}

TEST_F(Notebook, MatchesWhatIsMeant) {
  keep(kOurs, "one", R"({"a":1})");
  const auto is = [](std::string text) { return [text](const std::optional<std::string>& content) { return content == text; }; };
  const auto caller = SampleAlliance::caller(kOurs);
  EXPECT_EQ(operations::keep_note(*node_, caller, NoteKind::draft, "one", R"({"a":3})", is(R"({"a":2})")).error().code, Code::precondition);
  EXPECT_EQ(operations::drop_note(*node_, caller, NoteKind::draft, "one", is(R"({"a":2})")).error().code, Code::precondition);
  EXPECT_TRUE(operations::keep_note(*node_, caller, NoteKind::draft, "one", R"({"a":2})", is(R"({"a":1})")));
  EXPECT_EQ(value(read(kOurs, "one")), R"({"a":2})");
}

TEST_F(Notebook, HasLimits) {
  const auto caller = SampleAlliance::caller(kOurs);
  const auto put = [&](const std::string& id, const std::string& content) { return operations::keep_note(*node_, caller, NoteKind::setting, id, content); };
  const auto of = [](std::size_t bytes) { return R"({"a":")" + std::string(bytes - 8, 'x') + R"("})"; };
  EXPECT_TRUE(put("large", of(operations::kMostNoteBytes)));
  EXPECT_EQ(put("larger", of(operations::kMostNoteBytes + 1)).error().code, Code::too_large);
  for (const std::string id : {"", "a/b", "a b", "\xe6\xb8\xaf"}) EXPECT_EQ(put(id, "{}").error().code, Code::invalid) << id;
  EXPECT_EQ(put(std::string(65, 'a'), "{}").error().code, Code::invalid);
  EXPECT_EQ(put("list", "[]").error().code, Code::invalid);
  for (std::size_t i = 1; i < 63; ++i) ASSERT_TRUE(put(fmt::format("large-{}", i), of(operations::kMostNoteBytes)));
  EXPECT_EQ(put("large-64", of(operations::kMostNoteBytes)).error().code, Code::too_large);
  for (std::size_t i = 63; i < operations::kMostNotes; ++i) ASSERT_TRUE(put(fmt::format("small-{}", i), "{}"));
  EXPECT_EQ(put("small-1000", "{}").error().code, Code::conflict);
  EXPECT_TRUE(put("small-63", R"({"a":1})")) << "what is there may change";
  EXPECT_EQ(value(operations::notes(*node_, caller)).size(), operations::kMostNotes);
}

}  // namespace
}  // namespace comity
