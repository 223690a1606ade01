#include "marking/level_words.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "marking/folding.hpp"
#include "marking/known_schemes.hpp"

namespace comity::marking {
namespace {

constexpr std::string_view kCapcoParty = "USA";

// Every way to write every word of the known schemes, folded once.
struct Form {
  std::string text;
  std::string_view party;
  const Scheme* scheme;
  const Level* level;
  std::string_view compartment;
  bool portion;
  bool shared;  // also a word of another party, so that it does not say whose it is
};

void add_forms(std::vector<Form>& out, const Scheme& scheme, std::string_view party) {
  for (const Level& level : scheme.levels) {
    out.push_back({fold_word(level.word), party, &scheme, &level, {}, false, false});
    if (!level.portion.empty()) out.push_back({fold_word(level.portion), party, &scheme, &level, {}, true, false});
  }
  for (const WordAlias& alias : word_aliases())
    if (alias.scheme == scheme.id)
      if (const auto level = std::find_if(scheme.levels.begin(), scheme.levels.end(),
                                          [&](const Level& one) { return one.word == alias.word; });
          level != scheme.levels.end())
        out.push_back(
            {fold_word(alias.alias), party, &scheme, &*level, alias.compartment, !alias.compartment.empty(), false});
}

const std::vector<Form>& known_forms() {
  static const std::vector<Form> forms = [] {
    std::vector<Form> out;
    for (const auto& [id, scheme] : known_schemes().all()) add_forms(out, scheme, party_of_known_scheme(id));
    for (Form& form : out)
      form.shared = std::any_of(out.begin(), out.end(), [&](const Form& other) {
        return other.text == form.text && other.party != form.party;
      });
    return out;
  }();
  return forms;
}

// The forms of one scheme. Those of known schemes are folded once, for every text is held against them.
template <class F>
void each_form(const Scheme& scheme, std::string_view party, F&& visit) {
  static const std::map<const Scheme*, std::vector<Form>> known = [] {
    std::map<const Scheme*, std::vector<Form>> out;
    for (const auto& [id, one] : known_schemes().all()) add_forms(out[&one], one, party_of_known_scheme(id));
    return out;
  }();
  const auto found = known.find(&scheme);
  if (found != known.end() && party_of_known_scheme(scheme.id) == party) {
    for (const Form& form : found->second) visit(form);
    return;
  }
  std::vector<Form> own;
  add_forms(own, scheme, party);
  for (const Form& form : own) visit(form);
}

// What a single letter abbreviates only its own party knows, and it ends where a portion ends.
bool ends(std::string_view folded, std::size_t end, bool portion) {
  if (end == folded.size()) return true;
  if (portion) return folded[end] == ' ' || folded[end] == ')' || folded[end] == '/';
  return !is_word_byte(folded[end]) || !is_word_byte(folded[end - 1]);
}

// Longer is better; then the owner's; then what was in use; then the higher, which is the narrower reading.
bool better(const FoundWord& a, const FoundWord& b, std::string_view owner) {
  if (a.end != b.end) return a.end > b.end;
  if ((a.party == owner) != (b.party == owner)) return a.party == owner;
  if (a.timely != b.timely) return a.timely;
  return a.scheme == b.scheme && a.level->rank > b.level->rank;
}

void consider(std::optional<FoundWord>& best, const Form& form, std::string_view folded, std::size_t place,
              std::string_view owner, Time at) {
  const std::size_t end = match_word(folded, place, form.text);
  if (end == std::string_view::npos || !ends(folded, end, form.portion)) return;
  FoundWord found{std::string(form.party), form.scheme, form.level, form.compartment, end, form.portion,
                  in_use(*form.scheme, at)};
  if (!best || better(found, *best, owner)) best = std::move(found);
}

}  // namespace

bool in_use(const Scheme& scheme, Time at) {
  const Scheme* dated = &scheme;
  if (scheme.from == Time::min() && scheme.until == Time::max())
    if (const Scheme* known = known_schemes().find(scheme.id)) dated = known;
  return dated->from <= at && at < dated->until;
}

std::vector<const Scheme*> schemes_of(const Schemes& schemes, std::string_view party, Time at) {
  std::vector<const Scheme*> out;
  std::set<std::string_view> ids;
  for (const Schemes* source : {&schemes, &known_schemes()})
    for (const auto& [id, scheme] : source->all()) {
      const std::string_view known = party_of_known_scheme(id);
      const bool named_after =
          id == party || (id.size() > party.size() && id.starts_with(party) && id[party.size()] == '-');
      if ((known.empty() ? named_after : known == party) && ids.insert(id).second) out.push_back(&scheme);
    }
  std::stable_sort(out.begin(), out.end(),
                   [&](const Scheme* a, const Scheme* b) { return in_use(*a, at) && !in_use(*b, at); });
  return out;
}

std::optional<FoundWord> find_word(std::string_view folded, std::size_t place, std::string_view owner, Time at,
                                   const Schemes& schemes) {
  std::optional<FoundWord> best;
  if (!owner.empty() && owner != kCapcoParty) {
    for (const Scheme* scheme : schemes_of(schemes, owner, at))
      each_form(*scheme, owner, [&](const Form& form) { consider(best, form, folded, place, owner, at); });
  }
  for (const Form& form : known_forms())
    if (!form.shared && form.party != owner && form.party != kCapcoParty && !(form.portion && form.text.size() < 2))
      consider(best, form, folded, place, owner, at);
  return best;
}

std::optional<FoundWord> word_of(std::string_view text, std::string_view party, Time at, const Schemes& schemes,
                                 bool prefixed) {
  const std::string folded = fold_word(text);
  std::vector<std::string> ways{folded};
  if (prefixed && party == "NATO") ways.push_back(folded == "TOP SECRET" ? "COSMIC TOP SECRET" : "NATO " + folded);
  if (prefixed && party == "EU") ways.push_back("EU " + folded);
  if (prefixed && party == "GBR" && folded.starts_with("UK ")) ways.push_back(folded.substr(3));
  const std::vector<const Scheme*> own = schemes_of(schemes, party, at);
  std::optional<FoundWord> best;
  for (const std::string& way : ways)
    for (const Scheme* scheme : own)
      each_form(*scheme, party, [&](const Form& form) {
        if (form.text == way) consider(best, form, way, 0, party, at);
      });
  return best;
}

}  // namespace comity::marking
