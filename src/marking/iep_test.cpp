#include <gtest/gtest.h>

#include "marking/languages.hpp"
#include "marking/lost.hpp"
#include "marking/tsv_for_test.hpp"

namespace comity::marking {
namespace {

const Label kNothing;

using nlohmann::json;

constexpr const char* kExtension = "extension-definition--762e2e97-ee51-43e5-a9ea-165fbb862c4a";
const Context kContext{"NZL", *parse_time("2026-03-01T00:00:00Z"), nullptr};

json policy() {
  return json::parse(
      R"({"extension_type": "property-extension", "iep_id": "5f0c9a52-7f5e-4a2c-9a3e-1b2c3d4e5f60", "iep_version": 2.0,
    "description": "EXERCISE members act inside their networks", "start_date": "2026-01-01T00:00:00Z", "end_date": "2027-01-01T00:00:00Z",
    "encrypt_in_transit": "must", "permitted_actions": "internally-visible-actions", "affected_party_notifications": "must-not", "tlp": "amber",
    "provider_attribution": "must-not", "unmodified_resale": "must-not"})");
}

json definition(const json& value) {
  return {{"type", "marking-definition"},
          {"name", "EXERCISE policy"},
          {"external_references", {{{"source_name", "EXERCISE"}}}},
          {"extensions", {{kExtension, value}}}};
}

Reading read(const json& value) { return read_iep(value.dump(), kContext); }

TEST(Iep, EveryFieldOfTheTable) {
  const auto rows = table("iep2_fields.tsv");
  if (!rows) GTEST_SKIP() << kNoVectors;
  ASSERT_EQ(errors_of(read(definition(policy()))), "");
  std::size_t agree = 0;
  for (const Row& row : *rows) {
    const std::string& field = row.at("field");
    SCOPED_TRACE(field);
    // STIX keeps these two on the marking-definition.
    const bool outside = field == "name" || field == "external_references";
    const std::string at = (outside ? "/" : "/extensions/" + std::string(kExtension) + "/") + field;
    const json::json_pointer pointer(at);
    const json whole = definition(policy());
    json without = whole;
    without.at(pointer.parent_pointer()).erase(field);
    if (row.at("required") == "yes") {
      EXPECT_TRUE(has_error_at(read(without), at)) << errors_of(read(without));
    } else {
      EXPECT_EQ(errors_of(read(without)), "");
    }
    const std::string& type = row.at("type");
    std::vector<json> good, wrong;
    if (type.starts_with("enum")) {
      for (const std::string& value : split(row.at("values").substr(0, row.at("values").find(' ')), '|'))
        good.push_back(value);
      wrong = {"MUST", "sometimes", 1, nullptr};
      EXPECT_GE(good.size(), 2U);
    } else if (type.starts_with("uuid")) {
      good = {"5f0c9a52-7f5e-4a2c-9a3e-1b2c3d4e5f60", "5f0c9a52-7f5e-5a2c-9a3e-1b2c3d4e5f60"};
      wrong = {"5f0c9a52-7f5e-1a2c-9a3e-1b2c3d4e5f60", "5f0c9a52", 4};
    } else if (type == "float") {
      good = {2.0, 2};
      wrong = {1.0, "2.0", 2.1, 3};
    } else if (type == "timestamp") {
      good = {field == "start_date" ? "2026-01-01T00:00:00.5Z" : "2026-06-01T00:00:00Z"};
      wrong = {"2026-01-01", "soon", 2026};
    } else if (type == "list") {
      good = {json::array({{{"source_name", "x"}}})};
      wrong = {"https://example.org", 1};
    } else {
      ASSERT_EQ(type, "string");
      good = {"EXERCISE"};
      wrong = {1, json::array()};
    }
    for (const json& value : good) {
      json changed = whole;
      changed[pointer] = value;
      EXPECT_EQ(errors_of(read(changed)), "") << value;
    }
    for (const json& value : wrong) {
      json changed = whole;
      changed[pointer] = value;
      EXPECT_TRUE(has_error_at(read(changed), at)) << value;
    }
    ++agree;
  }
  EXPECT_EQ(agree, 13U);
}

TEST(Iep, APolicyHoldsFromItsStartToItsEnd) {
  struct Case {
    const char *start, *end, *wrong_at;
  };
  for (const Case& one : {Case{"2026-01-01T00:00:00Z", "2026-03-01T00:00:01Z", ""},
                          Case{"2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z", ""},
                          Case{"2026-03-01T00:00:01Z", "2026-04-01T00:00:00Z", "/start_date"},
                          Case{"2025-01-01T00:00:00Z", "2026-03-01T00:00:00Z", "/end_date"},
                          Case{"2026-02-01T00:00:00Z", "2026-01-01T00:00:00Z", "/end_date"}}) {
    json value = policy();
    value["start_date"] = one.start;
    value["end_date"] = one.end;
    const Reading reading = read(value);
    if (*one.wrong_at == 0) {
      EXPECT_EQ(errors_of(reading), "");
      EXPECT_EQ(reading.disposition, *parse_time(one.end));
    } else {
      EXPECT_TRUE(has_error_at(reading, one.wrong_at)) << errors_of(reading);
    }
  }
}

// What more an ordered value permits is a duty less.
TEST(Iep, ActionsAreOrdered) {
  for (const char* action :
       {"none", "contact-for-instruction", "internally-visible-actions", "externally-visible-indirect-actions"}) {
    json value = policy();
    value["permitted_actions"] = action;
    const Label label = read(value).label;
    EXPECT_TRUE(label.duties.contains(std::string("iep:actions-at-most:") + action));
    // Joined with a wider one both stand; the writer takes the narrower.
    value["permitted_actions"] = "externally-visible-indirect-actions";
    const Rendering written = write_iep(join(label, read(value).label), kContext);
    EXPECT_EQ(json::parse(written.text)["permitted_actions"], action);
  }
}

TEST(Iep, WritesNoWider) {
  for (const char* text :
       {R"({"tlp":"AMBER","duties":["iep:encrypt-in-transit","iep:name-the-provider"]})", R"({"tlp":"CLEAR"})",
        R"({"tlp":"RED","caveats":["EXERCISE"]})",
        R"({"tlp":"GREEN","duties":["iep:until:2027-01-01T00:00:00.000000Z","iep:no-unmodified-resale"]})",
        R"({"tlp":"AMBER+STRICT"})",
        R"({"tlp":"AMBER","topics":[["cyber"]],"duties":["other"],"releasable":{"NZL":[["AUS"]]}})", R"({})",
        R"({"tlp":"RED","levels":{"NZL":["SECRET"]}})",
        R"({"tlp":"RED","duties":["iep:name-the-provider","iep:do-not-name-the-provider"]})",
        R"({"tlp":"RED","unknowns":["?"]})", R"({"tlp":"RED","actions":"display"})",
        R"({"tlp":"RED","duties":["iep:until:2020-01-01T00:00:00.000000Z"]})"}) {
    const Label label = *parse_label(text, kContext.marked);
    const Rendering written = write_iep(label, kContext);
    if (written.text.empty()) {
      EXPECT_TRUE(!written.lost.empty() || label == kNothing) << text;
      continue;
    }
    const Reading back = read_iep(written.text, kContext);
    EXPECT_EQ(errors_of(back), "") << written.text;
    EXPECT_GE(back.label.tlp, label.tlp) << text;
    if (written.lost.empty()) {
      EXPECT_TRUE(not_wider(back.label, label)) << text << "\n" << to_json(back.label);
    }
  }
  EXPECT_EQ(write_iep(*parse_label(R"({"tlp":"RED","levels":{"NZL":["SECRET"]}})", {}), kContext).text, "");
}

}  // namespace
}  // namespace comity::marking
