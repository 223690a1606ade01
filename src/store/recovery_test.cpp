// Reopening after a clean stop, a kill, a power cut, and damage.
#include <gmock/gmock.h>

#include "store/embedded_test_disk.hpp"

namespace comity::store {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

using StoreRecovery = EmbeddedFaults;

TEST_F(StoreRecovery, everything_is_there_after_reopening_settled_or_not) {
  open();
  ASSERT_TRUE(append("one"));
  ASSERT_TRUE(engine->settle());
  ASSERT_TRUE(append("two"));
  ASSERT_TRUE(append("large", 2 << 20));
  for (int round = 0; round < 3; ++round) {
    open();
    EXPECT_EQ(engine->last(), 3u);
    expect_whole(1, draft("one"));
    expect_whole(2, draft("two"));
    expect_whole(3, draft("large", 2 << 20));
    if (round == 1) {
      ASSERT_TRUE(engine->settle());
    }
  }
  EXPECT_EQ(append("four").value(), 4u);
}

TEST_F(StoreRecovery, a_second_opener_is_refused) {
  open();
  const auto second = open_embedded(*disk, options);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Code::conflict);
}

TEST_F(StoreRecovery, a_torn_last_frame_is_dropped) {
  open();
  ASSERT_TRUE(append("kept"));
  faults->writes_until_torn = 0;
  EXPECT_EQ(append("torn", 9000).error().code, Code::unavailable);
  EXPECT_EQ(append("after").error().code, Code::unavailable);
  open();
  EXPECT_EQ(engine->last(), 1u);
  EXPECT_EQ(append("next").value(), 2u);
  open();
  expect_whole(1, draft("kept"));
  expect_whole(2, draft("next"));
  ASSERT_TRUE(engine->settle());
  EXPECT_THAT(holding("blob-of-torn"), IsEmpty());
}

TEST_F(StoreRecovery, a_torn_first_frame_is_dropped) {
  open();
  faults->writes_until_torn = 0;
  EXPECT_FALSE(append("torn", 9000));
  open();
  EXPECT_EQ(engine->last(), 0u);
  EXPECT_EQ(append("first").value(), 1u);
  open();
  expect_whole(1, draft("first"));
}

TEST_F(StoreRecovery, a_flipped_bit_in_an_earlier_frame_is_corrupt_and_names_the_file) {
  open();
  ASSERT_TRUE(append("one"));
  ASSERT_TRUE(append("two"));
  engine.reset();
  const std::string path = flip("payload-one", "/intake");
  const auto opened = try_open();
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Code::corrupt);
  EXPECT_EQ(opened.error().where, path);
}

TEST_F(StoreRecovery, a_flipped_bit_before_a_later_intake_file_is_corrupt) {
  open();
  ASSERT_TRUE(append("one", 100 << 10));
  ASSERT_TRUE(append("two", 100 << 10));  // does not fit into the same file
  engine.reset();
  const std::string path = flip("payload-one", "/intake");
  const auto opened = try_open();
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Code::corrupt);
  EXPECT_EQ(opened.error().where, path);
}

TEST_F(StoreRecovery, a_flipped_bit_in_the_intake_header_is_corrupt) {
  open();
  ASSERT_TRUE(append("one"));
  engine.reset();
  for (const std::string& path : files("/intake")) {
    if (content(path).find("payload-one") != std::string::npos) overwrite(path, 24, "\x09");
  }
  const auto opened = try_open();
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Code::corrupt);
}

TEST_F(StoreRecovery, a_flipped_bit_in_the_record_log_is_found_when_read) {
  open();
  ASSERT_TRUE(append("one"));
  ASSERT_TRUE(append("two"));
  ASSERT_TRUE(engine->settle());
  engine.reset();
  const std::string path = flip("payload-one", "/records");
  open();
  EXPECT_EQ(engine->read(1).error().code, Code::corrupt);
  EXPECT_EQ(engine->read(1).error().where, path);
  expect_whole(2, draft("two"));
}

TEST_F(StoreRecovery, a_flipped_bit_in_the_record_log_stops_a_rebuild) {
  open();
  ASSERT_TRUE(append("one"));
  ASSERT_TRUE(append("two"));
  ASSERT_TRUE(engine->settle());
  engine.reset();
  const std::string path = flip("payload-two", "/records");
  std::filesystem::remove_all(directory + "/index");
  const auto opened = try_open();
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Code::corrupt);
  EXPECT_EQ(opened.error().where, path);
  flip(std::string(1, 'p' ^ 4) + "ayload-two", "/records");
  open();
  expect_whole(2, draft("two"));
}

TEST_F(StoreRecovery, a_wrong_place_is_corrupt_and_never_another_objects_bytes) {
  open();
  ASSERT_TRUE(append("one"));
  ASSERT_TRUE(append("two"));
  ASSERT_TRUE(engine->settle());
  engine.reset();
  const std::string table = content(directory + "/index/places");
  overwrite(directory + "/index/places", 32, table.substr(64, 32));  // the place of 2 where that of 1 belongs
  open();
  EXPECT_EQ(engine->blobs(std::vector<Seq>{1}).error().code, Code::corrupt);
  EXPECT_EQ(blob(2), draft("two").blob);
}

TEST_F(StoreRecovery, a_truncated_segment_is_corrupt_and_does_not_fault) {
  options.segment_bytes = 8192;
  open();
  for (int i = 0; i < 4; ++i) {
    ASSERT_TRUE(append("n" + std::to_string(i), 6000));
    ASSERT_TRUE(engine->settle());
  }
  engine.reset();
  std::filesystem::resize_file(directory + "/segments/00000001.blob", 100);
  open();
  EXPECT_EQ(engine->blobs(std::vector<Seq>{1}).error().code, Code::corrupt);
  EXPECT_THAT(engine->blobs(std::vector<Seq>{1}).error().where, HasSubstr("00000001.blob"));
  EXPECT_EQ(blob(4), draft("n3", 6000).blob);
  engine.reset();
  std::filesystem::resize_file(directory + "/segments/00000004.blob", 100);
  EXPECT_EQ(try_open().error().code, Code::corrupt);
}

