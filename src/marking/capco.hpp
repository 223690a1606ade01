// US classification markings: the banner line and the portion mark, as a syntax tree, and what they mean as a label.
// The grammar and the meaning are in docs/format/capco.md. "CAPCO 10.b.1" is a paragraph of DoDM 5200.01 Volume 2,
// Enclosure 4, which prints the rules of the CAPCO register; "ISM-ID-00318" is a rule of the ODNI's ISM Schematron.
// Pure functions on values; any thread. Roll-up is in capco_rollup.hpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "marking/language.hpp"

namespace comity::marking::capco {

// A marking longer than this is refused: all lists of the register together are shorter.
inline constexpr std::size_t kMaxBytes = 1u << 16;

enum class Form : std::uint8_t { banner, portion };
enum class Kind : std::uint8_t { us, fgi, joint };
enum class Level : std::uint8_t { unclassified, restricted, confidential, secret, top_secret };

// Bytes of the text that a part was read from; both 0 for a part that was not read from text.
struct Span {
  std::uint32_t offset = 0;
  std::uint32_t length = 0;
};

// A code of a country or organisation, or another plain name.
struct Name {
  std::string text;
  Span at;
};

// "G ABCD EFGH" of "SI-G ABCD EFGH".
struct Compartment {
  std::string name;
  std::vector<std::string> subs;
};

// An SCI control system or a special access program with its compartments.
struct Control {
  std::string name;  // as written: "COMINT", "BUTTERED POPCORN"
  std::string code;  // the register's name for it: "SI"; else as `name`
  std::vector<Compartment> compartments;
  Span at;
};

struct Sap {
  std::vector<Control> programs;
  bool multiple = false;  // MULTIPLE PROGRAMS: more than are named
  bool hvsaco = false;    // handle via special access channels only
  Span at;
};

struct Aea {
  enum class Type : std::uint8_t { rd, frd, tfni, dod_ucni, doe_ucni };
  Type type = Type::rd;
  bool cnwdi = false;
  std::vector<int> sigmas;
  Span at;
};

// Dissemination controls without a list of their own, in the register's order.
enum class Dissem : std::uint8_t { rsen, fouo, orcon, imcon, noforn, propin, relido, dsen, fisa, waived };
// Controls from outside the intelligence community, in the register's order; ACCM is apart.
enum class NonIc : std::uint8_t { limdis, exdis, nodis, sbu, sbu_noforn, les, les_noforn, ssi, nnpi };

template <class T>
struct At {
  T what;
  Span at;
};

struct Marking {
  Form form = Form::banner;
  Kind kind = Kind::us;
  std::optional<Level> level;  // nothing: the text has no classification that could be read
  Span level_at;
  std::vector<Name> authorities;    // fgi: the owner, none if concealed; joint: all of them
  bool cosmic = false;              // NATO information marked COSMIC
  std::vector<Name> nato_controls;  // ATOMAL, BALK, BOHEMIA
  std::vector<Control> sci;
  std::optional<Sap> sap;
  std::vector<Aea> aea;
  std::optional<Span> fgi;  // US markings: foreign information inside; without sources, concealed
  std::vector<Name> fgi_sources;
  std::vector<At<Dissem>> dissem;
  std::optional<Span> rel_to;  // with EYES ONLY too
  std::vector<Name> rel_to_codes;
  bool eyes_only = false;  // the list was written EYES ONLY
  std::optional<Span> display_only;
  std::vector<Name> display_only_codes;
  std::vector<At<NonIc>> non_ic;
  std::vector<Name> accm;

  bool has(Dissem control) const;
  bool has(NonIc control) const;
  // Says anything on foreign disclosure or release: NOFORN, REL TO, RELIDO, DISPLAY ONLY.
  bool has_disclosure() const;
};

struct Parsed {
  Marking marking;                // what could be read, also where there are errors
  std::vector<Finding> findings;  // in the order of the text
  bool ok() const;                // no error among them
};

// Reads text in either form; what belongs to the other form is read too, with a warning. A portion may stand in
// parentheses. Total: any bytes; time linear in the text, but for the sorting of lists.
Parsed parse(std::string_view text, Form form);

// The marking as the register would write it: its words and its order. `marking` has a level.
std::string write(const Marking& marking, Form form);

// What the marking says. Reader sets are as stated: a party without REL TO has none here.
Label label_of(const Marking& marking, const Context& context);

// The same for a text: what could not be read is among its unknowns, and denies.
Label label_of(const Parsed& parsed, const Context& context);

// A marking for the label, and in `lost` what no marking of this language says. Nothing: not even its level can be
// said. `us_document`: foreign and joint originators become FGI of a US marking, as in the banner of a US document.
struct Rendered {
  std::optional<Marking> marking;
  std::vector<std::string> lost;
};
Rendered marking_of(const Label& label, bool us_document = false);

// In `unknowns` of a label whose marking conceals the foreign originator ("//FGI SECRET", "SECRET//FGI"): nobody can be
// asked.
inline constexpr std::string_view kConcealed =
    "the marking conceals a foreign originator (FGI without a country); write FGI with its code, such as FGI DEU, once "
    "it may be named";

// "SECRET", "S", or as NATO's own word "NATO SECRET".
std::string_view word_of(Level level);
std::string_view portion_of(Level level);
std::string_view nato_word_of(Level level);

}  // namespace comity::marking::capco
