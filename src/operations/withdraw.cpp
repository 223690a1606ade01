#include <algorithm>

#include "operations/recalling.hpp"

namespace comity::operations {
namespace {

// The versions that are meant, as much work for what the caller does not get.
Result<Named> find_given(Node& node, const Caller& caller, const WithdrawalRequest& request) {
  const shelf::Reader reader{caller.person, caller.purpose, marking::Action::copy};
  std::vector<std::uint32_t> given;
  TRY_VOID(node.views().with(reader, [&](const shelf::View& view) -> Result<void> {
    TRY(const shelf::Sieve sieve, sieve_of(node, view, request.filter));
    std::vector<shelf::Thing> things = things_named(node, request.id);
    const shelf::Thing other = node.shelf.stand_in(request.id);
    const bool absent = things.empty();
    if (absent && !other.none()) things.push_back(other);
    for (const shelf::Thing thing : things)
      node.shelf.each_version(thing, [&](std::uint32_t row) {
        if (view.gives(row, sieve) && !absent) given.push_back(row);
      });
    return {};
  }));
  return find_named(node, caller, request.id, caller.party, {},
                    [&](std::uint32_t row) { return std::find(given.begin(), given.end(), row) != given.end(); });
}

}  // namespace

Result<Recalled> withdraw(Node& node, const Caller& caller, const WithdrawalRequest& request) {
  TRY_VOID(check_reason(request.reason));
  TRY_VOID(settle_clock(node));
  const auto plan = [&](journal::Batch& batch) -> Result<void> {
    TRY_VOID(alone_in(batch));
    TRY(Named named, find_given(node, caller, request));
    if (!std::all_of(named.rows.begin(), named.rows.end(), [&](std::uint32_t row) { return may_take_back(node, caller, row); }))
      return fail(Code::forbidden, "taking back an object is for the person who shared it, and for registrars of an originating party");
    TRY(const auto rows, not_recalled_yet(node, caller, std::move(named.rows)));
    TRY_VOID(add_recall(node, batch, caller, rows, shelf::RecallRecord::Cause::withdrawn, request.reason, shelf::Thing{}));
    return {};
  };
  TRY(const Seq record, node.journal().commit(plan));
  return recalled_by(node, record);
}

}  // namespace comity::operations
