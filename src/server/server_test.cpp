#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>

#include "ledger/note.hpp"
#include "operations/acts.hpp"
#include "server/assemble.hpp"
#include "server/node_directory.hpp"

namespace comity::server {
namespace {

namespace fs = std::filesystem;

class ServerTest : public testing::Test {
 protected:
  ServerTest() {
    std::string pattern = (fs::temp_directory_path() / "comity-server-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    directory_ = folder_ + "/node";
  }
  ~ServerTest() override { fs::remove_all(folder_); }

  void make() {
    SystemClock clock;
    ASSERT_TRUE(make_node_directory(directory_, "sample", clock, *crypto::system_random()));
  }
  std::string file(const std::string& name) const {
    std::ifstream in(directory_ + "/" + name, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
  }
  bool has(const std::string& name) const { return fs::exists(directory_ + "/" + name); }

  std::string folder_, directory_;
};

TEST_F(ServerTest, ANewFolderHoldsWhatANodeNeedsAndNobodyElseReadsIt) {
  make();
  EXPECT_EQ(nlohmann::json::parse(file("node.json")).at("name"), "sample");
  struct stat status {};
  ASSERT_EQ(::stat((directory_ + "/keys/log.key").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777u, 0600u);
  ASSERT_EQ(::stat(directory_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777u, 0700u);
  SystemClock clock;
  EXPECT_EQ(make_node_directory(directory_, "sample", clock, *crypto::system_random()).error().code, Code::conflict);
  EXPECT_EQ(make_node_directory(folder_ + "/x", "two words", clock, *crypto::system_random()).error().code,
            Code::invalid);
}

TEST_F(ServerTest, NoNodeAndADamagedOneAreToldApart) {
  EXPECT_EQ(open_node(directory_).error().code, Code::not_found);
  make();
  std::ofstream(directory_ + "/node.json") << "{\"name\":7}";
  EXPECT_EQ(open_node(directory_).error().code, Code::corrupt);
}

TEST_F(ServerTest, ANodeIsOpenOnceAtATime) {
  make();
  auto first = open_node(directory_);
  ASSERT_TRUE(first) << to_string(first.error());
  EXPECT_EQ(open_node(directory_).error().code, Code::conflict);
  first->reset();
  EXPECT_TRUE(open_node(directory_));
}

TEST_F(ServerTest, ATakenPortIsToldWithWhatToDo) {
  make();
  auto opened = open_node(directory_).value();
  auto running = Running::start(*opened, 0, {}).value();
  const auto second = Running::start(*opened, running->port(), {});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Code::unavailable);
  EXPECT_NE(second.error().message.find("--port"), std::string::npos) << second.error().message;
}

TEST_F(ServerTest, ServesUntilASignalAndLeavesASignedCheckpoint) {
  make();
  fs::create_directory(directory_ + "/exercise");
  std::ofstream(directory_ + "/exercise/logins.json")
      << R"({"people":[{"id":"NZL.GCSB.analyst","party":"NZL","agency":"NZL.GCSB","token":"comity_t"}]})";
  auto opened = open_node(directory_).value();
  ASSERT_TRUE(operations::establish(*opened->node, opened->name));
  std::string said;
  ServeOptions options;
  options.settings.port = 0;
  options.json = true;
  options.out = [&](std::string_view text) {
    said += text;
    const auto run = nlohmann::json::parse(file("run.json"));
    EXPECT_EQ(run.at("pid"), ::getpid());
    EXPECT_EQ(run.at("url"), nlohmann::json::parse(text).at("url"));
    ::kill(::getpid(), SIGTERM);
  };
  const auto served = serve(*opened, options);
  ASSERT_TRUE(served) << to_string(served.error());

  EXPECT_EQ(std::count(said.begin(), said.end(), '\n'), 1);
  const auto line = nlohmann::json::parse(said);
  EXPECT_EQ(line.at("taxii"), line.at("url").get<std::string>() + "/comity/");
  EXPECT_EQ(line.at("people").at(0).at("token"), "comity_t");
  EXPECT_TRUE(line.at("people").at(0).at("link").is_null());
  EXPECT_TRUE(line.at("console").is_null());
  EXPECT_TRUE(line.at("operator").is_null());  // there is no operator.token
  EXPECT_FALSE(has("run.json"));
  EXPECT_FALSE(has("ledger/checkpoint.new"));
  const auto text = ledger::open_note(file("ledger/checkpoint"), ledger::verifier_key("sample", *opened->log_key), {});
  ASSERT_TRUE(text) << to_string(text.error());
  const auto checkpoint = ledger::parse_checkpoint(*text).value();
  EXPECT_EQ(checkpoint.origin, "sample");
  EXPECT_EQ(checkpoint.size, opened->node->journal().last());
}

TEST_F(ServerTest, WordsNameAddressRootAndTokensOnlyWhenAsked) {
  make();
  fs::create_directory(directory_ + "/exercise");
  std::ofstream(directory_ + "/exercise/logins.json")
      << R"({"people":[{"id":"NZL.GCSB.analyst","party":"NZL","agency":"NZL.GCSB","token":"comity_t"}]})";
  auto opened = open_node(directory_).value();
  std::string said;
  ServeOptions options;
  options.settings.port = 0;
  options.out = [&](std::string_view text) {
    said += text;
    ::kill(::getpid(), SIGINT);
  };
  ASSERT_TRUE(serve(*opened, options));
  EXPECT_NE(said.find("http://127.0.0.1:"), std::string::npos);
  EXPECT_NE(said.find("/comity/\n"), std::string::npos);
  EXPECT_EQ(said.find("comity_t"), std::string::npos);
  opened.reset();
  opened = open_node(directory_).value();
  options.logins = true;
  said.clear();
  ASSERT_TRUE(serve(*opened, options));
  EXPECT_NE(said.find("    NZL.GCSB.analyst"), std::string::npos);
  EXPECT_NE(said.find("  comity_t\n"), std::string::npos);
  EXPECT_EQ(said.find("/enter#"), std::string::npos) << "there is no console to enter";
  EXPECT_NE(said.find("curl -gs -H 'Authorization: Bearer comity_t'"), std::string::npos);
}

TEST_F(ServerTest, WithAConsoleEachLogInIsALink) {
  make();
  fs::create_directories(folder_ + "/pages/assets");
  std::ofstream(folder_ + "/pages/index.html") << "<!doctype html><title>Comity</title>";
  std::ofstream(folder_ + "/pages/assets/a.js") << "let a";
  fs::create_directory(directory_ + "/exercise");
  std::ofstream(directory_ + "/exercise/logins.json")
      << R"({"people":[{"id":"NZL.GCSB.analyst","party":"NZL","agency":"NZL.GCSB","token":"comity_t"},{"id":"JPN.CIRO.clerk","party":"JPN","agency":"JPN.CIRO","token":"comity_j"}]})";
  std::ofstream(directory_ + "/operator.token") << "comity_o\n";
  ServeOptions options;
  options.settings.port = 0;
  options.settings.console_folder = folder_ + "/pages";
  options.logins = true;
  std::string said;
  std::map<std::string, http::Client::Reply> got;
  options.out = [&](std::string_view text) {
    said = text;
    const std::string url = nlohmann::json::parse(file("run.json")).at("url");
    auto client = http::connect("127.0.0.1", static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1))), std::chrono::seconds(20)).value();
    for (const char* path : {"/", "/enter", "/assets/a.js", "/assets/b.js", "/api/v1/none", "/taxii2/none", "/api/v1/health", "/node.toml"}) got[path] = client->send("GET", path, {}, "").value();
    ::kill(::getpid(), SIGTERM);
  };
  auto opened = open_node(directory_).value();
  ASSERT_TRUE(serve(*opened, options));
  for (const char* page : {"/", "/enter"}) EXPECT_EQ(got[page].body, "<!doctype html><title>Comity</title>") << page;
  EXPECT_EQ(got["/assets/a.js"].body, "let a");
  EXPECT_FALSE(got["/"].headers["comity-request-id"].empty());
  // What is not there is told by the door whose path it would be.
  for (const char* none : {"/assets/b.js", "/api/v1/none", "/node.toml"}) {
    EXPECT_EQ(got[none].status, 404) << none;
    EXPECT_EQ(got[none].headers["content-type"], "application/problem+json") << none;
  }
  EXPECT_EQ(got["/taxii2/none"].status, 404);
  EXPECT_NE(got["/taxii2/none"].headers["content-type"].find("taxii"), std::string::npos);
  EXPECT_EQ(got["/api/v1/health"].status, 200);
  for (const char* token : {"comity_t", "comity_j", "comity_o"}) EXPECT_NE(said.find(std::string("/enter#") + token + "\n"), std::string::npos) << token;
  EXPECT_LT(said.find("\n  NZL\n"), said.find("#comity_t"));
  EXPECT_LT(said.find("#comity_t"), said.find("\n  JPN\n"));

  opened.reset();
  opened = open_node(directory_).value();
  options.json = true;
  ASSERT_TRUE(serve(*opened, options));
  const auto line = nlohmann::json::parse(said);
  const std::string url = line.at("url");
  EXPECT_EQ(line.at("console"), url + "/");
  EXPECT_EQ(line.at("people").at(0).at("link"), url + "/enter#comity_t");
  EXPECT_EQ(line.at("operator"), (nlohmann::json{{"token", "comity_o"}, {"link", url + "/enter#comity_o"}}));
}

TEST_F(ServerTest, AFolderThatHoldsNoConsoleIsToldBeforeItServes) {
  make();
  auto opened = open_node(directory_).value();
  Settings settings;
  settings.port = 0;
  for (const std::string& folder : {folder_ + "/none", directory_}) {
    settings.console_folder = folder;
    const auto running = Running::start(*opened, settings, {});
    ASSERT_FALSE(running) << folder;
    EXPECT_EQ(running.error().where, "console.folder");
    EXPECT_NE(running.error().message.find(folder == directory_ ? "folder of a node" : "cannot read"), std::string::npos) << running.error().message;
  }
}

}  // namespace
}  // namespace comity::server
