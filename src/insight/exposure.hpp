// Exposure: what somebody who holds the access of a set of people would have, shared out over the permissions by which it is released, and over members. Plain values in and out; pure;
// any thread. docs/methods/exposure.md is the method.
//
// Shares are Shapley values (L. S. Shapley, "A value for n-person games", 1953): the players are grants, and a coalition is worth the classes that it releases. They sum to the
// total. A class that any one of k grants releases gives w/k to each; one with several originators, each of which must be met, is worked out exactly. Nothing is approximated: a class
// that is too large for that is left out of the shares and said to be.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "marking/label.hpp"
#include "release/bits.hpp"

namespace comity::insight {

// What permits: an agreement's direction, a consent, a kept copy. Numbered by the caller.
using GrantIx = std::uint32_t;
// One way in which a class is released to somebody: per originating party other than the reader's own, the grants any one of which suffices. All originators must be met. None at
// all: it is the reader's own.
using Way = std::vector<std::vector<GrantIx>>;

// Objects that are released alike.
struct ExposureClass {
  std::int64_t weight = 0;  // of all its objects together; not negative
  std::uint64_t count = 0;
  std::vector<Way> ways;    // any one suffices: of the people of the set, those who get it in different ways
};
// The same function of the grants in fewest words: sorted, without what another part implies. Ways that are never met are dropped.
std::vector<Way> simplest(std::vector<Way> ways);
// Whether these grants release it.
bool released(std::span<const Way> ways, const std::vector<bool>& grants);

struct Shares {
  std::vector<double> share;        // by grant; they sum to `total`
  std::vector<std::int64_t> only;   // by grant: the weight that goes when it alone goes
  std::int64_t total = 0;           // the weight of all classes that some grant releases and that could be worked out
  std::uint64_t left_out = 0;       // classes with more grants than can be worked out exactly, and their weight
  std::int64_t left_out_weight = 0;
  std::uint64_t coalitions = 0;     // looked at
};
// `grants`: how many there are. A class whose originators' grants do not overlap is worked out whatever their number; of others 2^k coalitions are looked at, up to k = `most_enumerated`
// (at most 24), and `most_coalitions` of all classes together: those of fewest grants come first. Classes that need no grant count nowhere.
inline constexpr std::uint64_t kMostCoalitions = std::uint64_t{1} << 24;
Shares shapley(std::span<const ExposureClass> classes, std::size_t grants, std::size_t most_enumerated = 20, std::uint64_t most_coalitions = kMostCoalitions);

// Members ranked: what each reaches, what only it does, and its share of a row that k of them reach: w/k.
struct MemberShares {
  std::vector<std::int64_t> reaches, only;  // by member
  std::vector<double> share;                // they sum to `total`
  std::int64_t total = 0;                   // of rows that some member reaches
};
// `reached[m]`: one bit per row. `weights[c]` is what one row of class `classes[r]` weighs.
MemberShares share_among(std::span<const release::Bits> reached, std::span<const marking::LabelIx> classes, std::span<const std::int64_t> weights);

// Rows by class, counted once, so that what an audience is exposed to is a sum over classes.
class Census {
 public:
  // `classes`: of each row; all below `size`.
  Census(std::span<const marking::LabelIx> classes, std::size_t size);
  const std::vector<std::uint64_t>& counts() const { return counts_; }
  // Of the classes whose bit is set: their rows, times the weight of one of each. `weights` empty: 1.
  std::int64_t weight(std::span<const std::uint64_t> bits, std::span<const std::int64_t> weights = {}) const;

 private:
  std::vector<std::uint64_t> counts_;
};
// The same of some rows alone.
std::vector<std::uint64_t> counts_of(const release::Bits& rows, std::span<const marking::LabelIx> classes, std::size_t size);

}  // namespace comity::insight
