// Searching what a reader gets: by words of the text, and by what filters know. Only partitions of labels that the reader is permitted are looked
// into; what labels do not decide alone is read as that reader gets it.
#pragma once

#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <utility>

#include "search/index.hpp"
#include "search/own_rows.hpp"
#include "search/query.hpp"
#include "shelf/view.hpp"

namespace comity::search {

// Thread-safe.
class Search {
 public:
  struct Parts {
    const shelf::Shelf& shelf;
    const shelf::Exceptions& exceptions;
    const store::Engine& engine;
    shelf::Views& views;
  };
  explicit Search(Parts parts) : parts_(parts), index_(parts.shelf, parts.exceptions, parts.engine) {}

  // Takes up what was shared since, in steps, until nothing is left or `stop` says so; the state is held shared only for moments.
  void catch_up(std::shared_mutex& state, const std::function<bool()>& stop = {});
  // To be called before rows() for that reader, without any lock: does most of the work that rows() would have to do under locks. Errors:
  // unavailable (the index is being made after a start, and will be for some time).
  Result<void> make_ready(std::shared_mutex& state, const shelf::Reader& reader);

  // The rows of this view that the query leaves: visible, and of `versions` unless the query says which. Callers are in Views::with, or on the
  // writer thread. Errors: invalid (query.hpp).
  Result<std::shared_ptr<const release::Bits>> rows(const shelf::View& view, std::string_view query, const shelf::Versions& versions);

  Index::Size size() const { return index_.size(); }
  std::uint32_t indexed() const { return index_.rows(); }

 private:
  struct Key {
    shelf::Reader reader;
    std::string query;
    shelf::Versions versions;
    bool operator==(const Key&) const = default;
  };
  struct Found {
    Key key;
    shelf::View::State state;
    std::shared_ptr<const release::Bits> rows;
  };
  std::shared_ptr<OwnRows> own_rows(const shelf::Reader& reader);
  std::vector<OwnRows::Missing> missing(const shelf::View& view, OwnRows& own, std::size_t most);
  Gathered text_of(const OwnRows::Missing& one) const;
  release::Bits find(const Clause& clause, const shelf::View& view, const OwnRows& own, release::Bits within) const;

  Parts parts_;
  Index index_;
  std::mutex own_mutex_;
  std::list<std::pair<shelf::Reader, std::shared_ptr<OwnRows>>> own_;  // the last that asked first
  std::mutex found_mutex_;
  std::list<Found> found_;                                            // likewise: pages of one search
};

}  // namespace comity::search
