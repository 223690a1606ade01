// What strings of STIX look like. All are total and linear in the text.
#pragma once

#include <cstdint>
#include <string_view>

namespace comity::stix {

// A timestamp of §2.16.1 taken apart far enough to be put in order with others.
struct Instant {
  bool good = false;
  std::uint32_t digits = 0;   // of the fraction
  std::string_view fraction;  // without its trailing zeros
  std::int64_t second = 0;    // since 1970
};
// "YYYY-MM-DDThh:mm:ss[.s+]Z" of a day that exists; second 60 is allowed where a leap second may be (23:59:60).
Instant read_instant(std::string_view text);
bool is_before(const Instant& a, const Instant& b);  // at any precision

bool is_language(std::string_view text);        // RFC 5646 §2.1: well-formed; not whether its parts are registered
bool is_hex(std::string_view text);             // an even number of [0-9a-f]
bool is_base64(std::string_view text);          // RFC 4648 §4, with padding
bool is_uri(std::string_view text);             // RFC 3986 §3, with a scheme
bool is_url(std::string_view text);             // the same, and something after the scheme
bool is_domain_name(std::string_view text);     // RFC 1034 §3.1, RFC 5890 §2.3.1; U-labels pass
bool is_mail_address(std::string_view text);    // RFC 5322 §3.4.1 addr-spec, without comments
bool is_ipv4(std::string_view text);            // with an optional /0 to /32
bool is_ipv6(std::string_view text);            // RFC 4291 §2.2, with an optional /0 to /128
bool is_mac(std::string_view text);             // six octets, lower case, colons
bool is_cpe(std::string_view text);             // "cpe:2.3:" and eleven components
bool is_mime_type(std::string_view text);       // "type/subtype" and parameters
bool is_subdivision(std::string_view text);     // the form of ISO 3166-2
bool is_hyphenated(std::string_view text);      // no capital letters, spaces, underscores
bool has_capital(std::string_view text);        // ASCII
bool is_property_name(std::string_view text);   // 3 to 250 of [a-z0-9_]
bool is_type_name(std::string_view text);       // 3 to 250 of [a-z0-9-], no two hyphens together, a letter first
bool is_dictionary_key(std::string_view text);  // 1 to 250 of [a-zA-Z0-9_-]
bool is_cve(std::string_view text);             // "CVE-", a year, four digits or more

// The UUID of a well-formed identifier (is_identifier): its version, and whether its variant is that of RFC 4122.
int uuid_version(std::string_view identifier);
bool has_uuid_variant(std::string_view identifier);

// Whether `digest` is what the algorithm of this name in hash-algorithm-ov (§10.7; of STIX 2.0 too) gives.
enum class Digest : std::uint8_t { good, bad, unknown_algorithm };
Digest check_digest(std::string_view algorithm, std::string_view digest, bool old);

}  // namespace comity::stix
