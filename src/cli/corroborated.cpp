#include "cli/corroborated.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "cli/files.hpp"
#include "cli/output.hpp"
#include "cli/terminal.hpp"
#include "insight/plot.hpp"
#include "insight/provenance_svg.hpp"

namespace comity::cli {
namespace {

using insight::Cell;
using nlohmann::ordered_json;

std::string text_of(const ordered_json& value, const char* key) { return plain(value.value(key, "")); }
ordered_json list_of(const ordered_json& value, const char* key) { return value.value(key, ordered_json::array()); }
Cell number(const ordered_json& value, const char* key) {
  return value.contains(key) && value[key].is_number() ? Cell(value[key].get<double>()) : Cell();
}
Cell whole(const ordered_json& value, const char* key) { return Cell(value.value(key, std::int64_t{0})); }

std::string interval(const ordered_json& value, const char* key) {
  const ordered_json one = value.value(key, ordered_json::object());
  const auto low = one.value("low", 0), high = one.value("high", 0);
  return low == high ? fmt::format("{}", low) : fmt::format("{}–{}", low, high);
}

std::string name_of(const ordered_json& node) {
  const std::string kind = node.value("kind", ""), title = text_of(node, "title");
  if (kind == "unknown") return "not told";
  return title.empty() ? text_of(node, "id") : title;
}

std::string owner_of(const ordered_json& node) {
  std::string out;
  for (const auto& one : list_of(node, "originators")) out += (out.empty() ? "" : ", ") + plain(one.get<std::string>());
  return out.empty() ? text_of(node, "owner") : out;
}

// Which nodes each rests on, by their names in the answer.
std::map<std::string, std::string> rests_on(const ordered_json& answer) {
  std::map<std::string, std::string> out;
  for (const auto& edge : list_of(answer, "edges")) {
    std::string& of = out[edge.value("from", "")];
    of += (of.empty() ? "" : " ") + std::string(edge.value("same", false) ? "=" : "") + edge.value("to", "");
  }
  return out;
}

Result<void> put(const std::string& file, const std::string& text) {
  if (file != "-") return replace_file(file, text, 0644);
  print(text);
  return {};
}

}  // namespace

insight::Table lineage_table(const ordered_json& answer) {
  insight::Table out{answer.value("short", ""), {{"node", "", "", 0}, {"cited", "", "", 0}, {"lineage", "", "", 0}, {"choke", "", "", 0}, {"title", "", "", 0},
                                                 {"type", "", "", 0}, {"from", "", "", 0}, {"rests_on", "rests on", "", 0}, {"id", "", "", 0}}, {}, {}};
  auto on = rests_on(answer);
  for (const bool cited : {true, false})
    for (const auto& node : list_of(answer, "nodes"))
      if (node.value("cited", false) == cited)
        out.rows.push_back({node.value("node", ""), std::string(cited ? "yes" : ""), node.value("lineage", ""), std::string(node.value("choke", false) ? "yes" : ""),
                            name_of(node), text_of(node, "type"), owner_of(node), on[node.value("node", "")], text_of(node, "id")});
  out.notes.push_back(answer.value("method", ""));
  return out;
}

std::string lineage_text(const ordered_json& answer) {
  std::string out = fmt::format("{}\n{}\n", paint(Paint::strong, plain(answer.value("short", ""))), plain(answer.value("sentence", "")));
  if (const auto unread = answer.value("not_read", 0); unread > 0) out += fmt::format("{} of what is cited {} not for you, or not held.\n", unread, unread == 1 ? "is" : "are");
  std::map<std::string, std::string> names;
  for (const auto& node : list_of(answer, "nodes")) names[node.value("node", "")] = name_of(node);
  for (const auto& group : list_of(answer, "in_circles")) {
    std::string members;
    for (const auto& one : group) members += (members.empty() ? "" : ", ") + names[one.get<std::string>()];
    out += fmt::format("in a circle: {}\n", members);
  }
  for (const auto& pair : list_of(answer, "perhaps_copied"))
    out += fmt::format("perhaps copied: {} and {} ({:.0f}% alike); share a relationship duplicate-of or derived-from to confirm it\n", names[pair.value("first", "")],
                       names[pair.value("second", "")], 100 * pair.value("estimate", 0.0));
  insight::Table table = lineage_table(answer);
  table.title.clear();
  for (auto& row : table.rows) row.pop_back();
  table.columns.pop_back();
  if (!table.rows.empty()) out += "\n" + insight::to_text(table);
  if (const auto traced = answer.value("traced", std::size_t{0}); traced > table.rows.size())
    out += fmt::format("{} of {} nodes are not named here.\n", traced - table.rows.size(), traced);
  return out;
}

std::string lineage_svg(const ordered_json& answer) {
  insight::ProvenanceDrawing drawing;
  drawing.title = answer.value("short", "");
  drawing.how = "Maximum flow from origins to what was cited; " + std::to_string(answer.value("traced", 0)) + " nodes.";
  std::map<std::string, std::uint32_t> places;
  for (const auto& node : list_of(answer, "nodes")) {
    places[node.value("node", "")] = static_cast<std::uint32_t>(drawing.boxes.size());
    drawing.boxes.push_back({name_of(node), owner_of(node), node.value("layer", 0U), node.value("cited", false), node.value("lineage", "") == "unknown", node.value("choke", false)});
  }
  for (const auto& edge : list_of(answer, "edges"))
    if (const auto from = places.find(edge.value("from", "")), to = places.find(edge.value("to", "")); from != places.end() && to != places.end())
      drawing.lines.push_back({from->second, to->second, edge.value("same", false)});
  return insight::to_svg(drawing);
}

insight::Table overlap_table(const ordered_json& answer) {
  insight::Table out{fmt::format("Sources that both read, of those that either read: {} sources", answer.value("count", 0)),
                     {{"first", "", "", 0}, {"second", "", "", 0}, {"both", "", "sources", 0}, {"either", "", "sources", 0}, {"not_told", "not told", "sources", 0}, {"low", "", "share", 2}, {"high", "", "share", 2},
                      {"origins_first", "origins of first", "", 0}, {"origins_second", "of second", "", 0}, {"origins_together", "together", "", 0}, {"grounds", "", "", 0}, {"apart", "", "", 2},
                      {"words", "", "", 0}},
                     {}, {}};
  for (const auto& pair : list_of(answer, "pairs"))
    out.rows.push_back({text_of(pair, "first"), text_of(pair, "second"), whole(pair, "both"), whole(pair, "either"), whole(pair, "not_told"), number(pair, "low"), number(pair, "high"),
                        interval(pair, "origins_first"), interval(pair, "origins_second"), interval(pair, "origins_together"), text_of(pair, "grounds"), number(pair, "apart"), text_of(pair, "words")});
  out.notes.push_back(answer.value("method", ""));
  return out;
}

std::string overlap_text(const ordered_json& answer) {
  const insight::Table table = overlap_table(answer);
  if (table.rows.empty()) return fmt::format("{} sources; fewer than two readers are told\n", answer.value("count", 0));
  std::string out = insight::to_text(table, 160);
  if (const auto left = answer.value("left_out", 0); left > 0) out += fmt::format("{} readers who read less are left out.\n", left);
  return out;
}

// A cell is drawn where it is one number; what is an interval is in the table.
std::string overlap_svg(const ordered_json& answer) {
  insight::HeatMap map;
  map.frame.title = "Sources that both read, of those that either read";
  std::map<std::string, std::size_t> places;
  for (const auto& reader : list_of(answer, "readers")) {
    places[text_of(reader, "reader")] = map.rows.size();
    map.rows.push_back(text_of(reader, "reader"));
  }
  map.columns = map.rows;
  map.cells.assign(map.rows.size(), std::vector<std::optional<double>>(map.rows.size()));
  std::size_t open = 0;
  for (const auto& pair : list_of(answer, "pairs")) {
    const auto low = pair["low"], high = pair["high"];
    if (!low.is_number() || !high.is_number()) continue;
    if (low != high) {
      ++open;
      continue;
    }
    const std::size_t a = places[text_of(pair, "first")], b = places[text_of(pair, "second")];
    map.cells[a][b] = map.cells[b][a] = low.get<double>();
  }
  map.frame.how = fmt::format("Jaccard index; n = {} sources.{}", answer.value("count", 0),
                              open == 0 ? "" : fmt::format(" {} pairs are intervals, as not all reading is told: see the table.", open));
  return insight::to_svg(map);
}

Result<void> put_out(const Forms& forms, const ordered_json& answer, insight::Table (*table)(const ordered_json&), std::string (*svg)(const ordered_json&),
                     std::string (*text)(const ordered_json&)) {
  if (forms.json + (forms.csv == "-") + (forms.svg == "-") > 1) return fail(Code::invalid, "only one of --json, --csv and --svg can go to standard output");
  if (!forms.csv.empty()) TRY_VOID(put(forms.csv, insight::to_csv(table(answer))));
  if (!forms.svg.empty()) TRY_VOID(put(forms.svg, svg(answer)));
  if (forms.json) print_json(answer);
  else if (forms.csv.empty() && forms.svg.empty()) print(text(answer));
  return {};
}

}  // namespace comity::cli
