// What rests on what: reports on reports, and all of them on origins. What is stated twice or in a circle is made one, so that it counts once.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace comity::insight {

// Nodes are numbered from 0. Values; not thread-safe.
struct Provenance {
  using Node = std::uint32_t;
  // Of a node that rests on nothing: it is where knowledge came in (a sensor, a source, raw data, a document elsewhere), or nobody said. Of one that
  // rests on something it says nothing: what is derived is no origin.
  enum class End : std::uint8_t { unknown, origin };
  struct Pair {
    Node from, to;
  };

  std::vector<End> nodes;
  std::vector<Pair> rests_on;  // from rests on to
  std::vector<Pair> same;      // somebody confirmed that one is a copy of the other

  Node add(End end = End::unknown) {
    nodes.push_back(end);
    return static_cast<Node>(nodes.size() - 1);
  }
};

// The same without copies and circles: each group of nodes that are copies of each other, or that rest on each other in a circle, is one part. A part that rests
// on no other is an origin if it is one without a circle, else its lineage is unknown: who cite only each other have told nobody what they know.
// Circles are found as strongly connected components (Tarjan 1972), without recursion: in time linear in nodes and pairs, however they are tangled.
class Lineage {
 public:
  using Part = std::uint32_t;
  // Pairs name nodes that there are.
  explicit Lineage(const Provenance& provenance);

  std::uint32_t parts() const { return static_cast<std::uint32_t>(first_.size() - 1); }
  Part part_of(Provenance::Node node) const { return part_[node]; }
  std::span<const Provenance::Node> members(Part part) const {  // ascending
    return {members_.data() + first_[part], first_[part + 1] - first_[part]};
  }
  // What a part rests on: other parts, each once, ascending. None: it is an end.
  std::span<const Part> rests_on(Part part) const { return {on_.data() + on_first_[part], on_first_[part + 1] - on_first_[part]}; }
  bool is_end(Part part) const { return rests_on(part).empty(); }
  bool is_origin(Part part) const { return origin_[part]; }  // only of an end
  bool is_circle(Part part) const { return circle_[part]; }

  // All that these rest on, themselves among them, ascending.
  std::vector<Part> behind(std::span<const Part> parts) const;

 private:
  std::vector<Part> part_;
  std::vector<std::uint32_t> first_, on_first_;
  std::vector<Provenance::Node> members_;
  std::vector<Part> on_;
  std::vector<bool> origin_, circle_;
};

}  // namespace comity::insight
