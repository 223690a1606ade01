// What was shared is taken back: who may, what past holders are told, and what is left in the store's files.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <thread>

#include "operations/recall.hpp"
#include "taxii/collections.hpp"
#include "tests/fault/faulty_node.hpp"
#include "tests/fault/lease_audit.hpp"

namespace comity::fault {
namespace {

using nlohmann::json;

constexpr const char* kSubmitter = "NZL.GCSB.submitter";
constexpr const char* kRegistrar = "NZL.GCSB.clerk";
constexpr const char* kOfficial = "NZL.GCSB.official";
constexpr const char* kJapan = "JPN.CIRO.analyst";
constexpr const char* kTool = "tool--00000001-0000-4000-8000-000000000000";
constexpr const char* kOther = "tool--00000002-0000-4000-8000-000000000000";
constexpr const char* kAbsent = "tool--0000ffff-0000-4000-8000-000000000000";
constexpr const char* kLabelKey = "extension-definition--6a1c5d0e-6e0b-4f6b-9a53-0f6f2b1e7c44";

json label(bool for_japan) {
  return json::parse(fmt::format(R"({{"marked":"2026-05-01T00:00:00Z","levels":{{"NZL":["RESTRICTED"]}},"topics":[["cyber"]],"releasable":{{"NZL":[["NZL"{}]]}}}})",
                                 for_japan ? R"(,"JPN")" : ""));
}

std::string version(int number) { return fmt::format("2026-05-{:02}T00:00:00.000Z", number); }

json tool(const std::string& id, int number, bool for_japan = true, const std::string& name = "EXERCISE") {
  return {{"type", "tool"}, {"spec_version", "2.1"}, {"id", id}, {"created", version(1)}, {"modified", version(number)}, {"name", name},
          {"extensions", {{kLabelKey, {{"extension_type", "property-extension"}, {"label", label(for_japan)}}}}}};
}

json bundle_of(const std::vector<json>& objects) {
  return {{"type", "bundle"}, {"id", "bundle--00000000-0000-4000-8000-000000000000"}, {"objects", objects}};
}

class Recall : public testing::Test {
 protected:
  void share(const std::vector<json>& objects, const char* by = kSubmitter) {
    const auto reply = node.post(by, bundle_of(objects).dump());
    ASSERT_EQ(reply.status, 202) << reply.body;
    ASSERT_EQ(json::parse(reply.body).at("success_count"), objects.size()) << reply.body;
  }
  http::Client::Reply act(const std::string& person, const std::string& id, const std::string& what, const json& body) const {
    const auto client = http::connect("127.0.0.1", node.port(), std::chrono::seconds(20)).value();
    return client->send("POST", "/api/v1/objects/" + id + "/" + what,
                        {{"Authorization", "Bearer " + node.token(person)}, {"Content-Type", "application/json"}}, body.dump()).value();
  }
  json done(const std::string& person, const std::string& id, const std::string& what, const json& body) const {
    const auto reply = act(person, id, what, body);
    EXPECT_EQ(reply.status, 200) << reply.body;
    return json::parse(reply.body);
  }
  json objects(const std::string& person, const std::string& query = "?match[type]=tool,report") const {
    return json::parse(node.page(person, query).body).value("objects", json::array());
  }
  json tombstones(const std::string& person) const {
    const auto reply = node.get(person, "/comity/collections/" + std::string(taxii::kReadCollection) + "/tombstones/");
    EXPECT_EQ(reply.status, 200) << reply.body;
    return json::parse(reply.body).value("tombstones", json::array());
  }
  json holders(const std::string& person, const std::string& id) const {
    return json::parse(node.get(person, "/api/v1/objects/" + id + "/holders").body).at("objects");
  }
  // The files of the store in which these bytes stand.
  std::vector<std::string> files_with(const std::string& bytes) const {
    std::vector<std::string> out;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(node.directory())) {
      if (!entry.is_regular_file()) continue;
      std::ifstream file(entry.path(), std::ios::binary);
      const std::string all(std::istreambuf_iterator<char>(file), {});
      if (all.find(bytes) != std::string::npos) out.push_back(entry.path().filename());
    }
    return out;
  }
  void expect_audited() {
    LeaseAudit audit;
    audit.follow(*node.opened().engine);
  }

