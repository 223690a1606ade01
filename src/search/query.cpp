#include "search/query.hpp"

#include <fmt/format.h>
#include <unicode/ustring.h>

#include <array>
#include <charconv>

#include "search/parts.hpp"
#include "stix/object.hpp"

namespace comity::search {
namespace {

using shelf::Filter;

bool space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// A date, or its beginning, as the time it starts and the time it has passed.
struct Span {
  Time from, until;
};
std::optional<Span> span_of(std::string_view text) {
  const auto start = [](int year, int month) { return parse_time(fmt::format("{:04}-{:02}-01", year, month)); };
  int year = 0, month = 0;
  const auto read = [&](std::string_view digits, int& out) {
    const auto end = digits.data() + digits.size();
    const auto at = std::from_chars(digits.data(), end, out);
    return at.ec == std::errc() && at.ptr == end && digits.front() >= '0' && digits.front() <= '9';
  };
  if (text.size() == 4 && read(text, year)) {
    const auto from = start(year, 1), until = start(year + 1, 1);
    if (from && until) return Span{*from, *until};
    return std::nullopt;
  }
  if (text.size() == 7 && text[4] == '-' && read(text.substr(0, 4), year) && read(text.substr(5), month) && month >= 1 && month <= 12) {
    const auto from = start(year, month), until = month == 12 ? start(year + 1, 1) : start(year, month + 1);
    if (from && until) return Span{*from, *until};
    return std::nullopt;
  }
  const auto at = parse_time(text);
  if (!at) return std::nullopt;
  constexpr std::int64_t kDay = 86'400'000'000;
  return Span{*at, {at->us + (text.size() == 10 ? kDay : 1)}};
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Result<Query> run() {
    Query out;
    TRY(out.root, any(0));
    skip();
    if (at_ < text_.size()) return wrong("there is a ')' too many; take it out, or put it in quotes");
    out.versions = versions_;
    return out;
  }

 private:
  tl::unexpected<Error> wrong(std::string message, std::optional<std::size_t> at = {}) const {
    std::size_t character = 1;
    for (std::size_t i = 0; i < at.value_or(at_) && i < text_.size(); ++i)
      character += (static_cast<unsigned char>(text_[i]) & 0xC0) != 0x80;
    return fail(Code::invalid, std::move(message), fmt::format("character {} of the query", character));
  }
  void skip() {
    while (at_ < text_.size() && space(text_[at_])) ++at_;
  }
  bool at_or() const {
    return text_.substr(at_).starts_with("OR") && (at_ + 2 == text_.size() || space(text_[at_ + 2]) || text_[at_ + 2] == '(' || text_[at_ + 2] == ')');
  }

  Result<Clause> any(int depth) {
    if (depth > kDeepest) return wrong("there are too many parentheses in each other; ask more simply");
    std::vector<Clause> choices;
    while (true) {
      TRY(Clause one, all(depth));
      choices.push_back(std::move(one));
      skip();
      if (at_ >= text_.size() || !at_or()) break;
      at_ += 2;
    }
    if (choices.size() == 1) return std::move(choices.front());
    for (const Clause& choice : choices)
      if (choice.kind == Clause::Kind::all && choice.parts.empty())
        return wrong("'version:' is about the whole query; write it beside something to look for, not as a choice");
    Clause out;
    out.kind = Clause::Kind::any;
    out.parts = std::move(choices);
    return out;
  }

  Result<Clause> all(int depth) {
    Clause out;
    const std::size_t start = at_;
    while (true) {
      skip();
      if (at_ >= text_.size() || text_[at_] == ')' || at_or()) break;
      bool without = false;
      if (text_[at_] == '-') {
        without = true;
        ++at_;
        if (at_ >= text_.size() || space(text_[at_])) return wrong("put '-' right before what is not to occur, or in quotes");
      }
      TRY(Clause one, unit(depth, without));
      if (without) {
        Clause none;
        none.kind = Clause::Kind::none;
        none.parts.push_back(std::move(one));
        out.parts.push_back(std::move(none));
      } else if (!nothing_) {
        out.parts.push_back(std::move(one));
      }
      nothing_ = false;
    }
    if (out.parts.empty() && !said_versions_) return wrong("something to look for is missing here", start);
    if (out.parts.size() == 1) return std::move(out.parts.front());
    return out;
  }

  Result<Clause> unit(int depth, bool without) {
    if (text_[at_] == '(') {
      const std::size_t opened = at_++;
      TRY(Clause inner, any(depth + 1));
      skip();
      if (at_ >= text_.size()) return wrong("this '(' has no ')'; close it, or put it in quotes", opened);
      ++at_;
      return inner;
    }
    if (text_[at_] == '"') {
      const std::size_t start = at_;
      TRY(const std::string_view inside, quoted());
      return phrase(inside, false, start);
    }
    const std::size_t start = at_;
    while (at_ < text_.size() && !space(text_[at_]) && text_[at_] != '"' && text_[at_] != ')' && text_[at_] != '(') {
      if (text_[at_] == ':') {
        if (const auto* field = field_named(text_.substr(start, at_ - start))) {
          ++at_;
          return in_field(*field, start, depth, without);
        }
      }
      ++at_;
    }
    // A parenthesis inside a word belongs to it: "1(.)2".
    while (at_ < text_.size() && (text_[at_] == '(' || (text_[at_] == ')' && balanced(start)))) {
      ++at_;
      while (at_ < text_.size() && !space(text_[at_]) && text_[at_] != '"' && text_[at_] != ')' && text_[at_] != '(') ++at_;
    }
    std::string_view word = text_.substr(start, at_ - start);
    const bool beginning = word.size() > 1 && word.ends_with('*');
    if (beginning) word.remove_suffix(1);
    return phrase(word, beginning, start);
  }

  // Of what was read since `start`, more was opened than closed.
  bool balanced(std::size_t start) const {
    int open = 0;
    for (std::size_t i = start; i < at_; ++i) open += text_[i] == '(' ? 1 : text_[i] == ')' ? -1 : 0;
    return open > 0;
  }

  Result<std::string_view> quoted() {
    const std::size_t opened = at_++;
    const std::size_t end = text_.find('"', at_);
    if (end == std::string_view::npos) return wrong("this '\"' has no second one; close it", opened);
    const std::string_view inside = text_.substr(at_, end - at_);
    at_ = end + 1;
    return inside;
  }

  Result<Clause> phrase(std::string_view text, bool beginning, std::size_t start) {
    Clause out;
    out.kind = Clause::Kind::phrase;
    bool first = true;
    for (const Part& part : splitter_.split(text)) {
      out.phrase.parts.push_back({std::string(part.text), part.tight && !first, part.single});
      first = false;
    }
    if (out.phrase.parts.empty()) return wrong("there is no letter or digit in this; look for words", start);
    const Phrase::One& last = out.phrase.parts.back();
    // A character of a script without spaces is found wherever it stands, so that it needs no star.
    out.phrase.beginning = beginning && !last.single;
    std::size_t letters = 0;
    for (const char c : last.text) letters += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    if (out.phrase.beginning && letters < 2) return wrong("a beginning has at least two letters; write more before the '*'", start);
    if (!beginning && stix::is_identifier(text)) out.phrase.id = text;
    asked_ += out.phrase.parts.size();
    if (asked_ > kMostAsked) return wrong(fmt::format("a query has at most {} words; leave some out", kMostAsked), start);
    return out;
  }

  using Fill = bool (*)(std::string_view value, Filter& field);
  struct Field {
    std::string_view name;
    Fill fill;               // null: the versions
    std::string_view wants;
  };
  static const Field* field_named(std::string_view name);

  Result<Clause> in_field(const Field& field, std::size_t start, int depth, bool without) {
    std::string_view value;
    if (at_ < text_.size() && text_[at_] == '"') {
      TRY(value, quoted());
    } else {
      const std::size_t begin = at_;
      while (at_ < text_.size() && !space(text_[at_]) && text_[at_] != ')' && text_[at_] != '(' && text_[at_] != '"') ++at_;
      value = text_.substr(begin, at_ - begin);
    }
    if (++asked_ > kMostAsked) return wrong(fmt::format("a query has at most {} words; leave some out", kMostAsked), start);
    Clause out;
    out.kind = Clause::Kind::field;
    if (field.fill == nullptr) return take_versions(value, start, depth, without);
    if (value.empty() || !field.fill(value, out.field))
      return wrong(fmt::format("after '{}:' comes {}; to look for the word itself, put it in quotes", field.name, field.wants), start);
    return out;
  }

  // Of the query as a whole: it has no truth of its own.
  Result<Clause> take_versions(std::string_view value, std::size_t start, int depth, bool without) {
    if (depth > 0 || without) return wrong("'version:' is about the whole query; write it outside of parentheses and without '-'", start);
    if (!versions_) versions_.emplace();
    if (value == "all") versions_->all = true;
    else if (value == "first") versions_->first = true;
    else if (value == "last") versions_->last = true;
    else if (const auto at = parse_time(value); at && value.size() > 10) versions_->at.insert(at->us);
    else return wrong("after 'version:' comes all, first, last, or the time of one: version:2026-01-31T12:00:00Z", start);
    nothing_ = said_versions_ = true;
    return Clause{};
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t asked_ = 0;
  std::optional<shelf::Versions> versions_;
  bool nothing_ = false, said_versions_ = false;
  Splitter splitter_;
};

bool put(std::set<std::string>& into, std::string_view value) { return into.emplace(value).second; }

const Parser::Field* Parser::field_named(std::string_view name) {
  static constexpr std::array kFields{
      Field{"type", [](std::string_view v, Filter& f) { return put(f.types, v); }, "a STIX type: type:report"},
      Field{"from", [](std::string_view v, Filter& f) { return put(f.originators, v); }, "a party or an agency: from:NZL or from:NZL.GCSB"},
      Field{"level", [](std::string_view v, Filter& f) { return put(f.levels, v); }, "a scheme and a word of it: level:\"NZL:SECRET\""},
      Field{"topic", [](std::string_view v, Filter& f) { return put(f.topics, v); }, "a topic: topic:cyber"},
      Field{"agreement", [](std::string_view v, Filter& f) { return put(f.agreements, v); }, "an agreement's name: agreement:JPN-NZL"},
      Field{"id", [](std::string_view v, Filter& f) { return stix::is_identifier(v) && put(f.ids, v); }, "a STIX id"},
      Field{"refs", [](std::string_view v, Filter& f) { return stix::is_identifier(v) && put(f.references, v); },
            "the STIX id of what is referred to"},
      Field{"before",
            [](std::string_view v, Filter& f) {
              const auto span = span_of(v);
              if (span) f.until = span->from;
              return span.has_value();
            },
            "a date, a month, a year or a time: before:2026-02"},
      Field{"after",
            [](std::string_view v, Filter& f) {
              const auto span = span_of(v);
              if (span) f.from = span->until;
              return span.has_value();
            },
            "a date, a month, a year or a time: after:2026-01-31"},
      Field{"since",
            [](std::string_view v, Filter& f) {
              const auto span = span_of(v);
              if (span) f.from = span->from;
              return span.has_value();
            },
            "a date, a month, a year or a time: since:2026"},
      Field{"version", nullptr, ""},
  };
  for (const Field& field : kFields)
    if (field.name == name) return &field;
  return nullptr;
}

bool utf8(std::string_view text) {
  UErrorCode error = U_ZERO_ERROR;
  std::int32_t length = 0;
  u_strFromUTF8(nullptr, 0, &length, text.data(), static_cast<std::int32_t>(text.size()), &error);
  return error != U_INVALID_CHAR_FOUND;
}

}  // namespace

Result<Query> parse_query(std::string_view text) {
  if (text.size() > kLongestQuery) return fail(Code::invalid, fmt::format("a query has at most {} bytes; shorten it", kLongestQuery), "query");
  if (!utf8(text)) return fail(Code::invalid, "the query is not UTF-8; encode it so", "query");
  return Parser(text).run();
}

}  // namespace comity::search
