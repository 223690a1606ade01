// Calls that name themselves, so that one sent again is answered again and not done again (draft-ietf-httpapi-idempotency-key-header).
// docs/format/rest.md says what a caller can rely on.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.hpp"
#include "crypto/hash.hpp"
#include "journal/journal.hpp"

namespace comity::operations {

// A fold over the records of kind begun, and answers in memory. Thread-safe.
class Repeats final : public journal::Fold {
 public:
  static constexpr std::int64_t kKeptUs = 86'400'000'000;  // 24 hours
  static constexpr std::size_t kMostKeys = 4096;           // of one person at a time; further ones are refused
  static constexpr std::size_t kMostBytes = 4 << 20;       // of one person's answers; the oldest go first
  static constexpr std::size_t kMostPeople = 65536;

  struct Name {
    std::string person;
    crypto::Digest key{};
    auto operator<=>(const Name&) const = default;
  };
  struct Answer {
    int status = 0;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
  };
  enum class Found {
    fresh,    // this call is to be made; finish() or release() follows
    answered, // it was, and this is its answer
    under_way,
    another,  // the key came with another request
    unknown,  // it was begun, and its answer is not here: the node stopped meanwhile, or the answer is not kept
    too_many,
  };
  struct Begun {
    Found found = Found::fresh;
    Answer answer;
  };
  Begun begin(const Name& name, const crypto::Digest& request, Time now);
  // Kept for later calls; nothing: it is done, but its answer is not kept.
  void finish(const Name& name, std::optional<Answer> answer);
  // Nothing was done: the key is free again. In a node that starts anew a record that it was begun still stands.
  void release(const Name& name);

  void apply(const journal::Entry& entry) override;

 private:
  enum class State { under_way, answered, unknown };
  struct Kept {
    crypto::Digest request{};
    Time since;
    State state = State::unknown;
    Answer answer;
  };
  struct Person {
    std::map<crypto::Digest, Kept> calls;
    std::deque<std::pair<Time, crypto::Digest>> by_age;
    std::size_t bytes = 0;
  };
  void forget(Person& person, Time now);
  void forget_people(Time now);

  std::mutex mutex_;
  std::map<std::string, Person, std::less<>> people_;
};

// Records that the call is begun, before it is: after a crash it is known that it may have been done. Errors: unavailable.
Result<void> record_begun(journal::Journal& journal, const Repeats::Name& name, const crypto::Digest& request);

}  // namespace comity::operations