  FaultyNode node;
};

TEST_F(Recall, IsInEffectOnReturnAndPastHoldersAreTold) {
  share({tool(kTool, 1)});
  ASSERT_EQ(objects(kJapan).size(), 1u);
  const json recalled = done(kRegistrar, kTool, "recall", {{"reason", "wrong attribution"}});
  EXPECT_EQ(recalled.at("recalled").size(), 1u);
  EXPECT_EQ(recalled.at("recalled")[0].at("version"), version(1));
  EXPECT_EQ(recalled.at("recalled")[0].at("revoked"), true);
  EXPECT_EQ(recalled.at("people"), 1);
  EXPECT_EQ(recalled.at("parties"), 1);

  const json news = objects(kJapan);
  ASSERT_EQ(news.size(), 1u);
  EXPECT_EQ(news[0], (json{{"type", "tool"}, {"spec_version", "2.1"}, {"id", kTool}, {"created", version(1)},
                           {"modified", "2026-05-01T00:00:00.001Z"}, {"revoked", true}, {"name", "recalled"}}));
  const json gone = tombstones(kJapan);
  ASSERT_EQ(gone.size(), 1u);
  EXPECT_EQ(gone[0].at("id"), kTool);
  EXPECT_EQ(gone[0].at("version"), version(1));
  EXPECT_EQ(gone[0].at("recalled"), true);
  EXPECT_EQ(gone[0].at("reason"), "wrong attribution");
  EXPECT_FALSE(gone[0].contains("replaced_by"));
  // Who had not fetched it is told nothing; its own party keeps it.
  EXPECT_EQ(objects("JPN.NISC.analyst").size(), 0u);
  EXPECT_EQ(tombstones("JPN.NISC.analyst").size(), 0u);
  ASSERT_EQ(objects("NZL.GCSB.analyst").size(), 1u);
  EXPECT_EQ(objects("NZL.GCSB.analyst")[0].at("name"), "EXERCISE");

  EXPECT_EQ(act(kRegistrar, kTool, "recall", {{"reason", "again"}}).status, 412);
  EXPECT_EQ(act(kRegistrar, kTool, "recall", {{"reason", " "}}).status, 400);
  EXPECT_EQ(act(kRegistrar, kTool, "recall", {{"raeson", "x"}}).status, 400);
  expect_audited();
}

TEST_F(Recall, HoldersAreThoseOfTheVersionAndNotOfTheNews) {
  share({tool(kTool, 1)});
  ASSERT_EQ(objects(kJapan).size(), 1u);
  ASSERT_EQ(objects("NZL.GCSB.analyst").size(), 1u);
  // What was handed over is recorded, though perhaps after the client has it.
  const auto recorded = [&] {
    EXPECT_TRUE(operations::due(node.node()));
    const json people = holders(kRegistrar, kTool).at(0).at("people");
    return people.size() == 2 && std::all_of(people.begin(), people.end(), [](const json& one) { return one.at("delivered") == true; });
  };
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!recorded()) {
    ASSERT_LT(std::chrono::steady_clock::now(), deadline) << "what was handed over is not recorded";
    std::this_thread::yield();
  }
  done(kRegistrar, kTool, "recall", {{"reason", "x"}});
  ASSERT_EQ(objects(kJapan).size(), 1u);
  ASSERT_EQ(objects("NZL.GCSB.analyst").size(), 1u);
  ASSERT_EQ(objects("JPN.NISC.analyst").size(), 0u);
  for (const char* asker : {kRegistrar, kOfficial, "operator"}) {
    const json one = holders(asker, kTool).at(0);
    EXPECT_EQ(one.at("recalled"), true);
    std::vector<std::pair<std::string, std::string>> states;
    for (const json& holding : one.at("people")) states.emplace_back(holding.at("person"), holding.at("state"));
    EXPECT_EQ(states, (decltype(states){{kJapan, "held"}, {kJapan, "told"}, {"NZL.GCSB.analyst", "held"}})) << asker;
    const json& held = one.at("people")[0];
    EXPECT_EQ(held.at("party"), "JPN");
    EXPECT_EQ(held.at("agency"), "JPN.CIRO");
    EXPECT_EQ(held.at("action"), "copy");
    EXPECT_EQ(held.at("delivered"), true);
    EXPECT_LT(held.at("last"), one.at("people")[1].at("first")) << "the news is no lease of the object";
    // The originating party has the object itself, before and after.
    EXPECT_LT(one.at("people")[2].at("first"), one.at("people")[2].at("last"));
  }
}

