// comity align: what was asked, from where, and how it is printed. align.cpp reads the command line, align_pairs.cpp prints every pair of every year as fast as a file is read, align_show.cpp makes tables and plots of
// answers, the same whether a file or a node gave them.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "cli/asking.hpp"
#include "insight/plot.hpp"
#include "insight/table.hpp"
#include "operations/alignment.hpp"

namespace comity::cli {

struct AlignOptions {
  Asking asking;
  std::vector<std::string> words;   // the form, where it is not that of pairs, and the file of votes
  std::string form = "pairs", votes;
  std::string roll_calls, positions;
  bool statements = false, succession = false, reserved_is_middle = false;
  std::vector<std::string> pairs;   // "USA,NZL"
  std::vector<std::string> members, issues, donors;
  std::string community;
  int year = 0;
  std::string from, to, by = "year", abstain, absent = "leave-out", index = "agree3", alone = "no";
  bool drop_unanimous = false, important = false, listing = false;
  std::optional<std::size_t> times;  // else 1000, and none where every pair is asked for
  std::size_t before = 5, after = 5;
  double level = 95;                // per cent
  std::uint64_t seed = 1;
  std::string agreement, date;
  bool json = false;
  std::string csv, svg;             // files; "-" for standard output
  // What --abstain is where it is not named.
  std::string_view abstain_otherwise() const { return form == "rice" ? "leave-out" : "middle"; }
  bool from_node() const { return votes.empty() && positions.empty(); }
};

inline insight::Column column(std::string name, std::string heading = {}, std::string unit = {}) { return {std::move(name), std::move(heading), std::move(unit), 3}; }

// What of it is about votes. Errors: invalid.
Result<operations::AlignmentAsk> ask_of(const AlignOptions& options);

// Every pair of every period of a file, in the forms that were asked for: JSON lines, CSV, a heat map or lines, or text. align_pairs.cpp.
Result<void> print_pairs(const insight::RollCallSet& set, const AlignOptions& options);

// A table where it was asked for, or nothing was; a plot where that was; JSON. `svg` is made only when asked for.
Result<void> put_out(const AlignOptions& options, const nlohmann::ordered_json& answer, const insight::Table& table, const std::string& svg);
Result<void> put_file(const std::string& file, std::string_view text);

// Of a form's answer. Errors: invalid (a plot that there is none of).
insight::Table table_of(const AlignOptions& options, const nlohmann::ordered_json& answer);
Result<std::string> svg_of(const AlignOptions& options, const nlohmann::ordered_json& answer);

}  // namespace comity::cli
