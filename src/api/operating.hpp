// What the REST door asks of the process that serves the node: handed in, as the door stands below it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace comity::api {

struct BackupSince {
  std::uint64_t records = 0;
  std::string root;
};

// Each may be called by any thread.
struct Operating {
  std::function<std::vector<std::string_view>()> unready;  // the parts that cannot work now
  std::function<std::string()> status;                     // JSON, for the operator
  std::function<std::string()> metrics;                    // Prometheus text
  std::function<Result<void>(std::optional<BackupSince>)> begin_backup;
  std::function<std::string()> backups;                    // JSON: how the last one stands
};

}  // namespace comity::api
