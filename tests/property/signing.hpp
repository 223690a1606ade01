// What the reference evaluator's structs describe, as the files that authorities sign: real documents, acts and clearances with real signatures.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "agreement/act.hpp"
#include "agreement/terms.hpp"
#include "alliance/directory.hpp"
#include "tests/reference/life.hpp"

namespace signing {

// Without what a document cannot say: an agreement that never begins, rows that never hold. Nothing if no document is left.
std::optional<comity::agreement::Document> document_of(const reference::Document& from);

// A key for every name; made when it is first asked for. The same names in the same order give the same keys.
class Keyring {
 public:
  explicit Keyring(std::uint64_t seed) : random_(comity::crypto::test_random(seed)) {}
  const comity::crypto::SigningKey& key(const std::string& name);
  std::string public_key(const std::string& name);  // base64

  // The signed files. Keys are named in `from` and written as what they are.
  std::string signed_document(const comity::agreement::Document& document, const std::vector<reference::Signature>& signatures);
  comity::agreement::SignedAct signed_act(const reference::Act& from);

 private:
  std::unique_ptr<comity::crypto::Random> random_;
  std::map<std::string, comity::crypto::SigningKey> keys_;
};

}  // namespace signing
