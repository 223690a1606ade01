// Sessions of the console: a cookie of 256 random bits, of which only SHA-256 is kept, and only in memory: a restart of the node ends them.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "access/settings.hpp"
#include "base/time.hpp"
#include "crypto/hash.hpp"
#include "crypto/sign.hpp"

namespace comity::access {

struct Session {
  std::string id;      // its public name
  std::string person;
  Time made, used;
  Time until;          // at the latest
  std::uint64_t epoch = 0;      // of the account when it was made
  std::set<std::string> roles;  // of the person then: other roles, no session
  std::string address;          // from which it was made
  std::string token;            // the public id of the token that opened it; "" where a password did
};
// What opened a session, where that was no password: it ends with it.
struct OpenedBy {
  std::string token = {};     // its public id
  Time until = Time::max();
};
struct FreshSession {
  Session session;
  std::string secret;  // the cookie's value; shown once, never stored
};

// What a page must send in Comity-CSRF: made from the cookie, so that nothing more is kept, and no way back from it.
std::string csrf_of(std::string_view secret);

// Thread-safe.
class Sessions {
 public:
  explicit Sessions(const Settings& settings) : idle_us_(settings.session_idle_s * 1'000'000), most_us_(settings.session_most_s * 1'000'000) {}

  FreshSession open(crypto::Random& random, std::string person, std::uint64_t epoch, std::set<std::string> roles, std::string address, Time now,
                    std::optional<Time> made = std::nullopt,  // when the password or the token was given, if not now; its end counts from there
                    OpenedBy by = {});
  // The session that the cookie opens at `now`, which counts as its use unless it is only looked at.
  std::optional<Session> use(std::string_view secret, Time now, bool counts = true);
  std::vector<Session> list(std::string_view person, Time now);  // oldest first
  bool end(std::string_view person, std::string_view id);        // false if that person has no such session
  std::size_t end_all(std::string_view person);
  std::size_t end_of_token(std::string_view person, std::string_view token);
  std::size_t size() const;

  static constexpr std::size_t kMostOfOne = 16;      // past that a person's oldest ends
  static constexpr std::size_t kMostOfToken = 8;     // past that the oldest of those that one token opened
  static constexpr std::size_t kMost = 64 << 10;     // past that the one that was used longest ago

 private:
  struct HashOf {
    std::size_t operator()(const crypto::Digest& digest) const noexcept;
  };
  bool over(const Session& session, Time now) const { return now >= session.until || now.us >= session.used.us + idle_us_; }
  void forget(const std::string& id);
  void make_room(const std::string& person, Time now);
  void make_room_of_token(const std::string& person, const std::string& token);

  const std::int64_t idle_us_, most_us_;
  mutable std::mutex mutex_;
  std::unordered_map<crypto::Digest, std::string, HashOf> by_hash_;  // to the id
  struct Held {
    Session session;
    crypto::Digest hash{};
  };
  std::map<std::string, Held, std::less<>> by_id_;
  std::map<std::string, std::vector<std::string>, std::less<>> by_person_;  // ids, oldest first
};

}  // namespace comity::access
