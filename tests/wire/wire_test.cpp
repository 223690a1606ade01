#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
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

}  // namespace
}  // namespace comity::wire
