// What every row of every door's table keeps to, whoever adds it: asked without a log-in, with one in the wrong place, and as a browser would ask for
// another site's page. docs/threat-model.md cites these.
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "http/target.hpp"
#include "tests/fault/door_node.hpp"

namespace comity::fault {
namespace {

using nlohmann::json;

// Rows that answer whoever asks. Each says nothing of what is held, of people or of parties.
const std::set<std::string> kOpen{"GET /api/v1/health", "GET /api/v1/ready", "GET /api/v1/ledger/checkpoint", "GET /api/v1/problems",
                                  "GET /{...}",  // the console's own files
                                  "POST /api/v1/session", "POST /api/v1/people/{id}/password"};  // to log in by a password, and to set it by an invitation

struct Row {
  std::string name, method, target;
};

std::vector<Row> rows_of(const DoorNode& node) {
  std::vector<Row> out;
  for (const std::string& name : node.rows()) {
    Row row{name, name.substr(0, name.find(' ')), name.substr(name.find(' ') + 1)};
    for (auto open = row.target.find('{'); open != std::string::npos; open = row.target.find('{'))
      row.target.replace(open, row.target.find('}') - open + 1, "x");
    out.push_back(std::move(row));
  }
  return out;
}

http::Request without_log_in(const DoorNode& node, const Row& row) {
  http::Request out = node.request("NZL.GCSB.analyst", {row.method, row.target, "application/json", "{}"});
  out.headers.erase("authorization");
  return out;
}

TEST(Doors, EveryRowButThoseNamedHereNeedsALogIn) {
  DoorNode node;
  std::set<std::string> open;
  for (const Row& row : rows_of(node)) {
    const http::Request request = without_log_in(node, row);
    const int status = node.answer(request).status;
    if (status == 401) continue;
    EXPECT_TRUE(kOpen.contains(row.name)) << row.name << " answers " << status << " to a stranger";
    EXPECT_LT(status, 500) << row.name;
    open.insert(row.name);
  }
  EXPECT_EQ(open, kOpen);
}

// A credential belongs in Authorization alone: queries and bodies end in logs, histories and Referer fields.
TEST(Doors, ATokenAnywhereButInItsFieldOpensNothing) {
  DoorNode node;
  const std::string field = node.request("operator", {"GET", "/api/v1/me", "", ""}).headers.at("authorization");
  const std::string token = field.substr(field.find(' ') + 1);
  for (const Row& row : rows_of(node)) {
    if (kOpen.contains(row.name)) continue;
    http::Request request = without_log_in(node, row);
    for (const char* name : {"token", "access_token", "api_key", "authorization"}) request.query.emplace(name, token);
    for (const char* name : {"x-api-key", "x-auth-token", "x-forwarded-user", "proxy-authorization", "comity-token"}) request.headers[name] = token;
    request.headers["cookie"] = "comity=" + token + "; __Host-comity=" + token;
    request.body = json{{"token", token}, {"access_token", token}}.dump();
    EXPECT_EQ(node.answer(request).status, 401) << row.name;
  }
}

// There is no way from the address of an intermediary, or from what a client says of itself, to another person or method.
TEST(Doors, FieldsOfIntermediariesMeanNothing) {
  DoorNode node;
  http::Request request = node.request("NZL.GCSB.analyst", {"GET", "/api/v1/me", "", ""});
  const std::string plain = body_of(node.answer(request));
  for (const char* name : {"x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "forwarded", "x-user-id", "x-http-method-override",
                           "x-original-url", "x-rewrite-url"})
    request.headers[name] = "operator";
  EXPECT_EQ(body_of(node.answer(request)), plain);
  EXPECT_EQ(json::parse(plain).at("person"), "NZL.GCSB.analyst");
}

// Clients send their credential to the roots that they are told: these are paths of the same node, over the same protocol, whatever Host says.
TEST(Doors, DiscoveryLeadsNoClientElsewhere) {
  DoorNode node;
  for (const bool secure : {false, true})
    for (const char* host : {"comity.example:8470", "", "evil\"/", "elsewhere.example", "u@h"}) {
      http::Request request = node.request("NZL.GCSB.analyst", {"GET", "/taxii2/", "", ""});
      request.secure = secure;
      request.headers["host"] = host;
      const json told = json::parse(body_of(node.answer(request)));
      std::vector<std::string> roots = told.at("api_roots");
      roots.push_back(told.at("default"));
      EXPECT_GT(roots.size(), 1u);
      for (const std::string& root : roots) EXPECT_TRUE(root.starts_with("/comity/")) << root;
    }
}

// No row of any table takes these, so that the server answers 405 or 404 and no door is asked; and no answer lets another site read it.
TEST(Doors, NoRowTracesRedirectsOrOpensItselfToOtherSites) {
  DoorNode node;
  for (const Row& row : rows_of(node)) {
    EXPECT_TRUE(row.method == "GET" || row.method == "POST" || row.method == "PUT" || row.method == "PATCH" || row.method == "DELETE") << row.name;
    for (const char* person : {"NZL.GCSB.analyst", "operator"}) {
      http::Request request = node.request(person, {row.method, row.target, "application/json", "{}"});
      request.headers["origin"] = "https://elsewhere.example";
      const http::Response response = node.answer(request);
      EXPECT_FALSE(response.status >= 300 && response.status < 400 && response.status != 304) << row.name;
      for (const auto& [name, value] : response.headers) {
        std::string lower = name;
        std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
        EXPECT_FALSE(lower.starts_with("access-control-")) << row.name;
        EXPECT_NE(lower, "location") << row.name;
      }
    }
  }
}

// What reads, records nothing but that it was read: no page that a browser is led to changes anything.
TEST(Doors, RowsThatReadChangeNothing) {
  DoorNode node;
  const Seq before = node.node().journal().last();
  const Seq policy = node.node().policy.version();
  for (const Row& row : rows_of(node))
    if (row.method == "GET")
      for (const char* person : {"NZL.GCSB.analyst", "NZL.GCSB.submitter", "NZL.GCSB.official", "operator"})
        node.ask(person, {row.method, row.target, "", ""});
  EXPECT_EQ(node.node().policy.version(), policy);
  for (Seq seq = before + 1; seq <= node.node().journal().last(); ++seq) {
    const auto kind = static_cast<journal::Kind>(node.engine().read(seq).value().kind);
    EXPECT_TRUE(kind == journal::Kind::lease || kind == journal::Kind::extent) << journal::name_of(kind);
  }
}

// A member that an act does not name is refused and not passed on, and a parameter has one value.
TEST(Doors, NothingIsTakenThatWasNotAskedFor) {
  DoorNode node;
  const auto log_in = [&](const json& body) { return node.ask("operator", {"POST", "/api/v1/tokens", "application/json", body.dump()}).status; };
  const json good{{"person", "NZL.GCSB.analyst"}, {"days", 1}};
  EXPECT_EQ(log_in(good), 201);
  for (const char* name : {"revoked", "hash", "id", "token", "is_operator"}) {
    json body = good;
    body[name] = "x";
    EXPECT_EQ(log_in(body), 400) << name;
  }
  EXPECT_EQ(node.ask("operator", {"POST", "/api/v1/tokens", "application/json", R"({"person":"NZL.GCSB.analyst","person":"operator","days":1})"}).status, 400);
  EXPECT_EQ(node.ask("operator", {"POST", "/api/v1/tokens", "application/x-www-form-urlencoded", "person=operator&days=1"}).status, 415);
  EXPECT_EQ(node.ask("operator", {"POST", "/api/v1/tokens", "text/plain", good.dump()}).status, 415);
  const std::string why = "/api/v1/objects/report--00000000-0000-4000-8000-000000000000/explanation";
  EXPECT_EQ(node.ask("operator", {"GET", why + "?as=JPN.CIRO.analyst&as=NZL.GCSB.analyst", "", ""}).status, 400);
  EXPECT_EQ(node.ask("operator", {"GET", why + "?as=JPN.CIRO.analyst&admin=true", "", ""}).status, 400);
}

// Whatever is answered says what it is, and asks nobody to keep it.
TEST(Doors, EveryAnswerNamesItsTypeAndIsNotKept) {
  DoorNode node;
  for (const Row& row : rows_of(node)) {
    const http::Response response = node.answer(node.request("operator", {row.method, row.target, "application/json", "{}"}));
    std::string type, cache;
    for (const auto& [name, value] : response.headers) {
      if (name == "Content-Type") type = value;
      if (name == "Cache-Control") cache = value;
    }
    if (!body_of(response).empty()) {
      EXPECT_FALSE(type.empty()) << row.name;
    }
    if (type.starts_with("text/")) {
      EXPECT_NE(type.find("charset=utf-8"), std::string::npos) << row.name;
    }
    if (!kOpen.contains(row.name)) {
      EXPECT_TRUE(cache.find("no-store") != std::string::npos || cache.find("no-cache") != std::string::npos) << row.name << ": " << cache;
    }
  }
}

}  // namespace
}  // namespace comity::fault
