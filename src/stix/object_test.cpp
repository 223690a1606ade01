#include "stix/object.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "stix/selector.hpp"
#include "stix/shared_data_test.hpp"
#include "stix/types.hpp"

namespace comity::stix {
namespace {

using Kind = Reference::Kind;

constexpr const char* kId = "11111111-1111-4111-8111-111111111111";
std::string id(std::string_view type, char last = '1') {
  std::string out = std::string(type) + "--" + kId;
  out.back() = last;
  return out;
}

// An object of this type with a 2.1 head and then `rest` (", \"name\": …").
std::string object_text(std::string_view type, std::string_view rest) {
  return std::string(R"({"type":")").append(type) + R"(","spec_version":"2.1","id":")" + id(type) +
         R"(","created":"2026-01-01T00:00:00Z","modified":"2026-01-02T00:00:00.5Z")" + std::string(rest) + "}";
}

Result<Object> read(const std::string& text) {
  auto document = json::Document::parse(text);
  if (!document) return tl::make_unexpected(document.error());
  return read_object(*document);
}

TEST(ReadObject, ReadsWhatTheNodeNeeds) {
  const std::string text = object_text(
      "report", R"(,"name":"n","revoked":true,"created_by_ref":")" + id("identity") + R"(","object_refs":[")" +
                    id("malware") + R"(",")" + id("tool") + R"("],"object_marking_refs":[")" +
                    id("marking-definition") + R"("],"granular_markings":[{"marking_ref":")" +
                    id("marking-definition", '2') +
                    R"(","selectors":["name","object_refs.[1]"]},{"lang":"de","selectors":["name"]}],"extensions":{")" +
                    std::string(kLabelExtension) + R"(":{"extension_type":"property-extension"}})");
  const auto object = read(text);
  ASSERT_TRUE(object) << to_string(object.error());
  EXPECT_EQ(object->type, "report");
  EXPECT_EQ(object->id, id("report"));
  EXPECT_EQ(object->spec_version, "2.1");
  EXPECT_EQ(object->created, "2026-01-01T00:00:00Z");
  EXPECT_EQ(object->modified, "2026-01-02T00:00:00.5Z");
  EXPECT_EQ(object->version, parse_time("2026-01-02T00:00:00.5Z").value());
  EXPECT_TRUE(object->revoked);
  EXPECT_EQ(object->marking_refs, std::vector<std::string>{id("marking-definition")});
  ASSERT_EQ(object->granular.size(), 2u);
  EXPECT_EQ(object->granular[0].marking_ref, id("marking-definition", '2'));
  EXPECT_EQ(object->granular[0].selectors, (std::vector<std::string>{"name", "object_refs.[1]"}));
  EXPECT_EQ(object->granular[1].marking_ref, "");
  EXPECT_EQ(object->label_extension, R"({"extension_type":"property-extension"})");
  ASSERT_EQ(object->references.size(), 3u);
  EXPECT_EQ(object->references[0].path, "created_by_ref");
  EXPECT_EQ(object->references[0].kind, Kind::optional);
  EXPECT_EQ(object->references[2].target, id("tool"));
  EXPECT_EQ(object->references[2].path, "object_refs.[1]");
  EXPECT_EQ(object->references[2].kind, Kind::required_list);
}

TEST(ReadObject, SpecVersionWhereNoneIsWritten) {
  const auto version = [](const std::string& text) { return read(text).value().spec_version; };
  EXPECT_EQ(version(R"({"type":"domain-name","id":")" + id("domain-name") + R"(","value":"example.com"})"), "2.1");
  EXPECT_EQ(version(R"({"type":"tool","id":")" + id("tool") + R"(","created":"2026-01-01T00:00:00Z"})"), "2.0");
  EXPECT_EQ(version(R"({"type":"x-seen","id":")" + id("x-seen") + R"("})"), "2.1");
  const auto tool = read(R"({"type":"tool","id":")" + id("tool") + R"(","created":"2026-01-01T00:00:00Z"})").value();
  EXPECT_EQ(tool.modified, tool.created);
  const auto address = read(R"({"type":"url","id":")" + id("url") + R"("})").value();
  EXPECT_EQ(address.modified, "");
  EXPECT_FALSE(address.version);
}

