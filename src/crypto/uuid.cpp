#include "crypto/uuid.hpp"

#include <openssl/evp.h>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace comity::crypto {
namespace {

// Fetched once, and one context for each thread, as in hash.cpp.
const EVP_MD* fetched_sha1() {
  static const EVP_MD* const digest = EVP_MD_fetch(nullptr, "SHA1", nullptr);
  CHECK(digest != nullptr);
  return digest;
}

struct Context {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  ~Context() { EVP_MD_CTX_free(context); }
};

}  // namespace

std::string uuid5(const Uuid& name_space, std::string_view name) {
  thread_local const Context one;
  CHECK(one.context != nullptr);
  unsigned char digest[20];
  unsigned size = 0;
  CHECK(EVP_DigestInit_ex2(one.context, fetched_sha1(), nullptr) == 1 &&
        EVP_DigestUpdate(one.context, name_space.data(), name_space.size()) == 1 &&
        EVP_DigestUpdate(one.context, name.data(), name.size()) == 1 &&
        EVP_DigestFinal_ex(one.context, digest, &size) == 1 && size == sizeof digest);
  digest[6] = static_cast<unsigned char>((digest[6] & 0x0f) | 0x50);
  digest[8] = static_cast<unsigned char>((digest[8] & 0x3f) | 0x80);
  std::string out = to_hex({reinterpret_cast<const char*>(digest), 16});
  for (const std::size_t at : {8u, 13u, 18u, 23u}) out.insert(at, 1, '-');
  return out;
}

}  // namespace comity::crypto
