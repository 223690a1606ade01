#include "marking/national_caveats.hpp"

#include <array>

namespace comity::marking {
namespace {

using enum CaveatEffect;

constexpr std::string_view kPspf =
    "Protective Security Policy Framework, policies 8 and 9: AUSTEO, AGAO and REL limit access by citizenship";
constexpr std::string_view kEpms = "Email Protective Marking Standard, caveats SH and RI";
constexpr std::string_view kPsr = "protectivesecurity.govt.nz, Endorsement markings";
constexpr std::string_view kNato = "C-M(2002)49, enclosure E: special category designators; AC/35-D/2002";
constexpr std::string_view kGbr = "UK Government Security Classifications Policy: national caveats";
constexpr std::string_view kCan = "Government of Canada usage, as published in contract security clauses";
constexpr std::string_view kFra = "IGI 1300, mention Spécial France; MISP taxonomy fr-classif";
constexpr std::string_view kEu = "Council Decision 2013/488/EU, annex III: releasability markings";
constexpr std::string_view kFraGbr = "France–United Kingdom agreement as amended 2014, article 2";

constexpr std::array kCaveats = {
    NationalCaveat{"GBR", "UK EYES ONLY", eyes_only, "UK EYES ONLY", kGbr},
    NationalCaveat{"GBR", "UKEO", eyes_only, "UK EYES ONLY", kGbr},
    NationalCaveat{"AUS", "AUSTEO", eyes_only, "AUSTEO", kPspf},
    NationalCaveat{"AUS", "AUSTRALIAN EYES ONLY", eyes_only, "AUSTEO", kPspf},
    NationalCaveat{"NZL", "NZEO", eyes_only, "NZEO",
                   "protectivesecurity.govt.nz, glossary: New Zealand citizens on a need-to-know basis"},
    NationalCaveat{"NZL", "NEW ZEALAND EYES ONLY", eyes_only, "NZEO", "protectivesecurity.govt.nz, glossary"},
    NationalCaveat{"CAN", "CANADIAN EYES ONLY", eyes_only, "CANADIAN EYES ONLY", kCan},
    NationalCaveat{"CAN", "CEO", eyes_only, "CANADIAN EYES ONLY", kCan},
    NationalCaveat{"FRA", "SPÉCIAL FRANCE", eyes_only, "SPECIAL FRANCE", kFra},
    // Others may see AGAO inside the Australian agencies that they are posted to: they read as members of these.
    NationalCaveat{"AUS", "AGAO", own_readers, "AGAO", kPspf},
    NationalCaveat{"AUS", "AUSTRALIAN GOVERNMENT ACCESS ONLY", own_readers, "AGAO", kPspf},
    NationalCaveat{"NATO", "RELEASABLE TO", releasable, "RELEASABLE TO", kNato},
    NationalCaveat{"EU", "RELEASABLE TO", releasable, "RELEASABLE TO", kEu},
    NationalCaveat{"AUS", "REL", releasable, "REL", kPspf},
    NationalCaveat{"", "REL TO", releasable, "REL TO", kPsr},
    NationalCaveat{"", "REL", releasable, "REL TO", kEpms},
    NationalCaveat{"", "RELEASABLE TO", releasable, "REL TO", kPsr},
    NationalCaveat{"NATO", "ATOMAL", compartment, "ATOMAL", kNato},
    NationalCaveat{"NATO", "BOHEMIA", compartment, "BOHEMIA", kNato},
    NationalCaveat{"", "CRYPTO", compartment, "CRYPTO", kNato},
    NationalCaveat{"AUS", "CABINET", compartment, "CABINET", kEpms},
    NationalCaveat{"AUS", "NATIONAL CABINET", compartment, "NATIONAL CABINET", kPspf},
    NationalCaveat{"AUS", "DELICATE SOURCE", compartment, "DELICATE SOURCE", kEpms},
    NationalCaveat{"AUS", "ORCON", control, "ORCON", kEpms},
    NationalCaveat{"", "ACCOUNTABLE MATERIAL", duty, "accountable-material", kPsr},
    NationalCaveat{"AUS", "LEGAL PRIVILEGE", statement, "Legal privilege", kPspf},
    NationalCaveat{"AUS", "LEGISLATIVE SECRECY", statement, "Legislative secrecy", kPspf},
    NationalCaveat{"AUS", "PERSONAL PRIVACY", statement, "Personal privacy", kPspf},
    NationalCaveat{"NZL", "APPOINTMENTS", statement, "APPOINTMENTS", kPsr},
    NationalCaveat{"NZL", "BUDGET", statement, "BUDGET", kPsr},
    NationalCaveat{"NZL", "COMMERCIAL", statement, "COMMERCIAL", kPsr},
    NationalCaveat{"NZL", "EVALUATIVE", statement, "EVALUATIVE", kPsr},
    NationalCaveat{"NZL", "HONOURS", statement, "HONOURS", kPsr},
    NationalCaveat{"NZL", "LEGAL PRIVILEGE", statement, "LEGAL PRIVILEGE", kPsr},
    NationalCaveat{"NZL", "MEDICAL", statement, "MEDICAL", kPsr},
    NationalCaveat{"NZL", "POLICY", statement, "POLICY", kPsr},
    NationalCaveat{"NZL", "STAFF", statement, "STAFF", kPsr},
    NationalCaveat{"GBR", "COMMERCIAL", statement, "COMMERCIAL", kGbr},
    NationalCaveat{"GBR", "PERSONAL", statement, "PERSONAL", kGbr},
    NationalCaveat{"GBR", "LOCSEN", statement, "LOCSEN", kGbr},
    NationalCaveat{"", "TRAITER COMME CONFIDENTIEL DÉFENSE", warning, "Traiter comme CONFIDENTIEL DEFENSE", kFraGbr},
};

// ISO 3166-1 alpha-3 codes are their own names; these are the other ways to write those of the known schemes.
constexpr std::array kReaders = {
    ReaderName{"AU", "AUS"},
    ReaderName{"AUSTRALIA", "AUS"},
    ReaderName{"AUSCANNZUKUS", "AUS CAN GBR NZL USA"},
    ReaderName{"CANADA", "CAN"},
    ReaderName{"FIVE EYES", "FVEY"},
    ReaderName{"FRANCE", "FRA"},
    ReaderName{"GB", "GBR"},
    ReaderName{"GERMANY", "DEU"},
    ReaderName{"JAPAN", "JPN"},
    ReaderName{"NEW ZEALAND", "NZL"},
    ReaderName{"NZ", "NZL"},
    ReaderName{"REPUBLIC OF KOREA", "KOR"},
    ReaderName{"ROK", "KOR"},
    ReaderName{"UK", "GBR"},
    ReaderName{"UNITED KINGDOM", "GBR"},
    ReaderName{"UNITED STATES", "USA"},
    ReaderName{"US", "USA"},
};

}  // namespace

std::span<const NationalCaveat> national_caveats() { return kCaveats; }

std::span<const ReaderName> reader_names() { return kReaders; }

std::string_view caveat_separator(std::string_view party) {
  if (party == "NATO" || party == "EU") return " ";
  if (party == "GBR" || party == "FRA") return " - ";
  return "//";
}

}  // namespace comity::marking
