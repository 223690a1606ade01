#include "operations/exposure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <shared_mutex>

#include "operations/exposure_reach.hpp"
#include "operations/held.hpp"

namespace comity::operations {
namespace {

using release::Bits;

// What a set reaches, each as rows.
struct Reached {
  Bits held, delivered, may_pull, pass_on, only;
  Bits any() const {
    Bits out = held;
    release::unite(out, may_pull);
    return out;
  }
};

struct Party {
  std::string id;
  std::vector<std::string> people;  // of the set
  Reached rows;
};

struct Set {
  std::vector<Party> parties;
  std::map<std::string, Reached> agencies;
  std::map<std::string, std::uint64_t> people_of;  // by agency
  std::map<std::uint32_t, Time> held_since;        // by label
  Reached all;
};

void add(Reached& into, const Reach::Holding& holding, const Bits& may_pull) {
  release::unite(into.held, holding.held);
  release::unite(into.delivered, holding.delivered);
  release::unite(into.may_pull, may_pull);
}

Set set_of(Reach& reach, const std::vector<Member>& members) {
  std::map<std::string, std::set<std::string>> people;
  for (const Member& one : members) people[one.party].insert(one.people.begin(), one.people.end());
  Set out;
  for (const auto& [id, ids] : people) {
    Party party{id, {ids.begin(), ids.end()}, {}};
    std::set<std::string> agencies;
    for (const std::string& person : ids) {
      const auto holding = reach.held(person);
      const Bits& may = reach.may_pull(person);
      add(party.rows, holding, may);
      const std::string agency(marking::agency_of(person));
      const bool reaches = count(holding.held) + count(may) > 0;
      // Another party's agencies and accounts are its own to tell: only whoever reaches what the asker is told of counts.
      if (reaches || reach.tells_people(id)) {
        add(out.agencies[agency], holding, may);
        ++out.people_of[agency];
        agencies.insert(agency);
      }
      for (const auto& [label, since] : holding.since) {
        const auto [known, fresh] = out.held_since.try_emplace(label, since);
        known->second = std::min(known->second, since);
      }
      if (!reaches) continue;
      Bits mine = holding.held;
      release::unite(mine, may);
      auto& pass_on = out.agencies[agency].pass_on;
      release::unite(pass_on, reach.kept_by(person, without(std::move(mine), pass_on)));
    }
    party.rows.pass_on = reach.opened_by(id, party.rows.any());
    for (const std::string& agency : agencies) {
      auto& rows = out.agencies[agency];
      release::unite(rows.pass_on, both(rows.any(), party.rows.pass_on));
    }
    for (const std::string& agency : agencies) release::unite(party.rows.pass_on, out.agencies[agency].pass_on);
    for (auto [into, from] : {std::pair{&out.all.held, &party.rows.held}, {&out.all.delivered, &party.rows.delivered}, {&out.all.may_pull, &party.rows.may_pull},
                              {&out.all.pass_on, &party.rows.pass_on}})
      release::unite(*into, *from);
    out.parties.push_back(std::move(party));
  }
  return out;
}

// What nobody outside of the set holds or may pull, but people of its originating parties.
void find_only(Node& node, Reach& reach, Set& set) {
  std::set<std::string> inside;
  for (const Party& one : set.parties) inside.insert(one.people.begin(), one.people.end());
  Bits others;
  std::map<std::string, std::set<std::string>> outside;  // by party
  const auto add_person = [&](const std::string& person) {
    if (!inside.contains(person)) outside[std::string(marking::party_of(person))].insert(person);
  };
  for (const auto& [id, known] : node.policy.world().directory().people) add_person(id);
  node.leases.each([&](const auto& taken) { add_person(taken.lease.reader.person); });
  const Bits all = set.all.any();
  const auto labels = node.shelf.labels();
  for (const auto& [party, people] : outside) {
    Bits rows;
    for (const std::string& person : people) {
      release::unite(rows, reach.may_pull(person));
      release::unite(rows, reach.held(person).held);
    }
    const Bits& originating = reach.originating_in(party);
    release::each(without(both(rows, all), others), [&](std::size_t bit) {
      if (!release::test(originating, labels[bit].value)) release::set(others, bit);
    });
  }
  release::each(all, [&](std::size_t bit) {
    if (!release::test(others, bit) && reach.asker_originates(static_cast<std::uint32_t>(bit))) release::set(set.all.only, bit);
  });
  for (Party& one : set.parties) one.rows.only = both(one.rows.any(), set.all.only);
  // Of agencies: what no other agency of the set reaches.
  std::map<std::string, Bits> reached;
  for (auto& [agency, rows] : set.agencies) reached[agency] = rows.any();
  for (auto& [agency, rows] : set.agencies) {
    rows.only = reached[agency];
    for (const auto& [other, theirs] : reached)
      if (other != agency) rows.only = without(std::move(rows.only), theirs);
  }
}

void add_weights(ExposureLine& line, const ExposureLine& what) {
  line.held += what.held;
  line.delivered += what.delivered;
  line.may_pull += what.may_pull;
  line.pass_on += what.pass_on;
  line.only += what.only;
  if (what.since && (!line.since || *what.since < *line.since)) line.since = what.since;
}

// What one row adds.
ExposureLine line_of(const Reached& rows, std::size_t row, std::int64_t weight) {
  const auto one = [&](const Bits& bits) { return release::test(bits, row) ? weight : 0; };
  return {{}, one(rows.held), one(rows.delivered), one(rows.may_pull), one(rows.pass_on), one(rows.only), {}, {}, 0};
}

std::vector<ExposureLine> lines_of(std::map<std::string, ExposureLine> lines) {
  std::vector<ExposureLine> out;
  for (auto& [name, line] : lines) {
    line.name = name;
    out.push_back(std::move(line));
  }
  std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.may_pull != b.may_pull ? a.may_pull > b.may_pull : a.held > b.held; });
  return out;
}

