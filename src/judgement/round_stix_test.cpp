#include "judgement/round_stix.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "judgement/lint.hpp"
#include "stix/validate.hpp"

namespace comity::judgement {
namespace {

using nlohmann::ordered_json;

const std::string kMarking = R"({"label":{"levels":{"NZL":["RESTRICTED"]}}})";
const std::string kRound = "grouping--0b8f8c0e-9a4e-4d0a-8f5e-3f0c9d6c2a51";
Made made(const char* type, char digit) { return {std::string(type) + "--0b8f8c0e-9a4e-4d0a-8f5e-3f0c9d6c2a5" + digit, *parse_time("2026-06-01T00:00:00.123456Z"), kMarking}; }

Question question() {
  Question out;
  out.title = "EXERCISE";
  out.text = "EXERCISE Will it?";
  out.criteria = "EXERCISE It did.";
  out.convenor = "NZL.NAB";
  out.about = {"tool--0b8f8c0e-9a4e-4d0a-8f5e-3f0c9d6c2a59"};
  out.asked.invited = {"JPN", "NZL.NAB"};
  out.asked.resolves = *parse_time("2027-01-01T00:00:00Z");
  std::int64_t day = 0;
  for (Time* at : {&out.asked.schedule.commit_until, &out.asked.schedule.reveal_until, &out.asked.schedule.discuss_until, &out.asked.schedule.second_commit_until,
                   &out.asked.schedule.second_reveal_until})
    *at = {++day * 86'400'000'000};
  return out;
}

Judgement judgement_of(const std::string& p) {
  Judgement out;
  out.agency = "JPN";
  out.question = kRound;
  out.p = p;
  out.confidence = "high";
  out.nonce = std::string(64, '7');
  out.term = "likely";
  out.yardstick = "icd203";
  out.rationale = "EXERCISE \"quoted\" and a\nline";
  return out;
}

void expect_valid(const std::string& object) {
  const auto document = json::Document::parse(object);
  ASSERT_TRUE(document) << object;
  std::vector<stix::Problem> problems;
  EXPECT_EQ(stix::validate(*document, {}, problems).errors, 0u) << object << "\n" << (problems.empty() ? "" : problems.front().message);
}

TEST(RoundStix, ObjectsAreSoundAndReadAsTheyWereWritten) {
  const Question asked = question();
  const std::string grouping = question_text(made("grouping", '1'), asked);
  expect_valid(grouping);
  const auto read = read_question(grouping);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->title, asked.title);
  EXPECT_EQ(read->criteria, asked.criteria);
  EXPECT_EQ(read->about, asked.about);
  EXPECT_EQ(read->asked, asked.asked);

  const Judgement one = judgement_of("0.62");
  const std::string note = judgement_text(made("note", '2'), one, {"report--0b8f8c0e-9a4e-4d0a-8f5e-3f0c9d6c2a58"});
  expect_valid(note);
  EXPECT_EQ(read_judgement(note), one);
  EXPECT_EQ(commitment_to(to_json(*read_judgement(note))), commitment_to(to_json(one))) << "every reader can compute the digest";
  EXPECT_FALSE(read_question(note) || read_said(note));
  auto other = nlohmann::json::parse(to_json(one));
  other["low"] = other["high"] = "";
  other["sources"] = {"report--2", "report--1"};
  const auto written = canonical_text(other.dump());
  ASSERT_TRUE(written) << to_string(written.error());
  const auto kept = nlohmann::json::parse(judgement_text(made("note", '5'), one, {}, *written)).at("extensions").at(kRoundExtension).at("judgement").dump();
  EXPECT_EQ(canonical_text(kept), *written) << "also of one that another client wrote";

  const std::string said = discussion_text(made("note", '3'), {"JPN", kRound, "note--0b8f8c0e-9a4e-4d0a-8f5e-3f0c9d6c2a52", "EXERCISE why?"});
  expect_valid(said);
  ASSERT_TRUE(read_said(said));
  EXPECT_EQ(read_said(said)->text, "EXERCISE why?");
  EXPECT_FALSE(read_judgement(said));
  expect_valid(agency_text(made("identity", '4'), "NZL.NAB"));
}

TEST(RoundStix, LikelihoodIsNeverInConfidenceNorInItsSentence) {
  for (const char* p : {"0.05", "0.5", "0.95"}) {
    const auto note = ordered_json::parse(judgement_text(made("note", '2'), judgement_of(p), {}));
    EXPECT_EQ(note.at("confidence"), 85) << p;
    Judgement plain = judgement_of(p);
    plain.rationale.clear();
    const auto content = ordered_json::parse(judgement_text(made("note", '2'), plain, {})).at("content").get<std::string>();
    const auto findings = lint(content, shipped(), shipped().find("icd203"));
    ASSERT_TRUE(findings);
    for (const Finding& one : *findings) EXPECT_EQ(std::string(one.rule->id).find("confidence"), std::string::npos) << content;
  }
}

TEST(RoundStix, AnExportHasAnOpinionForEachJudgement) {
  const std::vector<std::string> objects{question_text(made("grouping", '1'), question()), judgement_text(made("note", '2'), judgement_of("0.9"), {}),
                                         discussion_text(made("note", '3'), {"JPN", kRound, "", "EXERCISE"})};
  const auto bundle = bundle_of(objects, *parse_time("2026-06-02T00:00:00Z"));
  std::map<std::string, int> types;
  for (const auto& object : bundle.at("objects")) {
    ++types[object.at("type").get<std::string>()];
    expect_valid(object.dump());
    if (object.at("type") != "opinion") continue;
    EXPECT_EQ(object.at("opinion"), "strongly-agree");
    EXPECT_EQ(object.at("object_refs"), ordered_json({kRound}));
    EXPECT_FALSE(object.contains("confidence"));
    EXPECT_TRUE(object.at("extensions").contains("extension-definition--6a1c5d0e-6e0b-4f6b-9a53-0f6f2b1e7c44")) << "it is marked as its note";
  }
  EXPECT_EQ(types, (std::map<std::string, int>{{"extension-definition", 1}, {"grouping", 1}, {"identity", 1}, {"note", 2}, {"opinion", 1}}));
  EXPECT_EQ(bundle, bundle_of(objects, *parse_time("2026-06-02T00:00:00Z")));
}

TEST(RoundStix, CutsOfOpinions) {
  const std::vector<std::pair<double, std::string>> cuts{{0.01, "strongly-disagree"}, {0.1999, "strongly-disagree"}, {0.2, "disagree"}, {0.4499, "disagree"}, {0.45, "neutral"},
                                                         {0.55, "neutral"}, {0.5501, "agree"}, {0.8, "agree"}, {0.8001, "strongly-agree"}};
  for (const auto& [p, word] : cuts) EXPECT_EQ(opinion_of(p), word) << p;
}

TEST(RoundStix, MarkingsSayHowAndNothingElse) {
  EXPECT_TRUE(check_marking(kMarking));
  for (const char* text : {"", "[]", "{}", R"({"sources":[]})", R"({"label":{},"tearline":true})"}) {
    const auto checked = check_marking(text);
    ASSERT_FALSE(checked) << text;
    EXPECT_EQ(checked.error().code, Code::invalid);
  }
}

}  // namespace
}  // namespace comity::judgement
