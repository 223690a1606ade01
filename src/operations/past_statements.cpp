#include "operations/representing.hpp"
#include "operations/statements.hpp"

namespace comity::operations {

Result<Imported> import_past(Node& node, const Caller& caller, std::string_view csv, std::string_view file_name) {
  TRY(const auto all, statement::parse_past_csv(csv, file_name));
  TRY_VOID(settle_clock(node));
  Imported out;
  out.statements = all.size();
  for (const auto& one : all) {
    out.invited += one.invited.size();
    out.not_invited += one.not_invited.size();
  }
  const auto plan = [&](journal::Batch& batch) -> Result<void> {
    if (batch.policy_pending()) return fail(Code::conflict, "the policy is changing; try again");
    if (!caller.is_operator() && !represents(node, caller, batch.next_time()))
      return fail(Code::forbidden, "past statements are imported by officials and registrars for their party, and by the operator for everybody");
    for (const auto& one : all) batch.add(journal::Kind::statement, statement::past_record(caller.person, caller.is_operator() ? "" : caller.party, one));
    return {};
  };
  TRY_VOID(node.journal().commit(plan));
  return out;
}

}  // namespace comity::operations
