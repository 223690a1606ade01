// From an object's bytes to terms, by the labels that its text is released under.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string_view>
#include <vector>

#include "marking/label.hpp"
#include "search/parts.hpp"
#include "search/postings.hpp"

namespace comity::search {

// Of an object the first so many parts count: more than any text that a person wrote.
inline constexpr std::uint32_t kMostParts = 1 << 20;

// The labels that a reader must all be permitted to read a text: the object's own and those of the marked fields that it lies in. Ascending.
using Cover = std::vector<std::uint32_t>;

struct GatheredObject {
  std::map<Cover, Gathered> texts;
  bool tangled = false;  // text of it may go with a reference: what of it is left is to be read from the bytes
};

// `fields` are the labels of the selectors of its granular markings, in order. What cannot be read has no text.
GatheredObject gather(std::string_view object, marking::LabelIx label, std::span<const marking::LabelIx> fields, Splitter& splitter);
// All of the text as one, whatever its labels.
Gathered gather_whole(std::string_view object, Splitter& splitter);

}  // namespace comity::search
