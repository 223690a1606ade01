#include "cli/explained.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "cli/terminal.hpp"

namespace comity::cli {
namespace {

using nlohmann::ordered_json;
using release::Branch;
using release::Written;

ordered_json clauses_json(const std::vector<Written::Clause>& clauses) {
  ordered_json out = ordered_json::array();
  for (const Written::Clause& clause : clauses)
    out.push_back({{"name", clause.name}, {"holds", clause.holds}, {"text", clause.text}});
  return out;
}

const char* name_of(Branch::Kind kind) {
  switch (kind) {
    case Branch::Kind::agreement:
      return "agreement";
    case Branch::Kind::consent:
      return "consent";
    case Branch::Kind::held:
      return "held";
  }
  return "";
}

ordered_json branch_json(const Written::Branch& branch) {
  ordered_json out{{"kind", name_of(branch.kind)}};
  if (!branch.agreement.empty()) {
    out["agreement"] = branch.agreement;
    out["version"] = branch.version;
  }
  out["permits"] = branch.permits;
  out["clauses"] = clauses_json(branch.clauses);
  return out;
}

std::string text_of(const ordered_json& object, const char* key) {
  return object.is_object() && object.contains(key) && object[key].is_string() ? plain(object[key].get<std::string>())
                                                                               : "";
}

bool flag_of(const ordered_json& object, const char* key) {
  return object.is_object() && object.contains(key) && object[key].is_boolean() && object[key].get<bool>();
}

const ordered_json& list_of(const ordered_json& object, const char* key) {
  static const ordered_json empty = ordered_json::array();
  return object.is_object() && object.contains(key) && object[key].is_array() ? object[key] : empty;
}

const ordered_json& member(const ordered_json& object, const char* key) {
  static const ordered_json none;
  return object.is_object() && object.contains(key) ? object[key] : none;
}

std::string mark(bool holds) { return holds ? paint(Paint::good, "✓") : paint(Paint::bad, "✗"); }

void add_clauses(std::string& out, const ordered_json& clauses, std::string_view indent) {
  std::size_t columns = 0;
  for (const auto& clause : clauses) columns = std::max(columns, width(text_of(clause, "name")));
  for (const auto& clause : clauses)
    out += fmt::format("{}{} {}  {}\n", indent, mark(flag_of(clause, "holds")),
                       padded(text_of(clause, "name"), columns), text_of(clause, "text"));
}

std::string branch_title(const ordered_json& branch) {
  const std::string kind = text_of(branch, "kind");
  const std::string agreement = text_of(branch, "agreement");
  const int version = branch.is_object() && branch.contains("version") && branch["version"].is_number_integer()
                          ? branch["version"].get<int>()
                          : 0;
  if (kind == "agreement") return fmt::format("agreement {} version {}", agreement, version);
  if (kind == "held") return fmt::format("held copy, received under {} version {}", agreement, version);
  return kind;
}

std::string object_title(const ordered_json& one) {
  std::string out = paint(Paint::strong, text_of(one, "id"));
  if (const auto version = text_of(one, "version"); !version.empty()) out += fmt::format("  version {}", version);
  return out + fmt::format("  of {}\n", text_of(one, "owner"));
}

std::string verdict(const ordered_json& one, const std::string& person) {
  const auto& explanation = member(one, "explanation");
  if (flag_of(one, "withheld"))
    return fmt::format(
        "{} {} does not get it: its label permits, but it refers to what this person may not see, or nothing "
        "valid would be left of it\n",
        mark(false), person);
  if (!flag_of(one, "reads"))
    return fmt::format("{} {} does not get it ({})\n", mark(false), person, text_of(explanation, "clause"));
  const std::size_t cut = list_of(one, "cut").size();
  return fmt::format("{} {} gets it{} ({})\n", mark(true), person, cut ? ", cut" : "", text_of(explanation, "clause"));
}

}  // namespace

ordered_json to_json(const std::vector<operations::Explained>& explained) {
  ordered_json out = ordered_json::array();
  for (const auto& one : explained) {
    ordered_json origins = ordered_json::array();
    for (const auto& origin : one.by_label.origins) {
      ordered_json branches = ordered_json::array();
      for (const Written::Branch& branch : origin.branches) branches.push_back(branch_json(branch));
      origins.push_back({{"party", origin.party}, {"permits", origin.permits}, {"branches", std::move(branches)}});
    }
    ordered_json label = ordered_json::parse(one.label, nullptr, false);
    if (label.is_discarded()) label = nullptr;
    out.push_back({{"owner", one.owner},
                   {"id", one.id},
                   {"version", one.version},
                   {"type", one.type},
                   {"label", std::move(label)},
                   {"marking", one.marking},
                   {"reads", one.reads},
                   {"withheld", one.withheld},
                   {"cut", one.cut},
                   {"explanation",
                    {{"permit", one.by_label.permit},
                     {"clause", one.by_label.clause},
                     {"reader", clauses_json(one.by_label.reader)},
                     {"origins", std::move(origins)}}}});
  }
  return {{"objects", std::move(out)}};
}

ordered_json to_json(const std::vector<operations::WhoCanSee>& readers) {
  ordered_json out = ordered_json::array();
  for (const auto& one : readers) {
    ordered_json people = ordered_json::array();
    for (const auto& sight : one.people)
      people.push_back({{"person", sight.person},
                        {"agency", sight.agency},
                        {"party", sight.party},
                        {"reads", sight.reads},
                        {"cut", sight.cut},
                        {"clause", sight.clause},
                        {"text", sight.text}});
    out.push_back({{"owner", one.owner}, {"id", one.id}, {"version", one.version}, {"people", std::move(people)}});
  }
  return {{"objects", std::move(out)}};
}

std::string explained_text(const ordered_json& explained, const std::string& person) {
  std::string out;
  for (const auto& one : list_of(explained, "objects")) {
    if (!out.empty()) out += '\n';
    out += object_title(one) + verdict(one, plain(person));
    if (const std::string line = text_of(one, "marking"); !line.empty()) out += fmt::format("  in the reader's own scheme: {}\n", line);
    for (const auto& caveat : list_of(member(one, "label"), "caveats"))
      if (caveat.is_string()) out += fmt::format("  shown with it: {}\n", plain(caveat.get<std::string>()));
    const auto& explanation = member(one, "explanation");
    out += "\n  the reader\n";
    add_clauses(out, list_of(explanation, "reader"), "    ");
    for (const auto& origin : list_of(explanation, "origins")) {
      const bool permits = flag_of(origin, "permits");
      out += fmt::format("\n  {} {} {}\n", mark(permits), text_of(origin, "party"),
                         permits ? "permits" : "does not permit");
      if (list_of(origin, "branches").empty()) out += "      nothing that may be shown here was found\n";
      for (const auto& branch : list_of(origin, "branches")) {
        out += fmt::format("    {} {}\n", mark(flag_of(branch, "permits")), branch_title(branch));
        add_clauses(out, list_of(branch, "clauses"), "      ");
      }
    }
    if (!list_of(one, "cut").empty()) {
      out += "\n  cut for this person\n";
      for (const auto& selector : list_of(one, "cut"))
        if (selector.is_string()) out += fmt::format("    {}\n", plain(selector.get<std::string>()));
    }
  }
  return out;
}

std::string readers_text(const ordered_json& readers) {
  std::string out;
  for (const auto& one : list_of(readers, "objects")) {
    if (!out.empty()) out += '\n';
    std::vector<std::vector<Cell>> rows;
    rows.push_back(
        {{"", {}, false}, {"PERSON", Paint::faint, true}, {"CLAUSE", Paint::faint, true}, {"WHY", Paint::faint, true}});
    std::size_t reading = 0;
    const auto& people = list_of(one, "people");
    for (const auto& sight : people) {
      const bool reads = flag_of(sight, "reads");
      reading += reads ? 1 : 0;
      std::string clause = text_of(sight, "clause");
      if (flag_of(sight, "cut")) clause += ", cut";
      rows.push_back({{reads ? "✓" : "✗", reads ? Paint::good : Paint::bad, true},
                      {text_of(sight, "person")},
                      {std::move(clause)},
                      {text_of(sight, "text"), Paint::faint, reads}});
    }
    out += object_title(one) + fmt::format("{} of {} people get it\n\n", reading, people.size()) + table(rows);
  }
  return out;
}

}  // namespace comity::cli
