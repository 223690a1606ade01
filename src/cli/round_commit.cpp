// comity round commit, withhold and reveal: what an agency brings.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/bytes.hpp"
#include "cli/calling.hpp"
#include "cli/command.hpp"
#include "cli/files.hpp"
#include "cli/output.hpp"
#include "cli/round_options.hpp"
#include "cli/terminal.hpp"
#include "operations/rounds_json.hpp"

namespace comity::cli {
namespace {

using nlohmann::ordered_json;

struct Options {
  Asking asking;
  MarkingOptions marking;
  std::string round, agency, file;
  bool json = false;
};

Result<void> commit(const Options& options) {
  TRY(const std::string text, read_file(options.file, kMostDocument));
  TRY(const agreement::Paper paper, agreement::parse_paper(judgement::kCommitment, text));
  TRY(const judgement::Commitment one, judgement::parse_commitment(paper.text));
  TRY(const ordered_json done, ask(options.asking, {round_target(one.round, "/commitments"), text, [&](server::Opened& node, const operations::Caller& caller) -> Result<ordered_json> {
                                                      TRY(const auto outcome, operations::commit_judgement(*node.node, caller, one.round, text));
                                                      return operations::to_json(outcome);
                                                    }}));
  if (options.json) print_json(done);
  else print(fmt::format("{} committed to its judgement of stage {}{}{}\n", plain(one.agency), one.stage, done.value("replaced", false) ? ", in place of an earlier one" : "",
                         done.value("late", false) ? ": late, and in no pool" : ""));
  return {};
}

Result<void> withhold(const Options& options) {
  const ordered_json body{{"agency", options.agency}};
  TRY(const ordered_json done, ask(options.asking, {round_target(options.round, "/withholdings"), body.dump(), [&](server::Opened& node, const operations::Caller& caller) -> Result<ordered_json> {
                                                      TRY_VOID(operations::withhold_judgement(*node.node, caller, options.round, options.agency));
                                                      return body;
                                                    }}));
  if (options.json) print_json(done);
  else print(fmt::format("{} withholds its judgement in this stage\n", plain(options.agency)));
  return {};
}

// Nothing is sent while it would be too early: what was sent has been seen, though it was refused.
Result<void> check_time(const Options& options, const judgement::Judgement& one, const std::string& written) {
  TRY(const ordered_json round, ask_round(options.asking, one.question));
  const std::string part = round.value("part", ""), wanted = one.round == 1 ? "reveal" : "second-reveal";
  if (part != wanted) return fail(Code::precondition, fmt::format("the round is in its part {}; judgements of stage {} are revealed in its part {}. Nothing was sent", plain(part), one.round, wanted));
  const std::string sha256 = to_hex(crypto::view(judgement::commitment_to(written)));
  for (const auto& shown : round.at("stages").at(static_cast<std::size_t>(one.round - 1)).value("judgements", ordered_json::array()))
    if (shown.value("agency", "") == one.agency && shown.value("sha256", sha256) != sha256)
      return fail(Code::invalid, "this is not the judgement that was committed to. Nothing was sent", options.file);
  return {};
}

Result<void> reveal(const Options& options) {
  TRY(const std::string text, read_file(options.file, kMostDocument));
  TRY(const judgement::Judgement one, judgement::parse_judgement(text));
  TRY(const std::string written, judgement::canonical_text(text));
  TRY(const ordered_json marking, marking_of(options.marking));
  TRY_VOID(check_time(options, one, written));
  const ordered_json body{{"judgement", ordered_json::parse(written)}, {"marking", marking}};
  TRY(const ordered_json done, ask(options.asking, {round_target(one.question, "/reveals"), body.dump(), [&](server::Opened& node, const operations::Caller& caller) -> Result<ordered_json> {
                                                      TRY(const auto shared, operations::reveal_judgement(*node.node, caller, one.question, written, marking.dump()));
                                                      return operations::to_json(shared);
                                                    }}));
  if (options.json) {
    print_json(done);
    return {};
  }
  print(fmt::format("{} revealed its judgement of stage {}: {}\n", plain(one.agency), one.round, plain(done.value("id", ""))));
  if (const std::string remark = done.value("remark", ""); !remark.empty()) warn(plain(remark));
  return {};
}

}  // namespace

Act define_round_commit(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("COMMITMENT", options->file, "the signed commitment (comity round judge)")->required();
  add_caller_options(app, options->asking);
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return commit(*options); };
}

Act define_round_withhold(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("ROUND", options->round, "the round's id")->required();
  app.add_option("--agency", options->agency, "the agency that withholds")->required()->type_name("AGENCY");
  add_caller_options(app, options->asking);
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return withhold(*options); };
}

Act define_round_reveal(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("JUDGEMENT", options->file, "the judgement that was committed to (comity round judge)")->required();
  add_marking_options(app, options->marking);
  add_caller_options(app, options->asking);
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return reveal(*options); };
}

}  // namespace comity::cli
