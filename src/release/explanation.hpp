// Why a decision came out as it did. An explanation records which clauses hold, and of what each one speaks; the sentences are
// written when they are asked for, as most never are.
//
// Life-time: an Explanation borrows the world, label, audience and grants that it was made from. While it is used they must live
// at the same place, unchanged; copies of it borrow the same. What must outlive them is write()'s.
// Thread-safe to read.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "marking/label.hpp"
#include "release/audience.hpp"
#include "release/world.hpp"

namespace comity::release {

// What a clause is asked; `giver` and `pact` are empty in section 1 of docs/format/release.md.
struct Question {
  const World& world;
  const marking::Label& label;
  const Audience& audience;
  std::string_view giver{};    // the originating party o of section 2
  const Pact* pact = nullptr;  // the agreement whose terms are read
  Time at{};                   // time of the decision, or of receipt
};

// A sentence not written yet: how to write it, and of what. `write` is nullptr where there is nothing to say.
struct Finding {
  std::string (*write)(const Question&, const void* about) = nullptr;
  const void* about = nullptr;  // in the label, audience, grants or agreement, or a constant
};

struct Clause {
  std::string_view name;  // "clearance", "level", … as in docs/format/release.md; a constant
  bool holds = false;
  bool agreed = false;  // of branch 2a (or 2c, which reads the same): the sentence ends with the agreement's article
  Finding finding{};
};

// One way an originating party's permission was sought.
struct Branch {
  enum class Kind : std::uint8_t { agreement, consent, held };
  Kind kind = Kind::agreement;
  bool permits = false;
  int version = 0;
  std::string_view agreement{};                    // id; empty for consents
  const Pact* pact = nullptr;                      // nullptr for consents, and for held copies under an unknown agreement
  Time at{};                                       // of the decision, or of receipt
  std::uint32_t origin = 0, first = 0, count = 0;  // into Explanation's origins and clauses
};

struct Origin {
  std::string_view party;
  bool permits = false;
};

struct Explanation {
  const World* world = nullptr;
  const marking::Label* label = nullptr;
  const Audience* audience = nullptr;
  bool permit = false;
  // "own", or the branch of each other originating party in order, "2a+2b"; denied: the first clause of section 1 that fails,
  // else "recalled", else "2:PARTY" of the first originating party without a branch.
  std::string clause;
  std::uint32_t of_reader = 0;    // how many of `clauses` are section 1
  std::vector<Clause> clauses;    // section 1, in order; then those of each branch
  std::vector<Origin> origins;    // section 2, one per originating party other than the reader's own
  std::vector<Branch> branches;   // in order of `origins`; any may be erased, and is then as if it had not been sought

  std::span<const Clause> reader() const { return {clauses.data(), of_reader}; }
  std::span<const Branch> branches_of(const Origin& origin) const;  // one of `origins`
  std::span<const Clause> clauses_of(const Branch& branch) const { return {clauses.data() + branch.first, branch.count}; }
  // The sentence for a reader of the explanation: of a clause of section 1, and of one of a branch.
  std::string text(const Clause& clause) const;
  std::string text(const Branch& branch, const Clause& clause) const;
};

// An explanation in words. It borrows nothing.
struct Written {
  struct Clause {
    std::string name;
    bool holds = false;
    std::string text;
  };
  struct Branch {
    release::Branch::Kind kind = release::Branch::Kind::agreement;
    std::string agreement;
    int version = 0;
    bool permits = false;
    std::vector<Clause> clauses;
  };
  struct Origin {
    std::string party;
    bool permits = false;
    std::vector<Branch> branches;
  };
  bool permit = false;
  std::string clause;
  std::vector<Clause> reader;
  std::vector<Origin> origins;
};
Written write(const Explanation& explanation);

// The clause of an agreement's document whose article the sentence of a clause of branch 2a quotes; "" where its rows have
// articles of their own, and for names of no such clause.
std::string_view document_clause(std::string_view clause);

}  // namespace comity::release
