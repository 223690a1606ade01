// A node in this process with the sample alliance: keys made here, engine in memory, a clock that is set.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "server/assemble.hpp"

namespace comity::wire {

// Stands still until set, which another thread than the node's may do.
class SetClock final : public Clock {
 public:
  explicit SetClock(Time start) : us_(start.us) {}
  Time now() override { return {us_}; }
  void set(Time time) { us_ = time.us; }

 private:
  std::atomic<std::int64_t> us_;
};

class SampleNode {
 public:
  // Throws std::runtime_error: a node that cannot be made fails the test.
  static std::unique_ptr<SampleNode> make();
  void share_products();  // alliances/sample/products, each by its agency's submitter

  const std::string& token(const std::string& person) const { return tokens_.at(person); }  // or "operator"
  void set_time(Time time) { clock_->set(time); }                                           // forward only
  void limit(double per_second, double burst) { opened_.node->desk().rates.set({per_second, burst}, {0, 0}); }  // of each person
  // The act of a party, signed by its authority, as JSON.
  std::string signed_act(const std::string& party, const std::string& act) const;
  // The commitment to that judgement (JSON), issued now and signed by the authority of its agency's party, as JSON.
  std::string sealed(const std::string& judgement) const;
  // The agreement in that file of the source tree, signed by these parties' authorities.
  std::string signed_agreement(const std::vector<std::string>& parties, const std::string& path) const;
  std::uint16_t port() const { return running_->port(); }

 private:
  server::Opened opened_;
  SetClock* clock_ = nullptr;  // the node's
  std::map<std::string, std::string> tokens_;
  std::map<std::string, crypto::SigningKey> authorities_;
  std::unique_ptr<server::Running> running_;  // last: stops before the node goes
};

std::string read_source(const std::string& path);  // relative to the source tree

}  // namespace comity::wire
