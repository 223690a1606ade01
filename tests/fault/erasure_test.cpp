// An erasure on a disk that refuses, or whose power is cut, at any of its writes and syncs: what is recorded as erased is
// given to nobody, and is gone from the store's files as soon as the disk allows.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <nlohmann/json.hpp>
#include <shared_mutex>

#include "operations/recall.hpp"
#include "tests/fault/faulty_node.hpp"

namespace comity::fault {
namespace {

using nlohmann::json;

constexpr const char* kSubmitter = "NZL.GCSB.submitter";
constexpr const char* kRegistrar = "NZL.GCSB.clerk";
constexpr const char* kTool = "tool--00000001-0000-4000-8000-000000000000";
constexpr const char* kSecret = "EXERCISE words that are erased";

// One life of a node: share, recall, erase with the fault set, and the end of the power or of the process.
class Erasure : public testing::Test {
 protected:
  operations::Caller registrar() const {
    operations::Caller caller;
    caller.person = kRegistrar;
    caller.agency = "NZL.GCSB";
    caller.party = "NZL";
    return caller;
  }
  static void share_and_recall(FaultyNode& node) {
    const json object = {{"type", "tool"}, {"spec_version", "2.1"}, {"id", kTool}, {"created", "2026-05-01T00:00:00.000Z"},
                         {"modified", "2026-05-01T00:00:00.000Z"}, {"name", kSecret},
                         {"extensions", {{"extension-definition--6a1c5d0e-6e0b-4f6b-9a53-0f6f2b1e7c44", {{"extension_type", "property-extension"},
                           {"label", json::parse(R"({"marked":"2026-05-01T00:00:00Z","levels":{"NZL":["RESTRICTED"]},"topics":[["cyber"]],"releasable":{"NZL":[["NZL"]]}})")}}}}}};
    const json bundle = {{"type", "bundle"}, {"id", "bundle--00000000-0000-4000-8000-000000000000"}, {"objects", {object}}};
    ASSERT_EQ(node.post(kSubmitter, bundle.dump()).status, 202);
    const auto client = http::connect("127.0.0.1", node.port(), std::chrono::seconds(20)).value();
    const auto reply = client->send("POST", fmt::format("/api/v1/objects/{}/recall", kTool),
                                    {{"Authorization", "Bearer " + node.token(kSubmitter)}, {"Content-Type", "application/json"}}, R"({"reason":"wrong"})");
    ASSERT_EQ(reply->status, 200) << reply->body;
  }
  static bool on_disk(const FaultyNode& node) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(node.directory())) {
      if (!entry.is_regular_file()) continue;
      std::ifstream in(entry.path(), std::ios::binary);
      if (std::string(std::istreambuf_iterator<char>(in), {}).find(kSecret) != std::string::npos) return true;
    }
    return false;
  }
  static bool recorded(FaultyNode& node) {
    std::shared_lock state(node.node().journal().state());
    return !node.node().exceptions.erasures().empty();
  }
  // True once a run got through without meeting the fault.
  bool run(bool power_cut, const std::function<void(store::Faults&)>& set, const char* what, int number) {
    FaultyNode node;
    share_and_recall(node);
    if (HasFatalFailure()) return true;
    node.faults().lose_unsynced = power_cut;
    set(node.faults());
    const auto erased = operations::erase(node.node(), registrar(), {kTool, "", ""}, "ordered");
    const std::string at = fmt::format("{} {}, power {}", what, number, power_cut ? "cut" : "kept");
    EXPECT_EQ(node.page(kSubmitter).body.find(kSecret), std::string::npos) << at;
    node.reopen(power_cut);
    EXPECT_TRUE(recorded(node) || !erased) << at << ": answered, and not recorded";
    EXPECT_EQ(node.page(kSubmitter).body.find(kSecret), std::string::npos) << at;
    EXPECT_FALSE(recorded(node) && on_disk(node)) << at << ": recorded, and the bytes are there after a start";
    return erased.has_value();
  }
};

TEST_F(Erasure, EverySyncThatFailsLeavesItRecordedAndDoneOrNotRecorded) {
  for (const bool power_cut : {false, true}) {
    int number = 1;
    while (number < 40 && !run(power_cut, [&](store::Faults& faults) { faults.syncs_until_error = number; }, "sync", number)) ++number;
    EXPECT_GT(number, 2) << "an erasure syncs its record, its mark and the bytes";
    EXPECT_LT(number, 40);
    if (HasFatalFailure()) return;
  }
}

TEST_F(Erasure, EveryWriteThatIsTornLeavesItRecordedAndDoneOrNotRecorded) {
  for (const bool power_cut : {false, true}) {
    int number = 1;
    while (number < 60 && !run(power_cut, [&](store::Faults& faults) { faults.writes_until_torn = number; }, "write", number)) ++number;
    EXPECT_GT(number, 3) << "an erasure writes its record, its mark, the flag and the bytes";
    EXPECT_LT(number, 60);
    if (HasFatalFailure()) return;
  }
}

}  // namespace
}  // namespace comity::fault
