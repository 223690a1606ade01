#include "tests/property/signing.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "base/bytes.hpp"
#include "tests/property/worlds.hpp"

namespace signing {

using namespace comity;

namespace {

void put_time(nlohmann::json& into, const char* key, reference::Time at) {
  if (at != reference::kBegin && at != reference::kEnd) into[key] = format_time(Time{at});
}

}  // namespace

std::optional<agreement::Document> document_of(const reference::Document& document) {
  const reference::Agreement& from = document.terms;
  using plain = nlohmann::json;
  plain out{{"id", from.id}, {"version", from.version}, {"title", "EXERCISE"}, {"kind", document.kind}};
  std::set<std::string> names;
  for (const reference::Spell& one : from.parties) {
    plain party{{"party", one.party}};
    put_time(party, "since", one.from);
    put_time(party, "until", one.until);
    out["parties"].push_back(std::move(party));
    names.insert(one.party);
  }
  plain term{{"in_force", format_time(Time{std::max(from.in_force, worlds::day(-30))})}};
  put_time(term, "until", from.until);
  if (document.renews_months > 0) term["renews_months"] = document.renews_months;
  out["term"] = std::move(term);
  if (document.notice_days > 0 || document.notice_at_term_end || document.notice_by) {
    out["notice"] = plain::object();
    if (document.notice_days > 0) out["notice"]["days"] = document.notice_days;
    if (document.notice_at_term_end) out["notice"]["takes_effect"] = "term-end";
    if (document.notice_by) out["notice"]["by"] = *document.notice_by;
  }
  if (document.suspending_by) out["suspending"]["by"] = *document.suspending_by;
  if (document.accession_by) out["accession"]["approved_by"] = *document.accession_by;
  for (const reference::Place& level : document.two_persons)
    out["two_persons"]["levels"].push_back({{"party", level.party}, {"scheme", level.scheme}, {"word", level.word}});
  for (const reference::Row& row : from.rows) {
    plain one{{"from", {{"party", row.from_party}, {"scheme", row.from_scheme}, {"word", row.from_word}}},
              {"to", {{"party", row.to_party}, {"scheme", row.to_scheme}, {"word", row.to_word}}}};
    put_time(one, "valid_from", row.valid_from);
    put_time(one, "valid_until", row.valid_until);
    put_time(one, "created_from", row.created_from);
    put_time(one, "created_before", row.created_before);
    if (!row.with_warnings.empty()) one["with_warnings"] = row.with_warnings;
    if (!row.without_warnings.empty()) one["without_warnings"] = row.without_warnings;
    out["equivalence"].push_back(std::move(one));
  }
  if (!from.topics.all) out["topics"] = {{"any", from.topics.words}};
  if (!from.purposes.all) out["purposes"] = {{"any", from.purposes.words}};
  plain accepted = plain::array();
  for (const auto& [party, name] : from.compartments)
    if (names.contains(party)) accepted.push_back({{"party", party}, {"name", name}});
  out["compartments"] = {{"accepted", std::move(accepted)}};
  out["controls"] = {{"accepted", from.controls}};
  out["actions"] = {{"permitted", from.actions == reference::kCopy ? "copy" : "display"}};
  if (from.survival_kept) {
    out["survival"]["kept"] = true;
    if (!from.survival_readers.empty()) {
      plain readers = plain::array();
      for (const std::string& agency : from.survival_readers)
        if (names.contains(reference::party_of(agency))) readers.push_back(agency);
      if (readers.empty()) out.erase("survival");
      else out["survival"]["readers"] = std::move(readers);
    }
  }
  out["membership"] = {{"mode", from.frozen ? "frozen" : "floating"}};
  if (!from.frozen) out["membership"]["earlier_objects"] = from.earlier_objects;
  for (const reference::DirectionSuspension& one : from.suspensions) {
    if (!names.contains(one.by) || !names.contains(one.from) || !names.contains(one.to) || one.from == one.to) continue;
    plain suspension{{"by", one.by}, {"from", one.from}, {"to", one.to}, {"since", format_time(Time{std::max(one.since, worlds::day(-30))})}};
    put_time(suspension, "until", one.until);
    out["suspension"].push_back(std::move(suspension));
  }
  auto parsed = agreement::parse_canonical(out.dump());
  if (!parsed) return std::nullopt;
  return *std::move(parsed);
}

const crypto::SigningKey& Keyring::key(const std::string& name) {
  auto found = keys_.find(name);
  if (found == keys_.end()) found = keys_.emplace(name, crypto::SigningKey::generate(*random_)).first;
  return found->second;
}

std::string Keyring::public_key(const std::string& name) { return to_base64(key(name).public_key()); }

std::string Keyring::signed_document(const agreement::Document& document, const std::vector<reference::Signature>& signatures) {
  agreement::Signed one{document, {}};
  for (const reference::Signature& signature : signatures) {
    // A party that the document leaves out signs it all the same.
    const auto& with = key(signature.key);
    auto made = agreement::sign(document, signature.signer, with);
    if (!made) throw std::runtime_error(signature.signer + ": " + to_string(made.error()));
    one.signatures.push_back(*std::move(made));
  }
  return agreement::to_json(one);
}

namespace {

std::optional<Time> time(const std::optional<reference::Time>& from) { return from ? std::optional(Time{*from}) : std::nullopt; }

std::vector<agreement::ObjectName> objects(const reference::Act& from) {
  std::vector<agreement::ObjectName> out;
  for (const reference::ObjectName& one : from.objects) out.push_back({one.owner, one.id, one.version});
  return out;
}

agreement::ActBody body_of(const reference::Act& from, Keyring& keys) {
  if (from.kind == "suspend") return agreement::Suspend{from.agreement, from.from, from.to, time(from.since), time(from.until)};
  if (from.kind == "resume") return agreement::Resume{from.agreement, from.from, from.to, time(from.since)};
  if (from.kind == "give-notice") return agreement::GiveNotice{from.agreement, time(from.effective)};
  if (from.kind == "withdraw-notice") return agreement::WithdrawNotice{from.agreement};
  if (from.kind == "hold-notice") return agreement::HoldNotice{from.agreement};
  if (from.kind == "run-notice") return agreement::RunNotice{from.agreement};
  if (from.kind == "renew") return agreement::Renew{from.agreement, Time{from.until.value()}};
  if (from.kind == "suspend-party") return agreement::SuspendParty{from.party, time(from.since), time(from.until)};
  if (from.kind == "resume-party") return agreement::ResumeParty{from.party, time(from.since)};
  if (from.kind == "replace-key") return agreement::ReplaceKey{keys.public_key(from.key)};
  if (from.kind == "revoke-key")
    return agreement::RevokeKey{keys.public_key(from.key), Time{from.since.value()}, from.successor.empty() ? "" : keys.public_key(from.successor)};
  if (from.kind == "designate") return agreement::Designate{from.person, keys.public_key(from.key), from.powers, from.for_whom, time(from.until)};
  if (from.kind == "dismiss") return agreement::Dismiss{from.person};
  if (from.kind == "refuse-consent") return agreement::RefuseConsent{from.request};
  if (from.kind == "revoke-consent") return agreement::RevokeConsent{from.consent};
  if (from.kind == "approve-tearline") return agreement::ApproveTearline{objects(from).at(0), from.sha256};
  if (from.kind != "consent") throw std::runtime_error("no such kind: " + from.kind);
  agreement::GiveConsent out;
  out.id = from.id;
  out.to = from.to;
  out.objects = objects(from);
  out.later_versions = from.later_versions;
  out.actions = static_cast<marking::Actions>(from.permission.actions);
  out.purposes = {from.permission.purposes.all, from.permission.purposes.words};
  out.scheme = from.permission.scheme;
  out.word = from.permission.word;
  if (from.permission.from != reference::kBegin) out.from = Time{from.permission.from};
  if (from.permission.until != reference::kEnd) out.until = Time{from.permission.until};
  out.request = from.request;
  return out;
}

}  // namespace

agreement::SignedAct Keyring::signed_act(const reference::Act& from) {
  agreement::SignedAct out;
  out.act.by = from.by;
  out.act.issued = Time{from.issued};
  out.act.body = body_of(from, *this);
  for (const reference::Signature& one : from.signatures) out.signatures.push_back(agreement::sign(out.act, one.signer, key(one.key)));
  return out;
}

}  // namespace signing
