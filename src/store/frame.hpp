// One append as it lies in the intake log, and in memory until it is settled. docs/format/store.md gives the bytes.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "store/engine.hpp"
#include "store/strand.hpp"

namespace comity::store {

constexpr std::size_t frame_header_bytes = 48;

// A record of a frame; the views point into the frame's bytes.
struct FramedRecord {
  std::uint8_t kind = 0;
  std::string_view payload;
  std::string_view salt;
  std::string_view puts;         // encoded: see each_put
  std::uint32_t blob_size = 0;
  std::string_view blob;         // when it lies in the frame
  Position place;                // when it was written straight to a segment; else file 0
};

struct Frame {
  std::shared_ptr<const std::string> bytes;
  Seq first = 0;
  Position direct;               // where the blobs lie when they are not in the frame; file 0 when they are
  std::uint64_t direct_size = 0;
  std::uint32_t direct_check = 0;  // crc32c of those bytes
  std::vector<FramedRecord> records;
  Seq last() const { return first + records.size() - 1; }
};

// `tag` is the intake file's own random number: bytes that a submitter chose never pass for a frame.
// `direct`: where the blobs lie, one after the other; file 0 puts them into the frame. Frame and segment are synced at the
// same time, so after a crash the frame may be there and its blobs not: its check of them tells.
Frame make_frame(std::span<const Draft> batch, std::uint64_t tag, Seq first, Position direct);

// The size of the frame that begins here, if its header is whole; nothing otherwise.
std::optional<std::uint64_t> frame_size(std::string_view bytes, std::uint64_t tag);
// Nothing when it fails its check.
std::optional<Frame> read_frame(std::string_view bytes, std::uint64_t tag);

// Walks encoded puts. Returns false when they are malformed.
bool each_put(std::string_view puts, const std::function<void(std::string_view key, std::string_view value)>& visit);

}  // namespace comity::store
