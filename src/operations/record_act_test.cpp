// Agreements through a node: acts, later versions, drafts, and who is told of them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "base/bytes.hpp"
#include "operations/acts.hpp"
#include "operations/consents.hpp"

namespace comity::operations {
namespace {

using ::testing::HasSubstr;

class RecordActTest : public ::testing::Test {
 protected:
  RecordActTest() : clock_(at("2026-01-01")), random_(crypto::test_random(1)), engine_(store::memory_engine()) {
    open();
    EXPECT_TRUE(establish(*node_, "node"));
    for (const char* party : {"AUS", "NZL", "USA"}) {
      directory_.parties[party] = {party, party, {}, {false, {{marking::Member::Kind::party, party, {}}}}, to_base64(key(party).public_key())};
      const std::string agency = std::string(party) + ".A", person = agency + ".official", reader = agency + ".reader";
      directory_.agencies[agency] = {agency, "", "", false};
      directory_.people[person] = {person, "", {"official"}};
      directory_.people[reader] = {reader, "", {"reader"}};
    }
    EXPECT_TRUE(set_directory(*node_, directory_));
  }
  void open() {
    node_.reset();
    node_ = Node::open({*engine_, clock_, *random_}).value();
  }
  static Time at(std::string_view text) { return parse_time(text).value(); }
  static crypto::SigningKey key(const std::string& party) { return crypto::SigningKey::from_seed((party + std::string(32, 'x')).substr(0, 32)).value(); }
  static Caller official(const std::string& party) { return {party + ".A.official", party + ".A", party, ""}; }

  static std::string signed_by(const std::vector<std::string>& signers, int version, const std::string& term) {
    const auto document = agreement::parse_agreement(
        fmt::format("id = 'PACT'\nversion = {}\ntitle = 't'\nkind = 'bilateral'\nparties = ['NZL', 'USA']\n[term]\n{}\n", version, term), "a.toml").value();
    agreement::Signed out{document, {}};
    for (const auto& party : signers) out.signatures.push_back(agreement::sign(document, party, key(party)).value());
    return agreement::to_json(out);
  }
  Result<Seq> act(const std::string& by, agreement::ActBody body) {
    const agreement::Act one{by, clock_.now(), "", std::move(body)};
    return record_act(*node_, agreement::to_json(agreement::SignedAct{one, {agreement::sign(one, by, key(by))}}));
  }
  bool flows(const char* from, const char* to) {
    EXPECT_TRUE(due(*node_));
    return !node_->policy.world().between(from, to).empty();
  }
  void set(const char* when) { clock_.set(at(when)); }

