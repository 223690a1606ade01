#include <fmt/format.h>

#include <algorithm>
#include <shared_mutex>

#include "operations/exposure_games.hpp"

namespace comity::operations {
namespace {

// What one answer may cost: points of each hull, choices tried, and minimum cuts over all of them.
constexpr insight::FrontierLimits kLimits{.most_combinations = 256, .most_points = 200, .most_cuts = 8192};

// What is given up as one.
struct Lever {
  std::string name, what_if;
  bool stays = false;
  std::int64_t cost = 0;
};

std::string part_of(const marking::Label& label, const RawGrant& grant, Grain grain) {
  std::string out;
  if (grain == Grain::topic)
    for (const auto& clause : label.topics) {
      std::string words = clause.all ? "any" : "";
      for (const std::string& word : clause.words) words += (words.empty() ? "" : "|") + word;
      out += (out.empty() ? ", topic " : " and ") + words;
    }
  const auto levels = label.levels.find(grant.from);
  if (grain == Grain::level && levels != label.levels.end())
    for (const auto& word : levels->second) out += (out.empty() ? ", " : " and ") + word.word;
  return out;
}

Lever lever_of(const Reach& reach, const RawGrant& grant, const marking::Label& label, Grain grain) {
  if (!reach.knows(grant)) return {"agreements of others", "", true, 0};
  const std::string direction = fmt::format("{}→{}", grant.from, grant.to);
  switch (grant.kind) {
    case release::Branch::Kind::held: return {fmt::format("kept under {} v{}", grant.agreement, grant.version), "", true, 0};
    case release::Branch::Kind::consent: return {"consents " + direction, "", false, 0};
    case release::Branch::Kind::agreement: break;
  }
  return {fmt::format("{} {}{}", grant.agreement, direction, part_of(label, grant, grain)),
          grain == Grain::direction ? fmt::format("suspend={}:{}>{}", grant.agreement, grant.from, grant.to) : "", false, 0};
}

void add_points(const insight::Frontier& found, const std::vector<Lever>& levers, ExposureFrontier& out) {
  std::vector<insight::GrantIx> before;
  for (const auto& point : found.points) {
    ExposureFrontier::Point one{point.lost, point.removed, found.exposed - point.removed, point.at_most, {}};
    const auto add = [&](const auto& from, const auto& against, bool back) {
      for (const auto grant : from)
        if (!std::binary_search(against.begin(), against.end(), grant)) one.steps.push_back({levers[grant].name, levers[grant].what_if, levers[grant].cost, back});
    };
    add(point.cut, before, false);
    add(before, point.cut, true);
    before = point.cut;
    out.points.push_back(std::move(one));
  }
}

}  // namespace

Result<ExposureFrontier> exposure_frontier(Node& node, const Caller& caller, const ExposureRequest& request, Grain grain, std::int64_t constant) {
  if (constant < 1 || constant > 1'000'000) return fail(Code::invalid, "what a grant costs by being there is a whole number from 1 to 1000000", "constant");
  TRY_VOID(settle_clock(node));
  std::shared_lock state(node.journal().state());
  TRY_VOID(may_ask_exposure(node, caller));
  TRY(const ExposureTurn turn, ExposureTurn::take(node));
  TRY(const auto members, members_named(node, caller, request.members));
  TRY(Reach reach, Reach::at(node, caller, request.as_of));
  RowWeights weight(node, request.weights);
  ExposureFrontier out;
  for (const Member& one : members) out.members.push_back(one.name);
  out.at = reach.time();
  out.grain = grain;
  out.weights = request.weights;
  out.notes = reach.notes();

  std::map<std::string, std::set<std::string>> people;
  for (const Member& one : members) people[one.party].insert(one.people.begin(), one.people.end());
  std::vector<Lever> levers;
  std::map<std::string, insight::GrantIx> index;
  std::vector<insight::ExposureClass> classes;
  for (const auto& [party, ids] : people) {
    const std::vector<std::string> list(ids.begin(), ids.end());
    const Game game = game_of(reach, party, list, weight, recently_leased(reach, list));
    out.follows += game.follows;
    for (const auto& one : game.classes) {
      std::set<insight::GrantIx> used;
      classes.push_back({one.exposed.weight, one.exposed.count, with_players(one.exposed.ways, [&](insight::GrantIx raw) {
                           Lever lever = lever_of(reach, reach.grants()[raw], reach.label(one.row), grain);
                           const auto [found, fresh] = index.try_emplace(lever.name, static_cast<insight::GrantIx>(levers.size()));
                           if (fresh) levers.push_back(std::move(lever));
                           used.insert(found->second);
                           return found->second;
                         })});
      for (const auto lever : used) levers[lever].cost += static_cast<std::int64_t>(one.recent);
    }
  }
  std::vector<std::int64_t> cost;
  for (Lever& lever : levers) {
    lever.cost += constant;
    cost.push_back(lever.stays ? insight::kStays : lever.cost);
    if (!lever.stays) out.sharing += lever.cost;
  }
  state.unlock();  // from here on plain values alone: cutting may take seconds, and nobody should wait for it
  TRY(const insight::Frontier found, insight::frontier(classes, cost, kLimits));
  out.exposed = found.exposed;
  out.stays = found.exposed - found.removable;
  out.exact = found.exact;
  out.more = found.more;
  out.chosen_classes = found.chosen_classes;
  out.chosen_weight = found.chosen_weight;
  add_points(found, levers, out);
  out.notes.push_back("what falls because something it refers to is no longer released is not in the frontier; a what-if counts it");
  if (!out.exact) out.notes.push_back("there were too many choices to try them all: points are true, and at_most is what any choice of that cost could remove");
  return out;
}

}  // namespace comity::operations
