// A judgement: one agency's probability for one question, sealed before it is shown. docs/format/round.md is normative. Values; pure functions; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "agreement/paper.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "crypto/hash.hpp"

namespace comity::judgement {

// Likelihood (p, low, high, term) and confidence are separate members: neither is ever computed from the other.
struct Judgement {
  std::string agency;      // or a party that answers as a whole
  std::string question;    // the round's id
  int round = 1;           // 1 or 2: before and after discussion
  std::string p;           // a decimal, strictly between 0 and 1, as its author wrote it: "0.70"
  std::string low, high;   // the same, or both ""
  std::string confidence;  // "low", "moderate", "high"
  std::string nonce;       // 32 bytes, hexadecimal: without it the digest could be found by trying the few values that p can have
  std::string term, yardstick;  // in its author's own words: "likely", "icd203"; or both ""
  std::string rationale;        // may be ""
  std::set<std::string> sources;  // STIX ids
  bool operator==(const Judgement&) const = default;
};

inline constexpr std::size_t kLongestRationale = 16384;  // bytes
inline constexpr std::size_t kMostCited = 256;

// Errors: invalid, `where` a JSON pointer.
Result<Judgement> parse_judgement(std::string_view json);
// The canonical RFC 8785 JSON: members that are "" or empty are left out.
std::string to_json(const Judgement& judgement);
// The same of a judgement as somebody wrote it, with the order of its sources and its empty members: what its commitment is over. Errors: invalid.
Result<std::string> canonical_text(std::string_view json);
// SHA-256("comity/judgement/v1\0" + canonical text).
crypto::Digest commitment_to(std::string_view canonical);

// 0.70 of "0.70". Nothing: no such decimal, or not strictly between 0 and 1.
std::optional<double> probability(std::string_view decimal);

// What an agency signs before anybody may see its judgement. Its paper: agreement/paper.hpp.
inline constexpr agreement::PaperKind kCommitment{"commitment", "judgement"};
struct Commitment {
  std::string agency;
  std::string round;   // the round's id
  int stage = 1;
  std::string sha256;  // hexadecimal
  Time issued;
  bool operator==(const Commitment&) const = default;
};
Result<Commitment> parse_commitment(std::string_view json);  // Errors: invalid
std::string to_json(const Commitment& commitment);           // canonical: a paper's text

}  // namespace comity::judgement