// A refusal without the id of this one answer.
std::string without_id(const std::string& body) {
  json out = json::parse(body, nullptr, false);
  if (!out.is_object() || !out.contains("error_id")) return body;
  out.erase("error_id");
  out.erase("instance");
  return out.dump();
}

TEST_F(Recall, HiddenAndAbsentAnswerAlike) {
  share({tool(kTool, 1)});
  share({tool(kOther, 1, false)});
  ASSERT_EQ(objects(kJapan).size(), 1u);
  const std::vector<std::pair<std::string, json>> acts{
      {"recall", {{"reason", "x"}}},
      {"recall", {{"reason", "x"}, {"owner", "NZL"}, {"version", version(1)}, {"with_references", true}}},
      {"recall", {{"reason", "x"}, {"replaced_by", kTool}}},
      {"correction", {{"reason", "x"}, {"bundle", bundle_of({tool(kOther, 2)})}, {"replaced_by", kOther}}},
      {"reclassification", {{"reason", "x"}, {"label", label(true)}}},
      {"erasure", {{"reason", "x"}}},
      {"approval", {{"version", version(1)}}}};
  // Readers of it, those from whom it is hidden, its own party's without the role, another's submitter, the operator.
  for (const char* person : {kJapan, "JPN.NISC.analyst", "JPN.CIRO.submitter", "AUS.ASD.analyst", "KOR.NIS.analyst", "NZL.GCSB.analyst",
                             "NZL.NAB.newcomer", "NZL.NAB.submitter", "operator"}) {
    for (const auto& [what, body] : acts) {
      const auto absent = act(person, kAbsent, what, body);
      for (const char* id : {kTool, kOther}) {
        const auto hidden = act(person, id, what, body);
        EXPECT_EQ(hidden.status, absent.status) << person << " " << what;
        EXPECT_EQ(without_id(hidden.body), without_id(absent.body)) << person << " " << what;
        EXPECT_TRUE(hidden.status == 404 || hidden.status == 403) << hidden.body;
      }
    }
    if (std::string_view(person) == "operator") continue;
    const auto absent = node.get(person, std::string("/api/v1/objects/") + kAbsent + "/holders");
    for (const char* id : {kTool, kOther}) {
      const auto hidden = node.get(person, std::string("/api/v1/objects/") + id + "/holders");
      EXPECT_EQ(hidden.status, 404) << person;
      EXPECT_EQ(without_id(hidden.body), without_id(absent.body)) << person;
    }
  }
  // A registrar of the party: a version that is not there is as an object that is not there.
  EXPECT_EQ(without_id(act(kRegistrar, kTool, "recall", {{"reason", "x"}, {"version", version(9)}}).body),
            without_id(act(kRegistrar, kAbsent, "recall", {{"reason", "x"}, {"version", version(9)}}).body));
  // Nor is it said whether what it names as replacement is there.
  EXPECT_EQ(act("NZL.GCSB.submitter", kTool, "recall", {{"reason", "x"}, {"replaced_by", kAbsent}}).status, 404);
  EXPECT_EQ(objects(kJapan).size(), 1u) << "nothing happened";
  // Whoever submitted it may.
  EXPECT_EQ(act(kSubmitter, kTool, "recall", {{"reason", "x"}}).status, 200);
}

