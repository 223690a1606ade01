// Compact binary fields for journal records: varints (LEB128) and length-prefixed strings.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace comity {

class Encoder {
 public:
  Encoder& number(std::uint64_t value) {
    while (value >= 0x80) {
      out_.push_back(static_cast<char>(value | 0x80));
      value >>= 7;
    }
    out_.push_back(static_cast<char>(value));
    return *this;
  }
  Encoder& text(std::string_view value) {
    number(value.size());
    out_.append(value);
    return *this;
  }
  std::string take() { return std::move(out_); }
  // What was written so far; clear() keeps its memory.
  std::string_view view() const { return out_; }
  std::size_t size() const { return out_.size(); }
  void clear() { out_.clear(); }

 private:
  std::string out_;
};

// Reads past the end give zeros and empty strings and clear ok(); check once after reading all.
class Decoder {
 public:
  explicit Decoder(std::string_view in) : in_(in) {}
  std::uint64_t number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      if (at_ >= in_.size()) break;
      const auto byte = static_cast<unsigned char>(in_[at_++]);
      value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
      if (!(byte & 0x80)) return value;
    }
    ok_ = false;
    return 0;
  }
  std::string_view text() {
    const std::uint64_t size = number();
    if (size > in_.size() - at_) {
      ok_ = false;
      return {};
    }
    const std::string_view out = in_.substr(at_, size);
    at_ += size;
    return out;
  }
  std::uint32_t number32() { return static_cast<std::uint32_t>(number()); }
  bool ok() const { return ok_; }
  bool done() const { return ok_ && at_ == in_.size(); }

 private:
  std::string_view in_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

}  // namespace comity