struct FoundReference {
  Kind kind;
  std::string path;
  std::string removal;
  bool operator==(const FoundReference&) const = default;
};
void PrintTo(const FoundReference& r, std::ostream* out) {
  *out << static_cast<int>(r.kind) << ' ' << r.path << " - " << r.removal;
}

std::vector<FoundReference> references_of(const std::string& text) {
  const auto object = read(text);
  EXPECT_TRUE(object) << text << to_string(object.error());
  std::vector<FoundReference> out;
  if (object) {
    for (const Reference& r : object->references) out.push_back({r.kind, r.path, r.removal});
  }
  return out;
}

TEST(References, KindsAndRemovals) {
  const std::string x = "\"" + id("identity") + "\"";
  using Found = std::vector<FoundReference>;
  EXPECT_EQ(references_of(object_text("relationship", R"(,"relationship_type":"uses","target_ref":)" + x +
                                                          R"(,"source_ref":)" + x + R"(,"created_by_ref":)" + x)),
            (Found{{Kind::mandatory, "target_ref", "target_ref"},
                   {Kind::mandatory, "source_ref", "source_ref"},
                   {Kind::optional, "created_by_ref", "created_by_ref"}}));
  EXPECT_EQ(
      references_of(object_text("sighting", R"(,"sighting_of_ref":)" + x + R"(,"where_sighted_refs":[)" + x + "]")),
      (Found{{Kind::mandatory, "sighting_of_ref", "sighting_of_ref"},
             {Kind::list, "where_sighted_refs.[0]", "where_sighted_refs.[0]"}}));
  EXPECT_EQ(references_of(object_text("language-content", R"(,"contents":{},"object_ref":)" + x)),
            (Found{{Kind::mandatory, "object_ref", "object_ref"}}));
  for (const char* type : {"report", "grouping", "note", "opinion"}) {
    EXPECT_EQ(references_of(object_text(type, R"(,"object_refs":[)" + x + "," + x + "]")),
              (Found{{Kind::required_list, "object_refs.[0]", "object_refs.[0]"},
                     {Kind::required_list, "object_refs.[1]", "object_refs.[1]"}}));
  }
  // observed-data has either objects or object_refs.
  EXPECT_EQ(references_of(object_text("observed-data", R"(,"object_refs":[)" + x + "]")),
            (Found{{Kind::required_list, "object_refs.[0]", "object_refs.[0]"}}));
  // A relationship's name for its end means nothing deeper down or in another type.
  EXPECT_EQ(references_of(object_text("tool", R"(,"source_ref":)" + x + R"(,"x":{"sighting_of_ref":)" + x + "}")),
            (Found{{Kind::optional, "source_ref", "source_ref"},
                   {Kind::optional, "x.sighting_of_ref", "x.sighting_of_ref"}}));
  // Inside a dictionary that is an element of a list, the innermost such element goes.
  EXPECT_EQ(
      references_of(object_text("x-collection", R"(,"l":[{"n":1},{"a_ref":)" + x + R"(,"deep":[{"b_refs":[)" + x +
                                                    R"(]}]}],"after_ref":)" + x + R"(,"m":[[{"c_ref":)" + x + "}]]")),
      (Found{{Kind::optional, "l.[1].a_ref", "l.[1]"},
             {Kind::list, "l.[1].deep.[0].b_refs.[0]", "l.[1].deep.[0]"},
             {Kind::optional, "after_ref", "after_ref"},
             {Kind::optional, "m.[0].[0].c_ref", "m.[0].[0]"}}));
}

