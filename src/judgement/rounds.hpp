// Rounds of judgements: what the journal's records of kind `round` come to. docs/format/round.md is normative.
// The fold knows who was asked, who committed and what was revealed by which object; it never holds a judgement.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "journal/journal.hpp"
#include "judgement/judgement.hpp"

namespace comity::judgement {

// When each part ends at the latest; strictly ascending. It ends earlier once everybody has done what it is for.
struct Schedule {
  Time commit_until, reveal_until, discuss_until, second_commit_until, second_reveal_until;
  bool operator==(const Schedule&) const = default;
};
inline constexpr std::size_t kMostInvited = 64;
inline constexpr std::size_t kMostNotes = 1000;  // of one round's discussion

// ---- Steps: the bodies of records ----------------------------------------------------------------------------------

struct Open {
  Seq object = 0;                    // the record of the question's grouping
  std::vector<std::string> invited;  // agencies, or parties that answer as a whole; ascending
  Schedule schedule;
  Time resolves;
  bool operator==(const Open&) const = default;
};
struct Commit {
  std::string paper;  // the signed commitment, JSON
  bool late = false;  // the part that it was for had ended
  bool operator==(const Commit&) const = default;
};
struct Withhold {     // the agency says that nothing (more) is to come from it in this stage
  std::string agency;
  int stage = 1;
  bool operator==(const Withhold&) const = default;
};
struct Reveal {
  std::string agency;
  int stage = 1;
  Seq object = 0;     // the record of the judgement's note
  bool operator==(const Reveal&) const = default;
};
struct Discuss {
  Seq object = 0;     // the record of a note
  bool operator==(const Discuss&) const = default;
};
struct Close {        // the convenor ends the discussion
  bool operator==(const Close&) const = default;
};
struct Resolve {
  std::string outcome;  // "yes", "no", "void"
  std::string reason, source;
  bool operator==(const Resolve&) const = default;
};
struct Step {
  std::string round;  // the id of the question's grouping
  std::string by;     // the person
  Time at;            // what the node's clock said when the step was judged: the record's own time may be later
  std::variant<Open, Commit, Withhold, Reveal, Discuss, Close, Resolve> what;
  bool operator==(const Step&) const = default;
};
std::string encode(const Step& step);             // canonical JSON
Result<Step> decode_step(std::string_view body);  // Errors: corrupt

// ---- The fold ------------------------------------------------------------------------------------------------------

struct Committed {
  Commitment commitment;
  std::string person;
  std::string signer;    // the party, or a designated person
  std::string key;       // that signed it, base64
  Seq record = 0;
  Time at, recorded;
  bool late = false;
  int replaced = 0;      // so many earlier ones of this agency and stage
  bool is_void = false;  // its key counts no more: not the fold's to know, but of whoever asks agreement::Life
};
struct Revealed {
  Seq record = 0, object = 0;
  std::string person;
  Time at;
};
struct Round {
  std::string id;
  std::string convenor;  // the person
  Seq record = 0;
  Time opened;
  Open asked;
  struct Stage {
    std::map<std::string, Committed> committed;  // by agency
    std::map<std::string, Revealed> revealed;
    std::set<std::string> withheld;              // said so themselves
  };
  std::array<Stage, 2> stages;
  struct Note {
    Seq object = 0;
    std::string person;
    Time at;
  };
  std::vector<Note> discussion;
  std::optional<Time> discussion_closed;
  struct Resolution {
    Resolve what;
    std::string person;
    Time at;
  };
  std::optional<Resolution> resolution;  // the last one that was recorded
  std::optional<Seq> outcome_told;       // the record of the first one with yes or no: whoever reveals afterwards chooses with the outcome in sight
  Time last;                             // of its steps: a clock that was set back opens nothing again
};

// Which part a round is in. Each stage's judgements are sealed until its part `reveal` begins.
enum class Part { commit, reveal, discussion, second_commit, second_reveal, over };
std::string_view name_of(Part part);
// Pure. A part ends at its time, or earlier: `commit` when every invited agency has committed or withheld, `reveal` when every one that committed has revealed or
// withheld, `discussion` when the convenor closed it. For a void commitment nobody waits. Once anything of a stage is revealed no commitment for it is on time.
Part part_of(const Round& round, Time now);
// The stage (1, 2) that commitments, or reveals, are taken for in that part; 0: none.
int commits_in(Part part);
int reveals_in(Part part);
// The stage's judgements may be told from each other: its reveal has begun.
bool opened_up(const Round& round, int stage, Time now);

// Readers hold Journal::state() shared.
class Rounds final : public journal::Fold {
 public:
  void apply(const journal::Entry& entry) override;
  const Round* find(std::string_view id) const;  // nullptr: there is none
  const std::map<std::string, Round, std::less<>>& all() const { return rounds_; }

 private:
  std::map<std::string, Round, std::less<>> rounds_;
};

}  // namespace comity::judgement
