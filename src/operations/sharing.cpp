#include "operations/sharing.hpp"

#include <algorithm>
#include <bit>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <shared_mutex>

#include "operations/alignment.hpp"
#include "operations/representing.hpp"

namespace comity::operations {
namespace {

using nlohmann::ordered_json;
using Months = std::map<std::string, std::uint64_t>;

struct Rows {
  std::vector<std::uint64_t> bits;
  // Whether it was not there before.
  bool add(std::uint32_t row) {
    const std::size_t word = row / 64;
    if (bits.size() <= word) bits.resize(word + 1);
    const std::uint64_t bit = std::uint64_t{1} << (row % 64);
    const bool fresh = (bits[word] & bit) == 0;
    bits[word] |= bit;
    return fresh;
  }
};

struct Flow {
  Months months;
  std::uint64_t total = 0, delivered = 0;
};

struct Counted {
  std::map<std::pair<std::string, std::string>, Flow> flows;  // from, to
  std::map<std::string, Rows> leased, received;               // by party; what was handed over is leased too
  std::map<std::uint32_t, std::set<std::string>> parties_of_label;

  const std::set<std::string>& parties(const Node& node, std::uint32_t row) {
    const marking::LabelIx label = node.shelf.row(row).label;
    const auto [known, fresh] = parties_of_label.try_emplace(label.value);
    if (fresh) known->second = node.policy.labels().at(label).originating_parties();
    return known->second;
  }
};

Counted count(const Node& node) {
  Counted out;
  node.leases.each([&](const shelf::Leases::Taken& taken) {
    if (taken.lease.names) return;
    const std::string to(marking::party_of(taken.lease.reader.person));
    const std::string month = format_date(taken.time).substr(0, 7);
    Rows& leased = out.leased[to];
    Rows& received = out.received[to];
    const auto* handed_over = node.holdings.delivered(taken.seq);  // by late extents too
    std::uint32_t position = 0;
    taken.lease.objects.each_run([&](const shelf::RowRun& run) {
      for (std::uint32_t i = 0; i < run.count; ++i, ++position) {
        const std::uint32_t row = run.first + i;
        if (row >= node.shelf.size()) continue;
        const bool first = leased.add(row);
        const bool delivered = handed_over != nullptr && handed_over->contains(position) && received.add(row);
        if (!first && !delivered) continue;
        for (const std::string& from : out.parties(node, row)) {
          if (from == to) continue;
          Flow& flow = out.flows[{from, to}];
          if (first) ++flow.months[month], ++flow.total;
          flow.delivered += delivered;
        }
      }
    });
  });
  return out;
}

std::size_t months_between(const std::string& first, const std::string& last) {
  if (first.empty()) return 0;
  const auto number = [](const std::string& month) { return std::stoi(month.substr(0, 4)) * 12 + std::stoi(month.substr(5, 2)); };
  return static_cast<std::size_t>(number(last) - number(first) + 1);
}

// What a party has at hand: its own, and what was leased to its people.
std::vector<std::uint64_t> at_hand(const Node& node, Counted& counted, const std::string& party) {
  Rows out;
  if (const auto leased = counted.leased.find(party); leased != counted.leased.end()) out = leased->second;
  for (std::uint32_t row = 0; row < node.shelf.size(); ++row)
    if (counted.parties(node, row).contains(party)) out.add(row);
  out.bits.resize((node.shelf.size() + 63) / 64);
  return std::move(out.bits);
}

std::optional<double> overlap_of(const std::vector<std::uint64_t>& a, const std::vector<std::uint64_t>& b) {
  std::uint64_t both = 0, either = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    both += static_cast<std::uint64_t>(std::popcount(a[i] & b[i]));
    either += static_cast<std::uint64_t>(std::popcount(a[i] | b[i]));
  }
  if (either == 0) return std::nullopt;
  return static_cast<double>(both) / static_cast<double>(either);
}

ordered_json number(const std::optional<double>& value) { return value ? ordered_json(*value) : ordered_json(nullptr); }

ordered_json months_json(const std::vector<std::pair<std::string, std::uint64_t>>& months) {
  ordered_json out = ordered_json::array();
  for (const auto& [month, objects] : months) out.push_back({{"month", month}, {"objects", objects}});
  return out;
}

}  // namespace

