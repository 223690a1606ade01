#include "taxii/collections.hpp"

#include "base/bytes.hpp"
#include "crypto/hash.hpp"

namespace comity::taxii {

std::string write_collection(std::string_view agency) {
  crypto::Digest digest = crypto::sha256("comity/collection/v1\n", agency);
  digest[6] = static_cast<std::uint8_t>((digest[6] & 0x0f) | 0x40);
  digest[8] = static_cast<std::uint8_t>((digest[8] & 0x3f) | 0x80);
  std::string text = to_hex(crypto::view(digest).substr(0, 16));
  for (const std::size_t at : {20, 16, 12, 8}) text.insert(at, 1, '-');
  return text;
}

}  // namespace comity::taxii
