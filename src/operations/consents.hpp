// Consents from asking to revoking. What authorities sign is docs/format/act.md (Consents); what a consent permits is
// docs/format/release.md 2b. Errors everywhere: unavailable besides those named.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "agreement/act.hpp"
#include "agreement/translate.hpp"
#include "operations/node.hpp"

namespace comity::operations {

// ---- consent_request.cpp -------------------------------------------------------------------------------------------

struct Asked {
  std::string of;       // a party
  std::string object;   // a STIX id
  std::string purpose;  // "" for none
  std::string reason;
};
inline constexpr std::uint32_t kMostOpenRequests = 1000;  // per person; those that arrive together may pass it by a batch
// Asks a party for its consent to an object; the id of the request. No object is looked up, so the answer and the work are the same
// whether it is there or not. Errors: forbidden (the operator, who is nobody's reader), invalid (bounds; no such party, or one's
// own), precondition (too many open requests).
Result<std::string> request_consent(Node& node, const Caller& caller, const Asked& asked);

struct RequestsPage {
  std::vector<ConsentRequests::Recorded> requests;  // newest first
  Seq next = 0;                                     // `before` of what follows; 0: nothing does
};
// What was asked of the caller's party, if the caller is an official or registrar of it, and what people of the caller's agency
// asked; the operator sees all. At most `limit`, of those recorded before `before` (0: all).
Result<RequestsPage> requests(Node& node, const Caller& caller, Seq before = 0, std::size_t limit = 1000);

// ---- consent.cpp ---------------------------------------------------------------------------------------------------

struct ConsentWish {
  std::string object;              // a STIX id: the latest version that the caller sees, of each owner
  std::string owner;               // of this owner alone; "" for any
  std::string by;                  // the caller's party, or its agency; "" for the party
  std::string to;                  // a party
  bool with_references = false;    // also what it refers to, as far as it is `by`'s and the caller reads it
  bool later_versions = false;
  marking::Actions actions = 3;
  marking::WordSet purposes{true, {}};
  std::optional<agreement::ShownLevel> level;  // in the receiver's words; else as the agreements say
  std::optional<Time> from, until;
  std::string request;             // the request that it answers; "" for none
  std::string reason;
};
struct PreparedConsent {
  agreement::Act act;              // to be signed outside
  bool level_suggested = false;    // the agreements say how the objects' levels arrive; else `wish.level` is in the act
  std::vector<std::string> notes;  // what the signer should know of the level
  std::vector<std::string> signers;  // who may sign: the party, for its authority, and designated people
  int needed = 1;                  // how many different ones
};
// What an official would have its party sign. Nothing is recorded. Errors: forbidden (no official), invalid, not_found (the caller sees no such
// object, or it is not `by`'s: alike), precondition (no agreement says how the level arrives, and the wish does not either).
Result<PreparedConsent> prepare_consent(Node& node, const Caller& caller, const ConsentWish& wish);

enum class ConsentState { not_yet, valid, expired, revoked };
std::string_view name_of(ConsentState state);
struct ConsentShown {
  Seq seq = 0;
  Time at;
  ConsentState state = ConsentState::valid;
  std::optional<Time> revoked_at;
  agreement::Act act;
};
// Consents by or to the caller's party, in the order of recording. Officials and registrars of either party, and the operator, see them whole;
// others of either see those objects of a consent that they read, and no consent of which they read none.
Result<std::vector<ConsentShown>> consents(Node& node, const Caller& caller);

// ---- record_act.cpp ------------------------------------------------------------------------------------------------

// Records a signed act, whoever brings it: its signatures say whose it is. A policy event: it takes effect on the next byte. On
// return it is durable. Errors: invalid, not_found (an object, tearline, request or consent that is not there or not `by`'s: alike), precondition (a signature
// is missing or not of a key that counts; answered or ended already), forbidden (not this party's, or not this person's, to do), conflict (an act of the
// same subject issued later, or a consent of this id, is recorded already).
Result<Seq> record_act(Node& node, std::string_view signed_act_json);

}  // namespace comity::operations
