#include "judgement/methods_json.hpp"

#include <nlohmann/json.hpp>

namespace comity::judgement {
namespace {
using nlohmann::ordered_json;

ordered_json or_null(const std::optional<double>& value) { return value ? ordered_json(*value) : ordered_json(); }

ordered_json parts_of(const std::optional<Murphy>& parts) {
  if (!parts) return nullptr;
  return {{"reliability", parts->reliability}, {"resolution", parts->resolution}, {"uncertainty", parts->uncertainty}};
}

template <class List>
ordered_json list_of(const List& list) {
  auto out = ordered_json::array();
  for (const auto& one : list) out.push_back(to_json(one));
  return out;
}

ordered_json method_json(const MethodScore& one) {
  return {{"method", one.method}, {"heading", one.heading}, {"n", one.n}, {"brier", or_null(one.brier)}, {"log", or_null(one.log)}, {"murphy", parts_of(one.parts)}};
}
}  // namespace

ordered_json to_json(const Pooled& one) {
  ordered_json out{{"method", one.method}, {"heading", one.heading}, {"p", one.value}};
  if (one.low && one.high) out["low"] = *one.low, out["high"] = *one.high;
  if (one.headline) out["headline"] = true;
  if (!one.note.empty()) out["note"] = one.note;
  return out;
}

ordered_json to_json(const CalibrationRow& one) {
  return {{"from", one.from}, {"to", one.to}, {"n", one.n}, {"hits", one.hits}, {"forecast", one.forecast}, {"share", one.share}, {"low", one.interval.low}, {"high", one.interval.high}};
}

ordered_json to_json(const Track& one) {
  return {{"who", one.who}, {"n", one.n}, {"brier", or_null(one.brier)}, {"log", or_null(one.log)}, {"murphy", parts_of(one.parts)}, {"calibration", list_of(one.calibration)}};
}

ordered_json to_json(const RoundScore& one) {
  auto methods = ordered_json::array();
  for (const auto& method : one.methods) methods.push_back(method_json(method));
  return {{"round", one.round}, {"questions", one.questions}, {"resolved", one.resolved}, {"judgements", one.judgements}, {"methods", std::move(methods)}, {"who", list_of(one.who)},
          {"calibration", list_of(one.calibration)}, {"pool_calibration", list_of(one.pool_calibration)}};
}

ordered_json to_json(const Yardstick& one) {
  static constexpr std::string_view kRules[] = {"edges", "nearest", "narrowest"};
  auto bands = ordered_json::array();
  for (const auto& band : one.bands) {
    auto also = ordered_json::array();
    for (const auto& form : band.also) also.push_back(form.words);
    bands.push_back({{"from", band.from}, {"to", band.to}, {"term", band.term}, {"also", std::move(also)}});
  }
  return {{"id", one.id}, {"title", one.title}, {"rule", kRules[static_cast<int>(one.rule)]}, {"source", one.source}, {"date", one.date}, {"bands", std::move(bands)}};
}

ordered_json to_json(const Finding& one) {
  ordered_json out{{"rule", one.rule->id}, {"weight", one.rule->weight == Weight::fault ? "fault" : "advice"}, {"line", one.line}, {"column", one.column}, {"at", one.at}, {"length", one.length}, {"quote", one.quote},
                   {"says", one.rule->says}, {"write", one.rule->write}, {"source", one.rule->source}};
  if (!one.detail.empty()) out["detail"] = one.detail;
  return out;
}

ordered_json to_json(const Yardsticks& all) {
  auto readers = ordered_json::array();
  for (const auto& [who, id] : all.readers()) readers.push_back({{"who", who}, {"yardstick", id}});
  return {{"yardsticks", list_of(all.all())}, {"readers", std::move(readers)}};
}

ordered_json to_json(const std::vector<Finding>& found, const Yardstick* own) {
  return {{"yardstick", own == nullptr ? ordered_json() : ordered_json(own->id)}, {"findings", list_of(found)}};
}

}  // namespace comity::judgement
