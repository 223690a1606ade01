// release(label, grants, audience, world): docs/format/release.md. One evaluation gives decision and explanation.
// Pure and thread-safe.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "marking/label.hpp"
#include "release/audience.hpp"
#include "release/world.hpp"

namespace comity::release {

// An originating party's permission for one object.
struct Consent {
  std::string by;  // the party, or one of its originating agencies
  std::string to;  // the receiving party
  marking::Actions actions = 3;
  marking::WordSet purposes{true, {}};
  marking::LevelWord level;  // in the receiver's words
  Time from = Time::min(), until = Time::max();
  Time revoked = Time::max();
};

// The reader's party received this version from `from` under an agreement.
struct Held {
  std::string from;
  std::string agreement;
  int version = 1;
  Time received{};
  marking::Action action = marking::Action::copy;
};

// What is said about one object for one receiving party.
struct Grants {
  std::vector<Consent> consents;
  std::vector<Held> held;
  bool recalled = false;
  std::string awaiting;  // only this party's readers may read: its second person has not approved the release yet; "" for all
  bool erased = false;   // there are no bytes any more
};

struct Clause {
  std::string name;  // "clearance", "level", … as in docs/format/release.md
  bool holds = false;
  std::string text;  // a sentence for the reader of the explanation
};

// One way an originating party's permission was sought.
struct Branch {
  enum class Kind { agreement, consent, held };
  Kind kind = Kind::agreement;
  std::string agreement;  // id; empty for consents
  int version = 0;
  bool permits = false;
  std::vector<Clause> clauses;
};

struct Origin {
  std::string party;
  bool permits = false;
  std::vector<Branch> branches;
};

struct Explanation {
  bool permit = false;
  std::vector<Clause> reader;    // section 1, in order
  std::vector<Origin> origins;   // section 2, one per originating party other than the reader's own
  // "own", or the branch of each other originating party in order, "2a+2b"; denied: the first clause of section 1 that fails, else "recalled", else
  // "2:PARTY" of the first originating party without a branch.
  std::string clause;
};

bool decide(const World& world, const marking::Label& label, const Audience& audience, const Grants& grants = {});
Explanation explain(const World& world, const marking::Label& label, const Audience& audience, const Grants& grants = {});

// The parts `decide` is made of, for evaluating each distinct part of many labels once (matrix.hpp).
namespace parts {
// What a part reads of a label, as a key: two labels with equal keys get equal answers from any world and audience.
using Key = void (*)(const marking::Label&, std::string& out);
struct ReaderClause {
  const char* name;
  bool (*holds)(const World&, const marking::Label&, const Audience&, std::string* why);
  Key key;
};
const std::vector<ReaderClause>& reader_clauses();
// Branch 2a for originating party o: some one agreement permits.
bool agreement_permits(const World& world, const marking::Label& label, const std::string& o, const Audience& audience);
// Those that do, one by one.
std::vector<const Pact*> permitting(const World& world, const marking::Label& label, const std::string& o, const Audience& audience);
void agreement_key(const marking::Label& label, const std::string& o, std::string& out);
}  // namespace parts

}  // namespace comity::release
