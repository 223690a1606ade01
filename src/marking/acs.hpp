// The words of ISA ACS 3.0 and what they are in a label, for acs.cpp (reading) and acs_write.cpp. docs/format/acs.md
// explains them.
#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string_view>

namespace comity::marking::acs {

inline constexpr std::string_view kExtension = "extension-definition--3a65884d-005a-4290-8335-cb2d778a83ce";
inline constexpr std::string_view kParty = "USA";  // ACS states levels and controls of the United States
inline constexpr std::string_view kGovernment = "USA.USG";
inline constexpr std::string_view kForeignGovernments = "FOREIGNGOV";

struct Word {
  std::string_view acs;
  std::string_view ours;
};

inline constexpr std::array kClassifications = {Word{"U", "UNCLASSIFIED"}, Word{"C", "CONFIDENTIAL"},
                                                Word{"S", "SECRET"}, Word{"TS", "TOP SECRET"}};

// Values that are controls of USA.
inline constexpr std::array kDeterminationControls = {Word{"NF", "NOFORN"}, Word{"FOUO", "FOUO"}};
inline constexpr std::array kCaveatControls = {Word{"FISA", "FISA"}, Word{"POSSIBLEPII", "ACS-POSSIBLEPII"},
                                               Word{"CISAPROPRIETARY", "ACS-CISAPROPRIETARY"}};
inline constexpr std::array kSensitivityControls = {Word{"NTOC_DHS_ECYBER_SVC_SHARE.NSA.NSA", "ACS-NTOC-DHS-ECYBER"},
                                                    Word{"PCII", "ACS-PCII"},
                                                    Word{"LES", "LES"},
                                                    Word{"INT", "ACS-INT"},
                                                    Word{"PII", "ACS-PII"},
                                                    Word{"PR", "PROPIN"},
                                                    Word{"TEI", "ACS-TEI"}};
// Determinations that permit or restrict nothing by themselves: remarks.
inline constexpr std::array kDeterminationRemarks = {
    Word{"AIS", "ACS: shared under Automated Indicator Sharing"},
    Word{"PII-NECESSARY-TO-UNDERSTAND-THREAT", "ACS: holds personal data that is necessary to understand the threat"},
    Word{"NO-PII-PRESENT", "ACS: holds no personal data"},
    Word{"INFORMATION-DIRECTLY-RELATED-TO-CYBERSECURITY-THREAT", "ACS: directly related to a cybersecurity threat"}};

inline constexpr std::array<std::string_view, 7> kDeterminations = {
    "PUBREL",
    "NF",
    "AIS",
    "PII-NECESSARY-TO-UNDERSTAND-THREAT",
    "NO-PII-PRESENT",
    "FOUO",
    "INFORMATION-DIRECTLY-RELATED-TO-CYBERSECURITY-THREAT"};
inline constexpr std::array<std::string_view, 4> kShareability = {"NCC", "EM", "LE", "IC"};
inline constexpr std::array<std::string_view, 7> kEntities = {"MIL", "GOV", "CTR", "SVR", "SVC", "DEV", "NET"};
inline constexpr std::array<std::string_view, 7> kSectors = {"CDC",  "CIKR",   "DIB",          "FIN",
                                                             "ISAC", "NONFED", "PRIVATESECTOR"};

inline constexpr std::array<std::string_view, 11> kActions = {"DSPLY",   "IDSRC",           "TENOT",    "NETDEF",
                                                              "LEGAL",   "INTEL",           "TEARLINE", "OPACTION",
                                                              "REQUEST", "ANONYMOUSACCESS", "CISAUSES"};
// The actions for which one must hold the information. The others qualify those, or are for display.
inline constexpr std::array<std::string_view, 5> kUses = {"NETDEF", "LEGAL", "INTEL", "OPACTION", "CISAUSES"};

// Topics that stand for what a reader must be; the reader's authority vouches for them as for any topic.
inline constexpr std::string_view kShareabilityTopic = "acs:shareability:";
inline constexpr std::string_view kEntityTopic = "acs:entity:";
inline constexpr std::string_view kAuthorityTopic = "acs:lac:";
inline constexpr std::string_view kNot = "acs:no-";           // duty: and an action in lower case
inline constexpr std::string_view kDispose = "acs:dispose:";  // duty: and an instant, ":", and the process

bool is_sector(std::string_view word);
bool is_organisation(std::string_view id);  // "USA.DHS" or "USA.DHS.US-CERT"
bool is_identifier(std::string_view text);  // "isa:guide.19001.ACS3-" and a UUID
bool is_nation(std::string_view code);      // three capitals, as GENC's
std::string duty_not(std::string_view action);

template <std::size_t N>
const Word* by_acs(const std::array<Word, N>& words, std::string_view acs) {
  const auto found = std::find_if(words.begin(), words.end(), [&](const Word& word) { return word.acs == acs; });
  return found == words.end() ? nullptr : &*found;
}
template <std::size_t N>
const Word* by_ours(const std::array<Word, N>& words, std::string_view ours) {
  const auto found = std::find_if(words.begin(), words.end(), [&](const Word& word) { return word.ours == ours; });
  return found == words.end() ? nullptr : &*found;
}
template <std::size_t N>
constexpr std::array<std::string_view, N> acs_words(const std::array<Word, N>& words) {
  std::array<std::string_view, N> out{};
  for (std::size_t i = 0; i < N; ++i) out[i] = words[i].acs;
  return out;
}

}  // namespace comity::marking::acs
