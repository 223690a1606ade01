#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "cli/align.hpp"
#include "cli/files.hpp"
#include "cli/output.hpp"

namespace comity::cli {
namespace {

using namespace insight;

constexpr std::size_t kMostTextRows = 2000;
constexpr std::size_t kFlush = 1 << 16;

struct Wanted {
  std::vector<std::pair<std::size_t, std::size_t>> pairs;  // empty: all of the group
  std::vector<bool> in_group;                              // empty: everybody
};

Result<Wanted> wanted_of(const RollCallSet& set, const AlignOptions& options) {
  Wanted out;
  for (const std::string& text : options.pairs) {
    const std::size_t comma = text.find(',');
    if (comma == std::string::npos) return fail(Code::invalid, "write a pair as USA,NZL", "--pair");
    TRY(const auto as, operations::members_named(set, text.substr(0, comma)));
    TRY(const auto bs, operations::members_named(set, text.substr(comma + 1)));
    for (const std::size_t a : as)
      for (const std::size_t b : bs)
        if (a != b) out.pairs.emplace_back(a, b);
  }
  if (!options.members.empty()) {
    TRY(const auto group, operations::group_of(set, options.members));
    out.in_group.resize(set.members().size());
    for (const std::size_t one : group) out.in_group[one] = true;
  }
  return out;
}

template <class Take>
void each_wanted(const VoteRows& rows, const Wanted& wanted, Take&& take) {
  if (wanted.pairs.empty()) {
    rows.each_pair([&](std::size_t a, std::size_t b, const Cells& cells) {
      if (wanted.in_group.empty() || (wanted.in_group[a] && wanted.in_group[b])) take(a, b, cells);
    });
    return;
  }
  for (const auto& [a, b] : wanted.pairs)
    if (const Cells cells = rows.cells(a, b); cells.n() > 0) take(a, b, cells);
}

std::string quoted(const std::string& text) { return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace); }

// Lines of JSON made by hand: there may be more than a million.
class Lines {
 public:
  // With intervals where `how` has any resamples.
  Lines(const RollCallSet& set, By by, const Resampling& how) : by_(by), how_(how) {
    for (const Member& one : set.members()) {
      names_.push_back(quoted(one.name));
      codes_.push_back(one.cow != 0 ? fmt::format("{}", one.cow) : "null");
    }
  }
  void add(std::size_t a, std::size_t b, const Period& period, const Cells& cells) {
    auto out = std::back_inserter(text_);
    fmt::format_to(out, R"({{"iso1":{},"iso2":{},"ccode1":{},"ccode2":{},"year":{})", names_[a], names_[b], codes_[a], codes_[b], period.year);
    if (by_ != By::year) fmt::format_to(out, R"(,"period":{})", quoted(period.name));
    const auto& t = cells.t;
    fmt::format_to(out, R"(,"n":{},"t11":{},"t12":{},"t13":{},"t21":{},"t22":{},"t23":{},"t31":{},"t32":{},"t33":{})", cells.n(), t[0], t[1], t[2], t[3], t[4], t[5], t[6], t[7], t[8]);
    const Indices indices = indices_of(cells);
    for (std::size_t i = 0; i < kIndices; ++i)
      if (indices[i])
        fmt::format_to(out, R"(,"{}":{})", kIndexNames[i], *indices[i]);
      else
        fmt::format_to(out, R"(,"{}":null)", kIndexNames[i]);
    if (how_.times > 0) add_intervals(cells);
    text_.append(std::string_view("}\n"));
    if (text_.size() >= kFlush) flush();
  }
  void flush() {
    print({text_.data(), text_.size()});
    text_.clear();
  }

 private:
  void add_intervals(const Cells& cells) {
    auto out = std::back_inserter(text_);
    const auto intervals = intervals_of(cells, how_);
    for (std::size_t i = 0; i < kIndices; ++i)
      if (intervals[i])
        fmt::format_to(out, R"(,"{0}_low":{1},"{0}_high":{2})", kIndexNames[i], intervals[i]->low, intervals[i]->high);
      else
        fmt::format_to(out, R"(,"{0}_low":null,"{0}_high":null)", kIndexNames[i]);
  }

