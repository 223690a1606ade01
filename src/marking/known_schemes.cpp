#include "marking/known_schemes.hpp"

#include <array>

namespace comity::marking {
namespace {

struct Title {
  std::string_view scheme, party, title, source;
  std::string_view from, until;  // dates; "" is open
};
constexpr int kNoRung = -1;
struct Row {
  std::string_view scheme;
  int rank;
  std::string_view word, portion;
  int rung = kNoRung;
};

constexpr std::array kTitles = {
    Title{"AUS", "AUS", "Australia",
          "Protective Security Policy Framework, policy 8: Sensitive and classified information", "", ""},
    Title{"CAN", "CAN", "Canada, national interest", "Treasury Board, Directive on Security Management, appendix J", "",
          ""},
    Title{"CAN-PROTECTED", "CAN", "Canada, other than the national interest",
          "Treasury Board, Directive on Security Management, appendix J", "", ""},
    Title{"DEU", "DEU", "Deutschland", "Sicherheitsüberprüfungsgesetz §4; MISP taxonomy de-vs", "", ""},
    Title{"EU", "EU", "European Union", "Council Decision 2013/488/EU, article 2; MISP taxonomy euci", "", ""},
    Title{"FRA", "FRA", "France, before 1 July 2021", "France–United Kingdom agreement as amended 2014, article 2", "",
          "2021-07-01"},
    Title{"FRA-2021", "FRA", "France, from 1 July 2021",
          "Council Decision (EU) 2021/1075, recital 3; MISP taxonomy fr-classif", "2021-07-01", ""},
    Title{"GBR", "GBR", "United Kingdom, from 2 April 2014", "UK Government Security Classifications Policy 2014",
          "2014-04-02", ""},
    Title{"GBR-1996", "GBR", "United Kingdom, before 2 April 2014",
          "Government Protective Marking Scheme; Hansard, 16 July 1996", "", "2014-04-02"},
    Title{"JPN", "JPN", "日本",
          "Japan–Republic of Korea agreement of 2016, article 4 (極秘 and 特定秘密 protected alike); 機密 from the "
          "rules before 2014",
          "", ""},
    Title{"KOR", "KOR", "대한민국", "Japan–Republic of Korea agreement of 2016, article 4", "", ""},
    Title{"NATO", "NATO", "NATO", "C-M(2002)49, enclosure E; MISP taxonomy nato", "", ""},
    Title{"NZL", "NZL", "New Zealand, national security", "protectivesecurity.govt.nz, Classification system", "", ""},
    Title{"NZL-POLICY", "NZL", "New Zealand, policy and privacy", "protectivesecurity.govt.nz, Classification system",
          "", ""},
    Title{"USA", "USA", "United States", "Executive Order 13526 §1.2; ODNI IC-TF-ISM controlled values", "", ""},
};

// The rungs are those of one ladder for all: unclassified, restricted, confidential, secret, top secret. Canada's PROTECTED is beside that ladder.
// Ascending in each scheme; equal ranks are protected alike. The spelling without accents is the one kept, as
// agreements write it.
constexpr std::array kRows = {
    Row{"AUS", 0, "UNOFFICIAL", "", 0},
    Row{"AUS", 1, "OFFICIAL", "O", 0},
    Row{"AUS", 2, "OFFICIAL:Sensitive", "O:S", 1},
    Row{"AUS", 3, "PROTECTED", "P", 2},
    Row{"AUS", 4, "SECRET", "S", 3},
    Row{"AUS", 5, "TOP SECRET", "TS", 4},
    Row{"CAN", 0, "UNCLASSIFIED", "U", 0},
    Row{"CAN", 1, "CONFIDENTIAL", "C", 2},
    Row{"CAN", 2, "SECRET", "S", 3},
    Row{"CAN", 3, "TOP SECRET", "TS", 4},
    Row{"CAN-PROTECTED", 0, "PROTECTED A", "PA"},
    Row{"CAN-PROTECTED", 1, "PROTECTED B", "PB"},
    Row{"CAN-PROTECTED", 2, "PROTECTED C", "PC"},
    Row{"DEU", 0, "VS-NUR FUER DEN DIENSTGEBRAUCH", "VS-NfD", 1},
    Row{"DEU", 1, "VS-VERTRAULICH", "", 2},
    Row{"DEU", 2, "GEHEIM", "", 3},
    Row{"DEU", 3, "STRENG GEHEIM", "", 4},
    Row{"EU", 0, "RESTREINT UE/EU RESTRICTED", "R-UE/EU-R", 1},
    Row{"EU", 1, "CONFIDENTIEL UE/EU CONFIDENTIAL", "C-UE/EU-C", 2},
    Row{"EU", 2, "SECRET UE/EU SECRET", "S-UE/EU-S", 3},
    Row{"EU", 3, "TRES SECRET UE/EU TOP SECRET", "TS-UE/EU-TS", 4},
    Row{"FRA", 0, "DIFFUSION RESTREINTE", "", 1},
    Row{"FRA", 1, "CONFIDENTIEL DEFENSE", "", 2},
    Row{"FRA", 2, "SECRET DEFENSE", "", 3},
    Row{"FRA", 3, "TRES SECRET DEFENSE", "", 4},
    Row{"FRA-2021", 0, "DIFFUSION RESTREINTE", "", 1},  // a protection marking, below the classified levels
    Row{"FRA-2021", 1, "SECRET", "", 3},
    Row{"FRA-2021", 2, "TRES SECRET", "", 4},
    Row{"GBR", 0, "OFFICIAL", "O", 0},
    Row{"GBR", 0, "OFFICIAL-SENSITIVE", "O-S", 1},  // a marking of OFFICIAL, not a level above it
    Row{"GBR", 1, "SECRET", "S", 3},
    Row{"GBR", 2, "TOP SECRET", "TS", 4},
    Row{"GBR-1996", 0, "UNCLASSIFIED", "", 0},
    Row{"GBR-1996", 1, "PROTECT", "", 1},
    Row{"GBR-1996", 2, "RESTRICTED", "", 1},
    Row{"GBR-1996", 3, "CONFIDENTIAL", "", 2},
    Row{"GBR-1996", 4, "SECRET", "", 3},
    Row{"GBR-1996", 5, "TOP SECRET", "", 4},
    Row{"JPN", 0, "秘", "", 2},
    Row{"JPN", 1, "極秘", "", 3},
    Row{"JPN", 1, "特定秘密", "", 3},
    Row{"JPN", 2, "機密", "", 4},
    Row{"KOR", 0, "군사III급비밀", "", 2},
    Row{"KOR", 1, "군사II급비밀", "", 3},
    Row{"NATO", 0, "NATO UNCLASSIFIED", "NU", 0},
    Row{"NATO", 1, "NATO RESTRICTED", "NR", 1},
    Row{"NATO", 2, "NATO CONFIDENTIAL", "NC", 2},
    Row{"NATO", 3, "NATO SECRET", "NS", 3},
    Row{"NATO", 4, "COSMIC TOP SECRET", "CTS", 4},
    Row{"NZL", 0, "UNCLASSIFIED", "U", 0},
    Row{"NZL", 1, "RESTRICTED", "R", 1},
    Row{"NZL", 2, "CONFIDENTIAL", "C", 2},
    Row{"NZL", 3, "SECRET", "S", 3},
    Row{"NZL", 4, "TOP SECRET", "TS", 4},
    Row{"NZL-POLICY", 0, "UNCLASSIFIED", "", 0},
    Row{"NZL-POLICY", 1, "IN-CONFIDENCE", "", 1},
    Row{"NZL-POLICY", 2, "SENSITIVE", "", 1},
    Row{"USA", 0, "UNCLASSIFIED", "U", 0},
    Row{"USA", 1, "CONFIDENTIAL", "C", 2},
    Row{"USA", 2, "SECRET", "S", 3},
    Row{"USA", 3, "TOP SECRET", "TS", 4},
};

constexpr std::string_view kMispNato = "MISP taxonomy nato";
constexpr std::string_view kEu2001 = "Council Decision 2001/264/EC, the words before 2011";
constexpr std::array kAliases = {
    WordAlias{"AUS", "OFFICIAL SENSITIVE", "OFFICIAL:Sensitive", "", "Email Protective Marking Standard"},
    WordAlias{"DEU", "VERSCHLUSSSACHE-NUR FÜR DEN DIENSTGEBRAUCH", "VS-NUR FUER DEN DIENSTGEBRAUCH", "",
              "Verschlusssachenanweisung §2"},
    WordAlias{"EU", "RESTREINT UE", "RESTREINT UE/EU RESTRICTED", "", kEu2001},
    WordAlias{"EU", "CONFIDENTIEL UE", "CONFIDENTIEL UE/EU CONFIDENTIAL", "", kEu2001},
    WordAlias{"EU", "SECRET UE", "SECRET UE/EU SECRET", "", kEu2001},
    WordAlias{"EU", "TRÈS SECRET UE", "TRES SECRET UE/EU TOP SECRET", "", kEu2001},
    WordAlias{"EU", "EU RESTRICTED", "RESTREINT UE/EU RESTRICTED", "",
              "Council Decision 2013/488/EU, the English half alone"},
    WordAlias{"EU", "EU CONFIDENTIAL", "CONFIDENTIEL UE/EU CONFIDENTIAL", "",
              "Council Decision 2013/488/EU, the English half alone"},
    WordAlias{"EU", "EU SECRET", "SECRET UE/EU SECRET", "", "Council Decision 2013/488/EU, the English half alone"},
    WordAlias{"EU", "EU TOP SECRET", "TRES SECRET UE/EU TOP SECRET", "",
              "Council Decision 2013/488/EU, the English half alone"},
    WordAlias{"GBR", "OFFICIAL SENSITIVE", "OFFICIAL-SENSITIVE", "", "UK Government Security Classifications Policy"},
    WordAlias{"NATO", "CTS-A", "COSMIC TOP SECRET", "ATOMAL", kMispNato},
    WordAlias{"NATO", "CTS-B", "COSMIC TOP SECRET", "BOHEMIA", kMispNato},
    WordAlias{"NATO", "NS-A", "NATO SECRET", "ATOMAL", kMispNato},
    WordAlias{"NATO", "NC-A", "NATO CONFIDENTIAL", "ATOMAL", kMispNato},
    WordAlias{"NATO", "SECRET ATOMAL", "NATO SECRET", "ATOMAL", kMispNato},
    WordAlias{"NATO", "CONFIDENTIAL ATOMAL", "NATO CONFIDENTIAL", "ATOMAL", kMispNato},
    WordAlias{"NZL-POLICY", "IN CONFIDENCE", "IN-CONFIDENCE", "", "protectivesecurity.govt.nz, Classification system"},
};

Time date(std::string_view text, Time open) { return text.empty() ? open : parse_time(text).value(); }

Schemes make() {
  Schemes out;
  for (const Title& title : kTitles) {
    Scheme scheme{std::string(title.scheme),     std::string(title.title),      std::string(title.source), {},
                  date(title.from, Time::min()), date(title.until, Time::max())};
    for (const Row& row : kRows)
      if (row.scheme == title.scheme)
        scheme.levels.push_back({std::string(row.word), row.rank, std::string(row.portion)});
    CHECK(out.add(std::move(scheme)).has_value());
  }
  for (const WordAlias& alias : kAliases) CHECK(out.rank(alias.scheme, alias.word).has_value());
  return out;
}

}  // namespace

const Schemes& known_schemes() {
  static const Schemes schemes = make();
  return schemes;
}

std::string_view party_of_known_scheme(std::string_view scheme) {
  for (const Title& title : kTitles)
    if (title.scheme == scheme) return title.party;
  return {};
}

std::optional<int> rung_of(std::string_view scheme, std::string_view word) {
  for (const Row& row : kRows)
    if (row.scheme == scheme && row.word == word && row.rung != kNoRung) return row.rung;
  return std::nullopt;
}

std::span<const WordAlias> word_aliases() { return kAliases; }

}  // namespace comity::marking
