// Papers: texts that a party's authority, or somebody whom it designated, signs outside the node and that change nothing of what is
// released: a sealed judgement's commitment, a position on a statement, a concern. docs/format/paper.md is normative. Values; pure functions; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "agreement/act.hpp"
#include "base/result.hpp"
#include "crypto/sign.hpp"

namespace comity::agreement {

class Life;

// What a paper is. Each room that has one keeps a constant of it.
struct PaperKind {
  std::string_view member;  // of the file: {"position": {…}, "signatures": […]}
  std::string_view power;   // that a designated person needs to sign it: "judgement", "statement", "concern"
};

// What is signed is "comity/", the member, "/v1\n" and the canonical text, so that a signature on one kind is never one on another.
struct Paper {
  std::string text;  // canonical RFC 8785 JSON of an object; the room that owns the kind says what stands in it
  std::vector<ActSignature> signatures;
};

ActSignature sign(const PaperKind& kind, std::string_view text, std::string_view signer, const crypto::SigningKey& key);
std::string to_json(const PaperKind& kind, const Paper& paper);
// Errors: invalid: no paper of this kind, a text that is not canonical, a signature that could not be one, a signer who signs twice.
Result<Paper> parse_paper(const PaperKind& kind, std::string_view json);

// Exactly one signature, which is that key's over these bytes, of the authority of `by`'s party, or of a person whom it designated for `by` (a party, or one of its agencies) with the
// kind's power, as things stand at `now`. Errors: invalid (a signature fails); precondition (nobody signed, more than one did, or with no key that counts); forbidden (designated
// for something else).
Result<void> check(const PaperKind& kind, const Paper& paper, std::string_view by, const Life& life, Time now);

}  // namespace comity::agreement
