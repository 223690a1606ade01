// Plots of analyses as SVG: one self-contained file (no script, no font, no address of anything), light and dark. Values; pure; any thread.
// Honest by construction: an axis that measures a share or an amount begins at its zero unless the plot says on its face that it does not; intervals are drawn wherever the
// data has them; n and the method stand below each plot; what is undefined leaves a gap and is never drawn as 0. Meaning never hangs on colour alone: series have marks and names at their
// ends.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace comity::insight {

struct Frame {
  std::string title;
  std::string how;     // one line below: method, source, n. "Pairwise agreement, absent left out; n by year in the table"
  int width = 720, height = 360;  // of pixels; rows, cells and lines of `how` that need more height get it
};

struct Axis {
  std::string label;               // "agreement (share of roll calls)"
  std::optional<double> from, to;  // else 0, or the data where they lie below it (years: the data); `from` above 0 is said on the plot. Widened where data lie outside
  bool is_year = false;         // ticks are whole numbers without a thousands mark
};

struct Point {
  double x = 0;
  std::optional<double> y;      // nothing: a gap
  std::optional<double> low, high;
  std::optional<std::int64_t> n;
};
struct Series {
  std::string name;
  std::vector<Point> points;    // ascending by x
  bool steps = false;           // the value holds until the next point
  bool faint = false;           // background: placebos, other members
};
struct Event {
  double x = 0;
  std::string name;             // "Agreement in force"
};
// Lines over time, and frontiers.
struct LinePlot {
  Frame frame;
  Axis x, y;
  std::vector<Series> series;   // at most eight that are not faint
  std::vector<Event> events;    // vertical lines, named at their top
};
std::string to_svg(const LinePlot& plot);

// One row per name: a value with its interval, and where there was an earlier value, an arrow from it (first to second judgement).
struct DotPlot {
  Frame frame;
  Axis x;
  struct Row {
    std::string name;
    std::optional<double> value, low, high, before;
    std::string note;           // at the right: "n = 50", "withheld"
  };
  std::vector<Row> rows;
  std::vector<Event> marks;     // vertical reference lines: pools
};
std::string to_svg(const DotPlot& plot);

// Amounts by name, the longest first as given.
struct BarPlot {
  Frame frame;
  Axis x;                       // begins at 0 always
  struct Row {
    std::string name;
    double value = 0;
    std::string note;
  };
  std::vector<Row> rows;
};
std::string to_svg(const BarPlot& plot);

// A matrix of names by names. Each cell is written as a number too.
struct HeatMap {
  Frame frame;
  std::vector<std::string> rows, columns;
  std::vector<std::vector<std::optional<double>>> cells;  // by row, then column
  double from = 0, to = 1;      // of the scale, which is drawn with its ends
  int digits = 2;
};
std::string to_svg(const HeatMap& plot);

// One mark per pair: sharing against alignment.
struct ScatterPlot {
  Frame frame;
  Axis x, y;
  struct Mark {
    std::string name;
    double x = 0, y = 0;
    std::optional<double> low, high;  // of y
  };
  std::vector<Mark> marks;
};
std::string to_svg(const ScatterPlot& plot);

}  // namespace comity::insight
