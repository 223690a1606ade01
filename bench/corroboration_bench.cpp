// Independent origins and chokes in a graph of provenance, beside Boost's maximum flows on the same network, in the same run; and the lineage of every object of a STIX file. One thread.
//   corroboration_bench [NODES [BUNDLE.json…]]
#include <fmt/format.h>

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/boykov_kolmogorov_max_flow.hpp>
#include <boost/graph/edmonds_karp_max_flow.hpp>
#include <boost/graph/push_relabel_max_flow.hpp>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <functional>
#include <map>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "insight/corroboration.hpp"
#include "insight/stated_sources.hpp"
#include "stix/object.hpp"

namespace {

using namespace comity;
using insight::Provenance;

// Of the processor, so that what else runs counts little.
double seconds(const std::function<void()>& work) {
  const std::clock_t begin = std::clock();
  work();
  return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

// Three edges a node, each to an earlier one nearby; the first twentieth are origins, a tenth of the last are cited.
struct Graph {
  Provenance provenance;
  std::vector<Provenance::Node> cited;
};
Graph graph_of(std::uint32_t nodes) {
  Graph out;
  std::mt19937_64 random(5);
  for (std::uint32_t i = 0; i < nodes; ++i) {
    out.provenance.add(i < nodes / 20 ? Provenance::End::origin : Provenance::End::unknown);
    if (i >= nodes / 20)
      for (int j = 0; j < 3; ++j) {
        const std::uint32_t reach = std::min(i, nodes / 10);
        out.provenance.rests_on.push_back({i, i - 1 - static_cast<std::uint32_t>(random() % reach)});
      }
    if (i >= nodes - nodes / 10) out.cited.push_back(i);
  }
  return out;
}

// The network that insight/corroboration.cpp builds, for Boost.
struct Network {
  using Traits = boost::adjacency_list_traits<boost::vecS, boost::vecS, boost::directedS>;
  using Boost = boost::adjacency_list<
      boost::vecS, boost::vecS, boost::directedS,
      boost::property<boost::vertex_index_t, long,
                      boost::property<boost::vertex_color_t, boost::default_color_type,
                                      boost::property<boost::vertex_distance_t, long, boost::property<boost::vertex_predecessor_t, Traits::edge_descriptor>>>>,
      boost::property<boost::edge_capacity_t, long,
                      boost::property<boost::edge_residual_capacity_t, long, boost::property<boost::edge_reverse_t, Traits::edge_descriptor>>>>;
  Boost graph;
  std::size_t source, sink;
  explicit Network(const Graph& of) : graph(2 * of.provenance.nodes.size() + 2), source(2 * of.provenance.nodes.size()), sink(source + 1) {
    std::vector<bool> derived(of.provenance.nodes.size());
    for (std::size_t i = 0; i < of.provenance.nodes.size(); ++i) add(2 * i, 2 * i + 1, 1);
    for (const auto& pair : of.provenance.rests_on) {
      derived[pair.from] = true;
      add(2 * pair.to + 1, 2 * pair.from, 1);
    }
    for (std::size_t i = 0; i < of.provenance.nodes.size(); ++i)
      if (!derived[i]) add(source, 2 * i, 1);
    for (const auto node : of.cited) add(2 * node + 1, sink, 1);
  }
  void add(std::size_t from, std::size_t to, long capacity) {
    const auto there = boost::add_edge(from, to, graph).first, back = boost::add_edge(to, from, graph).first;
    auto capacities = boost::get(boost::edge_capacity, graph);
    auto reverse = boost::get(boost::edge_reverse, graph);
    capacities[there] = capacity;
    capacities[back] = 0;
    reverse[there] = back;
    reverse[back] = there;
  }
};

void measure_flow(std::uint32_t nodes) {
  const Graph graph = graph_of(nodes);
  insight::Corroboration found;
  double ours = 1e9;
  for (int round = 0; round < 3; ++round)
    ours = std::min(ours, seconds([&] { found = insight::corroborate(insight::Lineage(graph.provenance), graph.cited); }));
  fmt::print("{{\"bench\":\"corroboration\",\"nodes\":{},\"edges\":{},\"cited\":{},\"independent\":{},\"seconds\":{:.4f},\"covers\":\"circles, flow, both cuts\"}}\n",
             nodes, graph.provenance.rests_on.size(), graph.cited.size(), found.independent.high, ours);
  const auto rival = [&](const char* name, auto&& flow) {
    double best = 1e9;
    long value = 0;
    for (int round = 0; round < 2 && (round == 0 || best < 5); ++round) {
      Network network(graph);
      best = std::min(best, seconds([&] { value = flow(network); }));
    }
    if (value != static_cast<long>(found.independent.high)) {
      fmt::print(stderr, "corroboration_bench: {} gives {}\n", name, value);
      std::exit(1);
    }
    fmt::print("{{\"bench\":\"corroboration\",\"rival\":\"boost {}\",\"seconds\":{:.4f},\"ratio\":{:.1f},\"covers\":\"flow alone, on a network that is built already\"}}\n", name, best, best / ours);
  };
  rival("push_relabel_max_flow", [](Network& n) { return boost::push_relabel_max_flow(n.graph, n.source, n.sink); });
  rival("boykov_kolmogorov_max_flow", [](Network& n) { return boost::boykov_kolmogorov_max_flow(n.graph, n.source, n.sink); });
  if (nodes <= 20'000)  // minutes beyond
    rival("edmonds_karp_max_flow", [](Network& n) { return boost::edmonds_karp_max_flow(n.graph, n.source, n.sink); });
}

void measure_file(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  const auto bundle = stix::split_owned(text.str());
  if (!bundle) {
    fmt::print(stderr, "corroboration_bench: {}: {}\n", path, bundle.error().message);
    std::exit(1);
  }
  Provenance provenance;
  std::map<std::string, Provenance::Node> known;
  std::vector<Provenance::Node> objects;
  const auto node = [&](const std::string& key) {
    const auto [at, first] = known.try_emplace(key, 0);
    if (first) at->second = provenance.add();
    return at->second;
  };
  json::Document document;
  const double reading = seconds([&] {
    for (const std::string_view object : bundle->objects) {
      if (!document.read(object)) continue;
      const auto stated = insight::stated_sources(document.root());
      const auto from = node(stated.id);
      objects.push_back(from);
      if (insight::sort_of(stated.type) != insight::Sort::claim) provenance.nodes[from] = Provenance::End::origin;
      for (const auto& one : stated.objects) provenance.rests_on.push_back({from, node(one.id)});
      for (const auto& one : stated.documents) {
        const auto to = node("\n" + one.key);
        provenance.nodes[to] = Provenance::End::origin;
        provenance.rests_on.push_back({from, to});
      }
      if (const auto relation = insight::stated_relation(document.root()))
        (relation->relation->same ? provenance.same : provenance.rests_on).push_back({node(relation->source), node(relation->target)});
    }
  });
  std::size_t stated = 0;
  insight::Origins together;
  const double each = seconds([&] {
    const insight::Lineage lineage(provenance);
    for (const auto object : objects) stated += insight::independent_origins(lineage, std::span(&object, 1)).low == 1 && !lineage.is_end(lineage.part_of(object));
    together = insight::independent_origins(lineage, objects);
  });
  fmt::print("{{\"bench\":\"lineage\",\"file\":\"{}\",\"objects\":{},\"nodes\":{},\"edges\":{},\"with_lineage\":{},\"together\":[{},{}],\"reading_seconds\":{:.4f},\"each_seconds\":{:.4f}}}\n",
             path.substr(path.rfind('/') + 1), objects.size(), provenance.nodes.size(), provenance.rests_on.size(), stated, together.low, together.high, reading, each);
}

}  // namespace

int main(int argc, char** argv) {
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  measure_flow(argc > 1 ? static_cast<std::uint32_t>(std::atoi(argv[1])) : 100'000);
  for (int i = 2; i < argc; ++i) measure_file(argv[i]);
}
