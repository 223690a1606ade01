// The commands by which a party's authority raises, answers and closes a concern, outside the node: one for each move.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "cli/output.hpp"
#include "cli/statement_document.hpp"
#include "cli/terminal.hpp"
#include "marking/label.hpp"
#include "statement/concern.hpp"

namespace comity::cli {
namespace {

using statement::Move;

struct Options {
  statement::Step step;
  std::string category, answer_by, remedy_by;
  std::vector<std::string> objects, told;
  bool unsatisfied = false;
  std::string key, signer, out;
  bool json = false;
};

Result<statement::Step> step_of(const Options& options) {
  statement::Step out = options.step;
  out.by = marking::party_of(options.signer);
  out.issued = SystemClock().now();
  out.objects = {options.objects.begin(), options.objects.end()};
  out.told = {options.told.begin(), options.told.end()};
  out.satisfied = out.move == Move::close && !options.unsatisfied;
  if (out.move == Move::raise) {
    const auto category = statement::category_of(options.category);
    if (!category) return fail(Code::invalid, "the category is disclosure, late-recall, third-party, marking or other", "--category");
    out.category = *category;
  }
  if (!options.answer_by.empty()) {
    TRY(out.answer_by, parse_time(options.answer_by));
  }
  if (!options.remedy_by.empty()) {
    TRY(out.remedy_by, parse_time(options.remedy_by));
  }
  return statement::parse_step(statement::to_json(out));  // what is signed is what can be recorded
}

Result<void> run(const Options& options) {
  TRY(const statement::Step step, step_of(options));
  TRY_VOID(write_paper(statement::kConcern, statement::to_json(step), options.signer, options.key, options.out));
  if (options.out.empty()) return {};
  if (options.json) print_json({{"file", options.out}, {"id", step.id}, {"move", statement::name_of(step.move)}});
  else
    print(fmt::format("{} signed '{}': {}\n  {}: tell the node with comity concern add\n", plain(options.signer), statement::name_of(step.move), step.id, options.out));
  return {};
}

Act define(CLI::App& app, Move move) {
  auto options = std::make_shared<Options>();
  options->step.move = move;
  app.add_option("CONCERN", options->step.id, "its id, which begins with the party that raises it and a hyphen: NZL-2026-1")->required();
  if (move == Move::raise) {
    app.add_option("--about", options->step.about, "whose handling")->required()->type_name("PARTY|AGENCY");
    app.add_option("--category", options->category, "disclosure, late-recall, third-party, marking or other")->required()->type_name("CATEGORY");
    app.add_option("--remedy", options->step.remedy, "what is asked for")->type_name("TEXT");
    app.add_option("--object", options->objects, "a STIX id that it is about; may be given again")->type_name("ID");
    app.add_option("--answer-by", options->answer_by, "when an answer is due")->type_name("TIME");
    app.add_option("--tell", options->told, "who else may know: a party, or a community of the raiser's; may be given again")->type_name("WHO");
  }
  if (move == Move::answer) app.add_option("--remedy-by", options->remedy_by, "when a remedy is promised for")->type_name("TIME");
  if (move == Move::close) app.add_flag("--unsatisfied", options->unsatisfied, "the raiser is not satisfied");
  app.add_option("--text", options->step.text, "what it says; it is recorded")->required()->type_name("TEXT");
  app.add_option("--key", options->key, "the signer's key file (comity key new)")->required()->type_name("KEYFILE");
  app.add_option("--as", options->signer, "the party, for its authority, or the designated person that signs")->required()->type_name("SIGNER");
  app.add_option("-o,--out", options->out, "where to write; else standard output")->type_name("OUT");
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return run(*options); };
}

}  // namespace

Act define_concern_raise(CLI::App& app) { return define(app, Move::raise); }
Act define_concern_answer(CLI::App& app) { return define(app, Move::answer); }
Act define_concern_remedied(CLI::App& app) { return define(app, Move::remedied); }
Act define_concern_close(CLI::App& app) { return define(app, Move::close); }
Act define_concern_withdraw(CLI::App& app) { return define(app, Move::withdraw); }

}  // namespace comity::cli
