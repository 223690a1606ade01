#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <limits>
#include <span>

#include "base/bytes.hpp"
#include "base/codec.hpp"
#include "operations/acts.hpp"
#include "operations/covering.hpp"
#include "operations/held.hpp"
#include "operations/label_shown.hpp"
#include "search/search.hpp"
#include "stix/revoked.hpp"

namespace comity::operations {
namespace {

using shelf::Cursor;
using shelf::Filter;
using shelf::Item;
using shelf::Reader;
using shelf::View;
using Feed = LiveLeases::Feed;

// Leases grow like read-ahead: each covers more than the last, so most pages leave without waiting for a sync.
constexpr std::size_t kFirstLeasePages = 1;
constexpr std::size_t kLeaseGrowth = 4;
constexpr std::size_t kMaxLeaseObjects = 16384;

// "place.own.check": the check binds a cursor to its endpoint, collection and filter, so that it is not followed under another query.
std::string check_of(const PageRequest& request) {
  Encoder text;
  shelf::encode(text.text(request.endpoint).text(request.collection), request.filter);
  if (request.newest) text.number(1);
  return to_hex(crypto::view(crypto::sha256(text.view())).substr(0, 4));
}

std::string write_cursor(Cursor at, std::string_view check) { return fmt::format("{}.{}.{}", at.place, at.own, check); }

Result<Cursor> read_cursor(std::string_view text, std::string_view check) {
  Cursor out;
  const char* end = text.data() + text.size();
  const auto place = std::from_chars(text.data(), end, out.place);
  const auto bad = [] {
    return fail(Code::invalid, "'next' is not a cursor of this query; start again without it, with the same filters on each page");
  };
  if (place.ec != std::errc() || place.ptr == end || *place.ptr != '.') return bad();
  const auto own = std::from_chars(place.ptr + 1, end, out.own);
  if (own.ec != std::errc() || own.ptr == end || *own.ptr != '.') return bad();
  if (std::string_view(own.ptr + 1, static_cast<std::size_t>(end - own.ptr - 1)) != check) return bad();
  return out;
}

// The digest of what the lease lets go: each exact version by its record, each variant by what is cut.
crypto::Digest digest_of(const Node& node, const std::vector<Item>& items) {
  constexpr std::size_t kChunk = 16 << 10;
  crypto::Sha256 hash;
  Encoder chunk;
  const shelf::Variant whole;
  for (const Item& item : items) {
    chunk.number(node.shelf.row(item.row).seq);
    const shelf::Variant& variant = item.variant ? *item.variant : whole;
    if (variant.revoked) chunk.number(UINT64_MAX);
    for (const auto* cut : {&variant.hidden_fields, &variant.dropped_references}) {
      chunk.number(cut->size());
      for (const auto index : *cut) chunk.number(index);
    }
    if (chunk.size() >= kChunk) {
      hash.update(chunk.view());
      chunk.clear();
    }
  }
  hash.update(chunk.view());
  return hash.finish();
}

std::vector<std::uint32_t> rows_of(const std::vector<Item>& items) {
  std::vector<std::uint32_t> out;
  out.reserve(items.size());
  for (const Item& item : items) out.push_back(item.row);
  return out;
}

// The news of a recall, in place of the object. Its creator is named to whoever the creator's identity is released to.
Result<std::string> revoked_bytes(Node& node, std::uint32_t row, const shelf::Variant& variant) {
  const std::string& revoked = node.exceptions.revoked_version(row);
  TRY(const json::Document document, json::Document::parse(revoked));
  const auto creator = document.root().get("created_by_ref");
  if (!creator) return revoked;
  TRY(const shelf::ObjectRecord record, object_record(node.engine(), node.shelf.row(row).seq));
  // The identifier of what a reference is bound to stands only with the object that it is bound to.
  const std::vector<shelf::Thing> named = things_named(node, creator->string());
  const bool hidden = std::any_of(variant.dropped_references.begin(), variant.dropped_references.end(), [&](auto index) {
    const shelf::RecordedReference& reference = record.references.at(index);
    return reference.bound.none() ? creator->equals(reference.target) : std::find(named.begin(), named.end(), reference.bound) != named.end();
  });
  return hidden ? stix::without_creator(revoked) : revoked;
}

Taken take(const Node& node, const View& view, std::vector<Item> items, std::size_t limit, bool more) {
  Taken out;
  out.policy = view.policy();
  out.as_of = node.journal().last();
  out.more = more || items.size() > limit;
  if (items.size() > limit) items.resize(limit);
  out.items = std::move(items);
  out.seqs.reserve(out.items.size());
  for (Item& item : out.items) {
    if (item.variant) out.cuts.push_back({out.seqs.size(), *item.variant});
    item.variant = nullptr;
    out.seqs.push_back(node.shelf.row(item.row).seq);
  }
  return out;
}

Result<Cursor> start_of(const View& view, const PageRequest& request, std::string_view check) {
  if (request.after) return *request.after;
  if (!request.next.empty()) return read_cursor(request.next, check);
  if (request.newest) return Cursor{std::numeric_limits<Seq>::max(), std::numeric_limits<Seq>::max()};
  if (request.added_after) return view.at_time(*request.added_after);
  return Cursor{};
}

// The items from there on, in the order of the feed; `start` becomes the place before the first of them, where they were asked from the end.
std::vector<Item> items_from(const View& view, Cursor& start, std::size_t limit, const PageRequest& request, shelf::Sieve& sieve, bool& more) {
  if (request.newest || request.exact) {
    sieve.rows = view.rows_of(sieve);
    sieve.versions = {};
    sieve.versions.all = true;
  }
  if (!request.newest) return view.page(start, limit, sieve, more);
  std::vector<Item> out = view.newest(start, limit, *sieve.rows, more);
  std::reverse(out.begin(), out.end());
  // Places are those of records, so that one less is before it and after all that is.
  if (!out.empty()) start = {out.front().at.place, out.front().at.own - 1};
  return out;
}

// Makes a durable lease over at least a page, and takes the page from the same feed under the same policy: what was taken before
// may have moved on since, and would not be covered.
struct Leased {
  LiveLeases::Live live;
  Taken taken;
};
Result<Leased> make_lease(Node& node, const Feed& feed, const PageRequest& request, std::string_view check, const Look& look) {
  const std::size_t wanted = request.limit;
  const std::size_t before = node.live_leases.last_count(feed);
  std::vector<std::uint32_t> rows;
  const std::size_t reach =
      request.exact || request.newest ? wanted : std::clamp(before * kLeaseGrowth, wanted * kFirstLeasePages, std::max(wanted, kMaxLeaseObjects));
  Leased out;
  TRY(out.live.record, node.journal().commit([&](journal::Batch& batch) -> Result<void> {
    // The writer's word: no lease under a policy that is about to be no longer the one in force.
    if (batch.policy_pending()) return fail(Code::conflict, "the policy is changing; try again");
    shelf::Lease lease;
    lease.reader = feed.reader;
    lease.policy = node.policy.version();
    lease.as_of = node.journal().last();
    lease.collection = request.collection;
    lease.filter = request.filter;
    lease.names = feed.names;
    TRY_VOID(node.views().with(feed.reader, [&](const View& view) -> Result<void> {
      TRY(lease.from, start_of(view, request, check));
      TRY(shelf::Sieve sieve, sieve_of(node, view, request.filter));
      bool more = false;
      auto items = items_from(view, lease.from, reach, request, sieve, more);
      if (look) look(view, sieve);
      rows = rows_of(items);
      lease.objects = shelf::RowRuns(rows);
      lease.to = items.empty() ? lease.from : items.back().at;
      lease.digest = digest_of(node, items);
      out.taken = take(node, view, std::move(items), wanted, more);
      return {};
    }));
    if (rows.empty()) return {};
    out.live = {0, lease.policy, lease.as_of, lease.from, lease.to, nullptr, static_cast<std::uint32_t>(out.taken.items.size())};
    batch.add(journal::Kind::lease, shelf::encode(lease));
    return {};
  }));
  if (rows.empty()) return out;
  out.live.objects = std::make_shared<const LeasedRows>(std::move(rows));
  node.live_leases.add(feed, out.live);
  return out;
}

// The page's bytes. Runs of whole objects are sent from where they are stored; cut ones are made here.
Result<void> fill(Node& node, const Taken& taken, Page& out) {
  const auto stored = [&](std::size_t from, std::size_t to) -> Result<void> {
    if (from == to) return {};
    TRY(auto slices, node.engine().blobs(std::span(taken.seqs).subspan(from, to - from)));
    if (out.pieces.empty()) out.pieces = std::move(slices);
    else out.pieces.insert(out.pieces.end(), std::make_move_iterator(slices.begin()), std::make_move_iterator(slices.end()));
    return {};
  };
  std::size_t done = 0;
  for (const Taken::Cut& cut : taken.cuts) {
    TRY_VOID(stored(done, cut.item));
    const std::uint32_t row = taken.items[cut.item].row;
    std::shared_lock state(node.journal().state());
    TRY(std::string bytes,
        cut.variant.revoked ? revoked_bytes(node, row, cut.variant) : shelf::render(node.engine(), node.shelf, row, cut.variant));
    auto kept = std::make_shared<const std::string>("," + bytes);
    out.pieces.push_back({*kept, kept});
    done = cut.item + 1;
  }
  TRY_VOID(stored(done, taken.seqs.size()));
  if (!out.pieces.empty() && !out.pieces.front().bytes.empty()) out.pieces.front().bytes.remove_prefix(1);
  return {};
}

}  // namespace

Result<std::optional<Covering>> cover(Node& node, const Caller& caller, const PageRequest& request, bool names, const Look& look) {
  const Feed feed{{caller.person, caller.purpose, marking::Action::copy}, request.filter, names};
  const std::string check = check_of(request);
  TRY_VOID(settle_clock(node));
  if (!request.filter.text.empty()) TRY_VOID(node.search().make_ready(node.journal().state(), feed.reader));
  Covering out;
  {
    std::shared_lock state(node.journal().state());
    TRY_VOID(node.views().with(feed.reader, [&](const View& view) -> Result<void> {
      TRY(out.start, start_of(view, request, check));
      TRY(shelf::Sieve sieve, sieve_of(node, view, request.filter));
      bool more = false;
      auto items = items_from(view, out.start, request.limit, request, sieve, more);
      if (look) look(view, sieve);
      out.taken = take(node, view, std::move(items), request.limit, more);
      return {};
    }));
  }
  Taken& taken = out.taken;
  if (taken.items.empty()) return out;
  const auto covered = node.live_leases.covering(feed, {taken.policy, taken.as_of, out.start, taken.items.back().at, taken.items});
  if (covered && covered->newer) return std::nullopt;  // what was taken may have left the feed before the lease read it
  if (covered) {
    out.lease = covered->record;
    out.position = covered->position;
  } else {
    TRY(Leased made, make_lease(node, feed, request, check, look));
    out.lease = made.live.record;
    taken = std::move(made.taken);
  }
  return out;
}

std::string cursor_after(const PageRequest& request, Cursor end) { return write_cursor(end, check_of(request)); }

Result<shelf::Sieve> sieve_of(Node& node, const View& view, const Filter& filter) {
  shelf::Sieve out = node.views().sieve(filter, view);
  if (filter.text.empty()) return out;
  TRY(const auto rows, node.search().rows(view, filter.text, filter.versions));
  shelf::Sieve::narrow(out.rows, *rows);
  out.versions = {};
  out.versions.all = true;  // the search kept to the versions that are asked for
  return out;
}

Result<Page> page(Node& node, const Caller& caller, const PageRequest& request) {
  for (int attempt = 0; attempt < kPageTries; ++attempt) {
    TRY(const auto covered, cover(node, caller, request, false));
    if (!covered) continue;
    Page out;
    out.end = covered->start;
    const Taken& taken = covered->taken;
    if (taken.items.empty()) return out;  // no object's byte leaves: no lease is needed
    out.lease = covered->lease;
    out.position = covered->position;
    out.count = taken.items.size();
    out.more = taken.more;
    out.end = taken.items.back().at;
    if (taken.more) out.next = write_cursor(out.end, check_of(request));
    out.first = taken.items.front().added;
    out.last = taken.items.back().added;

    const auto filled = fill(node, taken, out);
    if (!filled && filled.error().code == Code::not_found) continue;  // erased since
    TRY_VOID(filled);
    return out;
  }
  return changing_too_fast();
}

Result<Listing> list_page(Node& node, const Caller& caller, const PageRequest& request) {
  for (int attempt = 0; attempt < kPageTries; ++attempt) {
    TRY(const auto covered, cover(node, caller, request, true));
    if (!covered) continue;
    Listing out;
    const Taken& taken = covered->taken;
    if (taken.items.empty()) return out;
    auto cut = taken.cuts.begin();
    for (std::size_t i = 0; i < taken.items.size(); ++i) {
      TRY(shelf::ObjectRecord record, object_record(node.engine(), taken.seqs[i]));
      Listing::One one{std::move(record.id), std::move(record.version), std::move(record.type), std::move(record.spec_version),
                       taken.items[i].added, false, {}, taken.items[i].at};
      if (request.filter.label_each) {
        std::shared_lock state(node.journal().state());
        one.marking = marking_shown_to(node, caller, taken.items[i].row);
      }
      if (cut != taken.cuts.end() && cut->item == i) {
        one.revoked = cut->variant.revoked;
        ++cut;
      }
      if (one.revoked) {
        std::shared_lock state(node.journal().state());
        TRY(const json::Document document, json::Document::parse(node.exceptions.revoked_version(taken.items[i].row)));
        if (const auto modified = document.root().get("modified")) one.version = modified->string();
      }
      out.objects.push_back(std::move(one));
    }
    out.more = taken.more;
    if (out.more) out.next = write_cursor(taken.items.back().at, check_of(request));
    return out;
  }
  return changing_too_fast();
}

void page_sent(Node& node, const Page& page) {
  if (page.lease != 0) node.live_leases.delivered(page.lease, {page.position, static_cast<std::uint32_t>(page.count)});
}

Result<GonePage> tombstones(Node& node, const Caller& caller, const PageRequest& request) {
  TRY_VOID(settle_clock(node));
  const Reader reader{caller.person, caller.purpose, marking::Action::copy};
  struct Found {
    Seq seq;
    Time added;
    Cursor at;
    bool recalled;
    std::string reason;
    Seq replaced_by;  // some version of what took its place, if that is released to this reader; else 0
  };
  std::vector<Found> found;
  GonePage out;
  const std::string check = check_of(request);
  {
    std::shared_lock state(node.journal().state());
    TRY_VOID(node.views().with(reader, [&](const View& view) -> Result<void> {
      TRY(const Cursor at, start_of(view, request, check));
      for (const shelf::Tombstone& gone : view.tombstones(at, request.limit, out.more)) {
        Found one{node.shelf.row(gone.row).seq, gone.added, gone.at, gone.recalled, {}, 0};
        const auto* recall = gone.recalled ? node.exceptions.recall_of(gone.row) : nullptr;
        if (recall) {
          one.reason = recall->recall->reason;
          const shelf::Thing instead = recall->recall->replaced_by;
          if (!instead.none() && view.released(instead))
            node.shelf.each_version(instead, [&](std::uint32_t row) { one.replaced_by = node.shelf.row(row).seq; });
        }
        found.push_back(std::move(one));
      }
      return {};
    }));
  }
  for (Found& one : found) {
    TRY(const shelf::ObjectRecord object, object_record(node.engine(), one.seq));
    GonePage::Gone gone{object.id, object.version, one.added, one.recalled, std::move(one.reason), {}, one.at};
    if (one.replaced_by != 0) {
      TRY(const shelf::ObjectRecord instead, object_record(node.engine(), one.replaced_by));
      gone.replaced_by = instead.id;
    }
    out.gone.push_back(std::move(gone));
  }
  if (out.more) out.next = write_cursor(found.back().at, check);
  return out;
}

}  // namespace comity::operations
