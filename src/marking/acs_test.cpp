#include "marking/acs.hpp"

#include <gtest/gtest.h>

#include "marking/controls.hpp"
#include "marking/languages.hpp"
#include "marking/lost.hpp"
#include "marking/tsv_for_test.hpp"

namespace comity::marking {
namespace {

using nlohmann::json;

const Context kContext{"USA", *parse_time("2026-03-01T00:00:00Z"), nullptr};

// Every field once, with values that go together.
json complete() {
  return json::parse(R"({
    "extension_type": "property-extension",
    "identifier": "isa:guide.19001.ACS3-8a0c2b1e-57d4-4c3f-9b1a-0d6f1e2a3b4c",
    "name": "EXERCISE full marking",
    "create_date_time": "2026-02-01T08:00:00Z",
    "responsible_entity_custodian": "USA.DHS.US-CERT",
    "responsible_entity_originator": "USA.CISA",
    "authority_reference": ["urn:isa:authority:ais"],
    "policy_reference": "urn:isa:policy:acs:ns:v3.0?privdefault=deny&sharedefault=deny",
    "control_set": {
      "classification": "U",
      "formal_determination": ["NO-PII-PRESENT"],
      "caveat": ["POSSIBLEPII"],
      "sensitivity": ["TEI"],
      "shareability": ["NCC", "LE"],
      "entity": ["GOV", "MIL"],
      "permitted_nationalities": ["USA", "GBR", "NZL"],
      "permitted_organizations": ["USA.USG", "GBR.NCSC"],
      "logical_authority_category": ["CYBER"]
    },
    "access_privilege": [{"privilege_action": "CISAUSES", "rule_effect": "permit",
      "privilege_scope": {"permitted_nationalities": ["ALL"], "permitted_organizations": ["ALL"], "shareability": ["ALL"], "entity": ["ALL"]}}],
    "further_sharing": [{"rule_effect": "permit", "sharing_scope": ["USA.USG", "FOREIGNGOV"]}],
    "original_classification": {"classified_by": "EXERCISE authority", "classified_on": "2026-01-31T00:00:00Z"},
    "derivative_classification": {"classified_by": "EXERCISE desk", "derived_from": "EXERCISE guide"},
    "declassification": {"declass_date": "2036-01-31T00:00:00Z"},
    "resource_disposition": {"disposition_date": "2027-02-01T00:00:00Z", "disposition_process": "destroy"},
    "public_release": {"released_by": "EXERCISE office", "released_on": "2026-02-02T00:00:00Z"}
  })");
}

Reading read(const json& value) { return read_acs(value.dump(), kContext); }

struct Field {
  std::string name;             // as the table has it
  std::vector<std::string> at;  // JSON pointers of what it stands for
  std::vector<json> good;       // values to accept; the table's own where empty
  json wrong;
  std::string wrong_at;  // pointer of the finding; `at` itself if ""
  json with = {};        // merged into the example first
};

std::vector<Field> fields() {
  const std::string rule = "/access_privilege/0";
  return {
      {"identifier",
       {"/identifier"},
       {"isa:guide.999191.8a0c2b1e-57d4-4c3f-9b1a-0d6f1e2a3b4c",
        "ISA:Guide.19001.ACS3-8a0c2b1e-57d4-1c3f-8b1a-0d6f1e2a3b4c"},
       "isa:guide.19001.ACS3-1",
       "",
       {}},
      {"create_date_time", {"/create_date_time"}, {"2020-01-01T00:00:00.123Z"}, "yesterday", "", {}},
      {"responsible_entity_custodian",
       {"/responsible_entity_custodian"},
       {"USA.DHS", "USA.DHS.US-CERT"},
       "DHS",
       "",
       {}},
      {"responsible_entity_originator",
       {"/responsible_entity_originator"},
       {"USA.DOD", "CDC", "CIKR", "DIB", "FIN", "ISAC", "NONFED", "PRIVATESECTOR"},
       "SOMEBODY",
       "",
       {}},
      {"authority_reference",
       {"/authority_reference"},
       {json::array({"urn:isa:authority:misa", "urn:isa:authority:ais"})},
       json::array({"urn:isa:other:x"}),
       "/authority_reference/0",
       {}},
      {"policy_reference",
       {"/policy_reference"},
       {"urn:isa:policy:acs:ns:v3.0?privdefault=permit&sharedefault=permit",
        "urn:isa:policy:acs:ns:v3.0?privdefault=permit&sharedefault=deny",
        "urn:isa:policy:acs:ns:v3.0?privdefault=deny&sharedefault=permit",
        "urn:isa:policy:acs:ns:v3.0?privdefault=deny&sharedefault=deny "
        "urn:isa:policy:acs:ns:v3.0?privdefault=permit&sharedefault=permit"},
       "urn:isa:policy:acs:ns:v3.0?privdefault=maybe&sharedefault=deny",
       "",
       {}},
      {"control_set.classification", {"/control_set/classification"}, {}, "R", "", {}},
      {"control_set.sci_controls",
       {"/control_set/sci_controls"},
       {json::array({"SI", "TK"})},
       json::array({7}),
       "/control_set/sci_controls/0",
       {{"control_set", {{"classification", "TS"}, {"sci_controls", {"SI"}}}}}},
      {"control_set.formal_determination",
       {"/control_set/formal_determination"},
       {},
       json::array({"PUBLIC"}),
       "/control_set/formal_determination/0",
       {}},
      {"control_set.caveat", {"/control_set/caveat"}, {}, json::array({"HUSH"}), "/control_set/caveat/0", {}},
      {"control_set.sensitivity",
       {"/control_set/sensitivity"},
       {},
       json::array({"VERY"}),
       "/control_set/sensitivity/0",
       {}},
      {"control_set.shareability",
       {"/control_set/shareability"},
       {},
       json::array({"ALL"}),
       "/control_set/shareability/0",
       {}},
      {"control_set.entity", {"/control_set/entity"}, {}, json::array({"ALIEN"}), "/control_set/entity/0", {}},
      {"control_set.permitted_nationalities",
       {"/control_set/permitted_nationalities"},
       {json::array({"AUS", "JPN"})},
       json::array({"Japan"}),
       "",
       {}},
      {"control_set.permitted_organizations",
       {"/control_set/permitted_organizations"},
       {json::array({"USA.CISA", "FIN", "USA.DHS.US-CERT"})},
       json::array({"everyone"}),
       "",
       {}},
      {"control_set.logical_authority_category",
       {"/control_set/logical_authority_category"},
       {json::array({"A", "B"})},
       json::array(),
       "/control_set/logical_authority_category",
       {}},
      {"access_privilege[].privilege_action",
       {rule + "/privilege_action"},
       {"DSPLY", "IDSRC", "TENOT", "NETDEF", "LEGAL", "INTEL", "TEARLINE", "OPACTION", "REQUEST", "ANONYMOUSACCESS",
        "CISAUSES", "ALL"},
       "READ",
       "",
       {}},
      {"access_privilege[].privilege_scope",
       {rule + "/privilege_scope"},
       {json{{"permitted_nationalities", {"USA"}}}, json{{"permitted_organizations", {"USA.DOD"}}},
        json{{"shareability", {"IC"}}}, json{{"entity", {"ALL"}}}},
       json{{"entity", {"ALL", "GOV"}}},
       rule + "/privilege_scope/entity",
       {}},
      {"access_privilege[].rule_effect", {rule + "/rule_effect"}, {}, "allow", "", {}},
      {"further_sharing[]", {"/further_sharing/0/rule_effect", "/further_sharing/0/sharing_scope"}, {}, "x", "", {}},
      {"original_classification / derivative_classification / declassification",
       {"/original_classification/classified_by", "/derivative_classification/classified_by",
        "/derivative_classification/derived_from"},
       {},
       5,
       "",
       {}},
      {"resource_disposition",
       {"/resource_disposition/disposition_date", "/resource_disposition/disposition_process"},
       {},
       5,
       "",
       {}},
      {"public_release", {"/public_release/released_by"}, {}, 5, "", {}},
  };
}

TEST(Acs, TheCompleteExampleIsRead) { EXPECT_EQ(errors_of(read(complete())), ""); }

TEST(Acs, EveryFieldOfTheTable) {
  const auto rows = table("acs_fields.tsv");
  if (!rows) GTEST_SKIP() << kNoVectors;
  const std::vector<Field> known = fields();
  std::size_t agree = 0;
  for (const Row& row : *rows) {
    SCOPED_TRACE(row.at("field"));
    const auto field =
        std::find_if(known.begin(), known.end(), [&](const Field& one) { return one.name == row.at("field"); });
    ASSERT_NE(field, known.end());
    json base = complete();
    if (field->with.is_object()) base.merge_patch(field->with);
    ASSERT_EQ(errors_of(read(base)), "");
    for (const std::string& at : field->at) {
      const json::json_pointer pointer(at);
      json without = base;
      without.at(pointer.parent_pointer()).erase(pointer.back());
      // Members of a rule or of a block are required where the rule or block is there, though that itself is optional.
      const bool inside = pointer.parent_pointer() != json::json_pointer("") &&
                          pointer.parent_pointer() != json::json_pointer("/control_set");
      if (row.at("required") == "yes" || inside) {
        EXPECT_TRUE(has_error_at(read(without), at)) << errors_of(read(without));
      } else {
        EXPECT_EQ(errors_of(read(without)), "");
      }
      json mistaken = base;
      mistaken[pointer] = field->wrong;
      if (base.at(pointer).is_array() && !field->wrong.is_array() && field->wrong.is_string())
        mistaken[pointer] = json::array({field->wrong});
      const std::string place = field->wrong_at.empty() ? at : field->wrong_at;
      EXPECT_TRUE(has_error_at(read(mistaken), place)) << place << "\n" << errors_of(read(mistaken));
      std::vector<json> good = field->good;
      if (good.empty() && field->at.size() == 1 && row.at("values").find('|') != std::string::npos)
        for (const std::string& value : split(row.at("values"), '|')) good.push_back(value);
      for (const json& value : good) {
        json changed = base;
        changed[pointer] = base.at(pointer).is_array() && !value.is_array() ? json::array({value}) : value;
        EXPECT_EQ(errors_of(read(changed)), "") << value;
      }
    }
    ++agree;
  }
  EXPECT_EQ(agree, 23U);
}

TEST(Acs, BlocksAreOptionalAndWhatIsUnknownDenies) {
  for (const char* block : {"name", "responsible_entity_originator", "authority_reference", "access_privilege",
                            "further_sharing", "original_classification", "derivative_classification",
                            "declassification", "resource_disposition", "public_release"}) {
    json value = complete();
    value.erase(block);
    EXPECT_EQ(errors_of(read(value)), "") << block;
  }
  for (const char* parent : {"", "/control_set", "/access_privilege/0", "/access_privilege/0/privilege_scope",
                             "/further_sharing/0", "/original_classification", "/derivative_classification",
                             "/declassification", "/resource_disposition", "/public_release"}) {
    json value = complete();
    value[json::json_pointer(parent)]["only_on_tuesdays"] = true;
    EXPECT_TRUE(has_error_at(read(value), std::string(parent) + "/only_on_tuesdays")) << parent;
  }
  for (const char* enumerated : {"FOREIGNGOV", "SECTOR", "CDC", "CIKR", "DIB", "FIN", "ISAC", "NONFED", "PRIVATESECTOR",
                                 "USA.DOJ.FBI", "USA.USG"}) {
    json value = complete();
    value["further_sharing"][0]["sharing_scope"] = {enumerated};
    EXPECT_EQ(errors_of(read(value)), "") << enumerated;
  }
}

TEST(Acs, AWholeMarkingDefinitionIsReadToo) {
  json definition = {{"type", "marking-definition"}, {"extensions", {{std::string(acs::kExtension), complete()}}}};
  EXPECT_EQ(read(definition).label, read(complete()).label);
  EXPECT_TRUE(recognizes_acs(definition.dump()));
  definition["extensions"][std::string(acs::kExtension)]["control_set"].erase("classification");
  EXPECT_TRUE(
      has_error_at(read(definition), "/extensions/" + std::string(acs::kExtension) + "/control_set/classification"));
}

TEST(Acs, ASectorIsNeverANation) {
  // FIN is the financial sector here and Finland elsewhere.
  json value = complete();
  value["control_set"]["permitted_organizations"] = {"FIN"};
  for (const auto& [party, sets] : read(value).label.releasable)
    for (const ReaderSet& set : sets) EXPECT_FALSE(set.members.contains({Member::Kind::party, "FIN", {}}));
}

TEST(Acs, EveryControlIsInTheCatalogueOnce) {
  std::set<std::string_view> names;
  for (const Control& control : controls()) EXPECT_TRUE(names.insert(control.name).second) << control.name;
  const auto known = [&](const auto& words) {
    for (const acs::Word& word : words) EXPECT_TRUE(names.contains(word.ours)) << word.ours;
  };
  known(acs::kDeterminationControls);
  known(acs::kCaveatControls);
  known(acs::kSensitivityControls);
  EXPECT_TRUE(names.contains("NO-CLIENTS"));
}

// Labels that ACS can say come back whole; of others, what is not listed as lost is not wider.
TEST(Acs, WritesNoWider) {
  const std::vector<std::pair<std::string, bool>> cases = {
      {R"({"originators":["USA.NSA"],"levels":{"USA":["TOP SECRET"]},"compartments":[{"party":"USA","name":"SI"}],"restricting":[{"party":"USA","name":"NOFORN"}],"releasable":{"USA":[["USA"]]}})",
       true},
      {R"({"originators":["USA.NSA","USA.DHS"],"levels":{"USA":["SECRET"]},"releasable":{"USA":[["USA","GBR","NZL"],["USA","NZL"]]}})",
       true},
      {R"({"originators":["USA.CISA"],"levels":{"USA":["UNCLASSIFIED"]},"releasable":{"USA":["ALL"]},"duties":["acs:no-legal","acs:no-dsply"]})",
       true},
      {R"({"originators":["USA.CISA"],"levels":{"USA":["UNCLASSIFIED"]},"actions":"display","releasable":{"USA":[["AUS"]]}})",
       true},
      {R"({"originators":["USA.CISA"],"levels":{"USA":["UNCLASSIFIED"]},"releasable":{"USA":[["USA"]]},"restricting":[{"party":"USA","name":"NO-CLIENTS"},{"party":"USA","name":"PROPIN"}],"duties":["acs:dispose:2027-01-01T00:00:00.000000Z:destroy"]})",
       true},
      {R"({"originators":["USA.CISA"],"levels":{"USA":["UNCLASSIFIED"]},"topics":["ALL",["acs:entity:GOV","acs:entity:MIL"],["acs:shareability:LE"],["acs:lac:X"]]})",
       true},
      {R"({"originators":["USA.NSA"],"levels":{"USA":["SECRET"]},"topics":[["cyber"]],"tlp":"RED","purposes":["assessment"],"restricting":[{"party":"USA","name":"ORCON"}]})",
       false},
      {R"({"originators":["USA.NSA"],"levels":{"USA":["SECRET"]},"releasable":{"USA":[["FVEY"]]}})", false},
      {R"({"originators":["USA.NSA"],"levels":{"USA":["SECRET"]},"releasable":{"USA":[[]]}})", false},
      {R"({"originators":["USA.NSA","NZL.GCSB"],"levels":{"USA":["SECRET"],"NZL":["SECRET"]}})", false},
      {R"({"originators":["USA.NSA"],"levels":{"USA":["SECRET"]},"unknowns":["?"]})", false},
      {R"({"originators":["USA.NSA"],"levels":{"USA":["SECRET"]},"actions":"none"})", false},
      {R"({"originators":["USA.NSA"],"levels":{"USA":[{"scheme":"TLP","word":"NONE"}]}})", false},
  };
  for (const auto& [text, whole] : cases) {
    const Label label = *parse_label(text, kContext.marked);
    const Rendering written = write_acs(label, kContext);
    EXPECT_EQ(written.lost.empty(), whole) << text << "\n"
                                           << written.text << (written.lost.empty() ? "" : "\nlost " + written.lost[0]);
    if (written.text.empty()) continue;
    const Reading back = read_acs(written.text, kContext);
    EXPECT_EQ(errors_of(back), "") << written.text;
    if (written.lost.empty()) {
      EXPECT_TRUE(not_wider(back.label, label)) << text << "\n" << to_json(back.label);
    }
  }
}

}  // namespace
}  // namespace comity::marking
