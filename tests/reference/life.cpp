#include "life.hpp"

#include <algorithm>

namespace reference {
namespace {

constexpr Time kDay = 86'400'000'000;
constexpr Time kAhead = 300'000'000;  // an act's clock may be so far ahead

bool within(Time at, Time from, Time until) { return from <= at && at < until; }

struct Civil {
  std::int64_t year;
  int month, day;
};
// Proleptic Gregorian calendar, counted out a month at a time from 1970: plain, and far enough for any agreement.
bool leap(std::int64_t year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }
int length_of(std::int64_t year, int month) {
  static const int kLengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && leap(year) ? 29 : kLengths[month - 1];
}
std::int64_t first_day(std::int64_t year) {
  std::int64_t days = 0;
  for (std::int64_t y = 1970; y < year; ++y) days += leap(y) ? 366 : 365;
  for (std::int64_t y = year; y < 1970; ++y) days -= leap(y) ? 366 : 365;
  return days;
}
Civil civil(std::int64_t days) {
  std::int64_t year = 1970;
  while (first_day(year) > days) --year;
  while (first_day(year + 1) <= days) ++year;
  std::int64_t left = days - first_day(year);
  int month = 1;
  while (left >= length_of(year, month)) left -= length_of(year, month++);
  return {year, month, static_cast<int>(left) + 1};
}

const std::set<std::string>& kinds_by_authority_alone() {
  static const std::set<std::string> kKinds = {"suspend", "resume", "give-notice", "withdraw-notice", "hold-notice", "run-notice", "renew",
                                               "suspend-party", "resume-party", "replace-key", "revoke-key", "designate", "dismiss"};
  return kKinds;
}

// "" for what has ids instead.
std::string subject_of(const Act& act) {
  if (!act.agreement.empty()) return "agreement " + act.agreement;
  if (act.kind == "suspend-party" || act.kind == "resume-party") return "party " + act.party;
  if (act.kind == "designate" || act.kind == "dismiss") return "person " + act.person;
  if (act.kind == "replace-key" || act.kind == "revoke-key") return "keys";
  return "";
}

bool signed_by(const std::vector<Signature>& signatures, const std::string& signer, const std::string& key) {
  return !key.empty() && std::count(signatures.begin(), signatures.end(), Signature{signer, key}) > 0;
}

}  // namespace

Time add_months(Time from, int months) {
  std::int64_t days = from / kDay;
  if (from % kDay < 0) --days;
  const Civil start = civil(days);
  const std::int64_t index = start.year * 12 + (start.month - 1) + months;
  const std::int64_t year = index / 12;
  const int month = static_cast<int>(index % 12) + 1;
  std::int64_t day = first_day(year) + std::min(start.day, length_of(year, month)) - 1;
  for (int m = 1; m < month; ++m) day += length_of(year, m);
  return day * kDay + (from - days * kDay);
}

// Everything that the records say by some time.
struct Life::State {
  struct Version {
    Document document;
    Time recorded = 0;
    Time begins = 0;                 // when it takes the place of the version before
    std::optional<Time> renewed;     // the term's end by acts
  };
  struct Suspended {
    std::string by, from, to;
    Time since = 0, until = kEnd;
  };
  struct Resumed {
    std::string by, from, to;
    Time recorded = 0, since = 0;
  };
  struct Notice {
    std::string by;
    Time effective = 0;
    bool held = false;
  };
  struct Agreed {
    std::vector<Version> versions;  // by number
    std::vector<Suspended> suspended;
    std::vector<Resumed> resumed;
    std::vector<Notice> notices;
  };
  struct Designation {
    std::string party, person, key, for_whom;
    std::set<std::string> powers;
    Time until = kEnd;
  };
  struct Given {
    Act act;
    Time recorded = 0;
    std::optional<Time> revoked;
  };

  World world;
  std::map<std::string, Keys> keys;
  std::set<std::string> revoked;  // keys
  std::map<std::string, Agreed> agreements;
  std::map<std::string, Designation> designations;  // by person
  std::map<std::string, Given> consents;
  std::set<std::string> answered;  // requests
  std::vector<std::pair<Act, Time>> approvals;
  std::map<std::pair<std::string, std::string>, Time> issued;  // by, subject

