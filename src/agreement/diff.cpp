#include "agreement/diff.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <tuple>

#include "agreement/words.hpp"
#include "marking/known_schemes.hpp"

namespace comity::agreement {
namespace {

// What two changes of one row, or of one clause, do together.
Effect both(Effect a, Effect b) {
  if (a == Effect::neither || a == b) return b;
  return b == Effect::neither ? a : Effect::unclear;
}

// Of a set of what is permitted, by whether it holds all of the earlier, and the earlier all of it.
Effect by_sets(bool after_in_before, bool before_in_after) {
  if (after_in_before && before_in_after) return Effect::neither;
  return before_in_after ? Effect::widens : after_in_before ? Effect::narrows : Effect::unclear;
}
Effect reversed(Effect effect) {
  return effect == Effect::widens ? Effect::narrows : effect == Effect::narrows ? Effect::widens : effect;
}
Effect by_spells(Time from_a, Time until_a, Time from_b, Time until_b) {
  return by_sets(from_a <= from_b && until_b <= until_a, from_b <= from_a && until_a <= until_b);
}

std::string date_or(Time time, Time open, const char* otherwise) {
  return time == open ? otherwise : format_date(time);
}
std::string from_date(Time time) { return date_or(time, Time::min(), "the beginning"); }
std::string until_date(Time time) { return date_or(time, Time::max(), "no end"); }
std::string spell_words(Time from, Time until) {
  return fmt::format("from {} until {}", from_date(from), until_date(until));
}

std::set<std::string> without(const std::set<std::string>& some, const std::set<std::string>& others) {
  std::set<std::string> out;
  std::set_difference(some.begin(), some.end(), others.begin(), others.end(), std::inserter(out, out.end()));
  return out;
}

// Rows for one word that are held against each other one by one: a document is the asker's to write. Past so many it is
// not told what one more of them does.
constexpr std::size_t kMostCompared = 64;

// Sentences give days; rows may differ by less.
std::string exact_dates(const Equivalence& row) {
  return fmt::format("\x1f{} {} {} {}", row.valid_from.us, row.valid_until.us, row.created_from.us,
                     row.created_before.us);
}

class Differ {
 public:
  Differ(const Terms& before, const Terms& after, const alliance::Directory* directory)
      : a_(before), b_(after), directory_(directory) {}

  std::vector<Change> changes() {
    head();
    parties();
    term();
    equivalences();
    words("topics", a_.topics, b_.topics);
    words("purposes", a_.purposes, b_.purposes);
    accepted("compartments", owned(a_.compartments), owned(b_.compartments));
    accepted("controls", a_.controls, b_.controls);
    if (a_.actions != b_.actions)
      add("actions", marking::allows(b_.actions, marking::Action::copy) ? Effect::widens : Effect::narrows,
          marking::allows(b_.actions, marking::Action::copy) ? "permits copies, not display only"
                                                             : "permits display only, no copies");
    membership();
    survival();
    suspensions();
    life();
    duties();
    articles();
    return std::move(out_);
  }

 private:
  std::string article(const std::string& clause) const {
    for (const Terms* terms : {&b_, &a_})
      if (const auto found = terms->articles.find(clause); found != terms->articles.end()) return found->second;
    return {};
  }
  void add(const std::string& clause, Effect effect, std::string text) {
    out_.push_back({clause, article(clause), effect, std::move(text)});
  }

  void head() {
    if (a_.id != b_.id)
      add("id", Effect::unclear, fmt::format("{} → {}: two agreements, not versions of one", a_.id, b_.id));
    if (a_.version != b_.version) add("version", Effect::neither, fmt::format("{} → {}", a_.version, b_.version));
    if (a_.title != b_.title) add("title", Effect::neither, fmt::format("\"{}\" → \"{}\"", a_.title, b_.title));
    if (a_.kind != b_.kind) add("kind", Effect::neither, "another kind of agreement");
  }

