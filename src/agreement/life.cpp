#include "agreement/life_state.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace comity::agreement {

Result<void> Life::Impl::check(const SignedAct& one, Time now, const FindObject* find) const {
  const Act& act = one.act;
  TRY_VOID(verify(one));
  const std::string by{marking::party_of(act.by)};
  if (!state.given.parties.contains(by) || (by != act.by && !state.given.agencies.contains(act.by)))
    return fail(Code::invalid, fmt::format("{} is not in the directory", act.by), "by");
  if (act.issued.us > now.us + kAhead) return fail(Code::invalid, "the act was issued in the future; set the signer's clock right", "issued");
  // Signatures first: who cannot sign for the party learns nothing of what it did.
  TRY_VOID(check_signers(one, now, find));
  if (const std::string subject = subject_of(act); !subject.empty())
    if (const auto last = state.issued.find({act.by, subject}); last != state.issued.end() && act.issued <= last->second)
      return fail(Code::conflict, fmt::format("an act of {} about this, issued on {} or later, is recorded already; make the act again", act.by, format_time(act.issued)), "issued");
  return check_body(act, now, find);
}

Result<void> Life::Impl::check_body(const Act& act, Time now, const FindObject* find) const {
  if (const std::string_view id = agreement_of(act); !id.empty()) {
    const Course* about = course(id);
    // What a party did not sign, it is not told of.
    if (!about || !signed_by(id, act.by)) return fail(Code::precondition, fmt::format("{} is bound by no agreement {}; correct the name", act.by, id), "agreement");
    return about->check(act, now);
  }
  return std::visit([&](const auto& body) { return check_one(act, body, now, find); }, act.body);
}

bool Life::Impl::signed_by(std::string_view id, const std::string& party) const {
  const Course* about = course(id);
  return about && about->names(party);
}

Result<void> Life::Impl::check_one(const Act&, const SuspendParty& body, Time now, const FindObject*) const {
  if (!state.given.parties.contains(body.party)) return fail(Code::invalid, fmt::format("{} is not in the directory", body.party), "party");
  if (body.until && *body.until <= now) return fail(Code::invalid, "the suspension is over already; mend until", "until");
  return {};
}

Result<void> Life::Impl::check_one(const Act& act, const ResumeParty& body, Time now, const FindObject*) const {
  for (const auto& one : state.suspensions)
    if (one.by == act.by && one.party == body.party && one.until > now) return {};
  return fail(Code::precondition, fmt::format("{} has not suspended {}", act.by, body.party));
}

Result<void> Life::Impl::check_one(const Act&, const Designate& body, Time now, const FindObject*) const {
  if (!state.given.people.contains(body.person)) return fail(Code::invalid, fmt::format("{} is not in the directory", body.person), "person");
  if (body.for_whom.find('.') != std::string::npos && !state.given.agencies.contains(body.for_whom))
    return fail(Code::invalid, fmt::format("{} is not in the directory", body.for_whom), "for");
  if (body.until && *body.until <= now) return fail(Code::invalid, "the designation is over already; mend until", "until");
  const auto now_held = state.officials.find(body.person);
  if (now_held != state.officials.end() && now_held->second.key == body.key) return {};  // other powers, same key
  return check_fresh(body.key, now);
}

Result<void> Life::Impl::check_one(const Act&, const Dismiss& body, Time, const FindObject*) const {
  if (!state.officials.contains(body.person)) return fail(Code::precondition, fmt::format("{} is not designated", body.person));
  return {};
}

Result<void> Life::Impl::check_one(const Act& act, const RevokeConsent& body, Time, const FindObject*) const {
  const auto found = state.consents.find(body.consent);
  // A party also takes back what one of its agencies gave; an agency only what it gave itself.
  const bool own = found != state.consents.end() && (found->second.by == act.by || marking::party_of(found->second.by) == act.by);
  if (!own) return fail(Code::not_found, fmt::format("{} gave no consent of this id that counts", act.by), "/act/consent");
  if (found->second.revoked) return fail(Code::precondition, "this consent permits nothing any more already", "/act/consent");
  return {};
}

