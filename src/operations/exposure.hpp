// Exposure: what whoever has the access of some parties, agencies or people would have of others' information. docs/methods/exposure.md is the method, and says who is told what:
// - an official or registrar of a party: of objects of which its party is an originating one, who reaches them; of what its own people reach, all of it, as counts;
// - the operator: all, as counts.
// Officials and registrars are told while their clearance is in force.
// Agreements that the asker's party has not signed, and consents between others, are one line, "agreements of others". Everybody counts with default purpose and the action copy (notes say so); every
// version of an object is one object. The journal's state is held shared while an answer is worked out. Errors everywhere: forbidden (no such role), not_found (a member who is not there
// for the asker: absent and hidden alike), invalid (no members; a date that is still to come), unavailable. Thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "insight/frontier.hpp"
#include "operations/node.hpp"

namespace comity::operations {

// What an object weighs: stated in each answer, and the asker's to choose.
struct ExposureWeights {
  enum class By { object, level, type } by = By::object;
  std::vector<std::int64_t> ranks{1, 2, 4, 8, 16};  // of level: by the place of its highest word in its scheme, from the lowest; the last for all above
  std::map<std::string, std::int64_t> named;        // "NZL SECRET" in place of its rank; of type: by type, "*" for the others, which else weigh 1
  std::string text() const;                         // as parse_weights reads it
};
// `by` is "object", "level" or "type" ("" for object), `table` is "1,2,4" or "NZL SECRET=8,*=2"; "" takes the defaults. Errors: invalid.
Result<ExposureWeights> parse_weights(std::string_view by, std::string_view table);

struct ExposureRequest {
  std::vector<std::string> members;  // parties, agencies, people; none: the caller's party
  std::optional<Time> as_of;         // else now
  ExposureWeights weights{};
};

// What one line of a table weighs.
struct ExposureLine {
  std::string name;
  std::int64_t held = 0;       // somebody of the set was leased its bytes; it stays held
  std::int64_t delivered = 0;  // of it, what was handed over; the rest was leased only
  std::int64_t may_pull = 0;   // released at that date
  std::int64_t pass_on = 0;    // may be kept or opened to others whatever its originator does now
  std::int64_t only = 0;       // nobody else holds or may pull it, but its originators
  std::string highest;         // of originators: the highest level word
  std::optional<Time> since;   // first held, or first released
  std::uint64_t people = 0;    // of agencies
};

struct Exposure {
  std::vector<std::string> members;
  Time at;
  bool present = true;       // false: labels and what is said of single objects as of that date; what is not counted is in `notes`
  ExposureWeights weights{};
  ExposureLine all;          // in weights
  ExposureLine objects;      // the same in objects
  std::uint64_t own = 0;     // objects that they may pull and that originate in their own party alone: counted nowhere else
  std::string only_of;       // whose objects `only` is about; "" for all
  std::vector<ExposureLine> originators, levels, topics, agreements, clauses, agencies;
  std::vector<std::string> notes;
};
Result<Exposure> exposure(Node& node, const Caller& caller, const ExposureRequest& request);

// Which they are: of objects of which the caller's party is an originating one.
struct ExposedObjects {
  struct One {
    std::string owner, id, version, type;
    bool held = false, may_pull = false, pass_on = false, only = false;
  };
  std::vector<One> objects;  // in order of arrival
  std::uint64_t total = 0;
  bool more = false;
};
enum class ExposedAs { any, held, may_pull, pass_on, only };
// `most` of them after the first `skip`. Errors: also forbidden for the operator, who is told no objects.
Result<ExposedObjects> exposed_objects(Node& node, const Caller& caller, const ExposureRequest& request, ExposedAs as, std::size_t skip, std::size_t most);

// Members and agreements by their shares.
struct ExposureRank {
  struct Member {
    std::string name;
    std::int64_t reaches = 0;   // held or may be pulled
    std::int64_t only = 0;      // by it alone of those ranked
    double share = 0;           // Shapley: of an object that k of them reach, 1/k of its weight
  };
  struct Agreement {
    enum class Kind { agreement, consents, kept, others } kind = Kind::agreement;
    std::string name;           // "FVEY", "consents of USA", "kept under JPN-NZL v1", "agreements of others"
    std::string id, title;      // of an agreement
    int version = 0;
    std::uint64_t grants = 0;   // how many directions, consents or kept agreements it stands for; 0 of others, which are not told
    double share = 0;           // Shapley, of what may be pulled
    std::int64_t only = 0;      // gone if it alone went
  };
  std::vector<std::string> ranked;  // parties, or the agencies of one
  Time at;
  bool present = true;
  ExposureWeights weights{};
  std::vector<Member> members;        // greatest share first
  std::int64_t members_total = 0;
  std::vector<Agreement> agreements;  // greatest share first
  std::int64_t agreements_total = 0;  // an object that two parties may pull counts in each
  std::uint64_t left_out = 0;         // label classes whose shares are not worked out, and their weight
  std::int64_t left_out_weight = 0;
  std::int64_t follows = 0;           // released with what it marks, by no grant of its own
  std::vector<std::string> notes;
};
// Of one party: its agencies are ranked; of several members: these; of none: all parties but the caller's.
Result<ExposureRank> exposure_rank(Node& node, const Caller& caller, const ExposureRequest& request);

// ---- exposure_change.cpp: what if ------------------------------------------------------------------------------------

// "suspend=JPN-NZL", "suspend=FVEY:USA>NZL", "suspend-party=NZL", "ceiling=FVEY:NZL:SECRET", "drop-topic=FVEY:maritime", "re-tier=NZL.SIS:SECRET".
struct ExposureChange {
  enum class Kind { suspend, suspend_party, ceiling, drop_topic, re_tier } kind = Kind::suspend;
  std::string agreement, party, agency, from, to, word;
};
Result<ExposureChange> parse_change(std::string_view text);  // Errors: invalid
std::string to_text(const ExposureChange& change);

struct ExposureWhatIf {
  struct Receiver {
    std::string name;          // a party or agency
    bool member = false;       // has people of the set
    std::uint64_t lost = 0;    // objects that somebody of it reads now and would not
    std::uint64_t read = 0;    // of these, leased to whoever loses them in the last 90 days
  };
  struct Reason {
    std::string text;
    std::uint64_t objects = 0;
    std::uint32_t people = 0;
  };
  std::vector<std::string> members, changes;
  Time at;
  ExposureWeights weights{};
  std::int64_t before = 0, after = 0;                  // what the set may pull
  std::uint64_t before_objects = 0, after_objects = 0;
  std::map<std::string, std::int64_t> removed_of;      // by originating party
  std::vector<Receiver> parties, agencies;             // who loses sharing, the members' own among them; only those that lose something
  std::uint64_t lost_elsewhere = 0;                    // objects that somebody outside of the set would lose
  std::vector<Reason> reasons;
  std::vector<std::string> notes;
};
// All changes at once, of now. Nothing is stored. An agreement that the asker's party has not signed is as one that is not there. Errors: also not_found (an agreement), invalid (a change
// that names what is not there, or that would release more).
Result<ExposureWhatIf> exposure_what_if(Node& node, const Caller& caller, const ExposureRequest& request, const std::vector<ExposureChange>& changes);

// ---- exposure_frontier.cpp -------------------------------------------------------------------------------------------

// What can be given up one by one: directions of agreements and consents; or each direction's labels with the same topics, or with the same level words.
enum class Grain { direction, topic, level };
struct ExposureFrontier {
  struct Step {
    std::string name;      // "FVEY USA→NZL, topic cyber"
    std::string what_if;   // the change that does just this, where one does: "suspend=FVEY:USA>NZL"
    std::int64_t lost = 0;
    bool back = false;     // given up before, and not at this point
  };
  struct Point {
    std::int64_t lost = 0, removed = 0, exposed = 0;
    std::optional<std::int64_t> at_most;
    std::vector<Step> steps;   // since the point before
  };
  std::vector<std::string> members;
  Time at;
  Grain grain = Grain::topic;
  ExposureWeights weights{};
  std::int64_t exposed = 0, stays = 0;  // `stays`: whatever is given up
  std::int64_t sharing = 0;             // what all that can be given up costs
  std::vector<Point> points;
  bool exact = true, more = false;
  std::uint64_t chosen_classes = 0;
  std::int64_t chosen_weight = 0, follows = 0;
  std::vector<std::string> notes;
};
// Sharing lost: of each grant, the objects that it releases and that were leased to people of the set in the last 90 days, and `constant` (1 or more) for being there.
Result<ExposureFrontier> exposure_frontier(Node& node, const Caller& caller, const ExposureRequest& request, Grain grain, std::int64_t constant);

}  // namespace comity::operations
