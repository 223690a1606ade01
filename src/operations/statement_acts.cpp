#include <fmt/format.h>

#include "operations/representing.hpp"
#include "operations/roles.hpp"
#include "operations/statements.hpp"

namespace comity::operations {
namespace {

constexpr std::size_t kLongestReason = 2000;

// What stands in the batch before this plan is not in the folds yet.
Result<void> alone(Node& node, const journal::Batch& batch) {
  if (batch.policy_pending() || batch.next() != node.journal().last() + 1) return fail(Code::conflict, "the statement is changing; try again");
  return {};
}

bool is_convenors_official(const Node& node, const Caller& caller, std::string_view convenor, Time now) {
  return !caller.is_operator() && caller.party == convenor && has_role(node.policy.world().directory(), caller.person, "official") && is_cleared(node, caller, now);
}

// People are asked within a time that is still to come: silence that was over when the text came would be everybody's consent.
Result<void> check_times(const statement::Document& document, Time now) {
  for (const auto& [key, time] : {std::pair{"silence", document.silence}, {"closes", document.closes}})
    if (time && *time <= now) return fail(Code::invalid, fmt::format("'{}' is {}, which is over; set a later time", key, format_time(*time)), fmt::format("/{}", key));
  return {};
}

Result<void> check_next(Node& node, const statement::Statements::Held* held, const statement::Document& document, Time now) {
  const int next = held ? held->latest().text.document.version + 1 : 1;
  if (document.version != next) return fail(Code::conflict, fmt::format("the next version of {} is {}", document.id, next), "/version");
  if (!held) return {};
  const std::string& convenor = held->latest().text.document.convenor;
  if (document.convenor != convenor) return fail(Code::invalid, fmt::format("{} is convened by {}; draft another under another id", document.id, convenor), "/convenor");
  const auto state = outcome_of(node, *held, now).state;
  if (state == statement::State::adopted || state == statement::State::closed)
    return fail(Code::precondition, fmt::format("the statement is {}; draft another under another id", state == statement::State::adopted ? "adopted" : "closed"));
  return {};
}

// Whoever was given the latest version may answer it even if the convenor has stopped sharing with its party since: else it could make a party keep silent.
bool may_answer(const Node& node, const Caller& caller, const statement::Statements::Held& held, Time now) {
  if (sight_of(node, caller, held, now)) return true;
  const statement::Document& document = held.latest().text.document;
  return document.invited.contains(caller.party) && represents(node, caller, now) && node.statements.was_read(caller.person, statement::version_name(document.id, document.version));
}

}  // namespace

Result<ProposedStatement> propose_statement(Node& node, const Caller& caller, std::string_view document_json) {
  TRY(const statement::Written text, statement::parse_document(document_json));
  const statement::Document& document = text.document;
  TRY_VOID(settle_clock(node));
  const auto plan = [&](journal::Batch& batch) -> Result<void> {
    TRY_VOID(alone(node, batch));
    const alliance::Directory& directory = node.policy.world().directory();
    if (!is_convenors_official(node, caller, document.convenor, batch.next_time()))
      return fail(Code::forbidden, "a statement is drafted by an official of the party that convenes it");
    if (party_of_id(node, document.id) != document.convenor)
      return fail(Code::invalid, "another party's id begins this id as well; choose an id that is the convenor's alone", "/id");
    for (const auto& party : document.invited)
      if (!directory.parties.contains(party)) return fail(Code::invalid, fmt::format("there is no party '{}'", party), "/invited");
    const auto* held = node.statements.find(document.id);
    TRY_VOID(check_next(node, held, document, batch.next_time()));
    TRY_VOID(check_times(document, batch.next_time()));
    const std::string record = statement::version_record(caller.person, text, held ? held->last : 0);
    if (held) TRY_VOID(statement::may_grow(*held, nullptr, record.size()));
    batch.add(journal::Kind::statement, record);
    return {};
  };
  TRY_VOID(node.journal().commit(plan));
  return ProposedStatement{document.id, document.version, text.sha256};
}

Result<Seq> record_position(Node& node, const Caller& caller, std::string_view id, std::string_view paper_json) {
  TRY(const agreement::Paper paper, agreement::parse_paper(statement::kPosition, paper_json));
  TRY(const statement::Position position, statement::parse_position(paper.text));
  if (position.statement != id) return fail(Code::invalid, "this position is about another statement");
  TRY_VOID(settle_clock(node));
  return node.journal().commit([&](journal::Batch& batch) -> Result<void> {
    TRY_VOID(alone(node, batch));
    const Time now = batch.next_time();
    const auto* held = node.statements.find(id);
    if (!held || !may_answer(node, caller, *held, now)) return fail(Code::not_found, "there is no such statement for you");
    if (!caller.is_operator() && !represents(node, caller, now)) return fail(Code::forbidden, "positions are brought by officials and registrars, or by the operator");
    TRY_VOID(statement::check_about(position, held->latest().text));
    TRY_VOID(statement::may_take(held->latest().text.document, outcome_of(node, *held, now), position, now));
    TRY_VOID(agreement::check(statement::kPosition, paper, position.party, node.policy.life(), node.policy.counts_from(now)));
    const std::string record = statement::position_record(caller.person, paper, held->last);
    TRY_VOID(statement::may_grow(*held, &position, record.size()));
    batch.add(journal::Kind::statement, record);
    return {};
  });
}

Result<Seq> close_statement(Node& node, const Caller& caller, std::string_view id, std::string_view reason) {
  if (reason.size() > kLongestReason || !statement::is_plain_text(reason))
    return fail(Code::invalid, fmt::format("the reason is plain text of at most {} bytes", kLongestReason), "/reason");
  TRY_VOID(settle_clock(node));
  return node.journal().commit([&](journal::Batch& batch) -> Result<void> {
    TRY_VOID(alone(node, batch));
    const Time now = batch.next_time();
    const auto* held = node.statements.find(id);
    if (!held || !sight_of(node, caller, *held, now)) return fail(Code::not_found, "there is no such statement for you");
    if (!is_convenors_official(node, caller, held->latest().text.document.convenor, now))
      return fail(Code::forbidden, "a statement is ended by an official of the party that convenes it");
    const auto state = outcome_of(node, *held, now).state;
    if (state == statement::State::adopted || state == statement::State::closed)
      return fail(Code::precondition, fmt::format("the statement is {}", state == statement::State::adopted ? "adopted" : "closed already"));
    batch.add(journal::Kind::statement, statement::close_record(caller.person, id, reason, held->last));
    return {};
  });
}

}  // namespace comity::operations
