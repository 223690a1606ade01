#include <gtest/gtest.h>

#include "marking/languages.hpp"
#include "marking/lost.hpp"
#include "marking/tsv_for_test.hpp"

namespace comity::marking {
namespace {

const Label kNothing;

using nlohmann::json;

const Context kContext{"NZL", *parse_time("2026-03-01T00:00:00Z"), nullptr};

Reading read(const json& value) { return read_misp(value.dump(), kContext); }

json event(const json& level) {
  json out = {
      {"info", "EXERCISE"}, {"distribution", level}, {"sharing_group_id", "0"}, {"Orgc", {{"name", "NZL.NCSC"}}}};
  if (level == "4" || level == 4) {
    out["sharing_group_id"] = "7";
    out["SharingGroup"] = {
        {"name", "EXERCISE circle"},
        {"SharingGroupOrg", {{{"Organisation", {{"name", "AUS.ACSC"}}}}, {{"Organisation", {{"name", "NZL.NCSC"}}}}}}};
  }
  return out;
}

json attribute(const json& level) {
  json out = event(level);
  out.erase("info");
  out["type"] = "domain";
  out["value"] = "exercise.example";
  out["Event"] = {{"distribution", "1"}, {"sharing_group_id", "0"}};
  return out;
}

std::optional<std::set<ReaderSet>> readers(const Label& label) {
  const auto found = label.releasable.find("NZL");
  return found == label.releasable.end() ? std::nullopt : std::optional(found->second);
}

TEST(Misp, EveryLevelOfTheTable) {
  const auto rows = table("misp_distribution.tsv");
  if (!rows) GTEST_SKIP() << kNoVectors;
  const ReaderSet everybody{true, {}}, own{false, {{Member::Kind::agency, "NZL.NCSC", {}}}},
      party{false, {{Member::Kind::party, "NZL", {}}}},
      group{false, {{Member::Kind::agency, "AUS.ACSC", {}}, {Member::Kind::agency, "NZL.NCSC", {}}}};
  const std::vector<std::optional<std::set<ReaderSet>>> meant = {std::set{own},       std::set{party}, std::nullopt,
                                                                 std::set{everybody}, std::set{group}, std::nullopt};
  std::size_t agree = 0;
  for (const Row& row : *rows) {
    const std::string& level = row.at("level");
    const int number = std::stoi(level);
    SCOPED_TRACE(level);
    for (const json& written : {json(level), json(number)}) {
      const Reading of_event = read(event(written));
      if (level == "5") {
        EXPECT_TRUE(has_error_at(of_event, "/distribution"));  // an event inherits from nothing
      } else {
        EXPECT_EQ(errors_of(of_event), "");
        EXPECT_EQ(readers(of_event.label), meant[static_cast<std::size_t>(number)]);
      }
      // An attribute lies within its event, whose level holds too.
      const Reading of_attribute = read(attribute(written));
      EXPECT_EQ(errors_of(of_attribute), "");
      EXPECT_TRUE(readers(of_attribute.label)->contains(party));
    }
    json lone = attribute(level);
    lone.erase("Event");
    EXPECT_EQ(has_error_at(read(lone), "/distribution"), level == "5");
    // sharing_group_id goes with 4 and with nothing else.
    json grouped = event(level);
    grouped["sharing_group_id"] = level == "4" ? "0" : "7";
    EXPECT_TRUE(has_error_at(read(grouped), "/sharing_group_id"));
    grouped.erase("sharing_group_id");
    EXPECT_EQ(has_error_at(read(grouped), "/sharing_group_id"), level == "4");
    ++agree;
  }
  EXPECT_EQ(agree, 6U);
  json without = event("1");
  without.erase("distribution");
  EXPECT_TRUE(has_error_at(read(without), "/distribution"));
  for (const json& wrong : {json("6"), json("-1"), json("1.0"), json(9), json(true), json("one"), json(json::array())})
    EXPECT_TRUE(has_error_at(read(event(wrong)), "/distribution")) << wrong;
}

TEST(Misp, TagsAreMarkings) {
  const auto tagged = [](const char* tag) {
    json value = event("1");
    value["Tag"] = {{{"name", tag}}, {{"name", "osint:source-type=\"blog-post\""}}, {{"name", "APT-EXERCISE"}}};
    return read(value);
  };
  EXPECT_EQ(tagged("tlp:amber").label.tlp, Tlp::amber);
  EXPECT_EQ(tagged("tlp:amber+strict").label.tlp, Tlp::amber_strict);
  EXPECT_EQ(tagged("tlp:white").label.tlp, Tlp::clear);
  EXPECT_TRUE(tagged("tlp:ex:chr").label.duties.contains("misp:do-not-name-the-source"));
  EXPECT_TRUE(tagged("PAP:RED").label.duties.contains("pap:red"));
  EXPECT_TRUE(tagged("admiralty-scale:source-reliability=\"b\"")
                  .label.caveats.contains("Admiralty source B: usually reliable"));
  EXPECT_EQ(errors_of(tagged("misp:should-not-sync")), "");
  for (const char* denied :
       {"tlp:pink", "PAP:PURPLE", "nato:classification=\"SECRET\"", "dni-ism:classification:us=\"S\"", "SECRET//NOFORN",
        "{\"distribution\":\"3\"}", "admiralty-scale:source-reliability=\"z\""}) {
    const Reading reading = tagged(denied);
    EXPECT_TRUE(!reading.ok() || !reading.label.levels.at("NZL").empty()) << denied;
    if (std::string_view(denied) != "SECRET//NOFORN") {
      EXPECT_FALSE(reading.ok()) << denied;
    }
  }
  json value = event("1");
  value["Tag"] = {{{"colour", "#ffffff"}}};
  EXPECT_TRUE(has_error_at(read(value), "/Tag/0/name"));
  value["Tag"] = json::array();
  for (int i = 0; i < 300; ++i) value["Tag"].push_back({{"name", "tlp:green"}});
  EXPECT_FALSE(read(value).ok());
}

TEST(Misp, NamesThatOurIdsCannotBeAreRefused) {
  for (const char* name : {"", "FVEY@2020-01-01", " CERT", "ALL", ".x", "a\nb"}) {
    json value = event("1");
    value["Orgc"]["name"] = name;
    EXPECT_FALSE(read(value).ok()) << name;
    json grouped = event("4");
    grouped["SharingGroup"]["SharingGroupOrg"][0]["Organisation"]["name"] = name;
    EXPECT_FALSE(read(grouped).ok()) << name;
  }
}

TEST(Misp, WritesNoWider) {
  for (
      const char* text :
      {R"({"originators":["NZL.NCSC"],"levels":{"NZL":["NONE"]},"releasable":{"NZL":[["NZL.NCSC"]]},"tlp":"RED"})",
       R"({"originators":["NZL.NCSC"],"levels":{"NZL":["NONE"]},"releasable":{"NZL":[["NZL"]]},"tlp":"AMBER+STRICT","duties":["pap:amber"]})",
       R"({"originators":["NZL.NCSC"],"levels":{"NZL":["NONE"]},"duties":["misp:do-not-name-the-source"]})",
       R"({"originators":["NZL.NCSC"],"levels":{"NZL":["NONE"]},"releasable":{"NZL":["ALL"]}})",
       R"({"originators":["NZL.NCSC"],"levels":{"NZL":["NONE"]},"releasable":{"NZL":["ALL",["AUS","GBR"],["AUS","JPN.NISC"]]}})",
       R"({"originators":["NZL.NCSC"],"levels":{"NZL":["NONE"]},"releasable":{"NZL":[["AUS","NZL.NCSC.desk","FVEY@2026-01-01"]]}})",
       R"({"originators":["NZL.NCSC"],"levels":{"NZL":["NONE"]},"releasable":{"NZL":[[]]}})",
       R"({"originators":["NZL.NCSC","NZL.GCSB"],"levels":{"NZL":["NONE"]},"releasable":{"NZL":[["NZL.NCSC"]]}})",
       R"({"originators":["NZL.NCSC"],"levels":{"NZL":["SECRET"]}})",
       R"({"originators":["NZL.NCSC","AUS.ACSC"],"levels":{"NZL":["NONE"]}})",
       R"({"originators":["NZL.NCSC"],"levels":{"NZL":["NONE"]},"restricting":[{"party":"NZL","name":"ORCON"}],"topics":[["cyber"]]})",
       R"({"originators":["NZL.NCSC"],"levels":{"NZL":["NONE"]},"actions":"display"})", R"({})"}) {
    const Label label = *parse_label(text, Time{});
    const Rendering written = write_misp(label, kContext);
    if (written.text.empty()) {
      EXPECT_TRUE(!written.lost.empty() || label == kNothing) << text;
      continue;
    }
    const Reading back = read_misp(written.text, kContext);
    EXPECT_EQ(errors_of(back), "") << written.text;
    Label said = label;  // what is listed as lost is not asked of the text
    said.originators = {*label.originators.begin()};
    said.restricting.clear();
    if (!label.restricting.empty()) said.topics = back.label.topics;
    EXPECT_TRUE(not_wider(back.label, said)) << text << "\n" << written.text;
    if (written.lost.empty()) {
      EXPECT_TRUE(not_wider(back.label, label)) << text << "\n" << written.text;
    }
  }
}

}  // namespace
}  // namespace comity::marking
