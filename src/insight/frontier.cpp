#include "insight/frontier.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <unordered_map>

#include "insight/flow.hpp"

namespace comity::insight {
namespace {

__extension__ using Wide = __int128;
using Cut = std::vector<GrantIx>;
constexpr std::int64_t kMost = std::int64_t{1} << 59;
constexpr std::size_t kMostAlternatives = 64;  // of one class

// What goes once all of these grants are cut.
struct Item {
  Cut grants;
  std::int64_t weight = 0;
};

// Classes with equal grants as one.
std::vector<Item> merged(std::map<Cut, std::int64_t> weights) {
  std::vector<Item> out;
  out.reserve(weights.size());
  for (auto& [grants, weight] : weights)
    if (weight > 0 && !grants.empty()) out.push_back({grants, weight});
  return out;
}

struct Point {
  std::int64_t lost = 0, removed = 0;
  Cut cut;
};

// The least choice that maximises exposure · removed - sharing · lost over these items, of which the grants in `paid` cost nothing more. Gives which items go.
class Solver {
 public:
  explicit Solver(std::span<const std::int64_t> cost) : cost_(cost), place_(cost.size(), kNone) {}

  std::vector<std::uint32_t> best(std::span<const Item> items, std::span<const std::uint32_t> chosen, const std::vector<bool>& paid, std::int64_t exposure, std::int64_t sharing) {
    std::vector<GrantIx> used;
    for (const std::uint32_t i : chosen)
      for (const GrantIx grant : items[i].grants)
        if (!paid[grant] && place_[grant] == kNone) {
          place_[grant] = static_cast<std::uint32_t>(used.size());
          used.push_back(grant);
        }
    const auto classes = static_cast<std::uint32_t>(chosen.size());
    const std::uint32_t source = classes + static_cast<std::uint32_t>(used.size()), sink = source + 1;
    FlowNetwork net(sink + 1);
    for (std::uint32_t c = 0; c < classes; ++c) {
      net.add(source, c, exposure * items[chosen[c]].weight);
      for (const GrantIx grant : items[chosen[c]].grants)
        if (!paid[grant]) net.add(c, classes + place_[grant], FlowNetwork::kEndless);
    }
    for (std::uint32_t g = 0; g < used.size(); ++g) net.add(classes + g, sink, sharing * cost_[used[g]]);
    for (const GrantIx grant : used) place_[grant] = kNone;
    net.maximise(source, sink);
    const auto side = net.source_side();
    std::vector<std::uint32_t> out;
    for (std::uint32_t c = 0; c < classes; ++c)
      if (side[c]) out.push_back(chosen[c]);
    return out;
  }

 private:
  static constexpr std::uint32_t kNone = UINT32_MAX;
  std::span<const std::int64_t> cost_;
  std::vector<std::uint32_t> place_;
};

// The vertices of the hull: between two neighbours, the items and grants that the farther has and the nearer has not.
struct Between {
  Point near, far;
  std::vector<std::uint32_t> items;  // of the farther alone
};

Cut join(const Cut& a, const Cut& b) {
  Cut out;
  std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out));
  return out;
}

Point with(const Point& near, std::span<const Item> items, const std::vector<std::uint32_t>& added, std::span<const std::int64_t> cost) {
  Point out = near;
  Cut more;
  for (const std::uint32_t i : added) {
    out.removed += items[i].weight;
    more.insert(more.end(), items[i].grants.begin(), items[i].grants.end());
  }
  std::sort(more.begin(), more.end());
  more.erase(std::unique(more.begin(), more.end()), more.end());
  out.cut = join(near.cut, more);
  out.lost = 0;
  for (const GrantIx grant : out.cut) out.lost += cost[grant];
  return out;
}

// What hulls may take, and whether that cut one short.
struct Allowance {
  std::size_t points = 0, cuts = 0;
  bool short_of_points = false, short_of_cuts = false;
};

