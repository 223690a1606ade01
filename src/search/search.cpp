#include "search/search.hpp"

#include <algorithm>

namespace comity::search {
namespace {

using release::Bits;
using shelf::View;

constexpr std::size_t kReaders = 256;         // whose own rows are kept
constexpr std::size_t kFound = 64;            // searches that are kept
constexpr std::size_t kAtOnce = 256;          // own rows that are read between two looks at the view
constexpr std::uint32_t kWorthWaiting = 64 << 10;  // rows behind which a search waits for the index, a few seconds

Bits without(Bits from, const Bits& what) {
  for (std::size_t word = 0; word < from.size() && word < what.size(); ++word) from[word] &= ~what[word];
  return from;
}

// Cheap and narrow first.
int order_of(const Clause& clause) {
  switch (clause.kind) {
    case Clause::Kind::phrase:
      return 0;
    case Clause::Kind::all:
    case Clause::Kind::any:
      return 1;
    case Clause::Kind::field:
      return 2;
    case Clause::Kind::none:
      return 3;
  }
  return 4;
}

}  // namespace

void Search::catch_up(std::shared_mutex& state, const std::function<bool()>& stop) {
  while (!(stop && stop()) && index_.step(&state)) {
  }
}

Result<void> Search::make_ready(std::shared_mutex& state, const shelf::Reader& reader) {
  const auto behind = [&] {
    std::shared_lock lock(state);
    return parts_.shelf.size() - std::min(parts_.shelf.size(), index_.rows());
  };
  if (behind() > kWorthWaiting) return fail(Code::unavailable, "words are being indexed after a start; search again in a minute");
  catch_up(state);
  const std::shared_ptr<OwnRows> own = own_rows(reader);
  std::vector<std::pair<OwnRows::Missing, Gathered>> read;
  while (true) {
    std::vector<OwnRows::Missing> wanted;
    {
      std::shared_lock lock(state);
      parts_.views.with(reader, [&](const View& view) {
        for (auto& [one, text] : read) own->add(std::move(one), std::move(text));
        wanted = missing(view, *own, kAtOnce);
      });
    }
    read.clear();
    if (wanted.empty()) return {};
    for (OwnRows::Missing& one : wanted) {
      std::shared_lock lock(state);  // cutting asks the shelf for the row's record
      Gathered text = text_of(one);
      read.emplace_back(std::move(one), std::move(text));
    }
  }
}

std::shared_ptr<OwnRows> Search::own_rows(const shelf::Reader& reader) {
  std::lock_guard lock(own_mutex_);
  const auto known = std::find_if(own_.begin(), own_.end(), [&](const auto& one) { return one.first == reader; });
  if (known != own_.end()) own_.splice(own_.begin(), own_, known);
  else own_.emplace_front(reader, std::make_shared<OwnRows>());
  if (own_.size() > kReaders) own_.pop_back();
  return own_.front().second;
}

std::vector<OwnRows::Missing> Search::missing(const View& view, OwnRows& own, std::size_t most) {
  return own.missing(view, parts_.exceptions.erasures().size(), most, [&](std::uint32_t row) { return index_.tangled(row); });
}

Gathered Search::text_of(const OwnRows::Missing& one) const {
  thread_local Splitter splitter;
  const auto bytes = shelf::render(parts_.engine, parts_.shelf, one.row, one.variant);
  return bytes ? gather_whole(*bytes, splitter) : Gathered{};
}

Bits Search::find(const Clause& clause, const View& view, const OwnRows& own, Bits within) const {
  switch (clause.kind) {
    case Clause::Kind::all: {
      std::vector<const Clause*> parts;
      for (const Clause& part : clause.parts) parts.push_back(&part);
      std::stable_sort(parts.begin(), parts.end(), [](const Clause* a, const Clause* b) { return order_of(*a) < order_of(*b); });
      for (const Clause* part : parts) within = find(*part, view, own, std::move(within));
      return within;
    }
    case Clause::Kind::any: {
      Bits out;
      for (const Clause& part : clause.parts) release::unite(out, find(part, view, own, within));
      return out;
    }
    case Clause::Kind::none:
      return without(within, find(clause.parts.front(), view, own, within));
    case Clause::Kind::field: {
      shelf::Sieve sieve = parts_.views.sieve(clause.field, view);
      sieve.versions = {};
      sieve.versions.all = true;  // the versions are those of `within`
      sieve.rows = std::move(within);
      return view.rows_of(sieve);
    }
    case Clause::Kind::phrase:
      break;
  }
  const PhraseTerms terms(clause.phrase);
  Bits out;
  const auto hit = [&](std::uint32_t row) { release::set(out, row); };
  own.match(terms, within, hit);
  if (!clause.phrase.id.empty()) {
    Clause field;
    field.kind = Clause::Kind::field;
    field.field.ids = {clause.phrase.id};
    release::unite(out, find(field, view, own, within));
  }
  const Bits by_label = without(std::move(within), own.rows());
  index_.each_permitted(view.bits(), [&](const Partition& partition) { terms.match(partition, by_label, hit); });
  return out;
}

Result<std::shared_ptr<const Bits>> Search::rows(const View& view, std::string_view text, const shelf::Versions& versions) {
  Key key{view.reader(), std::string(text), versions};
  {
    std::lock_guard lock(found_mutex_);
    const auto known = std::find_if(found_.begin(), found_.end(), [&](const Found& one) { return one.state == view.state() && one.key == key; });
    if (known != found_.end()) {
      found_.splice(found_.begin(), found_, known);
      return known->rows;
    }
  }
  TRY(const Query query, parse_query(text));
  while (index_.rows() < view.state().rows) index_.step(nullptr);
  const std::shared_ptr<OwnRows> own = own_rows(view.reader());
  for (auto wanted = missing(view, *own, kAtOnce); !wanted.empty(); wanted = missing(view, *own, kAtOnce))
    for (OwnRows::Missing& one : wanted) {
      Gathered words = text_of(one);
      own->add(std::move(one), std::move(words));
    }
  shelf::Sieve among;
  among.versions = query.versions.value_or(versions);
  auto found = std::make_shared<const Bits>(find(query.root, view, *own, view.rows_of(among)));
  std::lock_guard lock(found_mutex_);
  found_.push_front({std::move(key), view.state(), found});
  if (found_.size() > kFound) found_.pop_back();
  return found;
}

}  // namespace comity::search
