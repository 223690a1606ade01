// The program is killed at random instants while people share and read through its doors. What it acknowledged must be
// there, what a reader received must be covered by a lease, and no checkpoint that it showed may be contradicted.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <random>
#include <thread>

#include "base/bytes.hpp"
#include "http/http.hpp"
#include "ledger/note.hpp"
#include "operations/acts.hpp"
#include "server/assemble.hpp"
#include "store/scratch_directory.hpp"
#include "taxii/collections.hpp"
#include "tests/fault/lease_audit.hpp"
#include "tests/fault/parcels.hpp"

namespace comity::fault {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr unsigned kRounds = 28;

// One run of the program, ended by its id at the latest when the object goes.
class Process {
 public:
  // What it says on standard error is added to the file `log`.
  Process(std::vector<std::string> words, const std::string& log) {
    int ends[2];
    if (::pipe(ends) != 0) std::abort();
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    ::posix_spawn_file_actions_addclose(&actions, ends[0]);
    ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    if (::posix_spawn(&pid_, arguments[0], &actions, nullptr, arguments.data(), environ) != 0) pid_ = -1;
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
    out_ = ends[0];
  }
  ~Process() {
    end(SIGKILL);
    ::close(out_);
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  // Without its newline; "" when the program ended before it wrote one.
  std::string line() const {
    std::string text;
    char c = 0;
    while (::read(out_, &c, 1) == 1 && c != '\n') text += c;
    return text;
  }
  // The status as waitpid gives it; with 0 for a signal it waits for the program's own end.
  int end(int with_signal) {
    if (pid_ < 0) return status_;
    if (with_signal != 0) ::kill(pid_, with_signal);
    ::waitpid(pid_, &status_, 0);
    pid_ = -1;
    return status_;
  }

 private:
  pid_t pid_ = -1;
  int out_ = -1;
  int status_ = -1;
};

struct Person {
  std::string id, agency, party;
};
Person person_of(const std::string& id) {
  return {id, std::string(marking::agency_of(id)), std::string(marking::party_of(id))};
}

struct Acknowledged {
  std::string owner, id, version, bytes;
};
struct Received {
  std::string person, id, version;
};

// What one reader has, as a client that polls keeps it.
struct Poller {
  std::string person;
  std::string added_after;                                         // the last date of the last page that came whole
  std::map<std::pair<std::string, std::string>, std::string> has;  // (id, version): the object as last received
};

std::string version_of(const json& object) { return object.value("modified", object.value("created", "")); }

class NodeKill : public testing::Test {
 protected:
  void SetUp() override {
    Process init({COMITY_PROGRAM, "init", directory_, "--alliance", COMITY_SOURCE_DIR "/alliances/sample", "--json"},
                 log_);
    ASSERT_NE(init.line(), "");
    ASSERT_EQ(init.end(0), 0);
  }

  // Starts the program; false when it did not come up.
  bool serve() {
    process_ = std::make_unique<Process>(
        std::vector<std::string>{COMITY_PROGRAM, "serve", directory_, "--port", "0", "--json"}, log_);
    const json line = json::parse(process_->line(), nullptr, false);
    if (!line.is_object()) return false;
    const std::string url = line.at("url");
    port_ = static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
    for (const json& person : line.at("people")) tokens_[person.at("id")] = person.at("token");
    return true;
  }

  std::unique_ptr<http::Client> client() const {
    auto made = http::connect("127.0.0.1", port_, 20s);
    return made ? *std::move(made) : nullptr;
  }

  std::vector<std::pair<std::string, std::string>> headers_for(const std::string& person) const {
    return {{"Authorization", "Bearer " + tokens_.at(person)},
            {"Accept", "application/taxii+json;version=2.1"},
            {"Content-Type", "application/taxii+json;version=2.1"}};
  }

  // Shares until the node is gone.
  void write(const std::string& id, unsigned writer, unsigned round) {
    const Person person = person_of(id);
    Parcels parcels(person.party, writer, round);
    const auto connection = client();
    if (!connection) return;
    while (true) {
      const Parcel parcel = parcels.next();
      const auto reply =
          connection->send("POST", "/comity/collections/" + taxii::write_collection(person.agency) + "/objects/",
                           headers_for(id), parcel.bundle);
      if (!reply) return;
      ASSERT_EQ(reply->status, 202) << reply->body;
      const json status = json::parse(reply->body);
      ASSERT_EQ(status.at("success_count"), parcel.objects.size()) << reply->body;
      const std::lock_guard lock(mutex_);
      for (const auto& object : parcel.objects) {
        const auto& successes = status.at("successes");
        ASSERT_TRUE(std::any_of(successes.begin(), successes.end(), [&](const json& one) {
          return one.at("id") == object.id && one.at("version") == object.version && !one.contains("message");
        })) << reply->body;
        acknowledged_.push_back({person.party, object.id, object.version, object.bytes});
      }
    }
  }

