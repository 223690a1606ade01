// The words of the CAPCO register, for the files of this language only.
#pragma once

#include <fmt/format.h>

#include <array>
#include <span>

#include "marking/capco.hpp"

namespace comity::marking::capco {

// One word in its forms. `spelled` and `other` are read in either form.
template <class T>
struct Word {
  T what;
  std::string_view portion, banner, spelled, other;
  std::string_view control;  // its name in controls.cpp; "" if it is none of its own
};
std::span<const Word<Dissem>> dissem_words();  // by enumerator
std::span<const Word<NonIc>> non_ic_words();   // by enumerator
std::span<const Word<Aea::Type>> aea_words();  // by enumerator

struct SciWord {
  std::string_view text, code, compartment;  // "ECRU" is EL-EU; compartment "" for a control system
};
// The control system, or a compartment with a name of its own; nullptr: the register has no such word.
const SciWord* find_sci(std::string_view text);
// Is `code` one of the register's control systems?
bool known_sci(std::string_view code);
// "SI-GAMMA" is SI-G.
std::string_view compartment_code(std::string_view control, std::string_view compartment);
// May a part after a hyphen be a sub-compartment of `compartment`? In ISM's values SI-G-ABCD is one of SI-G, where the
// register itself writes SI-G ABCD and keeps the hyphen for the next compartment.
bool has_hyphened_subs(std::string_view control, std::string_view compartment);
bool reads_as_sub(std::string_view control, std::string_view compartment, std::string_view part);

// NATO's levels as a portion writes them, some with a control: "NSAT" is NATO SECRET ATOMAL.
struct NatoShort {
  std::string_view text;
  Level level;
  std::string_view control;
};
std::span<const NatoShort> nato_shorts();

std::optional<Level> level_named(std::string_view word, bool& portion_form);

// USA, then trigraphs, then tetragraphs, each in the order of the alphabet (CAPCO 10.e.4).
bool usa_first(std::string_view a, std::string_view b);
bool trigraphs_first(std::string_view a, std::string_view b);

// Findings of one text: bounded in number, quoting no more than a little printable text.
class Notes {
 public:
  void error(Span at, std::string_view rule, std::string message) {
    add(Finding::Severity::error, at, rule, std::move(message));
  }
  void warning(Span at, std::string_view rule, std::string message) {
    add(Finding::Severity::warning, at, rule, std::move(message));
  }
  std::vector<Finding> take();  // in the order of the text

 private:
  void add(Finding::Severity severity, Span at, std::string_view rule, std::string message);
  static constexpr std::size_t kMost = 64;  // of either severity
  std::vector<Finding> findings_;
  std::size_t errors_ = 0, warnings_ = 0;
};
// The rule of a REL TO without its list.
inline constexpr std::string_view kListMissing = "CAPCO 10.e";
std::string quoted(std::string_view text);

// The register's rules on what may stand together (capco_rules.cpp).
void check(const Marking& marking, Notes& notes);

}  // namespace comity::marking::capco
