#include "agreement/life.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "agreement/course.hpp"
#include "agreement/signing.hpp"
#include "agreement/words.hpp"
#include "base/bytes.hpp"

namespace comity::agreement {
namespace {

// How far a signer's clock may be ahead of the node's.
constexpr std::int64_t kAhead = 5LL * 60 * 1'000'000;

struct SignedClearance {
  alliance::Clearance clearance;
  std::string key;  // of the authority then, base64
};
struct Entry {
  Time at;
  std::variant<alliance::Directory, Signed, SignedAct, SignedClearance> what;
};

struct Designation {
  std::string key;
  std::set<std::string> powers;
  std::string for_whom;
  Time until = Time::max();
};

// What a directory says of a party for good.
struct Fixed {
  std::string given_authority, recovery;
  marking::ReaderSet default_readers;
  std::string authority;  // that counts now; "" for none
};

struct KeyUse {
  std::string party;
  std::string person;  // "" for an authority's
};

// What the records come to. Made anew from all of them when a key is revoked.
struct State {
  bool established = false;
  alliance::Directory given;
  std::map<std::string, Fixed, std::less<>> fixed;  // of every party that ever was
  std::map<std::string, KeyUse> keys;               // that were ever in use
  std::map<std::string, Designation, std::less<>> officials;
  std::vector<alliance::PartySuspension> suspensions;
  std::map<std::string, alliance::Community, std::less<>> communities;  // of the first directory
  std::map<std::string, alliance::Clearance, std::less<>> clearances;
  std::map<std::string, Course, std::less<>> courses;
  std::map<std::pair<std::string, std::string>, Time> issued;  // by, subject -> of the last act
  std::map<std::string, Life::Consent, std::less<>> consents;
  std::vector<Life::Approval> approvals;
  std::map<std::string, std::vector<Life::Recorded>, std::less<>> history;
  std::shared_ptr<const alliance::Directory> directory = std::make_shared<alliance::Directory>();
};

bool signed_with(const SignedAct& one, std::string_view signer, std::string_view key) {
  return !key.empty() && std::any_of(one.signatures.begin(), one.signatures.end(),
                                     [&](const ActSignature& s) { return s.signer == signer && s.key == key; });
}

bool relido(const marking::Label& label, const std::string& party) { return label.permitting.contains({party, "RELIDO"}); }

// `by` is the originator that its name says: the party, or the agency.
bool originates(const marking::Label& label, std::string_view by) {
  return std::any_of(label.originators.begin(), label.originators.end(),
                     [&](const std::string& agency) { return agency == by || marking::party_of(agency) == by; });
}

// Adds a spell, or prolongs the one that it goes on from.
void add_spell(std::vector<alliance::Spell>& spells, alliance::Spell next) {
  if (next.from >= next.until) return;
  for (auto& one : spells)
    if (one.party == next.party && one.until == next.from) {
      one.until = next.until;
      return;
    }
  spells.push_back(std::move(next));
}

}  // namespace

struct Life::Impl {
  std::vector<Entry> log;
  std::map<std::string, Time> revoked;  // key -> since when it counts no more
  State state;

  // ---- directories ------------------------------------------------------------------------------------------------------

