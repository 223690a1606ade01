#include "search/snippet.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "search/matching.hpp"
#include "search/text.hpp"

namespace comity::search {
namespace {

constexpr std::size_t kBefore = 80, kLength = 240;   // bytes
constexpr std::size_t kLongestTitle = 200;           // bytes
constexpr std::size_t kMostRead = 256 << 10;         // bytes of an object's text that are looked through for the best place
constexpr std::array<std::string_view, 12> kTitles{"name", "value", "title", "subject", "path", "key", "user_id", "number", "relationship_type",
                                                   "abstract", "opinion", "content"};

bool inside_character(std::string_view text, std::size_t at) {
  return at > 0 && at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
}

std::string shortened(std::string text, std::size_t most) {
  if (text.size() <= most) return text;
  std::size_t end = most;
  while (inside_character(text, end)) --end;
  return text.substr(0, end) + "…";
}

std::string title_of(const json::Value& object) {
  for (const std::string_view member : kTitles)
    if (const auto value = object.get(member)) {
      if (value->is(json::Kind::string)) return shortened(value->string(), kLongestTitle);
      if (value->is(json::Kind::number)) return std::string(value->text());
    }
  const auto type = object.get("type");
  return type && type->is(json::Kind::string) ? type->string() : std::string();
}

struct Spot {
  std::size_t begin, end;
  bool operator<(const Spot& other) const { return begin < other.begin; }
};

void gather(const Clause& clause, std::vector<const Phrase*>& out) {
  if (clause.kind == Clause::Kind::none) return;
  if (clause.kind == Clause::Kind::phrase) out.push_back(&clause.phrase);
  for (const Clause& part : clause.parts) gather(part, out);
}

// A stretch of the value around its first match, each match of it by itself.
std::vector<Run> cut_around(std::string_view value, std::vector<Spot> places) {
  std::sort(places.begin(), places.end());
  std::size_t from = places.front().begin > kBefore ? places.front().begin - kBefore : 0;
  // At the beginning of a word, if one begins soon.
  if (from > 0)
    if (const std::size_t gap = value.find(' ', from); gap < places.front().begin && gap - from < kBefore / 2) from = gap + 1;
  while (inside_character(value, from)) --from;
  std::size_t until = std::min(value.size(), std::max(from + kLength, places.front().end));
  while (inside_character(value, until)) ++until;
  std::vector<Run> out;
  const auto add = [&](std::string text, bool match) {
    if (!text.empty()) out.push_back({std::move(text), match});
  };
  std::size_t at = from;
  std::string lead = from > 0 ? "…" : "";
  for (const Spot& place : places) {
    if (place.begin < at) continue;
    if (place.end > until) break;
    add(lead + std::string(value.substr(at, place.begin - at)), false);
    lead.clear();
    add(std::string(value.substr(place.begin, place.end - place.begin)), true);
    at = place.end;
  }
  add(lead + std::string(value.substr(at, until - at)) + (until < value.size() ? "…" : ""), false);
  return out;
}

}  // namespace

std::vector<const Phrase*> wanted_phrases(const Query& query) {
  std::vector<const Phrase*> out;
  gather(query.root, out);
  return out;
}

Shown show(std::string_view object, const std::vector<const Phrase*>& phrases, Splitter& splitter) {
  Shown out;
  const auto document = json::Document::parse(object);
  if (!document) return out;
  out.title = title_of(document->root());
  std::size_t best = 0, read = 0;
  std::string best_value;
  std::vector<Spot> best_places;
  each_text(*document, [&](std::string_view member, const json::Value& value) {
    if (phrases.empty() || read > kMostRead) return;
    std::string text = value.string();
    read += text.size();
    const std::vector<Part>& parts = splitter.split(text);
    std::size_t met = 0;
    std::vector<Spot> places;
    for (const Phrase* phrase : phrases) {
      const auto found = occurrences(*phrase, parts);
      met += !found.empty();
      for (const auto& [first, last] : found) places.push_back({parts[first].begin, parts[last].end});
    }
    if (met <= best) return;
    best = met;
    best_value = std::move(text);
    best_places = std::move(places);
    out.member = member;
  });
  if (best > 0) out.snippet = cut_around(best_value, std::move(best_places));
  return out;
}

}  // namespace comity::search
