#include "ledger/merkle.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "base/bytes.hpp"
#include "ledger/vectors_for_test.hpp"

namespace comity::ledger {
namespace {

std::vector<Digest> leaves(std::uint64_t size) {
  std::vector<Digest> out;
  for (std::uint64_t i = 0; i < size; ++i) out.push_back(leaf_hash(fmt::format("entry {}", i)));
  return out;
}
Leaves reader(const std::vector<Digest>& all) {
  return [&all](std::uint64_t i) -> Result<Digest> { return all.at(i); };
}

// RFC 9162 §2.1.1 as it is written, to hold the frontier against.
Digest by_definition(const Digest* begin, std::size_t size) {
  if (size == 0) return crypto::sha256({});
  if (size == 1) return *begin;
  std::size_t k = 1;
  while (2 * k < size) k *= 2;
  return node_hash(by_definition(begin, k), by_definition(begin + k, size - k));
}

TEST(MerkleTest, KnownHashes) {
  // RFC 6962 test data of certificate-transparency-go: the empty tree, and the leaf of the empty entry.
  EXPECT_EQ(to_hex(crypto::view(Frontier().root())),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(to_hex(crypto::view(leaf_hash(""))), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
}

TEST(MerkleTest, FrontierEqualsTheDefinition) {
  const auto all = leaves(130);
  Frontier frontier;
  for (std::size_t n = 0; n <= all.size(); ++n) {
    EXPECT_EQ(frontier.size(), n);
    EXPECT_EQ(frontier.root(), by_definition(all.data(), n)) << n;
    if (n < all.size()) frontier.append(all[n]);
  }
}

TEST(MerkleTest, EveryProofLeadsToTheFrontiersRoot) {
  const auto all = leaves(66);
  std::vector<Digest> roots;
  Frontier frontier;
  roots.push_back(frontier.root());
  for (const auto& leaf : all) {
    frontier.append(leaf);
    roots.push_back(frontier.root());
  }
  for (std::uint64_t size = 1; size <= all.size(); ++size) {
    for (std::uint64_t i = 0; i < size; ++i) {
      const auto proof = inclusion_proof(i, size, reader(all));
      ASSERT_TRUE(proof);
      EXPECT_TRUE(verify_inclusion(all[i], i, size, *proof, roots[size])) << i << " of " << size;
      // No other place, leaf or size, and nothing longer, shorter or altered.
      for (std::uint64_t k = 0; k < size; ++k)
        EXPECT_EQ(verify_inclusion(all[i], k, size, *proof, roots[size]).has_value(), k == i);
      EXPECT_FALSE(verify_inclusion(leaf_hash("other"), i, size, *proof, roots[size]));
      auto altered = *proof;
      altered.push_back(all[0]);
      EXPECT_FALSE(verify_inclusion(all[i], i, size, altered, roots[size]));
      for (std::size_t k = 0; k < proof->size(); ++k) {
        altered = *proof;
        altered[k][k % 32] ^= 1;
        EXPECT_FALSE(verify_inclusion(all[i], i, size, altered, roots[size]));
      }
      if (!proof->empty()) {
        altered = *proof;
        altered.pop_back();
        EXPECT_FALSE(verify_inclusion(all[i], i, size, altered, roots[size]));
      }
    }
    for (std::uint64_t first = 1; first <= size; ++first) {
      const auto proof = consistency_proof(first, size, reader(all));
      ASSERT_TRUE(proof);
      EXPECT_TRUE(verify_consistency(first, size, *proof, roots[first], roots[size])) << first << " of " << size;
      EXPECT_FALSE(verify_consistency(first, size, *proof, roots[first - 1], roots[size]));
      EXPECT_FALSE(verify_consistency(first, size, *proof, roots[first], roots[size - 1]) && first != size);
      for (std::size_t k = 0; k < proof->size(); ++k) {
        auto altered = *proof;
        altered[k][k % 32] ^= 0x80;
        EXPECT_FALSE(verify_consistency(first, size, altered, roots[first], roots[size]));
      }
    }
  }
}

TEST(MerkleTest, ProofsOfSeveralLeavesAreThoseOfEach) {
  const auto all = leaves(40);
  for (std::uint64_t size = 1; size <= all.size(); ++size) {
    std::vector<std::uint64_t> indices;
    for (std::uint64_t i = size % 3; i < size; i += 1 + size % 5) indices.push_back(i);
    const auto proofs = inclusion_proofs(indices, size, reader(all));
    ASSERT_TRUE(proofs);
    for (std::size_t i = 0; i < indices.size(); ++i) EXPECT_EQ((*proofs)[i], inclusion_proof(indices[i], size, reader(all)).value()) << indices[i] << " of " << size;
  }
  EXPECT_FALSE(inclusion_proofs({3}, 3, reader(all)));
}

TEST(MerkleTest, RefusesWhatIsOutside) {
  const auto all = leaves(3);
  EXPECT_EQ(inclusion_proof(3, 3, reader(all)).error().code, Code::invalid);
  EXPECT_EQ(inclusion_proof(0, 0, reader(all)).error().code, Code::invalid);
  EXPECT_EQ(consistency_proof(4, 3, reader(all)).error().code, Code::invalid);
  EXPECT_EQ(consistency_proof(0, 3, reader(all)).error().code, Code::invalid);
  const auto broken = [](std::uint64_t) -> Result<Digest> { return fail(Code::corrupt, "torn"); };
  EXPECT_EQ(inclusion_proof(0, 3, broken).error().code, Code::corrupt);
  EXPECT_EQ(consistency_proof(2, 3, broken).error().code, Code::corrupt);
  // Sizes near the end of the range must neither overflow nor loop.
  EXPECT_FALSE(verify_inclusion(all[0], UINT64_MAX - 1, UINT64_MAX, {all[1]}, all[2]));
  EXPECT_FALSE(verify_consistency(UINT64_MAX - 1, UINT64_MAX, {all[1]}, all[2], all[2]));
}

// transparency-dev/merkle testdata. A hash that is not 32 bytes cannot be stated to these functions and counts as
// refused, but for the one row that is to pass on opaque roots, where SHA-256 of the roots stands in for them.
class Row {
 public:
  explicit Row(const std::filesystem::path& path)
      : json_(nlohmann::json::parse(contents(path))), name_(path.filename().string()) {}
  bool want_error() const { return json_.at("wantErr").get<bool>(); }
  std::uint64_t number(const char* key) const { return json_.at(key).get<std::uint64_t>(); }
  Digest hash(const char* key) { return digest(json_.at(key).get<std::string>()); }
  std::vector<Digest> proof() {
    std::vector<Digest> out;
    if (json_.at("proof").is_array())
      for (const auto& element : json_.at("proof")) out.push_back(digest(element.get<std::string>()));
    return out;
  }
  bool sound() const { return sound_ || name_ == "sizes-are-equal-one-and-proof-is-empty.json"; }

 private:
  Digest digest(const std::string& base64) {
    const std::string bytes = from_base64(base64).value();
    Digest out = crypto::sha256(bytes);
    if (bytes.size() == out.size())
      std::copy(bytes.begin(), bytes.end(), reinterpret_cast<char*>(out.data()));
    else
      sound_ = false;
    return out;
  }
  nlohmann::json json_;
  std::string name_;
  bool sound_ = true;
};

template <class Verify>
void run(const char* folder, Verify&& verify) {
  int rows = 0, accepted = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(vectors() / folder)) {
    if (entry.path().extension() != ".json") continue;
    Row row(entry.path());
    const bool passed = verify(row);
    EXPECT_EQ(row.sound() && passed, !row.want_error()) << entry.path();
    ++rows;
    accepted += !row.want_error();
  }
  EXPECT_EQ(rows, 98);
  EXPECT_GT(accepted, 0);
}

TEST(MerkleVectorsTest, Inclusion) {
  SKIP_WITHOUT_VECTORS();
  run("inclusion", [](Row& row) {
    return verify_inclusion(row.hash("leafHash"), row.number("leafIdx"), row.number("treeSize"), row.proof(),
                            row.hash("root"))
        .has_value();
  });
}

TEST(MerkleVectorsTest, Consistency) {
  SKIP_WITHOUT_VECTORS();
  run("consistency", [](Row& row) {
    return verify_consistency(row.number("size1"), row.number("size2"), row.proof(), row.hash("root1"),
                              row.hash("root2"))
        .has_value();
  });
}

}  // namespace
}  // namespace comity::ledger
