#include "base/json.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>

namespace comity::json {
namespace {

using namespace std::string_literals;

std::string nested(char open, char close, std::size_t depth) {
  return std::string(depth, open) + std::string(depth, close);
}

TEST(JsonParse, AcceptsEveryKindOfValue) {
  const std::string text =
      R"( {"n" : null, "t":true,"f":false, "i":-0, "x":1.5e+10,"s":"a\"\u00e9","a":[1,[],{}],"o":{"":0}} )";
  auto document = Document::parse(text);
  ASSERT_TRUE(document) << to_string(document.error());
  const Value root = document->root();
  EXPECT_EQ(root.size(), 8u);
  EXPECT_TRUE(root.get("n")->is(Kind::null));
  EXPECT_TRUE(root.get("t")->boolean());
  EXPECT_FALSE(root.get("f")->boolean());
  EXPECT_EQ(root.get("i")->text(), "-0");
  EXPECT_EQ(root.get("x")->text(), "1.5e+10");
  EXPECT_EQ(root.get("s")->string(), "a\"é");
  EXPECT_FALSE(root.get("s")->plain());
  EXPECT_EQ(root.get("a")->text(), "[1,[],{}]");
  EXPECT_EQ(root.get("a")->size(), 3u);
  EXPECT_EQ(root.get("o")->get("")->text(), "0");
  EXPECT_FALSE(root.get("absent"));
  EXPECT_FALSE(root.get("a")->get("n"));
  std::string kinds;
  root.get("a")->each_element([&](Value v) { kinds += v.text(); });
  EXPECT_EQ(kinds, "1[]{}");
}

TEST(JsonParse, KeepsNumbersAsTheyAreWritten) {
  const std::string huge = "[36893488147419103232," + std::string(400, '9') + ",1e999,-1E-999,0.10]";
  auto document = Document::parse(huge);
  ASSERT_TRUE(document);
  std::string joined;
  document->root().each_element([&](Value v) { joined += (joined.empty() ? "[" : ",") + std::string(v.text()); });
  EXPECT_EQ(joined + "]", huge);
}

TEST(JsonParse, UnescapesKeysAndStrings) {
  auto document = Document::parse(R"({"\u0061b":"\ud83d\ude00\/\b\f\n\r\t\\\u0000"})");
  ASSERT_TRUE(document);
  const auto value = document->root().get("ab");
  ASSERT_TRUE(value);
  EXPECT_EQ(value->string(), "\U0001F600/\b\f\n\r\t\\\0"s);
  EXPECT_TRUE(value->equals("\U0001F600/\b\f\n\r\t\\\0"s));
}

struct Refused {
  const char* name;
  std::string text;
  Code code;
  const char* where;
};

