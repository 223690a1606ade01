#include "operations/search.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <map>
#include <shared_mutex>
#include <span>

#include "agreement/translate.hpp"
#include "operations/covering.hpp"
#include "operations/held.hpp"
#include "search/search.hpp"

namespace comity::operations {
namespace {

using shelf::View;

constexpr std::size_t kMostShown = 4096;  // of the versions that rows are shown among

constexpr std::array<std::pair<Facet, std::string_view>, 6> kFacets{{{Facet::type, "type"},
                                                                     {Facet::originator, "originator"},
                                                                     {Facet::level, "level"},
                                                                     {Facet::topic, "topic"},
                                                                     {Facet::agreement, "agreement"},
                                                                     {Facet::month, "month"}}};

std::set<std::string> levels_of(const marking::Label& label) {
  std::set<std::string> out;
  for (const auto& [party, words] : label.levels)
    for (const marking::LevelWord& word : words) out.insert(word.scheme + ":" + word.word);
  return out;
}

std::set<std::string> topics_of(const marking::Label& label) {
  std::set<std::string> out;
  for (const marking::WordSet& clause : label.topics) out.insert(clause.words.begin(), clause.words.end());
  return out;
}

// Parties and agencies: whatever a filter finds the label by.
std::set<std::string> originators_of(const marking::Label& label) {
  std::set<std::string> out(label.originators.begin(), label.originators.end());
  for (const std::string& agency : label.originators) out.emplace(marking::party_of(agency));
  return out;
}

using Counts = std::map<std::string, std::uint64_t>;

std::vector<SearchAnswer::Count> by_number(const Counts& counts) {
  std::vector<SearchAnswer::Count> out;
  for (const auto& [value, objects] : counts) out.push_back({value, objects});
  std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.objects > b.objects; });
  if (out.size() > kMostFacetValues) out.resize(kMostFacetValues);
  return out;
}

std::string month_of(std::int64_t us) { return us == 0 ? std::string() : format_date(Time{us}).substr(0, 7); }

// Counts of rows by what a filter can ask of them. A row counts once under each value that it would be found by.
void count(const Node& node, const View& view, const release::Bits& rows, const std::set<Facet>& facets, SearchAnswer& out) {
  std::vector<std::uint64_t> types, labels;
  Counts months;
  constexpr std::int64_t kDay = 86'400'000'000;
  std::map<std::int64_t, std::uint64_t> days;
  out.total = 0;
  out.facets.clear();
  for (const std::uint64_t word : rows) out.total += static_cast<std::uint64_t>(std::popcount(word));
  if (facets.empty()) return;
  const bool dated = facets.contains(Facet::month);
  std::int64_t last_day = 0;
  std::uint64_t* of_day = nullptr;
  release::each(rows, [&](std::size_t row) {
    const shelf::Row& one = node.shelf.row(static_cast<std::uint32_t>(row));
    if (types.size() <= one.type) types.resize(one.type + 1u);
    if (labels.size() <= one.label.value) labels.resize(one.label.value + 1u);
    ++types[one.type];
    ++labels[one.label.value];
    if (!dated) return;
    const std::int64_t day = one.version_us >= 0 ? one.version_us / kDay : (one.version_us - kDay + 1) / kDay;
    if (of_day == nullptr || day != last_day) of_day = &days[last_day = day];
    ++*of_day;
  });
  for (const auto& [day, objects] : days) months[month_of(day * kDay)] += objects;
  const auto by_label = [&](auto&& values_of) {
    Counts counts;
    for (std::uint32_t label = 0; label < labels.size(); ++label)
      if (labels[label] > 0)
        for (const std::string& value : values_of(marking::LabelIx{label})) counts[value] += labels[label];
    return counts;
  };
  const auto label_at = [&](marking::LabelIx ix) -> const marking::Label& { return node.policy.labels().at(ix); };
  for (const Facet facet : facets) {
    Counts counts;
    switch (facet) {
      case Facet::type:
        for (std::uint16_t type = 0; type < types.size(); ++type)
          if (types[type] > 0) counts[node.shelf.type(type)] = types[type];
        break;
      case Facet::originator:
        counts = by_label([&](auto ix) { return originators_of(label_at(ix)); });
        break;
      case Facet::level:
        counts = by_label([&](auto ix) { return levels_of(label_at(ix)); });
        break;
      case Facet::topic:
        counts = by_label([&](auto ix) { return topics_of(label_at(ix)); });
        break;
      case Facet::agreement:
        counts = by_label([&](auto ix) { return view.agreements_of(ix); });
        break;
      case Facet::month:
        counts = std::move(months);
        counts.erase("");  // what has no version
        break;
    }
    out.facets.emplace_back(facet, by_number(counts));
  }
}

// The words of the label in those of the reader's party: "NZL:SECRET".
std::string marking_for(const release::World& world, const marking::Label& label, std::string_view party) {
  std::vector<const agreement::Terms*> terms;
  for (const auto& pact : world.current()) terms.push_back(&pact->terms());
  std::string out;
  for (const agreement::ShownLevel& level : agreement::translate(label, party, terms, world.directory(), world.time()).shown)
    out += (out.empty() ? "" : ", ") + level.scheme + ":" + level.word;
  return out;
}

