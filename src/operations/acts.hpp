// The acts that doors call: one file each; those that take back what was shared are in recall.hpp. Errors everywhere: unauthenticated and unavailable besides those named.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "agreement/terms.hpp"
#include "operations/credentials.hpp"
#include "operations/node.hpp"
#include "release/decide.hpp"
#include "release/difference.hpp"

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
  std::string endpoint;               // a cursor is followed only where it was given out; "" for the one that pages objects
  std::string collection;             // its id, recorded in leases
  std::optional<Time> added_after;
  std::string next;                   // the cursor of an earlier page; "" for none
  std::optional<shelf::Cursor> after; // a place of the caller's feed, in place of `next` and `added_after`
  std::size_t limit = 100;
  shelf::Filter filter;
  // For searching: the lease names this page's objects and no others, and the news of a recall is left out.
  bool exact = false;
  bool newest = false;                // the same, from the feed's end; `next` then goes on to what is older
};
// The rows of a filter that `view` has: what release permits and the filter leaves. Callers are in Views::with, or on the writer thread. Errors: invalid
// (a query that cannot be read).
Result<shelf::Sieve> sieve_of(Node& node, const shelf::View& view, const shelf::Filter& filter);
struct Page {
  std::vector<store::Slice> pieces;   // the objects joined by commas, in feed order; empty when none
  std::size_t count = 0;
  bool more = false;
  std::string next;                   // set exactly when more
  Time first, last;                   // date_added of the first and last object; meaningless when count is 0
  Seq lease = 0;                      // the record that covers these bytes; it is durable
  std::uint32_t position = 0;         // of the first object in the lease's list; the others follow it
  shelf::Cursor end;
};
// A page of what the caller may see. On return a durable lease covers every byte in it. Errors: invalid (cursor).
Result<Page> page(Node& node, const Caller& caller, const PageRequest& request);
// To be called when the last byte of the page was handed to the kernel.
void page_sent(Node& node, const Page& page);

// Which objects a page would hold: names without bytes, under a durable lease of names.
struct Listing {
  struct One {
    std::string id, version, type, spec_version;  // the version as this reader gets it
    Time added;
    bool revoked = false;  // the news of its recall
    std::string marking;   // where the filter asks for labels: a marking definition that says what the label says, as far as the caller is told
    shelf::Cursor at;
  };
  std::vector<One> objects;
  bool more = false;
  std::string next;        // set exactly when more
};
// Errors: invalid (cursor).
Result<Listing> list_page(Node& node, const Caller& caller, const PageRequest& request);

struct GonePage {
  struct Gone {
    std::string id, version;
    Time added;
    bool recalled = false;    // an originator took it back, and wants it gone everywhere
    std::string reason;       // the originator's words then
    std::string replaced_by;  // the id of what stands in its place, if that is released to the caller
    shelf::Cursor at;
  };
  std::vector<Gone> gone;
  bool more = false;
  std::string next;
};
// Tombstones: what the caller had fetched and may no longer read. Errors: invalid.
Result<GonePage> tombstones(Node& node, const Caller& caller, const PageRequest& request);

// ---- own_standing.cpp ------------------------------------------------------------------------------------------------

// What the caller itself is, by the directory and the agreements of now.
struct OwnStanding {
  bool submitter = false;
  std::set<std::string> purposes;  // that it may declare
  struct Bond {
    std::string id, title;
    std::set<std::string> parties;  // that it binds
  };
  std::vector<Bond> agreements;    // in force, that bind its party; by id
};
// Nothing of it for the operator.
Result<OwnStanding> own_standing(Node& node, const Caller& caller);

// ---- explain.cpp ---------------------------------------------------------------------------------------------------

