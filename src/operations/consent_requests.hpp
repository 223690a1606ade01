// Requests for a party's consent, and how they were answered: a fold over the journal. docs/format/journal.md, kinds 12 and 14.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "journal/policy.hpp"

namespace comity::operations {

// Somebody asked a party for its consent. Recorded whether there is such an object or not: nothing here was looked up.
struct ConsentRequest {
  std::string id;      // "r-" and 32 hexadecimal digits
  std::string person;  // who asked
  std::string of;      // the party asked
  std::string object;  // a STIX id, as it was written
  std::string purpose; // "" for none
  std::string reason;
};
std::string encode(const ConsentRequest& request);
Result<ConsentRequest> decode_request(std::string_view body);  // Errors: corrupt

// Readers hold Journal::state() shared. Folded after Policy: an act that does not count there answers nothing.
class ConsentRequests final : public journal::Fold {
 public:
  explicit ConsentRequests(const journal::Policy& policy) : policy_(policy) {}
  void apply(const journal::Entry& entry) override;

  struct Answer {
    Time at;
    std::string by;       // the party asked, or one of its agencies
    std::string consent;  // its id; "" for a refusal
    std::string reason;   // as the act says it
  };
  struct Recorded {
    Seq seq = 0;
    Time at;
    ConsentRequest request;
    std::vector<Answer> answers;  // none: it is open
  };
  const std::vector<Recorded>& all() const { return all_; }  // in the order of asking
  const Recorded* find(std::string_view id) const;           // nullptr: there is none
  std::uint32_t open_of(std::string_view person) const;      // how many of this person's requests nobody has answered

 private:
  const journal::Policy& policy_;
  std::vector<Recorded> all_;
  std::map<std::string, std::size_t, std::less<>> by_id_;
  std::map<std::string, std::uint32_t, std::less<>> open_;  // by person
};

}  // namespace comity::operations
