#include "operations/alignment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <numeric>

namespace comity::operations {
namespace {

using namespace insight;
using nlohmann::ordered_json;

constexpr std::size_t kMostRows = 20'000, kMostResamples = 2'000'000;  // of one answer
constexpr std::uint64_t kMostDraws = 4'000'000'000;  // some seconds

ordered_json number(const std::optional<double>& value) { return value ? ordered_json(*value) : ordered_json(nullptr); }

ordered_json code_of(const Member& member) { return member.cow != 0 ? ordered_json(member.cow) : ordered_json(nullptr); }

ordered_json interval_json(const std::optional<Interval>& interval) {
  if (!interval) return nullptr;
  return {{"low", interval->low}, {"high", interval->high}, {"defined", interval->defined}};
}

ordered_json about(const RollCallSet& set, const VoteOptions& options, const Resampling* resampling) {
  const Selection all = select(set, options);
  std::optional<std::size_t> first, last;
  for (std::size_t call = 0; call < set.calls().size(); ++call)
    if (all.has(call)) {
      if (!first) first = call;
      last = call;
    }
  constexpr std::array kAbstain{"middle", "leave-out", "as-no"};
  constexpr std::array kAbsent{"leave-out", "as-abstain"};
  ordered_json out{{"roll_calls", all.size()}, {"from", nullptr}, {"to", nullptr}};
  if (first) {
    out["from"] = format_day(set.calls()[*first].day);
    out["to"] = format_day(set.calls()[*last].day);
  }
  out["abstain"] = kAbstain[static_cast<std::size_t>(options.abstain)];
  out["absent"] = kAbsent[static_cast<std::size_t>(options.absent)];
  out["unanimous"] = options.drop_unanimous ? "drop" : "keep";
  out["important"] = options.important_only;
  out["issues"] = options.issues;
  if (!set.notes().empty()) out["notes"] = set.notes();
  if (resampling) out["resampling"] = {{"times", resampling->times}, {"level", resampling->level}, {"seed", resampling->seed}};
  return out;
}

void put_call(ordered_json& out, const RollCall& call) {
  out["id"] = call.id;
  out["date"] = format_day(call.day);
  out["session"] = call.session;
  out["resolution"] = call.resolution;
  out["title"] = call.title;
  out["important"] = call.important;
}

ordered_json names_of(const RollCallSet& set, const std::vector<std::size_t>& group) {
  ordered_json out = ordered_json::array();
  for (const std::size_t member : group) out.push_back({{"name", set.members()[member].name}, {"ccode", code_of(set.members()[member])}});
  return out;
}

void put_period(ordered_json& out, const Period& period) {
  out["period"] = period.name;
  out["year"] = period.year;
  out["from"] = format_day(period.first);
  out["to"] = format_day(period.last);
}

// Rows of a list, of which an answer gives some: they are numbered whether they are given or not.
class Rows {
 public:
  explicit Rows(const AlignmentAsk& ask) : after_(ask.after_row), most_(ask.most_rows) {}
  // The number of the next, where it is wanted.
  std::optional<std::size_t> next() {
    ++number_;
    if (number_ <= after_ || number_ - after_ > most_) return std::nullopt;
    return number_;
  }

