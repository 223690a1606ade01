#include "taxii/query.hpp"

#include <gtest/gtest.h>

namespace comity::taxii {
namespace {

Result<operations::PageRequest> read(std::multimap<std::string, std::string> query) {
  http::Request request;
  request.query = std::move(query);
  return page_request(request, {100, 1000});
}

std::string fault(std::multimap<std::string, std::string> query) {
  const auto page = read(std::move(query));
  if (page) return "none";
  EXPECT_EQ(page.error().code, Code::invalid);
  return page.error().where;
}

TEST(Query, Defaults) {
  const auto page = read({}).value();
  EXPECT_EQ(page.limit, 100u);
  EXPECT_EQ(page.next, "");
  EXPECT_FALSE(page.added_after);
  shelf::Filter latest;
  latest.versions.among_matching = true;
  EXPECT_EQ(page.filter, latest);
}

TEST(Query, LimitIsCappedAndNeverGuessed) {
  EXPECT_EQ(read({{"limit", "7"}})->limit, 7u);
  EXPECT_EQ(read({{"limit", "007"}})->limit, 7u);
  EXPECT_EQ(read({{"limit", "1001"}})->limit, 1000u);
  EXPECT_EQ(read({{"limit", "99999999999999999999999999"}})->limit, 1000u);
  for (const char* bad : {"", "0", "000", "-1", "+1", "1.5", "ten", "1 ", "0x10"}) {
    EXPECT_EQ(fault({{"limit", bad}}), "limit") << bad;
  }
}

TEST(Query, Matches) {
  const auto page =
      read({{"match[type]", "report,note"}, {"match[id]", "report--1"}, {"match[version]", "all"}}).value();
  EXPECT_EQ(page.filter.types, (std::set<std::string>{"note", "report"}));
  EXPECT_EQ(page.filter.ids, (std::set<std::string>{"report--1"}));
  EXPECT_TRUE(page.filter.versions.all);
  EXPECT_FALSE(read({{"match[version]", "last"}})->filter.versions.all);
}

TEST(Query, Versions) {
  const auto page = read({{"match[version]", "first,2026-01-31T12:00:00.5Z,last"}, {"match[spec_version]", "2.0,2.1"}}).value();
  EXPECT_TRUE(page.filter.versions.first && page.filter.versions.last && !page.filter.versions.all);
  EXPECT_EQ(page.filter.versions.at, (std::set<std::int64_t>{parse_time("2026-01-31T12:00:00.500Z")->us}));
  EXPECT_EQ(page.filter.spec_versions, (std::set<std::string>{"2.0", "2.1"}));
  for (const char* bad : {"all,last", "all,2026-01-31T12:00:00Z", "last,last", "all,all", "newest", "", ",", "last,"})
    EXPECT_EQ(fault({{"match[version]", bad}}), "match[version]") << bad;
}

TEST(Query, RefusesWhatWouldWidenTheAnswer) {
  EXPECT_EQ(fault({{"match[name]", "x"}}), "match[name]");
  EXPECT_EQ(fault({{"match[]", "x"}}), "match[]");
  EXPECT_EQ(fault({{"match[type]", "a,,b"}}), "match[type]");
  EXPECT_EQ(fault({{"match[type]", ""}}), "match[type]");
  EXPECT_EQ(fault({{"match[type]", "a"}, {"match[type]", "b"}}), "match[type]");
  EXPECT_EQ(fault({{"unknown", "x"}}), "none");
}

// The tables of §5: what is for other endpoints is refused here.
TEST(Query, EachEndpointHasItsMatches) {
  http::Request request;
  request.query = {{"match[version]", "all"}};
  shelf::Filter filter;
  EXPECT_TRUE(take_matches(request, kObjectsMatch, filter));
  EXPECT_TRUE(take_matches(request, kObjectMatches, filter));
  EXPECT_FALSE(take_matches(request, kVersionsMatch, filter));
  EXPECT_FALSE(take_matches(request, {}, filter));
  request.query = {{"match[id]", "report--1"}};
  EXPECT_TRUE(take_matches(request, kObjectsMatch, filter));
  EXPECT_FALSE(take_matches(request, kObjectMatches, filter));
}

// A collection narrows, and a match never takes that away.
TEST(Query, KeepsWhatTheCollectionSays) {
  http::Request request;
  request.query = {{"match[type]", "report"}};
  shelf::Filter collection;
  collection.originators = {"NZL"};
  const auto page = page_request(request, {100, 1000}, kObjectsMatch, collection).value();
  EXPECT_EQ(page.filter.originators, collection.originators);
  EXPECT_EQ(page.filter.types, (std::set<std::string>{"report"}));
}

TEST(Query, Range) {
  EXPECT_EQ(read({{"added_after", "2026-01-31T12:00:00.5Z"}})->added_after,
            parse_time("2026-01-31T12:00:00.500000Z").value());
  EXPECT_EQ(fault({{"added_after", "yesterday"}}), "added_after");
  EXPECT_EQ(fault({{"added_after", ""}}), "added_after");
  EXPECT_EQ(read({{"next", "abc"}})->next, "abc");
  EXPECT_EQ(fault({{"next", ""}}), "next");
}

}  // namespace
}  // namespace comity::taxii
