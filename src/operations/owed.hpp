// What waits for a person, and what ends soon: each from the act that it could do now. docs/format/desk.md.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "operations/node.hpp"
#include "operations/rounds.hpp"

namespace comity::operations {

struct Owed {
  std::string kind;         // "consent", "round-commit", "round-reveal", "statement", "concern", "tearline", "approval", "recall"
  std::string id, title, detail;
  std::optional<Time> due, since;
  std::string path;         // of the console's screen
};
struct Ending {
  std::string kind;         // "agreement", "clearance", "consent", "token", "certificate"
  std::string id, title;
  Time until;
  int days = 0;             // whole ones that are left
  std::string state;        // "in force", "notice given", "valid"
  std::string detail;
};
struct OwedAnswer {
  std::vector<Owed> owed;               // what is due first stands first
  std::vector<Ending> ending;           // by their ends
  std::map<std::string, int> counts;    // by screen: what of `owed` is done there; "desk": all
  RoundLeases leases;                   // titles of rounds: to be told when the answer was sent
};

inline constexpr int kEndingDays = 90;

// Of recalls those that stand after what the notebook has as seen, else of the last 30 days. To the operator nothing is owed, and it is told what tokens and certificates of its
// own end.
Result<OwedAnswer> owed(Node& node, const Caller& caller);

nlohmann::ordered_json to_json(const OwedAnswer& answer);

}  // namespace comity::operations
