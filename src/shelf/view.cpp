#include "shelf/view.hpp"

#include <algorithm>
#include <deque>

namespace comity::shelf {

using release::Outcome;

std::vector<std::uint64_t> Matrices::bits(std::size_t event, const release::Audience& audience) {
  std::lock_guard lock(mutex_);
  if (matrices_.size() <= event) matrices_.resize(event + 1);
  auto& matrix = matrices_[event];
  if (!matrix) matrix = std::make_unique<release::Matrix>(policy_.events()[event].world);
  while (matrix->labels() < policy_.labels().size()) matrix->add(policy_.labels().at(marking::LabelIx{matrix->labels()}));
  const auto row = matrix->row(matrix->add(audience));
  return {row.begin(), row.end()};
}

View::View(Reader reader, const Shelf& shelf, const journal::Policy& policy, const Leases& leases, Matrices& matrices,
           RedactRow redact, std::function<Sieve(const Filter&)> sieve)
    : reader_(std::move(reader)), shelf_(shelf), policy_(policy), leases_(leases), matrices_(matrices),
      redact_(std::move(redact)), sieve_(std::move(sieve)) {
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

void View::know_labels() {
  const std::uint32_t known = policy_.labels().size();
  if (known == labels_) return;
  bits_ = matrices_.bits(event_, audience_);
  since_.resize(known, kNever);
  for (; labels_ < known; ++labels_)
    if (bit(bits_, marking::LabelIx{labels_})) since_[labels_] = 0;
}

void View::set_special(std::uint32_t row, bool on) {
  if (special_bits_.size() <= row >> 6) special_bits_.resize((row >> 6) + 1, 0);
  const std::uint64_t mask = std::uint64_t{1} << (row & 63);
  if (on) special_bits_[row >> 6] |= mask;
  else special_bits_[row >> 6] &= ~mask;
}

Seq View::plain_place(std::uint32_t row) const {
  const Seq since = since_[shelf_.row(row).label.value];
  return since == kNever ? kNever : std::max(since, shelf_.row(row).seq);
}

Seq View::place_of(std::uint32_t row) const { return special(row) ? special_.at(row).place : plain_place(row); }

bool View::visible(std::uint32_t row) const {
  if (row >= next_row_) return false;
  if (special(row)) return !special_.at(row).withheld;
  return since_[shelf_.row(row).label.value] != kNever;
}

bool View::released(Thing thing) const {
  bool any = false;
  if (!thing.none() && thing.value < shelf_.things())
    shelf_.each_version(thing, [&](std::uint32_t row) { any = any || visible(row); });
  return any;
}

const Variant* View::variant(std::uint32_t row) const {
  if (!special(row)) return nullptr;
  const Special& special = special_.at(row);
  return special.variant.whole() ? nullptr : &special.variant;
}

View::State View::state_of(std::uint32_t row) const {
  if (!visible(row)) return {};
  const Variant* cut = variant(row);
  return {true, cut ? *cut : Variant{}};
}

bool View::released_among(Thing thing, const Candidates& candidates) const {
  if (thing.none()) return false;
  bool any = false;
  shelf_.each_version(thing, [&](std::uint32_t row) {
    if (any) return;
    const auto candidate = candidates.find(row);
    any = candidate != candidates.end() ? candidate->second : row < next_row_ && visible(row);
  });
  return any;
}

// What the row comes to, given which candidates are visible. The row's own label is permitted.
Outcome View::outcome(std::uint32_t row, const Candidates& candidates, Variant* variant) const {
  const auto references = shelf_.references(row);
  const auto fields = shelf_.fields(row);
  // An owner's own readers see the object with all its references.
  const bool own = shelf_.owner(shelf_.row(row).owner) == audience_.party;
  std::vector<bool> released(references.size(), true), readable(fields.size(), true);
  bool all_readable = true;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    readable[i] = bit(bits_, fields[i]);
    all_readable = all_readable && readable[i];
  }
  std::size_t required_members = 0, required_left = 0;
  bool mandatory_missing = false;
  for (std::size_t i = 0; i < references.size(); ++i) {
    if (!own) released[i] = released_among(shelf_.bound_within(references[i], bindings_), candidates);
    if (references[i].kind == stix::Reference::Kind::required_list) {
      ++required_members;
      required_left += released[i];
    }
    if (references[i].kind == stix::Reference::Kind::mandatory && !released[i]) mandatory_missing = true;
  }
  Outcome result = Outcome::whole;
  if (all_readable && (mandatory_missing || (required_members > 0 && required_left == 0))) {
    result = Outcome::withheld;
  } else if (!all_readable || std::find(released.begin(), released.end(), false) != released.end()) {
    result = redact_(row, readable, released);  // whether something valid is left takes the object's bytes
  }
  if (variant && result == Outcome::cut) {
    for (std::uint32_t i = 0; i < readable.size(); ++i)
      if (!readable[i]) variant->hidden_fields.push_back(i);
    for (std::uint32_t i = 0; i < released.size(); ++i)
      if (!released[i]) variant->dropped_references.push_back(i);
  }
  return result;
}

void View::lose(std::uint32_t row, Seq place) {
  if (row >= fetched_.size() || !fetched_[row]) return;
  const Cursor at{place, shelf_.row(row).seq};
  lost_.push_back({at, row, date(at, row, 0)});
}

// The greatest fixpoint: start from all that labels permit, and take away what refers to what is not released.
void View::settle(const std::vector<std::uint32_t>& rows, Seq place, const std::function<State(std::uint32_t)>& before) {
  Candidates candidates;
  for (const std::uint32_t row : rows) candidates[row] = since_[shelf_.row(row).label.value] != kNever;
  std::deque<std::uint32_t> todo(rows.begin(), rows.end());
  while (!todo.empty()) {
    const std::uint32_t row = todo.front();
    todo.pop_front();
    if (!candidates[row] || outcome(row, candidates, nullptr) != Outcome::withheld) continue;
    candidates[row] = false;
    shelf_.each_referrer(shelf_.row(row).thing, [&](std::uint32_t other) {
      if (candidates.contains(other)) todo.push_back(other);
    });
  }
  // All states before are read before any is changed.
  std::vector<State> old;
  old.reserve(rows.size());
  for (const std::uint32_t row : rows) old.push_back(before(row));
  std::uint32_t rank = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::uint32_t row = rows[i];
    State now{candidates[row], {}};
    if (now.visible) outcome(row, candidates, &now.variant);
    const bool labelled = since_[shelf_.row(row).label.value] != kNever;
    if (now == old[i] && now.visible) continue;  // same bytes: it stays in its place
    const bool was_special = special(row);
    if (!now.visible) {
      if (labelled) {
        special_[row] = {place, true, {}};
        set_special(row, true);
      } else if (was_special) {
        special_.erase(row);
        set_special(row, false);
      }
      continue;
    }
    if (now.variant.whole() && plain_place(row) == place) {
      if (was_special) special_.erase(row);
      set_special(row, false);
      continue;
    }
    special_[row] = {place, false, std::move(now.variant)};
    set_special(row, true);
    moved_.push_back({{place, shelf_.row(row).seq}, row, rank++});
  }
}

