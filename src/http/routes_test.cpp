#include "http/routes.hpp"

#include <gtest/gtest.h>

#include "http/target.hpp"

namespace comity::http {
namespace {

Route route(std::string method, std::string pattern, bool any_slash = true) {
  return {method, pattern, [name = method + " " + pattern](const Request&) { return Response::text(200, "", name); },
          any_slash};
}

// What a path leads to: "GET /pattern args…", "404", or "405 allowed".
std::string where(const Routes& routes, std::string_view method, std::string_view path) {
  const auto match = routes.match(method, path);
  if (match.handler == nullptr) return match.allow.empty() ? "404" : "405 " + match.allow;
  std::string text = (*match.handler)(Request{}).head;
  for (const std::string& arg : match.args) text += " [" + arg + "]";
  return text;
}

TEST(Routes, LeadsPathsToHandlers) {
  const auto routes = Routes::from({
      route("GET", "/"),
      route("GET", "/taxii2/"),
      route("GET", "/{root}/collections/{id}/objects/"),
      route("POST", "/{root}/collections/{id}/objects/"),
      route("GET", "/a/{x}"),
      route("POST", "/a/b"),
      route("DELETE", "/a/{x}"),
      route("GET", "/exact/", false),
      route("GET", "/bare", false),
  });
  ASSERT_TRUE(routes);
  const struct {
    const char* method;
    const char* path;
    const char* expected;
  } rows[] = {
      {"GET", "/", "GET /"},
      {"HEAD", "/", "GET /"},
      {"GET", "/taxii2", "GET /taxii2/"},
      {"GET", "/taxii2/", "GET /taxii2/"},
      {"GET", "/taxii2//", "404"},
      {"GET", "/r/collections/c/objects/", "GET /{root}/collections/{id}/objects/ [r] [c]"},
      {"POST", "/r/collections/c/objects", "POST /{root}/collections/{id}/objects/ [r] [c]"},
      {"GET", "/r/collections/a%2Fb%20c/objects/", "GET /{root}/collections/{id}/objects/ [r] [a/b c]"},
      {"GET", "/r/collections//objects/", "404"},
      {"PUT", "/r/collections/c/objects/", "405 GET, HEAD, POST"},
      {"GET", "/a/b", "GET /a/{x} [b]"},
      {"POST", "/a/b", "POST /a/b"},
      {"POST", "/a/c", "405 DELETE, GET, HEAD"},
      {"PUT", "/a/b", "405 DELETE, GET, HEAD, POST"},
      {"GET", "/exact/", "GET /exact/"},
      {"GET", "/exact", "404"},
      {"GET", "/bare", "GET /bare"},
      {"GET", "/bare/", "404"},
      {"GET", "/a/../a/b", "404"},
      {"GET", "/a/..", "GET /a/{x} [..]"},
      {"get", "/", "405 GET, HEAD"},
      {"OPTIONS", "*", "404"},
      {"GET", "/no/such/path/that/is/longer/than/any", "404"},
  };
  for (const auto& row : rows) EXPECT_EQ(where(*routes, row.method, row.path), row.expected) << row.path;
}

TEST(Routes, GivesWhatNoOtherRowKnowsToTheRest) {
  std::vector<Route> table{route("GET", "/a/b"), route("POST", "/a/c"), route("GET", "/x/{id}"), route("GET", "/{...}")};
  table.back().takes = [](const std::vector<std::string>& segments) { return segments.front() != "no"; };
  const auto routes = Routes::from(std::move(table));
  ASSERT_TRUE(routes) << to_string(routes.error());
  const struct {
    const char *method, *path, *expected;
  } rows[] = {
      {"GET", "/", "GET /{...} []"},
      {"HEAD", "/", "GET /{...} []"},
      {"GET", "/a/b", "GET /a/b"},
      {"GET", "/a", "GET /{...} [a]"},
      {"GET", "/a/", "GET /{...} [a] []"},
      {"GET", "/a/b/c/d/e", "GET /{...} [a] [b] [c] [d] [e]"},
      {"GET", "/a%2Fb//c", "GET /{...} [a/b] [] [c]"},
      {"GET", "/a/c", "405 POST"},  // another row knows the path
      {"PUT", "/a/b", "405 GET, HEAD"},
      {"POST", "/d", "405 GET, HEAD"},
      {"GET", "/no/d", "404"},
      {"POST", "/no/d", "404"},
      {"GET", "*", "404"},
  };
  for (const auto& row : rows) EXPECT_EQ(where(*routes, row.method, row.path), row.expected) << row.method << " " << row.path;
}

TEST(Routes, RefusesTablesThatAreWrong) {
  EXPECT_FALSE(Routes::from({route("GET", "/a/{x}"), route("GET", "/a/{y}/")}));
  EXPECT_TRUE(Routes::from({route("GET", "/a/{x}", false), route("GET", "/a/{y}/", false)}));
  EXPECT_FALSE(Routes::from({route("get", "/a")}));
  EXPECT_FALSE(Routes::from({route("GET", "a")}));
  EXPECT_FALSE(Routes::from({Route{"GET", "/a", nullptr}}));
  EXPECT_FALSE(Routes::from({route("GET", "/{...}")}));
  const auto taking = [](const char* pattern) {
    Route out = route("GET", pattern);
    out.takes = [](const std::vector<std::string>&) { return true; };
    return out;
  };
  EXPECT_FALSE(Routes::from({taking("/a")}));
  EXPECT_FALSE(Routes::from({taking("/{...}"), taking("/{...}")}));
  EXPECT_TRUE(Routes::from({taking("/{...}"), route("GET", "/")}));
}

TEST(Target, DecodesPathAndQuery) {
  const auto target = parse_target("/a%20b/c?x=1&y=a+b%2B&x=2&&flag&=v");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, "/a b/c");
  EXPECT_EQ(target->raw_path, "/a%20b/c");
  const std::multimap<std::string, std::string> expected{
      {"", "v"}, {"flag", ""}, {"x", "1"}, {"x", "2"}, {"y", "a b+"}};
  EXPECT_EQ(target->query, expected);
}

TEST(Target, TakesTheFormsOfRfc9112) {
  EXPECT_EQ(parse_target("HTTP://host:80/p?q")->path, "/p");
  EXPECT_EQ(parse_target("http://host")->path, "/");
  EXPECT_EQ(parse_target("http://host?q=1")->path, "/");
  EXPECT_EQ(parse_target("http://host?q=1")->query.count("q"), 1u);
  EXPECT_EQ(parse_target("*")->path, "*");
  EXPECT_EQ(parse_target("/a/../b")->path, "/a/../b");
  for (const char* bad : {"", "a", "http:///p", "ftp://host/", "/a#b", "/%", "/%2", "/%zz", "/%00", "/?a=%", "/?%00"}) {
    EXPECT_FALSE(parse_target(bad)) << bad;
  }
}

}  // namespace
}  // namespace comity::http
