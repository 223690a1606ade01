// The text of a STIX statement marking: a remark that is shown and restricts nobody, unless it claims to be a marking.
#include "marking/statement.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "marking/controls.hpp"
#include "marking/json_reading.hpp"
#include "marking/known_schemes.hpp"
#include "marking/languages.hpp"
#include "marking/lost.hpp"
#include "marking/machine_tag.hpp"

namespace comity::marking {
namespace {

constexpr std::size_t kMaxLineBytes = 256;  // a longer text is prose
constexpr std::string_view kRule = "STIX 2.1 §7.2.1.3";

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_letter(char c) { return is_upper(c) || is_lower(c); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (is_lower(c)) c = static_cast<char>(c - 'a' + 'A');
  return out;
}

// Is `word` in the text, with no letter or digit beside it?
bool has_word(std::string_view text, std::string_view word) {
  if (word.empty()) return false;
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const bool before = at == 0 || !(is_letter(text[at - 1]) || is_digit(text[at - 1]));
    const std::size_t end = at + word.size();
    if (before && (end == text.size() || !(is_letter(text[end]) || is_digit(text[end])))) return true;
  }
  return false;
}

template <class F>
bool any_level(const Context& context, F&& matches) {
  for (const Schemes* schemes : {context.schemes, &known_schemes()}) {
    if (schemes == nullptr) continue;
    for (const auto& [id, scheme] : schemes->all())
      for (const Level& level : scheme.levels)
        if (matches(level)) return true;
  }
  return false;
}

bool is_control(std::string_view text) {
  return find_control(text) != nullptr || text == "EYES ONLY" || text == "REL TO" || text == "FOUO" || text == "CUI" ||
         text == "NF";
}

// "SECRET//NOFORN", "(S//NF)", "//GBR SECRET": capitals, then "//", then a capital. A URL has a colon before its
// slashes.
bool is_banner(std::string_view line) {
  if (line.starts_with('(')) line.remove_prefix(1);
  const std::size_t slashes = line.find("//");
  if (slashes == std::string_view::npos || slashes + 2 >= line.size() || !is_upper(line[slashes + 2])) return false;
  const std::string_view before = line.substr(0, slashes);
  return std::all_of(before.begin(), before.end(),
                     [](char c) { return is_upper(c) || is_digit(c) || c == ' ' || c == '-' || c == '/' || c == '.'; });
}

// A line of capitals with a level word where a marking has it (first, last, after a colon), or with a control. In the
// middle of a line a level word is prose: "THIS TEXT IS PROTECTED BY COPYRIGHT".
bool is_capital_line(std::string_view line, const Context& context) {
  if (line.size() > kMaxLineBytes || std::any_of(line.begin(), line.end(), is_lower) ||
      std::none_of(line.begin(), line.end(), is_upper))
    return false;
  const auto placed = [&](const Level& level) {
    const std::string_view word = level.word;
    if (!has_word(line, word)) return false;
    const std::size_t colon = line.find(':');
    return line.starts_with(word) || line.ends_with(word) ||
           (colon != std::string_view::npos && trimmed(line.substr(colon + 1)).starts_with(word));
  };
  if (any_level(context, placed) || has_word(line, "REL TO") || has_word(line, "EYES ONLY")) return true;
  // Short controls are words of other languages too: LES.
  return std::any_of(controls().begin(), controls().end(),
                     [&](const Control& control) { return control.name.size() > 3 && has_word(line, control.name); });
}

// A level word or control and nothing else, in any case: "Secret", "(U)", "noforn".
bool is_bare_word(std::string_view line, const Context& context) {
  if (line.size() > kMaxLineBytes) return false;
  if (line.starts_with('(') && line.ends_with(')') && line.size() > 2) {
    const std::string_view portion = line.substr(1, line.size() - 2);
    if (portion != "C" && any_level(context, [&](const Level& level) { return level.portion == portion; }))
      return true;  // (C) is copyright
  }
  const std::string capitals = upper(line);
  return is_control(capitals) ||
         any_level(context, [&](const Level& level) { return level.word == line || level.word == capitals; });
}

struct EmbeddedTlp {
  std::size_t offset = 0;
  std::size_t length = 0;
  std::optional<Tlp> tlp;  // nothing: "TLP:" with a word that is none of its colours
};

// TLP labels within a sentence: "TLP:AMBER" or "TLP: AMBER". After a space any other word is prose.
std::vector<EmbeddedTlp> embedded_tlp(std::string_view text) {
  std::vector<EmbeddedTlp> out;
  const std::string capitals = upper(text);
  for (std::size_t at = capitals.find("TLP:"); at != std::string::npos && out.size() < 16;
       at = capitals.find("TLP:", at + 4)) {
    if (at > 0 && is_letter(capitals[at - 1])) continue;
    std::size_t begin = at + 4;
    const bool spaced = begin < capitals.size() && capitals[begin] == ' ';
    if (spaced) ++begin;
    std::size_t end = begin;
    while (end < capitals.size() && (is_upper(capitals[end]) || (capitals[end] == '+' && end + 1 < capitals.size() &&
                                                                 is_upper(capitals[end + 1]))))
      ++end;
    if (end == begin) continue;
    const auto tlp = tlp_named(std::string_view(capitals).substr(begin, end - begin));
    if (tlp || !spaced) out.push_back({at, end - at, tlp});
  }
  return out;
}

}  // namespace

