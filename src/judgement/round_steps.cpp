// Steps of rounds as canonical JSON, and back.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "alliance/fields.hpp"
#include "crypto/canonical.hpp"
#include "judgement/rounds.hpp"

namespace comity::judgement {
namespace {

using alliance::Faults;
using alliance::Fields;
using nlohmann::json;

constexpr std::int64_t kMostSeq = std::int64_t{1} << 53;
constexpr std::size_t kLongestText = 65536;

struct Times {
  const char* name;
  Time Schedule::* member;
};
constexpr std::array kTimes{Times{"commit_until", &Schedule::commit_until}, Times{"reveal_until", &Schedule::reveal_until},
                            Times{"discuss_until", &Schedule::discuss_until}, Times{"second_commit_until", &Schedule::second_commit_until},
                            Times{"second_reveal_until", &Schedule::second_reveal_until}};

struct Writing {
  json& out;
  void operator()(const Open& one) const {
    out["step"] = "open";
    out["object"] = one.object;
    out["invited"] = one.invited;
    out["resolves"] = format_time(one.resolves);
    for (const Times& time : kTimes) out["schedule"][time.name] = format_time(one.schedule.*time.member);
  }
  void operator()(const Commit& one) const {
    out["step"] = "commit";
    out["paper"] = one.paper;
    out["late"] = one.late;
  }
  void operator()(const Withhold& one) const {
    out["step"] = "withhold";
    out["agency"] = one.agency;
    out["stage"] = one.stage;
  }
  void operator()(const Reveal& one) const {
    out["step"] = "reveal";
    out["agency"] = one.agency;
    out["stage"] = one.stage;
    out["object"] = one.object;
  }
  void operator()(const Discuss& one) const {
    out["step"] = "discuss";
    out["object"] = one.object;
  }
  void operator()(const Close&) const { out["step"] = "close"; }
  void operator()(const Resolve& one) const {
    out["step"] = "resolve";
    out["outcome"] = one.outcome;
    out["reason"] = one.reason;
    out["source"] = one.source;
  }
};

Seq seq_of(const Fields& fields) { return static_cast<Seq>(fields.number("object", 1, kMostSeq)); }
int stage_of(const Fields& fields) { return static_cast<int>(fields.number("stage", 1, 2)); }

std::string agency_of(const Fields& fields) {
  std::string out = fields.text("agency");
  if (!alliance::is_id(out) && !alliance::is_id(out, 2)) fields.fault("agency", "neither agency nor party");
  return out;
}

Open open_of(Faults& faults, const Fields& fields) {
  Open out;
  out.object = seq_of(fields);
  const auto invited = fields.texts("invited");
  out.invited.assign(invited.begin(), invited.end());
  if (out.invited.empty() || out.invited.size() > kMostInvited) fields.fault("invited", "too few or too many");
  for (const std::string& one : out.invited)
    if (!alliance::is_id(one) && !alliance::is_id(one, 2)) fields.fault("invited", "neither agency nor party");
  out.resolves = fields.time("resolves");
  const json* schedule = fields.find("schedule");
  if (!schedule) {
    fields.fault("schedule", "missing");
    return out;
  }
  const Fields times(faults, *schedule, fields.at("schedule"), {"commit_until", "reveal_until", "discuss_until", "second_commit_until", "second_reveal_until"});
  Time before = Time::min();
  for (const Times& time : kTimes) {
    out.schedule.*time.member = times.time(time.name);
    if (out.schedule.*time.member <= before) times.fault(time.name, "not after the one before it");
    before = out.schedule.*time.member;
  }
  return out;
}

Commit commit_of(const Fields& fields) {
  Commit out{fields.text("paper"), fields.flag("late")};
  const auto paper = agreement::parse_paper(kCommitment, out.paper);
  if (!paper || paper->signatures.size() != 1 || !parse_commitment(paper->text)) fields.fault("paper", "no signed commitment");
  return out;
}

Resolve resolve_of(const Fields& fields) {
  Resolve out{fields.text("outcome"), fields.text("reason"), fields.text_or("source", "")};
  if (out.outcome != "yes" && out.outcome != "no" && out.outcome != "void") fields.fault("outcome", "the outcome is yes, no or void");
  if (out.reason.size() > kLongestText || out.source.size() > kLongestText) fields.fault("reason", "too long");
  return out;
}

}  // namespace

std::string encode(const Step& step) {
  json out{{"round", step.round}, {"by", step.by}, {"at", format_time(step.at)}};
  std::visit(Writing{out}, step.what);
  const auto text = crypto::canonical(out);
  CHECK(text.has_value());
  return *text;
}

Result<Step> decode_step(std::string_view body) {
  auto value = crypto::parse_strict(body);
  if (!value || !value->is_object()) return fail(Code::corrupt, "a record of a round cannot be read");
  const auto step = value->find("step");
  const std::string kind = step != value->end() && step->is_string() ? step->get<std::string>() : "";
  Faults faults;
  std::vector<std::string_view> known{"step", "round", "by", "at"};
  const auto also = [&](std::initializer_list<std::string_view> more) { known.insert(known.end(), more); };
  if (kind == "open") also({"object", "invited", "resolves", "schedule"});
  else if (kind == "commit") also({"paper", "late"});
  else if (kind == "withhold") also({"agency", "stage"});
  else if (kind == "reveal") also({"agency", "stage", "object"});
  else if (kind == "discuss") also({"object"});
  else if (kind == "resolve") also({"outcome", "reason", "source"});
  else if (kind != "close") return fail(Code::corrupt, "a record of a round says no step that is known");
  const Fields fields(faults, *value, "", known);
  Step out{fields.text("round"), fields.text("by"), fields.time("at"), Close{}};
  if (kind == "open") out.what = open_of(faults, fields);
  else if (kind == "commit") out.what = commit_of(fields);
  else if (kind == "withhold") out.what = Withhold{agency_of(fields), stage_of(fields)};
  else if (kind == "reveal") out.what = Reveal{agency_of(fields), stage_of(fields), seq_of(fields)};
  else if (kind == "discuss") out.what = Discuss{seq_of(fields)};
  else if (kind == "resolve") out.what = resolve_of(fields);
  if (auto good = faults.result(); !good) return fail(Code::corrupt, good.error().message, good.error().where);
  return out;
}

}  // namespace comity::judgement
