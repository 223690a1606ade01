#include "journal/policy.hpp"

#include <fmt/format.h>

#include "agreement/terms.hpp"
#include "base/codec.hpp"
#include "crypto/hash.hpp"

namespace comity::journal {
namespace {

std::map<std::string, std::string> authorities_of(const alliance::Directory& directory) {
  std::map<std::string, std::string> out;
  for (const auto& [id, party] : directory.parties) out.emplace(id, party.authority);
  return out;
}

}  // namespace

std::string encode(const SignedClearance& one) { return Encoder().text(one.clearance).text(one.signature).take(); }

Result<SignedClearance> decode_clearance(std::string_view body) {
  Decoder in(body);
  SignedClearance out;
  out.clearance = in.text();
  out.signature = in.text();
  if (!in.done()) return fail(Code::corrupt, "a clearance record cannot be read");
  return out;
}

std::string encode(const ActRecord& one) {
  Encoder out;
  out.text(one.act).number(one.objects.size());
  for (const Seq seq : one.objects) out.number(seq);
  return out.take();
}

Result<ActRecord> decode_act(std::string_view body) {
  Decoder in(body);
  ActRecord out;
  out.act = in.text();
  for (auto left = in.number(); left > 0 && in.ok(); --left) out.objects.push_back(in.number());
  if (!in.done()) return fail(Code::corrupt, "an act's record cannot be read");
  return out;
}

Result<std::string> directory_body(alliance::Directory directory) {
  directory.clearances.clear();
  TRY_VOID(alliance::check(directory));
  return alliance::to_json(directory);
}

Result<std::string> clearance_body(const SignedClearance& one, const alliance::Directory& directory) {
  TRY(const alliance::Clearance clearance, alliance::parse_clearance(one.clearance));
  if (!directory.people.contains(clearance.person))
    return fail(Code::invalid, fmt::format("{} is not in the directory", clearance.person));
  const auto party = directory.parties.find(marking::party_of(clearance.person));
  if (party == directory.parties.end() || party->second.authority.empty())
    return fail(Code::precondition, fmt::format("{} has no authority key in the directory", marking::party_of(clearance.person)));
  TRY_VOID(alliance::verify_clearance(one.clearance, one.signature, party->second.authority));
  return encode(one);
}

Result<std::string> agreement_body(std::string_view signed_json, const alliance::Directory& directory) {
  TRY(const agreement::Signed one, agreement::parse_signed(signed_json));
  TRY_VOID(agreement::check(one.document.terms, directory));
  TRY_VOID(agreement::verify(one, authorities_of(directory)));
  return agreement::to_json(one);
}

std::string label_key(std::string_view label_json) { return "l" + std::string(crypto::view(crypto::sha256(label_json))); }

Policy::Policy() : directory_(std::make_shared<alliance::Directory>()) {
  events_.push_back({0, Time{}, std::make_shared<release::World>(directory_, std::vector<std::shared_ptr<const release::Pact>>{},
                                                                  std::vector<std::shared_ptr<const release::Pact>>{}, Time{}), 0});
}

// Nothing becomes due by a record's time, which may run ahead of the clock: what is due has a record of its own.
Time Policy::decided_at(const Entry& entry) const {
  if (entry.kind == Kind::clock) return std::max(world().time(), Time{static_cast<std::int64_t>(Decoder(entry.body).number())});
  return std::min(entry.time, Time{next_transition_.us - 1});
}

void Policy::remember(const Entry& entry) {
  std::vector<std::shared_ptr<const release::Pact>> current;
  for (const auto& [id, pact] : current_) current.push_back(pact);
  auto world = std::make_shared<const release::World>(directory_, std::move(current), former_, decided_at(entry));
  events_.push_back({entry.seq, entry.time, std::move(world), events_.size()});
  set_next_transition();
}

// Something was said of single objects: labels are decided as before.
void Policy::remember_alike(const Entry& entry) {
  const std::size_t alike = events_.back().alike;
  auto later = std::make_shared<const release::World>(world().at(decided_at(entry)));
  events_.push_back({entry.seq, entry.time, std::move(later), alike});
  set_next_transition();
}

void Policy::schedule(const agreement::Act& act) {
  const auto* consent = std::get_if<agreement::GiveConsent>(&act.body);
  if (!consent) return;
  if (consent->from) instants_.insert(*consent->from);
  if (consent->until) instants_.insert(*consent->until);
}

void Policy::set_next_transition() {
  next_transition_ = world().next_transition();
  if (const auto next = instants_.upper_bound(world().time()); next != instants_.end()) next_transition_ = std::min(next_transition_, *next);
}

// A record that does not verify changes nothing: plans refuse such records, and a damaged one must not widen anything.
void Policy::apply(const Entry& entry) {
  switch (entry.kind) {
    case Kind::genesis: node_name_ = entry.body; break;
    case Kind::label: {
      const auto label = marking::parse_label(entry.body);
      marking::Label read = label ? *label : marking::Label{};
      if (!label) read.unknowns.insert(fmt::format("label record {}", entry.seq));
      labels_.intern(read);
      break;
    }
    case Kind::directory: {
      auto parsed = alliance::parse_directory(entry.body);
      if (!parsed) break;
      auto next = std::make_shared<alliance::Directory>(std::move(*parsed));
      next->clearances = directory_->clearances;
      directory_ = std::move(next);
      remember(entry);
      break;
    }
    case Kind::clearance: {
      const auto one = decode_clearance(entry.body);
      if (!one || !clearance_body(*one, *directory_)) break;
      auto clearance = alliance::parse_clearance(one->clearance);
      if (!clearance) break;
      auto next = std::make_shared<alliance::Directory>(*directory_);
      next->clearances[clearance->person] = std::move(*clearance);
      directory_ = std::move(next);
      remember(entry);
      break;
    }
    case Kind::agreement: {
      auto one = agreement::parse_signed(entry.body);
      if (!one || !agreement::verify(*one, authorities_of(*directory_))) break;
      auto pact = std::make_shared<const release::Pact>(std::move(one->document.terms));
      auto& slot = current_[pact->terms().id];
      if (slot && slot->terms().version >= pact->terms().version) break;
      if (slot) former_.push_back(slot);
      slot = std::move(pact);
      remember(entry);
      break;
    }
    case Kind::clock: remember(entry); break;
    case Kind::act: {
      const auto record = decode_act(entry.body);
      if (!record) break;
      const auto one = agreement::parse_signed_act(record->act);
      if (!one) break;
      schedule(one->act);
      remember_alike(entry);
      break;
    }
    case Kind::recall:
    case Kind::approval:
    case Kind::erasure: remember_alike(entry); break;
    default: break;
  }
}

}  // namespace comity::journal
