// Rounds of judgements as acts: docs/format/round.md is normative. A round is there for whoever gets its question, and for nobody else: absent and hidden answer alike,
// not_found. Errors everywhere: unauthenticated and unavailable besides those named.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "judgement/round_stix.hpp"
#include "judgement/rounds.hpp"
#include "operations/node.hpp"

namespace comity::operations {

// ---- round_acts.cpp: what is recorded. All need the role submitter ---------------------------------------------------

struct RoundWish {
  judgement::Question question;  // `convenor` and `asked.object` are the node's to say; `about` may be empty
  std::string marking;           // JSON: docs/format/label.md, label and markings
};
struct OpenedRound {
  std::string id;
  std::vector<std::string> cannot_read;  // invited, and nobody of them gets the question: they cannot take part
  std::string remark;                    // what the convenor should know of the marking
};
// Shares the question as the caller's agency and opens the round with it. Errors: forbidden, invalid (bounds, an agency that is not there, times that do not ascend or have passed).
Result<OpenedRound> open_round(Node& node, const Caller& caller, const RoundWish& wish);

struct CommitOutcome {
  std::string agency;
  int stage = 1;
  bool late = false, replaced = false;
};
// A signed commitment (agreement/paper.hpp), brought by anybody of its agency. A further one takes the place of the one before while the part lasts. Errors: forbidden, not_found,
// invalid (not this round's, not invited, a signature that fails, issued more than ten minutes ahead), precondition (no key that counts; the part is over), conflict (issued no later than the one that is there).
Result<CommitOutcome> commit_judgement(Node& node, const Caller& caller, std::string_view round, std::string_view paper_json);

// The agency says that nothing is to be waited for in the present stage: it commits to nothing, or does not reveal. Errors: forbidden, not_found, precondition, conflict.
Result<void> withhold_judgement(Node& node, const Caller& caller, std::string_view round, std::string_view agency);

struct Shared {
  std::string id;      // of the note
  std::string remark;  // as for any object that is shared, and what its estimative language lacks (judgement/lint.hpp)
};
// Opens a commitment: the judgement becomes a note of the agency, marked so, and the record of that stands in the same batch. Errors: forbidden, not_found, invalid (it is not what was
// committed to, as it was written; the note is refused), precondition (the stage's judgements are still sealed, or its time is over; no commitment), conflict (it is revealed).
Result<Shared> reveal_judgement(Node& node, const Caller& caller, std::string_view round, std::string_view judgement_json, std::string_view marking);

// A note on the round, once the first judgements are revealed. `answers`: the id of a note of this round that the caller gets, or "". Errors: forbidden, not_found, invalid, precondition,
// too_many.
Result<Shared> discuss_round(Node& node, const Caller& caller, std::string_view round, std::string_view text, std::string_view answers, std::string_view marking);
// By the convenor's party: the second commitments begin now. Errors: forbidden, not_found, precondition.
Result<void> close_discussion(Node& node, const Caller& caller, std::string_view round);
// By the convenor's party: `outcome` yes, no or void; reason and source are read by everybody who gets the question, and bear no marking: at most 300 characters each. The last one that is recorded counts. Errors: forbidden, not_found, invalid, precondition (yes or no while the first judgements are sealed).
Result<void> resolve_round(Node& node, const Caller& caller, std::string_view round, const judgement::Resolve& resolution);

// ---- round_view.cpp: what a reader is told ---------------------------------------------------------------------------

// Bytes of objects in an answer: to be called when the last of them was handed to the kernel.
struct RoundLeases {
  struct One {
    Seq lease = 0;
    std::uint32_t position = 0, count = 0;
  };
  std::vector<One> all;
};
void round_sent(Node& node, const RoundLeases& leases);

// How many independent origins stand behind the judgements that are pooled, as far as the reader gets what they rest on (corroboration.hpp): one that names no source is of unknown lineage.
struct OriginsSeen {
  int low = 0, high = 0;
};

struct RoundSeen {
  std::string id, owner;
  judgement::Question question;    // to the operator: whom it was put to and when, and no text
  judgement::Part part = judgement::Part::commit;
  Time opened;
  std::vector<std::string> yours;  // of the invited: those that the caller may act for
  struct Entry {
    std::string agency;
    // "revealed"; "sealed" (committed, and the reveal is going on); "withheld" (nothing of what it committed to was revealed to this reader: not at all, or not to it); "late"
    // (committed after the time: shown if it is revealed, and in no pool); "after-outcome" (revealed when the outcome was recorded already: shown, and in no pool); "void" (signed with a key
    // that counts no more); "none".
    std::string state;
    std::optional<judgement::Judgement> judgement;
    std::string note, sha256;      // the object's id; what was committed to
    Time at;
    bool pooled = false, you = false;
  };
  struct Stage {
    bool opened = false;           // the names of who committed may be told
    std::size_t committed = 0;     // on time and with keys that count, of those invited
    std::vector<std::string> yours_committed;
    std::vector<Entry> entries;    // of those invited, once it is opened
  };
  std::array<Stage, 2> stages;
  struct Note {
    std::string id, agency, answers, text;
    Time at;
  };
  std::vector<Note> discussion;
  std::optional<judgement::Round::Resolution> resolution;
  std::optional<OriginsSeen> origins;
  std::vector<std::string> objects;  // the bytes that the answer is made from, as this reader got them: the question, judgements, notes
  RoundLeases leases;
};
// Errors: not_found.
Result<RoundSeen> round_of(Node& node, const Caller& caller, std::string_view id);

struct RoundListed {
  std::string id, owner, title;  // no title for the operator
  judgement::Part part = judgement::Part::commit;
  Time opened, resolves;
  std::size_t invited = 0, committed = 0;
  std::string outcome;           // "" while it is open
  bool waits_for_you = false;    // an agency that the caller may act for has yet to commit, or to reveal
};
struct RoundList {
  std::vector<RoundListed> rounds;  // in the order of their opening
  RoundLeases leases;
};
Result<RoundList> rounds_of(Node& node, const Caller& caller);

// The judgements of resolved rounds that the caller gets, for the track record.
struct Tracked {
  std::string round, title;
  bool outcome = false;
  std::vector<judgement::Judgement> judgements;  // the last that each agency revealed, those that are pooled
};
struct RoundTrack {
  std::vector<Tracked> rounds;
  RoundLeases leases;
};
Result<RoundTrack> round_track(Node& node, const Caller& caller);

}  // namespace comity::operations
