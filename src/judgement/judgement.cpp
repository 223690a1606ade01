#include "judgement/judgement.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "alliance/fields.hpp"
#include "base/bytes.hpp"
#include "crypto/canonical.hpp"

namespace comity::judgement {
namespace {

using alliance::Faults;
using alliance::Fields;
using nlohmann::json;

constexpr std::string_view kPrefix{"comity/judgement/v1\0", 20};
constexpr std::size_t kLongestDecimal = 8;
constexpr std::size_t kLongestWord = 256;

bool is_hex(std::string_view text, std::size_t digits) {
  return text.size() == digits && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::string word(const Fields& fields, std::string_view key) {
  std::string out = fields.text_or(key, "");
  if (out.size() > kLongestWord) fields.fault(key, fmt::format("at most {} bytes", kLongestWord));
  return out;
}

void check_interval(const Fields& fields, const Judgement& one) {
  const auto p = probability(one.p);
  if (!p) fields.fault("p", "write p as a decimal between 0 and 1, neither included: \"0.70\"; certainty is no judgement");
  if (one.low.empty() != one.high.empty()) fields.fault("give both low and high, or neither");
  if (one.low.empty() || one.high.empty() || !p) return;
  const auto low = probability(one.low), high = probability(one.high);
  if (!low || !high) fields.fault(low ? "high" : "low", "write it as a decimal between 0 and 1, neither included: \"0.55\"");
  else if (*low > *p || *p > *high) fields.fault("p", "p lies between low and high");
}

}  // namespace

std::optional<double> probability(std::string_view text) {
  if (text.size() < 3 || text.size() > kLongestDecimal || !text.starts_with("0.")) return std::nullopt;
  if (text.find_first_not_of("0123456789", 2) != std::string_view::npos) return std::nullopt;
  if (text.find_first_not_of('0', 2) == std::string_view::npos) return std::nullopt;
  return std::strtod(std::string(text).c_str(), nullptr);
}

Result<Judgement> parse_judgement(std::string_view text) {
  TRY(const json value, crypto::parse_strict(text));
  Faults faults;
  const Fields fields(faults, value, "", {"agency", "question", "round", "p", "low", "high", "confidence", "nonce", "term", "yardstick", "rationale", "sources"});
  TRY_VOID(faults.result());
  Judgement out;
  out.agency = word(fields, "agency");
  if (out.agency.empty()) fields.fault("agency", "say whose judgement this is, as agency");
  out.question = word(fields, "question");
  if (out.question.empty()) fields.fault("question", "name the round, as question");
  out.round = static_cast<int>(fields.number("round", 1, 2));
  out.p = fields.text("p");
  out.low = fields.text_or("low", "");
  out.high = fields.text_or("high", "");
  check_interval(fields, out);
  out.confidence = fields.text("confidence");
  if (out.confidence != "low" && out.confidence != "moderate" && out.confidence != "high") fields.fault("confidence", "confidence is low, moderate or high");
  out.nonce = fields.text("nonce");
  if (!is_hex(out.nonce, 64)) fields.fault("nonce", "the nonce is 32 bytes, as 64 hexadecimal digits");
  out.term = word(fields, "term");
  out.yardstick = word(fields, "yardstick");
  if (out.term.empty() != out.yardstick.empty()) fields.fault("give both term and yardstick, or neither");
  out.rationale = fields.text_or("rationale", "");
  if (out.rationale.size() > kLongestRationale) fields.fault("rationale", fmt::format("a rationale has at most {} bytes", kLongestRationale));
  out.sources = fields.texts("sources");
  if (out.sources.size() > kMostCited) fields.fault("sources", fmt::format("at most {} sources", kMostCited));
  for (const std::string& source : out.sources)
    if (source.size() > kLongestWord || source.find("--") == std::string::npos) fields.fault("sources", "a source is a STIX id");
  TRY_VOID(faults.result());
  return out;
}

std::string to_json(const Judgement& one) {
  json out{{"agency", one.agency}, {"confidence", one.confidence}, {"nonce", one.nonce}, {"p", one.p}, {"question", one.question}, {"round", one.round}};
  const auto put = [&](const char* key, const std::string& text) {
    if (!text.empty()) out[key] = text;
  };
  put("low", one.low);
  put("high", one.high);
  put("term", one.term);
  put("yardstick", one.yardstick);
  put("rationale", one.rationale);
  if (!one.sources.empty()) out["sources"] = one.sources;
  const auto text = crypto::canonical(out);
  CHECK(text.has_value());
  return *text;
}

Result<std::string> canonical_text(std::string_view text) {
  TRY_VOID(parse_judgement(text));
  TRY(const json value, crypto::parse_strict(text));
  return crypto::canonical(value);
}

crypto::Digest commitment_to(std::string_view canonical) { return crypto::sha256(kPrefix, canonical); }

Result<Commitment> parse_commitment(std::string_view text) {
  TRY(const json value, crypto::parse_strict(text));
  Faults faults;
  const Fields fields(faults, value, "", {"agency", "round", "stage", "sha256", "issued"});
  TRY_VOID(faults.result());
  Commitment out;
  out.agency = fields.text("agency");
  if (!alliance::is_id(out.agency) && !alliance::is_id(out.agency, 2)) fields.fault("agency", "an agency, like NZL.NAB, or a party");
  out.round = word(fields, "round");
  if (out.round.empty()) fields.fault("round", "name the round");
  out.stage = static_cast<int>(fields.number("stage", 1, 2));
  out.sha256 = fields.text("sha256");
  if (!is_hex(out.sha256, 64)) fields.fault("sha256", "the digest is 64 hexadecimal digits");
  out.issued = fields.time("issued");
  TRY_VOID(faults.result());
  return out;
}

std::string to_json(const Commitment& one) {
  const auto text = crypto::canonical(json{{"agency", one.agency}, {"issued", format_time(one.issued)}, {"round", one.round}, {"sha256", one.sha256}, {"stage", one.stage}});
  CHECK(text.has_value());
  return *text;
}

}  // namespace comity::judgement
