// A disk that is full or failing while the engine runs, and what erasing leaves behind.
#include <gmock/gmock.h>

#include "store/embedded_test_disk.hpp"
#include "store/layout.hpp"

namespace comity::store {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

using StoreFaults = EmbeddedFaults;

TEST(Crc32c, agrees_with_the_check_values_of_rfc_3720) {
  EXPECT_EQ(crc32c("123456789"), 0xe3069283u);
  EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8a9136aau);
  EXPECT_EQ(crc32c(std::string(32, '\xff')), 0x62a8ab43u);
  EXPECT_EQ(crc32c("6789", crc32c("12345")), crc32c("123456789"));
}

TEST_F(StoreFaults, a_full_disk_still_takes_what_was_reserved_then_refuses_then_goes_on) {
  open();
  ASSERT_TRUE(append("before"));
  faults->bytes_until_full = 0;
  ASSERT_TRUE(append("lease"));  // the intake file was reserved
  EXPECT_EQ(append("large", 2 << 20).error().code, Code::unavailable);
  Seq last = 2;
  for (int i = 0;; ++i) {
    ASSERT_LT(i, 1000);
    const auto refused = append("fill", 3000);
    if (refused) {
      last = *refused;
      continue;
    }
    EXPECT_EQ(refused.error().code, Code::unavailable);
    break;
  }
  EXPECT_EQ(engine->last(), last);
  EXPECT_FALSE(engine->settle());
  EXPECT_EQ(engine->last(), last);
  expect_whole(2, draft("lease"));
  faults->bytes_until_full = -1;
  EXPECT_EQ(append("large", 2 << 20).value(), last + 1);
  ASSERT_TRUE(engine->settle());
  EXPECT_EQ(append("after").value(), last + 2);
  open();
  EXPECT_EQ(engine->last(), last + 2);
  expect_whole(1, draft("before"));
  expect_whole(2, draft("lease"));
  expect_whole(last + 1, draft("large", 2 << 20));
  expect_whole(last + 2, draft("after"));
}

TEST_F(StoreFaults, settling_that_runs_out_of_space_anywhere_is_carried_on_later) {
  for (std::int64_t budget = 0; budget < 4000; budget += 97) {
    SCOPED_TRACE(budget);
    engine.reset();
    std::filesystem::remove_all(directory);
    open();
    for (int i = 0; i < 5; ++i) ASSERT_TRUE(append(std::to_string(i), 300));
    faults->bytes_until_full = budget;
    static_cast<void>(engine->settle());
    for (Seq seq = 1; seq <= 5; ++seq) expect_whole(seq, draft(std::to_string(seq - 1), 300));
    faults->bytes_until_full = -1;
    if (budget % 2 == 0) open();
    ASSERT_TRUE(engine->settle());
    ASSERT_TRUE(engine->erase(std::vector<Seq>{3}));
    EXPECT_THAT(holding("blob-of-2-"), IsEmpty());
    for (const Seq seq : {1u, 2u, 4u, 5u}) expect_whole(seq, draft(std::to_string(seq - 1), 300));
    if (HasFailure()) return;
  }
}

TEST_F(StoreFaults, a_failed_sync_refuses_appends_until_reopened) {
  open();
  ASSERT_TRUE(append("one"));
  faults->syncs_until_error = 0;
  EXPECT_EQ(append("two").error().code, Code::unavailable);
  EXPECT_EQ(engine->last(), 1u);
  EXPECT_EQ(append("three").error().code, Code::unavailable);
  EXPECT_EQ(engine->settle().error().code, Code::unavailable);
  EXPECT_EQ(engine->erase(std::vector<Seq>{1}).error().code, Code::unavailable);
  expect_whole(1, draft("one"));
  open();
  ASSERT_GE(engine->last(), 1u);
  expect_whole(1, draft("one"));
  EXPECT_TRUE(append("four"));
}

