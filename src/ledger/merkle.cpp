#include "ledger/merkle.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

namespace comity::ledger {
namespace {

using namespace std::string_view_literals;

// MTH(D[begin, end)), RFC 9162 §2.1.1, reading each leaf once.
Result<Digest> subtree(std::uint64_t begin, std::uint64_t end, const Leaves& leaf) {
  Frontier frontier;
  for (std::uint64_t i = begin; i < end; ++i) {
    TRY(const Digest hash, leaf(i));
    frontier.append(hash);
  }
  return frontier.root();
}

Result<void> append_subtree(std::vector<Digest>& proof, std::uint64_t begin, std::uint64_t end, const Leaves& leaf) {
  TRY(const Digest hash, subtree(begin, end, leaf));
  proof.push_back(hash);
  return {};
}

// PATH(index, D[begin, end)), RFC 9162 §2.1.3.1; `index` counts from the tree's first leaf.
Result<void> path(std::vector<Digest>& proof, std::uint64_t index, std::uint64_t begin, std::uint64_t end,
                  const Leaves& leaf) {
  if (end - begin == 1) return {};
  const std::uint64_t split = begin + std::bit_floor(end - begin - 1);
  if (index < split) {
    TRY_VOID(path(proof, index, begin, split, leaf));
    return append_subtree(proof, split, end, leaf);
  }
  TRY_VOID(path(proof, index, split, end, leaf));
  return append_subtree(proof, begin, split, leaf);
}

// SUBPROOF(first - begin, D[begin, end), whole), RFC 9162 §2.1.4.1.
Result<void> subproof(std::vector<Digest>& proof, std::uint64_t first, std::uint64_t begin, std::uint64_t end,
                      bool whole, const Leaves& leaf) {
  if (first == end) return whole ? Result<void>{} : append_subtree(proof, begin, end, leaf);
  const std::uint64_t split = begin + std::bit_floor(end - begin - 1);
  if (first <= split) {
    TRY_VOID(subproof(proof, first, begin, split, whole, leaf));
    return append_subtree(proof, split, end, leaf);
  }
  TRY_VOID(subproof(proof, first, split, end, false, leaf));
  return append_subtree(proof, begin, split, leaf);
}

tl::unexpected<Error> wrong(std::string message) { return fail(Code::invalid, std::move(message)); }

}  // namespace

Digest leaf_hash(std::string_view entry) { return crypto::sha256("\0"sv, entry); }

Digest node_hash(const Digest& left, const Digest& right) {
  // One update instead of three: the hash of a short message costs less than the calls around it.
  char bytes[65];
  bytes[0] = 1;
  std::copy(left.begin(), left.end(), bytes + 1);
  std::copy(right.begin(), right.end(), bytes + 33);
  return crypto::sha256(std::string_view(bytes, sizeof bytes));
}

void Frontier::append(const Digest& leaf) {
  edge_.push_back(leaf);
  // Each trailing one bit of the old size is a perfect subtree that the new leaf completes to the next power of two.
  for (std::uint64_t bits = size_; bits & 1; bits >>= 1) {
    const Digest right = edge_.back();
    edge_.pop_back();
    edge_.back() = node_hash(edge_.back(), right);
  }
  ++size_;
}

Digest Frontier::root() const {
  if (edge_.empty()) return crypto::sha256({});
  Digest root = edge_.back();
  for (std::size_t i = edge_.size() - 1; i-- > 0;) root = node_hash(edge_[i], root);
  return root;
}

Result<std::vector<Digest>> inclusion_proof(std::uint64_t index, std::uint64_t size, const Leaves& leaf) {
  if (index >= size) return wrong(fmt::format("leaf {} is not in a tree of {}", index, size));
  std::vector<Digest> proof;
  TRY_VOID(path(proof, index, 0, size, leaf));
  return proof;
}

Result<std::vector<std::vector<Digest>>> inclusion_proofs(const std::vector<std::uint64_t>& indices, std::uint64_t size, const Leaves& leaf) {
  for (const std::uint64_t index : indices)
    if (index >= size) return wrong(fmt::format("leaf {} is not in a tree of {}", index, size));
  std::vector<std::vector<Digest>> proofs(indices.size());
  // The root of [begin, end); on the way up each leaf asked for takes the other half's root (RFC 9162 §2.1.3.1).
  const std::function<Result<Digest>(std::uint64_t, std::uint64_t)> root = [&](std::uint64_t begin, std::uint64_t end) -> Result<Digest> {
    const auto first = std::lower_bound(indices.begin(), indices.end(), begin), last = std::lower_bound(first, indices.end(), end);
    if (first == last) return subtree(begin, end, leaf);
    if (end - begin == 1) return leaf(begin);
    const std::uint64_t middle = begin + std::bit_floor(end - begin - 1);
    TRY(const Digest left, root(begin, middle));
    TRY(const Digest right, root(middle, end));
    for (auto at = first; at != last; ++at) proofs[static_cast<std::size_t>(at - indices.begin())].push_back(*at < middle ? right : left);
    return node_hash(left, right);
  };
  if (size > 0 && !indices.empty()) TRY_VOID(root(0, size));
  return proofs;
}

Result<std::vector<Digest>> consistency_proof(std::uint64_t first, std::uint64_t second, const Leaves& leaf) {
  if (first == 0) return wrong("every tree continues the empty one; there is nothing to prove");
  if (first > second) return wrong(fmt::format("a tree of {} cannot continue one of {}", second, first));
  std::vector<Digest> proof;
  TRY_VOID(subproof(proof, first, 0, second, true, leaf));
  return proof;
}

Result<void> verify_inclusion(const Digest& leaf, std::uint64_t index, std::uint64_t size,
                              const std::vector<Digest>& proof, const Digest& root) {
  if (index >= size) return wrong(fmt::format("leaf {} is not in a tree of {}", index, size));
  std::uint64_t fn = index, sn = size - 1;
  Digest hash = leaf;
  for (const Digest& sibling : proof) {
    if (sn == 0) return wrong("the inclusion proof is too long for this tree");
    if ((fn & 1) || fn == sn) {
      hash = node_hash(sibling, hash);
      while (!(fn & 1) && fn != 0) fn >>= 1, sn >>= 1;
    } else {
      hash = node_hash(hash, sibling);
    }
    fn >>= 1;
    sn >>= 1;
  }
  if (sn != 0) return wrong("the inclusion proof is too short for this tree");
  if (hash != root)
    return wrong("the inclusion proof leads to another root: the leaf is not in this tree at this place");
  return {};
}

Result<void> verify_consistency(std::uint64_t first, std::uint64_t second, const std::vector<Digest>& proof,
                                const Digest& first_root, const Digest& second_root) {
  if (first == 0) return wrong("consistency with the empty tree proves nothing");
  if (first > second) return wrong(fmt::format("a tree of {} cannot continue one of {}", second, first));
  if (first == second) {
    if (!proof.empty()) return wrong("two trees of one size need no proof, and one is given");
    if (first_root != second_root) return wrong("two trees of one size have different roots: the log shows two faces");
    return {};
  }
  if (proof.empty()) return wrong("the consistency proof is empty");
  std::uint64_t fn = first - 1, sn = second - 1;
  while (fn & 1) fn >>= 1, sn >>= 1;
  // A first tree that is one perfect subtree is its own first node, and the proof leaves it out.
  const bool perfect = std::has_single_bit(first);
  Digest first_hash = perfect ? first_root : proof.front();
  Digest second_hash = first_hash;
  for (std::size_t i = perfect ? 0 : 1; i < proof.size(); ++i) {
    if (sn == 0) return wrong("the consistency proof is too long for these trees");
    if ((fn & 1) || fn == sn) {
      first_hash = node_hash(proof[i], first_hash);
      second_hash = node_hash(proof[i], second_hash);
      while (!(fn & 1) && fn != 0) fn >>= 1, sn >>= 1;
    } else {
      second_hash = node_hash(second_hash, proof[i]);
    }
    fn >>= 1;
    sn >>= 1;
  }
  if (sn != 0) return wrong("the consistency proof is too short for these trees");
  if (first_hash != first_root) return wrong("the consistency proof does not lead to the first root");
  if (second_hash != second_root)
    return wrong("the consistency proof does not lead to the second root: history was rewritten");
  return {};
}

}  // namespace comity::ledger
