#include "cli/exposed.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/terminal.hpp"
#include "insight/plot.hpp"

namespace comity::cli {
namespace {

using Field = insight::Cell;
using insight::Table;
using nlohmann::ordered_json;

constexpr std::size_t kMostBars = 30;

std::int64_t number(const ordered_json& value, const char* key) { return value.contains(key) && value[key].is_number() ? value[key].get<std::int64_t>() : 0; }
double real(const ordered_json& value, const char* key) { return value.contains(key) && value[key].is_number() ? value[key].get<double>() : 0; }
std::string text(const ordered_json& value, const char* key) { return value.contains(key) && value[key].is_string() ? plain(value[key].get<std::string>()) : ""; }
const ordered_json& list(const ordered_json& value, const char* key) {
  static const ordered_json none = ordered_json::array();
  return value.is_object() && value.contains(key) && value[key].is_array() ? value[key] : none;
}
Field optional_text(const ordered_json& value, const char* key, std::size_t most = std::string::npos) {
  const std::string out = text(value, key).substr(0, most);
  return out.empty() ? Field{} : Field{out};
}

std::string names(const ordered_json& value, const char* key) {
  std::string out;
  for (const auto& one : list(value, key)) out += (out.empty() ? "" : ", ") + plain(one.get<std::string>());
  return out;
}

std::string unit_of(const ordered_json& answer) { return answer.contains("weight") && answer["weight"].value("by", "object") != "object" ? "weight" : "objects"; }

// What every table says of itself.
std::vector<std::string> notes_of(const ordered_json& answer) {
  std::vector<std::string> out;
  const ordered_json weight = answer.value("weight", ordered_json::object());
  if (weight.value("by", "object") == "object") out.push_back("every version of an object weighs 1");
  else out.push_back(fmt::format("weighed by {}: {}", text(weight, "by"), text(weight, "table").empty() ? "each 1" : text(weight, "table")));
  for (const auto& note : list(answer, "notes")) out.push_back(plain(note.get<std::string>()));
  return out;
}

const ordered_json& lines_by(const ordered_json& exposure, const std::string& by) { return list(exposure, by == "agency" ? "agencies" : (by + "s").c_str()); }

std::string of_whom(const ordered_json& answer, const char* key) { return fmt::format("{}, {}", names(answer, key), text(answer, "at").substr(0, std::string_view("2026-01-31").size())); }

std::string how_of(const ordered_json& answer, const std::string& what) {
  std::string out = what;
  for (const auto& note : notes_of(answer)) out += "; " + note;
  return out;
}

// Who sees thirty bars should not take them for all.
void say_left_out(insight::BarPlot& plot, std::size_t lines) {
  if (lines > kMostBars) plot.frame.how = fmt::format("the first {} of {} lines, the table has all; {}", kMostBars, lines, plot.frame.how);
}

}  // namespace

Table exposure_table(const ordered_json& exposure, const std::string& by) {
  const std::string unit = unit_of(exposure);
  Table out;
  out.title = fmt::format("Exposure by {}: {}", by, of_whom(exposure, "members"));
  out.columns = {{by, "", "", 0}, {"held", "", unit, 0}, {"delivered", "", unit, 0}, {"may_pull", "may pull", unit, 0}, {"pass_on", "pass on", unit, 0}, {"only", by == "agency" ? "only here" : "only", unit, 0}};
  if (by == "originator") out.columns.push_back({"highest", "", "", 0});
  if (by == "agency") out.columns.push_back({"people", "", "", 0});
  else out.columns.push_back({"since", "", "", 0});
  const auto row = [&](const std::string& name, const ordered_json& line) {
    std::vector<Field> cells{name, number(line, "held"), number(line, "delivered"), number(line, "may_pull"), number(line, "pass_on"), number(line, "only")};
    if (by == "originator") cells.push_back(optional_text(line, "highest"));
    if (by == "agency") cells.push_back(line.contains("people") ? Field{number(line, "people")} : Field{});
    else cells.push_back(optional_text(line, "since", std::string_view("2026-01-31").size()));
    out.rows.push_back(std::move(cells));
  };
  for (const auto& line : lines_by(exposure, by)) row(text(line, "name"), line);
  row("all", exposure.value("all", ordered_json::object()));
  out.notes = notes_of(exposure);
  if (by != "agency" && by != "originator") out.notes.push_back("an object may stand in several lines");
  return out;
}

std::string exposure_text(const ordered_json& exposure, const std::string& by) {
  const ordered_json objects = exposure.value("objects", ordered_json::object());
  std::string out = fmt::format("{}\n  {} held, {} may be pulled, {} could be passed on; {} of them only through these members\n  besides {} of their own\n\n",
                                of_whom(exposure, "members"), number(objects, "held"), number(objects, "may_pull"), number(objects, "pass_on"), number(objects, "only"),
                                number(exposure, "own"));
  return out + insight::to_text(exposure_table(exposure, by), by == "clause" ? 180 : 120);  // clauses are sentences
}

std::string exposure_svg(const ordered_json& exposure, const std::string& by) {
  insight::BarPlot plot;
  plot.frame = {fmt::format("What {} may pull, by {}", names(exposure, "members"), by), how_of(exposure, fmt::format("n = {} objects", number(exposure.value("objects", ordered_json::object()), "may_pull"))), 720, 360};
  plot.x = {unit_of(exposure), {}, {}, false};
  say_left_out(plot, lines_by(exposure, by).size());
  for (const auto& line : lines_by(exposure, by))
    if (plot.rows.size() < kMostBars) plot.rows.push_back({text(line, "name"), real(line, "may_pull"), fmt::format("{} held", number(line, "held"))});
  plot.frame.height = static_cast<int>(120 + 26 * plot.rows.size());
  return insight::to_svg(plot);
}

Table rank_table(const ordered_json& rank, const std::string& by) {
  const bool members = by != "agreement";
  const std::string unit = unit_of(rank);
  Table out;
  out.title = fmt::format("{} by exposure: {}", members ? "Members" : "Agreements", of_whom(rank, "ranked"));
  if (members) out.columns = {{"member", "", "", 0}, {"reaches", "", unit, 0}, {"only", "only it", unit, 0}, {"share", "Shapley share", unit, 1}};
  else out.columns = {{"agreement", "", "", 0}, {"version", "", "", 0}, {"grants", "", "", 0}, {"only", "only through it", unit, 0}, {"share", "Shapley share", unit, 1}};
  for (const auto& line : list(rank, members ? "members" : "agreements")) {
    if (members) out.rows.push_back({text(line, "name"), number(line, "reaches"), number(line, "only"), real(line, "share")});
    else out.rows.push_back({text(line, "name"), line.contains("version") ? Field{number(line, "version")} : Field{}, line.contains("grants") ? Field{number(line, "grants")} : Field{}, number(line, "only"), real(line, "share")});
  }
  out.notes = notes_of(rank);
  out.notes.push_back(fmt::format("shares sum to {}", number(rank, members ? "members_total" : "agreements_total")));
  if (!members && number(rank, "follows") > 0) out.notes.push_back(fmt::format("{} more go with what they mark, by no grant of their own", number(rank, "follows")));
  return out;
}

std::string rank_svg(const ordered_json& rank, const std::string& by) {
  const bool members = by != "agreement";
  insight::BarPlot plot;
  plot.frame = {fmt::format("{} by exposure", members ? "Members" : "Agreements"), how_of(rank, fmt::format("Shapley shares; they sum to {}", number(rank, members ? "members_total" : "agreements_total"))), 720, 360};
  plot.x = {fmt::format("share ({})", unit_of(rank)), {}, {}, false};
  say_left_out(plot, list(rank, members ? "members" : "agreements").size());
  for (const auto& line : list(rank, members ? "members" : "agreements"))
    if (plot.rows.size() < kMostBars) plot.rows.push_back({text(line, "name"), real(line, "share"), fmt::format("only {}", number(line, "only"))});
  plot.frame.height = static_cast<int>(120 + 26 * plot.rows.size());
  return insight::to_svg(plot);
}

Table what_if_table(const ordered_json& what_if) {
  Table out;
  out.title = fmt::format("Who would lose what by {}", names(what_if, "changes"));
  out.columns = {{"receiver", "", "", 0}, {"member", "", "", 0}, {"lost", "", "objects", 0}, {"read", "of it leased in 90 days", "objects", 0}};
  for (const char* kind : {"parties", "agencies"})
    for (const auto& line : list(what_if, kind)) out.rows.push_back({text(line, "name"), line.value("member", false) ? Field{std::string("yes")} : Field{std::string("no")}, number(line, "lost"), number(line, "read")});
  out.notes = notes_of(what_if);
  return out;
}

std::string what_if_text(const ordered_json& what_if) {
  const std::int64_t before = number(what_if, "before"), removed = number(what_if, "removed");
  std::string out = fmt::format("{}\n  {} removed of what {} may pull ({}), {} left{}\n  {} objects lost to people outside\n", names(what_if, "changes"), removed, names(what_if, "members"), unit_of(what_if),
                                before - removed, before > 0 ? fmt::format(": {:.1f}% less", 100.0 * static_cast<double>(removed) / static_cast<double>(before)) : "", number(what_if, "lost_elsewhere"));
  for (const auto& line : list(what_if, "originators")) out += fmt::format("  of {}: {}\n", text(line, "name"), number(line, "removed"));
  out += "\n" + insight::to_text(what_if_table(what_if));
  for (const auto& reason : list(what_if, "reasons")) out += fmt::format("  −{} for {} people: {}\n", number(reason, "objects"), number(reason, "people"), text(reason, "text"));
  return out;
}

Table frontier_table(const ordered_json& frontier) {
  const std::string unit = unit_of(frontier);
  const double sharing = real(frontier, "sharing");
  Table out;
  out.title = fmt::format("Frontier: {}", of_whom(frontier, "members"));
  out.columns = {{"point", "", "", 0}, {"lost", "sharing lost", "objects in 90 days", 0}, {"lost_share", "of sharing", "share", 3}, {"removed", "", unit, 0}, {"exposed", "left exposed", unit, 0}, {"steps", "given up", "", 0}};
  std::int64_t at = 0;
  for (const auto& point : list(frontier, "points")) {
    std::string steps;
    for (const auto& step : list(point, "steps")) steps += (steps.empty() ? "" : "; ") + std::string(step.value("back", false) ? "not " : "") + text(step, "name");
    out.rows.push_back({at++, number(point, "lost"), sharing > 0 ? Field{real(point, "lost") / sharing} : Field{}, number(point, "removed"), number(point, "exposed"), steps.empty() ? Field{} : Field{steps}});
  }
  out.notes = notes_of(frontier);
  out.notes.push_back(fmt::format("{} stay whatever is given up; {}", number(frontier, "stays"), frontier.value("exact", false) ? "no choice lies above the frontier" : "bounded, not settled"));
  return out;
}

std::string frontier_svg(const ordered_json& frontier) {
  const double sharing = std::max(1.0, real(frontier, "sharing"));
  insight::LinePlot plot;
  plot.frame = {fmt::format("What {} would still have, by what sharing is given up", names(frontier, "members")), how_of(frontier, fmt::format("minimum cuts, {} points", list(frontier, "points").size())), 720, 400};
  plot.x = {"sharing lost, % of objects leased in 90 days", 0.0, 100.0, false};
  plot.y = {fmt::format("still exposed ({})", unit_of(frontier)), 0.0, std::max(1.0, real(frontier, "exposed")), false};
  insight::Series series;
  series.name = "frontier";
  series.steps = true;
  for (const auto& point : list(frontier, "points")) series.points.push_back({100.0 * real(point, "lost") / sharing, real(point, "exposed"), {}, {}, {}});
  plot.series.push_back(std::move(series));
  return insight::to_svg(plot);
}

Table objects_table(const ordered_json& objects) {
  Table out;
  out.title = "Exposed objects";
  for (const char* name : {"owner", "id", "version", "type", "held", "may_pull", "pass_on", "only"}) out.columns.push_back({name, "", "", 0});
  for (const auto& one : list(objects, "objects")) {
    std::vector<Field> cells{text(one, "owner"), text(one, "id"), text(one, "version"), text(one, "type")};
    for (const char* name : {"held", "may_pull", "pass_on", "only"}) cells.push_back(std::string(one.value(name, false) ? "yes" : "no"));
    out.rows.push_back(std::move(cells));
  }
  out.notes.push_back(fmt::format("{} in all", number(objects, "total")));
  return out;
}

}  // namespace comity::cli
