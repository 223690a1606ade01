#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
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
  EXPECT_NE(said.find("NZL.GCSB.analyst  comity_t\n"), std::string::npos);
  EXPECT_NE(said.find("curl -gs -H 'Authorization: Bearer comity_t'"), std::string::npos);
}

}  // namespace
}  // namespace comity::server
