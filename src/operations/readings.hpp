// How an object is to be read, by its reader and by a partner; what would become of one that is still being written; what waits for a second
// person. Errors everywhere: unauthenticated and unavailable besides those named. readings_json.hpp has the answers as JSON.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "operations/acts.hpp"
#include "operations/banner.hpp"

namespace comity::operations {

// ---- schemes.cpp -----------------------------------------------------------------------------------------------------

struct MarkingWords {
  struct Level {
    std::string word, short_word;  // short_word: "S"; "" where the scheme has none
    std::optional<int> rung;
  };
  struct Scheme {
    std::string scheme, party, title;  // party: "" for TLP
    std::vector<Level> levels;         // low to high
  };
  std::vector<Scheme> schemes;         // of all parties, each party's in its own order; TLP last
  // What a form offers: the caller's own, and what agreements in force that bind its party name.
  std::vector<std::string> topics, purposes, communities;
  std::vector<marking::Owned> compartments;
  struct Control {
    std::string name, means;
  };
  std::vector<Control> controls;       // all that decisions know
};
Result<MarkingWords> marking_words(Node& node, const Caller& caller);

// ---- object_reading.cpp ----------------------------------------------------------------------------------------------

// A part with a marking of its own. The selector is one of the object as the reader gets it.
struct Portion {
  std::string selector, short_word, text;
  std::vector<ShownWord> levels;
  std::optional<std::vector<std::string>> releasable;
};
struct Notice {
  enum class Kind { caveat, disclaimer, duty, action };
  Kind kind = Kind::caveat;
  std::string text;
  std::string agreement;  // that asks for it; "": the marking does
  int version = 0;
};
std::string_view name_of(Notice::Kind kind);

struct ObjectReading {
  std::string owner, id, version, type;
  Time added;                        // in the caller's feed
  std::vector<std::string> originators;
  Banner banner;                     // of all that the caller gets: the object and its marked parts
  std::vector<Portion> portions;     // of what has no row here the object's own marking holds
  std::vector<Notice> notices;
  bool revoked = false;              // the news of its recall
  bool waits = false;                // for a second person of the owner's party, whose people alone get it until then
};
// Made from what the caller is given of the object, and under the lease that giving it takes. `owner`: of several owners of that id, this party; "":
// the one whose object reached the caller first. Errors: not_found (absent and hidden alike), forbidden (the operator reads no objects).
Result<ObjectReading> object_reading(Node& node, const Caller& caller, std::string_view id, const std::string& owner, std::optional<Time> version);

// ---- preview.cpp -----------------------------------------------------------------------------------------------------

struct PartnerPreview {
  std::string owner, id, version;
  std::string as;                    // the person or agency that was asked for
  std::size_t people = 0;            // of an agency: how many there read it
  bool reads = false;
  std::string clause, text;          // what decided, as far as the caller may be told
  std::string marking;               // the line in the partner's words; "" if it does not read, or no row gives one
  std::vector<std::string> cut;      // selectors, as in Explained
  std::optional<Banner> banner;      // where it reads
  std::vector<Portion> portions;     // of the marked parts that the partner gets; selectors of the whole object
};
// How the object looks to a person, or to whoever of an agency is released the most of it. For people who read it themselves and whose party originated
// it; nothing is told of what the caller is not given. Errors: not_found (for anybody else as if it were absent; to these, a name that the directory has not),
// forbidden (the operator reads no objects).
Result<PartnerPreview> preview_as(Node& node, const Caller& caller, std::string_view id, const std::string& owner, std::optional<Time> version,
                                  const std::string& as);

// ---- approvals.cpp ---------------------------------------------------------------------------------------------------

struct WaitingApproval {
  std::string owner, id, version, type, title;
  std::string submitter;
  Time since;
  Banner banner;
  Seq record = 0;                    // ascends
};
struct WaitingApprovals {
  std::vector<WaitingApproval> approvals;
  bool more = false;
};
// Versions of the caller's party that wait for its second person, and that the caller may approve and reads; after that record, in the order of the
// journal. Their titles leave under a lease. Errors: forbidden (neither role releaser nor official).
Result<WaitingApprovals> waiting_approvals(Node& node, const Caller& caller, Seq after, std::size_t limit);

// ---- draft_reading.cpp -----------------------------------------------------------------------------------------------

struct DraftReading {
  std::string id, type;              // of the object that the answer is about; "" if it has none
  bool accepted = false;             // sharing would take it as it stands
  bool waits = false;                // for a second person of the caller's party
  std::optional<Banner> banner;      // where a label could be read
  std::vector<Portion> portions;
  struct Reader {
    std::string party, agency;
    std::size_t people = 0;          // who read it; of other parties 0 or 1
    bool reads = false, cut = false;
    std::string clause, text;        // `text` as far as the caller may be told of that agency
  };
  std::vector<Reader> readers;       // agencies, by id; each by whoever there is released the most
  struct Source {
    std::string id, version, owner;
    std::vector<std::string> loses;
    std::string sentence;            // "citing report--… (USA.NSA) loses JPN"
  };
  std::vector<Source> sources;
  std::vector<std::string> remarks;  // what the author should know
  struct Problem {
    bool error = true;
    std::string pointer, message;    // into the body
  };
  std::vector<Problem> problems;
};
// What would become of a STIX object if the caller shared it: intake's own checks and the decision for everybody, and nothing is stored. `text` is an
// object, or a bundle with what comes along (marking-definitions, what it refers to); then `about` names the object, or is "" for the first that is no
// marking-definition. Errors: forbidden (no role submitter), invalid (framing, no such object), too_large.
Result<DraftReading> draft_reading(Node& node, const Caller& caller, std::string_view text, std::string_view about);

// ---- marking_line.cpp ------------------------------------------------------------------------------------------------

struct MarkingLine {
  std::string language, line;        // the language that it was read in, and the text as it was read
  bool ok = false;                   // understood in full, every name known
  std::string canonical;             // as its authority would write it; "" where it is not understood
  std::string extension;             // the label extension that says it
  std::string definition;            // a marking-definition that conveys it, for granular markings; its id follows from what it says
  Banner banner;
  PortionMark mark;
  struct Problem {
    bool error = true;
    std::size_t offset = 0, length = 0;  // bytes into `line`; 0 and 0: of all of it
    std::string message;
  };
  std::vector<Problem> problems;
};
// A banner line or portion mark typed by hand, as a label. `language`: "" for the party's own, else what the line looks like; `party`: whose marking it
// is, "" for the caller's; `topics`: which of them it is about, as lines have no words for topics, and an agreement for some topics takes what names one. Readers of a list may be set apart by spaces alone, and TO after REL be left out. Errors: invalid (no such language or party; too long).
Result<MarkingLine> marking_line(Node& node, const Caller& caller, std::string_view language, std::string_view line, std::string_view party,
                                 const std::set<std::string>& topics = {});

}  // namespace comity::operations
