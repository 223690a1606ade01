#include <gtest/gtest.h>

#include <filesystem>

#include "store/faulty_disk.hpp"
#include "store/scratch_directory.hpp"

namespace comity::store {
namespace {

class DiskTest : public testing::Test {
 protected:
  static std::string text(File& file) {
    std::string bytes(file.size().value(), '?');
    EXPECT_TRUE(file.read(0, bytes.data(), bytes.size()));
    return bytes;
  }

  const ScratchDirectory scratch;
  const std::string directory = scratch.path();
  std::shared_ptr<Faults> faults = std::make_shared<Faults>();
  std::unique_ptr<FaultyDisk> disk = faulty_disk(posix_disk(), faults);
};

TEST_F(DiskTest, files_are_read_back_and_private) {
  ASSERT_TRUE(disk->make_directory(directory + "/a/b"));
  auto file = disk->open(directory + "/a/b/f", Disk::Open::create).value();
  ASSERT_TRUE(file->write(3, "abc"));
  EXPECT_EQ(text(*file), std::string("\0\0\0abc", 6));
  char byte = 0;
  EXPECT_EQ(file->read(6, &byte, 1).error().code, Code::corrupt);
  EXPECT_EQ(std::filesystem::status(directory + "/a/b/f").permissions(), std::filesystem::perms(0600));
  EXPECT_EQ(std::filesystem::status(directory + "/a").permissions(), std::filesystem::perms(0700));
  EXPECT_EQ(disk->open(directory + "/none", Disk::Open::existing).error().code, Code::not_found);
  EXPECT_EQ(disk->list(directory + "/a/b").value(), std::vector<std::string>{"f"});
}

TEST_F(DiskTest, a_mapping_outlives_its_file_and_sees_it_grow) {
  auto file = disk->open(directory + "/f", Disk::Open::create).value();
  ASSERT_TRUE(file->write(0, "abc"));
  const auto mapping = file->map(1 << 20).value();
  ASSERT_TRUE(file->write(100'000, "z"));
  EXPECT_EQ(mapping->data()[100'000], 'z');
  ASSERT_TRUE(file->punch(0, 2));
  file.reset();
  ASSERT_TRUE(disk->remove(directory + "/f"));
  EXPECT_EQ(std::string_view(mapping->data(), 3), std::string_view("\0\0c", 3));
}

TEST_F(DiskTest, a_lock_is_exclusive_while_held) {
  auto held = disk->lock(directory + "/LOCK").value();
  EXPECT_EQ(disk->lock(directory + "/LOCK").error().code, Code::conflict);
  held.reset();
  EXPECT_TRUE(disk->lock(directory + "/LOCK"));
}

TEST_F(DiskTest, a_full_disk_takes_what_fits_and_keeps_what_was_reserved) {
  auto file = disk->open(directory + "/f", Disk::Open::create).value();
  ASSERT_TRUE(file->allocate(0, 10));
  faults->bytes_until_full = 3;
  EXPECT_TRUE(file->write(0, "0123456789"));
  EXPECT_EQ(file->write(8, "abcdefgh").error().code, Code::unavailable);
  EXPECT_EQ(text(*file), "01234567abcde");
  EXPECT_EQ(file->allocate(13, 1).error().code, Code::unavailable);
}

TEST_F(DiskTest, a_torn_write_stops_half_way_and_ends_the_disk) {
  auto file = disk->open(directory + "/f", Disk::Open::create).value();
  faults->writes_until_torn = 1;
  EXPECT_TRUE(file->write(0, "aaaa"));
  EXPECT_EQ(file->write(4, "bbbb").error().code, Code::unavailable);
  EXPECT_EQ(file->write(0, "cccc").error().code, Code::unavailable);
  EXPECT_EQ(file->sync().error().code, Code::unavailable);
  EXPECT_EQ(text(*file), "aaaabb");
}

TEST_F(DiskTest, a_failed_sync_fails_for_good) {
  auto file = disk->open(directory + "/f", Disk::Open::create).value();
  faults->syncs_until_error = 1;
  EXPECT_TRUE(file->sync());
  EXPECT_EQ(file->sync().error().code, Code::unavailable);
  EXPECT_EQ(file->sync().error().code, Code::unavailable);
  EXPECT_EQ(faults->syncs, 3);
}

TEST_F(DiskTest, a_crash_takes_back_what_no_sync_covered) {
  faults->lose_unsynced = true;
  auto file = disk->open(directory + "/f", Disk::Open::create).value();
  auto lost = disk->open(directory + "/lost", Disk::Open::create).value();
  ASSERT_TRUE(file->write(0, "abcdef"));
  ASSERT_TRUE(file->sync());
  ASSERT_TRUE(disk->sync_directory(directory));
  auto late = disk->open(directory + "/late", Disk::Open::create).value();
  ASSERT_TRUE(file->write(2, "XXXXXXXX"));
  ASSERT_TRUE(file->punch(0, 3));
  ASSERT_TRUE(file->truncate(1));
  ASSERT_TRUE(disk->crash());
  EXPECT_EQ(file->write(0, "x").error().code, Code::unavailable);
  const auto after = posix_disk();
  EXPECT_EQ(text(*after->open(directory + "/f", Disk::Open::existing).value()), "abcdef");
  EXPECT_FALSE(after->open(directory + "/late", Disk::Open::existing));
}

}  // namespace
}  // namespace comity::store
