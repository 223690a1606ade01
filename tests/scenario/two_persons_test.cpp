// What an agreement has two persons do: consents to a level, and the release of objects of it. docs/format/agreement.md ([two_persons]).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <algorithm>

#include "base/bytes.hpp"
#include "operations/recall.hpp"
#include "tests/scenario/consent_node.hpp"

namespace comity::scenario {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string kTool = "tool--00000001-0000-4000-8000-00000000000a";
const std::string kOther = "tool--00000002-0000-4000-8000-00000000000b";
constexpr const char* kOfficial = "NZL.GCSB.official";
constexpr const char* kSubmitter = "NZL.GCSB.submitter";
constexpr const char* kOwn = "NZL.GCSB.analyst";

operations::Caller caller(const std::string& person) { return fault::SampleAlliance::caller(person); }

// Of New Zealand, for Japan too.
std::string open(const std::string& word) {
  return fmt::format(R"("levels":{{"NZL":["{}"]}},"topics":[["cyber"]],"releasable":{{"NZL":[["NZL","JPN"]]}})", word);
}

struct TwoPersons : testing::Test {
  ConsentNode world;
  operations::Node& node() { return world.node(); }

  void agree(const std::string& parties, const std::string& since = "2026-01-01",
             const std::string& level = "{ party = 'NZL', scheme = 'NZL', word = 'SECRET' }") {
    const auto document = agreement::parse_agreement(
        fmt::format("id = 'TWO'\nversion = 1\ntitle = 'EXERCISE'\nkind = 'bilateral'\nparties = [{}]\n[term]\nin_force = {}\n"
                    "[two_persons]\nlevels = [{}]\n",
                    parties, since, level),
        "two.toml");
    ASSERT_TRUE(document) << to_string(document.error());
    agreement::Signed one{*document, {}};
    for (const auto& party : document->terms.parties) one.signatures.push_back(world.alliance().sign(*document, party.party));
    const auto done = operations::add_agreement(node(), agreement::to_json(one));
    ASSERT_TRUE(done) << to_string(done.error());
  }
  void give_role(const std::string& person, const std::string& role) {
    alliance::Directory directory = world.alliance().directory();
    directory.people.find(person)->second.roles.insert(role);
    ASSERT_TRUE(operations::set_directory(node(), directory));
  }
  // The word for the submitter of one object.
  std::string submitted(const std::string& object) {
    const auto shared = operations::submit(node(), caller(kSubmitter), "{\"objects\":[" + object + "]}");
    if (!shared || !shared->objects.at(0).accepted) return "refused";
    return shared->objects.at(0).message;
  }
  Result<Seq> approve(const std::string& person) { return operations::approve_release(node(), caller(person), {kTool, "NZL", Marked{}.modified}); }
};

TEST_F(TwoPersons, ReleaseWhatOneSubmits) {
  agree("'JPN', 'NZL'");
  EXPECT_EQ(submitted(tool(kOther, {open("RESTRICTED")})), "");
  EXPECT_EQ(submitted(tool(kTool, {open("SECRET")})), "kept for NZL until another person of it approves the release");
  Poller japan(world, kJapan), own(world, kOwn);
  EXPECT_THAT(japan.news(), ElementsAre(kOther));
  EXPECT_THAT(own.news(), ElementsAre(kTool, kOther));
  give_role(kSubmitter, "official");
  EXPECT_EQ(approve(kSubmitter).error().code, Code::forbidden) << "the submitter alone cannot";
  EXPECT_EQ(approve(kOwn).error().code, Code::not_found) << "no releaser";
  EXPECT_EQ(approve(kJapan).error().code, Code::not_found);
  EXPECT_THAT(japan.news(), IsEmpty());
  world.reopen();
  EXPECT_THAT(japan.news(), IsEmpty());
  ASSERT_TRUE(approve(kOfficial));
  EXPECT_THAT(japan.news(), ElementsAre(kTool)) << "at a date after what it has seen";
  EXPECT_THAT(own.news(), IsEmpty());
  EXPECT_EQ(approve(kOfficial).error().code, Code::precondition);
  // Each version anew.
  Marked next{open("SECRET")};
  next.modified = "2026-05-02T00:00:00.000Z";
  EXPECT_THAT(submitted(tool(kTool, next)), HasSubstr("another person"));
  EXPECT_THAT(japan.news(), IsEmpty());
}

TEST_F(TwoPersons, AMarkedFieldOfTheLevelIsEnough) {
  agree("'JPN', 'NZL'");
  const std::string mark = "marking-definition--00000000-0000-4000-8000-0000000000b1";
  const std::string definition = R"({"type":"marking-definition","spec_version":"2.1","id":")" + mark +
                                 R"(","created":"2026-05-01T00:00:00.000Z","name":"EXERCISE","extensions":{")" + std::string(stix::kLabelExtension) +
                                 R"(":{"extension_type":"property-extension","label":{)" + open("SECRET") + "}}}}";
  Marked marked{open("RESTRICTED")};
  marked.more = R"("description":"EXERCISE","granular_markings":[{"marking_ref":")" + mark + R"(","selectors":["description"]}],)";
  world.share({definition, tool(kTool, marked), tool(kOther, {open("RESTRICTED")})});
  Poller japan(world, kJapan);
  const auto news = japan.news();
  EXPECT_FALSE(news.contains(kTool));
  EXPECT_TRUE(news.contains(kOther));
  ASSERT_TRUE(approve(kOfficial));
  EXPECT_TRUE(japan.news().contains(kTool));
}

