// The reference evaluator: docs/format/release.md, once more, as plainly as it can be written.
// It shares no code with src/. It is slow, copies freely, and has no cleverness to be wrong in. Where it and the engine
// differ, one of them misreads the text, or the text is unclear (tests/cases/DISAGREEMENTS.md).
// Pure functions on values; any thread. Nothing throws here (load.hpp does).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace reference {

// Microseconds since 1970-01-01T00:00:00Z.
using Time = std::int64_t;
inline constexpr Time kBegin = std::numeric_limits<Time>::min();
inline constexpr Time kEnd = std::numeric_limits<Time>::max();

using Owned = std::pair<std::string, std::string>;  // party, name: (USA, SI), (USA, ORCON)

struct Word {  // a level word; no level is scheme "TLP", word "NONE"
  std::string scheme;
  std::string word;
  Time created = 0;
  std::set<std::string> warnings;
  auto operator<=>(const Word&) const = default;
};

enum class Kind { party, agency, person, community };
struct Member {
  Kind kind = Kind::party;
  std::string id;
  Time as_of = 0;  // communities only
  auto operator<=>(const Member&) const = default;
};
struct Readers {  // all, or these; not all and empty denies everybody
  bool all = false;
  std::set<Member> members;
  auto operator<=>(const Readers&) const = default;
};
struct Words {  // all, or these: a topic clause, purposes
  bool all = false;
  std::set<std::string> words;
  auto operator<=>(const Words&) const = default;
};

enum class Tlp { none, clear, green, amber, amber_strict, red };
inline constexpr int kNothing = 0, kDisplay = 1, kCopy = 3;  // bits: copy includes display

struct Label {
  std::set<std::string> originators;
  std::map<std::string, std::set<Word>> levels;
  std::set<Owned> compartments;
  std::set<Words> topics{Words{true, {}}};
  std::map<std::string, std::set<Readers>> releasable;
  std::map<std::string, std::set<Readers>> displayable;
  std::set<Owned> restricting;
  std::set<Owned> permitting;
  Words purposes{true, {}};
  Tlp tlp = Tlp::none;
  int actions = kCopy;
  std::set<std::string> duties;
  std::set<std::string> unknowns;
  auto operator<=>(const Label&) const = default;
};

// "NZL.GCSB.analyst" -> "NZL", "NZL.GCSB"; an agency's agency is itself, a party's is "".
std::string party_of(const std::string& id);
std::string agency_of(const std::string& id);
std::set<std::string> originating_parties(const Label& label);

// Section 3.
Label join(const Label& a, const Label& b);

// ---- The world --------------------------------------------------------------------------------------------------

struct Party {
  std::vector<std::string> schemes;
  Readers default_readers;
};
struct Clearance {
  std::map<std::string, std::string> levels;
  std::set<Owned> accesses;
  std::set<std::string> topics;
  std::set<std::string> purposes;
  std::string default_purpose;
  Time from = kBegin, until = kEnd;
};
struct Spell {
  std::string party;
  Time from = kBegin, until = kEnd;
};
struct PartySuspension {
  std::string by, party;
  Time from = kBegin, until = kEnd;
};

struct Row {
  std::string from_party, from_scheme, from_word, to_party, to_scheme, to_word;
  Time valid_from = kBegin, valid_until = kEnd;
  Time created_from = kBegin, created_before = kEnd;
  std::set<std::string> with_warnings = {}, without_warnings = {};
};
struct DirectionSuspension {
  std::string by, from, to;
  Time since = kBegin, until = kEnd;
};
struct Agreement {
  std::string id;
  int version = 1;
  std::vector<Spell> parties;  // bound for [from, until)
  Time in_force = kBegin, until = kEnd;
  std::vector<Row> rows;
  Words topics{true, {}};
  Words purposes{true, {}};
  std::set<Owned> compartments;
  std::set<std::string> controls;
  int actions = kCopy;
  bool frozen = true;
  bool earlier_objects = false;
  bool survival_kept = false;
  std::set<std::string> survival_readers;
  std::vector<DirectionSuspension> suspensions;
};