TEST(JsonParse, RefusesWhatIsNotStrictJson) {
  const Refused table[] = {
      {"empty", "", Code::invalid, "byte 0"},
      {"white space only", " \n", Code::invalid, "byte 2"},
      {"duplicate key", R"({"a":1,"b":2,"a":3})", Code::invalid, "byte 13"},
      {"duplicate key by escape", R"({"a":1,"\u0061":3})", Code::invalid, "byte 7"},
      {"duplicate key by two escapes", R"({"\u00e9":1,"\u00E9":3})", Code::invalid, "byte 12"},
      {"duplicate key, escape against UTF-8", "{\"\xc3\xa9\":1,\"\\u00e9\":3}", Code::invalid, "byte 8"},
      {"duplicate empty key", R"({"":1,"":3})", Code::invalid, "byte 6"},
      {"duplicate key deep down", R"([{"x":{"a":1,"a":2}}])", Code::invalid, "byte 13"},
      {"lone high surrogate", R"(["\ud800"])", Code::invalid, "byte 2"},
      {"lone low surrogate", R"(["a\udc00"])", Code::invalid, "byte 3"},
      {"high surrogate and a plain escape", R"(["\ud800\u0041"])", Code::invalid, "byte 2"},
      {"high surrogate twice", R"(["\ud800\ud800"])", Code::invalid, "byte 2"},
      {"high surrogate at the end", R"(["\ud800)", Code::invalid, "byte 2"},
      {"surrogate in UTF-8", "[\"\xed\xa0\x80\"]", Code::invalid, ""},
      {"overlong UTF-8", "[\"\xc0\xaf\"]", Code::invalid, ""},
      {"truncated UTF-8", "[\"\xe2\x82\"]", Code::invalid, ""},
      {"byte order mark", "\xef\xbb\xbf{}", Code::invalid, "byte 0"},
      {"trailing bytes", "{} x", Code::invalid, "byte 3"},
      {"two values", "{}{}", Code::invalid, "byte 2"},
      {"trailing NUL", "{}\0"s, Code::invalid, "byte 2"},
      {"NUL in a string", "[\"a\0b\"]"s, Code::invalid, "byte 3"},
      {"line break in a string", "[\"a\nb\"]", Code::invalid, "byte 3"},
      {"control character after sixteen", "[\"0123456789abcdef\x1f\"]", Code::invalid, "byte 18"},
      {"unknown escape", R"(["\x41"])", Code::invalid, "byte 2"},
      {"short unicode escape", R"(["\u12"])", Code::invalid, "byte 2"},
      {"unicode escape with sign", R"(["\u+123"])", Code::invalid, "byte 2"},
      {"truncated string", R"(["abc)", Code::invalid, "byte 1"},
      {"truncated escape", "[\"abc\\", Code::invalid, "byte 5"},
      {"truncated object", R"({"a":1)", Code::invalid, "byte 6"},
      {"truncated after colon", R"({"a":)", Code::invalid, "byte 5"},
      {"truncated array", "[1,", Code::invalid, "byte 3"},
      {"truncated literal", "tru", Code::invalid, "byte 0"},
      {"literal too long", "[nulls]", Code::invalid, "byte 5"},
      {"literal in capitals", "[True]", Code::invalid, "byte 1"},
      {"trailing comma in array", "[1,]", Code::invalid, "byte 3"},
      {"trailing comma in object", R"({"a":1,})", Code::invalid, "byte 7"},
      {"missing comma", "[1 2]", Code::invalid, "byte 3"},
      {"missing colon", R"({"a" 1})", Code::invalid, "byte 5"},
      {"bare key", "{a:1}", Code::invalid, "byte 1"},
      {"wrong bracket", "[1}", Code::invalid, "byte 2"},
      {"wrong bracket in object", R"({"a":1])", Code::invalid, "byte 6"},
      {"leading zero", "[01]", Code::invalid, "byte 2"},
      {"plus sign", "[+1]", Code::invalid, "byte 1"},
      {"point without digits", "[1.]", Code::invalid, "byte 3"},
      {"point first", "[.5]", Code::invalid, "byte 1"},
      {"empty exponent", "[1e]", Code::invalid, "byte 3"},
      {"minus alone", "[-]", Code::invalid, "byte 2"},
      {"NaN", "[NaN]", Code::invalid, "byte 1"},
      {"comment", "[/**/]", Code::invalid, "byte 1"},
      {"form feed as white space", "[\f1]", Code::invalid, "byte 1"},
      {"no-break space", "[\xc2\xa0 1]", Code::invalid, "byte 1"},
      {"65 deep", nested('[', ']', 65), Code::too_large, "byte 64"},
      {"depth bomb", std::string(5'000'000, '['), Code::too_large, "byte 64"},
      {"depth bomb of objects",
       [] {
         std::string s;
         for (int i = 0; i < 100000; ++i) s += "{\"\":";
         return s;
       }(),
       Code::too_large, "byte 256"},
  };
  for (const Refused& row : table) {
    auto document = Document::parse(row.text);
    ASSERT_FALSE(document) << row.name;
    EXPECT_EQ(document.error().code, row.code) << row.name;
    EXPECT_EQ(document.error().where, row.where) << row.name << ": " << document.error().message;
    EXPECT_FALSE(document.error().message.empty()) << row.name;
  }
}

