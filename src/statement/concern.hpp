// A concern: a party's worry about how another handles what it is given, raised officially, answered, remedied by a date. docs/format/concern.md. Values; pure; any thread.
#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agreement/paper.hpp"
#include "base/time.hpp"

namespace comity::statement {

inline constexpr agreement::PaperKind kConcern{"concern", "concern"};

enum class Category { disclosure, late_recall, third_party, marking, other };
std::string_view name_of(Category category);  // "late-recall"
std::optional<Category> category_of(std::string_view name);

// What is done about a concern, and by which party: `raise`, `close` and `withdraw` by the one that has it, `answer` and `remedied` by the one that it is about.
enum class Move { raise, answer, remedied, close, withdraw };
std::string_view name_of(Move move);
std::optional<Move> move_of(std::string_view name);

// One signed step. Members that a move does not have are empty.
struct Step {
  Move move = Move::raise;
  std::string id;     // begins with the raiser and a hyphen
  std::string by;     // the party that signs
  std::string text;   // what it says
  Time issued{};
  // raise
  std::string about;  // a party, or one of its agencies
  Category category = Category::other;
  std::string remedy;               // what is asked for; may be ""
  std::set<std::string> objects;    // STIX ids, as the raiser wrote them; nothing of them is looked up
  std::optional<Time> answer_by;
  std::set<std::string> told;       // parties and communities that may know, besides the two
  // answer
  std::optional<Time> remedy_by;    // a remedy is promised
  // close
  bool satisfied = false;
  bool operator==(const Step&) const = default;
};
std::string to_json(const Step& step);          // canonical: what is signed
Result<Step> parse_step(std::string_view json); // Errors: invalid, where = a JSON pointer

enum class ConcernState { open, answer_overdue, answered, remedy_due, remedy_overdue, remedied, closed, withdrawn };
std::string_view name_of(ConcernState state);   // "answer overdue"
bool is_open(ConcernState state);               // neither closed nor withdrawn

struct Taken {
  Step step;
  Time recorded{};
};
struct Course {
  ConcernState state = ConcernState::open;
  std::optional<Time> due;   // of the answer, or of the remedy
  std::optional<Time> promised;  // the first promise of a remedy, whatever was promised after
  bool satisfied = false;    // of a closed one
};
// In the order of recording; the first is the raising. Steps that cannot follow are passed over.
Course course_of(std::span<const Taken> steps, Time now);
// Errors: forbidden (not this party's to do), precondition (it cannot follow), conflict (issued no later than what is recorded).
Result<void> may_follow(std::span<const Taken> steps, const Step& next, Time now);

}  // namespace comity::statement
