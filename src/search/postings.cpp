#include "search/postings.hpp"

#include <algorithm>

namespace comity::search {
namespace {

void write(std::string& out, std::uint32_t number) {
  while (number >= 128) {
    out.push_back(static_cast<char>(number | 128));
    number >>= 7;
  }
  out.push_back(static_cast<char>(number));
}

}  // namespace

void Postings::add(std::uint32_t row, const std::vector<Place>& places) {
  thread_local std::string spots, one;
  spots.clear();
  one.clear();
  Place last = 0;
  for (const Place place : places) {
    write(spots, place - last);
    last = place;
  }
  write(one, row - last_);
  write(one, static_cast<std::uint32_t>(spots.size()));
  one += spots;
  // Most terms are rare: growth by a quarter keeps what is reserved and unused small.
  if (const std::size_t wanted = bytes_.size() + one.size(); wanted > bytes_.capacity()) {
    std::string grown;
    grown.reserve(wanted + wanted / 4);
    grown = bytes_;
    bytes_ = std::move(grown);
  }
  bytes_ += one;
  last_ = row;
  ++rows_;
}

void Postings::remove(const std::function<bool(std::uint32_t)>& gone) {
  Postings kept;
  std::vector<Place> places;
  for (Walk walk(*this); !walk.done(); walk.next()) {
    if (gone(walk.row())) continue;
    walk.places(places);
    kept.add(walk.row(), places);
  }
  *this = std::move(kept);
}

void Partition::add(std::uint32_t row, Gathered& text) {
  text.each([&](std::string_view term, const std::vector<Place>& places) {
    auto at = terms_.find(term);
    if (at == terms_.end()) {
      at = terms_.try_emplace(std::string(term)).first;
      fresh_.push_back(&*at);
    }
    at->second.add(row, places);
  });
}

void Partition::remove(const std::function<bool(std::uint32_t)>& gone) {
  sorted_.clear();
  fresh_.clear();
  for (auto term = terms_.begin(); term != terms_.end();) {
    bool has = false;
    for (Postings::Walk walk(term->second); !walk.done() && !has; walk.next()) has = gone(walk.row());
    if (has) term->second.remove(gone);
    if (term->second.rows() == 0) {
      term = terms_.erase(term);
      continue;
    }
    fresh_.push_back(&*term);
    ++term;
  }
}

const Postings* Partition::find(std::string_view term) const {
  const auto found = terms_.find(term);
  return found == terms_.end() ? nullptr : &found->second;
}

void Partition::each_beginning(std::string_view prefix, const std::function<void(std::string_view, const Postings&)>& visit) const {
  const auto before = [](const auto* a, const auto* b) { return a->first < b->first; };
  {
    std::lock_guard lock(sorting_);
    if (!fresh_.empty()) {
      const auto old = static_cast<std::ptrdiff_t>(sorted_.size());
      sorted_.insert(sorted_.end(), fresh_.begin(), fresh_.end());
      fresh_.clear();
      fresh_.shrink_to_fit();
      std::sort(sorted_.begin() + old, sorted_.end(), before);
      std::inplace_merge(sorted_.begin(), sorted_.begin() + old, sorted_.end(), before);
    }
  }
  auto at = std::lower_bound(sorted_.begin(), sorted_.end(), prefix,
                             [](const auto* term, std::string_view wanted) { return std::string_view(term->first) < wanted; });
  for (; at != sorted_.end() && (*at)->first.starts_with(prefix); ++at) visit((*at)->first, (*at)->second);
}

std::size_t Partition::memory() const {
  // A node of the table: the pair, its hash and the next one's address, rounded as the allocator does; and a bucket.
  constexpr std::size_t kNode = (sizeof(Terms::value_type) + 16 + 8 + 15) / 16 * 16 + sizeof(void*);
  std::size_t out = (sorted_.capacity() + fresh_.capacity()) * sizeof(void*);
  for (const auto& [term, postings] : terms_) out += kNode + (term.capacity() > 15 ? term.capacity() + 9 : 0) + postings.memory();
  return out;
}

}  // namespace comity::search
