#include "access/network.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <charconv>
#include <cstring>
#include <optional>

namespace comity::access {
namespace {

constexpr int kMapped = 96;  // ::ffff:0:0/96

struct Address {
  std::array<std::uint8_t, 16> bits{};
  bool four = false;
};

std::optional<Address> read(std::string_view text) {
  const std::string terminated(text.substr(0, 64));
  Address out;
  in_addr four{};
  if (::inet_pton(AF_INET, terminated.c_str(), &four) == 1) {
    out.four = true;
    out.bits[10] = out.bits[11] = 0xff;
    std::memcpy(out.bits.data() + 12, &four, 4);
    return out;
  }
  in6_addr six{};
  if (::inet_pton(AF_INET6, terminated.c_str(), &six) != 1) return std::nullopt;
  std::memcpy(out.bits.data(), &six, 16);
  return out;
}

bool bit(const std::array<std::uint8_t, 16>& bits, int at) { return bits[static_cast<std::size_t>(at) / 8] >> (7 - at % 8) & 1; }

}  // namespace

Result<Network> Network::parse(std::string_view text) {
  const auto wrong = [&] {
    return fail(Code::invalid, "write a range of addresses as 192.0.2.0/24, 2001:db8::/32, or one address; no bits are set behind the prefix",
                std::string(text.substr(0, 64)));
  };
  const auto slash = text.find('/');
  const auto address = read(text.substr(0, slash));
  if (!address || text.size() > 64) return wrong();
  int prefix = address->four ? 32 : 128;
  if (slash != std::string_view::npos) {
    const std::string_view digits = text.substr(slash + 1);
    int read = -1;
    const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), read);
    if (fault != std::errc() || end != digits.data() + digits.size() || read < 0 || read > prefix || digits.front() == '-') return wrong();
    prefix = read;
  }
  Network out;
  out.bits_ = address->bits;
  out.prefix_ = prefix + (address->four ? kMapped : 0);
  for (int at = out.prefix_; at < 128; ++at)
    if (bit(out.bits_, at)) return wrong();
  out.text_ = text;
  return out;
}

bool Network::holds(std::string_view text) const {
  const auto address = read(text);
  if (!address) return false;
  for (int at = 0; at < prefix_; ++at)
    if (bit(address->bits, at) != bit(bits_, at)) return false;
  return true;
}

}  // namespace comity::access
