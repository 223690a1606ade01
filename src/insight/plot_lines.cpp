#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "insight/lettering.hpp"
#include "insight/plot_svg.hpp"

namespace comity::insight {
namespace {
constexpr double kEndGap = 14;
constexpr std::size_t kMarksMost = 40, kFaintNamed = 3;

bool shown(const Point& point) { return point.y && std::isfinite(*point.y) && std::isfinite(point.x); }

// Stretches of points without a gap between them.
std::vector<std::vector<Point>> stretches(const Series& series) {
  std::vector<std::vector<Point>> out(1);
  for (const auto& point : series.points) {
    if (shown(point))
      out.back().push_back(point);
    else if (!out.back().empty())
      out.emplace_back();
  }
  if (out.back().empty()) out.pop_back();
  return out;
}

struct Lines {
  const LinePlot& plot;
  Scale x, y;
  Box area;
  Drawing drawing;

  std::string trace(const std::vector<Point>& points, bool steps) const {
    std::string d;
    for (std::size_t i = 0; i < points.size(); ++i) {
      const auto px = pixel(x(points[i].x)), py = pixel(y(*points[i].y));
      if (i == 0)
        d += fmt::format("M{},{}", px, py);
      else
        d += steps ? fmt::format("H{}V{}", px, py) : fmt::format("L{},{}", px, py);
    }
    return d;
  }

  // The interval as a shade; where it stands alone, as a whisker.
  void band(const std::vector<Point>& points, bool steps, const std::string& colour) {
    std::string there, back;
    for (std::size_t i = 0; i < points.size(); ++i) {
      const auto& p = points[i];
      const bool has = p.low && p.high, before = i > 0 && points[i - 1].low && points[i - 1].high, after = i + 1 < points.size() && points[i + 1].low && points[i + 1].high;
      if (has && !before && !after) drawing.line(x(p.x), y(*p.low), x(p.x), y(*p.high), "whisker");
      if (has && (before || after)) {
        const auto px = pixel(x(p.x));
        if (steps && !there.empty()) there += fmt::format("L{},{}", px, pixel(y(*points[i - 1].high))), back = fmt::format("L{},{}", px, pixel(y(*points[i - 1].low))) + back;
        there += fmt::format("{}{},{}", there.empty() ? "M" : "L", px, pixel(y(*p.high)));
        back = fmt::format("L{},{}", px, pixel(y(*p.low))) + back;
      }
      if ((!has || i + 1 == points.size()) && !there.empty()) {
        drawing.path(there + back + "Z", "b " + colour);
        there.clear(), back.clear();
      }
    }
  }

  void draw_faint(const Series& series) {
    for (const auto& points : stretches(series)) {
      if (points.size() == 1) drawing.mark(0, x(points[0].x), y(*points[0].y), "back", series.name);
      if (points.size() > 1) drawing.path(trace(points, series.steps), "back");
    }
  }

  void draw(const Series& series, std::size_t nth) {
    const auto colour = colour_of(series.name, nth);
    const auto parts = stretches(series);
    for (const auto& points : parts) band(points, series.steps, colour);
    for (const auto& points : parts)
      if (points.size() > 1) drawing.path(trace(points, series.steps), "l " + colour, dashes_of(nth));
    const std::size_t stride = series.points.size() / kMarksMost + 1;
    for (const auto& points : parts)
      for (std::size_t i = 0; i < points.size(); ++i)
        if (i % stride == 0 || i + 1 == points.size()) drawing.mark(nth, x(points[i].x), y(*points[i].y), "m " + colour, says(series, points[i]));
  }