struct Explained {
  std::string owner, id, version, type;
  std::string label;                       // canonical JSON, without communities that the asker's party was never in
  std::string marking;                     // if read: a line in the reader's own national scheme, beside the original; "" if no row gives one
  bool reads = false;                      // gets it, whole or cut
  bool withheld = false;                   // its label permits, but it refers to what the person may not see, or a cut would leave no valid object
  std::vector<std::string> cut;            // selectors removed for this person
  release::Written by_label;
};
// Why `person` does or does not get the object: one entry per owner of that id, its latest version (to who is not entitled to ask about others:
// the latest that it gets). The operator and people of an
// originating party may ask about anyone; others only about themselves, and only of what they get; clauses of agreements that the asker's party has not
// signed are left out, and so are consents that it neither gave nor was given. Errors: not_found (absent, or not for this asker: alike).
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
  std::vector<Sight> people;  // everyone in the directory, by id; of other parties than the asker's one per agency, with no person and no text
};
// Everyone, each with default purpose and the action copy. For the operator, who is told every person, and people of an originating party. Errors: not_found.
Result<std::vector<WhoCanSee>> who_can_see(Node& node, const Caller& asker, std::string_view id);

// ---- derive.cpp -----------------------------------------------------------------------------------------------------

// What would become of an object that its author makes from these sources and marks so.
struct DerivationPreview {
  struct Source {
    std::string id, version, owner;
    std::vector<std::string> originators;
    std::vector<std::string> levels;   // in words of the author's party: "NZL SECRET"; empty if no agreement gives them
    std::vector<std::string> readers;  // people who would read what is made of the author's own label and the sources up to this one
    std::vector<std::string> loses;    // who would read it all but for this source: a party or an agency of which nobody is left, else people
    std::string sentence;              // "citing report--… (USA.NSA) loses JPN"; "" if it loses nobody
  };
  std::vector<Source> sources;
  std::string refusal;                 // why it would not be taken; "" if it would
  std::string label, marking;          // canonical JSON, and a line in the scheme of the author's party, "" if no row gives one
  bool tearline = false;
  std::string own_label, own_marking;  // of a tearline: what holds once it is approved
  std::vector<std::string> approvers;
  std::vector<std::string> remarks;    // what the author should know
  struct Reader {
    std::string person, agency, party;
    bool reads = false;
    std::string clause;                // as release::Explanation::clause
    bool reads_approved = false;       // of a tearline: once it is approved
  };
  std::vector<Reader> people;          // everyone in the directory, by id, each with default purpose and the action copy
};
// `extension` is what the object's label extension would say (docs/format/label.md): sources, label, markings, tearline. Nothing is stored.
// Errors: forbidden (no role submitter), invalid, not_found (a source that is not there for the caller: absent and hidden alike).
Result<DerivationPreview> preview_derivation(Node& node, const Caller& caller, std::string_view extension);

// A tearline that waits for approval by the caller's party. Of its text release alone decides.
struct WaitingTearline {
  std::string owner, id, version;
  std::string sha256;                  // of the stored bytes, hexadecimal: what the approval names
  struct Source {
    std::string owner, id, version;
  };
  std::vector<Source> sources;         // those of which the caller's party is an originating party
  std::string label, own_label;        // canonical JSON: what holds now, and what will once all have approved
  std::vector<std::string> others;     // parties, besides the caller's, that have yet to approve
};
// In the order of the journal. Errors: forbidden (no role official).
Result<std::vector<WaitingTearline>> tearlines(Node& node, const Caller& caller);

// ---- establish.cpp -------------------------------------------------------------------------------------------------

// The first records of a node. Errors: precondition (it has some).
Result<void> establish(Node& node, std::string_view name);
// A new directory (its clearances are ignored: they come signed), a signed clearance, a signed agreement. Each is a policy
// event. After the first directory, keys, members of communities, suspensions and the like change by acts and documents only
// (docs/format/act.md). Errors: invalid, conflict (one issued later, or that version, is recorded already), precondition (a signature is missing or
// fails; what a directory may not change), forbidden.
Result<void> set_directory(Node& node, const alliance::Directory& directory);
Result<void> add_clearance(Node& node, const journal::SignedClearance& clearance);
Result<void> add_agreement(Node& node, std::string_view signed_json);

// ---- propose_agreement.cpp ------------------------------------------------------------------------------------------

