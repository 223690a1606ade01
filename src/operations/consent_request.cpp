#include <fmt/format.h>

#include <algorithm>

#include "base/bytes.hpp"
#include "operations/consents.hpp"
#include "operations/roles.hpp"

namespace comity::operations {
namespace {

// As bounds of an act's words and reasons (agreement/act.cpp), so that what is asked can be answered in the same words.
constexpr std::size_t kLongestObject = 256;
constexpr std::size_t kLongestPurpose = 128;
constexpr std::size_t kLongestReason = 2000;

Result<void> check_bounds(const Asked& asked) {
  if (asked.object.empty() || asked.object.size() > kLongestObject)
    return fail(Code::invalid, fmt::format("name the object by its STIX id, of at most {} bytes", kLongestObject), "object");
  if (asked.purpose.size() > kLongestPurpose)
    return fail(Code::invalid, fmt::format("name one purpose, of at most {} bytes", kLongestPurpose), "purpose");
  if (asked.reason.size() > kLongestReason)
    return fail(Code::invalid, fmt::format("say the reason in {} bytes", kLongestReason), "reason");
  return {};
}

bool answers_requests(const alliance::Directory& directory, const Caller& caller) {
  return has_role(directory, caller.person, "official") || has_role(directory, caller.person, "registrar");
}

}  // namespace

Result<std::string> request_consent(Node& node, const Caller& caller, const Asked& asked) {
  if (caller.is_operator()) return fail(Code::forbidden, "the node's operator reads for no party; people ask for consents");
  TRY_VOID(check_bounds(asked));
  const ConsentRequest request{"r-" + to_hex(node.random().bytes(16)), caller.person, asked.of, asked.object, asked.purpose, asked.reason};
  TRY_VOID(node.journal().commit([&](journal::Batch& batch) -> Result<void> {
    const alliance::Directory& directory = node.policy.world().directory();
    if (!directory.people.contains(caller.person)) return fail(Code::forbidden, "you are no longer in the directory");
    if (asked.of == caller.party || !directory.parties.contains(asked.of))
      return fail(Code::invalid, "ask another party, by its id, like NZL", "of");
    if (node.requests.open_of(caller.person) >= kMostOpenRequests)
      return fail(Code::precondition, fmt::format("{} of your requests wait for an answer; ask again once some are answered", kMostOpenRequests));
    batch.add(journal::Kind::request, encode(request));
    return {};
  }));
  return request.id;
}

Result<RequestsPage> requests(Node& node, const Caller& caller, Seq before, std::size_t limit) {
  std::shared_lock state(node.journal().state());
  const bool answers = answers_requests(node.policy.world().directory(), caller);
  const auto shown = [&](const ConsentRequests::Recorded& one) {
    return caller.is_operator() || (answers && one.request.of == caller.party) || marking::agency_of(one.request.person) == caller.agency;
  };
  const auto& all = node.requests.all();
  auto end = all.end();
  if (before != 0) end = std::lower_bound(all.begin(), all.end(), before, [](const auto& one, Seq seq) { return one.seq < seq; });
  RequestsPage out;
  while (end != all.begin()) {
    --end;
    if (!shown(*end)) continue;
    if (out.requests.size() == limit) {
      out.next = out.requests.empty() ? 0 : out.requests.back().seq;
      break;
    }
    out.requests.push_back(*end);
  }
  return out;
}

}  // namespace comity::operations