  By by_;
  Resampling how_;
  std::vector<std::string> names_, codes_;
  fmt::memory_buffer text_;
};

struct Row {
  std::size_t a = 0, b = 0, period = 0;
  Cells cells;
};

Table table_of_rows(const RollCallSet& set, const std::vector<Period>& all, const std::vector<Row>& rows, By by) {
  Table out;
  out.title = "Pairs by their votes";
  out.columns = {column("iso1"), column("iso2"), column("ccode1"), column("ccode2"), column("year")};
  if (by != By::year) out.columns.push_back(column("period"));
  out.columns.push_back(column("n", "", "roll calls"));
  for (int i = 0; i < 9; ++i) out.columns.push_back(column(fmt::format("t{}{}", i / 3 + 1, i % 3 + 1)));
  for (const std::string_view name : kIndexNames) out.columns.push_back(column(std::string(name)));
  const auto code = [&](std::size_t member) { return set.members()[member].cow != 0 ? insight::Cell(static_cast<std::int64_t>(set.members()[member].cow)) : insight::Cell(); };
  for (const Row& row : rows) {
    std::vector<insight::Cell> cells{set.members()[row.a].name, set.members()[row.b].name, code(row.a), code(row.b), static_cast<std::int64_t>(all[row.period].year)};
    if (by != By::year) cells.emplace_back(all[row.period].name);
    cells.emplace_back(static_cast<std::int64_t>(row.cells.n()));
    for (const std::uint32_t count : row.cells.t) cells.emplace_back(static_cast<std::int64_t>(count));
    for (const auto& index : indices_of(row.cells)) cells.push_back(index ? insight::Cell(*index) : insight::Cell());
    out.rows.push_back(std::move(cells));
  }
  out.notes = {"t12: the first said yes, the second abstained. Absent is left out unless it was asked otherwise. docs/methods/alignment.md has the formulas."};
  return out;
}

// What a terminal has room for: without the cells and numbers of the states.
Table narrow(Table table, const AlignOptions& options) {
  std::vector<std::size_t> keep;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const std::string& name = table.columns[i].name;
    const bool cell = name.size() == 3 && name[0] == 't', code = name.starts_with("ccode");
    if (!code && (!cell || (options.pairs.size() == 1 && options.year != 0))) keep.push_back(i);
  }
  Table out{table.title, {}, {}, table.notes};
  for (const std::size_t i : keep) out.columns.push_back(table.columns[i]);
  for (const auto& row : table.rows) {
    std::vector<insight::Cell> cells;
    for (const std::size_t i : keep) cells.push_back(row[i]);
    out.rows.push_back(std::move(cells));
  }
  return out;
}

std::string how_of(const AlignOptions& options, const std::string& more) {
  return fmt::format("{}; absent {}, abstaining {}{}", options.index, options.absent == "leave-out" ? "left out" : "counted as abstaining",
                     options.abstain == "middle" ? "between yes and no" : options.abstain == "as-no" ? "counted as no" : "left out", more);
}

Result<std::string> heat(const RollCallSet& set, const std::vector<Period>& all, const std::vector<Row>& rows, const AlignOptions& options, Index index) {
  constexpr std::size_t kMostNames = 60;
  std::vector<std::size_t> members;
  std::uint32_t least = UINT32_MAX, most = 0;
  for (const Row& row : rows) {
    if (row.period != rows.front().period) return fail(Code::invalid, "a heat map is of one time: name --year, or ask --by whole", "--svg");
    members.push_back(row.a);
    members.push_back(row.b);
    least = std::min(least, row.cells.n());
    most = std::max(most, row.cells.n());
  }
  if (rows.empty()) return fail(Code::not_found, "no pair chose on any of these roll calls");
  std::sort(members.begin(), members.end());
  members.erase(std::unique(members.begin(), members.end()), members.end());
  if (members.size() > kMostNames) return fail(Code::too_large, fmt::format("{} members are too many for a plot: name at most {} with --members", members.size(), kMostNames), "--svg");
  HeatMap plot;
  plot.frame = {fmt::format("{}, {}", options.index, all[rows.front().period].name), how_of(options, fmt::format("; n = {} to {} roll calls a pair", least, most))};
  plot.from = least_of(index);
  std::map<std::size_t, std::size_t> place;
  for (const std::size_t member : members) {
    place.emplace(member, place.size());
    plot.rows.push_back(set.members()[member].name);
  }
  plot.columns = plot.rows;
  plot.cells.assign(members.size(), std::vector<std::optional<double>>(members.size()));
  for (const Row& row : rows) {
    const auto value = index_of(row.cells, index);
    plot.cells[place.at(row.a)][place.at(row.b)] = plot.cells[place.at(row.b)][place.at(row.a)] = value;
  }
  return to_svg(plot);
}