TEST_F(StoreRecovery, the_index_is_rebuilt_when_it_is_gone) {
  options.segment_bytes = 4096;  // many files
  open();
  std::vector<Draft> all;
  for (int i = 0; i < 60; ++i) {
    all.push_back(draft(std::to_string(i), static_cast<std::size_t>(10 + i * 50)));
    all.back().puts.push_back({"same", std::to_string(i)});
    ASSERT_TRUE(engine->append(std::span(&all.back(), 1)));
    if (i % 7 == 0) {
      ASSERT_TRUE(engine->settle());
    }
  }
  ASSERT_TRUE(append("large", 2 << 20));
  ASSERT_TRUE(engine->erase(std::vector<Seq>{5, 61}));
  ASSERT_TRUE(append("last"));
  engine.reset();
  std::filesystem::remove_all(directory + "/index");
  for (int round = 0; round < 2; ++round) {
    open();
    EXPECT_EQ(engine->last(), 62u);
    for (Seq seq = 1; seq <= 60; ++seq) {
      if (seq == 5) continue;
      Draft expected = all[seq - 1];
      expected.puts.resize(1);
      expect_whole(seq, expected);
    }
    EXPECT_EQ(engine->get("same"), "59");
    EXPECT_TRUE(engine->read(5)->erased);
    EXPECT_TRUE(engine->read(61)->erased);
    EXPECT_EQ(blob(5), "");
    EXPECT_EQ(engine->salt(61).value(), "");
    expect_whole(62, draft("last"));
  }
}

TEST_F(StoreRecovery, an_index_older_than_the_record_log_is_brought_forward) {
  open();
  ASSERT_TRUE(append("one"));
  ASSERT_TRUE(engine->settle());
  engine.reset();
  std::filesystem::copy(directory + "/index", directory + "/old", std::filesystem::copy_options::recursive);
  open();
  ASSERT_TRUE(append("two"));
  ASSERT_TRUE(engine->settle());
  ASSERT_TRUE(engine->erase(std::vector<Seq>{1}));
  engine.reset();
  std::filesystem::remove_all(directory + "/index");
  std::filesystem::rename(directory + "/old", directory + "/index");
  open();
  EXPECT_EQ(engine->last(), 2u);
  expect_whole(2, draft("two"));
  EXPECT_TRUE(engine->read(1)->erased);
  EXPECT_EQ(blob(1), "");
}

TEST_F(StoreRecovery, a_damaged_index_file_is_rebuilt) {
  open();
  ASSERT_TRUE(append("one"));
  ASSERT_TRUE(engine->settle());
  engine.reset();
  overwrite(directory + "/index/data.mdb", 0, std::string(8192, 'x'));
  open();
  expect_whole(1, draft("one"));
}

// Every write of a busy run is once the last that happens, and a power cut then takes back what no sync covered.
TEST_F(StoreRecovery, a_power_cut_at_any_write_loses_nothing_acknowledged) {
  const auto names = [](Seq seq) { return "n" + std::to_string(seq); };
  const auto size = [](Seq seq) -> std::size_t { return seq == 4 ? (1u << 20) + 7 : 30 + seq * 700; };
  bool finished = false;
  int cuts = 0;
  for (std::int64_t write = 0; !finished; ++write) {
    ASSERT_LT(write, 2000);
    engine.reset();
    std::filesystem::remove_all(directory);
    faults = std::make_shared<Faults>();
    disk = faulty_disk(posix_disk(), faults);
    faults->lose_unsynced = true;
    faults->writes_until_torn = write;
    Seq acknowledged = 0, tried = 0;
    bool erased = false, erasing = false;
    const auto run = [&]() -> Result<void> {
      TRY(engine, open_embedded(*disk, options));
      for (Seq seq = 1; seq <= 6; ++seq) {
        tried = seq;
        TRY_VOID(append(names(seq), size(seq)));
        acknowledged = seq;
        if (seq == 2) TRY_VOID(engine->settle());
        if (seq == 5) {
          erasing = true;
          TRY_VOID(engine->erase(std::vector<Seq>{2, 5}));
          erased = true;
        }
      }
      return {};
    };
    finished = run().has_value();
    ASSERT_TRUE(disk->crash());
    ++cuts;
    for (int round = 0; round < 2; ++round) {
      SCOPED_TRACE("write " + std::to_string(write) + ", reopening " + std::to_string(round));
      open();
      if (HasFatalFailure()) return;
      ASSERT_GE(engine->last(), acknowledged);
      ASSERT_LE(engine->last(), tried);
      for (Seq seq = 1; seq <= engine->last(); ++seq) {
        const bool maybe_gone = (seq == 2 || seq == 5) && erasing;
        if (maybe_gone && engine->read(seq)->erased) {
          EXPECT_THAT(holding("blob-of-" + names(seq)), IsEmpty());
          EXPECT_THAT(holding("salt-of-" + names(seq)), IsEmpty());
        } else {
          ASSERT_FALSE(erased && maybe_gone);
          expect_whole(seq, draft(names(seq), size(seq)));
        }
      }
      ASSERT_TRUE(engine->settle());
    }
    const Seq next = engine->last() + 1;
    ASSERT_EQ(append("more").value(), next);
    if (HasFailure()) return;
  }
  EXPECT_GT(cuts, 30);
}

}  // namespace
}  // namespace comity::store