// What the reader of references knows of each type is what the table of types says.
TEST(References, MandatoryIsWhatTheTypeRequires) {
  const char* names[] = {"source_ref", "target_ref", "sighting_of_ref", "object_ref", "created_by_ref", "parent_ref"};
  for (const char* type :
       {"relationship", "sighting", "language-content", "extension-definition", "marking-definition", "report", "note",
        "malware", "indicator", "file", "network-traffic", "process", "x-unknown"}) {
    for (const char* name : names) {
      const auto found = references_of(object_text(type, std::string(",\"") + name + "\":\"" + id("identity") + "\""));
      ASSERT_EQ(found.size(), 1u) << type << ' ' << name;
      EXPECT_EQ(found[0].kind == Kind::mandatory, is_required(type, name)) << type << ' ' << name;
    }
    const auto list = references_of(object_text(type, R"(,"object_refs":[")" + id("identity") + "\"]"));
    ASSERT_EQ(list.size(), 1u);
    EXPECT_EQ(list[0].kind == Kind::required_list, is_required(type, "object_refs")) << type;
  }
}

TEST(References, WhatIsNone) {
  const std::string x = "\"" + id("identity") + "\"";
  EXPECT_TRUE(
      references_of(object_text("tool", R"(,"name":)" + x + R"(,"reference":)" + x + R"(,"xref":)" + x +
                                            R"(,"a_ref":"not an id","b_ref":7,"c_refs":["0","1"],"d_ref":null)"))
          .empty());
  EXPECT_TRUE(references_of(object_text("tool", R"(,"object_marking_refs":[")" + id("marking-definition") +
                                                    R"("],"name":"n","granular_markings":[{"marking_ref":")" +
                                                    id("marking-definition") + R"(","selectors":["name"]}])"))
                  .empty());
  // STIX 2.0 observables name each other by the keys of their dictionary.
  EXPECT_TRUE(references_of(R"({"type":"observed-data","id":")" + id("observed-data") +
                            R"(","created":"2026-01-01T00:00:00Z","modified":"2026-01-01T00:00:00Z","objects":)"
                            R"({"0":{"type":"file","parent_directory_ref":"1"},"1":{"type":"directory","path":"/"}}})")
                  .empty());
}

TEST(References, EscapedNamesAreNames) {
  EXPECT_EQ(references_of(object_text("tool", R"(,"a\u005fref":")" + id("identity") + "\"")),
            (std::vector<FoundReference>{{Kind::optional, "a_ref", "a_ref"}}));
}

