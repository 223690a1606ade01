// Responses without an end, over a real socket.
#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <thread>
#include <vector>

#include "http/http.hpp"
#include "http/wire.hpp"

namespace comity::http {
namespace {

const std::string ask = "GET /events HTTP/1.1\r\nHost: h\r\n\r\n";

// A server whose handler hands its streams to the test.
struct Source {
  std::mutex mutex;
  std::vector<std::shared_ptr<Stream>> streams;
  std::unique_ptr<Server> server;
  std::vector<Done> done;

  explicit Source(ServerOptions options = {}, std::string head = "") {
    options.threads = 3;
    options.on_done = [this](const Done& what) {
      const std::lock_guard lock(mutex);
      done.push_back(what);
    };
    const Handler events = [this, head](const Request&) {
      Response response = Response::text(200, "text/event-stream", head);
      response.stream = [this](std::shared_ptr<Stream> stream) {
        const std::lock_guard lock(mutex);
        streams.push_back(std::move(stream));
      };
      return response;
    };
    const Handler throws = [](const Request&) {
      Response response;
      response.stream = [](const std::shared_ptr<Stream>& stream) {
        stream->push("a");
        throw 7;
      };
      return response;
    };
    auto made = serve(options,
                      {{"GET", "/events", events},
                       {"GET", "/throws", throws},
                       {"GET", "/hello", [](const Request&) { return Response::text(200, "", "hello"); }}},
                      error_text);
    EXPECT_TRUE(made);
    server = *std::move(made);
  }
  ~Source() { server.reset(); }