  void parties() {
    const auto spells = [](const Terms& terms) {
      std::map<std::string, std::vector<std::pair<Time, Time>>> out;
      for (const auto& one : terms.parties) out[one.party].emplace_back(one.since, one.until);
      for (auto& [party, list] : out) std::sort(list.begin(), list.end());
      return out;
    };
    const auto was = spells(a_), is = spells(b_);
    const auto words_of = [](const auto& list) {
      std::string out;
      for (const auto& [from, until] : list) out += (out.empty() ? "" : " and ") + spell_words(from, until);
      return out;
    };
    for (const auto& [party, list] : was)
      if (!is.contains(party)) add("parties", Effect::narrows, fmt::format("removes {}", party));
    for (const auto& [party, list] : is) {
      const auto old = was.find(party);
      if (old == was.end()) {
        add("parties", Effect::widens,
            list == std::vector{std::pair(Time::min(), Time::max())}
                ? fmt::format("adds {}", party)
                : fmt::format("adds {}, bound {}", party, words_of(list)));
        continue;
      }
      if (old->second == list) continue;
      const bool single = old->second.size() == 1 && list.size() == 1;
      add("parties",
          single ? by_spells(old->second[0].first, old->second[0].second, list[0].first, list[0].second)
                 : Effect::unclear,
          fmt::format("{} is bound {}, no longer {}", party, words_of(list), words_of(old->second)));
    }
  }

  void term() {
    if (a_.in_force != b_.in_force) {
      const bool later = b_.in_force > a_.in_force;
      add("term", later ? Effect::narrows : Effect::widens,
          fmt::format("in force: {} → {} ({})", from_date(a_.in_force), from_date(b_.in_force),
                      later ? "begins later" : "begins earlier"));
    }
    if (a_.until != b_.until) {
      const bool later = b_.until > a_.until;
      // The end of a term that renews itself is none.
      const bool ends = a_.renews_months == 0 && b_.renews_months == 0;
      add("term", !ends ? Effect::neither : later ? Effect::widens : Effect::narrows,
          fmt::format("until: {} → {} ({})", until_date(a_.until), until_date(b_.until),
                      later ? "ends later" : "ends earlier"));
    }
    if (a_.renews_months != b_.renews_months) {
      const Time was = end_of(a_), is = end_of(b_);
      const auto said = [](int months) { return months ? fmt::format("renews itself by {} months", months) : std::string("does not renew itself"); };
      add("term", is > was ? Effect::widens : is < was ? Effect::narrows : Effect::neither,
          fmt::format("{}, no longer: {}", said(b_.renews_months), said(a_.renews_months)));
    }
  }

  // ---- who may do what in the agreement's life: none of it changes what is released today -------------------------

  static std::string parties_or(const std::set<std::string>& some, const char* otherwise) {
    return some.empty() ? otherwise : listed(some);
  }
  void life() {
    const auto notice = [](const NoticeRule& one) {
      return fmt::format("{}{} by {}", one.days ? fmt::format("{} days before", one.days) : "at any time",
                         one.term_end ? ", for the end of a term," : "", parties_or(one.by, "every party"));
    };
    if (a_.notice != b_.notice) add("notice", Effect::neither, fmt::format("{}, no longer: {}", notice(b_.notice), notice(a_.notice)));
    if (a_.suspending != b_.suspending)
      add("suspending", Effect::neither,
          fmt::format("by {}, no longer by {}", parties_or(b_.suspending, "every party"), parties_or(a_.suspending, "every party")));
    if (a_.accession != b_.accession)
      add("accession", Effect::neither,
          fmt::format("approved by {}, no longer by {}", parties_or(b_.accession, "every party"), parties_or(a_.accession, "every party")));
    const auto levels = [](const std::set<PartyLevel>& some) {
      std::set<std::string> out;
      for (const auto& one : some) out.insert(level_of(one.party, one.scheme, one.word));
      return out;
    };
    const auto was = levels(a_.two_persons), is = levels(b_.two_persons);
    if (const auto gone = without(was, is); !gone.empty())
      add("two_persons", Effect::widens, fmt::format("one person is enough for {}", listed(gone)));
    if (const auto fresh = without(is, was); !fresh.empty()) add("two_persons", Effect::narrows, fmt::format("two persons for {}", listed(fresh)));
  }

  // ---- rows of equivalence ----------------------------------------------------------------------------------------

