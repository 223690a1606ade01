#include "shelf/exceptions.hpp"

#include <algorithm>

namespace comity::shelf {
namespace {

// What never happened has not happened by the last policy version either.
bool happened(Seq when, Seq as_of) { return when != UINT64_MAX && when <= as_of; }

}  // namespace

void Exceptions::apply(const journal::Entry& entry) {
  switch (entry.kind) {
    case journal::Kind::object: apply_object(entry); break;
    case journal::Kind::act: apply_act(entry); break;
    case journal::Kind::recall: {
      auto record = decode_recall(entry.body);
      if (!record) break;
      std::vector<std::uint32_t> rows;
      for (std::size_t i = 0; i < record->objects.size(); ++i) {
        const std::uint32_t row = shelf_.row_of(record->objects[i].seq);
        if (row == kNoRow) continue;
        rows.push_back(row);
        Row& here = say(row, entry.seq);
        if (here.recalled != kNever) continue;  // the first recall holds
        here.recalled = entry.seq;
        here.recall = events_.size();
        here.recalled_as = i;
      }
      remember(entry.seq, std::move(rows), std::move(*record));
      break;
    }
    case journal::Kind::approval: {
      const auto record = decode_approval(entry.body);
      const std::uint32_t row = record ? shelf_.row_of(record->object) : kNoRow;
      if (row == kNoRow) break;
      Row& here = say(row, entry.seq);
      if (here.approved == kNever) here.approved = entry.seq;
      remember(entry.seq, {row});
      break;
    }
    case journal::Kind::erasure: {
      const auto record = decode_erasure(entry.body);
      if (!record) break;
      std::vector<std::uint32_t> rows;
      for (const Seq seq : record->objects) {
        const std::uint32_t row = shelf_.row_of(seq);
        if (row == kNoRow) continue;
        rows.push_back(row);
        Row& here = say(row, entry.seq);
        if (here.erased != kNever) continue;
        here.erased = entry.seq;
        erasures_.push_back(seq);
      }
      remember(entry.seq, std::move(rows));
      break;
    }
    default: break;
  }
}

Exceptions::Row& Exceptions::say(std::uint32_t row, Seq seq) {
  Row& here = rows_[row];
  if (here.first == kNever) {
    here.first = seq;
    said_.push_back({seq, row});
  }
  return here;
}

void Exceptions::remember(Seq seq, std::vector<std::uint32_t> rows, std::optional<RecallRecord> recall) {
  std::sort(rows.begin(), rows.end());
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  std::vector<std::uint32_t> affected = shelf_.affected_by(rows);
  events_.push_back({seq, std::move(rows), std::move(affected), std::move(recall)});
}

void Exceptions::apply_object(const journal::Entry& entry) {
  const ObjectRecord& record = shelf_.last_record();
  const std::uint32_t row = shelf_.size() - 1;
  if (record.second_person) say(row, entry.seq).awaiting = record.owner;
  if (!record.tearline.none()) {
    Row& here = say(row, entry.seq);
    here.tearline = record.tearline;
    for (const std::string& party : record.approvers) here.approvals.try_emplace(party);
  }
  if (later_.empty()) return;
  const auto later = later_.find(record.thing.value);
  if (later == later_.end()) return;
  for (Consent* consent : later->second) {
    // Only what comes after a version that the consent names.
    const bool after = std::any_of(consent->rows.begin(), consent->rows.end(), [&](std::uint32_t named) {
      return shelf_.row(named).thing == record.thing && shelf_.row(named).version_us < record.version_us;
    });
    if (after) say(row, entry.seq).consents.push_back(consent);
  }
}

void Exceptions::apply_act(const journal::Entry& entry) {
  if (policy_.version() != entry.seq) return;  // it did not verify: it changes nothing
  auto record = journal::decode_act(entry.body);
  if (!record) return;
  auto one = agreement::parse_signed_act(record->act);
  if (!one) return;
  if (std::holds_alternative<agreement::GiveConsent>(one->act.body)) {
    give(entry, std::move(*one), record->objects);
  } else if (const auto* revoke = std::get_if<agreement::RevokeConsent>(&one->act.body)) {
    const auto found = consents_.find(revoke->consent);
    if (found == consents_.end()) return remember(entry.seq, {});
    settle(found->second, entry);
    remember(entry.seq, covered_by(found->second));
  } else if (std::holds_alternative<agreement::RevokeKey>(one->act.body)) {
    // An event for all labels too: every row is decided anew there. What the key signed counts no more, nor what was signed with keys that it made; and
    // what such acts had undone counts again.
    for (auto& [id, consent] : consents_) settle(consent, entry);
    settle_approvals(entry.seq);
  } else if (std::holds_alternative<agreement::ApproveTearline>(one->act.body)) {
    approve(entry, one->act, record->objects);
  } else if (std::holds_alternative<agreement::RefuseConsent>(one->act.body)) {
    remember(entry.seq, {});
  }
}

void Exceptions::give(const journal::Entry& entry, agreement::SignedAct one, const std::vector<Seq>& objects) {
  const auto& body = std::get<agreement::GiveConsent>(one.act.body);
  const bool later = body.later_versions;
  Consent& consent = consents_[body.id];
  if (consent.given != 0) return;  // ids are unique: plans see to it
  consent.given = entry.seq;
  consent.at = entry.time;
  for (const Seq seq : objects)
    if (const std::uint32_t row = shelf_.row_of(seq); row != kNoRow) consent.rows.push_back(row);
  consent.act = std::move(one);
  settle(consent, entry);
  std::vector<std::uint32_t> rows = covered_by(consent);
  for (const std::uint32_t row : rows) say(row, entry.seq).consents.push_back(&consent);
  if (later)
    for (const std::uint32_t row : consent.rows) {
      auto& list = later_[shelf_.row(row).thing.value];
      if (list.empty() || list.back() != &consent) list.push_back(&consent);
    }
  remember(entry.seq, std::move(rows));
}

void Exceptions::settle(Consent& consent, const journal::Entry& entry) {
  const auto& body = std::get<agreement::GiveConsent>(consent.act.act.body);
  const auto& standing = policy_.life().consents();
  const auto found = standing.find(body.id);
  const bool counts = found != standing.end() && !found->second.revoked && found->second.what == body && found->second.by == consent.act.act.by;
  if (!counts && consent.counts.now()) consent.ended = entry.time;
  consent.counts.set(counts, entry.seq);
}

void Exceptions::approve(const journal::Entry& entry, const agreement::Act& act, const std::vector<Seq>& objects) {
  const std::uint32_t row = objects.size() == 1 ? shelf_.row_of(objects.front()) : kNoRow;
  if (row == kNoRow || tearline(row).none()) return remember(entry.seq, {});
  auto& approvals = rows_.at(row).approvals;
  if (const auto party = approvals.find(act.by); party != approvals.end()) party->second.set(true, entry.seq);
  approved_.emplace(std::get<agreement::ApproveTearline>(act.body).object, row);
  remember(entry.seq, {row});
}

void Exceptions::settle_approvals(Seq from) {
  std::set<std::pair<agreement::ObjectName, std::string>> standing;
  for (const auto& one : policy_.life().approvals()) standing.emplace(one.what.object, one.by);
  for (const auto& [name, row] : approved_)
    for (auto& [party, counts] : rows_.at(row).approvals) counts.set(standing.contains({name, party}), from);
}

std::vector<std::uint32_t> Exceptions::covered(std::vector<std::uint32_t> named, bool later_versions) const {
  std::vector<std::uint32_t> rows = std::move(named);
  for (std::size_t i = 0, count = later_versions ? rows.size() : 0; i < count; ++i) {
    const std::uint32_t one = rows[i];
    shelf_.each_version(shelf_.row(one).thing, [&](std::uint32_t row) {
      if (shelf_.row(row).version_us > shelf_.row(one).version_us) rows.push_back(row);
    });
  }
  std::sort(rows.begin(), rows.end());
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  return rows;
}

const Exceptions::Event* Exceptions::event(Seq seq) const {
  const auto at = std::lower_bound(events_.begin(), events_.end(), seq, [](const Event& e, Seq s) { return e.seq < s; });
  return at == events_.end() || at->seq != seq ? nullptr : &*at;
}

bool Exceptions::concerns(std::uint32_t row, Seq as_of) const {
  const auto found = rows_.find(row);
  return found != rows_.end() && happened(found->second.first, as_of);
}

release::Grants Exceptions::grants(std::uint32_t row, Seq as_of, std::string_view party) const {
  release::Grants out;
  const auto found = rows_.find(row);
  if (found == rows_.end()) return out;
  const Row& here = found->second;
  for (const Consent* consent : here.consents) {
    const auto& give = std::get<agreement::GiveConsent>(consent->act.act.body);
    if (give.to != party || consent->given > as_of) continue;
    release::Consent one;
    one.id = give.id;
    one.by = consent->act.act.by;
    one.to = give.to;
    one.actions = give.actions;
    one.purposes = give.purposes;
    one.level = {give.scheme, give.word, {}, {}};
    one.from = give.from.value_or(Time::min());
    one.until = give.until.value_or(Time::max());
    if (!consent->counts.at(as_of)) one.revoked = Time::min();
    out.consents.push_back(std::move(one));
  }
  out.recalled = happened(here.recalled, as_of);
  out.erased = happened(here.erased, as_of);
  if (!here.awaiting.empty() && !happened(here.approved, as_of)) out.awaiting = here.awaiting;
  return out;
}

marking::LabelIx Exceptions::label(std::uint32_t row, Seq as_of) const {
  const auto found = rows_.find(row);
  if (found != rows_.end() && !found->second.tearline.none() &&
      std::all_of(found->second.approvals.begin(), found->second.approvals.end(), [&](const auto& one) { return one.second.at(as_of); }))
    return found->second.tearline;
  return shelf_.row(row).label;
}

bool Exceptions::recalled(std::uint32_t row, Seq as_of) const {
  const auto found = rows_.find(row);
  return found != rows_.end() && happened(found->second.recalled, as_of);
}

bool Exceptions::erased(std::uint32_t row, Seq as_of) const {
  const auto found = rows_.find(row);
  return found != rows_.end() && happened(found->second.erased, as_of);
}

marking::LabelIx Exceptions::tearline(std::uint32_t row) const {
  const auto found = rows_.find(row);
  return found == rows_.end() ? marking::LabelIx{} : found->second.tearline;
}

std::set<std::string> Exceptions::approvals_missing(std::uint32_t row) const {
  std::set<std::string> out;
  if (const auto found = rows_.find(row); found != rows_.end())
    for (const auto& [party, counts] : found->second.approvals)
      if (!counts.now()) out.insert(party);
  return out;
}

bool Exceptions::awaits_second_person(std::uint32_t row) const {
  const auto found = rows_.find(row);
  return found != rows_.end() && !found->second.awaiting.empty() && found->second.approved == kNever;
}

const Exceptions::Event* Exceptions::recall_of(std::uint32_t row) const {
  const auto found = rows_.find(row);
  return found == rows_.end() || !found->second.recall ? nullptr : &events_[*found->second.recall];
}

const std::string& Exceptions::revoked_version(std::uint32_t row) const {
  static const std::string none;
  const Event* recall = recall_of(row);
  return recall ? recall->recall->objects[rows_.at(row).recalled_as].revoked : none;
}

}  // namespace comity::shelf
