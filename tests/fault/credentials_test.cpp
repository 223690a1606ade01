// Credentials at the doors of a whole node: what opens it, what stops to, and that no secret stays anywhere.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <atomic>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "access/totp.hpp"
#include "operations/credentials.hpp"
#include "tests/fault/door_node.hpp"

namespace comity::fault {
namespace {

using nlohmann::json;

constexpr const char* kAnalyst = "NZL.GCSB.analyst";
constexpr const char* kPassword = "kereru over the harbour";

struct Cookie {
  std::string value, csrf;
};

class Credentials : public testing::Test {
 protected:
  std::string header_of(const http::Response& response, const std::string& name) const {
    for (const auto& [key, value] : response.headers)
      if (key == name) return value;
    return "";
  }
  Cookie cookie_of(const http::Response& response) const {
    const std::string field = header_of(response, "Set-Cookie");
    const json body = json::parse(body_of(response));
    return {field.substr(0, field.find(';')), body.value("csrf", "")};
  }
  http::Response post(const std::string& target, const json& body, const Cookie& cookie = {}) {
    http::Request request = node_.bare({"POST", target, "application/json", body.dump()});
    request.peer = "192.0.2.7";
    if (!cookie.value.empty()) {
      request.headers["cookie"] = cookie.value;
      request.headers["comity-csrf"] = cookie.csrf;
    }
    return node_.answer(request);
  }
  int get(const std::string& target, const Cookie& cookie) {
    http::Request request = node_.bare({"GET", target, "", ""});
    request.headers["cookie"] = cookie.value;
    return node_.answer(request).status;
  }
  http::Response log_in(const std::string& person, const std::string& password, const std::string& code = "") {
    json body{{"person", person}, {"password", password}};
    if (!code.empty()) body["code"] = code;
    return post("/api/v1/session", body);
  }
  std::string invited(const std::string& person) {
    return json::parse(body_of(node_.ask("operator", {"POST", "/api/v1/people/" + person + "/invitation", "", ""}))).at("invitation");
  }
  void with_password(const std::string& person, const std::string& password = kPassword) {
    const std::string invitation = invited(person);
    ASSERT_EQ(post("/api/v1/people/" + person + "/password", {{"invitation", invitation}, {"password", password}}).status, 200);
    secrets_.insert(invitation);
    secrets_.insert(password);
  }
  Cookie session(const std::string& person = kAnalyst) {
    const http::Response response = log_in(person, kPassword);
    EXPECT_EQ(response.status, 201) << body_of(response);
    const Cookie out = cookie_of(response);
    secrets_.insert(out.value.substr(out.value.find('=') + 1));
    secrets_.insert(out.csrf);
    return out;
  }
  std::string code_of(const std::string& secret) { return access::totp_code(secret, access::totp_step(node_.clock().now())); }
  // One-time passwords for the analyst: the secret's bytes and the recovery codes; the session is in place of the one given.
  std::pair<std::string, std::vector<std::string>> enrol(Cookie& cookie) {
    const http::Response offer = post(fmt::format("/api/v1/people/{}/totp", kAnalyst), {{"password", kPassword}}, cookie);
    EXPECT_EQ(offer.status, 200) << body_of(offer);
    const std::string text = json::parse(body_of(offer)).at("secret");
    secrets_.insert(text);
    std::string secret;
    std::uint32_t held = 0;
    int bits = 0;
    for (const char c : text) {
      held = held << 5 | static_cast<std::uint32_t>(c >= 'A' ? c - 'A' : c - '2' + 26);
      if ((bits += 5) >= 8) secret += static_cast<char>(held >> (bits -= 8) & 0xff);
    }
    secrets_.insert(secret);
    EXPECT_EQ(post(fmt::format("/api/v1/people/{}/totp/confirmation", kAnalyst), {{"code", "000000"}}, cookie).status, 400);
    const http::Response done = post(fmt::format("/api/v1/people/{}/totp/confirmation", kAnalyst), {{"code", code_of(secret)}}, cookie);
    EXPECT_EQ(done.status, 200) << body_of(done);
    cookie = cookie_of(done);
    const std::vector<std::string> codes = json::parse(body_of(done)).at("recovery_codes");
    secrets_.insert(codes.begin(), codes.end());
    return {secret, codes};
  }
  void pass(std::int64_t seconds) { node_.clock().advance_us(seconds * 1'000'000); }

