// A node of this process with the sample alliance in memory, asked through the handlers of its doors: what a caller gets, without a
// socket's noise.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "http/http.hpp"
#include "http/routes.hpp"
#include "server/assemble.hpp"
#include "tests/fault/sample_alliance.hpp"

namespace comity::fault {

struct Ask {
  std::string method, target;  // the target percent-encoded, with its query
  std::string type;            // Content-Type; "" for none
  std::string body;
};

class DoorNode {
 public:
  DoorNode();  // established, on 2026-06-01, with a log-in for everyone

  http::Request request(const std::string& person, const Ask& ask) const;
  http::Request bare(const Ask& ask) const;  // with no credential
  // The handler of the table's row for it. Throws std::runtime_error where there is none.
  http::Response answer(const http::Request& request) const;
  http::Response ask(const std::string& person, const Ask& one) const { return answer(request(person, one)); }

  // The same over a connection of the loopback, kept open: what somebody who listens to a clock has.
  http::Client::Reply send(const std::string& person, const Ask& one);

  const std::vector<std::string>& rows() const { return rows_; }  // "GET /api/v1/me", of every door
  const SampleAlliance& alliance() const { return alliance_; }
  operations::Node& node() { return *opened_.node; }
  ManualClock& clock() { return *clock_; }

  const std::string& token(const std::string& person) const { return tokens_.at(person); }
  store::Engine& engine() { return *opened_.engine; }

 private:
  void reopen();
  const std::unique_ptr<crypto::Random> random_ = crypto::test_random(12);
  const SampleAlliance alliance_{*random_};
  server::Opened opened_;
  ManualClock* clock_ = nullptr;
  std::map<std::string, std::string> tokens_;
  std::vector<std::string> rows_;
  http::Routes routes_;
  std::unique_ptr<server::Running> running_;
  std::unique_ptr<http::Client> client_;
};

// All that a client sees of a response, but for the Date that the server adds.
std::string whole(const http::Response& response);
std::string body_of(const http::Response& response);

}  // namespace comity::fault