TEST_F(TwoPersons, OnlyWhileAnAgreementOfTheOwnersSaysSo) {
  EXPECT_EQ(submitted(tool(kOther, {open("SECRET")})), "") << "none does yet";
  agree("'JPN', 'NZL'", "2026-07-01");
  EXPECT_EQ(submitted(tool(kTool, {open("SECRET")})), "") << "it is not in force yet";
  Poller japan(world, kJapan);
  EXPECT_THAT(japan.news(), ElementsAre(kTool, kOther));
  world.later(31LL * 24 * 3600);
  EXPECT_THAT(japan.news(), IsEmpty());
  EXPECT_THAT(japan.gone(), IsEmpty()) << "what was released stays so";
  Marked next{open("SECRET")};
  next.modified = "2026-05-02T00:00:00.000Z";
  EXPECT_THAT(submitted(tool(kTool, next)), HasSubstr("another person"));
}

TEST_F(TwoPersons, OnlyOnesOwnWordsCount) {
  agree("'JPN', 'NZL'", "2026-01-01", "{ party = 'JPN', scheme = 'JPN', word = '極秘' }");
  EXPECT_EQ(submitted(tool(kTool, {open("SECRET")})), "");
}

TEST_F(TwoPersons, SignAConsent) {
  agree("'JPN', 'NZL'");
  const auto key = crypto::SigningKey::generate(*crypto::test_random(5));
  ASSERT_TRUE(world.record({"NZL", world.clock().now(), "", agreement::Designate{kOfficial, to_base64(key.public_key()), {"consent"}, "NZL", {}}}));
  world.share({tool(kTool, {orcon("SECRET")}), tool(kOther, {orcon("RESTRICTED")})});
  ASSERT_TRUE(approve(kOfficial));
  operations::ConsentWish wish;
  wish.object = kTool;
  wish.to = "JPN";
  const auto prepared = operations::prepare_consent(node(), caller(kOfficial), wish);
  ASSERT_TRUE(prepared) << to_string(prepared.error());
  EXPECT_EQ(prepared->needed, 2);
  EXPECT_THAT(prepared->signers, ElementsAre("NZL", kOfficial));
  wish.object = kOther;
  EXPECT_EQ(operations::prepare_consent(node(), caller(kOfficial), wish)->needed, 1);

  agreement::SignedAct one = world.alliance().sign(prepared->act, "NZL");
  EXPECT_THAT(world.bring(one).error().message, HasSubstr("takes two persons"));
  EXPECT_EQ(world.bring({prepared->act, {agreement::sign(prepared->act, kOfficial, key)}}).error().code, Code::precondition);
  Poller japan(world, kJapan);
  EXPECT_THAT(japan.news(), IsEmpty());
  one.signatures.push_back(agreement::sign(prepared->act, kOfficial, key));
  const auto recorded = world.bring(one);
  ASSERT_TRUE(recorded) << to_string(recorded.error());
  EXPECT_THAT(japan.news(), ElementsAre(kTool));
  EXPECT_TRUE(world.record(world.consent({kOther}))) << "one is enough for what the agreement does not name";
  // To a party that the agreement does not bind it takes one.
  auto korea = world.consent({kTool});
  std::get<agreement::GiveConsent>(korea.body).id = "c-korea";
  std::get<agreement::GiveConsent>(korea.body).to = "KOR";
  EXPECT_TRUE(world.record(korea));
}

}  // namespace
}  // namespace comity::scenario
