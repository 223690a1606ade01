#include "journal/policy.hpp"

#include <fmt/format.h>

#include "agreement/terms.hpp"
#include "base/codec.hpp"
#include "crypto/hash.hpp"

namespace comity::journal {
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

Result<std::string> directory_body(alliance::Directory directory, const agreement::Life& life) {
  directory.clearances.clear();
  TRY_VOID(alliance::check(directory));
  TRY_VOID(life.check_directory(directory));
  return alliance::to_json(directory);
}

Result<std::string> clearance_body(const SignedClearance& one, const agreement::Life& life, Time now) {
  TRY(const alliance::Clearance clearance, alliance::parse_clearance(one.clearance));
  TRY_VOID(life.check(clearance, one.clearance, one.signature, now));
  return encode(one);
}

Result<std::string> agreement_body(std::string_view signed_json, const agreement::Life& life, Time now) {
  TRY(const agreement::Signed one, agreement::parse_signed(signed_json));
  TRY_VOID(life.check(one, now));
  return agreement::to_json(one);
}

std::string label_key(std::string_view label_json) { return "l" + std::string(crypto::view(crypto::sha256(label_json))); }

Policy::Policy() { events_.push_back({0, Time{}, world_at(Time{}), 0}); }

Time Policy::counts_from(Time recorded) const { return std::min(recorded, Time{next_transition_.us - 1}); }

std::vector<std::shared_ptr<const release::Pact>> Policy::pacts(const std::vector<std::shared_ptr<const agreement::Terms>>& terms) {
  std::vector<std::shared_ptr<const release::Pact>> out;
  for (const auto& one : terms) {
    auto& pact = pacts_[one];
    if (!pact) pact = std::make_shared<const release::Pact>(*one);
    out.push_back(pact);
  }
  return out;
}

std::shared_ptr<const release::World> Policy::world_at(Time at) {
  const auto current = life_.current(at), former = life_.former(at);
  auto out = std::make_shared<const release::World>(life_.directory(), pacts(current), pacts(former), at);
  std::erase_if(pacts_, [](const auto& one) { return one.first.use_count() <= 1; });  // of terms that the life has left behind
  return out;
}

void Policy::remember(const Entry& entry) {
  const Time at = entry.kind == Kind::clock ? std::max(world().time(), Time{static_cast<std::int64_t>(Decoder(entry.body).number())}) : counts_from(entry.time);
  events_.push_back({entry.seq, entry.time, world_at(at), events_.size()});
  set_next_transition();
}

// Something was said of single objects: labels are decided as before.
void Policy::remember_alike(const Entry& entry) {
  const std::size_t alike = events_.back().alike;
  auto later = std::make_shared<const release::World>(world().at(counts_from(entry.time)));
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
      if (!parsed || !life_.check_directory(*parsed)) break;
      life_.take(*parsed);
      remember(entry);
      break;
    }
    case Kind::clearance: {
      const auto one = decode_clearance(entry.body);
      const auto clearance = one ? alliance::parse_clearance(one->clearance) : tl::make_unexpected(one.error());
      if (clearance && life_.record(*clearance, one->clearance, one->signature, counts_from(entry.time))) remember(entry);
      break;
    }
    case Kind::agreement: {
      const auto one = agreement::parse_signed(entry.body);
      if (one && life_.record(*one, counts_from(entry.time))) remember(entry);
      break;
    }
    case Kind::clock: remember(entry); break;
    case Kind::act: {
      const auto record = decode_act(entry.body);
      if (!record) break;
      const auto one = agreement::parse_signed_act(record->act);
      if (!one || !life_.record(*one, counts_from(entry.time))) break;
      schedule(one->act);
      agreement::about_objects(one->act) ? remember_alike(entry) : remember(entry);
      break;
    }
    case Kind::recall:
    case Kind::approval:
    case Kind::erasure: remember_alike(entry); break;
    default: break;
  }
}

}  // namespace comity::journal
