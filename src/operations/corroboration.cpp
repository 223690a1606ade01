#include "operations/corroboration.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "operations/covering.hpp"

namespace comity::operations {
namespace {

using insight::Corroboration;
using insight::Lineage;
using nlohmann::ordered_json;
using Number = insight::Provenance::Node;

std::string name_of(const Trace::One& one) {
  if (one.kind == Trace::Kind::unknown) return "a source that is not told";
  const std::string of = one.kind == Trace::Kind::document ? one.id : one.owner;
  const std::string what = one.title.empty() ? one.id : one.title;
  return of.empty() ? what : what + " (" + of + ")";
}

// A group of copies, or a circle, goes by its names, as far as they are shown: only what is shown is under a lease.
std::string name_of(const CorroborationAnswer& answer, const Corroboration::Group& group) {
  constexpr std::size_t kMostNames = 3;
  std::string out;
  std::size_t names = 0;
  for (const Number number : group) {
    if (names == kMostNames || !std::binary_search(answer.shown.begin(), answer.shown.end(), number)) continue;
    out += (out.empty() ? "" : " = ") + name_of(answer.trace.nodes[number]);
    ++names;
  }
  if (names == 0) return fmt::format("a group of {}", group.size());
  if (names < group.size()) out += fmt::format(" = {} more", group.size() - names);
  return out;
}

std::vector<std::uint32_t> layers_of(const Lineage& lineage, std::size_t nodes) {
  std::vector<std::uint32_t> of_part(lineage.parts()), out(nodes);
  std::vector<bool> done(lineage.parts());
  std::vector<Lineage::Part> path;
  for (Lineage::Part start = 0; start < lineage.parts(); ++start) {
    path.push_back(start);
    while (!path.empty()) {
      const Lineage::Part at = path.back();
      bool ready = true;
      if (!done[at])
        for (const auto on : lineage.rests_on(at))
          if (!done[on]) {
            path.push_back(on);
            ready = false;
          }
      if (!ready) continue;
      for (const auto on : lineage.rests_on(at)) of_part[at] = std::max(of_part[at], of_part[on] + 1);
      done[at] = true;
      path.pop_back();
    }
  }
  for (Number number = 0; number < nodes; ++number) out[number] = of_part[lineage.part_of(number)];
  return out;
}

// What is cited, what all runs through, what goes in a circle, and then the rest as it was found.
std::vector<Number> shown_of(const Trace& trace, const Corroboration& found) {
  std::vector<Number> out;
  std::vector<bool> in(trace.nodes.size());
  const auto show = [&](Number number) {
    if (!in[number] && out.size() < kMostShown) {
      in[number] = true;
      out.push_back(number);
    }
  };
  for (const auto* groups : {&found.chokes, &found.chokes_near_reports, &found.circles})
    for (const auto& group : *groups)
      for (const Number number : group) show(number);
  for (const Number number : trace.cited) show(number);
  for (Number number = 0; number < trace.nodes.size(); ++number) show(number);
  std::sort(out.begin(), out.end());
  return out;
}

// Rows that are named: the shown objects, the relationships between them, and who states a shown document: its source and place are bytes of these.
std::vector<std::uint32_t> rows_of(const CorroborationAnswer& answer) {
  std::set<std::uint32_t> out;
  const auto& shown = answer.shown;
  for (const Number number : shown)
    if (const std::uint32_t row = answer.trace.nodes[number].row; row != shelf::kNoRow) out.insert(row);
  const auto is_shown = [&](Number number) { return std::binary_search(shown.begin(), shown.end(), number); };
  for (const Trace::Edge& edge : answer.trace.edges) {
    if (edge.row != shelf::kNoRow && is_shown(edge.from) && is_shown(edge.on)) out.insert(edge.row);
    if (answer.trace.nodes[edge.on].kind == Trace::Kind::document && is_shown(edge.on)) out.insert(answer.trace.nodes[edge.from].row);
  }
  return {out.begin(), out.end()};
}

// Pairs that nobody has confirmed yet.
std::vector<insight::Resembling> copies_in(const Trace& trace, const Lineage& lineage, const std::vector<Number>& shown) {
  auto found = insight::resembling(trace.sketches, kMostSuggested * 4);
  std::erase_if(found, [&](const insight::Resembling& one) {
    return lineage.part_of(one.a) == lineage.part_of(one.b) || !std::binary_search(shown.begin(), shown.end(), one.a) ||
           !std::binary_search(shown.begin(), shown.end(), one.b);
  });
  if (found.size() > kMostSuggested) found.resize(kMostSuggested);
  return found;
}

CorroborationAnswer answer_of(Trace trace, bool names) {
  CorroborationAnswer out;
  const Lineage lineage(trace.provenance);
  out.found = insight::corroborate(lineage, trace.cited);
  out.trace = std::move(trace);
  out.layers = layers_of(lineage, out.trace.nodes.size());
  if (names) {
    out.shown = shown_of(out.trace, out.found);
    out.copies = copies_in(out.trace, lineage, out.shown);
  }
  constexpr std::size_t kMostInSentence = 5;  // of more a list says it better
  const auto named = [&](const std::vector<Corroboration::Group>& groups) {
    std::vector<std::string> all;
    if (names && groups.size() <= kMostInSentence)
      for (const auto& group : groups) all.push_back(name_of(out, group));
    return all;
  };
  out.short_form = insight::in_short(out.found);
  out.sentence = insight::in_words(out.found, named(out.found.chokes), named(out.found.chokes_near_reports));
  return out;
}

ordered_json interval_json(const insight::Origins& origins) { return {{"low", origins.low}, {"high", origins.high}}; }

std::string node_name(Number number) { return "n" + std::to_string(number); }

ordered_json groups_json(const CorroborationAnswer& answer, const std::vector<Corroboration::Group>& groups) {
  ordered_json out = ordered_json::array();
  for (const auto& group : groups) {
    ordered_json one = ordered_json::array();
    for (const Number number : group)
      if (std::binary_search(answer.shown.begin(), answer.shown.end(), number)) one.push_back(node_name(number));
    if (!one.empty()) out.push_back(std::move(one));
  }
  return out;
}

ordered_json node_json(const CorroborationAnswer& answer, Number number, const std::set<Number>& chokes) {
  const Trace::One& one = answer.trace.nodes[number];
  constexpr std::string_view kKinds[] = {"object", "document", "unknown"};
  const bool ends = answer.layers[number] == 0;
  const bool unknown = std::any_of(answer.found.unknown.begin(), answer.found.unknown.end(),
                                   [&](const auto& group) { return std::find(group.begin(), group.end(), number) != group.end(); });
  return {{"node", node_name(number)},
          {"kind", kKinds[static_cast<std::size_t>(one.kind)]},
          {"id", one.id},
          {"type", one.type},
          {"title", one.title},
          {"owner", one.owner},
          {"originators", one.originators},
          {"cited", one.cited},
          {"lineage", unknown ? "unknown" : ends ? "origin" : "derived"},
          {"choke", chokes.contains(number)},
          {"layer", answer.layers[number]}};
}

}  // namespace

Result<CorroborationAnswer> corroborate(Node& node, const Caller& caller, const CorroborationRequest& request) {
  const bool of_question = !request.question.empty();
  if (of_question && !request.ids.empty()) return fail(Code::invalid, "name either the objects that are cited, or the question that they answer", "ids");
  TraceRequest what{of_question ? std::vector<std::string>{request.question} : request.ids, of_question, !caller.is_operator()};
  for (int attempt = 0; attempt < kPageTries; ++attempt) {
    TRY(Trace traced, trace(node, caller, what));
    CorroborationAnswer out = answer_of(std::move(traced), !caller.is_operator());
    if (caller.is_operator()) return out;
    TRY(const bool named, lease_for(node, caller, out.trace, rows_of(out), "corroboration"));
    if (named) return out;
  }
  return changing_too_fast();
}

Result<insight::Origins> origins_of(Node& node, const Caller& caller, const std::vector<std::string>& ids) {
  if (ids.empty()) return insight::Origins{};
  const std::set<std::string> each(ids.begin(), ids.end());
  const auto traced = trace(node, caller, {{each.begin(), each.end()}, false, false});
  if (!traced && traced.error().code == Code::not_found) return insight::Origins{1, static_cast<std::uint32_t>(each.size())};
  TRY_VOID(traced);
  return insight::independent_origins(Lineage(traced->provenance), traced->cited);
}

ordered_json to_json(const CorroborationAnswer& answer) {
  const Trace& trace = answer.trace;
  const auto is_shown = [&](Number number) { return std::binary_search(answer.shown.begin(), answer.shown.end(), number); };
  std::set<Number> chokes;
  for (const auto& group : answer.found.chokes) chokes.insert(group.begin(), group.end());
  ordered_json nodes = ordered_json::array(), edges = ordered_json::array(), copies = ordered_json::array();
  for (const Number number : answer.shown) nodes.push_back(node_json(answer, number, chokes));
  for (const Trace::Edge& edge : trace.edges) {
    if (!is_shown(edge.from) || !is_shown(edge.on)) continue;
    ordered_json one = {{"from", node_name(edge.from)}, {"to", node_name(edge.on)}, {"way", edge.way}, {"same", edge.same}, {"stated_by", edge.stated_by}};
    if (!edge.relationship.empty()) one["relationship"] = edge.relationship;
    edges.push_back(std::move(one));
  }
  for (const auto& one : answer.copies)
    copies.push_back({{"first", node_name(one.a)}, {"second", node_name(one.b)}, {"estimate", one.estimate}});
  return {{"short", answer.short_form},
          {"sentence", answer.sentence},
          {"reports", answer.found.reports},
          {"not_read", trace.not_read},
          {"independent", interval_json(answer.found.independent)},
          {"origins", answer.found.origins},
          {"unknown", answer.found.unknown.size()},
          {"circles", answer.found.circles.size()},
          {"chokes", groups_json(answer, answer.found.chokes)},
          {"chokes_near_reports", groups_json(answer, answer.found.chokes_near_reports)},
          {"only_cut", answer.found.only_cut},
          {"in_circles", groups_json(answer, answer.found.circles)},
          {"traced", trace.nodes.size()},
          {"nodes", std::move(nodes)},
          {"edges", std::move(edges)},
          {"perhaps_copied", std::move(copies)},
          {"method", "the most lines from origins to reports of which no two share a node (maximum flow); unknown lineage as an interval: docs/methods/corroboration.md"}};
}

}  // namespace comity::operations
