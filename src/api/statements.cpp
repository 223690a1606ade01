#include "operations/statements.hpp"

#include <nlohmann/json.hpp>

#include "api/door.hpp"
#include "api/paging.hpp"
#include "api/statement_schemas.hpp"
#include "api/topics.hpp"
#include "operations/statements_json.hpp"

namespace comity::api {
namespace {

// A proof looks at every leaf: past so many records it is the folder's to make.
constexpr std::uint64_t kMostLeaves = 2'000'000;

Result<http::Response> list(const Call& call) {
  TRY(const auto all, operations::statements(call.node(), call.caller, {call.text("meeting"), call.text("party"), call.text("state")}));
  auto body = operations::to_json(all);
  TRY_VOID(page_of(call, body, "statements", [](const auto& one) { return one.at("id").template get<std::string>(); }));
  return answer(200, body);
}

Result<http::Response> propose(const Call& call) {
  TRY(const auto made, operations::propose_statement(call.node(), call.caller, call.request.body));
  return answer(201, operations::to_json(made));
}

Result<http::Response> show(const Call& call) {
  TRY(const auto one, operations::statement_of(call.node(), call.caller, call.arg(0)));
  return answer(200, operations::to_json(one));
}

Result<http::Response> difference(const Call& call) {
  TRY(const auto one, operations::statement_of(call.node(), call.caller, call.arg(0)));
  const int last = one.held.latest().text.document.version;
  const int to = static_cast<int>(call.whole("to").value_or(last));
  TRY(const auto body, operations::difference_json(one, static_cast<int>(call.whole("from").value_or(to > 1 ? to - 1 : 1)), to));
  return answer(200, body);
}

Result<http::Response> take_position(const Call& call) {
  TRY(const Seq seq, operations::record_position(call.node(), call.caller, call.arg(0), call.request.body));
  return answer(201, {{"record", seq}});
}

Result<http::Response> end(const Call& call) {
  TRY(const Seq seq, operations::close_statement(call.node(), call.caller, call.arg(0), body_of(call).value("reason", "")));
  return answer(201, {{"record", seq}});
}

Result<http::Response> give_file(const Call& call) {
  http::about_to_block();  // every leaf of the ledger is looked at
  TRY(const auto file, operations::statement_file(call.node(), call.caller, call.arg(0), call.door.options.checkpoint(), call.door.options.log_key, kMostLeaves));
  return json_answer(statement::to_json(file));
}

Result<http::Response> positions(const Call& call) {
  TRY(auto rows, operations::statement_positions(call.node(), call.caller));
  const std::string party = call.text("party");
  const std::string topic = call.text("topic");
  std::erase_if(rows, [&](const auto& row) { return !topic.empty() && !row.topics.contains(topic); });
  auto body = operations::to_json(rows);
  if (!party.empty())
    for (const char* list : {"positions", "departures", "parties"}) {
      auto kept = nlohmann::ordered_json::array();
      for (auto& one : body[list])
        if (one.at("party") == party) kept.push_back(std::move(one));
      body[list] = std::move(kept);
    }
  return answer(200, body);
}

Result<http::Response> import_past(const Call& call) {
  TRY(const auto done, operations::import_past(call.node(), call.caller, body_of(call).at("csv").get<std::string>(), "csv"));
  return answer(201, operations::to_json(done));
}

}  // namespace

const Topic& statements() {
  static const Topic topic{
      .tag = "statements",
      .text = "Joint statements: texts, whom they invite, and what each did. docs/format/joint-statement.md says who is told, and what is signed.",
      .endpoints = {{.method = "GET",
                     .pattern = "/api/v1/statements",
                     .id = "listStatements",
                     .summary = "The statements that the caller may know of",
                     .description = "How each stands by its latest version; to the operator numbers alone.",
                     .scope = Scope::read,
                     .parameters = {{.name = "meeting", .text = "Those of this meeting. Not for the operator."},
                                    {.name = "party", .text = "Those to which this party is invited. Not for the operator."},
                                    {.name = "state", .text = "Those that stand so.", .one_of = {"draft", "open", "silence", "adopted", "failed", "closed"}},
                                    limit_parameter(kMostOfPage), next_parameter()},
                     .answers = {{200, "StatementList", "application/json", "The statements, by id."}},
                     .refusals = {409},
                     .act = list},
                    {.method = "POST",
                     .pattern = "/api/v1/statements",
                     .id = "proposeStatement",
                     .summary = "Records a statement, or its next version",
                     .description = "Positions on an earlier version count no more. Its times of silence and closing are still to come, and its convenor stays the same.",
                     .scope = Scope::act,
                     .who = "People with the role official of the party that convenes it.",
                     .body = Body{.schema = "StatementDocument", .text = "The text, the invited, the rules."},
                     .answers = {{201, "StatementProposed", "application/json", "It is recorded."}},
                     .refusals = {403, 409, 412},
                     .act = propose},
                    {.method = "GET",
                     .pattern = "/api/v1/statements/{id}",
                     .id = "getStatement",
                     .summary = "A statement, its versions and what each party did",
                     .description = "One that the caller may not know answers as one that is not there. The reading of every version that is not for everybody is recorded before the answer.",
                     .scope = Scope::read,
                     .answers = {{200, "Statement", "application/json", "The statement."}},
                     .refusals = {404, 409},
                     .act = show},
                    {.method = "GET",
                     .pattern = "/api/v1/statements/{id}/difference",
                     .id = "compareStatementVersions",
                     .summary = "Two versions, paragraph by paragraph",
                     .scope = Scope::read,
                     .parameters = {{.name = "from", .kind = Parameter::Kind::whole, .text = "The earlier version; else the one before the later.", .least = 1, .most = 10000},
                                    {.name = "to", .kind = Parameter::Kind::whole, .text = "The later version; else the last.", .least = 1, .most = 10000}},
                     .answers = {{200, "StatementDifference", "application/json", "What became of each paragraph."}},
                     .refusals = {404, 409},
                     .act = difference},
                    {.method = "POST",
                     .pattern = "/api/v1/statements/{id}/positions",
                     .id = "takePosition",
                     .summary = "Brings a party's signed position",
                     .description = "Signed outside: docs/format/joint-statement.md, Positions.",
                     .scope = Scope::act,
                     .who = "People with the role official or registrar of an invited party who may know the statement or were given its latest version, and the operator.",
                     .body = Body{.schema = "SignedPosition", .text = "The position, as it was signed."},
                     .answers = {{201, "StatementRecorded", "application/json", "It is recorded."}},
                     .refusals = {403, 404, 409, 412},
                     .act = take_position},
                    {.method = "POST",
                     .pattern = "/api/v1/statements/{id}/end",
                     .id = "endStatement",
                     .summary = "Ends a statement that is not adopted",
                     .scope = Scope::act,
                     .who = "People with the role official of the party that convenes it.",
                     .body = Body{.schema = "StatementEnd", .text = "Why."},
                     .answers = {{201, "StatementRecorded", "application/json", "It is recorded."}},
                     .refusals = {403, 404, 409, 412},
                     .act = end},
                    {.method = "GET",
                     .pattern = "/api/v1/statements/{id}/file",
                     .id = "getStatementFile",
                     .summary = "The statement as a file that is verified without a node",
                     .description = "Text, positions and signatures, and the proofs that they are in the ledger: docs/format/joint-statement.md, File.",
                     .scope = Scope::read,
                     .answers = {{200, "StatementFile", "application/json", "The file."}},
                     .refusals = {403, 404, 409, 413},
                     .tagged = false,
                     .act = give_file},
                    {.method = "GET",
                     .pattern = "/api/v1/positions",
                     .id = "listPositions",
                     .summary = "What parties did on statement after statement, and who left the line",
                     .description = "Statements of the node that the caller may know of, and imported claims about earlier ones, one account of each statement. A party that was not invited has no row.",
                     .scope = Scope::read,
                     .parameters = {{.name = "party", .text = "Of this party alone."}, {.name = "topic", .text = "On statements of this topic."}},
                     .answers = {{200, "PositionList", "application/json", "Positions and departures, by date."}},
                     .refusals = {409},
                     .act = positions},
                    {.method = "POST",
                     .pattern = "/api/v1/positions",
                     .id = "importPositions",
                     .summary = "Imports who did what on past statements",
                     .description = "Claims with their sources. A row that says of a party that it was not invited and declined is refused.",
                     .scope = Scope::act,
                     .who = "People with the role official or registrar, for their party's people; the operator, for everybody.",
                     .body = Body{.schema = "PastStatements", .text = "The table."},
                     .answers = {{201, "PastImported", "application/json", "How much was taken."}},
                     .refusals = {403, 409},
                     .act = import_past}},
      .schemas = statement_schemas(),
  };
  return topic;
}

}  // namespace comity::api
