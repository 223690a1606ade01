#include "agreement/paper.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "agreement/life.hpp"
#include "base/bytes.hpp"

namespace comity::agreement {
namespace {

using ::testing::HasSubstr;

constexpr PaperKind kKind{"position", "statement"}, kOther{"concern", "statement"};
constexpr const char* kText = R"({"party":"NZL","statement":"s-1"})";

Time at(std::string_view text) { return parse_time(text).value(); }
crypto::SigningKey key(const std::string& name) { return crypto::SigningKey::from_seed((name + std::string(32, 'x')).substr(0, 32)).value(); }
std::string public_key(const std::string& name) { return to_base64(key(name).public_key()); }

class PaperTest : public ::testing::Test {
 protected:
  PaperTest() {
    alliance::Directory directory;
    for (const char* party : {"JPN", "NZL"}) {
      directory.parties[party] = {party, party, {}, {false, {{marking::Member::Kind::party, party, {}}}}, public_key(party), public_key(std::string(party) + "!")};
      const std::string agency = std::string(party) + ".A";
      directory.agencies[agency] = {agency, "", "", false};
      for (const char* person : {".official", ".other"}) directory.people[agency + person] = {agency + person, "", {}};
    }
    life_.take(directory);
  }
  void record(const Act& act, const std::string& signer, const std::string& name, const char* when) { record(act, {{signer, name}}, when); }
  void record(const Act& act, const std::vector<std::pair<std::string, std::string>>& signers, const char* when) {
    SignedAct one{act, {}};
    for (const auto& [signer, name] : signers) one.signatures.push_back(sign(act, signer, key(name)));
    ASSERT_TRUE(life_.check(one, at(when), [](const ObjectName&) { return std::nullopt; }));
    ASSERT_TRUE(life_.record(one, at(when)));
  }
  Result<void> may(const std::string& signer, const std::string& name, const std::string& by, const char* when) const {
    return check(kKind, {kText, {sign(kKind, kText, signer, key(name))}}, by, life_, at(when));
  }
  bool counts(const std::string& signer, const std::string& name, const std::string& by, const char* when) const {
    return life_.counts(signer, public_key(name), by, kKind.power, at(when));
  }
  Life life_;
};

TEST_F(PaperTest, the_authority_and_whom_it_designated_for_it_sign_and_nobody_else) {
  EXPECT_TRUE(may("NZL", "NZL", "NZL", "2026-01-02"));
  EXPECT_EQ(may("NZL", "JPN", "NZL", "2026-01-02").error().code, Code::precondition);
  EXPECT_EQ(may("JPN", "JPN", "NZL", "2026-01-02").error().code, Code::precondition);
  EXPECT_EQ(may("NZL.A.official", "official", "NZL", "2026-01-02").error().code, Code::precondition);
  record({"NZL", at("2026-01-03"), "", Designate{"NZL.A.official", public_key("official"), {"consent"}, "NZL", {}}}, "NZL", "NZL", "2026-01-03");
  EXPECT_EQ(may("NZL.A.official", "official", "NZL", "2026-01-04").error().code, Code::forbidden);
  record({"NZL", at("2026-01-05"), "", Designate{"NZL.A.official", public_key("official"), {"statement"}, "NZL", at("2026-02-01")}}, "NZL", "NZL", "2026-01-05");
  EXPECT_TRUE(may("NZL.A.official", "official", "NZL", "2026-01-06"));
  EXPECT_EQ(may("NZL.A.official", "official", "JPN", "2026-01-06").error().code, Code::precondition);
  EXPECT_EQ(may("NZL.A.official", "official", "NZL", "2026-02-01").error().code, Code::precondition);
}

TEST_F(PaperTest, a_designation_for_an_agency_signs_for_that_agency_only) {
  record({"NZL", at("2026-01-03"), "", Designate{"NZL.A.official", public_key("official"), {"judgement"}, "NZL.A", {}}}, "NZL", "NZL", "2026-01-03");
  EXPECT_TRUE(life_.may_sign("NZL.A.official", public_key("official"), "NZL.A", "judgement", at("2026-01-04")));
  EXPECT_FALSE(life_.may_sign("NZL.A.official", public_key("official"), "NZL", "judgement", at("2026-01-04")));
}

TEST_F(PaperTest, what_a_revoked_key_signed_counts_as_far_back_no_more) {
  record({"NZL", at("2026-03-01"), "", RevokeKey{public_key("NZL"), at("2026-02-01"), ""}}, "NZL", "NZL!", "2026-03-01");
  EXPECT_TRUE(counts("NZL", "NZL", "NZL", "2026-01-31"));
  EXPECT_FALSE(counts("NZL", "NZL", "NZL", "2026-02-01"));
  EXPECT_FALSE(may("NZL", "NZL", "NZL", "2026-03-02"));
}

TEST_F(PaperTest, what_one_signed_counts_no_more_once_its_designation_does_not) {
  const Designate before{"NZL.A.official", public_key("official"), {"statement"}, "NZL", {}};
  record({"NZL", at("2026-01-03"), "", before}, "NZL", "NZL", "2026-01-03");
  // By whoever stole the authority's key: another person, and the same one with another key.
  record({"NZL", at("2026-02-03"), "", Designate{"NZL.A.other", public_key("thief"), {"statement"}, "NZL", {}}}, "NZL", "NZL", "2026-02-03");
  record({"NZL", at("2026-02-04"), "", Designate{"NZL.A.official", public_key("thief 2"), {"statement"}, "NZL", {}}}, "NZL", "NZL", "2026-02-04");
  EXPECT_TRUE(counts("NZL.A.official", "official", "NZL", "2026-01-04"));
  EXPECT_TRUE(counts("NZL.A.other", "thief", "NZL", "2026-02-05"));
  EXPECT_TRUE(counts("NZL.A.official", "thief 2", "NZL", "2026-02-05"));
  record({"NZL", at("2026-03-01"), "", RevokeKey{public_key("NZL"), at("2026-02-01"), public_key("NZL 2")}}, {{"NZL", "NZL!"}, {"NZL", "NZL 2"}}, "2026-03-01");
  EXPECT_TRUE(counts("NZL.A.official", "official", "NZL", "2026-01-04")) << "designated before the theft";
  EXPECT_FALSE(counts("NZL.A.other", "thief", "NZL", "2026-02-05"));
  EXPECT_FALSE(counts("NZL.A.official", "thief 2", "NZL", "2026-02-05"));
}

TEST_F(PaperTest, what_a_stolen_authority_put_in_its_own_place_signed_counts_no_more) {
  record({"NZL", at("2026-02-03"), "", ReplaceKey{public_key("thief")}}, {{"NZL", "NZL"}, {"NZL", "thief"}}, "2026-02-03");
  EXPECT_TRUE(counts("NZL", "thief", "NZL", "2026-02-05"));
  EXPECT_TRUE(counts("NZL", "NZL", "NZL", "2026-02-02"));
  record({"NZL", at("2026-03-01"), "", RevokeKey{public_key("NZL"), at("2026-02-01"), public_key("NZL 2")}}, {{"NZL", "NZL!"}, {"NZL", "NZL 2"}}, "2026-03-01");
  EXPECT_FALSE(counts("NZL", "thief", "NZL", "2026-02-05"));
  EXPECT_TRUE(counts("NZL", "NZL", "NZL", "2026-01-31"));
}

TEST_F(PaperTest, a_designation_that_ended_leaves_what_was_signed_by_it) {
  record({"NZL", at("2026-01-03"), "", Designate{"NZL.A.official", public_key("official"), {"statement"}, "NZL", at("2026-06-01")}}, "NZL", "NZL", "2026-01-03");
  record({"NZL", at("2026-02-01"), "", Dismiss{"NZL.A.official"}}, "NZL", "NZL", "2026-02-01");
  EXPECT_TRUE(counts("NZL.A.official", "official", "NZL", "2026-01-04"));
  EXPECT_FALSE(counts("NZL.A.official", "official", "NZL", "2026-02-02"));
  EXPECT_FALSE(counts("NZL.A.official", "official", "NZL", "2026-01-02"));
  EXPECT_FALSE(life_.counts("NZL.A.official", public_key("official"), "NZL", "concern", at("2026-01-04")));
  EXPECT_FALSE(counts("NZL.A.official", "official", "JPN", "2026-01-04"));
}

TEST_F(PaperTest, a_signature_on_one_kind_is_none_on_another) {
  const Paper paper{kText, {sign(kKind, kText, "NZL", key("NZL"))}};
  EXPECT_TRUE(check(kKind, paper, "NZL", life_, at("2026-01-02")));
  EXPECT_EQ(check(kOther, paper, "NZL", life_, at("2026-01-02")).error().code, Code::invalid);
  Paper other = paper;
  other.text = R"({"party":"NZL","statement":"s-2"})";
  EXPECT_EQ(check(kKind, other, "NZL", life_, at("2026-01-02")).error().code, Code::invalid);
}

TEST_F(PaperTest, a_file_reads_back_however_it_is_laid_out) {
  const Paper paper{kText, {sign(kKind, kText, "NZL", key("NZL"))}};
  const std::string file = to_json(kKind, paper);
  const auto back = parse_paper(kKind, file);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->text, kText);
  EXPECT_TRUE(check(kKind, *back, "NZL", life_, at("2026-01-02")));
  const auto laid_out = parse_paper(kKind, fmt::format(R"({{ "signatures": {}, "position": {{"statement": "s-1", "party": "NZL"}} }})", file.substr(file.find('['), file.rfind(']') - file.find('[') + 1)));
  ASSERT_TRUE(laid_out);
  EXPECT_EQ(laid_out->text, kText);
}

TEST_F(PaperTest, what_is_no_paper_says_so) {
  const std::string sound = to_json(kKind, {kText, {sign(kKind, kText, "NZL", key("NZL"))}});
  const auto mended = [&](std::string_view from, std::string_view to) {
    std::string text = sound;
    return text.replace(text.find(from), from.size(), to);
  };
  const std::pair<std::string, const char*> wrong[] = {
      {"{}", "missing"},
      {mended("\"position\"", "\"concern\""), "missing"},
      {mended("\"signatures\"", "\"signed\""), "missing"},
      {mended(kText, "[]"), "no object"},
      {mended("\"signer\":\"NZL\"", "\"signer\":\"N Z\""), "no party"},
      {mended("\"key\":\"", "\"key\":\"AA"), "32 bytes"},
      {mended("\"signature\":\"", "\"signature\":\"AA"), "64 bytes"},
  };
  for (const auto& [text, message] : wrong) {
    const auto read = parse_paper(kKind, text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().code, Code::invalid);
    EXPECT_THAT(to_string(read.error()), HasSubstr(message));
  }
  EXPECT_EQ(check(kKind, {kText, {}}, "NZL", life_, at("2026-01-02")).error().code, Code::precondition);
}

}  // namespace
}  // namespace comity::agreement
