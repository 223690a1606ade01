#include "insight/overlap.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace comity::insight {
namespace {

using End = Provenance::End;

std::vector<Reading> readings(const std::string& text) {
  std::vector<Reading> out;
  for (const char one : text) out.push_back(one == 'y' ? Reading::read : one == 'n' ? Reading::unread : Reading::not_told);
  return out;
}

// Reports 0, 1 of one source; 2 of another; 3 of nobody knows whom.
struct Question {
  Provenance provenance;
  std::vector<Provenance::Node> sources;
  Question() {
    for (int i = 0; i < 4; ++i) sources.push_back(provenance.add());
    const auto x = provenance.add(End::origin), y = provenance.add(End::origin);
    provenance.rests_on = {{0, x}, {1, x}, {2, y}};
  }
  Overlap of(const std::string& a, const std::string& b, double p = 0.7, double q = 0.75) const {
    return overlaps(Lineage(provenance), sources, {{"A", readings(a), p}, {"B", readings(b), q}}).front();
  }
};

TEST(Overlap, different_reports_of_one_source_are_shared_evidence) {
  const Overlap found = Question().of("ynnn", "nynn");
  EXPECT_EQ(found.both, 0U);
  EXPECT_EQ(found.low, 0.0);
  EXPECT_EQ(found.grounds, Grounds::shared);
  EXPECT_EQ(found.words, "agree on shared evidence");
  EXPECT_EQ(Question().of("ynnn", "nynn", 0.2, 0.75).words, "differ on shared evidence");
}

TEST(Overlap, other_sources_are_independent_evidence) {
  EXPECT_EQ(Question().of("ynnn", "nnyn").words, "agree on independent evidence");
  EXPECT_EQ(Question().of("yyyn", "nnyn").grounds, Grounds::shared);  // B adds nothing to what A has
  Question three;
  const auto z = three.provenance.add(End::origin);
  three.provenance.rests_on.push_back({3, z});
  EXPECT_EQ(three.of("ynyn", "nnyy").grounds, Grounds::partly);
}

TEST(Overlap, what_hangs_on_unknown_lineage_or_on_reading_that_is_not_told_is_not_said) {
  EXPECT_EQ(Question().of("ynnn", "nnny").grounds, Grounds::cannot_tell);  // one origin or two
  EXPECT_EQ(Question().of("ynn?", "nnyn").grounds, Grounds::cannot_tell);
  EXPECT_EQ(Question().of("nnnn", "nnyn").grounds, Grounds::cannot_tell);
  EXPECT_FALSE(Question().of("nnnn", "nnnn").low);
}

// The interval is over every way in which what is not told may be.
TEST(Overlap, the_interval_is_exact) {
  std::mt19937 random(31);
  for (int round = 0; round < 500; ++round) {
    std::string a, b;
    for (int i = 0; i < 4; ++i) a += "yn?"[random() % 3], b += "yn?"[random() % 3];
    const Overlap found = Question().of(a, b);
    std::optional<double> low, high;
    std::vector<char*> open;
    std::string x = a, y = b;
    for (auto* text : {&x, &y})
      for (char& one : *text)
        if (one == '?') open.push_back(&one);
    for (std::uint32_t set = 0; set < (1U << open.size()); ++set) {
      for (std::size_t i = 0; i < open.size(); ++i) *open[i] = (set >> i & 1U) ? 'y' : 'n';
      const Overlap one = Question().of(x, y);
      if (!one.low) continue;
      EXPECT_EQ(one.low, one.high);
      low = low ? std::min(*low, *one.low) : *one.low;
      high = high ? std::max(*high, *one.high) : *one.high;
    }
    EXPECT_EQ(found.low, low) << a << " " << b;
    EXPECT_EQ(found.high, high) << a << " " << b;
  }
}

}  // namespace
}  // namespace comity::insight