Result<std::vector<SharedPair>> shared_pairs(Node& node, const Caller& caller) {
  TRY_VOID(settle_clock(node));
  std::shared_lock state(node.journal().state());
  const alliance::Directory& directory = node.policy.world().directory();
  if (!caller.is_operator() && !represents(node, caller, std::max(node.clock().now(), node.policy.world().time())))
    return fail(Code::forbidden, "officials and registrars are told what their party shares with whom, while their clearance holds; ask one of yours");
  Counted counted = count(node);
  std::map<std::string, std::vector<std::uint64_t>> hands;
  if (caller.is_operator())
    for (const auto& [party, about] : directory.parties) hands[party] = at_hand(node, counted, party);
  std::vector<SharedPair> out;
  for (auto a = directory.parties.begin(); a != directory.parties.end(); ++a)
    for (auto b = std::next(a); b != directory.parties.end(); ++b) {
      if (!caller.is_operator() && a->first != caller.party && b->first != caller.party) continue;
      SharedPair one;
      one.a = a->first;
      one.b = b->first;
      const auto take = [&](const std::string& from, const std::string& to, auto& list, std::uint64_t& total, std::uint64_t& delivered) {
        const auto flow = counted.flows.find({from, to});
        if (flow == counted.flows.end()) return;
        list.assign(flow->second.months.begin(), flow->second.months.end());
        total = flow->second.total;
        delivered = flow->second.delivered;
      };
      take(one.a, one.b, one.to_b, one.total_to_b, one.delivered_to_b);
      take(one.b, one.a, one.to_a, one.total_to_a, one.delivered_to_a);
      if (caller.is_operator()) one.overlap = overlap_of(hands[one.a], hands[one.b]);
      out.push_back(std::move(one));
    }
  // Over the months of what this caller is told of: no others show through the mean.
  std::string first, last;
  for (const SharedPair& one : out)
    for (const auto* list : {&one.to_a, &one.to_b})
      for (const auto& [month, objects] : *list) {
        if (first.empty() || month < first) first = month;
        if (month > last) last = month;
      }
  const std::size_t months = months_between(first, last);
  for (SharedPair& one : out)
    if (months > 0) one.a_month = static_cast<double>(one.total_to_a + one.total_to_b) / static_cast<double>(months);
  return out;
}

Result<ordered_json> sharing_against_alignment(Node& node, const Caller& caller, const insight::RollCallSet& set, const SharingAsk& ask) {
  TRY(const std::vector<SharedPair> shared, shared_pairs(node, caller));
  const insight::Selection selection = insight::select(set, ask.options);
  const insight::VoteRows rows(set, selection, ask.options);
  const auto at = static_cast<std::size_t>(ask.index);
  std::vector<insight::Cells> cells_of(shared.size());  // of all members that the two names stand for
  std::uint64_t chosen = 0;
  for (std::size_t i = 0; i < shared.size(); ++i) {
    for (const std::size_t a : set.named(shared[i].a))
      for (const std::size_t b : set.named(shared[i].b)) {
        const insight::Cells part = rows.cells(a, b);
        for (std::size_t k = 0; k < 9; ++k) cells_of[i].t[k] += part.t[k];
      }
    chosen += cells_of[i].n();
  }
  TRY_VOID(check_draws(chosen + 2 * shared.size(), ask.resampling));
  ordered_json pairs = ordered_json::array();
  std::vector<double> volume, overlap, value, value_of_overlap;
  for (std::size_t place = 0; place < shared.size(); ++place) {
    const SharedPair& one = shared[place];
    const insight::Cells& cells = cells_of[place];
    const auto index = insight::index_of(cells, ask.index);
    const auto interval = insight::intervals_of(cells, ask.resampling)[at];
    ordered_json row{{"a", one.a}, {"b", one.b}, {"objects_a_month", number(one.a_month)}, {"to_b", one.total_to_b}, {"to_a", one.total_to_a}, {"delivered_to_b", one.delivered_to_b},
                     {"delivered_to_a", one.delivered_to_a}, {"months_to_b", months_json(one.to_b)}, {"months_to_a", months_json(one.to_a)}, {"overlap", number(one.overlap)},
                     {"n", cells.n()}, {"value", number(index)}, {"interval", nullptr}};
    if (interval) row["interval"] = {{"low", interval->low}, {"high", interval->high}};
    pairs.push_back(std::move(row));
    if (!index) continue;
    if (one.a_month) {
      volume.push_back(*one.a_month);
      value.push_back(*index);
    }
    if (one.overlap) {
      overlap.push_back(*one.overlap);
      value_of_overlap.push_back(*index);
    }
  }
  const auto association = [&](const std::vector<double>& x, const std::vector<double>& y) {
    const insight::Association found = insight::associate(x, y, ask.resampling);
    ordered_json out{{"n", found.n}, {"rho", number(found.rho)}, {"interval", nullptr}};
    if (found.interval) out["interval"] = {{"low", found.interval->low}, {"high", found.interval->high}};
    return out;
  };
  return ordered_json{{"words", "association, not cause"},
                      {"index", insight::name_of(ask.index)},
                      {"votes_from", ask.options.from ? ordered_json(insight::format_day(*ask.options.from)) : ordered_json(nullptr)},
                      {"votes_to", ask.options.to ? ordered_json(insight::format_day(*ask.options.to)) : ordered_json(nullptr)},
                      {"resampling", {{"times", ask.resampling.times}, {"level", ask.resampling.level}, {"seed", ask.resampling.seed}}},
                      {"volume", association(volume, value)},
                      {"overlap", association(overlap, value_of_overlap)},
                      {"pairs", std::move(pairs)}};
}

}  // namespace comity::operations
