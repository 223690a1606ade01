#include <gtest/gtest.h>

#include <latch>

#include "http/http.hpp"

namespace comity::http {
namespace {

using namespace std::chrono_literals;

std::unique_ptr<Server> start(ServerOptions options = {}) {
  options.threads = 3;
  auto server = serve(
      options,
      {{"GET", "/peer", [](const Request& r) { return Response::text(200, "text/plain", r.peer); }},
       {"POST", "/length", [](const Request& r) { return Response::text(201, "", std::to_string(r.body.size())); }},
       {"GET", "/fields",
        [](const Request& r) {
          Response response = Response::text(200, "text/plain", std::string(r.header("x-in")));
          response.headers.emplace_back("X-Out", "1");
          response.headers.emplace_back("x-out", "2");
          return response;
        }},
       {"GET", "/large", [](const Request&) { return Response::text(200, "", std::string(3'000'000, 'x')); }}},
      nullptr);
  EXPECT_TRUE(server);
  return *std::move(server);
}

TEST(Client, SpeaksWithTheServer) {
  const auto server = start();
  auto client = connect("localhost", server->port(), 20s);
  ASSERT_TRUE(client) << to_string(client.error());
  const auto peer = (*client)->send("GET", "/peer", {}, "");
  ASSERT_TRUE(peer) << to_string(peer.error());
  EXPECT_EQ(peer->status, 200);
  EXPECT_EQ(peer->body, "127.0.0.1");
  EXPECT_EQ(peer->headers.at("content-type"), "text/plain");
  EXPECT_EQ((*client)->send("POST", "/length", {}, std::string(5'000'000, 'x'))->body, "5000000");
  EXPECT_EQ((*client)->send("POST", "/length", {}, "")->body, "0");
  const auto fields = (*client)->send("GET", "/fields", {{"X-In", "yes"}}, "");
  EXPECT_EQ(fields->body, "yes");
  EXPECT_EQ(fields->headers.at("x-out"), "1, 2");
  EXPECT_EQ((*client)->send("GET", "/large", {}, "")->body.size(), 3'000'000u);
  const auto head = (*client)->send("HEAD", "/large", {}, "");
  EXPECT_EQ(head->body, "");
  EXPECT_EQ(head->headers.at("content-length"), "3000000");
  const auto missing = (*client)->send("GET", "/nothing", {}, "");
  EXPECT_EQ(missing->status, 404);
  EXPECT_EQ(missing->headers.at("content-type"), "application/problem+json");
}

TEST(Client, ReadsTheRefusalOfALargeBody) {
  ServerOptions options;
  options.max_body_bytes = 1000;
  const auto server = start(options);
  auto client = connect("127.0.0.1", server->port(), 20s);
  ASSERT_TRUE(client);
  const auto reply = (*client)->send("POST", "/length", {}, std::string(5'000'000, 'x'));
  ASSERT_TRUE(reply) << to_string(reply.error());
  EXPECT_EQ(reply->status, 413);
  EXPECT_EQ((*client)->send("POST", "/length", {}, "abc")->body, "3");  // on a new connection
}

TEST(Client, ConnectsAgainAfterTheServerClosed) {
  auto server = start();
  const std::uint16_t port = server->port();
  auto client = connect("127.0.0.1", port, 20s);
  ASSERT_TRUE(client);
  EXPECT_TRUE((*client)->send("GET", "/peer", {{"Connection", "close"}}, ""));
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE((*client)->send("GET", "/peer", {}, ""));
    server.reset();
    ServerOptions options;
    options.port = port;
    server = start(options);
    // Neither a GET nor a POST notices that the connection they would have used is gone.
    const auto reply = (*client)->send("POST", "/length", {}, "abc");
    ASSERT_TRUE(reply) << to_string(reply.error());
    EXPECT_EQ(reply->body, "3");
  }
}

TEST(Client, DoesNotWaitForever) {
  std::latch go(1);
  auto server = serve({},
                      {{"GET", "/slow",
                        [&](const Request&) {
                          go.wait();
                          return Response{};
                        }}},
                      nullptr);
  ASSERT_TRUE(server);
  auto client = connect("127.0.0.1", (*server)->port(), 50ms);
  ASSERT_TRUE(client);
  const auto reply = (*client)->send("GET", "/slow", {}, "");
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, Code::unavailable);
  go.count_down();
}

TEST(Client, RefusesWhatCannotBeWritten) {
  const auto server = start();
  auto client = connect("127.0.0.1", server->port(), 20s);
  ASSERT_TRUE(client);
  EXPECT_EQ((*client)->send("GET", "/a b", {}, "").error().code, Code::invalid);
  EXPECT_EQ((*client)->send("GET", "/", {{"X", "a\r\nY: b"}}, "").error().code, Code::invalid);
  EXPECT_EQ((*client)->send("G T", "/", {}, "").error().code, Code::invalid);
  EXPECT_EQ(connect("example.org", 80, 1s).error().code, Code::invalid);
}

TEST(Client, SaysThatNobodyListens) {
  auto server = start();
  const std::uint16_t port = server->port();
  server.reset();
  const auto client = connect("127.0.0.1", port, 1s);
  ASSERT_FALSE(client);
  EXPECT_EQ(client.error().code, Code::unavailable);
}

}  // namespace
}  // namespace comity::http
