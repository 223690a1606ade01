// What people have to log in with beside tokens: passwords, one-time passwords, client certificates; and the invitations by which they set
// the first. Folded from account records (docs/format/journal.md).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/scopes.hpp"
#include "base/time.hpp"
#include "crypto/hash.hpp"
#include "journal/journal.hpp"

namespace comity::access {

// Numbers are stored: never reuse one.
enum class Change : std::uint8_t {
  invited = 1,              // hashes: SHA-256 of the invitation's secret; until
  password = 2,             // value: its Argon2id hash. Ends the invitation and all sessions
  rehashed = 3,             // value: the same password's hash at a greater cost. Ends nothing
  totp = 4,                 // value: the sealed secret; hashes: of the recovery codes. Ends all sessions
  totp_removed = 5,         // ends all sessions
  totp_used = 6,            // step: codes of it and before open nothing more
  recovery_used = 7,        // hashes: of the code
  certificate_bound = 8,    // id, value: fingerprint, until, scopes, note
  certificate_unbound = 9,  // id
  suspended = 10,           // no credential of the person opens anything. Ends all sessions
  resumed = 11,
  reset = 12,               // password, one-time passwords and invitation are gone. Ends all sessions
};

// One account record: `person` and what the change says; the rest is empty.
struct AccountChange {
  Change change = Change::invited;
  std::string person;
  std::string id{}, value{}, note{};
  Time until = Time::max();
  Scopes scopes{};
  std::uint64_t step = 0;
  std::vector<crypto::Digest> hashes{};
};
std::string encode(const AccountChange& change);
Result<AccountChange> decode_account_change(std::string_view body);  // Errors: corrupt

struct Invitation {
  crypto::Digest hash{};
  Time until;
};
struct Account {
  std::string password;                  // Argon2id; "" for none
  std::string totp;                      // sealed; "" for none
  std::vector<crypto::Digest> recovery;  // of the codes not used yet
  std::uint64_t totp_used = 0;
  std::optional<Invitation> invitation;
  bool suspended = false;
  std::uint64_t epoch = 0;               // sessions of an earlier one are over
};
struct Certificate {
  std::string id, person, fingerprint, note;
  Scopes scopes;
  Time made, until;
};

// Readers hold Journal::state() shared.
class Accounts final : public journal::Fold {
 public:
  void apply(const journal::Entry& entry) override;
  const Account& of(std::string_view person) const;  // an empty one for who has none
  // Bound and valid at `now`, or null.
  const Certificate* certificate(std::string_view fingerprint, Time now) const;
  std::vector<const Certificate*> certificates(std::string_view person) const;  // by id; of everyone for ""
  const Certificate* certificate_by_id(std::string_view id) const;

 private:
  std::map<std::string, Account, std::less<>> accounts_;
  std::map<std::string, Certificate, std::less<>> certificates_;         // by id
  std::map<std::string, std::string, std::less<>> by_fingerprint_;       // to the id
};

}  // namespace comity::access
