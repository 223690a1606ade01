// What all plots are drawn with: elements, one style for light and dark, scales with their ticks, and labels that do not touch. Of the plots alone. Values; pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "insight/plot.hpp"

namespace comity::insight {

// At most two decimals of a pixel, no "-0", no exponent: the same bytes on every machine.
std::string pixel(double at);
// For people: a true minus sign, a mark between thousands.
std::string number_words(double value, int digits);
std::string escaped(std::string_view text);

struct Box {
  double left = 0, top = 0, right = 0, bottom = 0;
  double width() const { return right - left; }
  double height() const { return bottom - top; }
};

enum class Anchor { start, middle, end };

// Elements in the order in which they are drawn. `classes` are those of the style in plot_svg.cpp.
class Drawing {
 public:
  void line(double x1, double y1, double x2, double y2, std::string_view classes);
  void rect(const Box& box, std::string_view classes, double radius = 0);
  void path(std::string_view d, std::string_view classes, std::string_view dashes = "");
  void text(double x, double y, std::string_view words, std::string_view classes, Anchor anchor = Anchor::start);
  // Read from below upwards, ending at (x, y).
  void upright_text(double x, double y, std::string_view words, std::string_view classes);
  // A mark by its number (circle, square, triangle, diamond, …), with what a pointer over it says.
  void mark(std::size_t kind, double x, double y, std::string_view classes, std::string_view says = "");
  // What another has drawn, above what this one has.
  void add(const Drawing& other);
  // Closes the file: title and `how` around what was drawn. `how` has been wrapped by how_lines().
  std::string close(const Frame& frame, double height, const std::vector<std::string>& how) const;

 private:
  std::string body_;
};

std::vector<std::string> how_lines(const Frame& frame, std::string_view more = "");
double how_height(const std::vector<std::string>& lines);

// From data (in units of the axis) to pixels. Ticks at 1, 2 or 5 times a power of ten.
struct Scale {
  double from = 0, to = 1, at_from = 0, at_to = 1;
  std::vector<double> ticks;
  int digits = 0;
  bool is_year = false;
  double operator()(double value) const;
  bool holds(double value) const { return value >= from && value <= to; }
  std::string words(double tick) const;
  // "axis begins at 0.3, not at 0", or nothing.
  std::string warning() const;
};
// `values` are all that is to be seen on the axis; `places` is about how many ticks there is room for.
Scale scale_of(const Axis& axis, const std::vector<double>& values, int places);

// Positions near the wished ones, in the same order of the page, at least `gap` apart and within [low, high] (closer only where there is no room for all).
std::vector<double> spread(const std::vector<double>& wished, double gap, double low, double high);

// Class of the nth series ("s0" …), or of the party whose code the name is, so that a party has its colour in every plot.
std::string colour_of(std::string_view name, std::size_t nth);
std::string dashes_of(std::size_t nth);

// Horizontal lines with their values at the left; a base line with ticks and values below; what the axes are called.
void draw_y_axis(Drawing& drawing, const Scale& y, const Box& area, std::string_view label);
void draw_x_axis(Drawing& drawing, const Scale& x, const Box& area, std::string_view label, bool grid);
double y_axis_room(const Scale& y);
// Vertical lines, each named at the top in a row where it touches no other. Gives the height that the names take; draws when `drawing` is there.
double draw_events(Drawing* drawing, const std::vector<Event>& events, const Scale& x, const Box& area, double names_from);

// "n a point: 85 to 90", "n = 12 a point", or nothing.
std::string n_words(const std::vector<std::optional<std::int64_t>>& counts, std::string_view of);

inline constexpr double kTop = 34, kMargin = 12, kLabel = 11, kLine = 15, kTicksRoom = 38;

}  // namespace comity::insight
