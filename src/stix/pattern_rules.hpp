// What §9 asks of constants beyond their form, for pattern.cpp alone. Each answers with what is wrong and what to write instead,
// or with "" if nothing is.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace comity::stix {

// Decimal digits with a sign: within ±(2^53 − 1), the integers of STIX 2.1 §2.10.
std::string integer_fault(std::string_view text);
// A finite IEEE 754 double (§2.6).
std::string real_fault(std::string_view text);
// The operand of ISSUBSET and ISSUPERSET: an IPv4 or IPv6 address or network of CIDR (§6.8, §6.9), of that family if the
// comparison starts from one of their object types.
std::string network_fault(std::string_view operand, std::string_view object_type);
// What a hash is compared with for equality, where the path's last key under `hashes` names an algorithm of hexadecimal
// digests: so many hexadecimal digits. Other keys are free.
std::string hash_fault(std::string_view algorithm, std::string_view operand);

struct RegexFault {
  std::size_t at;  // byte of the regular expression
  std::string message;
};
// The operand of MATCHES: a regular expression of PCRE (§9.6.1), compiled and thrown away, never run. `octets`: the property is
// binary, so the expression is read as octets and not as UTF-8. Bounded in length and depth, but not in proportion to its length:
// a class of many code points that ignores case takes 20 ms.
std::optional<RegexFault> regex_fault(std::string_view regex, bool octets);

}  // namespace comity::stix