TEST_F(Recall, ReachesHoldersWhoLostItBefore) {
  share({tool(kTool, 1)});
  ASSERT_EQ(objects(kJapan).size(), 1u);
  alliance::Clearance clearance = node.alliance().directory().clearances.at(kJapan);
  clearance.topics.clear();
  ASSERT_TRUE(node.alliance().clear(node.node(), clearance));
  ASSERT_EQ(objects(kJapan).size(), 0u);
  const json before = tombstones(kJapan);
  ASSERT_EQ(before.size(), 1u);
  EXPECT_FALSE(before[0].contains("recalled"));
  done(kRegistrar, kTool, "recall", {{"reason", "x"}});
  const json after = tombstones(kJapan);
  ASSERT_EQ(after.size(), 1u);
  EXPECT_EQ(after[0].at("recalled"), true);
  EXPECT_GT(after[0].at("date_added"), before[0].at("date_added"));
  ASSERT_EQ(objects(kJapan).size(), 1u);
  EXPECT_EQ(objects(kJapan)[0].at("revoked"), true);
  // A party that is suspended is told too.
  const char* const person = "JPN.NISC.analyst";  // whose agency keeps nothing that it received
  share({tool(kOther, 1)});
  ASSERT_EQ(objects(person).size(), 1u);
  ASSERT_TRUE(node.alliance().suspend(node.node(), "NZL", "JPN"));
  ASSERT_EQ(objects(person).size(), 0u);
  done(kRegistrar, kOther, "recall", {{"reason", "x"}});
  ASSERT_EQ(objects(person).size(), 1u);
  EXPECT_EQ(objects(person)[0].at("revoked"), true);
  ASSERT_EQ(tombstones(person).size(), 1u);
  EXPECT_EQ(tombstones(person)[0].at("recalled"), true);
  expect_audited();
}

TEST_F(Recall, OfOneVersionShowsTheOneBeneath) {
  share({tool(kTool, 1, true, "first")});
  ASSERT_EQ(objects(kJapan).size(), 1u);
  share({tool(kTool, 2, true, "second")});
  ASSERT_EQ(objects(kJapan)[0].at("name"), "second");
  done(kRegistrar, kTool, "recall", {{"reason", "x"}, {"version", version(2)}});
  const json left = objects(kJapan, "?match[type]=tool&match[version]=all");
  ASSERT_EQ(left.size(), 1u);
  EXPECT_EQ(left[0].at("name"), "first");
  ASSERT_EQ(objects(kJapan).size(), 1u);
  EXPECT_EQ(objects(kJapan)[0].at("name"), "first");
  const json gone = tombstones(kJapan);
  ASSERT_EQ(gone.size(), 1u);
  EXPECT_EQ(gone[0].at("version"), version(2));
  // Then the other: one revoked version, later than what was had of it.
  done(kRegistrar, kTool, "recall", {{"reason", "x"}});
  const json news = objects(kJapan, "?match[type]=tool&match[version]=all");
  ASSERT_GE(news.size(), 1u);
  for (const json& one : news) EXPECT_EQ(one.value("revoked", false), true) << one;
  EXPECT_EQ(tombstones(kJapan).size(), 2u);
  expect_audited();
}

TEST_F(Recall, WithReferencesTakesWhatTheProductHolds) {
  const json creator = {{"type", "identity"}, {"spec_version", "2.1"}, {"id", "identity--00000001-0000-4000-8000-000000000000"},
                        {"created", version(1)}, {"modified", version(1)}, {"name", "us"},
                        {"extensions", tool(kTool, 1).at("extensions")}};
  json hidden = creator;
  hidden["id"] = "identity--00000002-0000-4000-8000-000000000000";
  hidden["extensions"] = tool(kTool, 1, false).at("extensions");
  json report = tool("report--00000001-0000-4000-8000-000000000000", 1);
  report["type"] = "report";
  report["published"] = version(1);
  report["object_refs"] = json::array({kTool});
  report["created_by_ref"] = creator["id"];
  json named = tool(kTool, 1);
  named["created_by_ref"] = hidden["id"];
  share({creator, hidden, named, report});
  ASSERT_EQ(objects(kJapan).size(), 2u);
  const json recalled = done(kRegistrar, report["id"], "recall", {{"reason", "x"}, {"with_references", true}});
  EXPECT_EQ(recalled.at("recalled").size(), 2u) << recalled;
  const json news = objects(kJapan);
  ASSERT_EQ(news.size(), 2u);
  for (const json& one : news) {
    EXPECT_EQ(one.at("revoked"), true);
    // A creator that is not released to the reader is not named in the news either.
    if (one.at("type") == "report") EXPECT_EQ(one.at("created_by_ref"), creator["id"]);
    else EXPECT_FALSE(one.contains("created_by_ref")) << one;
  }
  EXPECT_EQ(objects(kJapan, "?match[type]=identity").size(), 1u) << "the creator is no part of the product";
  expect_audited();
}