TEST(ReadObject, RefusesWithAPointer) {
  struct {
    const char* name;
    std::string text;
    const char* where;
  } const table[] = {
      {"no object", "[1]", ""},
      {"no type", R"({"id":")" + id("tool") + "\"}", "/type"},
      {"type is no string", R"({"type":7})", "/type"},
      {"no id", R"({"type":"tool"})", "/id"},
      {"another type's id", R"({"type":"tool","id":")" + id("malware") + "\"}", "/id"},
      {"longer type's id", R"({"type":"tool","id":")" + id("tool-x") + "\"}", "/id"},
      {"short UUID", R"({"type":"tool","id":"tool--11111111-1111-4111-8111-11111111111"})", "/id"},
      {"UUID without hyphens", R"({"type":"tool","id":"tool--1111111111114111811111111111111111111"})", "/id"},
      {"type in capitals", R"({"type":"Tool","id":"Tool--11111111-1111-4111-8111-111111111111"})", "/id"},
      {"spec_version 3", R"({"type":"tool","spec_version":"3.0","id":")" + id("tool") + "\"}", "/spec_version"},
      {"empty spec_version", R"({"type":"tool","spec_version":"","id":")" + id("tool") + "\"}", "/spec_version"},
      {"created is a date", R"({"type":"tool","id":")" + id("tool") + R"(","created":"2026-01-01"})", "/created"},
      {"created is empty", R"({"type":"tool","id":")" + id("tool") + R"(","created":""})", "/created"},
      {"created with offset", R"({"type":"tool","id":")" + id("tool") + R"(","created":"2026-01-01T00:00:00+01:00"})",
       "/created"},
      {"modified on 30 February", R"({"type":"tool","id":")" + id("tool") + R"(","modified":"2026-02-30T00:00:00Z"})",
       "/modified"},
      {"revoked as text", object_text("tool", R"(,"revoked":"true")"), "/revoked"},
      {"labels as text", object_text("tool", R"(,"labels":"x")"), "/labels"},
      {"label as number", object_text("tool", R"(,"labels":["x",1])"), "/labels"},
      {"confidence 101", object_text("tool", R"(,"confidence":101)"), "/confidence"},
      {"confidence -1", object_text("tool", R"(,"confidence":-1)"), "/confidence"},
      {"confidence 1.0", object_text("tool", R"(,"confidence":1.0)"), "/confidence"},
      {"lang as list", object_text("tool", R"(,"lang":[])"), "/lang"},
      {"external reference as text", object_text("tool", R"(,"external_references":["x"])"), "/external_references"},
      {"created_by_ref", object_text("tool", R"(,"created_by_ref":"me")"), "/created_by_ref"},
      {"marking as text", object_text("tool", R"(,"object_marking_refs":"x")"), "/object_marking_refs"},
      {"marking is a tool",
       object_text("tool", R"(,"object_marking_refs":[")" + id("marking-definition") + R"(",")" + id("tool") + "\"]"),
       "/object_marking_refs/1"},
      {"granular marking as text", object_text("tool", R"(,"granular_markings":["x"])"), "/granular_markings"},
      {"neither marking nor lang", object_text("tool", R"(,"granular_markings":[{"selectors":["type"]}])"),
       "/granular_markings/0"},
      {"both marking and lang",
       object_text("tool", R"(,"granular_markings":[{"lang":"en","marking_ref":")" + id("marking-definition") +
                               R"(","selectors":["type"]}])"),
       "/granular_markings/0"},
      {"marking_ref is none", object_text("tool", R"(,"granular_markings":[{"marking_ref":"x","selectors":["type"]}])"),
       "/granular_markings/0/marking_ref"},
      {"no selectors", object_text("tool", R"(,"granular_markings":[{"lang":"en","selectors":[]}])"),
       "/granular_markings/0/selectors"},
      {"selector leads nowhere",
       object_text("tool", R"(,"granular_markings":[{"lang":"en","selectors":["type","typ"]}])"),
       "/granular_markings/0/selectors/1"},
      {"selector is no path",
       object_text("tool", R"(,"granular_markings":[{"lang":"en","selectors":["labels.[01]"]}])"),
       "/granular_markings/0/selectors/0"},
      {"selector of markings",
       object_text("tool", R"(,"granular_markings":[{"lang":"en","selectors":["granular_markings"]}])"),
       "/granular_markings/0/selectors/0"},
      {"extensions as list", object_text("tool", R"(,"extensions":[])"), "/extensions"},
      {"label as text", object_text("tool", R"(,"extensions":{")" + std::string(kLabelExtension) + R"(":"x"})"),
       "/extensions/extension-definition--6a1c5d0e-6e0b-4f6b-9a53-0f6f2b1e7c44"},
      {"relationship from nothing", object_text("relationship", R"(,"source_ref":"x")"), "/source_ref"},
      {"relationship to a list", object_text("relationship", R"(,"target_ref":[")" + id("tool") + "\"]"),
       "/target_ref"},
      {"report of no list", object_text("report", R"(,"object_refs":")" + id("tool") + "\""), "/object_refs"},
      {"reference below a dot", object_text("tool", R"(,"a.b":{"x_ref":")" + id("tool") + "\"}"), "/a.b"},
      {"reference below a bracket", object_text("tool", R"(,"x":{"[0]":{"x_ref":")" + id("tool") + "\"}}"), "/x"},
      {"reference below no name", object_text("tool", R"(,"":{"x_ref":")" + id("tool") + "\"}"), "/"},
  };
  for (const auto& row : table) {
    const auto object = read(row.text);
    ASSERT_FALSE(object) << row.name;
    EXPECT_EQ(object.error().code, Code::invalid) << row.name;
    EXPECT_EQ(object.error().where, row.where) << row.name << ": " << object.error().message;
  }
  const std::string text = object_text("tool", "");
  const auto document = json::Document::parse(text);
  EXPECT_EQ(read_object(*document, {.max_object_bytes = 20}).error().code, Code::too_large);
}