  Result<void> check_directory(const alliance::Directory& next) const {
    if (!state.established) return {};
    const auto refuse = [](std::string what, std::string how) {
      return fail(Code::precondition, fmt::format("a new directory does not change {}; {}", what, how));
    };
    const alliance::Directory &given = state.given, &now = *state.directory;
    for (const auto& [id, party] : next.parties) {
      const auto known = state.fixed.find(id);
      if (known == state.fixed.end()) continue;
      const Fixed& was = known->second;
      if (party.authority != was.given_authority && party.authority != was.authority)
        return refuse(fmt::format("the key of {}'s authority", id), "have replace-key or revoke-key signed");
      if (party.recovery != was.recovery) return refuse(fmt::format("the recovery key of {}", id), "it stays what it was");
      if (party.default_readers != was.default_readers) return refuse(fmt::format("the default readers of {}", id), "they stay what they were");
    }
    for (const auto& [id, scheme] : given.schemes.all()) {
      const auto* there = next.schemes.find(id);
      if (!there || *there != scheme) return refuse(fmt::format("the level scheme {}", id), "add one with another id");
    }
    const auto sign = "have the members sign a document of kind community";
    if (next.communities != given.communities && next.communities != now.communities)
      for (const auto* some : {&now.communities, &next.communities})
        for (const auto& [id, community] : *some) {
          const auto there = next.communities.find(id);
          const auto was = given.communities.find(id), is = now.communities.find(id);
          const bool kept = there != next.communities.end() && ((was != given.communities.end() && there->second.spells == was->second.spells) ||
                                                                (is != now.communities.end() && there->second.spells == is->second.spells));
          // One that documents made need not stand in a file.
          const bool left_out = there == next.communities.end() && was == given.communities.end();
          if (!kept && !left_out) return refuse(fmt::format("the members of {}", id), sign);
        }
    if (next.suspensions != given.suspensions && next.suspensions != now.suspensions)
      return refuse("which parties are suspended", "have suspend-party or resume-party signed");
    return {};
  }

  void take(const alliance::Directory& next) {
    if (state.established && !check_directory(next)) return;
    for (const auto& [id, party] : next.parties) {
      if (!state.fixed.try_emplace(id, Fixed{party.authority, party.recovery, party.default_readers, party.authority}).second) continue;
      if (!party.authority.empty()) state.keys.try_emplace(party.authority, KeyUse{id, ""});
    }
    if (!state.established) {
      state.suspensions = next.suspensions;
      state.communities = next.communities;
      state.clearances = {next.clearances.begin(), next.clearances.end()};
    }
    state.given = next;
    state.established = true;
    refresh();
  }

  // ---- documents --------------------------------------------------------------------------------------------------------

  std::map<std::string, std::string> authorities() const {
    std::map<std::string, std::string> out;
    for (const auto& [id, party] : state.given.parties) out.emplace(id, authority(id));
    return out;
  }
  std::string authority(std::string_view party) const {
    const auto found = state.fixed.find(party);
    return found == state.fixed.end() ? "" : found->second.authority;
  }
  const Course* course(std::string_view id) const {
    const auto found = state.courses.find(id);
    return found == state.courses.end() ? nullptr : &found->second;
  }

  Result<void> check(const Signed& document, Time now) const {
    const Terms& terms = document.document.terms;
    TRY_VOID(agreement::check(terms, state.given));
    const Course* before = course(terms.id);
    if (terms.kind == Kind::community && state.given.parties.contains(terms.id))
      return fail(Code::invalid, fmt::format("{} is a party; a community and a party never share a name", terms.id), "id");
    TRY(std::set<std::string> needed, (before ? *before : Course()).needed(terms, now));
    // The directory's community is the version before.
    if (const auto community = state.communities.find(terms.id); terms.kind == Kind::community && !before && community != state.communities.end())
      for (const auto& spell : community->second.spells)
        if (spell.until > now && !needed.contains(spell.party))
          return fail(Code::invalid, fmt::format("{} is a member of {}; name it among the parties, with until where it leaves", spell.party, terms.id), "parties");
    return verify(document, authorities(), needed);
  }

  void apply(const Signed& document, Time at) {
    const Terms& terms = document.document.terms;
    Course& course = state.courses[terms.id];
    const bool first = course.empty() && !(terms.kind == Kind::community && state.communities.contains(terms.id));
    course.add(terms, at, first ? terms.in_force : std::max(terms.in_force, at));
  }

  // ---- acts -------------------------------------------------------------------------------------------------------------

