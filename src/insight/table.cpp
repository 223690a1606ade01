#include "insight/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/result.hpp"
#include "insight/lettering.hpp"

namespace comity::insight {
namespace {
template <class... Ts>
struct Overload : Ts... {
  using Ts::operator()...;
};
template <class... Ts>
Overload(Ts...) -> Overload<Ts...>;

constexpr std::string_view kUndefined = "–";
constexpr std::size_t kGap = 2, kLeastText = 6;

bool is_number(const Cell& cell) { return std::holds_alternative<double>(cell) || std::holds_alternative<std::int64_t>(cell); }

// A spreadsheet runs what begins like a formula (CWE-1236); the apostrophe makes it a text.
std::string csv_text(std::string_view text) {
  std::string field;
  if (!text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos) field += '\'';
  field += text;
  if (field.find_first_of(",\"\r\n") == std::string::npos) return field;
  std::string quoted = "\"";
  for (const char c : field) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + '"';
}

std::string csv_cell(const Cell& cell) {
  return std::visit(Overload{[](std::monostate) { return std::string(); }, [](std::int64_t n) { return fmt::format("{}", n); },
                             [](double x) { return std::isfinite(x) ? fmt::format("{}", x == 0 ? 0.0 : x) : std::string(); },
                             [](const std::string& text) { return csv_text(text); }},
                    cell);
}

std::string text_cell(const Cell& cell, int digits) {
  return std::visit(Overload{[](std::monostate) { return std::string(kUndefined); }, [](std::int64_t n) { return fmt::format("{}", n); },
                             [digits](double x) {
                               if (!std::isfinite(x)) return std::string(kUndefined);
                               auto text = fmt::format("{:.{}f}", x, digits);
                               const bool zero = text.find_first_of("123456789") == std::string::npos;
                               return zero && text.front() == '-' ? text.substr(1) : text;
                             },
                             [](const std::string& text) { return clean(text); }},
                    cell);
}

struct Laid {
  std::vector<std::vector<std::string>> rows;  // the heading first
  std::vector<std::size_t> widths;
  std::vector<bool> right;
};

Laid laid_out(const Table& table) {
  Laid laid;
  const auto n = table.columns.size();
  laid.right.assign(n, false);
  std::vector<std::string> head;
  for (const auto& column : table.columns) {
    auto text = clean(column.heading.empty() ? column.name : column.heading);
    if (!column.unit.empty()) text += fmt::format(" ({})", clean(column.unit));
    head.push_back(std::move(text));
  }
  laid.rows.push_back(std::move(head));
  for (const auto& row : table.rows) {
    CHECK(row.size() == n);
    std::vector<std::string> line;
    for (std::size_t c = 0; c < n; ++c) {
      line.push_back(text_cell(row[c], table.columns[c].digits));
      if (is_number(row[c])) laid.right[c] = true;
    }
    laid.rows.push_back(std::move(line));
  }
  laid.widths.assign(n, 0);
  for (const auto& row : laid.rows)
    for (std::size_t c = 0; c < n; ++c) laid.widths[c] = std::max(laid.widths[c], columns_of(row[c]));
  return laid;
}

void narrow(Laid& laid, std::size_t width) {
  std::size_t sum = laid.widths.empty() ? 0 : kGap * (laid.widths.size() - 1);
  for (const auto w : laid.widths) sum += w;
  while (sum > width) {
    std::size_t widest = laid.widths.size();
    for (std::size_t c = 0; c < laid.widths.size(); ++c)
      if (!laid.right[c] && laid.widths[c] > kLeastText && (widest == laid.widths.size() || laid.widths[c] > laid.widths[widest])) widest = c;
    if (widest == laid.widths.size()) return;
    --laid.widths[widest];
    --sum;
  }
}

std::string line_of(const Laid& laid, const std::vector<std::string>& row) {
  std::string line;
  for (std::size_t c = 0; c < row.size(); ++c) {
    const auto text = laid.right[c] ? row[c] : cut_to(row[c], laid.widths[c]);
    const auto taken = columns_of(text);
    const std::string room(laid.widths[c] > taken ? laid.widths[c] - taken : 0, ' ');
    if (c > 0) line += std::string(kGap, ' ');
    line += laid.right[c] ? room + text : text + room;
  }
  while (!line.empty() && line.back() == ' ') line.pop_back();
  return line + '\n';
}
}  // namespace

std::string to_csv(const Table& table) {
  std::string out;
  for (std::size_t c = 0; c < table.columns.size(); ++c) out += (c == 0 ? "" : ",") + csv_text(table.columns[c].name);
  out += "\r\n";
  for (const auto& row : table.rows) {
    CHECK(row.size() == table.columns.size());
    // A line that is empty is no record to many readers.
    if (row.size() == 1 && csv_cell(row[0]).empty()) out += "\"\"";
    for (std::size_t c = 0; c < row.size(); ++c) out += (c == 0 ? "" : ",") + csv_cell(row[c]);
    out += "\r\n";
  }
  return out;
}

std::string to_text(const Table& table, std::size_t width) {
  auto laid = laid_out(table);
  narrow(laid, width);
  std::string out;
  for (const auto& line : wrapped(clean(table.title), width)) out += line + '\n';
  if (!out.empty()) out += '\n';
  for (const auto& row : laid.rows) out += line_of(laid, row);
  if (!table.notes.empty()) out += '\n';
  for (const auto& note : table.notes)
    for (const auto& line : wrapped(clean(note), width)) out += line + '\n';
  return out;
}

}  // namespace comity::insight
