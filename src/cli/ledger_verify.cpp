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
#include "ledger/merkle.hpp"
#include "ledger/note.hpp"

namespace comity::cli {
namespace {

struct Options {
  std::string directory, checkpoint, key;
  bool json = false;
};

struct Audit {
  Seq records = 0;
  std::size_t objects = 0, erased = 0;
  ledger::Digest root{}, root_at_checkpoint{};
};

// The bytes of an object against the commitment in its record.
Result<void> check_bytes(const store::Engine& engine, const store::Record& record, Audit& audit) {
  if (static_cast<journal::Kind>(record.kind) != journal::Kind::object) return {};
  if (record.erased) {
    ++audit.erased;
    return {};
  }
  TRY(const journal::Entry entry, journal::decode_payload(record));
  TRY(const shelf::ObjectRecord object, shelf::decode_object(entry.body));
  TRY(const std::string salt, engine.salt(record.seq));
  const Seq one[] = {record.seq};
  TRY(const auto slices, engine.blobs(one));
  std::string bytes;
  for (const auto& slice : slices) bytes.append(slice.bytes);
  // A comma stands before each object in the store, so that neighbours are sent as one piece; it is not the object's.
  if (!bytes.starts_with(',') || journal::commit_to(salt, std::string_view(bytes).substr(1)) != object.commitment)
    return fail(Code::corrupt, "the stored bytes of this object are not those that the ledger committed to",
                fmt::format("record {}", record.seq));
  ++audit.objects;
  return {};
}

Result<Audit> audit_store(server::Opened& opened, Seq checkpoint_size) {
  Audit audit;
  ledger::Frontier frontier;
  if (checkpoint_size == 0) audit.root_at_checkpoint = frontier.root();
  Progress progress("verifying");
  const Seq last = opened.engine->last();
  Result<void> sound;
  TRY_VOID(opened.engine->scan(1, last, [&](const store::Record& record) {
    frontier.append(journal::leaf_of(record.seq, record.kind, record.payload));
    if (record.seq == checkpoint_size) audit.root_at_checkpoint = frontier.root();
    sound = check_bytes(*opened.engine, record, audit);
    progress.at(record.seq, last);
    return sound.has_value();
  }));
  TRY_VOID(std::move(sound));
  audit.records = frontier.size();
  audit.root = frontier.root();
  if (audit.records != last)
    return fail(Code::corrupt, fmt::format("the store says {} records and gives {}", last, audit.records),
                opened.directory);
  return audit;
}

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
  TRY(const Audit audit, audit_store(*opened, checkpoint->size));
  if (audit.root_at_checkpoint != checkpoint->root)
    return fail(
        Code::corrupt,
        fmt::format("the store's first {} records are not those that the checkpoint signed: its root is {}, theirs {}",
                    checkpoint->size, to_hex(crypto::view(checkpoint->root)),
                    to_hex(crypto::view(audit.root_at_checkpoint))),
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