  std::string says(const Series& series, const Point& p) const {
    auto words = fmt::format("{}, {}: {}", series.name, plot.x.is_year ? fmt::format("{:.0f}", p.x) : number_words(p.x, x.digits + 1), number_words(*p.y, y.digits + 2));
    if (p.low && p.high) words += fmt::format(" [{}, {}]", number_words(*p.low, y.digits + 2), number_words(*p.high, y.digits + 2));
    if (p.n) words += fmt::format(", n = {}", *p.n);
    return words;
  }
};

std::vector<std::pair<const Series*, std::size_t>> named_series(const LinePlot& plot) {
  std::vector<std::pair<const Series*, std::size_t>> named;
  std::size_t nth = 0;
  for (const auto& series : plot.series)
    if (!series.faint) named.emplace_back(&series, nth++);
  const auto faint = plot.series.size() - named.size();
  for (const auto& series : plot.series)
    if (series.faint && faint <= kFaintNamed) named.emplace_back(&series, nth);
  std::erase_if(named, [](const auto& one) { return std::none_of(one.first->points.begin(), one.first->points.end(), shown); });
  return named;
}

const Point& last_point(const Series& series) { return *std::find_if(series.points.rbegin(), series.points.rend(), shown); }

void draw_end_names(Lines& lines, const std::vector<std::pair<const Series*, std::size_t>>& named, double names_at) {
  std::vector<double> wished;
  for (const auto& [series, nth] : named) wished.push_back(lines.y(*last_point(*series).y));
  const auto at = spread(wished, kEndGap, lines.area.top + 2, lines.area.bottom - 2);
  for (std::size_t i = 0; i < named.size(); ++i) {
    const auto& [series, nth] = named[i];
    const double end = lines.x(last_point(*series).x);
    if (std::abs(at[i] - wished[i]) > 3 || names_at - end > 14)
      lines.drawing.path(fmt::format("M{},{}L{},{}", pixel(end + 5), pixel(wished[i]), pixel(names_at - 2), pixel(at[i])), "leader");
    if (!series->faint) lines.drawing.mark(nth, names_at + 5, at[i], "m " + colour_of(series->name, nth));
    lines.drawing.text(names_at + 13, at[i] + 4, series->name, series->faint ? "faint" : colour_of(series->name, nth));
  }
}
}  // namespace

std::string to_svg(const LinePlot& plot) {
  std::vector<double> xs, ys;
  std::vector<std::optional<std::int64_t>> counts;
  for (const auto& series : plot.series)
    for (const auto& p : series.points) {
      if (std::isfinite(p.x)) xs.push_back(p.x);
      if (!shown(p)) continue;
      ys.push_back(*p.y);
      if (p.low) ys.push_back(*p.low);
      if (p.high) ys.push_back(*p.high);
      if (!series.faint) counts.push_back(p.n);
    }
  for (const auto& event : plot.events) xs.push_back(event.x);
  const auto named = named_series(plot);
  double names_room = kMargin;
  for (const auto& [series, nth] : named) names_room = std::max(names_room, pixels_of(series->name, kLabel) * 1.08 + 34);
  names_room = std::min(names_room, plot.frame.width * 0.4);

  const auto how = how_lines(plot.frame, n_words(counts, "a point"));
  Lines lines{.plot = plot, .x = scale_of(plot.x, xs, plot.frame.width / 80), .y = scale_of(plot.y, ys, plot.frame.height / 55), .area = {}, .drawing = {}};
  lines.area = {.left = y_axis_room(lines.y), .top = 0, .right = plot.frame.width - names_room, .bottom = plot.frame.height - how_height(how) - kTicksRoom};
  lines.x.at_from = lines.area.left + 6, lines.x.at_to = lines.area.right - 6;
  const double names_from = kTop + 22;
  lines.area.top = kTop + 16 + draw_events(nullptr, plot.events, lines.x, lines.area, names_from);
  lines.area.bottom = std::max(lines.area.bottom, lines.area.top + 80);
  lines.y.at_from = lines.area.bottom, lines.y.at_to = lines.area.top;

  draw_y_axis(lines.drawing, lines.y, lines.area, plot.y.label);
  draw_x_axis(lines.drawing, lines.x, lines.area, plot.x.label, false);
  for (const auto& series : plot.series)
    if (series.faint) lines.draw_faint(series);
  draw_events(&lines.drawing, plot.events, lines.x, lines.area, names_from);
  std::size_t nth = 0;
  for (const auto& series : plot.series)
    if (!series.faint) lines.draw(series, nth++);
  draw_end_names(lines, named, lines.area.right + 4);
  return lines.drawing.close(plot.frame, lines.area.bottom + kTicksRoom + how_height(how), how);
}

}  // namespace comity::insight
