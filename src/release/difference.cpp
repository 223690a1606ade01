#include "release/difference.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <set>

namespace comity::release {
namespace {

using marking::Label;

void set(Bits& bits, std::size_t i) {
  if (bits.size() <= i >> 6) bits.resize((i >> 6) + 1, 0);
  bits[i >> 6] |= std::uint64_t{1} << (i & 63);
}

template <class F>
void each(const Bits& bits, F&& visit) {
  for (std::size_t word = 0; word < bits.size(); ++word)
    for (std::uint64_t left = bits[word]; left != 0; left &= left - 1) visit(word * 64 + static_cast<std::size_t>(std::countr_zero(left)));
}

void unite(Bits& into, const Bits& from) {
  if (into.size() < from.size()) into.resize(from.size(), 0);
  for (std::size_t i = 0; i < from.size(); ++i) into[i] |= from[i];
}

bool any(const Bits& bits) {
  return std::any_of(bits.begin(), bits.end(), [](auto word) { return word != 0; });
}

Audience audience_in(const World& world, const std::string& person, marking::Action action) {
  const auto found = world.directory().people.find(person);
  if (found == world.directory().people.end()) return {};  // as shelf::View: nobody, so denied everything
  return audience_of(world.directory(), found->second, {}, action, world.time());
}

// The sentence without the article that ends it.
std::string without_article(const std::string& text) {
  const auto at = text.rfind(" (art. ");
  return at != std::string::npos && text.ends_with(')') ? text.substr(0, at) : text;
}

// The clause of the document whose article says it; as in decide.cpp's table.
std::string_view document_clause(std::string_view clause) {
  constexpr std::pair<std::string_view, std::string_view> kClauses[] = {{"force", "term"},          {"releasable", "membership"},
                                                                        {"topics", "topics"},       {"purpose", "purposes"},
                                                                        {"compartment", "compartments"}, {"control", "controls"},
                                                                        {"action", "actions"}};
  for (const auto& [name, document] : kClauses)
    if (name == clause) return document;
  return {};
}

std::string article_of(std::string_view clause, const Pact& pact, const Label& label, const std::string& from, const std::string& to, Time at) {
  const agreement::Terms& terms = pact.terms();
  if (clause == "level") {
    std::set<std::string> articles;
    if (const auto words = label.levels.find(from); words != label.levels.end())
      for (const auto& word : words->second)
        for (const auto* row : pact.rows(from, word.scheme, word.word, to))
          if (row->valid_from <= at && at < row->valid_until && !row->article.empty()) articles.insert(row->article);
    std::string out;
    for (const auto& one : articles) out += (out.empty() ? "" : ", ") + one;
    return out;
  }
  if (clause == "force")
    for (const auto& one : terms.suspensions)
      if (one.from == from && one.to == to && one.since <= at && at < one.until && !one.article.empty()) return one.article;
  const auto found = terms.articles.find(std::string(document_clause(clause)));
  return found == terms.articles.end() ? "" : found->second;
}

const Branch* branch_of(const Origin& origin, const std::string& agreement) {
  for (const Branch& branch : origin.branches)
    if (branch.kind == Branch::Kind::agreement && branch.agreement == agreement) return &branch;
  return nullptr;
}

const Clause* clause_named(const std::vector<Clause>& clauses, std::string_view name) {
  for (const Clause& clause : clauses)
    if (clause.name == name) return &clause;
  return nullptr;
}

// Originating parties from which something may reach `party` otherwise in the other world.
std::set<std::string> changed_origins(const World& before, const World& after, const std::string& party) {
  std::set<std::string> out;
  for (const auto& [from, one] : before.directory().parties)
    if (before.between(from, party) != after.between(from, party)) out.insert(from);
  return out;
}

}  // namespace

std::vector<Subject> everybody(const World& before, const World& after, marking::Action action) {
  std::set<std::string> ids;
  for (const World* world : {&before, &after})
    for (const auto& [id, person] : world->directory().people) ids.insert(id);
  std::vector<Subject> out;
  for (const std::string& id : ids) out.push_back({id, audience_in(before, id, action), audience_in(after, id, action)});
  return out;
}

std::string Reason::text() const {
  const std::string& now = after.empty() ? before : after;
  const std::string& was = before.empty() || after.empty() ? now : before;
  std::string out;
  if (!agreement.empty()) {
    out = fmt::format("{} v{}", agreement, version);
    if (!article.empty()) out += " art. " + article;
    out += ": ";
  }
  out += now;
  if (was != now) out += fmt::format(" (was: {})", was);
  return out;
}

Difference::Difference(std::shared_ptr<const World> before, std::shared_ptr<const World> after, std::vector<const Label*> labels,
                       std::vector<Subject> subjects)
    : before_(before), after_(after), labels_(std::move(labels)), subjects_(std::move(subjects)), sides_(subjects_.size()),
      from_(std::move(before)), to_(std::move(after)), local_(labels_.size(), UINT32_MAX), class_(subjects_.size(), 0) {
  // Section 1 reads directory and time alone, and section 2 besides them only the agreements of one direction.
  const bool confined = &before_->directory() == &after_->directory() && before_->time() == after_->time();
  std::map<std::string, std::set<std::string>> origins;  // by receiving party
  std::set<std::string> all_origins;
  if (confined)
    for (const Subject& subject : subjects_) {
      const auto [at, fresh] = origins.try_emplace(subject.before.party);
      if (!fresh) continue;
      at->second = changed_origins(*before_, *after_, subject.before.party);
      all_origins.insert(at->second.begin(), at->second.end());
    }
  std::vector<std::uint32_t> of;  // the matrices' labels
  for (std::uint32_t label = 0; label < labels_.size(); ++label) {
    const auto& by = labels_[label]->originators;
    if (confined && std::none_of(by.begin(), by.end(), [&](const auto& one) { return all_origins.contains(std::string(marking::party_of(one))); }))
      continue;
    local_[label] = static_cast<std::uint32_t>(of.size());
    of.push_back(label);
    from_.add(*labels_[label]);
    to_.add(*labels_[label]);
  }
  std::map<std::pair<Audience, Audience>, std::uint32_t> classes;
  for (std::size_t i = 0; i < subjects_.size(); ++i) {
    const Subject& subject = subjects_[i];
    if (confined && origins.at(subject.before.party).empty()) continue;
    Side& side = sides_[i];
    side.before = from_.add(subject.before);
    side.after = to_.add(subject.after);
    const auto was = from_.row(side.before), is = to_.row(side.after);
    for (std::size_t word = 0; word < was.size(); ++word)
      for (std::uint64_t left = was[word] ^ is[word]; left != 0; left &= left - 1) {
        const std::uint64_t bit = left & ~(left - 1);
        set(is[word] & bit ? side.gained : side.lost, of[word * 64 + static_cast<std::size_t>(std::countr_zero(left))]);
      }
    if (side.gained.empty() && side.lost.empty()) continue;
    auto key = std::pair(subject.before, subject.after);
    for (Audience* one : {&key.first, &key.second}) one->person = one->agency = {};
    class_[i] = classes.try_emplace(std::move(key), static_cast<std::uint32_t>(classes.size())).first->second;
  }
}

bool Difference::touched(std::size_t subject) const {
  const Side& side = sides_[subject];
  return !side.gained.empty() || !side.lost.empty() || subjects_[subject].before.party != subjects_[subject].after.party;
}

std::uint32_t Difference::intern(Reason reason) {
  const std::string key = fmt::format("{}\x1f{}\x1f{}\x1f{}\x1f{}\x1f{}\x1f{}", reason.gained, reason.agreement, reason.version, reason.article,
                                      reason.clause, reason.before, reason.after);
  const auto [at, fresh] = reason_index_.try_emplace(key, static_cast<std::uint32_t>(reasons_.size()));
  if (fresh) reasons_.push_back(std::move(reason));
  return at->second;
}

std::vector<Reason> Difference::explained(const Subject& subject, const Label& label, bool gained, const Limits& limits) const {
  const Explanation before = explain(*before_, label, subject.before), after = explain(*after_, label, subject.after);
  const Explanation &open = gained ? after : before, &shut = gained ? before : after;
  std::vector<Reason> out;
  const auto add = [&](Reason reason, std::string open_text, std::string shut_text) {
    reason.gained = gained;
    reason.before = std::move(gained ? shut_text : open_text);
    reason.after = std::move(gained ? open_text : shut_text);
    out.push_back(std::move(reason));
  };
  for (const Clause& failing : shut.reader) {
    if (failing.holds) continue;
    const Clause* held = clause_named(open.reader, failing.name);
    Reason reason;
    reason.clause = failing.name;
    add(std::move(reason), held ? held->text : "", failing.text);
  }
  for (const Origin& closed : shut.origins) {
    if (closed.permits) continue;
    for (const Origin& opened : open.origins) {
      if (opened.party != closed.party) continue;
      for (const Branch& branch : opened.branches) {
        if (branch.kind != Branch::Kind::agreement || !branch.permits) continue;
        const Branch* other = branch_of(closed, branch.agreement);
        const Pact* open_pact = (gained ? *after_ : *before_).find(branch.agreement, branch.version);
        const Pact* shut_pact = other ? (gained ? *before_ : *after_).find(other->agreement, other->version) : nullptr;
        Reason reason;
        reason.agreement = branch.agreement;
        reason.version = other && !gained ? other->version : branch.version;
        // Under an agreement that was not there every clause was missing: the row that carries the level is told.
        reason.clause = gained ? "level" : "force";
        std::string shut_text = gained ? "" : fmt::format("no longer between {} and {}", opened.party, subject.after.party);
        if (other)
          for (const Clause& clause : other->clauses)
            if (!clause.holds) {
              reason.clause = clause.name;
              shut_text = without_article(clause.text);
              break;
            }
        const Clause* held = clause_named(branch.clauses, reason.clause);
        const bool hidden = limits.clauses && ((open_pact && !limits.clauses(open_pact->terms())) || (shut_pact && !limits.clauses(shut_pact->terms())));
        if (hidden) {
          reason = {};
          reason.clause = "agreement";
          add(std::move(reason), "an agreement that is not shown here permits", "an agreement that is not shown here does not permit");
          continue;
        }
        // The row that matched is of the side that permits; of other clauses the side that holds now, else the last one, is quoted.
        const Pact* said = reason.clause == "level" || !shut_pact || gained ? open_pact : shut_pact;
        if (said)
          reason.article = article_of(reason.clause, *said, label, opened.party, (gained ? subject.after : subject.before).party,
                                      (gained ? *after_ : *before_).time());
        add(std::move(reason), held ? without_article(held->text) : "", std::move(shut_text));
      }
    }
  }
  return out;
}

const std::vector<std::uint32_t>& Difference::reasons_of(std::size_t subject, std::uint32_t label, bool gained, const Limits& limits) {
  const Side& side = sides_[subject];
  Matrix& shut = gained ? from_ : to_;
  // Parts are equal content: whoever lacks the same parts in the same world lacks them for the same reason.
  thread_local std::vector<std::uint32_t> failing;
  failing.clear();
  shut.failing(marking::LabelIx{local_[label]}, gained ? side.before : side.after, failing);
  failing.push_back(class_[subject] << 1 | (gained ? 1u : 0u));
  std::string key(reinterpret_cast<const char*>(failing.data()), failing.size() * sizeof failing[0]);
  const auto [at, fresh] = signatures_.try_emplace(std::move(key));
  if (fresh)
    for (Reason& reason : explained(subjects_[subject], *labels_[label], gained, limits)) {
      const std::uint32_t ix = intern(std::move(reason));
      if (std::find(at->second.begin(), at->second.end(), ix) == at->second.end()) at->second.push_back(ix);
    }
  return at->second;
}

// ---- Folding: distinct objects by everything that a summary names -------------------------------------------------------

// A unit is what is counted: a label with its number of objects, or a row. Subjects come in order of person, so those of an agency, and of
// a party, follow each other.
class Folding {
 public:
  Folding(Difference& of, const Limits& limits, std::span<const std::uint64_t> weights, std::span<const marking::LabelIx> rows)
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
      return std::tuple(b.objects, a.gained, a.agreement, a.clause, a.after) < std::tuple(a.objects, b.gained, b.agreement, b.clause, b.after);
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

  std::uint32_t label_of(std::size_t unit) const { return rows_.empty() ? static_cast<std::uint32_t>(unit) : rows_[unit].value; }
  std::uint64_t weight(std::size_t unit) const { return rows_.empty() ? weights_[unit] : 1; }
  std::uint64_t count(const Bits& units) const {
    std::uint64_t out = 0;
    if (rows_.empty()) each(units, [&](std::size_t unit) { out += weights_[unit]; });
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
        if (!test(labels, label_of(word * 64 + static_cast<std::size_t>(std::countr_zero(left))))) units[word] &= ~(left & ~(left - 1));
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
        words.insert(word.scheme == marking::kNoLevelScheme && word.word == marking::kNoLevelWord ? "no level" : word.scheme + " " + word.word);
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
    const char* without = "it refers to something that is not released to this reader, or a cut would leave no valid object";
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
  std::vector<Found> found_;  // by reason
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

Summary Difference::by_row(std::span<const marking::LabelIx> labels, const Look& look, const Limits& limits, const Found& found) {
  if (labels.empty()) return {};
  Folding folding(*this, limits, {}, labels);
  for (std::size_t i = 0; i < subjects_.size(); ++i) {
    if (!touched(i)) continue;
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
