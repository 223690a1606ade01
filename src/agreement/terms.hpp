// An agreement's terms: the only source of permission to release between parties.
// Written as TOML (docs/format/agreement.md), signed as RFC 8785 JSON of the same document.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "alliance/directory.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "crypto/sign.hpp"
#include "marking/label.hpp"

namespace comity::agreement {

// One directed row of equivalence: "a word of `from` is protected by `to` as this word of theirs".
struct Equivalence {
  std::string from_party, from_scheme, from_word;
  std::string to_party, to_scheme, to_word;
  Time valid_from = Time::min(), valid_until = Time::max();       // by the time of the decision: [from, until)
  Time created_from = Time::min(), created_before = Time::max();  // by the word's creation date: [from, before)
  std::set<std::string> with_warnings;                            // all of these must be on the word
  std::set<std::string> without_warnings;                         // none of these may be
  std::string article;
  bool operator==(const Equivalence&) const = default;
};

// Stops release from `from` to `to` under this agreement for [since, until).
struct Suspension {
  std::string by, from, to;
  Time since{}, until = Time::max();
  std::string article;
  bool operator==(const Suspension&) const = default;
};

// A party is bound for [since, until): accession and departure.
struct Adherence {
  std::string party;
  Time since = Time::min(), until = Time::max();
  bool operator==(const Adherence&) const = default;
};

struct Survival {
  bool kept = false;              // what was received stays readable after the agreement ends
  std::set<std::string> readers;  // agencies of the receiving party that may go on reading; empty means all of it
  bool operator==(const Survival&) const = default;
};

// How a party leaves. docs/format/act.md, Notice.
struct NoticeRule {
  int days = 0;               // before it has effect
  bool term_end = false;      // it has effect at the end of a term only
  std::set<std::string> by;   // who may give it; empty means every party
  bool operator==(const NoticeRule&) const = default;
};

// A level word of a party, as a clause names it.
struct PartyLevel {
  std::string party, scheme, word;
  auto operator<=>(const PartyLevel&) const = default;
};

enum class Kind { bilateral, multilateral, community };

struct Terms {
  std::string id;  // "JPN-NZL"
  int version = 1;
  std::string title;
  Kind kind = Kind::bilateral;
  std::vector<Adherence> parties;
  Time in_force = Time::min(), until = Time::max();  // [in_force, until): the first term, where it renews itself
  int renews_months = 0;                             // the term renews itself by so many, again and again; 0: it does not
  NoticeRule notice;
  std::set<std::string> suspending;     // who may suspend; empty means every party
  std::set<std::string> accession;      // who approves that a party joins; empty: all sign every version
  std::set<PartyLevel> two_persons;     // what takes two persons
  std::vector<Equivalence> equivalences;
  marking::WordSet topics{true, {}};
  marking::WordSet purposes{true, {}};
  std::set<marking::Owned> compartments;  // accepted ones, by owning party
  std::set<std::string> controls;         // accepted restricting controls, by name
  marking::Actions actions = 3;
  bool frozen = true;            // community members of an R set: member when marked *and* now; else now
  bool earlier_objects = false;  // with floating membership: also objects marked before the reader's party joined
  Survival survival;
  std::vector<Suspension> suspensions;
  std::map<std::string, std::string> articles;  // clause ("topics", "survival", …) -> article, for explanations
  std::map<std::string, std::string> duties;    // shown to readers, not decided on: "breach_notice_hours" -> "24"
  bool operator==(const Terms&) const = default;
};

// When it ends if nobody does anything: Time::max() where the term renews itself.
Time end_of(const Terms& terms);
// The terms' ends, first to last, where the term renews itself: the n-th (from 0) is `until` and n times the months, the day of the month
// being that of `until`, or the last of a shorter month.
Time term_end(const Terms& terms, int n);
// The first end of a term that is not before that time; `until` where the term does not renew itself.
Time term_end_from(const Terms& terms, Time at);
// Bound at that time, and the agreement is in force at that time.
bool binds(const Terms& terms, std::string_view party, Time at);
// In force for release from `from` to `to`: both bound, that direction not suspended.
bool permits_direction(const Terms& terms, std::string_view from, std::string_view to, Time at);

// Every party, agency, control, scheme and word that the terms name exists, and each scheme is one of its
// party's (or the word is TLP NONE). Errors: invalid, naming the first fault and its clause.
Result<void> check(const Terms& terms, const alliance::Directory& directory);

// A document as people write it, and as it is signed. The terms are always computed from the canonical bytes, so what
// is signed is what is enforced.
struct Document {
  Terms terms;
  std::string
      canonical;  // RFC 8785 JSON of the TOML document, dates as strings: what authorities sign (after a prefix)
};
// Errors: invalid, message says how to mend it, where = "file:line: clause".
Result<Document> parse_agreement(std::string_view toml, std::string_view file_name);
// The canonical JSON back to a document. Errors: invalid, where = a JSON pointer; also when it is not canonical.
Result<Document> parse_canonical(std::string_view json);

// One party's signature over "comity/agreement/v1\n" and the canonical bytes.
struct Signature {
  std::string party;
  std::string key;        // Ed25519 public key, base64
  std::string signature;  // base64
};
struct Signed {
  Document document;
  std::vector<Signature> signatures;
};
// Made outside the node, with the key of the party's authority. Errors: invalid if the terms do not name the party.
Result<Signature> sign(const Document& document, std::string_view party, const crypto::SigningKey& authority);

// The file `comity agreement sign` writes: JSON {"agreement": {…}, "signatures": [{party, key, signature}, …]}.
std::string to_json(const Signed& signed_agreement);
// Errors: invalid; also for a signature of a party that the terms do not name, or two of one party.
Result<Signed> parse_signed(std::string_view json);
// Every party named in the terms, by its key in `authorities` (party -> base64 public key), signed these very bytes,
// and the terms are those of the bytes.
// Errors: precondition, naming the parties that still have to sign, or invalid naming a signature that fails.
Result<void> verify(const Signed& signed_agreement, const std::map<std::string, std::string>& authorities);
// Of a draft that not all have signed: the parties whose signature on these very bytes verifies with the authority's key.
std::set<std::string> signers(const Signed& signed_agreement, const std::map<std::string, std::string>& authorities);

}  // namespace comity::agreement