  struct RowChange {
    enum class Kind { added, removed, changed } kind;
    Equivalence row;  // after, or the one that is gone
    Equivalence was;  // changed: before
    Effect effect;
    bool two_ways = false;
  };

  std::optional<int> rank(const std::string& scheme, const std::string& word) const {
    if (scheme == marking::kNoLevelScheme && word == marking::kNoLevelWord) return -1;  // which every reader reaches
    if (directory_ && directory_->schemes.find(scheme)) return directory_->schemes.rank(scheme, word);
    return marking::known_schemes().rank(scheme, word);
  }
  // Of a level as it arrives: the higher, the fewer reach it.
  Effect raised(const Equivalence& was, const Equivalence& is) const {
    if (was.to_scheme == is.to_scheme && was.to_word == is.to_word) return Effect::neither;
    const auto old = rank(was.to_scheme, was.to_word), now = rank(is.to_scheme, is.to_word);
    const bool comparable = was.to_scheme == is.to_scheme || old == -1 || now == -1;
    if (!old || !now || !comparable) return Effect::unclear;
    return *now == *old ? Effect::neither : *now > *old ? Effect::narrows : Effect::widens;
  }

  void compare_group(std::vector<Equivalence> was, std::vector<Equivalence> is) {
    // What stands on both sides, whatever its article, goes out first.
    std::multimap<std::string, Equivalence> fresh;
    for (auto& row : is) fresh.emplace(row_words(row) + conditions_of(row) + exact_dates(row), std::move(row));
    std::vector<Equivalence> kept, gone;
    for (auto& row : was) {
      const auto same = fresh.find(row_words(row) + conditions_of(row) + exact_dates(row));
      if (same == fresh.end()) {
        gone.push_back(std::move(row));
        continue;
      }
      if (same->second.article != row.article)
        out_.push_back(
            {"equivalence", same->second.article, Effect::neither,
             fmt::format("{} was article {}", row_words(row), row.article.empty() ? "(none)" : row.article)});
      kept.push_back(std::move(same->second));
      fresh.erase(same);
    }
    was = std::move(gone);
    is.clear();
    for (auto& [key, row] : fresh) is.push_back(std::move(row));
    const bool many = kept.size() > kMostCompared;
    if (was.size() == 1 && is.size() == 1) {
      const Equivalence &old = was[0], &now = is[0];
      Effect effect = raised(old, now);
      // Where another row answers for the same words, all must be reached: then more dates may mean less.
      const Effect scope = by_sets(within(now, old), within(old, now));
      if (scope != Effect::neither) effect = kept.empty() ? both(effect, scope) : Effect::unclear;
      rows_.push_back({RowChange::Kind::changed, now, old, effect});
      return;
    }
    const bool pure = was.empty() || is.empty();
    const auto one = [&](const Equivalence& row, bool added) {
      // A row for words that none answered opens; one among words that another answers already can only close.
      const bool alone =
          !many && std::all_of(kept.begin(), kept.end(), [&](const auto& other) { return disjoint(row, other); });
      const bool covered =
          !many && std::any_of(kept.begin(), kept.end(), [&](const auto& other) { return within(row, other); });
      Effect effect = !pure ? Effect::unclear : alone ? Effect::widens : covered ? Effect::narrows : Effect::unclear;
      if (!added) effect = reversed(effect);
      rows_.push_back({added ? RowChange::Kind::added : RowChange::Kind::removed, row, {}, effect});
    };
    for (const auto& row : was) one(row, false);
    for (const auto& row : is) one(row, true);
  }

  void equivalences() {
    using Key = std::tuple<std::string, std::string, std::string, std::string>;
    std::vector<Key> order;
    std::map<Key, std::pair<std::vector<Equivalence>, std::vector<Equivalence>>> groups;
    const auto file = [&](const Equivalence& row, bool after) {
      const Key key{row.from_party, row.from_scheme, row.from_word, row.to_party};
      const auto [at, fresh] = groups.try_emplace(key);
      if (fresh) order.push_back(key);
      (after ? at->second.second : at->second.first).push_back(row);
    };
    for (const auto& row : a_.equivalences) file(row, false);
    for (const auto& row : b_.equivalences) file(row, true);
    for (const Key& key : order) compare_group(std::move(groups[key].first), std::move(groups[key].second));
    merge_two_ways();
    for (const RowChange& change : rows_)
      out_.push_back({"equivalence", change.row.article.empty() ? change.was.article : change.row.article,
                      change.effect, sentence_of(change)});
  }

