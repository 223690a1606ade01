#include "marking/known_schemes.hpp"

#include <array>

namespace comity::marking {
namespace {

struct Title {
  std::string_view scheme, party, title, source;
  std::string_view from, until;  // dates; "" is open
};
struct Row {
  std::string_view scheme;
  int rank;
  std::string_view word, portion;
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

// Ascending in each scheme; equal ranks are protected alike. The spelling without accents is the one kept, as
// agreements write it.
constexpr std::array kRows = {
    Row{"AUS", 0, "UNOFFICIAL", ""},
    Row{"AUS", 1, "OFFICIAL", "O"},
    Row{"AUS", 2, "OFFICIAL:Sensitive", "O:S"},
    Row{"AUS", 3, "PROTECTED", "P"},
    Row{"AUS", 4, "SECRET", "S"},
    Row{"AUS", 5, "TOP SECRET", "TS"},
    Row{"CAN", 0, "UNCLASSIFIED", "U"},
    Row{"CAN", 1, "CONFIDENTIAL", "C"},
    Row{"CAN", 2, "SECRET", "S"},
    Row{"CAN", 3, "TOP SECRET", "TS"},
    Row{"CAN-PROTECTED", 0, "PROTECTED A", "PA"},
    Row{"CAN-PROTECTED", 1, "PROTECTED B", "PB"},
    Row{"CAN-PROTECTED", 2, "PROTECTED C", "PC"},
    Row{"DEU", 0, "VS-NUR FUER DEN DIENSTGEBRAUCH", "VS-NfD"},
    Row{"DEU", 1, "VS-VERTRAULICH", ""},
    Row{"DEU", 2, "GEHEIM", ""},
    Row{"DEU", 3, "STRENG GEHEIM", ""},
    Row{"EU", 0, "RESTREINT UE/EU RESTRICTED", "R-UE/EU-R"},
    Row{"EU", 1, "CONFIDENTIEL UE/EU CONFIDENTIAL", "C-UE/EU-C"},
    Row{"EU", 2, "SECRET UE/EU SECRET", "S-UE/EU-S"},
    Row{"EU", 3, "TRES SECRET UE/EU TOP SECRET", "TS-UE/EU-TS"},
    Row{"FRA", 0, "DIFFUSION RESTREINTE", ""},
    Row{"FRA", 1, "CONFIDENTIEL DEFENSE", ""},
    Row{"FRA", 2, "SECRET DEFENSE", ""},
    Row{"FRA", 3, "TRES SECRET DEFENSE", ""},
    Row{"FRA-2021", 0, "DIFFUSION RESTREINTE", ""},  // a protection marking, below the classified levels
    Row{"FRA-2021", 1, "SECRET", ""},
    Row{"FRA-2021", 2, "TRES SECRET", ""},
    Row{"GBR", 0, "OFFICIAL", "O"},
    Row{"GBR", 0, "OFFICIAL-SENSITIVE", "O-S"},  // a marking of OFFICIAL, not a level above it
    Row{"GBR", 1, "SECRET", "S"},
    Row{"GBR", 2, "TOP SECRET", "TS"},
    Row{"GBR-1996", 0, "UNCLASSIFIED", ""},
    Row{"GBR-1996", 1, "PROTECT", ""},
    Row{"GBR-1996", 2, "RESTRICTED", ""},
    Row{"GBR-1996", 3, "CONFIDENTIAL", ""},
    Row{"GBR-1996", 4, "SECRET", ""},
    Row{"GBR-1996", 5, "TOP SECRET", ""},
    Row{"JPN", 0, "秘", ""},
    Row{"JPN", 1, "極秘", ""},
    Row{"JPN", 1, "特定秘密", ""},
    Row{"JPN", 2, "機密", ""},
    Row{"KOR", 0, "군사III급비밀", ""},
    Row{"KOR", 1, "군사II급비밀", ""},
    Row{"NATO", 0, "NATO UNCLASSIFIED", "NU"},
    Row{"NATO", 1, "NATO RESTRICTED", "NR"},
    Row{"NATO", 2, "NATO CONFIDENTIAL", "NC"},
    Row{"NATO", 3, "NATO SECRET", "NS"},
    Row{"NATO", 4, "COSMIC TOP SECRET", "CTS"},
    Row{"NZL", 0, "UNCLASSIFIED", "U"},
    Row{"NZL", 1, "RESTRICTED", "R"},
    Row{"NZL", 2, "CONFIDENTIAL", "C"},
    Row{"NZL", 3, "SECRET", "S"},
    Row{"NZL", 4, "TOP SECRET", "TS"},
    Row{"NZL-POLICY", 0, "UNCLASSIFIED", ""},
    Row{"NZL-POLICY", 1, "IN-CONFIDENCE", ""},
    Row{"NZL-POLICY", 2, "SENSITIVE", ""},
    Row{"USA", 0, "UNCLASSIFIED", "U"},
    Row{"USA", 1, "CONFIDENTIAL", "C"},
    Row{"USA", 2, "SECRET", "S"},
    Row{"USA", 3, "TOP SECRET", "TS"},
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

std::span<const WordAlias> word_aliases() { return kAliases; }

}  // namespace comity::marking