  Result<void> check(const SignedAct& one, Time now, const FindObject* find) const {
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

  Result<void> only(const SignedAct& one, const std::vector<std::pair<std::string, std::string>>& needed) const {
    for (const auto& [signer, key] : needed) {
      if (key.empty()) return fail(Code::precondition, fmt::format("{} has no key that counts now", signer));
      if (!signed_with(one, signer, key))
        return fail(Code::precondition, fmt::format("the signature of {} is missing, or not made with the key that counts now; have it sign", signer));
    }
    for (const auto& signature : one.signatures)
      if (std::find(needed.begin(), needed.end(), std::pair(signature.signer, signature.key)) == needed.end())
        return fail(Code::precondition, fmt::format("{} does not sign this act with that key; remove the signature", signature.signer));
    return {};
  }

  Result<void> check_signers(const SignedAct& one, Time now, const FindObject* find) const {
    const Act& act = one.act;
    if (std::holds_alternative<GiveConsent>(act.body) || std::holds_alternative<RefuseConsent>(act.body) ||
        std::holds_alternative<RevokeConsent>(act.body) || std::holds_alternative<ApproveTearline>(act.body))
      return check_officials(one, now, find);
    if (const auto* revoke = std::get_if<RevokeKey>(&act.body)) return check_revocation(one, *revoke, now);
    if (const auto* replace = std::get_if<ReplaceKey>(&act.body)) {
      TRY_VOID(check_fresh(replace->key, now));
      return only(one, {{act.by, authority(act.by)}, {act.by, replace->key}});
    }
    if (std::holds_alternative<Renew>(act.body)) {
      if (!signed_with(one, act.by, authority(act.by))) return only(one, {{act.by, authority(act.by)}});  // it is told nothing of who is bound
      const Course* about = course(agreement_of(act));
      if (!about || !about->bound(now).contains(act.by)) return fail(Code::forbidden, fmt::format("{} is not bound by {}", act.by, agreement_of(act)));
      std::vector<std::pair<std::string, std::string>> needed;
      for (const auto& party : about->bound(now)) needed.emplace_back(party, authority(party));
      return only(one, needed);
    }
    return only(one, {{act.by, authority(act.by)}});
  }

  Result<void> check_fresh(const std::string& key, Time now) const {
    const bool recovery = std::any_of(state.fixed.begin(), state.fixed.end(), [&](const auto& one) { return one.second.recovery == key; });
    if (recovery || state.keys.contains(key) || covers(revoked, key, now)) return fail(Code::invalid, "this key is or was in use; make a new one", "key");
    return {};
  }

  // Who may sign the revocation of this key, of which one must: a name and a key each.
  std::vector<std::pair<std::string, std::string>> revokers(const Act& act, const RevokeKey& body) const {
    std::vector<std::pair<std::string, std::string>> out;
    const Fixed& party = state.fixed.find(act.by)->second;
    if (!party.recovery.empty()) out.emplace_back(act.by, party.recovery);
    const auto use = state.keys.find(body.key);
    if (use == state.keys.end()) return out;
    if (use->second.person.empty()) {
      if (party.authority == body.key) out.emplace_back(act.by, body.key);
      return out;
    }
    if (const auto official = state.officials.find(use->second.person); official != state.officials.end() && official->second.key == body.key)
      out.emplace_back(use->second.person, body.key);
    if (!party.authority.empty()) out.emplace_back(act.by, party.authority);
    return out;
  }

  Result<void> check_revocation(const SignedAct& one, const RevokeKey& body, Time now) const {
    const auto use = state.keys.find(body.key);
    const auto was = revoked.find(body.key);
    if ((use == state.keys.end() || use->second.party != one.act.by) && was == revoked.end())
      return fail(Code::precondition, fmt::format("this is no key of {}'s authority or of one of its officials", one.act.by), "key");
    std::vector<std::pair<std::string, std::string>> needed;
    for (const auto& each : revokers(one.act, body))
      if (needed.empty() && signed_with(one, each.first, each.second)) needed.push_back(each);
    if (needed.empty())
      return fail(Code::precondition, fmt::format("the recovery key of {}, or the key itself, signs that it is revoked", one.act.by));
    if (!body.successor.empty()) {
      if (use != state.keys.end() && !use->second.person.empty())
        return fail(Code::invalid, "an official's key has no successor; designate the person again", "successor");
      TRY_VOID(check_fresh(body.successor, now));
      needed.emplace_back(one.act.by, body.successor);
    }
    return only(one, needed);
  }

  // Consents and their answers, approvals: by the authority, or by people whom it designated.
  Result<void> check_officials(const SignedAct& one, Time now, const FindObject* find) const {
    const Act& act = one.act;
    const std::string party{marking::party_of(act.by)};
    const bool tearline = std::holds_alternative<ApproveTearline>(act.body);
    const auto* consent = std::get_if<GiveConsent>(&act.body);
    // Of a consent that is recorded the objects are not looked at again: it was held against them before.
    const bool all_relido = consent && (!find || std::all_of(consent->objects.begin(), consent->objects.end(), [&](const ObjectName& name) {
                              const auto object = (*find)(name);
                              return object && object->label && relido(*object->label, party);
                            }));
    for (const auto& signature : one.signatures) {
      if (signature.signer == party) {
        if (authority(party) == signature.key) continue;
        return fail(Code::precondition, fmt::format("{} signed with a key that is not its authority's now", party));
      }
      const auto found = state.officials.find(signature.signer);
      const bool stands = found != state.officials.end() && found->second.key == signature.key && found->second.until > now &&
                          marking::party_of(signature.signer) == party && (found->second.for_whom == act.by || found->second.for_whom == party);
      if (!stands) return fail(Code::precondition, fmt::format("{} is not designated to sign for {} with that key", signature.signer, act.by));
      const auto& powers = found->second.powers;
      const bool may = tearline ? powers.contains("tearline")
                                : powers.contains("consent") ||
                                      (powers.contains("relido") && (all_relido || std::holds_alternative<RevokeConsent>(act.body)));
      if (!may) return fail(Code::forbidden, fmt::format("{} is not designated for that; the authority of {} signs", signature.signer, party));
    }
    return {};
  }

  Result<void> check_body(const Act& act, Time now, const FindObject* find) const {
    if (const std::string_view id = agreement_of(act); !id.empty()) {
      const Course* about = course(id);
      // What a party did not sign, it is not told of.
      if (!about || !signed_by(id, act.by)) return fail(Code::precondition, fmt::format("{} is bound by no agreement {}; correct the name", act.by, id), "agreement");
      return about->check(act, now);
    }
    return std::visit([&](const auto& body) { return check_one(act, body, now, find); }, act.body);
  }
  bool signed_by(std::string_view id, const std::string& party) const {
    const Course* about = course(id);
    if (!about) return false;
    const auto all = about->all();
    return std::any_of(all.begin(), all.end(), [&](const auto& terms) {
      return std::any_of(terms->parties.begin(), terms->parties.end(), [&](const Adherence& one) { return one.party == party; });
    });
  }

  template <class Body>
  Result<void> check_one(const Act&, const Body&, Time, const FindObject*) const {
    return {};  // the signatures say all
  }
  Result<void> check_one(const Act&, const SuspendParty& body, Time now, const FindObject*) const {
    if (!state.given.parties.contains(body.party)) return fail(Code::invalid, fmt::format("{} is not in the directory", body.party), "party");
    if (body.until && *body.until <= now) return fail(Code::invalid, "the suspension is over already; mend until", "until");
    return {};
  }
  Result<void> check_one(const Act& act, const ResumeParty& body, Time now, const FindObject*) const {
    for (const auto& one : state.suspensions)
      if (one.by == act.by && one.party == body.party && one.until > now) return {};
    return fail(Code::precondition, fmt::format("{} has not suspended {}", act.by, body.party));
  }
  Result<void> check_one(const Act&, const Designate& body, Time now, const FindObject*) const {
    if (!state.given.people.contains(body.person)) return fail(Code::invalid, fmt::format("{} is not in the directory", body.person), "person");
    if (body.for_whom.find('.') != std::string::npos && !state.given.agencies.contains(body.for_whom))
      return fail(Code::invalid, fmt::format("{} is not in the directory", body.for_whom), "for");
    if (body.until && *body.until <= now) return fail(Code::invalid, "the designation is over already; mend until", "until");
    const auto now_held = state.officials.find(body.person);
    if (now_held != state.officials.end() && now_held->second.key == body.key) return {};  // other powers, same key
    return check_fresh(body.key, now);
  }
  Result<void> check_one(const Act&, const Dismiss& body, Time, const FindObject*) const {
    if (!state.officials.contains(body.person)) return fail(Code::precondition, fmt::format("{} is not designated", body.person));
    return {};
  }

  bool two_persons(const std::string& by, const std::string& to, const marking::Label& label, Time now) const {
    for (const auto& [id, course] : state.courses)
      for (const auto& terms : course.current(now)) {
        if (!binds(*terms, by, now) || !binds(*terms, to, now)) continue;
        for (const auto& [party, words] : label.levels)
          for (const auto& word : words)
            if (terms->two_persons.contains({party, word.scheme, word.word})) return true;
      }
    return false;
  }
  Result<void> check_one(const Act& act, const GiveConsent& body, Time now, const FindObject*) const;
  Result<void> check_objects(const SignedAct& one, Time now, const FindObject& find) const;
  Result<void> check_one(const Act& act, const RevokeConsent& body, Time, const FindObject*) const {
    const auto found = state.consents.find(body.consent);
    const bool own = found != state.consents.end() && !found->second.revoked &&
                     (found->second.by == act.by || marking::party_of(found->second.by) == act.by);
    if (!own) return fail(Code::precondition, fmt::format("{} gave no consent {} that stands", act.by, body.consent), "consent");
    return {};
  }

  void apply(const SignedAct& one, Time at) {
    const Act& act = one.act;
    if (const std::string subject = subject_of(act); !subject.empty()) state.issued[{act.by, subject}] = act.issued;
    if (const std::string_view id = agreement_of(act); !id.empty()) {
      state.courses.find(id)->second.apply(act, at);
      return;
    }
    std::visit([&](const auto& body) { apply_one(act, body, at); }, act.body);
  }
  template <class Body>
  void apply_one(const Act&, const Body&, Time) {}
  void apply_one(const Act& act, const SuspendParty& body, Time at) {
    state.suspensions.push_back({act.by, body.party, std::max(body.since.value_or(at), at), body.until.value_or(Time::max())});
  }
  void apply_one(const Act& act, const ResumeParty& body, Time at) {
    const Time end = std::max(body.since.value_or(at), at);
    for (auto& one : state.suspensions)
      if (one.by == act.by && one.party == body.party) one.until = std::min(one.until, end);
    std::erase_if(state.suspensions, [](const auto& one) { return one.from >= one.until; });
  }
  void apply_one(const Act& act, const ReplaceKey& body, Time) {
    state.fixed.find(act.by)->second.authority = body.key;
    state.keys[body.key] = {act.by, ""};
  }
  void apply_one(const Act& act, const RevokeKey& body, Time) {
    std::erase_if(state.officials, [&](const auto& one) { return one.second.key == body.key; });
    std::string& authority = state.fixed.find(act.by)->second.authority;
    if (!body.successor.empty()) {
      authority = body.successor;
      state.keys[body.successor] = {act.by, ""};
    } else if (authority == body.key) {
      authority.clear();
    }
  }
  void apply_one(const Act& act, const Designate& body, Time) {
    state.officials[body.person] = {body.key, body.powers, body.for_whom, body.until.value_or(Time::max())};
    state.keys[body.key] = {act.by, body.person};
  }
  void apply_one(const Act&, const Dismiss& body, Time) { state.officials.erase(body.person); }
  void apply_one(const Act& act, const GiveConsent& body, Time at) { state.consents.emplace(body.id, Life::Consent{act.by, body, at, {}}); }
  void apply_one(const Act&, const RevokeConsent& body, Time at) { state.consents.find(body.consent)->second.revoked = at; }
  void apply_one(const Act& act, const ApproveTearline& body, Time at) { state.approvals.push_back({act.by, body, at}); }

  // ---- clearances -------------------------------------------------------------------------------------------------------

  Result<void> check(const alliance::Clearance& clearance, std::string_view canonical, std::string_view signature, Time now) const {
    if (alliance::to_json(clearance) != canonical) return fail(Code::invalid, "the clearance is not the one that was signed");
    if (!state.given.people.contains(clearance.person)) return fail(Code::invalid, fmt::format("{} is not in the directory", clearance.person));
    const std::string party{marking::party_of(clearance.person)};
    const std::string key = authority(party);
    if (key.empty()) return fail(Code::precondition, fmt::format("{} has no authority key that counts now", party));
    TRY_VOID(alliance::verify_clearance(canonical, signature, key));
    if (clearance.issued && clearance.issued->us > now.us + kAhead)
      return fail(Code::invalid, "the clearance was issued in the future; set the signer's clock right", "issued");
    const auto counts = state.clearances.find(clearance.person);
    if (counts == state.clearances.end() || !counts->second.issued) return {};
    if (!clearance.issued || *clearance.issued <= *counts->second.issued)
      return fail(Code::conflict, fmt::format("a clearance of {} that was issued later counts already; sign it again", clearance.person), "issued");
    return {};
  }

  // ---- the record -------------------------------------------------------------------------------------------------------

  // Which signatures a record stands on.
  static bool stands_on(const Entry& entry, const std::function<bool(const std::string& key)>& any) {
    if (const auto* document = std::get_if<Signed>(&entry.what))
      return std::any_of(document->signatures.begin(), document->signatures.end(), [&](const auto& one) { return any(one.key); });
    if (const auto* act = std::get_if<SignedAct>(&entry.what))
      return std::any_of(act->signatures.begin(), act->signatures.end(), [&](const auto& one) { return any(one.key); });
    if (const auto* clearance = std::get_if<SignedClearance>(&entry.what)) return any(clearance->key);
    return false;
  }
  static bool covers(const std::map<std::string, Time>& some, const std::string& key, Time at) {
    const auto found = some.find(key);
    return found != some.end() && found->second <= at;
  }

  // Whom to believe when keys revoke each other: the recovery key first, then a key about itself, then an authority about its officials. Gives
  // which revocations count, by their place in the log.
  std::set<std::size_t> believed() {
    std::set<std::size_t> out;
    revoked.clear();
    for (int turn = 0; turn < 3; ++turn) {
      std::map<std::string, Time> found = revoked;
      for (std::size_t i = 0; i < log.size(); ++i) {
        const auto* one = std::get_if<SignedAct>(&log[i].what);
        const auto* body = one ? std::get_if<RevokeKey>(&one->act.body) : nullptr;
        if (!body) continue;
        const bool recovery = signed_with(*one, one->act.by, state.fixed.find(one->act.by)->second.recovery);
        const bool itself = std::any_of(one->signatures.begin(), one->signatures.end(), [&](const auto& s) { return s.key == body->key; });
        if (turn != (recovery ? 0 : itself ? 1 : 2)) continue;
        const bool doubted = !recovery && stands_on(log[i], [&](const std::string& key) { return covers(revoked, key, log[i].at); });
        if (doubted) continue;
        out.insert(i);
        const Time since = std::min(body->since, log[i].at);
        const auto [place, fresh] = found.try_emplace(body->key, since);
        if (!fresh) place->second = std::min(place->second, since);
      }
      revoked = std::move(found);
    }
    return out;
  }

  // From the beginning, with what is known of keys now.
  void refold() {
    const auto counts = believed();
    state = State();
    for (std::size_t i = 0; i < log.size(); ++i) {
      const Entry& entry = log[i];
      const auto* act = std::get_if<SignedAct>(&entry.what);
      if (act && std::holds_alternative<RevokeKey>(act->act.body)) {
        put(entry, counts.contains(i));
        continue;
      }
      put(entry, !stands_on(entry, [&](const std::string& key) { return covers(revoked, key, entry.at); }) && checks(entry));
    }
    refresh();
  }
  bool checks(const Entry& entry) const {
    if (const auto* document = std::get_if<Signed>(&entry.what)) return check(*document, entry.at).has_value();
    if (const auto* act = std::get_if<SignedAct>(&entry.what)) return check(*act, entry.at, nullptr).has_value();
    if (const auto* clearance = std::get_if<SignedClearance>(&entry.what)) return authority(marking::party_of(clearance->clearance.person)) == clearance->key;
    return true;
  }
  // Into the state, if it counts.
  void put(const Entry& entry, bool counts) {
    if (const auto* directory = std::get_if<alliance::Directory>(&entry.what)) {
      take(*directory);
    } else if (const auto* document = std::get_if<Signed>(&entry.what)) {
      if (counts) apply(*document, entry.at);
      state.history[document->document.terms.id].push_back({entry.at, *document, !counts});
    } else if (const auto* act = std::get_if<SignedAct>(&entry.what)) {
      if (counts) apply(*act, entry.at);
      state.history[std::string(agreement_of(act->act))].push_back({entry.at, *act, !counts});
    } else if (const auto* clearance = std::get_if<SignedClearance>(&entry.what)) {
      if (counts) state.clearances[clearance->clearance.person] = clearance->clearance;
    }
  }
  void record(Entry entry) {
    const auto* act = std::get_if<SignedAct>(&entry.what);
    const bool revokes = act && std::holds_alternative<RevokeKey>(act->act.body);
    log.push_back(std::move(entry));
    if (revokes) return refold();
    put(log.back(), true);
    refresh();
  }

  // ---- the directory ----------------------------------------------------------------------------------------------------

  alliance::Community community_of(const std::string& id, const Course& course) const {
    alliance::Community out{id, course.last().title, {}};
    const auto versions = course.all();
    if (const auto before = state.communities.find(id); before != state.communities.end())
      for (alliance::Spell spell : before->second.spells) {
        for (const auto& version : versions) spell.until = std::min(spell.until, version->in_force);
        add_spell(out.spells, std::move(spell));
      }
    std::vector<alliance::Spell> rest;
    for (const auto& version : versions)
      for (const auto& one : version->parties)
        rest.push_back({one.party, std::max(one.since, version->in_force), std::min(one.until, version->until)});
    std::stable_sort(rest.begin(), rest.end(), [](const auto& a, const auto& b) { return a.from < b.from; });
    for (auto& spell : rest) add_spell(out.spells, std::move(spell));
    return out;
  }
  void refresh() {
    auto next = std::make_shared<alliance::Directory>(state.given);
    for (auto& [id, party] : next->parties) party.authority = authority(id);
    next->clearances = {state.clearances.begin(), state.clearances.end()};
    next->suspensions = state.suspensions;
    next->communities = state.communities;
    for (const auto& [id, course] : state.courses)
      if (!course.empty() && course.last().kind == Kind::community) next->communities[id] = community_of(id, course);
    state.directory = std::move(next);
  }
};

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

Result<void> Life::Impl::check_objects(const SignedAct& one, Time now, const FindObject& find) const {
  const Act& act = one.act;
  const std::string party{marking::party_of(act.by)};
  // Absent, hidden and another party's answer alike.
  const auto refused = [&] { return fail(Code::precondition, fmt::format("not every object named is here and originated by {}; correct the list", act.by)); };
  if (const auto* consent = std::get_if<GiveConsent>(&act.body)) {
    bool two = false;
    for (const auto& name : consent->objects) {
      const auto object = find(name);
      if (!object || !object->label || !originates(*object->label, act.by)) return refused();
      two = two || two_persons(party, consent->to, *object->label, now);
    }
    std::set<std::string> signers, keys;
    for (const auto& signature : one.signatures) signers.insert(signature.signer), keys.insert(signature.key);
    if (two && (signers.size() < 2 || keys.size() < 2))
      return fail(Code::precondition, fmt::format("a consent of {} to {} at this level takes two persons; have another one sign too", party, consent->to));
  } else if (const auto* approval = std::get_if<ApproveTearline>(&act.body)) {
    const auto object = find(approval->object);
    if (!object || !object->label || !object->tearline || !originates(*object->label, act.by) || object->sha256 != approval->sha256) return refused();
  }
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
  impl_->record({at, SignedClearance{clearance, impl_->authority(marking::party_of(clearance.person))}});
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
std::string Life::authority(std::string_view party) const { return impl_->authority(party); }

}  // namespace comity::agreement
