#include "operations/statements_json.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace comity::operations {
namespace {

using nlohmann::ordered_json;
using statement::Statements;

ordered_json reservations_json(const std::vector<statement::Reservation>& all) {
  ordered_json out = ordered_json::array();
  for (const auto& one : all) out.push_back({{"paragraph", one.paragraph}, {"text", one.text}});
  return out;
}

// How each invited party stands, with the words of the position that stands.
ordered_json parties_json(const StatementSeen& one) {
  ordered_json out = ordered_json::array();
  for (const auto& [party, standing] : one.outcome.parties) {
    ordered_json row = {{"party", party}, {"position", statement::key_of(standing.stand)}, {"words", statement::name_of(standing.stand)}};
    if (standing.since) row["since"] = format_time(*standing.since);
    if (standing.afterwards) row["after_adoption"] = true;
    for (const auto& recorded : one.held.positions) {
      if (one.numbers_only || recorded.position.party != party || standing.since != recorded.at) continue;
      row["signer"] = recorded.paper.signatures.front().signer;
      if (!recorded.position.reservations.empty()) row["reservations"] = reservations_json(recorded.position.reservations);
      if (!recorded.position.note.empty()) row["note"] = recorded.position.note;
    }
    out.push_back(std::move(row));
  }
  return out;
}

void put_time(ordered_json& out, const char* key, const std::optional<Time>& time) {
  if (time) out[key] = format_time(*time);
}

ordered_json brief(const StatementSeen& one) {
  const Statements::Version& latest = one.held.latest();
  const statement::Document& document = latest.text.document;
  ordered_json out = {{"id", one.id}, {"version", document.version}, {"state", statement::name_of(one.outcome.state)}, {"convenor", document.convenor}};
  std::map<std::string, std::size_t> numbers;
  for (const auto& [party, standing] : one.outcome.parties) ++numbers[std::string(statement::key_of(standing.stand))];
  if (!one.numbers_only) {
    out["title"] = document.title;
    out["language"] = document.language;
    if (!document.meeting.empty()) out["meeting"] = document.meeting;
    out["topics"] = document.topics;
    out["sha256"] = latest.text.sha256;
  }
  out["recorded"] = format_time(latest.at);
  put_time(out, "opens", document.opens);
  put_time(out, "silence", document.silence);
  put_time(out, "closes", document.closes);
  put_time(out, "embargo", document.embargo);
  put_time(out, "adopted", one.outcome.adopted_at);
  out["afterwards"] = statement::name_of(document.afterwards);
  out["for_everybody"] = one.everybody;
  out["silence_broken"] = one.outcome.silence_broken;
  out["quorum"] = {{"least", document.least}, {"invited", document.invited.size()}, {"agreed", one.outcome.agreed}, {"reached", one.outcome.quorum}};
  out["numbers"] = numbers;
  if (!one.numbers_only) {
    out["quorum"]["including"] = document.including;
    out["parties"] = parties_json(one);
    if (one.held.closure) out["ended"] = {{"at", format_time(one.held.closure->at)}, {"by", one.held.closure->by}, {"reason", one.held.closure->reason}};
  }
  return out;
}

ordered_json steps_json(const StatementSeen& one) {
  ordered_json out = ordered_json::array();
  for (const auto& version : one.held.versions)
    out.push_back({{"at", format_time(version.at)}, {"record", version.seq}, {"step", "version"}, {"version", version.text.document.version}, {"by", version.by}});
  for (const auto& position : one.held.positions) {
    ordered_json step = {{"at", format_time(position.at)}, {"record", position.seq}, {"step", "position"}, {"version", position.position.version}, {"by", position.by},
                         {"party", position.position.party}, {"position", statement::name_of(position.position.deed)}, {"issued", format_time(position.position.issued)},
                         {"signer", position.paper.signatures.front().signer}, {"void", one.voids.contains(position.seq)}};
    if (!position.position.reservations.empty()) step["reservations"] = reservations_json(position.position.reservations);
    if (!position.position.note.empty()) step["note"] = position.position.note;
    out.push_back(std::move(step));
  }
  if (one.held.closure) out.push_back({{"at", format_time(one.held.closure->at)}, {"record", one.held.closure->seq}, {"step", "ended"}, {"by", one.held.closure->by}});
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a["record"].template get<Seq>() < b["record"].template get<Seq>(); });
  return out;
}

ordered_json meeting_json(const MeetingSeen& one) {
  ordered_json out = ordered_json::parse(statement::to_json(one.meeting));
  out["recorded"] = format_time(one.at);
  return out;
}

ordered_json row_json(const statement::PositionRow& row) {
  ordered_json out = {{"statement", row.statement}, {"title", row.title}, {"date", format_time(row.date)}, {"topics", row.topics}, {"party", row.party},
                      {"position", statement::key_of(row.stand)}, {"imported", row.imported}};
  if (!row.meeting.empty()) out["meeting"] = row.meeting;
  if (!row.reservations.empty()) out["reservations"] = reservations_json(row.reservations);
  if (!row.source.empty()) out["source"] = row.source;
  return out;
}

}  // namespace