  // Walks pages from the poller's place, or from the start and not as the poller, until told otherwise or the node is
  // gone. False when it is gone.
  bool walk(http::Client& connection, Poller& poller, bool from_start, unsigned limit) {
    std::string next;
    while (true) {
      std::string target =
          "/comity/collections/" + std::string(taxii::kReadCollection) + "/objects/?limit=" + std::to_string(limit);
      if (!next.empty())
        target += "&next=" + next;
      else if (!from_start && !poller.added_after.empty())
        target += "&added_after=" + poller.added_after;
      const auto reply = connection.send("GET", target, headers_for(poller.person), "");
      if (!reply) return false;
      EXPECT_EQ(reply->status, 200) << reply->body;
      if (reply->status != 200) return false;
      const json page = json::parse(reply->body);
      if (!page.contains("objects")) return true;
      {
        const std::lock_guard lock(mutex_);
        for (const json& object : page.at("objects")) {
          received_.push_back({poller.person, object.at("id"), version_of(object)});
          if (!from_start) poller.has[{object.at("id"), version_of(object)}] = object.dump();
        }
      }
      if (!from_start) poller.added_after = reply->headers.at("x-taxii-date-added-last");
      if (!page.at("more").get<bool>()) return true;
      next = page.at("next");
    }
  }

  void read(Poller& poller, unsigned seed) {
    const auto connection = client();
    if (!connection) return;
    std::mt19937 random(seed);
    while (true) {
      const bool from_start = random() % 8 == 0;
      if (!walk(*connection, poller, from_start, static_cast<unsigned>(1 + random() % 150))) return;
    }
  }

  void watch_ledger() {
    const auto connection = client();
    if (!connection) return;
    while (true) {
      const auto reply = connection->send("GET", "/api/v1/ledger/checkpoint", {}, "");
      if (!reply) return;
      ASSERT_EQ(reply->status, 200);
      {
        const std::lock_guard lock(mutex_);
        notes_.push_back(reply->body);
      }
      std::this_thread::sleep_for(5ms);  // not to crowd out the others
    }
  }

  void examine() {
    const auto begin = Clock::now();
    auto opened = server::open_node(directory_);
    slowest_ = std::max(slowest_, std::chrono::duration<double, std::milli>(Clock::now() - begin).count());
    ASSERT_TRUE(opened) << to_string(opened.error());
    const store::Engine& engine = *(*opened)->engine;

    audit_.follow(engine);
    ASSERT_FALSE(HasFailure());
    for (const Acknowledged& one : acknowledged_) {
      const Seq seq = audit_.find(one.owner, one.id, one.version);
      ASSERT_NE(seq, 0u) << one.id << " was acknowledged and is gone";
      const auto slices = engine.blobs(std::vector<Seq>{seq});
      ASSERT_TRUE(slices) << to_string(slices.error());
      ASSERT_EQ(slices->size(), 1u);
      ASSERT_EQ(slices->front().bytes, "," + one.bytes);
    }
    for (const Received& one : received_)
      ASSERT_TRUE(audit_.covers(one.person, one.id, one.version))
          << one.person << " received " << one.id << " " << one.version << " without a lease";

    const auto key = ledger::verifier_key((*opened)->name, *(*opened)->log_key);
    for (const std::string& note : notes_) {
      const auto text = ledger::open_note(note, key, {});
      ASSERT_TRUE(text) << to_string(text.error());
      const auto checkpoint = ledger::parse_checkpoint(*text);
      ASSERT_TRUE(checkpoint) << to_string(checkpoint.error());
      checkpoints_[checkpoint->size] = checkpoint->root;
    }
    notes_.clear();
    ledger::Frontier frontier;
    const auto scanned = engine.scan(1, engine.last(), [&](const store::Record& record) {
      frontier.append(journal::leaf_of(record.seq, record.kind, record.payload));
      const auto seen = checkpoints_.find(frontier.size());
      if (seen != checkpoints_.end()) {
        EXPECT_EQ(frontier.root(), seen->second) << frontier.size();
      }
      return true;
    });
    ASSERT_TRUE(scanned) << to_string(scanned.error());
    if (!checkpoints_.empty()) {
      ASSERT_GE(frontier.size(), checkpoints_.rbegin()->first);
    }
    EXPECT_EQ((*opened)->node->journal().checkpoint("any").root, frontier.root());
    // Of what lies far back a sample is looked at again at the end; the rest was looked at once.
    all_acknowledged_ += acknowledged_.size();
    all_received_ += received_.size();
    for (std::size_t i = 0; i < acknowledged_.size(); i += 17) sample_.push_back(acknowledged_[i]);
    acknowledged_.clear();
    received_.clear();
  }

