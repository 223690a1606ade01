#include "cli/simulated.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "cli/terminal.hpp"

namespace comity::cli {
namespace {

using nlohmann::ordered_json;
using release::Tally;
using Tallies = std::map<std::string, Tally>;

constexpr std::size_t kMostRows = 20;  // of one table for people; --json gives all

ordered_json tally_json(const Tally& tally) {
  return {{"gained", tally.gained}, {"lost", tally.lost}, {"changed", tally.changed}};
}

ordered_json tallies_json(const char* name, const Tallies& tallies) {
  ordered_json out = ordered_json::array();
  for (const auto& [key, tally] : tallies) {
    ordered_json one = tally_json(tally);
    one[name] = key;
    out.push_back(std::move(one));
  }
  return out;
}

// 1204 -> "1,204".
std::string grouped(std::uint64_t number) {
  std::string out = std::to_string(number);
  for (std::size_t i = out.size(); i > 3; i -= 3) out.insert(i - 3, ",");
  return out;
}
std::string gain(std::uint64_t number) { return number ? "+" + grouped(number) : ""; }
std::string loss(std::uint64_t number) { return number ? "−" + grouped(number) : ""; }

void add_table(std::string& out, const char* title, const Tallies& tallies) {
  if (tallies.empty()) return;
  std::vector<std::pair<std::string, Tally>> most(tallies.begin(), tallies.end());
  std::stable_sort(most.begin(), most.end(), [](const auto& a, const auto& b) {
    return a.second.gained + a.second.lost > b.second.gained + b.second.lost;
  });
  const bool cut = std::any_of(most.begin(), most.end(), [](const auto& one) { return one.second.changed > 0; });
  std::vector<std::vector<Cell>> rows;
  rows.push_back(
      {{"", {}, false}, {title, Paint::faint, true}, {"GAINED", Paint::faint, true}, {"LOST", Paint::faint, true}});
  if (cut) rows.back().push_back({"CUT OTHERWISE", Paint::faint, true});
  for (std::size_t i = 0; i < std::min(most.size(), kMostRows); ++i) {
    const auto& [name, tally] = most[i];
    rows.push_back(
        {{""}, {plain(name)}, {gain(tally.gained), Paint::good, true}, {loss(tally.lost), Paint::bad, true}});
    if (cut) rows.back().push_back({tally.changed ? grouped(tally.changed) : ""});
  }
  out += "\n" + table(rows);
  if (most.size() > kMostRows) out += fmt::format("  … and {} more; --json lists all\n", most.size() - kMostRows);
}

std::string counted(std::size_t number, const char* one, const char* many) {
  return fmt::format("{} {}", grouped(number), number == 1 ? one : many);
}

// "2 agencies gain: JPN.CIRO, JPN.NISC".
void add_agencies(std::string& out, const Tallies& agencies, bool gains) {
  std::vector<std::string> names;
  for (const auto& [name, tally] : agencies)
    if (gains ? tally.gained : tally.lost) names.push_back(plain(name));
  if (names.empty()) return;
  const std::size_t shown = std::min<std::size_t>(names.size(), 8);
  out += fmt::format("  {} {}: {}{}\n", counted(names.size(), "agency", "agencies"),
                     gains ? (names.size() == 1 ? "gains" : "gain") : (names.size() == 1 ? "loses" : "lose"),
                     fmt::join(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown), ", "),
                     names.size() > shown ? ", …" : "");
}

ordered_json reason_json(const release::Reason& reason) {
  ordered_json out{{"gained", reason.gained}, {"clause", reason.clause}};
  if (!reason.agreement.empty()) {
    out["agreement"] = reason.agreement;
    out["version"] = reason.version;
    out["article"] = reason.article;
  }
  out.update({{"before", reason.before},
              {"after", reason.after},
              {"text", reason.text()},
              {"objects", reason.objects},
              {"people", reason.people},
              {"agencies", reason.agencies},
              {"parties", reason.parties}});
  return out;
}

}  // namespace