std::vector<Point> hull_of(std::span<const Item> items, std::span<const std::int64_t> cost, Allowance& may) {
  std::vector<std::uint32_t> all(items.size());
  for (std::uint32_t i = 0; i < all.size(); ++i) all[i] = i;
  std::vector<Point> out{{}};
  if (items.empty()) return out;
  Solver solver(cost);
  std::deque<Between> todo;
  todo.push_back({{}, with({}, items, all, cost), std::move(all)});
  out.push_back(todo.front().far);
  std::vector<bool> paid(cost.size());
  while (!todo.empty()) {
    if (out.size() >= may.points) {
      may.short_of_points = true;
      break;
    }
    Between one = std::move(todo.front());
    todo.pop_front();
    const std::int64_t lost = one.far.lost - one.near.lost, removed = one.far.removed - one.near.removed;
    if (one.items.size() < 2 || lost == 0) continue;
    if (may.cuts == 0) {
      may.short_of_cuts = true;
      break;
    }
    --may.cuts;
    for (const GrantIx grant : one.near.cut) paid[grant] = true;
    const auto added = solver.best(items, one.items, paid, lost, removed);
    for (const GrantIx grant : one.near.cut) paid[grant] = false;
    // At this weight both ends are worth the same; what is found is worth more, or nothing is found.
    if (added.empty() || added.size() == one.items.size()) continue;
    const Point middle = with(one.near, items, added, cost);
    if ((middle.removed - one.near.removed) * lost == (middle.lost - one.near.lost) * removed) continue;
    std::vector<std::uint32_t> rest;
    std::set_difference(one.items.begin(), one.items.end(), added.begin(), added.end(), std::back_inserter(rest));
    out.push_back(middle);
    todo.push_back({one.near, middle, added});
    todo.push_back({middle, std::move(one.far), std::move(rest)});
  }
  return out;
}

// The upper hull by lost: of points that cost the same the one that removes most, and none inside.
template <class P>
void keep_hull(std::vector<P>& points) {
  std::sort(points.begin(), points.end(), [](const auto& a, const auto& b) {
    return a.lost != b.lost ? a.lost < b.lost : a.removed != b.removed ? a.removed > b.removed : a.cut.size() < b.cut.size();
  });
  std::vector<P> kept;
  for (auto& point : points) {
    if (!kept.empty() && point.removed <= kept.back().removed) continue;
    while (kept.size() >= 2) {
      const auto &a = kept[kept.size() - 2], &b = kept.back();
      if (static_cast<Wide>(b.removed - a.removed) * (point.lost - b.lost) > static_cast<Wide>(point.removed - b.removed) * (b.lost - a.lost)) break;
      kept.pop_back();
    }
    kept.push_back(std::move(point));
  }
  points = std::move(kept);
}

// The least sets of grants whose cutting removes the class; nothing where there are too many to write out.
std::optional<std::vector<Cut>> alternatives(std::span<const Way> ways, std::span<const std::int64_t> cost) {
  std::vector<Cut> out{{}};
  for (const Way& way : ways) {
    std::vector<Cut> next;
    for (const Cut& before : out)
      for (const auto& any : way)
        if (std::none_of(any.begin(), any.end(), [&](GrantIx grant) { return cost[grant] == kStays; })) next.push_back(join(before, any));
    std::sort(next.begin(), next.end());
    next.erase(std::unique(next.begin(), next.end()), next.end());
    std::vector<Cut> least;
    for (const Cut& one : next)
      if (std::none_of(next.begin(), next.end(), [&](const Cut& other) { return other != one && std::includes(one.begin(), one.end(), other.begin(), other.end()); }))
        least.push_back(one);
    out = std::move(least);
    if (out.size() > kMostAlternatives) return std::nullopt;
  }
  return out;
}

std::int64_t cost_of(const Cut& cut, std::span<const std::int64_t> cost) {
  std::int64_t out = 0;
  for (const GrantIx grant : cut) out += cost[grant];
  return out;
}

struct Choosing {
  std::vector<Cut> ways;  // any of these removes it
  std::int64_t weight = 0;
};

