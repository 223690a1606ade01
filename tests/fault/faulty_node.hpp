// A node of this process with the sample alliance, on a disk that fails when told.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "http/http.hpp"
#include "server/assemble.hpp"
#include "store/faulty_disk.hpp"
#include "store/scratch_directory.hpp"
#include "tests/fault/parcels.hpp"
#include "tests/fault/sample_alliance.hpp"

namespace comity::fault {

class FaultyNode {
 public:
  FaultyNode();  // established, with a log-in for everyone; served on a free port
  ~FaultyNode();

  // As after the end of the process and, if asked, the power: opened again through a sound disk, and served.
  void reopen(bool power_cut = false);

  store::Faults& faults() { return *faults_; }
  server::Opened& opened() { return *opened_; }
  operations::Node& node() { return *opened_->node; }
  const SampleAlliance& alliance() const { return alliance_; }
  const std::string& directory() const { return scratch_.path(); }  // of the store
  std::uint16_t port() const { return running_->port(); }
  const std::string& token(const std::string& person) const { return tokens_.at(person); }

  // Through the door, on a connection of its own.
  http::Client::Reply get(const std::string& person, const std::string& target) const;
  http::Client::Reply page(const std::string& person, const std::string& query = "") const;
  http::Client::Reply post(const std::string& person, const std::string& bundle) const;
  // Whether the node holds that object of that party, whoever may read it.
  bool holds(const std::string& owner, const Parcel::Object& object);
  std::string said() const;  // to the log

 private:
  void open();
  void serve();

  const store::ScratchDirectory scratch_;
  const std::unique_ptr<crypto::Random> random_ = crypto::test_random(11);
  const SampleAlliance alliance_{*random_};
  std::shared_ptr<store::Faults> faults_;
  store::FaultyDisk* disk_ = nullptr;
  std::unique_ptr<server::Opened> opened_;
  std::map<std::string, std::string> tokens_;
  mutable std::mutex mutex_;
  std::string said_;
  std::unique_ptr<server::Running> running_;
};

}  // namespace comity::fault
