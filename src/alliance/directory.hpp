// Who is there: parties, agencies, people, communities, and what security authorities vouch for.
// A directory is plain data; the journal keeps its history.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "crypto/sign.hpp"
#include "marking/label.hpp"
#include "marking/levels.hpp"

namespace comity::alliance {

struct Party {
  std::string id;  // "NZL"
  std::string name;
  std::vector<std::string> schemes;  // ids of its level schemes
  // R and S where a marking states none; its own party unless it says otherwise. A community here whose as_of is Time{}
  // is read as of the marking's date: intake puts that date in.
  marking::ReaderSet default_readers;
  std::string authority;  // Ed25519 public key, base64, of the authority that signs for the party; may be ""
  std::string recovery{}; // the key that may revoke the authority's, kept apart from it; may be ""
  bool operator==(const Party&) const = default;
};

struct Agency {
  std::string id;  // "NZL.GCSB": party, dot, name
  std::string name;
  std::string role;     // "signals", "assessment", "domestic", …
  bool client = false;  // a client of its party rather than a body of it (TLP 2.0: "clients")
};

struct Person {
  std::string id;  // "NZL.GCSB.analyst": agency, dot, name of the post
  std::string name;
  std::set<std::string> roles;  // "reader", "submitter", "registrar", "official", …
};

// What a party's security authority vouches for. Void before `from` and from `until` on; without one the person
// holds nothing and is denied.
struct Clearance {
  std::string person;
  std::map<std::string, std::string> levels;  // scheme -> highest word
  std::set<marking::Owned> accesses;          // compartments
  std::set<std::string> topics;               // need to know
  std::set<std::string> purposes;
  std::string default_purpose;  // taken when a request declares none; "" or one of `purposes`
  Time from{};
  Time until = Time::max();
  std::optional<Time> issued{};  // when the authority signed it: one that was kept back cannot take the place of a later one
  bool operator==(const Clearance&) const = default;
};

// One spell of membership: [from, until).
struct Spell {
  std::string party;
  Time from{};
  Time until = Time::max();
  bool operator==(const Spell&) const = default;
};

struct Community {
  std::string id;  // "FVEY"
  std::string name;
  std::vector<Spell> spells;
  bool member(std::string_view party, Time at) const;
  // The start of the spell that holds at `at`, or nothing.
  std::optional<Time> member_since(std::string_view party, Time at) const;
  bool operator==(const Community&) const = default;
};

// `by` has stopped all sharing with `party` for [from, until): agreements in both directions between the two
// are as suspended, and consents of `by` to `party` do not permit.
struct PartySuspension {
  std::string by;
  std::string party;
  Time from{};
  Time until = Time::max();
  bool operator==(const PartySuspension&) const = default;
};

struct Directory {
  marking::Schemes schemes;
  std::map<std::string, Party, std::less<>> parties;
  std::map<std::string, Agency, std::less<>> agencies;
  std::map<std::string, Person, std::less<>> people;
  std::map<std::string, Clearance, std::less<>> clearances;  // by person: the one that counts (verified, latest)
  std::map<std::string, Community, std::less<>> communities;
  std::vector<PartySuspension> suspensions;
};

// Every name refers to something that exists, no community has a party's name, agencies lie in their party, people
// in their agency, ids are [A-Za-z0-9_-] words joined by dots. Errors: invalid, naming the first fault.
Result<void> check(const Directory& directory);

// The document alliance.toml (docs/format/alliance.md): schemes, parties, agencies, people, communities,
// suspensions and the unsigned text of clearances. Errors: invalid, where = "file:line".
Result<Directory> parse_alliance(std::string_view toml, std::string_view file_name);

// Canonical RFC 8785 JSON of the whole directory and back; used by journal records. Errors: invalid, where = a JSON
// pointer or the name at fault; parse_directory checks what it reads.
std::string to_json(const Directory& directory);
Result<Directory> parse_directory(std::string_view json);

// Canonical JSON of a clearance, the bytes that a security authority signs after the prefix
// "comity/clearance/v1\n". Errors of parse: invalid.
std::string to_json(const Clearance& clearance);
Result<Clearance> parse_clearance(std::string_view json);

// The authority's Ed25519 signature over the clearance, base64. Made outside the node.
std::string sign_clearance(const Clearance& clearance, const crypto::SigningKey& authority);
// Errors: invalid when the bytes are no clearance or not canonical, or the signature is not that key's. Says nothing
// about time: `from` and `until` are the reader's to hold against its clock.
Result<void> verify_clearance(std::string_view canonical_json, std::string_view signature_base64,
                              std::string_view authority_public_key_base64);

}  // namespace comity::alliance
