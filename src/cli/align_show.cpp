#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>

#include "cli/align.hpp"
#include "cli/files.hpp"
#include "cli/output.hpp"

namespace comity::cli {
namespace {

using namespace insight;
using nlohmann::ordered_json;

insight::Cell cell_of(const ordered_json& value) {
  if (value.is_number_integer()) return value.get<std::int64_t>();
  if (value.is_number()) return value.get<double>();
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean()) return std::string(value.get<bool>() ? "yes" : "no");
  return std::monostate{};
}

std::optional<double> number(const ordered_json& value) { return value.is_number() ? std::optional<double>(value.get<double>()) : std::nullopt; }

// A column of a row: by its name, or by a path to it.
struct Taken {
  explicit(false) Taken(Column c, std::string p = {}) : column(std::move(c)), path(std::move(p)) {}
  Column column;
  std::string path;  // "/interval/low"; "" for the column's name
};

Table rows_of(std::string title, const std::vector<Taken>& taken, const ordered_json& rows) {
  Table out;
  out.title = std::move(title);
  for (const Taken& one : taken) out.columns.push_back(one.column);
  for (const ordered_json& row : rows) {
    std::vector<insight::Cell> cells;
    for (const Taken& one : taken) {
      const ordered_json::json_pointer at(one.path.empty() ? "/" + one.column.name : one.path);
      cells.push_back(row.contains(at) ? cell_of(row.at(at)) : insight::Cell());
    }
    out.rows.push_back(std::move(cells));
  }
  return out;
}

std::string about_text(const ordered_json& about) {
  std::string out = fmt::format("{} roll calls", about.value("roll_calls", 0));
  if (about["from"].is_string()) out += fmt::format(" from {} to {}", about["from"].get<std::string>(), about["to"].get<std::string>());
  out += fmt::format("; abstaining: {}, absent: {}, unanimous: {}", about.value("abstain", ""), about.value("absent", ""), about.value("unanimous", ""));
  if (about.value("important", false)) out += "; important ones only";
  if (about.contains("notes"))
    for (const ordered_json& note : about["notes"]) out += "; " + note.get<std::string>();
  for (std::size_t i = 0; i < about["issues"].size(); ++i) out += (i == 0 ? "; issues " : ", ") + about["issues"][i].get<std::string>();
  return out;
}

std::string resampling_text(const ordered_json& about) {
  const auto& how = about["resampling"];
  return fmt::format("{:.0f}% intervals by bootstrap over roll calls, {} times, seed {}", how.value("level", 0.0) * 100, how.value("times", 0), how.value("seed", std::uint64_t{0}));
}

std::string group_text(const ordered_json& group) {
  if (group.size() > 30) return fmt::format("{} members", group.size());
  std::string out;
  for (const ordered_json& one : group) out += (out.empty() ? "" : ", ") + one.value("name", "");
  return out;
}

Table pairs_table(const ordered_json& answer) {
  std::vector<Taken> columns{{column("iso1"), ""}, {column("iso2"), ""}, {column("year"), ""}, {column("period"), ""}, {column("n", "", "roll calls"), ""}};
  for (const std::string_view name : kIndexNames) columns.push_back({column(std::string(name)), ""});
  Table out = rows_of("Pairs by their votes", columns, answer.contains("series") ? answer["series"] : answer["pairs"]);
  out.notes.push_back(about_text(answer["about"]));
  return out;
}

Table rice_table(const AlignOptions& options, const ordered_json& answer) {
  if (options.listing) {
    Table out = rows_of("Cohesion by roll call", {{column("date"), ""}, {column("resolution"), ""}, {column("yes"), ""}, {column("abstain"), ""}, {column("no"), ""}, {column("rice"), ""}, {column("title"), ""}}, answer["calls"]);
    out.notes.push_back(about_text(answer["about"]));
    return out;
  }
  Table out = rows_of("Cohesion (Rice) of " + group_text(answer["group"]), {{column("period"), ""}, {column("n", "", "roll calls"), ""}, {column("mean"), ""}, {column("low"), "/interval/low"}, {column("high"), "/interval/high"}}, answer["periods"]);
  out.notes = {about_text(answer["about"]), resampling_text(answer["about"])};
  return out;
}

Table lone_table(const ordered_json& answer) {
  Table out = rows_of("Alone in " + group_text(answer["group"]),
                      {{column("date"), ""}, {column("resolution"), ""}, {column("member"), ""}, {column("vote"), ""}, {column("yes"), ""}, {column("abstain"), ""}, {column("no"), ""}, {column("title"), ""}}, answer["lone"]);
  std::string counts;
  for (std::size_t i = 0; i < answer["by_member"].size() && i < 12; ++i)
    counts += fmt::format("{}{} {}", i == 0 ? "" : ", ", answer["by_member"][i].value("name", ""), answer["by_member"][i].value("alone", 0));
  out.notes.push_back(answer.value("alone", "") == "no" ? "the only no, against at least two others" : "the only one with its choice, against at least two others who all made another");
  if (!counts.empty()) out.notes.push_back(counts);
  out.notes.push_back(about_text(answer["about"]));
  return out;
}

Table line_table(const AlignOptions& options, const ordered_json& answer) {
  if (options.listing) {
    Table out = rows_of("Who left the line of " + group_text(answer["group"]), {{column("date"), ""}, {column("resolution"), ""}, {column("member"), ""}, {column("vote"), ""}, {column("line"), ""}, {column("title"), ""}}, answer["departures"]);
    out.notes.push_back(about_text(answer["about"]));
    return out;
  }
  ordered_json rows = ordered_json::array();
  for (const ordered_json& period : answer["periods"])
    for (ordered_json member : period["members"]) {
      member["period"] = period["period"];
      member["with_line"] = period["with_line"];
      rows.push_back(std::move(member));
    }
  Table out = rows_of("Who left the line of " + group_text(answer["group"]),
                      {{column("period"), ""}, {column("member"), "/name"}, {column("with_line", "with a line", "roll calls"), ""}, {column("chose", "", "roll calls"), ""}, {column("left", "", "roll calls"), ""}, {column("share"), ""}}, rows);
  out.notes = {"the line: what more than half of at least three of the group chose", about_text(answer["about"])};
  return out;
}

Table window_table(const ordered_json& answer) {
  Table out = rows_of(fmt::format("{} of {}–{} around {}", answer.value("index", ""), answer.value("a", ""), answer.value("b", ""), answer.value("date", "")),
                      {{column("year"), ""}, {column("from"), ""}, {column("to"), ""}, {column("n", "", "roll calls"), ""}, {column("pair"), ""}, {column("low"), ""}, {column("high"), ""}, {column("donors"), ""}, {column("donor_pairs", "donor pairs"), ""}}, answer["years"]);
  for (const ordered_json& sentence : answer["sentences"]) out.notes.push_back(sentence.get<std::string>());
  std::size_t larger = 0, dates = 0;
  for (const ordered_json& one : answer["earlier_dates"]) {
    if (!one["difference"].is_number() || !answer["difference"].is_number()) continue;
    ++dates;
    larger += std::abs(one["difference"].get<double>()) >= std::abs(answer["difference"].get<double>());
  }
  if (dates > 0) out.notes.push_back(fmt::format("At {} of {} earlier dates the difference is as large or larger.", larger, dates));
  out.notes.push_back(resampling_text(answer["about"]) + "; the slope's is Student's t");
  return out;
}

Table sharing_table(const ordered_json& answer) {
  Table out = rows_of("Sharing and alignment: association, not cause",
                      {{column("a"), ""}, {column("b"), ""}, {column("objects_a_month", "a month", "objects"), ""}, {column("to_b", "to b", "objects"), ""}, {column("to_a", "to a", "objects"), ""}, {column("overlap"), ""}, {column("n", "", "roll calls"), ""},
                       {column("value", answer.value("index", "")), ""}, {column("low"), "/interval/low"}, {column("high"), "/interval/high"}},
                      answer["pairs"]);
  for (const char* which : {"volume", "overlap"}) {
    const auto& one = answer[which];
    if (!one["rho"].is_number()) continue;
    std::string text = fmt::format("Spearman rho of {} and {}: {:.2f}", which, answer.value("index", ""), one["rho"].get<double>());
    if (one["interval"].is_object()) text += fmt::format(", interval {:.2f} to {:.2f}", one["interval"].value("low", 0.0), one["interval"].value("high", 0.0));
    out.notes.push_back(text + fmt::format(", n = {} pairs", one.value("n", 0)));
  }
  out.notes.push_back("Objects that may have been received, by leases. This is an association, not a cause.");
  return out;
}

double year_with_part(const std::string& date) {
  const auto day = parse_day(date);
  if (!day) return 0;
  const int year = year_of(*day);
  const double begin = first_day(year).days, end = first_day(year + 1).days;
  return year + (day->days - begin) / (end - begin);
}

std::string window_svg(const ordered_json& answer) {
  LinePlot plot;
  const auto index = index_named(answer.value("index", ""));
  plot.frame.title = fmt::format("{} of {}–{}, {} years before and {} after {}", answer.value("index", ""), answer.value("a", ""), answer.value("b", ""), answer.value("before", 0), answer.value("after", 0),
                                 answer.value("date", ""));
  for (const ordered_json& sentence : answer["sentences"]) plot.frame.how += (plot.frame.how.empty() ? "" : " ") + sentence.get<std::string>();
  plot.frame.how += " " + resampling_text(answer["about"]) + ".";
  plot.x = {"year from the date", std::nullopt, std::nullopt, true};
  plot.y = {answer.value("index", ""), index ? least_of(*index) : 0, 1};
  Series pair, donors;
  pair.name = answer.value("a", "") + "–" + answer.value("b", "");
  donors.name = "donors";  // their mean; how many pairs stands in the sentences
  for (const ordered_json& one : answer["years"]) {
    const double x = year_with_part(one.value("from", "")) + 0.5;  // the middle of its twelve months
    pair.points.push_back({x, number(one["pair"]), number(one["low"]), number(one["high"]), one.value("n", std::int64_t{0})});
    donors.points.push_back({x, number(one["donors"]), std::nullopt, std::nullopt, std::nullopt});
  }
  plot.series = {std::move(pair), std::move(donors)};
  const std::string event = answer.value("event", "");
  plot.events = {{year_with_part(answer["years"][0].value("from", "")), "pre-trend window from here"}, {year_with_part(answer.value("date", "")), event.empty() ? answer.value("date", "") : event}};
  return to_svg(plot);
}

std::string sharing_svg(const ordered_json& answer) {
  ScatterPlot plot;
  const auto index = index_named(answer.value("index", ""));
  plot.frame = {"Sharing and alignment: association, not cause", sharing_table(answer).notes.front()};
  plot.x.label = "objects a month, both directions";
  plot.y = {answer.value("index", ""), index ? least_of(*index) : 0, 1};
  for (const ordered_json& one : answer["pairs"]) {
    if (!one["value"].is_number() || !one["objects_a_month"].is_number()) continue;
    ScatterPlot::Mark mark{one.value("a", "") + "–" + one.value("b", ""), one["objects_a_month"].get<double>(), one["value"].get<double>(), std::nullopt, std::nullopt};
    if (one["interval"].is_object()) mark.low = one["interval"].value("low", 0.0), mark.high = one["interval"].value("high", 0.0);
    plot.marks.push_back(std::move(mark));
  }
  return to_svg(plot);
}

std::string rice_svg(const ordered_json& answer) {
  LinePlot plot;
  plot.frame = {"Cohesion (Rice) of " + group_text(answer["group"]), about_text(answer["about"]) + "; " + resampling_text(answer["about"])};
  plot.x = {"year", std::nullopt, std::nullopt, true};
  plot.y = {"mean of |yes − no| / n", 0, 1};
  Series one;
  one.name = "Rice";
  for (const ordered_json& row : answer["periods"]) {
    const bool has = row["interval"].is_object();
    one.points.push_back({row.value("year", 0.0), number(row["mean"]), has ? number(row["interval"]["low"]) : std::nullopt, has ? number(row["interval"]["high"]) : std::nullopt, row.value("n", std::int64_t{0})});
  }
  plot.series.push_back(std::move(one));
  return to_svg(plot);
}

Result<std::string> line_svg(const ordered_json& answer) {
  std::map<std::string, Series> series;
  for (const ordered_json& period : answer["periods"])
    for (const ordered_json& member : period["members"]) {
      Series& one = series[member.value("name", "")];
      one.name = member.value("name", "");
      one.points.push_back({period.value("year", 0.0), member.value("share", 0.0), std::nullopt, std::nullopt, member.value("chose", std::int64_t{0})});
    }
  if (series.size() > 8) return fail(Code::too_large, fmt::format("{} members are too many lines: name at most 8 with --members", series.size()), "--svg");
  LinePlot plot;
  plot.frame = {"Who left the line", about_text(answer["about"]) + "; share of the roll calls with a line on which each chose"};
  plot.x = {"year", std::nullopt, std::nullopt, true};
  plot.y = {"share that left it", 0, 1};
  for (auto& [name, one] : series) plot.series.push_back(std::move(one));
  return to_svg(plot);
}

Result<std::string> pairs_svg(const AlignOptions& options, const ordered_json& answer) {
  const auto index = index_named(options.index);
  if (answer.contains("series")) {
    LinePlot plot;
    plot.frame = {options.index + " by year", about_text(answer["about"]) + "; " + resampling_text(answer["about"])};
    plot.x = {"year", std::nullopt, std::nullopt, true};
    plot.y = {options.index, least_of(*index), 1};
    // Letters may stand for several members, each with a line of its own.
    std::map<std::pair<std::string, std::string>, Series> series;
    const auto member = [](const ordered_json& row, const char* code) { return row[code].is_number() ? fmt::format(" {}", row[code].get<std::int64_t>()) : std::string(); };
    for (const ordered_json& row : answer["series"]) series.try_emplace({row.value("iso1", "") + member(row, "ccode1"), row.value("iso2", "") + member(row, "ccode2")});
    for (auto& [pair, one] : series) one.name = series.size() == 1 ? answer.value("a", "") + "–" + answer.value("b", "") : pair.first + "–" + pair.second;
    for (const ordered_json& row : answer["series"]) {
      Series& one = series.at({row.value("iso1", "") + member(row, "ccode1"), row.value("iso2", "") + member(row, "ccode2")});
      const auto& interval = row["intervals"][options.index];
      one.points.push_back({row.value("year", 0.0), number(row[options.index]), interval.is_object() ? number(interval["low"]) : std::nullopt, interval.is_object() ? number(interval["high"]) : std::nullopt,
                            row.value("n", std::int64_t{0})});
    }
    for (auto& [pair, one] : series) plot.series.push_back(std::move(one));
    return to_svg(plot);
  }
  HeatMap plot;
  plot.frame = {options.index, about_text(answer["about"])};
  plot.from = least_of(*index);
  std::map<std::string, std::size_t> place;
  for (const ordered_json& row : answer["pairs"])
    for (const char* which : {"iso1", "iso2"}) place.emplace(row.value(which, ""), 0);
  for (auto& [name, at] : place) {
    at = plot.rows.size();
    plot.rows.push_back(name);
  }
  plot.columns = plot.rows;
  plot.cells.assign(place.size(), std::vector<std::optional<double>>(place.size()));
  for (const ordered_json& row : answer["pairs"]) {
    const ordered_json& first = answer["pairs"][0];
    if (row.value("year", 0) != first.value("year", 0) || row.value("period", "") != first.value("period", "")) return fail(Code::invalid, "a heat map is of one time: name --year, or ask --by whole", "--svg");
    const std::size_t a = place.at(row.value("iso1", "")), b = place.at(row.value("iso2", ""));
    plot.cells[a][b] = plot.cells[b][a] = number(row[options.index]);
  }
  return to_svg(plot);
}

}  // namespace

