#include "judgement/round_stix.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "crypto/uuid.hpp"
#include "stix/object.hpp"

namespace comity::judgement {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

// Names of what an export makes: the same judgement has the same opinion each time.
constexpr crypto::Uuid kOpinions{0x3d, 0x5e, 0x8a, 0x10, 0x7c, 0x41, 0x4f, 0x0b, 0x9e, 0x02, 0x61, 0xd7, 0xb8, 0x33, 0x90, 0x4c};
constexpr std::string_view kMaker = "identity--7f0f9f36-3c0e-4b0a-8a0b-2b1c9d0e5f61";
constexpr std::string_view kDefined = "2026-11-22T00:00:00.000Z";

// Milliseconds, as STIX versions are written.
std::string stamp(Time at) {
  std::string out = format_time(at);
  return out.substr(0, out.size() - 4) + "Z";
}

ordered_json begun(const char* type, const Made& made) {
  return {{"type", type}, {"spec_version", "2.1"}, {"id", made.id}, {"created", stamp(made.at)}, {"modified", stamp(made.at)}};
}

void mark(ordered_json& object, const Made& made, const std::vector<std::string>& sources = {}) {
  ordered_json label{{"extension_type", "property-extension"}};
  const ordered_json marking = ordered_json::parse(made.marking);
  for (const auto& [name, value] : marking.items()) label[name] = value;
  if (!sources.empty()) label["sources"] = sources;
  object["extensions"][std::string(stix::kLabelExtension)] = std::move(label);
}

ordered_json& extension(ordered_json& object, const char* part) {
  auto& out = object["extensions"][std::string(kRoundExtension)];
  out = {{"extension_type", "property-extension"}, {"part", part}};
  return out;
}

// The five instants as members; Open's own record has the same.
struct Instant {
  const char* name;
  Time Schedule::* member;
};
constexpr std::array kInstants{Instant{"commit_until", &Schedule::commit_until}, Instant{"reveal_until", &Schedule::reveal_until},
                               Instant{"discuss_until", &Schedule::discuss_until}, Instant{"second_commit_until", &Schedule::second_commit_until},
                               Instant{"second_reveal_until", &Schedule::second_reveal_until}};

// STIX 2.1 Appendix A, "None / Low / Med / High".
int stix_confidence(const std::string& word) { return word == "low" ? 15 : word == "moderate" ? 50 : 85; }

// Likelihood in one sentence and confidence in another.
std::string content_of(const Judgement& one) {
  const std::string interval = one.low.empty() ? "" : fmt::format(", from {} to {}", one.low, one.high);
  const std::string term = one.term.empty() ? "" : fmt::format(": {}", one.term);
  std::string out = fmt::format("{} puts the probability at {}{}{}. Its confidence is {}.", one.agency, one.p, interval, term, one.confidence);
  if (!one.rationale.empty()) out += "\n\n" + one.rationale;
  return out;
}

// The members of our extension of an object of that part; nothing if it is none.
std::optional<json> part_of_object(std::string_view object, std::string_view part, json& whole) {
  whole = json::parse(object, nullptr, false);
  if (!whole.is_object()) return std::nullopt;
  const auto extensions = whole.find("extensions");
  if (extensions == whole.end() || !extensions->is_object()) return std::nullopt;
  const auto ours = extensions->find(kRoundExtension);
  if (ours == extensions->end() || !ours->is_object() || !ours->contains("part") || (*ours)["part"] != part) return std::nullopt;
  return *ours;
}

template <class Json>
std::string text_of(const Json& object, const char* key) {
  const auto at = object.find(key);
  return at != object.end() && at->is_string() ? at->template get<std::string>() : "";
}

std::vector<std::string> texts_of(const json& object, const char* key) {
  std::vector<std::string> out;
  if (const auto at = object.find(key); at != object.end() && at->is_array())
    for (const json& one : *at)
      if (one.is_string()) out.push_back(one.get<std::string>());
  return out;
}

ordered_json opinion(const ordered_json& note, const Judgement& one) {
  const std::string id = note.at("id").get<std::string>();
  ordered_json out{{"type", "opinion"}, {"spec_version", "2.1"}, {"id", "opinion--" + crypto::uuid5(kOpinions, id)},
                   {"created", note.at("created")}, {"modified", note.at("modified")}};
  out["explanation"] = fmt::format("On the answer yes: the probability is {}. See {}.", one.p, id);
  out["authors"] = {one.agency};
  out["opinion"] = opinion_of(*probability(one.p));
  out["object_refs"] = {one.question};
  const auto label = note.at("extensions").find(stix::kLabelExtension);
  if (label != note.at("extensions").end()) out["extensions"][std::string(stix::kLabelExtension)] = *label;
  auto& ours = extension(out, "opinion");
  ours["note"] = id;
  ours["stage"] = one.round;
  return out;
}

}  // namespace

Result<void> check_marking(std::string_view text) {
  const json value = json::parse(text, nullptr, false);
  if (!value.is_object()) return fail(Code::invalid, "a marking is an object with label, or markings, or both (docs/format/label.md)", "/marking");
  for (const auto& [name, member] : value.items())
    if (name != "label" && name != "markings") return fail(Code::invalid, "a marking says label and markings, and nothing else", "/marking/" + name);
  if (value.empty()) return fail(Code::invalid, "say how it is marked: what states no level is read by nobody", "/marking");
  return {};
}