void Life::Impl::apply(const SignedAct& one, Time at) {
  const Act& act = one.act;
  if (const std::string_view id = agreement_of(act); !id.empty()) {
    state.courses.find(id)->second.apply(act, at);
    return;
  }
  std::visit([&](const auto& body) { apply_one(act, body, at); }, act.body);
}

void Life::Impl::apply_one(const Act& act, const SuspendParty& body, Time at) {
  state.suspensions.push_back({act.by, body.party, std::max(body.since.value_or(at), at), body.until.value_or(Time::max())});
}

void Life::Impl::apply_one(const Act& act, const ResumeParty& body, Time at) {
  const Time end = std::max(body.since.value_or(at), at);
  for (auto& one : state.suspensions)
    if (one.by == act.by && one.party == body.party) one.until = std::min(one.until, end);
  std::erase_if(state.suspensions, [](const auto& one) { return one.from >= one.until; });
}

void Life::Impl::apply_one(const Act& act, const ReplaceKey& body, Time) {
  state.fixed.find(act.by)->second.authority = body.key;
  state.keys[body.key] = {act.by, ""};
}

void Life::Impl::apply_one(const Act& act, const RevokeKey& body, Time) {
  std::erase_if(state.officials, [&](const auto& one) { return one.second.key == body.key; });
  std::string& authority = state.fixed.find(act.by)->second.authority;
  if (!body.successor.empty()) {
    authority = body.successor;
    state.keys[body.successor] = {act.by, ""};
  } else if (authority == body.key) {
    authority.clear();
  }
}

void Life::Impl::apply_one(const Act& act, const Designate& body, Time at) {
  const Designation now{body.key, body.powers, body.for_whom, body.until.value_or(Time::max())};
  end_spell(body.person, at);
  state.officials[body.person] = now;
  state.spells[body.person].push_back({now, at});
  state.keys[body.key] = {act.by, body.person};
}

void Life::Impl::apply_one(const Act&, const Dismiss& body, Time at) {
  end_spell(body.person, at);
  state.officials.erase(body.person);
}

void Life::Impl::end_spell(const std::string& person, Time at) {
  if (const auto found = state.spells.find(person); found != state.spells.end()) found->second.back().until = std::min(found->second.back().until, at);
}

void Life::Impl::put(const Entry& entry, bool counts) {
  if (const auto* directory = std::get_if<alliance::Directory>(&entry.what)) {
    take(*directory);
  } else if (const auto* document = std::get_if<Signed>(&entry.what)) {
    if (counts) apply(*document, entry.at);
    state.history[document->document.terms.id].push_back({entry.at, *document, !counts});
  } else if (const auto* act = std::get_if<SignedAct>(&entry.what)) {
    if (counts) apply(*act, entry.at);
    // It stays recorded, so nothing older is accepted after it.
    if (const std::string subject = subject_of(act->act); !subject.empty()) state.issued[{act->act.by, subject}] = act->act.issued;
    state.history[std::string(agreement_of(act->act))].push_back({entry.at, *act, !counts});
  } else if (const auto* clearance = std::get_if<SignedClearance>(&entry.what)) {
    if (counts) state.clearances[clearance->clearance.person] = clearance->clearance;
  }
}

void Life::Impl::record(Entry entry) {
  const auto* act = std::get_if<SignedAct>(&entry.what);
  const bool revokes = act && std::holds_alternative<RevokeKey>(act->act.body);
  log.push_back(std::move(entry));
  if (revokes) return refold();
  put(log.back(), true);
  refresh();
}

Result<void> Life::Impl::check_one(const Act&, const GiveConsent& body, Time now, const FindObject*) const {
  const auto to = state.given.parties.find(body.to);
  if (to == state.given.parties.end()) return fail(Code::invalid, fmt::format("{} is not in the directory", body.to), "to");
  if (body.scheme != marking::kNoLevelScheme) {
    const auto& schemes = to->second.schemes;
    if (std::find(schemes.begin(), schemes.end(), body.scheme) == schemes.end() || !state.given.schemes.rank(body.scheme, body.word))
      return fail(Code::invalid, fmt::format("'{}' of {} is no level word of {}; write the level in the receiver's words", body.word, body.scheme, body.to), "level");
  }
  if (body.until && *body.until <= now) return fail(Code::invalid, "the consent is over already; mend until", "until");
  if (state.consents.contains(body.id)) return fail(Code::conflict, fmt::format("there is a consent {} already; choose another id", body.id), "id");
  return {};
}

