#include "stix/pattern.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <unordered_map>

#include "base/time.hpp"
#include "stix/pattern_lexer.hpp"
#include "stix/pattern_rules.hpp"

namespace comity::stix {
namespace {

constexpr std::size_t kMostNotes = 16;
constexpr std::size_t kShown = 40;  // bytes of the text that a message repeats

PatternError place(std::string_view text, std::size_t begin, std::size_t end, std::string message) {
  PatternError error;
  error.offset = static_cast<std::uint32_t>(begin);
  error.length = static_cast<std::uint32_t>(end - begin);
  error.message = std::move(message);
  const std::string_view before = text.substr(0, begin);
  error.line += static_cast<std::uint32_t>(std::ranges::count(before, '\n'));
  const std::size_t line = before.rfind('\n');
  const std::string_view row = line == std::string_view::npos ? before : before.substr(line + 1);
  error.column += static_cast<std::uint32_t>(
      std::ranges::count_if(row, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
  return error;
}

}  // namespace

// Recursive descent: the recursion is one turn of four functions per parenthesis, and bounded; rows of operators, qualifiers, steps
// and set members are loops.
class PatternParser {
 public:
  PatternParser(std::string_view text, PatternVersion version, PatternLimits limits)
      : limits_(limits), lexer_(text, version) {
    out_.version_ = version;
    out_.text_ = text;
  }

  tl::expected<Pattern, PatternError> parse() {
    const std::string_view text = out_.text_;
    if (text.size() > limits_.max_bytes)
      return tl::unexpected(place(text, 0, 0, fmt::format("a pattern has at most {} bytes, this one {}", limits_.max_bytes, text.size())));
    if (!simdjson::validate_utf8(text.data(), text.size())) return tl::unexpected(place(text, 0, 0, "a pattern is UTF-8"));
    out_.nodes_.reserve(std::min<std::size_t>(text.size() / 6 + 4, 4096));
    if (!advance() || !followed_by(out_.root_)) return tl::unexpected(std::move(error_));
    if (token_.kind != TokenKind::end) {
      expected("AND, OR, FOLLOWEDBY, a qualifier or the end of the pattern after the observation");
      return tl::unexpected(std::move(error_));
    }
    return std::move(out_);
  }

 private:
  using Index = std::uint32_t;

  // Which object types can satisfy a comparison expression, as numbers in increasing order.
  struct Types {
    Index one = kNoNode;      // when there is one only
    std::vector<Index> many;  // else
    const Index* begin() const { return one != kNoNode ? &one : many.data(); }
    const Index* end() const { return one != kNoNode ? &one + 1 : many.data() + many.size(); }
  };

  // A list of children that is being built.
  struct Children {
    Index first = kNoNode, last = kNoNode;
    std::uint32_t count = 0;
  };

  bool is(TokenKind kind) const { return token_.kind == kind; }
  std::string_view text(const Token& token) const { return std::string_view(out_.text_).substr(token.begin, token.end - token.begin); }
  bool v21() const { return out_.version_ == PatternVersion::v21; }

  bool advance() {
    behind_ = token_.end;
    token_ = lexer_.next();
    return true;
  }
  bool fault(std::size_t begin, std::size_t end, std::string message) {
    error_ = place(out_.text_, begin, end, std::move(message));
    return false;
  }
  bool fault(const Token& token, std::string message) { return fault(token.begin, token.end, std::move(message)); }
  // The token at hand is not what can stand here.
  bool expected(std::string_view what) {
    if (is(TokenKind::bad)) return fault(token_, lexer_.fault());
    if (is(TokenKind::end)) return fault(token_, fmt::format("expected {}, but the pattern ends here", what));
    std::string_view found = text(token_);
    const std::string_view meant = keyword_meant(found);
    if (found.size() > kShown) {
      found = found.substr(0, kShown);
      while (!found.empty() && (static_cast<unsigned char>(found.back()) & 0xc0) == 0x80) found.remove_suffix(1);
    }
    return fault(token_, meant.empty() ? fmt::format("expected {}, found {}", what, found)
                                       : fmt::format("expected {}, found {}; keywords are written in capitals: {}", what, found, meant));
  }
  bool take(TokenKind kind, std::string_view what) { return is(kind) ? advance() : expected(what); }
  void note(const Token& token, std::string message) { note(token.begin, token.end, std::move(message)); }
  void note(std::size_t begin, std::size_t end, std::string message) {
    if (out_.notes_.size() < kMostNotes) out_.notes_.push_back(place(out_.text_, begin, end, std::move(message)));
  }

  Index add(PatternKind kind, std::size_t begin, std::size_t end) {
    PatternNode node{kind};
    node.begin = static_cast<std::uint32_t>(begin);
    node.end = static_cast<std::uint32_t>(end);
    out_.nodes_.push_back(node);
    return static_cast<Index>(out_.nodes_.size() - 1);
  }
  Index add(PatternKind kind, const Token& token) { return add(kind, token.begin, token.end); }
  void append(Children& list, Index child) {
    (list.count == 0 ? list.first : out_.nodes_[list.last].next) = child;
    list.last = child;
    ++list.count;
  }
  // The one child itself, or a node of that kind over all of them.
  Index joined(PatternKind kind, const Children& list) {
    if (list.count == 1) return list.first;
    const Index node = add(kind, out_.nodes_[list.first].begin, out_.nodes_[list.last].end);
    out_.nodes_[node].first = list.first;
    return node;
  }
  bool deeper() {
    if (depth_ == limits_.max_depth)
      return fault(token_, fmt::format("parentheses stand in one another more than {} deep; take away those that change nothing",
                                       limits_.max_depth));
    ++depth_;
    return advance();
  }

  // Observations, from the operator that binds least.
  bool followed_by(Index& out) {
    return row(TokenKind::kw_followedby, PatternKind::followed_by, &PatternParser::or_observations, out);
  }
  bool or_observations(Index& out) {
    return row(TokenKind::kw_or, PatternKind::or_observations, &PatternParser::and_observations, out);
  }
  bool and_observations(Index& out) {
    return row(TokenKind::kw_and, PatternKind::and_observations, &PatternParser::qualified, out);
  }
  bool row(TokenKind between, PatternKind kind, bool (PatternParser::*next_level)(Index&), Index& out) {
    Children list;
    for (;;) {
      Index child = kNoNode;
      if (!(this->*next_level)(child)) return false;
      append(list, child);
      if (!is(between)) break;
      advance();
    }
    out = joined(kind, list);
    return true;
  }

  bool qualified(Index& out) {
    const std::uint32_t begin = token_.begin;
    if (is(TokenKind::left_bracket)) {
      advance();
      Index child = kNoNode;
      Types types;
      if (!any_of(child, types)) return false;
      if (!take(TokenKind::right_bracket, "AND, OR or ] after the comparison")) return false;
      out = add(PatternKind::observation, begin, behind_);
      out_.nodes_[out].first = child;
    } else if (is(TokenKind::left_parenthesis)) {
      if (!deeper() || !followed_by(out)) return false;
      if (!take(TokenKind::right_parenthesis, "AND, OR, FOLLOWEDBY, a qualifier or ) after the observation")) return false;
      --depth_;
    } else {
      return expected("[ or ( to begin an observation");
    }
    Children list;
    append(list, out);
    std::uint64_t seen = 0;
    while (is(TokenKind::kw_within) || is(TokenKind::kw_repeats) || is(TokenKind::kw_start)) {
      const Token word = token_;
      Index qualifier = kNoNode;
      if (!(is(TokenKind::kw_within) ? within(qualifier) : is(TokenKind::kw_repeats) ? repeats(qualifier) : start_stop(qualifier)))
        return false;
      const std::uint64_t bit = std::uint64_t{1} << static_cast<unsigned>(word.kind);
      if (seen & bit) {  // §9.5.1. STIX 2.0 has no such rule.
        const std::string why =
            fmt::format("an observation has one {} at most; put parentheses around what the other one speaks of", text(word));
        if (v21()) return fault(word.begin, behind_, why);
        note(word.begin, behind_, why + " (STIX 2.1)");
      }
      seen |= bit;
      append(list, qualifier);
    }
    if (list.count > 1) out = joined(PatternKind::qualified, list);
    return true;
  }

  bool within(Index& out) {
    const std::uint32_t begin = token_.begin;
    advance();
    if (!is(TokenKind::integer) && !is(TokenKind::real)) return expected("a number of seconds after WITHIN");
    const Token number = token_;
    Index child = kNoNode;
    if (!literal(child)) return false;
    if (text(number).find_first_of("123456789") == std::string_view::npos || text(number)[0] == '-')
      return fault(number, "WITHIN takes more than 0 seconds");
    if (!take(TokenKind::kw_seconds, "SECONDS, the only unit, after WITHIN and its number")) return false;
    out = add(PatternKind::within, begin, behind_);
    out_.nodes_[out].first = child;
    return true;
  }

  bool repeats(Index& out) {
    const std::uint32_t begin = token_.begin;
    advance();
    if (!is(TokenKind::integer)) return expected("an integer after REPEATS");
    const Token number = token_;
    Index child = kNoNode;
    if (!literal(child)) return false;
    if (text(number).find_first_of("123456789") == std::string_view::npos || text(number)[0] == '-')
      return fault(number, "REPEATS takes 1 or more");
    if (!take(TokenKind::kw_times, "TIMES after REPEATS and its number")) return false;
    out = add(PatternKind::repeats, begin, behind_);
    out_.nodes_[out].first = child;
    return true;
  }

  bool instant(Index& out, Time& time, std::string_view after) {
    if (is(TokenKind::string) && !v21()) {  // STIX 2.0 part 5 §4.1.2 writes them as plain strings
      const std::string_view inside = text(token_).substr(1, token_.end - token_.begin - 2);
      const auto read = parse_time(inside);
      if (!read || inside.size() < 20 || inside[10] != 'T' || inside.back() != 'Z')
        return fault(token_, fmt::format("{} takes a time such as '2026-01-31T12:00:00Z', with a day and time that exist, in UTC", after));
      time = *read;
      out = add(PatternKind::timestamp, token_);
      return advance();
    }
    if (is(TokenKind::string))
      return fault(token_, fmt::format("in STIX 2.1 {} takes a timestamp: put t before the quote, t'2026-01-31T12:00:00Z'", after));
    if (!is(TokenKind::timestamp)) return expected(fmt::format("a timestamp t'…' after {}", after));
    time = parse_time(text(token_).substr(2, token_.end - token_.begin - 3)).value();
    out = add(PatternKind::timestamp, token_);
    return advance();
  }

  bool start_stop(Index& out) {
    const std::uint32_t begin = token_.begin;
    advance();
    Time from, to;
    Index start = kNoNode, stop = kNoNode;
    if (!instant(start, from, "START")) return false;
    if (!take(TokenKind::kw_stop, "STOP after START and its timestamp")) return false;
    const Token last = token_;
    if (!instant(stop, to, "STOP")) return false;
    if (to <= from) return fault(last, "STOP is a time after that of START");  // §9.5.1: from START on, before STOP
    out = add(PatternKind::start_stop, begin, behind_);
    out_.nodes_[out].first = start;
    out_.nodes_[start].next = stop;
    return true;
  }

  // Comparisons.
  bool any_of(Index& out, Types& types) {
    Children list;
    std::vector<Index> all;
    for (;;) {
      Index child = kNoNode;
      Types some;
      if (!all_of(child, some)) return false;
      append(list, child);
      if (list.count == 1 && !is(TokenKind::kw_or)) {
        types = std::move(some);
        break;
      }
      all.insert(all.end(), some.begin(), some.end());
      if (!is(TokenKind::kw_or)) {
        std::ranges::sort(all);
        all.erase(std::unique(all.begin(), all.end()), all.end());
        if (all.size() == 1) types.one = all.front();
        else types.many = std::move(all);
        break;
      }
      advance();
    }
    out = joined(PatternKind::any_of, list);
    return true;
  }

  // §9.5: all operands of AND must be satisfiable with the same object. OR unites the types that satisfy, AND leaves what is common
  // to all (oasis-tcs/cti-stix2 issue 235).
  bool all_of(Index& out, Types& types) {
    Children list;
    for (;;) {
      const std::uint32_t begin = token_.begin;
      Index child = kNoNode;
      Types some;
      if (!operand(child, some)) return false;
      if (list.count == 0) {
        types = std::move(some);
      } else if (types.one == kNoNode || some.one != types.one) {
        std::vector<Index> both;
        std::set_intersection(types.begin(), types.end(), some.begin(), some.end(), std::back_inserter(both));
        if (both.empty()) {
          const auto name = [&](const Types& t) { return t.one != kNoNode ? std::string(type_names_[t.one]) : "the types before"; };
          return fault(begin, behind_, fmt::format("comparisons joined by AND speak of one object, and none can be of {} and of {}; "
                                                   "join them by OR, or write two observations [ … ] AND [ … ]",
                                                   name(types), some.one != kNoNode ? name(some) : "the types here"));
        }
        if (both.size() == 1) types = Types{both.front(), {}};
        else types = Types{kNoNode, std::move(both)};
      }
      append(list, child);
      if (!is(TokenKind::kw_and)) break;
      advance();
    }
    out = joined(PatternKind::all_of, list);
    return true;
  }

  bool operand(Index& out, Types& types) {
    if (is(TokenKind::left_parenthesis)) {
      if (!deeper() || !any_of(out, types)) return false;
      if (!take(TokenKind::right_parenthesis, "AND, OR or ) after the comparison")) return false;
      --depth_;
      return true;
    }
    return comparison(out, types);
  }

  bool comparison(Index& out, Types& types) {
    const std::uint32_t begin = token_.begin;
    bool negated = false;
    if (is(TokenKind::kw_not)) {
      advance();
      if (!is(TokenKind::kw_exists))
        return expected(v21() ? "EXISTS after NOT (elsewhere NOT stands before the operator: file:name NOT = 'a')"
                              : "an object path; NOT stands before the operator: file:name NOT = 'a'");
      negated = true;
    }
    if (is(TokenKind::kw_exists)) {
      advance();
      Index path = kNoNode;
      if (!object_path(path, types)) return false;
      out = comparison_node(begin, path, Comparison::exists, negated);
      return true;
    }
    Index path = kNoNode;
    if (!object_path(path, types)) return false;
    if (is(TokenKind::kw_not)) {
      negated = true;
      advance();
    }
    const Token word = token_;
    const Comparison operation = operation_of(word.kind);
    if (operation == Comparison::none)
      return expected(negated ? "an operator such as = or IN after NOT" : "an operator such as = or IN after the object path");
    advance();
    Children literals;
    if (operation == Comparison::in) {
      if (!set(literals)) return false;
    } else {
      if (!operation_takes(operation)) return false;
      Index one = kNoNode;
      if (!literal(one)) return false;
      append(literals, one);
    }
    out_.nodes_[path].next = literals.first;
    out = comparison_node(begin, path, operation, negated);
    return constants_fit(path, operation, literals);
  }

  Index comparison_node(std::uint32_t begin, Index path, Comparison operation, bool negated) {
    const Index node = add(PatternKind::comparison, begin, behind_);
    out_.nodes_[node].first = path;
    out_.nodes_[node].comparison = operation;
    out_.nodes_[node].negated = negated;
    return node;
  }

  static Comparison operation_of(TokenKind kind) {
    switch (kind) {
      case TokenKind::equal: return Comparison::equal;
      case TokenKind::not_equal: return Comparison::not_equal;
      case TokenKind::less: return Comparison::less;
      case TokenKind::less_equal: return Comparison::less_equal;
      case TokenKind::greater: return Comparison::greater;
      case TokenKind::greater_equal: return Comparison::greater_equal;
      case TokenKind::kw_in: return Comparison::in;
      case TokenKind::kw_like: return Comparison::like;
      case TokenKind::kw_matches: return Comparison::matches;
      case TokenKind::kw_issubset: return Comparison::is_subset;
      case TokenKind::kw_issuperset: return Comparison::is_superset;
      default: return Comparison::none;
    }
  }

  // The token at hand is a literal of the kind that the operator takes.
  bool operation_takes(Comparison operation) {
    if (is(TokenKind::bad)) return expected("");
    switch (operation) {
      case Comparison::like: return is(TokenKind::string) || expected("a string in quotes after LIKE");
      case Comparison::matches: return is(TokenKind::string) || expected("a regular expression in quotes after MATCHES");
      case Comparison::is_subset: return is(TokenKind::string) || expected("an IP address or network in quotes after ISSUBSET");
      case Comparison::is_superset: return is(TokenKind::string) || expected("an IP address or network in quotes after ISSUPERSET");
      case Comparison::less:
      case Comparison::less_equal:
      case Comparison::greater:
      case Comparison::greater_equal:
        return !is(TokenKind::boolean) || fault(token_, "true and false have no order; compare them with = or !=");
      default: return true;
    }
  }

  bool object_path(Index& out, Types& types) {
    if (!is(TokenKind::name) && !is(TokenKind::hyphen_name)) return expected("an object path such as file:name");
    out = add(PatternKind::object_path, token_);
    types.one = type_number(text(token_));
    advance();
    if (!take(TokenKind::colon, "':' between object type and property")) return false;
    Children steps;
    if (!key(steps, "a property name after ':'")) return false;
    for (;;) {
      if (is(TokenKind::dot)) {
        advance();
        if (!key(steps, "a property name after '.'")) return false;
      } else if (is(TokenKind::left_bracket)) {
        if (!list_index(steps)) return false;
      } else {
        break;
      }
    }
    out_.nodes_[out].first = steps.first;
    return true;
  }

  bool key(Children& steps, std::string_view what) {
    if (is(TokenKind::hyphen_name))
      return fault(token_, fmt::format("a property name with a hyphen stands in quotes: '{}'", text(token_).substr(0, kShown)));
    if (is(TokenKind::string)) {
      if (token_.end - token_.begin == 2) return fault(token_, "a property name has at least one character");
    } else if (!is(TokenKind::name)) {
      const bool word = token_.kind >= TokenKind::kw_and || is(TokenKind::boolean);
      if (word) return fault(token_, fmt::format("{0} is a keyword; as a property name it stands in quotes: '{0}'", text(token_)));
      return expected(what);
    }
    append(steps, add(PatternKind::key, token_));
    return advance();
  }

  bool list_index(Children& steps) {
    advance();
    if (is(TokenKind::star)) {
      append(steps, add(PatternKind::every_index, token_));
    } else if (is(TokenKind::integer)) {
      if (text(token_)[0] == '-' || text(token_)[0] == '+') return fault(token_, "a list index counts from 0, without a sign");
      if (std::string why = integer_fault(text(token_)); !why.empty()) return fault(token_, std::move(why));
      append(steps, add(PatternKind::index, token_));
    } else {
      return expected("a list index such as 0, or *, after [");
    }
    advance();
    return take(TokenKind::right_bracket, "] after the list index");
  }

  bool set(Children& literals) {
    const std::uint32_t begin = token_.begin;
    if (!take(TokenKind::left_parenthesis, "a set such as ('a', 'b') after IN")) return false;
    if (is(TokenKind::right_parenthesis)) {
      advance();
      note(begin, behind_, "a set without members matches nothing");
      return true;
    }
    for (;;) {
      const Token token = token_;
      Index member = kNoNode;
      if (!literal(member)) return false;
      append(literals, member);
      const PatternKind kind = out_.nodes_[literals.first].kind;
      if (out_.nodes_[member].kind != kind) {
        return fault(token, fmt::format("the members of a set are constants of one kind; the first is {}, this one {}", name_of(kind),
                                        name_of(out_.nodes_[member].kind)));
      }
      if (is(TokenKind::right_parenthesis)) return advance();
      if (!take(TokenKind::comma, "',' or ) after a member of the set")) return false;
    }
  }

  static std::string_view name_of(PatternKind kind) {
    switch (kind) {
      case PatternKind::string: return "a string";
      case PatternKind::integer: return "an integer";
      case PatternKind::real: return "a number with a fraction";
      case PatternKind::boolean: return "a boolean";
      case PatternKind::hex: return "hexadecimal";
      case PatternKind::binary: return "base64";
      default: return "a timestamp";
    }
  }

  bool literal(Index& out) {
    PatternKind kind = PatternKind::string;
    std::string why;
    switch (token_.kind) {
      case TokenKind::string: break;
      case TokenKind::boolean: kind = PatternKind::boolean; break;
      case TokenKind::binary: kind = PatternKind::binary; break;
      case TokenKind::timestamp: kind = PatternKind::timestamp; break;
      case TokenKind::hex:
        kind = PatternKind::hex;
        if (text(token_).find_first_of("ABCDEF") != std::string_view::npos)
          note(token_, "hexadecimal digits are written in small letters (§9.2)");
        break;
      case TokenKind::integer:
        kind = PatternKind::integer;
        why = integer_fault(text(token_));
        break;
      case TokenKind::real:
        kind = PatternKind::real;
        why = real_fault(text(token_));
        break;
      case TokenKind::name:
      case TokenKind::hyphen_name:
        return expected("a constant (a string stands in quotes: 'text')");
      default: return expected("a constant such as 'text', 12, true, h'ffd8', b'AAE=' or t'2026-01-31T12:00:00Z'");
    }
    if (!why.empty()) return fault(token_, std::move(why));
    if (text(token_)[0] == '+') note(token_, "a positive number is written without + (§9.2)");
    out = add(kind, token_);
    return advance();
  }

  // Rules that need path and constants together.
  bool constants_fit(Index path, Comparison operation, const Children& literals) {
    if (operation == Comparison::is_subset || operation == Comparison::is_superset) {
      const PatternNode& network = out_.nodes_[literals.first];
      const std::string type = out_.value(path);
      if (std::string why = network_fault(out_.value(literals.first), type); !why.empty())
        return fault(network.begin, network.end, std::move(why));
      const Index step = out_.nodes_[path].first;
      Index last = step;
      while (out_.nodes_[last].next != kNoNode) last = out_.nodes_[last].next;
      if (out_.nodes_[last].kind != PatternKind::key || out_.value(last) != "value")
        note(out_.nodes_[path].begin, out_.nodes_[last].end, "ISSUBSET and ISSUPERSET speak of the value of an ipv4-addr or ipv6-addr");
      return true;
    }
    if (operation == Comparison::matches) return regex_fits(path, literals.first);
    if (operation != Comparison::equal && operation != Comparison::not_equal && operation != Comparison::in) return true;
    bool hashes = false;
    Index last = kNoNode;
    for (Index step = out_.nodes_[path].first; step != kNoNode; step = out_.nodes_[step].next) {
      if (last != kNoNode && out_.nodes_[last].kind == PatternKind::key && raw(last) == "hashes") hashes = true;
      else if (last != kNoNode) hashes = false;
      last = step;
    }
    if (!hashes || out_.nodes_[last].kind != PatternKind::key) return true;
    const std::string algorithm = out_.value(last);
    for (Index literal = literals.first; literal != kNoNode; literal = out_.nodes_[literal].next) {
      const PatternNode& one = out_.nodes_[literal];
      if (one.kind != PatternKind::string) continue;
      if (std::string why = hash_fault(algorithm, raw(literal)); !why.empty()) return fault(one.begin, one.end, std::move(why));
    }
    return true;
  }

  bool regex_fits(Index path, Index literal) {
    if (limits_.max_regexes == 0) return true;
    if (regexes_++ >= limits_.max_regexes) {
      if (regexes_ == limits_.max_regexes + 1)
        note(out_.nodes_[literal].begin, out_.nodes_[literal].end,
             fmt::format("from here on regular expressions are not compiled: only the first {} are", limits_.max_regexes));
      return true;
    }
    std::string property;  // the last name of the path
    for (Index step = out_.nodes_[path].first; step != kNoNode; step = out_.nodes_[step].next)
      if (out_.nodes_[step].kind == PatternKind::key) property = raw(step);
    const auto why = regex_fault(out_.value(literal), property.ends_with("_bin") || property.ends_with("_hex"));
    if (!why) return true;
    // From a byte of the string's value to its byte in the text, past quote and escapes.
    std::size_t at = out_.nodes_[literal].begin + 1;
    for (std::size_t i = 0; i < why->at; ++i) at += out_.text_[at] == '\\' ? 2 : 1;
    return fault(at, out_.nodes_[literal].end - (at + 1 < out_.nodes_[literal].end ? 1 : 0), why->message);
  }

  // A token's text without quotes, escapes as they stand.
  std::string_view raw(Index index) const {
    const PatternNode& node = out_.nodes_[index];
    std::string_view inside = std::string_view(out_.text_).substr(node.begin, node.end - node.begin);
    if (inside.front() == '\'') inside = inside.substr(1, inside.size() - 2);
    return inside;
  }

  Index type_number(std::string_view name) {
    if (!type_names_.empty() && type_names_.back() == name) return static_cast<Index>(type_names_.size() - 1);
    constexpr std::size_t kFew = 8;  // looked through one by one; beyond that, a table
    if (type_names_.size() <= kFew) {
      const auto found = std::ranges::find(type_names_, name);
      if (found != type_names_.end()) return static_cast<Index>(found - type_names_.begin());
    } else {
      for (std::size_t i = type_table_.size(); i < type_names_.size(); ++i) type_table_.emplace(type_names_[i], static_cast<Index>(i));
      if (const auto found = type_table_.find(name); found != type_table_.end()) return found->second;
    }
    type_names_.push_back(name);
    return static_cast<Index>(type_names_.size() - 1);
  }

  PatternLimits limits_;
  Pattern out_;
  PatternLexer lexer_;
  Token token_;
  std::uint32_t behind_ = 0;  // where the token before the one at hand ends
  std::uint32_t depth_ = 0;
  std::uint32_t regexes_ = 0;  // operands of MATCHES so far
  PatternError error_;
  std::vector<std::string_view> type_names_;
  std::unordered_map<std::string_view, Index> type_table_;
};

tl::expected<Pattern, PatternError> parse_pattern(std::string_view text, PatternVersion version, PatternLimits limits) {
  return PatternParser(text, version, limits).parse();
}

Error to_error(const PatternError& error) {
  return Error{Code::invalid, error.message, fmt::format("line {}, column {}", error.line, error.column)};
}

}  // namespace comity::stix