std::string topic_of(const marking::WordSet& clause) {
  if (clause.all) return "any topic";
  std::string out;
  for (const std::string& word : clause.words) out += (out.empty() ? "" : " or ") + word;
  return out.empty() ? "no topic" : out;
}

// The tables that labels alone decide.
void by_label(const Node& node, const std::map<std::uint32_t, ExposureLine>& sums, const std::set<std::string>& own, Exposure& out) {
  std::map<std::string, ExposureLine> originators, levels, topics;
  std::map<std::string, std::pair<double, std::string>> highest;
  const auto& schemes = node.policy.world().directory().schemes;
  for (const auto& [ix, sum] : sums) {
    const marking::Label& label = node.policy.labels().at(marking::LabelIx{ix});
    for (const std::string& party : label.originating_parties()) {
      if (own.contains(party)) continue;
      add_weights(originators[party], sum);
      const auto words = label.levels.find(party);
      if (words == label.levels.end()) continue;
      for (const auto& word : words->second) {
        add_weights(levels[word.scheme + " " + word.word], sum);
        // Ranks of two schemes of one party are compared by where they lie in each.
        const auto* scheme = schemes.find(word.scheme);
        const auto rank = schemes.rank(word.scheme, word.word);
        const double place = scheme && rank && !scheme->levels.empty() ? static_cast<double>(*rank) / std::max(1, scheme->levels.back().rank) : 0;
        auto& most = highest[party];
        if (most.second.empty() || place > most.first) most = {place, word.scheme + " " + word.word};
      }
    }
    for (const auto& clause : label.topics) add_weights(topics[topic_of(clause)], sum);
  }
  for (auto& [party, line] : originators) line.highest = highest[party].second;
  out.originators = lines_of(std::move(originators));
  out.levels = lines_of(std::move(levels));
  out.topics = lines_of(std::move(topics));
}

std::string name_of(const Reach& reach, const RawGrant& grant) {
  if (!reach.knows(grant)) return "agreements of others";
  switch (grant.kind) {
    case release::Branch::Kind::agreement: return fmt::format("{} v{}", grant.agreement, grant.version);
    case release::Branch::Kind::consent: return "consents of " + grant.from;
    case release::Branch::Kind::held: return fmt::format("kept under {} v{}", grant.agreement, grant.version);
  }
  return "";
}

// The tables that need to know by which grants.
void by_grant(Reach& reach, const Party& party, RowWeights& weight, const std::map<std::uint32_t, ExposureLine>& labels, std::map<std::string, ExposureLine>& agreements,
              std::map<std::string, ExposureLine>& clauses) {
  std::map<Reach::Key, std::pair<std::uint32_t, ExposureLine>> sums;
  ExposureLine gone;
  Reach::People& people = reach.people(party.id, party.people);
  release::each(party.rows.any(), [&](std::size_t bit) {
    const auto row = static_cast<std::uint32_t>(bit);
    ExposureLine one = line_of(party.rows, bit, weight(row));
    one.since = labels.at(reach.label_ix(row)).since;
    if (!release::test(party.rows.may_pull, bit)) return add_weights(gone, one);
    auto& [first, sum] = sums.try_emplace(reach.key(people, row), row, ExposureLine{}).first->second;
    add_weights(sum, one);
  });
  for (auto& [key, sum] : sums) {
    const auto& found = reach.ways(people, sum.first, key);
    std::set<std::string> names;
    for (const auto& way : found.ways)
      for (const auto& any : way)
        for (const auto grant : any) names.insert(name_of(reach, reach.grants()[grant]));
    if (names.empty()) names.insert("with what it marks");
    for (const std::string& name : names) add_weights(agreements[name], sum.second);
    for (const std::string& text : found.clauses) add_weights(clauses[text], sum.second);
  }
  if (gone.held == 0) return;
  add_weights(agreements["no longer released"], gone);
  add_weights(clauses["no longer released"], gone);
}

