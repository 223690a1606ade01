#include <fmt/format.h>
#include <fmt/ranges.h>

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
  std::string title, question, criteria, resolves, commit, reveal, discuss, second_commit, second_reveal;
  std::vector<std::string> invited, about;
  bool json = false;
};

Result<void> run(const Options& options) {
  TRY(const ordered_json marking, marking_of(options.marking));
  ordered_json body{{"title", options.title}, {"question", options.question}, {"criteria", options.criteria}, {"resolves", options.resolves}, {"invited", options.invited},
                    {"schedule", {{"commit_until", options.commit}, {"reveal_until", options.reveal}, {"discuss_until", options.discuss},
                                  {"second_commit_until", options.second_commit}, {"second_reveal_until", options.second_reveal}}},
                    {"marking", marking}};
  if (!options.about.empty()) body["about"] = options.about;
  TRY(const ordered_json opened, ask(options.asking, {"/api/v1/rounds", body.dump(), [&](server::Opened& node, const operations::Caller& caller) -> Result<ordered_json> {
                                                        TRY(const auto wish, operations::parse_round_wish(body));
                                                        TRY(const auto done, operations::open_round(*node.node, caller, wish));
                                                        return operations::to_json(done);
                                                      }}));
  if (options.json) {
    print_json(opened);
    return {};
  }
  print(fmt::format("{}\n  open to {}, to commit until {}\n", plain(opened.value("id", "")), fmt::join(options.invited, ", "), options.commit));
  for (const auto& one : opened.value("cannot_read", std::vector<std::string>{})) warn(fmt::format("{} is invited, and nobody of it gets the question", plain(one)));
  if (const std::string remark = opened.value("remark", ""); !remark.empty()) warn(plain(remark));
  return {};
}

}  // namespace

Act define_round_open(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("--title", options->title, "a short name")->required()->type_name("TEXT");
  app.add_option("--question", options->question, "a question whose answer will be yes or no")->required()->type_name("TEXT");
  app.add_option("--criteria", options->criteria, "what would count as yes")->required()->type_name("TEXT");
  app.add_option("--resolves", options->resolves, "when the answer will be known")->required()->type_name("TIME");
  app.add_option("--invite", options->invited, "an agency, or a party that answers as a whole; several times")->required()->type_name("AGENCY");
  app.add_option("--commit-until", options->commit, "the end of the first commitments")->required()->type_name("TIME");
  app.add_option("--reveal-until", options->reveal, "the end of their reveal")->required()->type_name("TIME");
  app.add_option("--discuss-until", options->discuss, "the end of the discussion")->required()->type_name("TIME");
  app.add_option("--second-commit-until", options->second_commit, "the end of the second commitments")->required()->type_name("TIME");
  app.add_option("--second-reveal-until", options->second_reveal, "the end of their reveal")->required()->type_name("TIME");
  app.add_option("--about", options->about, "a STIX id that the question is about; several times")->type_name("ID");
  add_marking_options(app, options->marking);
  add_caller_options(app, options->asking);
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return run(*options); };
}

}  // namespace comity::cli
