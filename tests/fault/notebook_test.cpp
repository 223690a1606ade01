// A notebook on a disk that refuses, or whose power is cut, at any write and sync of a removal: what was answered holds, and what is recorded as given up is gone
// from the store's files as soon as the disk allows.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>

#include "operations/notebook.hpp"
#include "tests/fault/faulty_node.hpp"

namespace comity::fault {
namespace {

using operations::NoteKind;

constexpr const char* kPerson = "NZL.GCSB.submitter";
constexpr const char* kSecret = "EXERCISE words of a draft";

class NotebookFaults : public testing::Test {
 protected:
  static operations::Caller caller() { return SampleAlliance::caller(kPerson); }
  static bool on_disk(const FaultyNode& node) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(node.directory())) {
      if (!entry.is_regular_file()) continue;
      std::ifstream in(entry.path(), std::ios::binary);
      if (std::string(std::istreambuf_iterator<char>(in), {}).find(kSecret) != std::string::npos) return true;
    }
    return false;
  }
  static std::string text() { return fmt::format(R"({{"title":"{}"}})", kSecret); }
  // True once a run got through without meeting the fault.
  bool run(bool power_cut, const std::function<void(store::Faults&)>& set, const char* what, int number) {
    FaultyNode node;
    EXPECT_TRUE(operations::keep_note(node.node(), caller(), NoteKind::draft, "one", text()));
    EXPECT_TRUE(on_disk(node)) << "the text is in the store's files, so that its end can be told";
    node.faults().lose_unsynced = power_cut;
    set(node.faults());
    const auto dropped = operations::drop_note(node.node(), caller(), NoteKind::draft, "one");
    node.reopen(power_cut);
    const std::string at = fmt::format("{} {}, power {}", what, number, power_cut ? "cut" : "kept");
    const auto now = operations::note_of(node.node(), caller(), NoteKind::draft, "one");
    if (now) EXPECT_EQ(*now, text()) << at;
    else EXPECT_EQ(now.error().code, Code::not_found) << at;
    EXPECT_FALSE(dropped && now) << at << ": answered, and it is there";
    EXPECT_FALSE(!now && on_disk(node)) << at << ": given up, and the bytes are there after a start";
    return dropped.has_value();
  }
};

TEST_F(NotebookFaults, EverySyncThatFailsLeavesItThereOrGone) {
  for (const bool power_cut : {false, true}) {
    int number = 1;
    while (number < 40 && !run(power_cut, [&](store::Faults& faults) { faults.syncs_until_error = number; }, "sync", number)) ++number;
    EXPECT_GT(number, 2) << "a removal syncs its record, its mark and the bytes";
    EXPECT_LT(number, 40);
  }
}

TEST_F(NotebookFaults, EveryWriteThatIsTornLeavesItThereOrGone) {
  for (const bool power_cut : {false, true}) {
    int number = 1;
    while (number < 60 && !run(power_cut, [&](store::Faults& faults) { faults.writes_until_torn = number; }, "write", number)) ++number;
    EXPECT_GT(number, 3) << "a removal writes its record, its mark, the flag and the bytes";
    EXPECT_LT(number, 60);
  }
}

// What is answered as kept is there after the power was cut.
TEST_F(NotebookFaults, WhatIsKeptIsDurableWhenItIsAnswered) {
  for (int number = 1; number < 10; ++number) {
    FaultyNode node;
    node.faults().lose_unsynced = true;
    node.faults().syncs_until_error = number;
    const auto kept = operations::keep_note(node.node(), caller(), NoteKind::draft, "one", text());
    node.reopen(true);
    const auto now = operations::note_of(node.node(), caller(), NoteKind::draft, "one");
    EXPECT_FALSE(kept && !now) << "sync " << number;
    if (now) { EXPECT_EQ(*now, text()); }
    if (number == 9) { EXPECT_TRUE(kept) << "a fault past all syncs is none"; }
  }
}

}  // namespace
}  // namespace comity::fault
