// What the endpoints of TAXII name stands in leases of names, exactly: each is made again from the journal and compared.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string>

#include "taxii/collections.hpp"
#include "tests/fault/door_node.hpp"
#include "tests/fault/lease_audit.hpp"

namespace comity::fault {
namespace {

using nlohmann::json;

class LeasesOfNames : public testing::Test {
 protected:
  LeasesOfNames() { node_.alliance().share_products(node_.node()); }

  json get(const std::string& person, const std::string& collection, const std::string& rest, int status = 200) {
    const auto response = node_.ask(person, {"GET", "/comity/collections/" + collection + "/" + rest, "", ""});
    EXPECT_EQ(response.status, status) << rest;
    if (response.sent) response.sent();
    return json::parse(body_of(response));
  }
  std::size_t leases_of_names() {
    std::size_t out = 0;
    node_.node().leases.each([&](const shelf::Leases::Taken& taken) { out += taken.lease.names; });
    return out;
  }

  DoorNode node_;
};

TEST_F(LeasesOfNames, EveryEndpointHasItsOwn) {
  const std::string reader = "JPN.CIRO.analyst", all(taxii::kReadCollection);
  const auto grows = [&](const std::string& collection, const std::string& rest, int status = 200) {
    const std::size_t before = leases_of_names();
    const json out = get(reader, collection, rest, status);
    EXPECT_GT(leases_of_names(), before) << rest;
    return out;
  };
  const json manifest = grows(all, "manifest/?limit=3");
  ASSERT_EQ(manifest.at("objects").size(), 3u);
  grows(all, "manifest/?limit=3&match[version]=all");
  const std::string id = manifest.at("objects").at(0).at("id");
  EXPECT_FALSE(grows(all, "objects/" + id + "/versions/").at("versions").empty());
  EXPECT_TRUE(grows(all, "objects/" + id + "/?match[version]=1999-01-01T00:00:00Z").empty());
  EXPECT_FALSE(grows(all, "markings/").at("objects").empty());
  EXPECT_FALSE(grows(taxii::agreement_collection("JPN-NZL"), "manifest/").at("objects").empty());
  EXPECT_FALSE(grows(taxii::party_collection("NZL"), "markings/").at("objects").empty());

  // Nothing is named: nothing is recorded.
  const std::size_t before = leases_of_names();
  get(reader, all, "objects/tool--00000000-0000-4000-8000-000000000000/", 404);
  get(reader, all, "objects/tool--00000000-0000-4000-8000-000000000000/versions/", 404);
  get(reader, all, "manifest/?match[type]=no-such-type");
  EXPECT_EQ(leases_of_names(), before);

  LeaseAudit audit;
  audit.follow(node_.node().engine());
  EXPECT_GE(audit.leases(), 7u);
}

TEST_F(LeasesOfNames, HoldAcrossWhatIsTakenBack) {
  const std::string person = "NZL.GCSB.submitter", own = taxii::write_collection("NZL.GCSB");
  const json before = get(person, own, "manifest/?limit=1000");
  std::size_t deleted = 0;
  for (const json& one : before.at("objects")) {
    const auto response = node_.ask(person, {"DELETE", "/comity/collections/" + own + "/objects/" + one.at("id").get<std::string>() + "/", "", ""});
    ASSERT_TRUE(response.status == 200 || response.status == 403) << body_of(response);
    deleted += response.status == 200;
    get(person, own, "objects/" + one.at("id").get<std::string>() + "/", response.status == 200 ? 404 : 200);
    get("JPN.CIRO.analyst", std::string(taxii::kReadCollection), "manifest/?limit=5");
    if (deleted == 5) break;
  }
  ASSERT_EQ(deleted, 5u);
  EXPECT_EQ(get(person, own, "manifest/?limit=1000").at("objects").size(), before.at("objects").size() - deleted);
  get(person, own, "markings/");
  LeaseAudit audit;
  audit.follow(node_.node().engine());
  EXPECT_GE(audit.leases(), 4u);
}

}  // namespace
}  // namespace comity::fault
