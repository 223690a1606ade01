// The collections a caller has (TAXII 2.1 §5.1). Release is decided per object, so there is one to read and one to
// write.
#pragma once

#include <string>
#include <string_view>

namespace comity::taxii {

// The same on every node and for everyone: what it holds depends on who asks.
inline constexpr std::string_view kReadCollection = "0b6ae4a1-75cf-4f16-9d53-6f2c4f6d7f0e";

// The collection that people of this agency write to: the first bits of SHA-256("comity/collection/v1\n" || agency) as
// a UUID. Its version is 4, as TAXII 2.1 §2 asks of identifiers and clients check; a hash is as good as random here.
std::string write_collection(std::string_view agency);

}  // namespace comity::taxii
