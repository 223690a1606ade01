// Little-endian integers in files, whatever the machine, and the checksum over them.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace comity::store {

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "swap bytes in layout.hpp to build for this machine");

// CRC-32C (Castagnoli, RFC 3720 §B.4), continued from `seed`: crc32c(b, crc32c(a)) is that of a and b together.
// It finds damage, not forgery.
std::uint32_t crc32c(std::string_view bytes, std::uint32_t seed = 0);

template <class Integer>
void put(std::string& out, Integer value) {
  char bytes[sizeof value];
  std::memcpy(bytes, &value, sizeof value);
  out.append(bytes, sizeof value);
}

template <class Integer>
void put_at(char* out, Integer value) {
  std::memcpy(out, &value, sizeof value);
}

// The caller has checked that the bytes are there.
template <class Integer>
Integer get_at(const char* bytes) {
  Integer value;
  std::memcpy(&value, bytes, sizeof value);
  return value;
}
template <class Integer>
Integer get_at(std::string_view bytes, std::size_t offset) {
  return get_at<Integer>(bytes.data() + offset);
}

}  // namespace comity::store
