// What it costs to hold a whole file against STIX, against simdjson's DOM and its on-demand parser (which only walks
// every value) of the same text in the same run. Each number is the best of the rounds, one thread. Also lists which
// rules were broken how often, with an example of each.
//   validate_bench BUNDLE.json[.gz] [ROUNDS]
#include <fmt/format.h>
#include <simdjson.h>
#include <zlib.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "stix/check.hpp"

namespace {

using namespace comity;

// Reads plain files as well as gzip.
std::string read_whole(const char* path) {
  gzFile file = gzopen(path, "rb");
  std::string out;
  if (file == nullptr) return out;
  static char buffer[1 << 18];
  for (int n; (n = gzread(file, buffer, sizeof buffer)) > 0;) out.append(buffer, static_cast<std::size_t>(n));
  gzclose(file);
  return out;
}

template <class F>
double seconds(F&& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

[[noreturn]] void stop(const std::string& why) {
  fmt::print(stderr, "validate_bench: {}\n", why);
  std::exit(1);
}

// Every value once, as a reader that wants all of them must.
std::size_t walk(simdjson::ondemand::value value) {
  std::size_t count = 1;
  switch (value.type()) {
    case simdjson::ondemand::json_type::array:
      for (auto element : value.get_array()) count += walk(element.value());
      break;
    case simdjson::ondemand::json_type::object:
      for (auto field : value.get_object()) {
        count += field.unescaped_key().value().size() > 0;
        count += walk(field.value());
      }
      break;
    case simdjson::ondemand::json_type::string:
      count += value.get_string().value().size() > 0;
      break;
    case simdjson::ondemand::json_type::number:
      count += value.get_double().value() > 0;
      break;
    default:
      break;
  }
  return count;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) stop("name a STIX bundle, plain or gzip: validate_bench BUNDLE.json[.gz] [ROUNDS]");
  const int rounds = argc > 2 ? std::max(1, std::atoi(argv[2])) : 7;
  const std::string text = read_whole(argv[1]);
  if (text.empty()) stop(fmt::format("cannot read '{}'", argv[1]));
  double dom_time = 1e9, ondemand_time = 1e9, read_time = 1e9, validate_time = 1e9, warnings_time = 1e9,
         check_time = 1e9;
  const simdjson::padded_string padded(text);
  simdjson::dom::parser dom;
  simdjson::ondemand::parser ondemand;
  stix::Report report;
  std::size_t values = 0;
  for (int round = 0; round < rounds; ++round) {
    dom_time = std::min(dom_time, seconds([&] {
                          simdjson::dom::element element;
                          if (dom.parse(padded).get(element) != simdjson::SUCCESS) stop("simdjson refuses this text");
                        }));
    ondemand_time = std::min(ondemand_time, seconds([&] {
                               simdjson::ondemand::document document = ondemand.iterate(padded).value();
                               values = walk(document.get_value().value());
                             }));
    // As intake has it: objects that are read anyhow, held against STIX without warnings, and with them.
    auto bundle = stix::split(text);
    if (!bundle) stop(to_string(bundle.error()));
    json::Document document;
    std::vector<stix::Problem> problems;
    const auto pass = [&](int with) {
      for (const std::string_view one : bundle->objects) {
        if (auto read = document.read(one); !read) stop(to_string(read.error()));
        stix::ValidateOptions options;
        options.warnings = with == 2;
        if (with > 0) stix::validate(document, options, problems);
      }
    };
    read_time = std::min(read_time, seconds([&] { pass(0); }));
    validate_time = std::min(validate_time, seconds([&] { pass(1); }));
    warnings_time = std::min(warnings_time, seconds([&] { pass(2); }));
    check_time = std::min(check_time, seconds([&] { report = stix::check(text); }));
  }
  const double mb = static_cast<double>(text.size()) / 1e6;
  fmt::print(
      "{{\"bench\":\"validate\",\"compares\":\"check of a file against simdjson's parse of "
      "it\",\"bytes\":{},\"objects\":{},\"errors\":{},"
      "\"warnings\":{},\"read_ms\":{:.1f},\"validate_ms\":{:.1f},\"validate_with_warnings_ms\":{:.1f},\"check_ms\":{:."
      "1f},\"check_mb_s\":{:.0f},"
      "\"simdjson_dom_ms\":{:.1f},\"simdjson_dom_mb_s\":{:.0f},\"simdjson_ondemand_ms\":{:.1f},\"simdjson_ondemand_mb_"
      "s\":{:.0f},"
      "\"values\":{},\"ratio_to_dom\":{:.3f},\"ratio_to_ondemand\":{:.3f}}}\n",
      text.size(), report.objects, report.errors, report.warnings, read_time * 1e3, (validate_time - read_time) * 1e3,
      (warnings_time - read_time) * 1e3, check_time * 1e3, mb / check_time, dom_time * 1e3, mb / dom_time,
      ondemand_time * 1e3, mb / ondemand_time, values, dom_time / check_time, ondemand_time / check_time);
  std::ranges::sort(report.rules, [](const stix::RuleCount& a, const stix::RuleCount& b) {
    return a.severity != b.severity ? a.severity < b.severity : a.count > b.count;
  });
  for (const stix::RuleCount& rule : report.rules) {
    std::string example;
    for (const stix::LocatedProblem& one : report.problems) {
      if (one.problem.rule != rule.rule || one.problem.section != rule.section || one.problem.severity != rule.severity)
        continue;
      example = fmt::format("line {}: {} {}", one.line, one.problem.pointer, one.problem.message);
      break;
    }
    fmt::print("{{\"severity\":\"{}\",\"section\":\"{}\",\"rule\":\"{}\",\"count\":{},\"example\":",
               stix::name_of(rule.severity), rule.section, rule.rule, rule.count);
    std::string quoted;
    json::append_quoted(quoted, example);
    fmt::print("{}}}\n", quoted);
  }
}
