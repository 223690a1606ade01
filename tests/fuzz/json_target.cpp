// base/json.hpp beside nlohmann::json, which shares no code with it.
#include "base/json.hpp"

#include <nlohmann/json.hpp>
#include <string>

#include "samples.hpp"
#include "targets.hpp"

namespace comity::fuzz {
namespace {

using nlohmann::json;

constexpr comity::json::Limits kLimits{.max_depth = 64, .max_nodes = 100'000};
constexpr int kNumberTooLarge = 406;  // nlohmann's number of the error; a number that JSON allows all the same

// Why nlohmann refuses, 0 if it does not.
class Refusal : public nlohmann::detail::json_sax_acceptor<json> {
 public:
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception& error) {
    id = error.id;
    return false;
  }
  int id = 0;
};
int refused(std::string_view text) {
  Refusal sax;
  return json::sax_parse(text, &sax) ? 0 : sax.id;
}

void same(const comity::json::Value& ours, const json& theirs) {
  using comity::json::Kind;
  CHECK(ours.node().begin < ours.node().end);
  switch (ours.kind()) {
    case Kind::null:
      CHECK(theirs.is_null() && ours.text() == "null");
      break;
    case Kind::boolean:
      CHECK(theirs.is_boolean() && ours.boolean() == theirs.get<bool>());
      break;
    case Kind::number:
      CHECK(theirs.is_number());
      break;
    case Kind::string: {
      CHECK(theirs.is_string() && ours.string() == theirs.get_ref<const std::string&>());
      CHECK(ours.equals(theirs.get_ref<const std::string&>()));
      if (const auto plain = ours.plain()) CHECK(*plain == ours.string());
      break;
    }
    case Kind::array: {
      CHECK(theirs.is_array() && theirs.size() == ours.size());
      std::size_t index = 0;
      ours.each_element([&](comity::json::Value element) {
        if (index < 8) CHECK(ours.at(index)->index() == element.index());
        same(element, theirs[index++]);
      });
      CHECK(!ours.at(index));
      break;
    }
    case Kind::object: {
      CHECK(theirs.is_object() && theirs.size() == ours.size());
      std::size_t count = 0;
      ours.each_member([&](comity::json::Value key, comity::json::Value member) {
        const std::string name = key.string();
        CHECK(theirs.contains(name));
        if (++count <= 8) CHECK(ours.get(name)->index() == member.index());
        same(member, theirs[name]);
      });
      break;
    }
  }
}

// The same values with the same bytes, whatever stands between them.
void same_values(const comity::json::Document& a, const comity::json::Document& b) {
  CHECK(a.nodes().size() == b.nodes().size());
  for (std::uint32_t i = 0; i < a.nodes().size(); ++i) {
    const comity::json::Value left(&a, i), right(&b, i);
    CHECK(left.kind() == right.kind() && left.size() == right.size() && left.node().next == right.node().next);
    if (left.size() == 0 && left.kind() < comity::json::Kind::array) CHECK(left.text() == right.text());
  }
}

}  // namespace

void fuzz_json(std::string_view input) {
  const auto document = comity::json::Document::parse(input, kLimits);
  const int refusal = refused(input);
  if (document) {
    CHECK(refusal == 0 || refusal == kNumberTooLarge);
    if (refusal == 0) same(document->root(), json::parse(input));
  } else {
    CHECK(!document.error().message.empty());
    // Only for these does it refuse what nlohmann takes: it reads a text up to a NUL, and past a byte order mark.
    const bool stricter = document.error().code == Code::too_large || document.error().message.find("twice") != std::string::npos ||
                          input.find('\0') != std::string_view::npos || input.starts_with("\xef\xbb\xbf");
    CHECK(refusal != 0 || stricter);
  }

  const auto small = comity::json::minify(input);
  const auto owned = comity::json::minify_owned(std::string(input));
  CHECK(small.has_value() == owned.has_value());
  if (small) {
    CHECK(*small == *owned && small->size() <= input.size());
    const auto again = comity::json::minify(*small);
    CHECK(again && *again == *small);
    const auto reread = comity::json::Document::parse(*small, kLimits);
    CHECK(reread.has_value() == document.has_value());  // never JSON from what was none
    if (document) same_values(*document, *reread);
  }
  CHECK(small || !document);

  if (is_utf8(input)) {
    std::string quoted;
    comity::json::append_quoted(quoted, input);
    const auto text = comity::json::Document::parse(quoted);
    CHECK(text && text->root().equals(input) && text->root().string() == input);
  }
}

}  // namespace comity::fuzz
