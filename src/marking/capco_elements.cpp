#include "marking/capco_elements.hpp"

#include <algorithm>

namespace comity::marking::capco {

namespace {
// Every list of the register is shorter.
constexpr std::size_t kMostCodes = 400;
}  // namespace

bool check_code(Piece code, std::uint8_t list, Notes& notes) {
  const CountryCode* row = find_country_code(code.text);
  if (!row || !(row->lists & list)) {
    if (row && code.text == "USA" && list == CountryCode::kSource) {
      notes.error(code.span(), "CAPCO 9", "USA is no foreign source; leave it out of the FGI list");
    } else {
      notes.error(
          code.span(), "CVEnumISMRelTo",
          fmt::format("{} is no code that may stand here; write a trigraph such as AUS, or a tetragraph such as FVEY",
                      quoted(code.text)));
    }
    return false;
  }
  if (!row->ended.empty())
    notes.warning(
        code.span(), "CVEnumISMRelTo",
        fmt::format("{} ({}) is no longer used since {}; name its members", row->code, row->name, row->ended));
  return true;
}

void read_codes(Piece list, std::uint8_t which, char separator, std::vector<Name>& out, Notes& notes) {
  const bool commas = list.text.find(',') != std::string_view::npos;
  const bool spaces = !commas && list.text.find(' ') != std::string_view::npos;
  if (separator == ',' && spaces)
    notes.warning(list.span(), "CAPCO 10.e.4", "codes in this list are separated by a comma and a space");
  if (separator == ' ' && commas)
    notes.warning(list.span(), "CAPCO 9.d", "codes in this list are separated by a space");
  const std::size_t before = out.size();
  for (Splitter codes(list, commas ? "," : " "); auto next = codes.next();) {
    const Piece code = trimmed(*next);
    if (out.size() == kMostCodes) {
      notes.error(code.span(), "CAPCO syntax", "more codes than there are; name each once");
      break;
    }
    if (code.text.empty()) {
      if (commas) notes.warning(next->span(), "CAPCO 10.e.4", "a comma too many");
      continue;
    }
    // Without commas "AUS AND NZL" would let in Andorra.
    if (spaces && code.text == "AND") {
      notes.error(code.span(), "CAPCO 10.e.4", "AND is the code of Andorra; separate codes by commas");
      continue;
    }
    check_code(code, which, notes);
    out.push_back({std::string(code.text), code.span()});
  }
  std::vector<std::string_view> sorted;
  for (std::size_t i = before; i < out.size(); ++i) sorted.push_back(out[i].text);
  std::sort(sorted.begin(), sorted.end());
  if (const auto twice = std::adjacent_find(sorted.begin(), sorted.end()); twice != sorted.end())
    notes.warning(list.span(), "CAPCO syntax", fmt::format("{} is listed twice", quoted(*twice)));
}

namespace {

// "-G ABCD-MMM" after a control's name.
void read_compartments(Piece rest, Control& control, bool hyphened, Notes& notes) {
  bool bare = false;  // the last compartment has no sub-compartments yet
  for (Splitter parts(rest, "-"); auto next = parts.next();) {
    const Piece part = trimmed(*next);
    if (!is_name(part.text, " ")) {
      notes.error(part.span(), "CAPCO 6",
                  fmt::format("{} is no compartment; write capitals and digits, as in SI-G ABCD", quoted(part.text)));
      continue;
    }
    Splitter words(part, " ");
    const std::string_view name = compartment_code(control.code, words.next()->text);
    if (hyphened && bare && name.size() == part.text.size() &&
        reads_as_sub(control.code, control.compartments.back().name, name)) {
      control.compartments.back().subs.emplace_back(name);
      bare = false;
      continue;
    }
    control.compartments.push_back({std::string(name), {}});
    while (auto sub = words.next())
      if (!sub->text.empty()) control.compartments.back().subs.emplace_back(sub->text);
    bare = control.compartments.back().subs.empty();
  }
}

}  // namespace

void read_sci(Piece element, Marking& out, Notes& notes) {
  const auto hyphen = element.text.find('-');
  const Piece name = trimmed({element.text.substr(0, hyphen), element.at});
  const SciWord* word = find_sci(name.text);
  if (!word && !is_name(name.text, ""))
    return notes.error(
        element.span(), "CAPCO 6",
        fmt::format("{} is no control of this register; write an SCI control system, such as SI or TK, or "
                    "see docs/format/capco.md for the others",
                    quoted(element.text)));
  if (!word)
    notes.warning(name.span(), "CVEnumISMSCIControls",
                  fmt::format("{} is not among the published control systems; it is read as one that the reader "
                              "must hold",
                              quoted(name.text)));
  Control control{std::string(name.text), std::string(word ? word->code : name.text), {}, element.span()};
  if (word && !word->compartment.empty()) control.compartments.push_back({std::string(word->compartment), {}});
  if (hyphen != std::string_view::npos) read_compartments(element.from(hyphen + 1), control, true, notes);
  out.sci.push_back(std::move(control));
}

void read_sap(Piece part, Marking& out, Notes& notes) {
  if (!out.sap) out.sap.emplace();
  Sap& sap = *out.sap;
  sap.at = part.span();
  for (Splitter elements(part, "/"); auto next = elements.next();) {
    Piece element = trimmed(*next);
    for (const std::string_view head : {std::string_view("SAR-"), std::string_view("SPECIAL ACCESS REQUIRED-")})
      if (element.text.starts_with(head)) element = trimmed(element.from(head.size()));
    if (element.text == "HVSACO") {
      sap.hvsaco = true;
    } else if (element.text == "MULTIPLE PROGRAMS") {
      sap.multiple = true;
      notes.warning(element.span(), "CAPCO 7.e",
                    "the programs are not named; no access is held under this name, so it denies until they are");
    } else {
      const auto hyphen = element.text.find('-');
      const Piece name = trimmed({element.text.substr(0, hyphen), element.at});
      if (!is_name(name.text, " ")) {
        notes.error(element.span(), "CAPCO 7", fmt::format("{} is no program; write SAR-BP/GB", quoted(element.text)));
        continue;
      }
      Control program{std::string(name.text), std::string(name.text), {}, element.span()};
      if (hyphen != std::string_view::npos) read_compartments(element.from(hyphen + 1), program, false, notes);
      sap.programs.push_back(std::move(program));
    }
  }
}

const Word<Aea::Type>* aea_word(std::string_view element, std::size_t* length) {
  for (const Word<Aea::Type>& word : aea_words())
    for (const std::string_view name : {word.spelled, word.banner, word.portion, word.other})
      if (!name.empty() && element.starts_with(name) &&
          (element.size() == name.size() || element[name.size()] == '-')) {
        if (length) *length = name.size();
        return &word;
      }
  return nullptr;
}

void read_aea(Piece element, Marking& out, Notes& notes) {
  std::size_t length = 0;
  const auto* word = aea_word(element.text, &length);
  if (!word)
    return notes.error(
        element.span(), "CAPCO 8",
        fmt::format("{} is no atomic energy marking; write RD, FRD, TFNI, DCNI or UCNI", quoted(element.text)));
  Aea aea{word->what, false, {}, element.span()};
  bool sigma = false;
  Piece rest = element.from(length);
  if (!rest.text.empty()) rest = rest.from(1);
  const bool suffixes = length < element.text.size();
  for (Splitter parts(rest, "-"); suffixes;) {
    const auto next = parts.next();
    if (!next) break;
    Piece part = trimmed(*next);
    if (part.text == "N" || part.text == "CNWDI" || part.text == "CRITICAL NUCLEAR WEAPON DESIGN INFORMATION") {
      aea.cnwdi = true;
      continue;
    }
    for (const std::string_view head : {std::string_view("SIGMA"), std::string_view("SG")})
      if (part.text.starts_with(head)) {
        sigma = true;
        part = trimmed(part.from(head.size()));
        break;
      }
    if (!sigma || !is_name(part.text.empty() ? "0" : part.text, " ")) {
      notes.error(part.span(), "CAPCO 8",
                  fmt::format("{} after the atomic energy marking; write RD-N or RD-SG 14", quoted(part.text)));
      continue;
    }
    for (Splitter numbers(part, " "); auto number = numbers.next();) {
      if (number->text.empty()) continue;
      int value = 0;
      for (const char c : number->text)
        value = c >= '0' && c <= '9' && value < 100000 ? value * 10 + (c - '0') : 1000000;
      aea.sigmas.push_back(value);
    }
  }
  if (sigma && aea.sigmas.empty())
    notes.error(element.span(), "CAPCO 8.d", "SIGMA without a number; write RD-SIGMA 14 (RD-SG 14 in a portion)");
  if ((aea.cnwdi || sigma) && aea.type != Aea::Type::rd && aea.type != Aea::Type::frd)
    notes.error(element.span(), "CAPCO 8", "only RD and FRD have CNWDI or SIGMA");
  out.aea.push_back(std::move(aea));
}

}  // namespace comity::marking::capco
