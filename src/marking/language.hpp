// Marking languages: how partners write what a label means. Each is one file and one row in languages.cpp.
// Reading is total: a text that cannot be read in full gives a label that denies everybody and says what was not understood.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "marking/label.hpp"
#include "marking/levels.hpp"

namespace comity::marking {

// Texts longer than this are refused unread.
inline constexpr std::size_t kMaxMarkingBytes = 1u << 20;

// Something to say about a place in a text.
struct Finding {
  enum class Severity : std::uint8_t {
    error,    // not understood, or against the language's rules: the reading denies everybody
    warning,  // odd, deprecated, or said twice: it was read, in the narrower sense
    note,     // said by the text and part of no label: when it is to be reviewed, what it is bound to
  };
  Severity severity = Severity::error;
  std::size_t offset = 0;  // bytes into the text
  std::size_t length = 0;
  std::string pointer;     // JSON pointer, for languages that are JSON; "" for others
  std::string rule;        // the paragraph or rule it comes from: "CAPCO 10.b.1", "ISM-ID-00318"; may be ""
  std::string message;     // what is wrong and what to write instead
};

struct Context {
  std::string owner;                  // the party whose marking it is, where the text does not say so: "NZL"
  Time marked;                        // level words are created then, and communities read as of then
  const Schemes* schemes = nullptr;   // the directory's level schemes; nullptr: known_schemes()
};

// What a text says. The label is as stated, not yet resolved against a directory (alliance/resolve.hpp): names in reader sets read
// as parties, and an originator may be a bare party where the text does not name its agency.
struct Reading {
  Label label;                        // errors are among its unknowns, so that it denies
  std::string canonical;              // the same marking as its authority would write it; "" where it has errors
  std::optional<Time> disposition;    // to be destroyed by then
  std::optional<Time> marked;         // the marking's date where the text states one: communities are read as of it
  std::vector<Finding> findings;      // in the order of the text

  bool ok() const;                    // no error among the findings
  // Adds the finding; an error also goes to label.unknowns, so nobody reads what nobody understood. What a message quotes is made
  // UTF-8 (as_utf8): labels are stored as JSON.
  void find(Finding finding);
};

// What a language makes of a label. `lost` is what it has no words for: shown beside the text, never silently left out.
struct Rendering {
  std::string text;                   // "" if the language cannot say even the level
  std::vector<std::string> lost;      // each a phrase: "topic pacific", "duty destroy-when-done"
};

struct Language {
  std::string_view id;         // "capco"
  std::string_view title;      // "US banner line (CAPCO)"
  std::string_view source;     // the document that defines it
  std::string_view extension;  // the STIX extension-definition whose value (JSON) it reads; "" if none
  // A cheap look: is the text meant in this language, well-formed or not? What claims to be a marking and cannot be read must
  // deny rather than pass as a remark.
  bool (*recognizes)(std::string_view text);
  // Never throws; bounded by kMaxMarkingBytes. Any thread.
  Reading (*read)(std::string_view text, const Context& context);
  // nullptr: the language is only read. Any thread.
  Rendering (*write)(const Label& label, const Context& context);
  // The label of a document with these portion marks under this banner, for languages with a roll-up of their own. nullptr: their join.
  Label (*document)(std::span<const std::string_view> portions, std::string_view banner, const Context& context) = nullptr;
};

// The label of a document with these portion marks under this banner, which may narrow them and never widens them. Where one of them
// names readers and another is silent, its silence means its owner alone. `banner` may be "": none. Any thread.
Label read_document(const Language& language, std::span<const std::string_view> portions, std::string_view banner, const Context& context);
// The same for labels that were read already, of whatever languages. Not empty.
Label join_document(std::vector<Label> labels);

// All of them, the more particular first. To add one: a file, its declaration in languages.hpp and a row in languages.cpp.
std::span<const Language> languages();
const Language* find_language(std::string_view id);             // nullptr: no such language
const Language* language_of_extension(std::string_view definition_id);  // nullptr: no language reads that extension
const Language* recognize(std::string_view text);               // the first that recognizes it; nullptr

}  // namespace comity::marking
