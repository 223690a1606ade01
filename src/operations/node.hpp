// A node's state and what keeps it: the parts that operations work on. Explicit assembly, no globals.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "access/accounts.hpp"
#include "access/audit.hpp"
#include "access/desk.hpp"
#include "access/presented.hpp"
#include "access/scopes.hpp"
#include "access/tokens.hpp"
#include "base/time.hpp"
#include "crypto/sign.hpp"
#include "journal/journal.hpp"
#include "journal/policy.hpp"
#include "marking/memo.hpp"
#include "operations/consent_requests.hpp"
#include "operations/drafts.hpp"
#include "operations/repeats.hpp"
#include "shelf/exceptions.hpp"
#include "shelf/holdings.hpp"
#include "shelf/leases.hpp"
#include "shelf/shelf.hpp"
#include "shelf/view.hpp"
#include "store/engine.hpp"

namespace comity::search {
class Search;
}
namespace comity::judgement {
class Rounds;
}
namespace comity::statement {
class Statements;
class Concerns;
}

namespace comity::operations {

class Notebooks;

// Who asks, as far as a credential and the directory say. Every operation takes one.
struct Caller {
  std::string person;   // "NZL.GCSB.analyst", or access::kOperator
  std::string agency;
  std::string party;
  std::string purpose;  // declared; "" takes the person's default
  access::Scopes scopes{};             // of the credential: what doors hold their routes against
  access::Via via = access::Via::none;
  std::string credential{};            // its public id, for audits
  std::string address{};               // of the peer; "" for a command on the node's own folder
  Time since{};                        // of a session: when its password or token was given
  std::string token{};                 // of a session: the public id of the token that opened it; "" where a password did
  bool is_operator() const { return person == access::kOperator; }
};

// The rows of a lease in the order of the feed, and where each stands: found without a look at all of them.
class LeasedRows {
 public:
  explicit LeasedRows(std::vector<std::uint32_t> rows);
  std::uint32_t size() const { return static_cast<std::uint32_t>(rows_.size()); }
  const std::vector<std::uint32_t>& rows() const { return rows_; }
  std::optional<std::uint32_t> position(std::uint32_t row) const;

 private:
  std::vector<std::uint32_t> rows_;
  std::vector<std::uint32_t> by_row_;  // the positions, ascending by their row; empty where the rows themselves ascend
};

// Leases that still cover what they were made for, and deliveries under leases that no extent record names yet; not durable, rebuilt as
// needed. Several leases at a time for each feed: two clients of one person, each at its own place of the same feed, need not take
// each other's away. Thread-safe.
class LiveLeases final : public journal::Fold {
 public:
  // What of whose feed; `names`: only which objects there are (shelf::Lease::names).
  struct Feed {
    shelf::Reader reader;
    shelf::Filter filter;
    bool names = false;
    auto operator<=>(const Feed&) const = default;
  };
  struct Live {
    Seq record = 0;
    Seq policy = 0;
    Seq as_of = 0;            // covers what of its range was in the feed then, and may have left it since
    shelf::Cursor from, to;
    std::shared_ptr<const LeasedRows> objects;  // the next range grows from their number
    std::uint32_t next = 0;   // the position after the page that it last covered
  };
  // A page that some reader took from its feed as of a record: (from, to] of it, which holds just these items.
  struct Wanted {
    Seq policy = 0;
    Seq as_of = 0;
    shelf::Cursor from, to;
    std::span<const shelf::Item> items;
  };
  struct Covered {
    Seq record = 0;
    std::uint32_t position = 0;  // of the first item in the lease's list
    bool newer = false;          // the lease is as of a later record than the page: it says nothing of what the page holds
  };
  // The live lease whose objects have the page's items side by side, or that is newer than the page.
  std::optional<Covered> covering(const Feed& feed, const Wanted& page);
  // How many objects the last lease of this feed covered; 0 if none.
  std::uint32_t last_count(const Feed& feed);
  void add(const Feed& feed, Live live);

  // Bytes of these objects of the lease were handed to the kernel.
  void delivered(Seq lease, shelf::Stretch positions);
  // What no extent record names yet. It stays until one is applied, so that no batch that fails can lose it.
  std::vector<shelf::Extent> pending() const;
  void apply(const journal::Entry& entry) override;

