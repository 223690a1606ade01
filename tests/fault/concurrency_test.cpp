// Everything at once: people share, page, ask why and for tombstones while clearances and agreements change. Meant to
// be run under ThreadSanitizer as well. At the end each reader has what a node made anew from the journal would give.
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <random>
#include <stdexcept>
#include <thread>
#include <vector>

#include "operations/acts.hpp"
#include "store/disk.hpp"
#include "store/scratch_directory.hpp"
#include "tests/fault/lease_audit.hpp"
#include "tests/fault/parcels.hpp"
#include "tests/fault/sample_alliance.hpp"

namespace comity::fault {
namespace {

using nlohmann::json;
using operations::Node;

constexpr unsigned kParcels = 120;  // by each of the submitters
constexpr unsigned kPolicyChanges = 40;

operations::PageRequest all_versions(std::size_t limit) {
  operations::PageRequest request;
  request.collection = "everything";
  request.limit = limit;
  request.filter.versions.all = true;
  return request;
}

std::string text_of(const operations::Page& page) {
  std::string text = "[";
  for (const store::Slice& piece : page.pieces) text += piece.bytes;
  return text + "]";
}

using Held = std::map<std::pair<std::string, std::string>, std::string>;  // (id, version): the object

// A client that polls objects and tombstones, and keeps what it may hold.
class Client {
 public:
  Client(Node& node, std::string person) : node_(node), caller_(SampleAlliance::caller(person)) {}

  void poll(std::size_t limit) {
    auto request = all_versions(limit);
    request.added_after = seen_;
    for (bool more = true; more;) {
      const auto page = operations::page(node_, caller_, request);
      ASSERT_TRUE(page) << to_string(page.error());
      const json objects = json::parse(text_of(*page));
      ASSERT_EQ(objects.size(), page->count);
      if (page->count == 0) break;
      ASSERT_NE(page->lease, 0u);
      for (const json& object : objects) {
        const std::string version = object.value("modified", object.value("created", ""));
        held_[{object.at("id"), version}] = object.dump();
        received_.insert({object.at("id"), version});
      }
      operations::page_sent(node_, *page);
      ASSERT_LE(page->first, page->last);
      if (seen_) {
        ASSERT_LT(*seen_, page->first) << "date_added grows along a feed";
      }
      seen_ = page->last;
      more = page->more;
      request.next = page->next;
    }
    auto gone = all_versions(limit);
    gone.added_after = seen_gone_;
    for (bool more = true; more;) {
      const auto page = operations::tombstones(node_, caller_, gone);
      ASSERT_TRUE(page) << to_string(page.error());
      for (const auto& one : page->gone) {
        held_.erase({one.id, one.version});
        seen_gone_ = one.added;
      }
      more = page->more;
      gone.next = page->next;
    }
  }

  const operations::Caller& caller() const { return caller_; }
  const Held& held() const { return held_; }
  const std::set<std::pair<std::string, std::string>>& received() const { return received_; }

 private:
  Node& node_;
  operations::Caller caller_;
  std::optional<Time> seen_, seen_gone_;
  Held held_;
  std::set<std::pair<std::string, std::string>> received_;
};

// A whole walk as text: bytes and dates.
std::string walk(Node& node, const operations::Caller& caller) {
  std::string out;
  auto request = all_versions(37);
  for (bool more = true; more;) {
    const auto page = operations::page(node, caller, request);
    EXPECT_TRUE(page) << to_string(page.error());
    if (!page) return out;
    out += std::to_string(page->first.us) + " " + std::to_string(page->last.us) + " " + text_of(*page) + "\n";
    more = page->more;
    request.next = page->next;
  }
  return out;
}

class Concurrency : public testing::TestWithParam<const char*> {
 protected:
  Concurrency() {
    if (std::string(GetParam()) == "memory") {
      engine_ = store::memory_engine();
    } else {
      store::EmbeddedOptions options;
      options.directory = scratch_.path();
      options.index_map_bytes = 1ull << 30;
      options.intake_bytes = 256u << 10;  // so that it rolls and settles all the time
      options.segment_bytes = 2u << 20;
      auto opened = store::open_embedded(*disk_, options);
      if (!opened) throw std::runtime_error(to_string(opened.error()));
      engine_ = *std::move(opened);
    }
    open();
    alliance_.establish(*node_);
    alliance_.share_products(*node_);
  }

  void open() {
    auto opened = Node::open({*engine_, clock_, *random_});
    if (!opened) throw std::runtime_error(to_string(opened.error()));
    node_ = *std::move(opened);
  }

