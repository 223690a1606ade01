#include "operations/tracing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "operations/covering.hpp"
#include "operations/held.hpp"

namespace comity::operations {
namespace {

using insight::Provenance;
using shelf::kNoRow;
using End = Provenance::End;
using Number = Provenance::Node;

constexpr std::size_t kMostText = 4 << 20;  // bytes of all texts together

class Tracer {
 public:
  // `view`: nullptr for the operator.
  Tracer(Node& node, const Caller& caller, const shelf::View* view, bool texts) : node_(node), caller_(caller), view_(view), wants_texts_(texts) {}

  // What is cited, and all that it rests on.
  Result<void> follow(const std::vector<std::string>& ids) {
    for (const std::string& id : ids) cite(object(id));
    return walk();
  }
  // What these rest on at once is cited in their place.
  Result<void> follow_what_is_behind(const std::vector<std::string>& ids) {
    for (const std::string& id : ids) {
      const Number asking = object(id);
      if (out_.nodes[asking].row != kNoRow) TRY_VOID(open(asking));
      for (std::size_t i = 0; i < out_.edges.size(); ++i)
        if (out_.edges[i].from == asking && !out_.edges[i].same) cite(out_.edges[i].on);
    }
    return walk();
  }
  bool knows_some() const {
    return std::any_of(out_.nodes.begin(), out_.nodes.end(), [](const Trace::One& one) { return one.kind == Trace::Kind::object; });
  }
  Trace take() { return std::move(out_); }
  std::vector<std::pair<Number, std::string>> take_texts() { return std::move(texts_); }

 private:
  Result<void> walk() {
    while (!todo_.empty()) {
      const Number next = todo_.back();
      todo_.pop_back();
      TRY_VOID(open(next));
    }
    return {};
  }

  void cite(Number number) {
    Trace::One& one = out_.nodes[number];
    if (std::exchange(one.cited, true)) return;
    out_.cited.push_back(number);
    out_.not_read += one.kind == Trace::Kind::unknown;
  }

  Number add(Trace::One one, End end) {
    out_.nodes.push_back(std::move(one));
    opened_.push_back(false);
    return out_.provenance.add(end);
  }

  bool visible(std::uint32_t row) const { return view_ == nullptr || view_->visible(row); }
  std::uint32_t latest(shelf::Thing thing) const {
    std::uint32_t out = kNoRow;
    node_.shelf.each_version(thing, [&](std::uint32_t row) {
      if (visible(row) && (out == kNoRow || node_.shelf.row(row).version_us > node_.shelf.row(out).version_us)) out = row;
    });
    return out;
  }
  // Of several owners' the caller's own party's, else the one held longest. As much work where there is none.
  std::uint32_t find(std::string_view id) {
    std::vector<shelf::Thing> things = things_named(node_, id);
    const bool absent = things.empty();
    if (const shelf::Thing other = node_.shelf.stand_in(id); absent && !other.none()) things.push_back(other);
    std::sort(things.begin(), things.end(), [](const auto& a, const auto& b) { return a.value < b.value; });
    std::uint32_t best = kNoRow;
    bool best_own = false;
    for (const shelf::Thing thing : things) {
      const std::uint32_t row = latest(thing);
      if (row == kNoRow || absent) continue;
      const bool own = node_.shelf.owner(node_.shelf.row(row).owner) == caller_.party;
      if (best == kNoRow || (own && !best_own)) best = row, best_own = own;
    }
    return best;
  }

  // Of a relationship, once for both of its ends.
  std::uint32_t latest_relation(shelf::Thing thing) {
    const auto [known, first] = latest_.try_emplace(thing.value, kNoRow);
    if (!first) return known->second;
    node_.shelf.each_version(thing, [&](std::uint32_t row) { versions_seen_ += visible(row); });
    return known->second = latest(thing);
  }

  // "" where there is none for the caller.
  std::string owner_of(const std::string& id) {
    const std::uint32_t row = find(id);
    return row == kNoRow ? std::string() : node_.shelf.owner(node_.shelf.row(row).owner);
  }