Life::Life() : impl_(std::make_unique<Impl>()) {}
Life::Life(const Life& other) : impl_(std::make_unique<Impl>(*other.impl_)) {}
Life& Life::operator=(const Life& other) {
  if (this != &other) impl_ = std::make_unique<Impl>(*other.impl_);
  return *this;
}
Life::Life(Life&&) noexcept = default;
Life& Life::operator=(Life&&) noexcept = default;
Life::~Life() = default;

void Life::take(const alliance::Directory& given) {
  impl_->log.push_back({Time{}, given});
  impl_->take(given);
}
Result<void> Life::check_directory(const alliance::Directory& next) const { return impl_->check_directory(next); }

Result<void> Life::check(const Signed& document, Time now) const { return impl_->check(document, now); }
Result<void> Life::check(const SignedAct& act, Time now, const FindObject& find) const {
  TRY_VOID(impl_->check(act, now, &find));
  return impl_->check_objects(act, now, find);
}
Result<void> Life::check(const alliance::Clearance& clearance, std::string_view canonical, std::string_view signature, Time now) const {
  return impl_->check(clearance, canonical, signature, now);
}

bool Life::record(const Signed& document, Time at) {
  if (!impl_->check(document, at)) return false;
  impl_->record({at, document});
  return true;
}
bool Life::record(const SignedAct& act, Time at) {
  if (!impl_->check(act, at, nullptr)) return false;
  impl_->record({at, act});
  return true;
}
bool Life::record(const alliance::Clearance& clearance, std::string_view canonical, std::string_view signature, Time at) {
  if (!impl_->check(clearance, canonical, signature, at)) return false;
  impl_->record({at, Impl::SignedClearance{clearance, impl_->authority(marking::party_of(clearance.person))}});
  return true;
}

std::shared_ptr<const alliance::Directory> Life::directory() const { return impl_->state.directory; }
std::vector<std::shared_ptr<const Terms>> Life::current(Time at) const {
  std::vector<std::shared_ptr<const Terms>> out;
  for (const auto& [id, course] : impl_->state.courses)
    for (auto& one : course.current(at)) out.push_back(std::move(one));
  return out;
}
std::vector<std::shared_ptr<const Terms>> Life::former(Time at) const {
  std::vector<std::shared_ptr<const Terms>> out;
  for (const auto& [id, course] : impl_->state.courses)
    for (auto& one : course.former(at)) out.push_back(std::move(one));
  return out;
}

Terms Life::supposing(const Terms& draft, Time now) const {
  const Course* course = impl_->course(draft.id);
  if (!course) return draft;
  Course next = *course;
  next.add(draft, now, draft.in_force);
  return *next.all().back();
}

std::vector<std::string> Life::agreements() const {
  std::vector<std::string> out;
  for (const auto& [id, course] : impl_->state.courses) out.push_back(id);
  return out;
}
Standing Life::standing(std::string_view agreement, Time at) const {
  const Course* course = impl_->course(agreement);
  return course ? course->standing(at) : Standing{};
}
const std::vector<Life::Recorded>& Life::history(std::string_view agreement) const {
  static const std::vector<Recorded> none;
  const auto found = impl_->state.history.find(agreement);
  return found == impl_->state.history.end() ? none : found->second;
}
const std::map<std::string, Life::Consent, std::less<>>& Life::consents() const { return impl_->state.consents; }
const std::vector<Life::Approval>& Life::approvals() const { return impl_->state.approvals; }
Life::Signers Life::signers(const Act& act, Time now, const FindObject& find) const { return impl_->signers(act, now, find); }
Result<void> Life::may_sign(std::string_view signer, std::string_view key, std::string_view by, std::string_view power, Time now) const {
  return impl_->may_sign(signer, key, by, power, now);
}
bool Life::counts(std::string_view signer, std::string_view key, std::string_view by, std::string_view power, Time recorded) const {
  return impl_->counts(signer, key, by, power, recorded);
}
std::string Life::authority(std::string_view party) const { return impl_->authority(party); }

}  // namespace comity::agreement
