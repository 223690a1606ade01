// Feeds on random histories: whoever polls through arbitrary changes ends with exactly what section 4 of docs/format/release.md
// releases, as the reference evaluator finds it in the records, and with a tombstone for whatever it lost.
// COMITY_PROPERTY_HISTORIES sets how many; COMITY_PROPERTY_SEED runs one alone; COMITY_PROPERTY_FRESH makes a third of them new ones.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <random>

#include "tests/property/history.hpp"

namespace comity::property {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(NDEBUG)
constexpr std::uint64_t kHistories = 40;
#else
constexpr std::uint64_t kHistories = 320;
#endif
constexpr int kActs = 60;

std::uint64_t number_in(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

// A client that keeps what it fetched, by id and version.
class Poller {
 public:
  Poller(History& history, operations::Caller caller, bool by_date, bool all_versions, std::size_t limit)
      : history_(history), caller_(std::move(caller)), by_date_(by_date) {
    request_.collection = "all";
    request_.limit = limit;
    request_.filter.versions.all = all_versions;
  }

  // One page; false when there is no more for now.
  bool fetch() {
    operations::PageRequest request = request_;
    request.next = next_;
    if (next_.empty() && by_date_ && seen_) request.added_after = last_;
    const Fetched page = history_.fetch(caller_, request);
    const bool again = !by_date_ && repeats_;  // the pages after the last cursor, once more
    for (std::size_t i = 0; i < page.items.size(); ++i) {
      const FetchedItem& item = page.items[i];
      if (!again || seen_until_ < item.at) {
        EXPECT_TRUE(!seen_ || last_ < item.added) << describe() << " got " << format_time(item.added) << " after " << format_time(last_);
        last_ = item.added;
        seen_until_ = item.at;
        seen_ = true;
      }
      if (nlohmann::json::parse(item.bytes).value("revoked", false)) {
        revoked_.insert(item.id);
        continue;
      }
      held_[{item.id, item.version}] = item.bytes;
    }
    fetched_ += page.items.size();
    next_ = page.next;
    if (!next_.empty()) {
      keep_ = next_;
      repeats_ = false;
    } else if (!by_date_) {
      next_ = keep_;  // the only way on for a client that knows cursors alone
      repeats_ = true;
    }
    return page.more;
  }

  void mourn() {
    operations::PageRequest request = request_;
    if (gone_seen_) request.added_after = gone_last_;
    while (true) {
      const auto page = history_.tombstones(caller_, request);
      for (const auto& gone : page.gone) {
        EXPECT_TRUE(!gone_seen_ || gone_last_ < gone.added) << describe() << ": tombstones out of order";
        gone_last_ = gone.added;
        gone_seen_ = true;
        if (gone.recalled) {
          EXPECT_TRUE(history_.recalled(gone.id, gone.version)) << describe() << " is told of a recall of " << gone.id << " " << gone.version;
          EXPECT_EQ(gone.reason, "EXERCISE");
          ++recalled_;
        }
        lost_ += held_.erase({gone.id, gone.version});
      }
      if (!page.more) return;
      request.next = page.next;
    }
  }

  void drain() {
    mourn();
    while (fetch()) {
    }
    fetch();
  }

  // Exactly the releasable set, and the bytes of section 4.
  void check() {
    drain();
    const std::vector<Expected> expected = history_.expected(caller_);
    std::map<std::pair<std::string, std::string>, const Expected*> visible;
    for (const Expected& one : expected)
      if (one.released) visible[{one.id, one.version}] = &one;
    for (const auto& [key, bytes] : held_)
      EXPECT_TRUE(visible.contains(key)) << describe() << " keeps " << key.first << " " << key.second << ", without a tombstone\n" << history_.state_of(caller_, key.first, key.second);
    for (const auto& [key, one] : visible) {
      if (!request_.filter.versions.all && !one->latest) continue;
      const auto held = held_.find(key);
      if (held == held_.end()) {
        ADD_FAILURE() << describe() << " lacks " << key.first << " " << key.second << ": " << one->bytes << "\n" << history_.state_of(caller_, one->id, one->version);
        continue;
      }
      EXPECT_EQ(held->second, one->bytes) << describe();
      cut_ += one->cut;
    }
    released_ += visible.size();
    check_recalls();
  }

  // Whoever starts anew gets revoked versions of exactly what it had fetched, was taken back, and is in no version released; this poller has met them.
  void check_recalls() {
    operations::PageRequest request = request_;
    request.next.clear();
    request.added_after.reset();
    request.limit = 1'000;
    std::set<std::string> told;
    const Fetched all = history_.fetch(caller_, request);
    for (const FetchedItem& item : all.items)
      if (nlohmann::json::parse(item.bytes).value("revoked", false)) told.insert(item.id);
    const std::set<std::string> expected = history_.told_of(caller_);
    EXPECT_EQ(told, expected) << describe();
    for (const std::string& id : expected)
      if (!told.contains(id)) ADD_FAILURE() << history_.recall_state(caller_, id);
    for (const std::string& id : told) EXPECT_TRUE(revoked_.contains(id)) << describe() << " was not told of the recall of " << id;
    told_ += told.size();
  }

  std::string describe() const {
    return caller_.person + (by_date_ ? " by date" : " by cursor") + (request_.filter.versions.all ? ", all versions" : "");
  }
  const operations::Caller& caller() const { return caller_; }
  std::size_t released() const { return released_; }
  std::size_t cut() const { return cut_; }
  std::size_t lost() const { return lost_; }
  std::size_t recalled() const { return recalled_; }
  std::size_t told() const { return told_; }

 private:
  History& history_;
  operations::Caller caller_;
  bool by_date_;
  operations::PageRequest request_;
  std::string next_, keep_;
  bool repeats_ = false;
  Time last_, gone_last_;
  shelf::Cursor seen_until_;
  bool seen_ = false, gone_seen_ = false;
  std::map<std::pair<std::string, std::string>, std::string> held_;
  std::size_t fetched_ = 0, released_ = 0, cut_ = 0, lost_ = 0, recalled_ = 0, told_ = 0;
  std::set<std::string> revoked_;  // ids of which a revoked version came
};

struct Counts {
  std::size_t objects = 0, events = 0, released = 0, cut = 0, lost = 0, recalled = 0, told = 0;
};

void run(std::uint64_t seed, Counts& counts) {
  SCOPED_TRACE("seed " + std::to_string(seed));
  History history(seed);
  Rng& rng = history.rng();
  std::vector<std::unique_ptr<Poller>> pollers;
  for (int n = 0; n < 5; ++n)
    pollers.push_back(std::make_unique<Poller>(history, history.some_reader(), n % 3 != 2, rng() % 2 == 0, 1 + rng() % 6));
  for (int act = 0; act < kActs && !testing::Test::HasFailure(); ++act) {
    if (rng() % 4 == 0) {
      Poller& poller = *pollers[rng() % pollers.size()];
      switch (rng() % 3) {
        case 0: poller.fetch(); break;
        case 1: poller.drain(); break;
        default: poller.mourn(); break;
      }
      continue;
    }
    history.act();
    if (rng() % 30 == 0) pollers[rng() % pollers.size()]->check();
  }
  for (const auto& poller : pollers) {
    poller->check();
    history.check_places(poller->caller());
    history.check_nothing_leaves_a_trace(poller->caller());
    counts.released += poller->released();
    counts.cut += poller->cut();
    counts.lost += poller->lost();
    counts.recalled += poller->recalled();
    counts.told += poller->told();
  }
  std::vector<operations::Caller> readers;
  for (const auto& poller : pollers) readers.push_back(poller->caller());
  readers.push_back(history.some_reader());
  history.check_rebuilt(readers);
  counts.objects += history.objects();
  counts.events += history.events();
}

TEST(Feed, EveryPollerEndsWithExactlyWhatIsReleased) {
  Counts counts;
  if (const char* one = std::getenv("COMITY_PROPERTY_SEED")) {
    run(std::strtoull(one, nullptr, 10), counts);
    return;
  }
  const std::uint64_t histories = number_in("COMITY_PROPERTY_HISTORIES", kHistories);
  // Fresh seeds on demand: what a run holds here is the same everywhere.
  const std::uint64_t fresh = std::getenv("COMITY_PROPERTY_FRESH") ? 1'000'000 + (std::uint64_t{std::random_device{}()} << 20) : 0;
  if (fresh) std::cout << "fresh seeds from " << fresh << "\n";
  std::size_t done = 0;
  for (; done < histories && !HasFailure(); ++done) run(done % 3 == 2 ? fresh + done : done, counts);
  std::cout << done << " histories: " << counts.objects << " versions, " << counts.events << " policy events; released "
            << counts.released << ", of them cut " << counts.cut << "; lost to a tombstone " << counts.lost
            << ", of them recalled " << counts.recalled << "; revoked versions " << counts.told << "\n";
  if (histories < 300) return;
  EXPECT_GT(counts.cut, 100u);
  EXPECT_GT(counts.lost, 100u);
  EXPECT_GT(counts.recalled, 20u);
  EXPECT_GT(counts.told, 20u);
}

}  // namespace
}  // namespace comity::property
