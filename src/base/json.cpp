#include "base/json.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <cstring>
#include <deque>
#include <span>

#include "base/json_blocks.hpp"

namespace comity::json {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Four hexadecimal digits, or -1.
int hex4(const char* p, const char* end) {
  if (end - p < 4) return -1;
  int value = 0;
  for (int i = 0; i < 4; ++i) {
    const char c = p[i];
    int digit;
    if (is_digit(c)) {
      digit = c - '0';
    } else if (c >= 'a' && c <= 'f') {
      digit = c - 'a' + 10;
    } else if (c >= 'A' && c <= 'F') {
      digit = c - 'A' + 10;
    } else {
      return -1;
    }
    value = value << 4 | digit;
  }
  return value;
}

bool is_high_surrogate(int unit) { return unit >= 0xd800 && unit <= 0xdbff; }
bool is_low_surrogate(int unit) { return unit >= 0xdc00 && unit <= 0xdfff; }

void append_utf8(std::string& out, std::uint32_t c) {
  const auto put = [&out](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xc0 | c >> 6);
    put(0x80 | (c & 0x3f));
  } else if (c < 0x10000) {
    put(0xe0 | c >> 12);
    put(0x80 | (c >> 6 & 0x3f));
    put(0x80 | (c & 0x3f));
  } else {
    put(0xf0 | c >> 18);
    put(0x80 | (c >> 12 & 0x3f));
    put(0x80 | (c >> 6 & 0x3f));
    put(0x80 | (c & 0x3f));
  }
}

// The value of the bytes between the quotes of a string that was parsed, so its escapes are known to be sound.
std::string unescape(std::string_view body) {
  std::string out;
  out.reserve(body.size());
  const char* p = body.data();
  const char* const end = p + body.size();
  while (p < end) {
    const auto* stop = static_cast<const char*>(std::memchr(p, '\\', static_cast<std::size_t>(end - p)));
    if (stop == nullptr) stop = end;
    out.append(p, stop);
    if (stop == end) break;
    p = stop + 2;
    switch (stop[1]) {
      case 'b':
        out.push_back('\b');
        break;
      case 'f':
        out.push_back('\f');
        break;
      case 'n':
        out.push_back('\n');
        break;
      case 'r':
        out.push_back('\r');
        break;
      case 't':
        out.push_back('\t');
        break;
      case 'u': {
        auto unit = static_cast<std::uint32_t>(hex4(p, end));
        p += 4;
        if (is_high_surrogate(static_cast<int>(unit))) {
          const auto low = static_cast<std::uint32_t>(hex4(p + 2, end));
          p += 6;
          unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
        }
        append_utf8(out, unit);
        break;
      }
      default:
        out.push_back(stop[1]);
        break;
    }
  }
  return out;
}

// A key of an object that is still open. Keys with equal prints may differ; keys with different prints do.
struct Key {
  std::uint64_t print;
  const char* data;  // the unescaped key
  std::uint32_t size;
  std::uint32_t begin;  // offset of its opening quote
  std::string_view view() const { return {data, size}; }
};

std::uint64_t print_of(const char* data, std::uint32_t size) {
  std::uint64_t head = 0, tail = 0;
  if (size >= 8) {
    std::memcpy(&head, data, 8);
    std::memcpy(&tail, data + size - 8, 8);
  } else {
    std::memcpy(&head, data, size);
  }
  return (head ^ (tail << 23 | tail >> 41)) + (static_cast<std::uint64_t>(size) << 56);
}

// One of two equal keys; null if all differ. Sorting rather than hashing: no choice of keys makes it slow.
const Key* find_duplicate(std::span<Key> keys) {
  if (keys.size() <= 16) {
    for (std::size_t i = 1; i < keys.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (keys[i].print == keys[j].print && keys[i].view() == keys[j].view()) return &keys[i];
      }
    }
    return nullptr;
  }
  std::ranges::sort(keys, [](const Key& a, const Key& b) {
    return a.print != b.print ? a.print < b.print : a.view() != b.view() ? a.view() < b.view() : a.begin < b.begin;
  });
  for (std::size_t i = 1; i < keys.size(); ++i) {
    if (keys[i].print == keys[i - 1].print && keys[i].view() == keys[i - 1].view()) return &keys[i];
  }
  return nullptr;
}

