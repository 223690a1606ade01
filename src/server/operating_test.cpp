#include "server/operating.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "operations/acts.hpp"
#include "server/notify.hpp"
#include "store/faulty_disk.hpp"
#include "store/scratch_directory.hpp"

namespace comity::server {
namespace {

TEST(Log, LinesForPeopleAndForMachines) {
  const Log::Field fields[] = {{"route", "/a/{id}"}, {"status", std::int64_t{404}}, {"secure", true}, {"message", "two \"words\"\n"}, {"empty", ""}};
  EXPECT_EQ(log_line(Time{0}, Level::info, "request", fields, false),
            "1970-01-01T00:00:00.000000Z info request route=/a/{id} status=404 secure=true message=\"two \\\"words\\\"\\n\" empty=\"\"");
  EXPECT_EQ(log_line(Time{0}, Level::error, "failed", fields, true),
            "{\"time\":\"1970-01-01T00:00:00.000000Z\",\"level\":\"error\",\"event\":\"failed\",\"route\":\"/a/{id}\",\"status\":404,"
            "\"secure\":true,\"message\":\"two \\\"words\\\"\\n\",\"empty\":\"\"}");
  const Log::Field hostile[] = {{"method", "G\xff\x1b[2J"}};
  EXPECT_TRUE(nlohmann::json::accept(log_line(Time{0}, Level::info, "request", hostile, true)));
  EXPECT_EQ(log_line(Time{0}, Level::info, "request", hostile, false).find('\x1b'), std::string::npos);
}

TEST(Log, WhatIsBelowTheLevelIsNotWrittenAndTheRestIsAtTheEnd) {
  ManualClock clock(Time{0});
  std::string said;
  {
    Log log(clock, [&](std::string_view line) { said += line; }, Level::warning, false);
    log.write(Event::serving, {});
    EXPECT_FALSE(log.requests());
    log.write(Event::failed, {{"message", "x"}});
    log.set_least(Level::info);
    EXPECT_TRUE(log.requests());
    log.set_requests(false);
    EXPECT_FALSE(log.requests());
    log.write(Event::stopping, {});
  }
  EXPECT_EQ(said, "1970-01-01T00:00:00.000000Z error failed message=x\n1970-01-01T00:00:00.000000Z info stopping\n");
}

TEST(Log, EveryEventIsInTheCatalogueOnceAndOnThePage) {
  std::ifstream page(COMITY_SOURCE_DIR "/docs/operate/logs.md");
  const std::string text(std::istreambuf_iterator<char>(page), {});
  std::set<std::string_view> names;
  for (const EventKind& kind : event_catalogue()) {
    EXPECT_TRUE(names.insert(kind.name).second);
    EXPECT_NE(text.find("| `" + std::string(kind.name) + "` | " + std::string(name_of(kind.level)) + " | " + std::string(kind.text) + " |"), std::string::npos) << kind.name;
  }
}

TEST(Metrics, LabelsAreEscapedAndMethodsBounded) {
  EXPECT_EQ(Exposition::label("a", "b\"c\\d\n"), "a=\"b\\\"c\\\\d\\n\"");
  RequestCounts counts;
  for (int i = 0; i < 1000; ++i) {
    const std::string method = "M" + std::to_string(i);
    counts.add({method, "", 501, 1, 2, 0.1, true});
  }
  counts.add({"GET", "/a/{id}", 401, 10, 20, 0.002, false});
  Exposition out;
  counts.write(out);
  const std::string text = out.take();
  EXPECT_NE(text.find("comity_requests_total{method=\"other\",route=\"\",status=\"501\"} 1000\n"), std::string::npos) << text;
  EXPECT_NE(text.find("comity_request_seconds_bucket{method=\"GET\",route=\"/a/{id}\",le=\"0.0025\"} 1\n"), std::string::npos) << text;
  EXPECT_NE(text.find("comity_request_seconds_bucket{method=\"GET\",route=\"/a/{id}\",le=\"0.001\"} 0\n"), std::string::npos) << text;
  EXPECT_NE(text.find("comity_refusals_total{reason=\"unauthenticated\"} 1\n"), std::string::npos);
  EXPECT_NE(text.find("comity_broken_answers_total 1\n"), std::string::npos);
  EXPECT_EQ(text.find("M7"), std::string::npos);
}

// A node over a disk that fails when told, at a time that the test sets.
class ReadinessTest : public testing::Test {
 protected:
  ReadinessTest() {
    auto disk = store::faulty_disk(store::posix_disk(), faults);
    opened.disk = std::move(disk);
    store::EmbeddedOptions options;
    options.directory = scratch.path() + "/store";
    options.index_map_bytes = 256ull << 20;
    options.intake_bytes = 1u << 20;
    options.settle_in_background = false;
    opened.directory = scratch.path();
    opened.name = "trial";
    opened.engine = store::open_embedded(*opened.disk, options).value();
    auto manual = std::make_unique<ManualClock>(Time{1'800'000'000'000'000});
    clock = manual.get();
    opened.clock = std::move(manual);
    opened.random = crypto::test_random(5);
    opened.log_key = crypto::SigningKey::generate(*opened.random);
    opened.node = operations::Node::open({*opened.engine, *opened.clock, *opened.random}).value();
    readiness.set_low_mib(0);
  }
  std::vector<std::string_view> parts() { return readiness.unready(); }
  using Parts = std::vector<std::string_view>;

  const store::ScratchDirectory scratch;
  const std::shared_ptr<store::Faults> faults = std::make_shared<store::Faults>();
  Opened opened;
  ManualClock* clock = nullptr;
  Readiness readiness{opened};
};

TEST_F(ReadinessTest, ASoundNodeIsReady) { EXPECT_EQ(parts(), Parts{}); }

TEST_F(ReadinessTest, AFullDiskShowsUntilARecordIsTakenAgain) {
  faults->bytes_until_full = 0;
  faults->writes_until_torn = 0;
  EXPECT_FALSE(operations::establish(*opened.node, "trial"));
  EXPECT_EQ(parts(), Parts{"disk"});
}

TEST_F(ReadinessTest, AFailedSyncShows) {
  faults->syncs_until_error = 0;
  EXPECT_FALSE(operations::establish(*opened.node, "trial"));
  faults->syncs_until_error = -1;
  EXPECT_EQ(parts(), Parts{"disk"});  // the engine takes nothing until it is opened again
}

TEST_F(ReadinessTest, AStoppedJournalShows) {
  opened.node->journal().stop();
  EXPECT_EQ(parts(), Parts{"journal"});
}

TEST_F(ReadinessTest, SettlingThatDoesNotMoveShowsAfterAMinute) {
  ASSERT_TRUE(operations::establish(*opened.node, "trial"));
  EXPECT_EQ(parts(), Parts{});
  clock->advance_us(59'000'000);
  EXPECT_EQ(parts(), Parts{});
  clock->advance_us(2'000'000);
  EXPECT_EQ(parts(), Parts{"index"});
  ASSERT_TRUE(opened.engine->settle());
  EXPECT_EQ(parts(), Parts{});
}

TEST_F(ReadinessTest, AClockThatWasSetBackShows) {
  ASSERT_TRUE(operations::establish(*opened.node, "trial"));
  ASSERT_TRUE(opened.engine->settle());
  clock->advance_us(-2 * 3600ll * 1'000'000);
  EXPECT_EQ(parts(), Parts{"clock"});
}

TEST_F(ReadinessTest, LittleSpaceShows) {
  readiness.set_low_mib(1ll << 40);
  EXPECT_EQ(parts(), Parts{"space"});
}

TEST(Notify, ADatagramToWhoeverAsked) {
  const store::ScratchDirectory scratch;
  const std::string path = scratch.path() + "/notify";
  const int fd = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  ASSERT_EQ(::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  ::setenv("NOTIFY_SOCKET", path.c_str(), 1);
  notify_supervisor("READY=1");
  char bytes[64];
  const ssize_t got = ::recv(fd, bytes, sizeof bytes, MSG_DONTWAIT);
  ASSERT_EQ(got, 7);
  EXPECT_EQ(std::string_view(bytes, 7), "READY=1");
  ::unsetenv("NOTIFY_SOCKET");
  notify_supervisor("READY=1");
  EXPECT_EQ(::recv(fd, bytes, sizeof bytes, MSG_DONTWAIT), -1);
  ::close(fd);
  ::setenv("WATCHDOG_USEC", "120000000", 1);
  EXPECT_EQ(watchdog_period(), std::chrono::seconds(60));
  ::setenv("WATCHDOG_PID", "1", 1);
  EXPECT_EQ(watchdog_period(), std::nullopt);
  ::unsetenv("WATCHDOG_USEC");
  ::unsetenv("WATCHDOG_PID");
}

}  // namespace
}  // namespace comity::server
