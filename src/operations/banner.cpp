#include "operations/banner.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "agreement/translate.hpp"
#include "marking/known_schemes.hpp"
#include "marking/language.hpp"
#include "shelf/object_record.hpp"

namespace comity::operations {
namespace {

using alliance::Directory;
using marking::Label;
using marking::Member;

bool is_none(std::string_view scheme, std::string_view word) { return scheme == marking::kNoLevelScheme && word == marking::kNoLevelWord; }

// The set by names that can be compared: communities as their members of the marking's date.
std::set<std::string> spread(const marking::ReaderSet& set, const Directory& directory, Time now) {
  std::set<std::string> out;
  for (const Member& member : set.members) {
    const auto community = directory.communities.find(member.id);
    if (member.kind != Member::Kind::community || community == directory.communities.end()) {
      out.insert(member.id);
      continue;
    }
    for (const auto& spell : community->second.spells)
      if (community->second.member(spell.party, member.as_of == Time{} ? now : member.as_of)) out.insert(spell.party);
  }
  return out;
}

// Names something, or what it is part of.
bool covers(const std::set<std::string>& set, const std::string& id) {
  return set.contains(id) || set.contains(std::string(marking::agency_of(id))) || set.contains(std::string(marking::party_of(id)));
}

std::optional<std::vector<std::string>> named_together(const Label& label, const Directory& directory, Time now) {
  std::set<marking::ReaderSet> sets;
  for (const auto& [party, all] : label.releasable)
    for (const marking::ReaderSet& set : all)
      if (!set.all) sets.insert(set);
  if (sets.empty()) return std::nullopt;
  if (sets.size() == 1) {
    std::vector<std::string> out;
    for (const Member& member : sets.begin()->members) out.push_back(member.id);
    std::sort(out.begin(), out.end());
    return out;
  }
  std::vector<std::set<std::string>> each;
  std::set<std::string> any;
  for (const marking::ReaderSet& set : sets) {
    each.push_back(spread(set, directory, now));
    any.insert(each.back().begin(), each.back().end());
  }
  std::vector<std::string> out;
  for (const std::string& id : any)
    if (std::all_of(each.begin(), each.end(), [&](const auto& set) { return covers(set, id); })) out.push_back(id);
  return out;
}

std::vector<const agreement::Terms*> terms_of(const release::World& world) {
  std::vector<const agreement::Terms*> out;
  for (const auto& pact : world.current()) out.push_back(&pact->terms());
  return out;
}

// As its first originating party would write it.
std::string in_its_own_words(const release::World& world, const Label& label) {
  const std::string owner = label.levels.empty() ? std::string() : label.levels.begin()->first;
  const bool none = label.levels.empty() || std::all_of(label.levels.begin(), label.levels.end(), [](const auto& one) {
    return std::all_of(one.second.begin(), one.second.end(), [](const auto& word) { return is_none(word.scheme, word.word); });
  });
  const marking::Language* language = marking::find_language(none ? "tlp" : owner == "USA" ? "capco" : "national");
  return language && language->write ? language->write(label, {owner, world.time(), &world.directory().schemes}).text : std::string();
}

}  // namespace

Banner banner_for(const release::World& world, const Label& label, std::string_view party) {
  Banner out;
  if (shelf::is_remark(label)) return out;
  const Directory& directory = world.directory();
  const auto rung = [&](const std::string& scheme, const std::string& word) { return marking::rung_of(scheme, word); };
  for (const auto& [from, words] : label.levels)
    for (const marking::LevelWord& word : words)
      if (!is_none(word.scheme, word.word)) out.originals.push_back({from, word.scheme, word.word, rung(word.scheme, word.word)});
  if (label.unknowns.empty()) {
    const auto terms = terms_of(world);
    const agreement::ReaderView view = agreement::render_for(label, {}, party, terms, directory, world.time());
    const agreement::Translation translation = agreement::translate(label, party, terms, directory, world.time());
    out.text = view.banner;
    for (const agreement::ShownLevel& level : view.levels) {
      if (is_none(level.scheme, level.word)) continue;
      std::set<std::string> as;
      for (const agreement::WordView& one : translation.words)
        for (const agreement::Demand& demand : one.demands)
          if (!one.own && demand.scheme == level.scheme && demand.word == level.word && !is_none(one.original.scheme, one.original.word) &&
              one.original.word != level.word)
            as.insert(one.original.word);
      out.levels.push_back({level.scheme, level.word, rung(level.scheme, level.word), fmt::format("{}", fmt::join(as, ", "))});
    }
    if (out.text.empty()) out.text = in_its_own_words(world, label);
  }
  if (out.levels.empty())
    for (const Banner::Original& one : out.originals) out.levels.push_back({one.scheme, one.word, one.rung, {}});
  out.releasable = named_together(label, directory, world.time());
  out.controls.assign(label.restricting.begin(), label.restricting.end());
  out.controls.insert(out.controls.end(), label.permitting.begin(), label.permitting.end());
  out.compartments.assign(label.compartments.begin(), label.compartments.end());
  out.caveats.assign(label.caveats.begin(), label.caveats.end());
  out.duties.assign(label.duties.begin(), label.duties.end());
  std::set<std::string> topics;
  for (const marking::WordSet& clause : label.topics) topics.insert(clause.words.begin(), clause.words.end());
  out.topics.assign(topics.begin(), topics.end());
  out.tlp = marking::name_of(label.tlp);
  out.actions = label.actions;
  return out;
}

PortionMark portion_mark(const release::World& world, const Banner& banner, std::string_view party) {
  PortionMark out;
  const marking::Schemes& schemes = world.directory().schemes;
  if (banner.levels.empty()) {
    out.short_word = banner.tlp.empty() ? "" : "TLP:" + banner.tlp;
    out.text = banner.text.empty() ? "" : "(" + banner.text + ")";
    return out;
  }
  const ShownWord& level = banner.levels.front();
  const marking::Level* known = schemes.level(level.scheme, level.word);
  if (!known) known = marking::known_schemes().level(level.scheme, level.word);
  out.short_word = known && !known->portion.empty() ? known->portion : level.word;
  if (party == "USA") {  // whose portions abbreviate more than the level
    const marking::Context context{"USA", world.time(), &schemes};
    const marking::Language *line = marking::find_language("capco"), *mark = marking::find_language("capco-portion");
    if (line && mark && mark->write)
      if (const marking::Reading read = line->read(banner.text, context); read.ok())
        if (std::string text = mark->write(read.label, context).text; !text.empty()) {
          out.text = text.starts_with('(') ? std::move(text) : "(" + text + ")";
          return out;
        }
  }
  if (banner.text.starts_with(level.word)) out.text = "(" + out.short_word + banner.text.substr(level.word.size()) + ")";
  else if (!banner.text.empty()) out.text = "(" + banner.text + ")";
  return out;
}

}  // namespace comity::operations
