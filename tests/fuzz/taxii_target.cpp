// What a TAXII client asks for: the first line is a request target, the second Accept, the rest Content-Type.
#include "base/codec.hpp"
#include "base/result.hpp"
#include "http/target.hpp"
#include "samples.hpp"
#include "targets.hpp"
#include "taxii/media.hpp"
#include "taxii/query.hpp"

namespace comity::fuzz {

void fuzz_taxii(std::string_view input) {
  const auto [target, fields] = first_line(input);
  const auto [accept, content_type] = first_line(fields);
  const bool takes = taxii::accepts_taxii(accept);
  // A further range never takes away what was accepted, and whoever sends our type takes it.
  if (takes && accept.find_first_not_of(" \t") != std::string_view::npos && accept.find('"') == std::string_view::npos) CHECK(taxii::accepts_taxii(std::string(accept) + ", text/html"));
  if (taxii::is_taxii(content_type)) CHECK(content_type.find(',') != std::string_view::npos || taxii::accepts_taxii(content_type));

  auto parsed = http::parse_target(target);
  if (!parsed) return;
  http::Request request;
  request.query = std::move(parsed->query);
  const taxii::Limits limits;
  const auto page = taxii::page_request(request, limits);
  const auto range = taxii::range_request(request, limits);
  if (!range) CHECK(range.error().code == Code::invalid && !range.error().where.empty() && !page);
  if (!page) {
    CHECK(page.error().code == Code::invalid && !page.error().message.empty());
    return;
  }
  CHECK(range.has_value() && page->limit == range->limit && page->next == range->next);
  CHECK(page->limit >= 1 && page->limit <= limits.most);
  CHECK(request.query.contains("limit") || page->limit == limits.usual);
  // An endpoint that matches fewer fields takes nothing that this one refuses, and reads what both take alike.
  const shelf::Filter& all = page->filter;
  for (const taxii::Matches matches : {taxii::Matches(taxii::kObjectMatches), taxii::Matches(taxii::kVersionsMatch), taxii::Matches{}}) {
    const auto fewer = taxii::page_request(request, limits, matches);
    if (!fewer) continue;
    CHECK(fewer->filter == all);
  }
  CHECK(all.versions.among_matching);
  CHECK(!all.versions.all || (!all.versions.first && !all.versions.last && all.versions.at.empty()));
  shelf::Filter back;
  Encoder encoded;
  shelf::encode(encoded, all);
  Decoder decoder(encoded.view());
  back = shelf::decode_filter(decoder);
  CHECK(decoder.done() && back == all);
  for (const std::string& id : page->filter.ids) CHECK(!id.empty());
  for (const std::string& type : page->filter.types) CHECK(!type.empty());
}

}  // namespace comity::fuzz
