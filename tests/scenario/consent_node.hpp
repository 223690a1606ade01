// A node of this process with the sample alliance, whose authorities sign consents, and people who poll it.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "operations/consents.hpp"
#include "store/engine.hpp"
#include "tests/fault/sample_alliance.hpp"

namespace comity::scenario {

inline constexpr const char* kJapan = "JPN.CIRO.analyst";

// What an object of New Zealand's says of itself.
struct Marked {
  std::string label = "";       // members of the label, JSON
  std::string more = "";        // further members of the object, each followed by a comma
  std::string modified = "2026-05-01T00:00:00.000Z";
};
// SECRET or as given, topic cyber, for New Zealand alone, originator-controlled.
std::string orcon(const std::string& word = "RESTRICTED", const std::string& more = "");
std::string tool(const std::string& id, const Marked& marked);
std::string report(const std::string& id, const std::vector<std::string>& refers_to, const Marked& marked);

class ConsentNode {
 public:
  ConsentNode();
  operations::Node& node() { return *node_; }
  void reopen();  // replays the journal
  ManualClock& clock() { return clock_; }
  const fault::SampleAlliance& alliance() const { return alliance_; }

  // As New Zealand's submitter. Throws if one is refused.
  void share(const std::vector<std::string>& objects, const std::string& person = "NZL.GCSB.submitter");
  // A consent of New Zealand to Japan for these, to be changed before it is signed.
  agreement::Act consent(const std::vector<std::string>& ids, const std::string& version = Marked{}.modified);
  Result<Seq> record(const agreement::Act& act);                     // signed by the authority of its party
  Result<Seq> bring(const agreement::SignedAct& act);
  Result<Seq> revoke(const std::string& consent, const std::string& by = "NZL");
  void later(std::int64_t seconds) { clock_.set({clock_.now().us + seconds * 1'000'000}); }
  // `by` stops all sharing with `party`, or lets it go on.
  void suspend(const std::string& by, const std::string& party, bool stop);

 private:
  std::unique_ptr<crypto::Random> random_;
  fault::SampleAlliance alliance_;
  std::unique_ptr<store::Engine> engine_;
  ManualClock clock_;
  std::unique_ptr<operations::Node> node_;
  std::int64_t suspensions_ = 0;
};

// Somebody who polls: each time only what came since the last.
class Poller {
 public:
  Poller(ConsentNode& of, const std::string& person, const std::string& purpose = "");
  // The ids that came, each with a date after all seen before.
  std::set<std::string> news();
  std::set<std::string> gone();
  // The bytes of what came last under that id; "" if nothing did.
  const std::string& bytes(const std::string& id) const;

 private:
  ConsentNode& of_;
  operations::Caller caller_;
  Time last_ = Time::min(), last_gone_ = Time::min();
  std::map<std::string, std::string> bytes_;
};

}  // namespace comity::scenario
