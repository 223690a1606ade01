// The ledger computed anew from what a store holds.
#pragma once

#include <cstdint>
#include <functional>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "ledger/merkle.hpp"
#include "store/engine.hpp"

namespace comity::server {

// Whether the bytes of an object are those that its record committed to. Records of other kinds, and erased ones, pass.
// Errors: corrupt, naming the record.
Result<void> check_commitment(Seq seq, const store::Copied& record);

struct LedgerAudit {
  Seq records = 0;
  std::uint64_t objects = 0, erased = 0;
  ledger::Digest root{}, root_at{};  // the second: over the first `at` records
};
// Reads every record, computes each leaf and the root, and checks each object's commitment. Any thread; what is appended
// meanwhile is left out. Errors: corrupt.
Result<LedgerAudit> audit_ledger(const store::Engine& engine, Seq at,
                                 const std::function<void(std::uint64_t done, std::uint64_t total)>& progress);

}  // namespace comity::server
