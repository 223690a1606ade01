// The first line is a query, the rest an object that it is looked for in: what the index finds is what a look through the parts finds.
#include <algorithm>
#include <string>

#include "samples.hpp"
#include "search/gather.hpp"
#include "search/matching.hpp"
#include "search/snippet.hpp"
#include "search/text.hpp"
#include "targets.hpp"

namespace comity::fuzz {
namespace {

using namespace search;

bool occurs(const Phrase& phrase, const json::Document& document, Splitter& splitter) {
  bool found = false;
  each_text(document, [&](std::string_view, const json::Value& value) {
    found = found || !occurrences(phrase, splitter.split(value.string())).empty();
  });
  return found;
}

}  // namespace

void fuzz_query(std::string_view input) {
  const auto [asked, text] = first_line(input);
  const auto query = parse_query(asked);
  Splitter splitter;
  for (const Part& part : splitter.split(text)) CHECK(part.begin < part.end && part.end <= text.size() && part.text.size() <= kLongestPart);
  if (!query) {
    CHECK(query.error().code == Code::invalid && !query.error().where.empty());
    return;
  }
  const auto document = json::Document::parse(text);
  if (!document) return;
  Gathered gathered = gather_whole(text, splitter);
  Partition partition;
  partition.add(3, gathered);
  const release::Bits all{~std::uint64_t{0}};
  const std::vector<const Phrase*> phrases = wanted_phrases(*query);
  for (const Phrase* phrase : phrases) {
    CHECK(!phrase->parts.empty());
    bool found = false;
    PhraseTerms(*phrase).match(partition, all, [&](std::uint32_t row) { found = found || row == 3; });
    CHECK(found == occurs(*phrase, *document, splitter));
  }
  show(text, phrases, splitter);
  partition.remove([](std::uint32_t row) { return row == 3; });
  CHECK(partition.terms() == 0);
}

}  // namespace comity::fuzz
