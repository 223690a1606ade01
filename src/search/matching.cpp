#include "search/matching.hpp"

#include <algorithm>

namespace comity::search {
namespace {

// Leaves those starts from which the term stands at its offset.
void keep(std::vector<std::uint32_t>& starts, const Sought& one, const std::vector<Place>& places) {
  auto at = places.begin();
  std::erase_if(starts, [&](std::uint32_t start) {
    const std::uint32_t wanted = start + one.offset;
    while (at != places.end() && *at >> 1 < wanted) ++at;
    return at == places.end() || *at >> 1 != wanted || (one.tight && (*at & 1) == 0);
  });
}

}  // namespace

PhraseTerms::PhraseTerms(const Phrase& phrase) {
  const auto& parts = phrase.parts;
  const auto paired = [&](std::size_t i) { return i + 1 < parts.size() && parts[i].single && parts[i + 1].single && parts[i + 1].tight; };
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto offset = static_cast<std::uint32_t>(i);
    if (paired(i)) sought_.push_back({parts[i].text + parts[i + 1].text, offset, parts[i].tight});
    else if (i > 0 && paired(i - 1)) continue;  // the pair before has it
    else if (phrase.beginning && i + 1 == parts.size()) beginning_ = {parts[i].text, offset, parts[i].tight};
    else sought_.push_back({parts[i].text, offset, parts[i].tight});
  }
}

// Rows that have all the whole terms in their order, and where they begin.
std::vector<PhraseTerms::Begun> PhraseTerms::begun(const Partition& partition, const release::Bits& within) const {
  std::vector<Begun> out;
  struct Walked {
    const Sought* sought;
    const Postings* postings;
    Postings::Walk walk;
  };
  std::vector<Walked> walks;
  for (const Sought& one : sought_) {
    const Postings* postings = partition.find(one.term);
    if (!postings) return out;
    walks.push_back({&one, postings, Postings::Walk(*postings)});
  }
  std::sort(walks.begin(), walks.end(), [](const Walked& a, const Walked& b) { return a.postings->rows() < b.postings->rows(); });
  std::vector<Place> places;
  for (Postings::Walk& rarest = walks.front().walk; !rarest.done(); rarest.next()) {
    const std::uint32_t row = rarest.row();
    if (!release::test(within, row)) continue;
    bool all = true;
    for (auto other = walks.begin() + 1; all && other != walks.end(); ++other) {
      while (!other->walk.done() && other->walk.row() < row) other->walk.next();
      if (other->walk.done()) return out;
      all = other->walk.row() == row;
    }
    if (!all) continue;
    Begun one{row, {}};
    rarest.places(places);
    for (const Place place : places)
      if (place >> 1 >= walks.front().sought->offset && (!walks.front().sought->tight || (place & 1) != 0))
        one.starts.push_back((place >> 1) - walks.front().sought->offset);
    for (auto other = walks.begin() + 1; !one.starts.empty() && other != walks.end(); ++other) {
      other->walk.places(places);
      keep(one.starts, *other->sought, places);
    }
    if (!one.starts.empty()) out.push_back(std::move(one));
  }
  return out;
}

void PhraseTerms::match(const Partition& partition, const release::Bits& within, const std::function<void(std::uint32_t)>& hit) const {
  const auto each = [&](const Postings& postings) {
    for (Postings::Walk walk(postings); !walk.done(); walk.next())
      if (release::test(within, walk.row())) hit(walk.row());
  };
  if (sought_.empty()) {
    partition.each_beginning(beginning_->term, [&](std::string_view, const Postings& postings) { each(postings); });
    return;
  }
  if (sought_.size() == 1 && !beginning_) {
    if (const Postings* postings = partition.find(sought_.front().term)) each(*postings);
    return;
  }
  const std::vector<Begun> rows = begun(partition, within);
  if (!beginning_) {
    for (const Begun& one : rows) hit(one.row);
    return;
  }
  if (rows.empty()) return;
  std::vector<Place> places;
  partition.each_beginning(beginning_->term, [&](std::string_view, const Postings& postings) {
    auto at = rows.begin();
    for (Postings::Walk walk(postings); !walk.done() && at != rows.end(); walk.next()) {
      while (at != rows.end() && at->row < walk.row()) ++at;
      if (at == rows.end() || at->row != walk.row()) continue;
      walk.places(places);
      std::vector<std::uint32_t> starts = at->starts;
      keep(starts, *beginning_, places);
      if (!starts.empty()) hit(walk.row());
    }
  });
}

std::vector<std::pair<std::size_t, std::size_t>> occurrences(const Phrase& phrase, const std::vector<Part>& parts) {
  std::vector<std::pair<std::size_t, std::size_t>> out;
  const std::size_t length = phrase.parts.size();
  for (std::size_t first = 0; first + length <= parts.size(); ++first) {
    bool same = true;
    for (std::size_t i = 0; same && i < length; ++i) {
      const Phrase::One& wanted = phrase.parts[i];
      const Part& part = parts[first + i];
      const bool text = phrase.beginning && i + 1 == length ? part.text.starts_with(wanted.text) : part.text == wanted.text;
      same = text && (!wanted.tight || part.tight);
    }
    if (same) out.emplace_back(first, first + length - 1);
  }
  return out;
}

}  // namespace comity::search
