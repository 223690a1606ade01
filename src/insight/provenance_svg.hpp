// A small drawing of what rests on what: origins at the left, what was cited at the right. One self-contained SVG, light and dark. Pure; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace comity::insight {

struct ProvenanceDrawing {
  struct Box {
    std::string name;         // one line; what does not fit is cut with "…"
    std::string note;         // below it, smaller: owner, type
    std::uint32_t layer = 0;  // 0: an end
    bool cited = false, unknown = false, choke = false;
  };
  struct Line {
    std::uint32_t from = 0, to = 0;  // from rests on to
    bool same = false;               // drawn as a double line
  };
  std::string title, how;
  std::vector<Box> boxes;
  std::vector<Line> lines;    // between boxes
};

inline constexpr std::size_t kMostDrawn = 60;
// Past kMostDrawn boxes those that were cited, the chokes and then the others in their order; the drawing says how many are not on it.
std::string to_svg(const ProvenanceDrawing& drawing);

}  // namespace comity::insight
