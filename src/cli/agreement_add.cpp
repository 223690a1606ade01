#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/agreement_file.hpp"
#include "cli/command.hpp"
#include "cli/node_folder.hpp"
#include "cli/output.hpp"
#include "cli/terminal.hpp"
#include "operations/acts.hpp"

namespace comity::cli {
namespace {

struct Options {
  std::string file, directory;
  bool json = false;
};

Result<void> run(const Options& options) {
  TRY(const AgreementFile file, read_agreement(options.file));
  if (!file.is_signed)
    return fail(Code::precondition, "nobody has signed this file; see comity agreement sign --help", options.file);
  TRY(const auto opened, open_node(options.directory));
  if (auto added = operations::add_agreement(*opened->node, agreement::to_json(file.content)); !added) {
    Error error = std::move(added).error();
    if (error.where.empty()) error.where = options.file;
    return tl::make_unexpected(std::move(error));
  }
  const agreement::Terms& terms = file.content.document.terms;
  const Seq policy = opened->node->policy.version();
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
