// Texts of statements, positions, meetings, past statements and concerns as they are read.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "statement/concern.hpp"
#include "statement/meeting.hpp"
#include "statement/past.hpp"

namespace comity::statement {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

Time at(std::string_view text) { return parse_time(text).value(); }

json document() {
  return json::parse(R"({"id":"NZL-harbour","version":1,"convenor":"NZL","title":"EXERCISE on the harbour","language":"en","invited":["AUS","JPN","NZL"],
    "paragraphs":[{"id":"p1","text":"We met."},{"id":"p2","text":"We watch the harbour."}],
    "translations":[{"language":"ja","title":"訓練","paragraphs":{"p1":"会合した。","p2":"港を見守る。"}}],
    "quorum":{"least":2,"including":["NZL"]},"silence":"2026-05-10"})");
}
std::string where(const json& changed) {
  const auto read = parse_document(changed.dump());
  return read ? "" : read.error().where + ": " + read.error().message;
}

TEST(Documents, a_statement_is_written_in_one_way) {
  const Written one = parse_document(document().dump()).value();
  EXPECT_EQ(one.document.least, 2u);
  EXPECT_EQ(one.document.translations.front().paragraphs.at("p2"), "港を見守る。");
  const Written again = parse_document(one.canonical).value();
  EXPECT_EQ(again.canonical, one.canonical);
  EXPECT_EQ(again.sha256, one.sha256);
  EXPECT_EQ(again.document, one.document);
  json other = document();
  other["silence"] = "2026-05-10T00:00:00.000Z";
  EXPECT_EQ(parse_document(other.dump()).value().sha256, one.sha256);
  other["paragraphs"][0]["text"] = "We met!";
  EXPECT_NE(parse_document(other.dump()).value().sha256, one.sha256);
}

TEST(Documents, what_is_wrong_in_a_statement_is_named) {
  const auto with = [](const char* pointer, json value) {
    json out = document();
    out[json::json_pointer(pointer)] = std::move(value);
    return where(out);
  };
  EXPECT_THAT(with("/id", "AUS-harbour"), HasSubstr("begins with 'NZL-'"));
  EXPECT_THAT(with("/invited", {"AUS", "JPN"}), HasSubstr("the convenor is one of the invited"));
  EXPECT_THAT(with("/quorum/least", 4), HasSubstr("more have to agree than are invited"));
  EXPECT_THAT(with("/quorum/including", {"FRA"}), HasSubstr("'FRA' is not invited"));
  EXPECT_THAT(with("/paragraphs/1/id", "p1"), HasSubstr("two paragraphs are called 'p1'"));
  EXPECT_THAT(with("/translations/0/paragraphs", {{"p1", "x"}}), HasSubstr("a translation has every paragraph"));
  EXPECT_THAT(with("/closes", "2026-05-09"), HasSubstr("closes no earlier"));
  EXPECT_THAT(with("/paragraphs/0/text", "We \u202emet."), HasSubstr("order in which a text is read"));
  EXPECT_THAT(with("/paragraphs/0/text", "We \u0007met."), HasSubstr("control characters"));
  EXPECT_THAT(with("/afterwards", "nobody"), HasSubstr("\"invited\" or \"everybody\""));
  EXPECT_THAT(with("/quorums", 1), HasSubstr("quorums"));
  EXPECT_EQ(with("/title", "港"), "");
}

TEST(Documents, versions_are_compared_by_paragraph) {
  const Document before = parse_document(document().dump()).value().document;
  json later = document();
  later.erase("translations");
  later["paragraphs"] = json::parse(R"([{"id":"p0","text":"New."},{"id":"p2","text":"We guard the harbour."}])");
  const auto changes = difference(before, parse_document(later.dump()).value().document);
  ASSERT_EQ(changes.size(), 3u);
  EXPECT_EQ(changes[0].kind, Change::Kind::added);
  EXPECT_EQ(changes[1].kind, Change::Kind::changed);
  EXPECT_EQ(changes[1].before, "We watch the harbour.");
  EXPECT_EQ(changes[2].kind, Change::Kind::removed);
  EXPECT_EQ(changes[2].paragraph, "p1");
}

