// comity backup: a copy of a node, whether it is served or not.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <thread>

#include "cli/command.hpp"
#include "cli/files.hpp"
#include "cli/node_folder.hpp"
#include "cli/node_keys.hpp"
#include "cli/output.hpp"
#include "cli/passphrase.hpp"
#include "cli/remote.hpp"
#include "cli/terminal.hpp"
#include "crypto/sealed.hpp"
#include "server/backup.hpp"

namespace comity::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

struct Options {
  std::string directory, out, since, passphrase_file;
  bool with_keys = false, json = false;
};

// The file to make: --out itself, or a name of its own in that folder.
std::string place_of(const Options& options, const std::string& node, Time now) {
  std::error_code none;
  if (!options.out.empty() && !fs::is_directory(options.out, none) && !options.out.ends_with('/')) return options.out;
  const fs::path folder = options.out.empty() ? fs::path(".") : fs::path(options.out);
  std::string when = format_time(now).substr(0, 26);
  std::erase_if(when, [](char c) { return c == '-' || c == ':' || c == '.'; });
  return (folder / fmt::format("{}-{}.backup", node, when)).lexically_normal().string();
}

Result<std::optional<server::BackupPoint>> since_of(const Options& options) {
  if (options.since.empty()) return std::optional<server::BackupPoint>();
  TRY(const auto former, server::peek_backup(*store::posix_disk(), options.since));
  return std::optional(former.at);
}

// Moves what the serving process wrote; over to another file system by a copy that is whole before it has its name.
Result<void> move_to(const std::string& from, const std::string& to) {
  if (fs::exists(to)) return fail(Code::conflict, "there is such a file already; a backup is never written over another", to);
  std::error_code error;
  fs::rename(from, to, error);
  if (!error) return {};
  const auto disk = store::posix_disk();
  const std::string part = to + ".part";
  TRY(const auto source, disk->open(from, store::Disk::Open::existing));
  TRY(const auto target, disk->open(part, store::Disk::Open::create));
  TRY(const std::uint64_t size, source->size());
  TRY_VOID(target->truncate(0));
  std::string bytes;
  for (std::uint64_t at = 0; at < size; at += bytes.size()) {
    bytes.resize(std::min<std::uint64_t>(size - at, 4u << 20));
    TRY_VOID(source->read(at, bytes.data(), bytes.size()));
    TRY_VOID(target->write(at, bytes));
  }
  TRY_VOID(target->sync());
  TRY_VOID(disk->rename(part, to));
  TRY_VOID(disk->sync_directory(fs::absolute(to).parent_path().string()));
  return disk->remove(from);
}

Result<std::string> by_the_server(const Options& options, const Serving& by, const std::optional<server::BackupPoint>& since) {
  TRY(const std::string token, operator_token(options.directory));
  TRY(Remote remote, Remote::connect(by.url, token));
  ordered_json body = ordered_json::object();
  if (since) body["since"] = {{"records", since->records}, {"root", since->root}};
  TRY(const std::string begun, remote.post("/api/v1/backups", "application/json", body.dump()));
  static_cast<void>(begun);
  Progress progress("backing up");
  while (true) {
    TRY(const std::string reply, remote.get("/api/v1/backups", "application/json"));
    const ordered_json state = ordered_json::parse(reply, nullptr, false);
    if (!state.is_object() || !state.contains("state")) return fail(Code::internal, "the node's answer is not the state of a backup", by.url);
    if (state["state"] == "failed")
      return fail(Code::unavailable, fmt::format("the node could not make the backup: {}", state.value("message", "")), options.directory);
    if (state["state"] == "done") return state.value("file", "");
    progress.at(state.value("done", std::uint64_t{0}), std::max<std::uint64_t>(1, state.value("total", std::uint64_t{1})));
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
}

Result<void> run(const Options& options) {
  if (!fs::exists(options.directory + "/node.json"))
    return fail(Code::not_found, "there is no node here; name its folder", options.directory);
  if (!options.out.empty() && fs::exists(options.out) && !fs::is_directory(options.out))
    return fail(Code::conflict, "there is such a file already; a backup is never written over another", options.out);
  std::string passphrase;
  if (options.with_keys) {
    TRY(passphrase, read_passphrase(options.passphrase_file, true));
    if (passphrase.size() < crypto::kLeastPassphrase)
      return fail(Code::invalid, "the passphrase needs 12 characters or more; a few random words make a good one");
  }
  TRY(const auto since, since_of(options));
  const auto disk = store::posix_disk();
  std::string path;
  if (const auto by = serving(options.directory)) {
    TRY(const std::string written, by_the_server(options, *by, since));
    TRY(const auto manifest, server::peek_backup(*disk, written));
    path = place_of(options, manifest.node, manifest.made);
    if (options.out.empty()) path = written;
    if (fs::absolute(path) != fs::absolute(written)) TRY_VOID(move_to(written, path));
  } else {
    TRY(const auto opened, open_node(options.directory));
    path = place_of(options, opened->name, opened->clock->now());
    Progress progress("backing up");
    server::BackupOptions how;
    how.path = path;
    how.since = since;
    how.progress = [&](auto done, auto total) { progress.at(done, total); };
    TRY_VOID(server::write_backup(*opened, how));
  }
  TRY(const auto manifest, server::peek_backup(*disk, path));
  if (options.with_keys) {
    TRY(const Secrets secrets, read_node_secrets(options.directory));
    TRY_VOID(write_sealed(path + ".keys", manifest.node, secrets, passphrase));
    crypto::wipe(passphrase);
  }
  if (options.json) {
    ordered_json out = ordered_json::parse(server::to_json(manifest));
    out["file"] = path;
    if (options.with_keys) out["keys"] = path + ".keys";
    print_json(out);
    return {};
  }
  print(fmt::format("Backed up {} to {}\n  records {} to {}, {} objects, {} erased; root {}\n", manifest.node, path, manifest.base.records + 1,
                    manifest.at.records, manifest.objects, manifest.erased, manifest.at.root));
  if (options.with_keys) print(fmt::format("  keys, sealed with the passphrase: {}.keys; keep it apart from the backup\n", path));
  else print("  without keys: keep those of keys/ elsewhere, or take them along once with --with-keys\n");
  return {};
}

}  // namespace

Act define_backup(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("DIR", options->directory, "the node's folder")->required();
  app.add_option("-o,--out", options->out, "the file to make, or the folder to make it in; else this folder, or the node's own for backups while it is served")
      ->type_name("PATH");
  app.add_option("--since", options->since, "an earlier backup: only what came after it")->type_name("FILE");
  auto* keys = app.add_flag("--with-keys", options->with_keys, "also the node's keys, sealed with a passphrase, as FILE.keys");
  app.add_option("--passphrase-file", options->passphrase_file, "where the passphrase stands; else it is asked for")
      ->needs(keys)
      ->type_name("FILE");
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return run(*options); };
}

}  // namespace comity::cli
