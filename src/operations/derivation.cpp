#include "operations/derivation.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <span>

#include "agreement/translate.hpp"
#include "alliance/resolve.hpp"
#include "release/decide.hpp"

namespace comity::operations {
namespace {

using marking::Label;

constexpr std::size_t kMostNames = 20;  // in one sentence

Result<shelf::ObjectRecord> record_of(const store::Engine& engine, Seq seq) {
  TRY(const store::Record record, engine.read(seq));
  TRY(const journal::Entry entry, journal::decode_payload(record));
  return shelf::decode_object(entry.body);
}

std::vector<const agreement::Terms*> terms_of(const release::World& world) {
  std::vector<const agreement::Terms*> out;
  for (const auto& pact : world.current()) out.push_back(&pact->terms());
  return out;
}

bool no_level(std::string_view scheme, std::string_view word) {
  return scheme == marking::kNoLevelScheme && word == marking::kNoLevelWord;
}

bool own_scheme(const alliance::Directory& directory, std::string_view party, const std::string& scheme) {
  const auto known = directory.parties.find(party);
  return known != directory.parties.end() &&
         std::find(known->second.schemes.begin(), known->second.schemes.end(), scheme) != known->second.schemes.end();
}

// The row's version as the reader of this view would cite it.
std::uint32_t cited_row(const Node& node, const shelf::View& view, shelf::Thing thing, std::optional<Seq> exact) {
  if (exact) {
    const std::uint32_t row = node.shelf.row_of(*exact);
    return row != shelf::kNoRow && view.visible(row) ? row : shelf::kNoRow;
  }
  std::uint32_t latest = shelf::kNoRow;
  node.shelf.each_version(thing, [&](std::uint32_t row) {
    if (view.visible(row) && (latest == shelf::kNoRow || node.shelf.row(row).version_us > node.shelf.row(latest).version_us)) latest = row;
  });
  return latest;
}

// The label of what this reader got of the row.
Label label_for(const Node& node, const shelf::View& view, std::uint32_t row) {
  Label out = node.policy.labels().at(node.exceptions.label(row, UINT64_MAX));
  const auto fields = node.shelf.fields(row);
  const shelf::Variant* variant = view.variant(row);
  for (std::uint32_t i = 0; i < fields.size(); ++i)
    if (!variant || std::find(variant->hidden_fields.begin(), variant->hidden_fields.end(), i) == variant->hidden_fields.end())
      out = marking::join(out, node.policy.labels().at(fields[i]));
  return out;
}

// In each scheme of the party's: the highest word as which some level of these labels arrives there.
using Highest = std::map<std::string, std::pair<int, std::string>>;
void arrive(Highest& highest, const Label& label, std::string_view party, const release::World& world) {
  const alliance::Directory& directory = world.directory();
  const auto consider = [&](const std::string& scheme, const std::string& word) {
    if (!own_scheme(directory, party, scheme)) return;
    const auto rank = directory.schemes.rank(scheme, word);
    if (!rank) return;
    const auto at = highest.try_emplace(scheme, *rank, word).first;
    if (*rank > at->second.first) at->second = {*rank, word};
  };
  const auto terms = terms_of(world);
  for (const agreement::WordView& view : agreement::translate(label, party, terms, directory, world.time()).words) {
    consider(view.original.scheme, view.original.word);
    for (const agreement::Demand& demand : view.demands) consider(demand.scheme, demand.word);
  }
}

// What the author's own level is to that party, by the agreements in force: of each of its schemes the highest word. Empty: no row says so.
std::set<marking::LevelWord> level_for(const Label& stated, std::string_view author, std::string_view party, const release::World& world) {
  std::set<marking::LevelWord> out;
  const auto words = stated.levels.find(std::string(author));
  if (words == stated.levels.end()) return out;
  const auto terms = terms_of(world);
  for (const marking::LevelWord& word : words->second) {
    Highest highest;
    bool none = false;
    for (const auto& view : agreement::translate(author, word, party, terms, world.directory(), world.time()).words)
      for (const agreement::Demand& demand : view.demands) {
        none = none || no_level(demand.scheme, demand.word);
        if (const auto rank = world.directory().schemes.rank(demand.scheme, demand.word)) {
          const auto at = highest.try_emplace(demand.scheme, *rank, demand.word).first;
          if (*rank > at->second.first) at->second = {*rank, demand.word};
        }
      }
    if (highest.empty() && !none) return {};  // a word that does not translate is not dropped
    for (const auto& [scheme, one] : highest) out.insert({scheme, one.second, word.created, {}});
    if (highest.empty()) out.insert({std::string(marking::kNoLevelScheme), std::string(marking::kNoLevelWord), word.created, {}});
  }
  return out;
}

// The author's label for all originators of the sources: for each of their parties what the author states for it, else the author's own level
// in that party's words, and the author's own readers.
Label tearline_label(const Label& stated, std::string_view agency, const std::vector<FoundSource>& sources, const release::World& world) {
  Label out = stated;
  for (const FoundSource& source : sources) out.originators.insert(source.label.originators.begin(), source.label.originators.end());
  const std::set<std::string> originators = out.originators;
  const std::string author(marking::party_of(agency));
  for (const std::string& other : out.originating_parties()) {
    if (auto& words = out.levels[other]; words.empty()) words = level_for(stated, author, other, world);
    if (out.levels[other].empty()) out.levels.erase(other);
    if (!out.releasable[other].empty()) continue;
    if (const auto own = stated.releasable.find(author); own != stated.releasable.end()) out.releasable[other] = own->second;
    if (const auto own = stated.displayable.find(author); own != stated.displayable.end() && out.displayable[other].empty())
      out.displayable[other] = own->second;
  }
  // S ⊇ R for the parties that came in; the names are resolved already, so the date matters to none.
  out = alliance::resolve(std::move(out), agency, world.directory(), world.time());
  out.originators = originators;
  return alliance::complete(std::move(out));
}

// A party of which nobody is among the readers stands for its people, then an agency.
std::vector<std::string> in_short(const std::set<std::string>& people, const std::set<std::string>& readers) {
  std::set<std::string> parties, agencies;
  for (const std::string& reader : readers) {
    parties.emplace(marking::party_of(reader));
    agencies.emplace(marking::agency_of(reader));
  }
  std::set<std::string> out;
  for (const std::string& person : people) {
    const std::string party(marking::party_of(person)), agency(marking::agency_of(person));
    out.insert(!parties.contains(party) ? party : !agencies.contains(agency) ? agency : person);
  }
  return {out.begin(), out.end()};
}

Loss loss_of(const std::string& what, std::set<std::string> people, const std::set<std::string>& readers) {
  Loss out;
  out.people = std::move(people);
  out.names = in_short(out.people, readers);
  if (out.names.empty()) return out;
  const std::size_t most = std::min(out.names.size(), kMostNames);
  out.sentence = fmt::format("citing {} loses {}", what, fmt::join(std::span<const std::string>(out.names).first(most), ", "));
  if (out.names.size() > most) out.sentence += fmt::format(" and {} more", out.names.size() - most);
  return out;
}

}  // namespace

std::string named(const FoundSource& source) { return fmt::format("{} ({})", source.id, fmt::join(source.label.originators, ", ")); }

std::optional<FoundSource> find_source(Node& node, std::string_view person, const marking::SourceName& source,
                                       std::vector<std::uint32_t> things) {
  const std::string_view party = marking::party_of(person);
  if (source.id.starts_with("marking-definition--")) return std::nullopt;  // it marks; nothing is made from it
  std::erase_if(things, [&](std::uint32_t thing) { return thing >= node.shelf.things(); });  // not applied yet
  const bool absent = things.empty();
  if (const shelf::Thing other = node.shelf.stand_in(source.id); absent && !other.none()) things.push_back(other.value);
  std::sort(things.begin(), things.end());
  const auto own = [&](std::uint32_t thing) {
    bool out = false;
    node.shelf.each_version(shelf::Thing{thing}, [&](std::uint32_t row) { out = out || node.shelf.owner(node.shelf.row(row).owner) == party; });
    return out;
  };
  std::stable_partition(things.begin(), things.end(), own);
  for (const std::uint32_t thing : things) {
    std::optional<Seq> exact;
    if (!source.version.empty()) {
      const auto held = node.engine().get(shelf::version_key(shelf::Thing{thing}, source.version));
      exact = 0;  // no record's
      if (held) std::from_chars(held->data(), held->data() + held->size(), *exact);
    }
    FoundSource out;
    const bool found = node.views().with(shelf::Reader{std::string(person), {}, marking::Action::copy}, [&](const shelf::View& view) {
      const std::uint32_t row = cited_row(node, view, shelf::Thing{thing}, exact);
      if (row == shelf::kNoRow || absent) return false;
      out.record = node.shelf.row(row).seq;
      out.version_us = node.shelf.row(row).version_us;
      out.label = label_for(node, view, row);
      return true;
    });
    if (!found) continue;
    const auto record = record_of(node.engine(), out.record);
    if (!record) continue;
    out.id = record->id;
    out.version = record->version;
    out.owner = record->owner;
    out.thing = record->thing;
    return out;
  }
  return std::nullopt;
}

Derivation derive(const Label& stated, std::string_view agency, const std::vector<FoundSource>& sources, bool tearline,
                  const release::World& world) {
  Derivation out;
  out.label = stated;
  for (const FoundSource& source : sources) out.label = marking::join(out.label, source.label);
  out.label = alliance::complete(std::move(out.label));
  if (!tearline) return out;
  out.tearline = tearline_label(stated, agency, sources, world);
  for (const FoundSource& source : sources) out.approvers.merge(source.label.originating_parties());
  return out;
}

std::string too_low(const Label& stated, std::string_view party, const std::vector<FoundSource>& sources, const release::World& world) {
  Highest highest;
  marking::Tlp tlp = marking::Tlp::none;
  marking::Actions actions = 3;
  for (const FoundSource& source : sources) {
    arrive(highest, source.label, party, world);
    tlp = std::max(tlp, source.label.tlp);
    actions &= source.label.actions;
  }
  std::vector<std::string> least;
  const auto words = stated.levels.find(std::string(party));
  if (words != stated.levels.end() && !words->second.empty()) {
    std::map<std::string, int> own;
    for (const marking::LevelWord& word : words->second)
      if (const auto rank = world.directory().schemes.rank(word.scheme, word.word)) {
        const auto at = own.try_emplace(word.scheme, *rank).first;
        at->second = std::max(at->second, *rank);
      }
    const bool none = std::all_of(words->second.begin(), words->second.end(), [](const auto& one) { return no_level(one.scheme, one.word); });
    for (const auto& [scheme, one] : highest) {
      const auto at = own.find(scheme);
      if (none || (at != own.end() && at->second < one.first)) least.push_back(scheme + " " + one.second);
    }
  }
  if (stated.tlp != marking::Tlp::none && stated.tlp < tlp) least.push_back(fmt::format("TLP:{}", marking::name_of(tlp)));
  if ((stated.actions & ~actions) != 0) least.push_back(actions == 0 ? "no action" : "display only");
  if (least.empty()) return {};
  return fmt::format("its marking is lower than its sources; it must at least say {}. Raise it, or make it a tearline that their parties approve",
                     fmt::join(least, ", "));
}

std::string no_such_source(const marking::SourceName& source) {
  return fmt::format("no such source for you: {}{}{}", source.id, source.version.empty() ? "" : " of ", source.version);
}

std::string about_tearline(const Derivation& derivation) {
  std::string out = fmt::format("a tearline: read by the label of its sources until this version is approved by {}", fmt::join(derivation.approvers, ", "));
  if (!derivation.tearline->unknowns.empty())
    out += fmt::format("; approved, nobody could read it, as its own label leaves unknown: {}", fmt::join(derivation.tearline->unknowns, ", "));
  return out;
}

std::set<std::string> readers_of(const Label& label, const release::World& world) {
  std::set<std::string> out;
  for (const auto& [id, person] : world.directory().people)
    if (release::decide(world, label, release::audience_of(world.directory(), person, {}, marking::Action::copy, world.time()))) out.insert(id);
  return out;
}

Losses losses(const Label& stated, const std::vector<FoundSource>& sources, const std::set<std::string>& readers,
                         const release::World& world) {
  // Who does not read anyway. A closed circle (TLP:RED) grows with its originators, so nobody else can be left out beforehand.
  std::vector<std::pair<std::string, release::Audience>> others;
  for (const auto& [id, person] : world.directory().people)
    if (!readers.contains(id))
      others.emplace_back(id, release::audience_of(world.directory(), person, {}, marking::Action::copy, world.time()));
  // The join of the author's label and of the sources before and after each.
  std::vector<Label> after(sources.size() + 1, stated);
  for (std::size_t i = sources.size(); i > 0; --i) after[i - 1] = marking::join(after[i], sources[i - 1].label);
  Label before = stated;
  std::map<Label, std::set<std::string>> known;  // by the label without one source
  Losses out;
  std::set<std::string> told;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const FoundSource& left_out = sources[i];
    const auto [at, fresh] = known.try_emplace(alliance::complete(marking::join(before, after[i + 1])));
    before = marking::join(before, left_out.label);
    if (fresh)
      for (const auto& [id, audience] : others)
        if (release::decide(world, at->first, audience)) at->second.insert(id);
    told.insert(at->second.begin(), at->second.end());
    out.each.push_back(loss_of(named(left_out), at->second, readers));
  }
  // Whom two sources leave out, each by itself, no one of them loses.
  const Label alone = alliance::complete(stated);
  std::set<std::string> untold;
  for (const auto& [id, audience] : others)
    if (!told.contains(id) && release::decide(world, alone, audience)) untold.insert(id);
  out.together = loss_of("these sources together", std::move(untold), readers);
  return out;
}

}  // namespace comity::operations
