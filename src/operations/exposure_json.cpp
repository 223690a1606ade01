#include "operations/exposure_json.hpp"

#include <fmt/format.h>

#include <charconv>
#include <nlohmann/json.hpp>

namespace comity::operations {
namespace {

using nlohmann::ordered_json;

constexpr std::int64_t kMostWeight = 1'000'000;
constexpr std::size_t kMostNamed = 256;

std::optional<std::int64_t> weight_in(std::string_view text) {
  std::int64_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc() || end != text.data() + text.size() || text.empty() || out < 0 || out > kMostWeight) return std::nullopt;
  return out;
}

const char* name_of(ExposureWeights::By by) { return by == ExposureWeights::By::level ? "level" : by == ExposureWeights::By::type ? "type" : "object"; }

ordered_json weights_json(const ExposureWeights& weights) { return {{"by", name_of(weights.by)}, {"table", weights.text()}}; }

ordered_json line_json(const ExposureLine& line, bool people = false) {
  ordered_json out = ordered_json::object();
  if (!line.name.empty()) out["name"] = line.name;
  out.update({{"held", line.held}, {"delivered", line.delivered}, {"may_pull", line.may_pull}, {"pass_on", line.pass_on}, {"only", line.only}});
  if (!line.highest.empty()) out["highest"] = line.highest;
  if (line.since) out["since"] = format_time(*line.since);
  if (people) out["people"] = line.people;
  return out;
}

ordered_json lines_json(const std::vector<ExposureLine>& lines, bool people = false) {
  ordered_json out = ordered_json::array();
  for (const auto& line : lines) out.push_back(line_json(line, people));
  return out;
}

const char* name_of(ExposureRank::Agreement::Kind kind) {
  using Kind = ExposureRank::Agreement::Kind;
  return kind == Kind::agreement ? "agreement" : kind == Kind::consents ? "consents" : kind == Kind::kept ? "kept" : "others";
}
const char* name_of(Grain grain) { return grain == Grain::direction ? "direction" : grain == Grain::level ? "level" : "topic"; }

ordered_json receivers_json(const std::vector<ExposureWhatIf::Receiver>& all) {
  ordered_json out = ordered_json::array();
  for (const auto& one : all) out.push_back({{"name", one.name}, {"member", one.member}, {"lost", one.lost}, {"read", one.read}});
  return out;
}

}  // namespace

std::string ExposureWeights::text() const {
  std::string out;
  const auto add = [&](const std::string& part) { out += (out.empty() ? "" : ",") + part; };
  if (by == By::object) return "";
  if (by == By::level)
    for (const auto rank : ranks) add(std::to_string(rank));
  for (const auto& [name, weight] : named) add(name + "=" + std::to_string(weight));
  return out;
}

Result<ExposureWeights> parse_weights(std::string_view by, std::string_view table) {
  ExposureWeights out;
  if (by == "level") out.by = ExposureWeights::By::level;
  else if (by == "type") out.by = ExposureWeights::By::type;
  else if (!by.empty() && by != "object") return fail(Code::invalid, "weigh by object, level or type", "weight");
  if (table.empty()) return out;
  if (out.by == ExposureWeights::By::object) return fail(Code::invalid, "every object weighs 1 unless they are weighed by level or type", "table");
  std::vector<std::int64_t> ranks;
  while (true) {
    const auto end = table.find(',');
    std::string_view part = table.substr(0, end);
    while (part.starts_with(' ')) part.remove_prefix(1);
    while (part.ends_with(' ')) part.remove_suffix(1);
    const auto equals = part.rfind('=');
    const auto weight = weight_in(equals == std::string_view::npos ? part : part.substr(equals + 1));
    if (!weight || out.named.size() >= kMostNamed || ranks.size() >= kMostNamed)
      return fail(Code::invalid, fmt::format("write weights as 1,2,4 by rank, or NAME=WEIGHT, whole numbers from 0 to {}", kMostWeight), "table");
    if (equals == std::string_view::npos) ranks.push_back(*weight);
    else out.named[std::string(part.substr(0, equals))] = *weight;
    if (end == std::string_view::npos) break;
    table.remove_prefix(end + 1);
  }
  if (!ranks.empty() && out.by == ExposureWeights::By::type) return fail(Code::invalid, "weights by type are written TYPE=WEIGHT", "table");
  if (!ranks.empty()) out.ranks = std::move(ranks);
  return out;
}

Result<Grain> parse_grain(std::string_view text) {
  if (text.empty() || text == "topic") return Grain::topic;
  if (text == "direction") return Grain::direction;
  if (text == "level") return Grain::level;
  return fail(Code::invalid, "steps are by direction, topic or level", "steps");
}

Result<ExposedAs> parse_exposed_as(std::string_view text) {
  if (text.empty()) return ExposedAs::any;
  if (text == "held") return ExposedAs::held;
  if (text == "may_pull") return ExposedAs::may_pull;
  if (text == "pass_on") return ExposedAs::pass_on;
  if (text == "only") return ExposedAs::only;
  return fail(Code::invalid, "objects are exposed as held, may_pull, pass_on or only", "as");
}

