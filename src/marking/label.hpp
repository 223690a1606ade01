// The label: what an object's markings mean, as one lattice. docs/format/release.md is the normative text.
// Labels are values with canonical (sorted, duplicate-free) members, so equal meaning is equal value.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace comity::marking {

// "NZL.GCSB" -> "NZL"; "NZL" -> "NZL"; "NZL.GCSB.analyst" -> "NZL".
std::string_view party_of(std::string_view id);
// "NZL.GCSB.analyst" -> "NZL.GCSB"; an agency is its own; a party gives "".
std::string_view agency_of(std::string_view id);

// One level word as an originating party wrote it. NONE ("TLP only, no level") is scheme "TLP", word "NONE".
struct LevelWord {
  std::string scheme;
  std::string word;
  Time created;                    // when the word was applied; equivalence rows may depend on it
  std::set<std::string> warnings;  // e.g. "Traiter comme CONFIDENTIEL DEFENSE"
  auto operator<=>(const LevelWord&) const = default;
};

// A member of a releasable or display set.
struct Member {
  enum class Kind : std::uint8_t { party, agency, person, community };
  Kind kind = Kind::party;
  std::string id;
  Time as_of{};  // community: the date of the marking; zero for the others
  auto operator<=>(const Member&) const = default;
};

// The party as a reader; nothing for a name that no party has, for one with a dot or an at sign is stored as an agency's or a
// community's, and reads as another reader than it was.
std::optional<Member> party_member(std::string_view id);

// A set of readers. `all` is the set ALL (members empty); not all and empty denies everybody.
struct ReaderSet {
  bool all = false;
  std::set<Member> members;
  auto operator<=>(const ReaderSet&) const = default;
};

// A set of words with the value ALL; used for topic clauses and purposes. Not all and empty matches nothing.
struct WordSet {
  bool all = false;
  std::set<std::string> words;
  auto operator<=>(const WordSet&) const = default;
};

// A compartment or control of one party: (USA, SI), (USA, ORCON).
struct Owned {
  std::string party;
  std::string name;
  auto operator<=>(const Owned&) const = default;
};

// TLP 1.0 and 2.0 in one order; WHITE is CLEAR. `none` is "no TLP marking" and restricts nothing.
enum class Tlp : std::uint8_t { none, clear, green, amber, amber_strict, red };
std::string_view name_of(Tlp tlp);                      // "CLEAR", "AMBER+STRICT"; "" for none
std::optional<Tlp> tlp_named(std::string_view name);    // accepts WHITE, and names with or without "TLP:"

// The TLP level of a well-known TLP 1.0 or 2.0 marking-definition id; nothing for any other.
std::optional<Tlp> tlp_of_definition(std::string_view marking_definition_id);

// What a reader does with an object. Copy includes display.
enum class Action : std::uint8_t { display = 1, copy = 3 };
using Actions = std::uint8_t;  // bits: 1 display, 3 copy; 0 permits nothing
constexpr bool allows(Actions actions, Action action) {
  return (actions & static_cast<Actions>(action)) == static_cast<Actions>(action);
}

struct Label {
  std::set<std::string> originators;                       // agencies; never empty in a stored label
  std::map<std::string, std::set<LevelWord>> levels;       // originating party -> words; absent or empty is unknown
  std::set<Owned> compartments;
  std::set<WordSet> topics{WordSet{true, {}}};             // conjunction of clauses; unspecified is the clause ALL
  std::map<std::string, std::set<ReaderSet>> releasable;   // originating party -> R sets; the reader must be in all
  std::map<std::string, std::set<ReaderSet>> displayable;  // originating party -> S sets, each a superset of its R
  std::set<Owned> restricting;                             // NOFORN, ORCON, PROPIN, …
  std::set<Owned> permitting;                              // RELIDO
  WordSet purposes{true, {}};
  Tlp tlp = Tlp::none;
  Actions actions = 3;
  std::set<std::string> duties;
  std::set<std::string> caveats;                           // statements shown to every reader; they decide nothing and are never dropped
  std::set<std::string> unknowns;                          // names and markings that could not be read: deny everybody

  auto operator<=>(const Label&) const = default;

  std::set<std::string> originating_parties() const;
};

// The label of anything derived from, or quoting, both. Commutative, associative, idempotent; only tightens.
Label join(const Label& a, const Label& b);

// The label in its explicit, canonical form (docs/format/label.md): sorted, RFC 8785. parse_label(to_json(l)) == l.
std::string to_json(const Label& label);

// Reads the `label` member of the extension, short forms included. Level words and communities without a date of their own
// take the member `marked`, else `marked` here. A member of a reader set without dots reads as a party: whoever knows the directory
// tells communities apart (alliance/resolve.hpp). Unknown members are refused: a misspelt one must not read as absent.
// Errors: invalid, `where` a JSON pointer.
Result<Label> parse_label(std::string_view json, Time marked = {});

// A label as a marking states it, not yet resolved, and the marking's date: communities without a date are read as of it.
struct Stated {
  Label label;
  Time marked;
  bool whole = true;  // false: it says part only (TLP, a statement, a grade), and takes no defaults of its own beside other markings
  bool no_level = false;  // it says that there is no level: so it is where no other marking of the object states one
};
// A marking as text in a marking language (marking/language.hpp): the banner, and the portion marks it stands over.
struct Written {
  std::string language;  // "capco"
  std::string text;      // verbatim
  std::vector<std::string> portions;
};
// A version that an object says it was made from.
struct SourceName {
  std::string id;       // STIX id
  std::string version;  // "modified" verbatim, else "created"; "" for the latest that the author may read
  auto operator<=>(const SourceName&) const = default;
};
inline constexpr std::size_t kMostSources = 256;
// Our STIX extension (docs/format/label.md). On a marking-definition `label` is what it conveys to the objects that refer to it,
// and `own_label` the label of the definition itself, where the two differ. On other objects there is only `label`.
struct Extension {
  std::optional<Stated> label;
  std::optional<Stated> own_label;
  std::vector<Written> markings;  // joined to `label`
  std::vector<SourceName> sources;  // as written, each once
  bool tearline = false;            // `label` and `markings` are to hold once the sources' parties have approved; only with sources
};
// Errors: invalid, `where` a JSON pointer into the extension.
Result<Extension> parse_extension(std::string_view json, Time marked);
// The extension's text with that member ("label" or "own_label") alone.
std::string extension_with(std::string_view member, std::string_view label_json);

struct LabelTag;
using LabelIx = Ix<LabelTag>;

// Interns labels: equal labels get the same index, in order of first sight. Not thread-safe.
class LabelTable {
 public:
  LabelIx intern(const Label& label);
  LabelIx find(const Label& label) const;  // none() when it was never interned
  const Label& at(LabelIx ix) const { return *labels_[ix.value]; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(labels_.size()); }

 private:
  std::map<Label, LabelIx> index_;
  std::vector<const Label*> labels_;
};

}  // namespace comity::marking