void View::arrive(std::uint32_t row) {
  const Row& arrived = shelf_.row(row);
  bindings_ = row + 1;
  std::vector<std::uint32_t> rows;
  // Rows that came to refer to this thing, in whatever way, may be released by its arrival.
  for (const std::uint32_t referrer : shelf_.referrers_closure(arrived.thing))
    if (referrer < row) rows.push_back(referrer);
  if (rows.empty() && !arrived.complex()) return;
  rows.push_back(row);  // among the candidates, as it is not yet among the rows that `visible` knows
  settle(rows, arrived.seq, [&](std::uint32_t other) { return other == row ? State{} : state_of(other); });
}

void View::change_policy(std::size_t event) {
  const Seq place = policy_.events()[event].seq;
  event_ = event;
  audience_ = audience_at(event);
  const std::vector<std::uint64_t> before = std::exchange(bits_, matrices_.bits(event, audience_));
  const std::vector<Seq> since_before = since_;
  since_.resize(policy_.labels().size(), kNever);
  bool gained = false, changed = false;
  for (std::uint32_t label = 0; label < since_.size(); ++label) {
    const bool now = bit(bits_, marking::LabelIx{label});
    const bool then = label < labels_ && bit(before, marking::LabelIx{label});
    if (now == then) continue;
    changed = true;
    // A label no row of the time could have is simply known from now on.
    since_[label] = now ? (label < labels_ ? place : 0) : kNever;
    gained = gained || (now && label < labels_);
  }
  labels_ = static_cast<std::uint32_t>(since_.size());
  if (!changed) return;
  if (gained) gains_.push_back(place);
  const auto was = [&](std::uint32_t row) -> State {
    if (special(row)) {
      const Special& one = special_.at(row);
      return one.withheld ? State{} : State{true, one.variant};
    }
    const auto label = shelf_.row(row).label.value;
    return {label < since_before.size() && since_before[label] != kNever, {}};
  };
  std::vector<std::uint32_t> complex;  // rows for which the label alone does not decide where or how they are
  std::vector<bool> seen_before(next_row_);
  for (std::uint32_t row = 0; row < next_row_; ++row) {
    seen_before[row] = was(row).visible;
    if (shelf_.row(row).complex() || special(row)) complex.push_back(row);  // special: an older version that came again
  }
  const std::size_t first_moved = moved_.size();
  settle(complex, place, was);
  show_older_versions(place, seen_before, first_moved);
  for (std::uint32_t row = 0; row < next_row_; ++row)
    if (seen_before[row] && !visible(row)) lose(row, place);
}