ordered_json to_json(const ProposedStatement& one) { return {{"id", one.id}, {"version", one.version}, {"sha256", one.sha256}}; }

ordered_json to_json(const std::vector<StatementSeen>& all) {
  ordered_json list = ordered_json::array();
  for (const auto& one : all) list.push_back(brief(one));
  return {{"statements", std::move(list)}};
}

ordered_json to_json(const StatementSeen& one) {
  ordered_json out = brief(one);
  if (one.numbers_only) return out;
  out["document"] = ordered_json::parse(one.held.latest().text.canonical);
  ordered_json versions = ordered_json::array();
  for (const auto& version : one.held.versions)
    versions.push_back({{"version", version.text.document.version}, {"recorded", format_time(version.at)}, {"by", version.by}, {"sha256", version.text.sha256},
                        {"document", ordered_json::parse(version.text.canonical)}});
  out["versions"] = std::move(versions);
  out["steps"] = steps_json(one);
  return out;
}

Result<ordered_json> difference_json(const StatementSeen& one, int from, int to) {
  const auto version = [&](int number) -> const statement::Document* {
    for (const auto& each : one.held.versions)
      if (each.text.document.version == number) return &each.text.document;
    return nullptr;
  };
  const auto *before = version(from), *after = version(to);
  if (one.numbers_only || !before || !after) return fail(Code::not_found, "there is no such version for you");
  ordered_json changes = ordered_json::array();
  for (const auto& change : statement::difference(*before, *after))
    changes.push_back({{"paragraph", change.paragraph}, {"kind", statement::name_of(change.kind)}, {"moved", change.moved}, {"before", change.before}, {"after", change.after}});
  return ordered_json{{"id", one.id}, {"from", from}, {"to", to}, {"changes", std::move(changes)}};
}

ordered_json to_json(const std::vector<statement::PositionRow>& rows) {
  ordered_json positions = ordered_json::array(), departures = ordered_json::array(), parties = ordered_json::array();
  for (const auto& row : rows) positions.push_back(row_json(row));
  const statement::Line line = statement::line_of(rows);
  for (const auto& one : line.departures)
    departures.push_back({{"statement", one.statement}, {"title", one.title}, {"date", format_time(one.date)}, {"party", one.party}, {"position", statement::key_of(one.stand)},
                          {"agreed", one.agreed}, {"invited", one.invited}, {"imported", one.imported}});
  for (const auto& [party, record] : line.parties) {
    ordered_json stands = ordered_json::object();
    for (const auto& [stand, count] : record.stands) stands[std::string(statement::key_of(stand))] = count;
    parties.push_back({{"party", party}, {"invited", record.invited}, {"agreed", record.agreed}, {"reserved", record.reserved}, {"left", record.left}, {"positions", std::move(stands)}});
  }
  return {{"positions", std::move(positions)}, {"departures", std::move(departures)}, {"parties", std::move(parties)}};
}

ordered_json to_json(const std::vector<MeetingSeen>& all) {
  ordered_json list = ordered_json::array();
  for (const auto& one : all) list.push_back(meeting_json(one));
  return {{"meetings", std::move(list)}};
}

ordered_json to_json(const MeetingSeen& one) {
  ordered_json out = meeting_json(one);
  out["held"] = to_json(one.statements).at("statements");
  return out;
}

ordered_json to_json(const Imported& one) { return {{"statements", one.statements}, {"invited", one.invited}, {"not_invited", one.not_invited}}; }

ordered_json to_json(const ConcernSeen& one) {
  const statement::Step& raised = one.held.raised();
  ordered_json out = ordered_json::object();
  // The operator is told that there is one, and how it stands.
  if (!one.numbers_only) out = {{"id", one.id}, {"by", raised.by}, {"about", raised.about}};
  out["category"] = statement::name_of(raised.category);
  out["state"] = one.is_void ? "void" : statement::name_of(one.course.state);
  out["open"] = !one.is_void && statement::is_open(one.course.state);
  out["raised"] = format_time(one.held.steps.front().at);
  put_time(out, "due", one.course.due);
  if (one.course.due && one.course.promised != one.course.due) put_time(out, "first_promised", one.course.promised);
  if (one.course.state == statement::ConcernState::closed) out["satisfied"] = one.course.satisfied;
  if (one.numbers_only) return out;
  out["text"] = raised.text;
  if (!raised.remedy.empty()) out["remedy"] = raised.remedy;
  out["objects"] = raised.objects;
  out["told"] = raised.told;
  ordered_json steps = ordered_json::array();
  for (const auto& each : one.held.steps) {
    ordered_json step = {{"at", format_time(each.at)}, {"record", each.seq}, {"move", statement::name_of(each.step.move)}, {"by", each.step.by},
                         {"signer", each.paper.signatures.front().signer}, {"text", each.step.text}};
    put_time(step, "remedy_by", each.step.remedy_by);
    steps.push_back(std::move(step));
  }
  out["steps"] = std::move(steps);
  return out;
}

ordered_json to_json(const std::vector<ConcernSeen>& all) {
  ordered_json list = ordered_json::array();
  for (const auto& one : all) list.push_back(to_json(one));
  return {{"concerns", std::move(list)}};
}

}  // namespace comity::operations