// One pass with no stack of its own: while an array or object is open, its node's `next` holds its parent and, for an
// object, `end` holds where its keys begin in keys_.
class Parser {
 public:
  Parser(std::string_view text, const Limits& limits, std::vector<Node>& nodes)
      : base_(text.data()), p_(text.data()), end_(text.data() + text.size()), limits_(limits), nodes_(nodes) {}

  // Both return false with the error set.
  bool run();
  Error take_error() { return std::move(error_); }

 private:
  static constexpr std::uint32_t kNoParent = UINT32_MAX;

  std::uint32_t here() const { return static_cast<std::uint32_t>(p_ - base_); }
  void skip_space() {
    while (p_ < end_ && is_space(*p_)) ++p_;
  }
  char peek() const { return p_ < end_ ? *p_ : '\0'; }  // NUL begins no token, so the end needs no test of its own

  bool bad(std::string message, std::uint32_t at) {
    error_ = {Code::invalid, std::move(message), fmt::format("byte {}", at)};
    return false;
  }
  bool bad(std::string message) {
    if (p_ >= end_) message = "the JSON text ends too early";
    return bad(std::move(message), here());
  }
  bool too_large(std::string message) {
    error_ = {Code::too_large, std::move(message), fmt::format("byte {}", here())};
    return false;
  }
  bool add(Kind kind, std::uint32_t begin) {
    if (nodes_.size() >= limits_.max_nodes) {
      return too_large(fmt::format("more than {} JSON values; send it in smaller parts", limits_.max_nodes));
    }
    const auto next = static_cast<std::uint32_t>(nodes_.size() + 1);
    nodes_.push_back({kind, false, begin, here(), next, 0});
    return true;
  }
  bool string();
  bool escape();
  bool number();
  bool literal(std::string_view word, Kind kind);
  bool key();
  bool open(Kind kind);
  bool close();

  const char* const base_;
  const char* p_;
  const char* const end_;
  const Limits limits_;
  std::vector<Node>& nodes_;
  std::uint32_t parent_ = kNoParent;
  std::uint32_t depth_ = 0;
  std::vector<Key> keys_;
  std::deque<std::string> unescaped_;  // keys with escapes; a deque keeps them where Key::data points
  Error error_;
};

// p_ is at the backslash.
bool Parser::escape() {
  const char* const at = p_;
  if (end_ - p_ < 2) return bad("a string without its closing quote", here());
  p_ += 2;
  switch (at[1]) {
    case '"':
    case '\\':
    case '/':
    case 'b':
    case 'f':
    case 'n':
    case 'r':
    case 't':
      return true;
    case 'u':
      break;
    default:
      return bad("an escape that JSON does not have", static_cast<std::uint32_t>(at - base_));
  }
  const int unit = hex4(p_, end_);
  if (unit < 0) return bad("\\u without four hexadecimal digits", static_cast<std::uint32_t>(at - base_));
  p_ += 4;
  if (is_low_surrogate(unit)) return bad("a lone surrogate is no character", static_cast<std::uint32_t>(at - base_));
  if (is_high_surrogate(unit)) {
    if (end_ - p_ < 6 || p_[0] != '\\' || p_[1] != 'u' || !is_low_surrogate(hex4(p_ + 2, end_))) {
      return bad("a lone surrogate is no character", static_cast<std::uint32_t>(at - base_));
    }
    p_ += 6;
  }
  return true;
}

// p_ is at the opening quote.
bool Parser::string() {
  const std::uint32_t begin = here();
  bool escaped = false;
  ++p_;
  for (;;) {
    p_ = skip_string_bytes(p_, end_);
    if (p_ >= end_) return bad("a string without its closing quote", begin);
    if (*p_ == '"') break;
    if (*p_ != '\\') return bad("a control character in a string; write it as \\u and four digits", here());
    escaped = true;
    if (!escape()) return false;
  }
  ++p_;
  if (!add(Kind::string, begin)) return false;
  nodes_.back().escaped = escaped;
  return true;
}

