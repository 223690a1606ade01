#include "search/matching.hpp"

#include <gtest/gtest.h>

#include <set>

#include "base/json.hpp"
#include "search/gather.hpp"
#include "search/snippet.hpp"

namespace comity::search {
namespace {

std::string quoted(const std::string& text) {
  std::string out;
  json::append_quoted(out, text);
  return out;
}

class Matching : public testing::Test {
 protected:
  std::uint32_t add(const std::string& text, const std::string& other = "other") {
    const std::string object = R"({"type":"note","id":"note--1","name":)" + quoted(other) + R"(,"content":)" + quoted(text) + R"(,"created_by_ref":"hidden"})";
    Gathered gathered = gather_whole(object, splitter_);
    partition_.add(rows_, gathered);
    release::set(all_, rows_);
    return rows_++;
  }
  std::set<std::uint32_t> rows(std::string_view query) {
    std::set<std::uint32_t> out;
    const auto parsed = parse_query(query);
    EXPECT_TRUE(parsed.has_value()) << query;
    PhraseTerms(parsed->root.phrase).match(partition_, all_, [&](std::uint32_t row) { out.insert(row); });
    return out;
  }
  using Rows = std::set<std::uint32_t>;

  Splitter splitter_;
  Partition partition_;
  release::Bits all_;
  std::uint32_t rows_ = 0;
};

TEST_F(Matching, WordsAndPhrases) {
  add("Cobalt Strike was seen");
  add("strike the cobalt");
  add("cobalt. strike", "cobalt");
  EXPECT_EQ(rows("cobalt"), (Rows{0, 1, 2}));
  EXPECT_EQ(rows("\"cobalt strike\""), (Rows{0, 2}));
  EXPECT_EQ(rows("cobalt.strike"), (Rows{})) << "a space is no joint";
  EXPECT_EQ(rows("\"other cobalt\""), (Rows{})) << "no phrase runs from one value into the next";
  EXPECT_EQ(rows("hidden"), (Rows{}));
  EXPECT_EQ(rows("note"), (Rows{}));
}

TEST_F(Matching, NamesOfMachines) {
  add("c2 at evil.example.com");
  add("evil example com");
  add("from 1[.]2[.]3[.]4 and 8f14e45fceea167a5a36dedd4bea2543");
  add("sections 1, 2, 3, 4");
  EXPECT_EQ(rows("example.com"), (Rows{0}));
  EXPECT_EQ(rows("1.2.3.4"), (Rows{2}));
  EXPECT_EQ(rows("8f14e45f*"), (Rows{2}));
  EXPECT_EQ(rows("evil.exa*"), (Rows{0}));
  EXPECT_EQ(rows("\"evil exa*\""), (Rows{})) << "in quotes a star is no star";
  EXPECT_EQ(rows("EVIL.example"), (Rows{0}));
}

TEST_F(Matching, ScriptsWithoutSpaces) {
  add("サイバー攻撃が東京で確認された");
  add("京都は東にある");
  add("网络攻击");
  add("사이버 공격이 있었다");
  EXPECT_EQ(rows("攻撃"), (Rows{0}));
  EXPECT_EQ(rows("ｻｲﾊﾞｰ"), (Rows{0}));
  EXPECT_EQ(rows("東京"), (Rows{0}));
  EXPECT_EQ(rows("京"), (Rows{0, 1}));
  EXPECT_EQ(rows("攻击"), (Rows{2}));
  EXPECT_EQ(rows("공격"), (Rows{3}));
  EXPECT_EQ(rows("サイバー攻撃が東京"), (Rows{0}));
}

TEST_F(Matching, KeepsToItsRowsAndForgets) {
  add("cobalt one");
  add("cobalt two");
  all_[0] = 2;
  EXPECT_EQ(rows("cobalt"), (Rows{1}));
  all_[0] = 3;
  partition_.remove([](std::uint32_t row) { return row == 0; });
  EXPECT_EQ(rows("cobalt"), (Rows{1}));
  EXPECT_EQ(partition_.find("one"), nullptr) << "its words are gone";
  EXPECT_EQ(rows("tw*"), (Rows{1}));
  add("cobalt three");
  EXPECT_EQ(rows("cobalt"), (Rows{1, 2}));
  EXPECT_EQ(rows("thr*"), (Rows{2}));
}

TEST_F(Matching, ManyRows) {
  std::set<std::uint32_t> wanted;
  for (std::uint32_t i = 0; i < 3000; ++i) {
    add(i % 7 == 0 ? "common rare" + std::to_string(i) + " word" : "common word");
    if (i % 7 == 0) wanted.insert(i);
  }
  EXPECT_EQ(rows("common").size(), 3000u);
  EXPECT_EQ(rows("rare*"), wanted);
  EXPECT_EQ(rows("rare2100"), (Rows{2100}));
  EXPECT_EQ(rows("\"common word\"").size(), 3000u - wanted.size());
}

TEST(Snippets, MarkWhatWasAskedFor) {
  Splitter splitter;
  const auto query = parse_query("東京 evil.example.com -absent");
  const std::string object = R"({"type":"report","id":"report--1","name":"Title \u00e9","description":"x Ｅvil[.]example[.]com が東京で","object_refs":["evil"]})";
  const Shown shown = show(object, wanted_phrases(*query), splitter);
  EXPECT_EQ(shown.title, "Title é");
  EXPECT_EQ(shown.member, "description");
  std::string marked;
  for (const search::Run& run : shown.snippet) marked += run.match ? "[" + run.text + "]" : run.text;
  EXPECT_EQ(marked, "x [Ｅvil[.]example[.]com] が[東京]で");
  const Shown none = show(object, {}, splitter);
  EXPECT_TRUE(none.snippet.empty());
  // Cut at characters, and around the first match.
  std::string longer;
  for (int i = 0; i < 500; ++i) longer += "あ";
  const Shown cut = show(R"({"type":"note","content":")" + longer + "東京" + longer + "\"}", wanted_phrases(*query), splitter);
  ASSERT_EQ(cut.snippet.size(), 3u);
  EXPECT_EQ(cut.snippet[1].text, "東京");
  EXPECT_TRUE(cut.snippet[0].text.starts_with("…あ"));
  EXPECT_TRUE(cut.snippet[2].text.ends_with("あ…"));
}

TEST(Gathering, ByWhatMarksAValue) {
  Splitter splitter;
  const std::string object =
      R"({"type":"note","id":"note--11111111-1111-4111-8111-111111111111","spec_version":"2.1","created":"2026-01-01T00:00:00.000Z",)"
      R"("modified":"2026-01-01T00:00:00.000Z","content":"outer","authors":["first","second"],"object_refs":["note--11111111-1111-4111-8111-111111111111"],)"
      R"("x_list":[{"a":"alone"}],"granular_markings":[{"marking_ref":"marking-definition--11111111-1111-4111-8111-111111111111","selectors":["authors","authors.[1]"]}]})";
  const std::vector<marking::LabelIx> labels{marking::LabelIx{5}, marking::LabelIx{3}};
  GatheredObject out = gather(object, marking::LabelIx{4}, labels, splitter);
  std::map<Cover, std::set<std::string>> words;
  for (auto& [cover, text] : out.texts) text.each([&](std::string_view term, const std::vector<Place>&) { words[cover].emplace(term); });
  EXPECT_EQ(words[(Cover{4})], (std::set<std::string>{"outer", "alone"}));
  EXPECT_EQ(words[(Cover{4, 5})], (std::set<std::string>{"first"}));
  EXPECT_EQ(words[(Cover{3, 4, 5})], (std::set<std::string>{"second"}));
  EXPECT_FALSE(out.tangled);
  EXPECT_TRUE(gather(object, marking::LabelIx{4}, {}, splitter).texts.size() == 1) << "no labels of fields: all of it is the object's";
  EXPECT_TRUE(gather(object, marking::LabelIx{4}, std::vector<marking::LabelIx>(3), splitter).texts.empty()) << "not as it was taken: nothing of it";
}

}  // namespace
}  // namespace comity::search
