#include "marking/admiralty.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "marking/json_reading.hpp"
#include "marking/languages.hpp"
#include "marking/machine_tag.hpp"

namespace comity::marking {
namespace {

struct Step {
  char grade;
  std::string_view words;
  int confidence;  // STIX 2.1 Appendix A; -1: none
  int from;        // the range of confidences that reads back as it
  int to;
};

constexpr std::array kReliability = {
    Step{'A', "completely reliable", -1, 0, 0},
    Step{'B', "usually reliable", -1, 0, 0},
    Step{'C', "fairly reliable", -1, 0, 0},
    Step{'D', "not usually reliable", -1, 0, 0},
    Step{'E', "unreliable", -1, 0, 0},
    Step{'F', "reliability cannot be judged", -1, 0, 0},
    Step{'G', "deliberately deceptive", -1, 0, 0},
};
constexpr std::array kCredibility = {
    Step{'1', "confirmed by other sources", 90, 80, 100},
    Step{'2', "probably true", 70, 60, 79},
    Step{'3', "possibly true", 50, 40, 59},
    Step{'4', "doubtful", 30, 20, 39},
    Step{'5', "improbable", 10, 0, 19},
    Step{'6', "truth cannot be judged", -1, 0, 0},
};

template <std::size_t N>
const Step* find_step(const std::array<Step, N>& steps, char grade) {
  for (const Step& step : steps)
    if (step.grade == grade) return &step;
  return nullptr;
}

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

}  // namespace

std::optional<Grade> grade_named(std::string_view text) {
  if (const auto tag = machine_tag(text)) {
    if (tag->name_space != "admiralty-scale" || tag->value.size() != 1) return std::nullopt;
    const char value = upper(tag->value[0]);
    if (tag->predicate == "source-reliability" && find_step(kReliability, value)) return Grade{value, 0};
    if (tag->predicate == "information-credibility" && find_step(kCredibility, value)) return Grade{0, value};
    return std::nullopt;
  }
  if (text.size() == 3 && (text[1] == '-' || text[1] == '/')) {
    const char both[] = {text[0], text[2]};
    return grade_named(std::string_view(both, 2));
  }
  if (text.size() != 2 || upper(text[0]) == 'G') return std::nullopt;
  const Grade grade{upper(text[0]), text[1]};
  if (!find_step(kReliability, grade.reliability) || !find_step(kCredibility, grade.credibility)) return std::nullopt;
  return grade;
}

std::string_view reliability_words(char reliability) {
  const Step* step = find_step(kReliability, reliability);
  return step ? step->words : std::string_view();
}

std::string_view credibility_words(char credibility) {
  const Step* step = find_step(kCredibility, credibility);
  return step ? step->words : std::string_view();
}

std::string sentence(Grade grade) {
  if (grade.reliability != 0 && grade.credibility != 0)
    return fmt::format("Admiralty {}{}: {}; {}", grade.reliability, grade.credibility,
                       reliability_words(grade.reliability), credibility_words(grade.credibility));
  if (grade.reliability != 0)
    return fmt::format("Admiralty source {}: {}", grade.reliability, reliability_words(grade.reliability));
  if (grade.credibility != 0)
    return fmt::format("Admiralty information {}: {}", grade.credibility, credibility_words(grade.credibility));
  return {};
}

std::optional<int> confidence_of(char credibility) {
  const Step* step = find_step(kCredibility, credibility);
  return step && step->confidence >= 0 ? std::optional(step->confidence) : std::nullopt;
}

std::optional<char> credibility_of(std::optional<int> confidence) {
  if (!confidence) return '6';
  for (const Step& step : kCredibility)
    if (step.confidence >= 0 && step.from <= *confidence && *confidence <= step.to) return step.grade;
  return std::nullopt;
}

bool recognizes_admiralty(std::string_view text) {
  if (text.size() > 256) return false;
  const auto tag = machine_tag(text);
  return tag ? tag->name_space == "admiralty-scale"
             : text.starts_with("admiralty-scale:") || grade_named(text).has_value();
}

Reading read_admiralty(std::string_view text, const Context&) {
  Reading out;
  const auto grade = grade_named(text);
  if (!grade) {
    out.find({Finding::Severity::error,
              0,
              text.size(),
              {},
              "AJP-2.1",
              fmt::format("\"{}\" is no Admiralty grade; write a letter A to F and a digit 1 to 6, like B2",
                          excerpt(text))});
    return out;
  }
  out.label.caveats.insert(sentence(*grade));
  if (grade->reliability != 0 && grade->credibility != 0) {
    out.canonical = fmt::format("{}{}", grade->reliability, grade->credibility);
    if (out.canonical != text)
      out.find({Finding::Severity::warning,
                0,
                text.size(),
                {},
                "AJP-2.1",
                fmt::format("the grade is written {}", out.canonical)});
    return out;
  }
  const bool source = grade->reliability != 0;
  out.canonical = fmt::format("admiralty-scale:{}=\"{}\"", source ? "source-reliability" : "information-credibility",
                              source ? static_cast<char>(grade->reliability - 'A' + 'a') : grade->credibility);
  return out;
}

}  // namespace comity::marking
