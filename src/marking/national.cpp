// Banner lines of the schemes other than the United States': a level word, then national caveats.
// docs/format/national.md.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "marking/folding.hpp"
#include "marking/known_schemes.hpp"
#include "marking/languages.hpp"
#include "marking/level_words.hpp"
#include "marking/national_caveats.hpp"

namespace comity::marking {
namespace {

constexpr std::size_t kShown = 64;  // bytes of a foreign text quoted in a message
constexpr auto kNone = std::string_view::npos;

// The caveats with their words folded once.
struct Row {
  std::string words;
  const NationalCaveat* caveat;
};
const std::vector<Row>& rows() {
  static const std::vector<Row> out = [] {
    std::vector<Row> made;
    for (const NationalCaveat& one : national_caveats()) made.push_back({fold_word(one.words), &one});
    return made;
  }();
  return out;
}

bool ends_word(std::string_view text, std::size_t end) { return end == text.size() || !is_word_byte(text[end]); }

// The longest caveat of that owner at `place`; "*" has those of all owners.
struct FoundCaveat {
  const NationalCaveat* caveat = nullptr;
  std::size_t end = 0;
};
FoundCaveat find_caveat(std::string_view folded, std::size_t place, std::string_view owner) {
  FoundCaveat best;
  for (const Row& row : rows()) {
    if (!row.caveat->party.empty() && row.caveat->party != owner && owner != "*") continue;
    const std::size_t end = match_word(folded, place, row.words);
    if (end != kNone && ends_word(folded, end) && end > best.end) best = {row.caveat, end};
  }
  return best;
}

bool is_separator(char c) { return c == ' ' || c == '/' || c == '-' || c == ',' || c == ';'; }

std::size_t skip_separators(std::string_view folded, std::size_t place) {
  while (place < folded.size() && is_separator(folded[place])) ++place;
  return place;
}

// Reads one marking; see docs/format/national.md for the grammar.
class LineReader {
 public:
  LineReader(std::string_view text, const Context& context)
      : text_(text),
        context_(context),
        schemes_(context.schemes ? *context.schemes : known_schemes()),
        line_(fold(text)) {}

  Reading read() {
    if (!line_.utf8) return fault(0, line_.text.size(), "the marking is not UTF-8; send UTF-8"), std::move(out_);
    if (line_.text.size() > 1 && line_.text.front() == '(' && line_.text.back() == ')') {
      first_ = 1;
      line_.at.pop_back();  // the place past the end is now that of the bracket
      line_.text.pop_back();
    }
    if (!level()) return std::move(out_);
    for (std::size_t place = skip_separators(line_.text, at_); place < line_.text.size();
         place = skip_separators(line_.text, at_)) {
      at_ = place;
      caveat();
    }
    finish();
    return std::move(out_);
  }

 private:
  std::string_view written(std::size_t from, std::size_t to) const {
    return text_.substr(line_.at[from], line_.at[to] - line_.at[from]);
  }
  void say(Finding::Severity severity, std::size_t from, std::size_t to, std::string rule, std::string message) {
    const std::size_t begin = line_.at[std::min(from, line_.text.size())],
                      end = line_.at[std::min(to, line_.text.size())];
    out_.find({severity, begin, end - begin, {}, std::move(rule), std::move(message)});
  }
  void fault(std::size_t from, std::size_t to, std::string message) {
    say(Finding::Severity::error, from, to, {}, std::move(message));
  }

  bool level() {
    std::size_t place = first_;
    std::string_view owner = context_.owner;
    const std::string_view line = line_.text;
    // The United Kingdom puts its name before its words on what leaves it.
    const bool prefixed = line.substr(place).starts_with("UK ");
    std::optional<FoundWord> found;
    if (prefixed) {
      found = find_word(line, place + 3, "GBR", context_.marked, schemes_);
      if (found && found->party != "GBR") found.reset();
    }
    if (!found) found = find_word(line, place, owner, context_.marked, schemes_);
    if (!found) {
      const std::string shown(written(place, line.size()).substr(0, kShown));
      if (owner == "USA" || owner.empty())
        fault(place, line.size(),
              fmt::format("\"{}\" begins with no level word that says whose it is; name the owner, or write NATO "
                          "SECRET, UK SECRET, "
                          "SECRET UE/EU SECRET, VS-NfD; markings of the United States are read as capco",
                          shown));
      else
        fault(place, line.size(),
              fmt::format("\"{}\" begins with no level word of {}; its words are: {}", shown, owner, words_of(owner)));
      return false;
    }
    party_ = found->party;
    at_ = found->end;
    out_.label.originators.insert(party_);
    if (!found->compartment.empty()) {
      out_.label.compartments.insert({party_, std::string(found->compartment)});
      pieces_.push_back(std::string(found->compartment));
    }
    word_ = {found->scheme->id, found->level->word, context_.marked, {}};
    if (!found->timely)
      say(Finding::Severity::warning, place, at_, found->scheme->source,
          fmt::format("{} is a word of {}, which was not in use on {}", found->level->word, found->scheme->title,
                      format_date(context_.marked)));
    return true;
  }

