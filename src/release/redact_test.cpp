#include "release/redact.hpp"

#include <gtest/gtest.h>

namespace comity::release {
namespace {

struct Row {
  const char* name;
  std::string text;
  std::vector<bool> readable;  // of its selectors
  std::vector<bool> released;  // of its references
  std::string expected;        // "" withheld
};

constexpr const char* kDates = R"("created":"2026-05-01T00:00:00.000Z","modified":"2026-05-01T00:00:00.000Z")";

// An object of STIX 2.1 with these members, whose one granular marking has these selectors.
std::string object(const std::string& type, const std::string& members, const std::string& selectors, const std::string& spec = R"("spec_version":"2.1",)") {
  std::string out = R"({"type":")" + type + R"(","id":")" + type + R"(--00000000-0000-4000-8000-000000000001",)" + spec + kDates;
  if (!members.empty()) out += "," + members;
  if (!selectors.empty())
    out += R"(,"granular_markings":[{"marking_ref":"marking-definition--00000000-0000-4000-8000-00000000000a","selectors":[)" + selectors + "]}]";
  return out + "}";
}

TEST(Redact, Table) {
  const std::string label = R"("extensions":{"extension-definition--6a1c5d0e-6e0b-4f6b-9a53-0f6f2b1e7c44":{"label":{"tlp":"RED"}},"x":{"a":1}})";
  const std::string marking = R"("object_marking_refs":["marking-definition--00000000-0000-4000-8000-00000000000b"])";
  const std::string target = "identity--00000000-0000-4000-8000-000000000002";
  const std::string label_selector = R"("extensions.extension-definition--6a1c5d0e-6e0b-4f6b-9a53-0f6f2b1e7c44)";
  const std::string observed = R"("first_observed":"2026-05-01T00:00:00Z","last_observed":"2026-05-01T00:00:00Z","number_observed":1)";
  const auto embedded = [&](const std::string& objects, const std::string& selectors) {
    return object("observed-data", observed + ",\"objects\":{" + objects + "}", selectors);
  };
  const std::string ip = R"("0":{"type":"ipv4-addr","value":"192.0.2.1"})", url = R"("1":{"type":"url","value":"x"})";
  const std::string mail = R"("1":{"type":"email-message","is_multipart":false,"to_refs":["0","2"]},"2":{"type":"email-addr","value":"y"})";
  const Row table[] = {
      {"a field", object("tool", R"("name":"n","x_a":1)", R"("x_a")"), {false}, {}, object("tool", R"("name":"n")", "")},
      {"a required field", object("tool", R"("name":"n")", R"("name")"), {false}, {}, ""},
      // What says how the object is marked would be lost on the way.
      {"its markings", object("tool", R"("name":"n",)" + marking, R"("object_marking_refs")"), {false}, {}, ""},
      {"one of its markings", object("tool", R"("name":"n",)" + marking, R"("object_marking_refs.[0]")"), {false}, {}, ""},
      {"its label", object("tool", R"("name":"n",)" + label, label_selector + "\""), {false}, {}, ""},
      {"part of its label", object("tool", R"("name":"n",)" + label, label_selector + ".label.tlp\""), {false}, {}, ""},
      {"its label with all extensions", object("tool", R"("name":"n",)" + label, R"("extensions")"), {false}, {}, ""},
      {"extensions without a label", object("tool", R"("name":"n","extensions":{"x":{"a":1}})", R"("extensions")"), {false}, {}, object("tool", R"("name":"n")", "")},
      {"another extension than its label", object("tool", R"("name":"n",)" + label, R"("extensions.x")"), {false}, {},
       object("tool", R"("name":"n","extensions":{"extension-definition--6a1c5d0e-6e0b-4f6b-9a53-0f6f2b1e7c44":{"label":{"tlp":"RED"}}})", "")},
      // Without it, it would pass for one of STIX 2.0.
      {"spec_version", object("campaign", R"("name":"n")", R"("spec_version")"), {false}, {}, ""},
      {"spec_version of what 2.0 would take", object("tool", R"("name":"n","labels":["l"])", R"("spec_version")"), {false}, {}, ""},
      {"the date of a type that nobody knows", object("x-novelty", R"("x_a":1)", R"("modified")"), {false}, {}, ""},
      {"a 2.0 object keeps what 2.0 asks", object("indicator", R"("labels":["l"],"pattern":"p","valid_from":"2026-05-01T00:00:00Z","pattern_type":"stix")", R"("pattern_type")", ""),
       {false}, {}, object("indicator", R"("labels":["l"],"pattern":"p","valid_from":"2026-05-01T00:00:00Z")", "", "")},
      // Came without a name: what else is asked is asked still.
      {"incomplete: another required field", object("malware", R"("is_family":false,"x_a":1)", R"("is_family")"), {false}, {}, ""},
      {"incomplete: a field that nothing asks for", object("malware", R"("x_a":1)", R"("x_a")"), {false}, {}, object("malware", "", "")},
      {"incomplete: one of several", object("malware-analysis", R"("result":"r")", R"("result")"), {false}, {}, ""},
      {"incomplete: all but the source of an external reference", object("tool", R"("external_references":[{"source_name":"s","url":"u"}])", R"("external_references.[0].url")"), {false}, {}, ""},
      {"incomplete: an external reference", object("tool", R"("external_references":[{"source_name":"s","url":"u"}])", R"("external_references")"), {false}, {}, object("tool", "", "")},
      {"incomplete: an external reference of a type that nobody knows",
       object("x-novelty", R"("x y":1,"external_references":[{"source_name":"s","url":"u"}])", R"("external_references.[0].source_name")"), {false}, {}, ""},
      // Only the whole of STIX asks for it.
      {"a member of an extension", object("file", R"("name":"n","extensions":{"ntfs-ext":{"alternate_data_streams":[{"name":"a","size":1}]}})", R"("extensions.ntfs-ext.alternate_data_streams.[0].name")"),
       {false}, {}, ""},
      // References.
      {"a reference in a hidden field asks for nothing", object("tool", R"("name":"n","x":[{"a_ref":")" + target + R"(","b":1}])", R"("x.[0].a_ref")"), {false}, {false},
       object("tool", R"("name":"n","x":[{"b":1}])", "")},
      {"a reference takes its element along", object("tool", R"("name":"n","x":[{"a_ref":")" + target + R"(","b":1},{"c":1}])", R"("x.[1].c")"), {true}, {false},
       object("tool", R"("name":"n","x":[{"c":1}])", R"("x.[0].c")")},
      {"by path, not by letters", object("tool", R"("name":"n","x":1,"x_ref":")" + target + "\"", R"("x")"), {false}, {true}, object("tool", R"("name":"n","x_ref":")" + target + "\"", "")},
      {"a hidden neighbour of the same beginning excuses nothing", object("relationship", R"("relationship_type":"r","source":1,"source_ref":")" + target + R"(","target_ref":")" + target + "\"", R"("source")"),
       {false}, {false, true}, ""},
      {"a required list that is emptied although others would do",
       object("observed-data", observed + R"(,"objects":{"0":{"type":"url","value":"x"}},"object_refs":[")" + target + "\"]", R"("last_observed","objects")"), {true, true}, {false}, ""},
      {"the same beside a hidden field", object("observed-data", observed + R"(,"x_a":1,"objects":{"0":{"type":"url","value":"x"}},"object_refs":[")" + target + "\"]", R"("x_a")"), {false}, {false}, ""},
      // It would lack nothing because the reference is not released: then it could only be released where something else is not.
      {"a hidden field that the reference would take along",
       object("tool", R"("name":"n","extensions":{"extension-definition--00000000-0000-4000-8000-000000000009":{"extension_type":"property-extension","a_ref":")" + target + "\"}}",
              R"("extensions.extension-definition--00000000-0000-4000-8000-000000000009.extension_type")"), {false}, {false}, ""},
      // Observables inside observed-data.
      {"an observable", embedded(ip + "," + url, R"("objects.0")"), {false}, {}, embedded(url, "")},
      {"a field that an observable needs", embedded(ip + "," + url, R"("objects.0.value")"), {false}, {}, ""},
      {"a field that it does not", embedded(ip + R"(,"1":{"type":"url","value":"x","x_a":1})", R"("objects.1.x_a")"), {false}, {}, embedded(ip + "," + url, "")},
      {"an observable that another refers to", embedded(ip + "," + mail, R"("objects.0")"), {false}, {}, ""},
      {"both", embedded(ip + "," + mail, R"("objects.0","objects.1")"), {false, false}, {}, embedded(R"("2":{"type":"email-addr","value":"y"})", "")},
      {"the reference with it", embedded(ip + "," + mail, R"("objects.0","objects.1.to_refs.[0]")"), {false, false}, {},
       embedded(R"("1":{"type":"email-message","is_multipart":false,"to_refs":["2"]},"2":{"type":"email-addr","value":"y"})", "")},
  };
  for (const Row& row : table) {
    const auto document = json::Document::parse(row.text);
    ASSERT_TRUE(document) << row.name << "\n" << row.text;
    const auto read = stix::read_object(*document);
    ASSERT_TRUE(read) << row.name << ": " << to_string(read.error());
    ASSERT_EQ(read->marked_fields(), row.readable.size()) << row.name;
    ASSERT_EQ(read->references.size(), row.released.size()) << row.name;
    const Redaction redaction = redact(*document, *read, row.readable, row.released);
    EXPECT_EQ(redaction.outcome, row.expected.empty() ? Outcome::withheld : Outcome::cut) << row.name;
    EXPECT_EQ(redaction.bytes, row.expected) << row.name;
  }
}

