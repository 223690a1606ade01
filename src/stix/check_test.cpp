#include "stix/check.hpp"

#include <gtest/gtest.h>

#include <fmt/format.h>

#include "stix/shared_data_test.hpp"

namespace comity::stix {
namespace {

std::string id(std::string_view type, int n) { return fmt::format("{}--00000000-0000-4000-8000-{:012}", type, n); }

std::string campaign(int n, std::string_view more = "", std::string_view modified = "2026-01-31T12:00:00.000Z") {
  return fmt::format(
      R"({{"type":"campaign","spec_version":"2.1","id":"{}","created":"2026-01-31T12:00:00.000Z","modified":"{}","name":"n"{}}})",
      id("campaign", n), modified, more);
}
std::string bundle(const std::string& objects) {
  return fmt::format(R"({{"type":"bundle","id":"{}","objects":[{}]}})", id("bundle", 1), objects);
}

// "error /objects/1/name 2.15" and so on, in order.
std::vector<std::string> lines_of(const Report& report) {
  std::vector<std::string> out;
  for (const LocatedProblem& one : report.problems)
    out.push_back(fmt::format("{} {} {}", name_of(one.problem.severity), one.problem.pointer, one.problem.section));
  return out;
}
using Lines = std::vector<std::string>;

TEST(Check, Framings) {
  const std::string one = campaign(1), two = campaign(2);
  struct {
    std::string text;
    Framing framing;
    std::uint64_t objects;
    Lines problems;
  } const table[] = {
      {bundle(one + "," + two), Framing::bundle, 2, {}},
      {" \n{ \"objects\" : [ " + one + " ] , \"id\":\"" + id("bundle", 1) + "\", \"type\":\"bundle\" } \n",
       Framing::bundle,
       1,
       {}},
      {R"({"more":true,"next":"a","objects":[)" + one + "]}", Framing::envelope, 1, {}},
      {one, Framing::object, 1, {}},
      {"[" + one + ", " + two + "]", Framing::list, 2, {}},
      {"[]", Framing::list, 0, {}},
      {one + "\n" + two + "\n", Framing::lines, 2, {}},
      {R"({"type":"bundle","id":")" + id("bundle", 1) + "\"}", Framing::bundle, 0, {}},
      {bundle(""), Framing::bundle, 0, {"error /objects 2.12"}},
      {R"({"type":"bundle","objects":[)" + one + "]}", Framing::bundle, 1, {"error /id 8"}},
      {R"({"type":"bundle","id":"b","objects":[)" + one + "]}", Framing::bundle, 1, {"error /id 8"}},
      {R"({"type":"package","id":"b","objects":[)" + one + "]}", Framing::bundle, 1, {"error /type 8"}},
      {R"({"id":"b","objects":[)" + one + "]}", Framing::envelope, 1, {"error /type 8"}},
      {R"({"type":"bundle","spec_version":"2.0","id":")" + id("bundle", 1) + R"(","objects":[)" + one + "]}",
       Framing::bundle,
       1,
       {}},
      {R"({"type":"bundle","spec_version":"2.1","id":")" + id("bundle", 1) + R"(","objects":[)" + one + "]}",
       Framing::bundle,
       1,
       {"warning /spec_version 8"}},
      {R"({"type":"bundle","spec_version":"3","id":")" + id("bundle", 1) + R"(","objects":[)" + one + "]}",
       Framing::bundle,
       1,
       {"error /spec_version 2.0"}},
      {R"({"type":"bundle","x_own":1,"id":")" + id("bundle", 1) + R"(","objects":[)" + one + "]}",
       Framing::bundle,
       1,
       {"warning /x_own 8"}},
      {"", Framing::object, 0, {"error  8"}},
      {"7", Framing::object, 0, {"error  8"}},
      {"\xef\xbb\xbf" + one, Framing::object, 0, {"error  8"}},
      {"[" + one, Framing::list, 1, {"error  8"}},
      {"[" + one + "] x", Framing::list, 1, {"error  8"}},
      {bundle(one) + "x", Framing::bundle, 1, {"error  8"}},
      {bundle(one + two), Framing::bundle, 1, {"error /objects 8"}},
      {bundle(one + ","), Framing::bundle, 1, {"error /objects/1 8"}},
      {R"({"type":"bundle","type":"bundle","id":")" + id("bundle", 1) + R"(","objects":[)" + one + "]}",
       Framing::bundle,
       1,
       {"error  8"}},
      {R"({"objects":[)" + one + "]", Framing::bundle, 1, {"error  8"}},
      {R"({"objects":[{"a":1)", Framing::bundle, 0, {"error /objects/0 8"}},
      {R"({"type":"bundle","id":")" + id("bundle", 1) + R"(","objects":{}})", Framing::bundle, 0, {"error /objects 8"}},
  };
  for (const auto& row : table) {
    const Report report = check(row.text);
    EXPECT_EQ(name_of(report.framing), name_of(row.framing)) << row.text;
    EXPECT_EQ(report.objects, row.objects) << row.text;
    EXPECT_EQ(lines_of(report), row.problems) << row.text;
  }
}

TEST(Check, ABadObjectDoesNotSpoilTheOthers) {
  const std::string text =
      bundle(campaign(1) + R"(,{"type":"campaign", "a":[}, 7, "x", [{}], )" + campaign(2, R"(,"aliases":["a",1])") +
             R"(,{"type":"tool","type":"tool"})" + "," + campaign(3));
  const Report report = check(text);
  EXPECT_EQ(report.objects, 8u);
  EXPECT_EQ(lines_of(report), (Lines{"error /objects/1 8", "error /objects/2 8", "error /objects/3 8",
                                     "error /objects/4 8", "error /objects/5/aliases/1 2.15", "error /objects/6 8"}));
  EXPECT_EQ(report.objects_with_errors, 6u);
  EXPECT_EQ(report.problems[4].id, id("campaign", 2));
  EXPECT_EQ(report.problems[4].type, "campaign");
  EXPECT_EQ(report.problems[4].object, 5u);
  EXPECT_EQ(text[report.problems[4].problem.offset], '1');
  EXPECT_EQ(report.types.at("campaign").objects, 3u);
  EXPECT_EQ(report.types.at("campaign").errors, 1u);
}

TEST(Check, ABadLineDoesNotSpoilTheOthers) {
  const Report report =
      check(campaign(1) + "\n{\"type\":\"campaign\n" + campaign(2) + "\nnot json\n" + campaign(3, ",\"aliases\":[]"));
  EXPECT_EQ(report.framing, Framing::lines);
  EXPECT_EQ(lines_of(report), (Lines{"error /1 8", "error /3 8", "error /4/aliases 2.12"}));
  EXPECT_EQ(report.problems[2].line, 5u);
}

TEST(Check, LinesAndColumnsOfTheFileAsItIs) {
  const std::string text = "{\n  \"type\": \"bundle\",\n  \"id\": \"" + id("bundle", 1) +
                           "\",\n  \"objects\": [\n    " + campaign(1) +
                           ",\n    {\n      \"type\": \"url\",\n      \"id\": \"" + id("url", 2) +
                           "\",\n      \"x_é\": 1, \"value\": 7\n    }\n  ]\n}\n";
  const Report report = check(text);
  ASSERT_EQ(report.problems.size(), 2u);
  EXPECT_EQ(report.problems[1].problem.pointer, "/objects/1/value");
  EXPECT_EQ(report.problems[1].line, 9u);
  EXPECT_EQ(report.problems[1].column, 26u);  // é is one character
  EXPECT_EQ(text.substr(report.problems[1].problem.offset, 1), "7");
}

TEST(Check, WhatConcernsSeveralObjects) {
  const std::string later = "2026-02-01T12:00:00.000Z";
  std::string other = campaign(1, "", later);
  other.replace(other.find("\"created\":\"2026"), 15, "\"created\":\"2025");
  const std::string creator = R"(,"created_by_ref":")" + id("identity", 9) + "\"";
  struct {
    std::string objects;
    Lines problems;
  } const table[] = {
      {campaign(1) + "," + campaign(1, "", later), {}},
      {campaign(1) + "," + campaign(1), {"warning /objects/1 3.6"}},
      {campaign(1) + "," + campaign(1, R"(,"objective":"o")"), {"warning /objects/1 3.6"}},
      {campaign(1) + "," + other, {"error /objects/1 3.6"}},
      {campaign(1) + "," + campaign(1, creator, later), {"error /objects/1 3.6"}},
      {campaign(1, "", later) + "," + campaign(1, R"(,"revoked":true)"), {"error /objects/0 3.6"}},
      {campaign(1) + R"(,{"type":"url","id":")" + id("url", 1) + R"(","value":"https://example.com/"})",
       {"warning /objects/1 2.9"}},
  };
  for (const auto& row : table) EXPECT_EQ(lines_of(check(bundle(row.objects))), row.problems) << row.objects;
}