struct World {
  std::map<std::string, std::map<std::string, int>> schemes;  // scheme -> word -> rank
  std::map<std::string, Party> parties;
  std::map<std::string, bool> agencies;  // agency -> is a client of its party
  std::set<std::string> people;
  std::map<std::string, Clearance> clearances;  // by person; absent: nobody vouches
  std::map<std::string, std::vector<Spell>> communities;
  std::vector<PartySuspension> suspensions;
  std::vector<Agreement> agreements;
};

// ---- The question -----------------------------------------------------------------------------------------------

struct Audience {
  std::string party, agency, person;
  bool client = false;
  bool vouched = false;
  std::map<std::string, std::string> levels;
  std::set<Owned> accesses;
  std::set<std::string> topics;
  std::set<std::string> assigned;  // purposes
  std::string declared;            // the one purpose; "" is none
  int action = kCopy;
};
// `purpose` absent: the person's default.
Audience audience_of(const World& world, const std::string& person, const std::optional<std::string>& purpose,
                     int action, Time at);

struct Consent {
  std::string by;  // party or agency
  std::string to;  // party
  int actions = kCopy;
  Words purposes{true, {}};
  std::string scheme, word;  // the level in the receiver's words
  Time from = kBegin, until = kEnd;
  std::optional<Time> revoked;
  bool operator==(const Consent&) const = default;
};
struct Held {
  std::string from;  // originating party
  std::string to;    // receiving party
  std::string agreement;
  int version = 1;
  Time received = 0;
  int action = kCopy;
  bool operator==(const Held&) const = default;
};
struct Grants {
  std::vector<Consent> consents;
  std::vector<Held> held;
  bool recalled = false;
  std::string awaiting;  // a party: only its readers, until a second person of it has approved the release; "" is nobody's
  bool erased = false;   // there are no bytes any more
  bool operator==(const Grants&) const = default;
};

// permit: `clause` is the branch per other originating party in order of ids, joined by "+", or "own".
// deny: the first clause of section 1 that fails, else "recalled", "awaiting", "erased", else "2:PARTY" of the first party without a branch.
struct Verdict {
  bool permit = false;
  std::string clause;
  auto operator<=>(const Verdict&) const = default;
};
Verdict decide(const Label& label, const Grants& grants, const Audience& audience, const World& world, Time at);

// Every branch (2a, 2b, 2c) that permits for each other originating party; section 1 is not asked.
std::map<std::string, std::set<std::string>> branches(const Label& label, const Grants& grants,
                                                      const Audience& audience, const World& world, Time at);

// The agreements (id, version) that permit by branch a what originates with `o`: what a copy is received under.
std::set<std::pair<std::string, int>> carried_by(const Label& label, const std::string& o, const Audience& audience,
                                                 const World& world, Time at);

// ---- Section 4 --------------------------------------------------------------------------------------------------

// A field of an object by path: "description", "object_refs", "object_refs.[0]", "external_references.[1].url".
struct Field {
  std::string path;
  bool required = false;     // by STIX 2.1 for this type
  bool computes_id = false;  // the deterministic id of an observable is computed from it
};
struct Granular {
  std::string path;  // the field that the selector names
  Label label;
};
struct Reference {
  std::string path;                  // the `_ref` field, or the member of a `_refs` list; also among `fields`
  std::vector<std::size_t> targets;  // the versions of the object it is bound to; empty: unbound, or not held
  bool mandatory = false;            // relationship ends, sighting of
};
struct Object {
  std::string owner;  // the party whose object it is
  Label label;
  Grants grants;      // held copies among them: of the object's own label
  // What was held of a field with this joined label; absent: as of the object.
  std::function<std::vector<Held>(const Label& joined)> held_of_field = {};
  std::vector<Field> fields;  // every path down to the leaves; parents too
  std::vector<Granular> granular;
  std::vector<Reference> references;
};
struct View {
  bool released = false;
  std::set<std::string> removed;  // paths that are gone, everything below them included
  auto operator<=>(const View&) const = default;
};
// What the reader gets of each object: the greatest fixpoint.
std::vector<View> view(const std::vector<Object>& objects, const Audience& audience, const World& world, Time at);

}  // namespace reference
