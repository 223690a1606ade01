#include "agreement/course.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "agreement/words.hpp"

namespace comity::agreement {
namespace {

constexpr std::int64_t kDay = 24LL * 3600 * 1'000'000;

std::set<std::string> parties_of(const Terms& terms) {
  std::set<std::string> out;
  for (const auto& one : terms.parties) out.insert(one.party);
  return out;
}

// A version that only adds parties, and rows that begin or end at them.
bool accession(const Terms& before, const Terms& after) {
  const auto old = parties_of(before);
  const auto fresh = [&](const std::string& party) { return !old.contains(party); };
  Terms trimmed = after;
  std::erase_if(trimmed.parties, [&](const Adherence& one) { return fresh(one.party); });
  std::erase_if(trimmed.equivalences, [&](const Equivalence& row) { return fresh(row.from_party) || fresh(row.to_party); });
  if (before.kind == Kind::bilateral && after.kind == Kind::multilateral) trimmed.kind = before.kind;
  trimmed.version = before.version;
  return trimmed.parties.size() < after.parties.size() && trimmed == before;
}

}  // namespace

bool Course::replaced(std::size_t version, Time at) const {
  for (std::size_t i = version + 1; i < versions_.size(); ++i)
    // A version that a later one overtakes never holds.
    if (versions_[i].start <= std::max(at, versions_[version].start)) return true;
  return false;
}

const Course::Version& Course::ruling(Time now) const {
  for (auto one = versions_.rbegin(); one != versions_.rend(); ++one)
    if (one->start <= now) return *one;
  // The first that will hold; of two that begin at once, the later one.
  return *std::min_element(versions_.rbegin(), versions_.rend(), [](const Version& a, const Version& b) { return a.start < b.start; });
}
Course::Version& Course::ruling(Time now) { return const_cast<Version&>(std::as_const(*this).ruling(now)); }

Time Course::bond_end(const Version& version, std::string_view party) {
  Time out = Time::min();
  for (const auto& one : version.put->parties)
    if (one.party == party) out = std::max(out, std::min(one.until, version.end));
  return out;
}

bool Course::names(std::string_view party) const {
  return std::any_of(versions_.begin(), versions_.end(), [&](const Version& version) {
    return std::any_of(version.terms.parties.begin(), version.terms.parties.end(), [&](const Adherence& one) { return one.party == party; });
  });
}

std::set<std::string> Course::bound(Time now) const {
  std::set<std::string> out;
  for (std::size_t i = 0; i < versions_.size(); ++i) {
    if (replaced(i, now)) continue;
    for (const auto& party : parties_of(versions_[i].terms))
      if (bond_end(versions_[i], party) > now) out.insert(party);
  }
  return out;
}

Result<std::set<std::string>> Course::needed(const Terms& next, Time now) const {
  const auto named = parties_of(next);
  if (versions_.empty()) return named;
  const Terms& before = last();
  if (next.version <= before.version)
    return fail(Code::conflict, fmt::format("version {} of {} is recorded already; give this one the number {}", before.version, next.id, before.version + 1));
  if ((next.kind == Kind::community) != (before.kind == Kind::community))
    return fail(Code::invalid, fmt::format("{} {} a community; write another id for what is none", next.id, before.kind == Kind::community ? "is" : "is not"), "kind");
  const auto signing = bound(now);
  for (const auto& party : signing)
    if (!named.contains(party))
      return fail(Code::invalid, fmt::format("{} is bound by {}; name it among the parties, with until where it leaves", party, next.id), "parties");
  for (const auto& notice : notices_) {
    if (notice.held || notice.effective > now || named.size() == 2) continue;
    for (const auto& one : next.parties)
      if (one.party == notice.by && one.since < notice.effective && one.until > notice.effective)
        return fail(Code::invalid, fmt::format("{} left {} on {}; write when it left and since when it is bound again", one.party, next.id, format_date(notice.effective)), "parties");
  }
  std::set<std::string> out;
  if (!before.accession.empty() && accession(before, next)) {
    std::set_intersection(before.accession.begin(), before.accession.end(), signing.begin(), signing.end(), std::inserter(out, out.end()));
    if (out.empty()) out = signing;
    const auto old = parties_of(before);
    std::set_difference(named.begin(), named.end(), old.begin(), old.end(), std::inserter(out, out.end()));
    return out;
  }
  out = signing;
  for (const auto& one : next.parties)
    if (one.until > now) out.insert(one.party);
  return out;
}

void Course::add(Terms terms, Time recorded, Time start) {
  versions_.push_back({std::move(terms), recorded, start, Time::max(), nullptr});
  put_together();
}

Terms Course::with_acts(Version& version) const {
  Terms out = version.terms;
  out.in_force = version.start;
  out.until = end_of(out);
  out.renews_months = 0;
  out.suspensions.insert(out.suspensions.end(), suspensions_.begin(), suspensions_.end());
  const bool two = parties_of(out).size() == 2;
  for (const auto& notice : notices_) {
    if (notice.held) continue;
    const bool known = version.recorded > notice.given;  // they signed it knowing of the notice
    if (two) {
      if (!known || version.start < notice.effective) out.until = std::min(out.until, notice.effective);
      continue;
    }
    for (auto& one : out.parties)
      if (one.party == notice.by && !(known && one.since >= notice.effective)) one.until = std::min(one.until, notice.effective);
  }
  std::erase_if(out.parties, [](const Adherence& one) { return one.since >= one.until; });
  version.end = out.until;
  return out;
}

void Course::put_together() {
  for (std::size_t i = 0; i < versions_.size(); ++i) {
    Terms terms = with_acts(versions_[i]);
    for (std::size_t k = i + 1; k < versions_.size(); ++k) terms.until = std::min(terms.until, versions_[k].start);
    if (!versions_[i].put || *versions_[i].put != terms) versions_[i].put = std::make_shared<const Terms>(std::move(terms));
  }
}

// ---- acts ---------------------------------------------------------------------------------------------------------------

const Notice* Course::notice_of(std::string_view party) const {
  // The last: earlier ones had their effect before the party came back.
  for (auto one = notices_.rbegin(); one != notices_.rend(); ++one)
    if (one->by == party) return &*one;
  return nullptr;
}
Notice* Course::notice_of(std::string_view party) { return const_cast<Notice*>(std::as_const(*this).notice_of(party)); }

Result<void> Course::check_bound(std::string_view party, Time now) const {
  if (!bound(now).contains(std::string(party)))
    return fail(Code::forbidden, fmt::format("{} is not bound by {}", party, last().id));
  return {};
}

Result<void> Course::check(const Act& act, Time now) const {
  return std::visit(
      [&](const auto& body) -> Result<void> {
        if constexpr (requires { body.agreement; }) return check_body(act, body, now);
        return fail(Code::internal, "this act is about no agreement");
      },
      act.body);
}

Result<void> Course::check_body(const Act& act, const Suspend& body, Time now) const {
  TRY_VOID(check_bound(act.by, now));
  const Terms& terms = ruling(now).terms;
  const auto parties = bound(now);
  for (const auto& party : {body.from, body.to})
    if (!parties.contains(party)) return fail(Code::invalid, fmt::format("{} is not bound by {}; correct from or to", party, terms.id));
  if (act.by != body.from && act.by != body.to)
    return fail(Code::forbidden, fmt::format("{} neither gives nor receives from {} to {}; one of these suspends it", act.by, body.from, body.to));
  if (!terms.suspending.empty() && !terms.suspending.contains(act.by))
    return fail(Code::forbidden, fmt::format("under {} only {} may suspend", terms.id, listed(terms.suspending)));
  if (body.until && *body.until <= now) return fail(Code::invalid, "the suspension is over already; mend until");
  return {};
}

Result<void> Course::check_body(const Act& act, const Resume& body, Time now) const {
  std::set<std::string> others;
  bool own = false;
  const auto look = [&](const Suspension& one) {
    if (one.from != body.from || one.to != body.to || one.until <= now) return;
    if (one.by == act.by)
      own = true;
    else
      others.insert(one.by);
  };
  for (const auto& one : suspensions_) look(one);
  for (std::size_t i = 0; i < versions_.size(); ++i)
    if (!replaced(i, now))
      for (const auto& one : versions_[i].terms.suspensions) look(one);
  if (own) return {};
  const std::string direction = fmt::format("release from {} to {} under {}", body.from, body.to, body.agreement);
  if (!others.empty()) return fail(Code::forbidden, fmt::format("{} was suspended by {}, and {} did not; who suspended resumes", direction, listed(others), act.by));
  return fail(Code::precondition, fmt::format("{} is not suspended", direction));
}

Result<Time> Course::effect_of(const Act& act, const GiveNotice& body, Time now) const {
  const Terms& terms = ruling(now).terms;
  const Time earliest{now.us + terms.notice.days * kDay};
  const auto too_late = [&] {
    return fail(Code::precondition, fmt::format("{} ends on {}, before a notice of {} given now could have effect", terms.id, format_date(terms.until), act.by));
  };
  if (end_of(terms) < earliest) return too_late();
  if (!terms.notice.term_end) {
    const Time date = std::max(body.effective.value_or(earliest), now);
    if (date < earliest)
      return fail(Code::invalid, fmt::format("{} asks for {} days: a notice given now has effect on {} or later", terms.id, terms.notice.days, format_time(earliest)));
    if (date > end_of(terms)) return fail(Code::invalid, fmt::format("{} ends before that, on {}", terms.id, format_date(terms.until)));
    return date;
  }
  const Time first = term_end_from(terms, earliest);
  if (!body.effective) return first;
  if (*body.effective < first || term_end_from(terms, *body.effective) != *body.effective)
    return fail(Code::invalid, fmt::format("a notice under {} has effect at the end of a term, and given now on {} or a later one", terms.id, format_date(first)));
  return *body.effective;
}

Result<void> Course::check_body(const Act& act, const GiveNotice& body, Time now) const {
  TRY_VOID(check_bound(act.by, now));
  const Terms& terms = ruling(now).terms;
  if (!terms.notice.by.empty() && !terms.notice.by.contains(act.by))
    return fail(Code::forbidden, fmt::format("under {} only {} may give notice", terms.id, listed(terms.notice.by)));
  if (const Notice* notice = notice_of(act.by); notice && (notice->held || notice->effective > now))
    return fail(Code::precondition, fmt::format("a notice of {} stands already; withdraw it, or let it run", act.by));
  TRY([[maybe_unused]] const Time date, effect_of(act, body, now));
  return {};
}

Result<void> Course::check_body(const Act& act, const WithdrawNotice& body, Time now) const {
  const Notice* notice = notice_of(act.by);
  if (!notice) return fail(Code::precondition, fmt::format("{} gave no notice of {}", act.by, body.agreement));
  if (!notice->held && notice->effective <= now)
    return fail(Code::precondition, fmt::format("the notice had effect on {} and cannot be withdrawn; sign a new version instead", format_date(notice->effective)));
  return {};
}

Result<void> Course::check_body(const Act& act, const HoldNotice& body, Time now) const {
  TRY_VOID(check_body(act, WithdrawNotice{body.agreement}, now));
  if (notice_of(act.by)->held) return fail(Code::precondition, "the notice is held already");
  return {};
}

Result<void> Course::check_body(const Act& act, const RunNotice& body, Time) const {
  const Notice* notice = notice_of(act.by);
  if (!notice || !notice->held) return fail(Code::precondition, fmt::format("{} holds no notice of {}", act.by, body.agreement));
  return {};
}

Result<void> Course::check_body(const Act&, const Renew& body, Time now) const {
  const Version& version = ruling(now);
  if (now < version.start || now >= version.end)
    return fail(Code::precondition, fmt::format("{} is not in force; sign a new version instead", version.terms.id));
  const Time end = term_end_from(version.terms, Time{now.us + 1});  // at the instant of an end the next term has begun
  if (end == Time::max()) return fail(Code::precondition, fmt::format("{} has no end that could be put off", version.terms.id));
  if (body.until <= end) return fail(Code::invalid, fmt::format("the term ends on {} as it is; write a later until", format_date(end)));
  return {};
}

void Course::apply(const Act& act, Time at) {
  if (const auto* suspend = std::get_if<Suspend>(&act.body)) {
    const Time since = std::max(suspend->since.value_or(at), at);
    suspensions_.push_back({act.by, suspend->from, suspend->to, since, suspend->until.value_or(Time::max()), ""});
  } else if (const auto* resume = std::get_if<Resume>(&act.body)) {
    const Time end = std::max(resume->since.value_or(at), at);
    const auto shorten = [&](std::vector<Suspension>& list) {
      for (auto& one : list)
        if (one.by == act.by && one.from == resume->from && one.to == resume->to) one.until = std::min(one.until, end);
      std::erase_if(list, [](const Suspension& one) { return one.since >= one.until; });
    };
    shorten(suspensions_);
    for (auto& version : versions_) shorten(version.terms.suspensions);
  } else if (const auto* give = std::get_if<GiveNotice>(&act.body)) {
    const auto effect = effect_of(act, *give, at);
    CHECK(effect.has_value());
    notices_.push_back({act.by, at, *effect, false, {}});
  } else if (std::get_if<WithdrawNotice>(&act.body)) {
    notices_.erase(notices_.begin() + (notice_of(act.by) - notices_.data()));
  } else if (std::get_if<HoldNotice>(&act.body)) {
    Notice& notice = *notice_of(act.by);
    notice.held = true;
    notice.held_since = at;
  } else if (std::get_if<RunNotice>(&act.body)) {
    Notice& notice = *notice_of(act.by);
    notice.held = false;
    notice.held_since.reset();
    notice.effective = std::max(notice.effective, at);
  } else if (const auto* renew = std::get_if<Renew>(&act.body)) {
    ruling(at).terms.until = renew->until;
  }
  put_together();
}

// ---- what comes of it ---------------------------------------------------------------------------------------------------

std::vector<std::shared_ptr<const Terms>> Course::current(Time at) const {
  std::vector<std::shared_ptr<const Terms>> out;
  for (std::size_t i = 0; i < versions_.size(); ++i)
    if (!replaced(i, at)) out.push_back(versions_[i].put);
  return out;
}

std::vector<std::shared_ptr<const Terms>> Course::former(Time at) const {
  std::vector<std::shared_ptr<const Terms>> out;
  for (std::size_t i = 0; i < versions_.size(); ++i)
    if (replaced(i, at)) out.push_back(versions_[i].put);
  return out;
}

std::vector<std::shared_ptr<const Terms>> Course::all() const {
  std::vector<std::shared_ptr<const Terms>> out;
  for (const auto& version : versions_) out.push_back(version.put);
  return out;
}

Standing Course::standing(Time at) const {
  Standing out;
  const Version& version = ruling(at);
  out.version = version.terms.version;
  out.state = at < version.start ? Standing::State::not_yet_in_force : at < version.end ? Standing::State::in_force : Standing::State::ended;
  if (version.end != Time::max()) out.until = version.end;
  if (version.terms.renews_months > 0 && out.state != Standing::State::ended) out.term_end = std::min(term_end_from(version.terms, Time{at.us + 1}), version.end);
  for (const auto& notice : notices_)
    if (notice.held || notice.effective > at) out.notices.push_back(notice);
  for (const auto& one : version.put->suspensions)
    if (one.until > at) out.suspensions.push_back(one);
  if (out.state == Standing::State::in_force)
    for (const auto& party : parties_of(*version.put))
      if (binds(*version.put, party, at)) out.bound.push_back(party);
  return out;
}

}  // namespace comity::agreement