  bool authority_signs(const std::string& party, const std::vector<Signature>& signatures) const {
    auto k = keys.find(party);
    return k != keys.end() && revoked.count(k->second.authority) == 0 && signed_by(signatures, party, k->second.authority);
  }

  static const Version* in_effect(const Agreed& agreed, Time at) {
    const Version* found = nullptr;
    for (const Version& version : agreed.versions)
      if (version.begins <= at) found = &version;
    return found == nullptr && !agreed.versions.empty() ? &agreed.versions.front() : found;
  }

  // The ends of the term after `after`: one; where it renews itself, up to the first that lies behind `last`.
  static std::vector<Time> term_ends(const Version& version, Time after, Time last) {
    const Time end = version.renewed ? *version.renewed : version.document.terms.until;
    std::vector<Time> ends;
    if (end == kEnd) return ends;
    if (version.document.renews_months == 0) {
      if (end > after) ends.push_back(end);
      return ends;
    }
    for (int k = 0; ends.empty() || ends.back() <= last; ++k) {
      const Time next = add_months(end, k * version.document.renews_months);
      if (next > after) ends.push_back(next);
    }
    return ends;
  }

  // The terms of a version with all that happened to it put in.
  static Agreement effective(const Agreed& agreed, const Version& version) {
    Agreement terms = version.document.terms;
    if (version.renewed) terms.until = *version.renewed;
    if (version.document.renews_months > 0) terms.until = kEnd;
    std::set<std::string> named;
    for (const Spell& spell : terms.parties) named.insert(spell.party);
    for (const Notice& notice : agreed.notices) {
      if (notice.held) continue;
      if (named.size() == 2) {
        if (version.recorded < notice.effective || terms.in_force < notice.effective) terms.until = std::min(terms.until, notice.effective);
        continue;
      }
      for (Spell& spell : terms.parties)
        if (spell.party == notice.by && spell.from < notice.effective) spell.until = std::min(spell.until, notice.effective);
    }
    // A resumption ends what was suspended before it, by acts (see apply) and by documents.
    for (DirectionSuspension& one : terms.suspensions)
      for (const Resumed& resumed : agreed.resumed)
        if (version.recorded <= resumed.recorded && one.by == resumed.by && one.from == resumed.from && one.to == resumed.to)
          one.until = std::min(one.until, std::max(one.since, resumed.since));
    for (const Suspended& one : agreed.suspended) terms.suspensions.push_back({one.by, one.from, one.to, one.since, one.until});
    return terms;
  }

  static bool bound_in(const Agreement& terms, const std::string& party, Time at) {
    for (const Spell& spell : terms.parties)
      if (spell.party == party && within(at, spell.from, spell.until)) return true;
    return false;
  }
  static std::set<std::string> bound(const Agreed& agreed, Time at) {
    std::set<std::string> out;
    const Version* version = in_effect(agreed, at);
    if (version == nullptr) return out;
    const Agreement terms = effective(agreed, *version);
    if (at >= terms.until) return out;  // what has ended binds nobody; what has yet to begin does
    for (const Spell& spell : terms.parties)
      if (within(at, spell.from, spell.until)) out.insert(spell.party);
    return out;
  }

