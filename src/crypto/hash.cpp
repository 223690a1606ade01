#include "crypto/hash.hpp"

#include <openssl/evp.h>

#include "base/result.hpp"

namespace comity::crypto {
namespace {

// Fetched once: the implicit fetch in each EVP_sha256() call costs more than hashing a small leaf.
const EVP_MD* fetched_sha256() {
  static const EVP_MD* const digest = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  CHECK(digest != nullptr);
  return digest;
}

EVP_MD_CTX* new_context() {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  CHECK(context != nullptr);
  return context;
}

void begin(EVP_MD_CTX* context) { CHECK(EVP_DigestInit_ex2(context, fetched_sha256(), nullptr) == 1); }

void add(EVP_MD_CTX* context, std::string_view bytes) {
  CHECK(EVP_DigestUpdate(context, bytes.data(), bytes.size()) == 1);
}

Digest end(EVP_MD_CTX* context) {
  Digest digest;
  unsigned size = 0;
  CHECK(EVP_DigestFinal_ex(context, digest.data(), &size) == 1 && size == digest.size());
  return digest;
}

// One context for each thread, made at its first digest and freed when it ends.
EVP_MD_CTX* thread_context() {
  struct Owner {
    EVP_MD_CTX* context = new_context();
    ~Owner() { EVP_MD_CTX_free(context); }
  };
  thread_local Owner owner;
  return owner.context;
}

}  // namespace

Digest sha256(std::string_view bytes) {
  EVP_MD_CTX* context = thread_context();
  begin(context);
  add(context, bytes);
  return end(context);
}

Digest sha256(std::string_view first, std::string_view second) {
  EVP_MD_CTX* context = thread_context();
  begin(context);
  add(context, first);
  add(context, second);
  return end(context);
}

Sha256::Sha256() : context_(new_context()) { begin(static_cast<EVP_MD_CTX*>(context_)); }

Sha256::~Sha256() { EVP_MD_CTX_free(static_cast<EVP_MD_CTX*>(context_)); }

void Sha256::update(std::string_view bytes) { add(static_cast<EVP_MD_CTX*>(context_), bytes); }

Digest Sha256::finish() {
  auto* context = static_cast<EVP_MD_CTX*>(context_);
  const Digest digest = end(context);
  begin(context);
  return digest;
}

}  // namespace comity::crypto
