#include "operations/source_overlap.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "operations/covering.hpp"
#include "operations/held.hpp"

namespace comity::operations {
namespace {

using insight::Reading;
using nlohmann::ordered_json;
using Number = insight::Provenance::Node;

// The one agency that an object can only be of: where its label names several of the owner's party, that is not told.
std::string author_of(const Trace::One& one) {
  std::string out;
  for (const std::string& agency : one.originators) {
    if (marking::party_of(agency) != one.owner || agency == one.owner) continue;
    if (!out.empty()) return {};
    out = agency;
  }
  return out;
}

// An object that names another as its source has read it.
bool says_it_read(const Trace::Edge& edge) { return edge.relationship.empty() && edge.way != "lineage"; }

// Who read what, as far as the caller is told.
class Readings {
 public:
  Readings(Node& node, const Caller& caller, const Trace& trace, std::vector<Number> sources, bool by_party)
      : node_(node), caller_(caller), trace_(trace), sources_(std::move(sources)), by_party_(by_party), read_(sources_.size()), told_of_all_(sources_.size()) {
    handed_over();
    said_by_themselves();
  }

  // Of those who read some, and of `others`.
  std::vector<insight::Reader> readers(const std::map<std::string, double>& judged) const {
    std::map<std::string, insight::Reader> out;
    for (const auto& names : read_)
      for (const std::string& name : names) out.try_emplace(name);
    for (const auto& [name, p] : judged) out[name].judged = p;
    std::vector<insight::Reader> all;
    for (auto& [name, reader] : out) {
      reader.name = name;
      const bool own = caller_.is_operator() || marking::party_of(name) == caller_.party;
      for (std::size_t i = 0; i < sources_.size(); ++i)
        reader.sources.push_back(read_[i].contains(name) ? Reading::read : own || told_of_all_[i] ? Reading::unread : Reading::not_told);
      all.push_back(std::move(reader));
    }
    return all;
  }

 private:
  std::string name(std::string_view agency) const { return std::string(by_party_ ? marking::party_of(agency) : agency); }

  void handed_over() {
    std::shared_lock state(node_.journal().state());
    const bool keeps = caller_.is_operator() || has_role(node_, caller_, "registrar") || has_role(node_, caller_, "official");
    for (std::size_t i = 0; i < sources_.size(); ++i) {
      const std::uint32_t of = trace_.nodes[sources_[i]].row;
      told_of_all_[i] = true;
      node_.shelf.each_version(node_.shelf.row(of).thing, [&](std::uint32_t row) {
        const bool told = keeps && (caller_.is_operator() || originates(node_, caller_, row));
        told_of_all_[i] = told_of_all_[i] && told;
        for (const auto& holder : node_.holdings.holders(row)) {
          if (!holder.delivered || holder.reader.person == access::kOperator) continue;
          if (told || marking::party_of(holder.reader.person) == caller_.party) read_[i].insert(name(marking::agency_of(holder.reader.person)));
        }
      });
    }
  }

  // Who wrote it has read it, and so has who names it as a source.
  void said_by_themselves() {
    std::map<Number, std::size_t> place;
    for (std::size_t i = 0; i < sources_.size(); ++i) {
      place[sources_[i]] = i;
      if (const std::string author = author_of(trace_.nodes[sources_[i]]); !author.empty()) read_[i].insert(name(author));
    }
    for (const Trace::Edge& edge : trace_.edges) {
      const auto at = place.find(edge.on);
      if (at == place.end() || !says_it_read(edge)) continue;
      if (const std::string author = author_of(trace_.nodes[edge.from]); !author.empty()) read_[at->second].insert(name(author));
    }
  }

