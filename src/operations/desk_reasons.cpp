#include "operations/desk_reasons.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

#include "agreement/act.hpp"
#include "agreement/terms.hpp"

namespace comity::operations {
namespace {

using agreement::Terms;

std::string day(Time time) { return format_time(time).substr(0, 10); }

// An agreement as it binds a party at an instant: nothing where it does not.
struct Bound {
  const Terms* terms = nullptr;
  std::set<std::string> stopped;  // other parties from which nothing comes to this one under it
};
std::map<std::string, Bound> bound_in(const release::World& world, std::string_view party) {
  std::map<std::string, Bound> out;
  for (const auto& pact : world.current()) {
    const Terms& terms = pact->terms();
    if (!agreement::binds(terms, party, world.time())) continue;
    Bound& one = out[terms.id];
    if (one.terms != nullptr && one.terms->version >= terms.version) continue;
    one.terms = &terms;
    one.stopped.clear();
    for (const agreement::Adherence& other : terms.parties)
      if (other.party != party && agreement::binds(terms, other.party, world.time()) && !agreement::permits_direction(terms, other.party, party, world.time()))
        one.stopped.insert(other.party);
  }
  return out;
}

std::string parties(const std::set<std::string>& all) { return fmt::format("{}", fmt::join(all, ", ")); }

// Whether `more` has some that `less` lacks, and which.
std::set<std::string> beyond(const std::set<std::string>& more, const std::set<std::string>& less) {
  std::set<std::string> out;
  std::set_difference(more.begin(), more.end(), less.begin(), less.end(), std::inserter(out, out.end()));
  return out;
}

}  // namespace

std::string DeskReasons::title(std::string_view agreement, int version) const {
  const auto found = titles_.find(std::string(agreement));
  const std::string name = found == titles_.end() || found->second.empty() ? std::string(agreement) : found->second;
  return version > 0 ? fmt::format("{} v{}", name, version) : name;
}

// What the later terms carry to the caller's party that the earlier did not.
std::string DeskReasons::new_rows(const Terms* before, const Terms& after) const {
  constexpr std::size_t kMostTold = 3;
  std::vector<std::string> out;
  for (const agreement::Equivalence& row : after.equivalences) {
    if (row.to_party != caller_.party || row.from_party == caller_.party) continue;
    const bool had = before != nullptr && std::any_of(before->equivalences.begin(), before->equivalences.end(), [&](const agreement::Equivalence& old) {
      return old.from_party == row.from_party && old.from_scheme == row.from_scheme && old.from_word == row.from_word && old.to_party == row.to_party &&
             old.to_scheme == row.to_scheme && old.to_word == row.to_word;
    });
    if (had) continue;
    std::string one = fmt::format("{} {} as {}", row.from_party, row.from_word, row.to_word);
    if (!row.article.empty()) one = fmt::format("Art. {} carries {}", row.article, one);
    else one = "Carries " + one;
    if (std::find(out.begin(), out.end(), one) == out.end()) out.push_back(std::move(one));
  }
  const bool more = out.size() > kMostTold;
  if (more) out.resize(kMostTold);
  return fmt::format("{}{}", fmt::join(out, "; "), more ? "; and others" : "");
}

bool DeskReasons::of_worlds(std::size_t event, DeskWhy& out) const {
  if (event == 0) return false;
  const auto& events = node_.policy.events();
  const auto before = bound_in(*events[event - 1].world, caller_.party), after = bound_in(*events[event].world, caller_.party);
  const auto say = [&](std::string kind, std::string_view id, int version, std::string text, std::string detail = "") {
    out.kind = std::move(kind);
    out.agreement = id;
    out.version = version;
    out.text = std::move(text);
    out.detail = std::move(detail);
    return true;
  };
  for (const auto& [id, now] : after) {
    if (!told(id)) continue;
    const auto had = before.find(id);
    const Terms* old = had == before.end() ? nullptr : had->second.terms;
    if (old == nullptr || old->version != now.terms->version)
      return say("agreement", id, now.terms->version, title(id, now.terms->version) + " entered into force", new_rows(old, *now.terms));
  }
  for (const auto& [id, was] : before)
    if (told(id) && !after.contains(id)) return say("ended", id, was.terms->version, title(id) + " ended");
  for (const auto& [id, now] : after) {
    const auto had = before.find(id);
    if (!told(id) || had == before.end()) continue;
    if (const auto stopped = beyond(now.stopped, had->second.stopped); !stopped.empty())
      return say("suspended", id, now.terms->version, fmt::format("{} suspended towards {}", title(id), caller_.party), fmt::format("Nothing comes from {} under it", parties(stopped)));
    if (const auto resumed = beyond(had->second.stopped, now.stopped); !resumed.empty())
      return say("resumed", id, now.terms->version, fmt::format("{} resumed towards {}", title(id), caller_.party), fmt::format("From {}", parties(resumed)));
  }
  return false;
}

void DeskReasons::of_act(const agreement::SignedAct& one, DeskWhy& out) const {
  const agreement::Act& act = one.act;
  const std::string by(marking::party_of(act.by));
  const auto ours = [&](std::string_view other) { return by == caller_.party || other == caller_.party; };
  if (const auto* b = std::get_if<agreement::Suspend>(&act.body); b != nullptr && told(b->agreement)) {
    out.kind = "suspended";
    out.agreement = b->agreement;
    out.text = fmt::format("{} suspended {}", by, title(b->agreement));
    out.detail = fmt::format("From {} to {}{}", b->from, b->to, b->until ? ", until " + day(*b->until) : "");
  } else if (const auto* r = std::get_if<agreement::Resume>(&act.body); r != nullptr && told(r->agreement)) {
    out.kind = "resumed";
    out.agreement = r->agreement;
    out.text = fmt::format("{} ended its suspension of {}", by, title(r->agreement));
    out.detail = fmt::format("From {} to {}", r->from, r->to);
  } else if (const auto* p = std::get_if<agreement::SuspendParty>(&act.body); p != nullptr && ours(p->party)) {
    out.kind = "suspended";
    out.text = fmt::format("{} stopped all sharing with {}", by, p->party);
    if (p->until) out.detail = "Until " + day(*p->until);
  } else if (const auto* q = std::get_if<agreement::ResumeParty>(&act.body); q != nullptr && ours(q->party)) {
    out.kind = "resumed";
    out.text = fmt::format("{} shares with {} again", by, q->party);
  } else if (const auto* c = std::get_if<agreement::GiveConsent>(&act.body); c != nullptr && ours(c->to)) {
    out.kind = "consent";
    out.text = fmt::format("{} consented", act.by);
    out.detail = fmt::format("To {}{}{}", c->to, c->until ? ", until " + day(*c->until) : "", c->later_versions ? "; later versions too" : "; later versions not covered");
  } else if (const auto* v = std::get_if<agreement::RevokeConsent>(&act.body); v != nullptr) {
    const auto consent = node_.exceptions.consents().find(v->consent);
    if (consent == node_.exceptions.consents().end() || !ours(std::get<agreement::GiveConsent>(consent->second.act.act.body).to)) return;
    out.kind = "consent-ended";
    out.text = fmt::format("{} revoked its consent", act.by);
  } else if (std::holds_alternative<agreement::ApproveTearline>(act.body)) {
    out.kind = "tearline";
    out.text = "A tearline was approved";
  } else if (const std::string_view id = agreement::agreement_of(act); !id.empty() && told(id)) {
    out.agreement = id;
    out.text = fmt::format("{} changed", title(id));
  }
}

Result<DeskWhy> DeskReasons::of_event(Seq place, bool lost) const {
  const auto& events = node_.policy.events();
  const auto event = std::lower_bound(events.begin(), events.end(), place, [](const journal::PolicyEvent& one, Seq seq) { return one.seq < seq; });
  DeskWhy out;
  out.kind = "policy";
  out.text = "The policy changed";
  out.policy = place;
  TRY(const store::Record record, node_.engine().read(place));
  TRY(const journal::Entry entry, journal::decode_payload(record));
  out.at = entry.time;
  if (event == events.end() || event->seq != place) {
    // No policy event: what arrived changed what is given of other objects.
    out.policy = 0;
    out.kind = lost ? "reference" : "submission";
    out.text = lost ? "What refers to these changed" : "New from originators";
    return out;
  }
  const auto index = static_cast<std::size_t>(event - events.begin());
  const Time from = index == 0 ? Time::min() : events[index - 1].world->time(), to = event->world->time();
  switch (entry.kind) {
    case journal::Kind::agreement:
      if (!of_worlds(index, out))
        if (const auto one = agreement::parse_signed(entry.body); one && told(one->document.terms.id)) {
          out.kind = "agreement";
          out.agreement = one->document.terms.id;
          out.version = one->document.terms.version;
          out.text = title(out.agreement, out.version) + " recorded";
        }
      break;
    case journal::Kind::act:
      if (const auto act = journal::decode_act(entry.body))
        if (const auto signed_act = agreement::parse_signed_act(act->act)) of_act(*signed_act, out);
      break;
    case journal::Kind::clock: {
      out.at = to;
      if (of_worlds(index, out)) break;
      const auto passed = [&](Time when) { return from < when && when <= to; };
      const auto clearance = event->world->directory().clearances.find(caller_.person);
      if (clearance != event->world->directory().clearances.end() && (passed(clearance->second.until) || passed(clearance->second.from))) {
        out.kind = "clearance";
        out.text = passed(clearance->second.until) ? "Your clearance ended" : "Your clearance began";
        break;
      }
      for (const auto& [id, consent] : node_.exceptions.consents()) {
        const auto& given = std::get<agreement::GiveConsent>(consent.act.act.body);
        if (given.to != caller_.party && marking::party_of(consent.act.act.by) != caller_.party) continue;
        const bool ended = given.until && passed(*given.until);
        if (!ended && !(given.from && passed(*given.from))) continue;
        out.kind = ended ? "consent-ended" : "consent";
        out.text = fmt::format("{}'s consent {}", consent.act.act.by, ended ? "ended" : "began");
        break;
      }
      break;
    }
    case journal::Kind::clearance:
      out.kind = "clearance";
      if (const auto one = journal::decode_clearance(entry.body))
        if (const auto known = alliance::parse_clearance(one->clearance); known && known->person == caller_.person) {
          out.text = "Your clearance was recorded anew";
          if (known->until != Time::max()) out.detail = "Until " + day(known->until);
          break;
        }
      out.kind = "policy";
      break;
    case journal::Kind::directory:
      out.kind = "directory";
      out.text = "The directory changed";
      break;
    case journal::Kind::approval:
      out.kind = "approval";
      out.text = "Released by a second person";
      break;
    default: break;
  }
  return out;
}

DeskWhy DeskReasons::of_sharing(const std::set<std::string>& agreements, bool own, bool single) const {
  DeskWhy out;
  out.kind = own ? "own" : single ? "object" : "submission";
  out.text = own ? fmt::format("New from {}", caller_.party) : single ? "New, released one by one" : "New from originators";
  std::vector<std::string> names;
  for (const std::string& id : agreements)
    if (told(id)) {
      names.push_back(title(id));
      out.agreement = id;
    }
  if (names.size() != 1) out.agreement.clear();
  if (!own && !names.empty()) out.detail = fmt::format("Released on submission; {}", fmt::join(names, ", "));
  return out;
}

DeskWhy DeskReasons::of_recall(const shelf::Exceptions::Event& event) const {
  using Cause = shelf::RecallRecord::Cause;
  const shelf::RecallRecord& recall = *event.recall;
  DeskWhy out;
  const auto words = [&]() -> std::pair<const char*, const char*> {
    switch (recall.cause) {
      case Cause::corrected: return {"corrected", "corrected"};
      case Cause::reclassified: return {"reclassified", "reclassified"};
      case Cause::withdrawn: return {"withdrawn", "withdrew"};
      case Cause::recalled: break;
    }
    return {"recalled", "recalled"};
  }();
  out.kind = words.first;
  out.text = fmt::format("{} {} {}", recall.party, words.second, "what you had");
  if (!recall.reason.empty()) out.detail = "Reason given: " + recall.reason;
  out.policy = event.seq;
  return out;
}

}  // namespace comity::operations
