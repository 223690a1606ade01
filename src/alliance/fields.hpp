// Strict reading of documents that people write or authorities sign: what is misspelt must not read as absent.
// The first fault is kept and later ones are dropped, so a reader is written straight down and asks once at the end.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"

namespace comity::alliance {

// Where a document goes wrong: the message, and an RFC 6901 JSON pointer.
class Faults {
 public:
  void add(std::string_view pointer, std::string message) {
    if (!first_) first_ = Error{Code::invalid, std::move(message), std::string(pointer)};
  }
  bool any() const { return first_.has_value(); }
  Result<void> result() const {
    if (first_) return tl::make_unexpected(*first_);
    return {};
  }

 private:
  std::optional<Error> first_;
};

// "[A-Za-z0-9_-]+", `parts` of them joined by dots.
bool is_id(std::string_view text, int parts = 1);

// RFC 6901: `pointer` and one more token, "~" and "/" escaped.
std::string below(std::string_view pointer, std::string_view token);
std::string below(std::string_view pointer, std::size_t index);

// One JSON object and what may stand in it. After a fault the getters give harmless values. The value outlives it.
class Fields {
 public:
  // Faults: not an object, a key that is not among `known`.
  Fields(Faults& faults, const nlohmann::json& value, std::string pointer,
         std::initializer_list<std::string_view> known)
      : Fields(faults, value, std::move(pointer), std::span(known.begin(), known.size())) {}
  Fields(Faults& faults, const nlohmann::json& value, std::string pointer, std::span<const std::string_view> known);

  bool has(std::string_view key) const { return find(key) != nullptr; }
  const nlohmann::json* find(std::string_view key) const;  // nullptr if absent
  std::string at(std::string_view key) const { return below(pointer_, key); }
  const std::string& pointer() const { return pointer_; }
  void fault(std::string message) const { faults_.add(pointer_, std::move(message)); }
  void fault(std::string_view key, std::string message) const { faults_.add(at(key), std::move(message)); }

  // Without `_or`, absence is a fault.
  std::string text(std::string_view key) const;  // not empty
  std::string text_or(std::string_view key, std::string fallback) const;
  std::string id(std::string_view key, int parts = 1) const;
  bool flag(std::string_view key) const;
  bool flag_or(std::string_view key, bool fallback) const;
  std::int64_t number(std::string_view key, std::int64_t least, std::int64_t most) const;
  Time time(std::string_view key) const;
  Time time_or(std::string_view key, Time fallback) const;
  // An absent list is empty. Faults: an empty text in it, or one that stands there twice.
  std::set<std::string> texts(std::string_view key) const;
  void each(std::string_view key,
            const std::function<void(const nlohmann::json& element, const std::string& pointer)>& visit) const;
  void each_member(std::string_view key, const std::function<void(const std::string& name, const nlohmann::json& value,
                                                                  const std::string& pointer)>& visit) const;

 private:
  const nlohmann::json* required(std::string_view key) const;

  Faults& faults_;
  const nlohmann::json& object_;
  std::string pointer_;
};

}  // namespace comity::alliance