  // A row and its reverse, both added or both removed alike, are one change.
  void merge_two_ways() {
    using Way = std::tuple<int, Effect, std::string, std::string, std::string, std::string, std::string>;
    const auto way = [](const RowChange& one, bool reverse) {
      std::string from = from_of(one.row), to = to_of(one.row);
      if (reverse) std::swap(from, to);
      return Way{static_cast<int>(one.kind), one.effect, from, to, conditions_of(one.row), one.row.article, ""};
    };
    std::map<Way, std::size_t> open;
    std::vector<RowChange> merged;
    for (RowChange& one : rows_) {
      if (one.kind != RowChange::Kind::changed) {
        if (const auto other = open.find(way(one, true)); other != open.end()) {
          merged[other->second].two_ways = true;
          open.erase(other);
          continue;
        }
        open[way(one, false)] = merged.size();
      }
      merged.push_back(std::move(one));
    }
    rows_ = std::move(merged);
  }

  static std::string sentence_of(const RowChange& change) {
    const std::string row =
        change.two_ways ? fmt::format("{} ↔ {}", from_of(change.row), to_of(change.row)) : row_words(change.row);
    if (change.kind == RowChange::Kind::added) return "adds " + row + conditions_of(change.row);
    if (change.kind == RowChange::Kind::removed) return "removes " + row + conditions_of(change.row);
    std::string out = fmt::format("{}{}", row, conditions_of(change.row));
    out += row_words(change.was) == row_words(change.row)
               ? fmt::format(", no longer{}",
                             conditions_of(change.was).empty() ? " without conditions" : conditions_of(change.was))
               : fmt::format(", no longer → {}{}", to_of(change.was),
                             conditions_of(change.was) == conditions_of(change.row) ? "" : conditions_of(change.was));
    return out;
  }

  // ---- the other clauses
  // ---------------------------------------------------------------------------------------------

  void words(const std::string& clause, const marking::WordSet& was, const marking::WordSet& is) {
    if (was == is) return;
    if (was.all) return add(clause, Effect::narrows, fmt::format("limited to {}, no longer all", listed(is.words)));
    if (is.all) return add(clause, Effect::widens, fmt::format("all, no longer limited to {}", listed(was.words)));
    accept_words(clause, was.words, is.words, "");
  }
  void accepted(const std::string& clause, const std::set<std::string>& was, const std::set<std::string>& is) {
    accept_words(clause, was, is, "accepting ");
  }
  void accept_words(const std::string& clause, const std::set<std::string>& was, const std::set<std::string>& is,
                    const std::string& how) {
    if (const auto gone = without(was, is); !gone.empty())
      add(clause, Effect::narrows, fmt::format("{} {}", how.empty() ? "removes" : "no longer accepts", listed(gone)));
    if (const auto fresh = without(is, was); !fresh.empty())
      add(clause, Effect::widens, fmt::format("{} {}", how.empty() ? "adds" : "accepts", listed(fresh)));
  }
  static std::set<std::string> owned(const std::set<marking::Owned>& some) {
    std::set<std::string> out;
    for (const auto& one : some) out.insert(fmt::format("{} of {}", one.name, one.party));
    return out;
  }

  void membership() {
    enum Mode { frozen, floating, floating_earlier };
    const auto mode = [](const Terms& terms) {
      return terms.frozen ? frozen : terms.earlier_objects ? floating_earlier : floating;
    };
    const Mode was = mode(a_), is = mode(b_);
    if (was == is) return;
    const auto said = [](Mode one) {
      return one == frozen     ? "frozen (member when marked and now)"
             : one == floating ? "floating (member now, since before the marking)"
                               : "floating, with earlier objects";
    };
    // Who is a member without a break since the marking is one of both frozen and floating; frozen also takes who left
    // and came back.
    const auto breadth = [](Mode one) { return one == floating ? 0 : one == frozen ? 1 : 2; };
    add("membership", breadth(is) > breadth(was) ? Effect::widens : Effect::narrows,
        fmt::format("{} → {}", said(was), said(is)));
  }

