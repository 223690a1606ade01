#include "insight/flow.hpp"

#include <algorithm>
#include <limits>

#include "base/result.hpp"

namespace comity::insight {
namespace {
constexpr std::uint32_t kNoLevel = std::numeric_limits<std::uint32_t>::max();
}

FlowNetwork::Edge FlowNetwork::add(Vertex from, Vertex to, std::int64_t capacity) {
  CHECK(from < vertices_ && to < vertices_ && capacity >= 0 && capacity <= kEndless);
  arcs_.push_back({to, capacity});
  arcs_.push_back({from, 0});
  indexed_ = false;
  return static_cast<Edge>(arcs_.size() / 2 - 1);
}

std::int64_t FlowNetwork::flow(Edge edge) const { return arcs_[2 * edge + 1].left; }

void FlowNetwork::set_capacity(Edge edge, std::int64_t capacity) {
  CHECK(capacity >= flow(edge) && capacity <= kEndless);
  arcs_[2 * edge].left = capacity - flow(edge);
}

void FlowNetwork::index() {
  if (indexed_) return;
  first_.assign(vertices_ + 1, 0);
  for (std::size_t arc = 0; arc < arcs_.size(); ++arc) ++first_[arcs_[arc ^ 1].to + 1];
  for (std::uint32_t v = 0; v < vertices_; ++v) first_[v + 1] += first_[v];
  order_.resize(arcs_.size());
  std::vector<std::uint32_t> place(first_.begin(), first_.end() - 1);
  for (std::uint32_t arc = 0; arc < arcs_.size(); ++arc) order_[place[arcs_[arc ^ 1].to]++] = arc;
  indexed_ = true;
}

// Distances from the source over arcs that have room, as far as the sink.
bool FlowNetwork::layer() {
  level_.assign(vertices_, kNoLevel);
  queue_.clear();
  queue_.push_back(source_);
  level_[source_] = 0;
  for (std::size_t at = 0; at < queue_.size(); ++at) {
    const Vertex v = queue_[at];
    if (level_[sink_] != kNoLevel && level_[v] >= level_[sink_]) break;
    for (std::uint32_t i = first_[v]; i < first_[v + 1]; ++i) {
      const Arc& arc = arcs_[order_[i]];
      if (arc.left == 0 || level_[arc.to] != kNoLevel) continue;
      level_[arc.to] = level_[v] + 1;
      queue_.push_back(arc.to);
    }
  }
  return level_[sink_] != kNoLevel;
}

// One path at a time, without recursion: networks may be as deep as a chain of a million reports.
std::int64_t FlowNetwork::push() {
  std::int64_t pushed = 0;
  std::vector<std::uint32_t> path;  // arcs from the source
  Vertex at = source_;
  while (true) {
    if (at == sink_) {
      std::int64_t room = kEndless;
      for (const std::uint32_t arc : path) room = std::min(room, arcs_[arc].left);
      std::size_t keep = path.size();
      for (std::size_t i = path.size(); i-- > 0;) {
        arcs_[path[i]].left -= room;
        arcs_[path[i] ^ 1].left += room;
        if (arcs_[path[i]].left == 0) keep = i;  // the first arc that is full: what is before it may carry more
      }
      pushed += room;
      at = keep == path.size() ? at : arcs_[path[keep] ^ 1].to;
      path.resize(keep);
      continue;
    }
    bool forward = false;
    for (std::uint32_t& i = next_[at]; i < first_[at + 1]; ++i) {
      const Arc& arc = arcs_[order_[i]];
      if (arc.left == 0 || level_[arc.to] != level_[at] + 1) continue;
      path.push_back(order_[i]);
      at = arc.to;
      forward = true;
      break;
    }
    if (forward) continue;
    if (path.empty()) return pushed;
    at = arcs_[path.back() ^ 1].to;
    path.pop_back();
    ++next_[at];
  }
}

std::int64_t FlowNetwork::maximise(Vertex source, Vertex sink) {
  CHECK(source != sink && source < vertices_ && sink < vertices_);
  source_ = source;
  sink_ = sink;
  index();
  while (layer()) {
    next_.assign(first_.begin(), first_.end() - 1);
    total_ += push();
  }
  return total_;
}

std::vector<bool> FlowNetwork::source_side() const {
  std::vector<bool> out(vertices_);
  for (Vertex v = 0; v < vertices_; ++v) out[v] = level_[v] != kNoLevel;
  return out;
}

std::vector<bool> FlowNetwork::away_from_sink() const {
  std::vector<bool> reaches(vertices_);
  std::vector<Vertex> queue{sink_};
  reaches[sink_] = true;
  for (std::size_t at = 0; at < queue.size(); ++at)
    for (std::uint32_t i = first_[queue[at]]; i < first_[queue[at] + 1]; ++i) {
      const std::uint32_t back = order_[i];  // leaves queue[at]; its pair leads there
      const Vertex from = arcs_[back].to;
      if (arcs_[back ^ 1].left == 0 || reaches[from]) continue;
      reaches[from] = true;
      queue.push_back(from);
    }
  reaches.flip();
  return reaches;
}

}  // namespace comity::insight