TEST_F(Recall, TheReplacementIsNamedToWhoeverMayReadIt) {
  share({tool(kTool, 1), tool(kOther, 1, false)});
  ASSERT_EQ(objects(kJapan).size(), 1u);
  EXPECT_EQ(act(kRegistrar, kTool, "recall", {{"reason", "x"}, {"replaced_by", kTool}}).status, 400);
  done(kRegistrar, kTool, "recall", {{"reason", "x"}, {"replaced_by", kOther}});
  EXPECT_FALSE(tombstones(kJapan)[0].contains("replaced_by"));
  share({tool(kOther, 2, true)});
  EXPECT_EQ(tombstones(kJapan)[0].value("replaced_by", ""), kOther);
}

TEST_F(Recall, CorrectionIsAllOrNothing) {
  share({tool(kTool, 1, true, "wrong")});
  ASSERT_EQ(objects(kJapan).size(), 1u);
  json broken = tool(kOther, 1);
  broken.erase("name");
  const auto refused = act(kSubmitter, kTool, "correction", {{"reason", "x"}, {"bundle", bundle_of({tool(kTool, 2), broken})}});
  EXPECT_EQ(refused.status, 400) << refused.body;
  EXPECT_EQ(act(kSubmitter, kTool, "correction", {{"reason", "x"}, {"bundle", bundle_of({tool(kTool, 1, true, "other words")})}}).status, 400);
  json earlier = tool(kTool, 1, true, "right");
  earlier["created"] = earlier["modified"] = "2026-04-01T00:00:00.000Z";
  EXPECT_EQ(act(kSubmitter, kTool, "correction", {{"reason", "x"}, {"bundle", bundle_of({earlier})}}).status, 400);
  EXPECT_EQ(act(kSubmitter, kTool, "correction", {{"reason", "x"}, {"bundle", bundle_of({tool(kOther, 1), tool(kAbsent, 1)})}}).status, 400)
      << "which of them takes its place is not said";
  ASSERT_EQ(objects(kJapan, "?match[type]=tool&match[version]=all").size(), 1u);
  EXPECT_EQ(objects(kJapan)[0].at("name"), "wrong");
  EXPECT_EQ(tombstones(kJapan).size(), 0u);

  const json corrected = done(kSubmitter, kTool, "correction", {{"reason", "typing error"}, {"bundle", bundle_of({tool(kTool, 2, true, "right")})}});
  EXPECT_EQ(corrected.at("shared")[0].at("version"), version(2));
  const json now = objects(kJapan, "?match[type]=tool&match[version]=all");
  ASSERT_EQ(now.size(), 1u);
  EXPECT_EQ(now[0].at("name"), "right");
  const json gone = tombstones(kJapan);
  ASSERT_EQ(gone.size(), 1u);
  EXPECT_EQ(gone[0].at("version"), version(1));
  EXPECT_EQ(gone[0].at("reason"), "typing error");
  EXPECT_EQ(gone[0].at("replaced_by"), kTool);
  // Or another object.
  done(kSubmitter, kTool, "correction", {{"reason", "x"}, {"bundle", bundle_of({tool(kOther, 1, true, "another")})}});
  ASSERT_EQ(tombstones(kJapan).size(), 2u);
  EXPECT_EQ(tombstones(kJapan)[1].at("replaced_by"), kOther);
  expect_audited();
}

