// gzip (RFC 1952) by zlib, a piece at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct z_stream_s;

namespace comity::http {

// Bytes to one gzip member. Holds about 270 KB while it lives.
class Packer {
 public:
  Packer();  // throws std::bad_alloc
  ~Packer();
  Packer(const Packer&) = delete;
  Packer& operator=(const Packer&) = delete;

  // Packs from the front of `in` until it is used up or `out` has `most` bytes; returns how many it used.
  std::size_t pack(std::string_view in, std::string& out, std::size_t most);
  // After the last bytes; again until true, which says that the member's end is in `out`.
  bool finish(std::string& out, std::size_t most);
  void reset();  // to the next member

 private:
  bool run(int flush, std::string& out, std::size_t most);
  std::unique_ptr<z_stream_s> stream_;
};

// One or more gzip members to bytes.
class Unpacker {
 public:
  Unpacker();  // throws std::bad_alloc
  ~Unpacker();
  Unpacker(const Unpacker&) = delete;
  Unpacker& operator=(const Unpacker&) = delete;

  enum class State { good, broken, too_large };
  // Appends what `in` unpacks to. too_large once `out` would have more than `most` bytes. Not to be called after a
  // state that is not good.
  State unpack(std::string_view in, std::string& out, std::uint64_t most);
  bool whole() const { return whole_; }  // all came up to the end of a member

 private:
  std::unique_ptr<z_stream_s> stream_;
  bool whole_ = false;
};

}  // namespace comity::http
