#include "shelf/filter.hpp"

namespace comity::shelf {
namespace {

// Bits of the number that stands for `versions` and what is said by yes or no, and whether the fields of a wider filter follow.
constexpr std::uint64_t kAll = 1, kFirst = 2, kLast = 4, kWider = 8, kAmong = 16, kStanding = 32, kLabelEach = 64;

void encode_words(Encoder& out, const std::set<std::string>& words) {
  out.number(words.size());
  for (const std::string& word : words) out.text(word);
}

std::set<std::string> decode_words(Decoder& in) {
  std::set<std::string> out;
  for (auto left = in.number(); left > 0 && in.ok(); --left) out.emplace(in.text());
  return out;
}

}  // namespace

void encode(Encoder& out, const Filter& filter) {
  encode_words(out, filter.types);
  encode_words(out, filter.ids);
  Filter plain;
  plain.types = filter.types;
  plain.ids = filter.ids;
  plain.versions = filter.versions;
  plain.versions.at.clear();
  plain.standing = filter.standing;
  plain.label_each = filter.label_each;
  const bool wider = filter != plain;
  out.number((filter.versions.all ? kAll : 0) | (filter.versions.first ? kFirst : 0) | (filter.versions.last ? kLast : 0) | (wider ? kWider : 0) |
             (filter.versions.among_matching ? kAmong : 0) | (filter.standing ? kStanding : 0) | (filter.label_each ? kLabelEach : 0));
  if (!wider) return;
  out.number(filter.versions.at.size());
  for (const std::int64_t at : filter.versions.at) out.number(static_cast<std::uint64_t>(at));
  for (const auto* words : {&filter.spec_versions, &filter.originators, &filter.agreements, &filter.levels, &filter.topics, &filter.references})
    encode_words(out, *words);
  out.number(static_cast<std::uint64_t>(filter.from.us)).number(static_cast<std::uint64_t>(filter.until.us)).text(filter.text);
}

Filter decode_filter(Decoder& in) {
  Filter out;
  out.types = decode_words(in);
  out.ids = decode_words(in);
  const std::uint64_t said = in.number();
  out.versions.all = (said & kAll) != 0;
  out.versions.first = (said & kFirst) != 0;
  out.versions.last = (said & kLast) != 0;
  out.versions.among_matching = (said & kAmong) != 0;
  out.standing = (said & kStanding) != 0;
  out.label_each = (said & kLabelEach) != 0;
  if ((said & kWider) == 0) return out;
  for (auto left = in.number(); left > 0 && in.ok(); --left) out.versions.at.insert(static_cast<std::int64_t>(in.number()));
  for (auto* words : {&out.spec_versions, &out.originators, &out.agreements, &out.levels, &out.topics, &out.references}) *words = decode_words(in);
  out.from.us = static_cast<std::int64_t>(in.number());
  out.until.us = static_cast<std::int64_t>(in.number());
  out.text = in.text();
  return out;
}

void Sieve::narrow(std::optional<std::vector<std::uint64_t>>& have, std::vector<std::uint64_t> bits) {
  if (!have) {
    have = std::move(bits);
    return;
  }
  if (have->size() > bits.size()) have->resize(bits.size());
  for (std::size_t word = 0; word < have->size(); ++word) (*have)[word] &= bits[word];
}

}  // namespace comity::shelf
