#include "agreement/words.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace comity::agreement {
namespace {

bool intersect(const std::set<std::string>& a, const std::set<std::string>& b) {
  return std::any_of(a.begin(), a.end(), [&](const auto& one) { return b.contains(one); });
}

bool includes(const std::set<std::string>& all, const std::set<std::string>& some) {
  return std::includes(all.begin(), all.end(), some.begin(), some.end());
}

}  // namespace

std::string clause_of(std::string_view pointer) {
  if (pointer.empty()) return {};
  pointer.remove_prefix(1);
  const std::string_view clause = pointer.substr(0, pointer.find('/'));
  if (clause != "equivalence" && clause != "levels" && clause != "suspension") return std::string(clause);
  int number = 0;
  for (std::size_t i = clause.size() + 1;
       i < pointer.size() && pointer[i] >= '0' && pointer[i] <= '9' && number < 1'000'000; ++i)
    number = number * 10 + (pointer[i] - '0');
  return fmt::format("{} {}", clause, number + 1);
}

std::string level_of(const std::string& party, const std::string& scheme, const std::string& word) {
  if (scheme == marking::kNoLevelScheme && word == marking::kNoLevelWord) return party + " no level";
  return scheme == party ? fmt::format("{} {}", party, word) : fmt::format("{} {} ({})", party, word, scheme);
}

std::string from_of(const Equivalence& row) { return level_of(row.from_party, row.from_scheme, row.from_word); }
std::string to_of(const Equivalence& row) { return level_of(row.to_party, row.to_scheme, row.to_word); }
std::string row_words(const Equivalence& row) { return fmt::format("{} → {}", from_of(row), to_of(row)); }

std::string conditions_of(const Equivalence& row) {
  std::string out;
  const auto add = [&](std::string text) { out += (out.empty() ? " (" : "; ") + std::move(text); };
  if (row.valid_from != Time::min()) add("valid from " + format_date(row.valid_from));
  if (row.valid_until != Time::max()) add("valid until " + format_date(row.valid_until));
  if (row.created_from != Time::min()) add("created from " + format_date(row.created_from));
  if (row.created_before != Time::max()) add("created before " + format_date(row.created_before));
  for (const auto& one : row.with_warnings) add(fmt::format("with \"{}\"", one));
  for (const auto& one : row.without_warnings) add(fmt::format("without \"{}\"", one));
  return out.empty() ? out : out + ")";
}

bool within(const Equivalence& row, const Equivalence& other) {
  return other.valid_from <= row.valid_from && row.valid_until <= other.valid_until &&
         other.created_from <= row.created_from && row.created_before <= other.created_before &&
         includes(row.with_warnings, other.with_warnings) && includes(row.without_warnings, other.without_warnings);
}

bool disjoint(const Equivalence& row, const Equivalence& other) {
  return row.valid_until <= other.valid_from || other.valid_until <= row.valid_from ||
         row.created_before <= other.created_from || other.created_before <= row.created_from ||
         intersect(row.with_warnings, other.without_warnings) || intersect(other.with_warnings, row.without_warnings);
}

}  // namespace comity::agreement
