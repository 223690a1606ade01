// comity restore: a node from a backup, proved before it is put in its place.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "cli/node_keys.hpp"
#include "cli/output.hpp"
#include "cli/passphrase.hpp"
#include "cli/side_folder.hpp"
#include "cli/terminal.hpp"
#include "crypto/sealed.hpp"
#include "server/backup.hpp"

namespace comity::cli {
namespace {

using nlohmann::ordered_json;

struct Options {
  std::string file, directory, keys, sealed, passphrase_file, key;
  std::vector<std::string> then;
  bool check = false, json = false;
};

void tell(const Options& options, const server::BackupManifest& manifest, std::string_view words) {
  if (options.json) {
    ordered_json out = ordered_json::parse(server::to_json(manifest));
    if (!options.check) out["dir"] = options.directory;
    print_json(out);
    return;
  }
  print(fmt::format("{}: {} records of {}, made {}\n  root {}\n", words, manifest.at.records, manifest.node, format_time(manifest.made),
                    manifest.at.root));
}

Result<void> check(const Options& options) {
  if (options.key.empty()) return fail(Code::invalid, "--check needs the log's verifier key: --key NAME+HASH+KEY, as comity status and ledger checkpoint --json print it");
  TRY(const ledger::VerifierKey key, ledger::parse_verifier_key(options.key));
  std::vector<std::string> files{options.file};
  files.insert(files.end(), options.then.begin(), options.then.end());
  Progress progress("checking");
  for (const std::string& file : files) {
    TRY(const auto manifest, server::check_backup(*store::posix_disk(), file, key, [&](auto done, auto total) { progress.at(done, total); }));
    tell(options, manifest, fmt::format("{} is whole", file));
  }
  return {};
}

Result<Secrets> secrets_of(const Options& options) {
  if (!options.keys.empty()) return read_key_folder(options.keys);
  if (options.sealed.empty())
    return fail(Code::precondition, "the node's keys are not in its backup: name their folder with --keys, or their sealed file with --sealed-keys");
  TRY(std::string passphrase, read_passphrase(options.passphrase_file, false));
  auto read = read_sealed(options.sealed, passphrase);
  crypto::wipe(passphrase);
  return read;
}

Result<void> run(const Options& options) {
  if (options.check) return check(options);
  if (options.directory.empty()) return fail(Code::invalid, "name the folder to make: comity restore FILE DIR");
  TRY(const auto target, place_for_node(options.directory));
  TRY(Secrets secrets, secrets_of(options));
  TRY(const auto side, SideFolder::make(target));
  std::string shown;
  std::unique_ptr<Progress> progress;
  server::RestoreOptions how;
  how.files.push_back(options.file);
  how.files.insert(how.files.end(), options.then.begin(), options.then.end());
  how.directory = side->path().string();
  how.secrets = std::move(secrets);
  how.progress = [&](std::string_view step, auto done, auto total) {
    if (step != shown) {
      progress.reset();
      progress = std::make_unique<Progress>(std::string(step));
      shown = step;
    }
    progress->at(done, total);
  };
  auto restored = server::restore_backup(*store::posix_disk(), how);
  for (auto& [name, bytes] : how.secrets) crypto::wipe(bytes);
  progress.reset();
  if (!restored) return tl::make_unexpected(std::move(restored).error());
  TRY_VOID(side->become(target));
  tell(options, *restored, fmt::format("Restored {}", options.directory));
  if (!options.json)
    print("  the ledger, every object and every signature in it were checked. What was recorded after the backup is not\n"
          "  in it: if others hold a later checkpoint of this node, tell them before you serve it\n");
  return {};
}

}  // namespace

Act define_restore(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("FILE", options->file, "a full backup")->required();
  app.add_option("DIR", options->directory, "the folder to make; empty or absent");
  app.add_option("--then", options->then, "an incremental backup that goes on from there; repeatable, in order")->type_name("FILE");
  auto* folder = app.add_option("--keys", options->keys, "the folder with the node's keys, or a node's own")->type_name("FOLDER");
  auto* sealed = app.add_option("--sealed-keys", options->sealed, "the file that comity backup --with-keys made")->type_name("FILE");
  folder->excludes(sealed);
  app.add_option("--passphrase-file", options->passphrase_file, "where the passphrase stands; else it is asked for")->needs(sealed)->type_name("FILE");
  app.add_flag("--check", options->check, "only hold the files against their signatures; makes nothing");
  app.add_option("--key", options->key, "the log's verifier key, for --check")->type_name("KEY");
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return run(*options); };
}

}  // namespace comity::cli
