// comity ledger prove: an inclusion proof in the form of C2SP tlog-proof.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/bytes.hpp"
#include "cli/command.hpp"
#include "cli/node_folder.hpp"
#include "cli/output.hpp"
#include "ledger/merkle.hpp"
#include "ledger/note.hpp"

namespace comity::cli {
namespace {

struct Options {
  Seq seq = 0;
  std::string directory;
  bool json = false;
};

Result<void> run(const Options& options) {
  TRY(const auto opened, open_node(options.directory));
  const Seq size = opened->engine->last();
  if (options.seq < 1 || options.seq > size)
    return fail(Code::not_found, fmt::format("there is no record {}; the ledger has 1 to {}", options.seq, size),
                options.directory);
  const auto leaf = [&](std::uint64_t index) { return journal::Journal::leaf(*opened->engine, index + 1); };
  const std::uint64_t index = options.seq - 1;
  TRY(const ledger::Digest own, leaf(index));
  TRY(const auto proof, ledger::inclusion_proof(index, size, leaf));
  const std::string note = opened->checkpoint();
  CHECK(opened->log_key.has_value());
  TRY(const std::string text, ledger::open_note(note, ledger::verifier_key(opened->name, *opened->log_key), {}));
  TRY(const ledger::Checkpoint checkpoint, ledger::parse_checkpoint(text));
  // A proof that does not hold must not leave the machine.
  TRY_VOID(ledger::verify_inclusion(own, index, checkpoint.size, proof, checkpoint.root));

  if (options.json) {
    nlohmann::ordered_json hashes = nlohmann::ordered_json::array();
    for (const auto& hash : proof) hashes.push_back(to_base64(crypto::view(hash)));
    print_json({{"seq", options.seq},
                {"index", index},
                {"leaf", to_base64(crypto::view(own))},
                {"proof", std::move(hashes)},
                {"checkpoint", note}});
    return {};
  }
  print("c2sp.org/tlog-proof@v1\n");
  print(fmt::format("index {}\n", index));
  for (const auto& hash : proof) print(to_base64(crypto::view(hash)) + "\n");
  print("\n" + note);
  warn(fmt::format("leaf {}", to_base64(crypto::view(own))));
  return {};
}

}  // namespace

Act define_ledger_prove(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("SEQ", options->seq, "the record's number in the journal, from 1")->required();
  add_dir_option(app, options->directory);
  app.add_flag("--json", options->json, "print JSON, with the record's leaf hash");
  return [options] { return run(*options); };
}

}  // namespace comity::cli