  static std::string content(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  // Nobody else may read the node's files, and no secret stands in any but the ones made to hold it.
  void expect_secrets_kept() {
    namespace fs = std::filesystem;
    const fs::path root = directory_;
    std::vector<std::string> secrets;
    for (const auto& [person, token] : tokens_) secrets.push_back(token.substr(token.find('_') + 1));
    std::string operators = content(root / "operator.token");
    secrets.push_back(operators.substr(operators.find('_') + 1, 43));
    std::vector<fs::path> keys{root / "keys/log.key"};
    for (const auto& entry : fs::directory_iterator(root / "exercise/authorities"))
      if (entry.path().extension() == ".key") keys.push_back(entry.path());
    for (const fs::path& path : keys) {
      const auto key = crypto::read_key_file(path);
      ASSERT_TRUE(key) << path;
      secrets.emplace_back(key->seed());
      secrets.push_back(to_base64(key->seed()));
    }
    for (const std::string& secret : secrets) ASSERT_GE(secret.size(), 32u);
    std::size_t files = 0;
    const auto search = [&](const fs::path& path) {
      const std::string text = content(path);
      for (const std::string& secret : secrets) ASSERT_EQ(text.find(secret), std::string::npos) << path;
      ++files;
    };
    search(log_);
    EXPECT_EQ(fs::status(root).permissions(), fs::perms::owner_all);
    for (const auto& entry : fs::recursive_directory_iterator(root)) {
      const std::string name = fs::relative(entry.path(), root);
      const auto others = entry.status().permissions() & (fs::perms::group_all | fs::perms::others_all);
      // The checkpoint is public, and the folder above it is not.
      if (name != "ledger/checkpoint" && name != "ledger") {
        EXPECT_EQ(others, fs::perms::none) << name;
      }
      const bool for_secrets = name == "operator.token" || name.starts_with("exercise/") || name.starts_with("keys/");
      if (entry.is_regular_file() && !for_secrets) search(entry.path());
    }
    EXPECT_GT(files, 6u);
  }

  const store::ScratchDirectory scratch_;
  const std::string directory_ = scratch_.path() + "/node", log_ = scratch_.path() + "/log";
  std::unique_ptr<Process> process_;
  std::uint16_t port_ = 0;
  std::map<std::string, std::string> tokens_;
  LeaseAudit audit_;
  std::mutex mutex_;
  std::vector<Acknowledged> acknowledged_, sample_;
  std::vector<Received> received_;
  std::vector<std::string> notes_;
  std::map<std::uint64_t, ledger::Digest> checkpoints_;
  std::size_t all_acknowledged_ = 0, all_received_ = 0;
  double slowest_ = 0;
};

TEST_F(NodeKill, NothingAcknowledgedIsLostAndNothingReadIsUnrecorded) {
  const std::vector<std::string> writers{"NZL.GCSB.submitter", "AUS.ASD.submitter", "JPN.CIRO.submitter",
                                         "GBR.GCHQ.submitter"};
  std::vector<Poller> pollers;
  for (const char* person : {"NZL.GCSB.analyst", "JPN.CIRO.analyst", "AUS.ASD.analyst", "USA.NSA.analyst"})
    pollers.push_back({person, "", {}});
  std::mt19937 random(1);
  for (unsigned round = 0; round < kRounds; ++round) {
    SCOPED_TRACE(testing::Message() << "round " << round);
    ASSERT_TRUE(serve());
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < writers.size(); ++i) threads.emplace_back([&, i] { write(writers[i], i + 1, round + 1); });
    for (unsigned i = 0; i < pollers.size(); ++i) threads.emplace_back([&, i] { read(pollers[i], round * 10 + i); });
    threads.emplace_back([&] { watch_ledger(); });
    std::this_thread::sleep_for(std::chrono::microseconds(100'000 + random() % 300'000));
    const int status = process_->end(SIGKILL);
    for (std::thread& thread : threads) thread.join();
    ASSERT_TRUE(WIFSIGNALED(status)) << "the program ended by itself";
    ASSERT_FALSE(HasFailure());
    examine();
    if (HasFailure()) return;
  }

  // Now left in peace: each poller ends with what a walk from the start gives, byte for byte.
  ASSERT_TRUE(serve());
  const auto connection = client();
  ASSERT_TRUE(connection);
  for (Poller& poller : pollers) {
    ASSERT_TRUE(walk(*connection, poller, false, 500));
    Poller fresh{poller.person, "", {}};
    ASSERT_TRUE(walk(*connection, fresh, false, 1000));
    EXPECT_GT(fresh.has.size(), 100u) << poller.person;
    for (const auto& [key, object] : fresh.has) {
      const auto held = poller.has.find(key);
      ASSERT_NE(held, poller.has.end()) << poller.person << " never got " << key.first << " " << key.second;
      ASSERT_EQ(held->second, object) << poller.person;
    }
  }
  const int status = process_->end(SIGTERM);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  acknowledged_ = std::move(sample_);
  examine();
  expect_secrets_kept();
  RecordProperty("objects", static_cast<int>(all_acknowledged_));
  std::printf(
      "%u rounds: %zu objects acknowledged, %zu received, %zu leases, %zu checkpoints; slowest opening %.0f ms\n",
      kRounds, all_acknowledged_, all_received_, audit_.leases(), checkpoints_.size(), slowest_);
}

}  // namespace
}  // namespace comity::fault
