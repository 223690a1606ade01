// What changes for whom between two worlds: an agreement signed, replaced, suspended or ended, a membership, a
// clearance.
//
// Two ways to count, one summary:
// - by label: exact for what labels alone decide. An object that refers to others, or has granular markings, may be
// withheld or cut
//   although its own label permits; by label it counts as its label says. The cost is one decision per label and
//   audience.
// - by row: the caller says which rows each person sees in either world (shelf::View does, by the fixpoint of
// references and cuts);
//   then every count is exact. A row whose label's bit did not change and which came or went all the same has the
//   reason "reference".
// Not thread-safe; pure otherwise: no clock, no disk.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "release/bits.hpp"
#include "release/matrix.hpp"

namespace comity::release {

// A person as each world knows it.
struct Subject {
  std::string person;
  Audience before, after;
};
// Everybody in either directory, by id, each with the default purpose. Who is not in a world is not vouched for there.
std::vector<Subject> everybody(const World& before, const World& after, marking::Action action);

// Numbers of distinct objects.
struct Tally {
  std::uint64_t gained = 0, lost = 0;
  std::uint64_t changed = 0;  // read before and after, but cut differently; always 0 by label
  bool any() const { return gained || lost || changed; }
  auto operator<=>(const Tally&) const = default;
};

// What made the difference; equal reasons of many labels and people are one.
struct Reason {
  bool gained = false;
  std::string agreement;  // "" for a clause about the reader, and for "reference"
  int version = 0;        // after the change, or before it where the agreement is gone
  std::string article;    // "" where the agreement names none
  std::string clause;  // as in docs/format/release.md; "reference": only what it refers to, or what is cut of it, came
                       // out otherwise
  std::string before, after;  // that clause's sentence in either world; "" where the agreement was not there
  std::uint64_t objects = 0;  // distinct
  std::uint32_t people = 0, agencies = 0, parties = 0;  // that gain or lose for this reason
  // "JPN-NZL v2 art. 4: no equivalent of NZL SECRET for JPN".
  std::string text() const;
};

struct Summary {
  Tally objects;  // for at least one person; an object may be gained by one and lost by another
  // By what the objects are. One with two originators, level words or topics counts in each.
  std::map<std::string, Tally> originating_party, originating_agency;
  std::map<std::string, Tally> level;  // "NZL SECRET"; "no level"
  std::map<std::string, Tally> topic;  // "any topic" where a label leaves it open
  // By who gains or loses: for at least one person of it. Only those with a difference stand here.
  std::map<std::string, Tally> receiving_party, receiving_agency, person;
  std::vector<Reason> reasons;  // most objects first
};

// What may be shown to whoever asks; empty functions show everything.
struct Limits {
  std::function<bool(const marking::Label&, std::string_view receiving_party, bool gained)> objects;
  std::function<bool(const agreement::Terms&)> clauses;
};

// One person's rows in the two worlds.
struct Sight {
  Bits before, after;  // read at all
  Bits changed;        // read in both, cut differently
};

class Difference {
 public:
  // `labels` must outlive it; subjects are in order of person. Where both worlds share directory and time, only
  // directions between parties whose agreements differ are decided at all.
  Difference(std::shared_ptr<const World> before, std::shared_ptr<const World> after,
             std::vector<const marking::Label*> labels, std::vector<Subject> subjects);
  ~Difference();

  const std::vector<Subject>& subjects() const { return subjects_; }
  // False: in both worlds this person gets the same bytes, whatever the objects are.
  bool touched(std::size_t subject) const;
  // One bit per label, those that this person gains or loses; empty when there are none.
  const Bits& gained(std::size_t subject) const { return sides_[subject].gained; }
  const Bits& lost(std::size_t subject) const { return sides_[subject].lost; }

  // `objects[i]`: how many objects have label i.
  Summary by_label(std::span<const std::uint64_t> objects, const Limits& limits = {});
  // `labels[r]`: of row r. `look` is asked once for each touched person, in order; `found` is told what was counted of
  // it, where it was something: one bit per row.
  using Look = std::function<void(std::size_t subject, Sight&)>;
  using Found = std::function<void(std::size_t subject, const Bits& gained, const Bits& lost, const Bits& changed)>;
  // `also`: those who are looked at although no label changes for them, as rows of theirs are decided by more than labels.
  Summary by_row(std::span<const marking::LabelIx> labels, const Look& look, const Limits& limits = {},
                 const Found& found = {}, const std::function<bool(std::size_t subject)>& also = {});

 private:
  struct Side {
    Bits gained, lost;
    AudienceIx before, after;  // in Everything's matrices
  };
  struct Everything;  // any decision may come out otherwise: both worlds' matrices
  struct Confined;    // only agreements differ: the parts of labels that they reach
  friend class Folding;
  void compare_everything();
  void compare_confined();
  // Indices into reasons_ of what is responsible for one changed label and person.
  const std::vector<std::uint32_t>& reasons_of(std::size_t subject, std::uint32_t label, bool gained,
                                               const Limits& limits);
  std::vector<Reason> explained(const Subject& subject, const marking::Label& label, bool gained,
                                const Limits& limits) const;
  std::uint32_t intern(Reason reason);

  std::shared_ptr<const World> before_, after_;
  std::vector<const marking::Label*> labels_;
  std::vector<Subject> subjects_;
  std::vector<Side> sides_;
  std::unique_ptr<Everything> everything_;
  std::unique_ptr<Confined> confined_;
  std::vector<std::uint32_t> class_;  // subject -> those for whom equal parts have equal reasons
  std::vector<Reason> reasons_;
  std::unordered_map<std::string, std::uint32_t> reason_index_;
  std::unordered_map<std::string, std::vector<std::uint32_t>> signatures_;  // failing parts and class -> reasons
};

}  // namespace comity::release
