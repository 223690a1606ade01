// The two rows of languages.cpp: banner line and portion mark.
#include "marking/capco.hpp"

#include <fmt/format.h>

#include "marking/languages.hpp"

namespace comity::marking {
namespace {

using capco::Form;

bool equal_but_case(std::string_view text, std::string_view capitals) {
  if (text.size() < capitals.size()) return false;
  for (std::size_t i = 0; i < capitals.size(); ++i)
    if ((text[i] >= 'a' && text[i] <= 'z' ? text[i] - 'a' + 'A' : text[i]) != capitals[i]) return false;
  return true;
}

std::string_view without_spaces(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

// Does the text begin with the word, and go on as a marking would: not at all, with a slash, or (in capitals) with a
// space?
bool begins(std::string_view text, std::string_view word) {
  if (!equal_but_case(text, word)) return false;
  const std::string_view rest = text.substr(word.size());
  if (without_spaces(rest).empty() || without_spaces(rest).starts_with('/')) return true;
  return rest.starts_with(' ') && text.starts_with(word) && word.size() > 2;
}

Reading read(std::string_view text, const Context& context, Form form) {
  Reading out;
  capco::Parsed parsed = capco::parse(text, form);
  out.label = capco::label_of(parsed, context);
  if (parsed.ok()) out.canonical = capco::write(parsed.marking, form);
  for (Finding& finding : parsed.findings) out.find(std::move(finding));
  return out;
}

Rendering write(const Label& label, Form form) {
  Rendering out;
  capco::Rendered rendered = capco::marking_of(label);
  out.lost = std::move(rendered.lost);
  if (!rendered.marking) return out;
  out.text = capco::write(*rendered.marking, form);
  if (form == Form::portion) out.text = "(" + out.text + ")";
  for (const Finding& finding : capco::parse(out.text, form).findings)
    if (finding.severity == Finding::Severity::error)
      out.lost.push_back(fmt::format("this line breaks {}: {}", finding.rule, finding.message));
  return out;
}

}  // namespace

bool recognizes_capco(std::string_view text) {
  text = without_spaces(text);
  if (text.starts_with("//")) return true;
  for (const std::string_view word : {"TOP SECRET", "SECRET", "CONFIDENTIAL", "UNCLASSIFIED", "RESTRICTED"})
    if (begins(text, word)) return true;
  return false;
}

// "(C) 2026 …" and "(C) Copyright …" are the sign of copyright and no confidential portion.
bool is_copyright(std::string_view text) {
  if (!text.starts_with("(C)")) return false;
  std::string lower(text.substr(3, 200));
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  if (lower.find("copyright") != std::string::npos) return true;
  const auto digit = [&](std::size_t at) { return at < lower.size() && lower[at] >= '0' && lower[at] <= '9'; };
  for (std::size_t at = 0; at + 4 <= lower.size(); ++at)
    if ((lower.compare(at, 2, "19") == 0 || lower.compare(at, 2, "20") == 0) && digit(at + 2) && digit(at + 3) && !digit(at + 4) && (at == 0 || !digit(at - 1)))
      return true;
  return false;
}

bool recognizes_capco_portion(std::string_view text) {
  text = without_spaces(text);
  if (is_copyright(text)) return false;
  // "(S//NF) a sentence" is no portion mark alone, but must not pass as a remark.
  const bool parenthesis = text.starts_with('(');
  if (parenthesis) text = without_spaces(text.substr(1));
  if (parenthesis && text.starts_with("//")) return true;
  for (const std::string_view word : {"TS", "S", "C", "U", "R"}) {
    if (begins(text, word)) return true;
    if (parenthesis && text.starts_with(word) && without_spaces(text.substr(word.size())).starts_with(')')) return true;
  }
  return parenthesis && recognizes_capco(text);
}

Reading read_capco(std::string_view text, const Context& context) { return read(text, context, Form::banner); }
Reading read_capco_portion(std::string_view text, const Context& context) {
  Reading out = read(text, context, Form::portion);
  if (!out.canonical.empty()) out.canonical = "(" + out.canonical + ")";
  return out;
}
Rendering write_capco(const Label& label, const Context&) { return write(label, Form::banner); }
Rendering write_capco_portion(const Label& label, const Context&) { return write(label, Form::portion); }

}  // namespace comity::marking
