// Rules files: what is read has a label and a submitter for every rule, and matches any name in bounded time.
#include <string>

#include "marking/label.hpp"
#include "operations/import_rules.hpp"
#include "samples.hpp"
#include "targets.hpp"

namespace comity::fuzz {
namespace {

// An object as import has it before it looks for a rule.
bool matches(const operations::ImportRule& rule, std::string_view type, std::string_view id, std::string_view name) {
  std::string text = "{\"name\":";
  json::append_quoted(text, name);
  text += "}";
  const auto document = json::Document::parse(text);
  CHECK(document.has_value());
  stix::Object object;
  object.type = type;
  object.id = id;
  return rule.matches(object, *document);
}

}  // namespace

void fuzz_rules(std::string_view input) {
  static const std::string long_name(100'000, 'a');
  const auto rules = operations::read_import_rules(input, "fuzzed.toml", sample_directory());
  if (!rules) {
    CHECK(!rules.error().message.empty() && rules.error().where.starts_with("fuzzed.toml"));
    return;
  }
  CHECK(!rules->empty());
  for (const operations::ImportRule& rule : *rules) {
    CHECK(marking::parse_label(rule.label()).has_value());
    CHECK(sample_directory().people.contains(rule.submitter()));
    const bool first = matches(rule, "malware", "malware--a", "\xe2\x80\x94");
    CHECK(first == matches(rule, "malware", "malware--a", "\xe2\x80\x94"));
  }
  matches(rules->front(), "malware", long_name, long_name);
}

}  // namespace comity::fuzz