ordered_json to_json(const operations::Simulation& simulation) {
  const release::Summary& summary = simulation.summary;
  ordered_json reasons = ordered_json::array(), objects = ordered_json::array();
  for (const auto& reason : summary.reasons) reasons.push_back(reason_json(reason));
  for (const auto& one : simulation.objects)
    objects.push_back({{"owner", one.owner},
                       {"id", one.id},
                       {"version", one.version},
                       {"gained_by", one.gained_by},
                       {"lost_by", one.lost_by},
                       {"changed_for", one.changed_for}});
  return {{"agreement", simulation.agreement},
          {"version", simulation.version},
          {"replaces", simulation.replaces},
          {"at", format_time(simulation.at)},
          {"held", simulation.held},
          {"people", simulation.people},
          {"gains_not_shown_of", simulation.gains_not_shown_of},
          {"objects", tally_json(summary.objects)},
          {"originating_parties", tallies_json("party", summary.originating_party)},
          {"originating_agencies", tallies_json("agency", summary.originating_agency)},
          {"levels", tallies_json("level", summary.level)},
          {"topics", tallies_json("topic", summary.topic)},
          {"receiving_parties", tallies_json("party", summary.receiving_party)},
          {"receiving_agencies", tallies_json("agency", summary.receiving_agency)},
          {"receiving_people", tallies_json("person", summary.person)},
          {"reasons", std::move(reasons)},
          {"named", std::move(objects)},
          {"more", simulation.more_objects}};
}

std::string simulation_text(const operations::Simulation& simulation) {
  const release::Summary& summary = simulation.summary;
  std::string out = fmt::format("{} version {}, as if in force on {}", plain(simulation.agreement), simulation.version,
                                format_date(simulation.at));
  out += simulation.replaces ? fmt::format(", in place of version {}\n", simulation.replaces)
                             : ", which the node does not have yet\n";
  const Tally& all = summary.objects;
  if (!all.any()) {
    out += "  nothing that may be shown here changes for anybody\n";
  } else {
    out += fmt::format("  {} / {} objects{}", paint(Paint::good, "+" + grouped(all.gained)),
                       paint(Paint::bad, "−" + grouped(all.lost)),
                       simulation.held ? fmt::format(" of {}", grouped(simulation.held)) : "");
    if (all.changed) out += fmt::format(", {} cut otherwise", grouped(all.changed));
    out += fmt::format("; {} of {} people\n", grouped(summary.person.size()), grouped(simulation.people));
    add_agencies(out, summary.receiving_agency, true);
    add_agencies(out, summary.receiving_agency, false);
  }
  if (!simulation.gains_not_shown_of.empty())
    out += fmt::format(
        "  what your people would gain is counted once its originators have signed this draft; not yet: {}\n",
        fmt::join(simulation.gains_not_shown_of, ", "));
  if (!all.any()) return out;
  add_table(out, "ORIGINATOR", summary.originating_agency);
  add_table(out, "LEVEL", summary.level);
  add_table(out, "TOPIC", summary.topic);
  add_table(out, "RECEIVER", summary.receiving_agency);
  add_table(out, "PERSON", summary.person);
  if (!summary.reasons.empty()) {
    std::vector<std::vector<Cell>> rows;
    rows.push_back(
        {{"", {}, false}, {"OBJECTS", Paint::faint, true}, {"FOR", Paint::faint, true}, {"WHY", Paint::faint, true}});
    for (std::size_t i = 0; i < std::min(summary.reasons.size(), kMostRows); ++i) {
      const auto& reason = summary.reasons[i];
      rows.push_back({{""},
                      {reason.gained ? gain(reason.objects) : loss(reason.objects),
                       reason.gained ? Paint::good : Paint::bad, true},
                      {fmt::format("{}, {}", counted(reason.people, "person", "people"),
                                   counted(reason.agencies, "agency", "agencies"))},
                      {plain(reason.text())}});
    }
    out += "\n" + table(rows);
    if (summary.reasons.size() > kMostRows)
      out += fmt::format("  … and {} more; --json lists all\n", summary.reasons.size() - kMostRows);
  }
  if (!simulation.objects.empty()) {
    out += "\n";
    for (const auto& one : simulation.objects) {
      out += fmt::format("  {} {} of {}", plain(one.id), plain(one.version), plain(one.owner));
      if (!one.gained_by.empty()) out += fmt::format("  +{}", counted(one.gained_by.size(), "person", "people"));
      if (!one.lost_by.empty()) out += fmt::format("  −{}", counted(one.lost_by.size(), "person", "people"));
      if (!one.changed_for.empty())
        out += fmt::format("  cut otherwise for {}", counted(one.changed_for.size(), "person", "people"));
      out += '\n';
    }
    if (simulation.more_objects) out += "  … and others\n";
  }
  return out;
}

}  // namespace comity::cli
