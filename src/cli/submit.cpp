#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "cli/asking.hpp"
#include "cli/command.hpp"
#include "cli/files.hpp"
#include "cli/node_folder.hpp"
#include "cli/output.hpp"
#include "cli/terminal.hpp"
#include "operations/acts.hpp"

namespace comity::cli {
namespace {

using nlohmann::ordered_json;

struct Options {
  Asking asking;
  std::string file;
  bool json = false;
};

// The status resource (TAXII 2.1 §4.3.1) of what was shared.
Result<ordered_json> share(const Options& options, const std::string& bundle) {
  TRY(const std::string token, token_of(options.asking));
  std::string reply;
  if (const auto url = url_of(options.asking)) {
    TRY(Remote remote, Remote::connect(*url, token, options.asking.purpose));
    TRY(const std::string objects, find_collection(remote, options.asking.collection, true));
    TRY(reply, remote.post(objects, kTaxii, bundle));
  } else {
    TRY(const auto opened, open_node(options.asking.directory));
    TRY(const operations::Caller caller, caller_of(*opened, token, options.asking.purpose));
    TRY(const operations::Submission shared, operations::submit(*opened->node, caller, bundle));
    TRY(reply, operations::submission_status(*opened->node, caller, shared.id));
  }
  ordered_json status = ordered_json::parse(reply, nullptr, false);
  if (!status.is_object()) return fail(Code::internal, "the node's answer is not a TAXII status");
  return status;
}

std::size_t count_of(const ordered_json& status, const char* key) {
  return status.contains(key) && status[key].is_number_unsigned() ? status[key].get<std::size_t>() : 0;
}

Result<void> run(const Options& options) {
  TRY(const std::string bundle, read_plain_or_gzip(options.file, kMostBundle));
  TRY(const ordered_json status, share(options, bundle));
  const std::size_t failures = count_of(status, "failure_count");
  if (options.json) {
    print_json(status);
  } else {
    print(fmt::format("{} of {} objects shared\n", count_of(status, "success_count"), count_of(status, "total_count")));
    for (const char* list : {"failures", "successes"}) {
      if (!status.contains(list) || !status[list].is_array()) continue;
      for (const auto& one : status[list]) {
        if (!one.is_object()) continue;
        const std::string message = one.value("message", "");
        if (!message.empty()) warn(plain(fmt::format("{}: {}", one.value("id", ""), message)));
      }
    }
  }
  if (failures != 0)
    return fail(Code::invalid, fmt::format("{} object{} refused", failures, failures == 1 ? " was" : "s were"),
                options.file);
  return {};
}

}  // namespace

Act define_submit(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("FILE", options->file, "a STIX bundle or TAXII envelope, plain or gzip")->required();
  add_asking_options(app, options->asking);
  app.add_flag("--json", options->json, "print the TAXII status resource");
  return [options] { return run(*options); };
}

}  // namespace comity::cli
