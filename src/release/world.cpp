#include "release/world.hpp"

#include <algorithm>

namespace comity::release {
namespace {

bool holds(Time from, Time until, Time at) { return from <= at && at < until; }

}  // namespace

std::size_t Pact::RowHash::operator()(const RowKey& key) const {
  std::size_t out = 0;
  for (const std::string_view text : {key.from, key.scheme, key.word, key.to})
    out = (out ^ std::hash<std::string_view>{}(text)) * 0x9e3779b97f4a7c15ULL;
  return out;
}

Pact::Pact(agreement::Terms terms) : terms_(std::move(terms)) {
  terms_.until = agreement::end_of(terms_);  // a term that renews itself ends when somebody says so
  for (const auto& row : terms_.equivalences)
    rows_[{row.from_party, row.from_scheme, row.from_word, row.to_party}].push_back(&row);
}

const std::vector<const agreement::Equivalence*>& Pact::rows(std::string_view from_party, std::string_view scheme,
                                                              std::string_view word, std::string_view to_party) const {
  static const std::vector<const agreement::Equivalence*> none;
  const auto found = rows_.find({from_party, scheme, word, to_party});
  return found == rows_.end() ? none : found->second;
}

World::World(std::shared_ptr<const alliance::Directory> directory, std::vector<std::shared_ptr<const Pact>> current,
             std::vector<std::shared_ptr<const Pact>> former, Time time)
    : directory_(std::move(directory)), current_(std::move(current)), former_(std::move(former)), time_(time) {
  std::sort(current_.begin(), current_.end(),
            [](const auto& a, const auto& b) { return a->terms().id < b->terms().id; });
  for (const auto& pact : current_) {
    const agreement::Terms& terms = pact->terms();
    for (const auto& from : terms.parties)
      for (const auto& to : terms.parties) {
        if (from.party == to.party || !agreement::permits_direction(terms, from.party, to.party, time_)) continue;
        auto& list = between_[from.party][to.party];
        if (list.empty() || list.back() != pact.get()) list.push_back(pact.get());
      }
  }
}

World World::at(Time time) const { return World(directory_, current_, former_, time); }

World World::with(std::shared_ptr<const Pact> pact) const {
  const agreement::Terms& terms = pact->terms();
  std::vector<std::shared_ptr<const Pact>> current;
  auto former = former_;
  for (const auto& one : current_) {
    if (one->terms().id != terms.id) {
      current.push_back(one);
    } else if (terms.in_force <= time_) {
      former.push_back(one);
    } else {
      agreement::Terms before = one->terms();
      before.until = std::min(before.until, terms.in_force);
      current.push_back(std::make_shared<const Pact>(std::move(before)));
    }
  }
  current.push_back(std::move(pact));
  return World(directory_, std::move(current), std::move(former), time_);
}

World World::with(std::shared_ptr<const alliance::Directory> directory) const { return World(std::move(directory), current_, former_, time_); }

const std::vector<const Pact*>& World::between(std::string_view from, std::string_view to) const {
  static const std::vector<const Pact*> none;
  const auto row = between_.find(from);
  if (row == between_.end()) return none;
  const auto cell = row->second.find(to);
  return cell == row->second.end() ? none : cell->second;
}

const Pact* World::find(std::string_view agreement, int version) const {
  for (const auto* list : {&current_, &former_})
    for (const auto& pact : *list)
      if (pact->terms().id == agreement && pact->terms().version == version) return pact.get();
  return nullptr;
}

bool World::party_suspended(std::string_view by, std::string_view party) const {
  return std::any_of(directory_->suspensions.begin(), directory_->suspensions.end(), [&](const auto& one) {
    return one.by == by && one.party == party && holds(one.from, one.until, time_);
  });
}

bool World::any_survival(std::string_view party) const {
  const auto keeps = [&](const std::shared_ptr<const Pact>& pact) {
    return pact->terms().survival.kept && std::any_of(pact->terms().parties.begin(), pact->terms().parties.end(),
                                                      [&](const auto& one) { return one.party == party; });
  };
  return std::any_of(current_.begin(), current_.end(), keeps) || std::any_of(former_.begin(), former_.end(), keeps);
}

Time World::next_transition() const {
  Time next = Time::max();
  const auto consider = [&](Time instant) {
    if (instant > time_ && instant < next) next = instant;
  };
  for (const auto& pact : current_) {
    const agreement::Terms& terms = pact->terms();
    consider(terms.in_force);
    consider(terms.until);
    for (const auto& party : terms.parties) {
      consider(party.since);
      consider(party.until);
    }
    for (const auto& suspension : terms.suspensions) {
      consider(suspension.since);
      consider(suspension.until);
    }
    for (const auto& row : terms.equivalences) {
      consider(row.valid_from);
      consider(row.valid_until);
    }
  }
  for (const auto& [id, community] : directory_->communities)
    for (const auto& spell : community.spells) {
      consider(spell.from);
      consider(spell.until);
    }
  for (const auto& [person, clearance] : directory_->clearances) {
    consider(clearance.from);
    consider(clearance.until);
  }
  for (const auto& suspension : directory_->suspensions) {
    consider(suspension.from);
    consider(suspension.until);
  }
  return next;
}

}  // namespace comity::release
