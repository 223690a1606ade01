#include "judgement/record.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "judgement/pools.hpp"

namespace comity::judgement {
namespace {
struct Row {
  int line = 0;
  std::vector<std::string> fields;
};

std::string at_line(int line) { return fmt::format("line {}", line); }

Result<std::vector<Row>> rows_of(std::string_view csv) {
  std::vector<Row> out;
  if (csv.substr(0, 3) == "\xEF\xBB\xBF") csv.remove_prefix(3);
  Row row{.line = 1, .fields = {""}};
  bool quoted = false, any = false;
  int line = 1;
  const auto end_row = [&] {
    if (any || row.fields.size() > 1) out.push_back(std::move(row));
    row = Row{.line = line, .fields = {""}};
    any = false;
  };
  for (std::size_t i = 0; i < csv.size(); ++i) {
    const char c = csv[i];
    if (c == '\n') ++line;
    if (quoted) {
      if (c != '"')
        row.fields.back() += c;
      else if (i + 1 < csv.size() && csv[i + 1] == '"')
        row.fields.back() += csv[++i];
      else
        quoted = false;
    } else if (c == '"' && row.fields.back().empty()) {
      quoted = any = true;
    } else if (c == ',') {
      row.fields.emplace_back();
    } else if (c == '\n') {
      end_row();
    } else if (c != '\r' || (i + 1 < csv.size() && csv[i + 1] != '\n')) {
      row.fields.back() += c;
      any = true;
    }
  }
  if (quoted) return fail(Code::invalid, "a quoted field has no end", at_line(row.line));
  end_row();
  return out;
}

class Columns {
 public:
  static Result<Columns> of(std::string_view csv) {
    Columns out;
    TRY(out.rows_, rows_of(csv));
    if (out.rows_.empty()) return fail(Code::invalid, "the file has no header line", at_line(1));
    out.header_ = out.rows_.front().fields;
    out.rows_.erase(out.rows_.begin());
    for (const auto& row : out.rows_)
      if (row.fields.size() != out.header_.size()) return fail(Code::invalid, fmt::format("{} fields, and the header has {}", row.fields.size(), out.header_.size()), at_line(row.line));
    return out;
  }
  std::optional<std::size_t> find(std::initializer_list<std::string_view> names) const {
    for (const auto name : names)
      for (std::size_t i = 0; i < header_.size(); ++i)
        if (header_[i] == name) return i;
    return std::nullopt;
  }
  Result<std::size_t> need(std::initializer_list<std::string_view> names) const {
    if (const auto found = find(names)) return *found;
    return fail(Code::invalid, fmt::format("no column \"{}\"", fmt::join(names, "\" or \"")), at_line(1));
  }
  const std::vector<Row>& rows() const { return rows_; }

 private:
  std::vector<std::string> header_;
  std::vector<Row> rows_;
};

Result<double> number_in(const Row& row, std::size_t column, double most) {
  const auto& text = row.fields[column];
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !(value >= 0 && value <= most)) return fail(Code::invalid, fmt::format("a judgement is a number from 0 to {}", most), at_line(row.line));
  return value / most;
}

MethodScore score_of(std::string method, std::string heading, const std::vector<Forecast>& all) {
  return {.method = std::move(method), .heading = std::move(heading), .n = all.size(), .brier = mean_brier(all), .log = mean_log(all), .parts = has_groups(all) ? murphy(all) : std::nullopt};
}

RoundScore score_round(const std::string& round, const std::vector<const Judged*>& judged, const std::map<std::string, bool>& outcomes) {
  RoundScore out{.round = round, .questions = 0, .resolved = 0, .judgements = judged.size(), .methods = {}, .who = {}, .calibration = {}, .pool_calibration = {}};
  std::map<std::string, std::vector<double>> by_question;
  std::map<std::string, std::vector<Forecast>> by_person;
  std::vector<Forecast> individual;
  for (const auto* one : judged) {
    by_question[one->question].push_back(one->p);
    const auto outcome = outcomes.find(one->question);
    if (outcome == outcomes.end()) continue;
    individual.push_back({.p = one->p, .happened = outcome->second});
    by_person[one->who].push_back(individual.back());
  }
  out.questions = by_question.size();
  std::map<std::string, std::vector<Forecast>> pooled;
  std::vector<std::pair<std::string, std::string>> methods;
  for (const auto& [question, p] : by_question) {
    const auto outcome = outcomes.find(question);
    if (outcome == outcomes.end()) continue;
    ++out.resolved;
    const auto pools = pools_of(p);
    CHECK(pools.has_value());
    if (methods.empty())
      for (const auto& pool : *pools) methods.emplace_back(pool.method, pool.heading);
    for (const auto& pool : *pools) pooled[std::string(pool.method)].push_back({.p = pool.value, .happened = outcome->second});
  }
  out.methods.push_back(score_of("individual", "each judgement alone", individual));
  for (const auto& [method, heading] : methods) out.methods.push_back(score_of(method, heading, pooled.at(method)));
  for (const auto& [who, forecasts] : by_person) out.who.push_back(track_of(who, forecasts));
  out.calibration = calibration(individual);
  if (!methods.empty()) out.pool_calibration = calibration(pooled.at(methods.front().first));
  return out;
}
}  // namespace

Result<std::vector<Judged>> read_judgements(std::string_view csv) {
  TRY(const auto columns, Columns::of(csv));
  TRY(const auto question, columns.need({"question", "paper_id"}));
  TRY(const auto who, columns.need({"who", "user_name"}));
  TRY(const auto value, columns.need({"p", "best", "percent"}));
  const auto round = columns.find({"round"});
  const double most = columns.find({"p"}) == value ? 1 : 100;
  std::vector<Judged> out;
  std::set<std::tuple<std::string, std::string, std::string>> seen;
  for (const auto& row : columns.rows()) {
    Judged one{.round = round ? row.fields[*round] : "", .question = row.fields[question], .who = row.fields[who], .p = 0};
    TRY(one.p, number_in(row, value, most));
    if (!seen.emplace(one.round, one.question, one.who).second) return fail(Code::invalid, "the same person judges the same question of a round twice", at_line(row.line));
    out.push_back(std::move(one));
  }
  return out;
}

Result<std::map<std::string, bool>> read_outcomes(std::string_view csv) {
  TRY(const auto columns, Columns::of(csv));
  TRY(const auto question, columns.need({"question", "paper_id"}));
  TRY(const auto outcome, columns.need({"outcome"}));
  std::map<std::string, bool> out;
  for (const auto& row : columns.rows()) {
    const auto& text = row.fields[outcome];
    const bool yes = text == "1" || text == "yes" || text == "true", no = text == "0" || text == "no" || text == "false";
    if (!yes && !no) return fail(Code::invalid, "an outcome is 1, 0, yes, no, true or false", at_line(row.line));
    if (!out.emplace(row.fields[question], yes).second) return fail(Code::invalid, "the same question has two outcomes", at_line(row.line));
  }
  return out;
}

std::vector<RoundScore> scores_of(const std::vector<Judged>& judged, const std::map<std::string, bool>& outcomes) {
  std::map<std::string, std::vector<const Judged*>> rounds;
  for (const auto& one : judged) rounds[one.round].push_back(&one);
  std::vector<RoundScore> out;
  for (const auto& [round, rows] : rounds) out.push_back(score_round(round, rows, outcomes));
  return out;
}

}  // namespace comity::judgement
