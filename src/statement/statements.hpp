// Joint statements, meetings and past statements as the journal has them: a fold over the records of kind 22. docs/format/joint-statement.md, Records.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "agreement/paper.hpp"
#include "journal/journal.hpp"
#include "statement/meeting.hpp"
#include "statement/past.hpp"

namespace comity::statement {

// The texts of records. `after`: the seq of the record of the same statement before, so that whoever holds its records sees that none of them is missing.
std::string version_record(std::string_view by, const Written& version, Seq after);
std::string position_record(std::string_view by, const agreement::Paper& paper, Seq after);
std::string close_record(std::string_view by, std::string_view statement, std::string_view reason, Seq after);
std::string meeting_record(std::string_view by, const Meeting& meeting);
std::string past_record(std::string_view by, std::string_view party, const Past& past);
std::string version_name(std::string_view id, int version);  // "statement NZL-x 2"
// Somebody is about to be given these: "statement NZL-x 2", "meeting NZL-y 7".
std::string read_record(std::string_view by, const std::set<std::string>& names);

// Readers hold Journal::state() shared. What a damaged record says changes nothing.
class Statements final : public journal::Fold {
 public:
  void apply(const journal::Entry& entry) override;

  struct Version {
    Seq seq = 0;
    Time at;
    std::string by;  // the person that recorded it
    Written text;
    std::map<std::string, Time> told;  // by party: when it was first recorded that its people are given this version; the convenor's know it from the start
  };
  struct Recorded {
    Seq seq = 0;
    Time at;
    std::string by;
    agreement::Paper paper;
    Position position;
  };
  struct Closure {
    Seq seq = 0;
    Time at;
    std::string by, reason;
  };
  struct Held {
    std::vector<Version> versions;      // 1, 2, …
    std::vector<Recorded> positions;    // on any version, in the order of recording
    std::optional<Closure> closure;
    Seq last = 0;
    Time last_at;                       // a record's time may run ahead of the clock: what is asked is asked as of no earlier instant
    std::vector<Seq> records;           // all of the statement's own, in order
    std::size_t bytes = 0;              // of these
    const Version& latest() const { return versions.back(); }
  };
  struct HeldMeeting {
    Seq seq = 0;
    Time at;
    std::string by;
    Meeting meeting;
  };
  struct HeldPast {
    Time at;
    std::string by, party;  // whose people see it; "": everybody
    Past past;
  };
  const std::map<std::string, Held, std::less<>>& statements() const { return statements_; }
  const Held* find(std::string_view id) const;
  const std::map<std::string, HeldMeeting, std::less<>>& meetings() const { return meetings_; }
  // By party and statement: a later import of the same party and id takes the place of an earlier.
  const std::map<std::pair<std::string, std::string>, HeldPast>& past() const { return past_; }
  // This person's reading of that is in the journal.
  bool was_read(std::string_view person, std::string_view name) const;

 private:
  void told(std::string_view name, std::string_view person, Time at);

  std::map<std::string, Held, std::less<>> statements_;
  std::map<std::string, HeldMeeting, std::less<>> meetings_;
  std::map<std::pair<std::string, std::string>, HeldPast> past_;
  std::map<std::string, std::set<std::string, std::less<>>, std::less<>> read_;  // by person
};

// A further record of the statement leaves it small enough for its file to be read (file.hpp). `next`: the party whose position it is; nothing: a version. Whoever has not answered the latest
// version, or objects to it, is let with a short position whatever there is. Errors: precondition.
Result<void> may_grow(const Statements::Held& held, const Position* next, std::size_t bytes);

// How a statement stands by its latest version. `counts`: whether the position's key still counts (agreement::Life::counts); what does not is void.
Outcome outcome_of(const Statements::Held& held, const std::function<bool(const Statements::Recorded&)>& counts, Time now);

}  // namespace comity::statement
