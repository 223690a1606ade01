// The console's door over a real server: which path gives which file, with which fields, and what is nobody's.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "console/files.hpp"
#include "console/routes.hpp"
#include "http/gzip.hpp"
#include "http/http.hpp"

namespace comity::console {
namespace {

namespace fs = std::filesystem;
using Fields = std::vector<std::pair<std::string, std::string>>;

const std::string kIndex = "<!doctype html><script type=module src=/assets/index-1f.js></script>";
const std::string kScript = [] {
  std::string out;
  for (int i = 0; i < 400; ++i) out += "export const n" + std::to_string(i) + " = " + std::to_string(i) + ";\n";
  return out;
}();
const std::string kFont("wOF2\0\1\2\3", 8);

std::map<std::string, std::string> contents() {
  std::map<std::string, std::string> out{{"index.html", kIndex},         {"assets/index-1f.js", kScript}, {"assets/serif-2b.woff2", kFont},
                                         {"assets/index-1f.css", "p{}"}, {"favicon.svg", "<svg/>"},       {"fonts/OFL.txt", "the licence"}};
  return out;
}

std::shared_ptr<const Files> files_of(std::map<std::string, std::string> of) {
  auto files = Files::from(std::move(of));
  EXPECT_TRUE(files) << to_string(files.error());
  return *files;
}

std::string unpacked(std::string_view gzip) {
  http::Unpacker unpacker;
  std::string out;
  EXPECT_EQ(unpacker.unpack(gzip, out, 1 << 20), http::Unpacker::State::good);
  EXPECT_TRUE(unpacker.whole());
  return out;
}

class Served {
 public:
  explicit Served(std::shared_ptr<const Files> files, http::ServerOptions options = {}) {
    std::vector<http::Route> rows = routes(std::move(files), {"api", "taxii2", "comity", "metrics"});
    const auto one = [](const http::Request&) { return http::Response::text(200, "text/plain", "the API"); };
    rows.push_back({"GET", "/api/v1/me", one});
    rows.push_back({"POST", "/api/v1/tokens", one});
    rows.push_back({"GET", "/api/v1/objects/{id}", one});
    server_ = http::serve(options, std::move(rows), {}).value();
    client_ = http::connect("127.0.0.1", server_->port(), std::chrono::seconds(20)).value();
  }
  http::Client::Reply ask(const std::string& method, const std::string& target, const Fields& fields = {}, const std::string& body = "") {
    auto reply = client_->send(method, target, fields, body);
    EXPECT_TRUE(reply) << target;
    return reply ? *reply : http::Client::Reply{};
  }
  http::Client::Reply get(const std::string& target, const Fields& fields = {}) { return ask("GET", target, fields); }
  std::uint16_t port() const { return server_->port(); }

