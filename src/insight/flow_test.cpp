#include "insight/flow.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <vector>

namespace comity::insight {
namespace {

// Cormen, Leiserson, Rivest and Stein, Introduction to Algorithms, 3rd edition, figure 26.1: the maximum is 23.
TEST(FlowNetwork, the_textbook_s_network_carries_23) {
  FlowNetwork net(6);
  net.add(0, 1, 16), net.add(0, 2, 13), net.add(1, 3, 12), net.add(2, 1, 4), net.add(3, 2, 9);
  net.add(2, 4, 14), net.add(4, 3, 7), net.add(3, 5, 20), net.add(4, 5, 4);
  EXPECT_EQ(net.maximise(0, 5), 23);
  const auto side = net.source_side();
  EXPECT_EQ(side, (std::vector<bool>{true, true, true, false, true, false}));
}

struct Edge {
  std::uint32_t from, to;
  std::int64_t capacity;
};

// The least cut by looking at every set of vertices.
std::int64_t least_cut(std::uint32_t vertices, const std::vector<Edge>& edges) {
  std::int64_t best = FlowNetwork::kEndless;
  for (std::uint32_t set = 0; set < (1U << vertices); ++set) {
    if (!(set & 1U) || (set >> (vertices - 1) & 1U)) continue;
    std::int64_t cut = 0;
    for (const Edge& e : edges)
      if ((set >> e.from & 1U) && !(set >> e.to & 1U)) cut += e.capacity;
    best = std::min(best, cut);
  }
  return best;
}

std::int64_t across(const std::vector<bool>& side, const std::vector<Edge>& edges) {
  std::int64_t out = 0;
  for (const Edge& e : edges)
    if (side[e.from] && !side[e.to]) out += e.capacity;
  return out;
}

TEST(FlowNetwork, the_maximum_is_the_least_of_all_cuts_and_both_named_cuts_cost_it) {
  std::mt19937 random(26);
  for (int round = 0; round < 400; ++round) {
    const std::uint32_t vertices = 2 + static_cast<std::uint32_t>(random() % 7);
    std::vector<Edge> edges;
    FlowNetwork net(vertices);
    for (auto i = random() % 24; i-- > 0;) {
      edges.push_back({static_cast<std::uint32_t>(random() % vertices), static_cast<std::uint32_t>(random() % vertices), static_cast<std::int64_t>(random() % 9)});
      net.add(edges.back().from, edges.back().to, edges.back().capacity);
    }
    const std::int64_t flow = net.maximise(0, vertices - 1);
    ASSERT_EQ(flow, least_cut(vertices, edges));
    EXPECT_EQ(across(net.source_side(), edges), flow);
    EXPECT_EQ(across(net.away_from_sink(), edges), flow);
    // What flows in flows out.
    std::map<std::uint32_t, std::int64_t> stays;
    for (std::uint32_t e = 0; e < edges.size(); ++e) {
      EXPECT_GE(net.flow(e), 0);
      EXPECT_LE(net.flow(e), edges[e].capacity);
      stays[edges[e].from] -= net.flow(e);
      stays[edges[e].to] += net.flow(e);
    }
    for (std::uint32_t v = 1; v + 1 < vertices; ++v) EXPECT_EQ(stays[v], 0);
    // Raised, it goes on from where it was.
    if (edges.empty()) continue;
    Edge& raised = edges[random() % edges.size()];
    raised.capacity += 3;
    net.set_capacity(static_cast<std::uint32_t>(&raised - edges.data()), raised.capacity);
    EXPECT_EQ(net.maximise(0, vertices - 1), least_cut(vertices, edges));
  }
}

TEST(FlowNetwork, a_chain_of_a_million_is_no_deeper_than_memory) {
  constexpr std::uint32_t kLength = 1'000'000;
  FlowNetwork net(kLength);
  for (std::uint32_t v = 0; v + 1 < kLength; ++v) net.add(v, v + 1, FlowNetwork::kEndless - v);
  EXPECT_EQ(net.maximise(0, kLength - 1), FlowNetwork::kEndless - (kLength - 2));
}

}  // namespace
}  // namespace comity::insight
