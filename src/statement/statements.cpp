#include "statement/statements.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "crypto/canonical.hpp"
#include "marking/label.hpp"

namespace comity::statement {
namespace {

using nlohmann::json;

// With proofs, and in base64, this stays below what a file's reader takes.
constexpr std::size_t kMostVersions = 100, kMostOfParty = 200;
constexpr std::size_t kMostRecordsBefore = 1500, kMostBytesBefore = 4 << 20;  // with a further version
constexpr std::size_t kMostRecords = 2000, kMostBytes = 5 << 20, kShort = 4096;

std::string record(const char* step, std::string_view by, json more) {
  more["step"] = step;
  more["by"] = by;
  return more.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string text_of(const json& value, const char* key) {
  return value.contains(key) && value[key].is_string() ? value[key].get<std::string>() : "";
}

Seq number_of(const json& value, const char* key) {
  return value.contains(key) && value[key].is_number_unsigned() ? value[key].get<Seq>() : 0;
}

}  // namespace

std::string version_record(std::string_view by, const Written& version, Seq after) {
  return record("version", by, {{"document", version.canonical}, {"after", after}});
}
std::string version_name(std::string_view id, int version) { return fmt::format("statement {} {}", id, version); }
std::string position_record(std::string_view by, const agreement::Paper& paper, Seq after) {
  return record("position", by, {{"paper", agreement::to_json(kPosition, paper)}, {"after", after}});
}
std::string close_record(std::string_view by, std::string_view statement, std::string_view reason, Seq after) {
  return record("close", by, {{"statement", statement}, {"reason", reason}, {"after", after}});
}
std::string meeting_record(std::string_view by, const Meeting& meeting) { return record("meeting", by, {{"meeting", to_json(meeting)}}); }
std::string past_record(std::string_view by, std::string_view party, const Past& past) {
  return record("past", by, {{"party", party}, {"past", to_json(past)}});
}
std::string read_record(std::string_view by, const std::set<std::string>& names) { return record("read", by, {{"names", names}}); }

void Statements::apply(const journal::Entry& entry) {
  if (entry.kind != journal::Kind::statement) return;
  const auto value = crypto::parse_strict(entry.body);
  if (!value || !value->is_object()) return;
  const std::string step = text_of(*value, "step"), by = text_of(*value, "by");
  const auto own = [&](std::string_view id) -> Held* {
    const auto found = statements_.find(id);
    return found == statements_.end() || number_of(*value, "after") != found->second.last ? nullptr : &found->second;
  };
  const auto grown = [&](Held& held) {
    held.last = entry.seq;
    held.last_at = entry.time;
    held.records.push_back(entry.seq);
    held.bytes += entry.body.size();
  };
  if (step == "version") {
    auto text = parse_document(text_of(*value, "document"));
    if (!text) return;
    Held& held = statements_[text->document.id];
    if (static_cast<std::size_t>(text->document.version) != held.versions.size() + 1 || number_of(*value, "after") != held.last) {
      if (held.versions.empty()) statements_.erase(text->document.id);
      return;
    }
    std::map<std::string, Time> told{{text->document.convenor, entry.time}};
    held.versions.push_back({entry.seq, entry.time, by, *std::move(text), std::move(told)});
    grown(held);
  } else if (step == "position") {
    auto paper = agreement::parse_paper(kPosition, text_of(*value, "paper"));
    if (!paper || paper->signatures.size() != 1) return;
    auto position = parse_position(paper->text);
    if (!position) return;
    Held* held = own(position->statement);
    if (!held || static_cast<std::size_t>(position->version) > held->versions.size()) return;
    held->positions.push_back({entry.seq, entry.time, by, *std::move(paper), *std::move(position)});
    grown(*held);
  } else if (step == "close") {
    Held* held = own(text_of(*value, "statement"));
    if (!held || held->closure) return;
    held->closure = Closure{entry.seq, entry.time, by, text_of(*value, "reason")};
    grown(*held);
  } else if (step == "meeting") {
    auto meeting = parse_meeting(text_of(*value, "meeting"));
    if (!meeting) return;
    const std::string id = meeting->id;  // before what is on the right of = is moved from
    meetings_[id] = {entry.seq, entry.time, by, *std::move(meeting)};
  } else if (step == "past") {
    auto past = parse_past(text_of(*value, "past"));
    const std::string party = text_of(*value, "party");
    if (!past) return;
    const std::pair key(party, past->statement);
    past_[key] = {entry.time, by, party, *std::move(past)};
  } else if (step == "read" && value->contains("names") && (*value)["names"].is_array()) {
    for (const json& name : (*value)["names"]) {
      if (!name.is_string()) continue;
      read_[by].insert(name.get<std::string>());
      told(name.get<std::string>(), by, entry.time);
    }
  }
}

void Statements::told(std::string_view name, std::string_view person, Time at) {
  const auto first = name.find(' '), last = name.rfind(' ');
  if (first == last) return;
  const auto found = statements_.find(name.substr(first + 1, last - first - 1));
  if (found == statements_.end()) return;
  for (auto& version : found->second.versions)
    if (name == version_name(found->first, version.text.document.version)) version.told.emplace(marking::party_of(person), at);
}

const Statements::Held* Statements::find(std::string_view id) const {
  const auto found = statements_.find(id);
  return found == statements_.end() ? nullptr : &found->second;
}

bool Statements::was_read(std::string_view person, std::string_view name) const {
  const auto found = read_.find(person);
  return found != read_.end() && found->second.contains(name);
}

Result<void> may_grow(const Statements::Held& held, const Position* next, std::size_t bytes) {
  if (!next) {
    if (held.versions.size() < kMostVersions && held.records.size() < kMostRecordsBefore && held.bytes + bytes <= kMostBytesBefore) return {};
    return fail(Code::precondition, fmt::format("{} versions and positions are recorded on this statement: that is as much as its file holds; end it, and draft another under another id", held.records.size()));
  }
  const auto of_party = [&](const auto& one) { return one.position.party == next->party; };
  const auto count = static_cast<std::size_t>(std::count_if(held.positions.begin(), held.positions.end(), of_party));
  if (count < kMostOfParty && held.records.size() < kMostRecords && held.bytes + bytes <= kMostBytes) return {};
  // Nobody's silence may come of others' having filled the statement.
  const auto objects = [](Deed deed) { return deed == Deed::break_silence || deed == Deed::decline; };
  const auto last = std::find_if(held.positions.rbegin(), held.positions.rend(), of_party);
  const bool first = last == held.positions.rend() || last->position.version != held.latest().text.document.version;
  if (bytes <= kShort && (first || (objects(next->deed) && !objects(last->position.deed)))) return {};
  return fail(Code::precondition, fmt::format("this statement holds as many positions as its file can; what {} may still bring is a first answer to this version or an objection, of at most {} bytes in all: leave out "
                                              "the note and the reservations", next->party, kShort));
}

Outcome outcome_of(const Statements::Held& held, const std::function<bool(const Statements::Recorded&)>& counts, Time now) {
  const Statements::Version& latest = held.latest();
  const Written& text = latest.text;
  std::vector<Cast> casts;
  for (const auto& one : held.positions)
    if (one.position.version == text.document.version && one.position.sha256 == text.sha256)
      casts.push_back({one.position.party, one.position.deed, !one.position.reservations.empty(), one.position.issued, one.at, !counts(one)});
  return outcome_of(text.document, casts, {latest.at, held.closure ? std::optional(held.closure->at) : std::nullopt, latest.told}, now);
}

}  // namespace comity::statement
