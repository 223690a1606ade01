#include "statement/file.hpp"

#include <gtest/gtest.h>

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "agreement/act.hpp"
#include "base/bytes.hpp"
#include "crypto/sign.hpp"
#include "ledger/merkle.hpp"
#include "ledger/note.hpp"

namespace comity::statement {
namespace {

using nlohmann::json;

Time at(std::string_view text) { return parse_time(text).value(); }
crypto::SigningKey key(const std::string& name) { return crypto::SigningKey::from_seed((name + std::string(32, 'x')).substr(0, 32)).value(); }
std::string public_key(const std::string& name) { return to_base64(key(name).public_key()); }

// A log that holds a statement among records of others.
class FileTest : public ::testing::Test {
 protected:
  FileTest() {
    text_ = parse_document(R"({"id":"NZL-x","version":1,"convenor":"NZL","title":"EXERCISE","language":"en","invited":["AUS","JPN","NZL"],
      "paragraphs":[{"id":"p1","text":"We met."},{"id":"p2","text":"We watch."}],"quorum":{"least":2}})").value();
    add(static_cast<std::uint8_t>(journal::Kind::genesis), "trial");
    own(version_record("NZL.A.official", text_, 0));
    position("NZL", "NZL", "NZL", {});
    add(static_cast<std::uint8_t>(journal::Kind::audit), "something else");
    position("JPN", "JPN.A.official", "official", {{"p2", "not at night"}});
    position("AUS", "AUS", "AUS", {}, Deed::abstain);
    agreement::Designate designate{"JPN.A.official", public_key("official"), {"statement"}, "JPN", {}};
    const agreement::Act act{"JPN", at("2026-01-01"), "", designate};
    file_.statement = "NZL-x";
    file_.designations.push_back(agreement::to_json(agreement::SignedAct{act, {agreement::sign(act, "JPN", key("JPN"))}}));
    for (const char* party : {"AUS", "JPN", "NZL"}) file_.keys[party] = {public_key(party)};
    prove();
  }
  void add(std::uint8_t kind, const std::string& body) {
    payloads_.push_back({kind, journal::encode_payload(Time{at("2026-05-01").us + static_cast<std::int64_t>(payloads_.size())}, 1, std::string(16, 's'), body)});
  }
  void own(const std::string& body) {
    add(static_cast<std::uint8_t>(journal::Kind::statement), body);
    last_ = payloads_.size();
    own_.push_back(last_);
  }
  void position(const std::string& party, const std::string& signer, const std::string& by, std::vector<Reservation> reservations, Deed deed = Deed::sign) {
    const Position one{"NZL-x", 1, text_.sha256, party, deed, std::move(reservations), "", at("2026-05-01")};
    const std::string text = to_json(one);
    own(position_record(party + ".A.official", {text, {agreement::sign(kPosition, text, signer, key(by))}}, last_));
  }
  void prove() {
    const auto leaf = [&](std::uint64_t index) -> Result<ledger::Digest> { return journal::leaf_of(index + 1, payloads_[index].first, payloads_[index].second); };
    ledger::Frontier tree;
    for (std::uint64_t i = 0; i < payloads_.size(); ++i) tree.append(*leaf(i));
    file_.records.clear();
    for (const Seq seq : own_) file_.records.push_back({seq, payloads_[seq - 1].second, ledger::inclusion_proof(seq - 1, payloads_.size(), leaf).value()});
    const ledger::Checkpoint checkpoint{"trial", payloads_.size(), tree.root(), {}};
    file_.checkpoint = ledger::sign_note(ledger::to_text(checkpoint), "trial", key("log"));
    file_.log = ledger::to_string(ledger::verifier_key("trial", key("log")));
  }
  Trusted trusted() const {
    Trusted out;
    for (const char* party : {"AUS", "JPN", "NZL"}) out.keys[party] = {public_key(party)};
    out.log = file_.log;
    return out;
  }
  Result<Verified> verified() const { return verify(file_, trusted(), at("2026-05-02")); }