TEST(WithLabel, TouchesNoOtherByte) {
  const std::string key = "\"" + std::string(kLabelExtension) + "\"";
  const auto labelled = [](const std::string& text) {
    return with_label(json::Document::parse(text).value(), R"({"label":{}})");
  };
  EXPECT_EQ(labelled("{}"), R"({"extensions":{)" + key + R"(:{"label":{}}}})");
  EXPECT_EQ(labelled(R"({"a":1.0})"), R"({"a":1.0,"extensions":{)" + key + R"(:{"label":{}}}})");
  EXPECT_EQ(labelled(R"({"extensions":{},"a":"\u0061"})"),
            R"({"extensions":{)" + key + R"(:{"label":{}}},"a":"\u0061"})");
  EXPECT_EQ(labelled(R"({"extensions":{"x":{}},"a":1})"),
            R"({"extensions":{"x":{},)" + key + R"(:{"label":{}}},"a":1})");
  EXPECT_EQ(labelled(R"({"extensions":{)" + key + R"(:{"old":[1]},"x":{}}})"),
            R"({"extensions":{)" + key + R"(:{"label":{}},"x":{}}})");
  EXPECT_EQ(labelled(R"({"a":{"extensions":{}}})"),
            R"({"a":{"extensions":{}},"extensions":{)" + key + R"(:{"label":{}}}})");
  const std::string once = labelled(R"({"a":1})");
  EXPECT_EQ(labelled(once), once);
  const auto read_back = read(labelled(object_text("tool", "")));
  ASSERT_TRUE(read_back);
  EXPECT_EQ(read_back->label_extension, R"({"label":{}})");
}

TEST(Types, RequiredProperties) {
  for (const char* type : {"report", "relationship", "tool", "language-content", "extension-definition", "x-unknown"}) {
    for (const char* property : {"type", "spec_version", "id", "created", "modified"}) {
      EXPECT_TRUE(is_required(type, property)) << type << ' ' << property;
    }
    EXPECT_FALSE(is_required(type, "labels"));
  }
  EXPECT_TRUE(is_required("marking-definition", "created"));
  EXPECT_FALSE(is_required("marking-definition", "modified"));
  EXPECT_TRUE(is_required("url", "id"));
  EXPECT_FALSE(is_required("url", "spec_version"));
  EXPECT_TRUE(is_required("url", "value"));
  EXPECT_TRUE(is_required("indicator", "pattern_type"));
  EXPECT_FALSE(is_required("indicator", "name"));
  EXPECT_FALSE(is_required("malware", "name"));
  EXPECT_TRUE(is_required("extension-definition", "created_by_ref"));
  EXPECT_FALSE(is_required("tool", "created_by_ref"));
  EXPECT_TRUE(is_required("report", "object_refs"));
  EXPECT_FALSE(is_required("report", "object"));
  EXPECT_FALSE(is_required("report", ""));
}

