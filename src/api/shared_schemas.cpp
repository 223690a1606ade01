#include <array>

#include "api/schema.hpp"

namespace comity::api {
namespace {

constexpr std::array kShared{
    Schema{"Problem", R"({"type":"object","description":"An error (RFC 9457).","required":["title","status"],"additionalProperties":false,"properties":{
      "type":{"type":"string","description":"Of the list at /api/v1/problems."},
      "title":{"type":"string"},"status":{"type":"integer"},
      "detail":{"type":"string","description":"What is wrong, and what to do."},
      "instance":{"type":"string","description":"A name of this one answer: urn:comity:error: and the error_id."},
      "code":{"type":"string"},
      "where":{"type":"string","description":"The member (a JSON pointer), parameter, header or clause that it lies at."},
      "error_id":{"type":"string"}}})"},
    Schema{"Time", R"({"type":"string","format":"date-time","description":"RFC 3339, in UTC."})"},
    Schema{"Next", R"({"type":"string","description":"Where the list goes on: give it back as next, with the same filters."})"},
    Schema{"Label", R"({"type":"object","description":"docs/format/label.md","additionalProperties":true})"},
    Schema{"Act", R"({"type":"object","description":"docs/format/act.md","additionalProperties":true})"},
    Schema{"Names", R"({"type":"array","items":{"type":"string"}})"},
    Schema{"VersionOf", R"({"type":"object","required":["owner","id","version"],"additionalProperties":false,"properties":{
      "owner":{"type":"string"},"id":{"type":"string"},"version":{"type":"string"}}})"},
};

}  // namespace

std::span<const Schema> shared_schemas() { return kShared; }

}  // namespace comity::api
