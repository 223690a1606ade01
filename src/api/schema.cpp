#include "api/schema.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "api/topics.hpp"

namespace comity::api {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kReference = "#/components/schemas/";

const Json& named(std::string_view name) {
  static const std::map<std::string, Json, std::less<>> all = [] {
    std::map<std::string, Json, std::less<>> out;
    for (const Schema& one : shared_schemas()) out.emplace(one.name, Json::parse(one.text));
    for (const Topic* topic : topics())
      for (const Schema& one : topic->schemas) out.emplace(one.name, Json::parse(one.text));
    return out;
  }();
  const auto found = all.find(name);
  CHECK(found != all.end());
  return found->second;
}

tl::unexpected<Error> wrong(std::string message, const std::string& at) { return fail(Code::invalid, std::move(message), at.empty() ? "" : at.substr(0, 200)); }

bool is_of(const Json& value, std::string_view type) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_boolean();
  if (type == "integer") return value.is_number_integer();
  if (type == "number") return value.is_number();
  return type == "null" && value.is_null();
}

std::string_view words_for(std::string_view type) {
  if (type == "object") return "an object";
  if (type == "array") return "a list";
  if (type == "string") return "a text";
  if (type == "boolean") return "true or false";
  if (type == "integer") return "a whole number";
  return type == "number" ? "a number" : "null";
}

// RFC 6901.
std::string below(const std::string& at, std::string_view name) {
  std::string out = at + "/";
  for (const char c : name) out += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  return out;
}

class Check {
 public:
  Result<void> value(const Json& value, const Json& schema, const std::string& at) const {
    if (schema.is_boolean()) return {};
    if (const auto to = schema.find("$ref"); to != schema.end())
      return this->value(value, named(to->get_ref<const std::string&>().substr(kReference.size())), at);
    if (const auto many = schema.find("oneOf"); many != schema.end()) TRY_VOID(one_of(value, *many, at));
    if (const auto type = schema.find("type"); type != schema.end()) TRY_VOID(of_type(value, *type, at));
    if (const auto is = schema.find("const"); is != schema.end() && value != *is) return wrong(fmt::format("write {}", is->dump()), at);
    if (const auto words = schema.find("enum"); words != schema.end() && std::find(words->begin(), words->end(), value) == words->end())
      return wrong(fmt::format("write one of {}", words->dump()), at);
    if (value.is_object()) return object(value, schema, at);
    if (value.is_array()) return list(value, schema, at);
    if (value.is_string()) return size(value.get_ref<const std::string&>().size(), schema, "minLength", "maxLength", "bytes", at);
    if (value.is_number()) return number(value, schema, at);
    return {};
  }

 private:
  static Result<void> of_type(const Json& value, const Json& type, const std::string& at) {
    const auto fits = [&](const Json& one) { return is_of(value, one.get_ref<const std::string&>()); };
    if (type.is_array() ? std::any_of(type.begin(), type.end(), fits) : fits(type)) return {};
    return wrong(fmt::format("write {}", words_for((type.is_array() ? type[0] : type).get_ref<const std::string&>())), at);
  }

  Result<void> one_of(const Json& value, const Json& many, const std::string& at) const {
    int fit = 0;
    Result<void> last;
    for (const Json& one : many) {
      auto result = this->value(value, one, at);
      if (result) ++fit;
      else last = std::move(result);
    }
    if (fit == 1) return {};
    return fit == 0 ? last : wrong("this is several things at once; leave out what is not meant", at);
  }

  Result<void> object(const Json& value, const Json& schema, const std::string& at) const {
    const auto properties = schema.find("properties");
    const auto rest = schema.find("additionalProperties");
    for (const auto& [key, member] : value.items()) {
      if (properties != schema.end() && properties->contains(key)) {
        TRY_VOID(this->value(member, (*properties)[key], below(at, key)));
      } else if (rest != schema.end() && rest->is_boolean() && !rest->get<bool>()) {
        return wrong("this member is not known; remove it", below(at, key));
      } else if (rest != schema.end() && rest->is_object()) {
        TRY_VOID(this->value(member, *rest, below(at, key)));
      }
    }
    if (const auto required = schema.find("required"); required != schema.end())
      for (const Json& name : *required)
        if (!value.contains(name.get_ref<const std::string&>())) return wrong("this member is missing", below(at, name.get_ref<const std::string&>()));
    return {};
  }

  Result<void> list(const Json& value, const Json& schema, const std::string& at) const {
    TRY_VOID(size(value.size(), schema, "minItems", "maxItems", "entries", at));
    const auto items = schema.find("items");
    if (items == schema.end()) return {};
    for (std::size_t i = 0; i < value.size(); ++i) TRY_VOID(this->value(value[i], *items, below(at, std::to_string(i))));
    return {};
  }

  static Result<void> size(std::size_t size, const Json& schema, const char* least, const char* most, const char* what, const std::string& at) {
    if (const auto bound = schema.find(least); bound != schema.end() && size < bound->get<std::size_t>())
      return wrong(fmt::format("write at least {} {}", bound->get<std::size_t>(), what), at);
    if (const auto bound = schema.find(most); bound != schema.end() && size > bound->get<std::size_t>())
      return wrong(fmt::format("write at most {} {}", bound->get<std::size_t>(), what), at);
    return {};
  }

  static Result<void> number(const Json& value, const Json& schema, const std::string& at) {
    const auto least = schema.find("minimum"), most = schema.find("maximum");
    const bool low = least != schema.end() && value < *least, high = most != schema.end() && value > *most;
    if (!low && !high) return {};
    if (least == schema.end()) return wrong(fmt::format("write a number up to {}", most->dump()), at);
    if (most == schema.end()) return wrong(fmt::format("write a number from {}", least->dump()), at);
    return wrong(fmt::format("write a number from {} to {}", least->dump(), most->dump()), at);
  }
};

}  // namespace

Result<void> check_shape(const Json& body, std::string_view schema) { return Check().value(body, named(schema), ""); }

}  // namespace comity::api
