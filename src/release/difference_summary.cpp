// A difference folded to numbers and reasons.
#include <algorithm>
#include <bit>
#include <set>
#include <tuple>

#include "release/difference.hpp"

namespace comity::release {

using marking::Label;

// ---- Folding: distinct objects by everything that a summary names
// -------------------------------------------------------

// A unit is what is counted: a label with its number of objects, or a row. Subjects come in order of person, so those
// of an agency, and of a party, follow each other.
class Folding {
 public:
  Folding(Difference& of, const Limits& limits, std::span<const std::uint64_t> weights,
          std::span<const marking::LabelIx> rows)
      : of_(of), limits_(limits), weights_(weights), rows_(rows) {
    of_.reasons_.clear();
    of_.reason_index_.clear();
    of_.signatures_.clear();
  }

  // `gained` and so on are over units; `by_label` tells a row whose label did not flip.
  void add(std::size_t subject, Bits gained, Bits lost, Bits changed, const Difference::Found& told = {}) {
    const Subject& who = of_.subjects_[subject];
    const std::string& id = who.person;
    const std::string party{marking::party_of(id)}, agency{marking::agency_of(id)};
    if (party != party_name_) know_limits(party);
    if (agency != agency_name_) flush(agency_, agency_name_, out_.receiving_agency);
    if (party != party_name_) flush(party_, party_name_, out_.receiving_party);
    party_name_ = party;
    agency_name_ = agency;
    if (limits_.objects) {
      keep(gained, shows_gained_);
      keep(changed, shows_gained_);
      keep(lost, shows_lost_);
    }
    const Tally tally{count(gained), count(lost), count(changed)};
    if (!tally.any()) return;
    out_.person[id] = tally;
    if (told) told(subject, gained, lost, changed);
    find_reasons(subject, gained, true);
    find_reasons(subject, lost, false);
    for (Both* both : {&agency_, &party_, &all_}) {
      unite(both->gained, gained);
      unite(both->lost, lost);
      unite(both->changed, changed);
    }
  }

  Summary take() {
    flush(agency_, agency_name_, out_.receiving_agency);
    flush(party_, party_name_, out_.receiving_party);
    std::vector<Tally> by_label(of_.labels_.size());
    each(all_.gained, [&](std::size_t unit) { by_label[label_of(unit)].gained += weight(unit); });
    each(all_.lost, [&](std::size_t unit) { by_label[label_of(unit)].lost += weight(unit); });
    each(all_.changed, [&](std::size_t unit) { by_label[label_of(unit)].changed += weight(unit); });
    for (std::size_t label = 0; label < by_label.size(); ++label)
      if (by_label[label].any()) add_label(*of_.labels_[label], by_label[label]);
    found_.resize(of_.reasons_.size());
    for (std::size_t i = 0; i < of_.reasons_.size(); ++i) {
      Reason reason = of_.reasons_[i];
      reason.objects = count(found_[i].units);
      reason.people = found_[i].people;
      reason.agencies = found_[i].agencies;
      reason.parties = found_[i].parties;
      if (reason.objects > 0) out_.reasons.push_back(std::move(reason));
    }
    std::stable_sort(out_.reasons.begin(), out_.reasons.end(), [](const Reason& a, const Reason& b) {
      return std::tuple(b.objects, a.gained, a.agreement, a.clause, a.after) <
             std::tuple(a.objects, b.gained, b.agreement, b.clause, b.after);
    });
    return std::move(out_);
  }

 private:
  struct Both {
    Bits gained, lost, changed;
  };
  struct Found {
    Bits units;
    std::uint32_t people = 0, agencies = 0, parties = 0;
    std::string_view person, agency, party;  // the last one counted
  };

