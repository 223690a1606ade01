// What the node's administrators did, and who logged in or failed to: audit records (docs/format/journal.md). No secret is ever in one.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/ids.hpp"
#include "base/time.hpp"
#include "journal/journal.hpp"

namespace comity::access {

struct Audited {
  std::string by;           // person or operator; "" when nobody was known
  std::string credential;   // the public id of what it used
  std::string address;      // "" for a command on the node's own folder
  std::string what;         // "token.add", "login", …: docs/format/journal.md lists them
  std::string on;           // the person it was about, or ""
  std::string detail;       // public ids and numbers
  bool done = true;         // false: refused
  std::uint64_t count = 1;  // so many times since `since`
  Time since{};             // of what was counted together; else the record's time
};
std::string encode(const Audited& one);
Result<Audited> decode_audited(std::string_view body);  // Errors: corrupt

// Where the records of each party's people are. Readers hold Journal::state() shared.
class Audit final : public journal::Fold {
 public:
  void apply(const journal::Entry& entry) override;
  const std::vector<Seq>& all() const { return all_; }
  const std::vector<Seq>& of_party(std::string_view party) const;  // those about its people, or by them

 private:
  std::vector<Seq> all_;
  std::map<std::string, std::vector<Seq>, std::less<>> by_party_;
};

// Refusals wait here and are written together, so that strangers cannot fill the disk: at most kMost records in ten minutes. Thread-safe.
class Refusals {
 public:
  // `on`: a person of the directory, or "": what a stranger typed as a name may be a password.
  void note(std::string_view what, std::string_view on, std::string_view address, Time now);
  // Those whose ten minutes are over; all of them when `all`.
  std::vector<Audited> take(Time now, bool all = false);
  bool due(Time now) const;

  static constexpr std::size_t kMost = 32;  // further ones count as one, of nobody and nowhere
  static constexpr std::int64_t kWindowUs = 600ll * 1'000'000;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, Audited> held_;
  Time since_{};
};

}  // namespace comity::access
