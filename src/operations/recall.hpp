// Taking back what was shared: recall, correction, reclassification, erasure; the second person's approval; and who holds what.
// Hidden and absent answer alike: who may not do it to an object is told not_found, as if there were none. Thread-safe.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "marking/label.hpp"
#include "operations/acts.hpp"
#include "shelf/exception_records.hpp"

namespace comity::operations {

// An object as somebody names it. Owner "": the caller's own party, or the only one whose object it may be.
struct ObjectNamed {
  std::string id;
  std::string owner;
  std::string version;  // "": all versions up to now
};

struct VersionOf {
  std::string owner, id, version;
};

// ---- recall.cpp ----------------------------------------------------------------------------------------------------

struct RecallRequest {
  ObjectNamed object;
  bool with_references = false;  // also what its object_refs name, and theirs, as far as the caller may take that back too
  shelf::RecallRecord::Cause cause = shelf::RecallRecord::Cause::recalled;
  std::string reason;       // told to whoever may hold a copy, whatever it may read now
  std::string replaced_by;  // the id of what stands in its place; told to whom that is released
};
struct Recalled {
  struct One : VersionOf {
    bool revoked = false;  // those who fetched it get a revoked version; else only a tombstone
  };
  Seq record = 0;
  std::vector<One> objects;
  // Of other than the originating parties: who may hold a copy, by leases.
  std::size_t people = 0, parties = 0;
};
// From its return on nobody gets a byte of these versions but people of originating parties; who had fetched them is told. For registrars of an
// originating party, and for the person who submitted it. Errors: not_found, invalid (no reason; replaced_by; owner), precondition (recalled already).
Result<Recalled> recall(Node& node, const Caller& caller, const RecallRequest& request);

// ---- withdraw.cpp --------------------------------------------------------------------------------------------------

struct WithdrawalRequest {
  std::string id;        // of the caller's own party
  shelf::Filter filter;  // of its versions that the caller gets, those that are meant
  std::string reason;    // as in RecallRequest
};
// Recalls, with the cause withdrawn, what somebody asked to be deleted: all versions that are meant, or none. Errors: not_found (the caller gets no
// such version), forbidden (it gets them, and may not take back each of them), precondition (recalled already).
Result<Recalled> withdraw(Node& node, const Caller& caller, const WithdrawalRequest& request);

// ---- recall.cpp: who holds what --------------------------------------------------------------------------------------

struct Holding {
  std::string person, agency, party;
  std::string purpose;  // as declared; "" for the default
  marking::Action action{};
  Time first, last;        // of its leases
  bool delivered = false;  // bytes were handed over, as far as that is journalled yet
  bool told = false;       // not the object: after the recall, a version that says that it is revoked
};
struct Holders : VersionOf {
  bool recalled = false;
  std::vector<Holding> people;  // by person, purpose and action; what it holds before what it was told
};
// Who may hold each version, in order of arrival. For registrars and officials of originating parties, and the operator. Errors: not_found, invalid (owner).
Result<std::vector<Holders>> holders(Node& node, const Caller& caller, const ObjectNamed& object);

// ---- correct.cpp ---------------------------------------------------------------------------------------------------

struct CorrectionRequest {
  ObjectNamed object;       // without a version: all earlier ones are recalled
  std::string bundle;       // with what stands in its place: a later version of it, or another object
  std::string replaced_by;  // the id of that; "": the object's own, else that of the only one
  std::string reason;
};
struct Corrected {
  std::vector<Submitted> objects;
  Recalled recalled;
};
// Shares and recalls at once, or does neither. Where the new version waits for a second person, the recall does not. Errors: as recall; forbidden (no role
// submitter); invalid (an object that would be refused, or is no later version), too_large.
Result<Corrected> correct(Node& node, const Caller& caller, const CorrectionRequest& request);

struct ReclassificationRequest {
  std::string id;     // of the caller's own party
  std::string label;  // JSON of docs/format/label.md; else
  marking::Written marking;
  std::string reason;
};
struct Reclassified {
  Submitted object;
  bool widened = false;
  Recalled recalled;
};
// The latest version that stands, as a version of now with another marking; earlier ones are recalled. Its object_marking_refs give way to the label, its granular
// markings stay. For registrars of the owner's party; what somebody gains by takes an official, and no other originating party. Errors: as
// recall; forbidden, invalid (the label; an object that has no versions, or is of STIX 2.0).
Result<Reclassified> reclassify(Node& node, const Caller& caller, const ReclassificationRequest& request);

// ---- erase.cpp -----------------------------------------------------------------------------------------------------

struct Erased {
  Seq record = 0;
  std::vector<VersionOf> objects;
};
// The bytes and salts of recalled versions are overwritten on return; their records stay, and what others hold they hold. For registrars of the
// owner's party. Errors: not_found, invalid, precondition (not recalled; erased already), unavailable (recorded; it will be carried out as soon as the disk allows).
Result<Erased> erase(Node& node, const Caller& caller, const ObjectNamed& object, std::string_view reason);

// ---- approve.cpp ---------------------------------------------------------------------------------------------------

// The second person: from now on the version goes to other parties as its label says. For people of the owner's party with the role releaser or
// official. Errors: not_found, forbidden (the submitter itself), precondition (it waits for nobody).
Result<Seq> approve_release(Node& node, const Caller& caller, const ObjectNamed& object);

}  // namespace comity::operations
