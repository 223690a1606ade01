#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/agreement_file.hpp"
#include "cli/command.hpp"
#include "cli/node_folder.hpp"
#include "cli/output.hpp"
#include "cli/remote.hpp"
#include "cli/terminal.hpp"
#include "operations/acts.hpp"

namespace comity::cli {
namespace {

struct Options {
  std::string file, directory;
  bool json = false;
};

// A served node takes it as a proposal with every signature. One that lacks some stays there as a draft, and nothing decides by it.
Result<Seq> added_by(const Serving& by, const Options& options, const std::string& text) {
  TRY(const std::string token, operator_token(options.directory));
  TRY(Remote remote, Remote::connect(by.url, token));
  TRY(const std::string reply, remote.post("/api/v1/agreements", "application/json", text));
  if (!nlohmann::ordered_json::parse(reply, nullptr, false).value("agreed", false))
    return fail(Code::precondition, "not all who must have signed it; the node keeps it as a draft until they have", options.file);
  TRY(const std::string policy, remote.get("/api/v1/policy", "application/json"));
  return nlohmann::ordered_json::parse(policy, nullptr, false).value("version", Seq{0});
}

Result<Seq> added(const Options& options, const std::string& text) {
  if (const auto by = serving(options.directory)) return added_by(*by, options, text);
  TRY(const auto opened, open_node(options.directory));
  TRY_VOID(operations::add_agreement(*opened->node, text));
  return opened->node->policy.version();
}

Result<void> run(const Options& options) {
  TRY(const AgreementFile file, read_agreement(options.file));
  if (!file.is_signed)
    return fail(Code::precondition, "nobody has signed this file; see comity agreement sign --help", options.file);
  const auto recorded = added(options, agreement::to_json(file.content));
  if (!recorded) {
    Error error = recorded.error();
    if (error.where.empty()) error.where = options.file;
    return tl::make_unexpected(std::move(error));
  }
  const agreement::Terms& terms = file.content.document.terms;
  const Seq policy = *recorded;
  if (options.json)
    print_json({{"id", terms.id}, {"version", terms.version}, {"policy", policy}});
  else
    print(fmt::format("{}\n  the node decides by it from policy version {} on\n", plain(summary_of(terms)), policy));
  return {};
}

}  // namespace

Act define_agreement_add(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("FILE", options->file, "an agreement that every party to it has signed")->required();
  add_dir_option(app, options->directory);
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return run(*options); };
}

}  // namespace comity::cli
