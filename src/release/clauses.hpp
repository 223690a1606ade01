// What the clauses of docs/format/release.md are written with: what they read of label, directory and audience, and how they say
// what they found. Private to release/: reader_clauses.cpp is section 1, agreement_clauses.cpp branch 2a, decide.cpp the rest.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "release/decide.hpp"

namespace comity::release::clauses {

// ---- what was found ----------------------------------------------------------------------------------------------

// What a clause found, where anybody asks: a sentence that stands as it is, or how to write it and of what. `about` must
// be of the label, audience, grants or agreement, so that it lives as long as they do.
inline void say(Finding* why, const char* sentence) {
  if (why) *why = {[](const Question&, const void* text) { return std::string(static_cast<const char*>(text)); }, sentence};
}
template <class Write>
  requires std::is_invocable_r_v<std::string, Write, const Question&>
void say(Finding* why, Write) {
  if (why) *why = {[](const Question& q, const void*) { return std::string(Write{}(q)); }, nullptr};
}
template <class About, class Write>
void say(Finding* why, const About& about, Write) {
  if (why) *why = {[](const Question& q, const void* of) { return std::string(Write{}(q, *static_cast<const About*>(of))); }, &about};
}
template <class About, class Write>
void say(Finding* why, const About&& about, Write) = delete;
inline void say(Finding* why, const Finding& found) {
  if (why) *why = found;
}

std::string own_word(const Audience& audience, const std::string& scheme);  // "no clearance" without one
std::string quoted(const std::string& article);                             // " (art. 4)"; "" without one

// ---- readers -----------------------------------------------------------------------------------------------------

// How an agreement reads communities in reader sets; section 1 reads them frozen.
struct Mode {
  bool frozen = true;
  bool earlier_objects = false;
};
bool in_set(const alliance::Directory& directory, const marking::ReaderSet& set, const Audience& audience, Time now, Mode mode);
bool names_part_of(const alliance::Directory& directory, const marking::ReaderSet& set, std::string_view party, Time now, Mode mode);
inline bool is_empty(const marking::ReaderSet& set) { return !set.all && set.members.empty(); }
bool originates(const marking::Label& label, std::string_view party);

// The sets that say who may receive o's part by this action; its stated default where the label has none.
class ReaderSets {
 public:
  ReaderSets(const alliance::Directory& directory, const marking::Label& label, const std::string& o, marking::Action action) {
    const auto& by_party = action == marking::Action::copy ? label.releasable : label.displayable;
    if (const auto found = by_party.find(o); found != by_party.end() && !found->second.empty()) stated_ = &found->second;
    else if (const auto party = directory.parties.find(o); party != directory.parties.end())
      standard_ = &party->second.default_readers;
  }
  // The first that does not satisfy `holds`; nullptr: all do.
  template <class Holds>
  const marking::ReaderSet* first_without(Holds&& holds) const {
    if (standard_) return holds(*standard_) ? nullptr : standard_;
    if (stated_)
      for (const marking::ReaderSet& set : *stated_)
        if (!holds(set)) return &set;
    return nullptr;
  }

 private:
  const std::set<marking::ReaderSet>* stated_ = nullptr;
  const marking::ReaderSet* standard_ = nullptr;
};

// ---- levels and words --------------------------------------------------------------------------------------------

// What the audience reaches in the schemes of its own party. Remembers the scheme asked last, as most questions are about one.
// Not thread-safe; made anew for each evaluation.
class Standing {
 public:
  Standing(const alliance::Directory& directory, const Audience& audience);
  bool uses(std::string_view scheme) { return known(scheme).used; }  // one of its party's schemes
  bool reaches(std::string_view scheme, std::string_view word);      // of such a scheme, and its own word there is as high
  bool receives(std::string_view scheme, std::string_view word);     // reaches it, or it is TLP NONE

 private:
  struct Known {
    std::string_view scheme;
    bool used = false;
    const marking::Scheme* levels = nullptr;  // nullptr: no word of its own in it
    int rank = 0;
  };
  const Known& known(std::string_view scheme);
  const alliance::Directory& directory_;
  const Audience& audience_;
  const alliance::Party* party_ = nullptr;  // looked up when first asked
  Known last_;
};

bool is_no_level(std::string_view scheme, std::string_view word);
inline bool contains(const marking::WordSet& set, const std::string& word) { return set.all || set.words.contains(word); }

// ---- branch 2a, and 2c which reads the same clauses on the terms of the day of receipt -----------------------------

// What label and world say of one originating party, looked up once for all its agreements. Borrows all that it is made from.
struct Giver {
  Giver(const World& world, const marking::Label& label, const Audience& audience, const std::string& o, Standing& reader);
  bool bound_by(const Pact& pact) const;  // it is one of `current`
  const std::string& id;
  Standing& standing;                         // of the reader
  const std::vector<const Pact*>& current;    // permit the direction now
  bool suspended;                             // by either party
  const std::set<marking::LevelWord>* levels = nullptr;
  ReaderSets readers;
};

struct Case {
  const World& world;
  const marking::Label& label;
  const Audience& audience;
  const Giver& giver;
  const Pact& pact;
  Time at;  // decision time, or time of receipt
  const agreement::Terms& terms() const { return pact.terms(); }
};
// All of branch 2a's conditions, noted in `out`; without it, up to the first that fails.
bool run_clauses(const Case& c, bool with_force, Explanation* out);

// ---- keys: what each part reads of a label -----------------------------------------------------------------------

void no_key(const marking::Label& label, std::string& out);
void levels_key(const marking::Label& label, std::string& out);
void unknown_key(const marking::Label& label, std::string& out);
void compartment_key(const marking::Label& label, std::string& out);
void topic_key(const marking::Label& label, std::string& out);
void purpose_key(const marking::Label& label, std::string& out);
void action_key(const marking::Label& label, std::string& out);
void tlp_key(const marking::Label& label, std::string& out);
void control_key(const marking::Label& label, std::string& out);
void home_key(const marking::Label& label, std::string& out);

}  // namespace comity::release::clauses
