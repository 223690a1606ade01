// comity round discuss, close and resolve.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/calling.hpp"
#include "cli/command.hpp"
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
  std::string round, text, answers, outcome, reason, source;
  bool json = false;
};

Result<void> discuss(const Options& options) {
  TRY(const ordered_json marking, marking_of(options.marking));
  ordered_json body{{"text", options.text}, {"marking", marking}};
  if (!options.answers.empty()) body["answers"] = options.answers;
  TRY(const ordered_json done, ask(options.asking, {round_target(options.round, "/discussion"), body.dump(), [&](server::Opened& node, const operations::Caller& caller) -> Result<ordered_json> {
                                                      TRY(const auto shared, operations::discuss_round(*node.node, caller, options.round, options.text, options.answers, marking.dump()));
                                                      return operations::to_json(shared);
                                                    }}));
  if (options.json) {
    print_json(done);
    return {};
  }
  print(plain(done.value("id", "")) + "\n");
  if (const std::string remark = done.value("remark", ""); !remark.empty()) warn(plain(remark));
  return {};
}

Result<void> close(const Options& options) {
  Question question{round_target(options.round, "/discussion/end"), "", [&](server::Opened& node, const operations::Caller& caller) -> Result<ordered_json> {
                      TRY_VOID(operations::close_discussion(*node.node, caller, options.round));
                      return ordered_json{{"id", options.round}};
                    }};
  question.posts = true;
  TRY(const ordered_json done, ask(options.asking, question));
  if (options.json) print_json(done);
  else print("the discussion has ended; the second commitments are open\n");
  return {};
}

Result<void> resolve(const Options& options) {
  ordered_json body{{"outcome", options.outcome}, {"reason", options.reason}};
  if (!options.source.empty()) body["source"] = options.source;
  TRY(const ordered_json done, ask(options.asking, {round_target(options.round, "/resolution"), body.dump(), [&](server::Opened& node, const operations::Caller& caller) -> Result<ordered_json> {
                                                      TRY_VOID(operations::resolve_round(*node.node, caller, options.round, {options.outcome, options.reason, options.source}));
                                                      return ordered_json{{"outcome", options.outcome}};
                                                    }}));
  if (options.json) print_json(done);
  else print(fmt::format("resolved: {}\n", options.outcome));
  return {};
}

}  // namespace

Act define_round_discuss(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("ROUND", options->round, "the round's id")->required();
  app.add_option("--text", options->text, "what to say")->required()->type_name("TEXT");
  app.add_option("--answers", options->answers, "the note of this round that it answers")->type_name("NOTE");
  add_marking_options(app, options->marking);
  add_caller_options(app, options->asking);
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return discuss(*options); };
}

Act define_round_close(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("ROUND", options->round, "the round's id")->required();
  add_caller_options(app, options->asking);
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return close(*options); };
}

Act define_round_resolve(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("ROUND", options->round, "the round's id")->required();
  app.add_option("OUTCOME", options->outcome, "yes, no or void")->required()->check(CLI::IsMember({"yes", "no", "void"}));
  app.add_option("--reason", options->reason, "why, in at most 300 characters; everybody who gets the question reads it")->required()->type_name("TEXT");
  app.add_option("--source", options->source, "where that can be read; at most 300 characters, read like the reason")->type_name("TEXT");
  add_caller_options(app, options->asking);
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return resolve(*options); };
}

}  // namespace comity::cli