  Number object(const std::string& id) {
    const auto [at, first] = known_.try_emplace(id, 0);
    if (!first) return at->second;
    const std::uint32_t row = find(id);
    Trace::One one;
    if (row != kNoRow) {
      const shelf::Row& held = node_.shelf.row(row);
      one.kind = Trace::Kind::object;
      one.id = id;
      one.type = node_.shelf.type(held.type);
      one.owner = node_.shelf.owner(held.owner);
      one.row = row;
      one.sort = insight::sort_of(one.type);
      const marking::Label& label = node_.policy.labels().at(node_.exceptions.label(row, UINT64_MAX));
      if (!shelf::is_remark(label)) one.originators.assign(label.originators.begin(), label.originators.end());
    }
    const End end = row != kNoRow && one.sort != insight::Sort::claim ? End::origin : End::unknown;
    at->second = add(std::move(one), end);
    if (row != kNoRow) todo_.push_back(at->second);
    return at->second;
  }

  Number document(const insight::StatedSources::Document& stated) {
    const auto [at, first] = known_.try_emplace("\n" + stated.key, 0);
    if (!first) return at->second;
    Trace::One one;
    one.kind = Trace::Kind::document;
    one.id = stated.where;
    one.title = stated.source;
    return at->second = add(std::move(one), End::origin);
  }

  void link(Number from, Number on, std::string_view way, Trace::Edge stated = {}) {
    stated.from = from;
    stated.on = on;
    stated.way = way;
    if (stated.stated_by.empty()) stated.stated_by = out_.nodes[from].owner;
    (stated.same ? out_.provenance.same : out_.provenance.rests_on).push_back({from, on});
    out_.edges.push_back(std::move(stated));
  }

  Result<std::string> bytes_of(std::uint32_t row) const {
    const shelf::Variant* variant = view_ == nullptr ? nullptr : view_->variant(row);
    return shelf::render(node_.engine(), node_.shelf, row, variant ? *variant : shelf::Variant{});
  }

  Result<void> open(Number number) {
    if (opened_[number]) return {};
    opened_[number] = true;
    if (out_.nodes.size() > kMostTraced)
      return fail(Code::too_large, fmt::format("what these rest on is more than {} objects; ask about fewer of them", kMostTraced), "ids");
    const std::uint32_t row = out_.nodes[number].row;
    const auto bytes = bytes_of(row);
    if (!bytes && bytes.error().code == Code::not_found) return {};  // erased since: nothing is stated
    TRY_VOID(bytes);
    TRY(const json::Document parsed, json::Document::parse(*bytes));
    insight::StatedSources stated = insight::stated_sources(parsed.root());
    Trace::One& one = out_.nodes[number];
    one.title = std::move(stated.title);
    one.first_hand = stated.first_hand;
    if (stated.first_hand) out_.provenance.nodes[number] = End::origin;
    if (one.sort == insight::Sort::end) return {};
    if (wants_texts_ && texts_.size() < kMostCompared && text_size_ + stated.text.size() <= kMostText && !stated.text.empty()) {
      text_size_ += stated.text.size();
      texts_.emplace_back(number, std::move(stated.text));
    }
    for (const auto& source : stated.objects) link(number, object(source.id), source.way);
    for (const auto& source : stated.documents) link(number, document(source), "external_references");
    if (stated.more) link(number, add({}, End::unknown), "lineage");
    return read_relations(number);
  }

  // Relationships in which it stands, as far as they say something of lineage.
  Result<void> read_relations(Number number) {
    const std::uint32_t row = out_.nodes[number].row;
    const std::string id = out_.nodes[number].id;
    const std::uint32_t type = node_.shelf.find_type("relationship");
    std::map<std::uint32_t, shelf::Thing> things;  // each once, however many of its versions name this one
    node_.shelf.each_referrer(node_.shelf.row(row).thing, [&](std::uint32_t other) {
      const shelf::Row& held = node_.shelf.row(other);
      if (held.type != type || !visible(other)) return;
      ++versions_seen_;
      things.emplace(held.thing.value, held.thing);
    });
    std::set<std::uint32_t> rows;  // in the order of the journal: numbers of things hang on what the caller does not get
    for (const auto& [value, thing] : things) {
      if (versions_seen_ > kMostVersionsSeen)
        return fail(Code::too_large, fmt::format("relationships of more than {} versions name what these rest on; ask about fewer of them", kMostVersionsSeen), "ids");
      rows.insert(latest_relation(thing));
    }
    for (const std::uint32_t other : rows) {
      if (++relations_read_ > kMostRelationsRead)
        return fail(Code::too_large, fmt::format("more than {} relationships name what these rest on; ask about fewer of them", kMostRelationsRead), "ids");
      const auto bytes = bytes_of(other);
      if (!bytes && bytes.error().code == Code::not_found) continue;
      TRY_VOID(bytes);
      TRY(const json::Document parsed, json::Document::parse(*bytes));
      const auto stated = insight::stated_relation(parsed.root());
      if (!stated || (stated->source != id && stated->target != id)) continue;
      TRY(const shelf::ObjectRecord record, object_record(node_.engine(), node_.shelf.row(other).seq));
      // Of an object its owner's word counts, and that of the caller's own party: else any party could give another's report an origin, and raise the number.
      if (view_ != nullptr && record.owner != caller_.party && record.owner != owner_of(stated->source)) continue;
      // That two are one says something of both: who owns the copy alone says by it on what the copy rests, else it could give another's report the origins of its own.
      const bool same = stated->relation->same && (view_ == nullptr || record.owner == caller_.party || record.owner == owner_of(stated->target));
      if (stated->source != id && !same) continue;
      if (same && !said_.insert(record.owner + "\n" + record.id).second) continue;  // from its other end
      Trace::Edge edge;
      edge.same = same;
      edge.relationship = record.id;
      edge.stated_by = record.owner;
      edge.row = other;
      link(object(stated->source), object(stated->target), stated->relation->type, std::move(edge));
    }
    return {};
  }

