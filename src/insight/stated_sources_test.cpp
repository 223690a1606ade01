#include "insight/stated_sources.hpp"

#include <gtest/gtest.h>

#include <string>

namespace comity::insight {
namespace {

StatedSources read(const std::string& text) {
  const auto document = json::Document::parse(text);
  EXPECT_TRUE(document) << text;
  return stated_sources(document->root());
}
std::string ways(const StatedSources& of) {
  std::string out;
  for (const auto& one : of.objects) out += std::string(one.way) + " " + one.id + "; ";
  return out;
}

TEST(StatedSources, a_report_cites_accounts_and_is_about_the_rest) {
  const auto of = read(R"({"type":"report","id":"report--a","name":"N","object_refs":["malware--x","report--b","sighting--c","report--b"],"created_by_ref":"identity--z"})");
  EXPECT_EQ(of.title, "N");
  EXPECT_EQ(ways(of), "object_refs report--b; object_refs sighting--c; ");
  EXPECT_FALSE(of.first_hand || of.more);
}

TEST(StatedSources, the_extension_names_sources_of_any_type_and_says_lineage) {
  const std::string key = R"("extensions":{"extension-definition--6a1c5d0e-6e0b-4f6b-9a53-0f6f2b1e7c44":)";
  const auto of = read(R"({"type":"note","id":"note--a",)" + key + R"({"sources":["tool--x",{"id":"report--b","version":"v"}],"lineage":"unknown"}},"object_refs":["report--b"]})");
  EXPECT_EQ(ways(of), "sources tool--x; sources report--b; ");
  EXPECT_TRUE(of.more);
  EXPECT_TRUE(read(R"({"type":"note","id":"note--a",)" + key + R"({"lineage":"first-hand"}}})").first_hand);
}

TEST(StatedSources, a_judgement_rests_on_what_it_names_and_not_on_its_question) {
  const std::string round = R"("extensions":{"extension-definition--c1f1b7a4-5d0e-4c6e-9b53-7a8e6f20d94b":{"part":)";
  EXPECT_EQ(ways(read(R"({"type":"note","id":"note--a","object_refs":["grouping--q","report--b"],)" + round + R"("judgement","judgement":{"sources":["report--b","tool--not-held"]}}}})")),
            "sources report--b; sources tool--not-held; ");
  EXPECT_EQ(ways(read(R"({"type":"note","id":"note--a","object_refs":["grouping--q","note--b"],)" + round + R"("discussion"}}})")), "");
}

TEST(StatedSources, a_sighting_rests_on_its_data_and_on_who_saw) {
  EXPECT_EQ(ways(read(R"({"type":"sighting","id":"sighting--a","sighting_of_ref":"indicator--i","observed_data_refs":["observed-data--o"],"where_sighted_refs":["identity--w"]})")),
            "observed_data_refs observed-data--o; where_sighted_refs identity--w; ");
}

TEST(StatedSources, a_document_is_told_by_its_source_and_place_and_a_number_is_a_name_of_the_object_itself) {
  const auto of = read(R"({"type":"attack-pattern","id":"attack-pattern--a","external_references":[{"source_name":"mitre-attack","external_id":"T1","url":"u:1"},
    {"source_name":"S","url":"u:2","description":"d"},{"source_name":"S","url":"u:2"},{"source_name":"alias"}]})");
  ASSERT_EQ(of.documents.size(), 1U);
  EXPECT_EQ(of.documents.front().where, "u:2");
  EXPECT_FALSE(of.more);
  const auto report = read(R"({"type":"report","id":"report--a","external_references":[{"source_name":"S","external_id":"7"},{"source_name":"somebody"}]})");
  ASSERT_EQ(report.documents.size(), 1U);
  EXPECT_EQ(report.documents.front().where, "7");
  EXPECT_TRUE(report.more);
}

TEST(StatedSources, sorts) {
  EXPECT_EQ(sort_of("identity"), Sort::end);
  EXPECT_EQ(sort_of("ipv4-addr"), Sort::end);
  EXPECT_EQ(sort_of("observed-data"), Sort::observation);
  EXPECT_EQ(sort_of("report"), Sort::claim);
  EXPECT_EQ(sort_of("x-own"), Sort::claim);
}

TEST(StatedSources, relationships_that_say_something_of_lineage) {
  const auto relation = [](const std::string& type, const std::string& more = "") {
    const std::string text = R"({"type":"relationship","id":"relationship--r","relationship_type":")" + type + R"(","source_ref":"report--a","target_ref":"report--b")" + more + "}";
    const auto document = json::Document::parse(text);
    return stated_relation(document->root());
  };
  ASSERT_TRUE(relation("derived-from"));
  EXPECT_FALSE(relation("derived-from")->relation->same);
  EXPECT_TRUE(relation("duplicate-of")->relation->same);
  EXPECT_FALSE(relation("related-to"));
  EXPECT_FALSE(relation("derived-from", R"(,"revoked":true)"));
}

}  // namespace
}  // namespace comity::insight
