// Strong ids and interning: a PartyIx is never an AgreementIx.
#pragma once

#include <compare>
#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace comity {

// A 32-bit index with its own type. Value-initialised ids are `none`.
template <class Tag>
struct Ix {
  std::uint32_t value = UINT32_MAX;
  constexpr Ix() = default;
  constexpr explicit Ix(std::uint32_t v) : value(v) {}
  constexpr bool none() const { return value == UINT32_MAX; }
  constexpr auto operator<=>(const Ix&) const = default;
};

// The place of a record in the journal: 1, 2, 3, … ; 0 is "before everything".
using Seq = std::uint64_t;

// Interns strings to dense indices in order of first sight. Not thread-safe.
class Names {
 public:
  std::uint32_t intern(std::string_view name) {
    if (auto found = index_.find(name); found != index_.end()) return found->second;
    texts_.emplace_back(name);
    auto ix = static_cast<std::uint32_t>(texts_.size() - 1);
    index_.emplace(texts_.back(), ix);
    return ix;
  }
  // UINT32_MAX when the name was never interned.
  std::uint32_t find(std::string_view name) const {
    auto found = index_.find(name);
    return found == index_.end() ? UINT32_MAX : found->second;
  }
  const std::string& text(std::uint32_t ix) const { return texts_[ix]; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(texts_.size()); }

 private:
  std::deque<std::string> texts_;  // a deque keeps the strings where the index points
  std::unordered_map<std::string_view, std::uint32_t> index_;
};

}  // namespace comity

template <class Tag>
struct std::hash<comity::Ix<Tag>> {
  std::size_t operator()(comity::Ix<Tag> ix) const noexcept { return std::hash<std::uint32_t>{}(ix.value); }
};
