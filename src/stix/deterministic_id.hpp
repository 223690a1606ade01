// Ids that are computed from what an observable says (STIX 2.1 §2.9, §3.4).
#pragma once

#include <string>
#include <string_view>

#include "base/json.hpp"

namespace comity::stix {

// The id that every producer who follows §2.9 gives this observable: its type and the version 5 UUID, in the name space
// of the specification, of the canonical JSON (RFC 8785) of its id contributing properties; of `hashes` the one that
// is preferred. "" if the object has no type that STIX defines as an observable, if that type identifies by no property
// (process), if none of the properties is there, or if one holds a number that RFC 8785 cannot write.
// `without_extension` names an extension to leave aside: one that was added to the object after its id was computed.
std::string deterministic_id(const json::Value& object, std::string_view without_extension = {});

}  // namespace comity::stix
