// What is new for a caller: objects that reached it and tombstones of what it may no longer read, as one list in one order.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "operations/acts.hpp"

namespace comity::operations {

struct FeedEvent {
  std::variant<Listing::One, GonePage::Gone> what;
  std::string cursor;  // of what follows it
};
struct FeedPage {
  std::vector<FeedEvent> events;
  bool more = false;
  std::string cursor;  // after the last event, or where the question began: later news follow it
};

// At most `limit` events after `cursor`; "" begins at the first. Names only, under a durable lease of names: no object's bytes. What changes while
// the page is made stands on the next one, never on none. A tombstone is of what was fetched, or told by a name. Errors: invalid (cursor), forbidden (the operator, who reads no objects).
Result<FeedPage> feed(Node& node, const Caller& caller, std::string_view cursor, std::size_t limit);

// The cursor after all that is there now.
std::string feed_now(Node& node);

// Cursors as they are written. Errors of read: invalid.
std::string feed_cursor(shelf::Cursor at);
Result<shelf::Cursor> read_feed_cursor(std::string_view text);

}  // namespace comity::operations
