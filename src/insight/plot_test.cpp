#include "insight/plot.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <pugixml.hpp>

#include "insight/plot_svg.hpp"

namespace comity::insight {
namespace {
using testing::HasSubstr;
using testing::Not;

// With COMITY_PLOTS=FOLDER the plots are left there to be looked at.
std::string kept(const std::string& name, const std::string& svg) {
  if (const char* folder = std::getenv("COMITY_PLOTS")) std::ofstream(std::filesystem::path(folder) / (name + ".svg")) << svg;
  return svg;
}

pugi::xml_document parsed(const std::string& svg) {
  pugi::xml_document document;
  const auto result = document.load_string(svg.c_str(), pugi::parse_full);
  EXPECT_TRUE(result) << result.description() << "\n" << svg;
  return document;
}

void each_node(const pugi::xml_node& node, const std::function<void(const pugi::xml_node&)>& visit) {
  visit(node);
  for (const auto& child : node.children()) each_node(child, visit);
}

std::vector<pugi::xml_node> of_class(const pugi::xml_document& document, const std::string& element, const std::string& part) {
  std::vector<pugi::xml_node> found;
  each_node(document, [&](const pugi::xml_node& node) {
    const std::string classes = std::string(" ") + node.attribute("class").value() + " ";
    if (node.name() == element && classes.find(" " + part + " ") != std::string::npos) found.push_back(node);
  });
  return found;
}

std::vector<std::string> texts(const std::string& svg) {
  const auto document = parsed(svg);
  std::vector<std::string> out;
  each_node(document, [&](const pugi::xml_node& node) {
    if (std::string(node.name()) == "text") out.emplace_back(node.child_value());
  });
  return out;
}

LinePlot over_time() {
  LinePlot plot;
  plot.frame = {.title = "AUS–JPN over time", .how = "agree3, absent left out; shade: 95% bootstrap over votes", .width = 720, .height = 360};
  plot.x = {.label = "", .from = {}, .to = {}, .is_year = true};
  plot.y = {.label = "agreement (share of roll calls)", .from = {}, .to = 1.0, .is_year = false};
  Series pair{.name = "AUS–JPN", .points = {}, .steps = false, .faint = false}, other{.name = "NZL", .points = {}, .steps = false, .faint = false}, close{.name = "GBR", .points = {}, .steps = false, .faint = false};
  for (int year = 1995; year <= 2019; ++year) {
    const double y = 0.85 + 0.07 * std::sin(year * 0.7);
    Point p{.x = double(year), .y = y, .low = y - 0.06, .high = std::min(1.0, y + 0.05), .n = 60 + year % 31};
    if (year == 2003 || year == 2004) p = {.x = double(year), .y = {}, .low = {}, .high = {}, .n = {}};
    pair.points.push_back(p);
    other.points.push_back({.x = double(year), .y = 0.8 + 0.05 * std::cos(year * 0.5), .low = {}, .high = {}, .n = {}});
    close.points.push_back({.x = double(year), .y = 0.81 + 0.05 * std::cos(year * 0.5), .low = {}, .high = {}, .n = {}});
  }
  Series placebo{.name = "donors", .points = {}, .steps = false, .faint = true};
  for (int year = 1995; year <= 2019; ++year) placebo.points.push_back({.x = double(year), .y = 0.6 + 0.03 * std::sin(year * 1.3), .low = {}, .high = {}, .n = {}});
  plot.series = {pair, other, close, placebo};
  plot.events = {{.x = 2013, .name = "Agreement in force"}, {.x = 2012, .name = "Signed"}, {.x = 2018.5, .name = "Suspended for a year"}};
  return plot;
}

DotPlot judgements() {
  DotPlot plot;
  plot.frame = {.title = "Will PALE HERON interrupt service?", .how = "Second round, 4 judgements of 5; pool: geometric mean of odds", .width = 720, .height = 260};
  plot.x = {.label = "probability, percent", .from = 0.0, .to = 100.0, .is_year = false};
  plot.rows = {{.name = "USA.INR", .value = 74.0, .low = 62.0, .high = 85.0, .before = 82.0, .note = "likely, moderate"},
               {.name = "GBR.JIO", .value = 68.0, .low = 55.0, .high = 78.0, .before = 75.0, .note = "likely, low"},
               {.name = "NZL.NAB", .value = 66.0, .low = {}, .high = {}, .before = 62.0, .note = "likely, moderate"},
               {.name = "JPN", .value = 28.0, .low = 15.0, .high = 38.0, .before = {}, .note = "dissents"},
               {.name = "CAN.CSIS", .value = {}, .low = {}, .high = {}, .before = {}, .note = "withheld"}};
  plot.marks = {{.x = 60.3, .name = "pool 60"}};
  return plot;
}

BarPlot holdings() {
  BarPlot plot;
  plot.frame = {.title = "Held by NZL, by originator", .how = "Objects leased until 2026-11-23; n = 1,932", .width = 720, .height = 200};
  plot.x = {.label = "objects", .from = 50.0, .to = {}, .is_year = false};
  plot.rows = {{.name = "AUS.ONI", .value = 12345, .note = "12,345"}, {.name = "外務省 国際情報統括官組織", .value = 900, .note = "900"}, {.name = "GBR.JIO", .value = 0, .note = "0"}};
  return plot;
}

HeatMap pairs() {
  HeatMap plot;
  plot.frame = {.title = "Pairs", .how = "agree3, all roll calls of 2019; n = 85 to 90 votes a pair", .width = 500, .height = 300};
  plot.rows = {"JPN", "AUS", "CAN"};
  plot.columns = {"NZL", "JPN", "AUS"};
  plot.cells = {{0.91, {}, {}}, {0.79, 0.78, {}}, {0.05, 0.55, 0.33}};
  return plot;
}

ScatterPlot sharing() {
  ScatterPlot plot;
  plot.frame = {.title = "Sharing and alignment", .how = "association, not cause", .width = 560, .height = 320};
  plot.x = {.label = "objects a month", .from = {}, .to = {}, .is_year = false};
  plot.y = {.label = "agree3, 2019", .from = 0.3, .to = 1.0, .is_year = false};
  const char* names[] = {"CAN–JPN", "GBR–JPN", "AUS–JPN", "JPN–NZL", "AUS–CAN", "GBR–NZL"};
  for (int i = 0; i < 6; ++i) plot.marks.push_back({.name = names[i], .x = 100.0 + 60 * i, .y = 0.7 + 0.03 * ((i * 7) % 5), .low = 0.6, .high = 0.95});
  plot.marks.push_back({.name = "USA–NZL", .x = 400, .y = 0.47, .low = 0.38, .high = 0.58});
  return plot;
}

std::vector<std::pair<std::string, std::string>> all() {
  return {{"lines", kept("lines", to_svg(over_time()))}, {"dots", kept("dots", to_svg(judgements()))}, {"bars", kept("bars", to_svg(holdings()))},
          {"heat", kept("heat", to_svg(pairs()))},       {"scatter", kept("scatter", to_svg(sharing()))}};
}

TEST(Plot, EveryPlotIsWellFormedAndSelfContained) {
  for (const auto& [name, svg] : all()) {
    const auto document = parsed(svg);
    EXPECT_STREQ(document.first_child().name(), "svg") << name;
    each_node(document, [&](const pugi::xml_node& node) {
      const std::string element = node.name();
      EXPECT_TRUE(element != "script" && element != "image" && element != "use" && element != "foreignObject" && element != "a") << name;
      for (const auto& attribute : node.attributes()) {
        const std::string key = attribute.name();
        EXPECT_EQ(key.find("href"), std::string::npos) << name;
        EXPECT_FALSE(key.size() > 2 && key.substr(0, 2) == "on") << key;
        if (key == "xmlns") continue;
        EXPECT_THAT(attribute.value(), Not(HasSubstr("://"))) << name;
      }
    });
    EXPECT_THAT(svg, Not(HasSubstr("url("))) << name;
    EXPECT_THAT(svg, Not(HasSubstr("@import"))) << name;
    EXPECT_THAT(svg, HasSubstr("prefers-color-scheme:dark")) << name;
    EXPECT_THAT(svg, Not(HasSubstr("nan"))) << name;
    EXPECT_EQ(svg.find("inf,"), std::string::npos) << name;
    EXPECT_THAT(svg, Not(HasSubstr("-0\""))) << name;
  }
}

TEST(Plot, TheSameValuesGiveTheSameBytes) {
  EXPECT_EQ(all(), all());
}

TEST(Plot, WhatIsWrittenIsEscaped) {
  const std::string nasty = "<script>&\"'\x01\xff]]>";
  auto lines = over_time();
  lines.frame.title = lines.frame.how = lines.x.label = lines.y.label = lines.series[0].name = lines.events[0].name = nasty;
  auto dots = judgements();
  dots.rows[0].name = dots.rows[0].note = dots.marks[0].name = nasty;
  auto bars = holdings();
  bars.rows[0].name = bars.rows[0].note = nasty;
  auto heat = pairs();
  heat.rows[0] = heat.columns[0] = nasty;
  auto scatter = sharing();
  scatter.marks[0].name = nasty;
  for (const auto& svg : {to_svg(lines), to_svg(dots), to_svg(bars), to_svg(heat), to_svg(scatter)}) {
    parsed(svg);
    EXPECT_EQ(svg.find("<script"), std::string::npos);
    EXPECT_EQ(svg.find('\x01'), std::string::npos);
    EXPECT_EQ(svg.find('\xff'), std::string::npos);
    EXPECT_THAT(svg, HasSubstr("&lt;script&gt;&amp;&quot;&#39;"));
  }
}

TEST(Plot, TheMethodAndNStandBelow) {
  for (const auto& [name, svg] : all()) EXPECT_THAT(texts(svg), testing::Contains(HasSubstr(name == "scatter" ? "n = 7 marks" : "n"))) << name;
  std::string words;
  for (const auto& text : texts(to_svg(over_time()))) words += text + " ";
  EXPECT_THAT(words, HasSubstr("95% bootstrap over votes"));
  EXPECT_THAT(words, HasSubstr("n = 60 to 90 a point"));
}

TEST(Plot, AnAmountBeginsAtZeroOrThePlotSaysOtherwise) {
  EXPECT_THAT(texts(to_svg(over_time())), testing::Contains("0.0"));
  EXPECT_THAT(to_svg(over_time()), Not(HasSubstr("axis begins at")));
  EXPECT_THAT(texts(to_svg(sharing())), testing::Contains("(axis begins at 0.3, not at 0)"));
  // A bar always begins at 0, whatever was asked for.
  EXPECT_THAT(texts(to_svg(holdings())), testing::Contains("0"));
  EXPECT_THAT(to_svg(holdings()), Not(HasSubstr("axis begins at")));
}

TEST(Plot, AGapIsNotDrawn) {
  const auto document = parsed(to_svg(over_time()));
  const auto lines = of_class(document, "path", "l");
  ASSERT_EQ(lines.size(), 4u) << "two stretches of the first series, one of each other";
  std::size_t points = 0;
  for (std::size_t i = 0; i < 2; ++i)
    for (const char c : std::string(lines[i].attribute("d").value())) points += c == 'M' || c == 'L' ? 1 : 0;
  EXPECT_EQ(points, 23u);
  EXPECT_EQ(of_class(document, "path", "b").size(), 2u);
  // Neither is a judgement that was withheld, nor a cell without a value.
  EXPECT_EQ(of_class(parsed(to_svg(judgements())), "path", "dot").size(), 4u);
  const auto heat = parsed(to_svg(pairs()));
  std::size_t numbers = 0;
  for (int k = 1; k <= 7; ++k) numbers += of_class(heat, "text", "t" + std::to_string(k)).size();
  EXPECT_EQ(numbers, 6u);
}

TEST(Plot, NamesAtTheEndsDoNotTouch) {
  const auto document = parsed(to_svg(over_time()));
  std::vector<double> at;
  each_node(document, [&](const pugi::xml_node& node) {
    const std::string words = node.child_value();
    if (std::string(node.name()) == "text" && (words == "AUS–JPN" || words == "NZL" || words == "GBR" || words == "donors")) at.push_back(node.attribute("y").as_double());
  });
  ASSERT_EQ(at.size(), 4u);
  std::sort(at.begin(), at.end());
  for (std::size_t i = 1; i < at.size(); ++i) EXPECT_GE(at[i] - at[i - 1], 13.9);
}

TEST(Plot, NamesOfEventsTakeRowsOfTheirOwn) {
  const auto document = parsed(to_svg(over_time()));
  std::map<std::string, double> y;
  each_node(document, [&](const pugi::xml_node& node) {
    if (std::string(node.name()) == "text") y[node.child_value()] = node.attribute("y").as_double();
  });
  ASSERT_TRUE(y.count("Agreement in force") && y.count("Signed") && y.count("Suspended for a year"));
  EXPECT_NE(y["Agreement in force"], y["Signed"]);
}

TEST(Plot, AStepHoldsUntilTheNextPoint) {
  LinePlot plot;
  plot.series = {{.name = "a", .points = {{.x = 0, .y = 1.0, .low = {}, .high = {}, .n = {}}, {.x = 1, .y = 2.0, .low = {}, .high = {}, .n = {}}}, .steps = true, .faint = false}};
  const auto document = parsed(to_svg(plot));
  const auto lines = of_class(document, "path", "l");
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_THAT(lines[0].attribute("d").value(), HasSubstr("H"));
  EXPECT_THAT(lines[0].attribute("d").value(), Not(HasSubstr("L")));
}

TEST(Plot, NothingToDrawIsStillAPlot) {
  for (const auto& svg : {to_svg(LinePlot{}), to_svg(DotPlot{}), to_svg(BarPlot{}), to_svg(HeatMap{}), to_svg(ScatterPlot{})}) parsed(svg);
}

TEST(Plot, ManyRowsGetTheHeightTheyNeed) {
  auto plot = holdings();
  for (int i = 0; i < 60; ++i) plot.rows.push_back({.name = "row " + std::to_string(i), .value = 10.0 * i, .note = ""});
  const auto document = parsed(to_svg(plot));
  EXPECT_GT(document.first_child().attribute("height").as_double(), 60 * 22);
}

TEST(PlotScale, TicksAreRoundAndEndsHold) {
  const auto share = scale_of({.label = "", .from = {}, .to = 1.0, .is_year = false}, {0.4, 0.93}, 5);
  EXPECT_EQ(share.from, 0);
  EXPECT_EQ(share.to, 1);
  EXPECT_THAT(share.ticks, testing::Pointwise(testing::DoubleNear(1e-12), {0.0, 0.2, 0.4, 0.6, 0.8, 1.0}));
  const auto below = scale_of({}, {-3, 12}, 5);
  EXPECT_EQ(below.from, -5);
  EXPECT_EQ(below.to, 15);
  const auto years = scale_of({.label = "", .from = {}, .to = {}, .is_year = true}, {1995, 2019}, 6);
  EXPECT_EQ(years.words(years.ticks.front()), "1995");
  EXPECT_EQ(years.from, 1995);
  EXPECT_EQ(scale_of({.label = "", .from = {}, .to = 0.5, .is_year = false}, {0.9}, 5).to >= 0.9, true);
  EXPECT_EQ(number_words(-1234567.5, 1), "−1,234,567.5");
  EXPECT_EQ(number_words(-0.0001, 2), "0.00");
}

TEST(PlotSpread, KeepsOrderGapAndField) {
  const auto at = spread({10, 11, 12, 90, 99}, 14, 0, 100);
  for (std::size_t i = 1; i < at.size(); ++i) EXPECT_GE(at[i] - at[i - 1], 14 - 1e-9);
  for (const double a : at) EXPECT_TRUE(a >= -1e-9 && a <= 100 + 1e-9);
  const auto crowded = spread({5, 5, 5}, 100, 0, 10);
  EXPECT_THAT(crowded, testing::ElementsAre(0, 5, 10));
  EXPECT_THAT(spread({}, 14, 0, 100), testing::IsEmpty());
}
}  // namespace
}  // namespace comity::insight
