#include "insight/provenance_svg.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace comity::insight {
namespace {

constexpr int kBoxWidth = 210, kBoxHeight = 40, kColumn = 280, kRow = 54, kLeft = 20, kTop = 76;
constexpr std::size_t kMostLetters = 30, kMostTitle = 160;

std::string escaped(std::string_view text) {
  std::string out;
  for (const char one : text) {
    const auto code = static_cast<unsigned char>(one);
    if (one == '&') out += "&amp;";
    else if (one == '<') out += "&lt;";
    else if (one == '>') out += "&gt;";
    else if (one == '"') out += "&quot;";
    else if (code < 0x20 || code == 0x7f) out += ' ';
    else out += one;
  }
  return out;
}

// At most so many code points.
std::string cut(std::string_view text, std::size_t most) {
  std::size_t letters = 0, at = 0;
  while (at < text.size() && letters < most) {
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80) ++at;
    ++letters;
  }
  return at == text.size() ? std::string(text) : std::string(text.substr(0, at)) + "…";
}

// Which boxes are drawn: by their place in the drawing's list, ascending.
std::vector<std::uint32_t> drawn(const ProvenanceDrawing& drawing) {
  std::vector<std::uint32_t> out;
  for (int turn = 0; turn < 2; ++turn)
    for (std::uint32_t i = 0; i < drawing.boxes.size() && out.size() < kMostDrawn; ++i) {
      const auto& box = drawing.boxes[i];
      if ((box.cited || box.choke) == (turn == 0)) out.push_back(i);
    }
  std::sort(out.begin(), out.end());
  return out;
}

struct Place {
  int column = 0, row = 0;
  int x() const { return kLeft + column * kColumn; }
  int y() const { return kTop + row * kRow; }
};

// Columns by layer, without empty ones; in each column near to what it rests on, so that lines cross less (Sugiyama, Tagawa and Toda 1981, one pass).
std::map<std::uint32_t, Place> placed(const ProvenanceDrawing& drawing, const std::vector<std::uint32_t>& boxes, int& columns, int& rows) {
  std::map<std::uint32_t, std::vector<std::uint32_t>> layers;
  for (const auto box : boxes) layers[drawing.boxes[box].layer].push_back(box);
  std::map<std::uint32_t, Place> out;
  columns = rows = 0;
  for (auto& [layer, members] : layers) {
    std::map<std::uint32_t, std::pair<double, int>> rests;
    for (const auto& line : drawing.lines)
      if (const auto on = out.find(line.to); on != out.end() && drawing.boxes[line.from].layer == layer) {
        rests[line.from].first += on->second.row;
        ++rests[line.from].second;
      }
    const auto height = [&](std::uint32_t box) {
      const auto at = rests.find(box);
      return at == rests.end() ? 1e9 : at->second.first / at->second.second;
    };
    std::stable_sort(members.begin(), members.end(), [&](auto a, auto b) { return height(a) < height(b); });
    for (std::size_t i = 0; i < members.size(); ++i) out[members[i]] = {columns, static_cast<int>(i)};
    rows = std::max(rows, static_cast<int>(members.size()));
    ++columns;
  }
  return out;
}

constexpr const char* kStyle =
    "<style>text{font:13px system-ui,sans-serif;fill:#1c1f1d}.s{font-size:11px;fill:#5c635f}.h{font-size:16px;font-weight:600}"
    "rect.b{fill:#fff;stroke:#8a938e}rect.c{stroke:#16616b;stroke-width:2}rect.u{stroke-dasharray:4 3}rect.k{fill:#dcebec}"
    "path{fill:none;stroke:#8a938e}path.d{stroke-width:3;stroke-dasharray:1 4}rect.g{fill:#fbfbf8}"
    "@media(prefers-color-scheme:dark){text{fill:#e6e9e7}.s{fill:#a3aba7}rect.b{fill:#1d2220;stroke:#78817c}rect.c{stroke:#6fc0cb}rect.k{fill:#21454a}"
    "path{stroke:#78817c}rect.g{fill:#141716}}</style>";

}  // namespace

std::string to_svg(const ProvenanceDrawing& drawing) {
  const std::vector<std::uint32_t> boxes = drawn(drawing);
  int columns = 0, rows = 0;
  const std::map<std::uint32_t, Place> places = placed(drawing, boxes, columns, rows);
  const int width = std::max(560, kLeft * 2 + std::max(0, columns - 1) * kColumn + kBoxWidth), height = kTop + rows * kRow + 58;
  std::string out = fmt::format(R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {1}" width="{0}" height="{1}" role="img">)", width, height);
  out += fmt::format("<title>{0}</title>{1}<rect class=\"g\" width=\"100%\" height=\"100%\"/><text class=\"h\" x=\"{2}\" y=\"32\">{0}</text>",
                     escaped(cut(drawing.title, kMostTitle)), kStyle, kLeft);
  out += fmt::format(R"(<text class="s" x="{}" y="56">origins at the left, what was cited at the right</text>)", kLeft);
  for (const auto& line : drawing.lines) {
    const auto from = places.find(line.from), to = places.find(line.to);
    if (from == places.end() || to == places.end()) continue;
    const int x1 = to->second.x() + kBoxWidth, y1 = to->second.y() + kBoxHeight / 2, x2 = from->second.x(), y2 = from->second.y() + kBoxHeight / 2;
    if (from->second.column > to->second.column)
      out += fmt::format(R"(<path{} d="M{} {}C{} {} {} {} {} {}"/>)", line.same ? R"( class="d")" : "", x1, y1, x1 + 35, y1, x2 - 35, y2, x2, y2);
    else  // of one column: copies, and circles
      out += fmt::format(R"(<path{} d="M{} {}C{} {} {} {} {} {}"/>)", line.same ? R"( class="d")" : "", x1, y1, x1 + 30, y1, x1 + 30, y2, x2 + kBoxWidth, y2);
  }
  for (const auto& [box, place] : places) {
    const auto& one = drawing.boxes[box];
    out += fmt::format(R"(<rect class="b{}{}{}" x="{}" y="{}" width="{}" height="{}" rx="3"/>)", one.cited ? " c" : "", one.unknown ? " u" : "",
                       one.choke ? " k" : "", place.x(), place.y(), kBoxWidth, kBoxHeight);
    out += fmt::format(R"(<text x="{}" y="{}">{}</text>)", place.x() + 8, place.y() + 17, escaped(cut(one.name, kMostLetters)));
    std::string note = one.note;
    for (const auto& [is, word] : {std::pair(one.choke, "choke"), std::pair(one.unknown, "lineage unknown"), std::pair(one.cited, "cited")})
      if (is) note += (note.empty() ? "" : ", ") + std::string(word);
    out += fmt::format(R"(<text class="s" x="{}" y="{}">{}</text>)", place.x() + 8, place.y() + 33, escaped(cut(note, kMostLetters + 6)));
  }
  std::string below = drawing.how;
  if (boxes.size() < drawing.boxes.size()) below += fmt::format(" {} of {} are not drawn.", drawing.boxes.size() - boxes.size(), drawing.boxes.size());
  out += fmt::format(R"(<text class="s" x="{}" y="{}">{}</text></svg>)", kLeft, height - 18, escaped(below));
  return out + "\n";
}

}  // namespace comity::insight
