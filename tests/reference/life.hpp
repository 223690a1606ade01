// The life of agreements, once more: docs/format/act.md as a plain fold. The first directory, then documents, acts and clearances in the
// order of recording, and from them the world at a time. Everything is worked out anew from the list of records on each call; nothing is kept up to date.
// It shares no code with src/. Keys are names, and a signature is a signer and a key: that bytes verify is somebody else's business.
// Where the text leaves something open, tests/cases/DISAGREEMENTS.md says what was read into it.
// Values; any thread. Nothing throws here.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "reference.hpp"

namespace reference {

struct Signature {
  std::string signer;  // a party, or a person
  std::string key;
  auto operator<=>(const Signature&) const = default;
};

struct ObjectName {
  std::string owner, id, version;
  auto operator<=>(const ObjectName&) const = default;
};

// All kinds in one: what a kind does not use stays empty.
struct Act {
  std::string kind;  // as in act.md: "give-notice"
  std::string by;
  Time issued = 0;
  std::string agreement, from, to;  // to: of a consent, the receiving party
  std::string party, person, key, successor, for_whom, id, request, consent, sha256;
  std::set<std::string> powers;
  std::optional<Time> since, until, effective;
  std::vector<ObjectName> objects;  // approve-tearline: the one
  bool later_versions = false;
  Consent permission;               // of a consent: actions, purposes, level; from and until
  std::vector<Signature> signatures;
};

struct Place {
  std::string party, scheme, word;
  auto operator<=>(const Place&) const = default;
};

// One version of an agreement as signed: the terms that decide, and the clauses about its life.
struct Document {
  Agreement terms;
  std::string kind = "bilateral";  // bilateral, multilateral, community
  int renews_months = 0;           // 0: the term does not renew itself
  int notice_days = 0;
  bool notice_at_term_end = false;
  std::optional<std::set<std::string>> notice_by, suspending_by, accession_by;  // absent: every party
  std::set<Place> two_persons;
  std::vector<Signature> signatures;  // of parties
};

struct Keys {
  std::string authority, recovery;  // "" is none
};

// What is known of an object that a consent names: of absent ones nothing.
using FindObject = std::function<std::optional<Label>(const ObjectName&)>;

// Why a record was refused, by class; "" is recorded.
//   "unknown"    no such agreement, party, person, consent
//   "malformed"  the record says nothing that could be: a period without length, a key that is there already, …
//   "signature"  who must sign did not, or with another key
//   "not-yours"  `by` may not do this
//   "order"      not later than what is recorded about the same subject, or issued ahead of the node's clock
//   "date"       no possible date
//   "nothing"    nothing to answer: no notice, no suspension, no designation
//   "version"    the node has this version, or a later one
using Refusal = std::string;

class Life {
 public:
  // The first directory: its communities, suspensions, people and clearances count from the beginning.
  Life(World first, std::map<std::string, Keys> keys) : first_(std::move(first)), keys_(std::move(keys)) {}

  // `at` never decreases from record to record.
  Refusal record(Time at, const Document& document);
  Refusal record(Time at, const Act& act, const FindObject& find = {});
  // A new directory, for what may change by one: people, agencies, new parties, schemes and communities. The rest of it is not looked at.
  void record(Time at, const World& directory);
  Refusal record(Time at, const std::string& person, const Clearance& clearance, const std::string& key);

  // What counts at that time, of what was recorded by then. Earlier versions of an agreement are among `agreements` with an empty term:
  // held copies are judged by them.
  World world(Time at) const;
  // The consents that cover this version of an object; revoked ones say when.
  std::vector<Consent> consents(const ObjectName& object, Time at) const;
  // The parties that have approved this version as a tearline.
  std::set<std::string> approvals(const ObjectName& object, const std::string& sha256, Time at) const;
  std::string authority_key(const std::string& party, Time at) const;

 private:
  struct Entry {
    Time at = 0;
    std::optional<Document> document;
    std::optional<World> directory;
    std::optional<Act> act;
    std::map<ObjectName, Label> found;  // the act's objects, as they were
    std::optional<Clearance> clearance;
    std::string person, key;  // of a clearance: whose it is, and what signed it
  };
  struct State;
  State fold(Time until) const;
  static Refusal apply(State& state, const Entry& entry);
  int strength(const Entry& entry) const;
  Refusal add(Entry entry);

  World first_;
  std::map<std::string, Keys> keys_;
  std::vector<Entry> entries_;
};

// The same day of a later month, or that month's last.
Time add_months(Time from, int months);

}  // namespace reference
