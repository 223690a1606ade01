// Whether the node can do its work now, and if not, which part of it cannot.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "server/assemble.hpp"

namespace comity::server {

// Looked at by the ticker and by whoever asks. The names are all that is told: "journal" (stopped), "disk" (takes no
// records: full, or a sync failed), "index" (settling has not moved for a minute though there is something to settle),
// "clock" (a transition is overdue, or the clock was set back behind the journal), "space" (less is free than disk.low_mib).
class Readiness {
 public:
  explicit Readiness(Opened& opened) : opened_(opened) {}
  void set_low_mib(std::int64_t mib) { low_mib_ = mib; }
  // Any thread.
  std::vector<std::string_view> unready();
  // Free bytes where the store lies; nothing known: the largest number.
  std::uint64_t free_bytes() const;

 private:
  bool index_behind(Time now);

  Opened& opened_;
  std::atomic<std::int64_t> low_mib_{1024};
  std::mutex mutex_;
  Seq settled_ = 0;
  Time moved_;  // when `settled_` was last seen to move, or to have nothing before it
};

}  // namespace comity::server
