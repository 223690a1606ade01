// comity round judge: a judgement and the commitment to it, made where the judgement stays. comity round sign: a commitment that was made unsigned. Neither needs a node.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/bytes.hpp"
#include "cli/command.hpp"
#include "cli/files.hpp"
#include "cli/output.hpp"
#include "cli/terminal.hpp"
#include "crypto/sign.hpp"
#include "judgement/judgement.hpp"
#include "judgement/lint.hpp"
#include "judgement/yardstick.hpp"

namespace comity::cli {
namespace {

using judgement::Judgement;
using judgement::kCommitment;

struct Options {
  std::string round, agency, p, low, high, confidence, term, yardstick, rationale, key, signer, out, commitment;
  std::vector<std::string> sources;
  int stage = 1;
  bool json = false;
};

Result<void> sign_with(agreement::Paper& paper, const std::string& signer, const std::string& key_file) {
  TRY(const crypto::SigningKey key, crypto::read_key_file(key_file));
  paper.signatures.push_back(agreement::sign(kCommitment, paper.text, signer, key));
  return {};
}

// The author's yardstick has a word for it, unless the author says another.
void add_term(Judgement& one, const judgement::Yardstick* own) {
  if (!one.term.empty() || !own) return;
  const auto p = judgement::probability(one.p);
  const judgement::Band* band = p ? judgement::band_of(*own, *p * 100) : nullptr;
  if (!band) return;
  one.term = band->term;
  one.yardstick = own->id;
}

Result<void> advise(const Judgement& one, const judgement::Yardstick* own) {
  TRY(const auto findings, judgement::lint(one.rationale, judgement::shipped(), own));
  for (const auto& found : findings) warn(plain(fmt::format("rationale {}:{}: {}: {} [{}]", found.line, found.column, found.quote, found.rule->says, found.rule->id)));
  return {};
}

Result<void> make(const Options& options) {
  for (const std::string& file : {options.out, options.commitment})
    if (std::error_code error; std::filesystem::exists(file, error)) return fail(Code::conflict, "this file is there; a judgement is not written over another", file);
  const auto random = crypto::system_random();
  SystemClock clock;
  Judgement one;
  one.agency = options.agency;
  one.question = options.round;
  one.round = options.stage;
  one.p = options.p;
  one.low = options.low;
  one.high = options.high;
  one.confidence = options.confidence;
  one.nonce = to_hex(random->bytes(32));
  one.term = options.term;
  one.yardstick = options.yardstick;
  one.rationale = options.rationale;
  one.sources = {options.sources.begin(), options.sources.end()};
  const judgement::Yardstick* own = one.yardstick.empty() ? judgement::shipped().of(one.agency) : judgement::shipped().find(one.yardstick);
  add_term(one, own);
  TRY_VOID(judgement::parse_judgement(judgement::to_json(one)));
  TRY_VOID(advise(one, own));
  const std::string sha256 = to_hex(crypto::view(judgement::commitment_to(judgement::to_json(one))));
  agreement::Paper paper{judgement::to_json(judgement::Commitment{one.agency, one.question, one.round, sha256, clock.now()}), {}};
  if (!options.key.empty()) TRY_VOID(sign_with(paper, options.signer, options.key));
  TRY_VOID(replace_file(options.out, judgement::to_json(one) + "\n", 0600));
  TRY_VOID(replace_file(options.commitment, agreement::to_json(kCommitment, paper) + "\n", 0644));
  if (options.json) {
    print_json({{"judgement", options.out}, {"commitment", options.commitment}, {"sha256", sha256}, {"signed", !paper.signatures.empty()}});
    return {};
  }
  const std::string term = one.term.empty() ? "" : fmt::format(", {} on {}", one.term, one.yardstick);
  print(fmt::format("{}: the judgement of {}{}; keep it, and show it to nobody before the reveal\n{}: the commitment {}{}\n", options.out, plain(one.agency), plain(term), options.commitment,
                    sha256, paper.signatures.empty() ? ", to be signed (comity round sign)" : ""));
  return {};
}

Result<void> sign_file(const Options& options) {
  TRY(const std::string text, read_file(options.commitment, kMostDocument));
  TRY(agreement::Paper paper, agreement::parse_paper(kCommitment, text));
  TRY_VOID(judgement::parse_commitment(paper.text));
  if (!paper.signatures.empty()) return fail(Code::conflict, fmt::format("{} signed it already", paper.signatures.front().signer), options.commitment);
  TRY_VOID(sign_with(paper, options.signer, options.key));
  TRY_VOID(replace_file(options.commitment, agreement::to_json(kCommitment, paper) + "\n", 0644));
  if (options.json) print_json({{"commitment", options.commitment}, {"signed", true}});
  else print(fmt::format("{} signed {}\n", options.signer, options.commitment));
  return {};
}

}  // namespace

Act define_round_judge(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("ROUND", options->round, "the round's id")->required();
  app.add_option("--agency", options->agency, "whose judgement it is")->required()->type_name("AGENCY");
  app.add_option("--stage", options->stage, "1, or 2 after the discussion")->check(CLI::Range(1, 2))->capture_default_str()->type_name("N");
  app.add_option("--p", options->p, "the probability of yes, above 0 and below 1: 0.62")->required()->type_name("P");
  auto* low = app.add_option("--low", options->low, "the low end of a plausible interval")->type_name("P");
  app.add_option("--high", options->high, "its high end")->type_name("P")->needs(low);
  app.add_option("--confidence", options->confidence, "in the evidence: low, moderate or high")->required()->check(CLI::IsMember({"low", "moderate", "high"}))->type_name("C");
  auto* yardstick = app.add_option("--yardstick", options->yardstick, "the yardstick of the term; else the agency's own")->type_name("ID");
  app.add_option("--term", options->term, "the term in the author's words; else what the yardstick calls the probability")->type_name("TEXT")->needs(yardstick);
  app.add_option("--rationale", options->rationale, "why; shown when it is revealed, as a footnote where it dissents")->type_name("TEXT");
  app.add_option("--source", options->sources, "a STIX id that it rests on; several times")->type_name("ID");
  auto* key = app.add_option("--key", options->key, "the signer's key file (comity key new); else it is signed later")->type_name("KEYFILE");
  auto* signer = app.add_option("--as", options->signer, "the party, for its authority, or the designated person that signs")->type_name("SIGNER");
  key->needs(signer);
  signer->needs(key);
  app.add_option("-o,--out", options->out, "where to write the judgement; readable by its owner alone")->required()->type_name("OUT");
  app.add_option("--commitment", options->commitment, "where to write the commitment to it")->required()->type_name("OUT");
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return make(*options); };
}

Act define_round_sign(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("COMMITMENT", options->commitment, "the commitment (comity round judge)")->required();
  app.add_option("--key", options->key, "the signer's key file (comity key new)")->required()->type_name("KEYFILE");
  app.add_option("--as", options->signer, "the party, for its authority, or the designated person that signs")->required()->type_name("SIGNER");
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return sign_file(*options); };
}

}  // namespace comity::cli
