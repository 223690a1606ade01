#include "agreement/translate.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "agreement/equivalence.hpp"
#include "agreement/sample_for_test.hpp"
#include "marking/vectors_for_test.hpp"

namespace comity::agreement {
namespace {

using alliance::Directory;
using marking::Label;
using marking::LevelWord;
using nlohmann::json;
using ::testing::HasSubstr;

constexpr std::string_view kWarning = "Traiter comme CONFIDENTIEL DEFENSE";

// Parties by their schemes, all of them known to every node.
Directory directory_of(const std::vector<std::pair<std::string, std::vector<std::string>>>& parties) {
  std::string toml;
  for (const auto& [party, schemes] : parties) {
    toml += fmt::format("[[party]]\nid = \"{}\"\nschemes = [", party);
    for (const std::string& scheme : schemes) toml += fmt::format("\"{}\", ", scheme);
    toml += "]\n";
  }
  auto directory = alliance::parse_alliance(toml, "test.toml");
  EXPECT_TRUE(directory) << to_string(directory.error());
  return std::move(*directory);
}
const Directory& world() {
  static const Directory directory = directory_of({{"FRA", {"FRA", "FRA-2021"}},
                                                   {"GBR", {"GBR", "GBR-1996"}},
                                                   {"JPN", {"JPN"}},
                                                   {"KOR", {"KOR"}},
                                                   {"EU", {"EU"}},
                                                   {"NZL", {"NZL", "NZL-POLICY"}}});
  return directory;
}

// One row of the published table in our words.
struct Published {
  std::string agreement, condition;
  Equivalence row;
  bool symmetric = false;
};

std::string before(const std::string& text, std::string_view mark) { return text.substr(0, text.find(mark)); }

std::vector<Published> published(const std::vector<std::vector<std::string>>& rows) {
  std::vector<Published> out;
  for (const auto& cells : rows) {
    Published one{cells[0], cells[6], {}, cells[7] == "yes"};
    const auto place = [&](const std::string& party, const std::string& level, std::string& scheme) {
      std::string word = before(level, " (");
      if (party == "GBR" && word.starts_with("UK ")) word = word.substr(3);
      scheme = party == "FRA" && (word == "SECRET" || word == "TRES SECRET") ? "FRA-2021" : party;
      return word;
    };
    Equivalence& row = one.row;
    row.from_party = cells[2];
    row.to_party = cells[4];
    row.from_word = place(cells[2], cells[3], row.from_scheme);
    row.to_word = place(cells[4], cells[5], row.to_scheme);
    row.valid_from = at(cells[1].size() == 4 ? cells[1] + "-01-01" : cells[1]);
    if (one.condition.find("created on/after 2021-07-01") != std::string::npos) row.created_from = at("2021-07-01");
    if (one.condition.find("created before 2021-07-01") != std::string::npos) row.created_before = at("2021-07-01");
    if (one.condition.starts_with("only with warning")) row.with_warnings = {std::string(kWarning)};
    if (one.condition.starts_with("without that warning")) row.without_warnings = {std::string(kWarning)};
    out.push_back(std::move(one));
  }
  return out;
}

// All rows of one agreement as a document, written and read as people and authorities do. Where the table spells out
// the way back of a word, that is the way back; a symmetric row stands for its own only where it does not.
Terms terms_of(const std::string& agreement, const std::vector<Published>& all) {
  std::set<std::string> parties;
  std::string rows;
  for (const Published& one : all) {
    if (one.agreement != agreement) continue;
    const Equivalence& row = one.row;
    parties.insert({row.from_party, row.to_party});
    const bool spelled_out = std::any_of(all.begin(), all.end(), [&](const Published& other) {
      return other.agreement == agreement && other.row.from_party == row.to_party && other.row.from_word == row.to_word;
    });
    const auto place = [](const std::string& party, const std::string& scheme, const std::string& word) {
      return fmt::format("{{ party = \"{}\", scheme = \"{}\", word = \"{}\" }}", party, scheme, word);
    };
    rows += fmt::format("[[equivalence]]\narticle = \"2\"\nfrom = {}\nto = {}\nvalid_from = {}\nboth_ways = {}\n",
                        place(row.from_party, row.from_scheme, row.from_word),
                        place(row.to_party, row.to_scheme, row.to_word), format_date(row.valid_from),
                        one.symmetric && !spelled_out);
    if (row.created_from != Time::min()) rows += fmt::format("created_from = {}\n", format_date(row.created_from));
    if (row.created_before != Time::max())
      rows += fmt::format("created_before = {}\n", format_date(row.created_before));
    if (!row.with_warnings.empty()) rows += fmt::format("with_warnings = [\"{}\"]\n", kWarning);
    if (!row.without_warnings.empty()) rows += fmt::format("without_warnings = [\"{}\"]\n", kWarning);
  }
  const std::string toml = fmt::format(
      "id = \"{}\"\nversion = 1\ntitle = \"EXERCISE\"\nkind = \"bilateral\"\nparties = [\"{}\"]\n[term]\nin_force = "
      "2000-01-01\n{}",
      "PACT-" + agreement.substr(0, 3), fmt::join(parties, "\", \""), rows);
  auto document = parse_agreement(toml, "test.toml");
  EXPECT_TRUE(document) << to_string(document.error()) << "\n" << toml;
  EXPECT_TRUE(check(document->terms, world()));
  return document->terms;
}

LevelWord word_for(const Equivalence& row) {
  LevelWord word{row.from_scheme, row.from_word, at("2015-06-01"), row.with_warnings};
  if (row.created_from != Time::min()) word.created = row.created_from;
  return word;
}
Translation ask(const Terms& terms, const std::string& from, const LevelWord& word, const std::string& to,
                std::string_view when) {
  const Terms* const one[] = {&terms};
  return translate(from, word, to, one, world(), at(when));
}
bool demands(const Translation& translation, const std::string& scheme, const std::string& word) {
  for (const WordView& view : translation.words)
    for (const Demand& demand : view.demands)
      if (demand.scheme == scheme && demand.word == word) return true;
  return false;
}
std::string all(const std::vector<std::string>& notes) { return fmt::format("{}", fmt::join(notes, "\n")); }

TEST(Translate, EveryPublishedRowInBothDirections) {
  const auto cells = marking::shared_rows("marking/equivalence.tsv");
  if (!cells) GTEST_SKIP() << marking::kNoVectors;
  const std::vector<Published> rows = published(*cells);
  ASSERT_EQ(rows.size(), 14U);
  for (const Published& one : rows) {
    const Terms terms = terms_of(one.agreement, rows);
    const Equivalence& row = one.row;
    SCOPED_TRACE(fmt::format("{}: {} {} -> {}", one.agreement, row.from_party, row.from_word, row.to_word));
    const LevelWord word = word_for(row);
    const Translation forth = ask(terms, row.from_party, word, row.to_party, "2025-01-01");
    ASSERT_TRUE(forth.whole) << all(forth.notes);
    EXPECT_TRUE(demands(forth, row.to_scheme, row.to_word));
    EXPECT_EQ(forth.shown.front(), (ShownLevel{row.to_scheme, row.to_word}));
    EXPECT_EQ(forth.words[0].demands[0].article, "2");
    // Before it is valid there is none.
    const Translation early = ask(terms, row.from_party, word, row.to_party, format_time(Time{row.valid_from.us - 1}));
    EXPECT_FALSE(early.whole);
    EXPECT_TRUE(early.shown.empty());
    EXPECT_THAT(all(early.words[0].notes), HasSubstr("may not be released under the agreement"));
    EXPECT_TRUE(ask(terms, row.from_party, word, row.to_party, format_time(row.valid_from)).whole);
    // The way back by agreement exists where the table says so; it decides for what the other party originates.
    const LevelWord other{row.to_scheme, row.to_word, word.created, {}};
    const Translation back = ask(terms, row.to_party, other, row.from_party, "2025-01-01");
    EXPECT_EQ(demands(back, row.from_scheme, row.from_word),
              one.symmetric || std::any_of(rows.begin(), rows.end(), [&](const Published& p) {
                return p.agreement == one.agreement && p.row.from_party == row.to_party &&
                       p.row.from_word == row.to_word && p.row.to_word == row.from_word &&
                       applies(p.row, other, at("2025-01-01"));
              }));
    // What comes home is read by its original word, whatever it was protected as.
    const Translation home = ask(terms, row.from_party, word, row.from_party, "2025-01-01");
    EXPECT_TRUE(home.whole);
    EXPECT_TRUE(home.words[0].own);
    EXPECT_EQ(home.shown.front(), (ShownLevel{row.from_scheme, row.from_word}));
  }
}

TEST(Translate, WordsOnBothSidesOfADate) {
  const auto cells = marking::shared_rows("marking/equivalence.tsv");
  if (!cells) GTEST_SKIP() << marking::kNoVectors;
  const std::vector<Published> rows = published(*cells);
  const Terms union_rows = terms_of("EU-App.B", rows), british = terms_of("FRA-GBR", rows),
              korean = terms_of("JPN-KOR", rows);
  const auto shown = [](const Translation& translation) {
    return translation.shown.empty() ? std::string("none") : translation.shown.front().word;
  };
  const Time early = at("2021-06-30T23:59:59.999999Z"), late = at("2021-07-01");
  EXPECT_EQ(shown(ask(union_rows, "FRA", {"FRA-2021", "SECRET", late, {}}, "EU", "2025-01-01")), "SECRET UE/EU SECRET");
  EXPECT_EQ(shown(ask(union_rows, "FRA", {"FRA-2021", "SECRET", early, {}}, "EU", "2025-01-01")), "none");
  EXPECT_EQ(shown(ask(union_rows, "FRA", {"FRA", "CONFIDENTIEL DEFENSE", early, {}}, "EU", "2025-01-01")),
            "CONFIDENTIEL UE/EU CONFIDENTIAL");
  EXPECT_EQ(shown(ask(union_rows, "FRA", {"FRA", "CONFIDENTIEL DEFENSE", late, {}}, "EU", "2025-01-01")), "none");
  EXPECT_THAT(all(ask(union_rows, "FRA", {"FRA", "CONFIDENTIEL DEFENSE", late, {}}, "EU", "2025-01-01").words[0].notes),
              HasSubstr("for words created before 2021-07-01"));
  // The warning takes UK SECRET to CONFIDENTIEL DEFENSE; without it it is SECRET DEFENSE, on both sides of 2 April
  // 2014.
  for (const std::string_view created : {"2014-04-01", "2014-04-02", "2020-01-01"}) {
    EXPECT_EQ(shown(ask(british, "GBR", {"GBR", "SECRET", at(created), {std::string(kWarning)}}, "FRA", "2025-01-01")),
              "CONFIDENTIEL DEFENSE");
    EXPECT_EQ(shown(ask(british, "GBR", {"GBR", "SECRET", at(created), {}}, "FRA", "2025-01-01")), "SECRET DEFENSE");
  }
  // What was marked under the scheme before has no row: the agreement names the words of its own time.
  EXPECT_EQ(shown(ask(british, "GBR", {"GBR-1996", "SECRET", at("2014-04-01"), {}}, "FRA", "2025-01-01")), "none");
  // Raised on arrival, and home again by the original word.
  EXPECT_EQ(shown(ask(british, "FRA", {"FRA", "CONFIDENTIEL DEFENSE", early, {}}, "GBR", "2025-01-01")), "SECRET");
  EXPECT_EQ(shown(ask(british, "FRA", {"FRA", "CONFIDENTIEL DEFENSE", early, {}}, "FRA", "2025-01-01")),
            "CONFIDENTIEL DEFENSE");
  // The ceiling of Japan and Korea is SECRET, by omission.
  const Translation top = ask(korean, "JPN", {"JPN", "機密", at("2020-01-01"), {}}, "KOR", "2025-01-01");
  EXPECT_FALSE(top.whole);
  EXPECT_EQ(all(top.words[0].notes), "no row for 機密 of JPN to KOR: may not be released under the agreement PACT-JPN");
  // One Korean mark for two Japanese ones: the way back is the one that the agreement names.
  EXPECT_EQ(shown(ask(korean, "KOR", {"KOR", "군사II급비밀", at("2020-01-01"), {}}, "JPN", "2025-01-01")), "極秘");
  EXPECT_FALSE(demands(ask(korean, "KOR", {"KOR", "군사II급비밀", at("2020-01-01"), {}}, "JPN", "2025-01-01"), "JPN",
                       "特定秘密"));
}

Terms pact(std::string id, std::vector<std::pair<std::string, std::string>> rows) {
  Terms terms;
  terms.id = std::move(id);
  terms.parties = {{"GBR", Time::min(), Time::max()}, {"NZL", Time::min(), Time::max()}};
  terms.in_force = at("2000-01-01");
  for (auto& [from, to] : rows)
    terms.equivalences.push_back(
        {"GBR", "GBR", from, "NZL", "NZL", to, Time::min(), Time::max(), Time::min(), Time::max(), {}, {}, "4"});
  return terms;
}

TEST(Translate, AllRowsAreMetAndTheHighestIsShown) {
  Terms terms = pact("A", {{"SECRET", "CONFIDENTIAL"}, {"SECRET", "SECRET"}, {"OFFICIAL", "RESTRICTED"}});
  const LevelWord secret{"GBR", "SECRET", at("2020-01-01"), {}}, official{"GBR", "OFFICIAL", at("2020-01-01"), {}};
  const Translation one = ask(terms, "GBR", secret, "NZL", "2025-01-01");
  EXPECT_EQ(one.words[0].demands.size(), 2U);
  EXPECT_EQ(one.shown, (std::vector<ShownLevel>{{"NZL", "SECRET"}}));
  // Another agreement asks for more: both are named, the higher is shown.
  const Terms other = pact("B", {{"SECRET", "TOP SECRET"}});
  const Terms* const both[] = {&other, &terms};
  Label label;
  label.originators = {"GBR.GCHQ"};
  label.levels["GBR"] = {secret};
  Translation translation = translate(label, "NZL", both, world(), at("2025-01-01"));
  ASSERT_EQ(translation.words[0].demands.size(), 3U);
  EXPECT_EQ(translation.words[0].demands[2].agreement, "B");
  EXPECT_EQ(translation.shown.front().word, "TOP SECRET");
  // One agreement alone must have rows for all words of an originator.
  label.levels["GBR"] = {secret, official};
  EXPECT_TRUE(translate(label, "NZL", both, world(), at("2025-01-01")).whole);
  const Terms half = pact("C", {{"OFFICIAL", "RESTRICTED"}});
  const Terms* const halves[] = {&other, &half};
  translation = translate(label, "NZL", halves, world(), at("2025-01-01"));
  EXPECT_FALSE(translation.whole);
  EXPECT_TRUE(translation.shown.empty());
  EXPECT_THAT(all(translation.notes), HasSubstr("no agreement alone"));
}

TEST(Translate, SaysWhyNothingHolds) {
  Terms terms = pact("A", {{"SECRET", "SECRET"}});
  const LevelWord secret{"GBR", "SECRET", at("2020-01-01"), {}};
  EXPECT_THAT(all(ask(terms, "GBR", secret, "NZL", "1999-01-01").notes),
              HasSubstr("no agreement releases from GBR to NZL on 1999-01-01"));
  EXPECT_THAT(all(ask(terms, "NZL", secret, "GBR", "2025-01-01").words[0].notes), HasSubstr("no row"));
  terms.suspensions = {{"GBR", "GBR", "NZL", at("2024-01-01"), Time::max(), "11"}};
  EXPECT_FALSE(ask(terms, "GBR", secret, "NZL", "2025-01-01").whole);
  EXPECT_TRUE(ask(terms, "GBR", secret, "NZL", "2023-01-01").whole);
  terms.suspensions.clear();
  Directory directory = world();
  directory.suspensions.push_back({"NZL", "GBR", at("2024-01-01"), Time::max()});
  const Terms* const one[] = {&terms};
  EXPECT_THAT(all(translate("GBR", secret, "NZL", one, directory, at("2025-01-01")).notes),
              HasSubstr("NZL has suspended sharing with GBR"));
  Label label;
  label.originators = {"GBR.GCHQ", "FRA.DGSE"};
  label.levels["GBR"] = {secret};
  EXPECT_THAT(all(translate(label, "NZL", one, world(), at("2025-01-01")).notes),
              HasSubstr("the level of the originating party FRA is unknown"));
  label.unknowns = {"COSMIC"};
  EXPECT_THAT(all(translate(label, "NZL", one, world(), at("2025-01-01")).notes), HasSubstr("COSMIC"));
}

TEST(RenderFor, ShowsTheOriginalBesideTheReadersOwnLine) {
  const Terms terms = pact("A", {{"SECRET", "SECRET"}});
  const Terms* const one[] = {&terms};
  Label label;
  label.originators = {"GBR.GCHQ"};
  label.levels["GBR"] = {{"GBR", "SECRET", at("2020-01-01"), {}}};
  label.releasable["GBR"] = {
      {false, {{marking::Member::Kind::party, "GBR", {}}, {marking::Member::Kind::party, "NZL", {}}}}};
  label.displayable = label.releasable;
  label.topics = {{false, {"pacific"}}};
  const ReaderView view = render_for(label, "UK SECRET - REL TO GBR/NZL", "NZL", one, world(), at("2025-01-01"));
  EXPECT_EQ(view.original, "UK SECRET - REL TO GBR/NZL");
  EXPECT_EQ(view.levels, (std::vector<ShownLevel>{{"NZL", "SECRET"}}));
  EXPECT_EQ(view.banner, "SECRET//REL TO GBR/NZL");
  EXPECT_THAT(all(view.notes), HasSubstr("SECRET of GBR is protected as SECRET: A art. 4"));
  EXPECT_THAT(all(view.notes), HasSubstr("not in the line: topic pacific"));
  EXPECT_THAT(all(view.notes), HasSubstr("originated by GBR"));
  const ReaderView own = render_for(label, "", "GBR", one, world(), at("2025-01-01"));
  EXPECT_EQ(own.banner, "SECRET - REL TO GBR/NZL");
  const ReaderView stranger = render_for(label, "", "JPN", one, world(), at("2025-01-01"));
  EXPECT_EQ(stranger.banner, "");
  EXPECT_THAT(all(stranger.notes), HasSubstr("no agreement releases from GBR to JPN"));
}

TEST(Translate, OwnVectors) {
  const auto lines = marking::own_vectors("translation.jsonl");
  ASSERT_GE(lines.size(), 20U);
  for (const std::string& line : lines) {
    const json row = json::parse(line);
    SCOPED_TRACE(row["why"].get<std::string>());
    std::vector<std::pair<std::string, std::vector<std::string>>> parties;
    for (const auto& [party, schemes] : row["parties"].items())
      parties.emplace_back(party, schemes.get<std::vector<std::string>>());
    const Directory directory = directory_of(parties);
    const auto document = parse_canonical(row["agreement"].dump());
    ASSERT_TRUE(document) << to_string(document.error());
    ASSERT_TRUE(check(document->terms, directory)) << to_string(check(document->terms, directory).error());
    const json& word = row["word"];
    const Terms* const one[] = {&document->terms};
    const Translation translation =
        translate(row["from"].get<std::string>(),
                  {word["scheme"], word["word"], at(word["created"].get<std::string>()),
                   word["warnings"].get<std::set<std::string>>()},
                  row["to"].get<std::string>(), one, directory, at(row["at"].get<std::string>()));
    json got = json::array();
    for (const Demand& demand : translation.words[0].demands)
      got.push_back({{"scheme", demand.scheme}, {"word", demand.word}, {"article", demand.article}});
    EXPECT_EQ(got, row["demands"]);
    json shown = json::array();
    for (const ShownLevel& level : translation.shown) shown.push_back({{"scheme", level.scheme}, {"word", level.word}});
    EXPECT_EQ(shown, row["shown"]);
    std::vector<std::string> notes = translation.notes;
    notes.insert(notes.end(), translation.words[0].notes.begin(), translation.words[0].notes.end());
    EXPECT_EQ(json(notes), row["notes"]);
  }
}

}  // namespace
}  // namespace comity::agreement
