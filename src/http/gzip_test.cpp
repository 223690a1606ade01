// Content codings: by themselves, and of real responses and requests.
#include <gtest/gtest.h>

#include <atomic>
#include <memory>

#include "http/coding.hpp"
#include "http/gzip.hpp"
#include "http/http.hpp"
#include "http/request_reader.hpp"
#include "http/wire.hpp"

namespace comity::http {
namespace {

std::string packed(std::string_view bytes) {
  Packer packer;
  std::string out;
  packer.pack(bytes, out, std::string::npos);
  packer.finish(out, std::string::npos);
  return out;
}

std::string unpacked(std::string_view bytes) {
  Unpacker unpacker;
  std::string out;
  const auto state = unpacker.unpack(bytes, out, 1 << 30);
  return state == Unpacker::State::good && unpacker.whole() ? out : out + "<broken>";
}

// Text that shrinks, but not to nothing.
std::string text(std::size_t size) {
  std::string bytes;
  unsigned state = 7;
  while (bytes.size() < size) {
    state = state * 1103515245 + 12345;
    bytes += "{\"id\":" + std::to_string(state) + "},";
  }
  bytes.resize(size);
  return bytes;
}

TEST(Gzip, ComesBackHoweverItIsCut) {
  for (const std::size_t size : {0, 1, 1000, 40'000, 300'000}) {
    const std::string bytes = text(size);
    EXPECT_EQ(unpacked(packed(bytes)), bytes);
    for (const std::size_t most : {1, 7, 1000}) {
      if (size / most > 40'000) continue;
      Packer packer;
      std::string whole;
      std::string out;
      for (std::size_t at = 0; at < size;) {
        out.clear();
        at += packer.pack(std::string_view(bytes).substr(at, 333), out, most);
        EXPECT_LE(out.size(), most);
        whole += out;
      }
      for (bool ended = false; !ended;) {
        out.clear();
        ended = packer.finish(out, most);
        EXPECT_LE(out.size(), most);
        whole += out;
      }
      EXPECT_EQ(unpacked(whole), bytes);
    }
  }
}

TEST(Gzip, UnpackingIsBoundedAndStrict) {
  const std::string bytes = text(10'000);
  const std::string member = packed(bytes);
  const auto run = [](std::string_view in, std::uint64_t most, std::size_t step) {
    Unpacker unpacker;
    std::string out;
    for (; !in.empty(); in.remove_prefix(std::min(step, in.size()))) {
      const auto state = unpacker.unpack(in.substr(0, step), out, most);
      if (state == Unpacker::State::too_large) return std::string("too large");
      if (state == Unpacker::State::broken) return std::string("broken");
    }
    return unpacker.whole() ? out : std::string("cut");
  };
  for (const std::size_t step : {std::size_t{1}, std::size_t{100}, member.size() * 2}) {
    EXPECT_EQ(run(member, 10'000, step), bytes);
    EXPECT_EQ(run(member + member, 20'000, step), bytes + bytes);
    EXPECT_EQ(run(member, 9'999, step), "too large");
    EXPECT_EQ(run(member + "x", 20'000, step), "cut");
    EXPECT_EQ(run(member + "xyz", 20'000, step), "broken");
    EXPECT_EQ(run(std::string_view(member).substr(0, member.size() - 1), 10'000, step), "cut");
    std::string changed = member;
    changed[changed.size() - 6] ^= 1;  // of the checksum
    EXPECT_EQ(run(changed, 10'000, step), "broken");
    EXPECT_EQ(run("not gzip at all", 10'000, step), "broken");
  }
}

TEST(Coding, AcceptEncoding) {
  const struct {
    const char* field;
    bool gzip, identity;
  } rows[] = {
      {"", false, true},
      {"gzip", true, true},
      {"GZip", true, true},
      {"x-gzip", true, true},
      {"br, gzip", true, true},
      {"deflate, br", false, true},
      {"*", true, true},
      {"*;q=0", false, false},
      {"gzip;q=0", false, true},
      {"gzip;q=0.000, *", false, true},
      {"gzip; q=0.5", true, true},
      {"gzip;q=0.5, identity;q=0.6", false, true},
      {"gzip;q=0.5, identity;q=0.5", true, true},
      {"identity;q=0, gzip;q=0.001", true, false},
      {"identity;q=0", false, false},
      {"*;q=0, gzip", true, false},
      {"*;q=0, identity", false, true},
      {"gzip;q=2", false, true},
      {"gzip;q=0.1234", false, true},
      {"gzip;q=a", false, true},
      {"gzip;level=9;q=1.0", true, true},
      {" , gzip ,", true, true},
  };
  for (const auto& row : rows) {
    const Accepted accepted = accepted_codings(row.field);
    EXPECT_EQ(accepted.gzip, row.gzip) << row.field;
    EXPECT_EQ(accepted.identity, row.identity) << row.field;
  }
}

// A server of bodies of any size and type.
struct Bodies {
  std::atomic<int> sent{0};
  std::unique_ptr<Server> server;

  explicit Bodies(ServerOptions options = {}) {
    options.threads = 3;
    const auto held = std::make_shared<const std::string>(text(5'000'000));
    const Handler body = [this, held](const Request& request) {
      const std::size_t size = std::stoul(request.query_value("size").value_or("5000"));
      Response response;
      const std::string type = request.query_value("type").value_or("application/json");
      if (!type.empty()) response.headers.emplace_back("Content-Type", type);
      response.headers.emplace_back("ETag", "\"v1\"");
      response.head = held->substr(0, std::min<std::size_t>(size, 10));
      std::size_t at = response.head.size();
      for (; at + 1000 < size; at += 1000) response.pieces.push_back({std::string_view(*held).substr(at, 1000), held});
      response.tail = held->substr(at, size - at);
      if (request.query_value("secret")) response.compressible = false;
      if (request.query_value("packed")) response.headers.emplace_back("Content-Encoding", "br");
      if (request.header("if-none-match") == "\"v1\"") {
        response.status = 304;
      }
      response.sent = [this] { ++sent; };
      return response;
    };
    const Handler echo = [](const Request& r) {
      return Response::text(200, "", std::to_string(r.body.size()) + std::string(r.header("content-encoding")));
    };
    auto made = serve(options, {{"GET", "/body", body}, {"POST", "/size", echo}}, error_text);
    EXPECT_TRUE(made);
    server = *std::move(made);
  }

  std::string get(const std::string& query, const std::string& fields, const std::string& method = "GET") {
    Wire wire(server->port());
    wire.send(method + " /body?" + query + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n" + fields + "\r\n");
    return wire.all();
  }
};

std::string body_of(const std::string& bytes) { return bytes.substr(bytes.find("\r\n\r\n") + 4); }

const std::string accepts = "Accept-Encoding: gzip\r\n";

TEST(Coding, PacksWhatIsAskedForAndWorthIt) {
  Bodies bodies;
  const struct {
    const char* name;
    std::string query, fields;
    bool packs, varies;
  } rows[] = {
      {"asked for", "size=5000", accepts, true, true},
      {"not asked for", "size=5000", "", false, true},
      {"refused", "size=5000", "Accept-Encoding: gzip;q=0\r\n", false, true},
      {"at the least size", "size=1024", accepts, true, true},
      {"too small", "size=1023", accepts, false, false},
      {"small, but nothing else is accepted", "size=100", "Accept-Encoding: gzip, identity;q=0\r\n", true, true},
      {"no text", "size=5000&type=image/png", accepts, false, false},
      {"no type", "size=5000&type=", accepts, false, false},
      {"TAXII", "size=5000&type=application/taxii%2Bjson%3Bversion%3D2.1", accepts, true, true},
      {"plain text", "size=5000&type=Text/Plain%3B%20charset%3Dutf-8", accepts, true, true},
      {"switched off", "size=5000&secret=1", accepts, false, false},
      {"coded already", "size=5000&packed=1", accepts, false, false},
  };
  for (const auto& row : rows) {
    const std::string plain = body_of(bodies.get(row.query, ""));
    const std::string bytes = bodies.get(row.query, row.fields);
    EXPECT_EQ(field_of(bytes, "Content-Encoding") == "gzip", row.packs) << row.name;
    EXPECT_EQ(field_of(bytes, "Vary"), row.varies ? "Accept-Encoding" : "") << row.name;
    EXPECT_EQ(field_of(bytes, "ETag"), row.packs ? "\"v1--gzip\"" : "\"v1\"") << row.name;
    EXPECT_EQ(field_of(bytes, "Content-Length"), std::to_string(body_of(bytes).size())) << row.name;
    EXPECT_TRUE((row.packs ? unpacked(body_of(bytes)) : body_of(bytes)) == plain) << row.name;
    EXPECT_TRUE(!row.packs || plain.size() < 1000 || bytes.size() < plain.size()) << row.name;
  }
}

TEST(Coding, LargeBodiesArePackedAsTheyGo) {
  Bodies bodies;
  for (const char* size : {"1048576", "1048577", "4999999"}) {
    const std::string query = std::string("size=") + size;
    const std::string plain = body_of(bodies.get(query, ""));
    const std::string bytes = bodies.get(query, accepts);
    const bool chunked = field_of(bytes, "Transfer-Encoding") == "chunked";
    EXPECT_EQ(chunked, plain.size() > 1048576);
    EXPECT_NE(chunked, !field_of(bytes, "Content-Length").empty());
    EXPECT_TRUE(unpacked(chunked ? unchunked(body_of(bytes)) : body_of(bytes)) == plain) << size;
  }
  EXPECT_EQ(bodies.sent, 6);
}

TEST(Coding, ASlowReaderGetsAllOfIt) {
  Bodies bodies;
  const std::string plain = body_of(bodies.get("size=4000000", ""));
  Wire wire(bodies.server->port(), 4096);
  wire.send("GET /body?size=4000000 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n" + accepts + "\r\n");
  std::string bytes;
  for (std::string more = wire.some(5000); !more.empty(); more = wire.some(5000)) bytes += more;
  EXPECT_TRUE(unpacked(unchunked(body_of(bytes))) == plain);
  EXPECT_EQ(bodies.sent, 2);
}

TEST(Coding, HeadNamesTheCodingAndNoLength) {
  Bodies bodies;
  for (const char* size : {"5000", "4000000"}) {
    const std::string query = std::string("size=") + size;
    const std::string packs = bodies.get(query, accepts, "HEAD");
    EXPECT_EQ(field_of(packs, "Content-Encoding"), "gzip");
    EXPECT_EQ(field_of(packs, "Content-Length"), "");
    EXPECT_EQ(field_of(packs, "Transfer-Encoding"), "");
    EXPECT_EQ(body_of(packs), "");
    EXPECT_EQ(field_of(bodies.get(query, "", "HEAD"), "Content-Length"), size);
  }
  EXPECT_EQ(bodies.sent, 0);
}

TEST(Coding, OldClientsAndPipelinesAreServed) {
  Bodies bodies;
  Wire old(bodies.server->port());
  old.send("GET /body?size=2000000 HTTP/1.0\r\n" + accepts + "\r\n");
  const std::string bytes = old.all();
  EXPECT_EQ(field_of(bytes, "Content-Encoding"), "");
  EXPECT_EQ(body_of(bytes).size(), 2'000'000u);
  Wire wire(bodies.server->port());
  const std::string one = "GET /body?size=1500000 HTTP/1.1\r\nHost: h\r\n" + accepts + "\r\n";
  wire.send(one + one + "POST /size HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc");
  std::string all = wire.all();
  for (int i = 0; i < 2; ++i) {
    const std::size_t end = all.find("\r\n0\r\n\r\n") + 7;
    EXPECT_EQ(unpacked(unchunked(body_of(all.substr(0, end)))).size(), 1'500'000u);
    all.erase(0, end);
  }
  EXPECT_EQ(replies(all), "200 3");
}

TEST(Coding, TagsOfPackedBodiesComeBack) {
  Bodies bodies;
  const std::string same = bodies.get("size=5000", accepts + "If-None-Match: \"v1--gzip\"\r\n");
  EXPECT_EQ(replies(same), "304");
  EXPECT_EQ(field_of(same, "ETag"), "\"v1--gzip\"");
  EXPECT_EQ(field_of(same, "Vary"), "Accept-Encoding");
  EXPECT_EQ(field_of(bodies.get("size=5000", "If-None-Match: \"v1\"\r\n"), "ETag"), "\"v1\"");
}

TEST(Coding, SwitchedOffForAll) {
  ServerOptions options;
  options.gzip = false;
  Bodies bodies(options);
  const std::string bytes = bodies.get("size=5000", accepts);
  EXPECT_EQ(field_of(bytes, "Content-Encoding"), "");
  EXPECT_EQ(body_of(bytes).size(), 5000u);
}

TEST(Coding, RequestsMayBePacked) {
  ServerOptions options;
  options.max_body_bytes = 1'000'000;
  Bodies bodies(options);
  const std::string bytes = text(1'000'000);
  const std::string bomb = packed(std::string(100'000'000, '\0'));
  ASSERT_LT(bomb.size(), 1'000'000u);
  const struct {
    const char* name;
    std::string coding, body;
    const char* expected;
  } rows[] = {
      {"as it is", "", "abc", "200 3"},
      {"gzip", "Content-Encoding: gzip\r\n", packed(bytes), "200 1000000"},
      {"x-gzip", "Content-Encoding: X-GZip\r\n", packed("abc"), "200 3"},
      {"identity", "Content-Encoding: identity\r\n", "abc", "200 3identity"},
      {"one byte over", "Content-Encoding: gzip\r\n", packed(bytes + "x"), "413 E413"},
      {"a bomb", "Content-Encoding: gzip\r\n", bomb, "413 E413"},
      {"no gzip", "Content-Encoding: gzip\r\n", "abc", "400 E400"},
      {"cut", "Content-Encoding: gzip\r\n", packed("abc").substr(0, 20), "400 E400"},
      {"br", "Content-Encoding: br\r\n", "abc", "415 E415"},
      {"two codings", "Content-Encoding: gzip, gzip\r\n", "abc", "415 E415"},
  };
  for (const auto& row : rows) {
    for (const bool chunked : {false, true}) {
      Wire wire(bodies.server->port());
      const std::string head = "POST /size HTTP/1.1\r\nHost: h\r\n" + row.coding;
      if (chunked) {
        wire.send(head + "Transfer-Encoding: chunked\r\n\r\n");
        for (std::size_t at = 0; at < row.body.size(); at += 5000) {
          const std::string part = row.body.substr(at, 5000);
          char line[20];
          std::snprintf(line, sizeof line, "%zx\r\n", part.size());
          wire.send(line + part + "\r\n");
        }
        wire.send("0\r\n\r\n");
      } else {
        wire.send(head + "Content-Length: " + std::to_string(row.body.size()) + "\r\n\r\n" + row.body);
      }
      wire.end();
      const std::string got = wire.all();
      EXPECT_EQ(replies(got), row.expected) << row.name;
      EXPECT_EQ(field_of(got, "Accept-Encoding"), replies(got) == "415 E415" ? "gzip" : "") << row.name;
    }
  }
}

TEST(Coding, UnpackedBodiesCountTogether) {
  ServerOptions options;
  options.max_bodies_bytes = 1'000'000;
  Bodies bodies(options);
  const std::string bomb = packed(std::string(100'000'000, '\0'));
  Wire wire(bodies.server->port());
  wire.send("POST /size HTTP/1.1\r\nHost: h\r\nContent-Encoding: gzip\r\nContent-Length: " +
            std::to_string(bomb.size()) + "\r\n\r\n" + bomb);
  wire.end();
  EXPECT_EQ(replies(wire.all()), "503 E503");
  EXPECT_EQ(bodies.server->numbers().refused.bodies, 1u);
}

}  // namespace
}  // namespace comity::http