  void survival() {
    const Survival &was = a_.survival, &is = b_.survival;
    if (was == is) return;
    const auto said = [](const Survival& one) {
      return !one.kept             ? std::string("nothing stays readable")
             : one.readers.empty() ? std::string("what was received stays readable")
                                   : "what was received stays readable to " + listed(one.readers);
    };
    const auto inside = [](const Survival& some, const Survival& all) {
      if (!some.kept) return true;
      if (!all.kept) return false;
      return all.readers.empty() || (!some.readers.empty() && std::includes(all.readers.begin(), all.readers.end(),
                                                                            some.readers.begin(), some.readers.end()));
    };
    if (said(was) != said(is))
      add("survival", by_sets(inside(is, was), inside(was, is)), fmt::format("{}, no longer: {}", said(is), said(was)));
  }

  void suspensions() {
    using Key = std::tuple<std::string, std::string, std::string, Time, Time>;
    std::multimap<Key, const Suspension*> fresh;
    for (const auto& one : b_.suspensions) fresh.emplace(Key{one.by, one.from, one.to, one.since, one.until}, &one);
    std::multimap<std::pair<std::string, std::string>, const Suspension*> gone;  // by direction
    for (const auto& one : a_.suspensions) {
      const auto same = fresh.find(Key{one.by, one.from, one.to, one.since, one.until});
      if (same == fresh.end())
        gone.emplace(std::pair(one.from, one.to), &one);
      else
        fresh.erase(same);
    }
    const auto said = [](const Suspension& one) {
      return fmt::format("release from {} to {} {}", one.from, one.to, spell_words(one.since, one.until));
    };
    const auto put = [&](const Suspension& one, Effect effect, std::string text) {
      out_.push_back({"suspension", one.article, effect, std::move(text)});
    };
    for (const auto& [key, one] : fresh) {
      const auto found = gone.find({one->from, one->to});
      if (found == gone.end()) {
        put(*one, Effect::narrows, fmt::format("{} suspends {}", one->by, said(*one)));
        continue;
      }
      const Suspension* old = found->second;
      put(*one, reversed(by_spells(old->since, old->until, one->since, one->until)),
          fmt::format("{} suspends {}, no longer {}{}", one->by, said(*one), spell_words(old->since, old->until),
                      old->by == one->by ? "" : " by " + old->by));
      gone.erase(found);
    }
    for (const auto& [direction, one] : gone)
      put(*one, Effect::widens, fmt::format("{} no longer suspends {}", one->by, said(*one)));
  }

  void duties() {
    for (const auto& [name, text] : b_.duties) {
      const auto old = a_.duties.find(name);
      if (old == a_.duties.end())
        add("duties", Effect::neither, fmt::format("adds {} = {}", name, text));
      else if (old->second != text)
        add("duties", Effect::neither, fmt::format("{}: {} → {}", name, old->second, text));
    }
    for (const auto& [name, text] : a_.duties)
      if (!b_.duties.contains(name)) add("duties", Effect::neither, fmt::format("removes {} (was {})", name, text));
  }

  void articles() {
    for (const auto& [clause, now] : b_.articles)
      if (const auto old = a_.articles.find(clause); old != a_.articles.end() && old->second != now)
        add(clause, Effect::neither, fmt::format("article {} → {}", old->second, now));
  }

  const Terms &a_, &b_;
  const alliance::Directory* directory_;
  std::vector<RowChange> rows_;
  std::vector<Change> out_;
};

}  // namespace

std::string_view name_of(Effect effect) {
  switch (effect) {
    case Effect::neither:
      return "neither";
    case Effect::widens:
      return "widens";
    case Effect::narrows:
      return "narrows";
    case Effect::unclear:
      return "unclear";
  }
  return "";
}

std::string Change::sentence() const { return (article.empty() ? clause : "Article " + article) + ": " + text; }

std::vector<Change> diff(const Terms& before, const Terms& after, const alliance::Directory* directory) {
  return Differ(before, after, directory).changes();
}

}  // namespace comity::agreement
