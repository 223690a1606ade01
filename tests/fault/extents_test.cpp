// What was delivered: told page by page, recorded before the policy changes, and lost by no batch that fails.
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>

#include "tests/fault/lease_audit.hpp"
#include "tests/fault/parcels.hpp"
#include "tests/fault/sample_alliance.hpp"

namespace comity::fault {
namespace {

using journal::Kind;
using operations::Node;

// An engine in memory that refuses the next so many batches, as a full disk does.
class Refusing final : public store::Engine {
 public:
  std::atomic<int> refusals{0};

  Result<Seq> append(std::span<const store::Draft> batch) override {
    if (refusals > 0) {
      --refusals;
      return fail(Code::unavailable, "the disk is full");
    }
    return under_->append(batch);
  }
  Seq last() const override { return under_->last(); }
  Result<store::Record> read(Seq seq) const override { return under_->read(seq); }
  Result<void> scan(Seq from, Seq to, const std::function<bool(const store::Record&)>& visit) const override {
    return under_->scan(from, to, visit);
  }
  std::optional<std::string> get(std::string_view key) const override { return under_->get(key); }
  std::unique_ptr<store::Snapshot> snapshot() const override { return under_->snapshot(); }
  Result<std::vector<store::Slice>> blobs(std::span<const Seq> seqs) const override { return under_->blobs(seqs); }
  Result<std::string> salt(Seq seq) const override { return under_->salt(seq); }
  Result<store::Copied> copy(Seq seq) const override { return under_->copy(seq); }
  Result<void> usable() const override { return under_->usable(); }
  Seq settled() const override { return under_->settled(); }
  Result<void> erase(std::span<const Seq> seqs) override { return under_->erase(seqs); }
  Result<void> settle() override { return under_->settle(); }

 private:
  const std::unique_ptr<store::Engine> under_ = store::memory_engine();
};

constexpr const char* kReader = "JPN.CIRO.analyst";

class Extents : public testing::Test {
 protected:
  Extents() {
    open();
    alliance_.establish(*node_);
    for (int i = 0; i < 40; ++i) share();
  }

  void open() {
    auto opened = Node::open({engine_, clock_, *random_});
    if (!opened) throw std::runtime_error(to_string(opened.error()));
    node_ = *std::move(opened);
  }
  void share() {
    clock_.advance_us(1'000'000);
    const auto shared = operations::submit(*node_, SampleAlliance::caller("NZL.GCSB.submitter"), parcels_.next().bundle);
    ASSERT_TRUE(shared) << to_string(shared.error());
  }
  void change_policy() {
    const auto agreed = alliance_.agree(*node_, "jpn-nzl.toml", ++version_);
    ASSERT_TRUE(agreed) << to_string(agreed.error());
  }
  operations::Page page(std::size_t limit, const std::string& next = "") {
    operations::PageRequest request;
    request.limit = limit;
    request.filter.versions.all = true;
    request.next = next;
    auto got = operations::page(*node_, SampleAlliance::caller(kReader), request);
    if (!got) throw std::runtime_error(to_string(got.error()));
    return *std::move(got);
  }
  std::vector<std::uint32_t> rows_of(const operations::Page& page) const {
    const std::vector<std::uint32_t> all = node_->leases.find(page.lease)->lease.objects.rows();
    const auto first = all.begin() + page.position;
    return {first, first + static_cast<std::ptrdiff_t>(page.count)};
  }
  // Under which policy events the reader's party received the row.
  std::vector<std::size_t> received_under(std::uint32_t row) const {
    const auto rows = node_->holdings.received("JPN");
    std::vector<std::size_t> out;
    if (row < rows.size())
      for (const auto ix : node_->holdings.set(rows[row])) out.push_back(node_->holdings.delivery(ix).event);
    return out;
  }
  std::size_t event() const { return node_->policy.events().size() - 1; }
  struct Recorded {
    Seq seq;
    Kind kind;
    std::vector<shelf::Extent> extents;
  };
  std::vector<Recorded> records(Seq from) const {
    std::vector<Recorded> out;
    const auto scanned = engine_.scan(from, engine_.last(), [&](const store::Record& record) {
      const auto entry = journal::decode_payload(record).value();
      out.push_back({record.seq, entry.kind, {}});
      if (entry.kind == Kind::extent) out.back().extents = shelf::decode_extents(entry.body).value();
      return true;
    });
    EXPECT_TRUE(scanned);
    return out;
  }
  void expect_extent_then(Kind kind, Seq from, const std::vector<shelf::Extent>& extents) const {
    const auto made = records(from);
    ASSERT_EQ(made.size(), 2u);
    EXPECT_EQ(made[0].kind, Kind::extent);
    EXPECT_EQ(made[0].extents, extents);
    EXPECT_EQ(made[1].kind, kind);
  }

