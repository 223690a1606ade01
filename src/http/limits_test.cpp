// What an address may do before anybody knows who asks, and what is told of each request.
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "http/addresses.hpp"
#include "http/gzip.hpp"
#include "http/http.hpp"
#include "http/loopback.hpp"
#include "http/wire.hpp"

namespace comity::http {
namespace {

using Place = Addresses::Place;

constexpr Time start{1'000'000'000};

AddressKey key(const std::string& address) { return key_of(numeric_address(address, 0).value()); }
AddressKey nth(unsigned i) {
  return key("10." + std::to_string(i >> 16 & 255) + "." + std::to_string(i >> 8 & 255) + "." +
             std::to_string(i & 255));
}

std::string zipped(std::string_view bytes) {
  Packer packer;
  std::string out;
  packer.pack(bytes, out, std::string::npos);
  packer.finish(out, std::string::npos);
  return out;
}

AddressLimits tight() {
  AddressLimits limits;
  limits.connections = 2;
  limits.requests_per_second = 2;
  limits.burst = 3;
  limits.failures = 2;
  limits.failure_window = std::chrono::seconds(60);
  limits.remembered = 4;
  limits.loopback = true;
  return limits;
}

TEST(Addresses, Ipv6CountsByItsNetworkAndIpv4InItsClothesAsItself) {
  EXPECT_EQ(key("2001:db8:0:1::1"), key("2001:db8:0:1:ffff::2"));
  EXPECT_NE(key("2001:db8:0:1::1"), key("2001:db8:0:2::1"));
  EXPECT_EQ(key("::ffff:192.0.2.1"), key("192.0.2.1"));
  EXPECT_NE(key("192.0.2.1"), key("192.0.2.2"));
  EXPECT_NE(key("::1"), key("127.0.0.1"));
  EXPECT_TRUE(is_loopback(numeric_address("::ffff:127.0.0.5", 0).value()));
  EXPECT_FALSE(is_loopback(numeric_address("::ffff:10.0.0.5", 0).value()));
  EXPECT_EQ(text_of(numeric_address("::ffff:192.0.2.1", 0).value()), "192.0.2.1");
}

TEST(Addresses, RequestsFillUpSteadily) {
  ManualClock clock(start);
  Addresses addresses(tight(), clock);
  const AddressKey a = nth(1);
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(addresses.ask(a));
  const auto refusal = addresses.ask(a);
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->why, Addresses::Why::requests);
  EXPECT_EQ(refusal->retry_after.count(), 1);
  EXPECT_FALSE(addresses.ask(nth(2)));  // another address has its own
  clock.advance_us(499'999);
  EXPECT_TRUE(addresses.ask(a));
  clock.advance_us(1);
  EXPECT_FALSE(addresses.ask(a));
  EXPECT_TRUE(addresses.ask(a));
  clock.advance_us(3'600'000'000);
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(addresses.ask(a));  // the burst, and no more
  EXPECT_TRUE(addresses.ask(a));
  clock.set({0});  // a clock that is set back gives nothing
  EXPECT_TRUE(addresses.ask(a));
}

TEST(Addresses, FailuresShutAnAddressOut) {
  ManualClock clock(start);
  Addresses addresses(tight(), clock);
  const AddressKey a = nth(1);
  addresses.failed(a);
  EXPECT_FALSE(addresses.ask(a));
  addresses.failed(a);
  const auto refusal = addresses.ask(a);
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->why, Addresses::Why::failures);
  EXPECT_EQ(refusal->retry_after.count(), 30);  // two in a minute
  clock.advance_us(29'000'000);
  EXPECT_TRUE(addresses.ask(a));
  clock.advance_us(1'000'001);
  EXPECT_FALSE(addresses.ask(a));
  addresses.failed(a);
  EXPECT_TRUE(addresses.ask(a));
}

TEST(Addresses, ConnectionsAreCounted) {
  ManualClock clock(start);
  Addresses addresses(tight(), clock);
  const AddressKey a = nth(1);
  EXPECT_EQ(addresses.connect(a), Place::own);
  EXPECT_EQ(addresses.connect(a), Place::own);
  EXPECT_EQ(addresses.connect(a), Place::refused);
  addresses.disconnect(a, Place::refused);
  EXPECT_EQ(addresses.connect(a), Place::refused);
  addresses.disconnect(a, Place::own);
  EXPECT_EQ(addresses.connect(a), Place::own);
}

TEST(Addresses, AFloodFromManyAddressesClearsNobodysRecord) {
  ManualClock clock(start);
  Addresses addresses(tight(), clock);
  const AddressKey bad = nth(1);
  const AddressKey good = nth(2);
  addresses.failed(bad);
  addresses.failed(bad);
  EXPECT_EQ(addresses.connect(good), Place::own);
  for (unsigned i = 100; i < 1000; ++i) addresses.failed(nth(i));  // each would be a row that says something
  EXPECT_TRUE(addresses.ask(bad));
  EXPECT_FALSE(addresses.ask(good));  // who is known goes on
  const auto stranger = addresses.ask(nth(5000));
  ASSERT_TRUE(stranger);  // strangers share what the flood left: nothing
  EXPECT_EQ(stranger->why, Addresses::Why::failures);
  // Once the flood is over, there is room again.
  clock.advance_us(61'000'000);
  EXPECT_FALSE(addresses.ask(nth(5000)));
  addresses.disconnect(good, Place::own);
}

TEST(Addresses, StrangersOnTheSharedRowLeaveItAgain) {
  ManualClock clock(start);
  Addresses addresses(tight(), clock);
  for (unsigned i = 0; i < 4; ++i) EXPECT_EQ(addresses.connect(nth(i)), Place::own);
  const AddressKey late = nth(100);
  EXPECT_EQ(addresses.connect(late), Place::shared);
  EXPECT_EQ(addresses.connect(nth(101)), Place::shared);
  EXPECT_EQ(addresses.connect(nth(102)), Place::refused);
  addresses.disconnect(nth(0), Place::own);
  clock.advance_us(60'000'000);
  EXPECT_EQ(addresses.connect(late), Place::own);  // there is room for a row of its own now
  addresses.disconnect(late, Place::shared);       // the first one ends where it was counted
  EXPECT_EQ(addresses.connect(nth(103)), Place::shared);
  EXPECT_EQ(addresses.connect(nth(104)), Place::refused);
}

// Random doings against a plain count: nobody ever gets more than the burst and the rate allow, alone or together.
TEST(Addresses, NobodyGetsMoreThanItsAllowance) {
  ManualClock clock(start);
  AddressLimits limits = tight();
  limits.failures = 0;
  limits.remembered = 8;
  Addresses addresses(limits, clock);
  std::map<unsigned, int> granted;
  unsigned state = 1;
  for (int i = 0; i < 20'000; ++i) {
    state = state * 1664525 + 1013904223;
    if (!addresses.ask(nth(state >> 16 & 15))) ++granted[state >> 16 & 15];
    if (i % 4 == 0) clock.advance_us(1000);
  }
  for (const auto& [address, count] : granted) EXPECT_LE(count, 3 + 5 * 2 + 1) << address;
}

// A server for which loopback is an address as any other.
struct Guarded {
  ManualClock clock{start};
  std::mutex mutex;
  std::vector<Done> done;
  std::unique_ptr<Server> server;

  explicit Guarded(const AddressLimits& limits) {
    ServerOptions options;
    options.threads = 3;
    options.per_address = limits;
    options.clock = &clock;
    options.known = [](const Request& r) { return r.header("authorization") == "good"; };
    options.on_done = [this](const Done& what) {
      const std::lock_guard lock(mutex);
      done.push_back(what);
      throw 7;  // a log that fails ends nothing
    };
    auto made =
        serve(options,
              {{"GET", "/things/{id}", [](const Request& r) { return Response::text(200, "", r.args[0]); }},
               {"POST", "/things/{id}", [](const Request& r) { return Response::text(201, "", r.body); }},
               {"GET", "/login",
                [](const Request& r) {
                  Response response = Response::text(r.query_value("quiet") ? 404 : 401, "", "no");
                  response.failed_credential = r.query_value("quiet").has_value();
                  return response;
                }},
               {"GET", "/large", [](const Request&) { return Response::text(200, "", std::string(40 << 20, 'x')); }}},
              error_text);
    EXPECT_TRUE(made);
    server = *std::move(made);
  }
  std::string ask(const std::string& target, const std::string& method = "GET", const std::string& rest = "\r\n") {
    Wire wire(server->port());
    wire.send(method + " " + target + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n" + rest);
    return wire.all();
  }
  std::size_t count() {
    const std::lock_guard lock(mutex);
    return done.size();
  }
};

AddressLimits loose() {
  AddressLimits limits;
  limits.loopback = true;
  return limits;
}

TEST(Limits, RequestsOverTheRateAreAnswered429) {
  AddressLimits limits = loose();
  limits.requests_per_second = 0.1;
  limits.burst = 3;
  Guarded guarded(limits);
  const std::string one = "GET /things/1 HTTP/1.1\r\nHost: h\r\n\r\n";
  Wire wire(guarded.server->port());
  wire.send(one + one + one + one + "POST /things/1 HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc" + one);
  const std::string bytes = wire.all();
  EXPECT_EQ(replies(bytes), "200 1 | 200 1 | 200 1 | 429 E429 | 429 E429");  // an unread body ends the connection
  EXPECT_NE(bytes.find("\r\nRetry-After: 10\r\n"), std::string::npos);
  guarded.clock.advance_us(10'000'000);
  EXPECT_EQ(replies(guarded.ask("/things/2")), "200 2");
  EXPECT_EQ(guarded.server->numbers().refused.address_requests, 2u);
}

TEST(Limits, FailedCredentialsShutAnAddressOut) {
  for (const char* target : {"/login", "/login?quiet"}) {
    AddressLimits limits = loose();
    limits.failures = 3;
    limits.failure_window = std::chrono::seconds(30);
    Guarded guarded(limits);
    for (int i = 0; i < 3; ++i) EXPECT_NE(replies(guarded.ask(target)), "429 E429");
    const std::string refused = guarded.ask("/things/1");
    EXPECT_EQ(replies(refused), "429 E429");
    EXPECT_EQ(field_of(refused, "Retry-After"), "10");
    EXPECT_EQ(guarded.server->numbers().refused.address_failures, 1u);
    guarded.clock.advance_us(11'000'000);
    EXPECT_EQ(replies(guarded.ask("/things/1")), "200 1");
  }
}

// Strangers may log in; what is longer than that is not read of them.
TEST(Limits, StrangersCannotFillTheRoomForBodies) {
  ServerOptions options;
  options.threads = 2;
  options.max_unknown_bytes = 100;
  options.max_body_bytes = 1'000'000;
  options.known = [](const Request& r) { return r.header("authorization") == "good"; };
  const auto server = serve(options,
                            {{"POST", "/things", [](const Request& r) {
                                const bool good = r.header("authorization") == "good";
                                return Response::text(good ? 200 : 401, "", std::to_string(r.body.size()));
                              }}},
                            error_text);
  ASSERT_TRUE(server);
  const auto post = [&](const std::string& fields, const std::string& body) {
    Wire wire((*server)->port());
    wire.send("POST /things HTTP/1.1\r\nHost: h\r\nConnection: close\r\n" + fields + "\r\n" + body);
    return replies(wire.all());
  };
  const std::string known = "Authorization: good\r\n", chunked = "Transfer-Encoding: chunked\r\n", packed = "Content-Encoding: gzip\r\n";
  const std::string large(5000, 'x'), small(100, 'x'), zip = zipped(large), small_zip = zipped(small);
  const auto length = [](const std::string& body) { return "Content-Length: " + std::to_string(body.size()) + "\r\n"; };
  ASSERT_LT(zip.size(), 100u);
  EXPECT_EQ(post(known + length(large), large), "200 5000");
  EXPECT_EQ(post(known + chunked, "1388\r\n" + large + "\r\n0\r\n\r\n"), "200 5000");
  EXPECT_EQ(post(known + packed + length(zip), zip), "200 5000");
  EXPECT_EQ(post(length(small), small), "401 100");
  EXPECT_EQ(post(chunked, "64\r\n" + small + "\r\n0\r\n\r\n"), "401 100");
  EXPECT_EQ(post(packed + length(small_zip), small_zip), "401 100");
  EXPECT_EQ(post(length(large), ""), "401 0");  // answered before the body is sent
  EXPECT_EQ(post(chunked, "1388\r\n" + large + "\r\n0\r\n\r\n"), "413 E413");
  EXPECT_EQ(post(chunked, "64\r\n" + small + "\r\n1\r\nx\r\n0\r\n\r\n"), "413 E413");
  EXPECT_EQ(post(packed + length(zip), zip), "413 E413");
  // The next request of a connection is judged anew.
  Wire wire((*server)->port());
  wire.send("POST /things HTTP/1.1\r\nHost: h\r\n" + length(small) + "\r\n" + small + "POST /things HTTP/1.1\r\nHost: h\r\nConnection: close\r\n" + known +
            chunked + "\r\n1388\r\n" + large + "\r\n0\r\n\r\n");
  EXPECT_EQ(replies(wire.all()), "401 100 | 200 5000");
}

// Whoever is known goes on, though somebody behind the same gateway guesses.
TEST(Limits, FailuresOfOthersDoNotShutOutWhoIsKnown) {
  AddressLimits limits = loose();
  limits.failures = 3;
  limits.failure_window = std::chrono::seconds(30);
  limits.requests_per_second = 0.1;
  limits.burst = 8;
  Guarded guarded(limits);
  for (int i = 0; i < 3; ++i) EXPECT_NE(replies(guarded.ask("/login")), "429 E429");
  EXPECT_EQ(replies(guarded.ask("/things/1")), "429 E429");
  const std::string known = "Authorization: good\r\n\r\n";
  for (int i = 0; i < 5; ++i) EXPECT_EQ(replies(guarded.ask("/things/1", "GET", known)), "200 1");
  EXPECT_EQ(replies(guarded.ask("/things/1", "GET", known)), "429 E429");  // over the rate, as anybody
}

TEST(Limits, ConnectionsOfOneAddressAreBounded) {
  AddressLimits limits = loose();
  limits.connections = 2;
  Guarded guarded(limits);
  auto first = std::make_unique<Wire>(guarded.server->port());
  Wire second(guarded.server->port());
  for (Wire* wire : {first.get(), &second}) {
    wire->send("GET /things/1 HTTP/1.1\r\nHost: h\r\n\r\n");
    wire->until("\r\n\r\n1");
  }
  Wire third(guarded.server->port());
  EXPECT_EQ(replies(third.all()), "429 E429");
  third.close();
  EXPECT_EQ(guarded.server->numbers().refused.address_connections, 1u);
  first.reset();
  EXPECT_TRUE(eventually([&] { return replies(guarded.ask("/things/1")) == "200 1"; }));
}

TEST(Limits, LoopbackIsFreeUnlessToldOtherwise) {
  AddressLimits limits = tight();
  limits.loopback = false;
  limits.burst = 1;
  Guarded guarded(limits);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(replies(guarded.ask("/things/1")), "200 1");
}

TEST(Told, EachRequestOnceItIsOver) {
  Guarded guarded(loose());
  const std::string head = "POST /things/secret-name HTTP/1.1\r\nHost: h\r\nConnection: close\r\n";
  const std::string fields = "Content-Length: 5\r\n\r\nhello";
  const std::string answer = guarded.ask("/things/secret-name", "POST", fields);
  guarded.ask("/nothing");
  guarded.ask("/%zz");
  ASSERT_TRUE(eventually([&] { return guarded.count() == 3; }));
  const std::lock_guard lock(guarded.mutex);
  const Done& post = guarded.done[0];
  EXPECT_EQ(post.method, "POST");
  EXPECT_EQ(post.route, "/things/{id}");
  EXPECT_EQ(post.status, 201);
  EXPECT_EQ(post.bytes_received, head.size() + fields.size());
  EXPECT_EQ(post.bytes_sent, answer.size());
  EXPECT_EQ(post.peer, "127.0.0.1");
  EXPECT_FALSE(post.secure);
  EXPECT_TRUE(post.whole);
  EXPECT_GT(post.duration.count(), 0);
  EXPECT_EQ(guarded.done[1].status, 404);
  EXPECT_EQ(guarded.done[1].route, "");
  EXPECT_EQ(guarded.done[2].status, 400);
}

TEST(Told, BrokenConnectionsToo) {
  Guarded guarded(loose());
  {
    Wire wire(guarded.server->port(), 4096);
    wire.send("GET /large HTTP/1.1\r\nHost: h\r\n\r\n");
    wire.some(100);
  }
  {
    Wire wire(guarded.server->port());
    wire.send("POST /things/1 HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhel");
  }
  {
    Wire wire(guarded.server->port());  // no request, so nothing to tell
    wire.send("GET /thi");
  }
  // Clients that went away may still wait to be let in when nobody is connected.
  ASSERT_TRUE(eventually([&] { return guarded.count() == 2 && guarded.server->numbers().connections == 0; }));
  const std::lock_guard lock(guarded.mutex);
  ASSERT_EQ(guarded.done.size(), 2u);
  const bool large_first = guarded.done[0].method == "GET";
  const Done& large = guarded.done[large_first ? 0 : 1];
  const Done& cut = guarded.done[large_first ? 1 : 0];
  EXPECT_EQ(large.status, 200);
  EXPECT_FALSE(large.whole);
  EXPECT_GT(large.bytes_sent, 0u);
  EXPECT_LT(large.bytes_sent, 40u << 20);
  EXPECT_EQ(cut.status, 0);
  EXPECT_FALSE(cut.whole);
  EXPECT_EQ(cut.route, "/things/{id}");
}

}  // namespace
}  // namespace comity::http
