#include "search/parts.hpp"

#include <unicode/bytestream.h>
#include <unicode/edits.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <array>

#include "base/result.hpp"

namespace comity::search {
namespace {

enum class Sort : std::uint8_t { gap, joint, word, single, mark };

// What may stand inside a name: of hosts, addresses, identifiers, files, and what defanging puts there.
constexpr std::string_view kJoints = ".-_/\\:@[](){}+~=&%#?'*";

constexpr std::array<Sort, 128> kAscii = [] {
  std::array<Sort, 128> out{};
  for (int c = 0; c < 128; ++c) {
    const bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    out[static_cast<std::size_t>(c)] = word ? Sort::word : Sort::gap;
  }
  for (const char c : kJoints) out[static_cast<std::size_t>(c)] = Sort::joint;
  return out;
}();

bool without_spaces(UChar32 c) {
  UErrorCode error = U_ZERO_ERROR;
  switch (uscript_getScript(c, &error)) {
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_HANGUL:
    case USCRIPT_BOPOMOFO:
    case USCRIPT_THAI:
    case USCRIPT_LAO:
    case USCRIPT_KHMER:
    case USCRIPT_MYANMAR:
      return u_isalnum(c) || (U_GET_GC_MASK(c) & U_GC_M_MASK) != 0;
    default:
      return c == 0x30FC;  // the sound mark that Hiragana and Katakana share
  }
}

Sort sort_of(UChar32 c) {
  if (c < 128) return kAscii[static_cast<std::size_t>(c)];
  if (without_spaces(c)) return Sort::single;
  if (u_isalnum(c)) return Sort::word;
  // UAX #29 WB4: marks belong to what they stand on.
  if ((U_GET_GC_MASK(c) & (U_GC_M_MASK | U_GC_CF_MASK)) != 0) return Sort::mark;
  const bool joint = c == 0x2019 || c == 0x2010 || c == 0x2011 || c == 0x2013 || c == 0x05F3 || c == 0x05F4;  // apostrophe, hyphens, geresh
  return joint ? Sort::joint : Sort::gap;
}

// The character at `at`, which moves past it. The text is what folding wrote: well-formed.
UChar32 next_character(std::string_view text, std::int32_t& at) {
  const auto byte = [&] { return static_cast<unsigned char>(text[static_cast<std::size_t>(at++)]); };
  const UChar32 first = byte();
  if (first < 0x80) return first;
  if (first < 0xE0) return (first & 0x1F) << 6 | (byte() & 0x3F);
  UChar32 out = first < 0xF0 ? first & 0x0F : first & 0x07;
  for (int more = first < 0xF0 ? 2 : 3; more > 0; --more) out = out << 6 | (byte() & 0x3F);
  return out;
}

bool ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 128; });
}

// No more of it than counts, and no character in two.
std::string_view beginning(std::string_view text) {
  if (text.size() <= kLongestPart) return text;
  std::size_t end = kLongestPart;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

}  // namespace

struct Splitter::Folding {
  const icu::Normalizer2* fold = nullptr;
  std::string folded;
  icu::Edits edits;
  bool plain = true;  // folding moved nothing
};

Splitter::Splitter() : folding_(std::make_unique<Folding>()) {
  UErrorCode error = U_ZERO_ERROR;
  folding_->fold = icu::Normalizer2::getNFKCCasefoldInstance(error);
  CHECK(U_SUCCESS(error));
}
Splitter::~Splitter() = default;

const std::vector<Part>& Splitter::split(std::string_view text) {
  parts_.clear();
  Folding& f = *folding_;
  f.folded.clear();
  f.plain = ascii(text);
  if (f.plain) {
    f.folded.assign(text);
    for (char& c : f.folded)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  } else {
    UErrorCode error = U_ZERO_ERROR;
    f.edits.reset();
    icu::StringByteSink<std::string> sink(&f.folded);
    f.fold->normalizeUTF8(0, icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())), sink, &f.edits, error);
    CHECK(U_SUCCESS(error));
  }
  const std::string_view folded = f.folded;
  bool tight = false, after_single = false, joined = false;
  const auto add = [&](std::size_t begin, std::size_t end, bool single) {
    std::string_view part = beginning(folded.substr(begin, end - begin));
    if (part == "hxxp") part = "http";
    if (part == "hxxps") part = "https";
    // Between single characters a joint is a gap: what stands on both sides of it is no word.
    const bool close = tight && !parts_.empty() && !(joined && single && after_single);
    parts_.push_back({part, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end), close, single});
    tight = true;
    joined = false;
    after_single = single;
  };
  const auto size = static_cast<std::int32_t>(folded.size());
  std::int32_t at = 0, word = -1;
  while (at < size) {
    const std::int32_t start = at;
    const UChar32 c = next_character(folded, at);
    const Sort sort = sort_of(c);
    if (sort == Sort::word) {
      if (word < 0) word = start;
      continue;
    }
    if (sort == Sort::mark) continue;
    if (word >= 0) add(static_cast<std::size_t>(word), static_cast<std::size_t>(start), false);
    word = -1;
    if (sort == Sort::single) add(static_cast<std::size_t>(start), static_cast<std::size_t>(at), true);
    if (sort == Sort::joint) joined = true;
    if (sort == Sort::gap) tight = false;
  }
  if (word >= 0) add(static_cast<std::size_t>(word), folded.size(), false);
  if (f.plain) return parts_;
  UErrorCode error = U_ZERO_ERROR;
  auto places = f.edits.getFineIterator();
  for (Part& part : parts_) {
    const auto begin = static_cast<std::int32_t>(part.begin), end = static_cast<std::int32_t>(part.end);
    part.begin = static_cast<std::uint32_t>(places.sourceIndexFromDestinationIndex(begin, error));
    part.end = static_cast<std::uint32_t>(places.sourceIndexFromDestinationIndex(end, error));
    // One character of the text may fold into several parts: each of them stands where it does.
    if (part.end <= part.begin) part.end = static_cast<std::uint32_t>(places.sourceIndexFromDestinationIndex(end, error) + 1);
  }
  CHECK(U_SUCCESS(error));
  return parts_;
}

}  // namespace comity::search
