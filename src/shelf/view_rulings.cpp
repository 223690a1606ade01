// Rows that a view decides by themselves, as something is said of them beside their label, or a copy of them was received.
#include <algorithm>
#include <set>

#include "release/bits.hpp"
#include "shelf/view.hpp"

namespace comity::shelf {

// Copies of this row that the reader's party received, from each other originating party, by agreements of the time.
std::vector<release::Held> View::held(std::uint32_t row, marking::LabelIx ix, AsOf as_of) {
  std::vector<release::Held> out;
  const auto received = holdings_.received(audience_.party);
  if (row >= received.size() || received[row] == 0) return out;
  for (const Holdings::DeliveryIx delivery : holdings_.set(received[row])) {
    const Holdings::Delivery& one = holdings_.delivery(delivery);
    if (one.event >= as_of.event) continue;
    const auto [known, first] = held_under_.try_emplace(std::uint64_t{ix.value} << 32 | delivery);
    if (first) {
      const marking::Label& label = policy_.labels().at(ix);
      const release::World& world = *policy_.events()[one.event].world;
      const auto person = world.directory().people.find(one.reader.person);
      if (person == world.directory().people.end()) continue;
      const release::Audience receiver =
          release::audience_of(world.directory(), person->second, one.reader.purpose, one.reader.action, world.time());
      for (const std::string& o : label.originating_parties()) {
        if (o == receiver.party) continue;
        for (const release::Pact* pact : release::parts::permitting(world, label, o, receiver))
          known->second.push_back({o, pact->terms().id, pact->terms().version, world.time(), one.reader.action});
      }
    }
    out.insert(out.end(), known->second.begin(), known->second.end());
  }
  return out;
}

release::Grants View::grants(std::uint32_t row) {
  release::Grants out = exceptions_.grants(row, policy(), audience_.party);
  out.held = held(row, exceptions_.label(row, policy()), {policy(), event_});
  return out;
}

View::Ruling View::rule(std::uint32_t row, const release::World& world, AsOf as_of) {
  release::Grants grants = exceptions_.grants(row, as_of.seq, audience_.party);
  const marking::LabelIx own = exceptions_.label(row, as_of.seq);
  const marking::Label& label = policy_.labels().at(own);
  const auto fields = shelf_.fields(row);
  Ruling out;
  out.fields.resize(fields.size(), false);
  if (grants.erased || (!grants.awaiting.empty() && grants.awaiting != audience_.party) ||
      (grants.recalled && !label.originating_parties().contains(audience_.party)))
    return out;
  const auto permits = [&](marking::LabelIx ix) {
    if (bit(bits_, ix)) return true;
    grants.held = held(row, ix, as_of);
    return (!grants.consents.empty() || !grants.held.empty()) && release::decide(world, policy_.labels().at(ix), audience_, grants);
  };
  out.permit = permits(own);
  for (std::size_t i = 0; i < fields.size(); ++i) out.fields[i] = permits(fields[i]);
  return out;
}

bool View::take_ruling(std::uint32_t row, Ruling ruling) {
  if (ruled(row)) {
    Ruling& before = rulings_.at(row);
    if (before == ruling) return false;
    before = std::move(ruling);
    return true;
  }
  set(ruled_bits_, row, true);
  rulings_[row] = std::move(ruling);
  return true;
}

// Rows that are to be ruled, as their label no longer permits what a copy that the party received may keep readable.
std::vector<std::uint32_t> View::kept_copies(const release::World& world, AsOf as_of) {
  std::vector<std::uint32_t> out;
  if (!world.any_survival(audience_.party)) return out;
  const auto received = holdings_.received(audience_.party);
  const auto labels = shelf_.labels();
  const auto end = static_cast<std::uint32_t>(std::min<std::size_t>(received.size(), next_row_));
  // What was received alike, of the same label, is decided alike.
  std::unordered_map<std::uint64_t, bool> alike;
  for (std::uint32_t row = 0; row < end; ++row) {
    if (received[row] == 0 || ruled(row)) continue;
    const auto fields = shelf_.fields(row);
    if (!fields.empty()) {
      // Fields are cut one by one: where one is not readable by label, the whole row is looked at.
      if (!bit(bits_, labels[row]) || std::any_of(fields.begin(), fields.end(), [&](auto field) { return !bit(bits_, field); }))
        out.push_back(row);
      continue;
    }
    if (bit(bits_, labels[row])) continue;
    const auto [known, first] = alike.try_emplace(std::uint64_t{labels[row].value} << 32 | received[row], false);
    if (first) known->second = rule(row, world, as_of).permit;
    if (known->second) out.push_back(row);
  }
  return out;
}

// An event that is about single rows: labels are decided as before.
void View::change_single(const Exceptions::Event& event, const release::World& world) {
  std::vector<std::uint32_t> touched;
  for (const std::uint32_t row : event.rows)
    if (row < next_row_ && take_ruling(row, rule(row, world, {event.seq, event_}))) touched.push_back(row);
  Change change;
  change.first_moved = moved_.size();
  if (!touched.empty()) change = change_rows(event.seq, shelf_.with_referrers(touched, next_row_), since_);
  conclude(event.seq, change, event.recall ? &event : nullptr);
}

bool View::wanted_back(std::uint32_t row, Seq as_of) const {
  return row < fetched_.size() && fetched_[row] && exceptions_.recalled(row, as_of) && !permitted(row) &&
         !policy_.labels().at(shelf_.row(row).label).originating_parties().contains(audience_.party);
}

// Clients that know no tombstones are told of a recall by a revoked version: where the reader had fetched a recalled version, and now sees
// no version at all.
void View::tell_revoked(const std::vector<std::uint32_t>& gone, Seq place) {
  std::set<std::uint32_t> things;
  std::uint32_t rank = 0;
  if (exceptions_.said().empty()) return;
  for (const std::uint32_t row : gone) {
    if (shelf_.row(row).sole && !wanted_back(row, place)) continue;  // most: nothing was recalled of them
    const Thing thing = shelf_.row(row).thing;
    if (!things.insert(thing.value).second || released(thing)) continue;
    std::uint32_t latest = kNoRow;
    shelf_.each_version(thing, [&](std::uint32_t version) {
      if (version < next_row_ && wanted_back(version, place) && (latest == kNoRow || shelf_.row(version).version_us > shelf_.row(latest).version_us))
        latest = version;
    });
    if (latest == kNoRow || exceptions_.revoked_version(latest).empty()) continue;
    Variant news;
    news.revoked = true;
    const auto references = shelf_.references(latest);
    for (std::uint32_t i = 0; i < references.size(); ++i)
      if (!released(shelf_.bound_within(references[i], bindings_))) news.dropped_references.push_back(i);
    move(latest, place, rank++, std::move(news));
  }
}

// What a change ends with: what was lost, and what is recalled though it was lost before, is told.
void View::conclude(Seq place, const Change& change, const Exceptions::Event* recall) {
  std::vector<std::uint32_t> lost;
  for (const std::uint32_t row : change.seen)
    if (!visible(row)) lost.push_back(row);
  std::vector<std::uint32_t> told = lost;
  if (recall) {
    for (const std::uint32_t row : recall->rows)
      if (row < next_row_ && wanted_back(row, place)) told.push_back(row);
    std::sort(told.begin(), told.end());
    told.erase(std::unique(told.begin(), told.end()), told.end());
  }
  tell_revoked(told, place);
  show_older_versions(place, lost, change.first_moved);
  for (const std::uint32_t row : told) lose(row, place, wanted_back(row, place));
}

bool View::rules_otherwise(const release::World& world) {
  const AsOf now{kNever, event_ + 1};
  if (!kept_copies(world, now).empty()) return true;
  return std::any_of(rulings_.begin(), rulings_.end(), [&](const auto& one) { return rule(one.first, world, now) != one.second; });
}

}  // namespace comity::shelf