TEST(Types, ContributorsToDeterministicIds) {
  EXPECT_TRUE(is_id_contributing("file", "hashes"));
  EXPECT_TRUE(is_id_contributing("file", "extensions"));
  EXPECT_FALSE(is_id_contributing("file", "size"));
  EXPECT_FALSE(is_id_contributing("process", "command_line"));
  EXPECT_TRUE(is_id_contributing("software", "swid"));
  EXPECT_TRUE(is_id_contributing("network-traffic", "start"));
  EXPECT_FALSE(is_id_contributing("report", "name"));
  EXPECT_TRUE(is_id_contributing("x-custom", "anything"));
  EXPECT_FALSE(is_id_contributing("x-custom", "object_marking_refs"));
  EXPECT_TRUE(has_deterministic_id("url--5f1d0e7c-8c1b-5d32-a1b0-8b3f40d1a2c3"));
  EXPECT_FALSE(has_deterministic_id("url--5f1d0e7c-8c1b-4d32-a1b0-8b3f40d1a2c3"));
  EXPECT_FALSE(has_deterministic_id("5"));
  EXPECT_EQ(family_of("sighting"), Family::relationship);
  EXPECT_EQ(family_of("x-custom"), Family::unknown);
}

TEST(Types, Missing) {
  const auto lack = [](const std::string& text) {
    const auto document = json::Document::parse(text);
    return missing(document->root());
  };
  EXPECT_EQ(lack("{}"), "type");
  EXPECT_EQ(lack(object_text("tool", "")), "name");
  EXPECT_EQ(lack(object_text("tool", R"(,"name":"n")")), "");
  EXPECT_EQ(lack(object_text("malware", R"(,"is_family":false)")), "");
  EXPECT_EQ(lack(object_text("malware", R"(,"is_family":true)")), "name");
  EXPECT_EQ(lack(object_text("location", R"(,"latitude":1)")), "latitude and longitude together");
  EXPECT_EQ(lack(object_text("location", R"(,"name":"n")")), "one of region, country, latitude");
  EXPECT_EQ(lack(object_text("location", R"(,"region":"oceania")")), "");
  EXPECT_EQ(lack(R"({"type":"file","id":")" + id("file") + R"(","size":1})"), "one of hashes, name");
  EXPECT_EQ(lack(R"({"type":"artifact","id":")" + id("artifact") + R"(","url":"u"})"), "hashes");
  EXPECT_EQ(lack(R"({"type":"process","id":")" + id("process") + R"(","pid":1})"), "");
  EXPECT_EQ(lack(object_text("tool", R"(,"name":"n","external_references":[{"source_name":"s"}])")),
            "one of description url external_id in external_references");
  EXPECT_EQ(lack(object_text("tool", R"(,"name":"n","external_references":[{"url":"u"}])")),
            "source_name in external_references");
  EXPECT_EQ(lack(object_text("tool", R"(,"name":"n","kill_chain_phases":[{"phase_name":"p"}])")),
            "kill_chain_name in kill_chain_phases");
  EXPECT_EQ(lack(R"({"type":"tool","id":"x","created":"","modified":"","name":"n"})"), "labels");  // STIX 2.0
  EXPECT_EQ(lack(object_text("x-novelty", R"(,"external_references":[{"url":"u"}])")), "source_name in external_references");
}

TEST(Split, CutsAtObjects) {
  const auto bundle =
      split("\n{ \"type\" : \"bundle\", \"objects\" : [ {\"a\" : \"} ]\\\" {\"} , {} ], \"id\":\"bundle--1\" } ");
  ASSERT_TRUE(bundle) << to_string(bundle.error());
  EXPECT_EQ(bundle->objects, (std::vector<std::string_view>{R"({"a":"} ]\" {"})", "{}"}));
  EXPECT_EQ(split(R"({"objects":[]})")->objects.size(), 0u);
  EXPECT_EQ(split(R"({"more":false,"objects":[{}],"next":"x"})")->objects.size(), 1u);
  EXPECT_EQ(split(R"({"obj\u0065cts":[{}]})")->objects.size(), 1u);
  EXPECT_EQ(split(R"({"x":{"objects":[1]},"y":["objects"],"objects":[{}]})")->objects.size(), 1u);
}