Table table_of(const AlignOptions& options, const ordered_json& answer) {
  if (options.form == "rice") return rice_table(options, answer);
  if (options.form == "lone") return lone_table(answer);
  if (options.form == "line") return line_table(options, answer);
  if (options.form == "window") return window_table(answer);
  if (options.form == "sharing") return sharing_table(answer);
  return pairs_table(answer);
}

Result<std::string> svg_of(const AlignOptions& options, const ordered_json& answer) {
  if (options.form == "rice") return rice_svg(answer);
  if (options.form == "line") return line_svg(answer);
  if (options.form == "window") return window_svg(answer);
  if (options.form == "sharing") return sharing_svg(answer);
  if (options.form == "lone") return fail(Code::invalid, "there is no plot of who stood alone; take --csv", "--svg");
  return pairs_svg(options, answer);
}

Result<void> put_file(const std::string& file, std::string_view text) {
  if (file == "-") {
    print(text);
    return {};
  }
  return replace_file(file, text, 0644);
}

Result<void> put_out(const AlignOptions& options, const ordered_json& answer, const Table& table, const std::string& svg) {
  if (options.json) print_json(answer);
  if (!options.csv.empty()) {
    TRY_VOID(put_file(options.csv, to_csv(table)));
  }
  if (!options.svg.empty()) {
    TRY_VOID(put_file(options.svg, svg));
  }
  if (!options.json && options.csv != "-" && options.svg != "-") print(to_text(table, 140));
  return {};
}

}  // namespace comity::cli
