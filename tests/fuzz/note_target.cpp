// Checkpoints, verifier keys and signed notes: one spelling of each, and no note opens that the log did not sign.
#include "ledger/note.hpp"

#include "samples.hpp"
#include "targets.hpp"

namespace comity::fuzz {
namespace {

// The one text that these keys signed: corpus/note/signed.note, with the witness cosigned.note.
constexpr std::string_view kText = "example.org/log\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

}  // namespace

void fuzz_note(std::string_view input) {
  static const ledger::VerifierKey log = ledger::verifier_key("example.org/log", sample_key('1'));
  static const ledger::VerifierKey witness = ledger::cosigner_key("example.org/witness", sample_key('2'));
  static const std::string own = ledger::sign_note(kText, "example.org/log", sample_key('1'));

  if (const auto checkpoint = ledger::parse_checkpoint(input)) {
    CHECK(ledger::to_text(*checkpoint) == input);
    const std::string note = ledger::sign_note(input, "example.org/log", sample_key('1'));
    CHECK(ledger::open_note(note, log, {}) == std::string(input));
    CHECK(!ledger::open_note(note, log, {witness}));
  } else {
    CHECK(!checkpoint.error().message.empty());
  }
  if (const auto key = ledger::parse_verifier_key(input)) {
    CHECK(ledger::to_string(*key) == input && ledger::is_key_name(key->name) && key->public_key.size() == 32);
    CHECK(!ledger::open_note(own, *key, {}) || *key->public_key.c_str() == *log.public_key.c_str());
  }
  if (const auto text = ledger::open_note(input, log, {})) CHECK(*text == kText);
  if (const auto text = ledger::open_note(input, log, {witness})) {
    CHECK(*text == kText);
    CHECK(ledger::open_note(input, log, {}) == kText);
  }
  // Signature lines of a stranger neither open a note nor close it, unless they are malformed.
  if (const auto text = ledger::open_note(own + std::string(input), log, {})) CHECK(*text == kText);
}

}  // namespace comity::fuzz
