// A writer is killed at random instants; what it said was done must be there, over and over in the same directory.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <random>
#include <sstream>
#include <thread>

#include "store/engine.hpp"
#include "store/scratch_directory.hpp"

namespace comity::store {
namespace {

EmbeddedOptions options_for(const std::string& directory, bool background) {
  EmbeddedOptions options;
  options.directory = directory;
  options.index_map_bytes = 1ull << 30;
  options.intake_bytes = 512u << 10;  // small, so that files roll, settle and are wiped all the time
  options.segment_bytes = 3u << 20;
  options.settle_in_background = background;
  return options;
}

// What record `seq` holds, whoever wrote it.
Draft draft_of(Seq seq) {
  const std::string name = std::to_string(seq);
  std::string blob = "," + name + "/";
  blob.resize(seq % 97 == 0 ? 1'100'000 : 20 + seq * 7919 % 3000, static_cast<char>('a' + seq % 26));
  return {static_cast<std::uint8_t>(seq), "payload " + name, blob, "salt " + name,
          {{"key/" + name, name}, {"newest", name}}};
}

// Tells the parent; a line this short goes through a pipe whole or not at all.
void say(int pipe, const std::string& line) {
  if (::write(pipe, line.data(), line.size()) != static_cast<ssize_t>(line.size())) ::_exit(3);
}

[[noreturn]] void write_until_killed(const std::string& directory, int pipe, unsigned seed) {
  const auto disk = posix_disk();
  auto engine = open_embedded(*disk, options_for(directory, true));
  if (!engine) {
    say(pipe, "error " + to_string(engine.error()) + "\n");
    ::_exit(1);
  }
  std::mt19937 random(seed);
  for (;;) {
    const Seq last = (*engine)->last();
    const auto choice = random() % 100;
    if (choice < 90 || last == 0) {
      std::vector<Draft> batch;
      for (Seq seq = last + 1, n = 1 + random() % 8; n > 0; ++seq, --n) batch.push_back(draft_of(seq));
      const auto first = (*engine)->append(batch);
      if (!first || *first != last + 1) ::_exit(2);
      say(pipe, "appended " + std::to_string(last + batch.size()) + "\n");
    } else if (choice < 98) {
      const std::vector<Seq> seqs{1 + random() % last};
      say(pipe, "erasing " + std::to_string(seqs[0]) + "\n");
      if (!(*engine)->erase(seqs)) ::_exit(2);
      say(pipe, "erased " + std::to_string(seqs[0]) + "\n");
    } else if (!(*engine)->settle()) {
      ::_exit(2);
    }
  }
}


std::string drain(int pipe) {
  std::string all;
  char buffer[4096];
  for (;;) {
    const ssize_t n = ::read(pipe, buffer, sizeof buffer);
    if (n <= 0) return all;
    all.append(buffer, static_cast<std::size_t>(n));
  }
}

TEST(StoreKill, nothing_acknowledged_is_lost) {
  const ScratchDirectory scratch;
  std::mt19937 random(20);
  std::vector<char> maybe_erased, surely_erased;  // by sequence
  Seq acknowledged = 0;
  for (unsigned round = 0; round < 40; ++round) {
    SCOPED_TRACE(round);
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    // No thread runs in this process now, so the child may go on without exec.
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      ::close(ends[0]);
      write_until_killed(scratch.path(), ends[1], round);
    }
    ::close(ends[1]);
    std::this_thread::sleep_for(std::chrono::microseconds(2000 + random() % 60'000));
    ::kill(child, SIGKILL);
    std::istringstream lines(drain(ends[0]));
    ::close(ends[0]);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the writer stopped by itself: " << WEXITSTATUS(status) << lines.str();

    std::string word;
    Seq seq = 0;
    while (lines >> word >> seq) {
      maybe_erased.resize(std::max<std::size_t>(maybe_erased.size(), seq + 1));
      surely_erased.resize(maybe_erased.size());
      if (word == "appended") acknowledged = seq;
      if (word == "erasing") maybe_erased[seq] = 1;
      if (word == "erased") surely_erased[seq] = 1;
    }

    const auto disk = posix_disk();
    const auto opened = open_embedded(*disk, options_for(scratch.path(), false));
    ASSERT_TRUE(opened) << to_string(opened.error());
    const auto& engine = *opened;
    ASSERT_GE(engine->last(), acknowledged);
    ASSERT_LE(engine->last(), acknowledged + 8);  // one batch may have been durable and not yet told
    acknowledged = engine->last();
    maybe_erased.resize(acknowledged + 1);
    surely_erased.resize(acknowledged + 1);
    for (seq = 1; seq <= acknowledged; ++seq) {
      const Draft expected = draft_of(seq);
      const auto record = engine->read(seq);
      ASSERT_TRUE(record) << to_string(record.error());
      ASSERT_EQ(record->payload, expected.payload);
      ASSERT_EQ(record->kind, expected.kind);
      ASSERT_EQ(engine->get(expected.puts[0].key), expected.puts[0].value);
      const auto slices = engine->blobs(std::vector<Seq>{seq});
      ASSERT_TRUE(slices) << to_string(slices.error());
      if (record->erased) {
        ASSERT_TRUE(maybe_erased[seq]) << seq;
        surely_erased[seq] = 1;  // and stays so
        ASSERT_TRUE(slices->empty());
        ASSERT_EQ(engine->salt(seq).value(), "");
      } else {
        ASSERT_FALSE(surely_erased[seq]) << seq;
        ASSERT_EQ(slices->size(), 1u);
        ASSERT_TRUE(slices->front().bytes == expected.blob) << seq;
        ASSERT_EQ(engine->salt(seq).value(), expected.salt);
      }
    }
    if (acknowledged > 0) {
      ASSERT_EQ(engine->get("newest"), std::to_string(acknowledged));
    }
  }
  EXPECT_GT(acknowledged, 500u);
}

}  // namespace
}  // namespace comity::store
