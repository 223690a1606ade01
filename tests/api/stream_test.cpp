// The stream of what is new: each event once and in order, resumed where it broke off, at its end with the credential's.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "api/announcer.hpp"
#include "operations/consents.hpp"
#include "operations/recall.hpp"
#include "tests/fault/door_node.hpp"

namespace comity::api {
namespace {

using fault::Ask;
using fault::DoorNode;
using nlohmann::json;

constexpr const char* kReader = "JPN.CIRO.analyst";
constexpr const char* kSubmitter = "NZL.GCSB.submitter";
constexpr auto kPatience = std::chrono::seconds(30);  // for what comes at once on any machine

class Listening final : public http::Stream {
 public:
  bool push(std::string bytes) override {
    std::lock_guard lock(mutex_);
    if (!open_) return false;
    text_ += bytes;
    told_.notify_all();
    return true;
  }
  void close() override {
    std::lock_guard lock(mutex_);
    open_ = false;
    told_.notify_all();
  }
  bool open() const override {
    std::lock_guard lock(mutex_);
    return open_;
  }
  // The events, once there are so many.
  std::vector<std::pair<std::string, json>> events(std::size_t count) {
    std::unique_lock lock(mutex_);
    told_.wait_for(lock, kPatience, [&] { return parsed().size() >= count; });
    return parsed();
  }
  bool ends() {
    std::unique_lock lock(mutex_);
    return told_.wait_for(lock, kPatience, [&] { return !open_; });
  }

 private:
  std::vector<std::pair<std::string, json>> parsed() const {
    std::vector<std::pair<std::string, json>> out;
    std::string id;
    for (std::size_t at = 0; at < text_.size();) {
      const std::size_t end = text_.find('\n', at);
      const std::string line = text_.substr(at, end - at);
      if (line.starts_with("id: ")) id = line.substr(4);
      if (line.starts_with("data: ")) out.emplace_back(id, json::parse(line.substr(6)));
      at = end + 1;
    }
    return out;
  }
  mutable std::mutex mutex_;
  std::condition_variable told_;
  std::string text_;
  bool open_ = true;
};

struct StreamTest : testing::Test {
  DoorNode world;
  std::atomic<bool> credential_good{true};
  Announcer announcer{world.node()};

  std::string share(int number, const std::string& version = "2026-05-01T00:00:00.000Z") {
    const std::string id = fmt::format("tool--0000006{}-4c7e-4d1b-9a35-6b0c2f8d1e77", number);
    const std::string bundle = fmt::format(
        R"({{"objects":[{{"type":"tool","spec_version":"2.1","id":"{}","created":"2026-05-01T00:00:00.000Z","modified":"{}","name":"EXERCISE","extensions":{{)"
        R"("extension-definition--6a1c5d0e-6e0b-4f6b-9a53-0f6f2b1e7c44":{{"extension_type":"property-extension","label":{{"marked":"2026-05-01T00:00:00Z",)"
        R"("levels":{{"NZL":["RESTRICTED"]}},"topics":[["cyber"]],"releasable":{{"NZL":[["JPN","NZL"]]}}}}}}}}}}]}})",
        id, version);
    const auto shared = operations::submit(world.node(), fault::SampleAlliance::caller(kSubmitter), bundle);
    EXPECT_TRUE(shared && shared->objects.at(0).accepted);
    return id;
  }
  std::shared_ptr<Listening> listen(const std::string& cursor) {
    auto stream = std::make_shared<Listening>();
    announcer.add({kReader, "", cursor,
                   [this]() -> Result<operations::Caller> {
                     if (!credential_good) return fail(Code::unauthenticated, "over");
                     return fault::SampleAlliance::caller(kReader);
                   },
                   stream, std::chrono::steady_clock::now(), 0});
    return stream;
  }
  // As a client that fetches what it was told of.
  void fetch() {
    operations::PageRequest request;
    request.limit = 1000;
    const auto page = operations::page(world.node(), fault::SampleAlliance::caller(kReader), request);
    ASSERT_TRUE(page);
    operations::page_sent(world.node(), *page);
  }
};

TEST_F(StreamTest, TellsWhatComesAndWhatGoes) {
  const auto stream = listen(operations::feed_now(world.node()));
  const std::string one = share(1);
  auto events = stream->events(1);
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].second["event"], "object");
  EXPECT_EQ(events[0].second["id"], one);
  fetch();
  const std::string two = share(2);
  events = stream->events(2);
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[1].second["id"], two);

  // New Zealand stops sharing with Japan. What was fetched is a copy that the agreement's survival clause keeps readable; what was only told
  // of is gone, and leaves a tombstone.
  const agreement::Act act{"NZL", world.clock().now(), "EXERCISE", agreement::SuspendParty{"JPN", {}, {}}};
  ASSERT_TRUE(operations::record_act(world.node(), agreement::to_json(world.alliance().sign(act, "NZL"))));
  events = stream->events(3);
  ASSERT_EQ(events.size(), 3u);
  EXPECT_EQ(events[2].second["event"], "tombstone");
  EXPECT_EQ(events[2].second["id"], two);

  // The second client, from where the first was after its first event, gets what the feed says now: the tombstone alone.
  const auto resumed = listen(events[0].first);
  const auto rest = resumed->events(1);
  ASSERT_EQ(rest.size(), 1u);
  EXPECT_EQ(rest[0], events[2]);
}

