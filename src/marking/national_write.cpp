// A label as a national banner line, with what the line has no words for.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

#include "marking/folding.hpp"
#include "marking/known_schemes.hpp"
#include "marking/languages.hpp"
#include "marking/level_words.hpp"
#include "marking/national_caveats.hpp"

namespace comity::marking {
namespace {

class LineWriter {
 public:
  LineWriter(const Label& label, const Context& context)
      : label_(label),
        context_(context),
        schemes_(context.schemes ? *context.schemes : known_schemes()),
        owner_(context.owner) {
    // A label of one other party is written as that party's.
    if (!label.levels.contains(owner_) && label.levels.size() == 1) owner_ = label.levels.begin()->first;
  }

  Rendering write() {
    level();
    for (const Owned& one : label_.compartments)
      if (const auto* row = one.party == owner_ ? row_of(CaveatEffect::compartment, one.name) : nullptr)
        put(row->name);
      else
        lose("compartment {} of {}", one.name, one.party);
    controls();
    readers();
    for (const std::string& one : label_.duties)
      if (const auto* row = row_of(CaveatEffect::duty, one))
        put(row->words);
      else
        lose("duty {}", one);
    for (const std::string& one : label_.caveats)
      if (const auto* row = row_of(CaveatEffect::statement, one))
        put(row->name);
      else
        lose("caveat {}", one);
    rest();
    if (out_.text.empty() || !label_.unknowns.empty()) {
      out_.text.clear();
      return std::move(out_);
    }
    for (const std::string& piece : pieces_) out_.text.append(caveat_separator(owner_)).append(piece);
    return std::move(out_);
  }

 private:
  template <class... T>
  void lose(fmt::format_string<T...> format, T&&... values) {
    out_.lost.push_back(fmt::format(format, std::forward<T>(values)...));
  }
  void put(std::string_view piece) { pieces_.emplace_back(piece); }

  const NationalCaveat* row_of(CaveatEffect effect, std::optional<std::string_view> name = std::nullopt) const {
    for (const NationalCaveat& row : national_caveats())
      if (row.effect == effect && (row.party.empty() || row.party == owner_) && (!name || row.name == *name))
        return &row;
    return nullptr;
  }

  void level() {
    const LevelWord* best = nullptr;
    int best_rank = 0;
    const auto words = label_.levels.find(owner_);
    const std::vector<const Scheme*> own = schemes_of(schemes_, owner_, context_.marked);
    for (const auto& [party, list] : label_.levels)
      for (const LevelWord& word : list) {
        const auto scheme =
            std::find_if(own.begin(), own.end(), [&](const Scheme* one) { return one->id == word.scheme; });
        const auto rank = scheme == own.end() || party != owner_ ? std::nullopt : schemes_.rank(word.scheme, word.word);
        const auto known =
            scheme == own.end() || party != owner_ ? std::nullopt : known_schemes().rank(word.scheme, word.word);
        const auto have = rank ? rank : known;
        // Of several schemes the one in use at that date is written: `own` has it first.
        if (have && (!best || (best->scheme == word.scheme ? *have > best_rank : in_use(**scheme, context_.marked)))) {
          best = &word;
          best_rank = *have;
        }
      }
    for (const auto& [party, list] : label_.levels)
      for (const LevelWord& word : list)
        if (&word != best) lose("level {} {} of {}", word.scheme, word.word, party);
    if (words == label_.levels.end()) lose("the level of {} is unknown", owner_.empty() ? "the owner" : owner_);
    if (!best || owner_ == "USA") return;
    out_.text = (owner_ == "GBR" && context_.owner != "GBR" ? "UK " : "") + best->word;
    const std::string folded = fold(best->word).text;
    const auto back =
        find_word(folded, 0, owner_, context_.marked, schemes_);  // what a reader of that party would take it for
    if (!back || back->end != folded.size() || back->scheme->id != best->scheme)
      lose("the scheme {}: the word alone reads otherwise on {}", best->scheme, format_date(context_.marked));
    for (const std::string& warning : best->warnings)
      if (row_of(CaveatEffect::warning, warning))
        put(warning);
      else
        lose("warning {}", warning);
  }

