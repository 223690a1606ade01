// What watches over a node and keeps it: readiness, counts, backups. One for each node that is served.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "api/operating.hpp"
#include "http/http.hpp"
#include "server/assemble.hpp"
#include "server/backup.hpp"
#include "server/log.hpp"
#include "server/metrics.hpp"
#include "server/readiness.hpp"
#include "server/settings.hpp"

namespace comity::server {

class Operating {
 public:
  // `log` may be null, and outlives this.
  Operating(Opened& opened, const Settings& settings, const Log* log);

  Readiness readiness;
  RequestCounts requests;
  // Of the server that is running, once there is one.
  void set_server(std::function<http::Numbers()> numbers);
  std::string metrics();
  // For the REST door. This outlives it.
  api::Operating door();
  // /metrics, /ready and /health without a log-in, for a port that only this machine reaches.
  std::vector<http::Route> watch_routes();

 private:
  std::string backup_state() const;
  void write_node(Exposition& out);
  void write_server(Exposition& out);

  Opened& opened_;
  const Log* log_;
  Backups backups_;
  mutable std::mutex mutex_;
  std::function<http::Numbers()> numbers_;
};

// Every answer of these routes carries Comity-Request-Id, and each request is counted in `log`, if that wants it.
std::vector<http::Route> observed(std::vector<http::Route> routes, crypto::Random& random, const Log* log);

}  // namespace comity::server
