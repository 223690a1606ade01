#include <memory>
#include <nlohmann/json.hpp>

#include "api/door.hpp"
#include "api/paging.hpp"
#include "api/round_schemas.hpp"
#include "api/topics.hpp"
#include "operations/rounds_json.hpp"

namespace comity::api {
namespace {

using nlohmann::ordered_json;

// An answer that is made from objects: it left when its last byte did.
http::Response leased(const Call& call, int status, const ordered_json& body, operations::RoundLeases leases) {
  http::Response out = answer(status, body);
  out.sent = [&node = call.node(), leases = std::make_shared<const operations::RoundLeases>(std::move(leases))] { operations::round_sent(node, *leases); };
  return out;
}

Result<http::Response> list_rounds(const Call& call) {
  http::about_to_block();
  TRY(auto list, operations::rounds_of(call.node(), call.caller));
  ordered_json body = operations::to_json(list);
  TRY_VOID(page_of(call, body, "rounds", [](const auto& one) { return one.at("opened").template get<std::string>() + " " + one.at("id").template get<std::string>(); }));
  return leased(call, 200, body, std::move(list.leases));
}

Result<http::Response> open_round(const Call& call) {
  http::about_to_block();
  TRY(const auto wish, operations::parse_round_wish(body_of(call)));
  TRY(const auto opened, operations::open_round(call.node(), call.caller, wish));
  return answer(201, operations::to_json(opened));
}

Result<http::Response> show_round(const Call& call) {
  http::about_to_block();
  TRY(auto round, operations::round_of(call.node(), call.caller, call.arg(0)));
  const auto low = call.whole("origins_low"), high = call.whole("origins_high");
  if (low || high) {
    round.origins = operations::OriginsSeen{static_cast<int>(low.value_or(high.value_or(1))), static_cast<int>(high.value_or(low.value_or(1)))};
    if (round.origins->high < round.origins->low) return fail(Code::invalid, "there are not fewer at most than at least", "origins_high");
  }
  return leased(call, 200, operations::to_json(round, call.caller.agency), std::move(round.leases));
}

Result<http::Response> commit(const Call& call) {
  http::about_to_block();
  TRY(const auto done, operations::commit_judgement(call.node(), call.caller, call.arg(0), call.request.body));
  return answer(201, operations::to_json(done));
}

Result<http::Response> withhold(const Call& call) {
  http::about_to_block();
  TRY(const std::string agency, operations::parse_withholding(body_of(call)));
  TRY_VOID(operations::withhold_judgement(call.node(), call.caller, call.arg(0), agency));
  return answer(201, {{"agency", agency}});
}

Result<http::Response> reveal(const Call& call) {
  http::about_to_block();
  TRY(const auto wish, operations::parse_reveal_wish(body_of(call)));
  TRY(const auto shared, operations::reveal_judgement(call.node(), call.caller, call.arg(0), wish.judgement, wish.marking));
  return answer(201, operations::to_json(shared));
}

Result<http::Response> discuss(const Call& call) {
  http::about_to_block();
  TRY(const auto wish, operations::parse_discuss_wish(body_of(call)));
  TRY(const auto shared, operations::discuss_round(call.node(), call.caller, call.arg(0), wish.text, wish.answers, wish.marking));
  return answer(201, operations::to_json(shared));
}

Result<http::Response> close(const Call& call) {
  http::about_to_block();
  TRY_VOID(operations::close_discussion(call.node(), call.caller, call.arg(0)));
  return answer(200, {{"id", call.arg(0)}});
}

Result<http::Response> resolve(const Call& call) {
  http::about_to_block();
  TRY(const auto resolution, operations::parse_resolution(body_of(call)));
  TRY_VOID(operations::resolve_round(call.node(), call.caller, call.arg(0), resolution));
  return answer(201, {{"outcome", resolution.outcome}});
}

Result<http::Response> export_round(const Call& call) {
  http::about_to_block();
  TRY(auto round, operations::round_of(call.node(), call.caller, call.arg(0)));
  if (round.objects.empty()) return fail(Code::forbidden, "The operator sees how a round stands, and none of its objects.");
  return leased(call, 200, operations::export_of(round, call.node().clock().now()), std::move(round.leases));
}

Result<http::Response> track(const Call& call) {
  http::about_to_block();
  TRY(auto track, operations::round_track(call.node(), call.caller));
  return leased(call, 200, operations::to_json(track), std::move(track.leases));
}

constexpr std::string_view kSubmitters = "People with the role submitter.";
constexpr std::string_view kConvenors = "People with the role submitter, of the party whose agency convened the round.";

std::vector<Endpoint> endpoints() {
  return {
      {.method = "GET",
       .pattern = "/api/v1/rounds",
       .id = "listRounds",
       .summary = "Rounds whose question the caller gets",
       .description = "To the operator all, without their titles.",
       .scope = Scope::read,
       .parameters = {limit_parameter(kMostOfPage), next_parameter()},
       .answers = {{200, "RoundList", "application/json", "The rounds."}},
       .tagged = false,
       .act = list_rounds},
      {.method = "POST",
       .pattern = "/api/v1/rounds",
       .id = "openRound",
       .summary = "Shares a question and opens a round with it",
       .description = "The answer names the invited agencies of which nobody gets the question.",
       .scope = Scope::share,
       .who = kSubmitters,
       .body = Body{.schema = "NewRound", .text = "The question, who is invited, and when each part ends."},
       .answers = {{201, "OpenedRound", "application/json", "It is open."}},
       .refusals = {403},
       .again = Again::once,
       .act = open_round},
      {.method = "GET",
       .pattern = "/api/v1/rounds/track",
       .id = "trackRounds",
       .summary = "What agencies and pools were right about",
       .description = "Over the resolved rounds and the judgements that the caller gets: scores, their parts and calibration.",
       .scope = Scope::read,
       .who = "People; the operator reads no judgements.",
       .answers = {{200, "RoundTrack", "application/json", "The record."}},
       .refusals = {403},
       .tagged = false,
       .act = track},
      {.method = "GET",
       .pattern = "/api/v1/rounds/{id}",
       .id = "getRound",
       .summary = "A round as the caller may see it",
       .description = "While a stage is sealed, how many have committed and nothing of whom. Then the judgements that are released to the caller, each on its author's yardstick and on the "
                      "caller's, and pools over these. To the operator counts alone.",
       .scope = Scope::read,
       .parameters = {{.name = "origins_low", .kind = Parameter::Kind::whole, .text = "How many independent origins the sources have at least: for the extremised pool.", .most = 1000000},
                      {.name = "origins_high", .kind = Parameter::Kind::whole, .text = "And at most.", .most = 1000000}},
       .answers = {{200, "Round", "application/json", "The round."}},
       .refusals = {404},
       .tagged = false,
       .act = show_round},
      {.method = "POST",
       .pattern = "/api/v1/rounds/{id}/commitments",
       .id = "commitJudgement",
       .summary = "Brings an agency's signed commitment",
       .description = "The judgement itself stays with its author. Until the part ends a later commitment takes the place of an earlier one.",
       .scope = Scope::share,
       .who = "People of the agency with the role submitter.",
       .body = Body{.schema = "SignedCommitment", .text = "The commitment with its one signature: docs/format/paper.md."},
       .answers = {{201, "Committed", "application/json", "It is recorded."}},
       .refusals = {403, 404, 409, 412},
       .act = commit},
      {.method = "POST",
       .pattern = "/api/v1/rounds/{id}/withholdings",
       .id = "withholdJudgement",
       .summary = "Says that nothing is to be waited for from an agency in the present stage",
       .scope = Scope::share,
       .who = "People of the agency with the role submitter.",
       .body = Body{.schema = "Withholding", .text = "Which agency."},
       .answers = {{201, "Withholding", "application/json", "It is recorded."}},
       .refusals = {403, 404, 409, 412},
       .act = withhold},
      {.method = "POST",
       .pattern = "/api/v1/rounds/{id}/reveals",
       .id = "revealJudgement",
       .summary = "Opens a commitment: the judgement becomes an object of its agency",
       .description = "Send it only once the round's part is reveal or second-reveal: what is sent has been seen by whoever keeps the node, whether it is taken or not.",
       .scope = Scope::share,
       .who = "People of the agency with the role submitter.",
       .body = Body{.schema = "NewReveal", .text = "The judgement that was committed to, and the marking of its note."},
       .answers = {{201, "SharedNote", "application/json", "The note is held."}},
       .refusals = {403, 404, 409, 412},
       .act = reveal},
      {.method = "POST",
       .pattern = "/api/v1/rounds/{id}/discussion",
       .id = "discussRound",
       .summary = "Adds a note to the discussion",
       .scope = Scope::share,
       .who = kSubmitters,
       .body = Body{.schema = "NewRoundNote", .text = "The text, what it answers, and its marking."},
       .answers = {{201, "SharedNote", "application/json", "The note is held."}},
       .refusals = {403, 404, 412, 429},
       .again = Again::once,
       .act = discuss},
      {.method = "POST",
       .pattern = "/api/v1/rounds/{id}/discussion/end",
       .id = "endDiscussion",
       .summary = "Ends the discussion: the second commitments begin",
       .scope = Scope::act,
       .who = kConvenors,
       .answers = {{200, "Made", "application/json", "It has ended."}},
       .refusals = {403, 404, 409, 412},
       .act = close},
      {.method = "POST",
       .pattern = "/api/v1/rounds/{id}/resolution",
       .id = "resolveRound",
       .summary = "Records how the question came out",
       .description = "The last one that is recorded counts.",
       .scope = Scope::act,
       .who = kConvenors,
       .body = Body{.schema = "NewResolution", .text = "yes, no or void, and why."},
       .answers = {{201, "RoundOutcome", "application/json", "It is recorded."}},
       .refusals = {403, 404, 412},
       .act = resolve},
      {.method = "GET",
       .pattern = "/api/v1/rounds/{id}/export",
       .id = "exportRound",
       .summary = "The round as a STIX bundle",
       .description = "The question, judgements and notes that the caller gets, with an opinion for each judgement.",
       .scope = Scope::read,
       .who = "People; the operator reads no objects.",
       .answers = {{200, "Bundle", "application/json", "The bundle."}},
       .refusals = {403, 404},
       .tagged = false,
       .act = export_round},
  };
}

}  // namespace

const Topic& rounds() {
  static const Topic topic{
      .tag = "rounds",
      .text = "Questions that agencies answer with sealed probabilities, twice, and what these come to: docs/format/round.md.",
      .endpoints = endpoints(),
      .schemas = round_schemas(),
  };
  return topic;
}

}  // namespace comity::api
