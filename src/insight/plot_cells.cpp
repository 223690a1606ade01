#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/result.hpp"
#include "insight/lettering.hpp"
#include "insight/plot_svg.hpp"

namespace comity::insight {
namespace {
constexpr int kShades = 7;
constexpr double kCellHeight = 24, kLegendRoom = 40;

int shade_of(const HeatMap& plot, double value) {
  const double share = plot.to > plot.from ? (value - plot.from) / (plot.to - plot.from) : 0;
  return std::clamp(static_cast<int>(std::floor(share * kShades)) + 1, 1, kShades);
}

void draw_legend(Drawing& drawing, const HeatMap& plot, double left, double y) {
  const double step = 24;
  for (int k = 1; k <= kShades; ++k) drawing.rect({.left = left + step * (k - 1), .top = y, .right = left + step * k - 1, .bottom = y + 9}, fmt::format("q{}", k));
  drawing.text(left, y + 21, number_words(plot.from, plot.digits), "faint small");
  drawing.text(left + step * kShades, y + 21, number_words(plot.to, plot.digits), "faint small", Anchor::end);
}
}  // namespace

std::string to_svg(const HeatMap& plot) {
  CHECK(plot.cells.size() == plot.rows.size());
  double names = 0, columns = 0;
  for (const auto& name : plot.rows) names = std::max(names, pixels_of(name, kLabel) * 1.08);
  for (const auto& name : plot.columns) columns = std::max(columns, pixels_of(name, kLabel) * 1.08);
  const double left = kMargin + names + 8, top = kTop + kLegendRoom, count = std::max<double>(1, static_cast<double>(plot.columns.size()));
  const double cell = std::clamp((plot.frame.width - left - kMargin) / count, 14.0, 64.0);
  // Names that are wider than a cell stand upright.
  const bool upright = columns > cell - 2;
  const double bottom = top + kCellHeight * static_cast<double>(plot.rows.size());
  const auto how = how_lines(plot.frame);

  Drawing drawing;
  draw_legend(drawing, plot, left, kTop);
  for (std::size_t r = 0; r < plot.rows.size(); ++r) {
    CHECK(plot.cells[r].size() == plot.columns.size());
    const double y = top + kCellHeight * static_cast<double>(r);
    drawing.text(left - 6, y + 16, plot.rows[r], "strong", Anchor::end);
    for (std::size_t c = 0; c < plot.columns.size(); ++c) {
      const auto& value = plot.cells[r][c];
      if (!value || !std::isfinite(*value)) continue;
      const double x = left + cell * static_cast<double>(c);
      const int shade = shade_of(plot, *value);
      drawing.rect({.left = x, .top = y, .right = x + cell - 1.5, .bottom = y + kCellHeight - 1.5}, fmt::format("q{}", shade), 2);
      const auto words = number_words(*value, plot.digits);
      drawing.text(x + cell / 2, y + 16, words, fmt::format("t{}{}", shade, pixels_of(words, kLabel) > cell - 3 ? " small" : ""), Anchor::middle);
    }
  }
  for (std::size_t c = 0; c < plot.columns.size(); ++c) {
    const double x = left + cell * (static_cast<double>(c) + 0.5);
    if (upright)
      drawing.upright_text(x + 4, bottom + 8, plot.columns[c], "strong");
    else
      drawing.text(x, bottom + 14, plot.columns[c], "strong", Anchor::middle);
  }
  const double names_room = upright ? columns + 16 : 24;
  auto frame = plot.frame;
  frame.width = std::max(frame.width, static_cast<int>(std::ceil(left + cell * count + kMargin)));
  return drawing.close(frame, bottom + names_room + how_height(how), how);
}

}  // namespace comity::insight
