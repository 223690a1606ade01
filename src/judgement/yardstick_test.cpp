#include "judgement/yardstick.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace comity::judgement {
namespace {

const Yardstick& icd() { return *shipped().find("icd203"); }
const Yardstick& phia() { return *shipped().find("uk-phia"); }

TEST(Yardstick, TheShippedTableIsSound) {
  const auto read = Yardsticks::parse(shipped_yardsticks());
  ASSERT_TRUE(read) << to_string(read.error());
  EXPECT_GE(read->all().size(), 5u);
  for (const auto& one : read->all()) {
    EXPECT_FALSE(one.source.empty()) << one.id;
    for (const auto& band : one.bands) {
      EXPECT_EQ(band_named(one, band.term), &band) << one.id;
      // The middle of a band is in it, but where a narrower one lies within.
      if (one.rule == BandRule::narrowest) continue;
      EXPECT_EQ(term_of(one, (band.from + band.to) / 2), band.term) << one.id;
    }
  }
}

TEST(Yardstick, EdgesOfIcd203BelongToTheUpperBand) {
  EXPECT_EQ(term_of(icd(), 1), "almost no chance");
  EXPECT_EQ(term_of(icd(), 5), "very unlikely");
  EXPECT_EQ(term_of(icd(), 20), "unlikely");
  EXPECT_EQ(term_of(icd(), 45), "roughly even chance");
  EXPECT_EQ(term_of(icd(), 55), "likely");
  EXPECT_EQ(term_of(icd(), 80), "very likely");
  EXPECT_EQ(term_of(icd(), 95), "almost certain");
  EXPECT_EQ(term_of(icd(), 99), "almost certain");
  EXPECT_EQ(term_of(icd(), 0.55 * 100), "likely") << "55.00000000000001 and its like";
  EXPECT_EQ(term_of(icd(), 99.5), "not on this yardstick");
  EXPECT_EQ(term_of(icd(), 0.5), "not on this yardstick");
}

TEST(Yardstick, PhiaSnapsHalfWayBetweenItsBands) {
  const std::vector<std::pair<double, std::string>> edges{{7.5, "highly unlikely"}, {22.5, "unlikely"}, {37.5, "realistic possibility"}, {52.5, "likely"}, {77.5, "highly likely"}, {92.5, "almost certain"}};
  for (const auto& [at, above] : edges) {
    EXPECT_EQ(term_of(phia(), at), above);
    EXPECT_NE(term_of(phia(), at - 0.01), above);
  }
  EXPECT_EQ(term_of(phia(), 0.5), "remote chance");
  EXPECT_EQ(term_of(phia(), 99.5), "almost certain");
}

TEST(Yardstick, CertaintyIsOnNone) {
  for (const auto& one : shipped().all())
    for (const double bound : {0.0, 100.0, -1.0, 101.0}) EXPECT_EQ(term_of(one, bound), "not on this yardstick") << one.id;
}

TEST(Yardstick, KentHasGaps) {
  const auto& kent = *shipped().find("kent1964");
  EXPECT_EQ(term_of(kent, 15), "not on this yardstick");
  EXPECT_EQ(term_of(kent, 75), "probable");
  EXPECT_EQ(term_of(kent, 61), "not on this yardstick");
}

TEST(Yardstick, OfBandsThatOverlapTheNarrowestIsTaken) {
  const auto& ipcc = *shipped().find("ipcc-ar5");
  EXPECT_EQ(term_of(ipcc, 97), "extremely likely");
  EXPECT_EQ(term_of(ipcc, 99.5), "virtually certain");
  EXPECT_EQ(term_of(ipcc, 92), "very likely");
  EXPECT_EQ(term_of(ipcc, 70), "likely");
  EXPECT_EQ(term_of(ipcc, 50), "about as likely as not");
  EXPECT_EQ(term_of(ipcc, 3), "extremely unlikely");
  EXPECT_EQ(band_named(ipcc, "可能性が高い")->term, "likely");
}

TEST(Yardstick, AnAgencyHasItsOwnOrItsPartys) {
  EXPECT_EQ(shipped().of("GBR.JIO")->id, "uk-phia");
  EXPECT_EQ(shipped().of("USA")->id, "icd203");
  EXPECT_EQ(shipped().of("ZZZ.YYY"), nullptr);
  const auto own = Yardsticks::parse("yardstick\ta\tA\tedges\tfree\ts\td\nband\t0\t100\tx\nyardstick\tb\tB\tedges\tfree\ts\td\nband\t0\t100\ty\nreads\tP\ta\nreads\tP.Q\tb\n");
  ASSERT_TRUE(own) << to_string(own.error());
  EXPECT_EQ(own->of("P.Q")->id, "b");
  EXPECT_EQ(own->of("P.R")->id, "a");
}

TEST(Yardstick, ATermIsFoundInAnyFormAndCase) {
  EXPECT_EQ(band_named(icd(), "Almost Certainly")->term, "almost certain");
  EXPECT_EQ(band_named(icd(), "highly improbable")->term, "very unlikely");
  EXPECT_EQ(band_named(icd(), "realistic possibility"), nullptr);
}

TEST(Yardstick, AMistakeNamesItsLine) {
  const std::string good = "yardstick\ta\tA\tedges\tfree\ts\td\nband\t0\t50\tx\n";
  const std::vector<std::pair<std::string, std::string>> wrong{
      {"band\t0\t50\tx\n", "line 1"},        {good + "band\t50\t40\ty\n", "line 3"}, {good + "band\t50\t101\ty\n", "line 3"}, {good + "band\t50\tx\ty\n", "line 3"},
      {good + "something\n", "line 3"},      {good + "reads\tP\tb\n", "line 3"},     {good + good, "line 3"},                 {"yardstick\ta\tA\tround\tfree\ts\td\n", "line 1"},
      {"yardstick\ta\tA\tedges\tfree\t\td\n", "line 1"}};
  for (const auto& [text, where] : wrong) {
    const auto read = Yardsticks::parse(text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().where, where) << text;
  }
  EXPECT_FALSE(Yardsticks::parse(good + "band\t50\t60\tX\n")) << "a term twice";
  EXPECT_FALSE(Yardsticks::parse(good + "band\t40\t60\ty\n")) << "bands that overlap by edges";
  EXPECT_FALSE(Yardsticks::parse("yardstick\ta\tA\tedges\tfree\ts\td\n")) << "no band";
}
}  // namespace
}  // namespace comity::judgement
