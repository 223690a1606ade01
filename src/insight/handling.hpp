// The handling record of a partner: how it has handled what it was given, as far as a journal says. Numbers that each open into the records they come from; never one score. What cannot be
// said is said not to be known. Method: docs/methods/handling.md. Pure; values; any thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/time.hpp"

namespace comity::insight {

// What somebody of the partner's may have received by one lease, of what the record is about.
struct LeaseGiven {
  Seq record = 0;
  Time at;
  std::string person;
  std::uint64_t objects = 0, handed_over = 0;  // versions; those of which some extent says that bytes were handed over
};
// A recall of something that this person of the partner's may have held.
struct RecallOwed {
  Seq record = 0;
  Time at;
  std::string person, cause, reason;
  std::uint64_t held = 0;           // versions
  std::optional<Time> told;         // its first delivery of one of them as revoked
  bool tellable = true;             // some of them have a revoked version; what has none is told by tombstones, which no lease records
};
struct DutyStated {
  std::string agreement, duty, value;
};
// One line of what only the partner itself and the operator are told.
struct OwnMatter {
  enum class What { refused_log_in, clearance_ended, awaits_second_person };
  What what = What::refused_log_in;
  Seq record = 0;                   // 0: of no one record
  Time at;
  std::string person;               // "" for none
  std::uint64_t count = 1;
};

// All that there is to say, without the rest of the journal. Distinct versions are counted by who has the rows.
struct HandlingEvents {
  std::vector<LeaseGiven> leases;
  std::uint64_t versions = 0, versions_handed_over = 0;  // distinct, over all leases
  std::vector<RecallOwed> recalls;
  bool untold_too = true;           // false: those not told are left out, as for the partner itself
  std::vector<DutyStated> duties;
  std::optional<std::vector<OwnMatter>> own;             // nothing: not the asker's to know
  std::optional<std::map<std::string, std::uint64_t>> concerns;  // by state; nothing: this node has none recorded
};

struct HandlingNumber {
  std::string_view id, heading, unit;
  std::optional<double> value;      // nothing: not known, and `note` says why
  std::string_view evidence;        // the kind of evidence that it opens into; "" for none
  std::string note;
};
// In a fixed order. Hours are of the medians and the longest; `now` is that of the asking.
std::vector<HandlingNumber> handling_numbers(const HandlingEvents& events, Time now);

// The records behind the numbers, of one kind ("lease", "recall", "duty", "log-in", "clearance", "second-person") or of all, newest first.
struct HandlingEvidence {
  std::string_view kind;
  Seq record = 0;
  Time at;
  std::string person;               // or ""
  std::string says;                 // "12 versions, 12 handed over"
};
std::vector<HandlingEvidence> handling_evidence(const HandlingEvents& events, std::string_view kind = {});
bool is_evidence_kind(std::string_view kind);

}  // namespace comity::insight
