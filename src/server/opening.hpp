// Opening a node with a clock of its own: for exercises, whose first days are played before the node is served.
#pragma once

#include <memory>
#include <string>

#include "base/time.hpp"
#include "server/assemble.hpp"

namespace comity::server {

// As open_node(), by this clock, which is the node's from then on.
Result<std::unique_ptr<Opened>> open_node_by(const std::string& directory, std::unique_ptr<Clock> clock, std::int64_t sync_delay_us = 0);

}  // namespace comity::server
