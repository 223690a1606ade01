// What a node's operator may set about credentials and limits.
#pragma once

#include <cstddef>
#include <cstdint>

#include "crypto/password.hpp"

namespace comity::access {

// A bucket of tokens: `burst` at once, `per_second` in the long run. 0 per second: no limit.
struct Rate {
  double per_second = 0;
  double burst = 0;
};

struct Settings {
  crypto::PasswordCost password;             // existing hashes are made anew at the next log-in
  std::size_t hashes_at_once = 1;            // each takes password.memory_bytes
  std::size_t hashes_waiting = 16;           // more are answered 429
  std::int64_t session_idle_s = 30 * 60;
  std::int64_t session_most_s = 12 * 3600;
  std::int64_t step_up_s = 15 * 60;          // so young is a session that may do what needs a fresh password
  std::int64_t invitation_s = 72 * 3600;
  Rate per_person{1000, 5000};               // requests after authentication
  Rate per_party{5000, 25000};
};

}  // namespace comity::access
