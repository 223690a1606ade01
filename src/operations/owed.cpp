#include "operations/owed.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <shared_mutex>
#include <tuple>

#include "judgement/rounds.hpp"
#include "operations/acts.hpp"
#include "operations/concerns.hpp"
#include "operations/consents.hpp"
#include "operations/credentials.hpp"
#include "operations/feed.hpp"
#include "operations/held.hpp"
#include "operations/notebook.hpp"
#include "operations/representing.hpp"
#include "operations/search.hpp"
#include "operations/statements.hpp"

namespace comity::operations {
namespace {

using nlohmann::ordered_json;

constexpr std::int64_t kDayUs = 86'400'000'000;
constexpr std::int64_t kRecallsUs = 30 * kDayUs;
constexpr std::size_t kMostRecalls = 1000;

struct Standing {
  bool official = false, registrar = false, releaser = false, submitter = false, represents = false;
  Time now;
};
Standing standing_of(Node& node, const Caller& caller) {
  Standing out;
  std::shared_lock state(node.journal().state());
  out.now = std::max(node.clock().now(), node.policy.world().time());
  out.official = has_role(node, caller, "official");
  out.registrar = has_role(node, caller, "registrar");
  out.releaser = has_role(node, caller, "releaser");
  out.submitter = has_role(node, caller, "submitter");
  out.represents = represents(node, caller, out.now);
  return out;
}

Result<void> add_consents(Node& node, const Caller& caller, const Standing& who, std::vector<Owed>& out) {
  if (!who.official && !who.registrar) return {};
  TRY(const RequestsPage page, requests(node, caller));
  for (const auto& one : page.requests) {
    const ConsentRequest& asked = one.request;
    if (asked.of != caller.party || !one.answers.empty()) continue;
    std::string detail = asked.object;
    if (!asked.purpose.empty()) detail += ", for " + asked.purpose;
    if (!asked.reason.empty()) detail += ": " + asked.reason;
    out.push_back({"consent", asked.id, fmt::format("Consent asked by {}", marking::agency_of(asked.person)), std::move(detail), {}, one.at, "/product/" + asked.object});
  }
  return {};
}

Time end_of(const judgement::Schedule& schedule, judgement::Part part) {
  switch (part) {
    case judgement::Part::commit: return schedule.commit_until;
    case judgement::Part::reveal: return schedule.reveal_until;
    case judgement::Part::discussion: return schedule.discuss_until;
    case judgement::Part::second_commit: return schedule.second_commit_until;
    case judgement::Part::second_reveal: return schedule.second_reveal_until;
    case judgement::Part::over: break;
  }
  return Time::max();
}

Result<void> add_rounds(Node& node, const Caller& caller, const Standing& who, OwedAnswer& out) {
  if (!who.submitter) return {};
  TRY(RoundList list, rounds_of(node, caller));
  for (const RoundListed& one : list.rounds) {
    if (!one.waits_for_you) continue;
    const bool commits = judgement::commits_in(one.part) != 0;
    std::shared_lock state(node.journal().state());
    const judgement::Round* round = node.rounds.find(one.id);
    if (round == nullptr) continue;
    Owed owed{commits ? "round-commit" : "round-reveal", one.id, one.title,
              fmt::format("{}, round {}; {} of {} in", commits ? "Sealed judgement" : "To be revealed",
                          commits ? judgement::commits_in(one.part) : judgement::reveals_in(one.part), one.committed, one.invited),
              {}, one.opened, "/assess/" + one.id};
    if (const Time due = end_of(round->asked.schedule, one.part); due != Time::max()) owed.due = due;
    out.owed.push_back(std::move(owed));
  }
  // Every title of the list was read, whether it is shown here or not.
  out.leases = std::move(list.leases);
  return {};
}

Result<void> add_statements(Node& node, const Caller& caller, const Standing& who, std::vector<Owed>& out) {
  if (!who.represents) return {};
  TRY(const auto all, statements(node, caller));
  for (const StatementSeen& one : all) {
    const bool open = one.outcome.state == statement::State::open || one.outcome.state == statement::State::silence;
    const auto ours = one.outcome.parties.find(caller.party);
    if (!open || ours == one.outcome.parties.end() || ours->second.stand != statement::Stand::none) continue;
    const statement::Document& document = one.held.latest().text.document;
    Owed owed{"statement", one.id, document.title, fmt::format("Version {}, drafted by {}; {} of {} agreed", document.version, document.convenor, one.outcome.agreed, one.outcome.parties.size()),
              document.closes, one.held.latest().at, "/statements/" + one.id};
    if (document.silence && (!owed.due || *document.silence < *owed.due)) {
      owed.due = document.silence;
      owed.detail += "; silence agrees";
    }
    out.push_back(std::move(owed));
  }
  return {};
}

Result<void> add_concerns(Node& node, const Caller& caller, const Standing& who, std::vector<Owed>& out) {
  if (!who.represents) return {};
  ConcernFilter filter;
  filter.about = caller.party;
  filter.open_only = true;
  TRY(const auto all, concerns(node, caller, filter));
  for (const ConcernSeen& one : all) {
    using State = statement::ConcernState;
    const State state = one.course.state;
    const bool waits = state == State::open || state == State::answer_overdue || state == State::remedy_due || state == State::remedy_overdue;
    if (one.is_void || one.numbers_only || !waits) continue;
    const statement::Step& raised = one.held.raised();
    out.push_back({"concern", one.id, fmt::format("Concern of {} about {}", raised.by, raised.about), fmt::format("{}; {}", statement::name_of(raised.category), statement::name_of(state)),
                   one.course.due, one.held.steps.front().at, "/concerns/" + one.id});
  }
  return {};
}

Result<void> add_tearlines(Node& node, const Caller& caller, const Standing& who, std::vector<Owed>& out) {
  if (!who.official) return {};
  TRY(const auto waiting, tearlines(node, caller));
  for (const WaitingTearline& one : waiting)
    out.push_back({"tearline", one.id, "Tearline to approve", fmt::format("Of {}, from {} of your sources{}", one.owner, one.sources.size(),
                                                                          one.others.empty() ? "" : fmt::format("; {} yet to approve", fmt::join(one.others, ", "))),
                   {}, {}, "/product/" + one.id});
  return {};
}

// Versions of the caller's party that wait for a second person, other than who shared them.
Result<void> add_approvals(Node& node, const Caller& caller, const Standing& who, std::vector<Owed>& out) {
  if (!who.official && !who.releaser) return {};
  std::vector<std::uint32_t> rows;
  std::map<std::uint32_t, std::pair<std::string, Time>> shared;  // by whom and when
  {
    std::shared_lock state(node.journal().state());
    for (const shelf::Exceptions::Said& said : node.exceptions.said()) {
      const shelf::Row& row = node.shelf.row(said.row);
      if (!node.exceptions.awaits_second_person(said.row) || node.shelf.owner(row.owner) != caller.party || node.exceptions.recalled(said.row, UINT64_MAX)) continue;
      TRY(const shelf::ObjectRecord record, object_record(node.engine(), row.seq));
      if (record.submitter == caller.person) continue;
      rows.push_back(said.row);
      shared.emplace(said.row, std::pair(record.submitter, row.added));
    }
  }
  TRY(const auto shown, show_rows(node, caller, "owed", rows));
  for (const auto& [row, one] : shown) {
    const auto& [submitter, added] = shared.at(row);
    out.push_back({"approval", one.id, one.shown.title.empty() ? one.id : one.shown.title, fmt::format("Version {} of {} needs a second person", one.version, submitter), {}, added, "/product/" + one.id});
  }
  return {};
}

Result<void> add_recalls(Node& node, const Caller& caller, const Standing& who, std::vector<Owed>& out) {
  PageRequest request;
  request.collection = "owed";
  request.limit = kMostRecalls;
  request.added_after = Time{who.now.us - kRecallsUs};
  if (const auto seen = note_of(node, caller, NoteKind::seen, "desk")) {
    const auto json = nlohmann::json::parse(*seen, nullptr, false);
    if (json.is_object() && json.contains("cursor") && json["cursor"].is_string())
      if (const auto cursor = read_feed_cursor(json["cursor"].get<std::string>())) request.after = *cursor;
  }
  TRY(const GonePage gone, tombstones(node, caller, request));
  for (const GonePage::Gone& one : gone.gone) {
    if (!one.recalled) continue;
    Owed owed{"recall", one.id, "Recalled: destroy your copies", one.reason.empty() ? "" : "Reason given: " + one.reason, {}, one.added, "/product/" + one.id};
    if (!one.replaced_by.empty()) owed.detail += (owed.detail.empty() ? "" : "; ") + fmt::format("{} stands in its place", one.replaced_by);
    out.push_back(std::move(owed));
  }
  return {};
}

bool soon(Time until, Time now) { return now < until && until.us - now.us <= kEndingDays * kDayUs; }
int days_left(Time until, Time now) { return static_cast<int>((until.us - now.us) / kDayUs); }

Result<void> add_agreements(Node& node, const Caller& caller, Time now, std::vector<Ending>& out) {
  TRY(const auto all, agreements_of(node, caller));
  for (const AgreementSeen& one : all) {
    if (one.standing.state != agreement::Standing::State::in_force || !one.standing.until || !soon(*one.standing.until, now)) continue;
    Ending ending{"agreement", one.id, one.id, *one.standing.until, days_left(*one.standing.until, now), "in force", ""};
    for (const auto& recorded : one.history)
      if (const auto* document = std::get_if<agreement::Signed>(&recorded.what); document != nullptr && !recorded.void_since_revoked && !document->document.terms.title.empty())
        ending.title = document->document.terms.title;
    ending.title = fmt::format("{} v{}", ending.title, one.standing.version);
    if (!one.standing.notices.empty()) {
      ending.state = "notice given";
      ending.detail = fmt::format("Notice by {}", one.standing.notices.front().by);
    } else if (!one.standing.suspensions.empty()) {
      ending.state = "suspended";
    }
    for (const Drafts::Draft& draft : one.drafts)
      if (const auto& terms = draft.document.document.terms; terms.version > one.standing.version)
        ending.detail += fmt::format("{}{} of {} signed version {}", ending.detail.empty() ? "" : "; ", draft.document.signatures.size(), terms.parties.size(), terms.version);
    out.push_back(std::move(ending));
  }
  return {};
}

Result<void> add_ending(Node& node, const Caller& caller, Time now, std::vector<Ending>& out) {
  if (!caller.is_operator()) {
    TRY_VOID(add_agreements(node, caller, now, out));
    {
      std::shared_lock state(node.journal().state());
      const auto& clearances = node.policy.world().directory().clearances;
      if (const auto mine = clearances.find(caller.person); mine != clearances.end() && mine->second.from <= now && soon(mine->second.until, now)) {
        std::vector<std::string> levels;
        for (const auto& [scheme, word] : mine->second.levels) levels.push_back(scheme + " " + word);
        out.push_back({"clearance", caller.person, "Your clearance", mine->second.until, days_left(mine->second.until, now), "valid", fmt::format("{}", fmt::join(levels, ", "))});
      }
    }
    TRY(const auto given, consents(node, caller));
    for (const ConsentShown& one : given) {
      const auto* consent = std::get_if<agreement::GiveConsent>(&one.act.body);
      if (consent == nullptr || one.state != ConsentState::valid || !consent->until || !soon(*consent->until, now)) continue;
      out.push_back({"consent", consent->id, fmt::format("Consent of {} to {}", one.act.by, consent->to), *consent->until, days_left(*consent->until, now), "valid",
                     fmt::format("{} object{}", consent->objects.size(), consent->objects.size() == 1 ? "" : "s")});
    }
  }
  TRY(const auto mine, tokens(node, caller, caller.person));
  for (const TokenState& one : mine)
    if (!one.token.revoked && soon(one.token.until, now))
      out.push_back({"token", one.token.id, one.token.note.empty() ? "A token of yours" : one.token.note, one.token.until, days_left(one.token.until, now), "valid", ""});
  TRY(const auto bound, certificates(node, caller));
  for (const access::Certificate& one : bound)
    if (one.person == caller.person && soon(one.until, now))
      out.push_back({"certificate", one.id, one.note.empty() ? "A certificate of yours" : one.note, one.until, days_left(one.until, now), "valid", ""});
  std::sort(out.begin(), out.end(), [](const Ending& a, const Ending& b) { return std::tie(a.until, a.kind, a.id) < std::tie(b.until, b.kind, b.id); });
  return {};
}

std::string screen_of(const Owed& one) {
  if (one.kind == "approval" || one.kind == "tearline") return "write";
  if (one.kind == "consent") return "agreements";
  if (one.kind == "statement") return "statements";
  if (one.kind == "recall" || one.kind == "concern") return "handling";
  return "assess";
}

}  // namespace

Result<OwedAnswer> owed(Node& node, const Caller& caller) {
  TRY_VOID(settle_clock(node));
  OwedAnswer out;
  const Standing who = standing_of(node, caller);
  if (!caller.is_operator()) {
    TRY_VOID(add_consents(node, caller, who, out.owed));
    TRY_VOID(add_rounds(node, caller, who, out));
    TRY_VOID(add_statements(node, caller, who, out.owed));
    TRY_VOID(add_concerns(node, caller, who, out.owed));
    TRY_VOID(add_tearlines(node, caller, who, out.owed));
    TRY_VOID(add_approvals(node, caller, who, out.owed));
    TRY_VOID(add_recalls(node, caller, who, out.owed));
  }
  TRY_VOID(add_ending(node, caller, who.now, out.ending));
  std::stable_sort(out.owed.begin(), out.owed.end(), [](const Owed& a, const Owed& b) {
    const Time x = a.due.value_or(Time::max()), y = b.due.value_or(Time::max());
    return std::tie(x, a.kind, a.id) < std::tie(y, b.kind, b.id);
  });
  out.counts["desk"] = static_cast<int>(out.owed.size());
  for (const char* screen : {"write", "agreements", "handling", "assess", "statements"}) out.counts[screen] = 0;
  for (const Owed& one : out.owed) ++out.counts[screen_of(one)];
  return out;
}

ordered_json to_json(const OwedAnswer& answer) {
  ordered_json owed = ordered_json::array(), ending = ordered_json::array(), counts = ordered_json::object();
  for (const Owed& one : answer.owed) {
    ordered_json row{{"kind", one.kind}, {"id", one.id}, {"title", one.title}, {"detail", one.detail}};
    if (one.due) row["due"] = format_time(*one.due);
    if (one.since) row["since"] = format_time(*one.since);
    row["path"] = one.path;
    owed.push_back(std::move(row));
  }
  for (const Ending& one : answer.ending)
    ending.push_back({{"kind", one.kind}, {"id", one.id}, {"title", one.title}, {"until", format_time(one.until)}, {"days", one.days}, {"state", one.state}, {"detail", one.detail}});
  for (const auto& [screen, count] : answer.counts) counts[screen] = count;
  return {{"owed", std::move(owed)}, {"ending", std::move(ending)}, {"counts", std::move(counts)}};
}

}  // namespace comity::operations
