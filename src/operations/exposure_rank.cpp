#include <fmt/format.h>

#include <algorithm>
#include <shared_mutex>

#include "operations/exposure_games.hpp"

namespace comity::operations {

using release::Bits;

// ---- what is shared out ----------------------------------------------------------------------------------------------

Game game_of(Reach& reach, const std::string& party, const std::vector<std::string>& people, RowWeights& weight, const Bits& recent) {
  Game out;
  Bits rows;
  for (const std::string& person : people) release::unite(rows, reach.may_pull(person));
  Reach::People& receiver = reach.people(party, people);
  std::map<Reach::Key, std::size_t> index;
  release::each(rows, [&](std::size_t bit) {
    const auto row = static_cast<std::uint32_t>(bit);
    const auto [known, fresh] = index.try_emplace(reach.key(receiver, row), out.classes.size());
    if (fresh) out.classes.push_back({{}, row, 0});
    auto& one = out.classes[known->second];
    one.exposed.weight += weight(row);
    ++one.exposed.count;
    one.recent += release::test(recent, row) ? 1 : 0;
  });
  for (const auto& [key, at] : index) out.classes[at].exposed.ways = reach.ways(receiver, out.classes[at].row, key).ways;
  std::erase_if(out.classes, [&](const auto& one) {
    if (!one.exposed.ways.empty()) return false;
    out.follows += one.exposed.weight;
    return true;
  });
  return out;
}

namespace {

std::map<std::string, std::vector<std::string>> people_by_party(const std::vector<Member>& members) {
  std::map<std::string, std::set<std::string>> sets;
  for (const Member& one : members) sets[one.party].insert(one.people.begin(), one.people.end());
  std::map<std::string, std::vector<std::string>> out;
  for (const auto& [party, people] : sets) out[party] = {people.begin(), people.end()};
  return out;
}

// Whom a ranking is about.
Result<std::vector<Member>> ranked_members(const Node& node, const Caller& caller, const std::vector<std::string>& names) {
  const auto& directory = node.policy.world().directory();
  std::vector<std::string> wanted = names;
  if (names.empty())
    for (const auto& [id, party] : directory.parties)
      if (id != caller.party) wanted.push_back(id);
  if (names.size() == 1 && directory.parties.contains(names.front())) {
    wanted.clear();
    for (const auto& [id, agency] : directory.agencies)
      if (marking::party_of(id) == names.front()) wanted.push_back(id);
    if (wanted.empty()) wanted = names;
  }
  return members_named(node, caller, wanted);
}

void rank_members(Node& node, Reach& reach, const std::vector<Member>& members, const ExposureWeights& weights, RowWeights& weight, ExposureRank& out) {
  std::vector<Bits> reached;
  for (const Member& one : members) {
    Bits rows;
    for (const std::string& person : one.people) {
      release::unite(rows, reach.may_pull(person));
      release::unite(rows, reach.held(person).held);
    }
    reached.push_back(std::move(rows));
  }
  // Classes of equal weight: labels, or types.
  std::vector<marking::LabelIx> classes(reach.rows());
  std::vector<std::int64_t> worth;
  for (std::uint32_t row = 0; row < reach.rows(); ++row) {
    const bool by_type = weights.by == ExposureWeights::By::type;
    classes[row] = by_type ? marking::LabelIx{node.shelf.row(row).type} : node.shelf.labels()[row];
    if (classes[row].value >= worth.size()) worth.resize(classes[row].value + 1, 0);
    worth[classes[row].value] = weight(row);
  }
  const auto shares = insight::share_among(reached, classes, worth);
  for (std::size_t m = 0; m < members.size(); ++m) out.members.push_back({members[m].name, shares.reaches[m], shares.only[m], shares.share[m]});
  out.members_total = shares.total;
  std::stable_sort(out.members.begin(), out.members.end(), [](const auto& a, const auto& b) { return a.share > b.share; });
}

using Ranked = ExposureRank::Agreement;

Ranked named(const Reach& reach, const RawGrant& grant) {
  Ranked out;
  if (!reach.knows(grant)) {
    out.kind = Ranked::Kind::others;
    out.name = "agreements of others";
  } else if (grant.kind == release::Branch::Kind::consent) {
    out.kind = Ranked::Kind::consents;
    out.name = "consents of " + grant.from;
  } else if (grant.kind == release::Branch::Kind::held) {
    out.kind = Ranked::Kind::kept;
    out.name = fmt::format("kept under {} v{}", grant.agreement, grant.version);
    out.id = grant.agreement;
    out.version = grant.version;
  } else {
    out.name = out.id = grant.agreement;
    out.version = grant.version;
    if (const release::Pact* pact = reach.world()->find(grant.agreement, grant.version)) out.title = pact->terms().title;
  }
  return out;
}

}  // namespace

std::vector<insight::Way> with_players(const std::vector<insight::Way>& ways, const std::function<insight::GrantIx(insight::GrantIx)>& player) {
  std::vector<insight::Way> out = ways;
  for (auto& way : out)
    for (auto& any : way)
      for (auto& grant : any) grant = player(grant);
  return insight::simplest(std::move(out));
}

Bits recently_leased(const Reach& reach, const std::vector<std::string>& people) {
  Bits out;
  for (const std::string& person : people) release::unite(out, reach.held_since(person, Time{reach.time().us - kRecent}).held);
  return out;
}

Result<ExposureRank> exposure_rank(Node& node, const Caller& caller, const ExposureRequest& request) {
  TRY_VOID(settle_clock(node));
  std::shared_lock state(node.journal().state());
  TRY_VOID(may_ask_exposure(node, caller));
  TRY(const ExposureTurn turn, ExposureTurn::take(node));
  TRY(const auto members, ranked_members(node, caller, request.members));
  TRY(Reach reach, Reach::at(node, caller, request.as_of));
  RowWeights weight(node, request.weights);
  ExposureRank out;
  for (const Member& one : members) out.ranked.push_back(one.name);
  out.at = reach.time();
  out.present = reach.present();
  out.weights = request.weights;
  out.notes = reach.notes();
  rank_members(node, reach, members, request.weights, weight, out);

  struct Sharing {
    std::vector<Ranked> players;
    std::vector<insight::ExposureClass> classes;
  };
  std::vector<Sharing> sharings;  // by receiving party
  for (const auto& [party, people] : people_by_party(members)) {
    const Game game = game_of(reach, party, people, weight, {});
    out.follows += game.follows;
    auto& [players, classes] = sharings.emplace_back();
    std::map<std::string, insight::GrantIx> index;
    std::map<insight::GrantIx, insight::GrantIx> known;
    const auto player = [&](insight::GrantIx raw) {
      const auto [found, fresh] = known.try_emplace(raw);
      if (!fresh) return found->second;
      Ranked one = named(reach, reach.grants()[raw]);
      const auto [at, first] = index.try_emplace(one.name, static_cast<insight::GrantIx>(players.size()));
      if (first) players.push_back(std::move(one));
      auto& stood_for = players[at->second];
      if (stood_for.kind != Ranked::Kind::others) ++stood_for.grants;  // how many agreements others have is theirs to tell
      return found->second = at->second;
    };
    for (const auto& one : game.classes) classes.push_back({one.exposed.weight, one.exposed.count, with_players(one.exposed.ways, player)});
  }
  state.unlock();  // from here on plain values alone: coalitions may take seconds, and nobody should wait for them
  std::map<std::string, Ranked> all;
  std::uint64_t coalitions = insight::kMostCoalitions;  // of the whole answer
  for (const auto& [players, classes] : sharings) {
    const auto shares = insight::shapley(classes, players.size(), 20, coalitions);
    coalitions -= shares.coalitions;
    for (std::size_t p = 0; p < players.size(); ++p) {
      const auto [found, fresh] = all.try_emplace(players[p].name, players[p]);
      if (!fresh) found->second.grants += players[p].grants;
      found->second.share += shares.share[p];
      found->second.only += shares.only[p];
    }
    out.agreements_total += shares.total;
    out.left_out += shares.left_out;
    out.left_out_weight += shares.left_out_weight;
  }
  for (auto& [name, one] : all) out.agreements.push_back(std::move(one));
  std::stable_sort(out.agreements.begin(), out.agreements.end(), [](const auto& a, const auto& b) { return a.share > b.share; });
  if (out.left_out) out.notes.push_back(fmt::format("{} label classes have too many grants to be shared out exactly in the time of one answer, and are left out", out.left_out));
  return out;
}

}  // namespace comity::operations
