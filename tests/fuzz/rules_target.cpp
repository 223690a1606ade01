// Rules files: what is read has a label and a submitter for every rule, and matches any name in bounded time.
#include "operations/import_rules.hpp"

#include "marking/label.hpp"
#include "samples.hpp"
#include "targets.hpp"

namespace comity::fuzz {

void fuzz_rules(std::string_view input) {
  static const std::string long_name(100'000, 'a');
  const auto rules = operations::read_import_rules(input, "fuzzed.toml", sample_directory());
  if (!rules) {
    CHECK(!rules.error().message.empty() && rules.error().where.starts_with("fuzzed.toml"));
    return;
  }
  CHECK(!rules->empty());
  for (const operations::ImportRule& rule : *rules) {
    CHECK(marking::parse_label(rule.label).has_value());
    CHECK(sample_directory().people.contains(rule.submitter));
    const bool nameless = rule.matches("malware", "malware--a", std::nullopt);
    CHECK(!nameless || !rule.name);
    rule.matches("malware", "malware--a", "\xff\xe2\x80\x94");
    CHECK(rule.types.empty() || rule.types.contains("malware") || !rule.matches("malware", "malware--a", "a"));
  }
  if (rules->front().name || rules->front().id) rules->front().matches("malware", long_name, long_name);
}

}  // namespace comity::fuzz