std::string agency_text(const Made& made, std::string_view agency) {
  ordered_json out = begun("identity", made);
  out["name"] = agency;
  out["identity_class"] = "organization";
  mark(out, made);
  return out.dump();
}

std::string question_text(const Made& made, const Question& question) {
  ordered_json out = begun("grouping", made);
  out["name"] = question.title;
  out["description"] = question.text;
  out["context"] = "unspecified";
  out["object_refs"] = question.about;
  mark(out, made);
  auto& ours = extension(out, "question");
  ours["question"] = question.text;
  ours["criteria"] = question.criteria;
  ours["convenor"] = question.convenor;
  ours["resolves"] = format_time(question.asked.resolves);
  ours["invited"] = question.asked.invited;
  for (const Instant& one : kInstants) ours["schedule"][one.name] = format_time(question.asked.schedule.*one.member);
  return out.dump();
}

std::string judgement_text(const Made& made, const Judgement& one, const std::vector<std::string>& cited, std::string_view written) {
  ordered_json out = begun("note", made);
  out["content"] = content_of(one);
  out["authors"] = {one.agency};
  std::vector<std::string> refs{one.question};
  refs.insert(refs.end(), cited.begin(), cited.end());
  out["object_refs"] = refs;
  out["confidence"] = stix_confidence(one.confidence);  // analytic confidence: likelihood has no place here
  mark(out, made, cited);
  auto& ours = extension(out, "judgement");
  ours["judgement"] = ordered_json::parse(written.empty() ? to_json(one) : std::string(written));
  return out.dump();
}

std::string discussion_text(const Made& made, const Said& said) {
  ordered_json out = begun("note", made);
  out["content"] = said.text;
  out["authors"] = {said.agency};
  std::vector<std::string> refs{said.round};
  if (!said.answers.empty()) refs.push_back(said.answers);
  out["object_refs"] = refs;
  mark(out, made);
  auto& ours = extension(out, "discussion");
  ours["agency"] = said.agency;
  ours["round"] = said.round;
  if (!said.answers.empty()) ours["answers"] = said.answers;
  return out.dump();
}

std::optional<Question> read_question(std::string_view object) {
  json whole;
  const auto ours = part_of_object(object, "question", whole);
  if (!ours) return std::nullopt;
  Question out;
  out.title = text_of(whole, "name");
  out.text = text_of(*ours, "question");
  out.criteria = text_of(*ours, "criteria");
  out.convenor = text_of(*ours, "convenor");
  out.about = texts_of(whole, "object_refs");
  out.asked.invited = texts_of(*ours, "invited");
  if (const auto at = parse_time(text_of(*ours, "resolves"))) out.asked.resolves = *at;
  if (const auto schedule = ours->find("schedule"); schedule != ours->end() && schedule->is_object())
    for (const Instant& one : kInstants)
      if (const auto at = parse_time(text_of(*schedule, one.name))) out.asked.schedule.*one.member = *at;
  return out;
}

std::optional<Judgement> read_judgement(std::string_view object) {
  json whole;
  const auto ours = part_of_object(object, "judgement", whole);
  if (!ours || !ours->contains("judgement")) return std::nullopt;
  const auto one = parse_judgement((*ours)["judgement"].dump());
  if (!one) return std::nullopt;
  return *one;
}

std::optional<Said> read_said(std::string_view object) {
  json whole;
  const auto ours = part_of_object(object, "discussion", whole);
  if (!ours) return std::nullopt;
  return Said{text_of(*ours, "agency"), text_of(*ours, "round"), text_of(*ours, "answers"), text_of(whole, "content")};
}

std::string_view opinion_of(double p) {
  return p < 0.2 ? "strongly-disagree" : p < 0.45 ? "disagree" : p <= 0.55 ? "neutral" : p <= 0.8 ? "agree" : "strongly-agree";
}

ordered_json bundle_of(const std::vector<std::string>& objects, Time at) {
  ordered_json list = ordered_json::array();
  list.push_back({{"type", "identity"}, {"spec_version", "2.1"}, {"id", kMaker}, {"created", kDefined}, {"modified", kDefined},
                  {"name", "Comity"}, {"identity_class", "system"}});
  list.push_back({{"type", "extension-definition"}, {"spec_version", "2.1"}, {"id", kRoundExtension}, {"created", kDefined}, {"modified", kDefined},
                  {"created_by_ref", kMaker}, {"name", "Comity rounds"},
                  {"description", "A round's question, its sealed and revealed judgements, and its discussion. Likelihood stands here and never in confidence."},
                  {"schema", "docs/format/round.md"}, {"version", "1.0.0"}, {"extension_types", {"property-extension"}}});
  for (const std::string& text : objects) {
    const ordered_json object = ordered_json::parse(text, nullptr, false);
    if (!object.is_object()) continue;
    const auto one = read_judgement(text);
    list.push_back(object);
    const bool whole = text_of(object, "id").starts_with("note--") && !text_of(object, "created").empty() && !text_of(object, "modified").empty();
    if (one && whole) list.push_back(opinion(object, *one));
  }
  return {{"type", "bundle"}, {"id", "bundle--" + crypto::uuid5(kOpinions, format_time(at) + list.dump())}, {"objects", std::move(list)}};
}

}  // namespace comity::judgement