  std::uint32_t label_of(std::size_t unit) const {
    return rows_.empty() ? static_cast<std::uint32_t>(unit) : rows_[unit].value;
  }
  std::uint64_t weight(std::size_t unit) const { return rows_.empty() ? weights_[unit] : 1; }
  std::uint64_t count(const Bits& units) const {
    std::uint64_t out = 0;
    if (rows_.empty())
      each(units, [&](std::size_t unit) { out += weights_[unit]; });
    else
      for (const auto word : units) out += static_cast<std::uint64_t>(std::popcount(word));
    return out;
  }
  void know_limits(const std::string& party) {
    if (!limits_.objects) return;
    shows_gained_.clear();
    shows_lost_.clear();
    for (std::size_t label = 0; label < of_.labels_.size(); ++label) {
      if (limits_.objects(*of_.labels_[label], party, true)) set(shows_gained_, label);
      if (limits_.objects(*of_.labels_[label], party, false)) set(shows_lost_, label);
    }
  }
  void keep(Bits& units, const Bits& labels) const {
    for (std::size_t word = 0; word < units.size(); ++word)
      for (std::uint64_t left = units[word]; left != 0; left &= left - 1)
        if (!test(labels, label_of(word * 64 + static_cast<std::size_t>(std::countr_zero(left)))))
          units[word] &= ~(left & ~(left - 1));
  }
  void flush(Both& both, const std::string& name, std::map<std::string, Tally>& into) {
    const Tally tally{count(both.gained), count(both.lost), count(both.changed)};
    if (tally.any()) into[name] = tally;
    both = {};
  }
  void add_label(const Label& label, const Tally& tally) {
    const auto add = [&](Tally& to) {
      to.gained += tally.gained;
      to.lost += tally.lost;
      to.changed += tally.changed;
    };
    for (const auto& agency : label.originators) add(out_.originating_agency[agency]);
    for (const auto& party : label.originating_parties()) add(out_.originating_party[party]);
    std::set<std::string> words, topics;
    for (const auto& [party, levels] : label.levels)
      for (const auto& word : levels)
        words.insert(word.scheme == marking::kNoLevelScheme && word.word == marking::kNoLevelWord
                         ? "no level"
                         : word.scheme + " " + word.word);
    for (const auto& clause : label.topics) {
      if (clause.all) topics.insert("any topic");
      topics.insert(clause.words.begin(), clause.words.end());
    }
    for (const auto& word : words) add(out_.level[word]);
    for (const auto& topic : topics) add(out_.topic[topic]);
    out_.objects.gained += tally.gained;
    out_.objects.lost += tally.lost;
    out_.objects.changed += tally.changed;
  }
  void find_reasons(std::size_t subject, const Bits& units, bool gained) {
    const Bits& flipped = gained ? of_.sides_[subject].gained : of_.sides_[subject].lost;
    // Rows of one label share their reasons: looked up once per label and person.
    known_.assign(of_.labels_.size(), nullptr);
    std::vector<std::uint32_t> by_reference;
    each(units, [&](std::size_t unit) {
      if (weight(unit) == 0) return;
      const std::uint32_t label = label_of(unit);
      const std::vector<std::uint32_t>*& reasons = known_[label];
      if (!reasons) {
        if (test(flipped, label)) {
          reasons = &of_.reasons_of(subject, label, gained, limits_);
        } else {
          if (by_reference.empty()) by_reference = {of_.intern(reference_reason(gained))};
          reasons = &by_reference;
        }
        if (found_.size() < of_.reasons_.size()) found_.resize(of_.reasons_.size());
        for (const std::uint32_t reason : *reasons) count_person(found_[reason], of_.subjects_[subject].person);
      }
      for (const std::uint32_t reason : *reasons) set(found_[reason].units, unit);
    });
  }
  static Reason reference_reason(bool gained) {
    Reason out;
    out.gained = gained;
    out.clause = "reference";
    const char* with = "what it refers to is released, and what is left of it is a valid object";
    const char* without =
        "it refers to something that is not released to this reader, or a cut would leave no valid object";
    out.before = gained ? without : with;
    out.after = gained ? with : without;
    return out;
  }
  static void count_person(Found& found, const std::string& person) {
    if (found.person == person) return;
    const std::string_view agency = marking::agency_of(person), party = marking::party_of(person);
    ++found.people;
    found.agencies += found.agency != agency;
    found.parties += found.party != party;
    found.person = person;
    found.agency = agency;
    found.party = party;
  }

  Difference& of_;
  const Limits& limits_;
  std::span<const std::uint64_t> weights_;
  std::span<const marking::LabelIx> rows_;
  std::string party_name_, agency_name_;
  Bits shows_gained_, shows_lost_;  // by label
  Both agency_, party_, all_;
  std::vector<Found> found_;                              // by reason
  std::vector<const std::vector<std::uint32_t>*> known_;  // of the present person, by label
  Summary out_;
};

Summary Difference::by_label(std::span<const std::uint64_t> objects, const Limits& limits) {
  CHECK(objects.size() == labels_.size());
  Folding folding(*this, limits, objects, {});
  for (std::size_t i = 0; i < subjects_.size(); ++i)
    if (touched(i)) folding.add(i, sides_[i].gained, sides_[i].lost, {});
  return folding.take();
}

Summary Difference::by_row(std::span<const marking::LabelIx> labels, const Look& look, const Limits& limits,
                           const Found& found, const std::function<bool(std::size_t)>& also) {
  if (labels.empty()) return {};
  Folding folding(*this, limits, {}, labels);
  for (std::size_t i = 0; i < subjects_.size(); ++i) {
    if (!touched(i) && !(also && also(i))) continue;
    Sight sight;
    look(i, sight);
    const std::size_t words = std::max(sight.before.size(), sight.after.size());
    sight.before.resize(words, 0);
    sight.after.resize(words, 0);
    Bits gained(words), lost(words);
    for (std::size_t word = 0; word < words; ++word) {
      gained[word] = sight.after[word] & ~sight.before[word];
      lost[word] = sight.before[word] & ~sight.after[word];
    }
    if (!any(gained) && !any(lost) && !any(sight.changed)) continue;
    folding.add(i, std::move(gained), std::move(lost), std::move(sight.changed), found);
  }
  return folding.take();
}

}  // namespace comity::release
