// A node's state and what keeps it: the parts that operations work on. Explicit assembly, no globals.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "access/tokens.hpp"
#include "base/time.hpp"
#include "crypto/sign.hpp"
#include "journal/journal.hpp"
#include "journal/policy.hpp"
#include "marking/memo.hpp"
#include "shelf/exceptions.hpp"
#include "shelf/leases.hpp"
#include "shelf/shelf.hpp"
#include "shelf/view.hpp"
#include "store/engine.hpp"

namespace comity::operations {

// Who asks, as far as a credential and the directory say. Every operation takes one.
struct Caller {
  std::string person;   // "NZL.GCSB.analyst", or access::kOperator
  std::string agency;
  std::string party;
  std::string purpose;  // declared; "" takes the person's default
  bool is_operator() const { return person == access::kOperator; }
};

// Leases that still cover what they were made for; not durable, rebuilt as needed. Several at a time for each feed: two
// clients of one person, each at its own place of the same feed, need not take each other's away.
class LiveLeases {
 public:
  struct Live {
    Seq record = 0;
    Seq policy = 0;
    Seq as_of = 0;            // covers what of its range was in the feed then, and may have left it since
    shelf::Cursor from, to;
    std::uint32_t count = 0;  // objects in the range: the next range grows from it
  };
  // A live lease that covers (from, to] for this reader and filter under this policy.
  std::optional<Live> covering(const shelf::Reader& reader, const shelf::Filter& filter, Seq policy, shelf::Cursor from, shelf::Cursor to);
  // How many objects the last lease of this reader and filter covered; 0 if none.
  std::uint32_t last_count(const shelf::Reader& reader, const shelf::Filter& filter);
  void add(const shelf::Reader& reader, const shelf::Filter& filter, Live live);
  void delivered(Seq lease, shelf::Cursor reached);
  std::vector<shelf::Extent> take_extents();

  // Filters are the askers' to choose: past so many the rest are made again when asked for.
  static constexpr std::size_t kMost = 4096;
  std::size_t size() const;

 private:
  static constexpr std::size_t kLeasesPerFeed = 64;  // of these the oldest goes
  using Feed = std::pair<shelf::Reader, shelf::Filter>;
  using FeedView = std::pair<const shelf::Reader&, const shelf::Filter&>;
  struct Before {
    using is_transparent = void;
    template <class A, class B>
    bool operator()(const A& a, const B& b) const {
      const auto readers = a.first <=> b.first;
      return readers < 0 || (readers == 0 && a.second < b.second);
    }
  };

  mutable std::mutex mutex_;
  std::map<Feed, std::vector<Live>, Before> live_;  // each in the order they were made, all of one policy
  std::map<Seq, shelf::Cursor> reached_;
};

class Node {
 public:
  struct Parts {
    store::Engine& engine;
    Clock& clock;
    crypto::Random& random;
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
  access::Tokens tokens;
  LiveLeases live_leases;
  // For intake, on the writer thread: labels that the object's own text and this policy decide alone.
  struct Alike {
    Seq policy = 0;
    marking::LabelMemo labels;
  } alike;
  shelf::Views& views() { return *views_; }
  store::Engine& engine() { return parts_.engine; }
  Clock& clock() { return parts_.clock; }
  crypto::Random& random() { return parts_.random; }

 private:
  explicit Node(Parts parts) : parts_(parts) {}
  Parts parts_;
  std::unique_ptr<shelf::Views> views_;
  std::unique_ptr<journal::Journal> journal_;
};

// The caller behind a bearer token; `purpose` as declared in the request, "" if not. Errors: unauthenticated, with one
// message for every cause.
Result<Caller> authenticate(Node& node, std::string_view secret, std::string_view purpose);

// What time has made due: clock transitions that passed (journalled as policy events), extents of deliveries. The server calls
// it about once a second; operations that decide call it when a transition has passed.
Result<void> due(Node& node);

// A policy event per transition passed: run before the plans of each batch.
void add_due_transitions(Node& node, journal::Batch& batch, Time now);

}  // namespace comity::operations