TEST(Check, ReferencesMayLeadOutOfTheFile) {
  EXPECT_TRUE(check(bundle(campaign(1, R"(,"created_by_ref":")" + id("identity", 7) + "\""))).problems.empty());
}

TEST(Check, IsBounded) {
  CheckOptions options;
  options.limits.max_objects = 2;
  EXPECT_EQ(lines_of(check(bundle(campaign(1) + "," + campaign(2) + "," + campaign(3)), options)),
            (Lines{"error /objects 8"}));
  options = {};
  options.limits.max_object_bytes = 20;
  EXPECT_EQ(lines_of(check(bundle(campaign(1)), options)), (Lines{"error /objects/0 8"}));
  options = {};
  options.limits.max_bundle_bytes = 20;
  EXPECT_EQ(lines_of(check(bundle(campaign(1)), options)), (Lines{"error  8"}));
  options = {};
  options.max_problems = 3;
  std::string many;
  for (int i = 0; i < 100; ++i) many += (i == 0 ? "" : ",") + campaign(i, R"(,"x_a":1,"aliases":[])");
  const Report report = check(bundle(many), options);
  EXPECT_EQ(report.errors, 100u);
  EXPECT_EQ(report.warnings, 100u);
  EXPECT_EQ(report.problems.size(), 6u);
  ASSERT_EQ(report.rules.size(), 2u);
  EXPECT_EQ(report.rules[0].count + report.rules[1].count, 200u);
  many += "," + campaign(100, R"(,"lang":"d")");  // a rule that was not broken before has its example still
  EXPECT_EQ(check(bundle(many), options).problems.back().problem.rule, "language");
  options.warnings = false;
  EXPECT_EQ(check(bundle(many), options).warnings, 0u);
  const std::string deep = bundle(campaign(1, ",\"x_a\":" + std::string(100'000, '[') + std::string(100'000, ']')));
  EXPECT_EQ(lines_of(check(deep)), (Lines{"error /objects/0 8"}));
  EXPECT_EQ(check("{\"a\":" + std::string(100'000, '[')).errors, 1u);
}

// Every prefix of a file, and every file with one byte changed, ends in a report.
TEST(Check, IsTotal) {
  const std::string text =
      bundle(campaign(1, R"(,"aliases":["\u00e9"],"granular_markings":[{"lang":"de","selectors":["name"]}])") + "," +
             campaign(2));
  std::uint64_t errors = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    EXPECT_GT(check(text.substr(0, i)).errors, 0u) << i;
    for (const char c : {'"', '{', ']', ',', '\\', '\0', '\xff'}) {
      std::string changed = text;
      changed[i] = c;
      errors += check(changed).errors;
    }
  }
  EXPECT_GT(errors, text.size());
}

TEST(Check, PublishedDataSets) {
  struct {
    const char* name;
    std::uint64_t objects;
  } const table[] = {{"enterprise-attack-18.1", 24'771}, {"ics-attack-18.1", 1'826}, {"capec", 2'683}};
  for (const auto& row : table) {
    const auto text = shared_gzip("data/stix/" + std::string(row.name) + ".json.gz");
    if (!text) GTEST_SKIP() << kNoSharedData;
    std::uint64_t visited = 0;
    const Report report = check(*text, {}, [&](const CheckedObject& object) {
      visited += object.text.front() == '{' && object.text.back() == '}' && !object.id.empty();
    });
    EXPECT_EQ(report.framing, Framing::bundle);
    EXPECT_EQ(report.objects, row.objects);
    EXPECT_EQ(visited, row.objects);
    EXPECT_EQ(report.errors, 0u) << row.name;
    EXPECT_GT(report.warnings, 0u) << row.name;
  }
}

}  // namespace
}  // namespace comity::stix
