#include "alliance/directory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "base/bytes.hpp"

namespace comity::alliance {
namespace {

using ::testing::HasSubstr;

Time at(std::string_view text) { return parse_time(text).value(); }

Directory small() {
  Directory d;
  EXPECT_TRUE(d.schemes.add({"NZL", "New Zealand", "", {{"RESTRICTED", 0, "R"}, {"SECRET", 1, "S"}}}));
  EXPECT_TRUE(d.schemes.add({"JPN", "Japan", "", {{"極秘", 0, ""}, {"特定秘密", 0, ""}}}));
  for (const char* id : {"NZL", "JPN"})
    d.parties[id] = {id, id, {id}, {false, {{marking::Member::Kind::party, id, {}}}}, ""};
  d.agencies["NZL.GCSB"] = {"NZL.GCSB", "a bureau", "signals", false};
  d.people["NZL.GCSB.analyst"] = {"NZL.GCSB.analyst", "an analyst", {"reader"}};
  d.clearances["NZL.GCSB.analyst"] = {"NZL.GCSB.analyst", {{"NZL", "SECRET"}}, {{"JPN", "X"}},   {"cyber"},
                                      {"defence"},        "defence",           at("2025-01-01"), at("2030-01-01")};
  d.communities["PACT"] = {
      "PACT", "a pact", {{"NZL", at("1950-01-01"), at("1986-08-11")}, {"NZL", at("2010-11-04"), Time::max()}}};
  d.suspensions.push_back({"JPN", "NZL", at("2026-01-01"), at("2027-01-01")});
  return d;
}

TEST(CommunityTest, MembershipIsReadAsOfADate) {
  const Directory directory = small();
  const Community& pact = directory.communities.at("PACT");
  EXPECT_FALSE(pact.member("NZL", at("1949-12-31")));
  EXPECT_TRUE(pact.member("NZL", at("1950-01-01")));
  EXPECT_FALSE(pact.member("NZL", at("1986-08-11")));  // [from, until)
  EXPECT_FALSE(pact.member("NZL", at("2000-01-01")));
  EXPECT_TRUE(pact.member("NZL", at("2026-01-01")));
  EXPECT_FALSE(pact.member("JPN", at("2026-01-01")));
  EXPECT_EQ(pact.member_since("NZL", at("1960-01-01")), at("1950-01-01"));
  EXPECT_EQ(pact.member_since("NZL", at("2026-01-01")), at("2010-11-04"));
  EXPECT_EQ(pact.member_since("NZL", at("2000-01-01")), std::nullopt);
}

TEST(CheckTest, NamesTheFirstFault) {
  EXPECT_TRUE(check(small()));
  const struct {
    const char* what;
    std::function<void(Directory&)> spoil;
    const char* where;
    const char* message;
  } kFaults[] = {
      {"scheme", [](Directory& d) { d.parties["NZL"].schemes.push_back("AUS"); }, "party NZL", "AUS"},
      {"scheme twice", [](Directory& d) { d.parties["NZL"].schemes.push_back("NZL"); }, "party NZL", "twice"},
      {"readers",
       [](Directory& d) {
         d.parties["NZL"].default_readers.members.insert({marking::Member::Kind::party, "AUS", {}});
       },
       "party NZL", "AUS"},
      {"key", [](Directory& d) { d.parties["NZL"].id = "AUS"; }, "party NZL", "AUS"},
      {"agency without party",
       [](Directory& d) {
         d.agencies["AUS.ASD"] = {"AUS.ASD", "", "", false};
       },
       "agency AUS.ASD", "AUS"},
      {"agency id",
       [](Directory& d) {
         d.agencies["NZL"] = {"NZL", "", "", false};
       },
       "agency NZL", "2 words"},
      {"person without agency",
       [](Directory& d) {
         d.people["NZL.SIS.x"] = {"NZL.SIS.x", "", {}};
       },
       "person NZL.SIS.x", "NZL.SIS"},
      {"person id",
       [](Directory& d) {
         d.people["NZL.GCSB.a b"] = {"NZL.GCSB.a b", "", {}};
       },
       "person NZL.GCSB.a b", "3 words"},
      {"community name",
       [](Directory& d) {
         d.communities["NZL"] = {"NZL", "", {}};
       },
       "community NZL", "never share"},
      {"community member",
       [](Directory& d) {
         d.communities["PACT"].spells.push_back({"AUS", {}, Time::max()});
       },
       "community PACT", "AUS"},
      {"overlap",
       [](Directory& d) {
         d.communities["PACT"].spells.push_back({"NZL", at("1980-01-01"), at("1990-01-01")});
       },
       "community PACT", "overlap"},
      {"reserved",
       [](Directory& d) {
         d.communities["ALL"] = {"ALL", "", {}};
       },
       "community ALL", "reserved"},
      {"foreign scheme", [](Directory& d) { d.clearances["NZL.GCSB.analyst"].levels["JPN"] = "極秘"; },
       "clearance NZL.GCSB.analyst", "JPN"},
      {"no such word", [](Directory& d) { d.clearances["NZL.GCSB.analyst"].levels["NZL"] = "COSMIC"; },
       "clearance NZL.GCSB.analyst", "COSMIC"},
      {"default purpose", [](Directory& d) { d.clearances["NZL.GCSB.analyst"].default_purpose = "trade"; },
       "clearance NZL.GCSB.analyst", "trade"},
      {"access",
       [](Directory& d) {
         d.clearances["NZL.GCSB.analyst"].accesses.insert({"AUS", "X"});
       },
       "clearance NZL.GCSB.analyst", "AUS"},
      {"clearance dates", [](Directory& d) { d.clearances["NZL.GCSB.analyst"].until = at("2020-01-01"); },
       "clearance NZL.GCSB.analyst", "before"},
      {"nobody's clearance", [](Directory& d) { d.people.clear(); }, "clearance NZL.GCSB.analyst",
       "not in the directory"},
      {"suspends itself", [](Directory& d) { d.suspensions[0].by = "NZL"; }, "suspension 1", "itself"},
      {"suspends nobody", [](Directory& d) { d.suspensions[0].party = "AUS"; }, "suspension 1", "AUS"},
  };
  for (const auto& row : kFaults) {
    Directory directory = small();
    row.spoil(directory);
    const auto result = check(directory);
    ASSERT_FALSE(result) << row.what;
    EXPECT_EQ(result.error().code, Code::invalid) << row.what;
    EXPECT_EQ(result.error().where, row.where) << row.what;
    EXPECT_THAT(result.error().message, HasSubstr(row.message)) << row.what;
  }
}

TEST(DirectoryJsonTest, RoundTripKeepsEverything) {
  Directory directory = small();
  const auto random = crypto::test_random(1);
  directory.parties["NZL"].authority = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
  directory.parties["NZL"].default_readers = {true, {}};
  directory.parties["JPN"].default_readers = {false,
                                              {{marking::Member::Kind::party, "NZL", {}},
                                               {marking::Member::Kind::agency, "NZL.GCSB", {}},
                                               {marking::Member::Kind::person, "NZL.GCSB.analyst", {}},
                                               {marking::Member::Kind::community, "PACT", {}},
                                               {marking::Member::Kind::community, "PACT", at("2020-01-01")}}};
  directory.communities["PACT"].spells.push_back({"JPN", Time::min(), Time::max()});
  const std::string json = to_json(directory);
  const auto back = parse_directory(json);
  ASSERT_TRUE(back) << to_string(back.error());
  EXPECT_EQ(to_json(*back), json);
  EXPECT_EQ(back->parties.at("JPN").default_readers, directory.parties.at("JPN").default_readers);
  EXPECT_EQ(back->parties.at("NZL").default_readers, directory.parties.at("NZL").default_readers);
  EXPECT_EQ(back->parties.at("NZL").authority, directory.parties.at("NZL").authority);
  EXPECT_EQ(back->communities.at("PACT").spells.at(2).from, Time::min());
  EXPECT_EQ(back->communities.at("PACT").spells.at(2).until, Time::max());
  EXPECT_EQ(back->schemes.rank("JPN", "極秘"), back->schemes.rank("JPN", "特定秘密"));
  EXPECT_EQ(back->suspensions.at(0).until, at("2027-01-01"));
  EXPECT_EQ(to_json(back->clearances.at("NZL.GCSB.analyst")), to_json(directory.clearances.at("NZL.GCSB.analyst")));
}

TEST(DirectoryJsonTest, RefusesWhatItDoesNotKnow) {
  const std::string json = to_json(small());
  EXPECT_FALSE(parse_directory("{}x"));
  EXPECT_FALSE(parse_directory(R"({"partys":[]})"));
  std::string spoilt = json;
  spoilt.replace(spoilt.find("\"client\""), 8, "\"Client\"");
  EXPECT_EQ(parse_directory(spoilt).error().where, "/agencies/0/Client");
  spoilt = json;
  spoilt.replace(spoilt.find("\"person\":\"NZL.GCSB.analyst\""), 27, "\"person\":\"NZL.GCSB.another\"");
  EXPECT_FALSE(parse_directory(spoilt));  // a clearance for a person who is not there
}

TEST(ClearanceTest, CanonicalTextIsAsDocumented) {
  Clearance clearance{"NZL.GCSB.analyst", {{"NZL", "TOP SECRET"}}, {{"USA", "SI"}},  {"pacific", "cyber"},
                      {"cyber-defence"},  "cyber-defence",         at("2025-01-01"), Time::max()};
  EXPECT_EQ(
      to_json(clearance),
      R"({"accesses":[{"name":"SI","party":"USA"}],"default_purpose":"cyber-defence","from":"2025-01-01T00:00:00.000000Z",)"
      R"("levels":{"NZL":"TOP SECRET"},"person":"NZL.GCSB.analyst","purposes":["cyber-defence"],"topics":["cyber","pacific"]})");
  clearance.until = at("2030-01-01");
  EXPECT_THAT(to_json(clearance), HasSubstr(R"("until":"2030-01-01T00:00:00.000000Z")"));
  const auto back = parse_clearance(to_json(clearance));
  ASSERT_TRUE(back);
  EXPECT_EQ(to_json(*back), to_json(clearance));
  EXPECT_EQ(*back, clearance);
  clearance.issued = at("2026-01-01");
  EXPECT_THAT(to_json(clearance), HasSubstr(R"("issued":"2026-01-01T00:00:00.000000Z")"));
  EXPECT_EQ(parse_clearance(to_json(clearance)), clearance);
}

TEST(DirectoryTest, ARecoveryKeyIsKeptWhereThereIsOne) {
  Directory directory = small();
  EXPECT_THAT(to_json(directory), ::testing::Not(HasSubstr("recovery")));
  Party& party = directory.parties.begin()->second;
  party.recovery = to_base64(std::string(32, 'r'));
  const auto back = parse_directory(to_json(directory));
  ASSERT_TRUE(back) << to_string(back.error());
  EXPECT_EQ(back->parties, directory.parties);
  party.recovery = "short";
  EXPECT_THAT(parse_directory(to_json(directory)).error().where, HasSubstr("recovery"));
}

TEST(ClearanceTest, SignatureCoversEveryBit) {
  const auto random = crypto::test_random(2);
  const auto authority = crypto::SigningKey::generate(*random), other = crypto::SigningKey::generate(*random);
  const Clearance clearance = small().clearances.at("NZL.GCSB.analyst");
  const std::string json = to_json(clearance), signature = sign_clearance(clearance, authority);
  const auto base64 = [](const crypto::SigningKey& key) { return to_base64(key.public_key()); };
  EXPECT_TRUE(verify_clearance(json, signature, base64(authority)));
  EXPECT_FALSE(verify_clearance(json, signature, base64(other)));
  EXPECT_FALSE(verify_clearance(json, sign_clearance(clearance, other), base64(authority)));
  EXPECT_FALSE(verify_clearance(json, "", base64(authority)));
  EXPECT_FALSE(verify_clearance(json, signature, ""));
  EXPECT_FALSE(verify_clearance(" " + json, signature, base64(authority)));
  for (std::size_t bit = 0; bit < json.size() * 8; ++bit) {
    std::string altered = json;
    altered[bit / 8] = static_cast<char>(altered[bit / 8] ^ (1 << bit % 8));
    EXPECT_FALSE(verify_clearance(altered, signature, base64(authority))) << altered;
  }
  for (std::size_t bit = 0; bit < signature.size() * 8; ++bit) {
    std::string altered = signature;
    altered[bit / 8] = static_cast<char>(altered[bit / 8] ^ (1 << bit % 8));
    EXPECT_FALSE(verify_clearance(json, altered, base64(authority))) << altered;
  }
}

}  // namespace
}  // namespace comity::alliance
