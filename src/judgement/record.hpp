// Judgements and outcomes from files, and what they come to: pools, scores and calibration of each round. Pure; values; any thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "judgement/scores.hpp"

namespace comity::judgement {

struct Judged {
  std::string round, question, who;
  double p = 0;
};
// CSV with a header (RFC 4180). Columns by name, others passed over: `question` or `paper_id`; `who` or `user_name`; `p` (0 to 1) or `best` or `percent` (0 to 100); `round`, where there is more than
// one. Errors: invalid, with the line: a column is missing, a field is no number, one judges a question of a round twice.
Result<std::vector<Judged>> read_judgements(std::string_view csv);
// `question` or `paper_id`, and `outcome`: 1, 0, yes, no, true or false. A question without an outcome is left out of scores.
Result<std::map<std::string, bool>> read_outcomes(std::string_view csv);

struct MethodScore {
  std::string method, heading;
  std::size_t n = 0;                  // of the pools: questions; of "individual": judgements
  std::optional<double> brier, log;
  std::optional<Murphy> parts;        // nothing where there are not two judgements to a group on average: the parts would say nothing
};
struct RoundScore {
  std::string round;
  std::size_t questions = 0, resolved = 0, judgements = 0;
  std::vector<MethodScore> methods;           // "individual" first: all judgements, each alone
  std::vector<Track> who;                     // by name
  std::vector<CalibrationRow> calibration;    // of all judgements
  std::vector<CalibrationRow> pool_calibration;  // of the headline pool
};
// By round, in order of its name.
std::vector<RoundScore> scores_of(const std::vector<Judged>& judged, const std::map<std::string, bool>& outcomes);

}  // namespace comity::judgement
