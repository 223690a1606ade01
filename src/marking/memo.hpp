// Labels of markings met before, found by the text that decides them instead of being read again.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "marking/label.hpp"

namespace comity::marking {

// Bounded; what a key means must not change while it is kept (forget() when it does). Not thread-safe.
class LabelMemo {
 public:
  struct Known {
    std::shared_ptr<const Label> label;
    LabelIx ix;  // none until somebody who knows it says so
  };
  static constexpr std::size_t kMost = 65'536;       // entries; past that all are forgotten
  static constexpr std::size_t kLongestKey = 8'192;  // bytes; what is longer is not kept

  Known* find(std::string_view key) {  // nullptr: not met
    const auto found = known_.find(key);
    return found == known_.end() ? nullptr : &found->second;
  }
  void keep(std::string_view key, Known known) {
    if (key.size() > kLongestKey) return;
    if (known_.size() >= kMost) known_.clear();
    known_.insert_or_assign(std::string(key), std::move(known));
  }
  void forget() { known_.clear(); }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view key) const { return std::hash<std::string_view>{}(key); }
  };
  std::unordered_map<std::string, Known, Hash, std::equal_to<>> known_;
};

}  // namespace comity::marking