  const store::ScratchDirectory scratch_;
  const std::unique_ptr<store::Disk> disk_ = store::posix_disk();
  std::unique_ptr<store::Engine> engine_;
  SystemClock clock_;
  const std::unique_ptr<crypto::Random> random_ = crypto::test_random(5);
  SampleAlliance alliance_{*random_};
  std::unique_ptr<Node> node_;
};

TEST_P(Concurrency, EveryReaderEndsWithWhatAFreshNodeGives) {
  std::atomic<int> busy{0};
  std::atomic<bool> ended{false};
  std::mutex mutex;
  std::vector<std::string> shared;  // ids
  std::vector<std::thread> threads;
  const auto start = [&](auto act) {  // something that ends by itself
    ++busy;
    threads.emplace_back([&busy, act] {
      act();
      --busy;
    });
  };
  const auto repeat = [&](auto act) {  // something that goes on meanwhile
    threads.emplace_back([&ended, act] {
      for (unsigned turn = 0; !ended && !testing::Test::HasFailure(); ++turn) act(turn);
    });
  };

  const std::array<const char*, 4> submitters{"NZL.GCSB.submitter", "AUS.ASD.submitter", "JPN.CIRO.submitter",
                                              "GBR.GCHQ.submitter"};
  for (unsigned i = 0; i < submitters.size(); ++i)
    start([&, i] {
      const auto caller = SampleAlliance::caller(submitters[i]);
      Parcels parcels(caller.party, i + 1, 1);
      for (unsigned n = 0; n < kParcels; ++n) {
        const Parcel parcel = parcels.next();
        const auto submission = operations::submit(*node_, caller, parcel.bundle);
        ASSERT_TRUE(submission) << to_string(submission.error());
        ASSERT_EQ(submission->objects.size(), parcel.objects.size());
        for (const auto& one : submission->objects) ASSERT_TRUE(one.accepted) << one.message;
        ASSERT_TRUE(operations::submission_status(*node_, caller, submission->id));
        const std::lock_guard lock(mutex);
        for (const auto& one : submission->objects) shared.push_back(one.id);
      }
    });
  // Need to know is taken and given back; agreements are renewed. Three authorities at once.
  for (const char* person : {"AUS.ASD.analyst", "JPN.CIRO.analyst"})
    start([&, person] {
      const alliance::Clearance whole = alliance_.directory().clearances.at(person);
      for (unsigned n = 0; n < kPolicyChanges; ++n) {
        alliance::Clearance now = whole;
        if (n % 2 == 0) now.topics.erase("cyber");
        const auto cleared = alliance_.clear(*node_, now);
        ASSERT_TRUE(cleared) << to_string(cleared.error());
      }
    });
  start([&] {
    for (unsigned n = 0; n < kPolicyChanges / 2; ++n) {
      const auto agreed = alliance_.agree(*node_, "jpn-nzl.toml", n + 2);
      ASSERT_TRUE(agreed) << to_string(agreed.error());
    }
  });

  std::vector<std::unique_ptr<Client>> clients;
  for (const char* person : {"NZL.GCSB.analyst", "JPN.CIRO.analyst", "AUS.ASD.analyst", "USA.NSA.analyst"})
    clients.push_back(std::make_unique<Client>(*node_, person));
  for (const auto& client : clients) repeat([&client = *client](unsigned turn) { client.poll(1 + turn * 7 % 90); });
  // The same reader a second time: two connections share a view and its leases.
  repeat([&](unsigned) { walk(*node_, clients[1]->caller()); });
  repeat([&](unsigned turn) {
    std::string id;
    {
      const std::lock_guard lock(mutex);
      if (shared.empty()) return;
      id = shared[turn * 31 % shared.size()];
    }
    const auto explained = operations::explain_object(*node_, {"operator", "", "", ""}, id, "JPN.CIRO.analyst", "");
    ASSERT_TRUE(explained) << to_string(explained.error());
    const auto sights = operations::who_can_see(*node_, {"operator", "", "", ""}, id);
    ASSERT_TRUE(sights) << to_string(sights.error());
    ASSERT_FALSE(sights->front().people.empty());
  });
  repeat([&](unsigned) {
    const auto fresh = operations::add_token(*node_, "NZL.NAB.analyst", Time::max());
    ASSERT_TRUE(fresh) << to_string(fresh.error());
    ASSERT_EQ(operations::authenticate(*node_, access::Presented::bearer(fresh->secret)).value().person, "NZL.NAB.analyst");
    ASSERT_TRUE(operations::due(*node_));
    const auto checkpoint = node_->journal().checkpoint("any");
    ASSERT_LE(checkpoint.size, node_->journal().last());
  });

  // The first threads are those that end by themselves.
  const auto ending = static_cast<std::size_t>(submitters.size()) + 3;
  for (std::size_t i = 0; i < ending; ++i) threads[i].join();
  EXPECT_EQ(busy, 0);
  ended = true;
  for (std::size_t i = ending; i < threads.size(); ++i) threads[i].join();
  if (HasFailure()) return;

  std::vector<std::string> walks;
  for (const auto& client : clients) {
    client->poll(50);
    walks.push_back(walk(*node_, client->caller()));
  }
  ASSERT_FALSE(HasFailure());
  const auto checkpoint = node_->journal().checkpoint("any");
  node_.reset();

  LeaseAudit audit;
  audit.follow(*engine_);
  ASSERT_FALSE(HasFailure());
  EXPECT_EQ(root_at(*engine_, checkpoint.size), checkpoint.root);
  for (const auto& client : clients)
    for (const auto& [id, version] : client->received())
      ASSERT_TRUE(audit.covers(client->caller().person, id, version)) << client->caller().person << " " << id;

  open();
  for (std::size_t i = 0; i < clients.size(); ++i) {
    SCOPED_TRACE(clients[i]->caller().person);
    EXPECT_TRUE(walk(*node_, clients[i]->caller()) == walks[i]);
    Client fresh(*node_, clients[i]->caller().person);
    fresh.poll(1000);
    EXPECT_GT(fresh.held().size(), 20u);
    EXPECT_TRUE(fresh.held() == clients[i]->held());
    for (const auto& [key, object] : clients[i]->held())
      if (!fresh.held().contains(key))
        ADD_FAILURE() << "kept without right or tombstone: " << key.first << " " << key.second;
    for (const auto& [key, object] : fresh.held())
      if (!clients[i]->held().contains(key)) ADD_FAILURE() << "never got " << key.first << " " << key.second;
  }
}

INSTANTIATE_TEST_SUITE_P(Engines, Concurrency, testing::Values("memory", "embedded"),
                         [](const auto& engine) { return std::string(engine.param); });

}  // namespace
}  // namespace comity::fault
