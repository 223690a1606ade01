// A node in memory with a random alliance, random acts upon it, and what each reader should get, worked out from the records by
// the reference evaluator. The same seed gives the same history.
#pragma once

#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "operations/acts.hpp"
#include "operations/consents.hpp"
#include "operations/recall.hpp"
#include "tests/property/worlds.hpp"
#include "tests/reference/reference.hpp"

namespace comity::property {

using worlds::Rng;

// One version, for one reader.
struct Expected {
  std::string id, version;
  bool released = false;
  bool latest = false;  // the latest version that the reader may see
  bool cut = false;
  std::string bytes;
};

struct FetchedItem {
  shelf::Cursor at;
  Time added;
  std::string id, version, bytes;
};
struct Fetched {
  std::vector<FetchedItem> items;
  bool more = false;
  std::string next;
};

// The records of a node as the reference evaluator takes them: one object per version, references bound, in journal order.
struct Recorded {
  std::vector<reference::Object> objects;
  std::vector<std::string> bytes, ids, versions;
  std::vector<std::uint32_t> things;
  std::vector<std::pair<std::int64_t, Seq>> order;  // version, then arrival
  struct Delivery {
    shelf::Lease lease;
    shelf::Stretch positions;  // handed over while its policy was in force
  };
  std::vector<Delivery> deliveries;
  std::map<Seq, shelf::Lease> leases;
  std::map<std::size_t, Seq> recalls;  // by object: the record that took it back
  std::map<std::size_t, std::vector<reference::Label>> remarks;  // of a remark: the labels of what it marks
  // The objects as this audience meets them: a remark has the label of something that it marks and that the audience may read.
  std::vector<reference::Object> met_by(const reference::Audience& audience, const reference::World& world, reference::Time at) const;
};
// Throws std::runtime_error if a record and its bytes do not belong together.
Recorded recorded(operations::Node& node);
std::vector<Expected> expected_of(const Recorded& from, const std::vector<reference::View>& views);

class History {
 public:
  explicit History(std::uint64_t seed);
  ~History();

  Rng& rng() { return rng_; }
  operations::Node& node() { return *node_; }
  void act();  // a submission, a policy change or a step of the clock
  operations::Caller some_reader();

  // A page, checked: lease, dates, number and order of the objects, the bytes' validity.
  Fetched fetch(const operations::Caller& caller, const operations::PageRequest& request);
  operations::GonePage tombstones(const operations::Caller& caller, const operations::PageRequest& request);
  std::vector<Expected> expected(const operations::Caller& caller);
  // Whether this version was taken back; and the ids of which this reader is told that they were: it had fetched a version of other parties that was taken back since,
  // and sees none now.
  bool recalled(const std::string& id, const std::string& version);
  std::string recall_state(const operations::Caller& caller, const std::string& id);  // for messages
  std::set<std::string> told_of(const operations::Caller& caller);
  // What the node itself makes of a version, for messages.
  std::string state_of(const operations::Caller& caller, const std::string& id, const std::string& version);
  // A poll that starts at an item's date goes on where one that starts at its cursor does.
  void check_places(const operations::Caller& caller);
  // Without what the reader may not see, it gets the same.
  void check_nothing_leaves_a_trace(const operations::Caller& caller);
  // A node opened anew over the same records gives these readers the same feeds and tombstones.
  void check_rebuilt(const std::vector<operations::Caller>& readers);

  // Simulates a change of some agreement, makes it, and holds what every view then gives against what was simulated: rows, people,
  // numbers. False where the clock passed a transition between the two, or there is no agreement to change.
  struct Simulated {
    bool compared = false;
    std::size_t gained = 0, lost = 0, changed = 0;  // by person
    bool by_reference = false;                      // some of it only by what an object refers to, or by a cut
  };
  Simulated check_simulation();

  // Somebody makes a product from a few objects that it reads. By agreements it is released only to who may read each of them: that is
  // thrown about, as std::runtime_error, when it fails.
  struct Derived {
    bool offered = false, taken = false;
    std::size_t readers = 0;   // of the product, by the reference evaluator
    std::size_t narrowed = 0;  // who would read it by its author's own label, and does not
  };
  Derived check_derivation();

  std::size_t objects() const { return versions_; }
  std::size_t events() const { return events_; }
  std::size_t recalls() const { return recalls_; }

 private:
  void submit();
  void recall();
  void change_agreement();
  std::optional<reference::Agreement> next_agreement();
  void change_clearance();
  void change_directory();
  void change_suspensions();
  void change_community();
  void record(const std::string& by, agreement::ActBody body);
  void read_back();
  void advance();
  void sign(const reference::Agreement& terms);
  void publish_directory();
  void clear(const std::string& person);
  std::string some_id(const std::string& type);
  nlohmann::ordered_json some_object(std::size_t party, const std::string& agency);
  std::string definition_id(std::size_t party, std::size_t label) const;
  nlohmann::ordered_json some_remark(std::size_t party);
  const std::string& some_person();
  // What is recorded, with what was received under which agreement: from leases, extents and the world of that time.
  Recorded records();
  void remember_world();
  reference::Audience audience(const operations::Caller& caller);
  void settle();
  reference::Time now();

  Rng rng_;
  ManualClock clock_;
  std::unique_ptr<crypto::Random> random_;
  std::unique_ptr<store::Engine> engine_;
  std::unique_ptr<operations::Node> node_;
  reference::World world_;  // as the node has been told; versions that have ended are kept, with an empty term
  std::map<Seq, std::pair<reference::World, reference::Time>> worlds_;  // by policy version from which it holds, and when
  std::map<std::string, reference::Agreement> widest_, current_;
  std::map<std::string, int> community_versions_;
  Time issued_{};  // of the last act
  std::map<std::string, crypto::SigningKey> authorities_;
  std::vector<std::string> parties_, people_;
  std::vector<reference::Label> labels_;
  int counter_ = 0;
  std::size_t versions_ = 0, events_ = 0, recalls_ = 0;
};

}  // namespace comity::property
