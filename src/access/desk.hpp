// What a node holds in memory about who asks: sessions, rates, failures, and the means to judge passwords and one-time passwords. A restart
// forgets it.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "access/audit.hpp"
#include "access/limits.hpp"
#include "access/passwords.hpp"
#include "access/sessions.hpp"
#include "access/settings.hpp"
#include "crypto/seal.hpp"

namespace comity::access {

// Secrets that people have been shown and have not yet confirmed with a code. One of each person; thread-safe.
class Enrolments {
 public:
  static constexpr std::int64_t kValidUs = 600ll * 1'000'000;
  void begin(const std::string& person, std::string secret, Time now);
  std::optional<std::string> secret_of(std::string_view person, Time now);
  void end(std::string_view person);

 private:
  struct Held {
    std::string secret;
    Time until;
  };
  std::mutex mutex_;
  std::map<std::string, Held, std::less<>> held_;  // people of the directory, no more
};

// Codes that a log-in has taken, before the record of it is durable. Thread-safe.
class Claims {
 public:
  bool take(const std::string& person, std::uint64_t step);          // false if this step or a later one was
  bool take(const std::string& person, const crypto::Digest& code);  // false if this recovery code was

 private:
  std::mutex mutex_;
  std::map<std::string, std::uint64_t> steps_;
  std::map<std::string, std::set<crypto::Digest>> codes_;  // ten of each person and enrolment
};

struct Desk {
  // `sealing`: keys/credentials.key; null where there is none: then no one-time passwords.
  Desk(const Settings& with, crypto::Random& random, std::shared_ptr<const crypto::SealingKey> sealing_key)
      : settings(with), sessions(with), rates(with), hasher(with, random), sealing(std::move(sealing_key)) {}

  const Settings settings;
  Sessions sessions;
  Rates rates;
  Failures failures;
  Hasher hasher;
  Refusals refusals;
  Enrolments enrolments;
  Claims claims;
  const std::shared_ptr<const crypto::SealingKey> sealing;
};

}  // namespace comity::access