// What is shown of one row, from the bytes that the reader gets of it. Errors: not_found (erased since).
Result<SearchAnswer::One> shown(Node& node, const Caller& caller, const shelf::Item& item, const shelf::Variant& variant,
                                const std::vector<const search::Phrase*>& phrases, std::map<std::uint32_t, std::string>& markings) {
  static thread_local search::Splitter splitter;
  SearchAnswer::One out;
  Seq seq = 0;
  std::string bytes;
  {
    std::shared_lock state(node.journal().state());
    seq = node.shelf.row(item.row).seq;
    TRY(bytes, shelf::render(node.engine(), node.shelf, item.row, variant));
    const marking::LabelIx ix = node.exceptions.label(item.row, UINT64_MAX);
    const marking::Label& label = node.policy.labels().at(ix);
    if (!shelf::is_remark(label)) {
      out.originators.assign(label.originators.begin(), label.originators.end());
      const std::set<std::string> levels = levels_of(label);
      out.levels.assign(levels.begin(), levels.end());
      out.tlp = marking::name_of(label.tlp);
      const auto [known, first] = markings.try_emplace(ix.value);
      if (first && !caller.party.empty()) known->second = marking_for(node.policy.world(), label, caller.party);
      out.marking = known->second;
    }
  }
  TRY(shelf::ObjectRecord record, object_record(node.engine(), seq));
  out.id = std::move(record.id);
  out.version = std::move(record.version);
  out.type = std::move(record.type);
  out.owner = std::move(record.owner);
  out.added = item.added;
  out.shown = search::show(bytes, phrases, splitter);
  return out;
}

}  // namespace

std::string_view name_of(Facet facet) {
  for (const auto& [one, name] : kFacets)
    if (one == facet) return name;
  return "";
}

std::optional<Facet> facet_named(std::string_view name) {
  for (const auto& [one, known] : kFacets)
    if (known == name) return one;
  return std::nullopt;
}

Result<SearchAnswer> search(Node& node, const Caller& caller, const SearchRequest& request) {
  if (request.limit == 0) return fail(Code::invalid, "ask for at least one result", "limit");
  search::Query query;
  if (!request.filter.text.empty()) {
    TRY(query, search::parse_query(request.filter.text));
  }
  const std::vector<const search::Phrase*> phrases = search::wanted_phrases(query);
  PageRequest page;
  page.endpoint = page.collection = "search";
  page.next = request.next;
  page.limit = request.limit;
  page.filter = request.filter;
  page.exact = true;
  page.newest = request.newest;
  for (int attempt = 0; attempt < kPageTries; ++attempt) {
    SearchAnswer out;
    const auto look = [&](const View& view, const shelf::Sieve& sieve) { count(node, view, *sieve.rows, request.facets, out); };
    TRY(const auto covered, cover(node, caller, page, false, look));
    if (!covered) continue;
    const Taken& taken = covered->taken;
    if (taken.items.empty()) {  // a number above 0 leaves with a lease or not at all
      if (out.total > 0) out = {};
      return out;
    }
    out.lease = covered->lease;
    std::map<std::uint32_t, std::string> markings;
    auto cut = taken.cuts.begin();
    bool erased = false;
    for (std::size_t i = 0; i < taken.items.size() && !erased; ++i) {
      const bool is_cut = cut != taken.cuts.end() && cut->item == i;
      auto one = shown(node, caller, taken.items[i], is_cut ? cut->variant : shelf::Variant{}, phrases, markings);
      cut += is_cut;
      erased = !one && one.error().code == Code::not_found;
      if (erased) break;
      if (!one) return tl::make_unexpected(std::move(one).error());
      out.found.push_back(*std::move(one));
    }
    if (erased) continue;
    out.more = taken.more;
    if (out.more) out.next = cursor_after(page, request.newest ? taken.items.front().at : taken.items.back().at);
    if (request.newest) std::reverse(out.found.begin(), out.found.end());
    return out;
  }
  return changing_too_fast();
}

Result<std::map<std::uint32_t, SearchAnswer::One>> show_rows(Node& node, const Caller& caller, const std::string& collection, const std::vector<std::uint32_t>& rows) {
  std::map<std::uint32_t, SearchAnswer::One> out;
  if (rows.empty()) return out;
  PageRequest page;
  page.endpoint = page.collection = collection;
  page.exact = true;
  page.limit = kMostShown;
  {
    bool dated = true;
    std::shared_lock state(node.journal().state());
    for (const std::uint32_t row : rows) {
      TRY(shelf::ObjectRecord record, object_record(node.engine(), node.shelf.row(row).seq));
      page.filter.ids.insert(std::move(record.id));
      page.filter.versions.at.insert(node.shelf.row(row).version_us);
      dated = dated && node.shelf.row(row).version_us != 0;
    }
    if (!dated) {  // what has no version is asked for with all
      page.filter.versions = {};
      page.filter.versions.all = true;
    }
  }
  const std::set<std::uint32_t> wanted(rows.begin(), rows.end());
  for (int attempt = 0; attempt < kPageTries; ++attempt) {
    out.clear();
    TRY(const auto covered, cover(node, caller, page, false));
    if (!covered) continue;
    const Taken& taken = covered->taken;
    std::map<std::uint32_t, std::string> markings;
    auto cut = taken.cuts.begin();
    bool erased = false;
    for (std::size_t i = 0; i < taken.items.size() && !erased; ++i) {
      const bool is_cut = cut != taken.cuts.end() && cut->item == i;
      if (wanted.contains(taken.items[i].row)) {
        auto one = shown(node, caller, taken.items[i], is_cut ? cut->variant : shelf::Variant{}, {}, markings);
        erased = !one && one.error().code == Code::not_found;
        if (!one && !erased) return tl::make_unexpected(std::move(one).error());
        if (one) out.emplace(taken.items[i].row, *std::move(one));
      }
      cut += is_cut;
    }
    if (!erased) return out;
  }
  return changing_too_fast();
}

void index_words(Node& node, const std::function<bool()>& stop) { node.search().catch_up(node.journal().state(), stop); }

}  // namespace comity::operations
