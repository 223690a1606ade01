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
#include "cli/terminal.hpp"
#include "ledger/note.hpp"
#include "server/ledger_audit.hpp"

namespace comity::cli {
namespace {

struct Options {
  std::string directory, checkpoint, key;
  bool json = false;
};

Result<void> run(const Options& options) {
  const std::string path = options.checkpoint.empty() ? options.directory + "/ledger/checkpoint" : options.checkpoint;
  TRY(const auto opened, open_node(options.directory));
  TRY(const std::string note, read_file(path, kMostDocument));
  ledger::VerifierKey key;
  if (options.key.empty()) {
    CHECK(opened->log_key.has_value());
    key = ledger::verifier_key(opened->name, *opened->log_key);
  } else {
    TRY(key, ledger::parse_verifier_key(options.key));
  }
  const auto in_note = [&](Error error) {
    error.where = path;
    return tl::make_unexpected(std::move(error));
  };
  const auto text = ledger::open_note(note, key, {});
  if (!text) return in_note(text.error());
  const auto checkpoint = ledger::parse_checkpoint(*text);
  if (!checkpoint) return in_note(checkpoint.error());
  if (checkpoint->origin != opened->name)
    return fail(
        Code::invalid,
        fmt::format("this checkpoint is of the ledger \"{}\", not of \"{}\"", plain(checkpoint->origin), opened->name),
        path);
  const Seq last = opened->engine->last();
  if (checkpoint->size > last)
    return fail(Code::corrupt,
                fmt::format("the checkpoint signed {} records and the store holds {}: records were taken away",
                            checkpoint->size, last),
                path);
  Progress progress("verifying");
  TRY(const server::LedgerAudit audit,
      server::audit_ledger(*opened->engine, checkpoint->size, [&](auto done, auto total) { progress.at(done, total); }));
  if (audit.root_at != checkpoint->root)
    return fail(
        Code::corrupt,
        fmt::format("the store's first {} records are not those that the checkpoint signed: its root is {}, theirs {}",
                    checkpoint->size, to_hex(crypto::view(checkpoint->root)),
                    to_hex(crypto::view(audit.root_at))),
        path);
  if (options.json) {
    print_json({{"origin", checkpoint->origin},
                {"records", audit.records},
                {"root", to_hex(crypto::view(audit.root))},
                {"checkpoint_size", checkpoint->size},
                {"checkpoint_root", to_hex(crypto::view(checkpoint->root))},
                {"objects", audit.objects},
                {"erased", audit.erased}});
    return {};
  }
  print(fmt::format("The ledger of {} is whole: {} records\n", opened->name, audit.records));
  print(fmt::format("  root {}\n", to_hex(crypto::view(audit.root))));
  print(fmt::format(
      "  the signed checkpoint of {} records fits{}\n", checkpoint->size,
      audit.records > checkpoint->size ? fmt::format("; {} came later", audit.records - checkpoint->size) : ""));
  print(fmt::format("  {} objects are the bytes that their records committed to; {} erased\n", audit.objects,
                    audit.erased));
  return {};
}

}  // namespace

Act define_ledger_verify(CLI::App& app) {
  auto options = std::make_shared<Options>();
  add_dir_option(app, options->directory);
  app.add_option("--checkpoint", options->checkpoint, "a checkpoint kept elsewhere; else the node's last")
      ->type_name("FILE");
  app.add_option("--key", options->key, "the log's verifier key NAME+HASH+KEY; else by the node's own key file")
      ->type_name("KEY");
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return run(*options); };
}

}  // namespace comity::cli
