#include "agreement/equivalence.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace comity::agreement {

bool concerns(const Equivalence& row, std::string_view from, const marking::LevelWord& word, std::string_view to) {
  return row.from_party == from && row.from_scheme == word.scheme && row.from_word == word.word && row.to_party == to;
}

bool applies(const Equivalence& row, const marking::LevelWord& word, Time at) {
  if (at < row.valid_from || at >= row.valid_until) return false;
  if (word.created < row.created_from || word.created >= row.created_before) return false;
  if (!std::includes(word.warnings.begin(), word.warnings.end(), row.with_warnings.begin(), row.with_warnings.end()))
    return false;
  return std::none_of(row.without_warnings.begin(), row.without_warnings.end(),
                      [&](const std::string& one) { return word.warnings.contains(one); });
}

std::string why_not(const Equivalence& row, const marking::LevelWord& word, Time at) {
  if (applies(row, word, at)) return {};
  if (at < row.valid_from) return fmt::format("it is valid from {} on", format_date(row.valid_from));
  if (at >= row.valid_until) return fmt::format("it was valid until {}", format_date(row.valid_until));
  if (word.created < row.created_from)
    return fmt::format("it is for words created on or after {}", format_date(row.created_from));
  if (word.created >= row.created_before)
    return fmt::format("it is for words created before {}", format_date(row.created_before));
  for (const std::string& one : row.with_warnings)
    if (!word.warnings.contains(one)) return fmt::format("it asks for the warning \"{}\"", one);
  return "it is for words without the warning that this one has";
}

}  // namespace comity::agreement