  void controls() {
    for (const Owned& one : label_.restricting) {
      if (one.name == "EYES-ONLY" && (one.party == owner_ || reads_back(one.party))) {
        const NationalCaveat* row = one.party == owner_ ? row_of(CaveatEffect::eyes_only) : nullptr;
        put(row ? std::string(row->name) : fmt::format("{} EYES ONLY", one.party));
      } else if (const auto* row = one.party == owner_ ? row_of(CaveatEffect::control, one.name) : nullptr) {
        put(row->name);
      } else if (one.name != "NO-CLIENTS" || !own_readers_only()) {
        lose("control {} of {}", one.name, one.party);
      }
    }
  }

  static bool plain(const Member& member) {
    return member.kind == Member::Kind::party || member.kind == Member::Kind::community;
  }

  // As a name in a list it is read as itself: not as another way to name a state, a caveat, or two words.
  bool reads_back(std::string_view id) const {
    const auto belongs = [](char c) {
      return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    };
    if (id.size() < 2 || id.size() > 64 || id.front() == '-' || id.back() == '-' ||
        !std::all_of(id.begin(), id.end(), belongs))
      return false;
    if (id.find("--") != std::string_view::npos) return false;
    const std::string folded = fold_word(id);
    for (const ReaderName& row : reader_names())
      if (fold_word(row.words) == folded) return row.parties == id;
    return folded != "AND" &&
           std::none_of(national_caveats().begin(), national_caveats().end(), [&](const NationalCaveat& row) {
             return (row.party.empty() || row.party == owner_) && fold_word(row.words) == folded;
           });
  }

  // The members that all of the owner's sets name; they are no more than the sets' intersection.
  std::optional<std::set<Member>> common() const {
    const auto sets = label_.releasable.find(owner_);
    if (sets == label_.releasable.end()) return std::nullopt;
    std::optional<std::set<Member>> out;
    for (const ReaderSet& set : sets->second) {
      if (set.all) continue;
      if (!out)
        out = set.members;
      else
        std::erase_if(*out, [&](const Member& member) { return !set.members.contains(member); });
    }
    return out;
  }

  bool own_readers_only() const {
    const auto readers = common();
    return readers && readers->size() == 1 && *readers->begin() == Member{Member::Kind::party, owner_, {}} &&
           label_.restricting.contains({owner_, "NO-CLIENTS"}) && row_of(CaveatEffect::own_readers);
  }

  void readers() {
    const auto members = common();
    if (own_readers_only()) {
      put(row_of(CaveatEffect::own_readers)->name);
    } else if (members) {
      std::set<std::string> names;
      for (const Member& member : *members) {
        if (!plain(member) || !reads_back(member.id)) {
          lose("reader {}", member.id);
          continue;
        }
        names.insert(member.id);
        if (member.as_of != Time{} && member.as_of != context_.marked)
          lose("{} as of {}", member.id, format_date(member.as_of));
      }
      if (names.empty()) {
        if (members->empty()) lose("the set of readers is empty: nobody");
      } else {
        names.insert(owner_);
        const NationalCaveat* row = row_of(CaveatEffect::releasable);
        put(fmt::format("{} {}", row->name, fmt::join(names, owner_ == "NATO" || owner_ == "EU" ? ", " : "/")));
      }
    } else if (label_.releasable.contains(owner_)) {
      lose("releasable to all");
    }
    for (const auto& [party, sets] : label_.releasable) {
      if (party != owner_)
        lose("the readers that {} names", party);
      else if (sets.size() > 1)
        lose("{} lists of readers, written as the names common to them", sets.size());
    }
    for (const auto& [party, sets] : label_.displayable)
      if (const auto same = label_.releasable.find(party); same == label_.releasable.end() || same->second != sets)
        lose("other readers for display, of {}", party);
  }

  void rest() {
    for (const WordSet& clause : label_.topics)
      if (!clause.all) lose("topic {}", fmt::join(clause.words, " or "));
    if (!label_.purposes.all) lose("purposes {}", fmt::join(label_.purposes.words, ", "));
    if (label_.tlp != Tlp::none) lose("TLP:{}", name_of(label_.tlp));
    if (label_.actions != static_cast<Actions>(Action::copy))
      lose("{}", label_.actions == 0 ? "no action is permitted" : "display only");
    for (const Owned& one : label_.permitting) lose("control {} of {}", one.name, one.party);
    for (const std::string& one : label_.unknowns) lose("unknown: {}", one);
  }

  const Label& label_;
  const Context& context_;
  const Schemes& schemes_;
  std::string owner_;
  std::vector<std::string> pieces_;
  Rendering out_;
};

}  // namespace

Rendering write_national(const Label& label, const Context& context) { return LineWriter(label, context).write(); }

}  // namespace comity::marking