TEST_F(StoreFaults, a_failed_sync_anywhere_never_loses_what_was_acknowledged) {
  for (std::int64_t sync = 0; sync < 60; ++sync) {
    SCOPED_TRACE(sync);
    engine.reset();
    std::filesystem::remove_all(directory);
    faults = std::make_shared<Faults>();
    disk = faulty_disk(posix_disk(), faults);
    faults->lose_unsynced = true;
    faults->syncs_until_error = sync;
    Seq acknowledged = 0;
    if (auto opened = open_embedded(*disk, options)) {
      engine = std::move(*opened);
      for (int i = 1; i <= 8; ++i) {
        if (append(std::to_string(i), i == 3 ? 2 << 20 : 100)) acknowledged = static_cast<Seq>(i);
        if (i % 3 == 0) static_cast<void>(engine->settle());
      }
    }
    ASSERT_TRUE(disk->crash());
    open();
    ASSERT_GE(engine->last(), acknowledged);
    for (Seq seq = 1; seq <= acknowledged; ++seq) expect_whole(seq, draft(std::to_string(seq), seq == 3 ? 2 << 20 : 100));
    if (HasFailure()) return;
  }
}

TEST_F(StoreFaults, erased_bytes_are_in_no_file_wherever_they_were) {
  open();
  ASSERT_TRUE(append("settled"));
  ASSERT_TRUE(append("beside"));
  ASSERT_TRUE(engine->settle());
  ASSERT_TRUE(append("pending"));
  ASSERT_TRUE(append("large", 2 << 20));
  for (const std::string name : {"settled", "pending", "large"}) {
    EXPECT_THAT(holding("blob-of-" + name), SizeIs(1)) << name;
    EXPECT_THAT(holding("salt-of-" + name), SizeIs(1)) << name;
  }
  ASSERT_TRUE(engine->erase(std::vector<Seq>{1, 3, 4}));
  for (const std::string name : {"settled", "pending", "large"}) {
    EXPECT_THAT(holding("blob-of-" + name), IsEmpty()) << name;
    EXPECT_THAT(holding("salt-of-" + name), IsEmpty()) << name;
  }
  expect_whole(2, draft("beside"));
  open();
  for (const Seq seq : {1u, 3u, 4u}) EXPECT_TRUE(engine->read(seq)->erased);
  EXPECT_EQ(blob(3), "");
  EXPECT_EQ(engine->read(3)->payload, "payload-pending");
  EXPECT_EQ(engine->get("key/pending"), "value-pending");
  expect_whole(2, draft("beside"));
}

TEST_F(StoreFaults, a_slice_handed_out_before_erasing_stays_readable) {
  open();
  ASSERT_TRUE(append("tail"));
  const auto early = engine->blobs(std::vector<Seq>{1}).value();
  ASSERT_TRUE(engine->erase(std::vector<Seq>{1}));
  EXPECT_EQ(early[0].bytes, draft("tail").blob);  // from memory
  ASSERT_TRUE(append("mapped", 2 << 20));
  const auto late = engine->blobs(std::vector<Seq>{2}).value();
  ASSERT_TRUE(engine->erase(std::vector<Seq>{2}));
  engine.reset();
  EXPECT_EQ(late[0].bytes.find_first_not_of('\0'), std::string_view::npos);  // from a segment
}

TEST_F(StoreFaults, settled_intake_is_overwritten) {
  open();
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(append("n" + std::to_string(i), 5000));
  ASSERT_TRUE(engine->settle());
  for (const std::string& path : files("/intake")) {
    EXPECT_EQ(content(path).find("blob-of-"), std::string::npos) << path;
    EXPECT_EQ(content(path).find("payload-"), std::string::npos) << path;
  }
  EXPECT_LE(files("/intake").size(), 2u);
}

TEST_F(StoreFaults, one_sync_for_an_append_two_for_a_large_one) {
  open();
  ASSERT_TRUE(append("first"));
  std::int64_t before = faults->syncs;
  ASSERT_TRUE(append("small"));
  EXPECT_EQ(faults->syncs - before, 1);
  ASSERT_TRUE(append("large", 2 << 20));
  before = faults->syncs;
  ASSERT_TRUE(append("larger", 1 << 20));
  EXPECT_EQ(faults->syncs - before, 2);
}

TEST_F(StoreFaults, files_are_private) {
  open();
  ASSERT_TRUE(append("one"));
  ASSERT_TRUE(engine->settle());
  for (const std::string& path : files()) {
    EXPECT_EQ(std::filesystem::status(path).permissions(), std::filesystem::perms(0600)) << path;
  }
}

}  // namespace
}  // namespace comity::store
