// Agreements that not all have signed yet: a fold over the records of drafts and agreements.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "agreement/terms.hpp"
#include "journal/journal.hpp"

namespace comity::operations {

// Readers hold Journal::state() shared.
class Drafts final : public journal::Fold {
 public:
  struct Draft {
    agreement::Signed document;  // with the signatures so far
    Time first, last;            // when it was proposed; when it was last signed
  };
  void apply(const journal::Entry& entry) override;

  // Of this agreement, in order of their proposal; none that a recorded version has overtaken.
  const std::vector<Draft>& of(std::string_view agreement) const;
  const std::map<std::string, std::vector<Draft>, std::less<>>& all() const { return drafts_; }

 private:
  std::map<std::string, std::vector<Draft>, std::less<>> drafts_;  // by agreement
};

}  // namespace comity::operations
