// The published vectors (docs/format/vectors/stix_objects.jsonl, written from the specification), and objects made from
// the tables themselves: what they require, and what type each property has.
#include "stix/validate.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>

#include "stix/deterministic_id.hpp"
#include "stix/object.hpp"
#include "stix/shared_data_test.hpp"
#include "stix/tables.hpp"

namespace comity::stix {
namespace {

using json::Kind;
using json::Value;

std::vector<Problem> problems_of(std::string_view text, bool warnings = true) {
  const auto document = json::Document::parse(text);
  EXPECT_TRUE(document) << text;
  std::vector<Problem> problems;
  if (document) validate(*document, {.warnings = warnings, .max_errors = 500, .max_warnings = 500}, problems);
  return problems;
}

std::string shown(const std::vector<Problem>& problems) {
  std::string out;
  for (const Problem& one : problems)
    out += std::string(name_of(one.severity)) + " " + one.pointer + " §" + std::string(one.section) + " " +
           one.message + "\n";
  return out;
}

TEST(Validate, PublishedVectors) {
  std::ifstream file(COMITY_SOURCE_DIR "/docs/format/vectors/stix_objects.jsonl");
  ASSERT_TRUE(file);
  std::size_t rows = 0;
  for (std::string line; std::getline(file, line); ++rows) {
    const auto row = json::Document::parse(line);
    ASSERT_TRUE(row) << line;
    const Value root = row->root();
    const std::string name = root.get("name")->string();
    const std::vector<Problem> found = problems_of(root.get("object")->text());
    std::multiset<std::string> expected, got;
    root.get("problems")->each_element([&](const Value& one) {
      expected.insert(one.get("severity")->string() + " " + one.get("pointer")->string() + " §" +
                      one.get("section")->string());
    });
    bool valid = true;
    for (const Problem& one : found) {
      got.insert(std::string(name_of(one.severity)) + " " + one.pointer + " §" + std::string(one.section));
      valid = valid && one.severity != Severity::error;
      EXPECT_FALSE(one.message.empty()) << name;
      EXPECT_FALSE(one.rule.empty()) << name;
    }
    EXPECT_EQ(got, expected) << name << "\n" << shown(found);
    EXPECT_EQ(valid, root.get("valid")->boolean()) << name;
  }
  EXPECT_GE(rows, 400u);
}

// ---- objects made from the tables
// ------------------------------------------------------------------------------------

constexpr std::string_view kTime = "\"2026-01-31T12:00:00.000Z\"";
constexpr std::string_view kUuid = "00000000-0000-4000-8000-000000000001";

std::string json_text(std::string_view text) {
  std::string out;
  json::append_quoted(out, text);
  return out;
}

std::string identifier(std::string_view targets) {
  std::string_view type = targets.substr(0, targets.find(' '));
  if (type.empty() || type == "SDO") type = "campaign";
  if (type == "SCO") type = "url";
  if (type == "SRO") type = "relationship";
  return json_text(std::string(type) + "--" + std::string(kUuid));
}

std::string example(const Property& property, bool old);

std::string example_of_shape(Shape shape) {
  switch (shape) {
    case Shape::version:
      return "\"2.1\"";
    case Shape::language:
      return "\"en\"";
    case Shape::pattern:
      return "\"[url:value = 'http://example.com/a']\"";
    case Shape::relationship_type:
      return "\"related-to\"";
    case Shape::url:
    case Shape::link:
      return "\"https://example.com/a\"";
    case Shape::domain:
      return "\"example.com\"";
    case Shape::mail_address:
      return "\"jane.smith@example.com\"";
    case Shape::ipv4:
      return "\"198.51.100.3\"";
    case Shape::ipv6:
      return "\"2001:db8::1\"";
    case Shape::mac:
      return "\"d2:fb:49:24:37:18\"";
    case Shape::cpe:
      return "\"cpe:2.3:a:microsoft:word:2000:*:*:*:*:*:*:*\"";
    case Shape::charset:
      return "\"US-ASCII\"";
    case Shape::mime_type:
      return "\"text/plain\"";
    case Shape::country:
      return "\"NZ\"";
    case Shape::area:
      return "\"NZ-WGN\"";
    case Shape::selector:
      return "\"type\"";
    default:
      return "\"some-text\"";
  }
}

// Required properties alone, or all of them.
std::string object_of(const Table& table, bool all, bool old, std::string_view without = {},
                      std::string_view replaced = {}, std::string_view value = {}) {
  const Structure& structure = table.structure();
  std::set<std::string_view> names;
  for (const Table::Entry& entry : table.entries()) {
    const Need need = old ? entry.property.need20 : entry.property.need;
    if (need == Need::required || (all && need != Need::unknown)) names.insert(entry.property.name);
  }
  if (structure.one_of == "*")
    names.insert(structure.properties.front().name);
  else if (!structure.one_of.empty())
    names.insert(structure.one_of.substr(0, structure.one_of.find(' ')));
  for (int i = 0; i < 2; ++i)  // what these need may need more
    for (const Table::Dependence& rule : table.dependences())
      if (rule.kind == Rule::Kind::together && names.contains(table.entries()[rule.first].property.name))
        names.insert(table.entries()[rule.second].property.name);
  // What may not stand beside each other.
  for (const Table::Dependence& rule : table.dependences()) {
    const auto &first = table.entries()[rule.first].property, &second = table.entries()[rule.second].property;
    if (rule.kind == Rule::Kind::apart && names.contains(first.name) && names.contains(second.name))
      names.erase(second.name);
  }
  if (structure.name == "observed-data" && !old) {
    names.erase("objects");
    names.insert("object_refs");
  }
  if (structure.name == "email-message") names.erase("body_multipart");
  if (structure.name == "extension-definition") names.erase("extension_properties");
  names.erase("action");
  names.insert(replaced);
  names.erase("");
  names.erase(without);
  std::string out = "{";
  for (const Table::Entry& entry : table.entries()) {
    const Property& property = entry.property;
    if (!names.contains(property.name)) continue;
    if (out.size() > 1) out += ",";
    out += json_text(property.name) + ":";
    if (property.name == replaced)
      out += value;
    else if (property.name == "type")
      out += json_text(structure.name);
    else if (property.name == "id")
      out += json_text(std::string(structure.name) + "--" + std::string(kUuid));
    else if (property.name == "spec_version")
      out += old ? "\"2.0\"" : "\"2.1\"";
    else if (property.name == "valid_until" || property.name == "stop_time")
      out += "\"2026-02-01T12:00:00.000Z\"";
    else if (property.name == "is_active" || property.name == "is_multipart" || property.name == "is_family")
      out += "false";
    else if (property.name == "definition_type")
      out += "\"statement\"";
    else if (property.name == "source_name" || property.name == "external_id")
      out += "\"some-text\"";
    else if (property.name == "labels" && old && structure.labels20 != Vocabulary::none) {
      const std::string_view words = vocabulary(structure.labels20).words;
      out += "[" + json_text(words.substr(0, words.find(' '))) + "]";
    } else {
      out += example(property, old);
    }
  }
  return out + "}";
}

std::string example(const Property& property, bool old) {
  std::string one;
  switch (property.form) {
    case Form::string:
      one = example_of_shape(static_cast<Shape>(property.detail));
      break;
    case Form::integer:
      one = property.high < 100 ? "0" : "1";
      break;
    case Form::number:
      one = "1.5";
      break;
    case Form::boolean:
      one = "true";
      break;
    case Form::timestamp:
      one = static_cast<Precision>(property.detail) == Precision::seconds ? "\"2026-01-31T12:00:00Z\""
                                                                          : std::string(kTime);
      break;
    case Form::identifier:
      one = property.targets == "marking-definition" ? "\"marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9\""
                                                     : identifier(property.targets);
      break;
    case Form::hashes:
      one = R"({"MD5":"d41d8cd98f00b204e9800998ecf8427e"})";
      break;
    case Form::hex:
      one = "\"0a1b\"";
      break;
    case Form::binary:
      one = "\"aGk=\"";
      break;
    case Form::dictionary:
      one = static_cast<Values>(property.detail) == Values::integers       ? R"({"key":1})"
            : static_cast<Values>(property.detail) == Values::string_lists ? R"({"key":["a"]})"
                                                                           : R"({"key":"a"})";
      break;
    case Form::open_word:
    case Form::closed_word: {
      const std::string_view words = vocabulary(static_cast<Vocabulary>(property.detail)).words;
      one = json_text(words.substr(0, words.find(' ')));
      break;
    }
    case Form::part: {
      const auto which = static_cast<Part>(property.detail);
      one = object_of(table_of(which), which != Part::granular_marking, old);
      if (which == Part::granular_marking)
        one = R"({"marking_ref":"marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9","selectors":["type"]})";
      break;
    }
    case Form::extensions:
      one =
          R"({"extension-definition--00000000-0000-4000-8000-000000000009":{"extension_type":"property-extension","rank":1}})";
      break;
    case Form::container:
      one = R"({"0":{"type":"ipv4-addr","value":"198.51.100.3"}})";
      break;
    case Form::definition:
      one = R"({"statement":"Copyright"})";
      break;
    case Form::contents:
      one = R"({"de":{"name":"Name"}})";
      break;
    case Form::reserved:
      break;
  }
  return property.list ? "[" + one + "]" : one;
}

std::size_t errors_in(const std::vector<Problem>& problems) {
  return static_cast<std::size_t>(std::ranges::count(problems, Severity::error, &Problem::severity));
}

TEST(Validate, ObjectsOfEveryTable) {
  std::size_t made = 0;
  for (const bool old : {false, true}) {
    for (const Table* table : all_types()) {
      const Structure& structure = table->structure();
      if (old && (!structure.in20 || structure.column == Column::observable)) continue;
      for (const bool all : {false, true}) {
        const std::string text = object_of(*table, all, old);
        const auto problems = problems_of(text, false);
        EXPECT_TRUE(problems.empty()) << text << "\n" << shown(problems);
        const auto document = json::Document::parse(text);
        EXPECT_EQ(missing(document->root()), "") << text;
        EXPECT_TRUE(read_object(*document)) << text;
        ++made;
      }
    }
  }
  EXPECT_GT(made, 100u);
}

// As the extension of an observable that has it.
std::string with_extension(const Table& extension, const std::string& value) {
  for (const Table* table : all_types()) {
    if (!lists(table->structure().extensions, extension.structure().name)) continue;
    std::string out = object_of(*table, false, false);
    out.back() = ',';
    return out + "\"extensions\":{" + json_text(extension.structure().name) + ":" + value + "}}";
  }
  return {};
}

TEST(Validate, ExtensionsOfEveryTable) {
  for (const Table* table : all_extensions()) {
    const std::string path = "/extensions/" + std::string(table->structure().name) + "/";
    const std::string text = with_extension(*table, object_of(*table, true, false));
    ASSERT_FALSE(text.empty()) << table->structure().name;
    EXPECT_EQ(errors_in(problems_of(text)), 0u) << text << shown(problems_of(text));
    for (const Table::Entry& entry : table->entries()) {
      if (entry.property.need == Need::unknown) continue;
      const auto wrong =
          problems_of(with_extension(*table, object_of(*table, true, false, "", entry.property.name, "[[]]")), false);
      ASSERT_FALSE(wrong.empty()) << path << entry.property.name;
      EXPECT_TRUE(wrong.front().pointer.starts_with(path + std::string(entry.property.name))) << wrong.front().pointer;
      if (entry.property.need != Need::required) continue;
      const auto absent =
          problems_of(with_extension(*table, object_of(*table, true, false, entry.property.name)), false);
      ASSERT_EQ(absent.size(), 1u) << path << entry.property.name;
      EXPECT_EQ(absent.front().pointer, path + std::string(entry.property.name));
    }
  }
}

TEST(Validate, EveryRequiredPropertyIsMissed) {
  std::size_t tried = 0;
  for (const bool old : {false, true}) {
    for (const Table* table : all_types()) {
      const Structure& structure = table->structure();
      if (old && (!structure.in20 || structure.column == Column::observable)) continue;
      for (const Table::Entry& entry : table->entries()) {
        if ((old ? entry.property.need20 : entry.property.need) != Need::required) continue;
        const std::string_view name = entry.property.name;
        if (name == "spec_version") continue;  // without it the object is of STIX 2.0
        const std::string text = object_of(*table, false, old, name);
        const auto problems = problems_of(text, false);
        ASSERT_FALSE(problems.empty()) << text;
        EXPECT_EQ(problems.front().pointer, "/" + std::string(name)) << text << shown(problems);
        EXPECT_EQ(problems.front().rule, "missing") << text << shown(problems);
        const auto document = json::Document::parse(text);
        EXPECT_EQ(missing(document->root()), name) << text;
        ++tried;
      }
    }
  }
  EXPECT_GT(tried, 250u);
}

TEST(Validate, EveryPropertyHasItsType) {
  std::size_t tried = 0;
  for (const Table* table : all_types()) {
    for (const Table::Entry& entry : table->entries()) {
      const Property& property = entry.property;
      if (property.need == Need::unknown || property.form == Form::reserved) continue;
      const std::string pointer = "/" + std::string(property.name);
      for (const std::string_view value : {"null", "7", "true", "\"text\"", "[[]]", "[]", "{}", "[null]", "[{}]"}) {
        const bool number = property.form == Form::integer || property.form == Form::number;
        if (!property.list && number && value == "7") continue;
        if (!property.list && property.form == Form::boolean && value == "true") continue;
        const bool words =
            property.form == Form::string || property.form == Form::open_word || property.form == Form::binary;
        if (!property.list && words && value == "\"text\"") continue;  // some of these have a shape
        const std::string text = object_of(*table, false, false, "", property.name, value);
        const auto problems = problems_of(text, false);
        const bool found =
            std::ranges::any_of(problems, [&](const Problem& one) { return one.pointer.starts_with(pointer); });
        EXPECT_TRUE(found) << text << "\n" << shown(problems);
        ++tried;
      }
    }
  }
  EXPECT_GT(tried, 3000u);
}

// ---- what else is promised -----------------------------------------------------------------------------------------

TEST(Validate, PointersAndOffsets) {
  const std::string text =
      "{\"type\":\"campaign\",\"spec_version\":\"2.1\",\"id\":\"campaign--00000000-0000-4000-8000-000000000001\","
      "\n\"created\":"
      "\"2026-01-31T12:00:00.000Z\",\"modified\":\"2026-01-31T12:00:00.000Z\",\"name\":\"n\",\"x_a/b~c\":1, "
      "\"aliases\" : [ \"a\" , 7 ]}";
  const auto problems = problems_of(text);
  ASSERT_EQ(problems.size(), 2u) << shown(problems);
  EXPECT_EQ(problems[0].pointer, "/x_a~1b~0c");
  EXPECT_EQ(text.substr(problems[1].offset, 1), "7");
  EXPECT_EQ(problems[1].pointer, "/aliases/1");
}

TEST(Validate, KeepsAsManyAsIsAskedAndCountsAll) {
  std::string text = object_of(*find_type("campaign"), false, false);
  text.back() = ',';
  text += "\"aliases\":[";
  for (int i = 0; i < 1000; ++i) text += i == 0 ? "1" : ",1";
  text += "],\"x_a\":1,\"x_b\":2}";
  const auto document = json::Document::parse(text);
  std::vector<Problem> problems;
  std::vector<RuleCount> counts;
  const Verdict verdict =
      validate(*document, {.warnings = true, .max_errors = 3, .max_warnings = 1, .counts = &counts}, problems);
  EXPECT_EQ(verdict.errors, 1000u);
  EXPECT_EQ(verdict.warnings, 2u);
  EXPECT_EQ(problems.size(), 4u);
  ASSERT_EQ(counts.size(), 2u);
  EXPECT_EQ(counts[0].count, 1000u);
  EXPECT_EQ(counts[1].count, 2u);
  EXPECT_EQ(validate(*document, {.warnings = false}, problems).warnings, 0u);
}

TEST(Validate, NamesWithEscapesAreTheSameNames) {
  std::string text = object_of(*find_type("campaign"), false, false);
  text.replace(text.find("\"name\""), 6, "\"n\\u0061me\"");
  EXPECT_TRUE(problems_of(text).empty()) << text;
  text.replace(text.find("\"campaign\""), 10, "\"camp\\u0061ign\"");
  EXPECT_TRUE(problems_of(text).empty()) << text;
}

// Whatever stands there, it ends, and says something.
TEST(Validate, IsTotal) {
  const char* values[] = {
      "0",
      "\"\"",
      "[]",
      "{}",
      "null",
      "[{}]",
      "{\"type\":null}",
      "{\"type\":\"\"}",
      "{\"type\":[]}",
      R"({"type":"observed-data","objects":{"0":{"type":"observed-data","objects":{"0":{"objects":{}}}}}})",
      R"({"type":"x","id":"x","extensions":{"a":{"extension_type":[]}}})",
      R"({"type":"marking-definition","definition_type":"tlp","definition":{"tlp":{}}})",
      R"({"type":"relationship","source_ref":[],"target_ref":{},"relationship_type":1})",
      R"({"type":"observed-data","object_refs":[1,null,"x"]})",
      R"({"type":"campaign","granular_markings":[[],{},{"selectors":{}},{"selectors":[[]]}]})",
      R"({"type":"network-traffic","extensions":[],"protocols":{}})"};
  for (const char* value : values) EXPECT_FALSE(problems_of(value).empty()) << value;
  std::string deep;
  for (int i = 0; i < 60; ++i) deep += "{\"x_a\":[";
  deep += "null";
  for (int i = 0; i < 60; ++i) deep += "]}";
  const auto document = json::Document::parse(deep, {.max_depth = 200});
  ASSERT_TRUE(document);
  std::vector<Problem> problems;
  EXPECT_GT(validate(*document, {}, problems).errors, 0u);
}

// Each value of each vector gives way to values of every kind: whatever stands where, a problem has a place in the
// text.
TEST(Validate, EveryValueOfEveryVectorReplaced) {
  std::ifstream file(COMITY_SOURCE_DIR "/docs/format/vectors/stix_objects.jsonl");
  ASSERT_TRUE(file);
  std::size_t tried = 0;
  for (std::string line; std::getline(file, line);) {
    const auto row = json::Document::parse(line);
    ASSERT_TRUE(row);
    const std::string object(row->root().get("object")->text());
    const auto document = json::Document::parse(object);
    for (const json::Node& node : document->nodes()) {
      for (const char* value :
           {"null", "-1", "1e400", "\"\"", "\"\\u0000\"", "[]", "{}", "[{}]", "{\"type\":\"file\"}", "[[null]]"}) {
        std::string text = object;
        text.replace(node.begin, node.end - node.begin, value);
        const auto changed = json::Document::parse(text);
        if (!changed) continue;  // a name gave way
        std::vector<Problem> problems;
        const Verdict verdict = validate(*changed, {.max_errors = 1000, .max_warnings = 1000}, problems);
        ASSERT_EQ(problems.size(), verdict.errors + verdict.warnings) << text;
        for (const Problem& one : problems) {
          ASSERT_LT(one.offset, text.size()) << text;
          ASSERT_TRUE(one.pointer.empty() || one.pointer.front() == '/') << one.pointer;
        }
        ++tried;
      }
    }
  }
  EXPECT_GT(tried, 30'000u);
}

// What it costs is linear: each of these would take minutes if references, selectors or names were looked for one by
// one.
TEST(Validate, HostileObjectsDoNotTakeLong) {
  std::string container = object_of(*find_type("observed-data"), false, true);
  container.erase(container.find(",\"objects\""));
  container += ",\"objects\":{";
  for (int i = 0; i < 100'000; ++i)
    container += "\"" + std::to_string(i) + "\":{\"type\":\"url\",\"value\":\"https://example.com/\"},";
  container += "\"100000\":{\"type\":\"file\",\"name\":\"n\",\"contains_refs\":[\"99999\"";
  for (int i = 0; i < 100'000; ++i) container += ",\"99999\"";
  container += "]}}}";
  EXPECT_TRUE(problems_of(container).empty()) << shown(problems_of(container)).substr(0, 1000);
  std::string selectors = object_of(*find_type("campaign"), false, false);
  selectors.back() = ',';
  selectors += "\"aliases\":[\"a\"";
  for (int i = 0; i < 100'000; ++i) selectors += ",\"a\"";
  selectors += "],\"granular_markings\":[{\"lang\":\"de\",\"selectors\":[\"aliases.[99999]\"";
  for (int i = 0; i < 100'000; ++i) selectors += ",\"aliases.[99999]\"";
  selectors += "]}]}";
  EXPECT_FALSE(problems_of(selectors).empty());  // more than can be looked at, and it says so
  std::string names = object_of(*find_type("campaign"), false, false);
  names.back() = ',';
  for (int i = 0; i < 60; ++i) names += "\"" + std::to_string(i) + std::string(100'000, 'A') + "\":1,";
  names.back() = '}';
  for (const Problem& one : problems_of(names)) EXPECT_LT(one.pointer.size() + one.message.size(), 1000u);
}

// The examples of the specification, as its first errata corrected them, give these ids to these values.
TEST(DeterministicId, SpecificationExamples) {
  struct {
    const char* object;
    const char* id;
  } const table[] = {
      {R"({"type":"ipv4-addr","value":"198.51.100.3"})", "ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4"},
      {R"({"type":"ipv4-addr","value":"198.51.100.0/24"})", "ipv4-addr--1ea47840-aa39-5aa8-b4a2-cd203eb6662a"},
      {R"({"type":"ipv6-addr","value":"2001:0db8:85a3:0000:0000:8a2e:0370:7334"})",
       "ipv6-addr--85a85a8c-ee99-5722-946d-3c3a3270fc6f"},
      {R"({"type":"domain-name","value":"example.com"})", "domain-name--bedb4899-d24b-5401-bc86-8f6b4cc18ec7"},
      {R"({"type":"email-addr","display_name":"John Doe","value":"john@example.com"})",
       "email-addr--7165e2a9-671f-585d-b1e1-ca59c671d934"},
      {R"({"type":"mac-addr","value":"d2:fb:49:24:37:18"})", "mac-addr--757b1725-9903-54f5-a855-1240691d7659"},
      {R"({"type":"mutex","name":"__CLEANSWEEP__"})", "mutex--f93fe911-e545-5239-b9b0-597840d0c871"},
      {R"({"type":"autonomous-system","rir":"RIR","number":15139,"name":"Slime"})",
       "autonomous-system--3aa27478-50b5-5ab8-9da9-cdc12b657fff"},
      {R"({"type":"directory","path":"C:\\Windows\\System32"})", "directory--0a58d0c1-59e6-5afd-8252-dcd3f13e5622"},
      {R"({"type":"url","value":"https://example.com/research/index.html"})",
       "url--47c3cf9a-5027-5bf0-997a-017c7edc7c55"},
      {R"({"type":"file","name":"quêry.dll","hashes":{"SHA-256":"841a8921140aba50671ebb0770fecc4ee308c4952cfeff8de154ab14eeef4649"}})",
       "file--7d1e3a18-89e7-5bc5-be36-9879f5b7f5c8"},
      {R"({"type":"file","hashes":{"SHA-256":"35a01331e9ad96f751278b891b6ea09699806faedfa237d40513d92ad1b7100f"},
           "extensions":{"ntfs-ext":{"alternate_data_streams":[{"size":25536,"name":"second.stream"}]}}})",
       "file--ba04c974-3cef-5f42-adc7-084d467874e2"},
      {R"({"type":"user-account","user_id":"1001","account_login":"jdoe","account_type":"unix"})",
       "user-account--f94d689e-707d-58c3-b803-c720bb6ed096"},
      {R"({"type":"software","name":"Word","cpe":"cpe:2.3:a:microsoft:word:2000:*:*:*:*:*:*:*","version":"2002","vendor":"Microsoft"})",
       "software--710b0b41-d4d0-5d6c-a400-fc9254554ffc"},
      {R"({"type":"windows-registry-key","key":"hkey_local_machine\\system\\bar\\foo","values":[{"name":"Foo","data":"qwerty",
           "data_type":"REG_SZ"},{"name":"Bar","data":"42","data_type":"REG_DWORD"}]})",
       "windows-registry-key--f6a11ddf-fa2b-54c8-97ab-e7f28413095a"},
      {R"({"type":"process","pid":1})", ""},
      {R"({"type":"campaign","name":"n"})", ""},
      {R"({"type":"email-message","is_multipart":false})", ""},
  };
  for (const auto& row : table) {
    const auto document = json::Document::parse(row.object);
    ASSERT_TRUE(document) << row.object;
    EXPECT_EQ(deterministic_id(document->root()), row.id) << row.object;
  }
}

// One canonical JSON, however the object is written (RFC 8785).
TEST(DeterministicId, DoesNotDependOnHowItIsWritten) {
  const auto id = [](const char* text) {
    const auto document = json::Document::parse(text);
    return deterministic_id(document->root());
  };
  EXPECT_EQ(id(R"({"type":"url","value":"https://example.com/\u0061"})"),
            id(R"({"value":"https:\/\/example.com/a","type":"url","x_a":1})"));
  EXPECT_EQ(id(R"({"type":"file","name":"a","size":1,"hashes":{"SHA-256":"b","MD5":"a"}})"),
            id(R"({"hashes":{"MD5":"a"},"type":"file","name":"a"})"));
  EXPECT_NE(id(R"({"type":"file","name":"a","hashes":{"SHA-256":"b"}})"), id(R"({"type":"file","name":"a"})"));
  EXPECT_EQ(id(R"({"type":"autonomous-system","number":1e3})"), id(R"({"type":"autonomous-system","number":1000})"));
  EXPECT_EQ(id(R"({"type":"autonomous-system","number":-0})"), id(R"({"type":"autonomous-system","number":0})"));
  EXPECT_EQ(
      id(R"({"type":"file","name":"a","extensions":{"b-ext":{"y":[1,{"d":1,"c":2}],"x":null},"a-ext":{"z":true}}})"),
      id(R"({"type":"file","extensions":{"a-ext":{"z":true},"b-ext":{"x":null,"y":[1,{"c":2,"d":1}]}},"name":"a"})"));
  EXPECT_EQ(id(R"({"type":"file","name":"a","extensions":{"a-ext":{"\ue000":1,"\ud83d\ude00":2}}})"),
            id(R"({"type":"file","name":"a","extensions":{"a-ext":{"\ud83d\ude00":2,"\ue000":1}}})"));
  const auto document = json::Document::parse(R"({"type":"file","name":"a","extensions":{"own":{"l":1}}})");
  EXPECT_EQ(deterministic_id(document->root(), "own"), id(R"({"type":"file","name":"a"})"));
}

// Published sets are valid: what is refused here would be refused to everybody.
TEST(Validate, PublishedDataSets) {
  for (const char* name : {"enterprise-attack-18.1", "ics-attack-18.1", "capec"}) {
    const auto text = shared_gzip("data/stix/" + std::string(name) + ".json.gz");
    if (!text) GTEST_SKIP() << kNoSharedData;
    const auto bundle = split(*text);
    ASSERT_TRUE(bundle);
    json::Document document;
    std::vector<Problem> problems;
    for (const std::string_view one : bundle->objects) {
      ASSERT_TRUE(document.read(one));
      EXPECT_EQ(validate(document, {.warnings = false}, problems).errors, 0u) << name << shown(problems);
    }
  }
}

}  // namespace
}  // namespace comity::stix