// The views must follow their text wherever it goes, the shortest text included.
TEST(Split, SurvivesAMove) {
  auto first = split(R"({"objects":[{}]})");
  ASSERT_TRUE(first);
  const Bundle moved = std::move(*first);
  ASSERT_EQ(moved.objects.size(), 1u);
  EXPECT_EQ(moved.objects[0].data(), moved.text.data() + 12);
}

TEST(Split, TakesATextAway) {
  std::string minified = R"({"objects":[{"a b":1}]})";
  const char* const bytes = minified.data();
  const auto kept = split_owned(std::move(minified));
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->objects, (std::vector<std::string_view>{R"({"a b":1})"}));
  EXPECT_EQ(kept->text.data(), bytes);
  EXPECT_EQ(split_owned(R"( {"objects" : [ {"a b" : 1} ] } )")->text, kept->text);
  EXPECT_FALSE(split_owned(R"({"objects":[1 2]})"));
}

TEST(Split, OneBadObjectDoesNotSpoilTheRest) {
  const auto bundle = split(R"({"objects":[{"a":[},{"a" 1,,:},{"a":"\ud800"},{]]},{"x":1e},{"good":1}]})");
  ASSERT_TRUE(bundle) << to_string(bundle.error());
  ASSERT_EQ(bundle->objects.size(), 6u);
  for (std::size_t i = 0; i < 5; ++i) EXPECT_FALSE(json::Document::parse(bundle->objects[i])) << bundle->objects[i];
  EXPECT_TRUE(json::Document::parse(bundle->objects[5]));
}

TEST(Split, RefusesBrokenFraming) {
  struct {
    std::string text;
    const char* where;
  } const table[] = {
      {"", "byte 0"},
      {"[]", "byte 0"},
      {"7", "byte 0"},
      {"\xef\xbb\xbf{\"objects\":[]}", "byte 0"},
      {"{}", ""},
      {R"({"type":"bundle"})", ""},
      {R"({"type":"tool","objects":[]})", "/type"},
      {R"({"objects":{}})", "/objects"},
      {R"({"objects":[7]})", "/objects/0"},
      {R"({"objects":[{},[]]})", "/objects/1"},
      {R"({"objects":[{},"x",{}]})", "/objects/1"},
      {R"({"objects":[{},,{}]})", "/objects/1"},
      {R"({"objects":[{},]})", "/objects/1"},
      {R"({"objects":[{}{}]})", "byte 14"},
      {R"({"objects":[{}})", "byte 14"},
      {R"({"objects":[{})", "byte 14"},
      {R"({"objects":[{)", "/objects/0"},
      {R"({"objects":[{"a)", "byte 13"},
      {R"({"objects":[{}]}x)", "byte 16"},
      {R"({"objects":[{}]}{})", "byte 16"},
      {R"({"objects":[{}]},)", "byte 16"},
      {R"({"objects":[{}],})", "byte 16"},
      {R"({"objects":[{}] "a":1})", "byte 15"},
      {R"({"objects":[],"objects":[]})", "byte 14"},
      {R"({"objects":[],"obj\u0065cts":7})", "byte 14"},
      {R"({"id":1,"objects":[],"id":2})", "byte 21"},
      {R"({"id":1 2,"objects":[]})", "byte 7"},
      {R"({"id":tru,"objects":[]})", "byte 6"},
      {R"({"id","objects":[]})", "byte 5"},
      {R"({id:1,"objects":[]})", "byte 1"},
      {R"({"objects")", "byte 10"},
      {R"({"\ud800":1,"objects":[]})", "byte 1"},
  };
  for (const auto& row : table) {
    const auto bundle = split(row.text);
    ASSERT_FALSE(bundle) << row.text;
    EXPECT_EQ(bundle.error().code, Code::invalid) << row.text;
    EXPECT_EQ(bundle.error().where, row.where) << row.text << ": " << bundle.error().message;
  }
  EXPECT_FALSE(split("{\"objects\":[{\"a\":\"\xff\"}]}"));
}