TEST(JsonParse, HoldsItsLimits) {
  EXPECT_TRUE(Document::parse(nested('[', ']', 64)));
  EXPECT_TRUE(Document::parse("[1,2,3]", {.max_depth = 1, .max_nodes = 4}));
  EXPECT_EQ(Document::parse("[1,2,3]", {.max_depth = 1, .max_nodes = 3}).error().code, Code::too_large);
  EXPECT_EQ(Document::parse("[[]]", {.max_depth = 1, .max_nodes = 9}).error().code, Code::too_large);
  EXPECT_TRUE(Document::parse("7", {.max_depth = 0, .max_nodes = 1}));
}

// Keys that share length, first and last eight bytes must still be told apart, few and many.
TEST(JsonParse, FindsDuplicatesAmongManyLikeKeys) {
  for (const int members : {2, 16, 17, 400}) {
    std::string text = "{";
    for (int i = 0; i < members; ++i) text += fmt::format("{}\"aaaaaaaa{:05}zzzzzzzz\":{}", i ? "," : "", i, i);
    const std::string distinct = text + "}";
    auto document = Document::parse(distinct);
    ASSERT_TRUE(document) << members;
    EXPECT_EQ(document->root().size(), static_cast<std::uint32_t>(members));
    const auto last = fmt::format("aaaaaaaa{:05}zzzzzzzz", members - 1);
    EXPECT_EQ(document->root().get(last)->text(), std::to_string(members - 1));
    const std::string twice = text + ",\"aaaaaaaa\\u003000" + "00zzzzzzzz\":1}";
    auto refused = Document::parse(twice);
    ASSERT_FALSE(refused) << members;
    EXPECT_EQ(refused.error().where, fmt::format("byte {}", text.size() + 1));
  }
}

TEST(JsonParse, ReusesADocument) {
  Document document;
  ASSERT_TRUE(document.read("[1,2]"));
  EXPECT_EQ(document.root().size(), 2u);
  EXPECT_FALSE(document.read("[1,2"));
  EXPECT_TRUE(document.nodes().empty());
  ASSERT_TRUE(document.read("{\"a\":1}"));
  EXPECT_EQ(document.root().get("a")->text(), "1");
}

// Any cut, and any change of one byte, is decided as nlohmann::json decides it, but for the duplicate keys, the numbers
// out of range and the depth, in which it differs by design. (No NUL here: it takes one for the end of the text.)
TEST(JsonParse, AgreesWithAnotherParserOnDamagedText) {
  const std::string good =
      R"({"type":"x","list":[1,-2.5e3,"s\u00e9\n",{"k":[true,false,null]}],"é":"\ud83d\ude00","o":{}})";
  ASSERT_TRUE(Document::parse(good));
  std::mt19937 random(20260131);
  const std::string letters = "{}[]:,\"\\u0dDeE+-. \n\tntrufalse1\xc3\xa9\x01";
  int accepted = 0;
  for (int round = 0; round < 40000; ++round) {
    std::string text = good;
    if (round % 3 == 0) text.resize(random() % text.size());
    for (auto change = random() % 3; change-- > 0 && !text.empty();) {
      const char c = letters[random() % letters.size()];
      if (random() % 2) {
        text[random() % text.size()] = c;
      } else {
        text.insert(random() % text.size(), 1, c);
      }
    }
    const bool other = nlohmann::json::accept(text);
    auto ours = Document::parse(text);
    if (!ours && ours.error().message.find("twice") != std::string::npos) continue;
    ASSERT_EQ(ours.has_value(), other) << text << (ours ? "" : to_string(ours.error()));
    accepted += other;
  }
  EXPECT_GT(accepted, 1000);
}

TEST(JsonMinify, RemovesInsignificantSpaceOnly) {
  EXPECT_EQ(minify(" {\n\t\"a b\" : [ 1 , \"\\\" c \\\\\" ] }\r\n").value(), R"({"a b":[1,"\" c \\"]})");
  EXPECT_EQ(minify("").value(), "");
  EXPECT_EQ(minify("[true , null]").value(), "[true,null]");
}

