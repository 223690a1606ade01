// Framing: from a bundle or a TAXII envelope to the bytes of its objects.
#include <fmt/format.h>

#include "stix/object.hpp"

namespace comity::stix {
namespace {

// Walks minified text by its strings and brackets alone. What is between them is left to the parser.
class Framing {
 public:
  explicit Framing(std::string_view text) : base_(text.data()), p_(base_), end_(base_ + text.size()) {}

  bool at(char c) const { return p_ < end_ && *p_ == c; }
  bool take(char c) {
    if (!at(c)) return false;
    ++p_;
    return true;
  }
  std::size_t position() const { return static_cast<std::size_t>(p_ - base_); }
  std::string where() const { return fmt::format("byte {}", position()); }

  // Past a string; false if it does not end.
  bool skip_string() {
    p_ = json::end_of_string(p_, end_);
    return p_ != nullptr;
  }

  bool skip_object() {
    p_ = json::end_of_object(p_, end_);
    return p_ != nullptr;
  }

  // Past any value: to the comma or bracket that ends it.
  bool skip_value() {
    std::size_t depth = 0;
    while (p_ < end_) {
      const char c = *p_;
      if (c == '"') {
        if (!skip_string()) return false;
        continue;
      }
      if (depth == 0 && (c == ',' || c == '}' || c == ']')) return true;
      ++p_;
      if (c == '{' || c == '[') ++depth;
      if (c == '}' || c == ']') --depth;
    }
    return false;
  }

 private:
  const char* const base_;
  const char* p_;
  const char* const end_;
};

tl::unexpected<Error> ends_early() { return fail(Code::invalid, "the bundle ends too early: a bracket is not closed"); }

Result<void> check_size(std::size_t size, const Limits& limits) {
  if (size <= limits.max_bundle_bytes) return {};
  return fail(Code::too_large, fmt::format("a bundle of {} bytes; at most {} are taken at once, send it in parts", size,
                                           limits.max_bundle_bytes));
}

Result<Bundle> frame(std::string minified, const Limits& limits) {
  Bundle bundle;
  bundle.text = std::move(minified);
  const std::string_view text = bundle.text;
  Framing framing(text);
  if (!framing.take('{')) {
    return fail(Code::invalid, "send one JSON object: a STIX bundle or a TAXII envelope", framing.where());
  }
  std::string around = "{";  // the bundle without its objects
  bool found = false;
  while (!framing.at('}')) {
    const std::size_t begin = framing.position();
    if (!framing.at('"')) return fail(Code::invalid, "a member's quoted name is missing", framing.where());
    if (!framing.skip_string()) return ends_early();
    const std::string_view name = text.substr(begin, framing.position() - begin);
    if (!framing.take(':')) return fail(Code::invalid, "a colon is missing after a member's name", framing.where());
    // A name may be written with escapes. A second "objects" is found below, as any duplicate.
    auto key = json::Document::parse(name);
    if (!key) return tl::make_unexpected(std::move(key).error());
    if (!found && key->root().equals("objects")) {
      found = true;
      if (!framing.take('[')) {
        return fail(Code::invalid, "\"objects\" must be a list; send a STIX bundle or a TAXII envelope", "/objects");
      }
      around += R"("objects":[])";
      while (!framing.at(']')) {
        if (bundle.objects.size() >= limits.max_objects) {
          return fail(Code::too_large,
                      fmt::format("more than {} objects; send the bundle in parts", limits.max_objects));
        }
        const auto pointer = [&] { return fmt::format("/objects/{}", bundle.objects.size()); };
        const std::size_t object = framing.position();
        if (!framing.at('{')) return fail(Code::invalid, "a member of \"objects\" that is no object", pointer());
        if (!framing.skip_object()) {
          return fail(Code::invalid, "the bundle ends inside this object: a brace or quote is missing", pointer());
        }
        bundle.objects.push_back(text.substr(object, framing.position() - object));
        if (framing.take(',')) {
          if (framing.at(']')) return fail(Code::invalid, "a comma after the last object", pointer());
        } else if (!framing.at(']')) {
          return fail(Code::invalid, "a comma or ']' is missing after an object", framing.where());
        }
      }
      framing.take(']');
    } else {
      if (!framing.skip_value()) return ends_early();
      around += text.substr(begin, framing.position() - begin);
    }
    if (framing.take(',')) {
      around += ',';
      if (framing.at('}')) return fail(Code::invalid, "a comma after the last member", framing.where());
    } else if (!framing.at('}')) {
      return fail(Code::invalid, "a comma or '}' is missing", framing.where());
    }
  }
  framing.take('}');
  if (framing.position() != text.size())
    return fail(Code::invalid, "bytes after the end of the bundle", framing.where());
  around += '}';

  auto rest = json::Document::parse(around, {.max_depth = limits.max_depth});
  if (!rest) {
    return fail(rest.error().code, "around the bundle's objects: " + rest.error().message, rest.error().where);
  }
  if (!found) return fail(Code::invalid, "no member \"objects\"; send a STIX bundle or a TAXII envelope");
  const auto type = rest->root().get("type");
  if (type && !type->equals("bundle")) {
    return fail(Code::invalid, "neither a bundle nor an envelope; put the object into {\"objects\":[…]}", "/type");
  }
  return bundle;
}

}  // namespace

Result<Bundle> split(std::string_view bundle, const Limits& limits) {
  TRY_VOID(check_size(bundle.size(), limits));
  TRY(std::string text, json::minify(bundle));
  return frame(std::move(text), limits);
}

Result<Bundle> split_owned(std::string bundle, const Limits& limits) {
  TRY_VOID(check_size(bundle.size(), limits));
  TRY(std::string text, json::minify_owned(std::move(bundle)));
  return frame(std::move(text), limits);
}

}  // namespace comity::stix
