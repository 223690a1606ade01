// Which rows of a view a filter leaves.
#include <algorithm>
#include <bit>
#include <functional>

#include "release/bits.hpp"
#include "release/decide.hpp"
#include "shelf/view.hpp"

namespace comity::shelf {
namespace {

constexpr std::size_t kMostKept = 64;

bool meet(const std::set<std::string>& wanted, const std::set<std::string>& have) {
  return std::any_of(wanted.begin(), wanted.end(), [&](const std::string& one) { return have.contains(one); });
}

bool from_any(const marking::Label& label, const std::set<std::string>& originators) {
  return std::any_of(label.originators.begin(), label.originators.end(), [&](const std::string& agency) {
    return originators.contains(agency) || originators.contains(std::string(marking::party_of(agency)));
  });
}

bool at_any_level(const marking::Label& label, const std::set<std::string>& levels) {
  for (const auto& [party, words] : label.levels)
    for (const marking::LevelWord& word : words)
      if (levels.contains(word.scheme + ":" + word.word)) return true;
  return false;
}

bool of_any_topic(const marking::Label& label, const std::set<std::string>& topics) {
  return std::any_of(label.topics.begin(), label.topics.end(),
                     [&](const marking::WordSet& clause) { return meet(topics, clause.words); });
}

std::set<std::string> releasing(const release::World& world, const marking::Label& label, const release::Audience& audience) {
  std::set<std::string> out;
  for (const std::string& party : label.originating_parties()) {
    if (party == audience.party) continue;
    for (const release::Pact* pact : release::parts::permitting(world, label, party, audience)) out.insert(pact->terms().id);
  }
  return out;
}

}  // namespace

std::optional<std::vector<std::uint64_t>> View::labels_of(const Filter& filter) const {
  Filter of_labels;
  of_labels.originators = filter.originators;
  of_labels.agreements = filter.agreements;
  of_labels.levels = filter.levels;
  of_labels.topics = filter.topics;
  if (of_labels == Filter{}) return std::nullopt;
  if (labels_of_.size() >= kMostKept && !labels_of_.contains(of_labels)) labels_of_.clear();
  LabelsOf& kept = labels_of_[of_labels];
  if (kept.event != event_) kept = {event_, 0, {}};
  for (; kept.labels < labels_; ++kept.labels) {
    const marking::Label& label = policy_.labels().at(marking::LabelIx{kept.labels});
    const bool passes = (filter.originators.empty() || from_any(label, filter.originators)) &&
                        (filter.levels.empty() || at_any_level(label, filter.levels)) &&
                        (filter.topics.empty() || of_any_topic(label, filter.topics)) &&
                        (filter.agreements.empty() || meet(filter.agreements, releasing(world(), label, audience_)));
    if (passes) release::set(kept.bits, kept.labels);
  }
  return kept.bits;
}

bool View::latest_visible(std::uint32_t row) const {
  const Row& one = shelf_.row(row);
  if (one.sole) return true;
  bool latest = true;
  shelf_.each_version(one.thing, [&](std::uint32_t other) {
    const Row& than = shelf_.row(other);
    if (other != row && std::pair(than.version_us, than.seq) > std::pair(one.version_us, one.seq) && visible(other))
      latest = false;
  });
  return latest;
}

bool View::first_visible(std::uint32_t row) const {
  const Row& one = shelf_.row(row);
  if (one.sole) return true;
  bool first = true;
  shelf_.each_version(one.thing, [&](std::uint32_t other) {
    const Row& than = shelf_.row(other);
    if (other != row && std::pair(than.version_us, than.seq) < std::pair(one.version_us, one.seq) && visible(other)) first = false;
  });
  return first;
}

bool View::of_versions(std::uint32_t row, const Versions& versions) const {
  if (versions.all) return true;
  if (versions.at.contains(shelf_.row(row).version_us)) return true;
  if (versions.first && first_visible(row)) return true;
  return (versions.last || versions.only_last()) && latest_visible(row);
}

bool View::refers_to(std::uint32_t row, const std::unordered_set<std::uint32_t>& things) const {
  if (told_recalled(row)) return false;  // the news of a recall names nothing
  const auto references = shelf_.references(row);
  const Variant* variant = this->variant(row);
  for (std::uint32_t i = 0; i < references.size(); ++i) {
    const Thing bound = shelf_.bound_within(references[i], next_row_);
    if (bound.none() || !things.contains(bound.value)) continue;
    if (variant == nullptr) return true;
    const auto& dropped = variant->dropped_references;
    if (std::find(dropped.begin(), dropped.end(), i) == dropped.end()) return true;
  }
  return false;
}

bool View::matches(std::uint32_t row, const Sieve& sieve) const {
  const Row& one = shelf_.row(row);
  if (sieve.standing && exceptions_.recalled(row, policy())) return false;
  if (sieve.types && !sieve.types->contains(one.type)) return false;
  if (sieve.things && !sieve.things->contains(one.thing.value)) return false;
  if (sieve.spec_20 && *sieve.spec_20 != one.spec_20) return false;
  if (one.version_us < sieve.from_us || one.version_us >= sieve.until_us) return false;
  if (sieve.labels && !release::test(*sieve.labels, one.label.value)) return false;
  if (sieve.rows && !release::test(*sieve.rows, row)) return false;
  if (sieve.refers_to && !refers_to(row, *sieve.refers_to)) return false;
  return true;
}

// Of what matches: whether its version is asked for, among the versions that match as well.
bool View::chosen(std::uint32_t row, const Sieve& sieve) const {
  const Row& one = shelf_.row(row);
  bool first = true, latest = true, newest_spec = true;
  if (!one.sole) {
    shelf_.each_version(one.thing, [&](std::uint32_t other) {
      if (other == row || !visible(other) || !matches(other, sieve)) return;
      const Row& than = shelf_.row(other);
      if (sieve.latest_spec && than.spec_20 != one.spec_20) {
        if (one.spec_20) newest_spec = false;
        return;  // of the specification version that is not asked for
      }
      const bool later = std::pair(than.version_us, than.seq) > std::pair(one.version_us, one.seq);
      (later ? latest : first) = false;
    });
  }
  if (!newest_spec) return false;
  const Versions& versions = sieve.versions;
  return versions.all || versions.at.contains(one.version_us) || (versions.first && first) || ((versions.last || versions.only_last()) && latest);
}

bool View::passes(std::uint32_t row, const Sieve& sieve) const {
  if (told_recalled(row) && released(shelf_.row(row).thing)) return false;  // it sees another version since
  if (!matches(row, sieve)) return false;
  return sieve.versions.among_matching ? chosen(row, sieve) : of_versions(row, sieve.versions);
}

std::vector<std::uint64_t> View::first_of_each_label(bool standing) const {
  std::vector<std::uint64_t> out;
  std::vector<bool> met(labels_, false);
  std::uint32_t left = labels_;
  for (std::uint32_t row = 0; row < next_row_ && left > 0; ++row) {
    const std::uint32_t label = shelf_.row(row).label.value;
    if (met[label] || !visible(row) || (standing && exceptions_.recalled(row, policy()))) continue;
    met[label] = true;
    --left;
    if (!is_remark(policy_.labels().at(shelf_.row(row).label))) release::set(out, row);
  }
  return out;
}

std::set<std::string> View::agreements_of(marking::LabelIx label) const { return releasing(world(), policy_.labels().at(label), audience_); }

const release::Bits& View::latest_rows() const {
  if (latest_as_of_ == state() && !latest_rows_.empty()) return latest_rows_;
  latest_rows_ = visible_rows();
  release::each(latest_rows_, [&](std::size_t bit) {
    const auto row = static_cast<std::uint32_t>(bit);
    if (!latest_visible(row)) latest_rows_[row >> 6] &= ~(std::uint64_t{1} << (row & 63));
  });
  latest_as_of_ = state();
  return latest_rows_;
}

release::Bits View::rows_of(const Sieve& sieve) const {
  const bool last = sieve.versions.only_last() && !sieve.versions.among_matching;
  const bool wider = sieve.versions.among_matching || sieve.standing || sieve.types || sieve.refers_to || sieve.spec_20 || sieve.labels || sieve.from_us != Sieve{}.from_us || sieve.until_us != Sieve{}.until_us;
  release::Bits out;
  const auto keep = [&](std::uint32_t row) {
    if (visible(row) && passes(row, sieve)) release::set(out, row);
  };
  if (sieve.things) {  // few: no look at all rows
    for (const std::uint32_t thing : *sieve.things)
      if (thing < shelf_.things()) shelf_.each_version(Thing{thing}, keep);
    return out;
  }
  const bool every = sieve.rows && !last;
  out = last ? latest_rows() : every ? *sieve.rows : visible_rows();
  if (sieve.rows && last)
    for (std::size_t word = 0; word < out.size(); ++word) out[word] &= word < sieve.rows->size() ? (*sieve.rows)[word] : 0;
  if (!wider && (last || (every && sieve.versions.all))) return out;
  release::each(out, [&](std::size_t bit) {
    const auto row = static_cast<std::uint32_t>(bit);
    if (!visible(row) || !passes(row, sieve)) out[row >> 6] &= ~(std::uint64_t{1} << (row & 63));
  });
  return out;
}

std::vector<Item> View::newest(Cursor before, std::size_t limit, const release::Bits& rows, bool& more) const {
  // The last so many places, the least of them on top.
  using Placed = std::pair<Cursor, std::uint32_t>;
  std::vector<Placed> kept;
  more = false;
  if (limit == 0) return {};
  for (std::size_t word = std::min(rows.size(), (std::size_t{next_row_} + 63) / 64); word-- > 0;)
    for (std::uint64_t left = rows[word]; left != 0;) {
      const int bit = 63 - std::countl_zero(left);
      left &= ~(std::uint64_t{1} << bit);
      const auto row = static_cast<std::uint32_t>(word * 64 + static_cast<std::size_t>(bit));
      const Cursor at{place_of(row), shelf_.row(row).seq};
      if (!(at < before)) continue;
      if (kept.size() == limit) {
        more = true;
        if (at < kept.front().first) continue;
        std::pop_heap(kept.begin(), kept.end(), std::greater<>());
        kept.pop_back();
      }
      kept.emplace_back(at, row);
      std::push_heap(kept.begin(), kept.end(), std::greater<>());
    }
  std::sort(kept.begin(), kept.end(), std::greater<>());
  std::vector<Item> out;
  out.reserve(kept.size());
  for (const auto& [at, row] : kept)
    out.push_back({at, row, date(at, row, special(row) ? moved_[moved_at_[row]].rank : 0), variant(row)});
  return out;
}

void View::each_particular(const std::function<void(std::uint32_t)>& visit) const {
  release::each(ruled_bits_, [&](std::size_t row) {
    if (visible(static_cast<std::uint32_t>(row))) visit(static_cast<std::uint32_t>(row));
  });
  for (const auto& [row, variant] : variants_)
    if (!variant.dropped_references.empty() && !ruled(row) && visible(row)) visit(row);
}

}  // namespace comity::shelf
