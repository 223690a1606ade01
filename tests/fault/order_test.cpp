// Objects of one submission never share a place in a reader's order; and a poller that remembers a date of another server loses nothing here.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "operations/acts.hpp"
#include "operations/import_dates.hpp"
#include "taxii/collections.hpp"
#include "tests/fault/door_node.hpp"

namespace comity::fault {
namespace {

using nlohmann::json;

constexpr const char* kReader = "NZL.NAB.analyst";
constexpr const char* kSubmitter = "NZL.GCSB.submitter";
constexpr const char* kLabel =
    R"({"marked":"2026-01-05T00:00:00Z","levels":{"NZL":[{"scheme":"TLP","word":"NONE"}]},"tlp":"CLEAR","releasable":{"NZL":["ALL"]},)"
    R"("topics":[["cyber","pacific","maritime","energy","counter-terrorism"]]})";

std::string id_of(std::size_t number) { return fmt::format("tool--{:08x}-0000-4000-8000-000000000000", number); }

std::string tool(std::size_t number, bool labelled) {
  const std::string extensions =
      fmt::format(R"(,"extensions":{{"extension-definition--6a1c5d0e-6e0b-4f6b-9a53-0f6f2b1e7c44":{{"extension_type":"property-extension","label":{}}}}})", kLabel);
  return fmt::format(R"({{"type":"tool","spec_version":"2.1","id":"{}","created":"2026-05-01T00:00:00.000Z","modified":"2026-05-01T00:00:00.000Z","name":"EXERCISE {}"{}}})",
                     id_of(number), number, labelled ? extensions : "");
}

std::string tools(std::size_t from, std::size_t to, bool labelled) {
  std::string out = R"({"objects":[)";
  for (std::size_t i = from; i < to; ++i) out += (i == from ? "" : ",") + tool(i, labelled);
  return out + "]}";
}

void post(DoorNode& node, std::size_t from, std::size_t to) {
  const std::string target = "/comity/collections/" + taxii::write_collection("NZL.GCSB") + "/objects/";
  const auto response = node.ask(kSubmitter, {"POST", target, "application/taxii+json", tools(from, to, true)});
  ASSERT_EQ(response.status, 202);
  ASSERT_EQ(json::parse(body_of(response)).at("success_count"), to - from);
}

std::string header(const http::Response& response, const std::string& name) {
  for (const auto& [key, value] : response.headers)
    if (key == name) return value;
  return {};
}

struct Walked {
  std::vector<std::string> ids;
  std::vector<std::pair<std::string, std::string>> dates;  // X-TAXII-Date-Added-First and -Last of each page
  std::vector<json> pages;
};

Walked walk(DoorNode& node, const std::string& endpoint, const std::string& query, std::size_t limit) {
  Walked out;
  std::string next;
  do {
    const std::string target = fmt::format("/comity/collections/{}/{}/?limit={}{}{}", taxii::kReadCollection, endpoint, limit, query,
                                           next.empty() ? "" : "&next=" + next);
    const auto response = node.ask(kReader, {"GET", target, "", ""});
    EXPECT_EQ(response.status, 200) << target;
    json page = json::parse(body_of(response));
    if (page.contains("objects")) {
      EXPECT_LE(page.at("objects").size(), limit);
      for (const json& one : page.at("objects")) out.ids.push_back(one.at("id"));
      out.dates.emplace_back(header(response, "X-TAXII-Date-Added-First"), header(response, "X-TAXII-Date-Added-Last"));
    }
    next = page.value("next", "");
    out.pages.push_back(std::move(page));
  } while (!next.empty());
  return out;
}

TEST(Order, ObjectsOfOneSubmissionShareNoPlace) {
  constexpr std::size_t kObjects = 10'000;
  DoorNode node;
  ASSERT_NO_FATAL_FAILURE(post(node, 0, kObjects));

  // One by one, by the page's own dates.
  const Walked single = walk(node, "objects", "", 1);
  ASSERT_EQ(single.ids.size(), kObjects);
  EXPECT_EQ(std::set<std::string>(single.ids.begin(), single.ids.end()).size(), kObjects);
  for (std::size_t i = 0; i < kObjects; ++i) {
    ASSERT_EQ(single.dates[i].first, single.dates[i].second);
    if (i == 0) continue;
    ASSERT_LT(single.dates[i - 1].first, single.dates[i].first) << i;
  }

  // The manifest has the same order and the same dates, whatever its pages.
  for (const std::size_t limit : {1000, 333}) {
    const Walked manifest = walk(node, "manifest", "", limit);
    ASSERT_EQ(manifest.ids, single.ids);
    std::size_t i = 0;
    for (const json& page : manifest.pages)
      for (const json& one : page.at("objects")) ASSERT_EQ(one.at("date_added"), single.dates[i++].first);
  }
  EXPECT_EQ(walk(node, "objects", "", 1000).ids, single.ids);

  // So a client that goes on by date instead of `next` passes over none.
  std::vector<std::string> by_date;
  for (std::string after = "2026-01-01T00:00:00Z"; by_date.size() < kObjects;) {
    const auto response = node.ask(
        kReader, {"GET", fmt::format("/comity/collections/{}/objects/?limit=777&added_after={}", taxii::kReadCollection, after), "", ""});
    const json page = json::parse(body_of(response));
    ASSERT_TRUE(page.contains("objects")) << by_date.size();
    for (const json& one : page.at("objects")) by_date.push_back(one.at("id"));
    after = header(response, "X-TAXII-Date-Added-Last");
  }
  EXPECT_EQ(by_date, single.ids);
}

// The order that the old server gave, its dates as claims, and a poller that comes with a date of then.
TEST(Order, APollerChangesServers) {
  DoorNode old;
  // Not in the order of their numbers, so that no other order passes for the dates'.
  ASSERT_NO_FATAL_FAILURE(post(old, 20, 30));
  old.clock().advance_us(3'600'000'000);
  ASSERT_NO_FATAL_FAILURE(post(old, 0, 10));
  const Walked before = walk(old, "objects", "", 100);
  ASSERT_EQ(before.ids.size(), 20u);
  const std::string after = before.dates.back().second;  // what the poller remembers
  old.clock().advance_us(3'600'000'000);
  ASSERT_NO_FATAL_FAILURE(post(old, 10, 20));
  const Walked manifest = walk(old, "manifest", "", 7);
  std::string pages;
  for (const json& page : manifest.pages) pages += page.dump() + "\n";
  const auto dates = operations::read_import_dates(pages, "manifest.json");
  ASSERT_TRUE(dates) << to_string(dates.error());

  DoorNode fresh;
  const std::string rules = fmt::format("[[rule]]\nsubmitter = \"{}\"\nlabel = '''{}'''\n", kSubmitter, kLabel);
  const auto too_early = operations::import(fresh.node(), tools(0, 30, false), rules, "rules.toml", {}, &*dates);
  ASSERT_FALSE(too_early);  // the old server's dates lie in this clock's future
  EXPECT_EQ(too_early.error().code, Code::invalid);
  fresh.clock().advance_us(86'400'000'000);
  const auto report = operations::import(fresh.node(), tools(0, 30, false), rules, "rules.toml", {}, &*dates);
  ASSERT_TRUE(report) << to_string(report.error());
  EXPECT_EQ(report->accepted, 30u);
  EXPECT_EQ(report->dated, 30u);

  // All of it once more and in the order of then; nothing lost, and what was not there before comes last.
  const Walked polled = walk(fresh, "objects", "&added_after=" + after, 1);
  EXPECT_EQ(polled.ids, manifest.ids);
  for (std::size_t i = 1; i < polled.dates.size(); ++i) EXPECT_LT(polled.dates[i - 1].first, polled.dates[i].first);
  EXPECT_GT(polled.dates.front().first, after);
  // And only what is new after that.
  EXPECT_TRUE(walk(fresh, "objects", "&added_after=" + polled.dates.back().second, 100).ids.empty());
  ASSERT_NO_FATAL_FAILURE(post(fresh, 30, 31));
  EXPECT_EQ(walk(fresh, "objects", "&added_after=" + polled.dates.back().second, 100).ids, std::vector<std::string>{id_of(30)});

  // The claims are on record, for the agency that is said to have shared them.
  std::map<std::string, std::string> claimed;
  for (const std::string& submission : report->submissions) {
    const json status = json::parse(body_of(fresh.ask(kSubmitter, {"GET", "/comity/status/" + submission + "/", "", ""})));
    for (const json& one : status.at("successes")) claimed[one.at("id")] = one.value("message", "");
  }
  ASSERT_EQ(claimed.size(), 30u);
  for (const json& page : manifest.pages)
    for (const json& one : page.at("objects"))
      EXPECT_NE(claimed.at(one.at("id")).find("date_added before the import: " + one.at("date_added").get<std::string>()), std::string::npos);
}

TEST(Order, DatesOfAnotherServerAreReadOrRefused) {
  const auto read = [](const std::string& text) { return operations::read_import_dates(text, "dates"); };
  const std::string one = R"({"id":"tool--1","version":"2026-01-01T00:00:00.000Z","date_added":"2026-02-01T00:00:00Z"})";
  EXPECT_EQ(read(one)->by_id.size(), 1u);
  EXPECT_EQ(read(one + "\n\n" + one + "\n")->by_id.size(), 1u);  // the same said twice
  EXPECT_EQ(read(R"({"more":false,"objects":[)" + one + "]}")->by_id.size(), 1u);
  EXPECT_EQ(read(one + "\n" + R"({"id":"tool--1","version":"2026-01-01T00:00:00.000Z","date_added":"2026-02-02T00:00:00Z"})").error().where, "dates:2");
  EXPECT_EQ(read(one + "\nnothing").error().where, "dates:2");
  for (const char* bad : {"", "[]", "{}", R"({"id":"tool--1","version":"x"})", R"({"id":"tool--1","date_added":"yesterday"})", R"({"objects":[1]})"})
    EXPECT_FALSE(read(bad)) << bad;
}

}  // namespace
}  // namespace comity::fault
