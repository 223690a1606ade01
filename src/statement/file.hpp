// A statement as a file that says who did what about it, to be verified without a node. docs/format/joint-statement.md, File. Values; pure; any thread.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "crypto/hash.hpp"
#include "statement/statements.hpp"

namespace comity::statement {

struct ProvenRecord {
  Seq seq = 0;
  std::string payload;               // as the journal has it (docs/format/journal.md)
  std::vector<crypto::Digest> proof; // that its leaf is in the checkpoint's tree
};
using Keys = std::map<std::string, std::set<std::string>>;  // by party: public keys of its authority, base64

struct File {
  std::string statement;
  std::vector<ProvenRecord> records;      // all of the statement's own, in order; for who may not have the earlier texts, from the latest version on
  std::string checkpoint, log;            // a signed note, and the key of its log as a C2SP verifier key
  // What the node says: claims, until a verifier holds them against keys of its own.
  Keys keys;                              // of the parties whose authorities signed
  std::vector<std::string> designations;  // signed acts (docs/format/act.md) of those that other people signed by
  std::set<Seq> voids;                    // positions whose key was revoked since
};
std::string to_json(const File& file);
Result<File> parse_file(std::string_view json);  // Errors: invalid, too_large

// What a verifier trusts, from elsewhere than the file: {"parties": {"NZL": ["…"]}, "log": "…", "revoked": ["…"]}; "log" and "revoked" may be left out.
struct Trusted {
  Keys keys;
  std::string log;
  std::set<std::string> revoked;  // keys that the verifier knows to be revoked: only what they signed may the file call void
};
Result<Trusted> parse_trusted(std::string_view json);

struct Verified {
  Written text;                      // the latest version
  struct Signed {
    Seq seq = 0;
    Time recorded;
    Position position;
    std::string signer, key;
    bool is_void = false;            // the node says that its key was revoked
    bool earlier_version = false;    // about another text: it counts no more
  };
  std::vector<Signed> positions;     // in the order of recording
  Outcome outcome;                   // without silence: that people were told, and kept silent, is in no file
  bool silence_unknown = false;      // a time of silence is over, and what became of it decides how the statement stands: `outcome.state` is not known then
  Time judged;                       // the instant that the outcome is of: the verifier's clock
  Time last;                         // of the last record
  bool earlier_left_out = false;     // the file begins with a later version
  std::string origin;                // of the log
  std::uint64_t size = 0;            // of the tree that the records are proven in
  bool keys_trusted = false;         // the signatures are of keys that the verifier gave; else of keys that the file names
  bool log_trusted = false;          // the same of the log
};
// Every record's leaf is in the log, none of the statement's records up to the last is missing, and every position has the signature of its party's authority, or of a person whom that
// authority designated for statements. It does not say that nothing was recorded after the last, nor what became of a silence. Errors: invalid, saying which check fails.
Result<Verified> verify(const File& file, const std::optional<Trusted>& trusted, Time now);

}  // namespace comity::statement
