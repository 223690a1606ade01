#include "operations/repeats.hpp"

#include <algorithm>

#include "base/codec.hpp"

namespace comity::operations {
namespace {

crypto::Digest digest_of(std::string_view bytes) {
  crypto::Digest out{};
  if (bytes.size() == out.size()) std::copy(bytes.begin(), bytes.end(), out.begin());
  return out;
}

}  // namespace

void Repeats::forget(Person& person, Time now) {
  while (!person.by_age.empty() && person.by_age.front().first.us + kKeptUs <= now.us) {
    const auto found = person.calls.find(person.by_age.front().second);
    // A key that was released and begun again has a later entry of its own.
    if (found != person.calls.end() && found->second.since == person.by_age.front().first && found->second.state != State::under_way) {
      person.bytes -= found->second.answer.body.size();
      person.calls.erase(found);
    }
    person.by_age.pop_front();
  }
}

void Repeats::forget_people(Time now) {
  if (people_.size() < kMostPeople) return;
  for (auto one = people_.begin(); one != people_.end();) {
    forget(one->second, now);
    one = one->second.calls.empty() ? people_.erase(one) : std::next(one);
  }
}

Repeats::Begun Repeats::begin(const Name& name, const crypto::Digest& request, Time now) {
  std::lock_guard lock(mutex_);
  forget_people(now);
  Person& person = people_[name.person];
  forget(person, now);
  if (const auto found = person.calls.find(name.key); found != person.calls.end()) {
    if (found->second.request != request) return {Found::another, {}};
    switch (found->second.state) {
      case State::under_way: return {Found::under_way, {}};
      case State::answered: return {Found::answered, found->second.answer};
      case State::unknown: return {Found::unknown, {}};
    }
  }
  if (person.calls.size() >= kMostKeys || person.by_age.size() >= 2 * kMostKeys) return {Found::too_many, {}};
  person.calls[name.key] = {request, now, State::under_way, {}};
  person.by_age.emplace_back(now, name.key);
  return {Found::fresh, {}};
}

void Repeats::finish(const Name& name, std::optional<Answer> answer) {
  std::lock_guard lock(mutex_);
  Person& person = people_[name.person];
  const auto found = person.calls.find(name.key);
  if (found == person.calls.end()) return;
  found->second.state = State::unknown;
  if (!answer || answer->body.size() > kMostBytes) return;
  for (const auto& [since, key] : person.by_age) {  // the oldest answers make room
    if (person.bytes + answer->body.size() <= kMostBytes) break;
    const auto old = person.calls.find(key);
    if (old == person.calls.end() || old->second.state != State::answered) continue;
    person.bytes -= old->second.answer.body.size();
    old->second.answer = {};
    old->second.state = State::unknown;
  }
  person.bytes += answer->body.size();
  found->second.answer = *std::move(answer);
  found->second.state = State::answered;
}

void Repeats::release(const Name& name) {
  std::lock_guard lock(mutex_);
  const auto person = people_.find(name.person);
  if (person != people_.end()) person->second.calls.erase(name.key);
}

// Of a call under way in this process its record changes nothing.
void Repeats::apply(const journal::Entry& entry) {
  if (entry.kind != journal::Kind::begun) return;
  Decoder in(entry.body);
  Name name;
  name.person = in.text();
  name.key = digest_of(in.text());
  const crypto::Digest request = digest_of(in.text());
  if (!in.done()) return;
  std::lock_guard lock(mutex_);
  Person& person = people_[name.person];
  forget(person, entry.time);
  if (!person.calls.emplace(name.key, Kept{request, entry.time, State::unknown, {}}).second) return;
  person.by_age.emplace_back(entry.time, name.key);
}

Result<void> record_begun(journal::Journal& journal, const Repeats::Name& name, const crypto::Digest& request) {
  TRY_VOID(journal.commit([&](journal::Batch& batch) -> Result<void> {
    batch.add(journal::Kind::begun, Encoder().text(name.person).text(crypto::view(name.key)).text(crypto::view(request)).take());
    return {};
  }));
  return {};
}

}  // namespace comity::operations