  mutable Refusing engine_;
  ManualClock clock_{parse_time("2026-06-01T00:00:00Z").value()};
  const std::unique_ptr<crypto::Random> random_ = crypto::test_random(5);
  SampleAlliance alliance_{*random_};
  std::unique_ptr<Node> node_;
  Parcels parcels_{"NZL", 1, 1};
  unsigned version_ = 1;
};

TEST_F(Extents, NameThePositionsThatPagesTookAndAreMergedBeforeTheyAreRecorded) {
  std::vector<operations::Page> pages{page(7)};
  while (pages.back().more) pages.push_back(page(7, pages.back().next));
  ASSERT_GT(pages.size(), 8u);
  std::map<Seq, std::uint32_t> by_lease;
  for (const auto& one : pages) {
    ASSERT_EQ(one.position, by_lease[one.lease]) << "pages of a walk follow one another in their lease";
    by_lease[one.lease] += static_cast<std::uint32_t>(one.count);
  }
  EXPECT_LT(by_lease.size(), pages.size());
  for (const auto& [lease, count] : by_lease) EXPECT_EQ(node_->leases.find(lease)->lease.objects.size(), count);

  // In any order, and some twice.
  for (const std::size_t at : {5u, 3u, 4u, 3u, 7u, 6u}) operations::page_sent(*node_, pages[at]);
  std::vector<shelf::Extent> expected;
  for (const std::size_t at : {3u, 4u, 5u, 6u, 7u}) {
    const auto count = static_cast<std::uint32_t>(pages[at].count);
    if (!expected.empty() && expected.back().lease == pages[at].lease) expected.back().positions.count += count;
    else expected.push_back({pages[at].lease, {pages[at].position, count}});
  }
  const Seq before = engine_.last();
  ASSERT_TRUE(operations::due(*node_));
  const auto made = records(before + 1);
  ASSERT_EQ(made.size(), 1u);
  EXPECT_EQ(made[0].extents, expected);
  ASSERT_TRUE(operations::due(*node_));
  EXPECT_EQ(engine_.last(), before + 1) << "nothing is left to record";
  for (std::size_t at = 0; at < pages.size(); ++at)
    for (const std::uint32_t row : rows_of(pages[at]))
      ASSERT_EQ(received_under(row), at >= 3 && at <= 7 ? std::vector{event()} : std::vector<std::size_t>{}) << at;
}

TEST_F(Extents, APageThatIsNotSideBySideInALeaseHasALeaseOfItsOwn) {
  const auto first = page(5);
  const auto second = page(5, first.next);
  const auto again = page(5, first.next);
  EXPECT_EQ(again.lease, second.lease);
  EXPECT_EQ(again.position, second.position);
  // From the middle of one page into the next: the same lease, another position.
  const auto three = page(3, first.next);
  const auto across = page(5, three.next);
  EXPECT_EQ(across.lease, second.lease);
  EXPECT_EQ(across.position, second.position + 3);

  // Objects change their place when what they refer to arrives; what is left on both sides is no stretch of the old lease.
  operations::PageRequest latest;
  latest.limit = 1000;
  const auto caller = SampleAlliance::caller(kReader);
  const auto whole = operations::page(*node_, caller, latest);
  ASSERT_TRUE(whole);
  const auto rows = rows_of(*whole);
  for (int i = 0; i < 40; ++i) share();
  latest.limit = whole->count - 1;
  const auto now = operations::page(*node_, caller, latest);
  ASSERT_TRUE(now);
  const auto rows_now = rows_of(*now);
  EXPECT_EQ(rows_now.size(), now->count);
  EXPECT_NE(now->lease, whole->lease);
  std::string text = "[";
  for (const store::Slice& piece : now->pieces) text += piece.bytes;
  EXPECT_EQ(nlohmann::json::parse(text + "]").size(), rows_now.size());
  EXPECT_TRUE(std::search(rows.begin(), rows.end(), rows_now.begin(), rows_now.end()) == rows.end());
}

TEST_F(Extents, AreRecordedBeforeAPolicyEventInItsOwnBatch) {
  const auto got = page(9);
  operations::page_sent(*node_, got);
  const auto delivered = std::vector{shelf::Extent{got.lease, {0, 9}}};
  const std::size_t under = event();
  const Seq before = engine_.last();
  change_policy();
  expect_extent_then(Kind::agreement, before + 1, delivered);
  for (const std::uint32_t row : rows_of(got)) EXPECT_EQ(received_under(row), std::vector{under});
}

TEST_F(Extents, AreRecordedBeforeATransitionOfTheClock) {
  const auto got = page(9);
  operations::page_sent(*node_, got);
  const std::size_t under = event();
  const Seq before = engine_.last();
  clock_.set(node_->policy.next_transition());
  ASSERT_TRUE(operations::due(*node_));
  expect_extent_then(Kind::clock, before + 1, {{got.lease, {0, 9}}});
  EXPECT_EQ(event(), under + 1);
  for (const std::uint32_t row : rows_of(got)) EXPECT_EQ(received_under(row), std::vector{under});
}

TEST_F(Extents, AreNotLostWithABatchThatFails) {
  const auto got = page(9);
  operations::page_sent(*node_, got);
  const std::size_t under = event();
  const Seq before = engine_.last();
  engine_.refusals = 1;
  EXPECT_EQ(operations::due(*node_).error().code, Code::unavailable);
  engine_.refusals = 1;
  EXPECT_EQ(alliance_.agree(*node_, "jpn-nzl.toml", ++version_).error().code, Code::unavailable);
  EXPECT_EQ(engine_.last(), before);
  // What came meanwhile joins it.
  const auto more = page(4, got.next);
  operations::page_sent(*node_, more);
  const Seq leased = engine_.last();
  EXPECT_FALSE(operations::add_agreement(*node_, "{}"));
  EXPECT_EQ(engine_.last(), leased) << "an act that is refused records nothing";
  change_policy();
  expect_extent_then(Kind::agreement, leased + 1, {{got.lease, {0, 9}}, {more.lease, {more.position, 4}}});
  for (const auto* one : {&got, &more})
    for (const std::uint32_t row : rows_of(*one)) EXPECT_EQ(received_under(row), std::vector{under});
}

TEST_F(Extents, ThatComeLateSayWhoHoldsOnlyAndANodeOpenedAgainKnowsTheSame) {
  const auto early = page(6);
  const auto late = page(6, early.next);
  operations::page_sent(*node_, early);
  const std::size_t under = event();
  change_policy();
  operations::page_sent(*node_, late);
  ASSERT_TRUE(operations::due(*node_));
  const auto check = [&] {
    for (const std::uint32_t row : rows_of(early)) EXPECT_EQ(received_under(row), std::vector{under});
    for (const std::uint32_t row : rows_of(late)) EXPECT_EQ(received_under(row), std::vector<std::size_t>{});
    for (const auto* one : {&early, &late})
      for (const std::uint32_t row : rows_of(*one)) {
        const auto holders = node_->holdings.holders(row);
        const auto mine = std::find_if(holders.begin(), holders.end(), [&](const auto& holder) { return holder.lease == one->lease; });
        ASSERT_NE(mine, holders.end());
        EXPECT_EQ(mine->reader.person, kReader);
        EXPECT_TRUE(mine->delivered);
      }
  };
  check();
  node_.reset();
  open();
  check();
  LeaseAudit audit;
  audit.follow(engine_);
  EXPECT_GE(audit.extents(), 2u);
}

}  // namespace
}  // namespace comity::fault