// Where the latest version that the reader saw is lost, an earlier one is the latest now: whoever takes latest versions only has not had it.
void View::show_older_versions(Seq place, const std::vector<bool>& seen_before, std::size_t first_moved) {
  for (std::uint32_t lost = 0; lost < next_row_; ++lost) {
    if (!seen_before[lost] || visible(lost)) continue;
    std::uint32_t latest = kNoRow;
    shelf_.each_version(shelf_.row(lost).thing, [&](std::uint32_t row) {
      if (row < next_row_ && visible(row) && latest_visible(row)) latest = row;
    });
    if (latest == kNoRow || place_of(latest) == place) continue;
    const Variant* cut = variant(latest);
    special_[latest] = {place, false, cut ? *cut : Variant{}};
    set_special(latest, true);
    moved_.push_back({{place, shelf_.row(latest).seq}, latest, 0});
  }
  std::sort(moved_.begin() + static_cast<std::ptrdiff_t>(first_moved), moved_.end(), [](const Moved& a, const Moved& b) { return a.at < b.at; });
}

void View::fetched(const Lease& lease) {
  const Sieve sieve = sieve_(lease.filter);
  fetched_.resize(std::max<std::size_t>(fetched_.size(), next_row_), false);
  Cursor after = lease.from;
  bool more = true;
  while (more) {
    for (const Item& item : page(after, 4096, sieve, more)) {
      if (item.at > lease.to) return;
      fetched_[item.row] = true;
      after = item.at;
    }
  }
}