TEST_F(Recall, ReclassificationWidensByAnOfficialAlone) {
  json first = tool(kTool, 1, false);
  first["x_exact"] = 1.50;
  share({first});
  EXPECT_EQ(objects(kJapan).size(), 0u);
  const json wider = {{"reason", "declassified"}, {"label", label(true)}};
  EXPECT_EQ(act(kRegistrar, kTool, "reclassification", wider).status, 403);
  EXPECT_EQ(objects(kJapan).size(), 0u);
  const json widened = done(kOfficial, kTool, "reclassification", wider);
  EXPECT_EQ(widened.at("widened"), true);
  ASSERT_EQ(objects(kJapan).size(), 1u);
  json expected = first, got = objects(kJapan)[0];
  EXPECT_GT(got["modified"], first["modified"]);
  expected["modified"] = got["modified"];
  expected["extensions"] = got["extensions"];
  EXPECT_EQ(got, expected) << "the content is the same";
  EXPECT_EQ(widened.at("recalled")[0].at("version"), version(1));

  const json narrowed = done(kRegistrar, kTool, "reclassification", {{"reason", "sources"}, {"label", label(false)}});
  EXPECT_EQ(narrowed.at("widened"), false);
  const json news = objects(kJapan);
  ASSERT_EQ(news.size(), 1u);
  EXPECT_EQ(news[0].at("revoked"), true);
  ASSERT_EQ(tombstones(kJapan).size(), 1u);
  EXPECT_FALSE(tombstones(kJapan)[0].contains("replaced_by")) << "what took its place is not released to Japan";
  EXPECT_EQ(objects("NZL.GCSB.analyst")[0].at("name"), "EXERCISE");
  // A higher word narrows, unless somebody gains by it.
  json secret = label(false);
  secret["levels"]["NZL"] = json::array({"SECRET"});
  EXPECT_EQ(done(kRegistrar, kTool, "reclassification", {{"reason", "x"}, {"label", secret}}).at("widened"), false);
  EXPECT_EQ(act(kRegistrar, kTool, "reclassification", {{"reason", "x"}, {"label", label(false)}}).status, 403);
  EXPECT_EQ(act(kRegistrar, kTool, "reclassification", {{"reason", "x"}, {"label", {{"levle", 1}}}}).status, 400);
  const json by_text = {{"reason", "x"}, {"marking", {{"language", "national"}, {"text", "NZL SECRET"}}}};
  EXPECT_EQ(act(kRegistrar, kAbsent, "reclassification", by_text).status, 404);
  expect_audited();
}

TEST_F(Recall, ErasedBytesAreInNoFile) {
  const std::string canary = "CANARY-7f3a91";
  share({tool(kTool, 1, true, canary)});
  share({tool(kOther, 1, true, "beside")});
  ASSERT_EQ(objects(kJapan).size(), 2u);
  const std::string salt = node.opened().engine->salt(node.node().shelf.row(0).seq).value();
  ASSERT_EQ(salt.size(), 16u);
  ASSERT_FALSE(files_with(canary).empty());
  ASSERT_FALSE(files_with(salt).empty());
  EXPECT_EQ(act(kRegistrar, kTool, "erasure", {{"reason", "x"}}).status, 412) << "it is not recalled";
  done(kRegistrar, kTool, "recall", {{"reason", "x"}});
  EXPECT_FALSE(files_with(canary).empty());
  EXPECT_EQ(act(kSubmitter, kTool, "erasure", {{"reason", "x"}}).status, 404);
  const json erased = done(kRegistrar, kTool, "erasure", {{"reason", "ordered by court"}});
  EXPECT_EQ(erased.at("erased")[0].at("id"), kTool);
  EXPECT_EQ(files_with(canary), std::vector<std::string>{});
  EXPECT_EQ(files_with(salt), std::vector<std::string>{});
  ASSERT_TRUE(node.opened().engine->settle());
  EXPECT_EQ(files_with(canary), std::vector<std::string>{});
  EXPECT_EQ(act(kRegistrar, kTool, "erasure", {{"reason", "x"}}).status, 412);
  // Not its own party's either; past holders are still told.
  ASSERT_EQ(objects("NZL.GCSB.analyst").size(), 1u);
  EXPECT_EQ(objects("NZL.GCSB.analyst")[0].at("name"), "beside");
  EXPECT_EQ(objects(kJapan).size(), 2u);
  const auto again = node.post(kSubmitter, bundle_of({tool(kTool, 1, true, canary)}).dump());
  EXPECT_EQ(json::parse(again.body).at("failure_count"), 1) << "the name of what was erased is taken";
  node.reopen();
  EXPECT_EQ(objects("NZL.GCSB.analyst").size(), 1u);
  EXPECT_EQ(objects(kJapan).size(), 2u);
  EXPECT_EQ(files_with(canary), std::vector<std::string>{});
  expect_audited();
}