  std::shared_ptr<Stream> stream(std::size_t i = 0) {
    EXPECT_TRUE(eventually([&] {
      const std::lock_guard lock(mutex);
      return streams.size() > i;
    }));
    const std::lock_guard lock(mutex);
    return streams.at(i);
  }
};

std::string body_of(const std::string& bytes) { return bytes.substr(bytes.find("\r\n\r\n") + 4); }

TEST(Stream, SendsWhatIsPushedAndEndsWhenClosed) {
  Source source({}, "hello\n");
  Wire wire(source.server->port());
  wire.send(ask);
  std::string bytes = wire.until("hello\n\r\n");
  EXPECT_EQ(field_of(bytes, "Transfer-Encoding"), "chunked");
  EXPECT_EQ(field_of(bytes, "Content-Length"), "");
  EXPECT_EQ(field_of(bytes, "Connection"), "close");
  const auto stream = source.stream();
  for (const char* word : {"one\n", "two\n", "", "three\n"}) {
    EXPECT_TRUE(stream->push(word));
    if (*word != '\0') bytes += wire.until(word);  // each leaves by itself: nothing waits for what follows
  }
  EXPECT_TRUE(stream->open());
  EXPECT_EQ(source.server->numbers().streams, 1u);
  stream->close();
  EXPECT_FALSE(stream->open());
  EXPECT_FALSE(stream->push("four"));
  bytes += wire.all();
  EXPECT_EQ(unchunked(body_of(bytes)), "hello\none\ntwo\nthree\n");
  wire.close();
  EXPECT_TRUE(eventually([&] { return source.server->numbers().streams == 0; }));
  const std::lock_guard lock(source.mutex);
  ASSERT_EQ(source.done.size(), 1u);
  EXPECT_EQ(source.done[0].route, "/events");
  EXPECT_EQ(source.done[0].bytes_sent, bytes.size());
  EXPECT_TRUE(source.done[0].whole);
}

TEST(Stream, PushesFromManyThreadsArriveWhole) {
  Source source;
  Wire wire(source.server->port());
  wire.send(ask);
  const auto stream = source.stream();
  std::vector<std::thread> threads;
  for (char c = 'a'; c < 'e'; ++c) {
    threads.emplace_back([&, c] {
      for (int i = 0; i < 500; ++i) EXPECT_TRUE(stream->push(std::string(20, c) + "\n"));
    });
  }
  for (std::thread& thread : threads) thread.join();
  stream->close();
  const std::string body = unchunked(body_of(wire.all()));
  ASSERT_EQ(body.size(), 4u * 500 * 21);
  for (std::size_t at = 0; at < body.size(); at += 21) EXPECT_EQ(body.substr(at, 20), std::string(20, body[at]));
}

TEST(Stream, OverHttp10TheConnectionsEndIsTheResponses) {
  Source source({}, "hello\n");
  Wire wire(source.server->port());
  wire.send("GET /events HTTP/1.0\r\n\r\n");
  const auto stream = source.stream();
  stream->push("one\n");
  stream->close();
  const std::string bytes = wire.all();
  EXPECT_EQ(field_of(bytes, "Transfer-Encoding"), "");
  EXPECT_EQ(body_of(bytes), "hello\none\n");
}

TEST(Stream, IsNotOpenedForHead) {
  Source source({}, "hello\n");
  Wire wire(source.server->port());
  wire.send("HEAD /events HTTP/1.1\r\nHost: h\r\n\r\nGET /hello HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  const std::string bytes = wire.all();
  EXPECT_EQ(replies(bytes), "200 | 200 hello");
  EXPECT_TRUE(source.streams.empty());
}

TEST(Stream, AClientThatLeavesIsNoticed) {
  Source source;
  for (const bool half : {false, true}) {
    Wire wire(source.server->port());
    wire.send(ask);
    const auto stream = source.stream(half ? 1 : 0);
    EXPECT_TRUE(stream->push("one\n"));
    wire.until("one\n");
    if (half) {
      wire.end();
    } else {
      wire.close();
    }
    EXPECT_TRUE(eventually([&] { return !stream->open(); }));
    EXPECT_FALSE(stream->push("two\n"));
  }
  EXPECT_TRUE(eventually([&] { return source.server->numbers().connections == 0; }));
  const std::lock_guard lock(source.mutex);
  EXPECT_FALSE(source.done.at(0).whole);
}

TEST(Stream, AClientThatDoesNotReadIsCutOff) {
  ServerOptions options;
  options.max_stream_bytes = 100'000;
  Source source(options);
  Wire wire(source.server->port(), 4096);
  wire.send(ask);
  const auto stream = source.stream();
  const std::string event(10'000, 'x');
  std::size_t pushed = 0;
  while (stream->push(event) && pushed < 100'000) ++pushed;
  EXPECT_LT(pushed, 100'000u);
  EXPECT_FALSE(stream->open());
  EXPECT_TRUE(eventually([&] { return source.server->numbers().connections == 0; }));
  EXPECT_EQ(source.server->numbers().refused.slow_streams, 1u);
}

TEST(Stream, AClientThatStopsReadingTimesOut) {
  ServerOptions options;
  options.write_timeout = 60ms;
  options.max_stream_bytes = 64 << 20;
  Source source(options);
  Wire wire(source.server->port(), 4096);
  wire.send(ask);
  const auto stream = source.stream();
  EXPECT_TRUE(stream->push(std::string(32 << 20, 'x')));
  EXPECT_TRUE(eventually([&] { return !stream->open(); }));
}

TEST(Stream, AnIdleOneDoesNotTimeOut) {
  ServerOptions options;
  options.write_timeout = options.idle_timeout = options.header_timeout = options.body_timeout = 20ms;
  Source source(options);
  Wire wire(source.server->port());
  wire.send(ask);
  const auto stream = source.stream();
  wire.until("\r\n\r\n");
  EXPECT_FALSE(wire.readable(200ms));  // several time-outs pass
  EXPECT_TRUE(stream->push("one\n"));
  EXPECT_EQ(wire.until("one\n\r\n"), "4\r\none\n\r\n");
}

TEST(Stream, HoldsNoWorker) {
  ServerOptions options;
  options.seats = 1;
  Source source(options);  // of three workers
  std::vector<std::unique_ptr<Wire>> wires;
  for (std::size_t i = 0; i < 20; ++i) {
    wires.push_back(std::make_unique<Wire>(source.server->port()));
    wires.back()->send(ask);
    source.stream(i);
  }
  Wire other(source.server->port());
  other.send("GET /hello HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(replies(other.all()), "200 hello");
  for (std::size_t i = 0; i < 20; ++i) EXPECT_TRUE(source.stream(i)->push(std::to_string(i) + "\n"));
  for (std::size_t i = 0; i < 20; ++i) {
    const std::string event = std::to_string(i) + "\n\r\n";
    EXPECT_TRUE(wires[i]->until(event).ends_with(event));
  }
}

TEST(Stream, TooManyAreRefused) {
  ServerOptions options;
  options.max_streams = 1;
  Source source(options);
  auto first = std::make_unique<Wire>(source.server->port());
  first->send(ask);
  source.stream();
  Wire second(source.server->port());
  second.send(ask + "GET /hello HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(replies(second.all()), "503 E503 | 200 hello");
  EXPECT_EQ(source.server->numbers().refused.streams, 1u);
  first.reset();
  EXPECT_TRUE(eventually([&] { return source.server->numbers().streams == 0; }));
  Wire third(source.server->port());
  third.send(ask);
  EXPECT_TRUE(source.stream(1)->push("x"));
}

TEST(Stream, AHandlerThatThrowsEndsIt) {
  Source source;
  Wire wire(source.server->port());
  wire.send("GET /throws HTTP/1.1\r\nHost: h\r\n\r\n");
  const std::string bytes = wire.all();
  EXPECT_EQ(bytes.find("0\r\n\r\n"), std::string::npos);  // not as if it were whole
  EXPECT_TRUE(eventually([&] { return source.server->numbers().streams == 0; }));
}

TEST(Stream, StopEndsAllAtOnce) {
  Source source;
  std::vector<std::unique_ptr<Wire>> wires;
  for (std::size_t i = 0; i < 5; ++i) {
    wires.push_back(std::make_unique<Wire>(source.server->port()));
    wires.back()->send(ask);
    EXPECT_TRUE(source.stream(i)->push("one\n"));
  }
  source.server->stop(20s);
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_FALSE(source.stream(i)->push("two\n"));
    EXPECT_EQ(unchunked(body_of(wires[i]->all())), "one\n");
  }
  source.server.reset();
  EXPECT_FALSE(source.streams[0]->push("three\n"));  // its handle outlives the server
  EXPECT_FALSE(source.streams[0]->open());
}

TEST(Stream, StopWhilePushesGoOn) {
  for (int round = 0; round < 10; ++round) {
    Source source;
    std::vector<std::unique_ptr<Wire>> wires;
    for (std::size_t i = 0; i < 4; ++i) {
      wires.push_back(std::make_unique<Wire>(source.server->port()));
      wires.back()->send(ask);
    }
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < 4; ++i) {
      threads.emplace_back([stream = source.stream(i)] {
        while (stream->push("x")) std::this_thread::yield();
      });
    }
    wires[0].reset();
    source.server->stop(20s);
    for (std::thread& thread : threads) thread.join();
  }
}

}  // namespace
}  // namespace comity::http
