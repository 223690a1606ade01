// Framing without parsing: where strings and objects end, and the text without insignificant white space.
#include <fmt/format.h>
#include <simdjson.h>

#include <optional>

#include "base/json.hpp"
#include "base/json_blocks.hpp"

namespace comity::json {

const char* end_of_string(const char* quote, const char* end) {
  const char* p = quote + 1;
  for (;;) {
    p = skip_string_bytes(p, end);
    if (p < end && *p == '"') return p + 1;
    const std::ptrdiff_t step = p < end && *p == '\\' ? 2 : 1;  // a control character is for the parser to refuse
    if (end - p <= step) return nullptr;
    p += step;
  }
}

const char* end_of_object(const char* brace, const char* end) {
  StringMask strings;
  std::size_t depth = 0;
  for (const char* p = brace; p < end && strings.sound(); p += kBlock) {
    const Block block(p, end - p);
    const std::uint64_t opening = block.equal('{');
    const std::uint64_t inside = strings.next(block);
    for (std::uint64_t braces = (opening | block.equal('}')) & ~inside; braces != 0; braces &= braces - 1) {
      const int at = __builtin_ctzll(braces);
      if (opening >> at & 1) {
        ++depth;
      } else if (--depth == 0) {
        if (!strings.sound()) break;
        return p + at + 1;
      }
    }
  }
  if (strings.sound()) return nullptr;
  // Garbage is walked byte by byte.
  depth = 0;
  for (const char* p = brace; p < end;) {
    if (*p == '"') {
      p = end_of_string(p, end);
      if (p == nullptr) return nullptr;
      continue;
    }
    if (*p == '{') ++depth;
    if (*p == '}' && --depth == 0) return p + 1;
    ++p;
  }
  return nullptr;
}

namespace {

// Minification must not join what white space parted: "1 2" is no number. Only these characters may stand next to
// others without it.
bool stands_alone(char c) {
  switch (c) {
    case '{':
    case '}':
    case '[':
    case ']':
    case ':':
    case ',':
    case '"':
      return true;
    default:
      return false;
  }
}

// Appends what is kept, and says whether white space parted what must not be joined.
class Joiner {
 public:
  explicit Joiner(std::string_view text) : text_(text), kept_(text.data()) {}

  // White space begins at `from` and ends before `to`. False: it stands inside a value.
  bool skip(const char* from, const char* to) {
    const bool good = keep_until(from);
    kept_ = to;
    return good;
  }
  bool keep_until(const char* end) {
    if (kept_ == end) return true;
    if (would_join(*kept_)) return false;
    if (out_.empty()) out_.reserve(text_.size());
    out_.append(kept_, end);
    return true;
  }
  bool would_join(char next) const { return !out_.empty() && !stands_alone(out_.back()) && !stands_alone(next); }
  bool skipped() const { return kept_ != text_.data(); }
  std::string take() { return std::move(out_); }

 private:
  const std::string_view text_;
  std::string out_;
  const char* kept_;  // from here on, nothing is appended yet
};

// Block by block. False where the text needs a closer look, for an answer or for an error's place.
bool minify_blocks(std::string_view text, Joiner& joiner) {
  StringMask strings;
  const char* const end = text.data() + text.size();
  for (const char* p = text.data(); p < end; p += kBlock) {
    const Block block(p, end - p);
    const std::uint64_t inside = strings.next(block);
    if (!strings.sound()) return false;
    std::uint64_t space = (block.equal(' ') | block.equal('\n') | block.equal('\r') | block.equal('\t')) & ~inside;
    while (space != 0) {
      const int begin = __builtin_ctzll(space);
      const std::uint64_t after = ~space >> begin;  // its lowest bit set is where this run ends
      const int length = after == 0 ? 64 - begin : __builtin_ctzll(after);
      if (!joiner.skip(p + begin, p + begin + length)) return false;
      space = begin + length >= 64 ? 0 : space >> (begin + length) << (begin + length);
    }
  }
  if (strings.open()) return false;
  return !joiner.skipped() || joiner.keep_until(end);
}

// Nothing if the text is minified as it stands.
// Not simdjson::minify: that joins "1 2" to "12", and takes a backslash outside a string for an escape, so that one
// broken object could change the strings of the next.
Result<std::optional<std::string>> minified(std::string_view text) {
  if (!simdjson::validate_utf8(text.data(), text.size()))
    return fail(Code::invalid, "the text is not UTF-8; send UTF-8");
  Joiner blocks(text);
  if (minify_blocks(text, blocks)) {
    if (!blocks.skipped()) return std::nullopt;
    return std::optional(blocks.take());
  }
  Joiner joiner(text);
  const char* const base = text.data();
  const char* const end = base + text.size();
  const auto where = [base](const char* at) { return fmt::format("byte {}", at - base); };
  const auto joined = [&](const char* at) {
    return fail(Code::invalid, "white space inside a JSON value, or a comma is missing", where(at));
  };
  for (const char* p = base; p < end;) {
    if (*p == '"') {
      const char* const begin = p;
      p = end_of_string(p, end);
      if (p == nullptr) return fail(Code::invalid, "a string without its closing quote", where(begin));
    } else if (is_space(*p)) {
      const char* const begin = p;
      while (p < end && is_space(*p)) ++p;
      if (!joiner.skip(begin, p) || (p < end && joiner.would_join(*p))) return joined(begin);
    } else {
      ++p;
    }
  }
  if (!joiner.keep_until(end)) return joined(end);
  return std::optional(joiner.take());
}

}  // namespace

Result<std::string> minify(std::string_view text) {
  TRY(std::optional<std::string> out, minified(text));
  return out ? std::move(*out) : std::string(text);
}

Result<std::string> minify_owned(std::string text) {
  TRY(std::optional<std::string> out, minified(text));
  return out ? std::move(*out) : std::move(text);
}

}  // namespace comity::json