  ManualClock clock_;
  std::unique_ptr<crypto::Random> random_;
  std::unique_ptr<store::Engine> engine_;
  std::unique_ptr<Node> node_;
  alliance::Directory directory_;
};

TEST_F(RecordActTest, ActsTakeEffectAndTheirDatesAreMet) {
  ASSERT_TRUE(add_agreement(*node_, signed_by({"NZL", "USA"}, 1, "in_force = 2025-01-01\nuntil = 2026-03-01\nrenews_months = 12")));
  EXPECT_TRUE(flows("USA", "NZL"));
  const Seq before = node_->policy.version();
  ASSERT_TRUE(act("USA", agreement::Suspend{"PACT", "USA", "NZL", {}, at("2026-02-01")}));
  EXPECT_GT(node_->policy.version(), before);
  EXPECT_FALSE(flows("USA", "NZL"));
  EXPECT_TRUE(flows("NZL", "USA"));
  EXPECT_EQ(node_->policy.next_transition(), at("2026-02-01"));
  set("2026-02-01");
  EXPECT_TRUE(flows("USA", "NZL"));
  ASSERT_TRUE(act("NZL", agreement::GiveNotice{"PACT", at("2026-06-01")}));
  set("2026-05-31");
  EXPECT_TRUE(flows("USA", "NZL"));  // the term ended on 1 March and went on
  EXPECT_EQ(node_->policy.next_transition(), at("2026-06-01"));
  set("2026-06-01");
  EXPECT_FALSE(flows("NZL", "USA"));
  // The same records, the same state.
  open();
  EXPECT_FALSE(flows("NZL", "USA"));
  EXPECT_EQ(node_->policy.life().standing("PACT", clock_.now()).state, agreement::Standing::State::ended);
}

TEST_F(RecordActTest, WhatDoesNotCheckIsNotRecorded) {
  ASSERT_TRUE(add_agreement(*node_, signed_by({"NZL", "USA"}, 1, "in_force = 2025-01-01")));
  const Seq last = node_->journal().last();
  EXPECT_EQ(act("AUS", agreement::Suspend{"PACT", "USA", "NZL", {}, {}}).error().code, Code::precondition);
  EXPECT_EQ(act("USA", agreement::Resume{"PACT", "USA", "NZL", {}}).error().code, Code::precondition);
  EXPECT_EQ(record_act(*node_, "{}").error().code, Code::invalid);
  agreement::GiveConsent consent;
  consent.id = "c", consent.to = "NZL", consent.objects = {{"USA", "report--1", ""}};
  EXPECT_EQ(act("USA", consent).error().code, Code::not_found);
  alliance::Directory other = directory_;
  other.parties["NZL"].authority = other.parties["USA"].authority;
  EXPECT_EQ(set_directory(*node_, other).error().code, Code::precondition);
  EXPECT_EQ(node_->journal().last(), last);
  other = directory_;
  other.people.erase("NZL.A.reader");
  EXPECT_TRUE(set_directory(*node_, other));
}

TEST_F(RecordActTest, ALaterVersionWaitsForItsDay) {
  ASSERT_TRUE(add_agreement(*node_, signed_by({"NZL", "USA"}, 1, "in_force = 2025-01-01")));
  ASSERT_TRUE(add_agreement(*node_, signed_by({"NZL", "USA"}, 2, "in_force = 2026-02-01\nuntil = 2026-03-01")));
  EXPECT_TRUE(flows("USA", "NZL"));
  EXPECT_EQ(node_->policy.world().between("USA", "NZL").front()->terms().version, 1);
  set("2026-02-01");
  EXPECT_TRUE(flows("USA", "NZL"));
  EXPECT_EQ(node_->policy.world().between("USA", "NZL").front()->terms().version, 2);
  EXPECT_EQ(node_->policy.world().current().size(), 1U);
  EXPECT_TRUE(node_->policy.world().find("PACT", 1));
  set("2026-03-01");
  EXPECT_FALSE(flows("USA", "NZL"));
}

TEST_F(RecordActTest, ADraftIsSignedOneByOne) {
  const std::string term = "in_force = 2025-01-01";
  const auto refused = propose_agreement(*node_, {"NZL.A.reader", "NZL.A", "NZL", ""}, signed_by({"NZL"}, 1, term));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::forbidden);
  EXPECT_EQ(propose_agreement(*node_, official("AUS"), signed_by({"NZL"}, 1, term)).error().code, Code::forbidden);
  EXPECT_EQ(propose_agreement(*node_, official("NZL"), signed_by({}, 1, term)).error().code, Code::precondition);
  const auto first = propose_agreement(*node_, official("NZL"), signed_by({"NZL"}, 1, term));
  ASSERT_TRUE(first) << to_string(first.error());
  EXPECT_FALSE(first->agreed);
  EXPECT_FALSE(flows("USA", "NZL"));

  const auto asked = agreements_of(*node_, official("USA")).value();
  ASSERT_EQ(asked.size(), 1U);
  ASSERT_EQ(asked[0].drafts.size(), 1U);
  EXPECT_EQ(asked[0].drafts[0].document.signatures.size(), 1U);
  EXPECT_EQ(asked[0].standing.version, 0);
  EXPECT_TRUE(agreements_of(*node_, official("AUS")).value().empty());
  open();

  const auto second = propose_agreement(*node_, official("USA"), signed_by({"USA"}, 1, term));
  ASSERT_TRUE(second) << to_string(second.error());
  EXPECT_TRUE(second->agreed);
  EXPECT_EQ(second->signed_by, (std::set<std::string>{"NZL", "USA"}));
  EXPECT_TRUE(flows("USA", "NZL"));
  const auto agreed = agreements_of(*node_, official("USA")).value();
  ASSERT_EQ(agreed.size(), 1U);
  EXPECT_TRUE(agreed[0].drafts.empty());
  EXPECT_EQ(agreed[0].standing.state, agreement::Standing::State::in_force);
  EXPECT_EQ(agreed[0].history.size(), 1U);
  EXPECT_TRUE(agreements_of(*node_, official("AUS")).value().empty());
  EXPECT_EQ(agreements_of(*node_, {std::string(access::kOperator), "", "", ""}).value().size(), 1U);
  EXPECT_EQ(propose_agreement(*node_, official("NZL"), signed_by({"NZL"}, 1, term)).error().code, Code::conflict);
}

}  // namespace
}  // namespace comity::operations
