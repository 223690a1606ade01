#include "crypto/canonical.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <vector>

namespace comity::crypto {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxDepth = 64;
// RFC 8785 §3.2.2.3 with ECMA-262 Number::MAX_SAFE_INTEGER + 1: beyond it a double no longer tells neighbours apart,
// so two documents with different integers would be signed as one.
constexpr std::int64_t kMaxInteger = 9'007'199'254'740'992;

// UTF-8 to UTF-16 code units; nothing if the text is not UTF-8 (surrogates and overlong forms included).
std::optional<std::u16string> to_utf16(std::string_view text) {
  std::u16string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = [&](std::size_t k) -> std::uint32_t { return static_cast<unsigned char>(text[i + k]); };
    const std::uint32_t lead = byte(0);
    const std::size_t length = lead < 0x80   ? 1
                               : lead < 0xc2 ? 0
                               : lead < 0xe0 ? 2
                               : lead < 0xf0 ? 3
                               : lead < 0xf5 ? 4
                                             : 0;
    if (length == 0 || i + length > text.size()) return std::nullopt;
    std::uint32_t point = length == 1 ? lead : lead & (0x7fU >> length);
    for (std::size_t k = 1; k < length; ++k) {
      if ((byte(k) & 0xc0) != 0x80) return std::nullopt;
      point = point << 6 | (byte(k) & 0x3f);
    }
    if ((length == 3 && point < 0x800) || (length == 4 && point < 0x10000) || point > 0x10ffff ||
        (point >= 0xd800 && point < 0xe000))
      return std::nullopt;
    if (point >= 0x10000) {
      out.push_back(static_cast<char16_t>(0xd800 + ((point - 0x10000) >> 10)));
      out.push_back(static_cast<char16_t>(0xdc00 + ((point - 0x10000) & 0x3ff)));
    } else {
      out.push_back(static_cast<char16_t>(point));
    }
    i += length;
  }
  return out;
}

// RFC 8785 §3.2.2.2: the short escapes, \u00xx for other controls, everything else as it is.
void append_string(std::string& out, std::string_view text) {
  out.push_back('"');
  for (const char c : text) {
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\b':
        out += "\\b";
        break;
      case '\t':
        out += "\\t";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\f':
        out += "\\f";
        break;
      case '\r':
        out += "\\r";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20)
          out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        else
          out.push_back(c);
    }
  }
  out.push_back('"');
}

// ECMA-262 §6.1.6.1.20 Number::toString for a finite value. to_chars gives the shortest digits that read back, and of
// those the closest, which is what ECMA-262's note 2 asks for; only the layout differs.
void append_double(std::string& out, double value) {
  if (value == 0) {  // -0 too
    out.push_back('0');
    return;
  }
  char buffer[40];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, std::abs(value), std::chars_format::scientific).ptr;
  const std::string_view text(buffer, static_cast<std::size_t>(end - buffer));
  const std::size_t e = text.find('e');
  std::string digits(text.substr(0, 1));
  if (e > 2) digits += text.substr(2, e - 2);  // after "d."
  int exponent = 0;
  const char* from = buffer + e + 1 + (text[e + 1] == '+' ? 1 : 0);
  std::from_chars(from, end, exponent);
  const int k = static_cast<int>(digits.size()), n = exponent + 1;  // value = 0.digits × 10^n
  if (value < 0) out.push_back('-');
  if (k <= n && n <= 21) {
    out += digits;
    out.append(static_cast<std::size_t>(n - k), '0');
  } else if (0 < n && n <= 21) {
    out.append(digits, 0, static_cast<std::size_t>(n)).push_back('.');
    out.append(digits, static_cast<std::size_t>(n));
  } else if (-6 < n && n <= 0) {
    out += "0.";
    out.append(static_cast<std::size_t>(-n), '0').append(digits);
  } else {
    out.push_back(digits[0]);
    if (k > 1) out.append(".").append(digits, 1);
    out += fmt::format("e{}{}", n - 1 < 0 ? '-' : '+', std::abs(n - 1));
  }
}

tl::unexpected<Error> not_utf8() {
  return fail(Code::invalid, "a string is not valid UTF-8 (or holds a lone surrogate)");
}
tl::unexpected<Error> integer_too_large() {
  return fail(Code::invalid, "an integer is beyond 2^53, where JSON numbers lose digits; write it as a string");
}