TEST(Documents, a_position_is_about_one_text_and_reserves_paragraphs_of_it) {
  const Written text = parse_document(document().dump()).value();
  Position one{"NZL-harbour", 1, text.sha256, "JPN", Deed::sign, {{"p2", "not the outer harbour"}}, "", at("2026-05-02")};
  const Position read = parse_position(to_json(one)).value();
  EXPECT_EQ(read, one);
  EXPECT_TRUE(check_about(one, text));
  one.reservations[0].paragraph = "p9";
  EXPECT_EQ(check_about(one, text).error().code, Code::invalid);
  one.reservations.clear();
  one.version = 2;
  EXPECT_EQ(check_about(one, text).error().code, Code::conflict);
  json other = json::parse(to_json(read));
  other["position"] = "abstain";
  EXPECT_FALSE(parse_position(other.dump())) << "who abstains reserves nothing";
  other = json::parse(to_json(read));
  other["issued"] = "2026-05-02";
  EXPECT_FALSE(parse_position(other.dump())) << "written in another way than it is signed";
}

TEST(Documents, a_meeting_has_an_agenda) {
  const char* text = R"({"id":"NZL-forum","convenor":"NZL","kind":"ministerial","title":"EXERCISE forum","place":"Wellington","from":"2026-05-01","to":"2026-05-02",
    "parties":["JPN","NZL"],"agenda":[{"title":"Harbours","statements":["NZL-harbour"],"objects":["report--x"]},{"title":"Other"}]})";
  const Meeting one = parse_meeting(text).value();
  EXPECT_EQ(one.agenda[0].statements, std::set<std::string>{"NZL-harbour"});
  EXPECT_EQ(parse_meeting(to_json(one)).value(), one);
  json other = json::parse(text);
  other["kind"] = "dinner";
  EXPECT_FALSE(parse_meeting(other.dump()));
  other = json::parse(text);
  other["parties"] = {"JPN"};
  EXPECT_FALSE(parse_meeting(other.dump()));
}

// ---- Past statements ----

constexpr const char* kHeader = "statement,title,date,meeting,party,invited,position,reservation,source,topic\n";

TEST(Past, who_was_invited_and_what_it_did_is_read_with_its_source) {
  const auto all = parse_past_csv(std::string(kHeader) +
                                      "s1,\"EXERCISE, one\",2020-01-02,Forum,NZL,yes,signed,,https://example.org/1,cyber;pacific\r\n"
                                      "s1,\"EXERCISE, one\",2020-01-02,Forum,JPN,yes,reserved,\"not \"\"two\"\"\",https://example.org/1,cyber\r\n"
                                      "s1,\"EXERCISE, one\",2020-01-02,Forum,AUS,yes,absent,,https://example.org/1,\r\n"
                                      "s1,\"EXERCISE, one\",2020-01-02,Forum,FRA,no,,,https://example.org/1,\r\n"
                                      "\n"
                                      "s2,EXERCISE two,2021-01-02,,NZL,yes,declined,,archive,\r\n",
                                  "past.csv")
                       .value();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].invited.size(), 3u);
  EXPECT_EQ(all[0].invited[1].reservation, "not \"two\"");
  EXPECT_EQ(all[0].topics, (std::set<std::string>{"cyber", "pacific"}));
  EXPECT_EQ(all[0].not_invited, std::set<std::string>{"FRA"});
  const auto rows = rows_of(all[0]);
  ASSERT_EQ(rows.size(), 3u) << "who was not invited has no row";
  EXPECT_EQ(rows[2].stand, Stand::none);
  EXPECT_TRUE(rows[0].imported);
  EXPECT_EQ(parse_past(to_json(all[0])).value(), all[0]);
}

