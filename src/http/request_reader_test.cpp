#include "http/request_reader.hpp"

#include <gtest/gtest.h>

namespace comity::http {
namespace {

using Event = RequestReader::Event;

// All requests of a stream that arrives in the given parts: "POST /echo <body>; … !status" where a refusal ends it.
std::string read(const std::vector<std::string_view>& parts) {
  RequestReader reader({512, 100});
  std::string unread;
  std::string text;
  for (const std::string_view part : parts) {
    unread += part;
    for (bool more = true; more;) {
      std::size_t used = 0;
      const Event event = reader.feed(unread, used);
      unread.erase(0, used);
      switch (event) {
        case Event::need_more:
          more = false;
          break;
        case Event::head:
          break;
        case Event::complete:
          text += reader.request().method + " " + reader.request().path + " <" + reader.request().body + ">; ";
          reader.reset();
          break;
        case Event::refused:
          return text + "!" + std::to_string(reader.refusal().status);
      }
    }
  }
  return text;
}

TEST(RequestReader, ReadsAlikeHoweverTheBytesArrive) {
  const std::string stream =
      "\r\nGET /a%20b?x=1 HTTP/1.1\r\nHost: h\r\n\r\n"
      "POST /b HTTP/1.1\r\nhost: h\r\ncontent-length: 7\r\n\r\nabc\r\n\r\n"
      "POST /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: CHUNKED\r\n\r\n"
      "4\r\nab\r\n\r\nA;n=\"v\"\r\n0123456789\r\n000\r\nX: y\r\nZ: w\r\n\r\n"
      "GET /d HTTP/1.0\r\n\r\n";
  const std::string expected = "GET /a b <>; POST /b <abc\r\n\r\n>; POST /c <ab\r\n0123456789>; GET /d <>; ";
  const std::string_view all = stream;
  ASSERT_EQ(read({all}), expected);
  for (std::size_t i = 1; i < all.size(); ++i) {
    EXPECT_EQ(read({all.substr(0, i), all.substr(i)}), expected) << "split at " << i;
    for (std::size_t j = i + 1; j < all.size(); j += 7) {
      EXPECT_EQ(read({all.substr(0, i), all.substr(i, j - i), all.substr(j)}), expected) << i << ", " << j;
    }
  }
  std::vector<std::string_view> bytes;
  for (std::size_t i = 0; i < all.size(); ++i) bytes.push_back(all.substr(i, 1));
  EXPECT_EQ(read(bytes), expected);
}

TEST(RequestReader, RefusesAlikeHoweverTheBytesArrive) {
  const std::string post = "POST /c HTTP/1.1\r\nHost: h\r\n";
  const std::string chunked = post + "Transfer-Encoding: chunked\r\n\r\n";
  const struct {
    std::string stream;
    const char* expected;
  } rows[] = {
      {chunked + "3\r\nabcX\r\n0\r\n\r\n", "!400"},
      {chunked + "60\r\n" + std::string(0x60, 'x') + "\r\n60\r\n", "!413"},
      {chunked + "0\r\nBad Trailer: x\r\n\r\n", "!400"},
      {post + "Content-Length: 101\r\n\r\n", "!413"},
      {post + "Content-Length: 1\r\nContent-Length: 1\r\n\r\n", "!400"},
      {"GET / HTTP/1.1\r\nHost: h\r\n\r\n" + post + "X: " + std::string(500, 'x') + "\r\n\r\n", "GET / <>; !431"},
  };
  for (const auto& row : rows) {
    const std::string_view all = row.stream;
    EXPECT_EQ(read({all}), row.expected) << row.stream;
    for (std::size_t i = 1; i < all.size(); ++i) {
      EXPECT_EQ(read({all.substr(0, i), all.substr(i)}), row.expected) << row.stream << "\nsplit at " << i;
    }
  }
}

TEST(RequestReader, BoundsChunkHeadsAndTrailers) {
  const std::string head = "POST /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  const std::string long_text(600, 'x');
  EXPECT_EQ(read({head, "1;" + long_text}), "!431");
  EXPECT_EQ(read({head, "0\r\nA: " + long_text}), "!431");
}

TEST(RequestReader, AnnouncedLengthsCostNoMemory) {
  RequestReader reader({512, 1ull << 40});
  std::size_t used = 0;
  const std::string_view head = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000000000\r\n\r\n";
  ASSERT_EQ(reader.feed(head, used), Event::head);
  ASSERT_EQ(used, head.size());
  EXPECT_EQ(reader.feed("abc", used), Event::need_more);
  EXPECT_LE(reader.request().body.capacity(), 1u << 20);
}

}  // namespace
}  // namespace comity::http
