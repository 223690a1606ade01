// The pure methods as JSON: the same over the command line and over REST. What is undefined is null.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "judgement/lint.hpp"
#include "judgement/pools.hpp"
#include "judgement/record.hpp"
#include "judgement/scores.hpp"
#include "judgement/yardstick.hpp"

namespace comity::judgement {

nlohmann::ordered_json to_json(const Pooled& one);
nlohmann::ordered_json to_json(const Track& one);
nlohmann::ordered_json to_json(const CalibrationRow& one);
nlohmann::ordered_json to_json(const RoundScore& one);
nlohmann::ordered_json to_json(const Yardstick& one);
nlohmann::ordered_json to_json(const Finding& one);
// {"yardsticks": [...], "readers": {...}}
nlohmann::ordered_json to_json(const Yardsticks& all);
// {"yardstick": id or null, "findings": [...]}
nlohmann::ordered_json to_json(const std::vector<Finding>& found, const Yardstick* own);

}  // namespace comity::judgement