bool claims_to_mark(std::string_view text, const Context& context) {
  const std::string_view body = trimmed(text);
  if (body.empty()) return false;
  // A JSON object is written by a machine for a machine.
  if (body[0] == '{') {
    const std::string_view inner = trimmed(body.substr(1));
    if (inner.empty() || inner[0] == '"' || inner[0] == '}') return true;
  }
  const std::string_view line = trimmed(body.substr(0, body.find('\n')));
  if (is_banner(line) || is_capital_line(line, context) || is_bare_word(line, context)) return true;
  const auto tag = machine_tag(body);
  return tag && marking_namespace(tag->name_space);
}

bool recognizes_statement(std::string_view text) { return !trimmed(text).empty() && is_utf8_text(text); }

Reading read_statement(std::string_view text, const Context& context) {
  Reading out;
  const auto refuse = [&](std::string message) {
    out.find({Finding::Severity::error, 0, text.size(), {}, std::string(kRule), std::move(message)});
    return out;
  };
  if (text.size() > kMaxMarkingBytes)
    return refuse(fmt::format("the statement is longer than {} bytes and was not read", kMaxMarkingBytes));
  const std::string_view body = trimmed(text);
  if (body.empty()) return refuse("the statement is empty; write what it states, or leave the marking out");
  for (const Language& language : languages()) {
    if (language.read == &read_statement || !language.recognizes(body)) continue;
    out = language.read(body, context);
    const std::size_t skipped = static_cast<std::size_t>(body.data() - text.data());
    for (Finding& finding : out.findings) finding.offset += skipped;
    return out;
  }
  if (!is_utf8_text(text)) return refuse("the statement is not UTF-8 text, or has control characters");
  if (body.size() > kMaxStatementBytes)
    return refuse(
        fmt::format("the statement has {} bytes; at most {} are kept with an object", body.size(), kMaxStatementBytes));
  if (claims_to_mark(body, context))
    return refuse(
        fmt::format("the statement \"{}\" claims to be a marking, and no marking language here reads it; mark the "
                    "object in one that does",
                    excerpt(body)));
  for (const EmbeddedTlp& found : embedded_tlp(text)) {
    if (!found.tlp)
      return refuse(
          fmt::format("the statement holds \"{}\", which is no TLP label; write TLP:CLEAR, TLP:GREEN, TLP:AMBER, "
                      "TLP:AMBER+STRICT or TLP:RED",
                      excerpt(text.substr(found.offset, found.length))));
    out.label.tlp = std::max(out.label.tlp, *found.tlp);
    out.find(
        {Finding::Severity::warning,
         found.offset,
         found.length,
         {},
         std::string(kRule),
         fmt::format("the statement holds a TLP label, read as TLP:{}; mark the object with the TLP marking itself",
                     name_of(*found.tlp))});
  }
  out.label.caveats.emplace(body);
  out.canonical = body;
  return out;
}

Rendering write_statement(const Label& label, const Context& context) {
  Rendering out;
  // The first remark that reads back as the remark it is; a second one needs a second marking.
  Label said;
  for (const std::string& caveat : label.caveats) {
    const Reading back = read_statement(caveat, context);
    if (!back.ok() || !back.label.caveats.contains(caveat)) continue;
    out.text = caveat;
    said = back.label;
    break;
  }
  out.lost = lost_between(label, said);
  return out;
}

}  // namespace comity::marking