// The most that could be removed for `lost`, by a hull.
std::int64_t at_most(const std::vector<Point>& hull, std::int64_t lost) {
  for (std::size_t i = 1; i < hull.size(); ++i)
    if (lost <= hull[i].lost) {
      const auto &a = hull[i - 1], &b = hull[i];
      return a.removed + static_cast<std::int64_t>(static_cast<Wide>(b.removed - a.removed) * (lost - a.lost) / (b.lost - a.lost));
    }
  return hull.back().removed;
}

std::vector<Item> items_with(std::map<Cut, std::int64_t> plain, const std::vector<Choosing>& choosing, const auto& choice) {
  for (std::size_t i = 0; i < choosing.size(); ++i) {
    Cut cut = choice(i);
    plain[std::move(cut)] += choosing[i].weight;
  }
  return merged(std::move(plain));
}

// Every class counts by what is really released, whatever was chosen for it: a choice that was not made may have come about all the same.
std::int64_t removed_by(const Cut& cut, const std::map<Cut, std::int64_t>& plain, const std::vector<Choosing>& choosing) {
  std::int64_t out = 0;
  const auto cuts = [&](const Cut& needed) { return std::includes(cut.begin(), cut.end(), needed.begin(), needed.end()); };
  for (const auto& [needed, weight] : plain)
    if (cuts(needed)) out += weight;
  for (const auto& one : choosing)
    if (std::any_of(one.ways.begin(), one.ways.end(), cuts)) out += one.weight;
  return out;
}

}  // namespace

Result<Closure> best_closure(std::span<const std::vector<GrantIx>> grants, std::span<const std::int64_t> weights, std::span<const std::int64_t> cost,
                             std::int64_t exposure, std::int64_t sharing) {
  Wide most = 0;
  for (const std::int64_t weight : weights) most += static_cast<Wide>(weight) * exposure;
  for (const std::int64_t one : cost) most += static_cast<Wide>(one) * sharing;
  if (most >= kMost) return fail(Code::too_large, "the weights are too large to be cut exactly; use smaller ones");
  std::map<Cut, std::int64_t> together;
  for (std::size_t c = 0; c < grants.size(); ++c) together[grants[c]] += weights[c];
  const auto items = merged(together);
  std::vector<std::uint32_t> all(items.size());
  for (std::uint32_t i = 0; i < all.size(); ++i) all[i] = i;
  std::vector<bool> gone(cost.size());
  Closure out;
  for (const std::uint32_t i : Solver(cost).best(items, all, std::vector<bool>(cost.size()), exposure, sharing))
    for (const GrantIx grant : items[i].grants) gone[grant] = true;
  for (std::size_t c = 0; c < grants.size(); ++c)
    if (std::all_of(grants[c].begin(), grants[c].end(), [&](GrantIx grant) { return gone[grant]; })) out.removed.push_back(c);
  for (GrantIx grant = 0; grant < cost.size(); ++grant)
    if (gone[grant]) out.cut.push_back(grant);
  return out;
}

