#include "marking/capco_rollup.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "marking/capco_texts_test.hpp"
#include "marking/capco_vectors_test.hpp"
#include "marking/languages.hpp"

namespace comity::marking::capco {
namespace {

using nlohmann::json;

// Members in the years of the vectors (ISM V13: 2014). The evaluators take them as a parameter.
const Memberships& memberships() {
  static const Memberships all = {
      {"FVEY", {"USA", "AUS", "CAN", "GBR", "NZL"}},
      {"ACGU", {"USA", "AUS", "CAN", "GBR"}},
      {"TEYE", {"USA", "CAN", "GBR"}},
      {"NATO", {"ALB", "BEL", "BGR", "CAN", "CZE", "DEU", "DNK", "ESP", "EST", "FRA", "GBR", "GRC", "HRV", "HUN",
                "ISL", "ITA", "LTU", "LUX", "LVA", "NLD", "NOR", "POL", "PRT", "ROU", "SVK", "SVN", "TUR", "USA"}}};
  return all;
}
const std::vector<std::string> kReaders = {"USA", "AUS", "CAN", "GBR", "NZL", "FRA", "DEU", "TUR", "JPN", "KOR", "BRA"};
const std::vector<std::string> kLevels = {"U", "C", "S", "TS"};

// ---- An evaluator that works from the portion's text, and shares no code with the rest
// ------------------------------------

std::vector<std::string> split(const std::string& text, const std::string& separator) {
  std::vector<std::string> out;
  std::size_t from = 0;
  for (std::size_t at; (at = text.find(separator, from)) != text.npos; from = at + separator.size())
    out.push_back(text.substr(from, at - from));
  out.push_back(text.substr(from));
  return out;
}

bool listed(const std::string& list, const std::string& reader, const Memberships& members) {
  for (const std::string& code : split(list, ", ")) {
    if (code == reader) return true;
    if (const auto found = members.find(code); found != members.end() && found->second.count(reader) > 0) return true;
  }
  return false;
}

// May a reader of this country, cleared to this US level, see (or copy) the portion? Consents and agreements are left
// out: this is what the text itself allows.
bool text_admits(const std::string& portion, const std::string& reader, std::size_t clearance, bool copy,
                 const Memberships& members) {
  const auto parts = split(portion, "//");
  const auto level = static_cast<std::size_t>(std::find(kLevels.begin(), kLevels.end(), parts[0]) - kLevels.begin());
  if (level == kLevels.size() || clearance < level) return false;
  bool says = false, in_list = false;
  for (std::size_t i = 1; i < parts.size(); ++i)
    for (const std::string& element : split(parts[i], "/")) {
      if (element == "NF" && reader != "USA") return false;
      if (element == "NF" || element == "RELIDO") says = true;
      if (element.rfind("REL TO ", 0) == 0) {
        says = true;
        in_list = in_list || listed(element.substr(7), reader, members);
      }
      if (element.rfind("DISPLAY ONLY ", 0) == 0) {
        says = true;
        in_list = in_list || (!copy && listed(element.substr(13), reader, members));
      }
    }
  if (reader == "USA" || in_list) return true;
  return parts[0] == "U" && !says;
}

// ---- What a label allows before agreements and consents: the most that it could
// -------------------------------------------

bool in_set(const ReaderSet& set, const std::string& reader, const Memberships& members) {
  if (set.all) return true;
  for (const Member& member : set.members) {
    if (member.id == reader) return true;
    if (const auto found = members.find(member.id); found != members.end() && found->second.count(reader) > 0)
      return true;
  }
  return false;
}

bool label_admits(const Label& label, const std::string& reader, std::size_t clearance, bool copy,
                  const Memberships& members) {
  static const std::vector<std::string> kWords = {"UNCLASSIFIED", "CONFIDENTIAL", "SECRET", "TOP SECRET"};
  if (!label.unknowns.empty()) return false;
  for (const auto& [party, words] : label.levels)
    for (const LevelWord& word : words)
      if (clearance < static_cast<std::size_t>(std::find(kWords.begin(), kWords.end(), word.word) - kWords.begin()))
        return false;
  if (label.restricting.count({"USA", "NOFORN"}) > 0 && reader != "USA") return false;
  for (const std::string& party : label.originating_parties()) {
    const auto& sets = copy ? label.releasable : label.displayable;
    const auto found = sets.find(party);
    if (found == sets.end() || found->second.empty()) {
      if (reader != party) return false;  // the stated default
      continue;
    }
    for (const ReaderSet& set : found->second)
      if (!in_set(set, reader, members)) return false;
  }
  return true;
}

struct Row {
  std::vector<std::string> texts;
  std::vector<std::string_view> portions;
  std::string banner;
  bool accepted = false, safe = false;
  std::vector<std::string> rules;
};

std::vector<Row> vectors() {
  std::vector<Row> out;
  const auto file = marking_vectors("capco_rollup.jsonl");
  if (!file) return out;
  for (const std::string& line : lines_of(*file)) {
    const json from = json::parse(line);
    Row& row = out.emplace_back();
    row.texts = from["portions"].get<std::vector<std::string>>();
    row.banner = from["banner"].get<std::string>();
    row.accepted = from["accepted"].get<bool>();
    row.safe = from["safe_not_wider_than_portions"].get<bool>();
    row.rules = from["rules"].get<std::vector<std::string>>();
  }
  for (Row& row : out) row.portions.assign(row.texts.begin(), row.texts.end());
  return out;
}

std::string name(const Row& row) {
  std::string out;
  for (const std::string& text : row.texts) out += "[" + text + "] ";
  return out + "banner " + row.banner;
}

// Readers admitted to `whole` that a portion would not admit, as text; "" if none.
template <class Admits>
std::string wider(const Row& row, Admits&& whole) {
  for (const std::string& reader : kReaders)
    for (std::size_t clearance = 0; clearance < kLevels.size(); ++clearance)
      for (const bool copy : {false, true}) {
        if (!whole(reader, clearance, copy)) continue;
        for (const std::string& portion : row.texts)
          if (!text_admits(portion, reader, clearance, copy, memberships()))
            return reader + " " + kLevels[clearance] + (copy ? " copy" : " display") + " against " + portion;
      }
  return "";
}

TEST(CapcoRollup, TheDocumentsLabelIsNeverWiderThanAPortion) {
  const auto rows = vectors();
  if (rows.empty()) GTEST_SKIP() << kNoVectors;
  ASSERT_EQ(rows.size(), 1090u);
  int admits_abroad = 0;
  for (const Row& row : rows) {
    const Label label = label_of_document(row.portions, row.banner, {});
    EXPECT_TRUE(label.unknowns.empty()) << name(row);
    const auto whole = [&](const std::string& reader, std::size_t clearance, bool copy) {
      return label_admits(label, reader, clearance, copy, memberships());
    };
    EXPECT_EQ(wider(row, whole), "") << name(row);
    // Not by denying everybody: a US reader with the highest clearance is always in.
    EXPECT_TRUE(whole("USA", 3, true)) << name(row);
    for (const std::string& reader : kReaders) admits_abroad += reader != "USA" && whole(reader, 3, false);
    for (const std::string_view portion : row.portions)
      for (const Owned& control : label_of(parse(portion, Form::portion).marking, {}).restricting)
        EXPECT_TRUE(label.restricting.contains(control)) << name(row);
  }
  EXPECT_GT(admits_abroad, 200);
}

TEST(CapcoRollup, TheComputedBannerIsAsNarrowAsThePortionsAndAsWideAsTheirLabel) {
  const auto rows = vectors();
  if (rows.empty()) GTEST_SKIP() << kNoVectors;
  std::set<std::vector<std::string>> done;
  int published = 0, wildcard = 0, silent = 0, foreign = 0;
  for (const Row& row : rows) {
    if (!done.insert(row.texts).second) continue;
    const RolledUp rolled = roll_up(row.portions, {}, memberships());
    ASSERT_FALSE(rolled.banner.empty()) << name(row);
    EXPECT_TRUE(rolled.lost.empty()) << rolled.lost[0];
    EXPECT_EQ(wider_than_portions(row.portions, rolled.banner, memberships()), std::vector<std::string>{})
        << name(row) << rolled.banner;
    const Parsed banner = parse(rolled.banner, Form::banner);
    EXPECT_TRUE(banner.findings.empty()) << rolled.banner << shown(banner.findings);
    EXPECT_EQ(write(banner.marking, Form::banner), rolled.banner);
    // The banner's text through the other evaluator.
    const std::string portion_form = write(banner.marking, Form::portion);
    const auto whole = [&](const std::string& reader, std::size_t clearance, bool copy) {
      return text_admits(portion_form, reader, clearance, copy, memberships());
    };
    EXPECT_EQ(wider(row, whole), "") << name(row) << " -> " << rolled.banner;
    for (const std::string& reader : kReaders)
      for (std::size_t clearance = 0; clearance < kLevels.size(); ++clearance)
        for (const bool copy : {false, true}) {
          const bool label = label_admits(rolled.label, reader, clearance, copy, memberships());
          foreign += label && reader != "USA";
          if (label) {
            EXPECT_TRUE(whole(reader, clearance, copy)) << name(row) << " -> " << rolled.banner << " denies " << reader;
          }
        }
    const Verdict verdict = check_rollup(row.portions, rolled.banner);
    const bool tetragraph = std::any_of(row.texts.begin(), row.texts.end(),
                                        [](const std::string& one) { return one.find("NATO") != one.npos; });
    published += verdict.accepted();
    if (!verdict.accepted()) tetragraph ? ++wildcard : ++silent;
    if (!verdict.accepted() && !tetragraph)
      ADD_FAILURE() << name(row) << " -> " << rolled.banner << " breaks " << verdict.broken[0];
  }
  EXPECT_EQ(done.size(), 138u);
  EXPECT_GT(foreign, 100);
  std::printf(
      "roll_up: the published rules accept %d of %zu computed banners; %d others have NATO, whose members they do not "
      "know\n",
      published, done.size(), wildcard);
}

TEST(CapcoRollup, ABannerAloneIsWiderThanItsPortionsWhereTheVectorsSaySo) {
  const auto rows = vectors();
  if (rows.empty()) GTEST_SKIP() << kNoVectors;
  int agree = 0;
  for (const Row& row : rows) {
    const auto wider = wider_than_portions(row.portions, row.banner, memberships());
    EXPECT_EQ(wider.empty(), row.safe) << name(row) << (wider.empty() ? "" : " " + wider[0]);
    agree += wider.empty() == row.safe;
  }
  std::printf("capco_rollup.jsonl, safe_not_wider_than_portions: %d of %zu rows agree\n", agree, rows.size());
}

TEST(CapcoRollup, TheVerdictIsThatOfThePublishedRules) {
  const auto rows = vectors();
  if (rows.empty()) GTEST_SKIP() << kNoVectors;
  int accepted = 0, rules = 0, unsafe = 0;
  for (const Row& row : rows) {
    const Verdict verdict = check_rollup(row.portions, row.banner);
    EXPECT_EQ(verdict.accepted(), row.accepted) << name(row);
    const std::vector<std::string> broken(verdict.broken.begin(), verdict.broken.end());
    EXPECT_EQ(broken, row.rules) << name(row);
    accepted += verdict.accepted() == row.accepted;
    rules += broken == row.rules;
    unsafe += verdict.accepted() && !wider_than_portions(row.portions, row.banner, memberships()).empty();
  }
  std::printf("capco_rollup.jsonl, accepted: %d, rules: %d of %zu rows agree; accepted but wider: %d\n", accepted,
              rules, rows.size(), unsafe);
}

// ---- The named cases: each transcribed from the words of its row
// -----------------------------------------------------------

struct Named {
  const char* words;
  std::vector<std::string_view> portions;
  const char* banner;
  bool compilation_reason;
  bool agrees;  // with the row
};
const Named kNamed[] = {
    {"[NATO,NZL] banner REL NZL", {"S//REL TO USA, NATO", "S//REL TO USA, NZL"}, "S//REL TO USA, NZL", false, true},
    {"[NZL,NATO] banner REL NZL", {"S//REL TO USA, NZL", "S//REL TO USA, NATO"}, "S//REL TO USA, NZL", false, true},
    {"[GBR] banner REL USA,NATO (29+ states more)", {"S//REL TO USA, GBR"}, "S//REL TO USA, NATO", false, true},
    {"[GBR,NZL] disjoint, banner REL USA,NATO",
     {"S//REL TO USA, GBR", "S//REL TO USA, NZL"},
     "S//REL TO USA, NATO",
     false,
     true},
    {"[S plain, DISPLAY NZL] banner DISPLAY NZL", {"S", "S//DISPLAY ONLY NZL"}, "S//DISPLAY ONLY NZL", false, true},
    {"[DISPLAY NZL, S plain] banner DISPLAY NZL", {"S//DISPLAY ONLY NZL", "S"}, "S//DISPLAY ONLY NZL", false, true},
    {"[FVEY,AUS] banner AUS", {"S//REL TO USA, FVEY", "S//REL TO USA, AUS"}, "S//REL TO USA, AUS", false, true},
    {"[REL without USA]", {"S//REL TO AUS, NZL"}, "S//REL TO AUS, NZL", false, true},
    {"[REL NZL before AUS]", {"S//REL TO USA, NZL, AUS"}, "S//REL TO USA, NZL, AUS", false, true},
    {"[REL USA only]", {"S//REL TO USA"}, "S//REL TO USA", false, true},
    {"[REL+NF]", {"S//NF/REL TO USA, AUS"}, "S//NF/REL TO USA, AUS", false, true},
    {"[ORCON unclassified]", {"U//OC"}, "U//OC", false, true},
    // No portion is left out of a roll-up here, so a classified one under an unclassified banner is refused.
    {"[excludeFromRollup S//NF portion] banner U", {"U", "S//NF"}, "U", false, false},
    {"[compilation: U+U banner S//NF with compilationReason]", {"U", "U"}, "S//NF", true, true},
    {"[U+U banner S//NF no compilationReason]", {"U", "U"}, "S//NF", false, true},
    {"[banner narrower than common, no compilationReason]",
     {"S//REL TO USA, AUS, NZL"},
     "S//REL TO USA, AUS",
     false,
     true},
    {"[banner narrower than common, compilationReason]", {"S//REL TO USA, AUS, NZL"}, "S//REL TO USA, AUS", true, true},
};

TEST(CapcoRollup, NamedCases) {
  const auto file = marking_vectors("capco_rollup_named.tsv");
  if (!file) GTEST_SKIP() << kNoVectors;
  const auto rows = rows_of(*file);
  ASSERT_EQ(rows.size(), std::size(kNamed));
  int agree = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Named& named = kNamed[i];
    ASSERT_EQ(rows[i][0], named.words);
    const Verdict verdict = check_rollup(named.portions, named.banner, {named.compilation_reason});
    std::string broken;
    for (const std::string_view rule : verdict.broken) broken += (broken.empty() ? "" : " ") + std::string(rule);
    const bool same = verdict.accepted() == (rows[i][1] == "True") && broken == (rows[i].size() > 2 ? rows[i][2] : "");
    EXPECT_EQ(same, named.agrees) << named.words << ": " << broken;
    agree += same;
  }
  std::printf("capco_rollup_named.tsv: %d of %zu rows agree\n", agree, rows.size());
}

// ---- Roll-up of what the vectors do not have
// -------------------------------------------------------------------------------

struct Case {
  std::vector<std::string_view> portions;
  const char* banner;
  const char* lost;  // a part of what is lost; "" for nothing
};
const Case kCases[] = {
    {{"(U)", "(U)"}, "UNCLASSIFIED", ""},
    {{"(U)", "(C//REL TO USA, AUS, NZL)"}, "CONFIDENTIAL//REL TO USA, AUS, NZL", ""},
    {{"(S//REL TO USA, FVEY)", "(S//REL TO USA, AUS, JPN)"}, "SECRET//REL TO USA, AUS", ""},
    {{"(S//REL TO USA, FVEY)", "(S//REL TO USA, FVEY)"}, "SECRET//REL TO USA, FVEY", ""},
    {{"(S//REL TO USA, FVEY)", "(S//REL TO USA, JPN, FVEY)"}, "SECRET//REL TO USA, FVEY", ""},
    {{"(S//REL TO USA, GBR)", "(S//REL TO USA, NZL)"}, "SECRET//NOFORN", ""},
    {{"(S//REL TO USA, GBR, NATO)", "(S//REL TO USA, DEU)"}, "SECRET//REL TO USA, DEU", ""},
    {{"(S//REL TO USA, AUS)", "(S//REL TO USA, CAN/DISPLAY ONLY AUS)"}, "SECRET//DISPLAY ONLY AUS", ""},
    {{"(S//RELIDO)", "(U)"}, "SECRET//RELIDO", ""},
    {{"(S//RELIDO)", "(S)"}, "SECRET//NOFORN", ""},
    {{"(U//FOUO)", "(S//NF)"}, "SECRET//NOFORN", "FOUO"},
    {{"(U//FOUO)", "(U)"}, "UNCLASSIFIED//FOUO", ""},
    {{"(U//SBU-NF)", "(U//LES)"}, "UNCLASSIFIED//NOFORN//SBU/LES", ""},
    {{"(TS//SI-G ABCD//OC)", "(S//TK//OC)"}, "TOP SECRET//SI-G ABCD/TK//ORCON", ""},
    {{"(S//SI//REL TO USA, AUS)", "(S//TK//REL TO USA, CAN)"}, "SECRET//SI/TK//NOFORN", ""},
    {{"(//DEU R)", "(S//NF)"}, "SECRET//FGI DEU//NOFORN", "level DEU RESTRICTED"},
    {{"(//JOINT S CAN USA)", "(C//NF)"}, "SECRET//FGI CAN//NOFORN", "level CAN SECRET"},
    {{"(//NS)", "(U)"}, "SECRET//FGI NATO", "level NATO NATO SECRET"},
    {{"(//CTS//BOHEMIA)", "(U)"}, "TOP SECRET//FGI NATO", "compartment BOHEMIA of NATO"},
    {{"(S//FGI FRA//REL TO USA, AUS)", "(U)"}, "SECRET//FGI FRA//REL TO USA, AUS", ""},
    {{"(//DEU S//REL TO USA, DEU)", "(S//REL TO USA, AUS)"}, "SECRET//FGI DEU//NOFORN", "level DEU SECRET"},
    {{"(//FGI S)", "(C//REL TO USA, AUS)"}, "SECRET//FGI//NOFORN", ""},
    {{"(S//FGI)", "(S//FGI DEU)"}, "SECRET//FGI DEU", "unknown: "},
    {{"(S//NF//XD)", "(S//NF//ND)"}, "SECRET//NOFORN//NODIS", "EXDIS"},
    {{"(S//REL TO USA, AUS)", "(S//XD)"}, "SECRET//NOFORN//EXDIS", ""},
    {{"(S//RD-SG 14)", "(TS//RD-N)", "(S//FRD)"}, "TOP SECRET//RD-CNWDI-SIGMA 14/FRD", ""},
    {{"(TS//SAR-A/B/C)", "(TS//SAR-D/E)"}, "TOP SECRET//SAR-MULTIPLE PROGRAMS", "SAR-E"},
    {{"(S//NF)", "(S//NOFRON)"}, "", "unknown: "},
    {{"(S//NF)", "nothing"}, "", "unknown: "},
    {{}, "", ""},
};

TEST(CapcoRollup, Cases) {
  for (const Case& one : kCases) {
    const RolledUp rolled = roll_up(one.portions, {}, memberships());
    std::string lost;
    for (const std::string& phrase : rolled.lost) lost += phrase + "; ";
    const std::string first = one.portions.empty() ? "" : std::string(one.portions[0]);
    EXPECT_EQ(rolled.banner, one.banner) << first << " lost " << lost;
    EXPECT_EQ(lost.empty(), std::string_view(one.lost).empty()) << first << " lost " << lost;
    EXPECT_NE(lost.find(one.lost), std::string::npos) << first << " lost " << lost;
  }
}

TEST(CapcoProperty, NoComputedBannerOrLabelIsWiderThanAPortion) {
  Texts texts(11);
  int banners = 0, whole = 0, abroad = 0;
  for (int i = 0; i < 6000; ++i) {
    std::vector<std::string> made;
    while (made.size() < 1 + static_cast<std::size_t>(i) % 3) {
      std::string text = texts.next(Form::portion);
      if (parse(text, Form::portion).ok()) made.push_back(std::move(text));
    }
    const std::vector<std::string_view> portions(made.begin(), made.end());
    const RolledUp rolled = roll_up(portions, {}, memberships());
    std::string shown_portions;
    for (const std::string& one : made) shown_portions += "[" + one + "] ";
    // The order does not matter.
    const std::vector<std::string_view> backwards(portions.rbegin(), portions.rend());
    ASSERT_EQ(roll_up(backwards, {}, memberships()).banner, rolled.banner) << shown_portions;
    // Whoever the document admits abroad, each portion's own label admits; one that says nothing of release says
    // nothing here.
    for (const std::string& one : made) {
      Label label = label_of_portions(std::vector<std::string_view>{one}, {});
      const bool silent = label.releasable.find("USA") == label.releasable.end() && label.originators.contains("USA");
      for (const std::string& reader : kReaders)
        for (const bool copy : {false, true}) {
          if (silent || !label_admits(rolled.label, reader, 3, copy, memberships())) continue;
          abroad += reader != "USA";
          ASSERT_TRUE(label_admits(label, reader, 3, copy, memberships())) << shown_portions << reader;
        }
    }
    if (rolled.banner.empty()) {
      ASSERT_FALSE(rolled.lost.empty()) << shown_portions;
      continue;
    }
    ++banners;
    whole += rolled.lost.empty();
    ASSERT_TRUE(parse(rolled.banner, Form::banner).ok()) << shown_portions << " -> " << rolled.banner;
    for (const std::string& phrase : wider_than_portions(portions, rolled.banner, memberships())) {
      // What a US banner has no words for is listed; in level and readers it is never wider.
      ASSERT_FALSE(rolled.lost.empty()) << shown_portions << " -> " << rolled.banner << ": " << phrase;
      ASSERT_TRUE(phrase.starts_with("without ") || phrase.starts_with("over what is unknown"))
          << shown_portions << " -> " << rolled.banner << ": " << phrase;
    }
  }
  EXPECT_GT(banners, 4000);
  EXPECT_GT(whole, 1500);
  EXPECT_GT(abroad, 100);
}

TEST(CapcoRollup, ABannerNarrowsAndAnUnreadOneDenies) {
  const std::vector<std::string_view> portions = {"(U)", "(U)"};
  const Label compiled = label_of_document(portions, "SECRET//NOFORN", {});
  EXPECT_TRUE(compiled.restricting.contains({"USA", "NOFORN"}));
  EXPECT_EQ(compiled.levels.at("USA").size(), 2u);
  EXPECT_FALSE(label_of_document(portions, "SEKRET", {}).unknowns.empty());
  const std::vector<std::string_view> bare = {"(S//REL)", "(S//REL TO USA, AUS, CAN)"};
  EXPECT_TRUE(label_admits(label_of_document(bare, "SECRET//REL TO USA, AUS", {}), "AUS", 3, true, memberships()));
  EXPECT_FALSE(label_admits(label_of_document(bare, "SECRET//REL TO USA, AUS", {}), "CAN", 3, true, memberships()));
  EXPECT_FALSE(label_of_document(bare, "SECRET//NOFORN", {}).unknowns.empty());
  EXPECT_FALSE(label_of_document(std::vector<std::string_view>{"(U)", "(X)"}, "SECRET", {}).unknowns.empty());
}

TEST(CapcoRollup, RulesAreInOrderAndEachSaysWhatItAsks) {
  const auto rules = rollup_rules();
  EXPECT_TRUE(
      std::is_sorted(rules.begin(), rules.end(), [](const RollupRule& a, const RollupRule& b) { return a.id < b.id; }));
  for (const RollupRule& rule : rules) EXPECT_GT(rule.says.size(), 20u) << rule.id;
}

}  // namespace
}  // namespace comity::marking::capco
