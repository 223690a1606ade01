// The life of agreements: what versions and acts, in the order of their recording, make of the directory and the terms. A fold:
// the same records give the same state. docs/format/act.md is normative. Pure: no clock; not thread-safe.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "agreement/act.hpp"
#include "agreement/terms.hpp"
#include "alliance/directory.hpp"

namespace comity::agreement {

struct Notice {
  std::string by;
  Time given{}, effective{};
  bool held = false;
  std::optional<Time> held_since;
  bool operator==(const Notice&) const = default;
};

// How an agreement stands at an instant, for people.
struct Standing {
  enum class State { not_yet_in_force, in_force, ended };
  State state = State::not_yet_in_force;
  int version = 0;                        // in force, or else the next, or the last
  std::optional<Time> until;              // the end as it stands now
  std::optional<Time> term_end;           // the end of the running term where it renews itself
  std::vector<Notice> notices;            // that run or are held
  std::vector<Suspension> suspensions;    // that stand at the instant, or will
  std::vector<std::string> bound;         // parties
};

// What the life needs to know about an object that a consent or a tearline names; asked of whoever holds objects.
struct NamedObject {
  const marking::Label* label = nullptr;
  const marking::Label* tearline = nullptr;  // its own label where it is a tearline not yet approved
  std::string sha256;                        // of its stored bytes
};
using FindObject = std::function<std::optional<NamedObject>(const ObjectName&)>;

// All agreements and authorities of a node.
class Life {
 public:
  Life();
  Life(const Life& other);
  Life& operator=(const Life& other);
  Life(Life&&) noexcept;
  Life& operator=(Life&&) noexcept;
  ~Life();

  // The directory as it was given: the first one as it is, later ones as far as they may change it (`check_directory`).
  // Acts and community documents are applied to it again.
  void take(const alliance::Directory& given);
  // What a later directory may not change: keys, community members, party suspensions, default readers, schemes that exist. Errors: precondition.
  Result<void> check_directory(const alliance::Directory& next) const;

  // May this be recorded at `now`? Errors: invalid, precondition (a signature is missing, or not of the key that counts now), forbidden (not
  // this party's, or not this person's, to do), not_found (an object or consent that is not there, or not `by`'s: alike), conflict (an act issued later, or
  // a consent of this id, is recorded already). Messages say what to do.
  Result<void> check(const Signed& document, Time now) const;
  Result<void> check(const SignedAct& act, Time now, const FindObject& find) const;
  Result<void> check(const alliance::Clearance& clearance, std::string_view canonical, std::string_view signature, Time now) const;

  // Records what was checked. Each is ignored if it does not check (a damaged record must not widen anything); false then. Objects that acts name are
  // not looked at again.
  bool record(const Signed& document, Time at);
  bool record(const SignedAct& act, Time at);
  bool record(const alliance::Clearance& clearance, std::string_view canonical, std::string_view signature, Time at);

  // As things stand after the records so far, whatever the time: with suspensions, ends, and the spells of communities in them.
  std::shared_ptr<const alliance::Directory> directory() const;
  // The terms of every version that is not replaced for good at `at`, acts applied: a world permits by these. And the rest, for held copies.
  std::vector<std::shared_ptr<const Terms>> current(Time at) const;
  std::vector<std::shared_ptr<const Terms>> former(Time at) const;

  // A draft as the next version of its agreement, of which nobody needs to have signed it, as if it were recorded at `now`: its terms with what acts did
  // to the agreement put in, from its own in_force on. Where there is no such agreement, its terms.
  Terms supposing(const Terms& draft, Time now) const;

  // For people. Every agreement by id; its documents and acts in order of recording.
  std::vector<std::string> agreements() const;
  Standing standing(std::string_view agreement, Time at) const;
  struct Recorded {
    Time at;
    std::variant<Signed, SignedAct> what;
    bool void_since_revoked = false;  // by a revoked key: it counts no more
  };
  // Of "": the acts that are about no agreement. The reference holds until the next record.
  const std::vector<Recorded>& history(std::string_view agreement) const;
  // Consents by id, and approvals of tearlines in order of recording: those that count. What was signed with a key that is revoked since leaves
  // them, so they are asked again after each revocation. The references hold until the next record.
  struct Consent {
    std::string by;
    GiveConsent what;
    Time at{};
    std::optional<Time> revoked;
  };
  const std::map<std::string, Consent, std::less<>>& consents() const;
  struct Approval {
    std::string by;
    ApproveTearline what;
    Time at{};
  };
  const std::vector<Approval>& approvals() const;
  // Who may sign a consent, an answer to one or an approval at `now`, and how many different ones it takes. Of other acts: nobody.
  struct Signers {
    std::vector<std::string> who;  // the party, for its authority, and designated people
    int needed = 1;
  };
  Signers signers(const Act& act, Time now, const FindObject& find) const;
  // May `signer` sign a paper (paper.hpp) for `by`, a party or one of its agencies, with this key at `now`? Errors: precondition (no such key counts for it now), forbidden
  // (designated, without that power).
  Result<void> may_sign(std::string_view signer, std::string_view key, std::string_view by, std::string_view power, Time now) const;
  // Whether a paper that was in order when it was recorded counts still: the key is not revoked as far back, and what made it the signer's (the designation, or the replacement
  // of an authority's key) counts still itself. Arguments as of `may_sign`.
  bool counts(std::string_view signer, std::string_view key, std::string_view by, std::string_view power, Time recorded) const;
  // The key that counts for this party's authority now; "" if none.
  std::string authority(std::string_view party) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace comity::agreement
