// Acts: what a party's authority, or an official whom it designated, signs outside the node. docs/format/act.md is normative.
// Each kind is one struct here and one row in act.cpp. Values; pure functions; any thread.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "crypto/sign.hpp"
#include "marking/label.hpp"

namespace comity::agreement {

// A version of an object, as acts name it.
struct ObjectName {
  std::string owner;    // party
  std::string id;       // STIX id
  std::string version;  // "modified" verbatim, else "created", else ""
  auto operator<=>(const ObjectName&) const = default;
};

struct Suspend {
  std::string agreement, from, to;
  std::optional<Time> since, until;
  bool operator==(const Suspend&) const = default;
};
struct Resume {
  std::string agreement, from, to;
  std::optional<Time> since;
  bool operator==(const Resume&) const = default;
};
struct GiveNotice {
  std::string agreement;
  std::optional<Time> effective;
  bool operator==(const GiveNotice&) const = default;
};
struct WithdrawNotice {
  std::string agreement;
  bool operator==(const WithdrawNotice&) const = default;
};
struct HoldNotice {
  std::string agreement;
  bool operator==(const HoldNotice&) const = default;
};
struct RunNotice {
  std::string agreement;
  bool operator==(const RunNotice&) const = default;
};
struct Renew {
  std::string agreement;
  Time until{};
  bool operator==(const Renew&) const = default;
};
struct SuspendParty {
  std::string party;
  std::optional<Time> since, until;
  bool operator==(const SuspendParty&) const = default;
};
struct ResumeParty {
  std::string party;
  std::optional<Time> since;
  bool operator==(const ResumeParty&) const = default;
};
struct ReplaceKey {
  std::string key;  // Ed25519 public key, base64
  bool operator==(const ReplaceKey&) const = default;
};
struct RevokeKey {
  std::string key;
  Time since{};
  std::string successor;  // "" for none
  bool operator==(const RevokeKey&) const = default;
};
struct Designate {
  std::string person, key;
  std::set<std::string> powers;  // "consent", "relido", "tearline", "judgement", "statement", "concern"
  std::string for_whom;          // the party, or one of its agencies
  std::optional<Time> until;
  bool operator==(const Designate&) const = default;
};
struct Dismiss {
  std::string person;
  bool operator==(const Dismiss&) const = default;
};
struct GiveConsent {
  std::string id;  // unique among consents; at most 100 of [A-Za-z0-9_-]
  std::string to;  // party
  std::vector<ObjectName> objects;
  bool later_versions = false;
  marking::Actions actions = 3;
  marking::WordSet purposes{true, {}};
  std::string scheme{"TLP"}, word{"NONE"};  // the level in the receiver's words
  std::set<std::string> duties;
  std::optional<Time> from, until;
  std::string request;  // the id of the request that it answers; "" for none
  bool operator==(const GiveConsent&) const = default;
};
struct RefuseConsent {
  std::string request;
  bool operator==(const RefuseConsent&) const = default;
};
struct RevokeConsent {
  std::string consent;
  bool operator==(const RevokeConsent&) const = default;
};
struct ApproveTearline {
  ObjectName object;
  std::string sha256;  // of the stored bytes, 64 lower-case hexadecimal digits
  bool operator==(const ApproveTearline&) const = default;
};

using ActBody = std::variant<Suspend, Resume, GiveNotice, WithdrawNotice, HoldNotice, RunNotice, Renew, SuspendParty, ResumeParty,
                             ReplaceKey, RevokeKey, Designate, Dismiss, GiveConsent, RefuseConsent, RevokeConsent, ApproveTearline>;

struct Act {
  std::string by;  // a party; of a consent and its answers also an agency
  Time issued;
  std::string reason;
  ActBody body;
  bool operator==(const Act&) const = default;
};
std::string_view kind_of(const Act& act);    // "give-notice"
// What acts of one `by` are in order about: "agreement ANZUS", "party NZL", "person NZL.NAB.official", "keys"; "" for those that have ids instead.
std::string subject_of(const Act& act);
// Consents and their answers, approvals of tearlines: about single objects, and labels are decided as before.
bool about_objects(const Act& act);
// The agreement that the act is about; "" for none.
std::string_view agreement_of(const Act& act);

// The canonical JSON: what is signed, after "comity/act/v1\n".
std::string to_json(const Act& act);
// Errors: invalid, where = a JSON pointer. Dates and offsets are accepted; to_json gives the canonical form.
Result<Act> parse_act(std::string_view json);

struct ActSignature {
  std::string signer;     // a party: its authority; or a person: its designation
  std::string key;        // base64
  std::string signature;  // base64
};
struct SignedAct {
  Act act;
  std::vector<ActSignature> signatures;
};
ActSignature sign(const Act& act, std::string_view signer, const crypto::SigningKey& key);
std::string to_json(const SignedAct& one);
// Errors: invalid: also when the act is not in canonical form, or two signatures are of one signer with one key.
Result<SignedAct> parse_signed_act(std::string_view json);
// Each signature is that key's over these bytes. Says nothing about whose keys they are (life.hpp does). Errors: invalid, naming the signer;
// precondition if nobody signed.
Result<void> verify(const SignedAct& one);

}  // namespace comity::agreement
