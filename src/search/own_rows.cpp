#include "search/own_rows.hpp"

namespace comity::search {

void OwnRows::drop(std::uint32_t row) {
  const auto kept = kept_.find(row);
  if (kept == kept_.end()) return;
  row_of_[kept->second.slot] = shelf::kNoRow;
  kept_.erase(kept);
  rows_[row >> 6] &= ~(std::uint64_t{1} << (row & 63));
}

std::vector<OwnRows::Missing> OwnRows::missing(const shelf::View& view, std::size_t erasures, std::size_t most,
                                               const std::function<bool(std::uint32_t)>& tangled) {
  std::vector<Missing> out;
  // Words of what was erased do not stay, nor slots that are mostly of the past.
  if (erasures_ != erasures || (row_of_.size() > 1024 && kept_.size() < row_of_.size() / 2)) {
    const std::size_t now = erasures;
    *this = OwnRows();
    erasures_ = now;
  }
  if (complete_ == view.state()) return out;
  release::Bits now;
  bool all = true;
  view.each_particular([&](std::uint32_t row) {
    const shelf::Variant* cut = view.variant(row);
    if (!view.ruled_by_itself(row) && !tangled(row)) return;
    release::set(now, row);
    const auto kept = kept_.find(row);
    if (kept != kept_.end()) {
      if (cut ? kept->second.variant == *cut : kept->second.variant.whole()) return;
      drop(row);
    }
    if (out.size() < most) out.push_back({row, cut ? *cut : shelf::Variant{}});
    else all = false;
  });
  std::vector<std::uint32_t> past;
  release::each(rows_, [&](std::size_t row) {
    if (!release::test(now, row)) past.push_back(static_cast<std::uint32_t>(row));
  });
  for (const std::uint32_t row : past) drop(row);
  if (out.empty() && all) complete_ = view.state();
  return out;
}

void OwnRows::add(Missing one, Gathered text) {
  drop(one.row);
  const auto slot = static_cast<std::uint32_t>(row_of_.size());
  row_of_.push_back(one.row);
  release::set(rows_, one.row);
  text_->add(slot, text);
  kept_[one.row] = {slot, std::move(one.variant)};
  complete_.reset();
}

void OwnRows::match(const PhraseTerms& phrase, const release::Bits& within, const std::function<void(std::uint32_t)>& hit) const {
  if (kept_.empty()) return;
  release::Bits slots;
  for (std::uint32_t slot = 0; slot < row_of_.size(); ++slot)
    if (row_of_[slot] != shelf::kNoRow && release::test(within, row_of_[slot])) release::set(slots, slot);
  phrase.match(*text_, slots, [&](std::uint32_t slot) { hit(row_of_[slot]); });
}

}  // namespace comity::search
