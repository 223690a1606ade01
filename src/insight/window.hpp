// What an index of a pair did around a date, beside pairs that the date is not about (donors): a comparison of differences, with what could undo it shown beside it. Pure; any thread.
//
// Time is cut into years of twelve months counted from the date; a year's value is the index of the pair's table of all its roll calls. The difference is the mean of the years after less the mean of the years before; the
// comparison is the pair's difference less the mean difference of the donors (Card and Krueger 1994; Angrist and Pischke 2009, chapter 5). Three checks stand beside it:
//   before    the slope, by least squares over the years before, of the pair's value less the donors' mean, with its interval of Student's t. *Holds* where the interval has 0 in it: that is no proof of likeness. Where it
//             *fails*, no comparison is claimed
//   rank      the same comparison for each donor in the pair's place; the pair's size is the k-th of n (Abadie, Diamond and Hainmueller 2010)
//   dates     the same comparison for the pair at earlier dates whose years after all lie before the date
// Sentences about it come from one catalogue, and none says that anything came of anything: a test refuses such words.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "insight/alignment.hpp"

namespace comity::insight {

struct WindowRequest {
  Day date;
  Index index = Index::agree3;
  std::size_t before = 5, after = 5;              // years: 2 to 30, 1 to 30
  std::size_t a = 0, b = 0;                       // members
  std::vector<std::size_t> donors;                // members; the donor pairs are the pairs among them. Empty: all who chose in every year of the window
  VoteOptions options;                            // without from and to
  double level = 0.95;
};

struct WindowYear {
  int year = 0;          // −1 is the last before the date, 0 the first after it
  Day from, to;          // both counted
  std::optional<double> pair, donors;  // donors: their mean
  std::uint32_t n = 0;   // roll calls on which the pair chose
  std::size_t donor_pairs = 0;
  std::optional<double> low, high;     // of the pair, bootstrap over roll calls
};

struct WindowResult {
  std::vector<WindowYear> years;       // ascending
  std::optional<double> pair_change, donors_change;
  std::optional<double> comparison;    // nothing unless the slope before is known and holds; nor is there a rank
  std::size_t donor_pairs = 0;         // with a value in enough years
  struct Slope {
    double value = 0, low = 0, high = 0;
    std::size_t n = 0;
    bool holds = false;
  };
  std::optional<Slope> before;         // nothing with fewer than three years
  struct Rank {
    std::size_t k = 0, n = 0;          // 1 is the largest, and larger than all others
  };
  std::optional<Rank> rank;
  struct Donor {
    std::size_t a = 0, b = 0;
    std::optional<double> comparison;
  };
  std::vector<Donor> donors;
  struct Earlier {
    Day date;
    std::optional<double> comparison;
  };
  std::vector<Earlier> dates;          // descending
  std::vector<std::string> sentences;
};
// Errors: invalid (the pair is one member; years out of bounds; a date too near either end of the roll calls).
Result<WindowResult> window(const RollCallSet& set, const WindowRequest& request);

// Every sentence that a window may come with, its numbers still in braces.
std::span<const std::string_view> window_sentences();

// The upper quantile of Student's t with `degrees` ≥ 1 for an interval of that level: 2.776 for 4 and .95.
double student_t(double level, std::size_t degrees);

}  // namespace comity::insight
