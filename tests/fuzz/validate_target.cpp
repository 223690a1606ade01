// One object held against STIX: what is said lies in it, and does not depend on how much is kept or how it is laid out.
#include <algorithm>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "base/json.hpp"
#include "samples.hpp"
#include "stix/validate.hpp"
#include "targets.hpp"

namespace comity::fuzz {
namespace {

using stix::Problem;
using stix::Severity;

// One step of a JSON pointer, or nothing. A second reader of RFC 6901.
std::optional<json::Value> step(json::Value from, std::string_view token) {
  std::string name;
  for (std::size_t i = 0; i < token.size(); ++i) {
    if (token[i] != '~') {
      name += token[i];
      continue;
    }
    CHECK(i + 1 < token.size() && (token[i + 1] == '0' || token[i + 1] == '1'));
    name += token[++i] == '0' ? '~' : '/';
  }
  if (from.is(json::Kind::object)) return from.get(name);
  std::uint64_t position = 0;
  for (const char c : name) {
    if (c < '0' || c > '9' || position > 1'000'000'000) return std::nullopt;
    position = position * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return name.empty() ? std::nullopt : from.at(position);
}

// All but the last step must be there: what is absent would stand in something that is. A name that was cut ends the way.
void leads_into(const json::Value& root, const Problem& problem) {
  CHECK(problem.pointer.empty() || problem.pointer[0] == '/');
  json::Value at = root;
  for (std::size_t begin = 1; begin <= problem.pointer.size() && !problem.pointer.empty();) {
    const std::size_t end = std::min(problem.pointer.find('/', begin), problem.pointer.size());
    const std::string_view token = std::string_view(problem.pointer).substr(begin, end - begin);
    if (token.size() >= 300 && token.ends_with('*')) return;
    const auto next = step(at, token);
    CHECK(next || end == problem.pointer.size());
    if (!next) return;
    at = *next;
    begin = end + 1;
  }
}

void are_sound(const json::Document& document, const stix::Verdict& verdict, const std::vector<Problem>& problems) {
  std::uint32_t errors = 0, warnings = 0;
  for (const Problem& problem : problems) {
    ++(problem.severity == Severity::error ? errors : warnings);
    const json::Node& whole = document.root().node();
    CHECK(problem.offset >= whole.begin && problem.offset < whole.end);
    CHECK(is_utf8(problem.pointer) && is_utf8(problem.message) && !problem.message.empty());
    CHECK(!problem.rule.empty() && !problem.section.empty());
    leads_into(document.root(), problem);
  }
  CHECK(errors <= verdict.errors && warnings <= verdict.warnings);
}

using Place = std::tuple<Severity, std::string, std::string_view, std::string_view, std::string>;
std::vector<Place> places(const std::vector<Problem>& problems) {
  std::vector<Place> out;
  for (const Problem& one : problems) out.emplace_back(one.severity, one.pointer, one.section, one.rule, one.message);
  return out;
}

}  // namespace

void fuzz_validate(std::string_view input) {
  const auto document = json::Document::parse(input);
  if (!document) return;
  std::vector<Problem> problems, others;

  // All there are, counted by rule too.
  std::vector<stix::RuleCount> counts;
  const stix::ValidateOptions all{true, UINT32_MAX, UINT32_MAX, &counts};
  const stix::Verdict verdict = stix::validate(*document, all, problems);
  are_sound(*document, verdict, problems);
  CHECK(problems.size() == std::size_t{verdict.errors} + verdict.warnings);
  std::uint64_t errors = 0, warnings = 0;
  for (const stix::RuleCount& one : counts) (one.severity == Severity::error ? errors : warnings) += one.count;
  CHECK(errors == verdict.errors && warnings == verdict.warnings);

  // A few of them: no more are kept, and the verdict is the same.
  const stix::Verdict few = stix::validate(*document, {true, 2, 1, nullptr}, others);
  are_sound(*document, few, others);
  CHECK(few.errors == verdict.errors && few.warnings == verdict.warnings && few.old == verdict.old);
  CHECK(std::size_t(std::ranges::count(others, Severity::error, &Problem::severity)) == std::min(2u, verdict.errors));
  CHECK(std::size_t(std::ranges::count(others, Severity::warning, &Problem::severity)) == std::min(1u, verdict.warnings));

  // Errors do not depend on whether one asks for warnings.
  const stix::Verdict silent = stix::validate(*document, {false, UINT32_MAX, UINT32_MAX, nullptr}, others);
  CHECK(silent.errors == verdict.errors && silent.warnings == 0 && others.size() == verdict.errors);

  // White space says nothing.
  const auto text = json::minify(input);
  CHECK(text.has_value());
  const auto minified = json::Document::parse(*text);
  CHECK(minified.has_value());
  const stix::Verdict tight = stix::validate(*minified, {true, UINT32_MAX, UINT32_MAX, nullptr}, others);
  CHECK(tight.errors == verdict.errors && tight.warnings == verdict.warnings && places(others) == places(problems));
}

}  // namespace comity::fuzz