  std::string words_of(std::string_view owner) const {
    std::string out;
    for (const Scheme* scheme : schemes_of(schemes_, owner, context_.marked))
      for (const Level& one : scheme->levels)
        if (out.size() < 400 && in_use(*scheme, context_.marked)) out += (out.empty() ? "" : ", ") + one.word;
    return out.empty() ? "not known; give the party a level scheme" : out;
  }

  void caveat() {
    const FoundCaveat found = find_caveat(line_.text, at_, party_);
    if (found.caveat && found.caveat->effect != CaveatEffect::releasable) {
      take(*found.caveat, found.end);
      at_ = found.end;
      return;
    }
    std::size_t from = found.caveat ? found.end : at_;
    if (found.caveat && from < line_.text.size() && line_.text[from] == ':') ++from;
    std::set<std::string> names;
    const std::size_t end = list(from, names);
    const std::size_t only = found.caveat || names.empty() ? kNone : eyes_only(end);
    if (names.empty() || (!found.caveat && only == kNone)) {
      const std::size_t stop = std::min(line_.text.find("//", at_ + 1), line_.text.size());
      const std::string shown(written(at_, stop).substr(0, kShown));
      fault(at_, stop,
            found.caveat
                ? fmt::format("no readers after {}; write a list like {} AUS/NZL", found.caveat->words,
                              found.caveat->name)
                : fmt::format(
                      "\"{}\" is no caveat that is known for {}; correct it, or leave it out if it decides nothing",
                      shown, party_));
      at_ = stop;
      return;
    }
    if (found.caveat) {
      names.insert(party_);
      readers(names, fmt::format("{} {}", found.caveat->name, fmt::join(names, joint())));
      at_ = end;
      return;
    }
    at_ = only;
    if (names.size() == 1)
      control(*names.begin(), "EYES-ONLY", fmt::format("{} EYES ONLY", *names.begin()));
    else
      readers(names, fmt::format("{} EYES ONLY", fmt::join(names, "/")));
  }

  std::string_view joint() const { return party_ == "NATO" || party_ == "EU" ? ", " : "/"; }

  // Past "EYES ONLY" or "EO" at `place`; else npos.
  std::size_t eyes_only(std::size_t place) const {
    const std::size_t from = skip_separators(line_.text, place);
    for (const std::string_view words : {"EYES ONLY", "EO"})
      if (const std::size_t end = match_word(line_.text, from, words); end != kNone && ends_word(line_.text, end))
        return end;
    return kNone;
  }

  // A list of readers; the place past it. Names are joined by "/", ",", ";", "&" or AND, never by a space alone.
  std::size_t list(std::size_t place, std::set<std::string>& names) const {
    const std::string_view line = line_.text;
    std::size_t end = place;
    for (;;) {
      while (place < line.size() && line[place] == ' ') ++place;
      if (!names.empty() && find_caveat(line, place, party_).caveat) return end;
      const std::size_t past = name(place, names);
      if (past == place) return end;
      place = end = past;
      while (place < line.size() && line[place] == ' ') ++place;
      if (const std::size_t past_and = match_word(line, place, "AND"); past_and != kNone && ends_word(line, past_and))
        place = past_and;
      else if (place < line.size() && (line[place] == ',' || line[place] == ';' || line[place] == '&' ||
                                       (line[place] == '/' && !line.substr(place).starts_with("//"))))
        ++place;
      else
        return end;
    }
  }

  std::size_t name(std::size_t place, std::set<std::string>& names) const {
    const std::string_view line = line_.text;
    std::string_view parties;
    std::size_t end = place;
    for (const ReaderName& one : reader_names())
      if (const std::size_t past = match_word(line, place, one.words);
          past != kNone && ends_word(line, past) && past > end) {
        end = past;
        parties = one.parties;
      }
    if (!parties.empty()) {
      for (std::size_t i = 0; i < parties.size();) {
        const std::size_t space = std::min(parties.find(' ', i), parties.size());
        names.emplace(parties.substr(i, space - i));
        i = space + 1;
      }
      return end;
    }
    const auto belongs = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; };
    while (end < line.size() &&
           (belongs(line[end]) || (line[end] == '-' && end > place && end + 1 < line.size() && belongs(line[end + 1]))))
      ++end;
    if (end - place < 2 || end - place > 64 || (end < line.size() && is_word_byte(line[end]))) return place;
    names.emplace(written(place, end));  // the directory knows the name as it is written
    return end;
  }

