#include "operations/search_json.hpp"

#include <nlohmann/json.hpp>

namespace comity::operations {

using nlohmann::ordered_json;

ordered_json to_json(const SearchAnswer& answer) {
  ordered_json found = ordered_json::array();
  for (const SearchAnswer::One& one : answer.found) {
    ordered_json snippet = ordered_json::array();
    for (const search::Run& run : one.shown.snippet) {
      ordered_json part = {{"text", run.text}};
      if (run.match) part["match"] = true;
      snippet.push_back(std::move(part));
    }
    ordered_json result = {{"id", one.id},         {"version", one.version},       {"type", one.type},
                           {"owner", one.owner},   {"title", one.shown.title},     {"date_added", format_time(one.added)},
                           {"originators", one.originators}, {"levels", one.levels}, {"tlp", one.tlp},
                           {"marking", one.marking}};
    if (!snippet.empty()) {
      result["member"] = one.shown.member;
      result["snippet"] = std::move(snippet);
    }
    found.push_back(std::move(result));
  }
  ordered_json out = {{"total", answer.total}, {"found", std::move(found)}};
  if (!answer.facets.empty()) {
    ordered_json facets = ordered_json::object();
    for (const auto& [facet, counts] : answer.facets) {
      ordered_json values = ordered_json::array();
      for (const SearchAnswer::Count& count : counts) values.push_back({{"value", count.value}, {"objects", count.objects}});
      facets[std::string(name_of(facet))] = std::move(values);
    }
    out["facets"] = std::move(facets);
  }
  if (answer.more) out["next"] = answer.next;
  return out;
}

Result<std::set<Facet>> parse_facets(const std::vector<std::string>& names) {
  std::set<Facet> out;
  for (const std::string& name : names) {
    if (name == "all") {
      out = {Facet::type, Facet::originator, Facet::level, Facet::topic, Facet::agreement, Facet::month};
      continue;
    }
    const auto facet = facet_named(name);
    if (!facet) return fail(Code::invalid, "facets are type, originator, level, topic, agreement, month, or all", "facets");
    out.insert(*facet);
  }
  return out;
}

}  // namespace comity::operations
