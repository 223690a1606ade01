#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "tests/wire/transcript.hpp"

namespace comity::wire {
namespace {

std::vector<std::string> transcripts() {
  std::vector<std::string> out;
  const std::string folder = "tests/wire/transcripts";
  for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(COMITY_SOURCE_DIR) / folder))
    if (entry.path().extension() == ".wire") out.push_back(folder + "/" + entry.path().filename().string());
  std::sort(out.begin(), out.end());
  return out;
}

class Wire : public testing::TestWithParam<std::string> {};

// Each transcript has a node to itself, so that what one posts another does not count.
TEST_P(Wire, Transcript) {
  const std::string text = read_source(GetParam());
  const auto node = SampleNode::make();
  if (wants_products(text)) node->share_products();
  run(*node, GetParam(), text);
}

INSTANTIATE_TEST_SUITE_P(Files, Wire, testing::ValuesIn(transcripts()), [](const auto& file) {
  std::string name = std::filesystem::path(file.param).stem().string();
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return !std::isalnum(c); }, '_');
  return name;
});

// The page of TAXII names for each behaviour a transcript that is there, and every transcript that is about a standard's endpoint.
TEST(WireIndex, NamesTranscriptsThatAreThere) {
  const std::string page = read_source("docs/format/taxii.md");
  std::set<std::string> named;
  const std::regex name("`([a-z0-9_]+\\.wire)`");
  for (auto at = std::sregex_iterator(page.begin(), page.end(), name); at != std::sregex_iterator(); ++at) named.insert((*at)[1]);
  EXPECT_GT(named.size(), 12u);
  const auto all = transcripts();
  for (const std::string& one : named)
    EXPECT_NE(std::find(all.begin(), all.end(), "tests/wire/transcripts/" + one), all.end()) << one << " is named and is not there";
  for (const std::string& file : all) {
    const std::string text = read_source(file);
    if (text.find("\u00a7") == std::string::npos) continue;
    EXPECT_TRUE(named.contains(std::filesystem::path(file).filename().string())) << file << " shows the standard and is not in the table";
  }
}

}  // namespace
}  // namespace comity::wire
