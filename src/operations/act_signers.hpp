// Who may sign acts for a party: its authority, and the people whom it designated. A fold over the journal.
// docs/format/act.md (Who may; Consents).
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "journal/policy.hpp"

namespace comity::operations {

// Readers hold Journal::state() shared. Folded after Policy.
class ActSigners final : public journal::Fold {
 public:
  explicit ActSigners(const journal::Policy& policy) : policy_(policy) {}
  void apply(const journal::Entry& entry) override;

  // Every signature of the act is of somebody who may sign it at `now`. `objects`: the labels of what a consent names. The
  // signatures themselves were verified. Errors: precondition.
  Result<void> check(const agreement::SignedAct& one, Time now, std::span<const marking::Label* const> objects) const;
  // All who may: the party, for its authority, and people by id.
  std::vector<std::string> who_may(const agreement::Act& act, Time now, std::span<const marking::Label* const> objects) const;
  // A designation or dismissal issued later than all before about this person. Errors: precondition.
  Result<void> check_order(const agreement::Act& act) const;

 private:
  struct Designation {
    agreement::Designate act;
    std::string signed_with;  // the authority's key of the time
    bool stands = false;      // not dismissed
    Time issued;              // of the last act about the person
  };
  bool may(const Designation& one, const agreement::Act& act, Time now, std::span<const marking::Label* const> objects) const;

  const journal::Policy& policy_;
  std::map<std::string, Designation, std::less<>> designations_;  // by person
};

}  // namespace comity::operations