void add_since(Reach& reach, const Set& set, std::map<std::uint32_t, ExposureLine>& sums) {
  for (const auto& [label, since] : set.held_since) {
    const auto found = sums.find(label);
    if (found != sums.end()) found->second.since = since;
  }
  if (!reach.present()) return;
  for (const Party& party : set.parties)
    for (const std::string& person : party.people) {
      std::set<std::uint32_t> seen;
      release::each(reach.may_pull(person), [&](std::size_t bit) {
        const auto row = static_cast<std::uint32_t>(bit);
        const auto label = reach.label_ix(row);
        if (!seen.insert(label).second) return;
        auto& line = sums.at(label);
        const Time since = reach.released_since(person, row);
        if (!line.since || since < *line.since) line.since = since;
      });
    }
}

ExposureLine totals(const Reached& rows, const std::function<std::int64_t(const Bits&)>& of) {
  return {{}, of(rows.held), of(rows.delivered), of(rows.may_pull), of(rows.pass_on), of(rows.only), {}, {}, 0};
}

}  // namespace

Result<Exposure> exposure(Node& node, const Caller& caller, const ExposureRequest& request) {
  TRY_VOID(settle_clock(node));
  std::shared_lock state(node.journal().state());
  TRY_VOID(may_ask_exposure(node, caller));
  TRY(const ExposureTurn turn, ExposureTurn::take(node));
  TRY(const auto members, members_named(node, caller, request.members));
  TRY(Reach reach, Reach::at(node, caller, request.as_of));
  Set set = set_of(reach, members);
  find_only(node, reach, set);
  RowWeights weight(node, request.weights);

  Exposure out;
  for (const Member& one : members) out.members.push_back(one.name);
  out.at = reach.time();
  out.present = reach.present();
  out.weights = request.weights;
  out.notes = reach.notes();
  out.all = totals(set.all, [&](const Bits& rows) { return weight.of(rows); });
  out.objects = totals(set.all, [](const Bits& rows) { return static_cast<std::int64_t>(count(rows)); });
  if (!caller.is_operator()) {
    out.only_of = caller.party;
    out.notes.push_back("only is told of objects of which " + caller.party + " is an originating party");
  }
  std::map<std::uint32_t, ExposureLine> sums;
  release::each(set.all.any(), [&](std::size_t bit) {
    const auto row = static_cast<std::uint32_t>(bit);
    add_weights(sums[reach.label_ix(row)], line_of(set.all, bit, weight(row)));
  });
  add_since(reach, set, sums);
  for (const auto& [label, line] : sums)
    if (line.since && (!out.all.since || *line.since < *out.all.since)) out.all.since = line.since;
  by_label(node, sums, set.parties.size() == 1 ? std::set<std::string>{set.parties.front().id} : std::set<std::string>{}, out);
  std::map<std::string, ExposureLine> agreements, clauses, agencies;
  Bits own;
  for (const Party& party : set.parties) {
    by_grant(reach, party, weight, sums, agreements, clauses);
    for (const std::string& person : party.people) release::unite(own, reach.own(person));
  }
  out.own = count(own);
  out.agreements = lines_of(std::move(agreements));
  out.clauses = lines_of(std::move(clauses));
  for (const auto& [agency, rows] : set.agencies) {
    agencies[agency] = totals(rows, [&](const Bits& bits) { return weight.of(bits); });
    agencies[agency].people = set.people_of[agency];
  }
  out.agencies = lines_of(std::move(agencies));
  return out;
}

Result<ExposedObjects> exposed_objects(Node& node, const Caller& caller, const ExposureRequest& request, ExposedAs as, std::size_t skip, std::size_t most) {
  TRY_VOID(settle_clock(node));
  std::shared_lock state(node.journal().state());
  TRY_VOID(may_ask_exposure(node, caller));
  if (caller.is_operator()) return fail(Code::forbidden, "objects are named to officials and registrars of their originating parties; the operator is told counts");
  TRY(const ExposureTurn turn, ExposureTurn::take(node));
  TRY(const auto members, members_named(node, caller, request.members));
  TRY(Reach reach, Reach::at(node, caller, request.as_of));
  Set set = set_of(reach, members);
  find_only(node, reach, set);
  const Bits any = set.all.any();
  const std::map<ExposedAs, const Bits*> bits{{ExposedAs::any, &any}, {ExposedAs::held, &set.all.held}, {ExposedAs::may_pull, &set.all.may_pull}, {ExposedAs::pass_on, &set.all.pass_on}, {ExposedAs::only, &set.all.only}};
  std::vector<std::uint32_t> rows;
  ExposedObjects out;
  release::each(*bits.at(as), [&](std::size_t bit) {
    const auto row = static_cast<std::uint32_t>(bit);
    if (!reach.asker_originates(row)) return;
    if (out.total >= skip && rows.size() < most) rows.push_back(row);
    ++out.total;
  });
  out.more = out.total > skip + rows.size();
  for (const std::uint32_t row : rows) {
    TRY(const shelf::ObjectRecord object, object_record(node.engine(), node.shelf.row(row).seq));
    out.objects.push_back({object.owner, object.id, object.version, object.type, release::test(set.all.held, row), release::test(set.all.may_pull, row),
                           release::test(set.all.pass_on, row), release::test(set.all.only, row)});
  }
  return out;
}

}  // namespace comity::operations
