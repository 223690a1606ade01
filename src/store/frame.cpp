#include "store/frame.hpp"

#include "store/layout.hpp"

namespace comity::store {
namespace {

constexpr std::size_t record_header_bytes = 16;

std::size_t padded(std::size_t size) { return (size + 7) & ~std::size_t{7}; }

// Fills `records` with views into the body. Returns false when the counts and sizes do not add up.
bool parse_body(Frame& frame, std::uint32_t count) {
  std::string_view rest = std::string_view(*frame.bytes).substr(frame_header_bytes);
  frame.records.reserve(count);
  std::uint64_t blobs = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    if (rest.size() < record_header_bytes) return false;
    FramedRecord record;
    record.kind = get_at<std::uint8_t>(rest, 0);
    const std::size_t salt = get_at<std::uint8_t>(rest, 1);
    const std::size_t payload = get_at<std::uint32_t>(rest, 4);
    const std::size_t puts = get_at<std::uint32_t>(rest, 8);
    record.blob_size = get_at<std::uint32_t>(rest, 12);
    rest.remove_prefix(record_header_bytes);
    if (rest.size() < salt + payload + puts) return false;
    record.salt = rest.substr(0, salt);
    record.payload = rest.substr(salt, payload);
    record.puts = rest.substr(salt + payload, puts);
    rest.remove_prefix(salt + payload + puts);
    if (frame.direct.file != 0 && record.blob_size > 0) {
      record.place = {frame.direct.file, static_cast<std::uint32_t>(frame.direct.offset + blobs)};
    }
    blobs += record.blob_size;
    frame.records.push_back(record);
  }
  frame.direct_size = frame.direct.file != 0 ? blobs : 0;
  if (frame.direct.file != 0) return rest.size() < 8;
  if (rest.size() < blobs || rest.size() - blobs >= 8) return false;
  for (FramedRecord& record : frame.records) {
    record.blob = rest.substr(0, record.blob_size);
    rest.remove_prefix(record.blob_size);
  }
  return true;
}

}  // namespace

Frame make_frame(std::span<const Draft> batch, std::uint64_t tag, Seq first, Position direct) {
  std::size_t size = frame_header_bytes;
  for (const Draft& draft : batch) {
    size += record_header_bytes + draft.salt.size() + draft.payload.size();
    for (const Put& entry : draft.puts) size += 6 + entry.key.size() + entry.value.size();
    if (direct.file == 0) size += draft.blob.size();
  }
  auto bytes = std::make_shared<std::string>();
  bytes->reserve(padded(size));
  bytes->resize(frame_header_bytes);
  for (const Draft& draft : batch) {
    std::size_t puts = 0;
    for (const Put& entry : draft.puts) puts += 6 + entry.key.size() + entry.value.size();
    put(*bytes, draft.kind);
    put(*bytes, static_cast<std::uint8_t>(draft.salt.size()));
    put(*bytes, std::uint16_t{0});
    put(*bytes, static_cast<std::uint32_t>(draft.payload.size()));
    put(*bytes, static_cast<std::uint32_t>(puts));
    put(*bytes, static_cast<std::uint32_t>(draft.blob.size()));
    bytes->append(draft.salt).append(draft.payload);
    for (const Put& entry : draft.puts) {
      put(*bytes, static_cast<std::uint16_t>(entry.key.size()));
      put(*bytes, static_cast<std::uint32_t>(entry.value.size()));
      bytes->append(entry.key).append(entry.value);
    }
  }
  if (direct.file == 0) {
    for (const Draft& draft : batch) bytes->append(draft.blob);
  }
  bytes->resize(padded(size));

  char* header = bytes->data();
  put_at(header, tag);
  put_at(header + 8, static_cast<std::uint32_t>(bytes->size()));
  put_at(header + 12, static_cast<std::uint32_t>(batch.size()));
  put_at(header + 16, first);
  put_at(header + 24, direct.file);
  put_at(header + 28, direct.offset);
  std::uint32_t direct_check = 0;
  if (direct.file != 0) {
    for (const Draft& draft : batch) direct_check = crc32c(draft.blob, direct_check);
  }
  put_at(header + 32, direct_check);
  put_at(header + 36, std::uint32_t{0});
  put_at(header + 40, crc32c(std::string_view(*bytes).substr(frame_header_bytes)));
  put_at(header + 44, crc32c({header, 44}));

  Frame frame;
  frame.bytes = std::move(bytes);
  frame.first = first;
  frame.direct = direct;
  frame.direct_check = direct_check;
  CHECK(parse_body(frame, static_cast<std::uint32_t>(batch.size())));
  return frame;
}

std::optional<std::uint64_t> frame_size(std::string_view bytes, std::uint64_t tag) {
  if (bytes.size() < frame_header_bytes || get_at<std::uint64_t>(bytes, 0) != tag) return std::nullopt;
  if (get_at<std::uint32_t>(bytes, 44) != crc32c(bytes.substr(0, 44))) return std::nullopt;
  const std::uint64_t size = get_at<std::uint32_t>(bytes, 8);
  if (size < frame_header_bytes || size % 8 != 0) return std::nullopt;
  return size;
}

std::optional<Frame> read_frame(std::string_view bytes, std::uint64_t tag) {
  const auto size = frame_size(bytes, tag);
  if (!size || *size > bytes.size()) return std::nullopt;
  bytes = bytes.substr(0, *size);
  if (get_at<std::uint32_t>(bytes, 40) != crc32c(bytes.substr(frame_header_bytes))) return std::nullopt;
  Frame frame;
  frame.bytes = std::make_shared<const std::string>(bytes);
  frame.first = get_at<std::uint64_t>(bytes, 16);
  frame.direct = {get_at<std::uint32_t>(bytes, 24), get_at<std::uint32_t>(bytes, 28)};
  frame.direct_check = get_at<std::uint32_t>(bytes, 32);
  const auto count = get_at<std::uint32_t>(bytes, 12);
  if (count == 0 || !parse_body(frame, count)) return std::nullopt;
  return frame;
}

bool each_put(std::string_view puts, const std::function<void(std::string_view, std::string_view)>& visit) {
  while (!puts.empty()) {
    if (puts.size() < 6) return false;
    const std::size_t key = get_at<std::uint16_t>(puts, 0);
    const std::size_t value = get_at<std::uint32_t>(puts, 2);
    if (puts.size() < 6 + key + value) return false;
    visit(puts.substr(6, key), puts.substr(6 + key, value));
    puts.remove_prefix(6 + key + value);
  }
  return true;
}

}  // namespace comity::store