  Node& node_;
  const Caller& caller_;
  const shelf::View* view_;
  const bool wants_texts_;
  Trace out_;
  std::map<std::string, Number> known_;  // by id; documents by their key after a line feed
  std::vector<Number> todo_;
  std::vector<bool> opened_;
  std::set<std::string> said_;           // relationships between copies
  std::vector<std::pair<Number, std::string>> texts_;
  std::map<std::uint32_t, std::uint32_t> latest_;  // rows of relationships, by thing
  std::size_t text_size_ = 0, relations_read_ = 0, versions_seen_ = 0;
};

Result<void> check(const TraceRequest& request) {
  if (request.ids.empty()) return fail(Code::invalid, "name the objects that are cited, by their STIX ids", "ids");
  if (request.ids.size() > kMostCited) return fail(Code::invalid, fmt::format("at most {} objects are cited at once", kMostCited), "ids");
  return {};
}

}  // namespace

Result<Trace> trace(Node& node, const Caller& caller, const TraceRequest& request) {
  TRY_VOID(check(request));
  TRY_VOID(settle_clock(node));
  Trace out;
  std::vector<std::pair<Number, std::string>> texts;
  {
    std::shared_lock state(node.journal().state());
    const auto run = [&](const shelf::View* view) -> Result<void> {
      Tracer tracer(node, caller, view, request.sketches);
      TRY_VOID(request.of_question ? tracer.follow_what_is_behind(request.ids) : tracer.follow(request.ids));
      if (!tracer.knows_some()) return no_such_object();
      out = tracer.take();
      texts = tracer.take_texts();
      out.policy = view == nullptr ? node.policy.version() : view->policy();
      return {};
    };
    if (caller.is_operator()) {
      TRY_VOID(run(nullptr));
    } else {
      TRY_VOID(node.views().with(shelf::Reader{caller.person, caller.purpose, marking::Action::copy},
                                 [&](const shelf::View& view) { return run(&view); }));
    }
  }
  if (request.sketches) out.sketches.resize(out.nodes.size());
  for (const auto& [number, text] : texts) out.sketches[number] = insight::sketch(text);
  return out;
}

Result<bool> lease_for(Node& node, const Caller& caller, const Trace& trace, const std::vector<std::uint32_t>& rows, std::string_view what) {
  if (rows.empty()) return true;
  PageRequest request;
  request.endpoint = request.collection = what;
  request.exact = true;
  for (const std::uint32_t row : rows) {
    TRY(const shelf::ObjectRecord record, object_record(node.engine(), node.shelf.row(row).seq));
    request.filter.ids.insert(record.id);
  }
  request.limit = kMostTraced * 8;  // other owners' objects of these ids are named as well
  for (int attempt = 0; attempt < kPageTries; ++attempt) {
    TRY(const auto covered, cover(node, caller, request, false));
    if (!covered) continue;
    if (covered->taken.policy != trace.policy && !covered->taken.items.empty()) return false;
    std::set<std::uint32_t> named;
    for (const shelf::Item& item : covered->taken.items) named.insert(item.row);
    return std::all_of(rows.begin(), rows.end(), [&](std::uint32_t row) { return named.contains(row); });
  }
  return changing_too_fast();
}

}  // namespace comity::operations
