// Replays every file of the corpora through its target, in every build: what the fuzzers once found stays found.
#include <gtest/gtest.h>

#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "marking/language.hpp"
#include "targets.hpp"

namespace comity::fuzz {
namespace {

namespace fs = std::filesystem;

const fs::path kFolder = fs::path(COMITY_SOURCE_DIR) / "tests" / "fuzz";

std::string contents(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string((std::istreambuf_iterator<char>(file)), {});
}

// A broken invariant ends the program: then its last words are the file's name.
std::string at_work;
void name_the_file(int) {
  [[maybe_unused]] const auto written = write(STDERR_FILENO, at_work.data(), at_work.size());
  std::signal(SIGABRT, SIG_DFL);
  std::raise(SIGABRT);
}

class Corpus : public testing::TestWithParam<Target> {};

TEST_P(Corpus, HoldsItsInvariants) {
  const Target& target = GetParam();
  std::signal(SIGABRT, name_the_file);
  std::size_t files = 0, bytes = 0;
  for (const auto& entry : fs::directory_iterator(kFolder / "corpus" / target.corpus)) {
    at_work = "at the input " + entry.path().string() + "\n";
    const std::string input = contents(entry.path());
    EXPECT_LE(input.size(), target.most_bytes) << at_work << "the fuzzer would cut it short";
    target.run(input);
    // Ends are where readers look one byte too far.
    for (const std::size_t size : {input.size() / 2, input.size() - std::min<std::size_t>(input.size(), 1), std::size_t{0}})
      target.run(std::string_view(input).substr(0, size));
    ++files;
    bytes += input.size();
  }
  EXPECT_GE(files, 10U);
  EXPECT_GT(bytes, 0U);
}

INSTANTIATE_TEST_SUITE_P(All, Corpus, testing::ValuesIn(targets().begin(), targets().end()),
                         [](const auto& row) { return std::string(row.param.name); });

// A target is a file and a row: neither without the other, and no corpus or dictionary that nothing reads.
TEST(Catalogue, HasARowForEachTarget) {
  std::set<std::string> files, corpora, dictionaries, row_names, row_corpora, row_dictionaries;
  for (const auto& entry : fs::directory_iterator(kFolder))
    if (const std::string name = entry.path().filename().string(); name.ends_with("_target.cpp"))
      files.insert(name.substr(0, name.size() - std::string_view("_target.cpp").size()));
  for (const auto& entry : fs::directory_iterator(kFolder / "corpus")) corpora.insert(entry.path().filename().string());
  for (const auto& entry : fs::directory_iterator(kFolder / "dictionaries")) dictionaries.insert(entry.path().filename().string());
  for (const Target& target : targets()) {
    EXPECT_TRUE(row_names.insert(std::string(target.name)).second) << target.name;
    row_corpora.emplace(target.corpus);
    row_dictionaries.emplace(target.dictionary);
  }
  EXPECT_EQ(row_names, files);
  EXPECT_EQ(row_corpora, corpora);
  EXPECT_EQ(row_dictionaries, dictionaries);
}

// Each marking language has inputs of its own, whatever row it stands in.
TEST(Catalogue, HasSeedsForEachMarkingLanguage) {
  for (const marking::Language& language : marking::languages()) {
    std::size_t files = 0;
    for (const auto& entry : fs::directory_iterator(kFolder / "corpus" / "marking"))
      files += contents(entry.path()).starts_with(std::string(language.id) + "\n");
    EXPECT_GE(files, 3U) << "add inputs that begin with the line " << language.id << " to tests/fuzz/corpus/marking";
  }
}

}  // namespace
}  // namespace comity::fuzz
