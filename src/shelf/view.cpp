#include "shelf/view.hpp"

#include <algorithm>

#include "release/bits.hpp"

namespace comity::shelf {

using release::Outcome;

std::vector<std::uint64_t> Matrices::bits(std::size_t event, const release::Audience& audience) {
  std::lock_guard lock(mutex_);
  event = policy_.events()[event].alike;
  if (matrices_.size() <= event) matrices_.resize(event + 1);
  auto& matrix = matrices_[event];
  if (!matrix) matrix = std::make_unique<release::Matrix>(policy_.events()[event].world);
  while (matrix->labels() < policy_.labels().size()) matrix->add(policy_.labels().at(marking::LabelIx{matrix->labels()}));
  const auto row = matrix->row(matrix->add(audience));
  return {row.begin(), row.end()};
}

View::View(Reader reader, const Folds& folds, Matrices& matrices, RedactRow redact)
    : reader_(std::move(reader)), shelf_(folds.shelf), policy_(folds.policy), exceptions_(folds.exceptions), leases_(folds.leases),
      holdings_(folds.holdings), matrices_(matrices), redact_(std::move(redact)) {
  audience_ = audience_at(0);
}

Seq View::policy() const { return policy_.events()[event_].seq; }

release::Audience View::audience_at(std::size_t event) const {
  const release::World& world = *policy_.events()[event].world;
  const auto person = world.directory().people.find(reader_.person);
  // Someone who is not in the directory is nobody: not vouched, so denied everything.
  if (person == world.directory().people.end()) return {};
  return release::audience_of(world.directory(), person->second, reader_.purpose, reader_.action, world.time());
}

// A remark is open where the label of anything that arrived with it is, and nowhere else.
void View::open_carried(std::vector<std::uint64_t>& bits) const {
  for (const auto& [definition, remark] : shelf_.remarks()) {
    const bool open = std::any_of(remark.carriers.begin(), remark.carriers.end(),
                                  [&](const Shelf::Carrier& one) { return one.row < next_row_ && bit(bits, one.label); });
    for (const marking::LabelIx label : remark.labels) {
      const std::uint64_t mask = std::uint64_t{1} << (label.value & 63);
      if (open) bits[label.value >> 6] |= mask;
      else bits[label.value >> 6] &= ~mask;
    }
  }
}

// The rows of remarks that this arrival is the first to bring to this reader.
std::vector<std::uint32_t> View::open_remarks(std::uint32_t row) {
  std::vector<std::uint32_t> out;
  for (const Thing definition : shelf_.carried_by(row)) {
    const Shelf::Remark& remark = shelf_.remarks().at(definition.value);
    const bool readable = std::any_of(remark.carriers.begin(), remark.carriers.end(),
                                      [&](const Shelf::Carrier& one) { return one.row == row && bit(bits_, one.label); });
    if (!readable) continue;
    for (const marking::LabelIx label : remark.labels) {
      if (bit(bits_, label)) continue;
      bits_[label.value >> 6] |= std::uint64_t{1} << (label.value & 63);
      since_[label.value] = 0;
      shelf_.each_version(definition, [&](std::uint32_t version) {
        if (version < row && shelf_.row(version).label == label) out.push_back(version);
      });
    }
  }
  return out;
}

void View::know_labels() {
  const std::uint32_t known = policy_.labels().size();
  if (known == labels_) return;
  bits_ = matrices_.bits(event_, audience_);
  open_carried(bits_);
  since_.resize(known, kNever);
  for (; labels_ < known; ++labels_)
    if (bit(bits_, marking::LabelIx{labels_})) since_[labels_] = 0;
}

void View::set(std::vector<std::uint64_t>& bits, std::uint32_t row, bool on) {
  if (bits.size() <= row >> 6) {
    if (!on) return;
    bits.resize((row >> 6) + 1, 0);
  }
  const std::uint64_t mask = std::uint64_t{1} << (row & 63);
  if (on) bits[row >> 6] |= mask;
  else bits[row >> 6] &= ~mask;
}

void View::forget_place(std::uint32_t row) {
  if (!special(row) || (withheld(row) && !told_recalled(row))) return;
  Moved& old = moved_[moved_at_[row]];
  if (old.cut) variants_.erase(row);
  old.current = 0;
  ++stale_;
}

void View::make_plain(std::uint32_t row) {
  forget_place(row);
  set(special_bits_, row, false);
  set(withheld_bits_, row, false);
}

void View::withhold(std::uint32_t row) {
  forget_place(row);
  set(special_bits_, row, true);
  set(withheld_bits_, row, true);
}

void View::move(std::uint32_t row, Seq place, std::uint32_t rank, Variant variant) {
  forget_place(row);
  set(special_bits_, row, true);
  set(withheld_bits_, row, variant.revoked);
  if (moved_at_.size() <= row) moved_at_.resize(std::max<std::size_t>(row + 1, moved_at_.size() + moved_at_.size() / 2));
  moved_at_[row] = static_cast<std::uint32_t>(moved_.size());
  const bool cut = !variant.whole();
  moved_.push_back({place, row, rank & 0x1fffffff, 1, cut, variant.revoked});
  if (cut) variants_[row] = std::move(variant);
}

// Rows that came to be decided by themselves and whose bytes stayed the same stay where they were, though their label no longer says so.
void View::pin(std::vector<Moved> pins) {
  if (pins.empty()) return;
  for (const Moved& one : pins) {
    set(special_bits_, one.row, true);
    set(withheld_bits_, one.row, false);
    if (moved_at_.size() <= one.row) moved_at_.resize(one.row + 1);
    moved_.push_back(one);
  }
  std::stable_sort(moved_.begin(), moved_.end(), [this](const Moved& a, const Moved& b) { return at(a) < at(b); });
  for (std::uint32_t i = 0; i < moved_.size(); ++i)
    if (moved_[i].current) moved_at_[moved_[i].row] = i;
}

// Places that rows have left since are walked over by every page beside them, so they go when they are many.
void View::drop_stale() {
  if (stale_ < 1024 || stale_ < moved_.size() / 4) return;
  std::erase_if(moved_, [](const Moved& one) { return !one.current; });
  for (std::uint32_t i = 0; i < moved_.size(); ++i) moved_at_[moved_[i].row] = i;
  stale_ = 0;
}

Seq View::plain_place(std::uint32_t row) const {
  const Seq since = since_[shelf_.row(row).label.value];
  return since == kNever ? kNever : std::max(since, shelf_.row(row).seq);
}

Seq View::place_of(std::uint32_t row) const { return special(row) && !withheld(row) ? moved_[moved_at_[row]].place : plain_place(row); }

bool View::visible(std::uint32_t row) const {
  if (row >= next_row_) return false;
  if (special(row)) return !withheld(row);
  return since_[shelf_.row(row).label.value] != kNever;
}

bool View::released(Thing thing) const {
  bool any = false;
  if (!thing.none() && thing.value < shelf_.things())
    shelf_.each_version(thing, [&](std::uint32_t row) { any = any || visible(row); });
  return any;
}

const Variant* View::variant(std::uint32_t row) const {
  if (!special(row) || withheld(row) || !moved_[moved_at_[row]].cut) return nullptr;
  return &variants_.at(row);
}

View::Standing View::standing_of(std::uint32_t row) const {
  if (!visible(row)) return {};
  return {true, variant(row), place_of(row)};
}

bool View::released_among(Thing thing, const Candidates& candidates) const {
  if (thing.none()) return false;
  bool any = false;
  shelf_.each_version(thing, [&](std::uint32_t row) {
    if (any) return;
    const Candidate candidate = candidates[row];
    any = candidate != Candidate::none ? candidate == Candidate::released : visible(row);
  });
  return any;
}

// What the row comes to, given which candidates are visible. The row's own label is permitted.
Outcome View::outcome(std::uint32_t row, const Candidates& candidates, Variant* variant) const {
  const auto references = shelf_.references(row);
  const auto fields = shelf_.fields(row);
  // An owner's own readers see the object with all its references.
  const bool own = shelf_.owner(shelf_.row(row).owner) == audience_.party;
  Variant cut;
  for (std::uint32_t i = 0; i < fields.size(); ++i)
    if (!field_readable(row, i)) cut.hidden_fields.push_back(i);
  std::size_t required_members = 0, required_left = 0;
  bool mandatory_missing = false;
  for (std::uint32_t i = 0; i < references.size(); ++i) {
    const bool released = own || released_among(shelf_.bound_within(references[i], bindings_), candidates);
    if (!released) cut.dropped_references.push_back(i);
    if (references[i].kind == stix::Reference::Kind::required_list) {
      ++required_members;
      required_left += released;
    }
    if (references[i].kind == stix::Reference::Kind::mandatory && !released) mandatory_missing = true;
  }
  if (cut.whole()) return Outcome::whole;
  Outcome result = Outcome::withheld;
  if (!cut.hidden_fields.empty() || (!mandatory_missing && (required_members == 0 || required_left > 0))) {
    // Whether something valid is left takes the object's bytes.
    std::vector<bool> released(references.size(), true), readable(fields.size(), true);
    for (const auto i : cut.hidden_fields) readable[i] = false;
    for (const auto i : cut.dropped_references) released[i] = false;
    result = redact_(row, readable, released);
  }
  if (variant && result == Outcome::cut) *variant = std::move(cut);
  return result;
}

void View::lose(std::uint32_t row, Seq place, bool recalled) {
  if (row >= fetched_.size() || !fetched_[row]) return;
  const Cursor at{place, shelf_.row(row).seq};
  lost_at_[row] = lost_.size();
  lost_.push_back({at, row, date(at, row, 0), recalled});
}

// The greatest fixpoint: start from all that labels permit, and take away what refers to what is not released.
template <class Before>
void View::settle(const std::vector<std::uint32_t>& rows, Seq place, const Before& before) {
  // By row, for all rows; kept between calls and taken back after each, so that a call costs what it decides.
  thread_local Candidates candidates;
  if (candidates.size() < shelf_.size()) candidates.resize(shelf_.size() + shelf_.size() / 2, Candidate::none);
  const struct TakenBack {  // also when a look at the object's bytes throws
    const std::vector<std::uint32_t>& rows;
    ~TakenBack() {
      for (const std::uint32_t row : rows) candidates[row] = Candidate::none;
    }
  } taken_back{rows};
  for (const std::uint32_t row : rows) candidates[row] = permitted(row) ? Candidate::released : Candidate::withheld;
  std::vector<std::uint32_t> todo;
  const auto decide = [&](std::uint32_t row) {
    if (candidates[row] != Candidate::released || outcome(row, candidates, nullptr) != Outcome::withheld) return;
    candidates[row] = Candidate::withheld;
    shelf_.each_referrer(shelf_.row(row).thing, [&](std::uint32_t other) {
      if (candidates[other] == Candidate::released) todo.push_back(other);
    });
  };
  for (const std::uint32_t row : rows) decide(row);
  while (!todo.empty()) {
    const std::uint32_t row = todo.back();
    todo.pop_back();
    decide(row);
  }
  std::uint32_t rank = 0;
  std::vector<Moved> pins;
  for (const std::uint32_t row : rows) {
    const Standing old = before(row);
    if (candidates[row] == Candidate::withheld) {
      if (told_recalled(row)) continue;
      if (ruled(row) || permitted(row)) withhold(row);
      else make_plain(row);
      continue;
    }
    Variant variant;
    outcome(row, candidates, &variant);
    const bool same = old.visible && (old.variant ? *old.variant == variant : variant.whole());
    if (same) {  // same bytes: it stays in its place
      if (ruled(row) && !special(row)) pins.push_back({old.place, row, 0, 1, 0, 0});
      continue;
    }
    if (!ruled(row) && variant.whole() && plain_place(row) == place) make_plain(row);
    else move(row, place, rank++, std::move(variant));
  }
  pin(std::move(pins));
}

void View::arrive(std::uint32_t row) {
  const Row& arrived = shelf_.row(row);
  bindings_ = row + 1;
  // Rows that refer to this thing may be released by its arrival.
  std::vector<std::uint32_t> rows = shelf_.referrers_closure(arrived.thing, row);
  const std::vector<std::uint32_t> opened = open_remarks(row);
  if (!opened.empty()) {
    rows.insert(rows.end(), opened.begin(), opened.end());
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    rows = shelf_.with_referrers(rows, row);
  }
  for (const std::uint32_t remark : opened)
    if (ruled(remark)) take_ruling(remark, rule(remark, *policy_.events()[event_].world, {arrived.seq, event_}));
  const bool said = exceptions_.concerns(row, arrived.seq);
  if (rows.empty() && !arrived.complex() && !said) return;
  if (said) take_ruling(row, rule(row, *policy_.events()[event_].world, {arrived.seq, event_}));
  rows.push_back(row);  // among the candidates, as it is not yet among the rows that `visible` knows
  settle(rows, arrived.seq, [&](std::uint32_t other) {
    const bool fresh = other == row || std::find(opened.begin(), opened.end(), other) != opened.end();
    return fresh ? Standing{} : standing_of(other);
  });
}

std::optional<View::Change> View::take_on(Seq place, AsOf as_of, const release::World& world, release::Audience audience,
                                          std::vector<std::uint64_t> bits) {
  const std::string party_before = audience_.party;
  audience_ = std::move(audience);
  open_carried(bits);
  const std::vector<std::uint64_t> before = std::exchange(bits_, std::move(bits));
  const std::vector<Seq> since_before = since_;
  since_.resize(policy_.labels().size(), kNever);
  bool gained = false, changed = false;
  std::vector<char> flipped(since_.size(), 0);
  for (std::uint32_t label = 0; label < since_.size(); ++label) {
    const bool now = bit(bits_, marking::LabelIx{label});
    const bool then = label < labels_ && bit(before, marking::LabelIx{label});
    if (now == then) continue;
    changed = true;
    flipped[label] = 1;
    // A label no row of the time could have is simply known from now on.
    since_[label] = now ? (label < labels_ ? place : 0) : kNever;
    gained = gained || (now && label < labels_);
  }
  labels_ = static_cast<std::uint32_t>(since_.size());
  if (gained) gains_.push_back(place);
  std::vector<std::uint32_t> touched;
  // Rows that are ruled already, those of which something is said, and copies that outlive what gave them.
  std::vector<std::uint32_t> to_rule;
  release::each(ruled_bits_, [&](std::size_t row) { to_rule.push_back(static_cast<std::uint32_t>(row)); });
  for (const Exceptions::Said& one : exceptions_.said()) {
    if (one.first > as_of.seq) break;
    if (one.row < next_row_ && !ruled(one.row)) to_rule.push_back(one.row);
  }
  for (const std::uint32_t row : kept_copies(world, as_of)) to_rule.push_back(row);
  std::sort(to_rule.begin(), to_rule.end());
  to_rule.erase(std::unique(to_rule.begin(), to_rule.end()), to_rule.end());
  // Copies of one label that were received alike are decided alike, if nothing else is said of them.
  const auto received = holdings_.received(audience_.party);
  std::unordered_map<std::uint64_t, Ruling> alike;
  for (const std::uint32_t row : to_rule) {
    if (shelf_.row(row).field_count > 0 || row >= received.size() || exceptions_.concerns(row, as_of.seq)) {
      if (take_ruling(row, rule(row, world, as_of))) touched.push_back(row);
      continue;
    }
    const auto [known, first] = alike.try_emplace(std::uint64_t{shelf_.row(row).label.value} << 32 | received[row]);
    if (first) known->second = rule(row, world, as_of);
    if (take_ruling(row, known->second)) touched.push_back(row);
  }
  if (!changed && touched.empty()) return std::nullopt;
  // Only a row whose label, ruling or granular marking came out otherwise can change, and what refers to it. Where the reader's
  // party changed (a person came or went), whose own objects they are did too.
  const auto labels = shelf_.labels();
  const bool all = audience_.party != party_before;
  if (all) touched.clear();
  const std::vector<std::uint32_t> rulings = touched;  // ascending
  const auto by_ruling = [&](std::uint32_t row) { return std::binary_search(rulings.begin(), rulings.end(), row); };
  if (changed || all)
    for (std::uint32_t row = 0; row < next_row_; ++row)
      if (all || (flipped[labels[row].value] && (rulings.empty() || !by_ruling(row)))) touched.push_back(row);
  if (!all) {
    for (const std::uint32_t row : shelf_.granular_rows()) {
      if (row >= next_row_) break;
      const auto fields = shelf_.fields(row);
      if (!flipped[labels[row].value] && std::any_of(fields.begin(), fields.end(), [&](auto field) { return flipped[field.value]; }) &&
          !by_ruling(row))
        touched.push_back(row);
    }
    touched = shelf_.with_referrers(touched, next_row_);
  }
  return change_rows(place, std::move(touched), since_before);
}

// The rows that a change may touch, ascending, decided anew. `since_before`: per label, before the change.
View::Change View::change_rows(Seq place, std::vector<std::uint32_t> touched, const std::vector<Seq>& since_before) {
  const auto was = [&](std::uint32_t row) -> Standing {
    if (special(row)) return standing_of(row);
    const auto label = shelf_.row(row).label.value;
    if (label >= since_before.size() || since_before[label] == kNever) return {};
    return {true, nullptr, std::max(since_before[label], shelf_.row(row).seq)};
  };
  std::vector<std::uint32_t> complex;
  Change out;
  for (const std::uint32_t row : touched) {
    if (was(row).visible) out.seen.push_back(row);
    // Any row may have been moved: where its label is lost, it must not stay where it was.
    if (shelf_.row(row).complex() || special(row) || ruled(row)) complex.push_back(row);
  }
  settle(complex, place, was);
  out.first_moved = static_cast<std::size_t>(
      std::lower_bound(moved_.begin(), moved_.end(), place, [](const Moved& one, Seq seq) { return one.place < seq; }) - moved_.begin());
  return out;
}

void View::change_policy(std::size_t event) {
  const journal::PolicyEvent& policy = policy_.events()[event];
  event_ = event;
  if (policy.alike != event) {
    if (const Exceptions::Event* single = exceptions_.event(policy.seq)) change_single(*single, *policy.world);
    return;
  }
  release::Audience audience = audience_at(event);
  std::vector<std::uint64_t> bits = matrices_.bits(event, audience);
  if (const auto change = take_on(policy.seq, {policy.seq, event}, *policy.world, std::move(audience), std::move(bits)))
    conclude(policy.seq, *change, nullptr);
}

Supposed View::supposing(const release::World& world, release::Audience audience, std::vector<std::uint64_t> bits) const {
  View out = *this;
  // A place of its own, after all others: that it is a new one makes changed rows move, as they would at an event.
  out.take_on(kNever - 1, {kNever, event_ + 1}, world, std::move(audience), std::move(bits));
  return Supposed(std::move(out));
}

std::vector<std::uint64_t> View::visible_rows() const {
  std::vector<std::uint64_t> out((next_row_ + 63) / 64, 0);
  const auto labels = shelf_.labels();
  for (std::uint32_t row = 0; row < next_row_; ++row) {
    const bool seen = special(row) ? !withheld(row) : since_[labels[row].value] != kNever;
    out[row >> 6] |= std::uint64_t{seen} << (row & 63);
  }
  return out;
}

// Where the latest version that the reader saw is lost, an earlier one is the latest now: whoever takes latest versions only has not had it.
void View::show_older_versions(Seq place, const std::vector<std::uint32_t>& lost, std::size_t first_moved) {
  for (const std::uint32_t row : lost) {
    std::uint32_t latest = kNoRow;
    shelf_.each_version(shelf_.row(row).thing, [&](std::uint32_t other) {
      if (other < next_row_ && visible(other) && latest_visible(other)) latest = other;
    });
    if (latest == kNoRow || place_of(latest) == place) continue;
    const Variant* cut = variant(latest);
    move(latest, place, 0, cut ? Variant(*cut) : Variant{});
  }
  const auto first = moved_.begin() + static_cast<std::ptrdiff_t>(first_moved);
  std::sort(first, moved_.end(), [this](const Moved& a, const Moved& b) { return at(a) < at(b); });
  for (auto one = first; one != moved_.end(); ++one)
    if (one->current) moved_at_[one->row] = static_cast<std::uint32_t>(one - moved_.begin());
}

void View::fetched(const Lease& lease) {
  fetched_.resize(std::max<std::size_t>(fetched_.size(), next_row_), false);
  lease.objects.each_run([&](const RowRun& run) {
    const std::uint32_t end = std::min(run.first + run.count, next_row_);
    for (std::uint32_t row = run.first; row < end; ++row) fetched_[row] = true;
  });
}

void View::catch_up() {
  const auto& events = policy_.events();
  const auto& leases = leases_.of(reader_);
  const auto until = [&](Seq bound) {
    // Rows and this reader's leases up to `bound`, in the journal's order; a lease where its feed was read.
    while (true) {
      const Seq row = next_row_ < shelf_.size() ? shelf_.row(next_row_).seq : kNever;
      const Seq lease = next_lease_ < leases.size() ? leases[next_lease_].lease.as_of + 1 : kNever;
      if (std::min(row, lease) >= bound) return;
      if (row < lease) {
        know_labels();
        // The row counts as arrived for its own settling only.
        const std::uint32_t arriving = next_row_;
        arrive(arriving);
        ++next_row_;
      } else {
        fetched(leases[next_lease_].lease);
        ++next_lease_;
      }
    }
  };
  while (event_ + 1 < events.size()) {
    until(events[event_ + 1].seq);
    change_policy(event_ + 1);
  }
  know_labels();
  until(kNever);
  drop_stale();
}

// The event as one about single rows; nullptr when it is about labels.
const Exceptions::Event* View::single_event(std::vector<journal::PolicyEvent>::const_iterator event) const {
  const auto at = static_cast<std::size_t>(event - policy_.events().begin());
  return event->alike == at ? nullptr : exceptions_.event(event->seq);
}

Time View::date(Cursor at, std::uint32_t row, std::uint32_t rank) const {
  if (at.place == at.own) return shelf_.row(row).added;
  const std::uint32_t arrival = shelf_.row_of(at.place);
  if (arrival != kNoRow) return {shelf_.start(arrival).us + rank};
  const auto& events = policy_.events();
  const auto event = std::lower_bound(events.begin(), events.end(), at.place,
                                      [](const journal::PolicyEvent& e, Seq seq) { return e.seq < seq; });
  if (const Exceptions::Event* single = single_event(event)) {
    const auto& rows = single->affected;
    return {event->time.us + 1 + (std::lower_bound(rows.begin(), rows.end(), row) - rows.begin())};
  }
  return {event->time.us + 1 + row};
}

std::vector<Item> View::page(Cursor after, std::size_t limit, const Sieve& sieve, bool& more) const {
  std::vector<Item> out;
  out.reserve(std::min<std::size_t>(limit, next_row_) + 1);
  more = false;
  auto moved = std::upper_bound(moved_.begin(), moved_.end(), after, [&](Cursor c, const Moved& m) { return c < this->at(m); });
  const auto full = [&] { return out.size() > limit; };
  // Many rows were moved to one place: where its dates start is looked up once.
  Seq dated = 0;
  Time start;
  const auto moved_before = [&](Cursor bound) {
    for (; moved != moved_.end() && moved->place <= bound.place && !full(); ++moved) {
      const Cursor at = this->at(*moved);
      if (!(at < bound)) break;
      if (!moved->current || !passes(moved->row, sieve)) continue;
      if (dated != at.place || at.place == at.own) {
        start = date(at, moved->row, 0);
        dated = at.place;
        if (at.place == at.own) dated = 0;
        else if (shelf_.row_of(at.place) == kNoRow) dated = 0;  // a policy event: each row has its own date past it
      }
      const Time added = dated == 0 ? start : Time{start.us + moved->rank};
      out.push_back({at, moved->row, added, moved->cut ? &variants_.at(moved->row) : nullptr});
    }
  };
  const auto plain = [&](Cursor at, std::uint32_t row, Time added) {
    if (passes(row, sieve)) out.push_back({at, row, added, nullptr});
  };
  Cursor at = after;
  auto gain = std::lower_bound(gains_.begin(), gains_.end(), after.place);
  while (!full()) {
    if (gain != gains_.end() && *gain == at.place && at.own < at.place) {
      // Inside an event: rows that it gave this reader, by their own place.
      const Time event{date({*gain, 0}, 0, 0)};
      for (std::uint32_t row = shelf_.first_after(at.own); row < next_row_ && shelf_.row(row).seq < *gain && !full(); ++row) {
        const Row& one = shelf_.row(row);
        if (special(row) || since_[one.label.value] != *gain) continue;
        moved_before({*gain, one.seq});
        if (!full()) plain({*gain, one.seq}, row, {event.us + row});
      }
      if (full()) break;
      moved_before({*gain, *gain});
      at = {*gain, *gain};
      ++gain;
      continue;
    }
    if (gain != gains_.end() && *gain <= at.place) {
      ++gain;
      continue;
    }
    const Seq bound = gain == gains_.end() ? kNever : *gain;
    for (std::uint32_t row = at.own < at.place ? shelf_.first_after(at.place - 1) : shelf_.first_after(at.place);
         row < next_row_ && shelf_.row(row).seq < bound && !full(); ++row) {
      const Row& one = shelf_.row(row);
      if (special(row) || since_[one.label.value] >= one.seq) continue;
      moved_before({one.seq, one.seq});
      if (!full()) plain({one.seq, one.seq}, row, one.added);
    }
    if (full()) break;
    moved_before({bound, 0});
    if (gain == gains_.end()) break;
    at = {bound, 0};
  }
  if (full()) {
    more = true;
    out.resize(limit);
  }
  return out;
}

std::vector<Tombstone> View::tombstones(Cursor after, std::size_t limit, bool& more) const {
  std::vector<Tombstone> out;
  more = false;
  auto at = std::upper_bound(lost_.begin(), lost_.end(), after, [](Cursor c, const Tombstone& t) { return c < t.at; });
  for (; at != lost_.end(); ++at) {
    if (visible(at->row)) continue;  // it came back since, at a later place
    if (lost_at_.at(at->row) != static_cast<std::size_t>(at - lost_.begin())) continue;  // told again since
    if (out.size() == limit) {
      more = true;
      break;
    }
    out.push_back(*at);
  }
  return out;
}

Cursor View::at_time(Time time) const {
  // The last record that starts no later than `time`: an object or a policy event.
  std::uint32_t low = 0, high = next_row_;
  while (low < high) {
    const std::uint32_t middle = low + (high - low) / 2;
    if (shelf_.start(middle) <= time) low = middle + 1;
    else high = middle;
  }
  const auto& events = policy_.events();
  const auto event = std::upper_bound(events.begin(), events.begin() + static_cast<std::ptrdiff_t>(event_) + 1, time,
                                      [](Time t, const journal::PolicyEvent& e) { return t < e.time; });
  const Seq event_seq = event == events.begin() ? 0 : std::prev(event)->seq;
  const Seq row_seq = low == 0 ? 0 : shelf_.row(low - 1).seq;
  if (row_seq == 0 && event_seq == 0) return {};
  if (event_seq > row_seq) {
    const std::int64_t rows = time.us - std::prev(event)->time.us;  // row r has its date 1 + r past the event
    if (rows <= 0) return {event_seq, 0};
    if (const Exceptions::Event* single = single_event(std::prev(event))) {
      if (static_cast<std::size_t>(rows) >= single->affected.size()) return {event_seq, event_seq};
      return {event_seq, shelf_.row(single->affected[static_cast<std::size_t>(rows - 1)]).seq};
    }
    const std::uint32_t before = shelf_.first_after(event_seq);
    if (static_cast<std::uint64_t>(rows) >= before) return {event_seq, event_seq};
    return {event_seq, shelf_.row(static_cast<std::uint32_t>(rows - 1)).seq};
  }
  if (time >= shelf_.row(low - 1).added) return {row_seq, row_seq};
  Cursor at{row_seq, 0};
  for (auto moved = std::lower_bound(moved_.begin(), moved_.end(), at, [&](const Moved& m, Cursor c) { return this->at(m) < c; });
       moved != moved_.end() && moved->place == row_seq && date(this->at(*moved), moved->row, moved->rank) <= time; ++moved)
    at = this->at(*moved);
  return at;
}

std::uint64_t View::visible_count() const {
  std::uint64_t count = 0;
  for (std::uint32_t row = 0; row < next_row_; ++row) count += visible(row);
  return count;
}

}  // namespace comity::shelf
