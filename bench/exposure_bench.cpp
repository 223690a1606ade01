// Exposure: counts for all agencies by a census of labels, beside a scan of every object with a bit test for each; the frontier's minimum cuts beside Boost's push_relabel_max_flow on
// the same network, with equal results; Shapley shares.
//   exposure_bench [--quick]    prints JSON lines, in milliseconds of processor time
#include <fmt/format.h>

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/push_relabel_max_flow.hpp>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <random>
#include <vector>

#include "insight/flow.hpp"
#include "insight/frontier.hpp"

namespace {

using namespace comity;
using Rng = std::mt19937_64;

// Processor time: the machine may do other work.
double now_ms() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}
double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}
template <class F>
double timed(int rounds, F&& act) {
  std::vector<double> each;
  for (int i = 0; i < rounds; ++i) {
    const double begin = now_ms();
    act();
    each.push_back(now_ms() - begin);
  }
  return median(each);
}
void must(bool holds, const char* what) {
  if (holds) return;
  fmt::print(stderr, "exposure_bench: {}\n", what);
  std::exit(1);
}

void all_agencies(std::size_t objects, std::size_t labels, std::size_t agencies) {
  Rng rng(1);
  // Few labels have most of the objects, as in a node.
  std::vector<marking::LabelIx> rows(objects);
  for (auto& row : rows) {
    const double u = static_cast<double>(rng() >> 11) / static_cast<double>(std::uint64_t{1} << 53);
    row = marking::LabelIx{static_cast<std::uint32_t>(u * u * u * static_cast<double>(labels))};
  }
  std::vector<std::int64_t> weights(labels);
  for (auto& one : weights) one = std::int64_t{1} << rng() % 5;
  std::vector<release::Bits> bits(agencies, release::Bits((labels + 63) / 64, 0));
  for (auto& one : bits)
    for (std::size_t label = 0; label < labels; ++label)
      if (rng() % 3 == 0) release::set(one, label);
  std::vector<std::int64_t> ours(agencies), theirs(agencies);
  const double census = timed(5, [&] {
    const insight::Census all(rows, labels);
    for (std::size_t a = 0; a < agencies; ++a) ours[a] = all.weight(bits[a], weights);
  });
  const double scan = timed(1, [&] {
    for (std::size_t a = 0; a < agencies; ++a) {
      const std::uint64_t* row_bits = bits[a].data();
      std::int64_t sum = 0;
      for (const auto row : rows) sum += static_cast<std::int64_t>(row_bits[row.value >> 6] >> (row.value & 63) & 1) * weights[row.value];
      theirs[a] = sum;
    }
  });
  must(ours == theirs, "census and scan differ");
  std::vector<release::Bits> reached(agencies, release::Bits((objects + 63) / 64, 0));
  for (std::size_t a = 0; a < agencies; ++a)
    for (std::size_t row = 0; row < objects; ++row)
      if (release::test(bits[a], rows[row].value)) release::set(reached[a], row);
  insight::MemberShares shares;
  const double ranked = timed(1, [&] { shares = insight::share_among(reached, rows, weights); });
  must(shares.reaches == ours, "ranked members and census differ");
  fmt::print("{{\"bench\":\"exposure of all agencies\",\"compares\":\"census of labels, then a sum over labels for each agency | every object, a bit test for each agency; equal weights\","
             "\"objects\":{},\"labels\":{},\"agencies\":{},\"ms\":{:.1f},\"scan_ms\":{:.0f},\"ratio\":{:.1f},\"members_ranked_by_rows_ms\":{:.0f}}}\n",
             objects, labels, agencies, census, scan, scan / census, ranked);
}

