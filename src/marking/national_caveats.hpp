// The catalogue of national caveats: what may follow a level word in a national marking, and what it does. To add one,
// add a row.
#pragma once

#include <span>
#include <string_view>

namespace comity::marking {

enum class CaveatEffect {
  eyes_only,    // the control EYES-ONLY of the party: only its own readers, a consent does not lift it
  own_readers,  // R and S are the party itself, and its clients are left out: a consent may lift it
  releasable,   // a list of names follows: R and S are those and the owner
  compartment,  // the reader must hold (owner, word)
  control,      // the restricting control of that name, of the owner
  duty,         // a duty of that name
  statement,    // shown; decides nothing
  warning,      // goes with the level word: rows of equivalence may depend on it
};

struct NationalCaveat {
  std::string_view party;  // whose caveat: only that owner's markings have it; "" every owner's
  std::string_view words;  // as written, folded before it is compared
  CaveatEffect effect;
  std::string_view name;  // of the compartment, control or duty; else how it is written again: the first row of an
                          // effect is the spelling
  std::string_view source;
};
std::span<const NationalCaveat> national_caveats();

// How readers are named in releasable lists. `parties` are ids, several joined by a space.
struct ReaderName {
  std::string_view words, parties;
};
std::span<const ReaderName> reader_names();

// How a party's markings put caveats after the level word: "//", " - " or " ".
std::string_view caveat_separator(std::string_view party);

}  // namespace comity::marking