// RFC 8259 §6. The text is kept: how large a number may be is for its reader to say.
bool Parser::number() {
  const std::uint32_t begin = here();
  if (peek() == '-') ++p_;
  if (peek() == '0') {
    ++p_;
  } else if (is_digit(peek())) {
    while (is_digit(peek())) ++p_;
  } else {
    return bad("a number without digits");
  }
  if (peek() == '.') {
    ++p_;
    if (!is_digit(peek())) return bad("a number without digits after its point");
    while (is_digit(peek())) ++p_;
  }
  if (peek() == 'e' || peek() == 'E') {
    ++p_;
    if (peek() == '+' || peek() == '-') ++p_;
    if (!is_digit(peek())) return bad("a number without digits in its exponent");
    while (is_digit(peek())) ++p_;
  }
  return add(Kind::number, begin);
}

bool Parser::literal(std::string_view word, Kind kind) {
  const std::uint32_t begin = here();
  if (std::string_view(p_, static_cast<std::size_t>(end_ - p_)).substr(0, word.size()) != word) {
    return bad("neither true, false, null nor another JSON value", begin);
  }
  p_ += word.size();
  return add(kind, begin);
}

// A key and its colon.
bool Parser::key() {
  if (peek() != '"') return bad("a member of an object must begin with a quoted name");
  if (!string()) return false;
  const Node& node = nodes_.back();
  const char* data = base_ + node.begin + 1;
  auto size = node.end - node.begin - 2;
  if (node.escaped) {
    const std::string& text = unescaped_.emplace_back(unescape({data, size}));
    data = text.data();
    size = static_cast<std::uint32_t>(text.size());
  }
  keys_.push_back({print_of(data, size), data, size, node.begin});
  skip_space();
  if (peek() != ':') return bad("a colon is missing after a member's name");
  ++p_;
  return true;
}

bool Parser::open(Kind kind) {
  if (depth_ >= limits_.max_depth) {
    return too_large(fmt::format("values lie more than {} deep in each other", limits_.max_depth));
  }
  const auto index = static_cast<std::uint32_t>(nodes_.size());
  if (!add(kind, here())) return false;
  nodes_.back().next = parent_;
  nodes_.back().end = static_cast<std::uint32_t>(keys_.size());
  parent_ = index;
  ++depth_;
  ++p_;
  return true;
}

bool Parser::close() {
  ++p_;
  Node& node = nodes_[parent_];
  parent_ = node.next;
  node.next = static_cast<std::uint32_t>(nodes_.size());
  if (node.kind == Kind::object) {
    const std::uint32_t first = node.end;
    if (const Key* twice = find_duplicate(std::span(keys_).subspan(first))) {
      return bad("a member's name occurs twice in one object", twice->begin);
    }
    keys_.resize(first);
  }
  node.end = here();
  --depth_;
  return true;
}

bool Parser::run() {
  for (;;) {
    // Here a value is due.
    skip_space();
    bool closed = false;
    switch (peek()) {
      case '"':
        if (!string()) return false;
        break;
      case '{':
        if (!open(Kind::object)) return false;
        skip_space();
        if (peek() != '}') {
          if (!key()) return false;
          nodes_[parent_].count = 1;
          continue;
        }
        closed = true;
        break;
      case '[':
        if (!open(Kind::array)) return false;
        skip_space();
        if (peek() != ']') {
          nodes_[parent_].count = 1;
          continue;
        }
        closed = true;
        break;
      case 't':
        if (!literal("true", Kind::boolean)) return false;
        break;
      case 'f':
        if (!literal("false", Kind::boolean)) return false;
        break;
      case 'n':
        if (!literal("null", Kind::null)) return false;
        break;
      case '-':
      case '0':
      case '1':
      case '2':
      case '3':
      case '4':
      case '5':
      case '6':
      case '7':
      case '8':
      case '9':
        if (!number()) return false;
        break;
      default:
        return bad("a JSON value is missing");
    }
    if (closed && !close()) return false;
    // Here a value is complete.
    for (;;) {
      skip_space();
      if (parent_ == kNoParent) return p_ == end_ || bad("bytes after the end of the JSON value", here());
      Node& parent = nodes_[parent_];
      const char c = peek();
      if (c == ',') {
        ++p_;
        ++parent.count;
        if (parent.kind == Kind::object) {
          skip_space();
          if (!key()) return false;
        }
        break;
      }
      if (c != (parent.kind == Kind::object ? '}' : ']')) {
        return bad(parent.kind == Kind::object ? "a comma or '}' is missing" : "a comma or ']' is missing");
      }
      if (!close()) return false;
    }
  }
}

}  // namespace