Result<void> append(std::string& out, const json& value, std::size_t depth) {
  if (depth > kMaxDepth) return fail(Code::invalid, fmt::format("the document nests deeper than {}", kMaxDepth));
  switch (value.type()) {
    case json::value_t::null:
      out += "null";
      return {};
    case json::value_t::boolean:
      out += value.get<bool>() ? "true" : "false";
      return {};
    case json::value_t::number_integer: {
      const auto n = value.get<std::int64_t>();
      if (n > kMaxInteger || n < -kMaxInteger) return integer_too_large();
      out += fmt::format("{}", n);
      return {};
    }
    case json::value_t::number_unsigned: {
      const auto n = value.get<std::uint64_t>();
      if (n > static_cast<std::uint64_t>(kMaxInteger)) return integer_too_large();
      out += fmt::format("{}", n);
      return {};
    }
    case json::value_t::number_float: {
      const auto n = value.get<double>();
      if (!std::isfinite(n)) return fail(Code::invalid, "NaN and infinity have no JSON form");
      append_double(out, n);
      return {};
    }
    case json::value_t::string: {
      const auto& text = value.get_ref<const std::string&>();
      if (!to_utf16(text)) return not_utf8();
      append_string(out, text);
      return {};
    }
    case json::value_t::array: {
      out.push_back('[');
      bool first = true;
      for (const auto& element : value) {
        if (!std::exchange(first, false)) out.push_back(',');
        TRY_VOID(append(out, element, depth + 1));
      }
      out.push_back(']');
      return {};
    }
    case json::value_t::object: {
      // RFC 8785 §3.2.3 sorts by UTF-16 code units; UTF-8 byte order differs beyond the basic plane.
      std::vector<std::pair<std::u16string, json::const_iterator>> members;
      members.reserve(value.size());
      for (auto at = value.begin(); at != value.end(); ++at) {
        auto key = to_utf16(at.key());
        if (!key) return not_utf8();
        members.emplace_back(std::move(*key), at);
      }
      std::sort(members.begin(), members.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
      out.push_back('{');
      bool first = true;
      for (const auto& [key, at] : members) {
        if (!std::exchange(first, false)) out.push_back(',');
        append_string(out, at.key());
        out.push_back(':');
        TRY_VOID(append(out, at.value(), depth + 1));
      }
      out.push_back('}');
      return {};
    }
    case json::value_t::binary:
    case json::value_t::discarded:
      break;
  }
  return fail(Code::invalid, "a value has no JSON form");
}

// Builds the document from the parser's events, and refuses what two readers could read differently.
class StrictReader final : public nlohmann::json_sax<json> {
 public:
  json take() { return std::move(root_); }
  const std::string& fault() const { return fault_; }
  std::size_t position() const { return position_; }

  bool null() override { return place(nullptr); }
  bool boolean(bool value) override { return place(value); }
  bool number_integer(number_integer_t value) override { return place(value); }
  bool number_unsigned(number_unsigned_t value) override { return place(value); }
  bool number_float(number_float_t value, const string_t& text) override {
    // An integer too long for 64 bits arrives here already rounded.
    if (text.find_first_of(".eE") == string_t::npos)
      return refuse("an integer is beyond 64 bits; write it as a string");
    return place(value);
  }
  bool string(string_t& value) override { return place(std::move(value)); }
  bool binary(binary_t&) override { return refuse("binary values have no JSON form"); }
  bool start_object(std::size_t) override { return open(json::object()); }
  bool start_array(std::size_t) override { return open(json::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t& name) override {
    if (open_.back()->contains(name))
      return refuse(fmt::format("the key '{}' appears twice in one object", name.substr(0, 60)));
    key_ = std::move(name);
    return true;
  }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception& error) override {
    position_ = position;
    // "[json.exception.parse_error.101] parse error at line 1, column 2: what" -> "what"
    const std::string_view what = error.what();
    const std::size_t colon = what.find(": ");
    return refuse(std::string(colon == std::string_view::npos ? what : what.substr(colon + 2)));
  }

 private:
  bool refuse(std::string why) {
    fault_ = std::move(why);
    return false;
  }
  json* put(json value) {
    if (open_.empty()) return &(root_ = std::move(value));
    json& parent = *open_.back();
    if (parent.is_array()) return &parent.emplace_back(std::move(value));
    return &(parent[key_] = std::move(value));
  }
  template <class V>
  bool place(V&& value) {
    put(json(std::forward<V>(value)));
    return true;
  }
  bool open(json value) {
    if (open_.size() >= kMaxDepth) return refuse(fmt::format("the document nests deeper than {}", kMaxDepth));
    open_.push_back(put(std::move(value)));
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }

  json root_;
  std::vector<json*> open_;  // the containers around the reader; a parent is not changed while a child is open
  std::string key_;
  std::string fault_;
  std::size_t position_ = 0;
};

// Counts the bytes that the parser has taken, so that a refusal between its events can say where it lies.
class Counting {
 public:
  using iterator_category = std::forward_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;
  Counting() = default;
  Counting(const char* at, const char** furthest) : at_(at), furthest_(furthest) {}
  reference operator*() const { return *at_; }
  Counting& operator++() {
    ++at_;
    if (furthest_ && at_ > *furthest_) *furthest_ = at_;
    return *this;
  }
  Counting operator++(int) {
    Counting before = *this;
    ++*this;
    return before;
  }
  bool operator==(const Counting& other) const { return at_ == other.at_; }

 private:
  const char* at_ = nullptr;
  const char** furthest_ = nullptr;
};

}  // namespace

Result<std::string> canonical(const json& value) {
  std::string out;
  TRY_VOID(append(out, value, 0));
  return out;
}

Result<json> parse_strict(std::string_view text) {
  // nlohmann skips a byte order mark; RFC 8259 §8.1 forbids to send one, and signed bytes must have one reading.
  if (text.starts_with("\xef\xbb\xbf"))
    return fail(Code::invalid, "the document begins with a byte order mark; remove it", "byte 0");
  // The parser takes a NUL byte for the end of its input and would not see what follows.
  if (const auto nul = text.find('\0'); nul != text.npos)
    return fail(Code::invalid, "the document holds a NUL byte", fmt::format("byte {}", nul));
  const char* furthest = text.data();
  StrictReader reader;
  try {
    const Counting begin(text.data(), &furthest), end(text.data() + text.size(), nullptr);
    if (json::sax_parse(begin, end, &reader, json::input_format_t::json, /*strict=*/true)) return reader.take();
  } catch (const json::exception& error) {
    return fail(Code::invalid, fmt::format("this is not JSON: {}", error.what()));
  }
  const std::size_t taken = static_cast<std::size_t>(furthest - text.data());
  const std::size_t at = reader.position() ? reader.position() - 1 : taken;
  return fail(Code::invalid, fmt::format("this is not the JSON that is signed: {}", reader.fault()),
              fmt::format("byte {}", at));
}

}  // namespace comity::crypto
