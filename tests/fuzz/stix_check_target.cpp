// Files held against STIX: whatever the bytes, there is a report, and what it says lies in the file.
#include <algorithm>
#include <string>
#include <vector>

#include "samples.hpp"
#include "stix/check.hpp"
#include "targets.hpp"

namespace comity::fuzz {
namespace {

using stix::LocatedProblem;
using stix::Severity;

// Line and column by counting, from the start.
void is_placed(std::string_view text, const LocatedProblem& located) {
  CHECK(located.problem.offset <= text.size());
  const std::string_view before = text.substr(0, located.problem.offset);
  const std::size_t newline = before.rfind('\n');
  const std::string_view in_line = newline == std::string_view::npos ? before : before.substr(newline + 1);
  CHECK(located.line == 1 + std::count(before.begin(), before.end(), '\n'));
  CHECK(located.column == 1 + std::count_if(in_line.begin(), in_line.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

void is_sound(std::string_view text, const stix::Report& report, std::uint32_t max_problems) {
  std::uint64_t errors = 0, warnings = 0;
  for (const stix::RuleCount& one : report.rules) (one.severity == Severity::error ? errors : warnings) += one.count;
  CHECK(errors == report.errors && warnings == report.warnings);
  CHECK(report.objects_with_errors <= report.objects);
  std::uint64_t objects = 0;
  for (const auto& [type, count] : report.types) objects += count.objects;
  CHECK(objects == report.objects);
  CHECK(report.problems.size() <= 2 * std::size_t{max_problems} + report.rules.size());
  for (const LocatedProblem& located : report.problems) {
    is_placed(text, located);
    CHECK(located.object == LocatedProblem::kFile || located.object < report.objects);
    CHECK(is_utf8(located.problem.pointer) && is_utf8(located.problem.message) && !located.problem.message.empty());
  }
}

}  // namespace

void fuzz_stix_check(std::string_view input) {
  stix::CheckOptions options;
  options.max_problems = UINT32_MAX / 4;
  std::uint32_t seen = 0;
  const char* end = input.data();
  const stix::Report all = stix::check(input, options, [&](const stix::CheckedObject& object) {
    // In order, within the file, apart from each other.
    CHECK(object.index == seen++ && object.text.data() >= end);
    end = object.text.data() + object.text.size();
    CHECK(end <= input.data() + input.size());
  });
  CHECK(seen == all.objects);
  is_sound(input, all, options.max_problems);

  options.max_problems = 2;
  const stix::Report few = stix::check(input, options);
  is_sound(input, few, options.max_problems);
  CHECK(few.errors == all.errors && few.warnings == all.warnings && few.objects == all.objects && few.framing == all.framing);

  options.warnings = false;
  const stix::Report silent = stix::check(input, options);
  is_sound(input, silent, options.max_problems);
  CHECK(silent.errors == all.errors && silent.warnings == 0);

  // Narrow limits end in a problem of the file, not in nothing.
  options.limits.max_objects = 1;
  options.limits.max_object_bytes = 64;
  options.limits.max_depth = 3;
  const stix::Report narrow = stix::check(input, options);
  is_sound(input, narrow, options.max_problems);
  CHECK(narrow.objects <= 1 && (narrow.errors > 0 || all.objects <= 1));
}

}  // namespace comity::fuzz
