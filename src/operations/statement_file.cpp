#include <fmt/format.h>

#include <algorithm>
#include <shared_mutex>

#include "ledger/merkle.hpp"
#include "ledger/note.hpp"
#include "operations/statements.hpp"

namespace comity::operations {
namespace {

// The act by which a party let a person sign statements with that key; nullptr where there is none that counts.
const agreement::SignedAct* designation_of(const agreement::Life& life, const statement::Statements::Recorded& position) {
  const auto& signature = position.paper.signatures.front();
  const agreement::SignedAct* out = nullptr;
  for (const auto& one : life.history("")) {
    const auto* act = std::get_if<agreement::SignedAct>(&one.what);
    const auto* designation = act ? std::get_if<agreement::Designate>(&act->act.body) : nullptr;
    if (designation && !one.void_since_revoked && one.at <= position.at && act->act.by == position.position.party && designation->person == signature.signer &&
        designation->key == signature.key && designation->for_whom == position.position.party && designation->powers.contains(std::string(statement::kPosition.power)))
      out = act;
  }
  return out;
}

// Whose keys and which acts its signatures need.
void add_keys(const Node& node, const StatementSeen& seen, statement::File& file) {
  for (const auto& one : seen.held.positions) {
    if (seen.voids.contains(one.seq)) {
      file.voids.insert(one.seq);
      continue;
    }
    const auto& signature = one.paper.signatures.front();
    if (signature.signer == one.position.party) {
      file.keys[one.position.party].insert(signature.key);
      continue;
    }
    const agreement::SignedAct* act = designation_of(node.policy.life(), one);
    if (!act) continue;  // the verifier will say so
    file.keys[one.position.party].insert(act->signatures.front().key);
    const std::string text = agreement::to_json(*act);
    if (std::find(file.designations.begin(), file.designations.end(), text) == file.designations.end()) file.designations.push_back(text);
  }
}

}  // namespace

Result<statement::File> statement_file(Node& node, const Caller& caller, std::string_view id, const std::string& checkpoint_note, const std::string& log_key,
                                       std::uint64_t most_leaves) {
  TRY(const StatementSeen seen, statement_of(node, caller, id));
  if (seen.numbers_only) return fail(Code::forbidden, "the node's operator is given no statement's words; ask as a person");
  TRY(const ledger::VerifierKey key, ledger::parse_verifier_key(log_key));
  TRY(const std::string text, ledger::open_note(checkpoint_note, key, {}));
  TRY(const ledger::Checkpoint checkpoint, ledger::parse_checkpoint(text));
  if (checkpoint.size > most_leaves)
    return fail(Code::too_large, fmt::format("the ledger has {} records, and proofs over more than {} are made on the node's folder: comity statement export", checkpoint.size, most_leaves));
  statement::File file;
  file.statement = seen.id;
  file.checkpoint = checkpoint_note;
  file.log = log_key;
  std::vector<std::uint64_t> indices;
  for (const Seq seq : seen.held.records) {
    if (seq > checkpoint.size) return fail(Code::conflict, "the statement has changed meanwhile; ask again");
    indices.push_back(seq - 1);
  }
  TRY(auto proofs, ledger::inclusion_proofs(indices, checkpoint.size, [&](std::uint64_t index) { return journal::Journal::leaf(node.engine(), index + 1); }));
  for (std::size_t i = 0; i < indices.size(); ++i) {
    TRY(store::Record record, node.engine().read(indices[i] + 1));
    file.records.push_back({record.seq, std::move(record.payload), std::move(proofs[i])});
  }
  std::shared_lock state(node.journal().state());
  add_keys(node, seen, file);
  return file;
}

}  // namespace comity::operations
