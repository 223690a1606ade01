#include "judgement/judgement.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>

#include "base/bytes.hpp"
#include "crypto/canonical.hpp"

namespace comity::judgement {
namespace {

using nlohmann::json;

std::filesystem::path shared() {
  const char* folder = std::getenv("COMITY_SHARED");
  return folder != nullptr ? std::filesystem::path(folder) : std::filesystem::path(COMITY_SOURCE_DIR) / ".." / "shared";
}

Judgement sample() {
  Judgement out;
  out.agency = "NZL.NAB";
  out.question = "grouping--00000000-0000-4000-8000-000000000001";
  out.p = "0.66";
  out.low = "0.55";
  out.high = "0.76";
  out.confidence = "moderate";
  out.nonce = std::string(64, 'a');
  out.term = "likely";
  out.yardstick = "icd203";
  out.rationale = "EXERCISE Two networks were isolated.";
  out.sources = {"report--00000000-0000-4000-8000-000000000002"};
  return out;
}

TEST(Judgement, TheKnownCommitment) {
  const auto path = shared() / "vectors" / "judgement" / "values.json";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "no " << path << ": set COMITY_SHARED";
  std::ifstream file(path);
  const json known = json::parse(file).at("commitment");
  const auto parsed = parse_judgement(known.at("jcs").get<std::string>());
  ASSERT_TRUE(parsed) << to_string(parsed.error());
  EXPECT_EQ(parsed->p, "0.70");
  EXPECT_EQ(parsed->round, 1);
  const std::string text = to_json(*parsed);
  EXPECT_EQ(text, known.at("jcs"));
  EXPECT_EQ(to_hex(crypto::view(commitment_to(text))), known.at("sha256"));
}

// The one of docs/format/round.md.
TEST(Judgement, TheCommitmentOfTheFormatsPage) {
  const std::string text = R"({"agency":"NZL.NAB","confidence":"high","nonce":"1f1e1d1c1b1a191817161514131211100f0e0d0c0b0a09080706050403020100","p":"0.35","question":"grouping--00000000-0000-4000-8000-000000000001","round":2})";
  const auto parsed = parse_judgement(text);
  ASSERT_TRUE(parsed) << to_string(parsed.error());
  EXPECT_EQ(to_json(*parsed), text);
  EXPECT_EQ(to_hex(crypto::view(commitment_to(text))), "1678d0db5a2b8e0d78961628b13ce80c9ee957ad1149bc41a103dd2aa362f922");
}

TEST(Judgement, IsReadAsItIsWritten) {
  const Judgement one = sample();
  const auto read = parse_judgement(to_json(one));
  ASSERT_TRUE(read) << to_string(read.error());
  EXPECT_EQ(*read, one);
}

TEST(Judgement, WhatIsCommittedToIsWhatWasWritten) {
  json value = json::parse(to_json(sample()));
  value["sources"] = json::array({"report--2", "report--1"});
  value["rationale"] = "";
  const auto written = canonical_text(value.dump(2));
  ASSERT_TRUE(written) << to_string(written.error());
  EXPECT_EQ(*written, value.dump());  // members ascend in both
  const auto read = parse_judgement(*written);
  ASSERT_TRUE(read);
  EXPECT_NE(commitment_to(*written), commitment_to(to_json(*read)));
  EXPECT_EQ(canonical_text(to_json(sample())).value(), to_json(sample()));
  EXPECT_FALSE(canonical_text("{}"));
}

TEST(Judgement, EveryMemberAndTheNonceChangeTheCommitment) {
  const auto digest = [](const Judgement& one) { return commitment_to(to_json(one)); };
  const auto base = digest(sample());
  Judgement other = sample();
  other.p = "0.67";
  EXPECT_NE(digest(other), base);
  other = sample();
  other.nonce[63] = 'b';
  EXPECT_NE(digest(other), base);
  other = sample();
  other.round = 2;
  EXPECT_NE(digest(other), base);
  other = sample();
  other.rationale.clear();
  EXPECT_NE(digest(other), base);
}

TEST(Judgement, RefusesWhatIsNone) {
  const auto refused = [](const std::function<void(json&)>& change) {
    json value = json::parse(to_json(sample()));
    change(value);
    const auto read = parse_judgement(value.dump());
    return read ? std::string() : read.error().where;
  };
  for (const char* p : {"0", "1", "0.0", "1.0", "0.000", ".5", "0.5e1", "0,5", "-0.5", "70%", "0.1234567", " 0.5", ""})
    EXPECT_EQ(refused([&](json& value) { value["p"] = p; }), "/p") << p;
  EXPECT_EQ(refused([](json& value) { value["p"] = 0.7; }), "/p");
  EXPECT_EQ(refused([](json& value) { value["p"] = "0.80"; }), "/p");  // outside low and high
  EXPECT_EQ(refused([](json& value) { value["round"] = 3; }), "/round");
  EXPECT_EQ(refused([](json& value) { value["confidence"] = "70"; }), "/confidence");
  EXPECT_EQ(refused([](json& value) { value["nonce"] = std::string(63, 'a'); }), "/nonce");
  EXPECT_EQ(refused([](json& value) { value["sources"] = json::array({"nothing"}); }), "/sources");
  EXPECT_FALSE(parse_judgement(R"({"agency":"A","p":"0.5","p":"0.6"})"));
  json value = json::parse(to_json(sample()));
  value.erase("low");
  EXPECT_FALSE(parse_judgement(value.dump()));
  value = json::parse(to_json(sample()));
  value["likelihood"] = "likely";
  EXPECT_FALSE(parse_judgement(value.dump()));
}

TEST(Commitment, RoundTripsAndRefuses) {
  const Commitment one{"NZL.NAB", "grouping--x", 2, std::string(64, '0'), *parse_time("2026-06-01T00:00:00Z")};
  const auto read = parse_commitment(to_json(one));
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, one);
  json value = json::parse(to_json(one));
  value["sha256"] = std::string(64, 'G');
  EXPECT_FALSE(parse_commitment(value.dump()));
  value = json::parse(to_json(one));
  value["p"] = "0.5";  // nothing of the judgement has a place here
  EXPECT_FALSE(parse_commitment(value.dump()));
}

}  // namespace
}  // namespace comity::judgement
