// comity clearance sign, comity clearance add. A signed clearance is the file {"clearance": "…", "signature": "…"},
// whose clearance is the canonical text that was signed.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "alliance/directory.hpp"
#include "base/time.hpp"
#include "cli/agreement_file.hpp"
#include "cli/command.hpp"
#include "cli/files.hpp"
#include "cli/node_folder.hpp"
#include "cli/output.hpp"
#include "cli/remote.hpp"
#include "crypto/sign.hpp"
#include "operations/acts.hpp"

namespace comity::cli {
namespace {

using nlohmann::ordered_json;

struct SignOptions {
  std::string alliance, person, prepared, key, out;
  bool json = false;
};

// What a node wrote for signing, byte for byte; or the person's in the alliance's file, issued now.
Result<alliance::Clearance> wanted(const SignOptions& options) {
  if (!options.prepared.empty()) {
    TRY(const std::string text, read_file(options.prepared, kMostDocument));
    TRY(alliance::Clearance clearance, alliance::parse_clearance(text));
    if (alliance::to_json(clearance) != text)
      return fail(Code::invalid, "these bytes are not as a node writes them; download them again, and change nothing", options.prepared);
    if (!options.person.empty() && options.person != clearance.person)
      return fail(Code::invalid, fmt::format("this is the clearance of {}", clearance.person), options.prepared);
    return clearance;
  }
  TRY(const alliance::Directory directory, read_alliance(options.alliance));
  const auto found = directory.clearances.find(options.person);
  if (found == directory.clearances.end())
    return fail(Code::not_found, fmt::format("{} has no clearance in this file", options.person), options.alliance);
  alliance::Clearance clearance = found->second;
  clearance.issued = SystemClock().now();
  return clearance;
}

// For whoever holds the key: what it has put its name to.
std::string in_words(const alliance::Clearance& one) {
  std::vector<std::string> levels;
  for (const auto& [scheme, word] : one.levels) levels.push_back(fmt::format("{} {}", scheme, word));
  const std::string end = one.until <= one.from ? "withdrawn" : one.until == Time::max() ? "without an end" : "until " + format_time(one.until);
  return fmt::format("{}, {}", fmt::join(levels, ", "), end);
}

Result<void> sign(const SignOptions& options) {
  TRY(const alliance::Clearance clearance, wanted(options));
  TRY(const crypto::SigningKey key, crypto::read_key_file(options.key));
  const ordered_json out{{"clearance", alliance::to_json(clearance)},
                         {"signature", alliance::sign_clearance(clearance, key)}};
  if (options.out.empty()) {
    print_json(out);
    return {};
  }
  TRY_VOID(replace_file(options.out, out.dump() + "\n", 0644));
  if (options.json) print_json({{"person", clearance.person}, {"file", options.out}});
  else print(fmt::format("Signed the clearance of {} ({}): {}\n", clearance.person, in_words(clearance), options.out));
  return {};
}

struct AddOptions {
  std::string file, directory;
  bool json = false;
};

// The policy version from which it holds.
Result<Seq> recorded(const AddOptions& options, const ordered_json& file) {
  if (const auto by = serving(options.directory)) {
    TRY(const std::string token, operator_token(options.directory));
    TRY(Remote remote, Remote::connect(by->url, token));
    const ordered_json body{{"clearance", file["clearance"]}, {"signature", file["signature"]}};
    TRY(const std::string reply, remote.post("/api/v1/clearances", "application/json", body.dump()));
    return ordered_json::parse(reply, nullptr, false).value("policy", Seq{0});
  }
  TRY(const auto opened, open_node(options.directory));
  TRY_VOID(operations::add_clearance(*opened->node, {file["clearance"].get<std::string>(), file["signature"].get<std::string>()}));
  return opened->node->policy.version();
}

Result<void> add(const AddOptions& options) {
  TRY(const std::string text, read_file(options.file, kMostDocument));
  const ordered_json file = ordered_json::parse(text, nullptr, false);
  if (!file.is_object() || !file.contains("clearance") || !file["clearance"].is_string() ||
      !file.contains("signature") || !file["signature"].is_string())
    return fail(Code::invalid, "this is no signed clearance; comity clearance sign makes one", options.file);
  auto added = recorded(options, file);
  if (!added) {
    Error error = std::move(added).error();
    if (error.where.empty()) error.where = options.file;
    return tl::make_unexpected(std::move(error));
  }
  if (options.json) print_json({{"policy", *added}});
  else print(fmt::format("The node decides by it from policy version {} on\n", *added));
  return {};
}

}  // namespace

Act define_clearance_sign(CLI::App& app) {
  auto options = std::make_shared<SignOptions>();
  auto* person = app.add_option("PERSON", options->person, "whose clearance");
  auto* source = app.add_option_group("source", "what is signed");
  source->add_option("--alliance", options->alliance, "the alliance.toml in which it is written")->type_name("F")->needs(person);
  source->add_option("--prepared", options->prepared, "the bytes that a node prepared")->type_name("FILE");
  source->require_option(1);
  app.add_option("--key", options->key, "the authority's key file")->required()->type_name("KEYFILE");
  app.add_option("-o,--out", options->out, "where to write; else standard output")->type_name("OUT");
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return sign(*options); };
}

Act define_clearance_add(CLI::App& app) {
  auto options = std::make_shared<AddOptions>();
  app.add_option("FILE", options->file, "a signed clearance")->required();
  add_dir_option(app, options->directory);
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return add(*options); };
}

}  // namespace comity::cli
