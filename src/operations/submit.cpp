#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/bytes.hpp"
#include "base/codec.hpp"
#include "operations/intake.hpp"
#include "operations/roles.hpp"

namespace comity::operations {
namespace {

// Its agency is part of the name: another's is looked up in vain, as one that is not there.
std::string submission_key(std::string_view id, std::string_view agency) {
  return fmt::format("s{} {}", id.substr(0, 64), agency.substr(0, 256));
}

// The status resource of TAXII 2.1 §4.3.1.
std::string status_json(const Submission& submission) {
  nlohmann::json out = {{"id", submission.id}, {"status", "complete"}, {"request_timestamp", format_time(submission.requested)},
                        {"total_count", submission.objects.size()}, {"pending_count", 0}};
  nlohmann::json successes = nlohmann::json::array(), failures = nlohmann::json::array();
  for (const Submitted& one : submission.objects) {
    // An object that has no version of its own goes by one that is the same everywhere (TAXII 2.1 §4.3.1).
    const bool none = one.accepted && one.version.empty();
    nlohmann::json detail = {{"id", one.id.empty() ? "unknown" : one.id}, {"version", none ? "1970-01-01T00:00:00.000Z" : one.version}};
    if (!one.message.empty()) detail["message"] = one.message;
    (one.accepted ? successes : failures).push_back(std::move(detail));
  }
  out["success_count"] = successes.size();
  out["failure_count"] = failures.size();
  if (!successes.empty()) out["successes"] = std::move(successes);
  if (!failures.empty()) out["failures"] = std::move(failures);
  return out.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace

std::string random_uuid(crypto::Random& random) {
  std::string bytes = random.bytes(16);
  bytes[6] = static_cast<char>((bytes[6] & 0x0f) | 0x40);  // RFC 9562 §5.4: version 4
  bytes[8] = static_cast<char>((bytes[8] & 0x3f) | 0x80);
  const std::string hex = to_hex(bytes);
  return fmt::format("{}-{}-{}-{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 4), hex.substr(16, 4), hex.substr(20));
}

Seq add_submission(journal::Batch& batch, std::string_view agency, const Submission& submission) {
  return batch.add(journal::Kind::submission, Encoder().text(submission.id).text(agency).text(status_json(submission)).take(),
                   {{submission_key(submission.id, agency), std::to_string(batch.next())}});
}

Result<Submission> submit(Node& node, const Caller& caller, std::string_view bundle) {
  {
    std::shared_lock state(node.journal().state());
    if (!has_role(node.policy.world().directory(), caller.person, "submitter"))
      return fail(Code::forbidden, "submitting needs the role submitter");
  }
  TRY(const stix::Bundle split, stix::split(bundle));
  auto objects = prepare(split);
  order_by_reference(objects);
  Submission out;
  out.id = random_uuid(node.random());
  out.requested = node.clock().now();
  const auto plan = [&](journal::Batch& batch) -> Result<void> {
    if (batch.policy_pending()) return fail(Code::conflict, "the policy is changing; submit again");
    out.objects.clear();
    Intake intake(node, batch, caller.person, objects);
    for (const auto& prepared : objects) {
      TRY(auto submitted, intake.add(*prepared));
      out.objects.push_back(std::move(submitted));
    }
    add_submission(batch, caller.agency, out);
    return {};
  };
  TRY_VOID(node.journal().commit(plan));
  return out;
}

Result<std::string> submission_status(Node& node, const Caller& caller, std::string_view id) {
  const auto absent = [] { return fail(Code::not_found, "there is no such status for you"); };
  const auto seq = node.engine().get(submission_key(id, caller.agency));
  if (!seq) return absent();
  TRY(const store::Record record, node.engine().read(std::stoull(*seq)));
  TRY(const journal::Entry entry, journal::decode_payload(record));
  Decoder in(entry.body);
  const auto stored = in.text();
  const auto agency = in.text();
  const auto status = in.text();
  if (!in.done()) return fail(Code::corrupt, "a submission record cannot be read");
  if (stored != id || agency != caller.agency) return absent();
  return std::string(status);
}

}  // namespace comity::operations
