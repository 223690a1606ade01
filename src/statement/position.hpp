// What a party does about one version of a statement: a paper that its authority signs outside the node. docs/format/joint-statement.md. Values; pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agreement/paper.hpp"
#include "statement/document.hpp"

namespace comity::statement {

inline constexpr agreement::PaperKind kPosition{"position", "statement"};

// Stored and signed as words. `withdraw` takes back what the party did before.
enum class Deed { sign, abstain, decline, break_silence, withdraw };
std::string_view name_of(Deed deed);  // "break-silence"
std::optional<Deed> deed_of(std::string_view name);

struct Reservation {
  std::string paragraph, text;
  bool operator==(const Reservation&) const = default;
};
struct Position {
  std::string statement;
  int version = 0;
  std::string sha256;  // of the version's bytes
  std::string party;
  Deed deed = Deed::sign;
  std::vector<Reservation> reservations;  // of a signature alone
  std::string note;
  Time issued{};
  bool operator==(const Position&) const = default;
};
std::string to_json(const Position& position);              // canonical: what is signed
Result<Position> parse_position(std::string_view json);     // Errors: invalid, where = a JSON pointer
// The position is about this very text, and its reservations name paragraphs of it. Errors: conflict (another version or text), invalid.
Result<void> check_about(const Position& position, const Written& version);

}  // namespace comity::statement