struct Proposed {
  std::string agreement;
  int version = 0;
  bool agreed = false;                // all who are needed have signed: it is recorded as an agreement
  std::set<std::string> signed_by;    // parties, so far
};
// A draft with some of its signatures; each further signature the same way, over the same text. With the last of them it becomes the agreement's
// record. By a person with the role official of a party that the draft names, or the operator. Errors: forbidden, invalid, conflict, precondition,
// too_large (too many drafts of one agreement are open).
Result<Proposed> propose_agreement(Node& node, const Caller& caller, std::string_view signed_json);

struct AgreementSeen {
  std::string id;
  agreement::Standing standing;                         // version 0 where there are drafts only
  std::vector<agreement::Life::Recorded> history;       // its versions and acts, in order of recording
  std::vector<Drafts::Draft> drafts;
};
// The agreements that the caller's party signed, and the drafts that name it, by id; to the operator all. Whom a later version no longer names is
// shown what was recorded before that version, and that to it the agreement has ended.
Result<std::vector<AgreementSeen>> agreements_of(Node& node, const Caller& caller);
// One of them. Errors: not_found (absent, or of others: alike, after the same work).
Result<AgreementSeen> agreement_of(Node& node, const Caller& caller, std::string_view id);

// ---- simulate.cpp --------------------------------------------------------------------------------------------------

struct SimulationRequest {
  std::optional<Time> at;        // else now, or the draft's entry into force where that is later
  std::size_t most_objects = 0;  // so many of the objects are named one by one
};
struct Simulation {
  std::string agreement;
  int version = 0;
  int replaces = 0;           // the version that is in the node now; 0 for none
  Time at;
  std::uint64_t held = 0;     // object versions in the node; not told to officials
  std::size_t people = 0;     // in the directory
  release::Summary summary;   // exact, references and granular markings included
  struct Object {
    std::string owner, id, version;
    std::vector<std::string> gained_by, lost_by, changed_for;  // people
  };
  std::vector<Object> objects;
  bool more_objects = false;
  // For officials: the parties of the draft that have not signed it, so that what its people would gain of theirs is not told.
  std::vector<std::string> gains_not_shown_of;
  struct Rows {
    std::string person;
    release::Bits gained, lost, changed;  // one bit per row of the shelf
  };
  std::vector<Rows> rows;
};
// What would change for whom if the draft were in force: in place of the version that is, signed or not. Nothing is stored, and no view
// changes. Everybody counts with default purpose and the action copy; every version of an object is one object.
// Who may ask: the operator, about everything; a person with the role official of a party of the draft, about
//  - objects of which its party is an originator, whoever gains or loses them;
//  - what its own people would lose of what they read now;
//  - what its own people would gain, if every other originating party has signed this very draft. A number of hidden objects is a fact
//    about them, and a draft that nobody else has signed must not be a way of asking for it.
// An agreement of that id which its party has not signed is to it as one that is not there. While the answer is worked out the
// journal's state is held shared: records that arrive wait.
// Errors: forbidden, invalid (a name in the draft that is not in the directory), precondition (the node has that version, or a later one).
Result<Simulation> simulate(Node& node, const Caller& caller, const agreement::Signed& draft, const SimulationRequest& request = {});

// ---- import.cpp ----------------------------------------------------------------------------------------------------

struct ImportReport {
  std::size_t objects = 0, accepted = 0, known = 0;
  std::vector<std::pair<std::string, std::size_t>> by_submitter;
  std::vector<Submitted> refused;
  std::size_t dated = 0;                 // accepted with the date that another server had given it
  std::vector<std::string> submissions;  // the records that hold these dates: TAXII status ids
};
struct ImportDates;  // import_dates.hpp
// Spreads a bundle over submitters and labels by a rules file (docs/format/rules.md). With dates it is shared in their order, what has none after
// that, and each date is recorded as a claim: the journal's own order and time stay the truth (docs/decisions/0012-dates-of-imports.md). Errors:
// invalid (rules, framing, a date in the future, an object that no rule matches: nothing is shared then).
Result<ImportReport> import(Node& node, std::string_view bundle, std::string_view rules_toml, std::string_view rules_name,
                            const std::function<void(std::size_t done, std::size_t total)>& progress, const ImportDates* dates = nullptr);

}  // namespace comity::operations
