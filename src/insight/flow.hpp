// Maximum flow and minimum cut (Ford and Fulkerson 1956; blocking flows after Dinic 1970). Whole numbers only, so that a cut is exact.
#pragma once

#include <cstdint>
#include <vector>

namespace comity::insight {

// Values; not thread-safe. Vertices are numbered from 0, edges in the order in which they are added.
class FlowNetwork {
 public:
  using Vertex = std::uint32_t;
  using Edge = std::uint32_t;
  // A capacity that no cut pays: past the sum of all others. A path of such edges from source to sink is a bug of the caller.
  static constexpr std::int64_t kEndless = std::int64_t{1} << 60;

  explicit FlowNetwork(std::uint32_t vertices) : vertices_(vertices) {}
  // Capacities are from 0 to kEndless; the finite ones sum to less than kEndless.
  Edge add(Vertex from, Vertex to, std::int64_t capacity);
  // May be raised at any time; may be lowered while no more than the new capacity flows.
  void set_capacity(Edge edge, std::int64_t capacity);

  // Adds to the flow that there is until it is a maximum. Gives all that flows. After capacities were raised, the next run goes on from there: a sweep over them costs little more
  // than its last point. Source and sink differ, and are the same in every run.
  std::int64_t maximise(Vertex source, Vertex sink);
  std::int64_t flow(Edge edge) const;

  // After maximise(): the vertices that the source still reaches. The edges that lead out of them are a minimum cut, the one nearest to the source, which names no edge without need.
  std::vector<bool> source_side() const;
  // The same from the other end: the vertices that do not reach the sink. Where both cuts name the same edges, the minimum cut is the only one.
  std::vector<bool> away_from_sink() const;

 private:
  struct Arc {
    Vertex to = 0;
    std::int64_t left = 0;  // what may still flow; of its pair: what flows, and what may flow back
  };
  void index();
  bool layer();
  std::int64_t push();

  std::uint32_t vertices_;
  Vertex source_ = 0, sink_ = 0;
  std::vector<Arc> arcs_;                 // edge e is arc 2e, its way back 2e + 1
  std::vector<std::uint32_t> first_;      // into order_, by vertex
  std::vector<std::uint32_t> order_;      // arcs by the vertex that they leave
  std::vector<std::uint32_t> level_, next_;
  std::vector<Vertex> queue_;
  bool indexed_ = false;
  std::int64_t total_ = 0;
};

}  // namespace comity::insight
