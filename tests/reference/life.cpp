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

// Exactly these sign: each is there, and nobody else.
bool only(const std::vector<Signature>& signatures, const std::set<Signature>& needed) {
  for (const Signature& one : needed)
    if (!signed_by(signatures, one.signer, one.key)) return false;
  for (const Signature& one : signatures)
    if (needed.count(one) == 0) return false;
  return true;
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
    Time given = 0, effective = 0;
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
    bool all_relido = false;
  };

  World world;
  std::map<std::string, Keys> keys;
  std::set<std::string> revoked;  // keys
  struct Use {
    std::string party, person;  // person: "" of an authority's
  };
  std::map<std::string, Use> used;  // every key that ever was in use
  std::map<std::string, Agreed> agreements;
  std::map<std::string, Designation> designations;  // by person
  std::map<std::string, Given> consents;
  std::set<std::string> answered;  // requests
  std::vector<std::pair<Act, Time>> approvals;
  std::map<std::pair<std::string, std::string>, Time> issued;  // by, subject

  // Nobody used it before.
  bool fresh(const std::string& key) const {
    for (const auto& [party, own] : keys)
      if (own.recovery == key) return false;
    return used.count(key) == 0 && revoked.count(key) == 0;
  }
  bool authority_signs(const std::string& party, const std::vector<Signature>& signatures) const {
    auto k = keys.find(party);
    return k != keys.end() && revoked.count(k->second.authority) == 0 && signed_by(signatures, party, k->second.authority);
  }

  // A later one has taken its place at `at`, or did before it began.
  static bool overtaken(const Agreed& agreed, const Version& version, Time at) {
    bool later = false;
    for (const Version& other : agreed.versions) {
      if (later && other.begins <= std::max(at, version.begins)) return true;
      later = later || &other == &version;
    }
    return false;
  }
  // The version that holds, or that will be the first to.
  static const Version* in_effect(const Agreed& agreed, Time at) {
    const Version* found = nullptr;
    for (const Version& version : agreed.versions)
      if (!overtaken(agreed, version, at) && (found == nullptr || version.begins < found->begins)) found = &version;
    return found;
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
    terms.in_force = version.begins;
    std::set<std::string> named;
    for (const Spell& spell : terms.parties) named.insert(spell.party);
    for (const Notice& notice : agreed.notices) {
      if (notice.held) continue;
      const bool after = version.recorded > notice.given;  // whoever signed it knew of the notice
      if (named.size() == 2) {
        if (!after || version.begins < notice.effective) terms.until = std::min(terms.until, notice.effective);
        continue;
      }
      for (Spell& spell : terms.parties)
        if (spell.party == notice.by && (!after || spell.from < notice.effective)) spell.until = std::min(spell.until, notice.effective);
    }
    std::erase_if(terms.parties, [](const Spell& spell) { return spell.from >= spell.until; });
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
  // Whose bond has not ended: by every version that may still hold. What has yet to begin binds too.
  static std::set<std::string> bound(const Agreed& agreed, Time at) {
    std::set<std::string> out;
    for (const Version& version : agreed.versions) {
      if (overtaken(agreed, version, at)) continue;
      const Agreement terms = effective(agreed, version);
      for (const Spell& spell : terms.parties)
        if (std::min(spell.until, terms.until) > at) out.insert(spell.party);
    }
    return out;
  }
  // The document as it stands: a renewal, and the ends that resumptions made, are in it.
  static Document standing(const Agreed& agreed, const Version& version) {
    Document out = version.document;
    if (version.renewed) out.terms.until = *version.renewed;
    for (DirectionSuspension& one : out.terms.suspensions)
      for (const Resumed& resumed : agreed.resumed)
        if (version.recorded <= resumed.recorded && one.by == resumed.by && one.from == resumed.from && one.to == resumed.to)
          one.until = std::min(one.until, std::max(one.since, resumed.since));
    std::erase_if(out.terms.suspensions, [](const DirectionSuspension& one) { return one.since >= one.until; });
    return out;
  }

  Refusal add_document(const Document& document, Time at);
  Refusal add_act(const Act& act, const std::map<ObjectName, Label>& found, Time at);
  Refusal about_agreement(const Act& act, Time at);
  Refusal give_notice(Agreed& agreed, const Act& act, Time at);
  Refusal about_keys(const Act& act);
  std::optional<Signature> revoker(const Act& act) const;
  void revoke(const Act& act);
  Refusal about_objects(const Act& act, const std::map<ObjectName, Label>& found, Time at);
};