TEST(Split, HoldsItsBounds) {
  const std::string two = R"({"objects":[{},{}]})";
  EXPECT_TRUE(split(two, {.max_bundle_bytes = two.size(), .max_objects = 2}));
  EXPECT_EQ(split(two, {.max_bundle_bytes = two.size() - 1}).error().code, Code::too_large);
  EXPECT_EQ(split(two, {.max_objects = 1}).error().code, Code::too_large);
  const std::string deep = R"({"x":)" + std::string(100'000, '[') + std::string(100'000, ']') + R"(,"objects":[]})";
  EXPECT_EQ(split(deep).error().code, Code::too_large);
  // Depth inside an object is that object's affair.
  const std::string bomb = R"({"objects":[)" +
                           [] {
                             std::string s;
                             for (int i = 0; i < 100'000; ++i) s += "{\"\":";
                             return s;
                           }() +
                           "1" + std::string(100'000, '}') + ",{}]}";
  const auto bundle = split(bomb);
  ASSERT_TRUE(bundle);
  ASSERT_EQ(bundle->objects.size(), 2u);
  EXPECT_EQ(json::Document::parse(bundle->objects[0]).error().code, Code::too_large);
}

struct RealData {
  const char* file;
  std::size_t objects;
};
void PrintTo(const RealData& data, std::ostream* out) { *out << data.file; }

class RealBundle : public testing::TestWithParam<RealData> {};

TEST_P(RealBundle, RoundTrip) {
  const auto text = shared_gzip(std::string("data/stix/") + GetParam().file);
  if (!text) GTEST_SKIP() << kNoSharedData;
  const auto bundle = split(*text);
  ASSERT_TRUE(bundle) << to_string(bundle.error());
  ASSERT_EQ(bundle->objects.size(), GetParam().objects);
  // The objects, one after the other, are the whole list and nothing else.
  const std::string_view whole = bundle->text;
  const char* next = bundle->objects[0].data();
  EXPECT_EQ(*(next - 1), '[');
  std::set<std::string, std::less<>> ids;
  std::vector<Reference> references;
  json::Document document;
  for (const std::string_view text_of_one : bundle->objects) {
    ASSERT_EQ(text_of_one.data(), next);
    next += text_of_one.size() + 1;
    const auto parsed = document.read(text_of_one);
    ASSERT_TRUE(parsed) << to_string(parsed.error()) << text_of_one.substr(0, 200);
    auto object = read_object(document);
    ASSERT_TRUE(object) << to_string(object.error()) << text_of_one.substr(0, 200);
    ids.insert(object->id);
    for (Reference& reference : object->references) {
      const auto at = resolve(document.root(), parse_selector(reference.path).value());
      ASSERT_TRUE(at && at->equals(reference.target)) << reference.path;
      ASSERT_TRUE(starts_with(parse_selector(reference.path).value(), parse_selector(reference.removal).value()));
      references.push_back(std::move(reference));
    }
  }
  EXPECT_EQ(*(next - 1), ']');
  EXPECT_LE(next, whole.data() + whole.size());
  std::size_t dangling = 0;
  for (const Reference& reference : references) dangling += !ids.contains(reference.target);
  EXPECT_EQ(dangling, 0u);
  EXPECT_GT(references.size(), GetParam().objects);
}

INSTANTIATE_TEST_SUITE_P(Mitre, RealBundle,
                         testing::Values(RealData{"enterprise-attack-18.1.json.gz", 24771},
                                         RealData{"ics-attack-18.1.json.gz", 1826}, RealData{"capec.json.gz", 2683}));

}  // namespace
}  // namespace comity::stix
