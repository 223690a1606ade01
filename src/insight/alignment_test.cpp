#include "insight/alignment.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "insight/bootstrap.hpp"
#include "insight/csv.hpp"
#include "insight/votes_read.hpp"

namespace comity::insight {
namespace {

std::string shared_file(const std::string& name) {
  const char* root = std::getenv("COMITY_SHARED");
  std::ifstream file(std::string(root != nullptr ? root : COMITY_SOURCE_DIR "/../shared") + "/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

const RollCallSet& general_assembly() {
  static const RollCallSet set = [] {
    const auto votes = unpacked(shared_file("data/votes/rollcall_votes_1946_2019.csv.gz"));
    const auto calls = unpacked(shared_file("data/votes/rollcalls.csv.gz"));
    auto out = read_votes(votes.value(), calls.value());
    EXPECT_TRUE(out.has_value()) << to_string(out.error());
    return *std::move(out);
  }();
  return set;
}

double field(const std::map<std::string, std::string>& row, const std::string& name) { return std::stod(row.at(name)); }

TEST(ReferenceDyads, EveryCellAndIndexToANinthDigit) {
  const std::string text = shared_file("data/votes/reference_dyads.csv");
  if (text.empty()) GTEST_SKIP() << "skipped: the shared data are absent; name their folder in COMITY_SHARED";
  const RollCallSet& set = general_assembly();
  CsvScanner scanner(text);
  std::vector<std::string_view> fields;
  ASSERT_TRUE(*scanner.next(fields));
  const std::vector<std::string> names(fields.begin(), fields.end());
  std::map<std::int32_t, VoteRows> rows_of;
  for (const Period& period : periods(set, {}, By::year)) rows_of.try_emplace(period.year, set, period.selection, VoteOptions{});
  std::size_t rows = 0;
  while (*scanner.next(fields)) {
    std::map<std::string, std::string> row;
    for (std::size_t i = 0; i < names.size(); ++i) row[names[i]] = fields[i];
    const auto a = set.named(row.at("ccode1")), b = set.named(row.at("ccode2"));
    ASSERT_TRUE(a.size() == 1 && b.size() == 1);
    EXPECT_EQ(set.members()[a[0]].name, row.at("iso1"));
    EXPECT_EQ(set.members()[b[0]].name, row.at("iso2"));
    const Cells cells = rows_of.at(std::stoi(row.at("year"))).cells(a[0], b[0]);
    EXPECT_EQ(cells.n(), field(row, "n"));
    for (int i = 0; i < 9; ++i) EXPECT_EQ(cells.t[static_cast<std::size_t>(i)], field(row, "t" + std::to_string(i / 3 + 1) + std::to_string(i % 3 + 1)));
    const Indices indices = indices_of(cells);
    for (std::size_t i = 0; i < kIndices; ++i) {
      ASSERT_TRUE(indices[i].has_value());
      EXPECT_NEAR(*indices[i], field(row, std::string(kIndexNames[i])), 1e-9) << kIndexNames[i] << " " << row.at("year") << " " << row.at("iso1") << " " << row.at("iso2");
    }
    ++rows;
  }
  EXPECT_EQ(rows, 319u);
}

// Germany and Russia in 1914, alliances with the twenty states of Europe: 3 a defence pact, 2 neutrality, 1 an entente, 0 none. Germany had a pact with itself, Austria-Hungary, Italy and Romania; Russia with itself
// and France, and ententes with the United Kingdom and with Italy.
TEST(Indices, GermanyAndRussia1914AsPublished) {
  std::array<std::uint32_t, 16> cells{};
  cells[0 * 4 + 0] = 13;
  cells[3 * 4 + 0] = 3;
  cells[0 * 4 + 3] = 2;
  cells[0 * 4 + 1] = 1;
  cells[3 * 4 + 1] = 1;
  const Indices indices = indices_of(cells, 4);
  const std::string values = shared_file("vectors/judgement/values.json");
  if (values.empty()) GTEST_SKIP() << "skipped: the shared vectors are absent; name their folder in COMITY_SHARED";
  const auto published = nlohmann::json::parse(values)["agreement_published"][0];
  EXPECT_NEAR(*indices[static_cast<std::size_t>(Index::s_abs)], published["S_abs"].get<double>(), 1e-9);
  EXPECT_NEAR(*indices[static_cast<std::size_t>(Index::kappa_sq)], published["kappa_sq"].get<double>(), 5e-9);
  EXPECT_NEAR(*indices[static_cast<std::size_t>(Index::pi_nom)], published["pi_nom"].get<double>(), 5e-9);
}

TEST(Indices, WhatIsUndefinedIsNothing) {
  for (const auto& one : indices_of(Cells{})) EXPECT_FALSE(one.has_value());
  const Indices same = indices_of(Cells{{5, 0, 0, 0, 0, 0, 0, 0, 0}});
  EXPECT_EQ(same[static_cast<std::size_t>(Index::agree2)], 1.0);
  EXPECT_EQ(same[static_cast<std::size_t>(Index::s_sq)], 1.0);
  for (std::size_t i = static_cast<std::size_t>(Index::kappa_nom); i < kIndices; ++i) EXPECT_FALSE(same[i].has_value());
}

TEST(Bootstrap, TheSameSeedGivesTheSameIntervalAndItHoldsTheValue) {
  const Cells cells{{37, 2, 0, 15, 8, 1, 4, 14, 8}};
  const auto first = intervals_of(cells, {.times = 500, .seed = 7}), again = intervals_of(cells, {.times = 500, .seed = 7}), other = intervals_of(cells, {.times = 500, .seed = 8});
  const Indices value = indices_of(cells);
  bool differs = false;
  for (std::size_t i = 0; i < kIndices; ++i) {
    ASSERT_TRUE(first[i].has_value());
    EXPECT_EQ(first[i]->low, again[i]->low);
    EXPECT_EQ(first[i]->high, again[i]->high);
    differs = differs || first[i]->low != other[i]->low;
    EXPECT_LT(first[i]->low, *value[i]);
    EXPECT_GT(first[i]->high, *value[i]);
  }
  EXPECT_TRUE(differs);
  EXPECT_FALSE(intervals_of(Cells{}, {})[0].has_value());
}

// The share of a hundred even votes has a standard error of .05, and the interval is 3.92 of them wide: a check against a closed form.
TEST(Bootstrap, WidthAsTheBinomialHasIt) {
  const auto wide = intervals_of(Cells{{50, 50, 0, 0, 0, 0, 0, 0, 0}}, {.times = 20000, .seed = 3})[0];
  ASSERT_TRUE(wide.has_value());
  EXPECT_NEAR(wide->high - wide->low, 3.92 * 0.05, 0.012);
}

}  // namespace
}  // namespace comity::insight