TEST(Past, rows_that_cannot_be_are_refused_with_their_line) {
  const auto fault = [](const std::string& row, const std::string& before = "") {
    const auto read = parse_past_csv(kHeader + before + row, "past.csv");
    return read ? "" : read.error().where + ": " + read.error().message;
  };
  const std::string good = "s1,T,2020-01-02,,NZL,yes,signed,,a,\n";
  EXPECT_EQ(fault(good), "");
  EXPECT_THAT(fault("s1,T,2020-01-02,,FRA,no,declined,,a,\n", good), testing::AllOf(HasSubstr("past.csv:3: "), HasSubstr("FRA was not invited and yet 'declined'")));
  EXPECT_THAT(fault("s1,T,2020-01-02,,NZL,yes,declined,,a,\n", good), HasSubstr("past.csv:3: two rows are about NZL"));
  EXPECT_THAT(fault("s1,Other,2020-01-02,,JPN,yes,signed,,a,\n", good), HasSubstr("title, date and meeting"));
  EXPECT_THAT(fault("s1,T,2020-01-02,,NZL,perhaps,signed,,a,\n"), HasSubstr("'invited' is yes or no"));
  EXPECT_THAT(fault("s1,T,2020-01-02,,NZL,yes,signed,,,\n"), HasSubstr("known from"));
  EXPECT_THAT(fault("s1,T,2020-01-02,,NZL,yes,signed,but,a,\n"), HasSubstr("a reservation stands with"));
  EXPECT_THAT(fault("s1,T,2020-13-02,,NZL,yes,signed,,a,\n"), HasSubstr("past.csv:2"));
  EXPECT_THAT(fault("s1,T\n"), HasSubstr("2 fields, and the header has 10"));
  EXPECT_THAT(fault("s1,\"T\n"), HasSubstr("no end"));
  EXPECT_THAT(fault("s1,\"T\"x,\n"), HasSubstr("in quotes"));
  EXPECT_FALSE(parse_past_csv("statement,party\n", "past.csv"));
  EXPECT_FALSE(parse_past_csv("", "past.csv"));
}

TEST(Line, who_did_not_agree_left_it_and_reservations_and_uninvited_did_not) {
  const auto all = parse_past_csv(std::string(kHeader) +
                                      "s1,T,2020-01-02,,NZL,yes,signed,,a,\ns1,T,2020-01-02,,JPN,yes,reserved,x,a,\ns1,T,2020-01-02,,AUS,yes,abstained,,a,\ns1,T,2020-01-02,,FRA,no,,,a,\n"
                                      "s2,T,2021-01-02,,NZL,yes,signed,,a,\ns2,T,2021-01-02,,AUS,yes,declined,,a,\n",
                                  "past.csv")
                       .value();
  auto rows = rows_of(all[0]);
  for (auto& row : rows_of(all[1])) rows.push_back(row);
  const Line line = line_of(rows);
  ASSERT_EQ(line.departures.size(), 1u) << "of the second there is no line: half agreed";
  EXPECT_EQ(line.departures[0].party, "AUS");
  EXPECT_EQ(line.departures[0].agreed, 2u);
  EXPECT_EQ(line.parties.at("AUS").invited, 2u);
  EXPECT_EQ(line.parties.at("AUS").left, 1u);
  EXPECT_EQ(line.parties.at("JPN").reserved, 1u);
  EXPECT_FALSE(line.parties.contains("FRA"));
}

// ---- Concerns ----

Step raise() {
  Step out;
  out.id = "NZL-c1";
  out.by = "NZL";
  out.about = "AUS.ASD";
  out.category = Category::late_recall;
  out.text = "EXERCISE: the recall was acknowledged after nine days";
  out.issued = at("2026-05-01");
  out.answer_by = at("2026-05-10");
  out.told = {"FVEY"};
  return out;
}
Step step(Move move, const char* by, const char* issued) {
  Step out;
  out.move = move;
  out.id = "NZL-c1";
  out.by = by;
  out.text = "EXERCISE";
  out.issued = at(issued);
  return out;
}