  Refusal add_document(const Document& document, Time at, bool again);
  Refusal add_act(const Act& act, const std::map<ObjectName, Label>& found, Time at);
  Refusal about_agreement(const Act& act, Time at);
  Refusal give_notice(Agreed& agreed, const Act& act, Time at);
  Refusal about_keys(const Act& act);
  Refusal about_objects(const Act& act, const std::map<ObjectName, Label>& found, Time at);
};

namespace {

// Only parties that are not bound yet, and rows that begin or end at them; nothing else is otherwise.
bool adds_parties_alone(const Document& before, const Document& after, const std::set<std::string>& bound, std::set<std::string>& acceding) {
  const auto same_spell = [](const Spell& a, const Spell& b) { return a.party == b.party && a.from == b.from && a.until == b.until; };
  std::size_t kept = 0;
  for (const Spell& old : before.terms.parties) {
    bool there = false;
    for (const Spell& now : after.terms.parties) there = there || same_spell(old, now);
    if (!there) return false;
    ++kept;
  }
  for (const Spell& now : after.terms.parties) {
    bool there = false;
    for (const Spell& old : before.terms.parties) there = there || same_spell(old, now);
    if (there) continue;
    if (bound.count(now.party) > 0) return false;
    acceding.insert(now.party);
  }
  if (acceding.empty() || kept + acceding.size() > after.terms.parties.size()) return false;
  const auto key = [](const Row& row) {
    return std::tuple(row.from_party, row.from_scheme, row.from_word, row.to_party, row.to_scheme, row.to_word, row.valid_from, row.valid_until,
                      row.created_from, row.created_before, row.with_warnings, row.without_warnings);
  };
  std::multiset<decltype(key(Row{}))> old_rows, new_rows;
  for (const Row& row : before.terms.rows) old_rows.insert(key(row));
  for (const Row& row : after.terms.rows) {
    if (acceding.count(row.from_party) > 0 || acceding.count(row.to_party) > 0) {
      // A row of a party that comes back must not be counted as one that was there: it is either.
      auto there = old_rows.find(key(row));
      if (there != old_rows.end()) new_rows.insert(key(row));
      continue;
    }
    new_rows.insert(key(row));
  }
  if (old_rows != new_rows) return false;
  const auto suspension = [](const DirectionSuspension& one) { return std::tuple(one.by, one.from, one.to, one.since, one.until); };
  std::multiset<decltype(suspension(DirectionSuspension{}))> old_suspensions, new_suspensions;
  for (const auto& one : before.terms.suspensions) old_suspensions.insert(suspension(one));
  for (const auto& one : after.terms.suspensions) new_suspensions.insert(suspension(one));
  const Agreement &a = before.terms, &b = after.terms;
  return old_suspensions == new_suspensions && a.in_force == b.in_force && a.until == b.until && a.topics == b.topics &&
         a.purposes == b.purposes && a.compartments == b.compartments && a.controls == b.controls && a.actions == b.actions &&
         a.frozen == b.frozen && a.earlier_objects == b.earlier_objects && a.survival_kept == b.survival_kept &&
         a.survival_readers == b.survival_readers && before.kind == after.kind && before.renews_months == after.renews_months &&
         before.notice_days == after.notice_days && before.notice_at_term_end == after.notice_at_term_end &&
         before.notice_by == after.notice_by && before.suspending_by == after.suspending_by && before.accession_by == after.accession_by &&
         before.two_persons == after.two_persons;
}

}  // namespace

// `again`: it was recorded, and is folded once more: its signatures were in order then.
Refusal Life::State::add_document(const Document& document, Time at, bool again) {
  const Agreement& terms = document.terms;
  std::set<std::string> named, needed;
  std::map<std::string, Time> last;
  for (const Spell& spell : terms.parties) {
    if (world.parties.count(spell.party) == 0) return "unknown";
    named.insert(spell.party);
    auto [known, fresh] = last.emplace(spell.party, spell.until);
    if (!fresh) known->second = std::max(known->second, spell.until);
  }
  std::set<std::string> may = named;
  auto known = agreements.find(terms.id);
  const bool first = known == agreements.end();
  if (first) {
    needed = named;
  } else {
    Agreed& agreed = known->second;
    const Version& before = agreed.versions.back();
    if (terms.version <= before.document.terms.version) return "version";
    // Those that the version before binds: the latest one recorded, and the one in effect where that is another.
    std::set<std::string> binds = bound(agreed, at);
    const Agreement latest = effective(agreed, before);
    for (const Spell& spell : latest.parties)
      if (within(at, spell.from, spell.until)) binds.insert(spell.party);
    may.insert(binds.begin(), binds.end());
    std::set<std::string> acceding;
    if (before.document.accession_by && adds_parties_alone(before.document, document, binds, acceding)) {
      needed = *before.document.accession_by;
      needed.insert(acceding.begin(), acceding.end());
    } else {
      needed = binds;
      for (const auto& [party, until] : last)
        if (until > at) needed.insert(party);
    }
  }
  std::set<std::string> signers;
  for (const Signature& one : document.signatures) {
    if (again) break;
    if (may.count(one.signer) == 0 || !signers.insert(one.signer).second) return "signature";
    if (!authority_signs(one.signer, {one})) return "signature";
  }
  for (const std::string& party : needed)
    if (!again && signers.count(party) == 0) return "signature";
  agreements[terms.id].versions.push_back({document, at, first ? kBegin : std::max(at, terms.in_force), {}});
  return "";
}

Refusal Life::State::give_notice(Agreed& agreed, const Act& act, Time at) {
  const Version& version = *in_effect(agreed, at);
  for (const Notice& notice : agreed.notices)
    if (notice.by == act.by && (notice.held || notice.effective > at)) return "malformed";  // one at a time
  const Time first = at + version.document.notice_days * kDay;
  Time effective = act.effective ? *act.effective : first;
  if (version.document.notice_at_term_end) {
    bool possible = false;
    for (const Time end : term_ends(version, first - 1, effective)) {
      if (!act.effective) effective = end;
      possible = possible || effective == end;
      if (possible) break;
    }
    if (!possible) return "date";
  } else {
    // A time before the recording reads as the recording's.
    effective = std::max(effective, at);
    if (effective < first) return "date";
  }
  agreed.notices.push_back({act.by, effective, false});
  return "";
}

Refusal Life::State::about_agreement(const Act& act, Time at) {
  auto found = agreements.find(act.agreement);
  if (found == agreements.end()) return "unknown";
  Agreed& agreed = found->second;
  Version& version = *const_cast<Version*>(in_effect(agreed, at));
  const Agreement terms = effective(agreed, version);
  const std::set<std::string> parties = bound(agreed, at);
  if (parties.count(act.by) == 0) return "not-yours";

  if (act.kind == "suspend" || act.kind == "resume") {
    if (act.by != act.from && act.by != act.to) return "not-yours";
    if (act.from == act.to) return "malformed";
    bool other = false;
    for (const Spell& spell : terms.parties) other = other || spell.party == (act.by == act.from ? act.to : act.from);
    if (!other) return "malformed";
    if (version.document.suspending_by && version.document.suspending_by->count(act.by) == 0) return "not-yours";
    const Time since = std::max(at, act.since.value_or(at));
    if (act.kind == "suspend") {
      const Time until = act.until.value_or(kEnd);
      if (until <= since) return "malformed";
      agreed.suspended.push_back({act.by, act.from, act.to, since, until});
      return "";
    }
    bool any = false;
    for (const DirectionSuspension& one : terms.suspensions)
      any = any || (one.by == act.by && one.from == act.from && one.to == act.to && one.until > std::max(one.since, since));
    if (!any) return "nothing";
    for (Suspended& one : agreed.suspended)
      if (one.by == act.by && one.from == act.from && one.to == act.to) one.until = std::min(one.until, std::max(one.since, since));
    agreed.resumed.push_back({act.by, act.from, act.to, at, since});
    return "";
  }

  if (act.kind == "give-notice") {
    if (version.document.notice_by && version.document.notice_by->count(act.by) == 0) return "not-yours";
    return give_notice(agreed, act, at);
  }
  if (act.kind == "withdraw-notice" || act.kind == "hold-notice" || act.kind == "run-notice") {
    for (auto notice = agreed.notices.begin(); notice != agreed.notices.end(); ++notice) {
      if (notice->by != act.by) continue;
      if (!notice->held && notice->effective <= at) continue;  // it had its effect
      if (act.kind == "withdraw-notice") {
        agreed.notices.erase(notice);
        return "";
      }
      if (notice->held == (act.kind == "hold-notice")) return "nothing";
      notice->held = !notice->held;
      notice->effective = notice->held ? notice->effective : std::max(notice->effective, at);
      return "";
    }
    return "nothing";
  }
  // renew
  if (!within(at, terms.in_force, terms.until)) return "date";
  for (const std::string& party : parties)
    if (!authority_signs(party, act.signatures)) return "signature";
  const std::vector<Time> ends = term_ends(version, at, at);
  if (!act.until || ends.empty() || *act.until <= ends.front()) return "date";
  version.renewed = *act.until;
  return "";
}

Refusal Life::State::about_keys(const Act& act) {
  auto own = keys.find(act.by);
  if (own == keys.end()) return "unknown";
  if (act.kind == "replace-key") {
    if (revoked.count(act.key) > 0 || own->second.authority == act.key) return "malformed";
    if (!authority_signs(act.by, act.signatures) || !signed_by(act.signatures, act.by, act.key)) return "signature";
    own->second.authority = act.key;
    return "";
  }
  const bool by_recovery = signed_by(act.signatures, act.by, own->second.recovery);
  const bool by_itself = signed_by(act.signatures, act.by, act.key);
  if (!by_recovery && !by_itself) return "signature";
  if (!act.successor.empty()) {
    if (act.successor == act.key || revoked.count(act.successor) > 0) return "malformed";
    if (!signed_by(act.signatures, act.by, act.successor)) return "signature";
    // Only the recovery key, or the authority's present key, says who comes after.
    if (!by_recovery && own->second.authority != act.key) return "not-yours";
  }
  revoked.insert(act.key);
  if (!act.successor.empty()) own->second.authority = act.successor;
  return "";
}

Refusal Life::State::about_objects(const Act& act, const std::map<ObjectName, Label>& found, Time at) {
  const std::string party = party_of(act.by);
  std::set<std::string> allowed;  // powers that do for this act
  if (act.kind == "approve-tearline") allowed = {"tearline"};
  else allowed = {"consent"};
  if (act.kind == "approve-tearline" && act.by != party) return "not-yours";
  if (act.kind == "consent") {
    if (act.objects.empty() || world.parties.count(act.to) == 0 || act.to == party) return "malformed";
    if (consents.count(act.id) > 0) return "malformed";
    bool all_relido = true;
    for (const ObjectName& name : act.objects) {
      auto label = found.find(name);
      if (label == found.end()) return "unknown";
      bool originates = false;
      for (const std::string& agency : label->second.originators)
        originates = originates || (act.by == party ? party_of(agency) == party : agency == act.by);
      if (!originates) return "unknown";
      all_relido = all_relido && label->second.permitting.count({party, "RELIDO"}) > 0;
    }
    if (all_relido) allowed.insert("relido");
  }
  if (act.kind == "approve-tearline" && (act.objects.size() != 1 || found.count(act.objects.front()) == 0)) return "unknown";
  if (act.kind == "revoke-consent") {
    auto given = consents.find(act.consent);
    if (given == consents.end() || given->second.act.by != act.by) return "unknown";
    if (given->second.revoked) return "nothing";
  }
  // Who signs: the authority, or a designated person.
  std::set<std::string> signers;
  if (authority_signs(party, act.signatures)) signers.insert(party);
  for (const Signature& one : act.signatures) {
    auto d = designations.find(one.signer);
    if (d == designations.end() || d->second.key != one.key || d->second.party != party || at >= d->second.until) continue;
    if (d->second.for_whom != party && d->second.for_whom != act.by) continue;
    if (revoked.count(one.key) > 0) continue;
    for (const std::string& power : allowed)
      if (d->second.powers.count(power) > 0) signers.insert(one.signer);
  }
  std::size_t needed = 1;
  if (act.kind == "consent")
    for (const auto& [id, agreed] : agreements) {
      const Version* version = in_effect(agreed, at);
      const Agreement terms = effective(agreed, *version);
      if (!within(at, terms.in_force, terms.until) || !bound_in(terms, party, at) || !bound_in(terms, act.to, at)) continue;
      for (const ObjectName& name : act.objects)
        for (const auto& [owner, words] : found.at(name).levels)
          for (const Word& word : words)
            if (version->document.two_persons.count({owner, word.scheme, word.word}) > 0) needed = 2;
    }
  if (signers.size() < needed) return "signature";

  if (act.kind == "consent") {
    Given given{act, at, {}};
    given.act.permission.by = act.by;
    given.act.permission.to = act.to;
    given.act.permission.from = std::max(at, act.permission.from);
    if (given.act.permission.until <= given.act.permission.from) return "malformed";
    consents[act.id] = given;
  } else if (act.kind == "revoke-consent") {
    consents[act.consent].revoked = at;
  } else if (act.kind == "approve-tearline") {
    approvals.emplace_back(act, at);
  } else {
    answered.insert(act.request);
  }
  return "";
}

Refusal Life::State::add_act(const Act& act, const std::map<ObjectName, Label>& found, Time at) {
  const std::string party = party_of(act.by);
  if (world.parties.count(party) == 0) return "unknown";
  const std::string subject = subject_of(act);
  if (act.issued > at + kAhead) return "order";
  if (!subject.empty()) {
    auto last = issued.find({act.by, subject});
    if (last != issued.end() && act.issued <= last->second) return "order";
  }
  Refusal refusal;
  if (act.kind == "replace-key" || act.kind == "revoke-key") {
    if (act.by != party) return "not-yours";
    refusal = about_keys(act);
  } else if (kinds_by_authority_alone().count(act.kind) > 0) {
    if (act.by != party) return "not-yours";
    if (!authority_signs(party, act.signatures)) return "signature";
    if (!act.agreement.empty()) {
      refusal = about_agreement(act, at);
    } else if (act.kind == "suspend-party") {
      if (world.parties.count(act.party) == 0 || act.party == act.by) return "malformed";
      const Time since = std::max(at, act.since.value_or(at)), until = act.until.value_or(kEnd);
      if (until <= since) return "malformed";
      world.suspensions.push_back({act.by, act.party, since, until});
    } else if (act.kind == "resume-party") {
      const Time since = std::max(at, act.since.value_or(at));
      bool any = false;
      for (PartySuspension& one : world.suspensions) {
        if (one.by != act.by || one.party != act.party || one.until <= std::max(one.from, since)) continue;
        one.until = std::max(one.from, since);
        any = true;
      }
      if (!any) return "nothing";
    } else if (act.kind == "designate") {
      if (world.people.count(act.person) == 0 || party_of(act.person) != act.by) return "unknown";
      if (party_of(act.for_whom) != act.by || (act.for_whom != act.by && world.agencies.count(act.for_whom) == 0)) return "malformed";
      if (act.powers.empty() || (act.powers.count("tearline") > 0 && act.for_whom != act.by)) return "malformed";
      if (act.until && *act.until <= at) return "malformed";
      if (revoked.count(act.key) > 0) return "malformed";
      designations[act.person] = {act.by, act.person, act.key, act.for_whom, act.powers, act.until.value_or(kEnd)};
    } else {  // dismiss
      auto d = designations.find(act.person);
      if (d == designations.end() || d->second.party != act.by) return "nothing";
      designations.erase(d);
    }
  } else {
    refusal = about_objects(act, found, at);
  }
  if (refusal.empty() && !subject.empty()) issued[{act.by, subject}] = act.issued;
  return refusal;
}

Refusal Life::apply(State& state, const Entry& entry, bool again) {
  if (entry.directory) {
    state.world.schemes = entry.directory->schemes;
    state.world.agencies = entry.directory->agencies;
    state.world.people = entry.directory->people;
    for (const auto& [id, party] : entry.directory->parties) state.world.parties[id] = party;
    for (const auto& [id, spells] : entry.directory->communities) state.world.communities.emplace(id, spells);
    return "";
  }
  if (entry.document) return state.add_document(*entry.document, entry.at, again);
  if (entry.act) return state.add_act(*entry.act, entry.found, entry.at);
  if (state.world.people.count(entry.person) == 0) return "unknown";
  const std::string party = party_of(entry.person);
  if (!state.authority_signs(party, {{party, entry.key}})) return "signature";
  state.world.clearances[entry.person] = *entry.clearance;
  return "";
}

// What a revoked key signed from `since` on counts no more: it is left out, and the rest is folded without it. What rested on it falls with it.
// Documents stay: they carry the signature of every party.
Life::State Life::fold(Time until) const {
  std::map<std::string, Time> taken_back;  // keys, since when
  for (const Entry& entry : entries_)
    if (entry.at <= until && entry.act && entry.act->kind == "revoke-key") {
      auto [known, fresh] = taken_back.emplace(entry.act->key, entry.act->since.value_or(kBegin));
      if (!fresh) known->second = std::min(known->second, entry.act->since.value_or(kBegin));
    }
  State state;
  state.world = first_;
  state.keys = keys_;
  for (const Entry& entry : entries_) {
    if (entry.at > until) break;
    bool counts = true;
    const auto check = [&](const std::string& key) {
      auto found = taken_back.find(key);
      counts = counts && (found == taken_back.end() || entry.at < found->second);
    };
    if (entry.act && entry.act->kind != "revoke-key")
      for (const Signature& one : entry.act->signatures) check(one.key);
    if (entry.clearance) check(entry.key);
    if (counts) {
      apply(state, entry, true);
    } else if (entry.act) {
      // It stays recorded, so nothing older is accepted after it.
      const std::string subject = subject_of(*entry.act);
      if (!subject.empty()) state.issued[{entry.act->by, subject}] = entry.act->issued;
    }
  }
  return state;
}

Refusal Life::add(Entry entry) {
  State state = fold(kEnd);
  const Refusal refusal = apply(state, entry, false);
  if (refusal.empty()) entries_.push_back(std::move(entry));
  return refusal;
}

Refusal Life::record(Time at, const Document& document) {
  Entry entry;
  entry.at = at;
  entry.document = document;
  return add(std::move(entry));
}

Refusal Life::record(Time at, const Act& act, const FindObject& find) {
  Entry entry;
  entry.at = at;
  entry.act = act;
  for (const ObjectName& name : act.objects)
    if (find)
      if (auto label = find(name)) entry.found[name] = *label;
  return add(std::move(entry));
}

Refusal Life::record(Time at, const std::string& person, const Clearance& clearance, const std::string& key) {
  Entry entry;
  entry.at = at;
  entry.clearance = clearance;
  entry.person = person;
  entry.key = key;
  return add(std::move(entry));
}

void Life::record(Time at, const World& directory) {
  Entry entry;
  entry.at = at;
  entry.directory = directory;
  entries_.push_back(std::move(entry));
}

World Life::world(Time at) const {
  const State state = fold(at);
  World world = state.world;
  for (const auto& [id, agreed] : state.agreements) {
    const State::Version* now = State::in_effect(agreed, at);
    for (const State::Version& version : agreed.versions) {
      Agreement terms = State::effective(agreed, version);
      if (&version != now) terms.in_force = terms.until = kBegin;
      if (&version == now && version.document.kind == "community") {
        auto& spells = world.communities[id];
        spells.clear();
        for (Spell spell : terms.parties) {
          spell.from = std::max(spell.from, terms.in_force);
          spell.until = std::min(spell.until, terms.until);
          if (spell.from < spell.until) spells.push_back(spell);
        }
      }
      world.agreements.push_back(terms);
    }
  }
  return world;
}

std::vector<Consent> Life::consents(const ObjectName& object, Time at) const {
  const State state = fold(at);
  std::vector<Consent> out;
  for (const auto& [id, given] : state.consents) {
    bool covers = false;
    for (const ObjectName& name : given.act.objects)
      covers = covers || name == object ||
               (given.act.later_versions && name.owner == object.owner && name.id == object.id && name.version < object.version);
    if (!covers) continue;
    Consent consent = given.act.permission;
    consent.revoked = given.revoked;
    out.push_back(consent);
  }
  return out;
}

std::set<std::string> Life::approvals(const ObjectName& object, const std::string& sha256, Time at) const {
  const State state = fold(at);
  std::set<std::string> out;
  for (const auto& [act, recorded] : state.approvals)
    if (act.objects.front() == object && act.sha256 == sha256) out.insert(act.by);
  return out;
}

std::string Life::authority_key(const std::string& party, Time at) const {
  const State state = fold(at);
  auto found = state.keys.find(party);
  return found == state.keys.end() || state.revoked.count(found->second.authority) > 0 ? "" : found->second.authority;
}

}  // namespace reference
