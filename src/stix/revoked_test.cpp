#include "stix/revoked.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "stix/object.hpp"
#include "stix/tables.hpp"
#include "stix/validate.hpp"

namespace comity::stix {
namespace {

constexpr std::string_view kUuid = "11111111-1111-4111-8111-111111111111";

// What a revoked version is made from; the rest of the object does not count.
std::string object_of(std::string_view type, bool old, std::string_view more = "") {
  return fmt::format(R"({{"type":"{0}",{1}"id":"{0}--{2}","created_by_ref":"identity--{2}","created":"2026-05-01T08:00:00.000Z",)"
                     R"("modified":"2026-05-01T09:59:59.999Z","source_ref":"malware--{2}","target_ref":"ipv4-addr--{2}","sighting_of_ref":"malware--{2}",)"
                     R"("name":"SECRET WORDS","description":"SECRET WORDS"{3}}})",
                     type, old ? "" : R"("spec_version":"2.1",)", kUuid, more);
}

std::string revoked(const std::string& object) { return revoked_version(json::Document::parse(object).value()); }

void expect_valid(const std::string& text) {
  const auto document = json::Document::parse(text);
  ASSERT_TRUE(document) << text;
  ValidateOptions options;
  options.warnings = false;
  std::vector<Problem> problems;
  validate(*document, options, problems);
  for (const Problem& one : problems) ADD_FAILURE() << one.pointer << " " << one.message << "\n" << text;
  const auto object = read_object(*document);
  ASSERT_TRUE(object) << text;
  EXPECT_TRUE(object->revoked);
  EXPECT_EQ(missing(document->root()), "") << text;
}

TEST(Revoked, OfEveryTypeThatHasVersionsIsValidAndSaysNothing) {
  std::size_t made = 0;
  for (const bool old : {false, true})
    for (const Table* table : all_types()) {
      const Structure& structure = table->structure();
      if (old && !structure.in20) continue;
      const std::string text = revoked(object_of(structure.name, old));
      const bool versioned = structure.column == Column::domain || structure.column == Column::relationship ||
                             structure.column == Column::extension_definition;
      ASSERT_EQ(!text.empty(), versioned) << structure.name;
      if (!versioned) continue;
      ++made;
      expect_valid(text);
      EXPECT_EQ(text.find("SECRET"), std::string::npos) << text;
      EXPECT_NE(text.find(R"("modified":"2026-05-01T10:00:00.000Z","revoked":true)"), std::string::npos) << text;
      EXPECT_NE(text.find(R"("created_by_ref":"identity--)"), std::string::npos) << text;
      if (structure.column == Column::extension_definition) continue;  // which cannot be without
      expect_valid(without_creator(text));
      EXPECT_EQ(without_creator(text).find("created_by_ref"), std::string::npos);
    }
  EXPECT_EQ(made, 22u + 14u);
}

TEST(Revoked, KeepsTheEndsThatItCannotBeWithout) {
  const std::string relationship = revoked(object_of("relationship", false));
  EXPECT_NE(relationship.find(fmt::format(R"("source_ref":"malware--{}")", kUuid)), std::string::npos) << relationship;
  EXPECT_NE(relationship.find(fmt::format(R"("target_ref":"ipv4-addr--{}")", kUuid)), std::string::npos) << relationship;
  EXPECT_NE(revoked(object_of("sighting", false)).find(fmt::format(R"("sighting_of_ref":"malware--{}")", kUuid)), std::string::npos);
  EXPECT_EQ(revoked(object_of("tool", false)).find("malware--"), std::string::npos);
}

TEST(Revoked, NamesNoCreatorWhereThatIsMarked) {
  const std::string text = revoked(
      object_of("tool", false, R"(,"granular_markings":[{"lang":"en","selectors":["name","created_by_ref"]}])"));
  expect_valid(text);
  EXPECT_EQ(text.find("created_by_ref"), std::string::npos) << text;
}

TEST(Revoked, OfATypeOfSomebodysOwn) {
  const std::string text = revoked(object_of("x-case", false));
  EXPECT_NE(text.find(R"("type":"x-case")"), std::string::npos) << text;
  EXPECT_EQ(text.find("SECRET"), std::string::npos) << text;
  EXPECT_EQ(revoked(fmt::format(R"({{"type":"x-seen","spec_version":"2.1","id":"x-seen--{}"}})", kUuid)), "") << "it has no versions";
}

TEST(Revoked, IsAMillisecondLaterWithAsManyDigits) {
  EXPECT_EQ(a_millisecond_later("2026-05-01T09:59:59.999Z"), "2026-05-01T10:00:00.000Z");
  EXPECT_EQ(a_millisecond_later("2026-05-01T09:59:59.123456789Z"), "2026-05-01T09:59:59.124456789Z");
  EXPECT_EQ(a_millisecond_later("2026-05-01T09:59:59Z"), "2026-05-01T09:59:59.001Z");
  EXPECT_EQ(a_millisecond_later("2026-12-31T23:59:59.9995Z"), "2027-01-01T00:00:00.0005Z");
  EXPECT_EQ(a_millisecond_later("9999-12-31T23:59:59.999Z"), "");
  EXPECT_EQ(a_millisecond_later("soon"), "");
}

}  // namespace
}  // namespace comity::stix
