// Survival (docs/format/release.md, branch c): what a party received stays readable to it after the agreement ends, and goes no further.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>

#include "tests/fault/sample_alliance.hpp"

namespace comity::property {
namespace {

class KeptCopies : public testing::Test {
 protected:
  KeptCopies()
      : random_(crypto::test_random(7)), alliance_(*random_), engine_(store::memory_engine()), clock_(*parse_time("2026-02-01")) {
    node_ = *operations::Node::open({*engine_, clock_, *random_});
    alliance_.establish(*node_);
    alliance_.share_products(*node_);
  }

  // The agreement's next version, by which it ends at that date.
  void end_at(const std::string& date) {
    std::ifstream file(COMITY_SOURCE_DIR "/alliances/sample/agreements/jpn-nzl.toml", std::ios::binary);
    std::string text(std::istreambuf_iterator<char>(file), {});
    text.replace(text.find("version = 1"), 11, "version = 2");
    const auto until = text.find("until = ", text.find("[term]"));
    ASSERT_NE(until, std::string::npos);
    text.replace(until, 18, "until = " + date);
    agreement::Signed one{*agreement::parse_agreement(text, "jpn-nzl.toml"), {}};
    for (const char* party : {"JPN", "NZL"}) one.signatures.push_back(alliance_.sign(one.document, party));
    const auto added = operations::add_agreement(*node_, agreement::to_json(one));
    ASSERT_TRUE(added.has_value()) << to_string(added.error());
  }
  void advance(const std::string& date) {
    clock_.set(*parse_time(date));
    ASSERT_TRUE(operations::due(*node_).has_value());
  }

  // Rows that this person sees now.
  std::set<std::uint32_t> sees(const std::string& person) {
    std::shared_lock state(node_->journal().state());
    return node_->views().with(shelf::Reader{person, {}, marking::Action::copy}, [&](const shelf::View& view) {
      std::set<std::uint32_t> out;
      for (std::uint32_t row = 0; row < node_->shelf.size(); ++row)
        if (view.visible(row)) out.insert(row);
      return out;
    });
  }
  // Of another party's.
  std::set<std::uint32_t> foreign(const std::string& person) {
    std::set<std::uint32_t> out;
    for (const std::uint32_t row : sees(person))
      if (node_->shelf.owner(node_->shelf.row(row).owner) == "NZL") out.insert(row);
    return out;
  }
  // Takes so many objects of the feed, and the bytes leave.
  void fetch(const std::string& person, std::size_t limit) {
    operations::PageRequest request;
    request.collection = "all";
    request.limit = limit;
    const auto page = operations::page(*node_, fault::SampleAlliance::caller(person), request);
    ASSERT_TRUE(page.has_value());
    operations::page_sent(*node_, *page);
    ASSERT_TRUE(operations::due(*node_).has_value());
  }

  std::unique_ptr<crypto::Random> random_;
  fault::SampleAlliance alliance_;
  std::unique_ptr<store::Engine> engine_;
  ManualClock clock_;
  std::unique_ptr<operations::Node> node_;
};

TEST_F(KeptCopies, OutliveTheAgreementForThoseWhomItNames) {
  const auto before = foreign("JPN.CIRO.analyst");
  const auto nisc = foreign("JPN.NISC.analyst");
  ASSERT_GT(before.size(), 1u);
  ASSERT_FALSE(nisc.empty());
  end_at("2026-03-01");
  fetch("JPN.CIRO.analyst", 1000);
  fetch("JPN.NISC.analyst", 1000);
  advance("2026-03-02");
  EXPECT_EQ(foreign("JPN.CIRO.analyst"), before);  // the survival clause names JPN.CIRO
  EXPECT_TRUE(foreign("JPN.NISC.analyst").empty());
  // A node that starts again comes to the same.
  node_ = nullptr;
  node_ = *operations::Node::open({*engine_, clock_, *random_});
  EXPECT_EQ(foreign("JPN.CIRO.analyst"), before);
  EXPECT_TRUE(foreign("JPN.NISC.analyst").empty());
}

TEST_F(KeptCopies, OnlyWhatWasReceived) {
  const auto before = foreign("JPN.CIRO.analyst");
  fetch("JPN.CIRO.analyst", 3);
  end_at("2026-03-01");
  advance("2026-03-02");
  std::set<std::uint32_t> received;
  const auto rows = node_->holdings.received("JPN");
  for (std::uint32_t row = 0; row < rows.size(); ++row)
    if (rows[row] != 0 && before.contains(row)) received.insert(row);
  EXPECT_LT(received.size(), before.size());
  EXPECT_EQ(foreign("JPN.CIRO.analyst"), received);
}

TEST_F(KeptCopies, ReceivedAfterTheEndIsNotKept) {
  end_at("2026-03-01");
  advance("2026-03-02");
  fetch("JPN.CIRO.analyst", 1000);
  EXPECT_TRUE(foreign("JPN.CIRO.analyst").empty());
}

}  // namespace
}  // namespace comity::property
