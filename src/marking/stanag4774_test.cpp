#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <pugixml.hpp>

#include "marking/known_schemes.hpp"
#include "marking/label_for_test.hpp"
#include "marking/language.hpp"
#include "marking/stanag4774_tables.hpp"
#include "marking/vectors_for_test.hpp"
#include "marking/xml.hpp"

namespace comity::marking {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

const Language& stanag() { return *find_language("stanag4774"); }
Time day(std::string_view text) { return parse_time(text).value(); }
Context context(std::string owner = "NZL", std::string_view marked = "2024-01-01") {
  return {std::move(owner), day(marked), nullptr};
}

// An original label of these parts.
std::string label_xml(const std::string& information,
                      const std::string& after = "<CreationDateTime>2020-05-06T07:08:09Z</CreationDateTime>",
                      const std::string& attributes = "") {
  return fmt::format(
      "<originatorConfidentialityLabel "
      "xmlns=\"{}\"{}><ConfidentialityInformation>{}</ConfidentialityInformation>{}</originatorConfidentialityLabel>",
      kLabelSpace, attributes, information, after);
}
std::string nato(const std::string& categories) {
  return label_xml("<PolicyIdentifier>NATO</PolicyIdentifier><Classification>SECRET</Classification>" + categories);
}
std::string category(std::string_view type, std::string_view tag, const std::vector<std::string>& values) {
  std::string out = fmt::format("<Category Type=\"{}\" TagName=\"{}\">", type, tag);
  for (const std::string& value : values) out += "<GenericValue>" + value + "</GenericValue>";
  return out + "</Category>";
}
std::string first_error(const Reading& reading) {
  for (const Finding& one : reading.findings)
    if (one.severity == Finding::Severity::error) return one.message;
  return {};
}
std::string all_said(const Reading& reading) {
  std::string out;
  for (const Finding& one : reading.findings) out += one.message + "\n";
  return out;
}
Member party(std::string id) { return {Member::Kind::party, std::move(id), {}}; }

TEST(Stanag4774, OwnVectors) {
  const auto lines = own_vectors("stanag4774.jsonl");
  ASSERT_GE(lines.size(), 20U);
  for (const std::string& line : lines) {
    const json row = json::parse(line);
    const std::string text = row["text"];
    const Context at{row["owner"], day(row["marked"].get<std::string>()), nullptr};
    const Reading reading = stanag().read(text, at);
    EXPECT_EQ(stanag().recognizes(text), row["recognized"].get<bool>()) << text;
    std::vector<std::string> errors, said;
    for (const Finding& one : reading.findings)
      (one.severity == Finding::Severity::error ? errors : said).push_back(one.message);
    EXPECT_EQ(said, row.value("said", std::vector<std::string>{})) << text;
    ASSERT_EQ(reading.ok(), row.contains("label")) << text << "\n" << all_said(reading);
    if (!reading.ok()) {
      EXPECT_EQ(errors, row["denied"].get<std::vector<std::string>>()) << text;
      continue;
    }
    EXPECT_EQ(json::parse(to_json(reading.label)), row["label"]) << text;
    EXPECT_EQ(reading.canonical, row["canonical"]) << text;
    if (reading.canonical.empty()) continue;  // of several policies
    // Written again it means the same: a list that leaves out the owner lets its own readers in as one that names it.
    const std::string& owner = reading.label.levels.begin()->first;
    const Label again = stanag().read(reading.canonical, at).label;
    EXPECT_EQ(wider(again, reading.label, owner, reading.marked.value_or(at.marked)) +
                  wider(reading.label, again, owner, reading.marked.value_or(at.marked)),
              "")
        << text;
  }
}

// Each row of the published table names an element; here is what it does.
TEST(Stanag4774, HandlesEveryPublishedElement) {
  const auto rows = shared_rows("marking/stanag4774.tsv");
  if (!rows) GTEST_SKIP() << kNoVectors;
  std::size_t handled = 0;
  for (const auto& row : *rows) {
    const std::string& element = row[0];
    SCOPED_TRACE(element);
    if (element.starts_with("originatorConfidentialityLabel")) {
      const std::string information = "<PolicyIdentifier>GBR</PolicyIdentifier><Classification>SECRET</Classification>";
      std::string other = label_xml(information);
      for (std::size_t at; (at = other.find("originatorC")) != std::string::npos;)
        other.replace(at, 11, "alternativeC");
      EXPECT_FALSE(stanag().read(other, context()).ok());
      std::string both = fmt::format(
          "<b:BindingInformation "
          "xmlns:b=\"{}\"><b:MetadataBindingContainer><b:MetadataBinding><b:Metadata>{}</b:Metadata><b:Metadata>{}"
          "</b:Metadata></b:MetadataBinding></b:MetadataBindingContainer></b:BindingInformation>",
          kBindingSpace, nato(""), other);
      const Reading reading = stanag().read(both, context());
      ASSERT_TRUE(reading.ok()) << all_said(reading);
      EXPECT_FALSE(reading.label.levels.contains("GBR"));  // the original decides
      EXPECT_THAT(*reading.label.caveats.begin(), HasSubstr("SECRET under the policy GBR"));
      for (std::size_t at; (at = both.find("alternativeC")) != std::string::npos;) both.replace(at, 12, "metadataC");
      const Reading metadata = stanag().read(both, context());
      EXPECT_TRUE(metadata.ok());
      EXPECT_TRUE(metadata.label.caveats.empty());  // not of the information
      EXPECT_THAT(all_said(metadata), HasSubstr("the metadata themselves are labelled SECRET"));
    } else if (element.starts_with("ConfidentialityInformation/PolicyIdentifier")) {
      EXPECT_EQ(stanag().read(nato(""), context()).label.originators, std::set<std::string>{"NATO"});
      EXPECT_TRUE(
          stanag()
              .read(label_xml(
                        "<PolicyIdentifier "
                        "URI=\"urn:oid:1.3.26.1.3.1\">NATO</PolicyIdentifier><Classification>SECRET</Classification>"),
                    context())
              .ok());
      EXPECT_FALSE(
          stanag()
              .read(label_xml(
                        "<PolicyIdentifier "
                        "URI=\"urn:oid:1.3.26.1.3.1\">GBR</PolicyIdentifier><Classification>SECRET</Classification>"),
                    context())
              .ok());
      EXPECT_THAT(first_error(stanag().read(
                      label_xml("<PolicyIdentifier>Amoco</PolicyIdentifier><Classification>GENERAL</Classification>"),
                      context())),
                  HasSubstr("Amoco"));
    } else if (element == "Classification") {
      for (const auto& [said, word] :
           std::vector<std::pair<std::string, std::string>>{{"SECRET", "NATO SECRET"},
                                                            {"NATO SECRET", "NATO SECRET"},
                                                            {"secret", "NATO SECRET"},
                                                            {"TOP SECRET", "COSMIC TOP SECRET"},
                                                            {"NR", "NATO RESTRICTED"}}) {
        const Reading reading = stanag().read(
            label_xml("<PolicyIdentifier>NATO</PolicyIdentifier><Classification>" + said + "</Classification>"),
            context());
        ASSERT_TRUE(reading.ok()) << said;
        EXPECT_EQ(reading.label.levels.at("NATO").begin()->word, word);
      }
      EXPECT_THAT(first_error(stanag().read(
                      label_xml("<PolicyIdentifier>NATO</PolicyIdentifier><Classification>GEHEIM</Classification>"),
                      context())),
                  HasSubstr("GEHEIM"));
    } else if (element.find("RESTRICTIVE") != std::string::npos) {
      const Reading reading =
          stanag().read(nato(category("RESTRICTIVE", "Additional Sensitivity", {"ATOMAL", "Bohemia"})), context());
      EXPECT_EQ(reading.label.compartments, (std::set<Owned>{{"NATO", "ATOMAL"}, {"NATO", "BOHEMIA"}}));
      EXPECT_THAT(first_error(stanag().read(nato(category("RESTRICTIVE", "Special Handling", {"ALPHA"})), context())),
                  HasSubstr("\"Special Handling\" (ALPHA)"));
    } else if (element.find("PERMISSIVE") != std::string::npos) {
      const Reading reading = stanag().read(nato(category("PERMISSIVE", "Context", {"NATO"}) +
                                                 category("PERMISSIVE", "Releasable To", {"JPN", "Republic of Korea"})),
                                            context());
      EXPECT_EQ(reading.label.releasable.at("NATO"),
                (std::set<ReaderSet>{{false, {party("JPN"), party("KOR"), party("NATO")}}}));
      EXPECT_FALSE(stanag()
                       .read(nato(category("PERMISSIVE", "Context", {"NATO"})), context())
                       .label.releasable.contains("NATO"));
      EXPECT_THAT(first_error(stanag().read(nato(category("PERMISSIVE", "Releasable To", {})), context())),
                  HasSubstr("admits nobody"));
      EXPECT_THAT(first_error(stanag().read(nato(category("PERMISSIVE", "Clan", {"A"})), context())),
                  HasSubstr("Clan"));
    } else if (element.find("INFORMATIVE") != std::string::npos) {
      const Reading reading = stanag().read(nato(category("INFORMATIVE", "Administrative", {"MANAGEMENT"})), context());
      EXPECT_EQ(reading.label.caveats, std::set<std::string>{"Administrative: MANAGEMENT"});
      EXPECT_EQ(join(reading.label, stanag().read(nato(""), context()).label), reading.label);  // decides nothing
    } else if (element.starts_with("CreationDateTime")) {
      const Reading reading =
          stanag().read(label_xml("<PolicyIdentifier>NATO</PolicyIdentifier><Classification>SECRET</Classification>",
                                  "<CreationDateTime>2020-05-06T07:08:09Z</CreationDateTime>",
                                  " ReviewDateTime=\"2025-05-06T00:00:00Z\""),
                        context());
      EXPECT_EQ(reading.label.levels.at("NATO").begin()->created, day("2020-05-06T07:08:09Z"));
      EXPECT_EQ(reading.marked, day("2020-05-06T07:08:09Z"));
      EXPECT_THAT(all_said(reading), HasSubstr("to be reviewed by 2025-05-06"));
    } else if (element == "ns 4774") {
      std::string other = nato("");
      other.replace(other.find(":1:0"), 4, ":9:0");
      EXPECT_THAT(first_error(stanag().read(other, context())), HasSubstr(":9:0"));
      EXPECT_TRUE(stanag().recognizes(other));
      for (const std::string_view prefix : {"s4774", "slab"}) {
        pugi::xml_document document;
        const std::string xml = fmt::format(
            "<{0}:originatorConfidentialityLabel "
            "xmlns:{0}=\"{1}\"><{0}:ConfidentialityInformation><{0}:PolicyIdentifier>NATO"
            "</{0}:PolicyIdentifier><{0}:Classification>SECRET</{0}:Classification></{0}:ConfidentialityInformation>"
            "<{0}:CreationDateTime>2020-05-06T07:08:09Z</{0}:CreationDateTime></{0}:originatorConfidentialityLabel>",
            prefix, kLabelSpace);
        EXPECT_EQ(stanag().read(xml, context()).label, stanag().read(nato(""), context()).label);
      }
    } else if (element.starts_with("ns 4778")) {
      const std::string binding = fmt::format(
          "<mb:BindingInformation "
          "xmlns:mb=\"{}\"><mb:MetadataBindingContainer><mb:MetadataBinding><mb:Metadata>{}</mb:Metadata>"
          "<mb:DataReference "
          "URI=\"pack:///word/document.xml\"/></mb:MetadataBinding></mb:MetadataBindingContainer></"
          "mb:BindingInformation>",
          kBindingSpace, nato(""));
      const Reading reading = stanag().read(binding, context());
      ASSERT_TRUE(reading.ok()) << all_said(reading);
      EXPECT_EQ(reading.label, stanag().read(nato(""), context()).label);
      EXPECT_THAT(all_said(reading), HasSubstr("bound to pack:///word/document.xml"));
    } else {
      ADD_FAILURE() << "an element that no case handles";
      continue;
    }
    ++handled;
  }
  EXPECT_EQ(handled, rows->size());
  EXPECT_GE(handled, 9U);
}

TEST(Stanag4774, FaultsDenyAndSayWhatToMend) {
  const std::string level = "<PolicyIdentifier>NATO</PolicyIdentifier><Classification>SECRET</Classification>";
  const struct {
    std::string text;
    const char* message;
  } kCases[] = {
      {"<!DOCTYPE a [<!ENTITY b \"c\">]>" + nato(""), "DOCTYPE"},
      {nato("<PrivacyMark>&b;</PrivacyMark>"), "entity"},
      {nato("<PrivacyMark>&#0;</PrivacyMark>"), "entity"},
      {nato("<PrivacyMark>&#xD800;</PrivacyMark>"), "entity"},
      {nato(std::string("<PrivacyMark>\x01</PrivacyMark>")), "control character"},
      {nato("<PrivacyMark>\xff</PrivacyMark>"), "UTF-8"},
      {nato("") + "<a/>", "one root"},
      {nato("").substr(0, 200), "not XML"},
      {"<a:b/>", "not declared"},
      {"<originatorConfidentialityLabel/>", "no namespace"},
      {"", "XML"},
      {"<!-- ", "does not end"},
      {label_xml(level, "<CreationDateTime>yesterday</CreationDateTime>"), "yesterday"},
      {label_xml(level,
                 "<CreationDateTime>2020-01-01T00:00:00Z</CreationDateTime><CreationDateTime>2021-01-01T00:00:00Z</"
                 "CreationDateTime>"),
       "twice"},
      {label_xml(level + level), "twice"},
      {label_xml("<PolicyIdentifier>NATO</PolicyIdentifier>"), "must both be there"},
      {label_xml(level + "<other xmlns=\"urn:other\"/>"), "may restrict"},
      {label_xml(level, "<Something/>"), "Something"},
      {nato("<Category Type=\"RESTRICTIVE\"/>"), "TagName"},
      {nato("<Category Type=\"SOME\" TagName=\"a\"/>"), "RESTRICTIVE, PERMISSIVE or INFORMATIVE"},
      {nato("<Category Type=\"RESTRICTIVE\" TagName=\"Additional "
            "Sensitivity\"><IntegerValue>3</IntegerValue></Category>"),
       "GenericValue"},
      {nato("<Category Type=\"PERMISSIVE\" TagName=\"a\" Type=\"INFORMATIVE\"/>"), "twice"},
      {nato(category("RESTRICTIVE", "Control", {"NO-SUCH"})), "NO-SUCH"},
      {nato(category("RESTRICTIVE", "TLP", {"PINK"})), "PINK"},
      {nato(category("RESTRICTIVE", "Releasable To", {"AUS"})), "Releasable To"},
      {nato(category("RESTRICTIVE", "Not expressed", {"level SECRET of GBR"})), "level SECRET of GBR"},
  };
  for (const auto& row : kCases) {
    const Reading reading = stanag().read(row.text, context());
    EXPECT_FALSE(reading.ok()) << row.text;
    EXPECT_FALSE(reading.label.unknowns.empty()) << row.text;
    EXPECT_TRUE(reading.canonical.empty()) << row.text;
    EXPECT_THAT(first_error(reading), HasSubstr(row.message)) << row.text;
  }
}

TEST(Stanag4774, TextIsWholeWhateverItIsWrittenWith) {
  const std::string expected = to_json(stanag().read(nato(""), context()).label);
  for (const std::string classification : {"SEC<!-- x -->RET", "<![CDATA[SEC]]>RET", "  SECRET\n", "&#83;ECRET"})
    EXPECT_EQ(to_json(stanag()
                          .read(label_xml("<PolicyIdentifier>NATO</PolicyIdentifier><Classification>" + classification +
                                          "</Classification>"),
                                context())
                          .label),
              expected)
        << classification;
  EXPECT_FALSE(
      stanag()
          .read(label_xml("<PolicyIdentifier>NATO</PolicyIdentifier><Classification>SECRET<b/></Classification>"),
                context())
          .ok());
  EXPECT_TRUE(stanag().read("\xef\xbb\xbf<?xml version=\"1.0\"?>\n" + nato(""), context()).ok());
}

TEST(Stanag4774, ASuccessorThatOpensIsNotedAndOneThatShutsHolds) {
  const auto with = [](std::string_view word, const std::string& categories) {
    return label_xml(
        "<PolicyIdentifier>NATO</PolicyIdentifier><Classification>CONFIDENTIAL</Classification>",
        "<CreationDateTime>2020-05-06T07:08:09Z</"
        "CreationDateTime><SuccessionHandling><SuccessionDateTime>2022-01-01T00:00:00Z</SuccessionDateTime>"
        "<SuccessorConfidentialityLabel><ConfidentialityInformation><PolicyIdentifier>NATO</"
        "PolicyIdentifier><Classification>" +
            std::string(word) + "</Classification>" + categories +
            "</ConfidentialityInformation></SuccessorConfidentialityLabel></SuccessionHandling>");
  };
  const Reading opens = stanag().read(with("UNCLASSIFIED", ""), context());
  ASSERT_TRUE(opens.ok()) << all_said(opens);
  ASSERT_EQ(opens.label.levels.at("NATO").size(), 1U);
  EXPECT_EQ(opens.label.levels.at("NATO").begin()->word, "NATO CONFIDENTIAL");
  const Reading shuts =
      stanag().read(with("SECRET", category("RESTRICTIVE", "Additional Sensitivity", {"ATOMAL"})), context());
  ASSERT_TRUE(shuts.ok()) << all_said(shuts);
  EXPECT_EQ(shuts.label.levels.at("NATO").size(), 2U);
  EXPECT_TRUE(shuts.label.compartments.contains({"NATO", "ATOMAL"}));
  EXPECT_EQ(stanag()
                .read(with("UNCLASSIFIED", category("RESTRICTIVE", "Additional Sensitivity", {"ATOMAL"})), context())
                .label.compartments.size(),
            1U);
}

TEST(Stanag4774, ExportIsNeverWiderThanTheLabel) {
  const std::vector<LevelWord> nato_words{
      {"NATO", "NATO SECRET", {}, {}}, {"NATO", "COSMIC TOP SECRET", {}, {}}, {"NATO", "NATO UNCLASSIFIED", {}, {}}};
  const std::vector<LevelWord> british{{"GBR", "SECRET", {}, {}},
                                       {"GBR-1996", "CONFIDENTIAL", {}, {}},
                                       {"GBR", "OFFICIAL", {}, {}},
                                       {"GBR-1996", "SECRET", {}, {}}};
  const std::vector<LevelWord> zealand{
      {"NZL", "SECRET", {}, {}}, {"NZL-POLICY", "IN-CONFIDENCE", {}, {}}, {"NZL", "RESTRICTED", {}, {}}};
  int whole = 0, read = 0, none = 0;
  for (const auto& [owner, words] : std::vector<std::pair<std::string, std::vector<LevelWord>>>{
           {"NATO", nato_words}, {"GBR", british}, {"NZL", zealand}}) {
    LabelMaker maker(4774);
    for (int i = 0; i < 4'000; ++i) {
      const Label label = maker.make(owner, words);
      const Rendering rendering = stanag().write(label, {owner, Time{}, nullptr});
      if (rendering.text.empty()) {
        EXPECT_FALSE(rendering.lost.empty());
        ++none;
        continue;
      }
      const Reading back = stanag().read(rendering.text, {"ZZZ", day("1999-01-01"), nullptr});
      const Time created = label.levels.at(owner).begin()->created;
      ASSERT_EQ(wider(back.label, label, owner, back.marked.value_or(created)), "") << rendering.text << "\n"
                                                                                    << to_json(label) << "\n"
                                                                                    << to_json(back.label);
      if (back.ok()) ++read;
      if (!rendering.lost.empty()) continue;
      // Nothing was lost: then it is the same label, but for what a copy's readers may see on a screen, which XML has
      // no word for.
      ASSERT_TRUE(back.ok()) << rendering.text << all_said(back);
      ASSERT_EQ(wider(label, dated(back.label, *back.marked), owner, *back.marked), "") << rendering.text << "\n"
                                                                                        << to_json(label);
      EXPECT_EQ(label.caveats, back.label.caveats);
      EXPECT_EQ(label.duties, back.label.duties);
      ++whole;
    }
  }
  EXPECT_GT(whole, 200);
  EXPECT_GT(read, 1'000);
  EXPECT_GT(none, 200);
}

// XML that names files, hosts or its own text over and over: nothing is fetched and nothing is put in.
TEST(Stanag4774, EntitiesAreNeitherFetchedNorExpanded) {
  const std::string label = nato(category("PERMISSIVE", "Releasable To", {"&x;"}));
  for (const char* declared : {R"(<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>)", R"(<!DOCTYPE a [<!ENTITY x "JPN">]>)",
                               R"(<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd">)",
                               R"(<!DOCTYPE a [<!ENTITY y "JPN"><!ENTITY x "&y;&y;&y;&y;&y;&y;&y;&y;">]>)"}) {
    const Reading reading = stanag().read(declared + label, context());
    EXPECT_FALSE(reading.ok()) << declared;
    EXPECT_FALSE(reading.label.unknowns.empty()) << declared;
    for (const std::string& one : reading.label.unknowns) EXPECT_EQ(one.find("root:"), std::string::npos) << declared;
  }
}

TEST(Stanag4774, HostileXmlIsBoundedAndAnswered) {
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "<a>";
  EXPECT_FALSE(stanag().read(deep, context()).ok());
  std::string closed = deep;
  for (int i = 0; i < 100'000; ++i) closed += "</a>";
  EXPECT_FALSE(stanag().read(closed, context()).ok());
  std::string many = "<a";
  for (int i = 0; i < 50'000; ++i) many += fmt::format(" b{}=\"\"", i);
  EXPECT_FALSE(stanag().read(many + "/>", context()).ok());
  std::string values;
  for (int i = 0; i < 20'000; ++i) values += fmt::format("<GenericValue>N{}</GenericValue>", i);
  EXPECT_TRUE(
      stanag()
          .read(nato("<Category Type=\"PERMISSIVE\" TagName=\"Releasable To\">" + values + "</Category>"), context())
          .ok());
  std::mt19937 random(4778);
  const std::string base = nato(category("RESTRICTIVE", "Additional Sensitivity", {"ATOMAL"}) +
                                category("PERMISSIVE", "Releasable To", {"JPN"}));
  const Label whole = stanag().read(base, context()).label;
  for (int i = 0; i < 20'000; ++i) {
    std::string text = base;
    for (int edits = 0; edits < 2; ++edits) {
      const std::size_t place = random() % text.size();
      if (random() % 3 == 0)
        text.erase(place, 1 + random() % 8);
      else
        text[place] = static_cast<char>(random() % 256);
    }
    const Reading reading = stanag().read(text, context());
    EXPECT_EQ(reading.ok(), reading.label.unknowns.empty()) << text;
    if (reading.ok()) {
      EXPECT_EQ(reading.label.originators, whole.originators) << text;
    }
  }
}

}  // namespace
}  // namespace comity::marking
