#include "agreement/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "agreement/equivalence.hpp"
#include "marking/language.hpp"

namespace comity::agreement {
namespace {

using alliance::Directory;
using marking::Label;
using marking::LevelWord;

bool party_suspended(const Directory& directory, std::string_view by, std::string_view party, Time at) {
  return std::any_of(directory.suspensions.begin(), directory.suspensions.end(),
                     [&](const alliance::PartySuspension& one) {
                       return one.by == by && one.party == party && one.from <= at && at < one.until;
                     });
}

// The agreements that release from one party to the other at that time, by id.
std::vector<const Terms*> holding(std::string_view from, std::string_view to, std::span<const Terms* const> agreements,
                                  const Directory& directory, Time at, std::vector<std::string>& notes) {
  std::vector<const Terms*> out;
  for (const auto& [by, party] : {std::pair(from, to), std::pair(to, from)})
    if (party_suspended(directory, by, party, at)) {
      notes.push_back(fmt::format("{} has suspended sharing with {}", by, party));
      return out;
    }
  for (const Terms* terms : agreements)
    if (permits_direction(*terms, from, to, at)) out.push_back(terms);
  std::sort(out.begin(), out.end(),
            [](const Terms* a, const Terms* b) { return a->id != b->id ? a->id < b->id : a->version < b->version; });
  if (out.empty()) notes.push_back(fmt::format("no agreement releases from {} to {} on {}", from, to, format_date(at)));
  return out;
}

bool none(std::string_view scheme, std::string_view word) {
  return scheme == marking::kNoLevelScheme && word == marking::kNoLevelWord;
}

std::string named(const LevelWord& word) { return none(word.scheme, word.word) ? "no level (TLP only)" : word.word; }

// The rows of one agreement for one word. True if there is one that applies.
bool ask(const Terms& terms, std::string_view to, Time at, WordView& view) {
  bool any = false;
  std::vector<std::string> idle;
  for (const Equivalence& row : terms.equivalences) {
    if (!concerns(row, view.from, view.original, to)) continue;
    if (const std::string reason = why_not(row, view.original, at); !reason.empty()) {
      idle.push_back(fmt::format("the row to {}{} of {} does not apply: {}", row.to_word,
                                 row.article.empty() ? "" : fmt::format(" (art. {})", row.article), terms.id, reason));
      continue;
    }
    any = true;
    Demand demand{terms.id, terms.version, row.article, row.to_scheme, row.to_word};
    if (std::find(view.demands.begin(), view.demands.end(), demand) == view.demands.end())
      view.demands.push_back(std::move(demand));
  }
  if (!any)
    view.notes.push_back(fmt::format("no row for {} of {} to {}: may not be released under the agreement {}",
                                     named(view.original), view.from, to, terms.id));
  view.notes.insert(view.notes.end(), idle.begin(), idle.end());
  return any;
}

// Of each of the receiver's schemes the highest word that is asked for, its own words in the label included.
std::vector<ShownLevel> highest(const Translation& translation, std::string_view to, const Directory& directory) {
  std::map<std::string, std::pair<int, std::string>> best;
  bool no_level = false;
  const auto consider = [&](const std::string& scheme, const std::string& word) {
    if (none(scheme, word))
      no_level = true;
    else if (const auto rank = directory.schemes.rank(scheme, word))
      if (const auto at = best.find(scheme); at == best.end() || *rank > at->second.first) best[scheme] = {*rank, word};
  };
  for (const WordView& view : translation.words) {
    if (view.own) consider(view.original.scheme, view.original.word);
    for (const Demand& demand : view.demands) consider(demand.scheme, demand.word);
  }
  std::vector<ShownLevel> out;
  if (const auto party = directory.parties.find(to); party != directory.parties.end())
    for (const std::string& scheme : party->second.schemes)
      if (const auto at = best.find(scheme); at != best.end()) out.push_back({scheme, at->second.second});
  if (out.empty() && no_level)
    out.push_back({std::string(marking::kNoLevelScheme), std::string(marking::kNoLevelWord)});
  return out;
}

}  // namespace

Translation translate(const Label& label, std::string_view to, std::span<const Terms* const> agreements,
                      const Directory& directory, Time at) {
  Translation out;
  out.whole = !label.levels.empty() && label.unknowns.empty();
  for (const std::string& one : label.unknowns)
    out.notes.push_back(fmt::format("unknown in the marking, so nobody reads it: {}", one));
  for (const std::string& party : label.originating_parties())
    if (const auto words = label.levels.find(party); words == label.levels.end() || words->second.empty()) {
      out.whole = false;
      out.notes.push_back(fmt::format("the level of the originating party {} is unknown", party));
    }
  for (const auto& [from, words] : label.levels) {
    if (from == to) {
      for (const LevelWord& word : words)
        out.words.push_back(
            {from, word, true, {}, {fmt::format("{} is a word of {}: it decides as it stands", named(word), to)}});
      continue;
    }
    const std::vector<const Terms*> current = holding(from, to, agreements, directory, at, out.notes);
    std::set<const Terms*> covering(current.begin(), current.end());
    bool each = true;
    for (const LevelWord& word : words) {
      WordView view{from, word, false, {}, {}};
      for (const Terms* terms : current)
        if (!ask(*terms, to, at, view)) covering.erase(terms);
      each = each && !view.demands.empty();
      out.words.push_back(std::move(view));
    }
    if (each && covering.empty() && !current.empty())
      out.notes.push_back(fmt::format("no agreement alone has rows for all words of {}; it takes one that does", from));
    out.whole = out.whole && !covering.empty();
  }
  if (out.whole) out.shown = highest(out, to, directory);
  return out;
}

Translation translate(std::string_view from, const LevelWord& word, std::string_view to,
                      std::span<const Terms* const> agreements, const Directory& directory, Time at) {
  Label label;
  label.originators.emplace(from);
  label.levels[std::string(from)].insert(word);
  return translate(label, to, agreements, directory, at);
}

ReaderView render_for(const Label& label, std::string_view original, std::string_view to,
                      std::span<const Terms* const> agreements, const Directory& directory, Time at) {
  Translation translation = translate(label, to, agreements, directory, at);
  ReaderView out{std::string(original), translation.shown, {}, std::move(translation.notes)};
  for (const WordView& view : translation.words) {
    for (const Demand& demand : view.demands)
      out.notes.push_back(fmt::format("{} of {} is protected as {}: {}{}", named(view.original), view.from, demand.word,
                                      demand.agreement,
                                      demand.article.empty() ? "" : fmt::format(" art. {}", demand.article)));
    out.notes.insert(out.notes.end(), view.notes.begin(), view.notes.end());
  }
  if (!translation.whole || out.levels.empty()) return out;
  // The label as the reader's own authority would write it: its level, and the readers that all originating parties
  // name.
  const std::string reader(to);
  Label view = label;
  view.originators = {reader};
  view.levels.clear();
  view.releasable.clear();
  view.displayable.clear();
  const ShownLevel& level = out.levels.front();
  view.levels[reader].insert({level.scheme, level.word, at, {}});
  for (const auto& [party, sets] : label.releasable) view.releasable[reader].insert(sets.begin(), sets.end());
  view.displayable = view.releasable;
  const marking::Language* language = marking::find_language(to == "USA" ? "capco" : "national");
  const marking::Context context{reader, at, &directory.schemes};
  if (none(level.scheme, level.word)) language = marking::find_language("tlp");
  if (language && language->write) {
    marking::Rendering rendering = language->write(view, context);
    out.banner = std::move(rendering.text);
    for (std::string& one : rendering.lost) out.notes.push_back("not in the line: " + std::move(one));
  }
  if (out.banner.empty()) out.banner = level.word;
  for (std::size_t i = 1; i < out.levels.size(); ++i)
    out.notes.push_back(fmt::format("also {} of {}", out.levels[i].word, out.levels[i].scheme));
  for (const std::string& party : label.originating_parties())
    if (party != to)
      out.notes.push_back(fmt::format(
          "originated by {}: not passed on without its permission; its word decides wherever this goes", party));
  return out;
}

}  // namespace comity::agreement
