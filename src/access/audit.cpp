#include "access/audit.hpp"

#include <algorithm>

#include "base/codec.hpp"
#include "marking/label.hpp"

namespace comity::access {

std::string encode(const Audited& one) {
  return Encoder().text(one.by).text(one.credential).text(one.address).text(one.what).text(one.on).text(one.detail).number(one.done ? 1 : 0)
      .number(one.count).number(static_cast<std::uint64_t>(one.since.us)).take();
}

Result<Audited> decode_audited(std::string_view body) {
  Decoder in(body);
  Audited out;
  for (std::string* text : {&out.by, &out.credential, &out.address, &out.what, &out.on, &out.detail}) *text = in.text();
  out.done = in.number() != 0;
  out.count = in.number();
  out.since.us = static_cast<std::int64_t>(in.number());
  if (!in.done()) return fail(Code::corrupt, "an audit record cannot be read");
  return out;
}

void Audit::apply(const journal::Entry& entry) {
  if (entry.kind != journal::Kind::audit) return;
  all_.push_back(entry.seq);
  const auto read = decode_audited(entry.body);
  if (!read) return;
  const std::string on(marking::party_of(read->on)), by(marking::party_of(read->by));
  if (!on.empty()) by_party_[on].push_back(entry.seq);
  if (!by.empty() && by != on) by_party_[by].push_back(entry.seq);
}

const std::vector<Seq>& Audit::of_party(std::string_view party) const {
  static const std::vector<Seq> none;
  const auto found = by_party_.find(party);
  return found == by_party_.end() ? none : found->second;
}

void Refusals::note(std::string_view what, std::string_view on, std::string_view address, Time now) {
  std::lock_guard lock(mutex_);
  if (held_.empty()) since_ = now;
  std::string key = std::string(what) + '\n' + std::string(on) + '\n' + std::string(address);
  if (held_.size() >= kMost - 1 && !held_.contains(key)) {
    key.clear();
    on = address = "";
    what = "refused";
  }
  const auto [at, fresh] = held_.try_emplace(std::move(key));
  Audited& one = at->second;
  if (fresh) {
    one.address = address;
    one.what = what;
    one.on = on;
    one.done = false;
    one.count = 0;
    one.since = now;
  }
  ++one.count;
}

bool Refusals::due(Time now) const {
  std::lock_guard lock(mutex_);
  return !held_.empty() && now.us - since_.us >= kWindowUs;
}

std::vector<Audited> Refusals::take(Time now, bool all) {
  std::lock_guard lock(mutex_);
  std::vector<Audited> out;
  if (held_.empty() || (!all && now.us - since_.us < kWindowUs)) return out;
  for (auto& [key, one] : held_) out.push_back(std::move(one));
  held_.clear();
  return out;
}

}  // namespace comity::access