  DoorNode node_;
  std::set<std::string> secrets_;
};

TEST_F(Credentials, APasswordChangeEndsEveryOtherSession) {
  with_password(kAnalyst);
  const Cookie one = session(), two = session();
  EXPECT_NE(one.value, two.value);
  const http::Response wrong = post(fmt::format("/api/v1/people/{}/password", kAnalyst), {{"old", "not the old one"}, {"password", "a pear on the windowsill"}}, one);
  EXPECT_EQ(wrong.status, 401);
  EXPECT_EQ(get("/api/v1/me", two), 200);
  const http::Response changed = post(fmt::format("/api/v1/people/{}/password", kAnalyst), {{"old", kPassword}, {"password", "a pear on the windowsill"}}, one);
  ASSERT_EQ(changed.status, 200) << body_of(changed);
  EXPECT_EQ(get("/api/v1/me", one), 401);
  EXPECT_EQ(get("/api/v1/me", two), 401);
  EXPECT_EQ(get("/api/v1/me", cookie_of(changed)), 200);
  EXPECT_EQ(log_in(kAnalyst, kPassword).status, 401);
  EXPECT_EQ(log_in(kAnalyst, "a pear on the windowsill").status, 201);
  // Another's, and nobody's: alike.
  const auto others = post("/api/v1/people/JPN.NISC.analyst/password", {{"old", "x"}, {"password", "a pear on the windowsill"}}, cookie_of(changed));
  const auto nobodys = post("/api/v1/people/JPN.NISC.nobody/password", {{"old", "x"}, {"password", "a pear on the windowsill"}}, cookie_of(changed));
  EXPECT_EQ(others.status, 404);
  EXPECT_EQ(nobodys.status, 404);
}

TEST_F(Credentials, OneTimePasswordsOpenOnce) {
  with_password(kAnalyst);
  Cookie cookie = session();
  const Cookie before = cookie;
  const auto [secret, codes] = enrol(cookie);
  EXPECT_EQ(get("/api/v1/me", before), 401);
  EXPECT_EQ(get("/api/v1/me", cookie), 200);
  EXPECT_EQ(log_in(kAnalyst, kPassword).status, 401);
  EXPECT_EQ(json::parse(body_of(log_in(kAnalyst, kPassword))).value("where", ""), "totp");
  EXPECT_EQ(log_in(kAnalyst, kPassword, code_of(secret)).status, 401);  // it confirmed the enrolment
  pass(30);
  EXPECT_EQ(log_in(kAnalyst, kPassword, code_of(secret)).status, 201);
  EXPECT_EQ(log_in(kAnalyst, kPassword, code_of(secret)).status, 401);
  // Of many at once with one code, one gets in.
  pass(3600);
  std::atomic<int> in{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i) threads.emplace_back([&] { in += log_in(kAnalyst, kPassword, code_of(secret)).status == 201; });
  for (std::thread& one : threads) one.join();
  EXPECT_EQ(in, 1);
  // Recovery codes open once each.
  pass(3600);
  EXPECT_EQ(log_in(kAnalyst, kPassword, codes[3]).status, 201);
  EXPECT_EQ(log_in(kAnalyst, kPassword, codes[3]).status, 401);
  EXPECT_EQ(log_in(kAnalyst, kPassword, codes[4]).status, 201);
}

// A cookie alone, however fresh, changes no factor, and what replaces it lives no longer than it.
TEST_F(Credentials, AStolenCookieTakesNoFactorOver) {
  with_password(kAnalyst);
  Cookie cookie = session();
  const std::string totp = fmt::format("/api/v1/people/{}/totp", kAnalyst);
  EXPECT_EQ(post(totp, json::object(), cookie).status, 400);
  EXPECT_EQ(post(totp, {{"password", "not the password"}}, cookie).status, 401);
  for (int quarter = 0; quarter < 3; ++quarter) {
    pass(14 * 60);
    EXPECT_EQ(get("/api/v1/me", cookie), 200);
  }
  EXPECT_EQ(post(totp, {{"password", kPassword}}, cookie).status, 403) << "the session is old";
  cookie = session();
  const auto [secret, codes] = enrol(cookie);
  EXPECT_EQ(post(totp + "/removal", json::object(), cookie).status, 400);
  for (int quarter = 0; quarter < 60 && get("/api/v1/me", cookie) == 200; ++quarter) pass(14 * 60);
  EXPECT_EQ(get("/api/v1/me", cookie), 401) << "half a day, with or without one-time passwords";
  // A token that only reads ends no session and lists none.
  const json made = json::parse(body_of(node_.ask("operator", {"POST", "/api/v1/tokens", "application/json", fmt::format(R"({{"person":"{}","days":1,"scopes":["read"]}})", kAnalyst)})));
  for (const char* target : {"GET /api/v1/sessions", "DELETE /api/v1/sessions/session-x"}) {
    const std::string row = target;
    http::Request request = node_.bare({row.substr(0, row.find(' ')), row.substr(row.find(' ') + 1), "", ""});
    request.headers["authorization"] = "Bearer " + made.at("token").get<std::string>();
    EXPECT_EQ(node_.answer(request).status, 403) << target;
  }
}

// The console's link: a token once, and a cookie from then on, which is worth what the token is worth.
class ByToken : public Credentials {
 protected:
  struct Fresh {
    std::string id, secret;
  };
  Fresh token(const std::string& person, json more = json::object()) {
    more["person"] = person;
    if (!more.contains("days")) more["days"] = 1;
    const json made = json::parse(body_of(node_.ask("operator", {"POST", "/api/v1/tokens", "application/json", more.dump()})));
    secrets_.insert(made.at("token").get<std::string>());
    return {made.at("id"), made.at("token")};
  }
  http::Response enter(const std::string& secret, const std::string& address = "192.0.2.7", const std::map<std::string, std::string>& headers = {}) {
    http::Request request = node_.bare({"POST", "/api/v1/session/by-token", "", ""});
    request.peer = address;
    if (!secret.empty()) request.headers["authorization"] = "Bearer " + secret;
    for (const auto& [name, value] : headers) request.headers[name] = value;
    return node_.answer(request);
  }
  Cookie entered(const std::string& secret) {
    const http::Response response = enter(secret);
    EXPECT_EQ(response.status, 201) << body_of(response);
    return cookie_of(response);
  }
  int ask(const std::string& method, const std::string& target, const Cookie& cookie, const std::string& address = "192.0.2.7", const json& body = nullptr) {
    http::Request request = node_.bare({method, target, body.is_null() ? "" : "application/json", body.is_null() ? "" : body.dump()});
    request.peer = address;
    request.headers["cookie"] = cookie.value;
    if (method != "GET") request.headers["comity-csrf"] = cookie.csrf;
    return node_.answer(request).status;
  }
};

TEST_F(ByToken, OpensASessionOfTheTokensPerson) {
  const Fresh fresh = token(kAnalyst);
  const Seq before = node_.node().journal().last();
  const http::Response response = enter(fresh.secret);
  ASSERT_EQ(response.status, 201) << body_of(response);
  EXPECT_NE(header_of(response, "Set-Cookie").find("; Path=/; HttpOnly; SameSite=Strict"), std::string::npos);
  EXPECT_EQ(header_of(response, "Cache-Control"), "no-store");
  EXPECT_EQ(response.compressible, false);
  const json body = json::parse(body_of(response));
  EXPECT_EQ(body.at("person"), kAnalyst);
  EXPECT_EQ(body_of(response).find(fresh.secret), std::string::npos);
  const Cookie cookie = cookie_of(response);
  EXPECT_EQ(ask("GET", "/api/v1/me", cookie), 200);
  // A change needs the word, as in any session.
  EXPECT_EQ(ask("DELETE", "/api/v1/session", {cookie.value, "x"}), 403);
  EXPECT_EQ(ask("DELETE", "/api/v1/session", cookie), 200);
  EXPECT_EQ(ask("GET", "/api/v1/me", cookie), 401);
  // It was written down as every log-in is, with the token's public id.
  const Seq audited = before + 1;
  const auto record = access::decode_audited(journal::decode_payload(node_.engine().read(audited).value()).value().body);
  ASSERT_TRUE(record);
  EXPECT_EQ(record->what, "login");
  EXPECT_EQ(record->by, kAnalyst);
  EXPECT_EQ(record->credential, fresh.id);
  EXPECT_EQ(record->detail, "by token");
}

TEST_F(ByToken, NothingElseOpensOne) {
  const Fresh fresh = token(kAnalyst);
  EXPECT_EQ(enter("").status, 401);
  EXPECT_EQ(enter(fresh.secret + "x").status, 401);
  with_password(kAnalyst);
  const Cookie by_password = session();
  EXPECT_EQ(ask("POST", "/api/v1/session/by-token", by_password), 403) << "a cookie renews itself";
  const Cookie by_token = entered(fresh.secret);
  EXPECT_EQ(ask("POST", "/api/v1/session/by-token", by_token), 403) << "a cookie renews itself";
  // Not from a page of another site, though that may know the token: nobody is to be logged in as somebody else unasked.
  EXPECT_EQ(enter(fresh.secret, "192.0.2.7", {{"origin", "https://elsewhere.example"}}).status, 403);
  EXPECT_EQ(enter(fresh.secret, "192.0.2.7", {{"sec-fetch-site", "cross-site"}}).status, 403);
  EXPECT_EQ(enter(fresh.secret, "192.0.2.7", {{"sec-fetch-site", "same-origin"}, {"origin", "http://n"}}).status, 201);
}

TEST_F(ByToken, HasNoMoreScopesThanTheToken) {
  const Cookie reads = entered(token(kAnalyst, {{"scopes", {"read"}}}).secret);
  EXPECT_EQ(ask("GET", "/api/v1/me", reads), 200);
  EXPECT_EQ(ask("POST", "/api/v1/acts", reads, "192.0.2.7", {{"act", json::object()}, {"signatures", json::array()}}), 403);
  EXPECT_EQ(ask("GET", "/api/v1/sessions", reads), 403) << "fresh, and without the scope admin";
  http::Request now = node_.bare({"GET", "/api/v1/session", "", ""});
  now.headers["cookie"] = reads.value;
  EXPECT_EQ(json::parse(body_of(node_.answer(now))).at("scopes"), json({"read"}));
  // With the scope it is fresh for as long as a password would be, and then needs the token again.
  const Fresh whole = token(kAnalyst);
  const Cookie all = entered(whole.secret);
  EXPECT_EQ(ask("GET", "/api/v1/sessions", all), 200);
  pass(14 * 60);
  EXPECT_EQ(ask("GET", "/api/v1/sessions", all), 200);
  pass(2 * 60);
  EXPECT_EQ(ask("GET", "/api/v1/sessions", all), 403);
  EXPECT_EQ(ask("GET", "/api/v1/me", all), 200);
  EXPECT_EQ(ask("GET", "/api/v1/sessions", entered(whole.secret)), 200);
  // A token makes no tokens, and the session that it opens makes none either: what was revoked would live on in them.
  const json wish{{"person", kAnalyst}, {"days", 1}};
  EXPECT_EQ(ask("POST", "/api/v1/tokens", entered(whole.secret), "192.0.2.7", wish), 403);
  with_password(kAnalyst);
  EXPECT_EQ(ask("POST", "/api/v1/tokens", session(), "192.0.2.7", wish), 201);
}

TEST_F(ByToken, EndsWithTheToken) {
  const Fresh fresh = token(kAnalyst), other = token(kAnalyst);
  const Cookie one = entered(fresh.secret), two = entered(other.secret);
  EXPECT_EQ(ask("GET", "/api/v1/me", one), 200);
  EXPECT_EQ(node_.ask("operator", {"DELETE", "/api/v1/tokens/" + fresh.id, "", ""}).status, 200);
  EXPECT_EQ(ask("GET", "/api/v1/me", one), 401);
  EXPECT_EQ(enter(fresh.secret).status, 401);
  EXPECT_EQ(ask("GET", "/api/v1/me", two), 200);
  EXPECT_EQ(node_.node().desk().sessions.list(kAnalyst, node_.clock().now()).size(), 1u);
  EXPECT_EQ(node_.ask("operator", {"DELETE", fmt::format("/api/v1/tokens?person={}", kAnalyst), "", ""}).status, 200);
  EXPECT_EQ(ask("GET", "/api/v1/me", two), 401);
  EXPECT_EQ(node_.node().desk().sessions.size(), 0u);
}

TEST_F(ByToken, EndsNoLaterThanTheToken) {
  const Time until{node_.clock().now().us + 24 * 3600ll * 1'000'000};
  const Fresh fresh = token("operator");
  pass(20 * 3600);
  const http::Response response = enter(fresh.secret);
  ASSERT_EQ(response.status, 201) << body_of(response);
  EXPECT_EQ(json::parse(body_of(response)).at("until"), format_time(until));
  const Cookie cookie = cookie_of(response);
  for (int i = 0; i < 9; ++i) {
    pass(26 * 60);
    EXPECT_EQ(ask("GET", "/api/v1/me", cookie), 200) << i;
  }
  pass(6 * 60);  // its last use was a moment ago, and twelve hours are far
  EXPECT_EQ(ask("GET", "/api/v1/me", cookie), 401);
}

TEST_F(ByToken, IsGoodFromWhereTheTokenIs) {
  const Fresh fresh = token(kAnalyst, {{"from", {"192.0.2.0/24"}}});
  EXPECT_EQ(enter(fresh.secret, "198.51.100.1").status, 401);
  const Cookie cookie = entered(fresh.secret);
  EXPECT_EQ(ask("GET", "/api/v1/me", cookie, "192.0.2.200"), 200);
  EXPECT_EQ(ask("GET", "/api/v1/me", cookie, "198.51.100.1"), 401);
  EXPECT_EQ(ask("GET", "/api/v1/me", cookie, "192.0.2.7"), 200) << "who stole the cookie does not end the session";
}

// A change of password from such a session ends all, and what goes on in their place is still the token's.
TEST_F(ByToken, StaysTheTokensWhenItIsRenewed) {
  with_password(kAnalyst);
  const Fresh fresh = token(kAnalyst);
  const Cookie cookie = entered(fresh.secret);
  const http::Response changed = post(fmt::format("/api/v1/people/{}/password", kAnalyst), {{"old", kPassword}, {"password", "a pear on the windowsill"}}, cookie);
  ASSERT_EQ(changed.status, 200) << body_of(changed);
  EXPECT_EQ(ask("GET", "/api/v1/me", cookie), 401);
  const Cookie next = cookie_of(changed);
  EXPECT_EQ(ask("GET", "/api/v1/me", next), 200);
  EXPECT_EQ(ask("POST", "/api/v1/tokens", next, "192.0.2.7", {{"person", kAnalyst}, {"days", 1}}), 403);
  EXPECT_EQ(node_.ask("operator", {"DELETE", "/api/v1/tokens/" + fresh.id, "", ""}).status, 200);
  EXPECT_EQ(ask("GET", "/api/v1/me", next), 401);
}

TEST_F(ByToken, TheOperatorComesInByItsOwn) {
  const Cookie cookie = entered(node_.token("operator"));
  EXPECT_EQ(ask("GET", "/api/v1/me", cookie), 200);
  EXPECT_EQ(ask("GET", "/api/v1/people", cookie), 200);
  EXPECT_EQ(ask("GET", "/api/v1/status", cookie), 200);
  EXPECT_EQ(ask("POST", fmt::format("/api/v1/people/{}/suspension", kAnalyst), cookie), 200);
  EXPECT_EQ(enter(node_.token(kAnalyst)).status, 401) << "whoever is suspended";
}

TEST_F(ByToken, WhoeverIsSuspendedOrHasOtherRolesIsOut) {
  const Cookie cookie = entered(token(kAnalyst).secret);
  EXPECT_EQ(node_.ask("operator", {"POST", fmt::format("/api/v1/people/{}/suspension", kAnalyst), "", ""}).status, 200);
  EXPECT_EQ(ask("GET", "/api/v1/me", cookie), 401);
  EXPECT_EQ(node_.ask("operator", {"DELETE", fmt::format("/api/v1/people/{}/suspension", kAnalyst), "", ""}).status, 200);
  EXPECT_EQ(ask("GET", "/api/v1/me", cookie), 401) << "it does not come back";
}

// Whoever guesses with many requests at once gets no more guesses than one after the other.
TEST_F(Credentials, GuessesAtOnceWaitForEachOther) {
  with_password(kAnalyst);
  std::atomic<int> judged{0}, held{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 12; ++i)
    threads.emplace_back([&] {
      const int status = log_in(kAnalyst, "a guess and another").status;
      judged += status == 401;
      held += status == 429;
    });
  for (std::thread& one : threads) one.join();
  EXPECT_EQ(judged + held, 12);
  EXPECT_LE(judged.load(), 3);
  pass(1);
  EXPECT_EQ(log_in(kAnalyst, kPassword).status, 201);
  for (int i = 0; i < 60; ++i) EXPECT_EQ(log_in(kAnalyst, kPassword).status, 201) << "what was right does not count";
}

// Over TLS browsers are told to send it to this host alone, and over TLS alone; the one of plain HTTP opens nothing there, nor the other way round.
TEST_F(Credentials, TheCookieIsBoundToThisHostAndToTls) {
  with_password(kAnalyst);
  http::Request request = node_.bare({"POST", "/api/v1/session", "application/json", json{{"person", kAnalyst}, {"password", kPassword}}.dump()});
  request.secure = true;
  const http::Response response = node_.answer(request);
  ASSERT_EQ(response.status, 201);
  const std::string field = header_of(response, "Set-Cookie"), cookie = field.substr(0, field.find(';'));
  EXPECT_TRUE(cookie.starts_with("__Host-comity="));
  for (const char* word : {"; Secure", "; HttpOnly", "; SameSite=Strict", "; Path=/"}) EXPECT_NE(field.find(word), std::string::npos) << field;
  EXPECT_EQ(field.find("Domain"), std::string::npos);
  EXPECT_EQ(body_of(response).find(cookie.substr(cookie.find('=') + 1)), std::string::npos);
  const auto me = [&](const std::string& shown, bool secure) {
    http::Request asked = node_.bare({"GET", "/api/v1/me", "", ""});
    asked.headers["cookie"] = shown;
    asked.secure = secure;
    return node_.answer(asked).status;
  };
  const std::string plain = cookie.substr(std::string_view("__Host-").size());
  EXPECT_EQ(me(cookie, true), 200);
  EXPECT_EQ(me(plain, true), 401);
  EXPECT_EQ(me(cookie, false), 401);
  // A page of plain HTTP at the same host is another site.
  http::Request change = node_.bare({"DELETE", "/api/v1/session", "", ""});
  change.secure = true;
  change.headers["cookie"] = cookie;
  change.headers["comity-csrf"] = json::parse(body_of(response)).at("csrf").get<std::string>();
  change.headers["origin"] = "http://n";
  EXPECT_EQ(node_.answer(change).status, 403);
  change.headers["origin"] = "https://n";
  EXPECT_EQ(node_.answer(change).status, 200);
}

// Whoever forgot the password still needs the second factor.
TEST_F(Credentials, AnInvitationLeavesTheSecondFactorInPlace) {
  with_password(kAnalyst);
  Cookie cookie = session();
  const auto [secret, codes] = enrol(cookie);
  with_password(kAnalyst, "a pear on the windowsill");
  EXPECT_EQ(get("/api/v1/me", cookie), 401);
  pass(60);
  EXPECT_EQ(json::parse(body_of(log_in(kAnalyst, "a pear on the windowsill"))).value("where", ""), "totp");
  EXPECT_EQ(log_in(kAnalyst, "a pear on the windowsill", code_of(secret)).status, 201);
}

TEST_F(Credentials, LoggingInAgainEndsTheSessionThatAsked) {
  with_password(kAnalyst);
  const Cookie old = session();
  const http::Response again = post("/api/v1/session", {{"person", kAnalyst}, {"password", kPassword}}, old);
  ASSERT_EQ(again.status, 201);
  EXPECT_EQ(get("/api/v1/me", old), 401);
  EXPECT_EQ(get("/api/v1/me", cookie_of(again)), 200);
}

TEST_F(Credentials, SessionsEndWithTheRolesAndTheOperatorsWord) {
  with_password(kAnalyst);
  Cookie cookie = session();
  ASSERT_EQ(get("/api/v1/me", cookie), 200);
  alliance::Directory directory = node_.alliance().directory();
  directory.people.at(kAnalyst).roles.insert("releaser");
  ASSERT_TRUE(operations::set_directory(node_.node(), directory));
  EXPECT_EQ(get("/api/v1/me", cookie), 401);
  cookie = session();
  EXPECT_EQ(node_.ask("operator", {"POST", fmt::format("/api/v1/people/{}/suspension", kAnalyst), "", ""}).status, 200);
  EXPECT_EQ(get("/api/v1/me", cookie), 401);
  EXPECT_EQ(log_in(kAnalyst, kPassword).status, 401);
  EXPECT_EQ(node_.ask(kAnalyst, {"GET", "/api/v1/me", "", ""}).status, 401);
  EXPECT_EQ(node_.ask("operator", {"DELETE", fmt::format("/api/v1/people/{}/suspension", kAnalyst), "", ""}).status, 200);
  EXPECT_EQ(get("/api/v1/me", cookie), 401);
  EXPECT_EQ(log_in(kAnalyst, kPassword).status, 201);
  EXPECT_EQ(node_.ask("operator", {"POST", "/api/v1/people/operator/suspension", "", ""}).status, 400);
}

// A person that the directory no longer has comes in with nothing.
TEST_F(Credentials, WhoeverIsGoneHasNoWayIn) {
  with_password(kAnalyst);
  const Cookie cookie = session();
  alliance::Directory directory = node_.alliance().directory();
  directory.people.erase(kAnalyst);
  const auto gone = operations::set_directory(node_.node(), directory);
  ASSERT_TRUE(gone) << to_string(gone.error());
  EXPECT_EQ(get("/api/v1/me", cookie), 401);
  EXPECT_EQ(node_.ask(kAnalyst, {"GET", "/api/v1/me", "", ""}).status, 401);
  EXPECT_EQ(log_in(kAnalyst, kPassword).status, 401);
}

TEST_F(Credentials, ACertificateSpeaksForItsPerson) {
  const std::string fingerprint(64, 'a');
  const auto with = [&](const std::string& method, const std::string& target, const std::string& site = "") {
    http::Request request = node_.bare({method, target, "application/json", "{}"});
    request.certificate = fingerprint;
    request.secure = true;
    if (!site.empty()) request.headers["sec-fetch-site"] = site;
    return node_.answer(request).status;
  };
  EXPECT_EQ(with("GET", "/api/v1/me"), 401);
  ASSERT_EQ(node_.ask("operator", {"POST", "/api/v1/certificates", "application/json", fmt::format(R"({{"person":"{}","fingerprint":"{}","days":1}})", kAnalyst, fingerprint)}).status, 201);
  EXPECT_EQ(with("GET", "/api/v1/me"), 200);
  EXPECT_EQ(with("GET", "/taxii2/"), 200);
  EXPECT_EQ(with("GET", "/api/v1/tokens"), 403);                // not for administration, unless it is said
  EXPECT_EQ(with("POST", "/api/v1/acts", "cross-site"), 403);   // a browser presents it by itself
  pass(86'400);
  EXPECT_EQ(with("GET", "/api/v1/me"), 401);
}

// A clearance that ends does so while the node runs, and is listed before.
TEST_F(Credentials, AnExpiringClearanceIsListedAndBites) {
  alliance::Clearance clearance = node_.alliance().directory().clearances.at(kAnalyst);
  clearance.until = Time{node_.clock().now().us + 5ll * 86'400'000'000};
  ASSERT_TRUE(node_.alliance().clear(node_.node(), clearance));
  const auto listed = [&](const std::string& query) {
    return json::parse(body_of(node_.ask(kAnalyst, {"GET", "/api/v1/clearances" + query, "", ""}))).at("clearances");
  };
  const auto vouched = [&] { return json::parse(body_of(node_.ask(kAnalyst, {"GET", "/api/v1/me", "", ""}))).at("vouched").get<bool>(); };
  EXPECT_EQ(listed("?expiring=5").size(), 0u);
  ASSERT_EQ(listed("?expiring=6").size(), 1u);
  EXPECT_EQ(listed("")[0].at("state"), "valid");
  EXPECT_TRUE(vouched());
  pass(5 * 86'400);
  EXPECT_FALSE(vouched());
  EXPECT_EQ(listed("")[0].at("state"), "expired");
  EXPECT_EQ(listed("?expiring=6").size(), 0u);
}

// Withdrawn: the authority signs one whose end is at its beginning.
TEST_F(Credentials, AWithdrawnClearanceVouchesForNothing) {
  alliance::Clearance clearance = node_.alliance().directory().clearances.at(kAnalyst);
  clearance.until = clearance.from;
  clearance.issued = node_.clock().now();
  ASSERT_TRUE(node_.alliance().clear(node_.node(), clearance));
  const json mine = json::parse(body_of(node_.ask(kAnalyst, {"GET", "/api/v1/clearances", "", ""}))).at("clearances");
  EXPECT_EQ(mine[0].at("state"), "withdrawn");
  EXPECT_FALSE(json::parse(body_of(node_.ask(kAnalyst, {"GET", "/api/v1/me", "", ""}))).at("vouched").get<bool>());
}

// Every secret that people used, in every way in, looked for in all that the node holds and says.
TEST_F(Credentials, NoSecretStaysAnywhere) {
  with_password(kAnalyst);
  Cookie cookie = session();
  const auto [secret, codes] = enrol(cookie);
  secrets_.insert(cookie.value.substr(cookie.value.find('=') + 1));
  pass(30);
  log_in(kAnalyst, kPassword, code_of(secret));
  log_in(kAnalyst, kPassword, codes[0]);
  secrets_.insert("a password typed as a name");
  log_in("a password typed as a name", "and another one here");
  secrets_.insert("and another one here");
  const json made = json::parse(body_of(node_.ask("operator", {"POST", "/api/v1/tokens", "application/json", fmt::format(R"({{"person":"{}","days":1}})", kAnalyst)})));
  secrets_.insert(made.at("token").get<std::string>());
  secrets_.insert(node_.token("operator"));
  ASSERT_TRUE(operations::flush_refusals(node_.node(), true));
  std::string all;
  std::size_t audited = 0, accounts = 0;
  ASSERT_TRUE(node_.engine().scan(1, node_.engine().last(), [&](const store::Record& record) {
    all.append(record.payload);
    audited += record.kind == static_cast<std::uint8_t>(journal::Kind::audit);
    accounts += record.kind == static_cast<std::uint8_t>(journal::Kind::account);
    return true;
  }));
  EXPECT_GT(audited, 5u);
  EXPECT_GT(accounts, 4u);
  for (const char* target : {"/api/v1/audit?limit=1000", "/api/v1/people", "/api/v1/tokens", "/api/v1/certificates", "/api/v1/sessions?person=NZL.GCSB.analyst"})
    all += body_of(node_.ask("operator", {"GET", target, "", ""}));
  EXPECT_GT(secrets_.size(), 16u);
  for (const std::string& one : secrets_) {
    ASSERT_GE(one.size(), 8u);
    EXPECT_EQ(all.find(one), std::string::npos) << "a secret of " << one.size() << " bytes is kept";
    const std::string bare = one.starts_with("comity") ? one.substr(one.find('_') + 1) : one;
    EXPECT_EQ(all.find(bare), std::string::npos);
  }
}

// Log-ins of who is there and who is not answer alike.
TEST_F(Credentials, UnknownAndKnownPeopleAreAlike) {
  with_password(kAnalyst);
  const auto wrong = [&](const std::string& person) {
    json body = json::parse(body_of(log_in(person, "not the password")));
    for (const char* member : {"error_id", "instance"}) body.erase(member);
    return body.dump();
  };
  const std::string known = wrong(kAnalyst);
  EXPECT_EQ(wrong("NZL.GCSB.official"), known);  // no password
  EXPECT_EQ(wrong("NZL.GCSB.nobody"), known);
  for (const char* person : {kAnalyst, "NZL.GCSB.nobody"}) {
    for (int i = 0; i < 2; ++i) wrong(person);
    EXPECT_EQ(log_in(person, kPassword).status, 429) << person;
  }
}

}  // namespace
}  // namespace comity::fault