TEST_F(StreamTest, EndsWithTheCredential) {
  const auto stream = listen("0.0");
  share(1);
  ASSERT_FALSE(stream->events(1).empty());
  credential_good = false;
  EXPECT_TRUE(stream->ends());
  const std::size_t told = stream->events(0).size();
  share(2);
  EXPECT_EQ(stream->events(0).size(), told);
}

TEST_F(StreamTest, ManyListenToOneThread) {
  std::vector<std::shared_ptr<Listening>> all;
  for (int i = 0; i < 20; ++i) all.push_back(listen("0.0"));
  for (int i = 1; i < 6; ++i) share(i);
  std::vector<std::pair<std::string, json>> first;
  for (const auto& one : all) {
    auto events = one->events(5);
    ASSERT_EQ(events.size(), 5u);
    if (first.empty()) first = events;
    EXPECT_EQ(events, first);
    for (std::size_t i = 1; i < events.size(); ++i) EXPECT_LT(events[i - 1].second["date_added"], events[i].second["date_added"]);
  }
}

// A page of the feed cut anywhere goes on where it was cut, and no name leaves but under a lease.
TEST_F(StreamTest, PagesOfAnySizeSayTheSame) {
  world.alliance().share_products(world.node());
  fetch();
  for (int i = 1; i < 5; ++i) share(i);
  ASSERT_TRUE(operations::recall(world.node(), fault::SampleAlliance::caller(kSubmitter), {{share(1), "NZL", ""}, false, {}, "EXERCISE", ""}));
  const auto caller = fault::SampleAlliance::caller(kReader);
  const auto walk = [&](std::size_t limit) {
    std::vector<std::string> out;
    std::string cursor;
    while (true) {
      const auto page = operations::feed(world.node(), caller, cursor, limit);
      if (!page) throw std::runtime_error(to_string(page.error()));
      for (const auto& event : page->events) out.push_back(event_text(event));
      cursor = page->cursor;
      if (!page->more) return out;
    }
  };
  const Seq before = world.node().journal().last();
  const auto whole = walk(1000);
  EXPECT_GT(world.node().journal().last(), before) << "a lease of names was recorded";
  EXPECT_GT(whole.size(), 5u);
  for (const std::size_t limit : {1u, 2u, 3u, 7u}) EXPECT_EQ(walk(limit), whole) << limit;
  for (const char* bad : {"x", "1", "1.", ".1", "1.2.3", "1.2x", "-1.2"}) EXPECT_FALSE(operations::feed(world.node(), caller, bad, 10)) << bad;
  EXPECT_FALSE(operations::feed(world.node(), operations::Caller{std::string(access::kOperator), "", "", ""}, "", 10));
}

}  // namespace
}  // namespace comity::api
