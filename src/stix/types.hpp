// The families of STIX 2.1 object types (§2.7 to §2.10). What is required of each type: is_required in object.hpp.
#pragma once

#include <cstdint>
#include <string_view>

namespace comity::stix {

enum class Family : std::uint8_t { domain, relationship, observable, meta, unknown };

Family family_of(std::string_view type);  // `unknown`: STIX 2.1 does not define this type

}  // namespace comity::stix
