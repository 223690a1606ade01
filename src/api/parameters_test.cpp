#include "api/parameters.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "api/conditional.hpp"
#include "api/media.hpp"
#include "api/topics.hpp"

namespace comity::api {
namespace {

Endpoint row() {
  return {.method = "GET",
          .pattern = "/x/{a}",
          .parameters = {{.name = "limit", .kind = Parameter::Kind::whole, .text = "", .least = 1, .most = 10},
                         {.name = "since", .kind = Parameter::Kind::time, .text = ""},
                         {.name = "deep", .kind = Parameter::Kind::flag, .text = ""},
                         {.name = "word", .text = "", .most = 4, .one_of = {"a", "bb"}, .many = true},
                         {.name = "must", .text = "", .required = true}}};
}

std::string fault_of(std::multimap<std::string, std::string> query) {
  http::Request request;
  query.emplace("must", "x");
  request.query = std::move(query);
  const auto checked = check_parameters(row(), request);
  return checked ? "" : checked.error().where;
}

TEST(Parameters, AreOfTheirKind) {
  EXPECT_EQ(fault_of({}), "");
  EXPECT_EQ(fault_of({{"limit", "10"}, {"since", "2026-01-31"}, {"deep", "true"}, {"word", "a,bb"}, {"word", "a"}}), "");
  for (const char* bad : {"", "0", "11", "-1", "1x", " 1", "99999999999999999999"}) EXPECT_EQ(fault_of({{"limit", bad}}), "limit") << bad;
  EXPECT_EQ(fault_of({{"since", "yesterday"}}), "since");
  EXPECT_EQ(fault_of({{"deep", "1"}}), "deep");
  for (const char* bad : {"", "c", "a,", "a,c"}) EXPECT_EQ(fault_of({{"word", bad}}), "word") << bad;
  EXPECT_EQ(fault_of({{"limit", "1"}, {"limit", "1"}}), "limit");
  EXPECT_EQ(fault_of({{"other", "1"}}), "other");
  http::Request none;
  EXPECT_FALSE(check_parameters(row(), none));
}

TEST(Shapes, AreClosed) {
  const auto fault = [](const char* body) {
    const auto checked = check_shape(nlohmann::json::parse(body), "NewToken");
    return checked ? std::string("none") : checked.error().where;
  };
  EXPECT_EQ(fault(R"({"person":"NZL.GCSB.analyst","days":30})"), "none");
  EXPECT_EQ(fault(R"({"person":"NZL.GCSB.analyst"})"), "/days");
  EXPECT_EQ(fault(R"({"person":"NZL.GCSB.analyst","days":0})"), "/days");
  EXPECT_EQ(fault(R"({"person":"NZL.GCSB.analyst","days":3651})"), "/days");
  EXPECT_EQ(fault(R"({"person":"NZL.GCSB.analyst","days":1.5})"), "/days");
  EXPECT_EQ(fault(R"({"person":"","days":1})"), "/person");
  EXPECT_EQ(fault(R"({"person":7,"days":1})"), "/person");
  EXPECT_EQ(fault(R"({"person":"x","days":1,"a/b":2})"), "/a~1b");
  EXPECT_EQ(fault(R"([])"), "");
}

// What the table says of itself is checked where the document is printed from it; that each row can be called is here.
TEST(Table, EveryRowIsWhole) {
  std::set<std::string_view> ids;
  for (const Topic* topic : topics())
    for (const Endpoint& one : topic->endpoints) {
      EXPECT_TRUE(ids.insert(one.id).second) << one.id;
      EXPECT_TRUE(one.act) << one.id;
      EXPECT_FALSE(one.summary.empty()) << one.id;
      EXPECT_FALSE(one.answers.empty()) << one.id;
      EXPECT_TRUE(one.pattern.starts_with("/api/v1/") || one.pattern == "/metrics") << one.id;
      EXPECT_TRUE(one.method == "POST" || one.method == "PUT" || !one.body) << one.id;
    }
}

TEST(Media, AcceptIsReadAsItIsMeant) {
  const auto takes = [](std::string_view accept) { return accepts(accept, "application/json"); };
  for (const char* yes : {"", "*/*", "application/json", "text/html, */*;q=0.1", "APPLICATION/*", "application/json;q=0.001, */*;q=0", "application/json; charset=utf-8"})
    EXPECT_TRUE(takes(yes)) << yes;
  for (const char* no : {"text/html", "application/json;q=0", "*/*, application/json;q=0.0", "application/jsonx", "x"}) EXPECT_FALSE(takes(no)) << no;
  EXPECT_TRUE(is_of_type("Application/JSON; charset=utf-8", "application/json"));
  EXPECT_FALSE(is_of_type("", "application/json"));
}

TEST(ETags, AreOfTheBytesAndOfWhoGetsThem) {
  const operations::Caller one{"NZL.GCSB.analyst", "", "", ""}, other{"NZL.GCSB.clerk", "", "", ""};
  EXPECT_NE(etag_of(one, "x"), etag_of(other, "x"));
  EXPECT_NE(etag_of(one, "x"), etag_of(one, "y"));
  const std::string tag = etag_of(one, "x");
  EXPECT_TRUE(names_etag("\"a\", " + tag, tag, false));
  EXPECT_TRUE(names_etag("W/" + tag, tag, true));
  EXPECT_FALSE(names_etag("W/" + tag, tag, false));
  EXPECT_TRUE(names_etag("*", tag, false));
  EXPECT_FALSE(names_etag("\"a\",,", tag, true));
}

}  // namespace
}  // namespace comity::api
