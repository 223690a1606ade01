#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/bytes.hpp"
#include "cli/command.hpp"
#include "cli/files.hpp"
#include "cli/node_folder.hpp"
#include "cli/output.hpp"
#include "cli/remote.hpp"
#include "ledger/note.hpp"

namespace comity::cli {
namespace {

struct Options {
  std::string directory;
  bool json = false;
};

Result<std::string> checkpoint_of(const Options& options) {
  if (const auto by = serving(options.directory)) {
    TRY(const std::string token, operator_token(options.directory));
    TRY(Remote remote, Remote::connect(by->url, token));
    return remote.get("/api/v1/ledger/checkpoint", "text/plain");
  }
  TRY(const auto opened, open_node(options.directory));
  std::string note = opened->checkpoint();
  std::error_code error;
  std::filesystem::create_directories(options.directory + "/ledger", error);
  TRY_VOID(replace_file(options.directory + "/ledger/checkpoint", note, 0644));
  return note;
}

// From the key file, which may be read while the node is being served.
Result<ledger::VerifierKey> key_of(const std::string& directory, const std::string& name) {
  TRY(const crypto::SigningKey key, crypto::read_key_file(directory + "/keys/log.key"));
  return ledger::verifier_key(name, key);
}

Result<void> run(const Options& options) {
  TRY(const std::string note, checkpoint_of(options));
  if (!options.json) {
    print(note);
    return {};
  }
  // The first line of a note is the log's name.
  TRY(const ledger::VerifierKey key, key_of(options.directory, note.substr(0, note.find('\n'))));
  TRY(const std::string text, ledger::open_note(note, key, {}));
  TRY(const ledger::Checkpoint checkpoint, ledger::parse_checkpoint(text));
  print_json({{"origin", checkpoint.origin},
              {"size", checkpoint.size},
              {"root", to_hex(crypto::view(checkpoint.root))},
              {"key", ledger::to_string(key)},
              {"note", note}});
  return {};
}

}  // namespace

Act define_ledger_checkpoint(CLI::App& app) {
  auto options = std::make_shared<Options>();
  add_dir_option(app, options->directory);
  app.add_flag("--json", options->json, "print JSON, with the verifier key that others check it with");
  return [options] { return run(*options); };
}

}  // namespace comity::cli
