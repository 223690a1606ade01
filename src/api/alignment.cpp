#include "operations/alignment.hpp"

#include <fmt/format.h>

#include <charconv>
#include <nlohmann/json.hpp>

#include "api/alignment_schemas.hpp"
#include "api/door.hpp"
#include "api/paging.hpp"
#include "api/topics.hpp"
#include "operations/agreement_entry.hpp"
#include "operations/sharing.hpp"
#include "operations/statement_votes.hpp"

namespace comity::api {
namespace {

using nlohmann::ordered_json;
using Kind = Parameter::Kind;

constexpr std::int64_t kMostTimesAsked = 10'000;
const std::vector<std::string_view> kIndexWords(insight::kIndexNames.begin(), insight::kIndexNames.end());

Result<std::shared_ptr<const insight::RollCallSet>> roll_calls_of(const Call& call) {
  if (!call.door.options.roll_calls) return fail(Code::not_found, "this node was given no roll calls; its operator sets [alignment] votes in node.toml");
  return call.door.options.roll_calls();
}

// The votes that the call is about: roll calls, or positions on statements that the caller may know of.
Result<std::shared_ptr<const insight::RollCallSet>> set_of(const Call& call) {
  http::about_to_block();  // a file that changed is read again
  if (call.text("of") != "statements") return roll_calls_of(call);
  TRY(insight::RollCallSet set, operations::statement_votes(call.node(), call.caller, {.reserved_is_middle = call.text("reserved") == "middle"}));
  return std::make_shared<const insight::RollCallSet>(std::move(set));
}

Result<insight::VoteOptions> options_of(const Call& call) {
  insight::VoteOptions out;
  if (const std::string word = call.text("abstain"); !word.empty()) out.abstain = *insight::abstain_named(word);
  if (const std::string word = call.text("absent"); !word.empty()) out.absent = *insight::absent_named(word);
  out.drop_unanimous = call.text("unanimous") == "drop";
  out.important_only = call.flag("important");
  out.issues = call.texts("issue");
  if (const auto from = call.time("from")) {
    TRY(out.from, insight::parse_day(format_date(*from)));
  }
  if (const auto to = call.time("to")) {
    TRY(out.to, insight::parse_day(format_date(*to)));
  }
  return out;
}

insight::Resampling resampling_of(const Call& call, std::int64_t times) {
  return {static_cast<std::size_t>(call.whole("times").value_or(times)), 0.95, static_cast<std::uint64_t>(call.whole("seed").value_or(1))};
}

Result<operations::AlignmentAsk> ask_of(const Call& call, std::int64_t times, insight::By by) {
  operations::AlignmentAsk out;
  out.members = call.texts("member");
  out.a = call.text("a");
  out.b = call.text("b");
  TRY(out.options, options_of(call));
  if (const auto year = call.whole("year")) out.year = static_cast<std::int32_t>(*year);
  const std::string word = call.text("by");
  out.by = word.empty() ? by : word == "year" ? insight::By::year : word == "session" ? insight::By::session : insight::By::whole;
  out.resampling = resampling_of(call, times);
  if (const auto alone = insight::alone_named(call.text("alone"))) out.alone = *alone;
  return out;
}

Result<void> fill_members(const Call& call, const insight::RollCallSet& set, operations::AlignmentAsk& ask) {
  if (!ask.members.empty()) return {};
  TRY(ask.members, operations::members_of_node(call.node(), call.caller, set, call.text("community")));
  return {};
}

// Only the rows of the page are made, and one that says whether others follow.
Result<void> cut_to_page(const Call& call, operations::AlignmentAsk& ask) {
  TRY(const std::string after, read_next(call));
  const auto read = std::from_chars(after.data(), after.data() + after.size(), ask.after_row);
  if (!after.empty() && (read.ec != std::errc() || read.ptr != after.data() + after.size())) return fail(Code::invalid, "this is no next of an answer; ask without it", "next");
  ask.most_rows = static_cast<std::size_t>(call.whole("limit").value_or(kMostOfPage)) + 1;
  return {};
}

Result<http::Response> paged(const Call& call, ordered_json body, const char* list) {
  TRY_VOID(page_of(call, body, list, [](const ordered_json& one) { return fmt::format("{:08}", one.at("row").get<std::uint32_t>()); }));
  return answer(200, body);
}

Result<http::Response> pairs(const Call& call) {
  TRY(const auto set, set_of(call));
  TRY(auto ask, ask_of(call, 0, insight::By::whole));
  TRY_VOID(fill_members(call, *set, ask));
  TRY(const ordered_json body, operations::alignment_pairs(*set, ask));
  return answer(200, body);
}

Result<http::Response> pair(const Call& call) {
  TRY(const auto set, set_of(call));
  TRY(auto ask, ask_of(call, 1000, insight::By::year));
  TRY_VOID(cut_to_page(call, ask));
  TRY(ordered_json body, operations::alignment_pair(*set, ask));
  return paged(call, std::move(body), "splits");
}

template <Result<ordered_json> (*of)(const insight::RollCallSet&, const operations::AlignmentAsk&)>
Result<http::Response> of_group(const Call& call, const char* list, std::int64_t times, insight::VoteOptions::Abstain abstain = {}) {
  TRY(const auto set, set_of(call));
  TRY(auto ask, ask_of(call, times, insight::By::year));
  if (call.text("abstain").empty()) ask.options.abstain = abstain;
  TRY_VOID(cut_to_page(call, ask));
  TRY_VOID(fill_members(call, *set, ask));
  TRY(ordered_json body, of(*set, ask));
  return paged(call, std::move(body), list);
}

Result<http::Response> rice(const Call& call) { return of_group<operations::alignment_rice>(call, "calls", 1000, insight::kAbstainOfRice); }
Result<http::Response> lone(const Call& call) { return of_group<operations::alignment_lone>(call, "lone", 0); }
Result<http::Response> line(const Call& call) { return of_group<operations::alignment_line>(call, "departures", 0); }

Result<http::Response> window(const Call& call) {
  operations::WindowAsk ask;
  ask.a = call.text("a");
  ask.b = call.text("b");
  if (const auto index = insight::index_named(call.text("index"))) ask.index = *index;
  ask.before = static_cast<std::size_t>(call.whole("before").value_or(5));
  ask.after = static_cast<std::size_t>(call.whole("after").value_or(5));
  ask.donors = call.texts("donor");
  const auto date = call.time("date");
  if (date) {
    TRY(ask.date, insight::parse_day(format_date(*date)));
  }
  // The agreement first: what it is to the caller must not hang on anything else.
  TRY_VOID(operations::put_agreement(call.node(), call.caller, call.text("agreement"), date.has_value(), ask));
  http::about_to_block();
  TRY(const auto set, roll_calls_of(call));
  TRY(const ordered_json body, operations::alignment_window(*set, ask));
  return answer(200, body);
}

Result<http::Response> sharing(const Call& call) {
  http::about_to_block();  // all leases are looked at
  operations::SharingAsk ask;
  if (const auto index = insight::index_named(call.text("index"))) ask.index = *index;
  TRY(ask.options, options_of(call));
  ask.resampling = resampling_of(call, 1000);
  TRY(const auto set, roll_calls_of(call));
  TRY(const ordered_json body, operations::sharing_against_alignment(call.node(), call.caller, *set, ask));
  return answer(200, body);
}

using Parameters = std::vector<Parameter>;

Parameters operator+(Parameters a, const Parameters& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

Parameters vote_parameters(bool of_rice = false) {
  return {{.name = "from", .kind = Kind::time, .text = "Roll calls of that day or later."},
          {.name = "to", .kind = Kind::time, .text = "Roll calls of that day or earlier."},
          {.name = "abstain", .text = of_rice ? "What abstaining counts as; without it leave-out, as Rice has it." : "What abstaining counts as; without it middle.", .one_of = {"middle", "leave-out", "as-no"}},
          {.name = "absent", .text = "What absence counts as; without it leave-out.", .one_of = {"leave-out", "as-abstain"}},
          {.name = "unanimous", .text = "Whether roll calls count on which all who voted voted alike.", .one_of = {"keep", "drop"}},
          {.name = "important", .kind = Kind::flag, .text = "Only roll calls that are marked as important."},
          {.name = "issue", .text = "Only roll calls with one of these issue words; of statements, topics.", .many = true}};
}
Parameters set_parameters(bool of_rice = false) {
  return Parameters{{.name = "of", .text = "Roll calls that the operator gave the node, or statements that the caller may know of; without it roll calls.", .one_of = {"roll-calls", "statements"}},
                    {.name = "reserved", .text = "What a signature with a reservation counts as; without it yes.", .one_of = {"yes", "middle"}}} +
         vote_parameters(of_rice);
}
Parameters group_parameters() {
  return {{.name = "member", .text = "Members by their letters of ISO 3166, or numbers of COW; without any, parties of the node.", .many = true},
          {.name = "community", .text = "Without members: a community of which the caller's party is a member, as it is now."}};
}
Parameters by_parameter(std::string_view text) { return {{.name = "by", .text = text, .one_of = {"year", "session", "whole"}}}; }
Parameters bootstrap_parameters() {
  return {{.name = "times", .kind = Kind::whole, .text = "Bootstrap resamples; 0 for no intervals.", .least = 0, .most = kMostTimesAsked},
          {.name = "seed", .kind = Kind::whole, .text = "Of the bootstrap: the same seed gives the same interval; without it 1.", .least = 0, .most = INT32_MAX}};
}
Parameters pages() { return {limit_parameter(kMostOfPage), next_parameter()}; }
Parameters pair_parameters(bool required) {
  return {{.name = "a", .text = "A member.", .required = required}, {.name = "b", .text = "Another member.", .required = required}};
}
Parameters year_parameter(std::string_view text) { return {{.name = "year", .kind = Kind::whole, .text = text, .least = 1, .most = 9998}}; }
Parameters index_parameter() { return {{.name = "index", .text = "The index; without it agree3.", .one_of = kIndexWords}}; }

std::vector<Endpoint> endpoints() {
  return {
      {.method = "GET", .pattern = "/api/v1/alignment/pairs", .id = "getAlignmentPairs", .summary = "Every pair of a group: its table of votes and ten indices",
       .description = "At most 60 members. docs/methods/alignment.md defines the indices; what is undefined is null.", .scope = Scope::read,
       .parameters = set_parameters() + group_parameters() + year_parameter("One calendar year.") + by_parameter("How time is cut; without it whole.") + bootstrap_parameters(),
       .answers = {{200, "AlignmentPairs", "application/json", "The pairs that chose on at least one roll call."}}, .refusals = {404, 413}, .act = pairs},
      {.method = "GET", .pattern = "/api/v1/alignment/pair", .id = "getAlignmentPair", .summary = "One pair over time, its table of one year, and the roll calls on which it split",
       .description = "The splits come in pages, the opposed first.", .scope = Scope::read,
       .parameters = pair_parameters(true) + set_parameters() + year_parameter("Of the table and the splits; without it the last in which the pair chose.") + by_parameter("How time is cut; without it year.") +
                     bootstrap_parameters() + pages(),
       .answers = {{200, "AlignmentPair", "application/json", "The pair."}}, .refusals = {404}, .act = pair},
      {.method = "GET", .pattern = "/api/v1/alignment/rice", .id = "getAlignmentRice", .summary = "Cohesion of a group (Rice), by period and roll call", .scope = Scope::read,
       .parameters = set_parameters(true) + group_parameters() + by_parameter("How time is cut; without it year.") + bootstrap_parameters() + pages(),
       .answers = {{200, "AlignmentRice", "application/json", "Means with intervals, and a page of roll calls."}}, .refusals = {404}, .act = rice},
      {.method = "GET", .pattern = "/api/v1/alignment/lone", .id = "getAlignmentLone", .summary = "Roll calls on which one of a group stood alone", .scope = Scope::read,
       .parameters = set_parameters() + group_parameters() + Parameters{{.name = "alone", .text = "The only no, or the only one apart from all others; without it no.", .one_of = {"no", "apart"}}} + pages(),
       .answers = {{200, "AlignmentLone", "application/json", "A page of them, and how many of each member."}}, .refusals = {404}, .act = lone},
      {.method = "GET", .pattern = "/api/v1/alignment/line", .id = "getAlignmentLine", .summary = "Who left the line of a group, by period and roll call",
       .description = "The line is what more than half of at least three chose.", .scope = Scope::read, .parameters = set_parameters() + group_parameters() + by_parameter("How time is cut; without it year.") + pages(),
       .answers = {{200, "AlignmentLine", "application/json", "Counts, and a page of departures."}}, .refusals = {404}, .act = line},
      {.method = "GET", .pattern = "/api/v1/alignment/window", .id = "getAlignmentWindow", .summary = "An index of a pair around a day or an agreement's entry into force, beside donor pairs",
       .description = "With the slope before the day, the rank among donor pairs, and earlier days; where the pair moved apart before, no comparison is claimed.", .scope = Scope::read,
       .who = "An agreement only to those who may see it.",
       .parameters = Parameters{{.name = "agreement", .text = "Around its entry into force."}, {.name = "date", .kind = Kind::time, .text = "Around this day."}} + pair_parameters(false) + index_parameter() +
                     Parameters{{.name = "before", .kind = Kind::whole, .text = "Years before; without it 5.", .least = 2, .most = 30},
                                {.name = "after", .kind = Kind::whole, .text = "Years after; without it 5.", .least = 1, .most = 30},
                                {.name = "donor", .text = "Members whose pairs are compared with; without any, all who voted in each of its years.", .many = true}},
       .answers = {{200, "AlignmentWindow", "application/json", "The window."}}, .refusals = {404, 412}, .act = window},
      {.method = "GET", .pattern = "/api/v1/alignment/sharing", .id = "getAlignmentSharing", .summary = "What parties share, from the node's leases, beside how alike they vote: association, not cause",
       .description = "Pairs in which the caller's party is one; to the operator all, with the overlap of what each has at hand.", .scope = Scope::read,
       .who = "Officials, registrars and the operator.", .parameters = index_parameter() + vote_parameters() + bootstrap_parameters(),
       .answers = {{200, "AlignmentSharing", "application/json", "The pairs and their rank correlation."}}, .refusals = {403, 404}, .act = sharing},
  };
}

}  // namespace

const Topic& alignment() {
  static const Topic topic{.tag = "alignment",
                           .text = "Whether members vote or sign alike, from roll calls that are public and from statements; beside what they share.",
                           .endpoints = endpoints(),
                           .schemas = alignment_schemas()};
  return topic;
}

}  // namespace comity::api
