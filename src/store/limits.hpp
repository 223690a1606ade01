// Bounds of the store contract, checked alike by every engine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/result.hpp"
#include "store/engine.hpp"

namespace comity::store {

constexpr std::size_t max_key_bytes = 500;
constexpr std::size_t max_salt_bytes = 32;
constexpr std::size_t max_blob_bytes = std::size_t{64} << 20;
constexpr std::uint64_t max_batch_bytes = std::uint64_t{1} << 30;  // payloads, blobs, salts, keys and values together

// Errors: invalid (empty batch, empty key, long salt), too_large. Where: "draft N" of the batch, from 0.
Result<void> check_batch(std::span<const Draft> batch);

}  // namespace comity::store
