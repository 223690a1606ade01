#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "insight/lettering.hpp"
#include "insight/plot_svg.hpp"

namespace comity::insight {
namespace {
bool touch(const Box& a, const Box& b) { return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom; }

// Names beside their marks, each at the first place where it touches no mark and no other name.
class Names {
 public:
  Names(const Box& area, int width) : area_(area), width_(width) {}
  void keep_clear(double x, double y) { taken_.push_back({x - 4, y - 4, x + 4, y + 4}); }
  bool place(Drawing& drawing, double x, double y, const std::string& name) {
    const double w = pixels_of(name, kLabel);
    const std::array<std::pair<double, double>, 8> tries{{{8, 4}, {-8 - w, 4}, {6, -6}, {6, 14}, {-6 - w, -6}, {-6 - w, 14}, {-w / 2, -9}, {-w / 2, 17}}};
    for (const auto& [dx, dy] : tries) {
      const Box box{x + dx, y + dy - 9, x + dx + w, y + dy + 3};
      if (box.left < area_.left || box.right > width_ - 2 || box.top < area_.top - 8 || box.bottom > area_.bottom) continue;
      if (std::any_of(taken_.begin(), taken_.end(), [&](const Box& other) { return touch(box, other); })) continue;
      drawing.text(box.left, y + dy, name, "halo");
      taken_.push_back(box);
      return true;
    }
    return false;
  }

 private:
  Box area_;
  double width_;
  std::vector<Box> taken_;
};
}  // namespace

std::string to_svg(const ScatterPlot& plot) {
  std::vector<double> xs, ys;
  bool intervals = false;
  for (const auto& mark : plot.marks) {
    xs.push_back(mark.x);
    for (const auto& v : {std::optional(mark.y), mark.low, mark.high})
      if (v) ys.push_back(*v);
    intervals = intervals || (mark.low && mark.high);
  }
  auto x = scale_of(plot.x, xs, plot.frame.width / 90), y = scale_of(plot.y, ys, plot.frame.height / 55);
  auto more = fmt::format("n = {} marks{}", plot.marks.size(), intervals ? ", lines: intervals" : "");
  const auto reserved = how_lines(plot.frame, more + "; 999 names have no room here and stand in the table");
  const Box area{.left = y_axis_room(y), .top = kTop + 16, .right = plot.frame.width - 24.0, .bottom = std::max(kTop + 96, plot.frame.height - how_height(reserved) - kTicksRoom)};
  x.at_from = area.left + 8, x.at_to = area.right - 8, y.at_from = area.bottom, y.at_to = area.top;

  Drawing drawing;
  draw_y_axis(drawing, y, area, plot.y.label);
  draw_x_axis(drawing, x, area, plot.x.label, false);
  Names names(area, plot.frame.width);
  const auto drawn = [](const auto& mark) { return std::isfinite(mark.x) && std::isfinite(mark.y); };
  for (const auto& mark : plot.marks) {
    if (!drawn(mark)) continue;
    if (mark.low && mark.high) drawing.line(x(mark.x), y(*mark.low), x(mark.x), y(*mark.high), "whisker");
    names.keep_clear(x(mark.x), y(mark.y));
  }
  std::size_t unnamed = 0;
  for (const auto& mark : plot.marks) {
    if (!drawn(mark)) continue;
    drawing.mark(0, x(mark.x), y(mark.y), "dot", fmt::format("{}: {}, {}", mark.name, number_words(mark.x, x.digits + 2), number_words(mark.y, y.digits + 2)));
    if (!names.place(drawing, x(mark.x), y(mark.y), clean(mark.name))) ++unnamed;
  }
  if (unnamed > 0) more += fmt::format("; {} {} no room here and {} in the table", unnamed, unnamed == 1 ? "name has" : "names have", unnamed == 1 ? "stands" : "stand");
  return drawing.close(plot.frame, area.bottom + kTicksRoom + how_height(reserved), how_lines(plot.frame, more));
}

}  // namespace comity::insight
