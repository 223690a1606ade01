// What it costs to take a bundle apart, against simdjson's DOM of the same whole text in the same run, once minified
// and once with a line and four spaces after every comma and colon. Each number is the best of the rounds, one thread.
//   json_bench BUNDLE.json[.gz] [ROUNDS]
#include <fmt/format.h>
#include <simdjson.h>
#include <zlib.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "stix/object.hpp"

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
  fmt::print(stderr, "json_bench: {}\n", why);
  std::exit(1);
}

struct Best {
  double split = 1e9, parse = 1e9, read = 1e9, whole = 1e9, dom = 1e9;
};

void measure(const char* form, const std::string& text, int rounds) {
  Best best;
  std::size_t objects = 0, nodes = 0, references = 0;
  simdjson::dom::parser dom;
  const simdjson::padded_string padded(text);
  for (int round = 0; round < rounds; ++round) {
    best.dom = std::min(best.dom, seconds([&] {
                          simdjson::dom::element element;
                          if (dom.parse(padded).get(element) != simdjson::SUCCESS) stop("simdjson refuses this text");
                        }));
    objects = nodes = references = 0;
    double parse = 0;
    stix::Bundle bundle;
    std::string body = text;  // as a server has it: a request's body that nobody else needs
    const double split_time = seconds([&] {
      auto result = stix::split_owned(std::move(body));
      if (!result) stop(to_string(result.error()));
      bundle = std::move(*result);
    });
    json::Document document;
    parse = seconds([&] {
      for (const std::string_view one : bundle.objects) {
        if (auto result = document.read(one); !result) stop(to_string(result.error()));
        nodes += document.nodes().size();
      }
    });
    const double both = seconds([&] {
      for (const std::string_view one : bundle.objects) {
        if (auto result = document.read(one); !result) stop(to_string(result.error()));
        auto object = stix::read_object(document);
        if (!object) stop(to_string(object.error()));
        references += object->references.size();
      }
    });
    objects = bundle.objects.size();
    best.split = std::min(best.split, split_time);
    best.parse = std::min(best.parse, parse);
    best.read = std::min(best.read, both);
    best.whole = std::min(best.whole, split_time + both);
  }
  const double mb = static_cast<double>(text.size()) / 1e6;
  fmt::print(
      "{{\"bench\":\"json\",\"form\":\"{}\",\"bytes\":{},\"objects\":{},\"nodes\":{},\"references\":{},"
      "\"split_ms\":{:.1f},\"split_mb_s\":{:.0f},\"parse_ms\":{:.1f},\"parse_mb_s\":{:.0f},"
      "\"parse_read_ms\":{:.1f},\"read_ms\":{:.1f},\"whole_ms\":{:.1f},\"whole_mb_s\":{:.0f},"
      "\"simdjson_dom_ms\":{:.1f},\"simdjson_dom_mb_s\":{:.0f},\"ratio_to_dom\":{:.3f}}}\n",
      form, text.size(), objects, nodes, references, best.split * 1e3, mb / best.split, best.parse * 1e3,
      mb / best.parse, best.read * 1e3, (best.read - best.parse) * 1e3, best.whole * 1e3, mb / best.whole,
      best.dom * 1e3, mb / best.dom, best.dom / best.whole);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) stop("name a STIX bundle, plain or gzip: json_bench BUNDLE.json[.gz] [ROUNDS]");
  const int rounds = argc > 2 ? std::max(1, std::atoi(argv[2])) : 7;
  const std::string text = read_whole(argv[1]);
  if (text.empty()) stop(fmt::format("cannot read '{}'", argv[1]));
  const auto minified = json::minify(text);
  if (!minified) stop(to_string(minified.error()));
  measure("minified", *minified, rounds);
  std::string spread;
  for (const char *p = minified->data(), *const end = p + minified->size(); p < end;) {
    const char* const next = *p == '"' ? json::end_of_string(p, end) : p + 1;
    spread.append(p, next);
    if (*p == ',' || *p == ':') spread += "\n    ";
    p = next;
  }
  measure("with white space", spread, rounds);
}
