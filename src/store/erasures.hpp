// The erasure log: which records were told to be erased. A mark is durable before the first byte is overwritten, so that
// what a crash interrupts is carried on at the next opening, and a rebuilt index knows what is gone.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "store/disk.hpp"

namespace comity::store {

class Erasures {
 public:
  // Opens or creates. A torn last mark is dropped: its erasure was never acknowledged. Errors: corrupt.
  static Result<std::unique_ptr<Erasures>> open(Disk& disk, const std::string& path);
  // All marks, in the order they were made.
  const std::vector<Seq>& marks() const { return marks_; }
  // Errors: unavailable (nothing was marked), internal (unknown whether something was).
  Result<void> write(std::span<const Seq> seqs);
  Result<void> sync() { return file_->sync(); }

 private:
  std::unique_ptr<File> file_;
  std::vector<Seq> marks_;
};

}  // namespace comity::store
