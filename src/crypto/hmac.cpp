#include "crypto/hmac.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/result.hpp"

namespace comity::crypto {

std::string hmac_sha1(std::string_view key, std::string_view message) {
  std::string out(20, '\0');
  unsigned size = 20;
  CHECK(HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(message.data()), message.size(),
             reinterpret_cast<unsigned char*>(out.data()), &size) != nullptr);
  CHECK(size == out.size());
  return out;
}

}  // namespace comity::crypto
