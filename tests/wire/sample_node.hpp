// A node in this process with the sample alliance: keys made here, engine in memory, a clock that stands still.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "server/assemble.hpp"

namespace comity::wire {

class SampleNode {
 public:
  // Throws std::runtime_error: a node that cannot be made fails the test.
  static std::unique_ptr<SampleNode> make();
  void share_products();  // alliances/sample/products, each by its agency's submitter

  const std::string& token(const std::string& person) const { return tokens_.at(person); }  // or "operator"
  std::uint16_t port() const { return running_->port(); }

 private:
  server::Opened opened_;
  std::map<std::string, std::string> tokens_;
  std::unique_ptr<server::Running> running_;  // last: stops before the node goes
};

std::string read_source(const std::string& path);  // relative to the source tree

}  // namespace comity::wire