 private:
  const std::size_t after_, most_;
  std::size_t number_ = 0;
};

}  // namespace

Result<void> check_draws(std::uint64_t roll_calls, const Resampling& how) {
  if (how.times == 0 || roll_calls <= kMostDraws / how.times) return {};
  return fail(Code::too_large, fmt::format("{} roll calls of all pairs and periods, drawn {} times, are too many: ask for fewer times, or for fewer years with from and to", roll_calls, how.times), "times");
}

Result<std::vector<std::size_t>> members_named(const RollCallSet& set, std::string_view name) {
  auto out = set.named(name);
  if (out.empty()) return fail(Code::not_found, fmt::format("no member \"{}\" voted; name it by the letters of ISO 3166 or the number of COW", name.substr(0, 40)));
  return out;
}

Result<std::vector<std::size_t>> group_of(const RollCallSet& set, const std::vector<std::string>& names) {
  std::vector<std::size_t> out;
  if (names.empty()) {
    out.resize(set.members().size());
    std::iota(out.begin(), out.end(), std::size_t{0});
  }
  for (const std::string& name : names) {
    TRY(const auto found, members_named(set, name));
    for (const std::size_t one : found)
      if (std::find(out.begin(), out.end(), one) == out.end()) out.push_back(one);
  }
  return out;
}

Result<std::size_t> member_named(const RollCallSet& set, std::string_view name) {
  TRY(const auto found, members_named(set, name));
  if (found.size() == 1) return found.front();
  std::string numbers;
  for (const std::size_t one : found) numbers += fmt::format("{}{}", numbers.empty() ? "" : " and ", set.members()[one].cow);
  return fail(Code::invalid, fmt::format("{} is {} members, {}: name one by its number, or have successors joined", name, found.size(), numbers));
}

ordered_json pair_row(const RollCallSet& set, std::size_t a, std::size_t b, const Period& period, const Cells& cells, By by) {
  ordered_json out{{"iso1", set.members()[a].name}, {"iso2", set.members()[b].name}, {"ccode1", code_of(set.members()[a])}, {"ccode2", code_of(set.members()[b])}, {"year", period.year}};
  if (by != By::year) out["period"] = period.name;
  out["n"] = cells.n();
  for (std::size_t i = 0; i < 9; ++i) out[fmt::format("t{}{}", i / 3 + 1, i % 3 + 1)] = cells.t[i];
  const Indices indices = indices_of(cells);
  for (std::size_t i = 0; i < kIndices; ++i) out[std::string(kIndexNames[i])] = number(indices[i]);
  return out;
}

Result<ordered_json> alignment_pairs(const RollCallSet& set, const AlignmentAsk& ask) {
  TRY(const auto group, group_of(set, ask.members));
  if (group.size() > kMostMembersAsked)
    return fail(Code::too_large, fmt::format("{} members are more than {}: name those that are meant", group.size(), kMostMembersAsked), "members");
  VoteOptions options = ask.options;
  if (ask.year) {
    options.from = first_day(*ask.year);
    options.to = Day{first_day(*ask.year + 1).days - 1};
  }
  const std::vector<Period> all = periods(set, options, ask.by);
  const std::size_t most = group.size() * (group.size() - 1) / 2 * all.size();
  if (most > kMostRows || most * ask.resampling.times > kMostResamples)
    return fail(Code::too_large, "too many pairs, periods and resamples together: name a year, fewer members, or fewer times", "members");
  struct Found {
    std::size_t a, b, period;
    Cells cells;
  };
  std::vector<Found> found;
  std::uint64_t chosen = 0;
  for (std::size_t at = 0; at < all.size(); ++at) {
    const VoteRows rows(set, all[at].selection, options);
    for (std::size_t i = 0; i < group.size(); ++i)
      for (std::size_t j = i + 1; j < group.size(); ++j) {
        const Cells cells = rows.cells(group[i], group[j]);
        if (cells.n() == 0) continue;
        chosen += cells.n();
        found.push_back({group[i], group[j], at, cells});
      }
  }
  TRY_VOID(check_draws(chosen, ask.resampling));
  ordered_json pairs = ordered_json::array();
  for (const Found& one : found) {
    ordered_json row = pair_row(set, one.a, one.b, all[one.period], one.cells, ask.by);
    if (ask.resampling.times > 0) {
      const auto intervals = intervals_of(one.cells, ask.resampling);
      for (std::size_t k = 0; k < kIndices; ++k) row["intervals"][std::string(kIndexNames[k])] = interval_json(intervals[k]);
    }
    pairs.push_back(std::move(row));
  }
  return ordered_json{{"about", about(set, options, ask.resampling.times > 0 ? &ask.resampling : nullptr)}, {"members", names_of(set, group)}, {"pairs", std::move(pairs)}};
}

Result<ordered_json> alignment_pair(const RollCallSet& set, const AlignmentAsk& ask) {
  TRY(const auto as, members_named(set, ask.a));
  TRY(const auto bs, members_named(set, ask.b));
  std::vector<std::pair<std::size_t, std::size_t>> pairs;  // letters may stand for several members, of which one may be the other name's
  for (const std::size_t a : as)
    for (const std::size_t b : bs)
      if (a != b) pairs.emplace_back(a, b);
  if (as == bs || pairs.empty()) return fail(Code::invalid, "a pair is two different members: name another", "b");
  std::vector<Period> all = periods(set, ask.options, ask.by);
  std::uint64_t most = 0;
  for (const Period& period : all) most += period.selection.size() * pairs.size();
  TRY_VOID(check_draws(most, ask.resampling));
  ordered_json series = ordered_json::array(), table = nullptr, split = ordered_json::array();
  const auto with_intervals = [&](ordered_json row, const Cells& cells) {
    const auto intervals = intervals_of(cells, ask.resampling);
    for (std::size_t k = 0; k < kIndices; ++k) row["intervals"][std::string(kIndexNames[k])] = interval_json(intervals[k]);
    return row;
  };
  struct Shown {
    Period period;
    std::size_t a = 0, b = 0;
  };
  std::optional<Shown> shown;
  for (const Period& period : all) {
    const VoteRows rows(set, period.selection, ask.options);
    for (const auto& [a, b] : pairs) {
      const Cells cells = rows.cells(a, b);
      if (cells.n() == 0) continue;
      series.push_back(with_intervals(pair_row(set, a, b, period, cells, ask.by), cells));
      if (!ask.year || period.year == *ask.year) {
        shown = Shown{period, a, b};
        table = series.back();
      }
    }
  }
  std::size_t total = 0;
  if (shown) {
    for (std::size_t k = 0; k < kIndices; ++k) table["formulas"][std::string(kIndexNames[k])] = formula_of(static_cast<Index>(k));
    Rows rows(ask);
    for (const Split& one : splits(set, shown->period.selection, ask.options, shown->a, shown->b)) {
      ++total;
      const auto number_of = rows.next();
      if (!number_of) continue;
      ordered_json row{{"row", *number_of}, {"opposed", one.a != Vote::abstain && one.b != Vote::abstain}, {"a", name_of(one.a)}, {"b", name_of(one.b)}};
      put_call(row, set.calls()[one.call]);
      split.push_back(std::move(row));
    }
  }
  return ordered_json{{"about", about(set, ask.options, &ask.resampling)}, {"a", ask.a}, {"b", ask.b}, {"series", std::move(series)}, {"table", std::move(table)}, {"splits_total", total},
                      {"splits", std::move(split)}};
}

Result<ordered_json> alignment_rice(const RollCallSet& set, const AlignmentAsk& ask) {
  TRY(const auto group, group_of(set, ask.members));
  TRY_VOID(check_draws(select(set, ask.options).size(), ask.resampling));
  const Rice found = rice(set, ask.options, ask.by, group, ask.resampling);
  ordered_json periods = ordered_json::array(), calls = ordered_json::array();
  for (const RicePeriod& one : found.periods) {
    ordered_json row;
    put_period(row, one.period);
    row["n"] = one.n;
    row["mean"] = number(one.mean);
    row["interval"] = interval_json(one.interval);
    periods.push_back(std::move(row));
  }
  Rows rows(ask);
  for (const RiceCall& one : found.calls) {
    const auto number_of = rows.next();
    if (!number_of) continue;
    ordered_json row{{"row", *number_of}};
    put_call(row, set.calls()[one.call]);
    row["yes"] = one.tally.yes, row["abstain"] = one.tally.abstain, row["no"] = one.tally.no;
    row["rice"] = number(one.rice);
    calls.push_back(std::move(row));
  }
  return ordered_json{{"about", about(set, ask.options, &ask.resampling)}, {"group", names_of(set, group)}, {"periods", std::move(periods)}, {"calls", std::move(calls)}};
}

Result<ordered_json> alignment_lone(const RollCallSet& set, const AlignmentAsk& ask) {
  TRY(const auto group, group_of(set, ask.members));
  std::map<std::size_t, std::size_t> counts;
  ordered_json list = ordered_json::array(), by_member = ordered_json::array();
  Rows rows(ask);
  for (const Lone& one : lone_dissenters(set, ask.options, group, ask.alone)) {
    ++counts[one.member];
    const auto number_of = rows.next();
    if (!number_of) continue;
    ordered_json row{{"row", *number_of}, {"member", set.members()[one.member].name}, {"vote", name_of(one.vote)}};
    put_call(row, set.calls()[one.call]);
    row["yes"] = one.tally.yes, row["abstain"] = one.tally.abstain, row["no"] = one.tally.no;
    list.push_back(std::move(row));
  }
  std::vector<std::pair<std::size_t, std::size_t>> order(counts.begin(), counts.end());
  std::stable_sort(order.begin(), order.end(), [](const auto& x, const auto& y) { return x.second > y.second; });
  for (const auto& [member, count] : order) by_member.push_back({{"name", set.members()[member].name}, {"ccode", code_of(set.members()[member])}, {"alone", count}});
  return ordered_json{{"about", about(set, ask.options, nullptr)}, {"alone", ask.alone == Alone::no ? "no" : "apart"}, {"group", names_of(set, group)}, {"by_member", std::move(by_member)},
                      {"lone", std::move(list)}};
}

Result<ordered_json> alignment_line(const RollCallSet& set, const AlignmentAsk& ask) {
  TRY(const auto group, group_of(set, ask.members));
  const Line found = line(set, ask.options, ask.by, group);
  ordered_json periods = ordered_json::array(), departures = ordered_json::array();
  for (const LinePeriod& one : found.periods) {
    ordered_json row;
    put_period(row, one.period);
    row["with_line"] = one.calls;
    row["members"] = ordered_json::array();
    for (const auto& member : one.members) {
      if (member.chose == 0) continue;
      row["members"].push_back({{"name", set.members()[member.member].name}, {"chose", member.chose}, {"left", member.left},
                                {"share", static_cast<double>(member.left) / static_cast<double>(member.chose)}});
    }
    periods.push_back(std::move(row));
  }
  Rows rows(ask);
  for (const Departure& one : found.departures) {
    const auto number_of = rows.next();
    if (!number_of) continue;
    ordered_json row{{"row", *number_of}, {"member", set.members()[one.member].name}, {"vote", name_of(one.vote)}, {"line", name_of(one.line)}};
    put_call(row, set.calls()[one.call]);
    departures.push_back(std::move(row));
  }
  return ordered_json{{"about", about(set, ask.options, nullptr)}, {"group", names_of(set, group)}, {"periods", std::move(periods)}, {"departures", std::move(departures)}};
}

Result<ordered_json> alignment_window(const RollCallSet& set, const WindowAsk& ask) {
  WindowRequest request;
  request.date = ask.date;
  request.index = ask.index;
  request.before = ask.before;
  request.after = ask.after;
  request.options = ask.options;
  TRY(request.a, member_named(set, ask.a));
  TRY(request.b, member_named(set, ask.b));
  if (!ask.donors.empty()) {
    TRY(request.donors, group_of(set, ask.donors));
  }
  TRY(const WindowResult found, window(set, request));
  ordered_json years = ordered_json::array(), donors = ordered_json::array(), dates = ordered_json::array();
  for (const WindowYear& one : found.years)
    years.push_back({{"year", one.year}, {"from", format_day(one.from)}, {"to", format_day(one.to)}, {"n", one.n}, {"pair", number(one.pair)}, {"low", number(one.low)}, {"high", number(one.high)},
                     {"donors", number(one.donors)}, {"donor_pairs", one.donor_pairs}});
  for (const auto& one : found.donors) donors.push_back({{"a", set.members()[one.a].name}, {"b", set.members()[one.b].name}, {"difference", number(one.comparison)}});
  std::stable_sort(donors.begin(), donors.end(), [](const ordered_json& x, const ordered_json& y) {
    const auto size = [](const ordered_json& one) { return one["difference"].is_null() ? -1 : std::abs(one["difference"].get<double>()); };
    return size(x) > size(y);
  });
  constexpr std::size_t kMostDonorsShown = 200;
  if (donors.size() > kMostDonorsShown) donors.erase(donors.begin() + kMostDonorsShown, donors.end());
  for (const auto& one : found.dates) dates.push_back({{"date", format_day(one.date)}, {"difference", number(one.comparison)}});
  VoteOptions whole = ask.options;
  whole.from = found.years.front().from;
  whole.to = found.years.back().to;
  const Resampling resampling;
  ordered_json out{{"about", about(set, whole, &resampling)}, {"a", ask.a}, {"b", ask.b}, {"date", format_day(ask.date)}, {"event", ask.about}, {"index", name_of(ask.index)},
                   {"before", ask.before}, {"after", ask.after}, {"pair_change", number(found.pair_change)}, {"donors_change", number(found.donors_change)},
                   {"difference", number(found.comparison)}, {"donor_pairs", found.donor_pairs}};
  out["pre_trend"] = nullptr;
  if (found.before)
    out["pre_trend"] = {{"slope", found.before->value}, {"low", found.before->low}, {"high", found.before->high}, {"n", found.before->n}, {"holds", found.before->holds}};
  out["rank"] = nullptr;
  if (found.rank) out["rank"] = {{"k", found.rank->k}, {"n", found.rank->n}};
  out["years"] = std::move(years);
  out["donors"] = std::move(donors);
  out["earlier_dates"] = std::move(dates);
  out["sentences"] = found.sentences;
  return out;
}

}  // namespace comity::operations
