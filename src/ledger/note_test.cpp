#include "ledger/note.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

#include "base/bytes.hpp"
#include "ledger/merkle.hpp"
#include "ledger/vectors_for_test.hpp"

namespace comity::ledger {
namespace {

crypto::SigningKey key(std::uint64_t seed) {
  const auto random = crypto::test_random(seed);
  return crypto::SigningKey::generate(*random);
}

std::string flipped(std::string text, std::size_t bit) {
  text[bit / 8] = static_cast<char>(text[bit / 8] ^ (1 << bit % 8));
  return text;
}

class NoteTest : public ::testing::Test {
 protected:
  const crypto::SigningKey log_key_ = key(1), witness_key_ = key(2), other_key_ = key(3);
  const VerifierKey log_ = verifier_key("nzl.example/journal", log_key_),
                    witness_ = cosigner_key("witness.example", witness_key_),
                    other_ = verifier_key("other.example", other_key_);
  const std::string text_ = to_text({"nzl.example/journal", 42, leaf_hash("x"), {"policy 7"}});
  const std::string note_ = sign_note(text_, log_.name, log_key_);
  const std::string witnessed_ = note_ + cosign(text_, witness_.name, witness_key_, 1'767'225'600);
};

TEST_F(NoteTest, OpensWithTheLogsKeyAndTheQuorum) {
  EXPECT_EQ(open_note(note_, log_, {}).value(), text_);
  EXPECT_EQ(open_note(witnessed_, log_, {witness_}).value(), text_);
  EXPECT_EQ(open_note(witnessed_, log_, {}).value(), text_);      // unknown ones are ignored
  EXPECT_FALSE(open_note(note_, log_, {witness_}));               // a witness is missing
  EXPECT_FALSE(open_note(witnessed_, log_, {witness_, other_}));  // so is another
  EXPECT_FALSE(open_note(text_ + "\n" + cosign(text_, witness_.name, witness_key_, 1), log_,
                         {witness_}));  // the log's own is missing
  EXPECT_FALSE(open_note(note_, other_, {}));
}

TEST_F(NoteTest, NoKeyStandsInForAnother) {
  // Same name, another key: another hash, so unknown. Same key under another type or name: the same.
  EXPECT_FALSE(open_note(sign_note(text_, log_.name, other_key_), log_, {}));
  EXPECT_FALSE(open_note(note_, cosigner_key(log_.name, log_key_), {}));
  EXPECT_FALSE(open_note(note_, verifier_key("another", log_key_), {}));
  // A plain signature is no cosignature, even with its hash.
  VerifierKey as_witness = witness_;
  as_witness.type = 1;
  EXPECT_FALSE(open_note(witnessed_, log_, {as_witness}));
}

TEST_F(NoteTest, ABadSignatureByAKnownKeyRefusesTheNote) {
  const std::string other_text = to_text({"nzl.example/journal", 43, leaf_hash("y"), {}});
  EXPECT_FALSE(open_note(note_ + cosign(other_text, witness_.name, witness_key_, 1), log_, {witness_}));
  EXPECT_FALSE(open_note(witnessed_ + cosign(other_text, witness_.name, witness_key_, 1), log_, {witness_}));
  EXPECT_TRUE(open_note(witnessed_ + cosign(other_text, "stranger", other_key_, 1), log_, {witness_}));
}

TEST_F(NoteTest, EveryFlippedBitFails) {
  for (std::size_t bit = 0; bit < witnessed_.size() * 8; ++bit)
    EXPECT_FALSE(open_note(flipped(witnessed_, bit), log_, {witness_})) << bit;
}

TEST_F(NoteTest, TextMayHoldBlankLinesAndNothingElseOdd) {
  const std::string text = "one\n\ntwo — three\n";
  EXPECT_EQ(open_note(sign_note(text, log_.name, log_key_), log_, {}).value(), text);
  const std::string signatures = note_.substr(text_.size());
  for (const std::string& bad :
       {std::string(), text_, text_ + "\n", note_ + "\n", note_.substr(0, note_.size() - 1), "\xff" + note_,
        "a\tb\n" + signatures, note_ + "x\n", note_ + "\xe2\x80\x94 x\n", note_ + "\xe2\x80\x94 x AAAA\n",
        note_ + "\xe2\x80\x94 x+y AAAAAAAA\n", note_ + "\xe2\x80\x94  AAAAAAAA\n", note_ + "- x AAAAAAAA\n",
        note_ + "\xe2\x80\x94 x AAAAAAA\n", note_ + "\xe2\x80\x94 x AAAAAA==\r\n"})
    EXPECT_FALSE(open_note(bad, log_, {})) << bad;
  std::string many = note_;
  for (int i = 0; i < 100; ++i) many += "\xe2\x80\x94 stranger AAAAAAAA\n";
  EXPECT_FALSE(open_note(many, log_, {}));
  EXPECT_FALSE(open_note(std::string(2'000'000, '\n') + note_, log_, {}));
}

TEST(KeyNameTest, NoSpacesNoPlus) {
  for (const char* good : {"a", "example.com/log", "日本", "a-b_c"}) EXPECT_TRUE(is_key_name(good)) << good;
  for (const char* bad : {"", " ", "a b", "a+b", "a\n",
                          "a\xc2\xa0"
                          "b",
                          "a\xe3\x80\x80", "\xff"})
    EXPECT_FALSE(is_key_name(bad)) << bad;
}

TEST(VerifierKeyTest, RoundTripsAndEveryFlippedBitFails) {
  const auto signing = key(4);
  for (const auto& made : {verifier_key("example.com/log", signing), cosigner_key("example.com/log", signing)}) {
    const std::string text = to_string(made);
    const auto back = parse_verifier_key(text);
    ASSERT_TRUE(back) << to_string(back.error());
    EXPECT_EQ(to_string(*back), text);
    for (std::size_t bit = 0; bit < text.size() * 8; ++bit)
      EXPECT_FALSE(parse_verifier_key(flipped(text, bit))) << flipped(text, bit);
  }
  // The example of the C2SP signed-note specification's reference implementation (golang.org/x/mod/sumdb/note).
  EXPECT_TRUE(parse_verifier_key("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"));
  for (const char* bad : {"", "a", "a+b", "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                          "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10T",
                          "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"})
    EXPECT_FALSE(parse_verifier_key(bad)) << bad;
}

TEST(CheckpointTest, OnlyOneTextForEachCheckpoint) {
  const std::string root = to_base64(crypto::view(leaf_hash("")));
  for (const std::string& good :
       {"log\n0\n" + root + "\n", "log\n18446744073709551615\n" + root + "\n", "log\n7\n" + root + "\nmore\nlines\n"}) {
    const auto checkpoint = parse_checkpoint(good);
    ASSERT_TRUE(checkpoint) << good;
    EXPECT_EQ(to_text(*checkpoint), good);
  }
  for (const std::string& bad :
       {"log\n07\n" + root + "\n", "log\n00\n" + root + "\n", "log\n+7\n" + root + "\n", "log\n-1\n" + root + "\n",
        "log\n\n" + root + "\n", "log\n7 \n" + root + "\n", "log\n18446744073709551616\n" + root + "\n",
        "\n7\n" + root + "\n", "log\n7\n" + root, "log\n7\n" + root.substr(0, 40) + "\n", "log\n7\n" + root + "\n\n",
        "log\n7\n" + root + "\nx\n\ny\n", std::string("log\n7\n"), std::string(), "lo\rg\n7\n" + root + "\n",
        "log\n7\n" + root.substr(0, 42) + "1=\n"})
    EXPECT_FALSE(parse_checkpoint(bad)) << bad;
}

// A 15-entry log made by tessera: every checkpoint opens with its key, and its roots follow from its entries.
TEST(LedgerVectorsTest, TheLogOfFifteenEntries) {
  SKIP_WITHOUT_VECTORS();
  const auto folder = vectors() / "log-15" / "log";
  std::string line = contents(folder / "vkeys");
  line.erase(line.find_last_not_of(" \n") + 1);
  const auto log = parse_verifier_key(line);
  ASSERT_TRUE(log) << to_string(log.error());

  // tlog-tiles: each entry with its length in two bytes, big endian.
  const std::string bundle = contents(folder / "tile" / "entries" / "000.p" / "15");
  std::vector<Digest> leaves;
  for (std::size_t at = 0; at + 2 <= bundle.size();) {
    const std::size_t size = static_cast<unsigned char>(bundle[at]) * 256U + static_cast<unsigned char>(bundle[at + 1]);
    leaves.push_back(leaf_hash(std::string_view(bundle).substr(at + 2, size)));
    at += 2 + size;
  }
  ASSERT_EQ(leaves.size(), 15U);
  std::string hashes;
  for (const auto& leaf : leaves) hashes += crypto::view(leaf);
  EXPECT_EQ(hashes, contents(folder / "tile" / "0" / "000.p" / "15"));

  Frontier frontier;
  std::vector<Checkpoint> checkpoints;
  for (std::uint64_t size = 0; size <= 15; ++size) {
    const std::string note = contents(folder / fmt::format("checkpoint.{}", size));
    const auto text = open_note(note, *log, {});
    ASSERT_TRUE(text) << size << ": " << to_string(text.error());
    const auto checkpoint = parse_checkpoint(*text);
    ASSERT_TRUE(checkpoint) << size;
    EXPECT_EQ(checkpoint->origin, log->name);
    EXPECT_EQ(checkpoint->size, size);
    EXPECT_EQ(checkpoint->root, frontier.root()) << size;
    EXPECT_EQ(to_text(*checkpoint), *text);
    for (std::size_t bit = 0; bit < note.size() * 8; ++bit)
      EXPECT_FALSE(open_note(flipped(note, bit), *log, {})) << size << ", bit " << bit;
    checkpoints.push_back(*checkpoint);
    if (size < 15) frontier.append(leaves[size]);
  }
  const Leaves leaf = [&](std::uint64_t i) -> Result<Digest> { return leaves.at(i); };
  for (std::uint64_t first = 1; first <= 15; ++first)
    for (std::uint64_t second = first; second <= 15; ++second)
      EXPECT_TRUE(verify_consistency(first, second, consistency_proof(first, second, leaf).value(),
                                     checkpoints[first].root, checkpoints[second].root));
}

// A checkpoint of a real log, cosigned by a witness. The log's own signature is of a type that is not verified here, so
// the witness stands where the log would.
TEST(LedgerVectorsTest, ARealCosignature) {
  SKIP_WITHOUT_VECTORS();
  const auto witness = parse_verifier_key("witness.example.org+b8a2cf20+BFLN3yikSfFkVAJtrnh/CiY3Zozkoy7clp+P7XB28qUN");
  ASSERT_TRUE(witness) << to_string(witness.error());
  EXPECT_EQ(witness->type, 4);
  const std::string note = contents(vectors() / "cosignature" / "checkpoint");
  const auto text = open_note(note, *witness, {});
  ASSERT_TRUE(text) << to_string(text.error());
  const auto checkpoint = parse_checkpoint(*text);
  ASSERT_TRUE(checkpoint);
  EXPECT_EQ(checkpoint->origin, "rome2026h1.example.org");
  EXPECT_EQ(checkpoint->size, 300U);
  const std::size_t unknown = note.find("\xe2\x80\x94 rome"), known = note.find("\xe2\x80\x94 witness");
  for (std::size_t bit = 0; bit < note.size() * 8; ++bit) {
    if (bit / 8 >= unknown && bit / 8 < known) continue;  // the line of the key that is not known here
    EXPECT_FALSE(open_note(flipped(note, bit), *witness, {})) << bit;
  }
}

}  // namespace
}  // namespace comity::ledger