 private:
  std::unique_ptr<http::Server> server_;
  std::unique_ptr<http::Client> client_;
};

TEST(Console, GivesItsFilesByTheirNames) {
  Served node(files_of(contents()));
  const struct {
    std::string target, body, type, caching;
  } rows[] = {
      {"/", kIndex, "text/html; charset=utf-8", "no-cache"},
      {"/index.html", kIndex, "text/html; charset=utf-8", "no-cache"},
      {"/?theme=dark", kIndex, "text/html; charset=utf-8", "no-cache"},
      {"/assets/index-1f.js", kScript, "text/javascript; charset=utf-8", "public, max-age=31536000, immutable"},
      {"/assets/index-1f.css", "p{}", "text/css; charset=utf-8", "public, max-age=31536000, immutable"},
      {"/assets/serif-2b.woff2", kFont, "font/woff2", "public, max-age=31536000, immutable"},
      {"/favicon.svg", "<svg/>", "image/svg+xml", "no-cache"},
      {"/fonts/OFL.txt", "the licence", "text/plain; charset=utf-8", "no-cache"},
      {"/%61ssets/index-1f%2ejs", kScript, "text/javascript; charset=utf-8", "public, max-age=31536000, immutable"},
  };
  for (const auto& row : rows) {
    const auto reply = node.get(row.target);
    EXPECT_EQ(reply.status, 200) << row.target;
    EXPECT_EQ(reply.body, row.body) << row.target;
    EXPECT_EQ(reply.headers.at("content-type"), row.type) << row.target;
    EXPECT_EQ(reply.headers.at("cache-control"), row.caching) << row.target;
    EXPECT_FALSE(reply.headers.contains("content-encoding")) << row.target;
  }
}

TEST(Console, APlaceInTheConsoleIsItsPageAndAllElseIsNotThere) {
  Served node(files_of(contents()));
  for (const char* place : {"/enter", "/desk", "/agreements/JPN-NZL", "/product/report--b6dace6a-ec3b-43cc-948a-745d2ec8ec5d/lineage", "/agreements/", "/search?q=a.b",
                            "/by/NZL.GCSB/products", "/%E6%B8%AF"}) {
    const auto reply = node.get(place);
    EXPECT_EQ(reply.status, 200) << place;
    EXPECT_EQ(reply.body, kIndex) << place;
    EXPECT_EQ(reply.headers.at("cache-control"), "no-cache") << place;
  }
  for (const char* nobodys :
       {"/favicon.ico", "/assets/index-00.js", "/assets/none", "/assets", "/assets/", "/robots.txt", "/agreements/x.json", "/.git", "/.well-known/security.txt", "/index.html/",
        "/assets/index-1f.js/", "//", "//desk", "/desk//", "/a//b", "//index.html", "/api", "/api/", "/api/v1", "/api/v1/none", "/api/v2/me", "/taxii2/", "/comity/collections/", "/metrics",
        // Out of the folder, by every spelling.
        "/../node.toml", "/..", "/../", "/assets/../index.html", "/assets/..", "/%2e%2e/node.toml", "/%2e%2e%2fnode.toml", "/..%2f..%2fetc%2fpasswd", "/..%5c..%5cetc",
        "/assets%2findex-1f.js", "/assets%2Findex-1f.js", "/assets/..%2findex.html", "/%2fetc%2fpasswd", "/desk%2f", "/desk/..", "/desk/../api", "/./desk", "/desk/%2e", "/a%5cb",
        "/%252e%252e/x.y", "/desk%0d%0ax", "/%7f"}) {
    EXPECT_EQ(node.get(nobodys).status, 404) << nobodys;
  }
  EXPECT_EQ(node.get("/%00").status, 400);
}

TEST(Console, TakesNothingFromTheOtherDoors) {
  Served node(files_of(contents()));
  EXPECT_EQ(node.get("/api/v1/me").body, "the API");
  EXPECT_EQ(node.get("/api/v1/objects/x").body, "the API");
  const auto another_method = node.get("/api/v1/tokens");
  EXPECT_EQ(another_method.status, 405);
  EXPECT_EQ(another_method.headers.at("allow"), "POST");
  EXPECT_EQ(node.ask("DELETE", "/api/v1/me").headers.at("allow"), "GET, HEAD");
  EXPECT_EQ(node.ask("POST", "/api/v1/none").status, 404);
}

TEST(Console, IsReadAndNothingElse) {
  Served node(files_of(contents()));
  for (const char* method : {"POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
    for (const char* target : {"/", "/desk", "/assets/index-1f.js"}) {
      const auto reply = node.ask(method, target, {{"Content-Type", "application/json"}}, method == std::string("POST") ? "{}" : "");
      EXPECT_EQ(reply.status, 405) << method << " " << target;
      EXPECT_EQ(reply.headers.at("allow"), "GET, HEAD");
      node = Served(files_of(contents()));  // a body that nobody read ends the connection
    }
}

TEST(Console, HeadSaysWhatGetWouldGive) {
  Served node(files_of(contents()));
  for (const char* target : {"/", "/desk", "/assets/index-1f.js"})
    for (const char* coding : {"identity", "gzip"}) {
      auto got = node.get(target, {{"Accept-Encoding", coding}});
      auto head = node.ask("HEAD", target, {{"Accept-Encoding", coding}});
      EXPECT_EQ(head.status, 200);
      EXPECT_EQ(head.body, "");
      got.headers.erase("date"), head.headers.erase("date");
      EXPECT_EQ(head.headers, got.headers) << target;
    }
  EXPECT_EQ(node.ask("HEAD", "/none.js").status, 404);
}

TEST(Console, AFileThatTheBrowserHasIsNotSentAgain) {
  Served node(files_of(contents()));
  const std::string plain = node.get("/assets/index-1f.js").headers.at("etag");
  const std::string gzip = node.get("/assets/index-1f.js", {{"Accept-Encoding", "gzip"}}).headers.at("etag");
  EXPECT_NE(plain, gzip);  // other bytes, so a strong tag of its own
  EXPECT_EQ(plain.front(), '"');
  for (const std::string& held : {plain, gzip, "W/" + plain, "\"other\", " + gzip, std::string("*")}) {
    const auto reply = node.get("/assets/index-1f.js", {{"If-None-Match", held}, {"Accept-Encoding", "gzip"}});
    EXPECT_EQ(reply.status, 304) << held;
    EXPECT_EQ(reply.body, "");
    EXPECT_EQ(reply.headers.at("etag"), gzip);
    EXPECT_EQ(reply.headers.at("vary"), "Accept-Encoding");
    EXPECT_EQ(reply.headers.at("cache-control"), "public, max-age=31536000, immutable");
  }
  EXPECT_EQ(node.get("/assets/index-1f.js", {{"If-None-Match", "\"another\""}}).status, 200);
  EXPECT_EQ(node.get("/desk", {{"If-None-Match", node.get("/").headers.at("etag")}}).status, 304);
  auto changed = contents();
  changed["assets/index-1f.js"] += " ";
  EXPECT_NE(Served(files_of(changed)).get("/assets/index-1f.js").headers.at("etag"), plain);
}

TEST(Console, PacksForWhomThatHelps) {
  Served node(files_of(contents()));
  const struct {
    const char *target, *accept;
    bool packed;
  } rows[] = {
      {"/assets/index-1f.js", "gzip, deflate, br", true}, {"/assets/index-1f.js", "identity", false},     {"/assets/index-1f.js", "gzip;q=0", false},
      {"/assets/index-1f.js", "br", false},               {"/assets/index-1f.js", "*", true},            {"/assets/serif-2b.woff2", "gzip", false},
      {"/assets/index-1f.css", "gzip", false},  // three bytes do not get smaller
  };
  for (const auto& row : rows) {
    const auto packed = node.get(row.target, {{"Accept-Encoding", row.accept}});
    EXPECT_EQ(packed.headers.contains("content-encoding"), row.packed) << row.target << " " << row.accept;
    const std::string plain = node.get(row.target).body;
    EXPECT_EQ(row.packed ? unpacked(packed.body) : packed.body, plain);
    EXPECT_EQ(packed.body.size() < plain.size(), row.packed);
  }
  EXPECT_EQ(node.get("/assets/index-1f.js").headers.at("vary"), "Accept-Encoding");
}

TEST(Console, ASiblingThatIsPackedBetterIsUsedAndOneThatIsSomethingElseIsNot) {
  http::Packer packer;
  std::string gzip;
  packer.pack(kScript, gzip, std::string::npos);
  packer.finish(gzip, std::string::npos);
  std::string theirs = gzip;
  theirs[9] = 7;  // the byte of the head that names the system: the same content, and told from ours
  auto of = contents();
  of["assets/index-1f.js.gz"] = theirs;
  Served node(files_of(of));
  EXPECT_EQ(node.get("/assets/index-1f.js", {{"Accept-Encoding", "gzip"}}).body, theirs);
  EXPECT_EQ(node.get("/assets/index-1f.js.gz").status, 404);
  of["assets/index-1f.js.gz"] = theirs.substr(0, theirs.size() - 3);
  EXPECT_EQ(unpacked(Served(files_of(of)).get("/assets/index-1f.js", {{"Accept-Encoding", "gzip"}}).body), kScript);
  of["index.html.gz"] = theirs;  // of another file
  EXPECT_EQ(Served(files_of(of)).get("/", {{"Accept-Encoding", "gzip"}}).body, kIndex);
}

TEST(Console, PartsOfAFileAreNotGiven) {
  Served node(files_of(contents()));
  for (const char* range : {"bytes=0-3", "bytes=-5", "bytes=5-2", "bytes=0-0,2-2", "nonsense"}) {
    const auto reply = node.get("/assets/index-1f.js", {{"Range", range}});
    EXPECT_EQ(reply.status, 200) << range;
    EXPECT_EQ(reply.body, kScript);
    EXPECT_FALSE(reply.headers.contains("content-range"));
  }
}

// No answer of this door, whatever it is, may be framed, sniffed, or run what came with it.
TEST(Console, EveryAnswerIsUnderTheContentPolicy) {
  for (const bool with : {true, false}) {
    Served node(with ? files_of(contents()) : nullptr);
    for (const char* method : {"GET", "HEAD"})
      for (const char* target : {"/", "/enter", "/assets/index-1f.js", "/assets/serif-2b.woff2", "/favicon.svg", "/none.js", "/..%2f"}) {
        const std::string tag = node.get(target).headers["etag"];
        for (const Fields& fields : {Fields{}, Fields{{"Accept-Encoding", "gzip"}}, Fields{{"If-None-Match", tag}}}) {
          auto reply = node.ask(method, target, fields);
          const std::string policy = reply.headers["content-security-policy"];
          if (reply.status == 200 || reply.status == 304) {
            EXPECT_EQ(policy, kPolicy) << target;
            EXPECT_NE(reply.headers["permissions-policy"].find("geolocation=()"), std::string::npos) << target;
          } else {  // an error: nothing at all may run there
            EXPECT_EQ(reply.status, 404);
            EXPECT_NE(policy.find("sandbox"), std::string::npos) << target;
          }
          EXPECT_TRUE(policy.starts_with("default-src 'none'; ")) << target;
          EXPECT_NE(policy.find("frame-ancestors 'none'"), std::string::npos) << target;
          EXPECT_EQ(policy.find("unsafe"), std::string::npos) << target;
          EXPECT_EQ(policy.find("http"), std::string::npos) << target;  // no other host
          EXPECT_EQ(reply.headers["x-content-type-options"], "nosniff") << target;
          EXPECT_EQ(reply.headers["referrer-policy"], "no-referrer") << target;
          EXPECT_EQ(reply.headers["cross-origin-opener-policy"], "same-origin") << target;
          EXPECT_EQ(reply.headers["cross-origin-resource-policy"], "same-origin") << target;
          EXPECT_FALSE(reply.headers.contains("set-cookie")) << target;
        }
      }
  }
}

TEST(Console, ANodeWithoutOneSaysSo) {
  Served node(nullptr);
  const auto reply = node.get("/");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.headers.at("content-type"), "text/html; charset=utf-8");
  EXPECT_NE(reply.body.find("built without the web console"), std::string::npos);
  EXPECT_NE(reply.body.find("/api/v1/"), std::string::npos);
  for (const char* target : {"/enter", "/index.html", "/assets/index-1f.js"}) EXPECT_EQ(node.get(target).status, 404) << target;
  EXPECT_EQ(node.ask("POST", "/").status, 405);
}

// An address has its limits here too, and a page with all its files at once is far within those that a node has.
TEST(Console, AWholePageAtOnceIsWithinTheLimitsOfAnAddress) {
  auto of = contents();
  for (int i = 0; i < 15; ++i) of["assets/part-" + std::to_string(i) + ".js"] = kScript;
  http::ServerOptions options;
  options.per_address.loopback = true;
  Served node(files_of(of), options);
  std::vector<std::unique_ptr<http::Client>> tabs;
  for (int i = 0; i < 15; ++i) tabs.push_back(http::connect("127.0.0.1", node.port(), std::chrono::seconds(20)).value());
  for (int load = 0; load < 4; ++load)
    for (std::size_t i = 0; i < tabs.size(); ++i) EXPECT_EQ(tabs[i]->send("GET", "/assets/part-" + std::to_string(i) + ".js", {}, "")->status, 200);
  http::ServerOptions tight = options;
  tight.per_address.requests_per_second = 1;
  tight.per_address.burst = 3;
  Served slow(files_of(of), tight);
  std::set<int> seen;
  for (int i = 0; i < 10; ++i) seen.insert(slow.get("/assets/part-0.js").status);
  EXPECT_EQ(seen, (std::set<int>{200, 429}));
}

class Folder : public testing::Test {
 protected:
  Folder() {
    std::string pattern = (fs::temp_directory_path() / "comity-console-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~Folder() override { fs::remove_all(path_); }
  void write(const std::string& name, const std::string& bytes) const {
    fs::create_directories(fs::path(path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << bytes;
  }
  fs::path path_;
};

TEST_F(Folder, IsReadOnceAndWhole) {
  write("index.html", kIndex);
  write("assets/a.js", kScript);
  write("assets/.hidden", "x");
  write(".git/config", "x");
  const auto read = read_folder(path_.string());
  ASSERT_TRUE(read) << to_string(read.error());
  EXPECT_EQ(*read, (std::map<std::string, std::string>{{"index.html", kIndex}, {"assets/a.js", kScript}}));
  Served node(files_of(*read));
  write("index.html", "another");
  fs::remove(path_ / "assets/a.js");
  EXPECT_EQ(node.get("/").body, kIndex);
  EXPECT_EQ(node.get("/assets/a.js").body, kScript);
}

TEST_F(Folder, ThatIsNoConsoleIsRefused) {
  EXPECT_EQ(read_folder((path_ / "none").string()).error().code, Code::unavailable);
  EXPECT_EQ(read_folder(path_.string()).error().code, Code::invalid);  // no index.html
  EXPECT_EQ(Files::from({{"a.js", "x"}}).error().code, Code::invalid);
  write("index.html", kIndex);
  write("node.json", "{}");
  EXPECT_NE(read_folder(path_.string()).error().message.find("folder of a node"), std::string::npos);
  fs::remove(path_ / "node.json");
  write("index.html", kIndex);
  write("a.js", std::string(100, 'x'));
  EXPECT_EQ(read_folder(path_.string(), {.files = 1}).error().code, Code::too_large);
  EXPECT_EQ(read_folder(path_.string(), {.file_bytes = 99}).error().code, Code::too_large);
  EXPECT_EQ(read_folder(path_.string(), {.all_bytes = 110}).error().code, Code::too_large);
  EXPECT_TRUE(read_folder(path_.string(), {.files = 2, .file_bytes = 100, .all_bytes = 100 + kIndex.size()}));
  write("two words.js", "x");
  EXPECT_EQ(read_folder(path_.string()).error().code, Code::invalid);
  fs::remove(path_ / "two words.js");
  write("1/2/3/4/5/6/7/8/9.js", "x");
  EXPECT_EQ(read_folder(path_.string()).error().code, Code::too_large);
  fs::remove_all(path_ / "1");
  ASSERT_TRUE(read_folder(path_.string()));
  write("../" + path_.filename().string() + "-beside", "a secret");
  fs::create_symlink(path_.string() + "-beside", path_ / "link.js");
  EXPECT_EQ(read_folder(path_.string()).error().code, Code::invalid);
  fs::remove(path_.string() + "-beside");
}

}  // namespace
}  // namespace comity::console
