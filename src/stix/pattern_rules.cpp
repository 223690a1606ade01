#include "stix/pattern_rules.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <memory>

namespace comity::stix {
namespace {

std::string_view without_sign(std::string_view text) {
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
  return text;
}

bool is_address(std::string_view text, int family) {
  if (text.size() > 45 || text.find('\0') != std::string_view::npos) return false;  // the longest text of an IPv6 address
  std::array<unsigned char, 16> bytes;
  return inet_pton(family, std::string(text).c_str(), bytes.data()) == 1;
}

bool is_network(std::string_view text, int family) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return is_address(text, family);
  const std::string_view bits = text.substr(slash + 1);
  unsigned value = 0;
  const auto [end, error] = std::from_chars(bits.data(), bits.data() + bits.size(), value);
  return error == std::errc() && end == bits.data() + bits.size() && (bits.size() == 1 || bits[0] != '0') &&
         value <= (family == AF_INET ? 32u : 128u) && is_address(text.substr(0, slash), family);
}

struct Digest {
  std::string_view name;  // capitals without hyphens
  std::size_t digits;
};

// Those algorithms whose digest has one length, by the names of hashing-algorithm-ov (STIX 2.1 §10.7) and of STIX 2.0.
constexpr std::size_t kMostRegexBytes = 4096;
constexpr std::uint32_t kMostRegexDepth = 100;  // pcre2_compile recurses for groups

constexpr std::array<Digest, 13> kDigests = {{{"MD5", 32}, {"RIPEMD160", 40}, {"SHA1", 40}, {"SHA224", 56}, {"SHA256", 64},
                                              {"SHA384", 96}, {"SHA512", 128}, {"SHA3224", 56}, {"SHA3256", 64},
                                              {"SHA3384", 96}, {"SHA3512", 128}, {"WHIRLPOOL", 128}, {"SHA512256", 64}}};

}  // namespace

std::string integer_fault(std::string_view text) {
  const std::string_view digits = without_sign(text);
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error == std::errc() && value < (std::uint64_t{1} << 53)) return "";
  return "an integer lies between -9007199254740991 and 9007199254740991; write larger numbers as a string if the property is one";
}

std::string real_fault(std::string_view text) {
  const std::string_view digits = without_sign(text);
  double value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  // Out of range is also what is too small to be told from zero: only the digits before the point make a number too large.
  const bool large = error == std::errc::result_out_of_range && digits.find('.') > 300;
  return large ? "this number is larger than a double can hold" : "";
}

std::string network_fault(std::string_view operand, std::string_view object_type) {
  const bool four = is_network(operand, AF_INET);
  const bool six = is_network(operand, AF_INET6);
  if (object_type == "ipv4-addr" ? four : object_type == "ipv6-addr" ? six : four || six) return "";
  if (object_type == "ipv4-addr") return "ipv4-addr is compared with an IPv4 address or network such as '198.51.100.0/24'";
  if (object_type == "ipv6-addr") return "ipv6-addr is compared with an IPv6 address or network such as '2001:db8::/32'";
  return "ISSUBSET and ISSUPERSET take an IP address or network such as '198.51.100.0/24' or '2001:db8::/32'";
}

std::string hash_fault(std::string_view algorithm, std::string_view operand) {
  std::string name;
  for (const char c : algorithm.substr(0, 32))
    if (c != '-') name.push_back(c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
  const auto digest = std::ranges::find(kDigests, std::string_view(name), &Digest::name);
  if (digest == kDigests.end()) return "";
  const bool hexadecimal = std::ranges::all_of(operand, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  });
  if (hexadecimal && operand.size() == digest->digits) return "";
  return fmt::format("a hash of {} has {} hexadecimal digits", algorithm.substr(0, 32), digest->digits);
}

std::optional<RegexFault> regex_fault(std::string_view regex, bool octets) {
  if (regex.size() > kMostRegexBytes)
    return RegexFault{0, fmt::format("a regular expression has at most {} bytes", kMostRegexBytes)};
  const std::unique_ptr<pcre2_compile_context, void (*)(pcre2_compile_context*)> context(pcre2_compile_context_create(nullptr),
                                                                                        pcre2_compile_context_free);
  if (context == nullptr) return RegexFault{0, "no memory to read the regular expression"};
  pcre2_set_parens_nest_limit(context.get(), kMostRegexDepth);
  int error = 0;
  std::size_t at = 0;
  const std::uint32_t options = PCRE2_DOTALL | (octets ? 0u : PCRE2_UTF);
  pcre2_code* code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(regex.data()), regex.size(), options, &error, &at, context.get());
  pcre2_code_free(code);
  if (code != nullptr) return std::nullopt;
  std::array<unsigned char, 160> text{};
  pcre2_get_error_message(error, text.data(), text.size());
  return RegexFault{std::min(at, regex.size()),
                    fmt::format("not a regular expression of PCRE: {}", reinterpret_cast<const char*>(text.data()))};
}

}  // namespace comity::stix
