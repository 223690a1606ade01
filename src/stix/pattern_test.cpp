#include "stix/pattern.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "stix/object.hpp"
#include "stix/shared_data_test.hpp"

namespace comity::stix {
namespace {

// What every pattern that can be read keeps to.
void expect_stable(const Pattern& pattern) {
  const std::string text = to_string(pattern);
  const std::string shown = pattern.text().substr(0, 200) + " -> " + text.substr(0, 200);
  const auto again = parse_pattern(text, pattern.version(), {.max_bytes = 1 << 22});  // spaces make canonical text longer
  ASSERT_TRUE(again) << shown << ": " << again.error().message;
  EXPECT_TRUE(*again == pattern) << shown;
  EXPECT_TRUE(to_string(*again) == text) << shown;
  EXPECT_EQ(types_in(*again), types_in(pattern));
}

void expect_in_text(const PatternError& error, std::string_view text) {
  EXPECT_LE(error.offset, text.size()) << text;
  EXPECT_LE(error.offset + error.length, text.size()) << text;
  EXPECT_GE(error.line, 1u);
  EXPECT_GE(error.column, 1u);
  EXPECT_FALSE(error.message.empty()) << text;
}

TEST(Pattern, AgreesWithTheVectors) {
  std::ifstream file(COMITY_SOURCE_DIR "/docs/format/vectors/pattern.jsonl");
  ASSERT_TRUE(file);
  int rows = 0;
  for (std::string line; std::getline(file, line); ++rows) {
    const nlohmann::json row = nlohmann::json::parse(line);
    const std::string text = row.at("pattern").get<std::string>();
    const auto pattern = parse_pattern(text, row.at("version") == "2.0" ? PatternVersion::v20 : PatternVersion::v21,
                                       {.max_regexes = row.value("compile", false) ? 8u : 0u});
    EXPECT_EQ(pattern.has_value(), row.at("valid").get<bool>()) << line << (pattern ? "" : pattern.error().message);
    if (!pattern) {
      EXPECT_EQ(pattern.error().offset, row.value("offset", 0xffffffffu)) << line << ": " << pattern.error().message;
      expect_in_text(pattern.error(), text);
      continue;
    }
    EXPECT_EQ(to_string(*pattern), row.value("canonical", text)) << line;
    if (row.contains("types")) {
      EXPECT_EQ(types_in(*pattern), row["types"].get<std::vector<std::string>>()) << line;
    }
    expect_stable(*pattern);
  }
  EXPECT_GE(rows, 100);
}

struct Refused {
  std::string_view text;     // with | where the error is placed
  std::string_view message;  // a part of what is said
  PatternVersion version = PatternVersion::v21;
};

TEST(Pattern, SaysWhatWasExpectedWhere) {
  const Refused cases[] = {
      {"|", "expected [ or ( to begin an observation, but the pattern ends here"},
      {"|{}", "'{' may stand in a string only"},
      {"[file:name |'a']", "expected an operator such as = or IN after the object path, found 'a'"},
      {"[file:name |LIKES 'a']", "operator such as = or IN"},
      {"[file:name |like 'a%']", "keywords are written in capitals: LIKE"},
      {"[file:name NOT |'a']", "operator such as = or IN after NOT"},
      {"[file:name = |]", "expected a constant such as 'text'"},
      {"[file:name = |abc]", "a string stands in quotes"},
      {"[file:name = |(1)]", "expected a constant"},
      {"[file:name = |NOT]", "expected a constant"},
      {"[|'file':name = 1]", "an object path such as file:name"},
      {"[file|/name = 1]", "'/' may stand in a string only"},
      {"[file|]", "':' between object type and property"},
      {"[file:|5 = 1]", "a property name after ':'"},
      {"[file:name.|= 1]", "a property name after '.'"},
      {"[file:name.|true = 1]", "true is a keyword"},
      {"[file:name.|LAST = 1]", "LAST is a keyword; as a property name it stands in quotes: 'LAST'"},
      {"[file:name.|ntfs-ext = 1]", "stands in quotes: 'ntfs-ext'"},
      {"[file:name[|x] = 1]", "a list index such as 0, or *"},
      {"[file:name[0|= 1]", "] after the list index"},
      {"[file:name[|+1] = 1]", "counts from 0, without a sign"},
      {"[file:name[|1.5] = 1]", "a list index such as 0"},
      {"[file:name[|99999999999999999999] = 1]", "an integer lies between"},
      {"[file:name = |'abc]", "not closed with '"},
      {"[file:name = 'a|\\n']", "a backslash stands before ' or another backslash only"},
      {"[file:name = 'a|\\", "a backslash stands before"},
      {"[file:name = |h'zz']", "an even number of the digits"},
      {"[file:name = |h'00]", "this constant is not closed"},
      {"[file:name = |b'====']", "base64"},
      {"[file:name = |b'AAE']", "base64"},
      {"[file:name = |t'2026-13-01T00:00:00Z']", "a day and time that exist"},
      {"[file:name = |t'2026-01-31T24:00:00Z']", "a day and time that exist"},
      {"[file:name = |t'2026-01-31T12:00:61Z']", "a day and time that exist"},
      {"[file:name = |t'2026-01-31t12:00:00z']", "a timestamp is written"},
      {"[file:name = |t'2026-01-31']", "a timestamp is written"},
      {"[file:size = |-]", "'-' may stand in a string only"},
      {"[file:size = |12px]", "without exponent or unit"},
      {"[file:size = |1.]", "without exponent or unit"},
      {"[file:size = 1.2|.3]", "AND, OR or ] after the comparison"},
      {"[file:size = |-9007199254740992]", "an integer lies between"},
      {"[file:size = |00]", "leading zeros"},
      {"[file:size = 1 |XOR file:size = 2]", "expected AND, OR or ] after the comparison, found XOR"},
      {"[file:size = 1 AND |]", "an object path such as file:name"},
      {"[file:size = 1 AND NOT|]", "expected EXISTS after NOT"},
      {"[(file:size = 1|]", "AND, OR or ) after the comparison"},
      {"[file:size = 1|)]", "AND, OR or ] after the comparison"},
      {"[NOT |(file:size = 1)]", "NOT stands before the operator"},
      {"[file:size |~ 1]", "'~' may stand in a string only"},
      {"[file:size |! 1]", "write != or NOT"},
      {"[file:size = 1 ||| file:size = 2]", "write OR"},
      {"[file:size IN |1]", "a set such as ('a', 'b') after IN"},
      {"[file:size IN (1|", "',' or ) after a member of the set"},
      {"[file:size IN (1, |2.5)]", "the first is an integer, this one a number with a fraction"},
      {"[file:size IN (h'00', |b'AA==')]", "the first is hexadecimal, this one base64"},
      {"[file:name LIKE |h'00']", "a string in quotes after LIKE"},
      {"[file:name MATCHES |/a/]", "may stand in a string only"},
      {"[file:name MATCHES |5]", "a regular expression in quotes after MATCHES"},
      {"[file:name MATCHES 'x[a|']", "not a regular expression of PCRE: missing terminating ]"},
      {"[file:name MATCHES '\\\\d(?<n>a)(?<n>|b)']", "not a regular expression of PCRE: two named subpatterns have the same name"},
      {"[ipv4-addr:value ISSUBSET |1]", "an IP address or network in quotes after ISSUBSET"},
      {"[ipv4-addr:value ISSUBSET |'10.0.0.0/08']", "ipv4-addr is compared with an IPv4 address"},
      {"[ipv4-addr:value ISSUBSET |'10.0.0']", "ipv4-addr is compared with an IPv4 address"},
      {"[ipv6-addr:value ISSUBSET |'10.0.0.0/8']", "ipv6-addr is compared with an IPv6 address"},
      {"[ipv6-addr:value ISSUPERSET |'::/129']", "ipv6-addr is compared with an IPv6 address"},
      {"[x-host:ip ISSUBSET |'']", "take an IP address or network"},
      {"[file:hashes.MD5 IN ('00000000000000000000000000000000', |'0')]", "a hash of MD5 has 32 hexadecimal digits"},
      {"[file:hashes.'sha-1' != |'x']", "a hash of sha-1 has 40 hexadecimal digits"},
      {"[file:a = 1 AND |url:b = 1]", "none can be of file and of url"},
      {"[file:a = 1 AND (file:a = 2 OR url:b = 1) AND |url:b = 1]", "none can be of file and of url"},
      {"[file:a = 1] |within 5 SECONDS", "keywords are written in capitals: WITHIN"},
      {"[file:a = 1] WITHIN |x SECONDS", "a number of seconds after WITHIN"},
      {"[file:a = 1] WITHIN 5|", "SECONDS, the only unit"},
      {"[file:a = 1] WITHIN |0.00 SECONDS", "more than 0 seconds"},
      {"[file:a = 1] REPEATS |'5' TIMES", "an integer after REPEATS"},
      {"[file:a = 1] REPEATS 5 |SECONDS", "TIMES after REPEATS"},
      {"[file:a = 1] REPEATS |-1 TIMES", "REPEATS takes 1 or more"},
      {"[file:a = 1] REPEATS 2 TIMES WITHIN 5 SECONDS |REPEATS 2 TIMES", "one REPEATS at most"},
      {"[file:a = 1] START |5", "a timestamp t'…' after START"},
      {"[file:a = 1] START t'2026-01-01T00:00:00Z' |AND", "STOP after START"},
      {"[file:a = 1] START t'2026-01-01T00:00:00Z' STOP |t'2026-01-01T00:00:00.000Z'", "STOP is a time after that of START"},
      {"[file:a = 1] START |'2026-01-01T00:00:00Z'", "put t before the quote"},
      {"[file:a = 1] START |'2026-02-30T00:00:00Z'", "a time such as '2026-01-31T12:00:00Z'", PatternVersion::v20},
      {"[file:a = 1] START |'2026-01-01T00:00:00+00:00'", "in UTC", PatternVersion::v20},
      {"[NOT |EXISTS file:a]", "an object path", PatternVersion::v20},
      {"[file:a = 1] |STOP", "a qualifier or the end of the pattern"},
      {"([file:a = 1] |]", "a qualifier or ) after the observation"},
      {"|)", "[ or ( to begin an observation"},
      {"[file:a = 1]|\x01", "control character 0x01"},
      {"[file:a = 1] |/* open", "not closed with */"},
  };
  for (const Refused& one : cases) {
    const std::size_t at = one.text.find('|');
    ASSERT_NE(at, std::string_view::npos) << one.text;
    const std::string text = std::string(one.text.substr(0, at)) + std::string(one.text.substr(at + 1));
    const auto pattern = parse_pattern(text, one.version, {.max_regexes = 8});
    ASSERT_FALSE(pattern) << text;
    EXPECT_EQ(pattern.error().offset, at) << text << ": " << pattern.error().message;
    EXPECT_NE(pattern.error().message.find(one.message), std::string::npos) << text << ": " << pattern.error().message;
    expect_in_text(pattern.error(), text);
  }
}

TEST(Pattern, PlacesAreLinesAndCodePoints) {
  const auto pattern = parse_pattern("[file:name = 'a'\n OR file:name = 'é' ? ]");
  ASSERT_FALSE(pattern);
  EXPECT_EQ(pattern.error().line, 2u);
  EXPECT_EQ(pattern.error().column, 21u);
  EXPECT_EQ(pattern.error().offset, 38u);
  const Error error = to_error(pattern.error());
  EXPECT_EQ(error.code, Code::invalid);
  EXPECT_EQ(error.where, "line 2, column 21");
  const auto bytes = parse_pattern("[file:name = '\xff']");
  ASSERT_FALSE(bytes);
  EXPECT_EQ(bytes.error().message, "a pattern is UTF-8");
}

// The shapes that STIX 2.1 §9.8 shows, with names and numbers of our own.
TEST(Pattern, ReadsWhatTheSpecificationShows) {
  const std::string_view cases[] = {
      "[file:hashes.'SHA-256' = '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef']",
      "[email-message:from_ref.value MATCHES '.+\\\\@mail\\\\.test$' AND email-message:body_multipart[*].body_raw_ref.name MATCHES '^Budget.+\\\\.scr$']",
      "[file:hashes.MD5 = '0123456789abcdef0123456789abcdef' AND file:mime_type = 'application/zip']",
      "[file:hashes.MD5 = '0123456789abcdef0123456789abcdef' OR file:hashes.'SHA-1' = '0123456789abcdef0123456789abcdef01234567'] AND [file:size = 7]",
      "([file:name = 'a.dll'] FOLLOWEDBY [windows-registry-key:key = 'HKEY_CURRENT_USER\\\\a\\\\b']) WITHIN 60 SECONDS",
      "[user-account:account_type = 'unix' AND user-account:user_id = '12'] AND [user-account:user_id = '13'] AND [user-account:user_id = '14']",
      "[artifact:mime_type = 'application/vnd.tcpdump.pcap' AND artifact:payload_bin MATCHES '\\\\xff\\\\x00\\\\x01']",
      "[file:name = 'a.sys' AND file:parent_directory_ref.path = 'D:\\\\Data']",
      "[file:extensions.'windows-pebinary-ext'.sections[*].entropy > 6.5]",
      "[file:mime_type = 'image/png' AND file:magic_number_hex = h'89504e47']",
      "[network-traffic:dst_ref.type = 'ipv6-addr' AND network-traffic:dst_ref.value = '2001:db8::7']",
      "[network-traffic:dst_ref.type = 'domain-name' AND network-traffic:dst_ref.value = 'c2.test'] REPEATS 4 TIMES WITHIN 900 SECONDS",
      "[domain-name:value = 'a.test' AND domain-name:resolves_to_refs[*].value = '203.0.113.4/32']",
      "[url:value = 'http://a.test/x' OR url:value = 'http://a.test/y']",
      "[x509-certificate:issuer = 'CN=A' AND x509-certificate:serial_number = '01:02:03']",
      "[windows-registry-key:key = 'HKEY_LOCAL_MACHINE\\\\Software\\\\A' OR windows-registry-key:key = 'HKEY_LOCAL_MACHINE\\\\Software\\\\B_1']",
      "[(file:name = 'a.pif' OR file:size = 99) AND file:created = t'2025-12-31T23:59:59Z']",
      "[email-message:sender_ref.value = 'a@mail.test' AND email-message:subject = 'Minutes']",
      "[x-drive:disk.serial_number = '42']",
      "[process:command_line MATCHES '^.+ -s$'] FOLLOWEDBY [process:command_line MATCHES'^.+ -r$'] WITHIN 30 SECONDS",
      "[network-traffic:dst_ref.value ISSUBSET '2001:0db8:0000:0000:0000:0000:0000:0000/64']",
      "([file:name = 'a.dll'] AND [mutex:name = 'm']) OR [process:image_ref.name = 'p' OR process:image_ref.name = 'q']",
      "[ipv4-addr:value = '192.0.2.1/32' OR ipv6-addr:value = '2001:db8::1/128'] REPEATS 5 TIMES",
  };
  for (const std::string_view text : cases)
    for (const PatternVersion version : {PatternVersion::v20, PatternVersion::v21}) {
      const auto pattern = parse_pattern(text, version);
      ASSERT_TRUE(pattern) << text << ": " << pattern.error().message;
      EXPECT_TRUE(pattern->notes().empty()) << text << ": " << pattern->notes().front().message;
      expect_stable(*pattern);
    }
}

TEST(Pattern, TheTreeSaysWhatIsMeant) {
  const auto pattern = parse_pattern("([a:b[2].'c-d'[*] NOT IN ('x','it\\'s')] AND [e-f:g = h'4A4b']) WITHIN +1.5 SECONDS OR [EXISTS i:j]");
  ASSERT_TRUE(pattern);
  std::string shape;
  const auto walk = [&](const auto& self, std::uint32_t index) -> void {
    const PatternNode& node = pattern->node(index);
    shape += fmt::format("{}", static_cast<int>(node.kind));
    if (node.first == kNoNode) {
      shape += "=" + pattern->value(index);
      return;
    }
    shape += "(";
    for (std::uint32_t child = node.first; child != kNoNode; child = pattern->node(child).next) {
      if (child != node.first) shape += " ";
      self(self, child);
    }
    shape += ")";
  };
  walk(walk, pattern->root());
  const auto k = [](PatternKind kind) { return static_cast<int>(kind); };
  using enum PatternKind;
  const std::string path = fmt::format("{}({}=b {}=2 {}=c-d {}=*)", k(object_path), k(key), k(index), k(key), k(every_index));
  EXPECT_EQ(shape, fmt::format("{}({}({}({}({}({} {}=x {}=it's)) {}({}({}({}=g) {}=JK))) {}({}=1.5)) {}({}({}({}=j))))", k(or_observations),
                               k(qualified), k(and_observations), k(observation), k(comparison), path, k(string), k(string), k(observation),
                               k(comparison), k(object_path), k(key), k(hex), k(within), k(real), k(observation), k(comparison),
                               k(object_path), k(key)));
  EXPECT_EQ(types_in(*pattern), (std::vector<std::string>{"a", "e-f", "i"}));
  EXPECT_EQ(pattern->notes().size(), 2u);  // capitals in hexadecimal, the plus sign
  EXPECT_EQ(to_string(*pattern), "([a:b[2].'c-d'[*] NOT IN ('x', 'it\\'s')] AND [e-f:g = h'4a4b']) WITHIN 1.5 SECONDS OR [EXISTS i:j]");
}

TEST(Pattern, TreesDifferWhereMeaningDoes) {
  const std::string_view texts[] = {"[a:b = 1]",         "[a:b = 1.0]",         "[a:b = '1']",       "[a:b NOT = 1]",      "[a:b != 1]",
                                    "[a:b IN (1)]",      "[a:b IN (1, 1)]",     "[a:b[1] = 1]",      "[a:b[*] = 1]",       "[a:b.'1' = 1]",
                                    "[a-:b = 1]",        "[EXISTS a:b]",        "[NOT EXISTS a:b]",  "[a:b = h'31']",      "[a:b = b'MQ==']",
                                    "[a:b = 1 OR a:b = 1]", "[a:b = 1] OR [a:b = 1]", "[a:b = 1] REPEATS 1 TIMES", "[a:b = 1] WITHIN 1 SECONDS"};
  for (const std::string_view one : texts)
    for (const std::string_view two : texts) {
      const auto a = parse_pattern(one), b = parse_pattern(two);
      ASSERT_TRUE(a && b);
      EXPECT_EQ(*a == *b, one == two) << one << " / " << two;
    }
}

TEST(Pattern, IsBoundedInDepthAndSize) {
  const auto nested = [](int depth, std::string_view inner) { return std::string(depth, '(') + std::string(inner) + std::string(depth, ')'); };
  const auto within = parse_pattern(nested(64, "[a:b = 1]"));
  ASSERT_TRUE(within);
  EXPECT_EQ(to_string(*within), "[a:b = 1]");
  for (const std::string& text : {nested(65, "[a:b = 1]"), "[" + nested(65, "a:b = 1") + "]", nested(40, "[" + nested(40, "a:b = 1") + "]"),
                                  std::string(500'000, '('), "[" + std::string(500'000, '(')}) {
    const auto pattern = parse_pattern(text);
    ASSERT_FALSE(pattern);
    EXPECT_NE(pattern.error().message.find("64 deep"), std::string::npos);
  }
  const auto long_text = parse_pattern(std::string((1 << 20) + 1, ' '));
  ASSERT_FALSE(long_text);
  EXPECT_NE(long_text.error().message.find("1048576 bytes"), std::string::npos);
}

// Rows are loops, and none costs more than its length.
TEST(Pattern, ReadsLongRows) {
  const auto filled = [](std::string begin, const std::function<std::string(int)>& item, const std::string& end) {
    for (int i = 0; begin.size() < (1 << 18); ++i) begin += item(i);
    return begin + end;
  };
  const std::string texts[] = {
      filled("[a:b = 1", [](int) { return " OR a:b = 1"; }, "]"),
      filled("[a:b = 1", [](int i) { return fmt::format(" OR a{}:b = 1", i); }, "]"),
      filled("[a:b = 1", [](int) { return " AND a:b = 1"; }, "]"),
      filled("[a:b = 1", [](int) { return " AND (a:b = 1 OR c:d = 1)"; }, "]"),
      filled("[(a:b = 1", [](int i) { return fmt::format(" OR a{}:b = 1", i % 20'000); }, ") AND a:b = 1]"),
      filled("[a:b = 1]", [](int) { return "FOLLOWEDBY[a:b = 1]"; }, ""),
      filled("[a:b", [](int) { return "[0].c"; }, " = 1]"),
      filled("[a:b IN (1", [](int) { return ",1"; }, ")]"),
      filled("[a:b = '", [](int) { return "\\\\"; }, "']"),
      filled("[a:b = 1]", [](int) { return "/**/"; }, ""),
  };
  for (const std::string& text : texts) {
    const auto pattern = parse_pattern(text);
    ASSERT_TRUE(pattern) << text.substr(0, 60) << ": " << pattern.error().message;
    expect_stable(*pattern);
  }
  const auto qualifiers = parse_pattern(filled("[a:b = 1]", [](int) { return " WITHIN 5 SECONDS"; }, ""), PatternVersion::v20);
  ASSERT_TRUE(qualifiers) << qualifiers.error().message;
  EXPECT_EQ(qualifiers->notes().size(), 16u);
  expect_stable(*qualifiers);
}

TEST(Pattern, RegularExpressionsAreCompiledOnRequest) {
  const auto read = [](const std::string& regex, std::uint32_t most, const char* property = "b") {
    return parse_pattern(fmt::format("[a:{} MATCHES '{}']", property, regex), PatternVersion::v21, {.max_regexes = most});
  };
  for (const std::string& regex : {std::string("("), std::string(3000, '('), std::string("((((((a{1,1000}){1,1000}){1,1000}){1,1000}){1,1000}){1,1000})"),
                                   std::string(4097, 'a'), std::string("\\\\x{110000}")}) {
    EXPECT_FALSE(read(regex, 1)) << regex.substr(0, 40);
    EXPECT_TRUE(read(regex, 0)) << regex.substr(0, 40);
  }
  EXPECT_TRUE(read("(a+)+$", 1));
  EXPECT_TRUE(read("^\\\\p{L}é$", 1));
  EXPECT_TRUE(read("\\\\x{100}", 1));
  EXPECT_FALSE(read("\\\\x{100}", 1, "b_bin"));  // octets
  const auto some = parse_pattern("[a:b MATCHES '(a)' OR a:b MATCHES '(' OR a:b MATCHES ')']", PatternVersion::v21, {.max_regexes = 1});
  ASSERT_TRUE(some);
  ASSERT_EQ(some->notes().size(), 1u);
  EXPECT_EQ(some->notes().front().offset, 34u);
}

// ---- properties ----------------------------------------------------------------------------------------------------

std::string blanks() { return *rc::gen::element<std::string>(" ", "  ", "\n", "\t \r\n", "/* b */", "// c\n", " \u2003"); }

std::string any_path(const std::string& type) {
  std::string out = type + ":" + *rc::gen::element<std::string>("name", "'q r'", "'it\\'s'", "_x9", "'\\\\'");
  for (int i = *rc::gen::inRange(0, 4); i > 0; --i) out += *rc::gen::element<std::string>(".a", ".'b.c'", "[0]", "[17]", "[*]", ". d", ".'OR'");
  return out;
}

std::string any_literal() {
  return *rc::gen::element<std::string>("'a'", "''", "'\\'\\\\'", "'é文'", "0", "-1", "+3", "9007199254740991", ".5", "-0.0", "+1.50", "true",
                                        "false", "h''", "h'0Aff'", "b'AA=='", "b'AA\nAA'", "t'2026-01-01T00:00:00.123456789Z'");
}

std::string any_comparison(const std::string& type, int depth) {
  const int form = *rc::gen::inRange(0, depth > 2 ? 4 : 6);
  const std::string no = *rc::gen::element<std::string>("", "NOT ");
  if (form == 0) return no + "EXISTS " + any_path(type);
  if (form == 1) {
    const std::string literal = any_literal();
    return any_path(type) + " " + no + "IN(" + literal + "," + blanks() + literal + ")";
  }
  if (form == 2) return any_path(type) + blanks() + no + *rc::gen::element<std::string>("LIKE", "MATCHES") + "'a.*%_'";
  if (form == 3) return any_path(type) + blanks() + no + *rc::gen::element<std::string>("=", "==", "!=", "<>") + blanks() + any_literal();
  std::string out = "(" + any_comparison(type, depth + 1);
  const std::string between = *rc::gen::element<std::string>("AND", "OR");
  for (int i = *rc::gen::inRange(0, 3); i > 0; --i) out += " " + between + blanks() + " " + any_comparison(type, depth + 1);
  return out + ")";
}

std::string any_observation(int depth) {
  std::string out;
  const int members = *rc::gen::inRange(1, 4);
  for (int i = 0; i < members; ++i) {
    if (i > 0) out += " " + *rc::gen::element<std::string>("AND", "OR", "FOLLOWEDBY") + blanks() + " ";
    if (depth < 3 && *rc::gen::inRange(0, 3) == 0) {
      out += "(" + any_observation(depth + 1) + ")";
    } else {
      const std::string type = *rc::gen::element<std::string>("file", "x-y", "_z");
      out += "[" + any_comparison(type, 0) + *rc::gen::element<std::string>(" AND ", " OR ") + any_comparison(type, 0) + "]";
    }
    out += *rc::gen::element<std::string>("", "", " WITHIN 5 SECONDS", " REPEATS 2 TIMES WITHIN .5 SECONDS",
                                          " START t'2026-01-01T00:00:00Z' STOP t'2026-01-01T00:00:01Z' REPEATS 7 TIMES");
  }
  return out;
}

RC_GTEST_PROP(PatternProperty, PrintsWhatItReads, ()) {
  const std::string text = any_observation(0);
  const auto pattern = parse_pattern(text);
  if (!pattern) RC_FAIL(text + ": " + pattern.error().message);
  const std::string printed = to_string(*pattern);
  const auto again = parse_pattern(printed);
  if (!again) RC_FAIL(printed + ": " + again.error().message);
  RC_ASSERT(*again == *pattern);
  RC_ASSERT(to_string(*again) == printed);
}

RC_GTEST_PROP(PatternProperty, IsTotalOverBrokenText, ()) {
  std::string text = any_observation(1);
  for (int i = *rc::gen::inRange(1, 4); i > 0; --i) {
    const auto at = *rc::gen::inRange<std::size_t>(0, text.size() + 1);
    const auto piece = *rc::gen::element<std::string>("", "'", "\\", "[", "]", "(", ")", ":", ".", "*", "=", "<", "!", "-", "0", "é", "\xff", "AND", "/*",
                                                      "NOT", "t'", "h'", "b'");
    text.replace(at, *rc::gen::inRange<std::size_t>(0, 3), piece);
  }
  for (const PatternVersion version : {PatternVersion::v20, PatternVersion::v21}) {
    const auto pattern = parse_pattern(text, version);
    if (pattern) {
      const auto again = parse_pattern(to_string(*pattern), version);
      RC_ASSERT(again.has_value());
      RC_ASSERT(*again == *pattern);
    } else {
      RC_ASSERT(pattern.error().offset + pattern.error().length <= text.size());
      RC_ASSERT(!pattern.error().message.empty());
    }
  }
}

// ---- what is published ---------------------------------------------------------------------------------------------

TEST(Pattern, ReadsTheIndicatorsOfPublishedBundles) {
  const auto bundle_text = shared_gzip("data/stix/enterprise-attack-18.1.json.gz");
  if (!bundle_text) GTEST_SKIP() << kNoSharedData;
  std::size_t objects = 0, indicators = 0;
  for (const char* name : {"enterprise-attack-18.1", "ics-attack-18.1", "capec"}) {
    const auto text = shared_gzip(std::string("data/stix/") + name + ".json.gz");
    ASSERT_TRUE(text) << name;
    const auto bundle = split(*text);
    ASSERT_TRUE(bundle) << name;
    for (const std::string_view bytes : bundle->objects) {
      ++objects;
      const auto document = json::Document::parse(bytes);
      ASSERT_TRUE(document) << name;
      const auto type = document->root().get("type");
      if (!type || !type->equals("indicator")) continue;
      ++indicators;
      const auto pattern_type = document->root().get("pattern_type");
      if (pattern_type && !pattern_type->equals("stix")) continue;
      const auto value = document->root().get("pattern");
      ASSERT_TRUE(value && value->is(json::Kind::string)) << bytes;
      const auto pattern = parse_pattern(value->string());
      EXPECT_TRUE(pattern) << value->string() << ": " << pattern.error().message;
    }
  }
  EXPECT_GE(objects, 29'000u);
  RecordProperty("indicators", static_cast<int>(indicators));
}

}  // namespace
}  // namespace comity::stix
