#include "insight/plot_svg.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "insight/lettering.hpp"

namespace comity::insight {
namespace {
// The values are those of the console's design tokens. Written out and not as variables, which some renderers of SVG do not know.
constexpr std::string_view kStyle = R"(
text{font:400 11px "Inter","Noto Sans","Segoe UI","Liberation Sans","Hiragino Sans","Noto Sans CJK JP",Arial,sans-serif;fill:#464C53}
.ground{fill:#FFFFFF}.title{font-size:13px;font-weight:600;fill:#15191D}.strong{font-weight:600;fill:#15191D}.faint{fill:#62686F}.warn{fill:#8A5A00}.small{font-size:10px}.halo{stroke:#FFFFFF;stroke-width:3;stroke-linejoin:round;paint-order:stroke}
.grid{stroke:#ECECE5;stroke-width:1}.axis{stroke:#85878A;stroke-width:1}.event{stroke:#15191D;stroke-width:1.2}.tip{fill:#15191D}
.bar{fill:#4F8F99}.interval{stroke:#8BBBC1;stroke-width:6;stroke-linecap:round}.whisker{stroke:#85878A;stroke-width:1}.leader{stroke:#C9C9BF;stroke-width:1;fill:none}
.dot{fill:#15191D;stroke:#FFFFFF;stroke-width:1}.before{fill:#FFFFFF;stroke:#15191D;stroke-width:1.4}.arrow{stroke:#15191D;stroke-width:1.4;fill:none}.pool{stroke:#0B6470;stroke-width:1.6}
.l{fill:none;stroke-width:1.8;stroke-linejoin:round}.b{stroke:none;fill-opacity:.14}.m{stroke-width:1.2}.back{fill:none;stroke:#8C9094;stroke-width:1;stroke-opacity:.45}
.s0{stroke:#0B6470;fill:#0B6470}.s1{stroke:#8A3A22;fill:#8A3A22}.s2{stroke:#9C7212;fill:#9C7212}.s3{stroke:#4A3690;fill:#4A3690}.s4{stroke:#2277BD;fill:#2277BD}.s5{stroke:#BD7E93;fill:#BD7E93}.s6{stroke:#0E6E68;fill:#0E6E68}.s7{stroke:#62686F;fill:#62686F}
.l.s0,.l.s1,.l.s2,.l.s3,.l.s4,.l.s5,.l.s6,.l.s7{fill:none}.b.s0,.b.s1,.b.s2,.b.s3,.b.s4,.b.s5,.b.s6,.b.s7{stroke:none}text.s0,text.s1,text.s2,text.s3,text.s4,text.s5,text.s6,text.s7{stroke:none;font-weight:600}
.q1{fill:#F3F3EC}.q2{fill:#DCE8E7}.q3{fill:#B9D5D7}.q4{fill:#8BBBC1}.q5{fill:#4F8F99}.q6{fill:#1F6A76}.q7{fill:#0B4650}
.t1,.t2,.t3,.t4{fill:#15191D}.t5{fill:#000000}.t6,.t7{fill:#FFFFFF}
@media (prefers-color-scheme:dark){
text{fill:#B4BBBF}.ground{fill:#15191C}.title,.strong{fill:#E7E9E6}.faint{fill:#939BA1}.warn{fill:#E0B252}.halo{stroke:#15191C}
.grid{stroke:#22282C}.axis,.whisker{stroke:#737C84}.event{stroke:#E7E9E6}.tip{fill:#E7E9E6}.bar{fill:#3C8691}.interval{stroke:#1F5C66}.leader{stroke:#3A4249}
.dot{fill:#E7E9E6;stroke:#15191C}.before{fill:#15191C;stroke:#E7E9E6}.arrow{stroke:#E7E9E6}.pool{stroke:#62C3CD}.back{stroke:#737C84}
.s0{stroke:#62C3CD;fill:#62C3CD}.s1{stroke:#ED836C;fill:#ED836C}.s2{stroke:#F0D15B;fill:#F0D15B}.s3{stroke:#B4A2D5;fill:#B4A2D5}.s4{stroke:#468DEE;fill:#468DEE}.s5{stroke:#B97595;fill:#B97595}.s6{stroke:#58DCB1;fill:#58DCB1}.s7{stroke:#939BA1;fill:#939BA1}
.q1{fill:#1C2225}.q2{fill:#1B3238}.q3{fill:#1B454D}.q4{fill:#1F5C66}.q5{fill:#3C8691}.q6{fill:#76B6BE}.q7{fill:#BFE0E2}
.t1,.t2,.t3{fill:#E7E9E6}.t4{fill:#FFFFFF}.t5{fill:#000000}.t6,.t7{fill:#0F1214}
}
)";

double nice_step(double span, int places) {
  const double rough = span / std::max(1, places);
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  for (const double times : {1.0, 2.0, 5.0})
    if (rough <= times * power * (1 + 1e-9)) return times * power;
  return 10 * power;
}

std::string_view anchor_words(Anchor anchor) {
  return anchor == Anchor::start ? "" : anchor == Anchor::middle ? " text-anchor=\"middle\"" : " text-anchor=\"end\"";
}

// Corners of the marks that are not circles, around the origin.
std::string mark_path(std::size_t kind) {
  switch (kind % 8) {
    case 1: return "M-3,-3H3V3H-3Z";
    case 2: return "M0,-4L3.8,3H-3.8Z";
    case 3: return "M0,-4.2L4.2,0L0,4.2L-4.2,0Z";
    case 4: return "M0,4L3.8,-3H-3.8Z";
    case 5: return "M-3.5,-1.2H-1.2V-3.5H1.2V-1.2H3.5V1.2H1.2V3.5H-1.2V1.2H-3.5Z";
    case 6: return "M-3.6,0L-1.8,-3.2H1.8L3.6,0L1.8,3.2H-1.8Z";
    case 7: return "M-3.5,-1.2H3.5V1.2H-3.5Z";
    default: return "M-3.2,0A3.2,3.2 0 1 0 3.2,0A3.2,3.2 0 1 0 -3.2,0Z";
  }
}
}  // namespace

std::string pixel(double at) {
  auto text = fmt::format("{:.2f}", at);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text == "-0" ? "0" : text;
}

std::string number_words(double value, int digits) {
  auto text = fmt::format("{:.{}f}", std::abs(value), std::max(0, digits));
  const auto point = std::min(text.find('.'), text.size());
  for (std::size_t at = point; at > 3; at -= 3) text.insert(at - 3, ",");
  const bool zero = text.find_first_of("123456789") == std::string::npos;
  return (value < 0 && !zero ? "−" : "") + text;
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : clean(text)) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  }
  return out;
}

void Drawing::line(double x1, double y1, double x2, double y2, std::string_view classes) {
  body_ += fmt::format("<line class=\"{}\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>\n", classes, pixel(x1), pixel(y1), pixel(x2), pixel(y2));
}

void Drawing::rect(const Box& box, std::string_view classes, double radius) {
  const auto round = radius > 0 ? fmt::format(" rx=\"{}\"", pixel(radius)) : std::string();
  body_ += fmt::format("<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"{}/>\n", classes, pixel(box.left), pixel(box.top), pixel(std::max(0.0, box.width())),
                       pixel(std::max(0.0, box.height())), round);
}

void Drawing::path(std::string_view d, std::string_view classes, std::string_view dashes) {
  const auto dash = dashes.empty() ? std::string() : fmt::format(" stroke-dasharray=\"{}\"", dashes);
  body_ += fmt::format("<path class=\"{}\"{} d=\"{}\"/>\n", classes, dash, d);
}

void Drawing::text(double x, double y, std::string_view words, std::string_view classes, Anchor anchor) {
  if (words.empty()) return;
  body_ += fmt::format("<text class=\"{}\" x=\"{}\" y=\"{}\"{}>{}</text>\n", classes, pixel(x), pixel(y), anchor_words(anchor), escaped(words));
}

void Drawing::add(const Drawing& other) { body_ += other.body_; }

void Drawing::upright_text(double x, double y, std::string_view words, std::string_view classes) {
  body_ += fmt::format("<text class=\"{}\" transform=\"translate({} {}) rotate(-90)\" text-anchor=\"end\">{}</text>\n", classes, pixel(x), pixel(y), escaped(words));
}

void Drawing::mark(std::size_t kind, double x, double y, std::string_view classes, std::string_view says) {
  const auto inside = says.empty() ? std::string() : fmt::format("<title>{}</title>", escaped(says));
  body_ += fmt::format("<path class=\"{}\" transform=\"translate({} {})\" d=\"{}\">{}</path>\n", classes, pixel(x), pixel(y), mark_path(kind), inside);
}

std::string Drawing::close(const Frame& frame, double height, const std::vector<std::string>& how) const {
  std::string out = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" role=\"img\" aria-label=\"{2}\">\n<title>{2}</title>\n<desc>{3}</desc>\n<style>{4}</style>\n", frame.width,
      pixel(std::ceil(height)), escaped(frame.title), escaped(frame.how), kStyle);
  out += fmt::format("<rect class=\"ground\" width=\"{}\" height=\"{}\"/>\n", frame.width, pixel(std::ceil(height)));
  out += fmt::format("<text class=\"title\" x=\"{}\" y=\"20\">{}</text>\n", pixel(kMargin), escaped(frame.title));
  out += body_;
  double y = height - how_height(how) + kLine;
  for (const auto& line : how) {
    out += fmt::format("<text class=\"faint\" x=\"{}\" y=\"{}\">{}</text>\n", pixel(kMargin), pixel(y), escaped(line));
    y += kLine;
  }
  return out + "</svg>\n";
}

std::vector<std::string> how_lines(const Frame& frame, std::string_view more) {
  auto words = clean(frame.how);
  if (!more.empty()) words += (words.empty() ? "" : words.back() == '.' ? " " : "; ") + std::string(more);
  return wrapped(words, static_cast<std::size_t>(std::max(20.0, (frame.width - 2 * kMargin) / 5.9)));
}

double how_height(const std::vector<std::string>& lines) { return lines.empty() ? 8 : kLine * static_cast<double>(lines.size()) + 12; }

double Scale::operator()(double value) const { return at_from + (at_to - at_from) * (value - from) / (to - from); }

std::string Scale::words(double tick) const { return is_year ? fmt::format("{:.0f}", tick) : number_words(tick, digits); }

std::string Scale::warning() const {
  if (is_year || from <= 0) return {};
  int shown = digits;
  while (shown < 6 && std::abs(std::round(from * std::pow(10, shown)) / std::pow(10, shown) - from) > 1e-9) ++shown;
  return fmt::format("axis begins at {}, not at 0", number_words(from, shown));
}

Scale scale_of(const Axis& axis, const std::vector<double>& values, int places) {
  double low = axis.is_year ? INFINITY : 0, high = axis.is_year ? -INFINITY : 0;
  for (const double v : values)
    if (std::isfinite(v)) low = std::min(low, v), high = std::max(high, v);
  if (!(low <= high)) low = 0, high = 1;
  // Ends that are given hold as long as the data lie within: nothing is drawn outside its field, and nothing left out.
  double from = axis.from.value_or(low), to = axis.to.value_or(std::max(high, from));
  for (const double v : values)
    if (std::isfinite(v)) from = std::min(from, v), to = std::max(to, v);
  if (!(to > from)) to = axis.is_year ? from + 1 : from + std::max(1.0, std::abs(from));
  double step = nice_step(to - from, places);
  if (axis.is_year) step = std::max(1.0, step);
  Scale scale{.from = from, .to = to, .at_from = 0, .at_to = 1, .ticks = {}, .digits = 0, .is_year = axis.is_year};
  // Ends that nobody fixed are whole steps.
  if (!axis.is_year && !(axis.to && to <= *axis.to)) scale.to = std::ceil(to / step - 1e-9) * step;
  if (!axis.is_year && !(axis.from && from >= *axis.from)) scale.from = std::floor(from / step + 1e-9) * step;
  scale.digits = std::clamp(static_cast<int>(-std::floor(std::log10(step) + 1e-9)), 0, 9);
  const auto first = static_cast<std::int64_t>(std::ceil(scale.from / step - 1e-9));
  for (auto k = first; static_cast<double>(k) * step <= scale.to + step * 1e-9; ++k) scale.ticks.push_back(static_cast<double>(k) * step);
  return scale;
}

std::vector<double> spread(const std::vector<double>& wished, double gap, double low, double high) {
  std::vector<std::size_t> order(wished.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return wished[a] < wished[b]; });
  if (wished.size() > 1) gap = std::min(gap, (high - low) / static_cast<double>(wished.size() - 1));
  std::vector<double> at(wished.size());
  double least = low;
  for (const auto i : order) {
    at[i] = std::max(least, wished[i]);
    least = at[i] + gap;
  }
  double most = high;
  for (auto i = order.rbegin(); i != order.rend(); ++i) {
    at[*i] = std::min(most, at[*i]);
    most = at[*i] - gap;
  }
  return at;
}

std::string colour_of(std::string_view name, std::size_t nth) {
  static constexpr std::array<std::pair<std::string_view, int>, 6> kParties{{{"USA", 4}, {"GBR", 1}, {"CAN", 5}, {"AUS", 2}, {"NZL", 6}, {"JPN", 3}}};
  for (const auto& [code, colour] : kParties)
    if (name == code) return fmt::format("s{}", colour);
  return fmt::format("s{}", nth % 8);
}

std::string dashes_of(std::size_t nth) {
  static constexpr std::array<std::string_view, 4> kDashes{"", "6 3", "2 3", "8 3 2 3"};
  return std::string(kDashes[nth % kDashes.size()]);
}

double y_axis_room(const Scale& y) {
  double room = 0;
  for (const double tick : y.ticks) room = std::max(room, pixels_of(y.words(tick), kLabel));
  return kMargin + room + 8;
}

void draw_y_axis(Drawing& drawing, const Scale& y, const Box& area, std::string_view label) {
  for (const double tick : y.ticks) {
    drawing.line(area.left, y(tick), area.right, y(tick), tick == 0 && y.from < 0 ? "axis" : "grid");
    drawing.text(area.left - 6, y(tick) + 4, y.words(tick), "faint", Anchor::end);
  }
  drawing.text(kMargin, kTop + 4, label, "faint");
  if (const auto warning = y.warning(); !warning.empty()) drawing.text(kMargin + (label.empty() ? 0 : pixels_of(label, kLabel) + 10), kTop + 4, "(" + warning + ")", "warn");
}

void draw_x_axis(Drawing& drawing, const Scale& x, const Box& area, std::string_view label, bool grid) {
  drawing.line(area.left, area.bottom, area.right, area.bottom, "axis");
  double free_from = -INFINITY;
  for (const double tick : x.ticks) {
    if (grid) drawing.line(x(tick), area.top, x(tick), area.bottom, "grid");
    drawing.line(x(tick), area.bottom, x(tick), area.bottom + 4, "axis");
    const auto words = x.words(tick);
    const double half = pixels_of(words, kLabel) / 2;
    if (x(tick) - half < free_from) continue;
    drawing.text(x(tick), area.bottom + 16, words, "faint", Anchor::middle);
    free_from = x(tick) + half + 6;
  }
  auto words = std::string(label);
  if (const auto warning = x.warning(); !warning.empty()) words += (words.empty() ? "(" : " (") + warning + ")";
  drawing.text(area.right, area.bottom + 31, words, "faint", Anchor::end);
}

double draw_events(Drawing* drawing, const std::vector<Event>& events, const Scale& x, const Box& area, double names_from) {
  std::vector<std::vector<std::pair<double, double>>> rows;  // the stretches that names take, by row
  Drawing names;                                             // above the lines of all, with a ground of their own
  for (const auto& event : events) {
    if (!x.holds(event.x)) continue;
    const double at = x(event.x), width = pixels_of(event.name, kLabel) * 1.08 + 6;
    const bool to_left = at + width > area.right && at - width >= kMargin;
    const std::pair<double, double> taken = to_left ? std::pair(at - width, at) : std::pair(at - 2, at + width);
    std::size_t row = 0;
    const auto touches = [&](const auto& other) { return taken.first < other.second + 4 && other.first < taken.second + 4; };
    while (row < rows.size() && std::any_of(rows[row].begin(), rows[row].end(), touches)) ++row;
    if (row == rows.size()) rows.emplace_back();
    rows[row].push_back(taken);
    if (drawing == nullptr) continue;
    const double y = names_from + kLine * static_cast<double>(row);
    drawing->line(at, y - 9, at, area.bottom, "event");
    names.text(to_left ? at - 4 : at + 4, y, event.name, "strong halo", to_left ? Anchor::end : Anchor::start);
  }
  if (drawing != nullptr) drawing->add(names);
  return kLine * static_cast<double>(rows.size());
}

std::string n_words(const std::vector<std::optional<std::int64_t>>& counts, std::string_view of) {
  std::optional<std::int64_t> low, high;
  for (const auto& n : counts)
    if (n) low = std::min(low.value_or(*n), *n), high = std::max(high.value_or(*n), *n);
  if (!low) return {};
  if (*low == *high) return fmt::format("n = {} {}", number_words(static_cast<double>(*low), 0), of);
  return fmt::format("n = {} to {} {}", number_words(static_cast<double>(*low), 0), number_words(static_cast<double>(*high), 0), of);
}

}  // namespace comity::insight
