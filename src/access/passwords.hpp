// Which passwords are taken, and hashing them without starving the node.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "access/settings.hpp"
#include "base/result.hpp"

namespace comity::access {

// The password as it is hashed: in Unicode normal form C (UAX #15), so that two keyboards write the same. Errors: invalid (not UTF-8, or
// too long to be a password).
Result<std::string> normal_form(std::string_view password);

// 12 to 128 characters after normal_form(), and none that a guesser tries first: a word that everybody uses, the person's or the node's own
// names, or a walk over the keyboard, each with whatever digits and signs around it or again and again. No other rule of composition.
// Errors: invalid, saying which.
Result<void> check_password(std::string_view normal, std::string_view person, std::string_view node);

// Hashes at most so many at once; others wait their turn, and past that are told to come again. Thread-safe.
class Hasher {
 public:
  Hasher(const Settings& settings, crypto::Random& random);
  // Errors: too_many, unavailable.
  Result<std::string> hash(std::string_view password);
  // `hash` "" (nobody, or no password) takes as long and is false. Errors: too_many.
  Result<bool> verify(const std::string& hash, std::string_view password);
  bool wants_rehash(const std::string& hash) const { return crypto::wants_rehash(hash, cost_); }

 private:
  class Turn;
  const crypto::PasswordCost cost_;
  const std::size_t at_once_, waiting_most_;
  const std::string decoy_;
  std::mutex mutex_;
  std::condition_variable free_;
  std::size_t running_ = 0, waiting_ = 0;
};

}  // namespace comity::access
