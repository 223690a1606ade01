#include "operations/consent_requests.hpp"

#include "base/codec.hpp"

namespace comity::operations {

std::string encode(const ConsentRequest& request) {
  return Encoder().text(request.id).text(request.person).text(request.of).text(request.object).text(request.purpose).text(request.reason).take();
}

Result<ConsentRequest> decode_request(std::string_view body) {
  Decoder in(body);
  ConsentRequest out;
  for (std::string* one : {&out.id, &out.person, &out.of, &out.object, &out.purpose, &out.reason}) *one = in.text();
  if (!in.done()) return fail(Code::corrupt, "a request record cannot be read");
  return out;
}

void ConsentRequests::apply(const journal::Entry& entry) {
  if (entry.kind == journal::Kind::request) {
    auto request = decode_request(entry.body);
    if (!request || !by_id_.emplace(request->id, all_.size()).second) return;
    ++open_[request->person];
    all_.push_back({entry.seq, entry.time, std::move(*request), {}});
    return;
  }
  if (entry.kind != journal::Kind::act || policy_.version() != entry.seq) return;
  const auto record = journal::decode_act(entry.body);
  if (!record) return;
  const auto one = agreement::parse_signed_act(record->act);
  if (!one) return;
  const auto* give = std::get_if<agreement::GiveConsent>(&one->act.body);
  const auto* refuse = std::get_if<agreement::RefuseConsent>(&one->act.body);
  const auto found = by_id_.find(give ? give->request : refuse ? refuse->request : std::string());
  if (found == by_id_.end()) return;
  Recorded& asked = all_[found->second];
  if (asked.answers.empty()) --open_[asked.request.person];
  asked.answers.push_back({entry.time, one->act.by, give ? give->id : "", one->act.reason});
}

const ConsentRequests::Recorded* ConsentRequests::find(std::string_view id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : &all_[found->second];
}

std::uint32_t ConsentRequests::open_of(std::string_view person) const {
  const auto found = open_.find(person);
  return found == open_.end() ? 0 : found->second;
}

}  // namespace comity::operations
