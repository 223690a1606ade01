#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "insight/lettering.hpp"
#include "insight/plot_svg.hpp"

namespace comity::insight {
namespace {
constexpr double kRowLeast = 22, kRowMost = 34;

// Rows of a name at the left, a field, and a note at the right.
struct Rows {
  Box area;
  double row = kRowLeast, height = 0;
  double middle(std::size_t i) const { return area.top + row * (static_cast<double>(i) + 0.5); }
};

template <class Row>
Rows rows_of(const Frame& frame, const std::vector<Row>& rows, double top, double bottom_room) {
  double names = 0, notes = 0;
  for (const auto& row : rows) {
    names = std::max(names, pixels_of(row.name, kLabel) * 1.08);
    notes = std::max(notes, pixels_of(row.note, kLabel));
  }
  names = std::min(names, frame.width * 0.35), notes = std::min(notes, frame.width * 0.3);
  const double count = std::max<double>(1, static_cast<double>(rows.size()));
  Rows out;
  out.row = std::clamp((frame.height - top - bottom_room) / count, kRowLeast, kRowMost);
  out.area = {.left = kMargin + names + 16, .top = top, .right = frame.width - kMargin - (notes > 0 ? notes + 14 : 16), .bottom = top + out.row * count};
  out.height = out.area.bottom + bottom_room;
  return out;
}

std::string fitted(std::string_view text, double room) {
  auto columns = columns_of(text);
  auto cut = clean(text);
  while (columns > 1 && pixels_of(cut, kLabel) > room) cut = cut_to(clean(text), --columns);
  return cut;
}

template <class Row>
void draw_words(Drawing& drawing, const Rows& at, const Row& row, std::size_t i, int width) {
  if (i > 0) drawing.line(kMargin, at.area.top + at.row * static_cast<double>(i), width - kMargin, at.area.top + at.row * static_cast<double>(i), "grid");
  drawing.text(kMargin, at.middle(i) + 4, fitted(row.name, at.area.left - kMargin - 10), "strong");
  drawing.text(width - kMargin, at.middle(i) + 4, fitted(row.note, width - kMargin - at.area.right), "faint", Anchor::end);
}

void arrow(Drawing& drawing, double from, double to, double y) {
  const double way = to > from ? 1 : -1;
  drawing.mark(0, from, y, "before");
  if (std::abs(to - from) < 12) return;
  const double tip = to - way * 5;
  drawing.path(fmt::format("M{},{}H{}M{},{}L{},{}L{},{}", pixel(from + way * 4), pixel(y), pixel(tip), pixel(tip - way * 4), pixel(y - 3.5), pixel(tip), pixel(y), pixel(tip - way * 4), pixel(y + 3.5)), "arrow");
}

std::string dot_says(const DotPlot::Row& row, int digits) {
  auto words = fmt::format("{}: {}", row.name, number_words(*row.value, digits));
  if (row.low && row.high) words += fmt::format(" [{}, {}]", number_words(*row.low, digits), number_words(*row.high, digits));
  if (row.before) words += fmt::format(", before {}", number_words(*row.before, digits));
  return words;
}
}  // namespace

std::string to_svg(const DotPlot& plot) {
  std::vector<double> values;
  bool intervals = false, before = false;
  for (const auto& row : plot.rows) {
    for (const auto& v : {row.value, row.low, row.high, row.before})
      if (v) values.push_back(*v);
    intervals = intervals || (row.low && row.high), before = before || (row.before && row.value);
  }
  for (const auto& mark : plot.marks) values.push_back(mark.x);
  auto x = scale_of(plot.x, values, plot.frame.width / 90);

  std::string legend;
  if (before) legend += "○→● before to now";
  if (intervals) legend += std::string(legend.empty() ? "" : "; ") + "shade: interval";
  const auto how = how_lines(plot.frame, legend);
  const double bottom_room = kTicksRoom + how_height(how);
  auto at = rows_of(plot.frame, plot.rows, kTop, bottom_room);
  x.at_from = at.area.left, x.at_to = at.area.right;
  const double marks_room = draw_events(nullptr, plot.marks, x, at.area, kTop + 10);
  at = rows_of(plot.frame, plot.rows, kTop + marks_room, bottom_room);

  Drawing drawing;
  draw_x_axis(drawing, x, at.area, plot.x.label, true);
  for (std::size_t i = 0; i < plot.rows.size(); ++i) draw_words(drawing, at, plot.rows[i], i, plot.frame.width);
  draw_events(&drawing, plot.marks, x, at.area, kTop + 10);
  for (std::size_t i = 0; i < plot.rows.size(); ++i) {
    const auto& row = plot.rows[i];
    const double y = at.middle(i);
    if (row.low && row.high) drawing.line(x(*row.low), y, x(*row.high), y, "interval");
    if (!row.value || !std::isfinite(*row.value)) continue;
    if (row.before) arrow(drawing, x(*row.before), x(*row.value), y);
    drawing.mark(0, x(*row.value), y, "dot", dot_says(row, x.digits + 2));
  }
  return drawing.close(plot.frame, at.height, how);
}

std::string to_svg(const BarPlot& plot) {
  std::vector<double> values;
  for (const auto& row : plot.rows) values.push_back(row.value);
  auto axis = plot.x;
  axis.from.reset();
  auto x = scale_of(axis, values, plot.frame.width / 90);
  const auto how = how_lines(plot.frame);
  const auto at = rows_of(plot.frame, plot.rows, kTop, kTicksRoom + how_height(how));
  x.at_from = at.area.left, x.at_to = at.area.right;

  Drawing drawing;
  draw_x_axis(drawing, x, at.area, plot.x.label, true);
  for (std::size_t i = 0; i < plot.rows.size(); ++i) {
    const auto& row = plot.rows[i];
    draw_words(drawing, at, row, i, plot.frame.width);
    if (!std::isfinite(row.value)) continue;
    const double end = std::clamp(x(row.value), at.area.left, at.area.right), zero = x(0);
    drawing.rect({.left = std::min(zero, end), .top = at.middle(i) - 6, .right = std::max(zero, end), .bottom = at.middle(i) + 6}, "bar");
  }
  return drawing.close(plot.frame, at.height, how);
}

}  // namespace comity::insight
