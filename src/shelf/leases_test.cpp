#include "shelf/leases.hpp"

#include <gtest/gtest.h>

#include <numeric>

#include "base/bytes.hpp"

namespace comity::shelf {
namespace {

using Rows = std::vector<std::uint32_t>;

Rows range(std::uint32_t first, std::uint32_t count, std::uint32_t step = 1) {
  Rows out;
  for (std::uint32_t i = 0; i < count; ++i) out.push_back(first + i * step);
  return out;
}

TEST(RowRuns, AreWrittenAsTheFormatSays) {
  EXPECT_EQ(to_hex(RowRuns(Rows{}).encoded()), "");
  EXPECT_EQ(to_hex(RowRuns(Rows{0}).encoded()), "00");
  EXPECT_EQ(to_hex(RowRuns(range(0, 100)).encoded()), "0162");
  EXPECT_EQ(to_hex(RowRuns(Rows{2, 5, 6, 7, 11}).encoded()), "0809010c");
  EXPECT_EQ(to_hex(RowRuns(Rows{9, 3}).encoded()), "241a");
}

TEST(RowRuns, AreReadBackAndFindEachRow) {
  const Rows mixed{7, 8, 9, 3, 4, 100000, 1, 0, UINT32_MAX - 1, 12};
  for (const Rows& rows : {Rows{}, Rows{UINT32_MAX - 1}, range(5, 1000), range(0, 300, 3), mixed}) {
    const RowRuns made(rows);
    const auto read = RowRuns::decode(made.encoded());
    ASSERT_TRUE(read);
    EXPECT_EQ(read->rows(), rows);
    EXPECT_EQ(read->size(), rows.size());
    for (std::uint32_t i = 0; i < rows.size(); ++i) ASSERT_EQ(read->position(rows[i]), i);
  }
  const RowRuns some(mixed);
  for (const std::uint32_t row : {2u, 5u, 10u, 99999u, UINT32_MAX}) EXPECT_FALSE(some.position(row)) << row;
}

TEST(RowRuns, GiveTheRowsOfAStretch) {
  const Rows rows{7, 8, 9, 3, 4, 20};
  const RowRuns runs(rows);
  for (std::uint32_t first = 0; first <= rows.size() + 1; ++first)
    for (std::uint32_t count = 0; count <= rows.size() + 1; ++count) {
      Rows got;
      runs.each_run(first, count, [&](const RowRun& run) {
        for (std::uint32_t i = 0; i < run.count; ++i) got.push_back(run.first + i);
      });
      Rows expected;
      for (std::size_t i = first; i < std::min<std::size_t>(first + count, rows.size()); ++i) expected.push_back(rows[i]);
      ASSERT_EQ(got, expected) << first << " " << count;
    }
}

TEST(RowRuns, OfAWholeFeedAreAFewBytesAndOfASparseOneOneOrTwoARow) {
  EXPECT_LE(RowRuns(range(5'000'000, 16384)).encoded().size(), 8u);
  EXPECT_LE(RowRuns(range(0, 16384, 31)).encoded().size(), 16384u);
  EXPECT_LE(RowRuns(range(0, 16384, 1000)).encoded().size(), 2 * 16384u);
}

TEST(RowRuns, ThatCannotBeAreRefused) {
  const auto of = [](std::initializer_list<std::uint64_t> numbers) {
    Encoder out;
    for (const auto number : numbers) out.number(number);
    return out.take();
  };
  const std::uint64_t last = UINT32_MAX - 1;
  EXPECT_TRUE(RowRuns::decode(of({last << 2})));
  EXPECT_FALSE(RowRuns::decode(of({(last + 1) << 2})));           // past the last row
  EXPECT_FALSE(RowRuns::decode(of({last << 2 | 1, 0})));          // a run that ends past it
  EXPECT_FALSE(RowRuns::decode(of({2})));                         // before the first row
  EXPECT_FALSE(RowRuns::decode(of({1, UINT64_MAX})));
  EXPECT_FALSE(RowRuns::decode(of({1})));                         // no length
  EXPECT_FALSE(RowRuns::decode("\x80"));
  const std::uint64_t back = (2 * (last + 1) - 1) << 1 | 1;        // to row 0 again, and so on without end
  EXPECT_FALSE(RowRuns::decode(of({1, last - 1, back, last - 1})));
}

TEST(Stretches, StayApartAndAscend) {
  Stretches one;
  std::vector<bool> plain(64, false);
  std::uint32_t state = 7;
  for (int turn = 0; turn < 5000; ++turn) {
    state = state * 1664525 + 1013904223;
    const Stretch stretch{(state >> 8) % 60, (state >> 16) % 5};
    const bool adds = (state >> 24) % 3 != 0;
    if (adds) one.add(stretch);
    else one.remove(stretch);
    for (std::uint32_t i = stretch.first; i < stretch.end(); ++i) plain[i] = adds;
    std::vector<Stretch> expected;
    for (std::uint32_t i = 0; i < plain.size(); ++i) {
      ASSERT_EQ(one.contains(i), plain[i]) << turn;
      if (!plain[i]) continue;
      if (expected.empty() || expected.back().end() < i) expected.push_back({i, 0});
      ++expected.back().count;
    }
    ASSERT_EQ(one.all(), expected) << turn;
  }
}

Lease some_lease() {
  Lease out;
  out.reader = {"JPN.CIRO.analyst", "defence", marking::Action::display};
  out.policy = 7;
  out.as_of = 300;
  out.collection = "b1";
  out.filter.types = {"report"};
  out.filter.ids = {"tool--1", "tool--2"};
  out.filter.versions.all = true;
  out.from = {3, 4};
  out.to = {500, 6};
  out.objects = RowRuns(Rows{2, 5, 6, 7, 11});
  out.digest.fill(9);
  return out;
}

TEST(Leases, EveryPartOfAFilterIsRecorded) {
  Lease lease = some_lease();
  lease.names = true;
  Filter& filter = lease.filter;
  filter.versions.first = true;
  filter.versions.among_matching = true;
  filter.standing = true;
  filter.label_each = true;
  filter.versions.at = {-5, 1'767'225'600'000'000};
  filter.spec_versions = {"2.0"};
  filter.originators = {"NZL.GCSB"};
  filter.agreements = {"jpn-nzl"};
  filter.levels = {"NZL:SECRET"};
  filter.topics = {"cyber"};
  filter.references = {"tool--3"};
  filter.from = {-7};
  filter.until = {8};
  filter.text = "北の \"harbour\"";
  const auto read = decode_lease(encode(lease));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->filter, filter);
  EXPECT_TRUE(read->names);
}

TEST(Leases, AreReadAsTheyWereWritten) {
  const Lease lease = some_lease();
  const auto read = decode_lease(encode(lease));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->reader, lease.reader);
  EXPECT_EQ(read->policy, lease.policy);
  EXPECT_EQ(read->as_of, lease.as_of);
  EXPECT_EQ(read->collection, lease.collection);
  EXPECT_EQ(read->filter, lease.filter);
  EXPECT_EQ(read->from, lease.from);
  EXPECT_EQ(read->to, lease.to);
  EXPECT_EQ(read->objects, lease.objects);
  EXPECT_EQ(read->digest, lease.digest);
  const std::string whole = encode(lease);
  for (std::size_t size = 0; size < whole.size(); ++size) ASSERT_FALSE(decode_lease(whole.substr(0, size))) << size;
}

TEST(Extents, AreReadAsTheyWereWritten) {
  const std::vector<Extent> extents{{9, {0, 100}}, {9, {200, 1}}, {12, {3, 4}}};
  EXPECT_EQ(decode_extents(encode(extents)), extents);
  const std::string whole = encode(extents);
  for (std::size_t size = 0; size < whole.size(); ++size) ASSERT_FALSE(decode_extents(whole.substr(0, size))) << size;
}

TEST(Leases, AreFoundByRecordAndByReaderWithTheirTime) {
  Leases leases;
  Lease lease = some_lease();
  const std::vector<std::pair<Seq, std::string>> made{{4, "JPN.CIRO.analyst"}, {9, "NZL.NAB.analyst"}, {12, "JPN.CIRO.analyst"}};
  for (const auto& [seq, person] : made) {
    lease.reader.person = person;
    leases.apply({seq, Time{static_cast<std::int64_t>(seq) * 10}, 1, journal::Kind::lease, encode(lease), 0});
  }
  EXPECT_EQ(leases.of({"JPN.CIRO.analyst", "defence", marking::Action::display}).size(), 2u);
  std::vector<Seq> all;
  leases.each([&](const Leases::Taken& one) { all.push_back(one.seq); });
  EXPECT_EQ(all, (std::vector<Seq>{4, 9, 12}));
  for (const auto& [seq, person] : made) {
    ASSERT_NE(leases.find(seq), nullptr);
    EXPECT_EQ(leases.find(seq)->lease.reader.person, person);
    EXPECT_EQ(leases.find(seq)->time.us, static_cast<std::int64_t>(seq) * 10);
  }
  for (const Seq seq : {0u, 5u, 13u}) EXPECT_EQ(leases.find(seq), nullptr);
}

}  // namespace
}  // namespace comity::shelf