Result<Document> Document::parse(std::string_view text, Limits limits) {
  Document document;
  TRY_VOID(document.read(text, limits));
  return document;
}

Result<void> Document::read(std::string_view text, Limits limits) {
  text_ = text;
  nodes_.clear();
  if (text.size() >= UINT32_MAX) return fail(Code::too_large, "a JSON text of 4 GiB or more; send it in smaller parts");
  if (!simdjson::validate_utf8(text.data(), text.size()))
    return fail(Code::invalid, "the text is not UTF-8; send UTF-8");
  // Real STIX has a value per 15 to 30 bytes.
  nodes_.reserve(std::min<std::size_t>(text.size() / 16 + 16, limits.max_nodes));
  Parser parser(text, limits, nodes_);
  if (parser.run()) return {};
  nodes_.clear();
  return tl::make_unexpected(parser.take_error());
}

std::string Value::string() const {
  CHECK(kind() == Kind::string);
  const std::string_view whole = text();
  const std::string_view body = whole.substr(1, whole.size() - 2);
  return node().escaped ? unescape(body) : std::string(body);
}

std::optional<std::string_view> Value::plain() const {
  if (kind() != Kind::string || node().escaped) return std::nullopt;
  const std::string_view whole = text();
  return whole.substr(1, whole.size() - 2);
}

bool Value::equals(std::string_view wanted) const {
  if (kind() != Kind::string) return false;
  const Node& n = node();
  if (n.escaped) return string() == wanted;
  return document_->text().substr(n.begin + 1, n.end - n.begin - 2) == wanted;
}

std::optional<Value> Value::get(std::string_view key) const {
  if (kind() != Kind::object) return std::nullopt;
  std::uint32_t at = index_ + 1;
  for (std::uint32_t i = 0; i < node().count; ++i) {
    const Value name(document_, at);
    if (name.equals(key)) return Value(document_, at + 1);
    at = document_->nodes()[at + 1].next;
  }
  return std::nullopt;
}

std::optional<Value> Value::at(std::uint64_t position) const {
  if (kind() != Kind::array || position >= node().count) return std::nullopt;
  std::uint32_t at = index_ + 1;
  // Without containers among its elements a list has one node for each.
  if (node().next - at == node().count) return Value(document_, at + static_cast<std::uint32_t>(position));
  while (position-- > 0) at = document_->nodes()[at].next;
  return Value(document_, at);
}

void append_quoted(std::string& out, std::string_view text) {
  constexpr char kHex[] = "0123456789abcdef";
  out.push_back('"');
  const char* p = text.data();
  const char* const end = p + text.size();
  for (;;) {
    const char* const stop = skip_string_bytes(p, end);
    out.append(p, stop);
    if (stop == end) break;
    p = stop + 1;
    out.push_back('\\');
    switch (*stop) {
      case '"':
      case '\\':
        out.push_back(*stop);
        break;
      case '\b':
        out.push_back('b');
        break;
      case '\f':
        out.push_back('f');
        break;
      case '\n':
        out.push_back('n');
        break;
      case '\r':
        out.push_back('r');
        break;
      case '\t':
        out.push_back('t');
        break;
      default:
        out += "u00";
        out.push_back(kHex[static_cast<unsigned char>(*stop) >> 4]);
        out.push_back(kHex[*stop & 15]);
    }
  }
  out.push_back('"');
}

}  // namespace comity::json