  // Filters and walks are the askers' to choose: past so many feeds, or rows in all, the rest are made again when asked for.
  static constexpr std::size_t kMost = 4096;
  static constexpr std::size_t kMostRows = 16 << 20;
  std::size_t size() const;
  std::size_t rows() const;

 private:
  static constexpr std::size_t kLeasesPerFeed = 64;  // of these the oldest goes
  void forget(std::vector<Live>& leases, std::size_t count);  // the oldest
  void shed();

  mutable std::mutex mutex_;
  std::map<Feed, std::vector<Live>> live_;  // each in the order they were made, all of one policy
  std::size_t rows_ = 0;                            // in all of them
  std::map<Seq, shelf::Stretches> pending_;         // by lease
};

class Node {
 public:
  struct Parts {
    store::Engine& engine;
    Clock& clock;
    crypto::Random& random;
    access::Settings access{};
    std::shared_ptr<const crypto::SealingKey> sealing{};  // keys/credentials.key; without it there are no one-time passwords
  };
  // Replays the journal. Errors: corrupt.
  static Result<std::unique_ptr<Node>> open(Parts parts);
  ~Node();

  journal::Journal& journal() { return *journal_; }
  const journal::Journal& journal() const { return *journal_; }
  journal::Policy policy;
  shelf::Shelf shelf;
  shelf::Exceptions exceptions{policy, shelf};
  shelf::Leases leases;
  shelf::Holdings holdings{policy, shelf, leases};
  access::Tokens tokens;
  access::Accounts accounts;
  access::Audit audit;
  ConsentRequests requests{policy};
  Drafts drafts;
  Repeats repeats;

 private:
  struct Together;  // what parties do together; who asks it includes its headers
  std::unique_ptr<Together> together_;

 public:
  judgement::Rounds& rounds;
  statement::Statements& statements;
  statement::Concerns& concerns;
  Notebooks& notebooks;
  LiveLeases live_leases;
  std::atomic<std::size_t> erasures_done{0};  // so many of exceptions.erasures() are carried out
  // For intake, on the writer thread: labels that the object's own text and this policy decide alone.
  struct Alike {
    Seq policy = 0;
    marking::LabelMemo labels;
  } alike;
  shelf::Views& views() { return *views_; }
  access::Desk& desk() { return *desk_; }
  search::Search& search() { return *search_; }
  store::Engine& engine() { return parts_.engine; }
  Clock& clock() { return parts_.clock; }
  crypto::Random& random() { return parts_.random; }

 private:
  explicit Node(Parts parts);
  Parts parts_;
  std::unique_ptr<access::Desk> desk_;
  std::unique_ptr<shelf::Views> views_;
  std::unique_ptr<search::Search> search_;
  std::unique_ptr<journal::Journal> journal_;
};

// Who asks: the one judgement of credentials (authenticate.cpp). Errors: unauthenticated, with one message for every cause; forbidden (a
// purpose that is not the person's).
Result<Caller> authenticate(Node& node, const access::Presented& presented);
// Whether that would find somebody: for the server, which takes no large body of a stranger. Counts against nobody and is written nowhere.
bool is_known(Node& node, const access::Presented& presented);
// What changes something is refused when a browser says that another site had it sent: asked of all that browsers send on by themselves.
// Errors: forbidden.
Result<void> check_site(const access::Presented& presented);
// What doors hold a route against; of a session, for `admin`, that it is young. Errors: forbidden.
Result<void> check_scope(Node& node, const Caller& caller, access::Scope scope);

// What time has made due: clock transitions that passed (journalled as policy events), extents of deliveries, erasures that the disk refused. The server calls
// it about once a second; operations that decide call it when a transition has passed.
Result<void> due(Node& node);

// A transition that has passed is journalled before anything is decided: what decides calls it first.
Result<void> settle_clock(Node& node);

// Adds the deliveries that no extent record names yet. What adds a policy record calls it first, in the same plan: what was received under
// the old policy is then recorded before the new one. Adds nothing where this batch has them, or already changes the policy.
void flush_extents(Node& node, journal::Batch& batch);

// Overwrites what is recorded as erased and still there: erase.cpp. Errors: unavailable (the disk; it is tried again when due).
Result<void> carry_out_erasures(Node& node);

// A policy event per transition passed: run before the plans of each batch.
void add_due_transitions(Node& node, journal::Batch& batch, Time now);

}  // namespace comity::operations
