#include "marking/statement.hpp"

#include <gtest/gtest.h>

#include "marking/json_reading.hpp"
#include "marking/languages.hpp"
#include "marking/lost.hpp"
#include "marking/tsv_for_test.hpp"

namespace comity::marking {
namespace {

const Context kContext{"NZL", Time{}, nullptr};

TEST(Statement, SentencesAreCaveatsThatRestrictNobody) {
  for (const std::string text : {"Copyright 2015-2025, The MITRE Corporation. MITRE ATT&CK and ATT&CK are registered "
                                 "trademarks of The MITRE Corporation.",
                                 "This information does not represent the views of the agency.",
                                 "Secret sauce recipes are fun",
                                 "Top secrets of good cooking",
                                 "(C) 2026 EXERCISE",
                                 "COPYRIGHT EXERCISE CORPORATION",
                                 "See https://example.org/a//B for terms",
                                 "Confidential sources were consulted for this report.",
                                 "The traffic light protocol (TLP: see first.org) applies to other products.",
                                 "[EXERCISE] Copyright",
                                 "<p>All rights reserved</p>",
                                 "Restricted stock units are not discussed here",
                                 "osint:source-type=\"blog-post\"",
                                 "misp:tool=\"misp2stix\"",
                                 "Note: B2B sales only",
                                 "免責事項",
                                 "Line one\nline two\n",
                                 "R2D2",
                                 "U.S. persons may be named",
                                 "LES DROITS SONT RESERVES",
                                 "THIS TEXT IS NOT SECRET SAUCE"}) {
    const Reading reading = read_statement(text, kContext);
    EXPECT_EQ(errors_of(reading), "") << text;
    Label caveat;
    caveat.caveats.insert(text.ends_with('\n') ? text.substr(0, text.size() - 1) : text);
    EXPECT_EQ(reading.label, caveat) << text << to_json(reading.label);
    EXPECT_EQ(join(Label{}, reading.label).caveats, caveat.caveats);
  }
}

TEST(Statement, WhatClaimsToBeAMarkingIsReadOrDenies) {
  struct Case {
    const char* text;
    const char* language;  // that reads it; "" if it must be refused, "?" if refused unless a language of it is there
  };
  for (const Case& one : {Case{"TLP:AMBER", "tlp"},
                          Case{" tlp:amber\n", "tlp"},
                          Case{"TLP:PINK", ""},
                          Case{"tlp:ex:chr", ""},
                          Case{"SECRET//NOFORN", "?"},
                          Case{"(S//NF)", "?"},
                          Case{"//GBR SECRET", "?"},
                          Case{"SECRET REL TO USA, GBR", "?"},
                          Case{"SECRET", "?"},
                          Case{"top secret", "?"},
                          Case{"(TS)", "?"},
                          Case{"NOFORN", "?"},
                          Case{"noforn", "?"},
                          Case{"UNCLASSIFIED", "?"},
                          Case{"CLASSIFICATION: SECRET", "?"},
                          Case{"THIS REPORT IS TOP SECRET", "?"},
                          Case{"NOT FOR FOREIGNERS (NOFORN)", "?"},
                          Case{"TOP SECRET\nCopyright 2026", "?"},
                          Case{"Copyright 2026. TLP:PINK", ""},
                          Case{"misp:distribution=\"1\"", "misp"},
                          Case{"misp:distribution=\"0\"", ""},
                          Case{"misp:distribution=\"9\"", ""},
                          Case{"misp:should-not-sync", "misp"},
                          Case{"admiralty-scale:source-reliability=\"b\"", "admiralty"},
                          Case{"admiralty-scale:source-reliability=\"q\"", ""},
                          Case{"B2", "admiralty"},
                          Case{"PAP:RED", "?"},
                          Case{"nato:classification=\"NS\"", "?"},
                          Case{"dni-ism:classification:us=\"S\"", "?"},
                          Case{"{\"distribution\":\"9\"}", ""},
                          Case{"{\"a\":1}", ""},
                          Case{"{}", ""},
                          Case{R"({"originators":["NZL.GCSB"],"levels":{"NZL":["SECRET"]}})", "label"},
                          Case{R"({"tlp_2_0":"red"})", "tlp"}}) {
    const Reading reading = read_statement(one.text, kContext);
    const std::string_view expected = one.language;
    if (expected == "") {
      EXPECT_FALSE(reading.ok()) << one.text;
    } else if (expected != "?") {
      EXPECT_EQ(reading.label,
                find_language(expected)->read(one.text[0] == ' ' ? "TLP:AMBER" : one.text, kContext).label)
          << one.text;
    }
    // Never a remark.
    EXPECT_TRUE(!reading.ok() || reading.label.caveats.empty() || expected == "admiralty") << one.text;
    if (!reading.ok()) {
      EXPECT_FALSE(reading.label.unknowns.empty()) << one.text;
    }
  }
}

TEST(Statement, ATlpLabelWithinASentenceHolds) {
  const Reading reading = read_statement("Copyright 2026 EXERCISE. TLP:AMBER; see also tlp: green", kContext);
  EXPECT_EQ(errors_of(reading), "");
  EXPECT_EQ(reading.label.tlp, Tlp::amber);
  EXPECT_EQ(reading.label.caveats.size(), 1U);
  ASSERT_EQ(reading.findings.size(), 2U);
  EXPECT_EQ(reading.findings[0].offset, 25U);
  EXPECT_EQ(reading.findings[0].length, 9U);
}

TEST(Statement, BoundsAndText) {
  EXPECT_TRUE(read_statement(std::string(kMaxStatementBytes, 'x'), kContext).ok());
  EXPECT_FALSE(read_statement(std::string(kMaxStatementBytes + 1, 'x'), kContext).ok());
  for (const std::string_view text : {std::string_view(""), std::string_view(" \n"), std::string_view("\xff"),
                                      std::string_view("a\0b", 3), std::string_view("\xed\xa0\x80")})
    EXPECT_FALSE(read_statement(text, kContext).ok());
  EXPECT_FALSE(recognizes_statement(" "));
  EXPECT_TRUE(recognizes_statement("anything"));
}

// Messages are kept in labels, and a label is JSON whatever the text was.
TEST(Statement, MessagesAreValidText) {
  for (const Language& language : languages())
    for (const std::string_view text : {"\xff\xfe", "TLP:\xff", "{\"\xff\":1}", "{\"iep_id\":\"\xc3\"}",
                                        "misp:distribution=\"\xff\"", "SECRET//\xff", "\xf0\x9f"}) {
      const Reading reading = language.read(text, kContext);
      EXPECT_FALSE(reading.ok()) << language.id;
      for (const std::string& unknown : reading.label.unknowns) EXPECT_TRUE(is_utf8_text(unknown)) << language.id;
    }
}

TEST(Statement, WritesOneRemark) {
  const Label label = *parse_label(R"({"caveats":["SECRET","first","second"],"tlp":"RED"})", {});
  const Rendering written = write_statement(label, kContext);
  EXPECT_EQ(written.text, "first");
  EXPECT_EQ(written.lost, (std::vector<std::string>{"TLP:RED", "caveat SECRET", "caveat second"}));
  EXPECT_EQ(write_statement(Label{}, kContext).text, "");
}

}  // namespace
}  // namespace comity::marking
