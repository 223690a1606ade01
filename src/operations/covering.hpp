// A page's rows and the durable lease that names them: what pages and searches leave under. page.cpp.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "operations/acts.hpp"

namespace comity::operations {

// What a page needs of a view, copied out of its lock.
struct Taken {
  struct Cut {
    std::size_t item;
    shelf::Variant variant;
  };
  std::vector<shelf::Item> items;
  std::vector<Seq> seqs;  // by item
  std::vector<Cut> cuts;  // ascending by item
  bool more = false;
  Seq policy = 0;
  Seq as_of = 0;  // the last record that the feed was made from
};

// A page taken from the feed, and the durable lease that covers it. Without items there is none.
struct Covering {
  Taken taken;
  shelf::Cursor start;
  Seq lease = 0;
  std::uint32_t position = 0;  // of the first item in the lease's list
};

// A look at the view that the page is taken from, in the same moment as the page.
using Look = std::function<void(const shelf::View&, const shelf::Sieve&)>;

// The items of the page, in the order of the feed whichever end it was asked from. `names`: the lease is one of names. Nothing: the feed moved on
// meanwhile; to be tried again. Errors: invalid (cursor, filter).
Result<std::optional<Covering>> cover(Node& node, const Caller& caller, const PageRequest& request, bool names, const Look& look = {});

// The cursor of the page that follows one that ended there.
std::string cursor_after(const PageRequest& request, shelf::Cursor end);

inline constexpr int kPageTries = 8;
inline tl::unexpected<Error> changing_too_fast() {
  return fail(Code::unavailable, "the feed is changing faster than pages can be made; try again");
}

}  // namespace comity::operations
