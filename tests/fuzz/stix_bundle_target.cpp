// Splitting: a bundle's objects are where the bundle says.
#include <string>
#include <vector>

#include "stix/object.hpp"
#include "targets.hpp"

namespace comity::fuzz {
namespace {

constexpr std::uint32_t kDepth = 64;

// The objects as a whole parse finds them; nothing if the text is no bundle of objects.
std::optional<std::vector<std::string_view>> objects_of(const json::Document& document) {
  const auto type = document.root().get("type");
  if (type && !type->equals("bundle")) return std::nullopt;
  const auto list = document.root().get("objects");
  if (!list || !list->is(json::Kind::array)) return std::nullopt;
  std::vector<std::string_view> out;
  bool good = true;
  list->each_element([&](json::Value element) {
    good = good && element.is(json::Kind::object);
    out.push_back(element.text());
  });
  if (!good) return std::nullopt;
  return out;
}

}  // namespace

void fuzz_stix_bundle(std::string_view input) {
  const auto bundle = stix::split(input);
  const auto owned = stix::split_owned(std::string(input));
  CHECK(bundle.has_value() == owned.has_value());
  if (!bundle) {
    CHECK(!bundle.error().message.empty());
    // What parses as a bundle is split.
    if (const auto whole = json::Document::parse(input, {.max_depth = kDepth})) CHECK(!objects_of(*whole));
    return;
  }
  CHECK(bundle->text == owned->text && bundle->objects == owned->objects);
  const std::string& text = bundle->text;
  const char* from = text.data();
  bool all_parse = true;
  for (const std::string_view object : bundle->objects) {
    CHECK(object.data() >= from && object.data() + object.size() <= text.data() + text.size());
    CHECK(object.size() >= 2 && object.front() == '{' && object.back() == '}');
    from = object.data() + object.size();
    all_parse = all_parse && json::Document::parse(object, {.max_depth = kDepth}).has_value();
  }
  const auto again = stix::split(text);
  CHECK(again && again->text == text && again->objects == bundle->objects);
  // One bad object spoils no other; where there is none the whole is JSON, and holds these objects.
  const auto whole = json::Document::parse(text, {.max_depth = kDepth + 2});
  CHECK(whole.has_value() == all_parse);
  if (whole) CHECK(objects_of(*whole) == bundle->objects);
}

}  // namespace comity::fuzz
