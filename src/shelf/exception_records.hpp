// Bodies of the records that say something of single objects: recalls, second persons' approvals, erasures. Acts (consents, tearlines) are
// in journal/policy.hpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "shelf/object_record.hpp"

namespace comity::shelf {

// Versions are taken back: from now on nobody gets them but people of originating parties.
struct RecallRecord {
  // Numbers are stored: never reuse one.
  enum class Cause : std::uint8_t { recalled = 0, corrected = 1, reclassified = 2, withdrawn = 3 };
  Cause cause = Cause::recalled;
  std::string by;      // person
  std::string party;   // the originating party that it speaks for
  std::string reason;  // told to whoever may hold a copy
  Thing replaced_by;   // what stands in their place; none if nothing does
  struct One {
    Seq seq = 0;
    // What TAXII clients that had the version get: the object's next version, revoked, without content. "" where STIX has no such thing
    // (observables, marking definitions).
    std::string revoked;
  };
  std::vector<One> objects;
};
std::string encode(const RecallRecord& record);
Result<RecallRecord> decode_recall(std::string_view body);  // Errors: corrupt, as those below

// Another person of the owner's party agreed to the release of this version.
struct ApprovalRecord {
  std::string by;
  Seq object = 0;
};
std::string encode(const ApprovalRecord& record);
Result<ApprovalRecord> decode_approval(std::string_view body);

// The bytes and salts of these versions are overwritten; what is recorded of them stays. Done after the record, and again at every start.
struct ErasureRecord {
  std::string by;
  std::string reason;
  std::vector<Seq> objects;
};
std::string encode(const ErasureRecord& record);
Result<ErasureRecord> decode_erasure(std::string_view body);

}  // namespace comity::shelf
