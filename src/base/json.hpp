// JSON text as it stands: a flat index of a document whose bytes stay the document. Numbers keep their text, members
// keep their order, so an object can be cut without re-writing what stays. (Documents that are built or canonicalised
// use nlohmann::json and crypto/canonical.hpp instead.)
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace comity::json {

enum class Kind : std::uint8_t { null, boolean, number, string, array, object };

struct Limits {
  std::uint32_t max_depth = 64;
  std::uint32_t max_nodes = 4'000'000;
};

// One value in pre-order. Members of an object are pairs: a string node (the key), then the value.
struct Node {
  Kind kind;
  bool escaped;         // strings: holds at least one backslash
  std::uint32_t begin;  // byte range of the value in the text, strings with their quotes: [begin, end)
  std::uint32_t end;
  std::uint32_t next;   // index of the node after this value's whole subtree
  std::uint32_t count;  // members of an object, elements of an array
};

class Value;

// Owns nothing of the text: it must outlive the document.
class Document {
 public:
  // Strict RFC 8259: one value, valid UTF-8, no lone surrogate escapes, no duplicate keys (after unescaping), no
  // trailing bytes. Errors: invalid, where = "byte N"; too_large past the limits.
  static Result<Document> parse(std::string_view text, Limits limits = {});
  // An empty document, to be read into. Nothing else may be asked of it before a read() succeeded.
  Document() = default;
  // The same as parse, into this document, whose memory is used again: for loops over many objects. Values of what it
  // held before are no longer valid. On error it is empty.
  Result<void> read(std::string_view text, Limits limits = {});
  Value root() const;
  std::string_view text() const { return text_; }
  const std::vector<Node>& nodes() const { return nodes_; }

 private:
  std::string_view text_;
  std::vector<Node> nodes_;
};

// A position in a document. Cheap to copy; valid while document and text live.
class Value {
 public:
  Value(const Document* document, std::uint32_t index) : document_(document), index_(index) {}
  Kind kind() const { return node().kind; }
  bool is(Kind k) const { return kind() == k; }
  std::uint32_t index() const { return index_; }
  const Node& node() const { return document_->nodes()[index_]; }
  std::string_view text() const { return document_->text().substr(node().begin, node().end - node().begin); }
  std::uint32_t size() const { return node().count; }
  // Strings: the value, unescaped. CHECKs that it is a string.
  std::string string() const;
  // Strings without escapes: the bytes between the quotes; nothing for others.
  std::optional<std::string_view> plain() const;
  bool equals(std::string_view wanted) const;  // a string whose value is `wanted`
  bool boolean() const { return text() == "true"; }
  std::optional<Value> get(std::string_view key) const;   // objects: the member; nothing otherwise
  std::optional<Value> at(std::uint64_t position) const;  // arrays: the element, counted from 0; nothing otherwise
  // Iteration over elements of an array, or members of an object.
  template <class F>
  void each_element(F&& visit) const;  // visit(Value)
  template <class F>
  void each_member(F&& visit) const;  // visit(Value key, Value value)

 private:
  const Document* document_;
  std::uint32_t index_;
};

inline Value Document::root() const { return Value(this, 0); }

template <class F>
void Value::each_element(F&& visit) const {
  if (kind() != Kind::array) return;
  std::uint32_t at = index_ + 1;
  for (std::uint32_t i = 0; i < node().count; ++i) {
    visit(Value(document_, at));
    at = document_->nodes()[at].next;
  }
}

template <class F>
void Value::each_member(F&& visit) const {
  if (kind() != Kind::object) return;
  std::uint32_t at = index_ + 1;
  for (std::uint32_t i = 0; i < node().count; ++i) {
    const std::uint32_t value = document_->nodes()[at].next;
    visit(Value(document_, at), Value(document_, value));
    at = document_->nodes()[value].next;
  }
}

// The text without insignificant white space. Never turns what is not JSON into JSON: white space between two parts
// of numbers or literals is refused. Errors: invalid (unbalanced quotes, such white space, not UTF-8), where = "byte
// N".
Result<std::string> minify(std::string_view text);
// The same, keeping the text's own memory where there is nothing to remove.
Result<std::string> minify_owned(std::string text);

// `quote` is at the '"' that opens a string: past the one that closes it, or null if none does. What lies between is
// not checked. For framing, where a whole parse comes later.
const char* end_of_string(const char* quote, const char* end);
// The same for the '{' of an object. Only braces outside strings are counted: a list that is not closed ends with its
// object.
const char* end_of_object(const char* brace, const char* end);

// Appends the JSON string of `text` (UTF-8) with quotes and the escapes RFC 8259 requires.
void append_quoted(std::string& out, std::string_view text);

}  // namespace comity::json