void View::catch_up() {
  const auto& events = policy_.events();
  const auto& leases = leases_.of(reader_);
  const auto until = [&](Seq bound) {
    // Rows and this reader's leases up to `bound`, in the journal's order.
    while (true) {
      const Seq row = next_row_ < shelf_.size() ? shelf_.row(next_row_).seq : kNever;
      const Seq lease = next_lease_ < leases.size() ? leases[next_lease_].seq : kNever;
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
}

Time View::date(Cursor at, std::uint32_t row, std::uint32_t rank) const {
  if (at.place == at.own) return shelf_.row(row).added;
  const std::uint32_t arrival = shelf_.row_of(at.place);
  if (arrival != kNoRow) return {shelf_.start(arrival).us + rank};
  const auto& events = policy_.events();
  const auto event = std::lower_bound(events.begin(), events.end(), at.place,
                                      [](const journal::PolicyEvent& e, Seq seq) { return e.seq < seq; });
  return {event->time.us + 1 + row};
}

bool View::latest_visible(std::uint32_t row) const {
  const Row& one = shelf_.row(row);
  bool latest = true;
  shelf_.each_version(one.thing, [&](std::uint32_t other) {
    const Row& than = shelf_.row(other);
    if (other != row && std::pair(than.version_us, than.seq) > std::pair(one.version_us, one.seq) && visible(other))
      latest = false;
  });
  return latest;
}

bool View::passes(std::uint32_t row, const Sieve& sieve) const {
  const Row& one = shelf_.row(row);
  if (sieve.types && !sieve.types->contains(one.type)) return false;
  if (sieve.things && !sieve.things->contains(one.thing.value)) return false;
  return sieve.all_versions || latest_visible(row);
}

std::vector<Item> View::page(Cursor after, std::size_t limit, const Sieve& sieve, bool& more) const {
  std::vector<Item> out;
  more = false;
  auto moved = std::upper_bound(moved_.begin(), moved_.end(), after, [](Cursor c, const Moved& m) { return c < m.at; });
  const auto full = [&] { return out.size() > limit; };
  const auto emit = [&](Cursor at, std::uint32_t row, std::uint32_t rank) {
    if (passes(row, sieve)) out.push_back({at, row, date(at, row, rank), variant(row)});
  };
  const auto moved_before = [&](Cursor bound) {
    for (; moved != moved_.end() && moved->at < bound && !full(); ++moved) {
      if (!special(moved->row)) continue;
      const Special& special = special_.at(moved->row);
      if (!special.withheld && special.place == moved->at.place) emit(moved->at, moved->row, moved->rank);
    }
  };
  Cursor at = after;
  auto gain = std::lower_bound(gains_.begin(), gains_.end(), after.place);
  while (!full()) {
    if (gain != gains_.end() && *gain == at.place && at.own < at.place) {
      // Inside an event: rows that it gave this reader, by their own place.
      for (std::uint32_t row = shelf_.first_after(at.own); row < next_row_ && shelf_.row(row).seq < *gain && !full(); ++row) {
        const Row& one = shelf_.row(row);
        if (special(row) || since_[one.label.value] != *gain) continue;
        moved_before({*gain, one.seq});
        if (!full()) emit({*gain, one.seq}, row, 0);
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
      if (!full()) emit({one.seq, one.seq}, row, 0);
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
    const std::uint32_t before = shelf_.first_after(event_seq);
    if (static_cast<std::uint64_t>(rows) >= before) return {event_seq, event_seq};
    return {event_seq, shelf_.row(static_cast<std::uint32_t>(rows - 1)).seq};
  }
  if (time >= shelf_.row(low - 1).added) return {row_seq, row_seq};
  Cursor at{row_seq, 0};
  for (auto moved = std::lower_bound(moved_.begin(), moved_.end(), at, [](const Moved& m, Cursor c) { return m.at < c; });
       moved != moved_.end() && moved->at.place == row_seq && date(moved->at, moved->row, moved->rank) <= time; ++moved)
    at = moved->at;
  return at;
}

std::uint64_t View::visible_count() const {
  std::uint64_t count = 0;
  for (std::uint32_t row = 0; row < next_row_; ++row) count += visible(row);
  return count;
}

// ---- Views -------------------------------------------------------------------------------------------------------

namespace {

Result<std::string> stored(const store::Engine& engine, Seq seq) {
  TRY(const std::vector<store::Slice> slices, engine.blobs(std::span<const Seq>(&seq, 1)));
  std::string bytes;
  for (const store::Slice& slice : slices) bytes.append(slice.bytes);
  if (bytes.empty()) return fail(Code::not_found, "the object's bytes were erased");
  bytes.erase(0, 1);  // the comma that blobs begin with
  return bytes;
}

struct Parsed {
  std::string bytes;
  json::Document document;
  stix::Object object;
};

Result<std::unique_ptr<Parsed>> parse_stored(const store::Engine& engine, Seq seq) {
  auto out = std::make_unique<Parsed>();
  TRY(out->bytes, stored(engine, seq));
  TRY(out->document, json::Document::parse(out->bytes));
  TRY(out->object, stix::read_object(out->document));
  return out;
}

}  // namespace

Result<std::string> render(const store::Engine& engine, const Shelf& shelf, std::uint32_t row, const Variant& variant) {
  if (variant.whole()) return stored(engine, shelf.row(row).seq);
  TRY(const auto parsed, parse_stored(engine, shelf.row(row).seq));
  std::vector<bool> readable(parsed->object.marked_fields(), true), released(parsed->object.references.size(), true);
  for (const auto field : variant.hidden_fields) readable.at(field) = false;
  for (const auto reference : variant.dropped_references) released.at(reference) = false;
  release::Redaction redaction = release::redact(parsed->document, parsed->object, readable, released);
  if (redaction.outcome != Outcome::cut) return fail(Code::internal, "a redacted object came out otherwise than it was decided");
  return std::move(redaction.bytes);
}

Views::Views(const Shelf& shelf, const journal::Policy& policy, const Leases& leases, const store::Engine& engine)
    : shelf_(shelf), policy_(policy), leases_(leases), engine_(engine), matrices_(policy) {}

std::shared_ptr<Views::Slot> Views::find(const Reader& reader) {
  std::lock_guard lock(mutex_);
  auto& slot = slots_[reader];
  if (!slot) {
    const auto redact = [this](std::uint32_t row, const std::vector<bool>& fields, const std::vector<bool>& released) {
      const auto parsed = parse_stored(engine_, shelf_.row(row).seq);
      if (!parsed || (*parsed)->object.marked_fields() != fields.size() || (*parsed)->object.references.size() != released.size())
        return Outcome::withheld;  // what cannot be cut is not given
      return release::redact((*parsed)->document, (*parsed)->object, fields, released).outcome;
    };
    slot = std::make_shared<Slot>(
        View(reader, shelf_, policy_, leases_, matrices_, redact, [this](const Filter& filter) { return sieve(filter); }));
  }
  return slot;
}

Sieve Views::sieve(const Filter& filter) const {
  Sieve out;
  out.all_versions = filter.all_versions;
  if (!filter.types.empty()) {
    out.types.emplace();
    for (const std::string& type : filter.types)
      if (const auto ix = shelf_.find_type(type); ix != UINT32_MAX) out.types->insert(ix);
  }
  if (!filter.ids.empty()) {
    out.things.emplace();
    const auto snapshot = engine_.snapshot();
    for (const std::string& id : filter.ids)
      snapshot->scan(thing_prefix(id), [&](std::string_view, std::string_view value) {
        out.things->insert(static_cast<std::uint32_t>(std::stoul(std::string(value))));
        return true;
      });
  }
  return out;
}

}  // namespace comity::shelf