namespace {

// Only parties that it did not name, and rows that begin or end at them; nothing else is otherwise.
bool adds_parties_alone(const Document& before, const Document& after, std::set<std::string>& acceding) {
  std::set<std::string> old;
  for (const Spell& spell : before.terms.parties) old.insert(spell.party);
  using Plain = std::tuple<std::string, Time, Time>;
  std::multiset<Plain> old_spells, new_spells;
  for (const Spell& spell : before.terms.parties) old_spells.insert({spell.party, spell.from, spell.until});
  for (const Spell& spell : after.terms.parties) {
    if (old.count(spell.party) > 0) new_spells.insert({spell.party, spell.from, spell.until});
    else acceding.insert(spell.party);
  }
  if (acceding.empty() || old_spells != new_spells) return false;
  const auto key = [](const Row& row) {
    return std::tuple(row.from_party, row.from_scheme, row.from_word, row.to_party, row.to_scheme, row.to_word, row.valid_from, row.valid_until,
                      row.created_from, row.created_before, row.with_warnings, row.without_warnings);
  };
  std::multiset<decltype(key(Row{}))> old_rows, new_rows;
  for (const Row& row : before.terms.rows) old_rows.insert(key(row));
  for (const Row& row : after.terms.rows)
    if (acceding.count(row.from_party) == 0 && acceding.count(row.to_party) == 0) new_rows.insert(key(row));
  if (old_rows != new_rows) return false;
  const auto suspension = [](const DirectionSuspension& one) { return std::tuple(one.by, one.from, one.to, one.since, one.until); };
  std::multiset<decltype(suspension(DirectionSuspension{}))> old_suspensions, new_suspensions;
  for (const auto& one : before.terms.suspensions) old_suspensions.insert(suspension(one));
  for (const auto& one : after.terms.suspensions) new_suspensions.insert(suspension(one));
  const Agreement &a = before.terms, &b = after.terms;
  return old_suspensions == new_suspensions && a.in_force == b.in_force && a.until == b.until && a.topics == b.topics &&
         a.purposes == b.purposes && a.compartments == b.compartments && a.controls == b.controls && a.actions == b.actions &&
         a.frozen == b.frozen && a.earlier_objects == b.earlier_objects && a.survival_kept == b.survival_kept &&
         a.survival_readers == b.survival_readers && (before.kind == after.kind || (before.kind == "bilateral" && after.kind == "multilateral")) && before.renews_months == after.renews_months &&
         before.notice_days == after.notice_days && before.notice_at_term_end == after.notice_at_term_end &&
         before.notice_by == after.notice_by && before.suspending_by == after.suspending_by && before.accession_by == after.accession_by &&
         before.two_persons == after.two_persons;
}

}  // namespace

Refusal Life::State::add_document(const Document& document, Time at) {
  const Agreement& terms = document.terms;
  std::set<std::string> named, needed;
  for (const Spell& spell : terms.parties) {
    if (world.parties.count(spell.party) == 0) return "unknown";
    named.insert(spell.party);
  }
  auto known = agreements.find(terms.id);
  const bool first = known == agreements.end();
  // The directory's community is the version before.
  auto community = world.communities.find(terms.id);
  const bool follows = first && document.kind == "community" && community != world.communities.end();
  if (follows)
    for (const Spell& spell : community->second)
      if (spell.until > at && named.count(spell.party) == 0) return "malformed";
  if (first) {
    needed = named;
  } else {
    Agreed& agreed = known->second;
    const Version& before = agreed.versions.back();
    if (terms.version <= before.document.terms.version) return "version";
    if ((before.document.kind == "community") != (document.kind == "community")) return "malformed";
    const std::set<std::string> binds = bound(agreed, at);
    for (const std::string& party : binds)
      if (named.count(party) == 0) return "malformed";
    // Who left many comes back by a spell that says since when.
    if (named.size() > 2)
      for (const Notice& notice : agreed.notices)
        for (const Spell& spell : terms.parties)
          if (!notice.held && notice.effective <= at && spell.party == notice.by && spell.from < notice.effective && notice.effective < spell.until)
            return "malformed";
    std::set<std::string> acceding;
    if (before.document.accession_by && adds_parties_alone(standing(agreed, before), document, acceding)) {
      for (const std::string& party : *before.document.accession_by)
        if (binds.count(party) > 0) needed.insert(party);
      if (needed.empty()) needed = binds;
      needed.insert(acceding.begin(), acceding.end());
    } else {
      needed = binds;
      for (const Spell& spell : terms.parties)
        if (spell.until > at) needed.insert(spell.party);
    }
  }
  std::set<std::string> signers;
  for (const Signature& one : document.signatures) {
    if (named.count(one.signer) == 0 || !signers.insert(one.signer).second) return "signature";
    if (!authority_signs(one.signer, {one})) return "signature";
  }
  for (const std::string& party : needed)
    if (signers.count(party) == 0) return "signature";
  agreements[terms.id].versions.push_back({document, at, first && !follows ? terms.in_force : std::max(at, terms.in_force), {}});
  return "";
}

