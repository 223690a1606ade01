// How a statement stands: a function of the recorded positions and of an instant, and of nothing else. docs/format/joint-statement.md, State. Pure; any thread.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "statement/position.hpp"

namespace comity::statement {

enum class State {
  draft,     // not open yet
  open,      // positions are taken
  silence,   // open, and the time of silence runs
  adopted,   // those agreed who had to
  failed,    // it closed, and they had not
  closed,    // the convenor ended it
};
std::string_view name_of(State state);

enum class Stand { none, signed_, reserved, silent, abstained, declined, broke_silence, withdrew };
std::string_view name_of(Stand stand);  // "no answer", "signed", "signed with reservations", "agreed by silence", …
std::string_view key_of(Stand stand);   // of JSON and CSV: "none", "signed", "reserved", "silent", "abstained", "declined", "broke-silence", "withdrew"
std::optional<Stand> stand_of(std::string_view key);
bool agrees(Stand stand);               // signed, reserved or silent

// A position on the version that is judged, with the time of its record.
struct Cast {
  std::string party;
  Deed deed = Deed::sign;
  bool reserved = false;
  Time issued{}, recorded{};
  bool is_void = false;  // its key was revoked since: it agrees to nothing, and whoever revokes a key makes nobody agree
};
// What else the records say of the version that is judged.
struct Ground {
  Time proposed = Time::min();        // when the version was recorded: a silence that ended by then never ran
  std::optional<Time> closed;         // when the convenor ended it
  std::map<std::string, Time> told;   // by party: when its people were first given this version. Who was not told did not keep silent
};
struct Standing {
  Stand stand = Stand::none;
  std::optional<Time> since;   // when it was recorded; of silence: when that time was over
  Time issued = Time::min();   // of the position that stands: a further one is issued later
  bool afterwards = false;     // after the statement was adopted
};
struct Outcome {
  State state = State::draft;
  std::map<std::string, Standing> parties;  // all invited, and nobody else
  std::size_t agreed = 0;
  bool quorum = false;                      // of those who agree now
  bool silence_broken = false;
  std::optional<Time> adopted_at;
};
// In whatever order the positions are given.
Outcome outcome_of(const Document& document, std::span<const Cast> positions, const Ground& ground, Time now);

// Whether a position of this party could count at `now`. Errors: forbidden (not invited), precondition (not open, silence is over, too late, no later than the one that stands).
Result<void> may_take(const Document& document, const Outcome& outcome, const Position& position, Time now);

}  // namespace comity::statement
