// The place table: for each settled sequence, where its record and its blob lie. Fixed width and mapped, so a page of a
// thousand objects is found without a search. Derived: rebuilt from the record log.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/ids.hpp"
#include "store/disk.hpp"
#include "store/strand.hpp"

namespace comity::store {

constexpr std::size_t place_bytes = 32;

struct PlaceEntry {
  Position record;
  std::uint32_t record_size = 0;
  Position blob;
  std::uint32_t blob_size = 0;
  bool erased = false;
};

void append_place(std::string& out, Seq seq, const PlaceEntry& place);
// Errors: corrupt. A place is checked before it is followed: a wrong one would serve another object's bytes.
Result<PlaceEntry> read_place(const Mapping& table, Seq seq);

// The writing end; the settling thread's. Readers hold a mapping.
class Places {
 public:
  // Opens or creates the table.
  static Result<std::unique_ptr<Places>> open(Disk& disk, const std::string& directory);
  // Whether it can hold the entries up to `settled`; if not, the index has to be rebuilt.
  bool covers(Seq settled) const;
  Result<void> write(Seq first, std::string_view entries);
  Result<void> sync() { return file_->sync(); }
  // A mapping that covers the entries up to `settled`.
  Result<std::shared_ptr<const Mapping>> mapped(Seq settled);

 private:
  std::unique_ptr<File> file_;
  std::shared_ptr<const Mapping> mapping_;
};

}  // namespace comity::store
