#include "operations/exposure_reach.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <mutex>

#include "operations/representing.hpp"

namespace comity::operations {

using release::Bits;

namespace {

bool names(const agreement::Terms& terms, std::string_view party) {
  return std::any_of(terms.parties.begin(), terms.parties.end(), [&](const auto& one) { return one.party == party; });
}

// Somebody's agency or person may decide: a set of readers names one, or only those who originated it and whom it names may read it.
bool names_readers(const marking::Label& label) {
  if (label.tlp == marking::Tlp::red) return true;
  for (const auto* sets : {&label.releasable, &label.displayable})
    for (const auto& [party, all] : *sets)
      for (const marking::ReaderSet& set : all)
        for (const marking::Member& member : set.members)
          if (member.kind == marking::Member::Kind::agency || member.kind == marking::Member::Kind::person) return true;
  return false;
}

Bits filtered(const Bits& rows, std::uint32_t most, std::span<const marking::LabelIx> labels, const Bits& wanted) {
  Bits out(rows.size(), 0);
  release::each(rows, [&](std::size_t row) {
    if (row < most && release::test(wanted, labels[row].value)) out[row >> 6] |= std::uint64_t{1} << (row & 63);
  });
  return out;
}

}  // namespace

Bits both(const Bits& a, const Bits& b) {
  Bits out(std::min(a.size(), b.size()));
  for (std::size_t word = 0; word < out.size(); ++word) out[word] = a[word] & b[word];
  return out;
}

Bits without(Bits from, const Bits& what) {
  for (std::size_t word = 0; word < std::min(from.size(), what.size()); ++word) from[word] &= ~what[word];
  return from;
}

std::uint64_t count(const Bits& rows) {
  std::uint64_t out = 0;
  for (const auto word : rows) out += static_cast<std::uint64_t>(std::popcount(word));
  return out;
}

// ---- who asks, about whom --------------------------------------------------------------------------------------------

Result<void> may_ask_exposure(Node& node, const Caller& caller) {
  if (caller.is_operator() || represents(node, caller, std::max(node.clock().now(), node.policy.world().time()))) return {};
  return fail(Code::forbidden, "exposure is told to the operator, and to people with the role official or registrar and a clearance in force");
}

namespace {
// Nodes of which a question is being worked out.
struct Turns {
  std::mutex mutex;
  std::set<const Node*> taken;
};
Turns& turns() {
  static Turns all;
  return all;
}
}  // namespace

Result<ExposureTurn> ExposureTurn::take(const Node& node) {
  const std::lock_guard lock(turns().mutex);
  if (!turns().taken.insert(&node).second) return fail(Code::unavailable, "another question about exposure is being worked out; ask again");
  return ExposureTurn(node);
}

ExposureTurn::~ExposureTurn() {
  if (!node_) return;
  const std::lock_guard lock(turns().mutex);
  turns().taken.erase(node_);
}

Result<std::vector<Member>> members_named(const Node& node, const Caller& caller, const std::vector<std::string>& names) {
  const auto& directory = node.policy.world().directory();
  std::vector<std::string> wanted = names;
  if (wanted.empty() && !caller.is_operator()) wanted.push_back(caller.party);
  if (wanted.empty()) return fail(Code::invalid, "name members: parties, agencies or people", "members");
  std::sort(wanted.begin(), wanted.end());
  wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
  // Whoever has left the directory still holds what it received.
  std::set<std::string> people;
  for (const auto& [id, known] : directory.people) people.insert(id);
  node.leases.each([&](const shelf::Leases::Taken& taken) { people.insert(taken.lease.reader.person); });
  std::vector<Member> out;
  for (const std::string& name : wanted) {
    Member one{name, std::string(marking::party_of(name)), {}};
    const bool whole = directory.parties.contains(name) || directory.agencies.contains(name);
    // People are told of to their own party and the operator alone, as the directory does.
    const bool person = directory.people.contains(name) && (caller.is_operator() || one.party == caller.party);
    if (!whole && !person) return fail(Code::not_found, "there is no such party, agency or person for you", "members");
    for (const std::string& id : people)
      if (id == name || marking::agency_of(id) == name || marking::party_of(id) == name) one.people.push_back(id);
    out.push_back(std::move(one));
  }
  return out;
}

// ---- the date --------------------------------------------------------------------------------------------------------

Result<Reach> Reach::at(Node& node, const Caller& caller, std::optional<Time> as_of) {
  Reach out(node, caller);
  const auto& events = node.policy.events();
  // Records may lie some microseconds ahead of the clock (docs/decisions/0003): of now they all count.
  Time now = std::max({node.clock().now(), node.policy.world().time(), events.back().time});
  if (node.shelf.size() > 0) now = std::max(now, node.shelf.row(node.shelf.size() - 1).added);
  out.time_ = as_of.value_or(now);
  out.until_ = as_of.value_or(Time::max());
  if (out.time_ > now) return fail(Code::invalid, "exposure is of a date that has come; what a change would do is asked by a what-if", "as_of");
  out.event_ = events.size() - 1;
  out.rows_ = node.shelf.size();
  const bool last_row = out.rows_ == 0 || node.shelf.row(out.rows_ - 1).added <= out.time_;
  out.present_ = last_row && events.back().time <= out.time_;
  if (!out.present_) {
    const auto event = std::upper_bound(events.begin(), events.end(), out.time_, [](Time at, const auto& one) { return at < one.time; });
    out.event_ = event == events.begin() ? 0 : static_cast<std::size_t>(event - events.begin()) - 1;
    std::uint32_t low = 0, high = out.rows_;
    while (low < high) {
      const std::uint32_t middle = low + (high - low) / 2;
      if (node.shelf.row(middle).added <= out.time_) low = middle + 1;
      else high = middle;
    }
    out.rows_ = low;
  }
  out.world_ = events[out.event_].world;
  out.as_of_ = events[out.event_].seq;
  for (const auto& said : node.exceptions.said()) {
    if (said.row >= out.rows_ || !node.exceptions.concerns(said.row, out.as_of_)) continue;
    release::set(out.said_, said.row);
    if (node.exceptions.recalled(said.row, out.as_of_))
      if (const auto* recall = node.exceptions.recall_of(said.row)) out.recalled_[said.row] = recall->seq;
  }
  const auto& table = node.policy.labels();
  std::map<std::set<std::string>, std::uint32_t> index;
  for (std::uint32_t label = 0; label < table.size(); ++label) {
    const auto [known, fresh] = index.try_emplace(table.at(marking::LabelIx{label}).originating_parties(), static_cast<std::uint32_t>(out.origins_.size()));
    if (fresh) out.origins_.push_back(known->first);
    out.origins_of_.push_back(known->second);
  }
  out.originated_ = out.labels_where([&](const auto& origins) { return caller.is_operator() || origins.contains(caller.party); });
  return out;
}

std::vector<std::string> Reach::notes() const {
  std::vector<std::string> out{"everybody counts with the default purpose: what somebody may pull only by declaring another purpose, and was not leased, is not counted"};
  if (!present_) {
    out.push_back("may pull is by label, consents, recalls, approvals and kept copies as of that date; objects that were then withheld for what they refer to are counted");
    out.push_back("delivered is as it is known now: the record of a delivery has no date of its own");
  }
  return out;
}

template <class Wanted>
Bits Reach::labels_where(Wanted wanted) const {
  std::vector<bool> yes;
  for (const auto& origins : origins_) yes.push_back(wanted(origins));
  Bits out((origins_of_.size() + 63) / 64, 0);
  for (std::uint32_t label = 0; label < origins_of_.size(); ++label)
    if (yes[origins_of_[label]]) release::set(out, label);
  return out;
}

const Bits& Reach::told(std::string_view party) const {
  const auto found = told_.find(party);
  if (found != told_.end()) return found->second;
  Bits out = labels_where([&](const auto& origins) {
    const bool foreign = std::any_of(origins.begin(), origins.end(), [&](const auto& one) { return one != party; });
    return foreign && (caller_.is_operator() || caller_.party == party || origins.contains(caller_.party));
  });
  return told_.emplace(std::string(party), std::move(out)).first->second;
}

const Bits& Reach::originating_in(std::string_view party) const {
  const auto found = originating_.find(party);
  if (found != originating_.end()) return found->second;
  return originating_.emplace(std::string(party), labels_where([&](const auto& origins) { return origins.contains(std::string(party)); })).first->second;
}

bool Reach::counts(std::uint32_t row, std::string_view party) const { return row < rows_ && release::test(told(party), node_->shelf.row(row).label.value); }
bool Reach::asker_originates(std::uint32_t row) const { return release::test(originated_, node_->shelf.row(row).label.value); }

// ---- what a reader gets ----------------------------------------------------------------------------------------------

Reach::Reader& Reach::reader(const std::string& person) {
  const auto [found, fresh] = readers_.try_emplace(person);
  Reader& out = found->second;
  if (!fresh) return out;
  out.id = person;
  out.party = std::string(marking::party_of(person));
  const auto known = world_->directory().people.find(person);
  if (known == world_->directory().people.end()) return out;  // has left, and gets nothing; what it held it holds
  out.audience = release::audience_of(world_->directory(), known->second, {}, marking::Action::copy, world_->time());
  if (present_) look(out);
  else look_back(out);
  out.counted = filtered(out.visible, rows_, node_->shelf.labels(), told(out.party));
  return out;
}

void Reach::look(Reader& reader) {
  node_->views().with(shelf::Reader{reader.id, {}, marking::Action::copy}, [&](const shelf::View& view) {
    reader.labels = view.bits();
    reader.visible = view.visible_rows();
    reader.since.resize(node_->policy.labels().size());
    for (std::uint32_t label = 0; label < reader.since.size(); ++label) reader.since[label] = view.permitted_since(marking::LabelIx{label});
  });
}

void Reach::look_back(Reader& reader) {
  const auto& table = node_->policy.labels();
  if (!matrix_) {
    matrix_ = std::make_unique<release::Matrix>(world_);
    for (std::uint32_t label = 0; label < table.size(); ++label) matrix_->add(table.at(marking::LabelIx{label}));
  }
  const auto row_of = matrix_->row(matrix_->add(reader.audience));
  reader.labels.assign(row_of.begin(), row_of.end());
  const auto labels = node_->shelf.labels();
  const bool survives = world_->any_survival(reader.party);
  reader.visible.assign((rows_ + 63) / 64, 0);
  std::map<std::pair<std::uint32_t, std::uint32_t>, bool> alike;
  for (std::uint32_t row = 0; row < rows_; ++row) {
    bool gets;
    if (release::test(said_, row)) {
      release::Grants grants = node_->exceptions.grants(row, as_of_, reader.party);
      grants.held = copies(row, label_then(row), reader.party, event_);
      gets = release::decide(*world_, table.at(label_then(row)), reader.audience, grants);
    } else {
      gets = release::test(reader.labels, labels[row].value);
      const std::uint32_t set = gets || !survives ? 0 : received(reader.party, row);
      if (set != 0) {
        const auto [known, fresh] = alike.try_emplace({labels[row].value, set});
        if (fresh) {
          release::Grants grants;
          grants.held = copies(row, labels[row], reader.party, event_);
          known->second = release::decide(*world_, table.at(labels[row]), reader.audience, grants);
        }
        gets = known->second;
      }
    }
    if (gets) release::set(reader.visible, row);
  }
}

const Bits& Reach::may_pull(const std::string& person) { return reader(person).counted; }

Bits Reach::own(const std::string& person) {
  const Reader& one = reader(person);
  Bits out(one.visible.size(), 0);
  if (!caller_.is_operator() && caller_.party != one.party) return out;
  std::unordered_map<std::uint32_t, bool> alone;
  release::each(one.visible, [&](std::size_t row) {
    if (row >= rows_) return;
    const auto ix = node_->shelf.labels()[row];
    const auto [known, fresh] = alone.try_emplace(ix.value);
    if (fresh) known->second = node_->policy.labels().at(ix).originating_parties() == std::set<std::string>{one.party};
    if (known->second) release::set(out, row);
  });
  return out;
}

Reach::Holding Reach::held(const std::string& person, Time from, Time until) const {
  Holding out;
  const std::string party(marking::party_of(person));
  const Bits& wanted = told(party);
  const auto labels = node_->shelf.labels();
  for (const shelf::Leases::Taken* taken : node_->leases.of_person(person)) {
    if (taken->lease.names || taken->time < from || taken->time > until) continue;
    const auto told_only = [&](std::uint32_t row) {
      const auto recall = recalled_.find(row);
      return recall != recalled_.end() && taken->lease.policy >= recall->second && !release::test(originating_in(party), labels[row].value);
    };
    const auto take = [&](Bits& into, const shelf::RowRun& run, bool first) {
      for (std::uint32_t row = run.first; row < run.first + run.count && row < rows_; ++row) {
        if (!release::test(wanted, labels[row].value) || (!recalled_.empty() && told_only(row))) continue;
        release::set(into, row);
        if (first) out.since.try_emplace(labels[row].value, taken->time);  // leases come in the order of the journal
      }
    };
    taken->lease.objects.each_run([&](const shelf::RowRun& run) { take(out.held, run, true); });
    if (const shelf::Stretches* delivered = node_->holdings.delivered(taken->seq))
      for (const shelf::Stretch& stretch : delivered->all())
        taken->lease.objects.each_run(stretch.first, stretch.count, [&](const shelf::RowRun& run) { take(out.delivered, run, false); });
  }
  return out;
}

Time Reach::released_since(const std::string& person, std::uint32_t row) {
  const Time added = node_->shelf.row(row).added;
  const Reader& one = reader(person);
  const auto label = node_->shelf.row(row).label.value;
  if (label >= one.since.size() || one.since[label] == 0 || one.since[label] == UINT64_MAX) return added;
  const auto& events = node_->policy.events();
  const auto event = std::lower_bound(events.begin(), events.end(), one.since[label], [](const auto& e, Seq seq) { return e.seq < seq; });
  return event == events.end() ? added : std::max(added, event->time);
}

// ---- by which grants -------------------------------------------------------------------------------------------------

std::uint32_t Reach::received(std::string_view party, std::uint32_t row) const {
  const auto sets = node_->holdings.received(party);
  return row < sets.size() ? sets[row] : 0;
}

// As shelf::View has them: what the party received of each other originating party, by agreements of the time.
std::vector<release::Held> Reach::copies(std::uint32_t row, marking::LabelIx ix, const std::string& party, std::size_t before_event) {
  std::vector<release::Held> out;
  const auto set = received(party, row);
  if (set == 0) return out;
  const marking::Label& label = node_->policy.labels().at(ix);
  for (const auto delivery : node_->holdings.set(set)) {
    const auto& one = node_->holdings.delivery(delivery);
    if (one.event >= before_event) continue;
    const release::World& world = *node_->policy.events()[one.event].world;
    const auto person = world.directory().people.find(one.reader.person);
    if (person == world.directory().people.end()) continue;
    const release::Audience receiver = release::audience_of(world.directory(), person->second, one.reader.purpose, one.reader.action, world.time());
    for (const std::string& o : label.originating_parties()) {
      if (o == receiver.party) continue;
      for (const release::Pact* pact : release::parts::permitting(world, label, o, receiver))
        out.push_back({o, pact->terms().id, pact->terms().version, world.time(), one.reader.action});
    }
  }
  return out;
}

insight::GrantIx Reach::intern(RawGrant grant) {
  const auto [found, fresh] = grant_index_.try_emplace(std::move(grant), static_cast<insight::GrantIx>(grants_.size()));
  if (fresh) grants_.push_back(found->first);
  return found->second;
}

bool Reach::knows(const RawGrant& grant) const {
  if (caller_.is_operator() || grant.from == caller_.party || grant.to == caller_.party) return true;
  if (grant.kind == release::Branch::Kind::consent) return false;
  const release::Pact* pact = world_->find(grant.agreement, grant.version);
  return pact && names(pact->terms(), caller_.party);
}

std::string Reach::words(const release::Explanation& why, const release::Branch& branch, const RawGrant& grant) const {
  if (!knows(grant)) return "agreements of others";
  if (grant.kind == release::Branch::Kind::consent) return "consent of " + grant.from;
  if (grant.kind == release::Branch::Kind::held) return fmt::format("kept under {} v{}", grant.agreement, grant.version);
  for (const release::Clause& clause : why.clauses_of(branch))
    if (clause.name == "level") return fmt::format("{} v{}: {}", grant.agreement, grant.version, why.text(branch, clause));
  return fmt::format("{} v{}", grant.agreement, grant.version);
}

Reach::Ways Reach::explained(const People& people, std::uint32_t row, bool alone) {
  Ways out;
  const marking::LabelIx ix = alone ? label_then(row) : node_->shelf.row(row).label;
  const marking::Label& label = node_->policy.labels().at(ix);
  release::Grants grants;
  if (alone) {
    grants = node_->exceptions.grants(row, as_of_, people.party);
    grants.held = copies(row, ix, people.party, event_);
  }
  const bool by_person = names_readers(label) || !grants.consents.empty();
  std::set<release::Audience> asked;
  for (const std::string& person : people.ids) {
    const Reader& one = reader(person);
    if (!alone && !release::test(one.labels, ix.value)) continue;
    // Who differs in nothing that this label asks about gets it in the same way. A clause of survival may ask for the agency.
    release::Audience alike = one.audience;
    if (!by_person) alike.person.clear();
    if (!by_person && grants.held.empty()) alike.agency.clear();
    if (!asked.insert(std::move(alike)).second) continue;
    const release::Explanation why = release::explain(*world_, label, one.audience, grants);
    if (!why.permit) continue;
    insight::Way way;
    for (const release::Origin& origin : why.origins) {
      way.emplace_back();
      for (const release::Branch& branch : why.branches_of(origin)) {
        if (!branch.permits) continue;
        RawGrant grant{branch.kind, std::string(branch.agreement), branch.version, std::string(origin.party), one.party};
        out.clauses.insert(words(why, branch, grant));
        way.back().push_back(intern(std::move(grant)));
      }
    }
    out.ways.push_back(std::move(way));
  }
  out.ways = insight::simplest(std::move(out.ways));
  return out;
}

Reach::People& Reach::people(std::string party, std::vector<std::string> ids) {
  const auto [found, fresh] = people_.try_emplace(ids);
  People& out = found->second;
  if (!fresh) return out;
  out.party = std::move(party);
  out.ids = std::move(ids);
  const auto labels = node_->shelf.labels();
  for (const std::string& person : out.ids) {
    const Reader& one = reader(person);
    release::each(one.counted, [&](std::size_t row) {
      if (!release::test(one.labels, labels[row].value)) release::set(out.odd, row);
    });
  }
  return out;
}

// What was received alike, of the same label, is decided alike.
Reach::Key Reach::key(const People& people, std::uint32_t row) const {
  const marking::LabelIx label = node_->shelf.labels()[row];
  if (release::test(said_, row)) return Key{1} << 63 | row;
  if (release::test(people.odd, row)) return Key{1} << 62 | Key{label.value} << 32 | received(people.party, row);
  return label.value;
}

const Reach::Ways& Reach::ways(People& people, std::uint32_t row, Key key) {
  const auto found = people.known.find(key);
  if (found != people.known.end()) return found->second;
  return people.known.emplace(key, explained(people, row, key >> 62 != 0)).first->second;
}

// ---- what could be passed on -----------------------------------------------------------------------------------------

// Each other originator's part is readable by a copy that survives, whatever becomes of agreements and consents.
bool Reach::survives(const Reader& reader, std::uint32_t row) {
  const marking::LabelIx ix = label_then(row);
  release::Grants grants = node_->exceptions.grants(row, as_of_, reader.party);
  grants.held = copies(row, ix, reader.party, event_ + 1);
  const marking::Label& label = node_->policy.labels().at(ix);
  const release::Explanation why = release::explain(*world_, label, reader.audience, grants);
  const auto own = why.reader();
  if (!std::all_of(own.begin(), own.end(), [](const auto& clause) { return clause.holds; })) return false;
  return !why.origins.empty() && std::all_of(why.origins.begin(), why.origins.end(), [&](const auto& origin) {
    const auto branches = why.branches_of(origin);
    return std::any_of(branches.begin(), branches.end(), [](const auto& one) { return one.kind == release::Branch::Kind::held && one.permits; });
  });
}

Bits Reach::kept_by(const std::string& person, const Bits& rows) {
  Reader& one = reader(person);
  Bits out;
  if (!world_->any_survival(one.party)) return out;
  const auto sets = node_->holdings.received(one.party);
  const auto labels = node_->shelf.labels();
  release::each(rows, [&](std::size_t bit) {
    if (bit >= sets.size() || sets[bit] == 0) return;
    const auto row = static_cast<std::uint32_t>(bit);
    const Key key = release::test(said_, bit) ? Key{1} << 63 | bit : Key{labels[bit].value} << 32 | sets[bit];
    const auto [known, fresh] = one.kept.try_emplace(key);
    if (fresh) known->second = survives(one, row);
    if (known->second) release::set(out, bit);
  });
  return out;
}

// With the consent of this party somebody of another would get it who does not.
bool Reach::opens_to_others(const std::string& party, std::uint32_t row) {
  const marking::LabelIx ix = label_then(row);
  const marking::Label& label = node_->policy.labels().at(ix);
  const bool said = release::test(said_, row);
  if (audiences_.empty())
    for (const auto& [id, person] : world_->directory().people)
      audiences_.insert(release::audience_of(world_->directory(), person, {}, marking::Action::copy, world_->time()));
  const auto opens = [&](const release::Audience& audience) {
    if (audience.party == party || audience.levels.empty()) return false;
    release::Grants grants;
    if (said) grants = node_->exceptions.grants(row, as_of_, audience.party);
    if (release::decide(*world_, label, audience, grants)) return false;
    const auto& [scheme, word] = *audience.levels.begin();
    grants.consents.push_back({"", party, audience.party, 3, {true, {}}, {scheme, word, {}, {}}});
    return release::decide(*world_, label, audience, grants);
  };
  return std::any_of(audiences_.begin(), audiences_.end(), opens);
}

Bits Reach::opened_by(const std::string& party, const Bits& rows) {
  Bits out;
  auto& opens = opens_[party];
  const Bits& originating = originating_in(party);
  const auto labels = node_->shelf.labels();
  release::each(rows, [&](std::size_t bit) {
    const auto row = static_cast<std::uint32_t>(bit);
    const bool said = release::test(said_, bit);
    const auto label = said ? label_then(row).value : labels[bit].value;
    if (!release::test(originating, label)) return;
    const auto [known, fresh] = opens.try_emplace(said ? Key{1} << 63 | bit : Key{label});
    if (fresh) known->second = opens_to_others(party, row);
    if (known->second) release::set(out, bit);
  });
  return out;
}

// ---- weights ---------------------------------------------------------------------------------------------------------

std::int64_t RowWeights::of_label(const marking::Label& label) const {
  std::int64_t out = weights_.ranks.empty() ? 1 : weights_.ranks.front();
  bool any = false;
  for (const auto& [party, words] : label.levels)
    for (const auto& word : words) {
      std::int64_t one = out;
      if (const auto named = weights_.named.find(word.scheme + " " + word.word); named != weights_.named.end()) {
        one = named->second;
      } else if (const auto* scheme = node_.policy.world().directory().schemes.find(word.scheme); scheme && !weights_.ranks.empty()) {
        std::set<int> ranks;
        int own = 0;
        for (const auto& level : scheme->levels) {
          ranks.insert(level.rank);
          if (level.word == word.word) own = level.rank;
        }
        const auto place = static_cast<std::size_t>(std::distance(ranks.begin(), ranks.find(own)));
        one = weights_.ranks[std::min(place, weights_.ranks.size() - 1)];
      }
      out = any ? std::max(out, one) : one;
      any = true;
    }
  return out;
}

std::int64_t RowWeights::operator()(std::uint32_t row) {
  if (weights_.by == ExposureWeights::By::object) return 1;
  const auto& one = node_.shelf.row(row);
  const bool by_level = weights_.by == ExposureWeights::By::level;
  const auto [known, fresh] = known_.try_emplace(by_level ? one.label.value : one.type);
  if (!fresh) return known->second;
  if (by_level) return known->second = of_label(node_.policy.labels().at(one.label));
  auto named = weights_.named.find(node_.shelf.type(one.type));
  if (named == weights_.named.end()) named = weights_.named.find("*");
  return known->second = named == weights_.named.end() ? 1 : named->second;
}

std::int64_t RowWeights::of(const Bits& rows) {
  if (weights_.by == ExposureWeights::By::object) return static_cast<std::int64_t>(count(rows));
  std::int64_t out = 0;
  release::each(rows, [&](std::size_t row) { out += (*this)(static_cast<std::uint32_t>(row)); });
  return out;
}

}  // namespace comity::operations
