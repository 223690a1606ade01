#include "shelf/row_runs.hpp"

#include <algorithm>

namespace comity::shelf {
namespace {

std::uint64_t zigzag(std::int64_t value) { return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63); }
std::int64_t unzigzag(std::uint64_t value) { return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1); }

// The lowest bit says whether the run's length follows: single rows, the most of a sparse list, do without.
void write(Encoder& out, const RowRun& run, std::int64_t after) {
  out.number(zigzag(run.first - after) << 1 | (run.count > 1 ? 1 : 0));
  if (run.count > 1) out.number(run.count - 2);
}

}  // namespace

RowRuns::RowRuns(std::span<const std::uint32_t> rows) {
  Encoder out;
  std::int64_t after = 0;
  for (std::size_t at = 0; at < rows.size();) {
    RowRun run{rows[at], 1};
    while (++at < rows.size() && rows[at] == run.first + run.count) ++run.count;
    write(out, run, after);
    after = static_cast<std::int64_t>(run.first) + run.count;
    count_in(run);
  }
  encoded_ = out.take();
}

Result<RowRuns> RowRuns::decode(std::string_view encoded) {
  RowRuns out;
  Reading reading(encoded);
  for (RowRun run; reading.next(run);) {
    if (run.count > UINT32_MAX - out.size_) return fail(Code::corrupt, "a list of rows is too long");
    out.count_in(run);
  }
  if (!reading.sound()) return fail(Code::corrupt, "a list of rows cannot be read");
  out.encoded_ = encoded;
  return out;
}

bool RowRuns::Reading::next(RowRun& run) {
  if (in_.done() || !sound()) return false;
  const std::uint64_t word = in_.number();
  const std::int64_t first = after_ + unzigzag(word >> 1);
  const std::uint64_t more = word & 1 ? in_.number() : 0;
  sound_ = in_.ok() && first >= 0 && first < UINT32_MAX && more < UINT32_MAX;
  if (!sound_) return false;
  after_ = first + static_cast<std::int64_t>(more + 1 + (word & 1));
  sound_ = after_ <= UINT32_MAX;
  run = {static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(after_ - first)};
  return sound_;
}

void RowRuns::count_in(const RowRun& run) {
  size_ += run.count;
  lowest_ = std::min(lowest_, run.first);
  highest_ = std::max(highest_, run.first + run.count - 1);
}

std::vector<std::uint32_t> RowRuns::rows() const {
  std::vector<std::uint32_t> out;
  out.reserve(size_);
  each_run([&](const RowRun& run) {
    for (std::uint32_t i = 0; i < run.count; ++i) out.push_back(run.first + i);
  });
  return out;
}

std::optional<std::uint32_t> RowRuns::position(std::uint32_t row) const {
  if (row < lowest_ || row > highest_) return std::nullopt;
  Reading reading(encoded_);
  std::uint32_t before = 0;
  for (RowRun run; reading.next(run); before += run.count)
    if (row >= run.first && row - run.first < run.count) return before + (row - run.first);
  return std::nullopt;
}

}  // namespace comity::shelf
