// What is said of single objects beside their labels: consents, tearlines, second persons, recalls, erasures. A fold over the journal;
// what held at an earlier policy version can still be asked. Views decide these rows one by one (view.hpp).
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "agreement/act.hpp"
#include "journal/policy.hpp"
#include "release/decide.hpp"
#include "shelf/exception_records.hpp"
#include "shelf/shelf.hpp"

namespace comity::shelf {

// At which policy versions something counts: from some until others, and again, as revoked keys take what they signed along, and give back what
// they undid.
class Counts {
 public:
  void set(bool counts, Seq from) {
    if (counts != now()) turns_.push_back(from);
  }
  bool at(Seq as_of) const { return odd(std::upper_bound(turns_.begin(), turns_.end(), as_of) - turns_.begin()); }
  bool now() const { return odd(static_cast<std::ptrdiff_t>(turns_.size())); }

 private:
  static bool odd(std::ptrdiff_t turns) { return turns % 2 != 0; }
  std::vector<Seq> turns_;  // ascending: counts, does not, counts …
};

// Readers hold Journal::state() shared. Folded after Policy and Shelf.
class Exceptions final : public journal::Fold {
 public:
  Exceptions(const journal::Policy& policy, const Shelf& shelf) : policy_(policy), shelf_(shelf) {}
  void apply(const journal::Entry& entry) override;

  // A policy event that is about single rows.
  struct Event {
    Seq seq = 0;
    std::vector<std::uint32_t> rows;      // ascending: decided anew
    std::vector<std::uint32_t> affected;  // ascending, Shelf::affected_by; row i of it has its date 1 + i past the event
    std::optional<RecallRecord> recall;   // of the rows
  };
  const Event* event(Seq seq) const;  // nullptr: not such an event

  // Rows of which anything was ever said, in the order in which it was first said.
  struct Said {
    Seq first;
    std::uint32_t row;
  };
  std::span<const Said> said() const { return said_; }
  bool concerns(std::uint32_t row, Seq as_of) const;

  // What is said of the row, as of the policy version `as_of` (UINT64_MAX: all), to readers of this party.
  release::Grants grants(std::uint32_t row, Seq as_of, std::string_view party) const;
  // Its label then: a tearline's own once every party that must approve it has, else that of its record.
  marking::LabelIx label(std::uint32_t row, Seq as_of) const;
  bool recalled(std::uint32_t row, Seq as_of) const;
  bool erased(std::uint32_t row, Seq as_of) const;
  // A tearline's own label, whether it holds yet or not; none for what is no tearline.
  marking::LabelIx tearline(std::uint32_t row) const;
  // Parties that have yet to approve a tearline; empty for what is none.
  std::set<std::string> approvals_missing(std::uint32_t row) const;
  // The owner's second person has yet to approve.
  bool awaits_second_person(std::uint32_t row) const;

  struct Consent {
    Seq given = 0;
    Time at;
    Counts counts;                            // until it was revoked, or its signer's key; and again where that counts no more
    Time ended;                               // when it last stopped counting
    agreement::SignedAct act;                 // a GiveConsent
    std::vector<std::uint32_t> rows;          // the versions that it names
  };
  const std::map<std::string, Consent>& consents() const { return consents_; }  // by id
  // The rows that a consent to these covers: with every later version of them where it says so. Ascending.
  std::vector<std::uint32_t> covered(std::vector<std::uint32_t> named, bool later_versions) const;
  // The recall that took this row back; nullptr if none.
  const Event* recall_of(std::uint32_t row) const;
  // The marked-as-revoked version that holders of a recalled row get; "" for none.
  const std::string& revoked_version(std::uint32_t row) const;
  // Every record whose bytes must be gone.
  const std::vector<Seq>& erasures() const { return erasures_; }

 private:
  static constexpr Seq kNever = UINT64_MAX;
  struct Row {
    Seq first = kNever;
    std::vector<const Consent*> consents;
    std::optional<std::size_t> recall;  // index into events_
    std::size_t recalled_as = 0;        // its place in that recall
    Seq recalled = kNever, erased = kNever;
    std::string awaiting;               // party whose second person has to approve
    Seq approved = kNever;
    marking::LabelIx tearline;
    std::map<std::string, Counts> approvals;  // by party that must approve
  };
  Row& say(std::uint32_t row, Seq seq);
  void remember(Seq seq, std::vector<std::uint32_t> rows, std::optional<RecallRecord> recall = std::nullopt);
  void apply_object(const journal::Entry& entry);
  void apply_act(const journal::Entry& entry);
  void give(const journal::Entry& entry, agreement::SignedAct one, const std::vector<Seq>& objects);
  void approve(const journal::Entry& entry, const agreement::Act& act, const std::vector<Seq>& objects);
  // As the life of agreements says that it stands now.
  void settle(Consent& consent, const journal::Entry& entry);
  void settle_approvals(Seq from);  // all of them
  std::vector<std::uint32_t> covered_by(const Consent& consent) const {
    return covered(consent.rows, std::get<agreement::GiveConsent>(consent.act.act.body).later_versions);
  }

  const journal::Policy& policy_;
  const Shelf& shelf_;
  std::unordered_map<std::uint32_t, Row> rows_;
  std::vector<Said> said_;
  std::vector<Event> events_;  // ascending by seq
  std::map<std::string, Consent> consents_;
  std::map<agreement::ObjectName, std::uint32_t> approved_;  // rows of tearlines that anybody approved
  std::unordered_map<std::uint32_t, std::vector<Consent*>> later_;  // by thing: consents that cover later versions
  std::vector<Seq> erasures_;
};

}  // namespace comity::shelf