// As many names, selectors and references as an object may hold: no step looks through all of one for each of another.
TEST(Redact, WideObjectsStayLinear) {
  constexpr int kWide = 100'000, kSelectors = 4096;
  std::string members = R"("name":"n","x":{)", expected, selectors, refs;
  for (int i = 0; i < kWide; ++i) {
    const std::string member = "\"k" + std::to_string(i) + "\":1";
    members += (i ? "," : "") + member;
    if (i < kWide - kSelectors) expected += (i ? "," : "") + member;
    else selectors += (selectors.empty() ? "\"x.k" : ",\"x.k") + std::to_string(i) + "\"";
    refs += (i ? "," : "") + std::string(R"("identity--00000000-0000-4000-8000-000000000002")");
  }
  const std::string text = object("tool", members + "},\"x_refs\":[" + refs + "]", selectors);
  const auto document = json::Document::parse(text);
  ASSERT_TRUE(document);
  const auto read = stix::read_object(*document);
  ASSERT_TRUE(read) << to_string(read.error());
  const Redaction redaction = redact(*document, *read, std::vector<bool>(kSelectors, false), std::vector<bool>(kWide, false));
  EXPECT_EQ(redaction.bytes, object("tool", R"("name":"n","x":{)" + expected + "}", ""));
}

}  // namespace
}  // namespace comity::release
