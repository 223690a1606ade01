// The sample alliance in a node of this process, with the authorities' keys at hand, so that tests can change policy.
#pragma once

#include <map>
#include <string>

#include "agreement/act.hpp"
#include "agreement/terms.hpp"
#include "alliance/directory.hpp"
#include "crypto/sign.hpp"
#include "operations/acts.hpp"

namespace comity::fault {

// Every call throws std::runtime_error when the node refuses: then the test itself is wrong.
class SampleAlliance {
 public:
  // Reads the files and makes keys; nothing is written yet.
  explicit SampleAlliance(crypto::Random& random);

  void establish(operations::Node& node) const;       // genesis, directory, clearances, agreements
  void share_products(operations::Node& node) const;  // each as its agency's submitter
  // As a test may act while the node is in use. Errors are the node's.
  Result<void> clear(operations::Node& node, alliance::Clearance clearance) const;
  // A file of alliances/sample/agreements, signed by all its parties as that version of it.
  Result<void> agree(operations::Node& node, const std::string& file, unsigned version) const;

  // That party stops all sharing with the other, from now on.
  Result<void> suspend(operations::Node& node, const std::string& by, const std::string& party) const;

  // A party's signature on a document, by its authority's key.
  agreement::Signature sign(const agreement::Document& document, const std::string& party) const;

  // An act signed by a party's authority.
  agreement::SignedAct sign(const agreement::Act& act, const std::string& party) const;
  const crypto::SigningKey& authority(const std::string& party) const { return authorities_.at(party); }

  const alliance::Directory& directory() const { return directory_; }
  static operations::Caller caller(const std::string& person);

 private:
  alliance::Directory directory_;
  std::map<std::string, crypto::SigningKey> authorities_;
};

}  // namespace comity::fault
