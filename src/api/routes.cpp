#include "api/routes.hpp"

#include <charconv>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <shared_mutex>
#include <utility>

#include "api/answers.hpp"
#include "http/authorization.hpp"
#include "operations/acts.hpp"
#include "operations/agreements_json.hpp"
#include "operations/consents_json.hpp"
#include "operations/derivation_json.hpp"
#include "operations/object_acts.hpp"

namespace comity::api {
namespace {

using nlohmann::ordered_json;
using operations::Caller;

constexpr std::size_t kLongestPurpose = 128;
constexpr std::int64_t kMostDays = 3650;
constexpr std::int64_t kDayUs = 86'400'000'000;

struct Door {
  operations::Node& node;
  Options options;
};

using Act = std::function<Result<http::Response>(Door&, const Caller&, const http::Request&)>;

http::Response answer(int status, const ordered_json& body) {
  http::Response response = http::Response::text(
      status, "application/json", body.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n");
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

http::Response refusal(const Door& door, const Error& error) {
  const bool ours = error.code == Code::internal || error.code == Code::corrupt || error.code == Code::unavailable;
  if (ours && door.options.log) door.options.log(to_string(error));
  http::Response response = http::problem(error);
  response.headers.emplace_back("Cache-Control", "no-store");
  if (error.code == Code::unauthenticated) http::add_challenges(response);
  if (error.code == Code::unavailable) response.headers.emplace_back("Retry-After", "1");
  return response;
}

http::Handler guarded(const std::shared_ptr<Door>& door, Act act) {
  return [door, act = std::move(act)](const http::Request& request) -> http::Response {
    const std::string_view purpose = request.header("comity-purpose");
    if (purpose.size() > kLongestPurpose)
      return refusal(*door, {Code::invalid, "Comity-Purpose names one purpose of the agreements", "Comity-Purpose"});
    const auto caller = operations::authenticate(door->node, http::token_of(request).value_or(""), purpose);
    if (!caller) return refusal(*door, caller.error());
    auto response = act(*door, *caller, request);
    if (!response) return refusal(*door, response.error());
    return *std::move(response);
  };
}

Result<http::Response> me(Door& door, const Caller& caller, const http::Request&) {
  ordered_json body = {{"person", caller.person}};
  if (caller.is_operator()) {
    body["roles"] = {"operator"};
    return answer(200, body);
  }
  body["agency"] = caller.agency;
  body["party"] = caller.party;
  std::shared_lock state(door.node.journal().state());
  const auto& directory = door.node.policy.world().directory();
  if (const auto person = directory.people.find(caller.person); person != directory.people.end()) {
    body["name"] = person->second.name;
    body["roles"] = person->second.roles;
  }
  const Time now = door.node.clock().now();
  const auto clearance = directory.clearances.find(caller.person);
  const bool vouched =
      clearance != directory.clearances.end() && clearance->second.from <= now && now < clearance->second.until;
  body["vouched"] = vouched;  // without a clearance that is valid now, this person is released nothing
  body["purposes"] = ordered_json::array();
  if (vouched) {
    body["purposes"] = clearance->second.purposes;
    if (!clearance->second.default_purpose.empty()) body["default_purpose"] = clearance->second.default_purpose;
    if (clearance->second.until != Time::max()) body["vouched_until"] = format_time(clearance->second.until);
  }
  return answer(200, body);
}

Result<http::Response> explanation(Door& door, const Caller& caller, const http::Request& request) {
  const std::string person = request.query_value("as").value_or(caller.is_operator() ? "" : caller.person);
  if (person.empty()) return fail(Code::invalid, "say whose view to explain: ?as=PERSON", "as");
  // What the caller declares is for its own view; of another person the default purpose is meant.
  const std::string purpose = request.query_value("purpose").value_or(person == caller.person ? caller.purpose : "");
  http::about_to_block();  // the first question about a reader replays its whole feed
  TRY(const auto objects, operations::explain_object(door.node, caller, request.args[0], person, purpose));
  return answer(200, to_json(objects));
}

Result<http::Response> readers(Door& door, const Caller& caller, const http::Request& request) {
  http::about_to_block();
  TRY(const auto objects, operations::who_can_see(door.node, caller, request.args[0]));
  return answer(200, to_json(objects));
}

http::Response json_answer(std::string body) {
  http::Response response = http::Response::text(200, "application/json", std::move(body) + "\n");
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

bool sends_json(const http::Request& request) {
  const std::string_view type = request.header("content-type");
  return type.substr(0, type.find_first_of("; \t")) == "application/json";
}
http::Response wants_json() { return http::problem(415, http::reason_of(415), "Send application/json."); }

Result<http::Response> holders(Door& door, const Caller& caller, const http::Request& request) {
  http::about_to_block();
  const operations::ObjectNamed object{request.args[0], request.query_value("owner").value_or(""), request.query_value("version").value_or("")};
  TRY(const auto found, operations::holders(door.node, caller, object));
  return json_answer(operations::to_json(found));
}

// Takes back what was shared, or lets it go: each a route of its own.
Act act_on_object(std::string_view act) {
  return [act](Door& door, const Caller& caller, const http::Request& request) -> Result<http::Response> {
    if (!sends_json(request)) return wants_json();
    TRY(std::string done, operations::act_on_object(door.node, caller, act, request.args[0], request.body));
    return json_answer(std::move(done));
  };
}

Result<http::Response> preview_derivation(Door& door, const Caller& caller, const http::Request& request) {
  if (!sends_json(request)) return wants_json();
  http::about_to_block();
  TRY(const auto preview, operations::preview_derivation(door.node, caller, request.body));
  return answer(200, operations::to_json(preview));
}

Result<http::Response> tearlines(Door& door, const Caller& caller, const http::Request&) {
  TRY(const auto waiting, operations::tearlines(door.node, caller));
  return answer(200, operations::to_json(waiting));
}

Result<http::Response> add_token(Door& door, const Caller& caller, const http::Request& request) {
  if (!caller.is_operator()) return fail(Code::forbidden, "Only the node's operator makes log-ins.");
  if (!sends_json(request)) return wants_json();
  const ordered_json body = ordered_json::parse(request.body, nullptr, false);
  if (!body.is_object() || !body.contains("person") || !body["person"].is_string() || !body.contains("days") ||
      !body["days"].is_number_integer())
    return fail(Code::invalid, "the body is {\"person\": \"NZL.GCSB.analyst\", \"days\": 30}");
  const auto days = body["days"].get<std::int64_t>();
  if (days < 1 || days > kMostDays) return fail(Code::invalid, "days is a whole number from 1 to 3650", "/days");
  const Time until{door.node.clock().now().us + days * kDayUs};
  TRY(const access::FreshToken fresh, operations::add_token(door.node, body["person"].get<std::string>(), until));
  return answer(201, {{"id", fresh.token.id},
                      {"person", fresh.token.person},
                      {"until", format_time(fresh.token.until)},
                      {"token", fresh.secret}});
}

// ---- Consents and acts ----

constexpr std::size_t kMostRequestsShown = 1000;


Result<http::Response> ask_consent(Door& door, const Caller& caller, const http::Request& request) {
  if (!sends_json(request)) return wants_json();
  TRY(const operations::Asked asked, operations::parse_asked(ordered_json::parse(request.body, nullptr, false)));
  TRY(const std::string id, operations::request_consent(door.node, caller, asked));
  return answer(201, {{"id", id}});
}

Result<http::Response> consent_requests(Door& door, const Caller& caller, const http::Request& request) {
  Seq before = 0;
  if (const auto text = request.query_value("before")) {
    const auto read = std::from_chars(text->data(), text->data() + text->size(), before);
    if (read.ec != std::errc() || read.ptr != text->data() + text->size())
      return fail(Code::invalid, "'before' is the 'next' of an earlier answer", "before");
  }
  TRY(const auto page, operations::requests(door.node, caller, before, kMostRequestsShown));
  return answer(200, operations::to_json(page));
}

Result<http::Response> prepare_consent(Door& door, const Caller& caller, const http::Request& request) {
  if (!sends_json(request)) return wants_json();
  TRY(const operations::ConsentWish wish, operations::parse_wish(ordered_json::parse(request.body, nullptr, false)));
  TRY(const auto prepared, operations::prepare_consent(door.node, caller, wish));
  return answer(200, operations::to_json(prepared));
}

Result<http::Response> list_consents(Door& door, const Caller& caller, const http::Request&) {
  http::about_to_block();  // the first question about a reader replays its whole feed
  TRY(const auto all, operations::consents(door.node, caller));
  return answer(200, operations::to_json(all));
}

Result<http::Response> record_act(Door& door, const Caller&, const http::Request& request) {
  if (!sends_json(request)) return wants_json();
  TRY(const Seq seq, operations::record_act(door.node, request.body));
  return answer(201, {{"policy", seq}});
}

// ---- Agreements ----

Result<http::Response> list_agreements(Door& door, const Caller& caller, const http::Request&) {
  TRY(const auto all, operations::agreements_of(door.node, caller));
  return answer(200, operations::to_json(all));
}

Result<http::Response> show_agreement(Door& door, const Caller& caller, const http::Request& request) {
  TRY(const auto one, operations::agreement_of(door.node, caller, request.args[0]));
  return answer(200, operations::to_json(one));
}

Result<http::Response> propose_agreement(Door& door, const Caller& caller, const http::Request& request) {
  if (!sends_json(request)) return wants_json();
  TRY(const auto proposed, operations::propose_agreement(door.node, caller, request.body));
  return answer(201, operations::to_json(proposed));
}

Result<http::Response> simulate_agreement(Door& door, const Caller& caller, const http::Request& request) {
  if (!sends_json(request)) return wants_json();
  TRY(const auto asked, operations::parse_simulation(request.body));
  TRY(const auto simulation, operations::simulate(door.node, caller, asked.draft, asked.request));
  return answer(200, operations::to_json(simulation));
}

}  // namespace

std::vector<http::Route> routes(operations::Node& node, Options options) {
  const auto door = std::make_shared<Door>(Door{node, std::move(options)});
  const auto health = [](const http::Request&) { return answer(200, {{"status", "ok"}}); };
  const auto checkpoint = [door](const http::Request&) {
    http::Response response = http::Response::text(200, "text/plain; charset=utf-8", door->options.checkpoint());
    response.headers.emplace_back("Cache-Control", "no-cache");
    return response;
  };
  return {
      {"POST", "/api/v1/acts", guarded(door, record_act)},
      {"GET", "/api/v1/agreements", guarded(door, list_agreements)},
      {"POST", "/api/v1/agreements", guarded(door, propose_agreement)},
      {"POST", "/api/v1/agreements/simulation", guarded(door, simulate_agreement)},
      {"GET", "/api/v1/agreements/{id}", guarded(door, show_agreement)},
      {"GET", "/api/v1/consents", guarded(door, list_consents)},
      {"POST", "/api/v1/consents/prepare", guarded(door, prepare_consent)},
      {"GET", "/api/v1/consents/requests", guarded(door, consent_requests)},
      {"POST", "/api/v1/consents/requests", guarded(door, ask_consent)},
      {"GET", "/api/v1/health", health},
      {"GET", "/api/v1/ledger/checkpoint", checkpoint},
      {"GET", "/api/v1/me", guarded(door, me)},
      {"GET", "/api/v1/objects/{id}/explanation", guarded(door, explanation)},
      {"GET", "/api/v1/objects/{id}/readers", guarded(door, readers)},
      {"GET", "/api/v1/objects/{id}/holders", guarded(door, holders)},
      {"POST", "/api/v1/objects/{id}/recall", guarded(door, act_on_object("recall"))},
      {"POST", "/api/v1/objects/{id}/correction", guarded(door, act_on_object("correction"))},
      {"POST", "/api/v1/objects/{id}/reclassification", guarded(door, act_on_object("reclassification"))},
      {"POST", "/api/v1/objects/{id}/erasure", guarded(door, act_on_object("erasure"))},
      {"POST", "/api/v1/objects/{id}/approval", guarded(door, act_on_object("approval"))},
      {"POST", "/api/v1/derivations", guarded(door, preview_derivation)},
      {"GET", "/api/v1/tearlines", guarded(door, tearlines)},
      {"POST", "/api/v1/tokens", guarded(door, add_token)},
  };
}

}  // namespace comity::api
