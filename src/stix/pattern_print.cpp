// From the tree back to text, and what can be asked of a tree.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_set>

#include "base/bytes.hpp"
#include "stix/pattern.hpp"
#include "stix/pattern_lexer.hpp"

namespace comity::stix {
namespace {

constexpr std::array<std::string_view, 13> kOperators = {"",   "=",  "!=",   "<",       "<=",       ">",         ">=",
                                                         "IN", "LIKE", "MATCHES", "ISSUBSET", "ISSUPERSET", "EXISTS"};

std::string unescaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) ++i;
    out.push_back(text[i]);
  }
  return out;
}

void append_string(std::string& out, std::string_view text) {
  out.push_back('\'');
  for (const char c : text) {
    if (c == '\'' || c == '\\') out.push_back('\\');
    out.push_back(c);
  }
  out.push_back('\'');
}

// -0 is 0; no plus sign; a digit before the point.
std::string number(std::string_view text) {
  const bool negative = text[0] == '-';
  if (negative || text[0] == '+') text.remove_prefix(1);
  if (text == "0") return "0";
  return fmt::format("{}{}{}", negative ? "-" : "", text[0] == '.' ? "0" : "", text);
}

// A greater number binds more; operands that bind less, or equally, stand in parentheses.
int binding(PatternKind kind) {
  switch (kind) {
    case PatternKind::followed_by: return 1;
    case PatternKind::or_observations:
    case PatternKind::any_of: return 2;
    case PatternKind::and_observations:
    case PatternKind::all_of: return 3;
    case PatternKind::qualified: return 4;
    default: return 5;
  }
}

class Printer {
 public:
  explicit Printer(const Pattern& pattern) : pattern_(pattern) {}

  // Recursion is bounded by the parentheses of the pattern.
  void print(std::uint32_t index) {
    const PatternNode& node = pattern_.node(index);
    switch (node.kind) {
      case PatternKind::followed_by: return children(node, " FOLLOWEDBY ");
      case PatternKind::or_observations:
      case PatternKind::any_of: return children(node, " OR ");
      case PatternKind::and_observations:
      case PatternKind::all_of: return children(node, " AND ");
      case PatternKind::qualified: return children(node, " ");
      case PatternKind::observation:
        out_ += '[';
        print(node.first);
        out_ += ']';
        return;
      case PatternKind::within: return around("WITHIN ", node.first, " SECONDS");
      case PatternKind::repeats: return around("REPEATS ", node.first, " TIMES");
      case PatternKind::start_stop:
        around("START ", node.first, " STOP ");
        return print(pattern_.node(node.first).next);
      case PatternKind::comparison: return comparison(node);
      case PatternKind::object_path: return path(index);
      case PatternKind::string: return append_string(out_, pattern_.value(index));
      case PatternKind::hex: return around("h'", to_hex(pattern_.value(index)));
      case PatternKind::binary: return around("b'", to_base64(pattern_.value(index)));
      case PatternKind::timestamp: return around("t'", pattern_.value(index));
      default: out_ += pattern_.value(index);
    }
  }
  std::string take() { return std::move(out_); }

 private:
  void children(const PatternNode& node, std::string_view between) {
    for (std::uint32_t child = node.first; child != kNoNode; child = pattern_.node(child).next) {
      if (child != node.first) out_ += between;
      const bool inside = binding(pattern_.node(child).kind) <= binding(node.kind);
      if (inside) out_ += '(';
      print(child);
      if (inside) out_ += ')';
    }
  }
  void around(std::string_view before, std::uint32_t child, std::string_view after) {
    out_ += before;
    print(child);
    out_ += after;
  }
  void around(std::string_view before, const std::string& content) {
    out_ += before;
    out_ += content;
    out_ += '\'';
  }
  void comparison(const PatternNode& node) {
    const std::string_view name = kOperators[static_cast<std::size_t>(node.comparison)];
    const bool exists = node.comparison == Comparison::exists;
    if (exists) out_ += node.negated ? "NOT EXISTS " : "EXISTS ";
    print(node.first);
    if (exists) return;
    out_ += node.negated ? " NOT " : " ";
    out_ += name;
    out_ += ' ';
    const bool set = node.comparison == Comparison::in;
    if (set) out_ += '(';
    const std::uint32_t first = pattern_.node(node.first).next;
    for (std::uint32_t literal = first; literal != kNoNode; literal = pattern_.node(literal).next) {
      if (literal != first) out_ += ", ";
      print(literal);
    }
    if (set) out_ += ')';
  }
  void path(std::uint32_t index) {
    out_ += pattern_.value(index);
    const std::uint32_t first = pattern_.node(index).first;
    for (std::uint32_t step = first; step != kNoNode; step = pattern_.node(step).next) {
      const PatternKind kind = pattern_.node(step).kind;
      if (kind != PatternKind::key) {
        out_ += fmt::format("[{}]", pattern_.value(step));
        continue;
      }
      out_ += step == first ? ':' : '.';
      const std::string name = pattern_.value(step);
      if (is_bare_key(name)) out_ += name;
      else append_string(out_, name);
    }
  }

  const Pattern& pattern_;
  std::string out_;
};

}  // namespace

std::string Pattern::value(std::uint32_t index) const {
  const PatternNode& one = nodes_[index];
  std::string_view token = std::string_view(text_).substr(one.begin, one.end - one.begin);
  const auto inside = [&](std::size_t prefix) { return token.substr(prefix, token.size() - prefix - 1); };
  switch (one.kind) {
    case PatternKind::key: return token[0] == '\'' ? unescaped(inside(1)) : std::string(token);
    case PatternKind::string: return unescaped(inside(1));
    case PatternKind::hex: return from_hex(inside(2)).value();
    case PatternKind::timestamp: return std::string(inside(token[0] == 't' ? 2 : 1));
    case PatternKind::binary: {
      std::string joined(inside(2));
      std::erase(joined, '\n');
      return from_base64(joined).value();
    }
    case PatternKind::integer:
    case PatternKind::real:
    case PatternKind::index: return number(token);
    default: return std::string(token);
  }
}

bool Pattern::operator==(const Pattern& other) const {
  // In step through both trees: a list of pairs still to be compared.
  std::vector<std::pair<std::uint32_t, std::uint32_t>> open{{root_, other.root_}};
  while (!open.empty()) {
    auto [a, b] = open.back();
    open.pop_back();
    for (; a != kNoNode && b != kNoNode; a = nodes_[a].next, b = other.nodes_[b].next) {
      const PatternNode& one = nodes_[a];
      const PatternNode& two = other.nodes_[b];
      if (one.kind != two.kind || one.comparison != two.comparison || one.negated != two.negated) return false;
      const bool leaf = one.kind >= PatternKind::object_path;
      if (leaf && value(a) != other.value(b)) return false;
      if (one.first != kNoNode || two.first != kNoNode) open.emplace_back(one.first, two.first);
    }
    if (a != b) return false;
  }
  return true;
}

std::string to_string(const Pattern& pattern) {
  Printer printer(pattern);
  printer.print(pattern.root());
  return printer.take();
}

std::vector<std::string> types_in(const Pattern& pattern) {
  std::vector<std::string> out;
  std::unordered_set<std::string> seen;
  for (std::uint32_t i = 0; i < pattern.nodes().size(); ++i) {  // paths are added in the order of the text
    if (pattern.node(i).kind != PatternKind::object_path) continue;
    std::string type = pattern.value(i);
    if (seen.insert(type).second) out.push_back(std::move(type));
  }
  return out;
}

}  // namespace comity::stix
