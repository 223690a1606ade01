#include "store/limits.hpp"

#include <fmt/format.h>

namespace comity::store {

Result<void> check_batch(std::span<const Draft> batch) {
  if (batch.empty()) return fail(Code::invalid, "a batch holds at least one record");
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const Draft& draft = batch[i];
    const auto where = [&] { return fmt::format("draft {}", i); };
    if (draft.blob.size() > max_blob_bytes) return fail(Code::too_large, "a blob is at most 64 MiB", where());
    if (draft.salt.size() > max_salt_bytes) return fail(Code::invalid, "a salt is at most 32 bytes", where());
    total += draft.payload.size() + draft.blob.size() + draft.salt.size();
    for (const Put& put : draft.puts) {
      if (put.key.empty()) return fail(Code::invalid, "a key has at least one byte", where());
      if (put.key.size() > max_key_bytes) return fail(Code::too_large, "a key is at most 500 bytes", where());
      total += put.key.size() + put.value.size();
    }
    if (total > max_batch_bytes) return fail(Code::too_large, "a batch is at most 1 GiB; split it", where());
  }
  return {};
}

}  // namespace comity::store
