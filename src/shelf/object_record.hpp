// The body of an object record: all that release and feed need to know of an object without its bytes.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "crypto/hash.hpp"
#include "marking/label.hpp"
#include "stix/object.hpp"

namespace comity::shelf {

// One owner's object, all its versions: an index given at intake. "Owned thing" of (party, STIX id).
struct ThingTag;
using Thing = Ix<ThingTag>;

struct RecordedReference {
  stix::Reference::Kind kind{};
  Thing bound;         // none while no such object is held that it may be bound to
  std::string target;  // the identifier
};

// A reference of an earlier object that this arrival is bound to.
struct LateBinding {
  std::uint32_t row = 0;        // of the referring object
  std::uint32_t reference = 0;  // which of its references
};

// A definition that holds statements alone is a remark: it goes to whoever may read something that it marks. This object is the first
// of its label to carry it.
struct Carried {
  Thing definition;
  marking::LabelIx label;  // of the object, or of the marked field
};

// A version that an object says it was made from.
struct Source {
  Thing thing;
  Seq record = 0;
};

struct ObjectRecord {
  std::string owner;      // party
  std::string submitter;  // person
  std::string type, id;
  std::string version;    // "modified" verbatim, else "created", else ""
  std::int64_t version_us = 0;
  std::string spec_version;
  Thing thing;
  marking::LabelIx label;
  std::vector<marking::LabelIx> fields;  // per selector of its granular markings, in order: the label of what it names
  std::vector<RecordedReference> references;
  std::vector<LateBinding> late;
  bool remark = false;           // a marking-definition whose readers are those of what it marks
  std::vector<Carried> remarks;  // what this object carries to the readers of a label for the first time
  std::vector<Source> sources;
  // A tearline: the label that holds once these parties, those of its sources, have approved it. Until then `label` holds, the join of all.
  marking::LabelIx tearline;
  std::set<std::string> approvers;
  bool second_person = false;   // released to other parties only once another person of the owner's party approved
  crypto::Digest commitment{};  // to the bytes, under the erasable salt
};

// The label of a remark: it denies everybody, and a view opens it for those who may read what it marks.
marking::Label remark_label(std::string_view id, std::string_view agency);
bool is_remark(const marking::Label& label);

std::string encode(const ObjectRecord& record);
Result<ObjectRecord> decode_object(std::string_view body);  // Errors: corrupt

// Index keys of the store. `id` may be of any length: long ones are hashed.
std::string thing_key(std::string_view id, std::string_view owner);                            // -> thing index
std::string thing_prefix(std::string_view id);                                                 // all owners of an id
std::string version_key(Thing thing, std::string_view version);                                // -> seq
std::string open_reference_key(std::string_view target, std::uint32_t row, std::uint32_t reference);  // -> referring owner
std::string open_reference_prefix(std::string_view target);

}  // namespace comity::shelf
