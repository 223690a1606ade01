// Which media types this door speaks (TAXII 2.1 §1.6.8).
#pragma once

#include <string_view>

namespace comity::taxii {

inline constexpr const char* kMediaType = "application/taxii+json;version=2.1";
inline constexpr const char* kStixMediaType = "application/stix+json;version=2.1";
inline constexpr const char* kStix20MediaType = "application/stix+json;version=2.0";

// Whether a client with this Accept field takes our answers: the field is absent, or one of its ranges is */*,
// application/*, or application/taxii+json without a version or with version 2.1. Weights are read and not compared:
// there is one representation. A range that is not well formed counts for nothing.
bool accepts_taxii(std::string_view accept);

// Whether this Content-Type is application/taxii+json, without a version or with version 2.1.
bool is_taxii(std::string_view content_type);

}  // namespace comity::taxii