Result<Frontier> frontier(std::span<const ExposureClass> classes, std::span<const std::int64_t> cost, const FrontierLimits& limits) {
  Frontier out;
  std::map<Cut, std::int64_t> plain;
  std::map<std::vector<Way>, std::int64_t> mixed;
  for (const ExposureClass& one : classes) {
    auto ways = simplest(one.ways);
    if (ways.empty() || ways.front().empty()) continue;
    out.exposed += one.weight;
    if (ways.size() > 1 || ways.front().size() > 1) {
      mixed[std::move(ways)] += one.weight;
    } else if (std::none_of(ways.front().front().begin(), ways.front().front().end(), [&](GrantIx grant) { return cost[grant] == kStays; })) {
      plain[ways.front().front()] += one.weight;
    }
  }
  Wide all_cost = 0;
  for (const std::int64_t one : cost) all_cost += std::max<std::int64_t>(one, 0);
  if (all_cost * std::max<std::int64_t>(out.exposed, 1) * 2 >= kMost) return fail(Code::too_large, "the weights are too large to be cut exactly; use smaller ones");

  std::vector<Choosing> choosing;
  std::int64_t unwritten = 0;  // of classes whose choices are too many to write out
  std::size_t combinations = 1;
  for (const auto& [ways, weight] : mixed) {
    auto found = alternatives(ways, cost);
    if (!found) {  // too many to write out: the first way's cheapest originators stand for it, and a bound says what that may miss
      out.exact = false;
      unwritten += weight;
      std::vector<Way> some;
      for (const Way& way : ways) {
        const auto cheapest = std::min_element(way.begin(), way.end(), [&](const auto& a, const auto& b) {
          const auto dear = [&](const auto& any) { return std::any_of(any.begin(), any.end(), [&](GrantIx grant) { return cost[grant] == kStays; }) ? kMost : cost_of(any, cost); };
          return dear(a) < dear(b);
        });
        some.push_back({*cheapest});
      }
      found = alternatives(some, cost);
    }
    if (found->empty()) continue;  // it stays whatever is done
    if (found->size() == 1) {
      plain[found->front()] += weight;
      continue;
    }
    ++out.chosen_classes;
    out.chosen_weight += weight;
    combinations = std::min(combinations * found->size(), limits.most_combinations + 1);
    choosing.push_back({std::move(*found), weight});
  }
  for (const auto& [cut, weight] : plain) out.removable += weight;
  for (const auto& one : choosing) out.removable += one.weight;

  std::vector<Point> points;
  Allowance may{limits.most_points, limits.most_cuts};
  const auto add = [&](const std::vector<Item>& items) {
    for (Point& point : hull_of(items, cost, may)) {
      if (!choosing.empty()) point.removed = removed_by(point.cut, plain, choosing);
      points.push_back(std::move(point));
    }
  };
  std::vector<Point> bound;
  bool all_tried = combinations <= limits.most_combinations;
  if (all_tried) {
    std::vector<std::size_t> digits(choosing.size(), 0);
    while (!may.short_of_cuts) {
      add(items_with(plain, choosing, [&](std::size_t i) { return choosing[i].ways[digits[i]]; }));
      std::size_t at = 0;
      while (at < digits.size() && ++digits[at] == choosing[at].ways.size()) digits[at++] = 0;
      if (at == digits.size()) break;
    }
    all_tried = !may.short_of_cuts;
  }
  if (!all_tried) {
    out.exact = false;
    may.cuts = limits.most_cuts;
    add(items_with(plain, choosing, [&](std::size_t i) {
      return *std::min_element(choosing[i].ways.begin(), choosing[i].ways.end(), [&](const Cut& a, const Cut& b) { return cost_of(a, cost) < cost_of(b, cost); });
    }));
    // At least what all of a class's choices have in common must be cut: whoever needed no more would remove at least as much.
    std::map<Cut, std::int64_t> common = plain;
    std::int64_t free = unwritten;
    for (const auto& one : choosing) {
      Cut shared = one.ways.front();
      for (const Cut& way : one.ways) {
        Cut both;
        std::set_intersection(shared.begin(), shared.end(), way.begin(), way.end(), std::back_inserter(both));
        shared = std::move(both);
      }
      if (shared.empty()) free += one.weight;
      else common[shared] += one.weight;
    }
    Allowance of_bound{limits.most_points, limits.most_cuts};
    bound = hull_of(merged(common), cost, of_bound);
    for (auto& point : bound) point.removed += free;
    keep_hull(bound);
    if (of_bound.short_of_points || of_bound.short_of_cuts) bound.clear();
  }
  out.more = may.short_of_points || may.short_of_cuts;
  keep_hull(points);
  for (Point& point : points) {
    FrontierPoint one{point.lost, point.removed, std::move(point.cut), std::nullopt};
    if (!out.exact) one.at_most = std::min(out.removable, bound.empty() ? out.removable : std::max(one.removed, at_most(bound, one.lost)));
    out.points.push_back(std::move(one));
  }
  return out;
}

}  // namespace comity::insight
