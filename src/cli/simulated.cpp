#include "cli/simulated.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/terminal.hpp"

namespace comity::cli {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kMostRows = 20;  // of one table for people; --json gives all

std::uint64_t number(const ordered_json& value, const char* key) {
  // A whole number is signed where this program made the JSON, and unsigned where it was read.
  return value.is_object() && value.contains(key) && value[key].is_number_integer() ? value[key].get<std::uint64_t>() : 0;
}
std::string text_of(const ordered_json& value, const char* key) {
  return value.is_object() && value.contains(key) && value[key].is_string() ? value[key].get<std::string>() : "";
}
const ordered_json& list_of(const ordered_json& value, const char* key) {
  static const ordered_json none = ordered_json::array();
  return value.is_object() && value.contains(key) && value[key].is_array() ? value[key] : none;
}

struct Tally {
  std::uint64_t gained = 0, lost = 0, changed = 0;
  bool any() const { return gained || lost || changed; }
};
using Tallies = std::vector<std::pair<std::string, Tally>>;

Tally tally_of(const ordered_json& value) { return {number(value, "gained"), number(value, "lost"), number(value, "changed")}; }
Tallies tallies_of(const ordered_json& simulation, const char* table, const char* name) {
  Tallies out;
  for (const ordered_json& one : list_of(simulation, table)) out.emplace_back(text_of(one, name), tally_of(one));
  return out;
}

// 1204 -> "1,204".
std::string grouped(std::uint64_t count) {
  std::string out = std::to_string(count);
  for (std::size_t i = out.size(); i > 3; i -= 3) out.insert(i - 3, ",");
  return out;
}
std::string gain(std::uint64_t count) { return count ? "+" + grouped(count) : ""; }
std::string loss(std::uint64_t count) { return count ? "−" + grouped(count) : ""; }

void add_table(std::string& out, const char* title, const Tallies& tallies) {
  if (tallies.empty()) return;
  Tallies most = tallies;
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

std::string counted(std::size_t count, const char* one, const char* many) {
  return fmt::format("{} {}", grouped(count), count == 1 ? one : many);
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

void add_reasons(std::string& out, const ordered_json& reasons) {
  if (reasons.empty()) return;
  std::vector<std::vector<Cell>> rows;
  rows.push_back({{"", {}, false}, {"OBJECTS", Paint::faint, true}, {"FOR", Paint::faint, true}, {"WHY", Paint::faint, true}});
  for (std::size_t i = 0; i < std::min(reasons.size(), kMostRows); ++i) {
    const ordered_json& reason = reasons[i];
    const bool gained = reason.is_object() && reason.value("gained", false);
    const std::uint64_t objects = number(reason, "objects");
    rows.push_back({{""},
                    {gained ? gain(objects) : loss(objects), gained ? Paint::good : Paint::bad, true},
                    {fmt::format("{}, {}", counted(number(reason, "people"), "person", "people"), counted(number(reason, "agencies"), "agency", "agencies"))},
                    {plain(text_of(reason, "text"))}});
  }
  out += "\n" + table(rows);
  if (reasons.size() > kMostRows) out += fmt::format("  … and {} more; --json lists all\n", reasons.size() - kMostRows);
}

void add_named(std::string& out, const ordered_json& simulation) {
  const ordered_json& named = list_of(simulation, "named");
  if (named.empty()) return;
  out += "\n";
  for (const ordered_json& one : named) {
    out += fmt::format("  {} {} of {}", plain(text_of(one, "id")), plain(text_of(one, "version")), plain(text_of(one, "owner")));
    if (const auto& some = list_of(one, "gained_by"); !some.empty()) out += fmt::format("  +{}", counted(some.size(), "person", "people"));
    if (const auto& some = list_of(one, "lost_by"); !some.empty()) out += fmt::format("  −{}", counted(some.size(), "person", "people"));
    if (const auto& some = list_of(one, "changed_for"); !some.empty()) out += fmt::format("  cut otherwise for {}", counted(some.size(), "person", "people"));
    out += '\n';
  }
  if (simulation.is_object() && simulation.value("more", false)) out += "  … and others\n";
}

}  // namespace

std::string simulation_text(const ordered_json& simulation) {
  const std::uint64_t replaces = number(simulation, "replaces"), held = number(simulation, "held");
  std::string out = fmt::format("{} version {}, as if in force on {}", plain(text_of(simulation, "agreement")), number(simulation, "version"),
                                plain(text_of(simulation, "at").substr(0, std::string_view("2026-01-31").size())));
  out += replaces ? fmt::format(", in place of version {}\n", replaces) : ", which the node does not have yet\n";
  const Tally all = tally_of(simulation.value("objects", ordered_json::object()));
  const Tallies agencies = tallies_of(simulation, "receiving_agencies", "agency"), people = tallies_of(simulation, "receiving_people", "person");
  if (!all.any()) {
    out += "  nothing that may be shown here changes for anybody\n";
  } else {
    out += fmt::format("  {} / {} objects{}", paint(Paint::good, "+" + grouped(all.gained)), paint(Paint::bad, "−" + grouped(all.lost)),
                       held ? fmt::format(" of {}", grouped(held)) : "");
    if (all.changed) out += fmt::format(", {} cut otherwise", grouped(all.changed));
    out += fmt::format("; {} of {} people\n", grouped(people.size()), grouped(number(simulation, "people")));
    add_agencies(out, agencies, true);
    add_agencies(out, agencies, false);
  }
  std::string hidden;
  for (const ordered_json& party : list_of(simulation, "gains_not_shown_of"))
    if (party.is_string()) hidden += (hidden.empty() ? "" : ", ") + plain(party.get<std::string>());
  if (!hidden.empty()) out += fmt::format("  what your people would gain is counted once its originators have signed this draft; not yet: {}\n", hidden);
  if (!all.any()) return out;
  add_table(out, "ORIGINATOR", tallies_of(simulation, "originating_agencies", "agency"));
  add_table(out, "LEVEL", tallies_of(simulation, "levels", "level"));
  add_table(out, "TOPIC", tallies_of(simulation, "topics", "topic"));
  add_table(out, "RECEIVER", agencies);
  add_table(out, "PERSON", people);
  add_reasons(out, list_of(simulation, "reasons"));
  add_named(out, simulation);
  return out;
}

}  // namespace comity::cli