  Node& node_;
  const Caller& caller_;
  const Trace& trace_;
  const std::vector<Number> sources_;
  const bool by_party_;
  std::vector<std::set<std::string>> read_;  // by source
  std::vector<bool> told_of_all_;            // by source: what others fetched of it is told
};

// What can be read: not persons, places and documents elsewhere.
std::vector<Number> sources_in(const Trace& trace, bool of_question, const std::string& question) {
  std::vector<Number> out;
  for (Number number = 0; number < trace.nodes.size(); ++number) {
    const Trace::One& one = trace.nodes[number];
    if (one.kind != Trace::Kind::object) continue;
    if (of_question ? one.id != question && one.type != "identity" && one.type != "location" : one.cited) out.push_back(number);
  }
  return out;
}

Result<void> check(const SourceOverlapRequest& request) {
  if (!request.ids.empty() + !request.question.empty() + !request.text.empty() != 1)
    return fail(Code::invalid, "say which sources are meant, in one way: their ids, the question that rests on them, or a search", "ids");
  for (const auto& [name, p] : request.judged)
    if (!(p >= 0 && p <= 1) || name.empty() || name.size() > 128)
      return fail(Code::invalid, "a judgement is AGENCY:PROBABILITY, with a probability from 0 to 1", "judged");
  if (request.judged.size() > kMostReaders) return fail(Code::invalid, fmt::format("at most {} readers judge", kMostReaders), "judged");
  return {};
}

Result<std::vector<std::string>> ids_of(Node& node, const Caller& caller, const SourceOverlapRequest& request) {
  if (!request.question.empty()) return std::vector<std::string>{request.question};
  if (request.text.empty()) return request.ids;
  if (caller.is_operator()) return fail(Code::forbidden, "the operator reads no objects and searches none: name them by their ids");
  PageRequest page;
  page.endpoint = page.collection = "source-overlap";
  page.filter.text = request.text;
  page.exact = page.newest = true;
  page.limit = kMostCited;
  TRY(const Listing listing, list_page(node, caller, page));
  if (listing.more) return fail(Code::too_large, fmt::format("the search finds more than {} objects: narrow it", kMostCited), "q");
  std::set<std::string> out;
  for (const auto& one : listing.objects) out.insert(one.id);
  return std::vector<std::string>{out.begin(), out.end()};
}

std::uint32_t read_by(const insight::Reader& reader) {
  return static_cast<std::uint32_t>(std::count(reader.sources.begin(), reader.sources.end(), Reading::read));
}

SourceOverlapAnswer answer_of(Node& node, const Caller& caller, const SourceOverlapRequest& request, const Trace& trace,
                              const std::vector<Number>& sources) {
  SourceOverlapAnswer out;
  out.count = sources.size();
  out.readers = Readings(node, caller, trace, sources, request.by_party).readers(request.judged);
  if (out.readers.size() > kMostReaders) {
    std::stable_sort(out.readers.begin(), out.readers.end(), [](const auto& a, const auto& b) {
      return std::pair(a.judged.has_value(), read_by(a)) > std::pair(b.judged.has_value(), read_by(b));
    });
    out.left_out = out.readers.size() - kMostReaders;
    out.readers.resize(kMostReaders);
    std::sort(out.readers.begin(), out.readers.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  }
  out.pairs = insight::overlaps(insight::Lineage(trace.provenance), sources, out.readers);
  if (caller.is_operator()) return out;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const Trace::One& one = trace.nodes[sources[i]];
    SourceOverlapAnswer::Source source{one.id, one.type, one.title, one.owner, {}, {}};
    for (const insight::Reader& reader : out.readers) {
      if (reader.sources[i] == Reading::read) source.read_by.push_back(reader.name);
      if (reader.sources[i] == Reading::not_told) source.not_told_of.push_back(reader.name);
    }
    out.sources.push_back(std::move(source));
  }
  return out;
}

ordered_json interval_json(const insight::Origins& origins) { return {{"low", origins.low}, {"high", origins.high}}; }
ordered_json number_or_null(const std::optional<double>& value) { return value ? ordered_json(*value) : ordered_json(nullptr); }

}  // namespace

Result<SourceOverlapAnswer> source_overlap(Node& node, const Caller& caller, const SourceOverlapRequest& request) {
  TRY_VOID(check(request));
  const bool of_question = !request.question.empty();
  for (int attempt = 0; attempt < kPageTries; ++attempt) {
    TRY(const auto ids, ids_of(node, caller, request));
    if (ids.empty()) return SourceOverlapAnswer{};
    TRY(const Trace traced, trace(node, caller, {ids, false, false}));
    const std::vector<Number> sources = sources_in(traced, of_question, request.question);
    if (sources.size() > kMostCited) return fail(Code::too_large, fmt::format("it rests on more than {} objects: name those that are meant", kMostCited), "question");
    SourceOverlapAnswer out = answer_of(node, caller, request, traced, sources);
    if (caller.is_operator()) return out;
    std::vector<std::uint32_t> rows;
    for (const Number number : sources) rows.push_back(traced.nodes[number].row);
    // Agencies are named by these, though they are no sources themselves.
    const std::set<Number> meant(sources.begin(), sources.end());
    for (const Trace::Edge& edge : traced.edges)
      if (says_it_read(edge) && meant.contains(edge.on) && !meant.contains(edge.from)) rows.push_back(traced.nodes[edge.from].row);
    TRY(const bool named, lease_for(node, caller, traced, rows, "source-overlap"));
    if (named) return out;
  }
  return changing_too_fast();
}

Result<std::map<std::string, double>> parse_judged(const std::vector<std::string>& words) {
  std::map<std::string, double> out;
  for (const std::string& word : words) {
    const std::size_t colon = word.rfind(':');
    double p = -1;
    const char* end = word.data() + word.size();
    const auto read = colon == std::string::npos ? std::from_chars_result{word.data(), std::errc::invalid_argument} : std::from_chars(word.data() + colon + 1, end, p);
    if (read.ec != std::errc() || read.ptr != end || !out.emplace(word.substr(0, colon), p).second)
      return fail(Code::invalid, "a judgement is AGENCY:PROBABILITY, each agency once: NZL.GCSB:0.7", "judged");
  }
  return out;
}

ordered_json to_json(const SourceOverlapAnswer& answer) {
  ordered_json sources = ordered_json::array(), readers = ordered_json::array(), pairs = ordered_json::array();
  for (const auto& one : answer.sources)
    sources.push_back({{"id", one.id}, {"type", one.type}, {"title", one.title}, {"owner", one.owner}, {"read_by", one.read_by}, {"not_told_of", one.not_told_of}});
  for (const insight::Reader& one : answer.readers)
    readers.push_back({{"reader", one.name},
                       {"read", read_by(one)},
                       {"not_told", std::count(one.sources.begin(), one.sources.end(), Reading::not_told)},
                       {"judged", number_or_null(one.judged)}});
  for (const insight::Overlap& one : answer.pairs)
    pairs.push_back({{"first", answer.readers[one.first].name},
                     {"second", answer.readers[one.second].name},
                     {"both", one.both},
                     {"either", one.either},
                     {"not_told", one.not_told},
                     {"low", number_or_null(one.low)},
                     {"high", number_or_null(one.high)},
                     {"origins_first", interval_json(one.of_first)},
                     {"origins_second", interval_json(one.of_second)},
                     {"origins_together", interval_json(one.together)},
                     {"grounds", insight::name_of(one.grounds)},
                     {"apart", number_or_null(one.apart)},
                     {"words", one.words}});
  return {{"count", answer.count},
          {"sources", std::move(sources)},
          {"readers", std::move(readers)},
          {"left_out", answer.left_out},
          {"pairs", std::move(pairs)},
          {"method", "sources that both read, of those that either read; and the independent origins behind what each read and behind both: docs/methods/corroboration.md"}};
}

}  // namespace comity::operations
