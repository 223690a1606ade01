#include "operations/rounds_json.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "alliance/fields.hpp"

namespace comity::operations {

using nlohmann::ordered_json;

namespace {

using alliance::Faults;
using alliance::Fields;
using nlohmann::json;

struct Instant {
  const char* name;
  Time judgement::Schedule::* member;
};
constexpr std::array kInstants{Instant{"commit_until", &judgement::Schedule::commit_until}, Instant{"reveal_until", &judgement::Schedule::reveal_until},
                               Instant{"discuss_until", &judgement::Schedule::discuss_until},
                               Instant{"second_commit_until", &judgement::Schedule::second_commit_until},
                               Instant{"second_reveal_until", &judgement::Schedule::second_reveal_until}};

// The text of an object member as it was sent, for what reads it itself.
std::string object_in(const Fields& fields, const char* key) {
  const json* value = fields.find(key);
  if (!value) fields.fault(fmt::format("'{}' is missing", key));
  else if (!value->is_object()) fields.fault(key, "this is no object");
  else return value->dump();
  return "{}";
}

}  // namespace

Result<RoundWish> parse_round_wish(const ordered_json& body) {
  const json value = json::parse(body.dump());
  Faults faults;
  const Fields fields(faults, value, "", {"title", "question", "criteria", "resolves", "invited", "schedule", "about", "marking"});
  TRY_VOID(faults.result());
  RoundWish out;
  out.question.title = fields.text("title");
  out.question.text = fields.text("question");
  out.question.criteria = fields.text("criteria");
  out.question.asked.resolves = fields.time("resolves");
  const auto invited = fields.texts("invited"), about = fields.texts("about");
  out.question.asked.invited.assign(invited.begin(), invited.end());
  out.question.about.assign(about.begin(), about.end());
  out.marking = object_in(fields, "marking");
  const json* schedule = fields.find("schedule");
  if (!schedule) return fail(Code::invalid, "'schedule' is missing", "/schedule");
  const Fields times(faults, *schedule, "/schedule", {"commit_until", "reveal_until", "discuss_until", "second_commit_until", "second_reveal_until"});
  TRY_VOID(faults.result());
  for (const Instant& one : kInstants) out.question.asked.schedule.*one.member = times.time(one.name);
  TRY_VOID(faults.result());
  return out;
}

Result<RevealWish> parse_reveal_wish(const ordered_json& body) {
  const json value = json::parse(body.dump());
  Faults faults;
  const Fields fields(faults, value, "", {"judgement", "marking"});
  TRY_VOID(faults.result());
  RevealWish out{object_in(fields, "judgement"), object_in(fields, "marking")};
  TRY_VOID(faults.result());
  return out;
}

Result<DiscussWish> parse_discuss_wish(const ordered_json& body) {
  const json value = json::parse(body.dump());
  Faults faults;
  const Fields fields(faults, value, "", {"text", "answers", "marking"});
  TRY_VOID(faults.result());
  DiscussWish out{fields.text("text"), fields.text_or("answers", ""), object_in(fields, "marking")};
  TRY_VOID(faults.result());
  return out;
}

Result<judgement::Resolve> parse_resolution(const ordered_json& body) {
  const json value = json::parse(body.dump());
  Faults faults;
  const Fields fields(faults, value, "", {"outcome", "reason", "source"});
  TRY_VOID(faults.result());
  judgement::Resolve out{fields.text("outcome"), fields.text("reason"), fields.text_or("source", "")};
  TRY_VOID(faults.result());
  return out;
}

Result<std::string> parse_withholding(const ordered_json& body) {
  const json value = json::parse(body.dump());
  Faults faults;
  const Fields fields(faults, value, "", {"agency"});
  TRY_VOID(faults.result());
  std::string out = fields.text("agency");
  TRY_VOID(faults.result());
  return out;
}

ordered_json to_json(const OpenedRound& opened) { return {{"id", opened.id}, {"cannot_read", opened.cannot_read}, {"remark", opened.remark}}; }
ordered_json to_json(const CommitOutcome& done) { return {{"agency", done.agency}, {"stage", done.stage}, {"late", done.late}, {"replaced", done.replaced}}; }
ordered_json to_json(const Shared& shared) { return {{"id", shared.id}, {"remark", shared.remark}}; }

ordered_json to_json(const RoundList& list) {
  ordered_json out = ordered_json::array();
  for (const RoundListed& one : list.rounds) {
    ordered_json row{{"id", one.id}, {"owner", one.owner}};
    if (!one.title.empty()) row["title"] = one.title;
    row["part"] = judgement::name_of(one.part);
    row["opened"] = format_time(one.opened);
    row["resolves"] = format_time(one.resolves);
    row["invited"] = one.invited;
    row["committed"] = one.committed;
    if (!one.outcome.empty()) row["outcome"] = one.outcome;
    row["waits_for_you"] = one.waits_for_you;
    out.push_back(std::move(row));
  }
  return {{"rounds", std::move(out)}};
}

ordered_json export_of(const RoundSeen& round, Time at) { return judgement::bundle_of(round.objects, at); }

}  // namespace comity::operations