Result<std::string> lines(const RollCallSet& set, const std::vector<Period>& all, const std::vector<Row>& rows, const AlignOptions& options, Index index, const Resampling& resampling) {
  constexpr std::size_t kMostSeries = 8;
  std::map<std::pair<std::size_t, std::size_t>, Series> series;
  for (const Row& row : rows) {
    Series& one = series[{row.a, row.b}];
    one.name = set.members()[row.a].name + "–" + set.members()[row.b].name;
    Point point{static_cast<double>(all[row.period].year), index_of(row.cells, index), std::nullopt, std::nullopt, row.cells.n()};
    if (const auto interval = intervals_of(row.cells, resampling)[static_cast<std::size_t>(index)]) {
      point.low = interval->low;
      point.high = interval->high;
    }
    one.points.push_back(point);
  }
  if (series.empty()) return fail(Code::not_found, "no pair chose on any of these roll calls");
  if (series.size() > kMostSeries) return fail(Code::too_large, fmt::format("{} pairs are too many lines: name at most {}", series.size(), kMostSeries), "--svg");
  LinePlot plot;
  plot.frame = {options.index + " by year", how_of(options, fmt::format("; {:.0f}% bootstrap over roll calls, {} times, seed {}", resampling.level * 100, resampling.times, resampling.seed))};
  plot.x = {"year", std::nullopt, std::nullopt, true};
  plot.y = {options.index, least_of(index), 1};
  for (auto& [pair, one] : series) plot.series.push_back(std::move(one));
  return to_svg(plot);
}

}  // namespace

Result<void> print_pairs(const RollCallSet& set, const AlignOptions& options) {
  TRY(const operations::AlignmentAsk ask, ask_of(options));
  TRY(const Wanted wanted, wanted_of(set, options));
  const auto index = index_named(options.index);
  const std::vector<Period> all = periods(set, ask.options, ask.by);
  const bool rows_wanted = !options.json || !options.csv.empty() || !options.svg.empty();
  std::vector<Row> rows;
  Resampling of_lines = ask.resampling;
  of_lines.times = options.times.value_or(0);  // a million pairs are not resampled unasked
  Lines json(set, ask.by, of_lines);
  for (std::size_t at = 0; at < all.size(); ++at) {
    if (ask.year && all[at].year != *ask.year) continue;
    const VoteRows bits(set, all[at].selection, ask.options);
    each_wanted(bits, wanted, [&](std::size_t a, std::size_t b, const Cells& cells) {
      if (options.json) json.add(a, b, all[at], cells);
      if (rows_wanted) rows.push_back({a, b, at, cells});
    });
  }
  json.flush();
  if (!options.svg.empty()) {
    TRY(const std::string svg, options.pairs.empty() ? heat(set, all, rows, options, *index) : lines(set, all, rows, options, *index, ask.resampling));
    TRY_VOID(put_file(options.svg, svg));
  }
  if (!rows_wanted) return {};
  if (!options.csv.empty()) {
    TRY_VOID(put_file(options.csv, to_csv(table_of_rows(set, all, rows, ask.by))));
  }
  if (options.json || options.csv == "-" || options.svg == "-") return {};
  if (rows.size() > kMostTextRows) {
    if (!options.csv.empty() || !options.svg.empty()) return {};
    return fail(Code::too_large, fmt::format("{} rows: name a --year, a --pair or --members, or ask for --csv FILE or --json", rows.size()));
  }
  print(to_text(narrow(table_of_rows(set, all, rows, ask.by), options), 140));
  return {};
}

}  // namespace comity::cli
