#include "store/places.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "store/layout.hpp"

namespace comity::store {
namespace {

constexpr std::string_view magic = "comity place table, version 1  \n";  // entry 0; sequences begin at 1
static_assert(magic.size() == place_bytes);

std::uint32_t check(std::string_view fields, Seq seq) {
  char bytes[8];
  put_at(bytes, seq);
  return crc32c(fields, crc32c({bytes, sizeof bytes}));
}

}  // namespace

void append_place(std::string& out, Seq seq, const PlaceEntry& place) {
  const std::size_t begin = out.size();
  put(out, place.record.file);
  put(out, place.record.offset);
  put(out, place.record_size);
  put(out, place.blob.file);
  put(out, place.blob.offset);
  put(out, place.blob_size);
  put(out, std::uint32_t{place.erased ? 1u : 0u});
  put(out, check(std::string_view(out).substr(begin), seq));
}

Result<PlaceEntry> read_place(const Mapping& table, Seq seq) {
  char entry[place_bytes];
  std::memcpy(entry, table.data() + seq * place_bytes, place_bytes);
  if (get_at<std::uint32_t>(entry + 28) != check({entry, 28}, seq)) {
    return fail(Code::corrupt, fmt::format("the place of record {} fails its check; remove index/ to rebuild it", seq),
                "index/places");
  }
  PlaceEntry place;
  place.record = {get_at<std::uint32_t>(entry), get_at<std::uint32_t>(entry + 4)};
  place.record_size = get_at<std::uint32_t>(entry + 8);
  place.blob = {get_at<std::uint32_t>(entry + 12), get_at<std::uint32_t>(entry + 16)};
  place.blob_size = get_at<std::uint32_t>(entry + 20);
  place.erased = (get_at<std::uint32_t>(entry + 24) & 1) != 0;
  return place;
}

Result<std::unique_ptr<Places>> Places::open(Disk& disk, const std::string& directory) {
  auto places = std::make_unique<Places>();
  TRY(places->file_, disk.open(directory + "/places", Disk::Open::create));
  TRY(const std::uint64_t size, places->file_->size());
  std::string head(place_bytes, '\0');
  if (size < place_bytes || !places->file_->read(0, head.data(), head.size()) || head != magic) {
    TRY_VOID(places->file_->truncate(0));
    TRY_VOID(places->file_->write(0, magic));
    TRY_VOID(places->file_->sync());
    TRY_VOID(disk.sync_directory(directory));
  }
  return places;
}

bool Places::covers(Seq settled) const {
  const auto size = file_->size();
  return size && *size >= (settled + 1) * place_bytes;
}

Result<void> Places::write(Seq first, std::string_view entries) { return file_->write(first * place_bytes, entries); }

Result<std::shared_ptr<const Mapping>> Places::mapped(Seq settled) {
  const std::uint64_t needed = (settled + 1) * place_bytes;
  if (!mapping_ || mapping_->size() < needed) {
    // Twice what is needed, so that the table is mapped anew only when it has doubled.
    TRY(mapping_, file_->map(std::max<std::uint64_t>(2 * needed, 1u << 20)));
  }
  return mapping_;
}

}  // namespace comity::store
