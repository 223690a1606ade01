#include "marking/levels.hpp"

#include <fmt/format.h>

#include <set>

#include "marking/folding.hpp"

namespace comity::marking {

Result<void> Schemes::add(Scheme scheme) {
  if (scheme.id.empty()) return fail(Code::invalid, "a level scheme has no id");
  if (scheme.id == kNoLevelScheme)
    return fail(
        Code::invalid,
        fmt::format("the scheme id {} is reserved for the word {} ({})", kNoLevelScheme, kNoLevelWord, "no level"),
        scheme.id);
  if (scheme.levels.empty()) return fail(Code::invalid, fmt::format("scheme {} has no levels", scheme.id), scheme.id);
  std::set<std::string> words;
  const Level* below = nullptr;
  for (const Level& level : scheme.levels) {
    if (level.word.empty())
      return fail(Code::invalid, fmt::format("scheme {} has an empty word", scheme.id), scheme.id);
    if (!words.insert(fold_word(level.word)).second)
      return fail(Code::invalid, fmt::format("scheme {} names the word {} twice", scheme.id, level.word), scheme.id);
    if (below && level.rank < below->rank)
      return fail(Code::invalid,
                  fmt::format("scheme {} is not in ascending order: {} follows {}", scheme.id, level.word, below->word),
                  scheme.id);
    below = &level;
  }
  if (scheme.from >= scheme.until)
    return fail(Code::invalid, fmt::format("scheme {} ends before it begins; correct its dates", scheme.id), scheme.id);
  const std::string id = scheme.id;
  if (!schemes_.try_emplace(id, std::move(scheme)).second)
    return fail(Code::invalid, fmt::format("the scheme {} is defined twice", id), id);
  return {};
}

const Scheme* Schemes::find(std::string_view scheme) const {
  const auto found = schemes_.find(scheme);
  return found == schemes_.end() ? nullptr : &found->second;
}

std::optional<int> Schemes::rank(std::string_view scheme, std::string_view word) const {
  const Scheme* found = find(scheme);
  if (!found) return std::nullopt;
  for (const Level& level : found->levels)
    if (level.word == word) return level.rank;
  return std::nullopt;
}

const Level* Schemes::level(std::string_view scheme, std::string_view word) const {
  const Scheme* found = find(scheme);
  if (!found) return nullptr;
  for (const Level& level : found->levels)
    if (level.word == word) return &level;
  const std::string folded = fold_word(word);
  for (const Level& level : found->levels)
    if (fold_word(level.word) == folded) return &level;
  return nullptr;
}

}  // namespace comity::marking