  void readers(const std::set<std::string>& names, std::string piece) {
    ReaderSet set;
    for (const std::string& one : names) set.members.insert({Member::Kind::party, one, {}});
    out_.label.releasable[party_].insert(set);
    out_.label.displayable[party_].insert(std::move(set));
    put(std::move(piece));
  }
  void control(const std::string& party, std::string name, std::string piece) {
    out_.label.restricting.insert({party, std::move(name)});
    put(std::move(piece));
  }
  void put(std::string piece) {
    if (std::find(pieces_.begin(), pieces_.end(), piece) == pieces_.end()) return pieces_.push_back(std::move(piece));
    say(Finding::Severity::warning, at_, at_, {}, fmt::format("{} is said twice", piece));
  }

  void take(const NationalCaveat& caveat, std::size_t) {
    const std::string name(caveat.name);
    switch (caveat.effect) {
      case CaveatEffect::eyes_only:
        return control(party_, "EYES-ONLY", name);
      case CaveatEffect::own_readers:
        out_.label.restricting.insert({party_, "NO-CLIENTS"});
        return readers({party_}, name);
      case CaveatEffect::compartment:
        out_.label.compartments.insert({party_, name});
        break;
      case CaveatEffect::control:
        out_.label.restricting.insert({party_, name});
        break;
      case CaveatEffect::duty:
        out_.label.duties.insert(name);
        return put(std::string(caveat.words));
      case CaveatEffect::statement:
        out_.label.caveats.insert(name);
        break;
      case CaveatEffect::warning:
        word_.warnings.insert(name);
        break;
      case CaveatEffect::releasable:
        break;  // a list follows: caveat()
    }
    put(name);
  }

  void finish() {
    const bool shut = out_.label.restricting.contains({party_, "EYES-ONLY"});
    if (shut && out_.label.releasable.contains(party_))
      say(Finding::Severity::warning, first_, line_.text.size(), {},
          "eyes only and a list of readers contradict each other; the narrower holds");
    out_.label.levels[party_].insert(word_);
    if (!out_.ok()) return;
    out_.canonical = (party_ == "GBR" && context_.owner != "GBR" ? "UK " : "") + word_.word;
    for (const std::string& piece : pieces_) out_.canonical.append(caveat_separator(party_)).append(piece);
  }

  std::string_view text_;
  const Context& context_;
  const Schemes& schemes_;
  Folded line_;
  std::size_t first_ = 0, at_ = 0;
  std::string party_;
  LevelWord word_;
  std::vector<std::string> pieces_;
  Reading out_;
};

// In capitals as far as the scheme writes it so: "Secret sauce" is prose, "OFFICIAL: Sensitive" and "VS-NfD" are not.
bool in_capitals(std::string_view written, const Level& level) {
  const auto lower = [](std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  };
  return !lower(written) || lower(level.word) || lower(level.portion);
}

}  // namespace

bool recognizes_national(std::string_view text) {
  text = text.substr(0, 512);
  while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xc0) == 0x80 && text.size() == 512)
    text.remove_suffix(1);
  const Folded line = fold(text);
  const std::size_t first = line.text.starts_with("(") ? 1 : 0;
  const std::size_t place = first + (line.text.substr(first).starts_with("UK ") ? 3 : 0);
  for (const std::string_view owner : {"", "GBR", "AUS", "NZL", "CAN", "FRA", "DEU", "JPN", "KOR"}) {
    if (place > first && owner != "GBR") continue;
    const auto found = find_word(line.text, place, owner, Time{}, known_schemes());
    if (!found || (place > first && found->party != "GBR")) continue;
    const std::string_view rest = std::string_view(line.text).substr(found->end);
    const bool alone = rest.empty() || rest == ")" || rest.starts_with("//") || rest.starts_with(" //");
    if (!alone && !in_capitals(text.substr(line.at[place], line.at[found->end] - line.at[place]), *found->level))
      continue;
    if (rest.empty() || rest == ")") return !found->portion || found->end - place > 1 || first == 1;
    if (found->portion && found->end - place == 1) continue;
    // A word of several parties that a slash follows may be CAPCO's; what follows must then be national.
    const bool own = owner.empty() || place > first;  // the word says whose it is
    const FoundCaveat caveat = find_caveat(line.text, skip_separators(line.text, found->end), "*");
    if (caveat.caveat && (own || !caveat.caveat->party.empty() || !rest.starts_with("/"))) return true;
    const bool prose =
        std::any_of(text.begin() + line.at[found->end], text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
    if (own && (!prose || rest.starts_with("//") || rest.starts_with(" //") || rest.starts_with(" - "))) return true;
    if (!own && rest.starts_with(" - ") && !prose) return true;
    if (!own && rest.find("EYES ONLY") != kNone && !prose) return true;
  }
  return false;
}

Reading read_national(std::string_view text, const Context& context) {
  if (Reading out; refuse_too_long(text, out)) return out;
  return LineReader(text, context).read();
}

}  // namespace comity::marking
