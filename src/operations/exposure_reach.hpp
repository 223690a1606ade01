// What exposure is worked out from: who reaches which rows, and by which grants, at a date and as far as the asker is told. Private to the acts of exposure.hpp. Holds no lock: callers
// hold Journal::state() shared.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "insight/exposure.hpp"
#include "operations/exposure.hpp"
#include "release/matrix.hpp"

namespace comity::operations {

// The operator, officials and registrars with a clearance in force. Errors: forbidden.
Result<void> may_ask_exposure(Node& node, const Caller& caller);

// One question about exposure at a time for a node: each holds bits of every row for many people, and may cut for seconds. Errors: unavailable.
class ExposureTurn {
 public:
  static Result<ExposureTurn> take(const Node& node);
  ExposureTurn(ExposureTurn&& other) noexcept : node_(std::exchange(other.node_, nullptr)) {}
  ExposureTurn& operator=(ExposureTurn&&) = delete;
  ~ExposureTurn();

 private:
  explicit ExposureTurn(const Node& node) : node_(&node) {}
  const Node* node_;
};

// The people that a name of a member stands for. Errors: not_found.
struct Member {
  std::string name, party;
  std::vector<std::string> people;
};
Result<std::vector<Member>> members_named(const Node& node, const Caller& caller, const std::vector<std::string>& names);

// One permission, before it is given a name for a table.
struct RawGrant {
  release::Branch::Kind kind{};
  std::string agreement;  // "" of consents
  int version = 0;
  std::string from, to;   // parties
  auto operator<=>(const RawGrant&) const = default;
};

class Reach {
 public:
  // Errors: invalid (a date to come).
  static Result<Reach> at(Node& node, const Caller& caller, std::optional<Time> as_of);

  bool present() const { return present_; }
  Time time() const { return time_; }
  std::shared_ptr<const release::World> world() const { return world_; }
  std::uint32_t rows() const { return rows_; }
  std::vector<std::string> notes() const;

  // Bits are by row. What counts where the person's party is the receiver: it has another originating party too, and is the asker's to know of.
  const release::Bits& may_pull(const std::string& person);
  bool counts(std::uint32_t row, std::string_view receiving_party) const;
  // What originates in its own party alone.
  release::Bits own(const std::string& person);
  struct Holding {
    release::Bits held, delivered;
    std::map<std::uint32_t, Time> since;  // by label: the first lease
  };
  // Leased by that date, bytes and not names; what was told of a recall afterwards is no copy.
  Holding held(const std::string& person) const { return held(person, Time::min(), until_); }
  Holding held_since(const std::string& person, Time from) const { return held(person, from, until_); }
  // The first instant from which the label of this row is released to the person without a break, as far as events say; present only.
  Time released_since(const std::string& person, std::uint32_t row);

  std::uint32_t label_ix(std::uint32_t row) const { return node_->shelf.row(row).label.value; }
  const marking::Label& label(std::uint32_t row) const { return node_->policy.labels().at(node_->shelf.row(row).label); }
  bool asker_originates(std::uint32_t row) const;  // of the operator: always
  bool tells_people(std::string_view party) const { return caller_.is_operator() || caller_.party == party; }  // who has an account there, whatever it reaches

  // How somebody of these people gets the row. Rows with equal keys have equal ways.
  struct Ways {
    std::vector<insight::Way> ways;     // over grants; empty: it follows what it marks
    std::set<std::string> clauses;      // "JPN-NZL v1: SECRET arrives as …", "consent of USA", "kept under JPN-NZL v1"
  };
  using Key = std::uint64_t;
  // People of one party, as one receiver.
  struct People {
    std::string party;
    std::vector<std::string> ids;
    release::Bits odd;                     // rows that somebody of them gets though the label does not permit it
    std::unordered_map<Key, Ways> known;
  };
  People& people(std::string party, std::vector<std::string> ids);
  Key key(const People& people, std::uint32_t row) const;
  const Ways& ways(People& people, std::uint32_t row, Key key);
  const std::vector<RawGrant>& grants() const { return grants_; }
  bool knows(const RawGrant& grant) const;  // the asker's party signed its agreement, gave the consent or was given it

  // Of these rows: what its party may open to others by its own consent, and what the person may go on having whatever is done. Together they could be passed on.
  release::Bits opened_by(const std::string& party, const release::Bits& rows);
  release::Bits kept_by(const std::string& person, const release::Bits& rows);
  // By label: what originates in the party, alone or with others.
  const release::Bits& originating_in(std::string_view party) const;

 private:
  Holding held(const std::string& person, Time from, Time until) const;
  struct Reader {
    std::string id, party;
    release::Audience audience;
    release::Bits labels, visible, counted;
    std::vector<Seq> since;  // by label
    std::unordered_map<Key, bool> kept;
  };
  Reach(Node& node, const Caller& caller) : node_(&node), caller_(caller) {}
  Reader& reader(const std::string& person);
  void look(Reader& reader);       // as the views have it
  void look_back(Reader& reader);  // by labels, and by what was said of single objects
  const release::Bits& told(std::string_view party) const;  // by label
  marking::LabelIx label_then(std::uint32_t row) const { return node_->exceptions.label(row, as_of_); }
  std::vector<release::Held> copies(std::uint32_t row, marking::LabelIx label, const std::string& party, std::size_t before_event);
  std::uint32_t received(std::string_view party, std::uint32_t row) const;
  insight::GrantIx intern(RawGrant grant);
  Ways explained(const People& people, std::uint32_t row, bool alone);
  std::string words(const release::Explanation& why, const release::Branch& branch, const RawGrant& grant) const;
  bool survives(const Reader& reader, std::uint32_t row);
  bool opens_to_others(const std::string& party, std::uint32_t row);
  template <class Wanted>
  release::Bits labels_where(Wanted wanted) const;  // of a set of originating parties

  Node* node_;
  Caller caller_;
  bool present_ = true;
  Time time_, until_;  // leases count up to the latter
  Seq as_of_ = 0;
  std::size_t event_ = 0;
  std::uint32_t rows_ = 0;
  std::shared_ptr<const release::World> world_;
  std::unique_ptr<release::Matrix> matrix_;  // of a past date
  release::Bits said_;                       // rows of which anything is said
  std::map<std::uint32_t, Seq> recalled_;    // rows, and as which policy version
  release::Bits originated_;                 // labels of which the asker's party is an originating one
  std::vector<std::set<std::string>> origins_;  // sets of originating parties
  std::vector<std::uint32_t> origins_of_;       // by label: which of them
  mutable std::map<std::string, release::Bits, std::less<>> told_, originating_;
  std::map<std::string, Reader> readers_;
  std::vector<RawGrant> grants_;
  std::map<RawGrant, insight::GrantIx> grant_index_;
  std::map<std::vector<std::string>, People> people_;
  std::map<std::string, std::unordered_map<Key, bool>> opens_;  // by party
  std::set<release::Audience> audiences_;    // of everybody
};

// What one object of each row weighs.
class RowWeights {
 public:
  RowWeights(const Node& node, const ExposureWeights& weights) : node_(node), weights_(weights) {}
  std::int64_t operator()(std::uint32_t row);
  std::int64_t of(const release::Bits& rows);

 private:
  std::int64_t of_label(const marking::Label& label) const;
  const Node& node_;
  const ExposureWeights& weights_;
  std::unordered_map<std::uint32_t, std::int64_t> known_;  // by label or type
};

release::Bits both(const release::Bits& a, const release::Bits& b);
release::Bits without(release::Bits from, const release::Bits& what);
std::uint64_t count(const release::Bits& rows);

}  // namespace comity::operations
