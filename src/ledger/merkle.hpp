// The Merkle tree of RFC 9162 §2.1 over leaf hashes.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "crypto/hash.hpp"

namespace comity::ledger {

using crypto::Digest;

Digest leaf_hash(std::string_view entry);                   // SHA-256(0x00 || entry)
Digest node_hash(const Digest& left, const Digest& right);  // SHA-256(0x01 || left || right)

// The right edge of a growing tree: append and root in O(log n), no storage of leaves.
class Frontier {
 public:
  void append(const Digest& leaf);
  std::uint64_t size() const { return size_; }
  Digest root() const;  // of the empty tree: SHA-256("")

 private:
  std::uint64_t size_ = 0;
  std::vector<Digest> edge_;  // roots of the perfect subtrees, largest first
};

// leaf(i) gives the hash of leaf i for i < size. A proof asks for each of the tree's leaves at most once.
using Leaves = std::function<Result<Digest>(std::uint64_t)>;
// RFC 9162 §2.1.3.1 and §2.1.4.1. Errors: invalid (index >= size; first not in 1..second), or the error of `leaf`.
Result<std::vector<Digest>> inclusion_proof(std::uint64_t index, std::uint64_t size, const Leaves& leaf);
// The proofs of several leaves from one look at each leaf of the tree; `indices` ascend. Errors: as inclusion_proof.
Result<std::vector<std::vector<Digest>>> inclusion_proofs(const std::vector<std::uint64_t>& indices, std::uint64_t size, const Leaves& leaf);
Result<std::vector<Digest>> consistency_proof(std::uint64_t first, std::uint64_t second, const Leaves& leaf);

// RFC 9162 §2.1.3.2 and §2.1.4.2. Errors: invalid, saying which check fails.
Result<void> verify_inclusion(const Digest& leaf, std::uint64_t index, std::uint64_t size,
                              const std::vector<Digest>& proof, const Digest& root);
Result<void> verify_consistency(std::uint64_t first, std::uint64_t second, const std::vector<Digest>& proof,
                                const Digest& first_root, const Digest& second_root);

}  // namespace comity::ledger
