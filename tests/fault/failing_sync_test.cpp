// A disk whose syncs fail, whose writes are torn, or whose power is cut, under a node that people use. Nothing is
// acknowledged and no object leaves that the disk does not hold.
#include <gtest/gtest.h>

#include <atomic>
#include <nlohmann/json.hpp>
#include <random>
#include <thread>

#include "tests/fault/faulty_node.hpp"
#include "tests/fault/lease_audit.hpp"

namespace comity::fault {
namespace {

using nlohmann::json;

constexpr const char* kSubmitter = "NZL.GCSB.submitter";

void expect_unavailable(const http::Client::Reply& reply) {
  EXPECT_EQ(reply.status, 503) << reply.body;
  const json error = json::parse(reply.body);
  EXPECT_FALSE(error.contains("objects"));
  EXPECT_FALSE(error.contains("details")) << reply.body;
}

TEST(FailingSync, NothingIsAcknowledgedAndNothingLeavesUntilReopened) {
  FaultyNode node;
  Parcels parcels("NZL", 1, 1);
  const Parcel before = parcels.next();
  ASSERT_EQ(node.post(kSubmitter, before.bundle).status, 202);
  ASSERT_EQ(node.page("NZL.GCSB.analyst").status, 200);

  node.faults().syncs_until_error = 0;
  // This reader's lease would be what waits for the sync.
  expect_unavailable(node.page("JPN.CIRO.analyst"));
  const Parcel after = parcels.next();
  const auto size = node.opened().engine->last();
  for (int i = 0; i < 3; ++i) {
    expect_unavailable(node.post(kSubmitter, after.bundle));
    expect_unavailable(node.page("AUS.ASD.analyst"));
  }
  EXPECT_EQ(node.opened().engine->last(), size);
  for (const auto& object : after.objects) EXPECT_FALSE(node.holds("NZL", object));
  EXPECT_FALSE(operations::add_token(node.node(), kSubmitter, Time::max()));
  // A page under a lease that is durable may still leave: it was recorded.
  EXPECT_EQ(node.page("NZL.GCSB.analyst").status, 200);
  EXPECT_EQ(node.get("NZL.GCSB.analyst", "/api/v1/health").status, 200);

  node.reopen();
  for (const auto& object : before.objects) EXPECT_TRUE(node.holds("NZL", object));
  EXPECT_EQ(node.post(kSubmitter, after.bundle).status, 202);
  for (const auto& object : after.objects) EXPECT_TRUE(node.holds("NZL", object));
  EXPECT_EQ(node.page("JPN.CIRO.analyst").status, 200);
  LeaseAudit audit;
  audit.follow(*node.opened().engine);
}

// What people did until the disk failed.
struct Past {
  std::mutex mutex;
  std::vector<std::pair<std::string, Parcel::Object>> acknowledged;  // with the owner
  std::vector<std::array<std::string, 3>> received;                  // person, id, version
  std::pair<std::uint64_t, ledger::Digest> checkpoint;
};

// Two share and two read until nothing can be written any more.
void live_until_the_disk_fails(FaultyNode& node, unsigned round, Past& past) {
  std::atomic<bool> failed{false};
  std::vector<std::thread> threads;
  unsigned writer = 0;
  for (const char* person : {"NZL.GCSB.submitter", "AUS.ASD.submitter"}) {
    ++writer;
    threads.emplace_back([&, person, writer] {
      const auto caller = SampleAlliance::caller(person);
      Parcels parcels(caller.party, writer, round);
      while (!failed) {
        const Parcel parcel = parcels.next();
        const auto shared = operations::submit(node.node(), caller, parcel.bundle);
        if (!shared) {
          EXPECT_EQ(shared.error().code, Code::unavailable) << to_string(shared.error());
          failed = true;
          return;
        }
        const std::lock_guard lock(past.mutex);
        for (const auto& object : parcel.objects) past.acknowledged.emplace_back(caller.party, object);
      }
    });
  }
  for (const char* person : {"NZL.GCSB.analyst", "JPN.CIRO.analyst"}) {
    threads.emplace_back([&, person] {
      operations::PageRequest request;
      request.limit = 25;
      while (!failed) {
        const auto page = operations::page(node.node(), SampleAlliance::caller(person), request);
        if (!page) {
          EXPECT_EQ(page.error().code, Code::unavailable) << to_string(page.error());
          continue;  // until those who share notice as well
        }
        std::string text = "[";
        for (const store::Slice& piece : page->pieces) text += piece.bytes;
        {
          const json objects = json::parse(text + "]");
          const std::lock_guard lock(past.mutex);
          for (const json& object : objects)
            past.received.push_back({person, object.at("id"), object.value("modified", object.value("created", ""))});
        }
        request.next = page->next;
        const auto checkpoint = node.node().journal().checkpoint("any");
        const std::lock_guard lock(past.mutex);
        if (checkpoint.size > past.checkpoint.first) past.checkpoint = {checkpoint.size, checkpoint.root};
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

void expect_past(FaultyNode& node, LeaseAudit& audit, const Past& past) {
  audit.follow(*node.opened().engine);
  ASSERT_FALSE(testing::Test::HasFailure());
  for (const auto& [owner, object] : past.acknowledged)
    ASSERT_TRUE(node.holds(owner, object)) << object.id << " was acknowledged";
  for (const auto& [person, id, version] : past.received)
    ASSERT_TRUE(audit.covers(person, id, version)) << person << " received " << id << " without a lease";
  if (past.checkpoint.first > 0) {
    ASSERT_EQ(root_at(*node.opened().engine, past.checkpoint.first), past.checkpoint.second);
  }
}

enum class Fault { sync, torn_write };

class FailingDisk : public testing::TestWithParam<std::tuple<Fault, bool>> {};

// In one node's life, over and over: at the nth sync or write from now the disk fails; what no sync covered is lost, or
// is not.
TEST_P(FailingDisk, WhatWasAcknowledgedOrLeftIsThereAfterwards) {
  const auto [fault, power_cut] = GetParam();
  FaultyNode node;
  LeaseAudit audit;
  std::size_t acknowledged = 0, received = 0;
  for (unsigned round = 1; round <= 20; ++round) {
    SCOPED_TRACE(round);
    node.faults().lose_unsynced = power_cut;
    (fault == Fault::sync ? node.faults().syncs_until_error : node.faults().writes_until_torn) = round * 7 % 60;
    Past past;
    live_until_the_disk_fails(node, round, past);
    node.reopen(power_cut);
    expect_past(node, audit, past);
    if (testing::Test::HasFailure()) return;
    acknowledged += past.acknowledged.size();
    received += past.received.size();
  }
  EXPECT_GT(acknowledged, 200u);
  EXPECT_GT(received, 200u);
}

INSTANTIATE_TEST_SUITE_P(Faults, FailingDisk,
                         testing::Combine(testing::Values(Fault::sync, Fault::torn_write), testing::Bool()),
                         [](const auto& one) {
                           return std::string(std::get<0>(one.param) == Fault::sync ? "sync" : "torn_write") +
                                  (std::get<1>(one.param) ? "_and_power_cut" : "");
                         });

}  // namespace
}  // namespace comity::fault