Result<WhatIfAsked> parse_what_if(const ordered_json& body) {
  WhatIfAsked out;
  for (const auto& one : body.value("members", ordered_json::array())) out.request.members.push_back(one.get<std::string>());
  for (const auto& one : body.value("changes", ordered_json::array())) {
    TRY(ExposureChange change, parse_change(one.get<std::string>()));
    out.changes.push_back(std::move(change));
  }
  TRY(out.request.weights, parse_weights(body.value("weight", ""), body.value("table", "")));
  return out;
}

ordered_json to_json(const Exposure& one) {
  ordered_json out{{"members", one.members}, {"at", format_time(one.at)}, {"present", one.present}, {"weight", weights_json(one.weights)}};
  out["all"] = line_json(one.all);
  out["objects"] = line_json(one.objects);
  out["own"] = one.own;
  if (!one.only_of.empty()) out["only_of"] = one.only_of;
  out["originators"] = lines_json(one.originators);
  out["levels"] = lines_json(one.levels);
  out["topics"] = lines_json(one.topics);
  out["agreements"] = lines_json(one.agreements);
  out["clauses"] = lines_json(one.clauses);
  out["agencies"] = lines_json(one.agencies, true);
  out["notes"] = one.notes;
  return out;
}

ordered_json to_json(const ExposureRank& rank) {
  ordered_json out{{"ranked", rank.ranked}, {"at", format_time(rank.at)}, {"present", rank.present}, {"weight", weights_json(rank.weights)}};
  out["members"] = ordered_json::array();
  for (const auto& one : rank.members) out["members"].push_back({{"name", one.name}, {"reaches", one.reaches}, {"only", one.only}, {"share", one.share}});
  out["members_total"] = rank.members_total;
  out["agreements"] = ordered_json::array();
  for (const auto& one : rank.agreements) {
    ordered_json line{{"kind", name_of(one.kind)}, {"name", one.name}};
    if (!one.id.empty()) line.update({{"id", one.id}, {"version", one.version}});
    if (!one.title.empty()) line["title"] = one.title;
    if (one.kind != ExposureRank::Agreement::Kind::others) line["grants"] = one.grants;
    line.update({{"share", one.share}, {"only", one.only}});
    out["agreements"].push_back(std::move(line));
  }
  out.update({{"agreements_total", rank.agreements_total}, {"left_out", rank.left_out}, {"left_out_weight", rank.left_out_weight}, {"follows", rank.follows}, {"notes", rank.notes}});
  return out;
}

ordered_json to_json(const ExposureWhatIf& one) {
  ordered_json removed = ordered_json::array(), reasons = ordered_json::array();
  for (const auto& [party, weight] : one.removed_of) removed.push_back({{"name", party}, {"removed", weight}});
  for (const auto& reason : one.reasons) reasons.push_back({{"text", reason.text}, {"objects", reason.objects}, {"people", reason.people}});
  return {{"members", one.members},
          {"changes", one.changes},
          {"at", format_time(one.at)},
          {"weight", weights_json(one.weights)},
          {"before", one.before},
          {"after", one.after},
          {"removed", one.before - one.after},
          {"before_objects", one.before_objects},
          {"after_objects", one.after_objects},
          {"originators", std::move(removed)},
          {"parties", receivers_json(one.parties)},
          {"agencies", receivers_json(one.agencies)},
          {"lost_elsewhere", one.lost_elsewhere},
          {"reasons", std::move(reasons)},
          {"notes", one.notes}};
}

ordered_json to_json(const ExposureFrontier& one) {
  ordered_json points = ordered_json::array();
  for (const auto& point : one.points) {
    ordered_json steps = ordered_json::array();
    for (const auto& step : point.steps) {
      ordered_json line{{"name", step.name}, {"lost", step.lost}};
      if (!step.what_if.empty()) line["what_if"] = step.what_if;
      if (step.back) line["back"] = true;
      steps.push_back(std::move(line));
    }
    ordered_json line{{"lost", point.lost}, {"removed", point.removed}, {"exposed", point.exposed}};
    if (point.at_most) line["at_most"] = *point.at_most;
    line["steps"] = std::move(steps);
    points.push_back(std::move(line));
  }
  return {{"members", one.members},
          {"at", format_time(one.at)},
          {"steps", name_of(one.grain)},
          {"weight", weights_json(one.weights)},
          {"exposed", one.exposed},
          {"stays", one.stays},
          {"sharing", one.sharing},
          {"points", std::move(points)},
          {"exact", one.exact},
          {"more", one.more},
          {"chosen_classes", one.chosen_classes},
          {"chosen_weight", one.chosen_weight},
          {"follows", one.follows},
          {"notes", one.notes}};
}

ordered_json to_json(const ExposedObjects& all) {
  ordered_json list = ordered_json::array();
  for (const auto& one : all.objects)
    list.push_back({{"owner", one.owner}, {"id", one.id}, {"version", one.version}, {"type", one.type}, {"held", one.held}, {"may_pull", one.may_pull}, {"pass_on", one.pass_on}, {"only", one.only}});
  return {{"objects", std::move(list)}, {"total", all.total}};
}

}  // namespace comity::operations