Refusal Life::State::give_notice(Agreed& agreed, const Act& act, Time at) {
  const Version& version = *in_effect(agreed, at);
  for (const Notice& notice : agreed.notices)
    if (notice.by == act.by && (notice.held || notice.effective > at)) return "malformed";  // one at a time
  const Time first = at + version.document.notice_days * kDay;
  Time end = version.renewed ? *version.renewed : version.document.terms.until;
  if (version.document.renews_months > 0) end = kEnd;
  if (first > end) return "date";
  Time effective = act.effective ? *act.effective : first;
  if (version.document.notice_at_term_end) {
    bool possible = false;
    for (const Time one : term_ends(version, first - 1, effective)) {
      if (!act.effective) effective = one;
      possible = possible || effective == one;
      if (possible) break;
    }
    if (!possible) return "date";
  } else {
    // A time before the recording reads as the recording's.
    effective = std::max(effective, at);
    if (effective < first || effective > end) return "date";
  }
  agreed.notices.push_back({act.by, at, effective, false});
  return "";
}

Refusal Life::State::about_agreement(const Act& act, Time at) {
  auto found = agreements.find(act.agreement);
  if (found == agreements.end()) return "unknown";
  Agreed& agreed = found->second;
  Version& version = *const_cast<Version*>(in_effect(agreed, at));
  const Agreement terms = effective(agreed, version);
  const std::set<std::string> parties = bound(agreed, at);
  const bool answers = act.kind == "resume" || act.kind == "withdraw-notice" || act.kind == "hold-notice" || act.kind == "run-notice";
  if (!answers && parties.count(act.by) == 0) return "not-yours";

  if (act.kind == "suspend" || act.kind == "resume") {
    if (act.from == act.to) return "malformed";
    const Time since = std::max(at, act.since.value_or(at));
    if (act.kind == "suspend") {
      if (act.by != act.from && act.by != act.to) return "not-yours";
      if (parties.count(act.from) == 0 || parties.count(act.to) == 0) return "malformed";
      if (version.document.suspending_by && version.document.suspending_by->count(act.by) == 0) return "not-yours";
      const Time until = act.until.value_or(kEnd);
      if (until <= since) return "malformed";
      agreed.suspended.push_back({act.by, act.from, act.to, since, until});
      return "";
    }
    // Who suspended resumes.
    std::vector<DirectionSuspension> made;
    for (const Suspended& one : agreed.suspended) made.push_back({one.by, one.from, one.to, one.since, one.until});
    for (const Version& one : agreed.versions)
      if (!overtaken(agreed, one, at))
        for (const DirectionSuspension& written : standing(agreed, one).terms.suspensions) made.push_back(written);
    bool any = false, others = false;
    for (const DirectionSuspension& one : made) {
      if (one.from != act.from || one.to != act.to || one.since >= one.until || one.until <= at) continue;
      (one.by == act.by ? any : others) = true;
    }
    if (!any) return others ? "not-yours" : "nothing";
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
  std::set<Signature> all;
  for (const std::string& party : parties) {
    if (!authority_signs(party, act.signatures)) return "signature";
    all.insert({party, keys.at(party).authority});
  }
  if (!only(act.signatures, all)) return "signature";
  const std::vector<Time> ends = term_ends(version, at, at);
  if (!act.until || ends.empty() || *act.until <= ends.front()) return "date";
  version.renewed = *act.until;
  return "";
}

Refusal Life::State::about_keys(const Act& act) {
  auto own = keys.find(act.by);
  if (own == keys.end()) return "unknown";
  if (act.kind == "replace-key") {
    if (!fresh(act.key)) return "malformed";
    if (!authority_signs(act.by, act.signatures) || !only(act.signatures, {{act.by, own->second.authority}, {act.by, act.key}})) return "signature";
    own->second.authority = act.key;
    used[act.key] = {act.by, ""};
    return "";
  }
  const std::optional<Signature> who = revoker(act);
  if (!who) return revoked.count(act.key) == 0 && (used.count(act.key) == 0 || used.at(act.key).party != act.by) ? "unknown" : "signature";
  std::set<Signature> needed{*who};
  if (!act.successor.empty()) {
    if (used.count(act.key) > 0 && !used.at(act.key).person.empty()) return "malformed";
    if (!fresh(act.successor)) return "malformed";
    needed.insert({act.by, act.successor});
  }
  if (!only(act.signatures, needed)) return "signature";
  revoke(act);
  return "";
}

// Whose signature revokes this key: the recovery key's, the key's own while it counts, for an official's key the authority's.
std::optional<Signature> Life::State::revoker(const Act& act) const {
  const Keys& own = keys.at(act.by);
  auto use = used.find(act.key);
  if (revoked.count(act.key) == 0 && (use == used.end() || use->second.party != act.by)) return std::nullopt;
  std::vector<Signature> may{{act.by, own.recovery}};
  if (use != used.end() && use->second.person.empty() && own.authority == act.key) may.push_back({act.by, act.key});
  if (use != used.end() && !use->second.person.empty()) {
    auto official = designations.find(use->second.person);
    if (official != designations.end() && official->second.key == act.key) may.push_back({use->second.person, act.key});
    may.push_back({act.by, own.authority});
  }
  for (const Signature& one : may)
    if (signed_by(act.signatures, one.signer, one.key)) return one;
  return std::nullopt;
}

void Life::State::revoke(const Act& act) {
  revoked.insert(act.key);
  std::erase_if(designations, [&](const auto& one) { return one.second.key == act.key; });
  std::string& authority = keys.at(act.by).authority;
  if (!act.successor.empty()) {
    authority = act.successor;
    used[act.successor] = {act.by, ""};
  } else if (authority == act.key) {
    authority.clear();
  }
}

Refusal Life::State::about_objects(const Act& act, const std::map<ObjectName, Label>& found, Time at) {
  const std::string party = party_of(act.by);
  std::set<std::string> allowed;  // powers that do for this act
  bool relido = false;
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
    relido = all_relido;
    if (all_relido) allowed.insert("relido");
  }
  if (act.kind == "approve-tearline" && (act.objects.size() != 1 || found.count(act.objects.front()) == 0)) return "unknown";
  if (act.kind == "revoke-consent") {
    auto given = consents.find(act.consent);
    if (given == consents.end() || (given->second.act.by != act.by && party_of(given->second.act.by) != act.by)) return "unknown";
    if (given->second.revoked) return "nothing";
    if (given->second.all_relido) allowed.insert("relido");
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
  if (signers.size() < needed || signers.size() != act.signatures.size()) return "signature";

  if (act.kind == "consent") {
    Given given{act, at, {}, relido};
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
    if (act.kind != "renew" && act.signatures.size() != 1) return "signature";
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
        if (one.by != act.by || one.party != act.party || one.until <= at) continue;
        one.until = std::min(one.until, std::max(one.from, since));
        any = true;
      }
      if (!any) return "nothing";
      std::erase_if(world.suspensions, [](const PartySuspension& one) { return one.from >= one.until; });
    } else if (act.kind == "designate") {
      if (world.people.count(act.person) == 0 || party_of(act.person) != act.by) return "unknown";
      if (party_of(act.for_whom) != act.by || (act.for_whom != act.by && world.agencies.count(act.for_whom) == 0)) return "malformed";
      if (act.powers.empty() || (act.powers.count("tearline") > 0 && act.for_whom != act.by)) return "malformed";
      if (act.until && *act.until <= at) return "malformed";
      auto before = designations.find(act.person);
      if (!(before != designations.end() && before->second.key == act.key) && !fresh(act.key)) return "malformed";
      used[act.key] = {act.by, act.person};
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

Refusal Life::apply(State& state, const Entry& entry) {
  if (entry.directory) {
    state.world.schemes = entry.directory->schemes;
    state.world.agencies = entry.directory->agencies;
    state.world.people = entry.directory->people;
    for (const auto& [id, party] : entry.directory->parties) state.world.parties[id] = party;
    for (const auto& [id, spells] : entry.directory->communities) state.world.communities.emplace(id, spells);
    return "";
  }
  if (entry.document) return state.add_document(*entry.document, entry.at);
  if (entry.act) return state.add_act(*entry.act, entry.found, entry.at);
  if (state.world.people.count(entry.person) == 0) return "unknown";
  const std::string party = party_of(entry.person);
  if (!state.authority_signs(party, {{party, entry.key}})) return "signature";
  state.world.clearances[entry.person] = *entry.clearance;
  return "";
}

namespace {

// Since when what a key signed counts no more.
using TakenBack = std::map<std::string, Time>;

void take_back(TakenBack& some, const Act& act, Time at) {
  const Time since = std::min(at, act.since.value_or(at));
  auto [known, fresh] = some.emplace(act.key, since);
  if (!fresh) known->second = std::min(known->second, since);
}

}  // namespace

// 0: signed by the recovery key; 1: by the key itself; 2: by the authority, about an official's. 3: no revocation.
int Life::strength(const Entry& entry) const {
  if (!entry.act || entry.act->kind != "revoke-key") return 3;
  auto own = keys_.find(entry.act->by);
  if (own != keys_.end() && signed_by(entry.act->signatures, entry.act->by, own->second.recovery)) return 0;
  for (const Signature& one : entry.act->signatures)
    if (one.key == entry.act->key) return 1;
  return 2;
}

// From the beginning. What a key signed from the time on that it was taken back is left out, and what rested on that falls with it, as all is looked at anew.
// Revocations are believed by strength: first those of recovery keys, whatever else there is. Then those that keys make of themselves, which must be in order where
// all is read with the stronger ones alone; then those of authorities, in the same way.
Life::State Life::fold(Time until) const {
  std::set<const Entry*> believed;
  State state;
  for (int turn = 0; turn <= 3; ++turn) {
    TakenBack taken_back;
    bool any = turn == 3;
    for (const Entry& entry : entries_) {
      if (entry.at > until) continue;
      if (believed.count(&entry) > 0) take_back(taken_back, *entry.act, entry.at);
      any = any || strength(entry) == turn;
    }
    if (!any) continue;
    state = State();
    state.world = first_;
    state.keys = keys_;
    for (const auto& [party, own] : keys_) state.used[own.authority] = {party, ""};
    std::set<const Entry*> found;
    for (const Entry& entry : entries_) {
      if (entry.at > until) break;
      const auto counts_no_more = [&](const std::string& key) {
        auto since = taken_back.find(key);
        return since != taken_back.end() && since->second <= entry.at;
      };
      const int strong = strength(entry);
      bool counts = entry.clearance ? !counts_no_more(entry.key) : true;
      for (const auto* signatures : {entry.act ? &entry.act->signatures : nullptr, entry.document ? &entry.document->signatures : nullptr})
        if (signatures != nullptr)
          for (const Signature& one : *signatures) counts = counts && !counts_no_more(one.key);
      if (strong == 0 || believed.count(&entry) > 0) {
        state.revoke(*entry.act);
        if (strong == turn) found.insert(&entry);
      } else if (counts && (strong == 3 || (turn < 3 && strong >= turn))) {
        if (apply(state, entry).empty() && strong == turn) found.insert(&entry);
      }
      // It stays recorded, so nothing older is accepted after it.
      if (entry.act && !subject_of(*entry.act).empty()) state.issued[{entry.act->by, subject_of(*entry.act)}] = entry.act->issued;
    }
    believed.insert(found.begin(), found.end());
  }
  return state;
}

Refusal Life::add(Entry entry) {
  State state = fold(kEnd);
  const Refusal refusal = apply(state, entry);
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

namespace {

// Spells that meet are one.
void add_spell(std::vector<Spell>& spells, const Spell& next) {
  if (next.from >= next.until) return;
  for (Spell& one : spells)
    if (one.party == next.party && one.until == next.from) {
      one.until = next.until;
      return;
    }
  spells.push_back(next);
}

}  // namespace

World Life::world(Time at) const {
  const State state = fold(at);
  World world = state.world;
  for (const auto& [id, agreed] : state.agreements) {
    const State::Version* now = State::in_effect(agreed, at);
    for (const State::Version& version : agreed.versions) {
      Agreement terms = State::effective(agreed, version);
      if (&version != now) terms.in_force = terms.until = kBegin;
      world.agreements.push_back(terms);
    }
    if (agreed.versions.back().document.kind != "community") continue;
    // The directory's spells until the first of its documents holds, then those of each document until the next one holds.
    std::vector<Spell> spells, written;
    Time begins = kEnd;
    for (const State::Version& version : agreed.versions) begins = std::min(begins, version.begins);
    for (Spell spell : world.communities[id]) {
      spell.until = std::min(spell.until, begins);
      add_spell(spells, spell);
    }
    for (auto version = agreed.versions.begin(); version != agreed.versions.end(); ++version) {
      const Agreement terms = State::effective(agreed, *version);
      Time ends = terms.until;
      for (auto later = version + 1; later != agreed.versions.end(); ++later) ends = std::min(ends, later->begins);
      for (const Spell& spell : terms.parties) written.push_back({spell.party, std::max(spell.from, terms.in_force), std::min(spell.until, ends)});
    }
    std::stable_sort(written.begin(), written.end(), [](const Spell& a, const Spell& b) { return a.from < b.from; });
    for (const Spell& spell : written) add_spell(spells, spell);
    world.communities[id] = spells;
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
