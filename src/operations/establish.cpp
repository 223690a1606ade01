#include <fmt/format.h>

#include "operations/acts.hpp"

namespace comity::operations {
namespace {

// A policy event may give every object a new place: it takes one microsecond for each (docs/decisions/0003).
std::uint64_t event_span(const Node& node, const journal::Batch& batch) { return node.shelf.size() + batch.pending.objects + 1; }

// `now` is when the record would count from.
Result<void> add_policy(Node& node, journal::Kind kind, const std::function<Result<std::string>(const agreement::Life& life, Time now)>& body) {
  TRY_VOID(node.journal().commit([&](journal::Batch& batch) -> Result<void> {
    if (batch.policy_pending()) return fail(Code::conflict, "the policy is changing; try again");
    TRY(std::string text, body(node.policy.life(), node.policy.counts_from(batch.next_time())));
    flush_extents(node, batch);
    batch.add(kind, std::move(text), {}, event_span(node, batch));
    return {};
  }));
  return {};
}

}  // namespace

Result<void> establish(Node& node, std::string_view name) {
  TRY_VOID(node.journal().commit([&](journal::Batch& batch) -> Result<void> {
    if (batch.next() != 1) return fail(Code::precondition, "the node is established already; make a new one in an empty folder");
    batch.add(journal::Kind::genesis, std::string(name));
    return {};
  }));
  return {};
}

Result<void> set_directory(Node& node, const alliance::Directory& directory) {
  return add_policy(node, journal::Kind::directory,
                    [&](const agreement::Life& life, Time) { return journal::directory_body(directory, life); });
}

Result<void> add_clearance(Node& node, const journal::SignedClearance& clearance) {
  return add_policy(node, journal::Kind::clearance,
                    [&](const agreement::Life& life, Time now) { return journal::clearance_body(clearance, life, now); });
}

Result<void> add_agreement(Node& node, std::string_view signed_json) {
  return add_policy(node, journal::Kind::agreement,
                    [&](const agreement::Life& life, Time now) { return journal::agreement_body(signed_json, life, now); });
}

}  // namespace comity::operations
