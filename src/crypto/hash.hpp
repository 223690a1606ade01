// SHA-256 (FIPS 180-4) over OpenSSL's fetched digest; contexts are reused per thread.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace comity::crypto {

using Digest = std::array<std::uint8_t, 32>;

Digest sha256(std::string_view bytes);
Digest sha256(std::string_view first, std::string_view second);  // of the concatenation

class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  void update(std::string_view bytes);
  Digest finish();  // and starts anew

 private:
  void* context_;
};

inline std::string_view view(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace comity::crypto
