#include "insight/provenance_svg.hpp"

#include <gtest/gtest.h>

#include <pugixml.hpp>

namespace comity::insight {
namespace {

std::size_t count_of(const std::string& svg, const std::string& what) {
  std::size_t out = 0;
  for (auto at = svg.find(what); at != std::string::npos; at = svg.find(what, at + 1)) ++out;
  return out;
}

TEST(ProvenanceSvg, draws_every_box_and_line_and_is_sound_whatever_names_hold) {
  ProvenanceDrawing drawing{"5 reports, 1 origin", "how", {{"sensor <22> & \"co\"", "AUS", 0, false, false, true}, {"報告", "NZL", 1, true, false, false}, {"a\x01source", "", 0, false, true, false}},
                            {{1, 0, false}, {1, 2, false}, {0, 2, true}}};
  const std::string svg = to_svg(drawing);
  pugi::xml_document document;
  ASSERT_TRUE(document.load_string(svg.c_str()));
  EXPECT_EQ(count_of(svg, "<rect class=\"b"), 3U);
  EXPECT_EQ(count_of(svg, "<path"), 3U);
  EXPECT_NE(svg.find("choke"), std::string::npos);
  EXPECT_NE(svg.find("lineage unknown"), std::string::npos);
  EXPECT_EQ(svg.find("script"), std::string::npos);
}

TEST(ProvenanceSvg, says_what_it_leaves_out_and_keeps_what_was_cited) {
  ProvenanceDrawing drawing{"many", "how", {}, {}};
  for (int i = 0; i < 200; ++i) drawing.boxes.push_back({"box " + std::to_string(i), "", static_cast<std::uint32_t>(i % 3), i >= 190, false, false});
  const std::string svg = to_svg(drawing);
  EXPECT_EQ(count_of(svg, "<rect class=\"b"), kMostDrawn);
  EXPECT_NE(svg.find("140 of 200 are not drawn"), std::string::npos);
  for (int i = 190; i < 200; ++i) EXPECT_NE(svg.find(">box " + std::to_string(i) + "<"), std::string::npos);
}

}  // namespace
}  // namespace comity::insight
