// Steps of a play that parties do together: rounds of judgements, statements, meetings, concerns.
#include <fmt/format.h>

#include "base/bytes.hpp"
#include "cli/play.hpp"
#include "judgement/judgement.hpp"
#include "judgement/yardstick.hpp"
#include "operations/concerns.hpp"
#include "operations/rounds_json.hpp"
#include "operations/statements.hpp"
#include "statement/position.hpp"

namespace comity::cli {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

std::string text(const json& step, const char* key) {
  const auto at = step.find(key);
  return at != step.end() && at->is_string() ? at->get<std::string>() : "";
}

std::string paper_of(const agreement::PaperKind& kind, const std::string& words, const std::string& signer, const crypto::SigningKey& key) {
  return agreement::to_json(kind, {words, {agreement::sign(kind, words, signer, key)}});
}

// ---- Rounds

Result<void> open_round(Playing& playing, const json& step) {
  ordered_json body = step.at("round");
  TRY(const std::string marking, playing.marking(step.at("marking")));
  body["marking"] = ordered_json::parse(marking);
  TRY(const operations::RoundWish wish, operations::parse_round_wish(body));
  TRY(const operations::OpenedRound opened, operations::open_round(playing.node, playing.caller(text(step, "as")), wish));
  if (!opened.cannot_read.empty()) return fail(Code::invalid, fmt::format("nobody of {} gets the question{}{}", opened.cannot_read.front(), opened.remark.empty() ? "" : "; ", opened.remark));
  playing.keep(step, opened.id);
  return {};
}

std::string judged(const json& step) { return fmt::format("{} {} {}", text(step, "round"), text(step, "agency"), step.value("stage", 1)); }

Result<void> commit(Playing& playing, const json& step) {
  judgement::Judgement one;
  one.agency = text(step, "agency");
  one.question = text(step, "round");
  one.round = step.value("stage", 1);
  one.p = text(step, "p");
  one.low = text(step, "low");
  one.high = text(step, "high");
  one.confidence = text(step, "confidence");
  one.rationale = text(step, "rationale");
  one.nonce = to_hex(playing.node.random().bytes(32));
  if (step.contains("sources")) one.sources = step["sources"].get<std::set<std::string>>();
  // As comity round judge does: the agency's own yardstick has a word for it.
  const judgement::Yardstick* own = judgement::shipped().of(one.agency);
  const auto p = judgement::probability(one.p);
  if (const judgement::Band* band = own && p ? judgement::band_of(*own, *p * 100) : nullptr) {
    one.term = band->term;
    one.yardstick = own->id;
  }
  const std::string written = judgement::to_json(one);
  TRY_VOID(judgement::parse_judgement(written));
  const std::string sha256 = to_hex(crypto::view(judgement::commitment_to(written)));
  const std::string party(marking::party_of(one.agency));
  TRY(const crypto::SigningKey* key, playing.key(party));
  const std::string words = judgement::to_json(judgement::Commitment{one.agency, one.question, one.round, sha256, playing.clock.now()});
  TRY_VOID(operations::commit_judgement(playing.node, playing.caller(text(step, "as")), one.question, paper_of(judgement::kCommitment, words, party, *key)));
  playing.judgements[judged(step)] = written;
  return {};
}

Result<void> reveal(Playing& playing, const json& step) {
  const auto found = playing.judgements.find(judged(step));
  if (found == playing.judgements.end()) return fail(Code::not_found, fmt::format("{} did not commit in this stage", text(step, "agency")));
  TRY(const std::string marking, playing.marking(step.at("marking")));
  return operations::reveal_judgement(playing.node, playing.caller(text(step, "as")), text(step, "round"), found->second, marking).map([](const auto&) {});
}

Result<void> withhold(Playing& playing, const json& step) {
  return operations::withhold_judgement(playing.node, playing.caller(text(step, "as")), text(step, "round"), text(step, "agency"));
}

Result<void> discuss(Playing& playing, const json& step) {
  TRY(const std::string marking, playing.marking(step.at("marking")));
  TRY(const operations::Shared note,
      operations::discuss_round(playing.node, playing.caller(text(step, "as")), text(step, "round"), text(step, "text"), text(step, "answers"), marking));
  playing.keep(step, note.id);
  return {};
}

Result<void> close_discussion(Playing& playing, const json& step) {
  return operations::close_discussion(playing.node, playing.caller(text(step, "as")), text(step, "round"));
}

Result<void> resolve(Playing& playing, const json& step) {
  return operations::resolve_round(playing.node, playing.caller(text(step, "as")), text(step, "round"), {text(step, "outcome"), text(step, "reason"), text(step, "source")});
}

// ---- Statements, meetings, concerns

Result<statement::Written> statement_in(Playing& playing, const json& step) {
  TRY(const std::string toml, playing.file(text(step, "file")));
  return statement::parse_document_toml(toml, text(step, "file"));
}

Result<void> propose(Playing& playing, const json& step) {
  TRY(const statement::Written written, statement_in(playing, step));
  return operations::propose_statement(playing.node, playing.caller(text(step, "as")), written.canonical).map([](const auto&) {});
}

Result<void> take_position(Playing& playing, const json& step) {
  TRY(const statement::Written written, statement_in(playing, step));
  const auto deed = statement::deed_of(text(step, "position"));
  if (!deed) return fail(Code::invalid, "a position is sign, abstain, decline, break-silence or withdraw");
  const operations::Caller caller = playing.caller(text(step, "as"));
  statement::Position one{written.document.id, written.document.version, written.sha256, caller.party, *deed, {}, text(step, "note"), playing.clock.now()};
  for (const json& reservation : step.value("reservations", json::array())) one.reservations.push_back({text(reservation, "paragraph"), text(reservation, "text")});
  TRY_VOID(statement::check_about(one, written));
  const std::string words = statement::to_json(one);
  TRY_VOID(statement::parse_position(words));
  TRY(const crypto::SigningKey* key, playing.key(caller.party));
  return operations::record_position(playing.node, caller, one.statement, paper_of(statement::kPosition, words, caller.party, *key)).map([](const auto&) {});
}

Result<void> meet(Playing& playing, const json& step) {
  TRY(const std::string toml, playing.file(text(step, "file")));
  TRY(const statement::Meeting meeting, statement::parse_meeting_toml(toml, text(step, "file")));
  return operations::record_meeting(playing.node, playing.caller(text(step, "as")), statement::to_json(meeting)).map([](const auto&) {});
}

Result<void> past(Playing& playing, const json& step) {
  TRY(const std::string csv, playing.file(text(step, "file")));
  return operations::import_past(playing.node, playing.caller(text(step, "as")), csv, text(step, "file")).map([](const auto&) {});
}

Result<void> concern(Playing& playing, const json& step) {
  const operations::Caller caller = playing.caller(text(step, "as"));
  json value = step.at("concern");
  value["by"] = caller.party;
  value["issued"] = format_time(playing.clock.now());
  for (const char* time : {"answer_by", "remedy_by"}) {
    if (!value.contains(time)) continue;
    TRY(const Time at, parse_time(text(value, time)));
    value[time] = format_time(at);
  }
  TRY(const statement::Step parsed, statement::parse_step(value.dump()));
  TRY(const crypto::SigningKey* key, playing.key(caller.party));
  return operations::record_concern(playing.node, caller, paper_of(statement::kConcern, statement::to_json(parsed), caller.party, *key)).map([](const auto&) {});
}

}  // namespace

const std::vector<StepKind>& play_rounds() {
  static const std::vector<StepKind> rows = {
      {"open-round", {"as", "round", "marking"}, {"name"}, open_round},
      {"commit", {"as", "round", "agency", "p", "confidence"}, {"stage", "low", "high", "rationale", "sources"}, commit},
      {"reveal", {"as", "round", "agency", "marking"}, {"stage"}, reveal},
      {"withhold", {"as", "round", "agency"}, {}, withhold},
      {"discuss", {"as", "round", "text", "marking"}, {"answers", "name"}, discuss},
      {"close-discussion", {"as", "round"}, {}, close_discussion},
      {"resolve", {"as", "round", "outcome", "reason"}, {"source"}, resolve},
      {"statement", {"as", "file"}, {}, propose},
      {"position", {"as", "file", "position"}, {"reservations", "note"}, take_position},
      {"meeting", {"as", "file"}, {}, meet},
      {"past", {"as", "file"}, {}, past},
      {"concern", {"as", "concern"}, {}, concern},
  };
  return rows;
}

}  // namespace comity::cli