TEST(JsonMinify, NeverMakesJsonOfWhatIsNot) {
  for (const char* text : {"[1 2]", "[tr ue]", "[- 1]", "[1 .5]", "{\"a\":1 2}", "[1\n2]"}) {
    auto result = minify(text);
    ASSERT_FALSE(result) << text;
    EXPECT_EQ(result.error().code, Code::invalid);
  }
  EXPECT_EQ(minify("[\"abc").error().where, "byte 1");
  EXPECT_FALSE(minify("[\"abc\\"));
  EXPECT_FALSE(minify("[\"abc\\\""));
  EXPECT_FALSE(minify("\xff"));
  // A backslash outside a string is no escape: the string after it keeps its spaces.
  EXPECT_EQ(minify("[\\\"a b\", \"c d\"]").value(), "[\\\"a b\",\"c d\"]");
}

// The fast path by blocks of 64 bytes against a plain walk, over texts whose quotes, backslashes and spaces fall on
// every place of a block.
TEST(JsonMinify, AgreesWithAPlainWalk) {
  std::mt19937 random(7);
  const std::string letters = "  \n\"\"\\\\\\{}[]:,ab1\t";
  int kept = 0;
  for (int round = 0; round < 30000; ++round) {
    std::string text;
    for (auto size = random() % 300; size > 0; --size) text.push_back(letters[random() % letters.size()]);
    std::string expected;
    bool in_string = false, gap = false, good = true;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const char c = text[i];
      if (!in_string && (c == ' ' || c == '\n' || c == '\t')) {
        gap = true;
        continue;
      }
      const std::string alone = "{}[]:,\"";
      if (gap && !expected.empty() && alone.find(expected.back()) == std::string::npos &&
          alone.find(c) == std::string::npos) {
        good = false;
      }
      gap = false;
      expected.push_back(c);
      if (in_string && c == '\\' && i + 1 < text.size()) {
        expected.push_back(text[++i]);
      } else if (c == '"') {
        in_string = !in_string;
      }
    }
    good = good && !in_string;
    const auto result = minify(text);
    ASSERT_EQ(result.has_value(), good) << text;
    if (!good) continue;
    ASSERT_EQ(*result, expected) << text;
    ++kept;
  }
  EXPECT_GT(kept, 1000);
}

TEST(JsonFraming, FindsTheEndOfAnObject) {
  std::mt19937 random(11);
  const std::string letters = "{{}}\"\"\\\\[],a ";
  int ended = 0;
  for (int round = 0; round < 30000; ++round) {
    std::string text = "{";
    for (auto size = random() % 300; size > 0; --size) text.push_back(letters[random() % letters.size()]);
    std::ptrdiff_t expected = -1;
    int depth = 0;
    bool in_string = false;
    for (std::size_t i = 0; i < text.size() && expected < 0; ++i) {
      if (in_string) {
        if (text[i] == '\\') {
          ++i;
        } else if (text[i] == '"') {
          in_string = false;
        }
        continue;
      }
      if (text[i] == '"') in_string = true;
      depth += text[i] == '{' ? 1 : text[i] == '}' ? -1 : 0;
      if (text[i] == '}' && depth == 0) expected = static_cast<std::ptrdiff_t>(i) + 1;
    }
    const char* found = end_of_object(text.data(), text.data() + text.size());
    ASSERT_EQ(found == nullptr ? -1 : found - text.data(), expected) << text;
    ended += expected > 0;
  }
  EXPECT_GT(ended, 1000);
}

TEST(JsonQuote, EscapesWhatItMust) {
  std::string out = "x";
  append_quoted(out, "a\"b\\c/\b\f\n\r\t\x01\x1f\x7fé\0"s);
  EXPECT_EQ(out, "x\"a\\\"b\\\\c/\\b\\f\\n\\r\\t\\u0001\\u001f\x7fé\\u0000\"");
  const std::string text = out.substr(1);
  auto document = Document::parse(text);
  ASSERT_TRUE(document);
  EXPECT_EQ(document->root().string(), "a\"b\\c/\b\f\n\r\t\x01\x1f\x7fé\0"s);
}

}  // namespace
}  // namespace comity::json
