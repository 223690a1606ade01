// What of a reader's feed is asked for, and the same made ready for a shelf. A filter never gives what release would not: it only takes away.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/codec.hpp"
#include "base/time.hpp"
#include "marking/label.hpp"

namespace comity::shelf {

// Which of the versions of an object that the reader may see (TAXII 2.1 §3.4, match[version]). What is named adds up; nothing named is `last`.
struct Versions {
  bool first = false, last = false, all = false;
  std::set<std::int64_t> at;  // microseconds since 1970: versions with exactly this "modified", else "created"
  // Chosen among the versions that the rest of the filter leaves and, where that names no spec versions, among those of the latest specification
  // version of these (TAXII 2.1 §3.4.1). Else among all that the reader may see.
  bool among_matching = false;
  bool only_last() const { return !first && !all && at.empty(); }
  auto operator<=>(const Versions&) const = default;
};

// Every field that is given must hold; an empty one does not restrict. What a field names adds up.
struct Filter {
  std::set<std::string> types, ids;
  Versions versions;
  std::set<std::string> spec_versions;  // "2.0", "2.1"
  std::set<std::string> originators;    // parties or agencies, of which one is among the label's originators
  std::set<std::string> agreements;     // by one of which an originating party other than the reader's releases the object to it
  std::set<std::string> levels;         // "SCHEME:WORD", of which one is among the label's level words
  std::set<std::string> topics;         // of which one is named by a topic clause of the label
  std::set<std::string> references;     // ids: the object as the reader gets it refers to one of them
  Time from = Time::min(), until = Time::max();  // of its version: from <= version < until
  std::string text;                     // a query over its text (search/)
  bool standing = false;                // not what an originator took back, nor the news of that
  bool label_each = false;              // of each label only the row that arrived first: which labels there are
  auto operator<=>(const Filter&) const = default;
};

// Part of a lease record: docs/format/journal.md.
void encode(Encoder& out, const Filter& filter);
Filter decode_filter(Decoder& in);

// A filter for one reader and the policy version of its view: names as indices, labels and rows as bits (64 a word; past the end is 0).
struct Sieve {
  Versions versions;
  std::optional<std::set<std::uint32_t>> types;
  std::optional<std::unordered_set<std::uint32_t>> things;
  std::optional<std::unordered_set<std::uint32_t>> refers_to;  // things
  std::optional<bool> spec_20;
  bool latest_spec = false;  // with versions.among_matching
  bool standing = false;
  std::int64_t from_us = std::numeric_limits<std::int64_t>::min(), until_us = std::numeric_limits<std::int64_t>::max();
  std::optional<std::vector<std::uint64_t>> labels;
  std::optional<std::vector<std::uint64_t>> rows;

  // Takes away what `bits` does not have as well.
  static void narrow(std::optional<std::vector<std::uint64_t>>& have, std::vector<std::uint64_t> bits);
};

}  // namespace comity::shelf
