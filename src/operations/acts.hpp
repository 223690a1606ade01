// The acts that doors call: one file each. Errors everywhere: unauthenticated and unavailable besides those named.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "operations/node.hpp"
#include "release/decide.hpp"

namespace comity::operations {

// ---- submit.cpp ----------------------------------------------------------------------------------------------------

struct Submitted {
  std::string id;          // as far as it could be read; else ""
  std::string version;
  bool accepted = false;
  std::string message;     // why not, or what the submitter should know ("kept, but nobody can read it; …")
  Seq seq = 0;
};
struct Submission {
  std::string id;          // a UUID: the TAXII status id
  Time requested;
  std::vector<Submitted> objects;
};
// Shares a bundle or TAXII envelope as the caller's agency. Each object stands or falls by itself; what was accepted is durable
// on return. The same version again is accepted without a new record. Errors: invalid (framing), too_large, forbidden (no role submitter).
Result<Submission> submit(Node& node, const Caller& caller, std::string_view bundle);
// The stored outcome, to the agency that submitted. As JSON of the TAXII 2.1 status resource. Errors: not_found.
Result<std::string> submission_status(Node& node, const Caller& caller, std::string_view id);

// ---- page.cpp ------------------------------------------------------------------------------------------------------

struct PageRequest {
  std::string collection;             // its id, recorded in leases
  std::optional<Time> added_after;
  std::string next;                   // the cursor of an earlier page; "" for none
  std::size_t limit = 100;
  shelf::Filter filter;
};
struct Page {
  std::vector<store::Slice> pieces;   // the objects joined by commas, in feed order; empty when none
  std::size_t count = 0;
  bool more = false;
  std::string next;                   // set exactly when more
  Time first, last;                   // date_added of the first and last object; meaningless when count is 0
  Seq lease = 0;                      // the record that covers these bytes; it is durable
  shelf::Cursor end;
};
// A page of what the caller may see. On return a durable lease covers every byte in it. Errors: invalid (cursor).
Result<Page> page(Node& node, const Caller& caller, const PageRequest& request);
// To be called when the last byte of the page was handed to the kernel.
void page_sent(Node& node, const Page& page);

struct GonePage {
  struct Gone {
    std::string id, version;
    Time added;
  };
  std::vector<Gone> gone;
  bool more = false;
  std::string next;
};
// Tombstones: what the caller had fetched and may no longer read. Errors: invalid.
Result<GonePage> tombstones(Node& node, const Caller& caller, const PageRequest& request);

// ---- explain.cpp ---------------------------------------------------------------------------------------------------

struct Explained {
  std::string owner, id, version, type;
  std::string label;                       // canonical JSON
  bool reads = false;                      // gets it, whole or cut
  bool withheld = false;                   // its label permits, but it refers to what the person may not see, or a cut would leave no valid object
  std::vector<std::string> cut;            // selectors removed for this person
  release::Explanation by_label;
};
// Why `person` does or does not get the object: one entry per owner of that id, its latest version. The operator and people of an
// originating party may ask about anyone; others only about themselves, and only of what they get; clauses of agreements that the asker's party has not
// signed are left out. Errors: not_found (absent, or not for this asker: alike).
Result<std::vector<Explained>> explain_object(Node& node, const Caller& asker, std::string_view id, std::string_view person,
                                              std::string_view purpose);

struct Sight {
  std::string person, agency, party;
  bool reads = false;
  bool cut = false;
  std::string clause;  // as release::Explanation::clause; "reference" when withheld for what it refers to
  std::string text;    // the deciding sentence
};
struct WhoCanSee {
  std::string owner, id, version;
  std::vector<Sight> people;  // everyone in the directory, by id
};
// Everyone, each with default purpose and the action copy. For the operator and people of an originating party. Errors: not_found.
Result<std::vector<WhoCanSee>> who_can_see(Node& node, const Caller& asker, std::string_view id);

// ---- establish.cpp -------------------------------------------------------------------------------------------------

// The first records of a node. Errors: precondition (it has some).
Result<void> establish(Node& node, std::string_view name);
// A new directory (its clearances are ignored: they come signed), a signed clearance, a signed agreement. Each is a policy
// event. Errors: invalid, precondition (a signature is missing or fails).
Result<void> set_directory(Node& node, const alliance::Directory& directory);
Result<void> add_clearance(Node& node, const journal::SignedClearance& clearance);
Result<void> add_agreement(Node& node, std::string_view signed_json);
// Makes a log-in. Errors: not_found (no such person).
Result<access::FreshToken> add_token(Node& node, std::string_view person, Time until);

// ---- import.cpp ----------------------------------------------------------------------------------------------------

struct ImportReport {
  std::size_t objects = 0, accepted = 0, known = 0;
  std::vector<std::pair<std::string, std::size_t>> by_submitter;
  std::vector<Submitted> refused;
};
// Spreads a bundle over submitters and labels by a rules file (docs/format/rules.md). Errors: invalid (rules, framing, an object
// that no rule matches: nothing is shared then).
Result<ImportReport> import(Node& node, std::string_view bundle, std::string_view rules_toml, std::string_view rules_name,
                            const std::function<void(std::size_t done, std::size_t total)>& progress);

}  // namespace comity::operations
