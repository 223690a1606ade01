#include "insight/provenance.hpp"

#include <algorithm>
#include <numeric>

namespace comity::insight {
namespace {

using Node = Provenance::Node;
constexpr std::uint32_t kNone = UINT32_MAX;

// Lists by their first: the pairs' seconds, in the order of the pairs.
struct Lists {
  std::vector<std::uint32_t> first, all;
  Lists(std::uint32_t count, const std::vector<Provenance::Pair>& pairs) : first(count + 1), all(pairs.size()) {
    for (const auto& pair : pairs) ++first[pair.from + 1];
    std::partial_sum(first.begin(), first.end(), first.begin());
    std::vector<std::uint32_t> next(first.begin(), first.end() - 1);
    for (const auto& pair : pairs) all[next[pair.from]++] = pair.to;
  }
};

// Which copies are one: by the lowest of them.
class Copies {
 public:
  explicit Copies(std::size_t count) : above_(count) { std::iota(above_.begin(), above_.end(), 0U); }
  Node of(Node node) {
    while (above_[node] != node) node = above_[node] = above_[above_[node]];
    return node;
  }
  void join(Node a, Node b) {
    a = of(a), b = of(b);
    above_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<Node> above_;
};

// The component of each vertex: Tarjan's algorithm with its own stack. A component is numbered after all that it leads to.
std::vector<std::uint32_t> components(const Lists& edges, std::uint32_t& count) {
  const auto size = static_cast<std::uint32_t>(edges.first.size() - 1);
  std::vector<std::uint32_t> component(size, kNone), index(size, kNone), low(size), next(edges.first.begin(), edges.first.end() - 1), open, path;
  std::uint32_t indexed = 0;
  count = 0;
  for (std::uint32_t start = 0; start < size; ++start) {
    if (index[start] != kNone) continue;
    path.push_back(start);
    while (!path.empty()) {
      const std::uint32_t at = path.back();
      if (index[at] == kNone) {
        index[at] = low[at] = indexed++;
        open.push_back(at);
      }
      bool deeper = false;
      while (next[at] < edges.first[at + 1] && !deeper) {
        const std::uint32_t to = edges.all[next[at]];
        if (index[to] == kNone) {
          path.push_back(to);
          deeper = true;  // and then this edge again, for what came of it
        } else {
          if (component[to] == kNone) low[at] = std::min(low[at], low[to]);
          ++next[at];
        }
      }
      if (deeper) continue;
      path.pop_back();
      if (low[at] != index[at]) continue;
      std::uint32_t member = kNone;
      do {
        member = open.back();
        open.pop_back();
        component[member] = count;
      } while (member != at);
      ++count;
    }
  }
  return component;
}

}  // namespace

Lineage::Lineage(const Provenance& provenance) {
  const auto size = static_cast<std::uint32_t>(provenance.nodes.size());
  Copies copies(size);
  for (const auto& pair : provenance.same) copies.join(pair.from, pair.to);
  std::vector<Provenance::Pair> edges;
  edges.reserve(provenance.rests_on.size());
  for (const auto& pair : provenance.rests_on) {
    const Node from = copies.of(pair.from), to = copies.of(pair.to);
    if (from != to) edges.push_back({from, to});  // a copy that says what it was copied from is no circle
  }
  std::uint32_t count = 0;
  const std::vector<std::uint32_t> component = components(Lists(size, edges), count);

  // Copies that are not the lowest of theirs are components of their own, and no parts.
  std::vector<std::uint32_t> number(count, kNone);
  std::uint32_t parts = 0;
  for (Node node = 0; node < size; ++node)
    if (auto& one = number[component[copies.of(node)]]; one == kNone) one = parts++;
  part_.resize(size);
  origin_.resize(parts);
  circle_.resize(parts);
  first_.resize(parts + 1);
  for (Node node = 0; node < size; ++node) {
    part_[node] = number[component[copies.of(node)]];
    ++first_[part_[node] + 1];
    if (provenance.nodes[node] == Provenance::End::origin) origin_[part_[node]] = true;
  }
  std::partial_sum(first_.begin(), first_.end(), first_.begin());
  members_.resize(size);
  std::vector<std::uint32_t> next(first_.begin(), first_.end() - 1);
  for (Node node = 0; node < size; ++node) members_[next[part_[node]]++] = node;

  std::vector<Provenance::Pair> between;
  for (const auto& edge : edges) {
    const Part from = part_[edge.from], to = part_[edge.to];
    if (from == to) circle_[from] = true;
    else between.push_back({from, to});
  }
  for (const auto& pair : provenance.rests_on)
    if (pair.from == pair.to) circle_[part_[pair.from]] = true;  // it cites itself
  const auto order = [](const auto& a, const auto& b) { return a.from != b.from ? a.from < b.from : a.to < b.to; };
  std::sort(between.begin(), between.end(), order);
  between.erase(std::unique(between.begin(), between.end(), [](const auto& a, const auto& b) { return a.from == b.from && a.to == b.to; }), between.end());
  Lists lists(parts, between);
  on_first_ = std::move(lists.first);
  on_ = std::move(lists.all);
  for (Part part = 0; part < parts; ++part)
    if (!is_end(part) || circle_[part]) origin_[part] = false;
}

std::vector<Lineage::Part> Lineage::behind(std::span<const Part> parts) const {
  std::vector<bool> seen(this->parts());
  std::vector<Part> out, todo(parts.begin(), parts.end());
  while (!todo.empty()) {
    const Part part = todo.back();
    todo.pop_back();
    if (seen[part]) continue;
    seen[part] = true;
    out.push_back(part);
    for (const Part on : rests_on(part)) todo.push_back(on);
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace comity::insight