  Written text_;
  File file_;
  Seq last_ = 0;
  std::vector<Seq> own_;
  std::vector<std::pair<std::uint8_t, std::string>> payloads_;
};

TEST_F(FileTest, it_says_who_signed_what_with_which_reservations) {
  const File read = parse_file(to_json(file_)).value();
  const auto one = verify(read, trusted(), at("2026-05-02"));
  ASSERT_TRUE(one) << to_string(one.error());
  EXPECT_EQ(one->outcome.state, State::adopted);
  EXPECT_EQ(one->outcome.parties.at("JPN").stand, Stand::reserved);
  EXPECT_EQ(one->outcome.parties.at("AUS").stand, Stand::abstained);
  ASSERT_EQ(one->positions.size(), 3u);
  EXPECT_EQ(one->positions[1].signer, "JPN.A.official");
  EXPECT_EQ(one->positions[1].position.reservations[0].paragraph, "p2");
  EXPECT_TRUE(one->keys_trusted && one->log_trusted);
  const auto claims = verify(read, std::nullopt, at("2026-05-02"));
  ASSERT_TRUE(claims);
  EXPECT_FALSE(claims->keys_trusted || claims->log_trusted);
}

TEST_F(FileTest, keys_that_the_verifier_does_not_trust_verify_nothing) {
  Trusted other = trusted();
  other.keys["JPN"] = {public_key("somebody")};
  EXPECT_FALSE(verify(file_, other, at("2026-05-02")));
  other = trusted();
  other.keys.erase("NZL");
  EXPECT_FALSE(verify(file_, other, at("2026-05-02")));
  other = trusted();
  other.log = ledger::to_string(ledger::verifier_key("trial", key("another log")));
  EXPECT_FALSE(verify(file_, other, at("2026-05-02")));
}

TEST_F(FileTest, what_is_missing_or_does_not_belong_is_found) {
  File one = file_;
  one.records.erase(one.records.begin() + 1);
  EXPECT_FALSE(verify(one, trusted(), at("2026-05-02"))) << "New Zealand's signature is left out";
  one = file_;
  one.records.pop_back();
  EXPECT_FALSE(verify(one, trusted(), at("2026-05-02"))) << "and Australia's key with no signature";
  one = file_;
  std::swap(one.records[1], one.records[2]);
  EXPECT_FALSE(verify(one, trusted(), at("2026-05-02")));
  one = file_;
  one.records[1].proof.pop_back();
  EXPECT_FALSE(verify(one, trusted(), at("2026-05-02")));
  one = file_;
  one.designations.clear();
  EXPECT_FALSE(verify(one, trusted(), at("2026-05-02")));
  one = file_;
  one.keys["FRA"] = {public_key("FRA")};
  EXPECT_FALSE(verify(one, trusted(), at("2026-05-02"))) << "a key that nothing needs";
  one = file_;
  one.voids = {own_[0]};
  EXPECT_FALSE(verify(one, trusted(), at("2026-05-02"))) << "a text is not void";
  one = file_;
  one.statement = "NZL-y";
  EXPECT_FALSE(verify(one, trusted(), at("2026-05-02")));
}

TEST_F(FileTest, it_may_begin_with_a_later_version) {
  json second = json::parse(text_.canonical);
  second["version"] = 2;
  text_ = parse_document(second.dump()).value();
  own(version_record("NZL.A.official", text_, last_));
  const Position one{"NZL-x", 2, text_.sha256, "AUS", Deed::sign, {}, "", at("2026-05-02")};
  const std::string text = to_json(one);
  own(position_record("AUS.A.official", {text, {agreement::sign(kPosition, text, "AUS", key("AUS"))}}, last_));
  own_.erase(own_.begin(), own_.begin() + 4);
  file_.keys = {{"AUS", {public_key("AUS")}}};
  file_.designations.clear();
  prove();
  const auto seen = verified();
  ASSERT_TRUE(seen) << to_string(seen.error());
  EXPECT_TRUE(seen->earlier_left_out);
  EXPECT_EQ(seen->text.document.version, 2);
  EXPECT_EQ(seen->positions.size(), 1u);
  EXPECT_EQ(seen->outcome.parties.at("JPN").stand, Stand::none);
  // Not with anything else.
  file_.records.erase(file_.records.begin());
  EXPECT_FALSE(verified());
}

TEST_F(FileTest, what_a_revoked_key_signed_is_shown_and_does_not_count) {
  file_.voids = {own_[1]};
  file_.keys.erase("NZL");
  EXPECT_FALSE(verified()) << "the verifier has that key, and knows of no revocation";
  Trusted knows = trusted();
  knows.revoked = {public_key("NZL")};
  const auto one = verify(file_, knows, at("2026-05-02"));
  ASSERT_TRUE(one) << to_string(one.error());
  EXPECT_TRUE(one->positions[0].is_void);
  EXPECT_EQ(one->outcome.state, State::open);
  EXPECT_EQ(one->outcome.parties.at("NZL").stand, Stand::none);
}

TEST_F(FileTest, a_file_calls_nothing_void_that_the_verifier_knows_better) {
  File one = file_;
  one.voids = {own_[2]};
  one.keys.erase("JPN");
  one.designations.clear();
  EXPECT_FALSE(verify(one, trusted(), at("2026-05-02"))) << "the act that let the person sign is left out";
  Trusted knows = trusted();
  knows.revoked = {public_key("official")};
  EXPECT_TRUE(verify(one, knows, at("2026-05-02")));
  EXPECT_TRUE(verify(one, std::nullopt, at("2026-05-02"))) << "its own claims";
  one = file_;
  one.voids = {own_[1]};
  one.keys.erase("NZL");
  knows.keys["NZL"] = {public_key("successor")};
  EXPECT_TRUE(verify(one, knows, at("2026-05-02"))) << "by a key that is nobody's";
  EXPECT_EQ(parse_trusted(R"({"parties":{"NZL":[")" + public_key("NZL") + R"("]},"revoked":["x"]})").value().revoked.size(), 1u);
}

TEST_F(FileTest, it_proves_no_silence) {
  json second = json::parse(text_.canonical);
  second["version"] = 2;
  second["silence"] = "2026-05-10";
  text_ = parse_document(second.dump()).value();
  own(version_record("NZL.A.official", text_, last_));
  prove();
  EXPECT_EQ(verified()->outcome.state, State::silence);
  const auto later = verify(file_, trusted(), at("2026-05-11"));
  ASSERT_TRUE(later) << to_string(later.error());
  EXPECT_TRUE(later->silence_unknown);
  EXPECT_FALSE(later->outcome.adopted_at);
  for (const auto& [party, standing] : later->outcome.parties) EXPECT_EQ(standing.stand, Stand::none) << party;
  EXPECT_EQ(later->judged, at("2026-05-11"));
}

TEST_F(FileTest, a_statement_grows_no_larger_than_its_file_may_and_nobody_is_shut_out_of_objecting) {
  Statements::Held held;
  held.versions.push_back({1, at("2026-05-01"), "NZL.A.official", text_, {}});
  Position next{"NZL-x", 1, text_.sha256, "AUS", Deed::sign, {}, "", at("2026-05-01")};
  EXPECT_TRUE(may_grow(held, &next, 1000));
  held.positions.assign(200, {2, at("2026-05-01"), "AUS.A.official", {}, next});
  EXPECT_FALSE(may_grow(held, &next, 1000));
  next.deed = Deed::break_silence;
  EXPECT_TRUE(may_grow(held, &next, 1000));
  EXPECT_FALSE(may_grow(held, &next, 5000));
  held.positions.push_back({3, at("2026-05-01"), "AUS.A.official", {}, next});
  EXPECT_FALSE(may_grow(held, &next, 1000)) << "it objects already";
  held.bytes = 5 << 20;
  next = {"NZL-x", 1, text_.sha256, "JPN", Deed::sign, {}, "", at("2026-05-01")};
  EXPECT_TRUE(may_grow(held, &next, 1000)) << "its first answer";
  EXPECT_FALSE(may_grow(held, nullptr, 1000));
  held.bytes = 0;
  held.versions.resize(100, held.versions.front());
  EXPECT_FALSE(may_grow(held, nullptr, 1000));
}

// Every byte of the file, changed in its lowest bit: nothing verifies that says something else.
TEST_F(FileTest, a_changed_byte_is_found_wherever_it_is) {
  const std::string whole = to_json(file_);
  std::size_t refused = 0;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    std::string changed = whole;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    const auto file = parse_file(changed);
    const auto one = file ? verify(*file, trusted(), at("2026-05-02")) : tl::make_unexpected(file.error());
    EXPECT_FALSE(one) << "byte " << i << ": " << whole.substr(i > 40 ? i - 40 : 0, 80);
    refused += one ? 0 : 1;
  }
  EXPECT_GT(refused, 3000u);
}

}  // namespace
}  // namespace comity::statement
