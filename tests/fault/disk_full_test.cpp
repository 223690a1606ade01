// The disk is full under a node that people use: sharing is refused clearly and whole, reading goes on, and when there
// is space again so does sharing, in the same process.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/fault/faulty_node.hpp"
#include "tests/fault/lease_audit.hpp"

namespace comity::fault {
namespace {

using nlohmann::json;

constexpr const char* kSubmitter = "NZL.GCSB.submitter";

TEST(DiskFull, SharingIsRefusedAndReadingGoesOn) {
  FaultyNode node;
  Parcels parcels("NZL", 1, 1);
  std::vector<Parcel> taken;
  for (int i = 0; i < 5; ++i) {
    taken.push_back(parcels.next());
    ASSERT_EQ(node.post(kSubmitter, taken.back().bundle).status, 202);
  }
  ASSERT_TRUE(node.opened().engine->settle());
  ASSERT_EQ(node.page("NZL.GCSB.analyst").status, 200);

  node.faults().bytes_until_full = 0;
  std::optional<Parcel> refused;
  std::size_t refusals = 0, smallest = SIZE_MAX;  // of what was refused
  for (int i = 0; refusals < 3; ++i) {
    ASSERT_LT(i, 5000) << "the disk never filled";
    Parcel parcel = parcels.next();
    const auto reply = node.post(kSubmitter, parcel.bundle);
    if (reply.status == 202) {
      ASSERT_LT(parcel.bundle.size(), smallest);  // of what is reserved for objects, what is left still takes less
      taken.push_back(std::move(parcel));
      continue;
    }
    ++refusals;
    smallest = std::min(smallest, parcel.bundle.size());
    ASSERT_EQ(reply.status, 503) << reply.body;
    const json error = json::parse(reply.body);
    EXPECT_EQ(error.at("error_code"), "unavailable");
    EXPECT_NE(error.at("description").get<std::string>().find("space"), std::string::npos) << reply.body;
    EXPECT_FALSE(error.contains("details")) << "no file of the node's is named: " << reply.body;
    EXPECT_EQ(reply.headers.at("retry-after"), "1");
    for (const auto& object : parcel.objects) EXPECT_FALSE(node.holds("NZL", object));
    refused = std::move(parcel);
  }
  EXPECT_NE(node.said().find("space"), std::string::npos);
  ASSERT_TRUE(refused);

  // Leases fit, for readers who had none: many more than one.
  for (int walk = 0; walk < 6; ++walk)
    for (const char* person : {"JPN.CIRO.analyst", "AUS.ASD.analyst", "USA.NSA.analyst", "NZL.GCSB.analyst"}) {
      const auto reply = node.page(person, "?limit=10&match[type]=" + std::string(walk % 2 ? "tool" : "tool,note") +
                                               "&match[version]=" + (walk < 3 ? "all" : "last"));
      ASSERT_EQ(reply.status, 200) << reply.body;
      const json page = json::parse(reply.body);
      ASSERT_EQ(page.at("objects").size(), 10u) << person;
      for (const json& object : page.at("objects"))
        for (const auto& one : refused->objects) EXPECT_NE(object.at("id"), one.id);
    }
  // A reader and someone who shares in one batch: the one is not refused for the other.
  const auto reader = SampleAlliance::caller("JPN.CIRO.analyst");
  for (int i = 0; i < 20; ++i) {
    operations::PageRequest request;
    request.filter.types = {"tool"};
    request.limit = 20 + static_cast<std::size_t>(i);
    std::thread sharing([&] {
      const auto shared = operations::submit(node.node(), SampleAlliance::caller(kSubmitter), refused->bundle);
      EXPECT_EQ(shared.error().code, Code::unavailable);
    });
    const auto page = operations::page(node.node(), reader, request);
    sharing.join();
    ASSERT_TRUE(page) << to_string(page.error());
  }

  node.faults().bytes_until_full = -1;
  const auto reply = node.post(kSubmitter, refused->bundle);
  ASSERT_EQ(reply.status, 202) << reply.body;
  taken.push_back(*refused);
  const auto check = [&] {
    for (const Parcel& parcel : taken)
      for (const auto& object : parcel.objects) ASSERT_TRUE(node.holds("NZL", object)) << object.id;
  };
  check();
  ASSERT_TRUE(node.opened().engine->settle());
  check();
  node.reopen();
  check();
  LeaseAudit audit;
  audit.follow(*node.opened().engine);
  EXPECT_EQ(node.post(kSubmitter, parcels.next().bundle).status, 202);
}

TEST(DiskFull, ALogInAndAWithdrawalStillFit) {
  FaultyNode node;
  Parcels parcels("NZL", 1, 1);
  node.faults().bytes_until_full = 0;
  for (int i = 0; node.post(kSubmitter, parcels.next().bundle).status == 202; ++i) ASSERT_LT(i, 5000);
  EXPECT_NE(json::parse(node.page("AUS.ASD.analyst").body).value("objects", json::array()).size(), 0u);
  // What protects is not held up by what fills the disk.
  alliance::Clearance clearance = node.alliance().directory().clearances.at("AUS.ASD.analyst");
  clearance.topics.clear();
  const auto cleared = node.alliance().clear(node.node(), clearance);
  ASSERT_TRUE(cleared) << to_string(cleared.error());
  EXPECT_EQ(node.page("AUS.ASD.analyst").body, "{}");
  EXPECT_TRUE(operations::add_token(node.node(), "AUS.ASD.analyst", Time::max()));
}

}  // namespace
}  // namespace comity::fault
