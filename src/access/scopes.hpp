// What a credential may be used for. A scope never adds to what the person may do: it only takes away.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace comity::access {

// Numbers are stored in journal records: never reuse one. `none` is of routes that anyone may ask.
enum class Scope : std::uint8_t {
  none = 0,
  read = 1,   // reads objects, explanations, agreements: whatever changes nothing
  share = 2,  // submits objects
  act = 4,    // consents, recalls, approvals, proposals, signed acts
  admin = 8,  // credentials, one's own and others', and what only the node's operator does
};
std::string_view name_of(Scope scope);

class Scopes {
 public:
  constexpr Scopes() = default;  // none of them
  constexpr Scopes(std::initializer_list<Scope> all) {
    for (const Scope one : all) bits_ |= static_cast<std::uint8_t>(one);
  }
  static constexpr Scopes all() { return {Scope::read, Scope::share, Scope::act, Scope::admin}; }
  // As a record holds them. Bits that no scope has are dropped.
  static constexpr Scopes of_bits(std::uint64_t bits) {
    Scopes out;
    out.bits_ = static_cast<std::uint8_t>(bits) & all().bits_;
    return out;
  }
  constexpr std::uint8_t bits() const { return bits_; }
  constexpr bool empty() const { return bits_ == 0; }
  constexpr bool has(Scope scope) const { return (bits_ & static_cast<std::uint8_t>(scope)) == static_cast<std::uint8_t>(scope); }
  constexpr bool within(Scopes other) const { return (bits_ & ~other.bits_) == 0; }
  constexpr bool operator==(const Scopes&) const = default;

 private:
  std::uint8_t bits_ = 0;
};

std::vector<std::string> names_of(Scopes scopes);
// Errors: invalid (a name that is no scope; none at all).
Result<Scopes> parse_scopes(const std::vector<std::string>& names);

}  // namespace comity::access