struct Network {
  std::vector<std::vector<insight::GrantIx>> grants;
  std::vector<std::int64_t> weights, cost;
};
Network some_network(Rng& rng, std::size_t classes, std::size_t grants) {
  Network out;
  for (std::size_t c = 0; c < classes; ++c) {
    std::vector<insight::GrantIx> any;
    for (std::size_t k = rng() % 5 + 1; k-- > 0;) any.push_back(static_cast<insight::GrantIx>(rng() % grants));
    std::sort(any.begin(), any.end());
    any.erase(std::unique(any.begin(), any.end()), any.end());
    out.grants.push_back(std::move(any));
    out.weights.push_back(static_cast<std::int64_t>(rng() % 200 + 1));
  }
  for (std::size_t g = 0; g < grants; ++g) out.cost.push_back(static_cast<std::int64_t>(rng() % 10'000 + 1));
  return out;
}

std::int64_t by_boost(const Network& net, std::int64_t exposure, std::int64_t sharing, double& ms) {
  using Traits = boost::adjacency_list_traits<boost::vecS, boost::vecS, boost::directedS>;
  using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS, boost::no_property,
                                      boost::property<boost::edge_capacity_t, std::int64_t,
                                                      boost::property<boost::edge_residual_capacity_t, std::int64_t, boost::property<boost::edge_reverse_t, Traits::edge_descriptor>>>>;
  const double begin = now_ms();
  const std::size_t source = net.grants.size() + net.cost.size(), sink = source + 1;
  Graph graph(sink + 1);
  const auto capacity = boost::get(boost::edge_capacity, graph);
  const auto reverse = boost::get(boost::edge_reverse, graph);
  const auto add = [&](std::size_t from, std::size_t to, std::int64_t most) {
    const auto there = boost::add_edge(from, to, graph).first, back = boost::add_edge(to, from, graph).first;
    capacity[there] = most;
    capacity[back] = 0;
    reverse[there] = back;
    reverse[back] = there;
  };
  for (std::size_t c = 0; c < net.grants.size(); ++c) {
    add(source, c, exposure * net.weights[c]);
    for (const auto grant : net.grants[c]) add(c, net.grants.size() + grant, std::int64_t{1} << 50);
  }
  for (std::size_t g = 0; g < net.cost.size(); ++g) add(net.grants.size() + g, sink, sharing * net.cost[g]);
  const std::int64_t flow = boost::push_relabel_max_flow(graph, source, sink);
  ms = now_ms() - begin;
  return flow;
}

// What is not removed, and what is lost: the cut.
std::int64_t cut_of(const Network& net, const insight::Closure& found, std::int64_t exposure, std::int64_t sharing) {
  std::int64_t out = 0;
  for (const auto weight : net.weights) out += exposure * weight;
  for (const auto c : found.removed) out -= exposure * net.weights[c];
  for (const auto grant : found.cut) out += sharing * net.cost[grant];
  return out;
}

void minimum_cuts(std::size_t classes, std::size_t grants, int points) {
  Rng rng(2);
  const Network net = some_network(rng, classes, grants);
  std::vector<double> ours, theirs;
  for (int i = 1; i <= points; ++i) {
    const std::int64_t exposure = i * i, sharing = points;
    Result<insight::Closure> found = fail(Code::internal, "");
    ours.push_back(timed(1, [&] { found = insight::best_closure(net.grants, net.weights, net.cost, exposure, sharing); }));
    must(found.has_value(), "no cut");
    double ms = 0;
    must(by_boost(net, exposure, sharing, ms) == cut_of(net, *found, exposure, sharing), "the cut is not Boost's maximum flow");
    theirs.push_back(ms);
  }
  std::vector<insight::ExposureClass> all;
  for (std::size_t c = 0; c < classes; ++c) all.push_back({net.weights[c], 1, {{net.grants[c]}}});
  std::size_t found_points = 0;
  const double whole = timed(1, [&] {
    const auto found = insight::frontier(all, net.cost);
    must(found.has_value(), "no frontier");
    found_points = found->points.size();
  });
  fmt::print("{{\"bench\":\"minimum cut of a weight\",\"compares\":\"best_closure, network and merging included | Boost push_relabel_max_flow, network included; equal cuts\",\"classes\":{},"
             "\"grants\":{},\"points\":{},\"ms_a_point\":{:.0f},\"most_ms\":{:.0f},\"boost_ms_a_point\":{:.0f},\"ratio\":{:.2f},\"frontier_points\":{},\"frontier_ms\":{:.0f},"
             "\"frontier_ms_a_point\":{:.2f}}}\n",
             classes, grants, points, median(ours), *std::max_element(ours.begin(), ours.end()), median(theirs), median(theirs) / median(ours), found_points, whole,
             whole / static_cast<double>(found_points));
}

void shares(std::size_t classes, std::size_t grants) {
  Rng rng(3);
  std::vector<insight::ExposureClass> all;
  for (std::size_t c = 0; c < classes; ++c) {
    insight::Way way(rng() % 4 == 0 ? rng() % 3 + 2 : 1);
    for (auto& any : way)
      for (std::size_t k = rng() % 4 + 1; k-- > 0;) any.push_back(static_cast<insight::GrantIx>(rng() % grants));
    all.push_back({static_cast<std::int64_t>(rng() % 200), 1, {std::move(way)}});
  }
  insight::Shares found;
  const double ms = timed(3, [&] { found = insight::shapley(all, grants); });
  double sum = 0;
  for (const double share : found.share) sum += share;
  must(std::abs(sum - static_cast<double>(found.total)) < 1e-3, "shares do not sum to the total");
  fmt::print("{{\"bench\":\"Shapley shares\",\"compares\":\"one in four classes has several originators; no rival: orders of {} grants cannot be walked\",\"classes\":{},\"grants\":{},\"ms\":{:.0f},"
             "\"left_out\":{}}}\n",
             grants, classes, grants, ms, found.left_out);
}

}  // namespace

int main(int argc, char** argv) {
  const bool quick = argc > 1 && std::strcmp(argv[1], "--quick") == 0;
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  all_agencies(quick ? 1'000'000 : 10'000'000, 5'000, 60);
  minimum_cuts(quick ? 10'000 : 100'000, quick ? 500 : 2'000, 9);
  shares(quick ? 10'000 : 100'000, 2'000);
  return 0;
}
