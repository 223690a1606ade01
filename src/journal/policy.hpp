// The replayed policy world: directory, clearances, agreements, labels, and the world at each policy event.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "agreement/act.hpp"
#include "agreement/life.hpp"
#include "alliance/directory.hpp"
#include "journal/journal.hpp"
#include "marking/label.hpp"
#include "release/matrix.hpp"
#include "release/world.hpp"

namespace comity::journal {

// From `seq` on, decisions are made in `world`. The policy version is `seq`.
struct PolicyEvent {
  Seq seq = 0;
  Time time;  // of the record; decisions are made at world->time(), which never runs ahead of the clock
  std::shared_ptr<const release::World> world;
  // The first event whose world decides every label alike: what is said since of single objects lies beside the labels.
  std::size_t alike = 0;
};

// Folds policy records and labels. Readers hold Journal::state() shared.
class Policy final : public Fold {
 public:
  Policy();
  void apply(const Entry& entry) override;

  const std::vector<PolicyEvent>& events() const { return events_; }
  Seq version() const { return events_.back().seq; }  // 0 before the first policy record
  const release::World& world() const { return *events_.back().world; }
  Time next_transition() const { return next_transition_; }
  const marking::LabelTable& labels() const { return labels_; }
  // What the records make of agreements and authorities.
  const agreement::Life& life() const { return life_; }
  // When a policy record of that time counts from: nothing becomes due by a record's time, which may run ahead of the clock. What is due has
  // a record of its own.
  Time counts_from(Time recorded) const;
  const std::string& node_name() const { return node_name_; }

 private:
  void remember(const Entry& entry);
  void remember_alike(const Entry& entry);
  void schedule(const agreement::Act& act);
  void set_next_transition();
  std::shared_ptr<const release::World> world_at(Time at);
  std::vector<std::shared_ptr<const release::Pact>> pacts(const std::vector<std::shared_ptr<const agreement::Terms>>& terms);

  std::string node_name_;
  agreement::Life life_;
  // Rows are indexed once: terms that did not change have the pact that they had.
  std::map<std::shared_ptr<const agreement::Terms>, std::shared_ptr<const release::Pact>> pacts_;
  std::vector<PolicyEvent> events_;
  std::set<Time> instants_;  // at which consents begin or end
  Time next_transition_ = Time::max();
  marking::LabelTable labels_;
};

// Bodies of policy records, and the checks a plan makes before it adds one. Errors: invalid, precondition, forbidden.
struct SignedClearance {
  std::string clearance;  // canonical JSON
  std::string signature;  // base64, by the party's authority
};
std::string encode(const SignedClearance& one);
Result<SignedClearance> decode_clearance(std::string_view body);
// The directory without its clearances: those come only as signed records.
Result<std::string> directory_body(alliance::Directory directory, const agreement::Life& life);
// `now` is when the record would count from.
Result<std::string> clearance_body(const SignedClearance& one, const agreement::Life& life, Time now);
Result<std::string> agreement_body(std::string_view signed_json, const agreement::Life& life, Time now);

// The body of an act's record: the signed act, and which records its objects are, in its order. Objects come with consents and tearlines only.
struct ActRecord {
  std::string act;  // JSON, agreement::to_json(SignedAct)
  std::vector<Seq> objects;
};
std::string encode(const ActRecord& one);
Result<ActRecord> decode_act(std::string_view body);  // Errors: corrupt

// Index key under which a label's index is found: "l" and the SHA-256 of its canonical JSON.
std::string label_key(std::string_view label_json);

}  // namespace comity::journal