TEST_F(Recall, AnErasureThatWasCutShortIsCarriedOn) {
  const std::string canary = "CANARY-c0ffee";
  for (const bool settled : {false, true}) {
    const std::string id = settled ? kTool : kOther;
    share({tool(id, 1, true, canary)});
    if (settled) { ASSERT_TRUE(node.opened().engine->settle()); }
    done(kRegistrar, id, "recall", {{"reason", "x"}});
    // The record is durable, and the power goes before a byte is overwritten.
    const std::uint32_t row = node.node().shelf.size() - 1;
    ASSERT_TRUE(node.node().journal().commit([&](journal::Batch& batch) -> Result<void> {
      batch.add(journal::Kind::erasure, shelf::encode(shelf::ErasureRecord{kRegistrar, "x", {node.node().shelf.row(row).seq}}), {}, 2);
      return {};
    }));
    ASSERT_FALSE(files_with(canary).empty());
    node.reopen();
    EXPECT_EQ(files_with(canary), std::vector<std::string>{});
    EXPECT_EQ(node.opened().engine->salt(node.node().shelf.row(row).seq).value(), "");
  }
}

TEST_F(Recall, WhatIsRecordedAsErasedAndStillThereIsDue) {
  const std::string canary = "CANARY-beef";
  share({tool(kTool, 1, true, canary)});
  done(kRegistrar, kTool, "recall", {{"reason", "x"}});
  ASSERT_TRUE(node.node().journal().commit([&](journal::Batch& batch) -> Result<void> {
    batch.add(journal::Kind::erasure, shelf::encode(shelf::ErasureRecord{kRegistrar, "x", {node.node().shelf.row(0).seq}}), {}, 2);
    return {};
  }));
  EXPECT_EQ(objects("NZL.GCSB.analyst").size(), 0u) << "nobody gets it meanwhile";
  ASSERT_FALSE(files_with(canary).empty());
  ASSERT_TRUE(operations::due(node.node()));
  EXPECT_EQ(files_with(canary), std::vector<std::string>{});
}

TEST_F(Recall, ASecondPersonLetsItGo) {
  share({tool(kOther, 1)});
  // As intake records it where an agreement asks for two persons.
  operations::Node& inside = node.node();
  ASSERT_TRUE(inside.journal().commit([&](journal::Batch& batch) -> Result<void> {
    TRY(const store::Record stored, inside.engine().read(inside.shelf.row(0).seq));
    TRY(const journal::Entry entry, journal::decode_payload(stored));
    TRY(shelf::ObjectRecord record, shelf::decode_object(entry.body));
    record.id = kTool;
    record.thing = shelf::Thing{inside.shelf.things()};
    record.second_person = true;
    const std::string bytes = "," + tool(kTool, 1).dump();
    const std::string salt(16, 's');
    record.commitment = journal::commit_to(salt, std::string_view(bytes).substr(1));
    batch.add_with_blob(journal::Kind::object, shelf::encode(record), bytes, salt,
                        {{shelf::thing_key(kTool, "NZL"), std::to_string(record.thing.value)},
                         {shelf::version_key(record.thing, record.version), std::to_string(batch.next())}});
    return {};
  }));
  // What never happened to a row of which something else is said has not happened by the end of time.
  EXPECT_TRUE(inside.exceptions.awaits_second_person(1));
  EXPECT_FALSE(inside.exceptions.recalled(1, UINT64_MAX));
  EXPECT_FALSE(inside.exceptions.erased(1, UINT64_MAX));
  EXPECT_FALSE(inside.exceptions.grants(1, UINT64_MAX, "JPN").recalled);
  EXPECT_EQ(inside.exceptions.grants(1, UINT64_MAX, "JPN").awaiting, "NZL");
  EXPECT_EQ(objects(kJapan).size(), 1u);
  EXPECT_EQ(objects("NZL.GCSB.analyst").size(), 2u);
  EXPECT_EQ(act(kRegistrar, kTool, "approval", {{"version", version(1)}}).status, 404);
  EXPECT_EQ(act(kOfficial, kTool, "approval", {{"version", version(2)}}).status, 404);
  EXPECT_EQ(act(kOfficial, kTool, "approval", json::object()).status, 400);
  EXPECT_EQ(act(kOfficial, kOther, "approval", {{"version", version(1)}}).status, 412);
  EXPECT_EQ(objects(kJapan).size(), 1u);
  EXPECT_EQ(act(kOfficial, kTool, "approval", {{"version", version(1)}}).status, 200);
  EXPECT_EQ(objects(kJapan).size(), 2u);
  EXPECT_EQ(act(kOfficial, kTool, "approval", {{"version", version(1)}}).status, 412);
  expect_audited();
}

}  // namespace
}  // namespace comity::fault
