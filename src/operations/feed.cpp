#include "operations/feed.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>

namespace comity::operations {
namespace {

using shelf::Cursor;

struct Placed {
  Cursor at;
  std::variant<Listing::One, GonePage::Gone> what;
};

// Two lists of the same feed, read one after the other. Each is whole up to where it was cut; of what came after the first was read the
// other may know alone: both are taken only as far as `until`.
template <class T>
void take(std::vector<T>& from, Cursor until, std::vector<Placed>& out) {
  for (T& one : from)
    if (one.at <= until) out.push_back({one.at, std::move(one)});
}

template <class T>
Cursor whole_until(const std::vector<T>& list, bool more, Cursor otherwise) {
  return more && !list.empty() ? std::min(list.back().at, otherwise) : otherwise;
}

}  // namespace

std::string feed_cursor(Cursor at) { return fmt::format("{}.{}", at.place, at.own); }

Result<Cursor> read_feed_cursor(std::string_view text) {
  Cursor out;
  if (text.empty()) return out;
  const char* end = text.data() + text.size();
  const auto place = std::from_chars(text.data(), end, out.place);
  const bool dot = place.ec == std::errc() && place.ptr != end && *place.ptr == '.';
  const auto own = dot ? std::from_chars(place.ptr + 1, end, out.own) : std::from_chars_result{text.data(), std::errc::invalid_argument};
  if (own.ec != std::errc() || own.ptr != end) return fail(Code::invalid, "this is no cursor of the feed; take the one of an earlier answer");
  return out;
}

std::string feed_now(Node& node) { return feed_cursor({node.journal().last(), std::numeric_limits<Seq>::max()}); }

Result<FeedPage> feed(Node& node, const Caller& caller, std::string_view cursor, std::size_t limit) {
  if (caller.is_operator()) return fail(Code::forbidden, "The operator reads no objects, and has no feed.");
  PageRequest request;
  TRY(request.after, read_feed_cursor(cursor));
  request.collection = "feed";
  request.limit = limit;
  request.filter.versions.all = true;
  TRY_VOID(settle_clock(node));
  const Cursor now{node.journal().last(), std::numeric_limits<Seq>::max()};
  TRY(GonePage gone, tombstones(node, caller, request));
  TRY(Listing listing, list_page(node, caller, request));

  const Cursor until = whole_until(gone.gone, gone.more, whole_until(listing.objects, listing.more, now));
  std::vector<Placed> placed;
  take(gone.gone, until, placed);
  take(listing.objects, until, placed);
  std::stable_sort(placed.begin(), placed.end(), [](const Placed& a, const Placed& b) { return a.at < b.at; });

  FeedPage out;
  out.more = gone.more || listing.more || placed.size() > limit;
  // Two events of one place (an object, and the tombstone of what it was) stay together.
  std::size_t keep = std::min(limit, placed.size());
  while (keep < placed.size() && keep > 0 && placed[keep].at == placed[keep - 1].at) ++keep;
  placed.resize(keep);
  for (Placed& one : placed) out.events.push_back({std::move(one.what), feed_cursor(one.at)});
  out.cursor = out.events.empty() ? std::string(cursor) : out.events.back().cursor;
  if (out.cursor.empty()) out.cursor = feed_cursor({});
  return out;
}

}  // namespace comity::operations
