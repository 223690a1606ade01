#include "insight/csv.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace comity::insight {

std::string line_name(std::uint32_t line) { return fmt::format("line {}", line); }

CsvScanner::CsvScanner(std::string_view text) : text_(text) {
  if (text_.starts_with("\xef\xbb\xbf")) text_.remove_prefix(3);
}

// From the opening quote to after the closing one.
Result<std::string_view> CsvScanner::quoted() {
  const std::size_t begin = ++at_;
  std::size_t from = begin;
  std::string* copy = nullptr;
  while (true) {
    const std::size_t quote = text_.find('"', at_);
    if (quote == std::string_view::npos) return fail(Code::invalid, "a quoted field is not closed; each \" in it is written twice", line_name(row_line_));
    line_ += static_cast<std::uint32_t>(std::count(text_.begin() + static_cast<std::ptrdiff_t>(at_), text_.begin() + static_cast<std::ptrdiff_t>(quote), '\n'));
    at_ = quote + 1;
    const bool twice = at_ < text_.size() && text_[at_] == '"';
    if (!twice && copy == nullptr) return text_.substr(begin, quote - begin);
    if (copy == nullptr) {
      if (used_ == unquoted_.size()) unquoted_.emplace_back();
      copy = &unquoted_[used_++];
      copy->clear();
    }
    copy->append(text_.substr(from, quote - from + (twice ? 1 : 0)));
    if (!twice) return std::string_view(*copy);
    from = ++at_;
  }
}

Result<bool> CsvScanner::next(std::vector<std::string_view>& fields) {
  fields.clear();
  if (unquoted_.capacity() < kMostFields) unquoted_.reserve(kMostFields);  // views into its strings stay good while a row is read
  used_ = 0;
  while (at_ < text_.size() && (text_[at_] == '\n' || (text_[at_] == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n'))) {
    line_ += text_[at_] == '\n';
    ++at_;
  }
  row_line_ = line_;
  if (at_ >= text_.size()) return false;
  while (true) {
    if (fields.size() == kMostFields) return fail(Code::invalid, fmt::format("more than {} fields in a row", kMostFields), line_name(row_line_));
    if (at_ < text_.size() && text_[at_] == '"') {
      TRY(const std::string_view field, quoted());
      fields.push_back(field);
    } else {
      const std::size_t begin = at_;
      while (at_ < text_.size() && text_[at_] != ',' && text_[at_] != '\n') ++at_;
      std::size_t end = at_;
      if (end > begin && text_[end - 1] == '\r' && (at_ == text_.size() || text_[at_] == '\n')) --end;
      fields.push_back(text_.substr(begin, end - begin));
    }
    if (at_ < text_.size() && text_[at_] == '\r') ++at_;  // only after a closing quote
    if (at_ >= text_.size()) return true;
    const char after = text_[at_];
    if (after != ',' && after != '\n') return fail(Code::invalid, "text after a closing quote; a field that holds a \" is quoted as a whole", line_name(line_));
    ++at_;
    if (after == '\n') {
      ++line_;
      return true;
    }
  }
}

CsvHeader::CsvHeader(const std::vector<std::string_view>& names) : names_(names.begin(), names.end()) {}

bool CsvHeader::has(std::string_view name) const { return std::count(names_.begin(), names_.end(), name) == 1; }

Result<std::size_t> CsvHeader::required(std::string_view name) const {
  const auto found = std::find(names_.begin(), names_.end(), name);
  if (found == names_.end()) return fail(Code::invalid, fmt::format("no column \"{}\" in the header row", name), line_name(1));
  if (std::find(found + 1, names_.end(), name) != names_.end()) return fail(Code::invalid, fmt::format("two columns \"{}\" in the header row", name), line_name(1));
  return static_cast<std::size_t>(found - names_.begin());
}

}  // namespace comity::insight