TEST(Concern, it_goes_from_raised_to_closed_and_is_overdue_between) {
  std::vector<Taken> steps{{raise(), at("2026-05-01")}};
  EXPECT_EQ(course_of(steps, at("2026-05-09")).state, ConcernState::open);
  EXPECT_EQ(course_of(steps, at("2026-05-10")).state, ConcernState::answer_overdue);
  Step answer = step(Move::answer, "AUS", "2026-05-11");
  answer.remedy_by = at("2026-05-20");
  EXPECT_TRUE(may_follow(steps, answer, at("2026-05-11")));
  steps.push_back({answer, at("2026-05-11")});
  EXPECT_EQ(course_of(steps, at("2026-05-12")).state, ConcernState::remedy_due);
  EXPECT_EQ(course_of(steps, at("2026-05-21")).state, ConcernState::remedy_overdue);
  EXPECT_EQ(course_of(steps, at("2026-05-10")).state, ConcernState::answer_overdue) << "as it stood then";
  steps.push_back({step(Move::remedied, "AUS", "2026-05-22"), at("2026-05-22")});
  EXPECT_EQ(course_of(steps, at("2026-05-23")).state, ConcernState::remedied);
  EXPECT_TRUE(is_open(ConcernState::remedied));
  Step close = step(Move::close, "NZL", "2026-05-24");
  close.satisfied = true;
  steps.push_back({close, at("2026-05-24")});
  EXPECT_EQ(course_of(steps, at("2026-05-25")).state, ConcernState::closed);
  EXPECT_TRUE(course_of(steps, at("2026-05-25")).satisfied);
  EXPECT_EQ(may_follow(steps, step(Move::withdraw, "NZL", "2026-05-26"), at("2026-05-26")).error().code, Code::precondition);
}

TEST(Concern, a_promise_stands_and_the_first_one_is_remembered) {
  std::vector<Taken> steps{{raise(), at("2026-05-01")}};
  const auto answer = [&](const char* issued, const char* remedy_by) {
    Step out = step(Move::answer, "AUS", issued);
    if (remedy_by) out.remedy_by = at(remedy_by);
    steps.push_back({out, at(issued)});
  };
  answer("2026-05-02", nullptr);
  EXPECT_EQ(course_of(steps, at("2026-05-03")).state, ConcernState::answered);
  answer("2026-05-04", "2026-05-20");
  answer("2026-05-05", nullptr);
  EXPECT_EQ(course_of(steps, at("2026-05-06")).due, at("2026-05-20"));
  EXPECT_EQ(course_of(steps, at("2026-05-20")).state, ConcernState::remedy_overdue);
  answer("2026-05-21", "2026-06-20");
  const Course moved = course_of(steps, at("2026-05-22"));
  EXPECT_EQ(moved.state, ConcernState::remedy_due);
  EXPECT_EQ(moved.due, at("2026-06-20"));
  EXPECT_EQ(moved.promised, at("2026-05-20"));
}

TEST(Concern, each_move_is_for_one_of_the_two) {
  const std::vector<Taken> steps{{raise(), at("2026-05-01")}};
  const auto code = [&](const Step& next) {
    const auto done = may_follow(steps, next, at("2026-05-05"));
    return done ? std::string_view("taken") : name_of(done.error().code);
  };
  EXPECT_EQ(code(step(Move::answer, "NZL", "2026-05-05")), "forbidden");
  EXPECT_EQ(code(step(Move::answer, "AUS", "2026-05-05")), "taken");
  EXPECT_EQ(code(step(Move::answer, "AUS", "2026-04-05")), "conflict");
  EXPECT_EQ(code(step(Move::remedied, "AUS", "2026-05-05")), "precondition");
  EXPECT_EQ(code(step(Move::close, "AUS", "2026-05-05")), "forbidden");
  EXPECT_EQ(code(step(Move::withdraw, "NZL", "2026-05-05")), "taken");
  EXPECT_EQ(code(raise()), "conflict");
}

TEST(Concern, it_is_signed_in_one_form) {
  const Step one = raise();
  EXPECT_EQ(parse_step(to_json(one)).value(), one);
  json other = json::parse(to_json(one));
  other["satisfied"] = true;
  EXPECT_FALSE(parse_step(other.dump())) << "of another move";
  other = json::parse(to_json(one));
  other["about"] = "NZL";
  EXPECT_FALSE(parse_step(other.dump())) << "about oneself";
  other = json::parse(to_json(one));
  other["id"] = "AUS-c1";
  EXPECT_FALSE(parse_step(other.dump()));
  other = json::parse(to_json(one));
  for (const char* mark : {"\u2066", "\u061c"}) {
    other["text"] = std::string("EXERCISE ") + mark;
    EXPECT_FALSE(parse_step(other.dump()));
  }
}

}  // namespace
}  // namespace comity::statement
