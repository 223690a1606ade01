// How objects are read: banner and marks of what a reader is given and of nothing else; an owner's look through a partner's eyes; what waits for a
// second person; what would become of a draft. docs/format/label.md, docs/format/rest.md.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "operations/readings_json.hpp"
#include "operations/recall.hpp"
#include "tests/scenario/consent_node.hpp"

namespace comity::scenario {
namespace {

using nlohmann::ordered_json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;

constexpr const char* kExtension = "extension-definition--6a1c5d0e-6e0b-4f6b-9a53-0f6f2b1e7c44";
constexpr const char* kSubmitter = "NZL.GCSB.submitter";
constexpr const char* kOwn = "NZL.GCSB.analyst";   // may read all of its party's
constexpr const char* kClerk = "NZL.GCSB.clerk";   // of the same party, cleared to RESTRICTED
constexpr const char* kOfficial = "NZL.GCSB.official";
const std::string kTool = "tool--00000001-0000-4000-8000-00000000000a";
const std::string kOther = "tool--00000002-0000-4000-8000-00000000000b";
const std::string kAbsent = "tool--00000003-0000-4000-8000-00000000000c";
const std::string kSecret = "marking-definition--00000000-0000-4000-8000-0000000000a3";

operations::Caller caller(const std::string& person) { return fault::SampleAlliance::caller(person); }

std::string open(const std::string& word) {
  return fmt::format(R"("levels":{{"NZL":["{}"]}},"topics":[["cyber"]],"releasable":{{"NZL":[["NZL","JPN"]]}})", word);
}

// SECRET, for New Zealand alone.
std::string secret_definition() {
  return fmt::format(R"({{"type":"marking-definition","spec_version":"2.1","id":"{}","created":"2026-05-01T00:00:00.000Z","name":"EXERCISE","extensions":)"
                     R"({{"{}":{{"extension_type":"property-extension","label":{{"marked":"2026-05-01T00:00:00Z","levels":{{"NZL":["SECRET"]}},"topics":[["cyber"]],)"
                     R"("releasable":{{"NZL":[["NZL"]]}}}}}}}}}})",
                     kSecret, kExtension);
}
const std::string kInPart = fmt::format(R"("description":"EXERCISE, closed","granular_markings":[{{"marking_ref":"{}","selectors":["description"]}}],)", kSecret);

struct Readings : testing::Test {
  ConsentNode world;
  operations::Node& node() { return world.node(); }

  void share_in_part() { world.share({secret_definition(), tool(kTool, {open("RESTRICTED"), kInPart})}); }
  ordered_json read(const std::string& person, const std::string& id = kTool) {
    const auto reading = operations::object_reading(node(), caller(person), id, "", std::nullopt);
    return reading ? operations::to_json(*reading) : ordered_json{{"refused", name_of(reading.error().code)}};
  }
  ordered_json preview(const std::string& person, const std::string& as, const std::string& id = kTool) {
    const auto looked = operations::preview_as(node(), caller(person), id, "", std::nullopt, as);
    return looked ? operations::to_json(*looked) : ordered_json{{"refused", name_of(looked.error().code)}};
  }
  ordered_json draft(const std::string& text, const std::string& about = "") {
    const auto told = operations::draft_reading(node(), caller(kSubmitter), text, about);
    return told ? operations::to_json(*told) : ordered_json{{"refused", to_string(told.error())}};
  }
  ordered_json line(const std::string& text, const std::string& person = kSubmitter, const std::string& party = "", const std::set<std::string>& topics = {}) {
    const auto told = operations::marking_line(node(), caller(person), "", text, party, topics);
    return told ? operations::to_json(*told) : ordered_json{{"refused", to_string(told.error())}};
  }
};

ordered_json agency(const ordered_json& told, const std::string& id) {
  for (const auto& one : told.at("readers"))
    if (one.at("agency") == id) return one;
  return {};
}
std::vector<std::string> selectors(const ordered_json& told) {
  std::vector<std::string> out;
  for (const auto& one : told.at("portions")) out.push_back(one.at("selector"));
  return out;
}

TEST_F(Readings, AreMadeOfWhatTheReaderIsGiven) {
  share_in_part();
  const ordered_json own = read(kOwn), clerk = read(kClerk), japan = read(kJapan);
  EXPECT_EQ(own.at("banner").at("levels").at(0).at("word"), "SECRET") << "the join of the whole and its parts";
  EXPECT_EQ(own.at("banner").at("releasable"), (ordered_json{"NZL"}));
  EXPECT_THAT(selectors(own), ElementsAre("description"));
  EXPECT_EQ(own.at("portions").at(0).at("short"), "S");
  EXPECT_THAT(own.at("portions").at(0).at("text").get<std::string>(), HasSubstr("(S"));
  EXPECT_EQ(clerk.at("banner").at("levels").at(0).at("word"), "RESTRICTED") << "its part of it";
  EXPECT_THAT(selectors(clerk), IsEmpty());
  const ordered_json& level = japan.at("banner").at("levels").at(0);
  EXPECT_EQ(level, (ordered_json{{"scheme", "JPN"}, {"word", "秘"}, {"rung", 2}, {"as", "RESTRICTED"}}));
  EXPECT_EQ(japan.at("banner").at("releasable"), (ordered_json{"JPN", "NZL"}));
  for (const ordered_json& one : {clerk, japan}) {
    EXPECT_THAT(one.dump(), Not(HasSubstr("description")));
    EXPECT_THAT(one.dump(), Not(HasSubstr("SECRET")));
  }
  EXPECT_THAT(japan.at("notices").dump(), HasSubstr("Tell its originator of a breach within 24 hours."));
  EXPECT_THAT(own.at("notices").dump(), Not(HasSubstr("breach"))) << "it is its own";
  EXPECT_EQ(read("KOR.NIS.analyst"), read("KOR.NIS.analyst", kAbsent));
  EXPECT_EQ(read("operator").at("refused"), "forbidden");
}

TEST_F(Readings, LeaveUnderTheLeaseOfTheObject) {
  share_in_part();
  const Seq before = node().journal().last();
  read(kJapan);
  const Seq leased = node().journal().last();
  EXPECT_GT(leased, before);
  read(kJapan);
  EXPECT_EQ(node().journal().last(), leased) << "the same lease covers it";
  read("KOR.NIS.analyst");
  EXPECT_EQ(node().journal().last(), leased) << "nothing left";
}

TEST_F(Readings, PreviewWhatAPartnerGets) {
  share_in_part();
  const ordered_json seen = preview(kOwn, "JPN.CIRO");
  EXPECT_EQ(seen.at("reads"), true);
  EXPECT_GE(seen.at("people"), 1);
  EXPECT_EQ(seen.at("cut"), (ordered_json{"description"}));
  EXPECT_THAT(seen.at("marking").get<std::string>(), HasSubstr("秘"));
  EXPECT_THAT(seen.at("text").get<std::string>(), HasSubstr("JPN-NZL"));
  EXPECT_EQ(seen.at("banner"), read(kJapan).at("banner"));
  EXPECT_THAT(seen.dump(), Not(HasSubstr("JPN.CIRO."))) << "whose people they are is theirs to tell";
  EXPECT_EQ(preview(kOwn, kJapan).at("cut"), seen.at("cut"));
  EXPECT_EQ(preview(kClerk, "JPN.CIRO").at("cut"), ordered_json::array()) << "the clerk is not given that name either";
  const ordered_json outside = preview(kOwn, "KOR.NIS");
  EXPECT_EQ(outside.at("reads"), false);
  EXPECT_FALSE(outside.contains("banner"));
  EXPECT_EQ(preview(kOwn, "ATL.NONE").at("refused"), "not_found");
  for (const char* as : {"NZL.GCSB", "JPN.CIRO", "ATL.NONE"}) EXPECT_EQ(preview(kJapan, as), preview(kJapan, as, kAbsent)) << "it originated nothing of it";
}

TEST_F(Readings, TellWhatWaitsForASecondPerson) {
  const auto document = agreement::parse_agreement(
      "id = 'TWO'\nversion = 1\ntitle = 'EXERCISE'\nkind = 'bilateral'\nparties = ['JPN', 'NZL']\n[term]\nin_force = 2026-01-01\n"
      "[two_persons]\nlevels = [{ party = 'NZL', scheme = 'NZL', word = 'SECRET' }]\n",
      "two.toml");
  ASSERT_TRUE(document) << to_string(document.error());
  agreement::Signed one{*document, {}};
  for (const auto& party : document->terms.parties) one.signatures.push_back(world.alliance().sign(*document, party.party));
  ASSERT_TRUE(operations::add_agreement(node(), agreement::to_json(one)));
  EXPECT_EQ(draft(tool(kTool, {open("SECRET")})).at("waits"), true);
  EXPECT_EQ(draft(tool(kTool, {open("RESTRICTED")})).at("waits"), false);
  world.share({tool(kTool, {open("SECRET")}), tool(kOther, {open("SECRET")})});
  const auto ids = [&](const std::string& person, Seq after = 0, std::size_t limit = 10) {
    std::vector<std::string> out;
    const auto waiting = operations::waiting_approvals(node(), caller(person), after, limit);
    if (!waiting) return std::vector<std::string>{std::string(name_of(waiting.error().code))};
    for (const auto& each : waiting->approvals) out.push_back(each.id);
    return out;
  };
  EXPECT_THAT(ids(kOfficial), ElementsAre(kTool, kOther));
  EXPECT_THAT(ids(kOwn), ElementsAre("forbidden"));
  EXPECT_THAT(ids(kJapan), ElementsAre("forbidden"));
  const auto first = operations::waiting_approvals(node(), caller(kOfficial), 0, 1).value();
  EXPECT_TRUE(first.more);
  EXPECT_EQ(first.approvals.at(0).submitter, kSubmitter);
  EXPECT_EQ(first.approvals.at(0).title, "EXERCISE");
  EXPECT_EQ(first.approvals.at(0).banner.levels.at(0).word, "SECRET");
  EXPECT_THAT(ids(kOfficial, first.approvals.at(0).record), ElementsAre(kOther));
  EXPECT_TRUE(read(kSubmitter).contains("waits"));
  ASSERT_TRUE(operations::approve_release(node(), caller(kOfficial), {kTool, "NZL", Marked{}.modified}));
  EXPECT_FALSE(read(kSubmitter).contains("waits"));
  EXPECT_THAT(ids(kOfficial), ElementsAre(kOther));
  alliance::Directory directory = world.alliance().directory();
  directory.people.find(kSubmitter)->second.roles.insert("releaser");
  ASSERT_TRUE(operations::set_directory(node(), directory));
  EXPECT_THAT(ids(kSubmitter), IsEmpty()) << "nobody approves what is its own";
}

TEST_F(Readings, OfADraftStoreNothing) {
  share_in_part();
  world.share({tool(kAbsent, {R"("levels":{"JPN":["機密"]},"topics":[["cyber"]],"releasable":{"JPN":[["JPN"]]})"})}, "JPN.NISC.submitter");
  const Seq before = node().journal().last();
  const ordered_json told = draft(tool(kOther, {open("RESTRICTED")}));
  EXPECT_EQ(told.at("accepted"), true) << told;
  EXPECT_EQ(agency(told, "JPN.CIRO").at("reads"), true);
  EXPECT_EQ(agency(told, "JPN.CIRO").at("clause"), "2a");
  EXPECT_EQ(agency(told, "KOR.NIS").at("reads"), false);
  EXPECT_EQ(agency(told, "KOR.NIS").at("clause"), "2:NZL");
  EXPECT_THAT(told.dump(), Not(HasSubstr("JPN.CIRO.")));
  const ordered_json cut = draft(tool(kOther, {open("RESTRICTED"), kInPart}));
  EXPECT_EQ(agency(cut, "JPN.CIRO").at("cut"), true);
  EXPECT_EQ(agency(cut, "NZL.GCSB").at("cut"), false);
  EXPECT_THAT(selectors(cut), ElementsAre("description"));
  // What is not there for the submitter, and what is nowhere.
  const std::string nowhere = "tool--00000003-0000-4000-8000-00000000000d";
  const auto about = [&](const std::string& id) {
    std::string out = draft(report("report--00000004-0000-4000-8000-00000000000e", {id}, {open("RESTRICTED")})).dump();
    for (auto at = out.find(id); at != std::string::npos; at = out.find(id)) out.replace(at, id.size(), "ID");
    return out;
  };
  EXPECT_EQ(about(kAbsent), about(nowhere));
  EXPECT_EQ(agency(draft(report("report--00000004-0000-4000-8000-00000000000e", {kTool}, {open("RESTRICTED")})), "JPN.CIRO").at("reads"), true);
  const ordered_json wrong = draft(R"({"type":"tool","spec_version":"2.1","id":"tool--x","created":"yesterday","modified":"2026-05-01T00:00:00Z"})");
  EXPECT_EQ(wrong.at("accepted"), false);
  EXPECT_FALSE(wrong.at("problems").empty());
  // Sources, and what they cost.
  const ordered_json cited = draft(tool(kOther, {open("SECRET")}).replace(tool(kOther, {open("SECRET")}).find("\"label\""), 0, fmt::format(R"("sources":["{}"],)", kTool)));
  EXPECT_EQ(cited.at("accepted"), true) << cited;
  EXPECT_EQ(cited.at("sources").size(), 1u);
  EXPECT_THAT(cited.at("sources").at(0).at("loses").dump(), HasSubstr("JPN")) << "the part that is not for Japan goes with it";
  EXPECT_EQ(node().journal().last(), before);
  EXPECT_THAT(operations::draft_reading(node(), caller(kOwn), tool(kOther, {open("RESTRICTED")}), "").error().code, Code::forbidden);
}

TEST_F(Readings, TakeAMarkingAsItIsTyped) {
  const ordered_json typed = line("S//REL JPN NZL");
  EXPECT_EQ(typed.at("ok"), true) << typed;
  EXPECT_EQ(typed.at("line"), "S//REL TO JPN, NZL");
  EXPECT_EQ(typed.at("banner").at("levels").at(0).at("word"), "SECRET");
  EXPECT_EQ(typed.at("banner").at("releasable"), (ordered_json{"JPN", "NZL"}));
  EXPECT_THAT(typed.at("text").get<std::string>(), HasSubstr("(S//REL TO"));
  EXPECT_EQ(line("SECRET//REL TO JPN, NZL").at("definition"), typed.at("definition")) << "the same marking";
  // It marks a part: for Japan too, if it says that it is about what the agreement with Japan is for.
  const ordered_json about = line("S//REL JPN NZL", kSubmitter, "", {"cyber"});
  EXPECT_NE(about.at("definition").at("id"), typed.at("definition").at("id"));
  world.share({about.at("definition").dump(),
               tool(kTool, {open("RESTRICTED"), fmt::format(R"("description":"EXERCISE","granular_markings":[{{"marking_ref":"{}","selectors":["description"]}}],)",
                                                            about.at("definition").at("id").get<std::string>())})});
  EXPECT_EQ(read(kOwn).at("portions").at(0).at("text"), about.at("text"));
  ASSERT_EQ(read(kJapan).at("portions").size(), 1u);
  EXPECT_EQ(read(kJapan).at("portions").at(0).at("levels").at(0).at("word"), "極秘");
  EXPECT_EQ(line("SECRIT").at("ok"), false);
  EXPECT_EQ(line("SECRET//REL TO ATL").at("ok"), false) << "no such party";
  EXPECT_EQ(line("極秘", kSubmitter, "JPN").at("banner").at("levels").at(0).at("word"), "SECRET");
  EXPECT_EQ(line("TLP:AMBER").at("banner").at("tlp"), "AMBER");
  EXPECT_EQ(line("SECRET//SI//REL TO USA, NZL", "USA.NSA.submitter").at("language"), "capco");
  // Of a community that the caller's party was never in it is not told that there is one.
  const auto named = [&](const std::string& community) {
    ordered_json out = line("SECRET//REL TO " + community, "KOR.NIS.analyst", "NZL");
    out.erase("definition");  // whose identifier follows from the name that was typed
    std::string text = out.dump();
    for (auto at = text.find(community); at != std::string::npos; at = text.find(community)) text.replace(at, community.size(), "NAME");
    return text;
  };
  EXPECT_EQ(named("FVEY"), named("FVEX"));
  EXPECT_EQ(line("SECRET//REL TO FVEY").at("ok"), true);
}

TEST_F(Readings, HaveTheWordsOfAllSchemes) {
  const auto words = operations::marking_words(node(), caller(kJapan)).value();
  const auto rung = [&](const std::string& scheme, const std::string& word) -> std::optional<int> {
    for (const auto& one : words.schemes)
      for (const auto& level : one.levels)
        if (one.scheme == scheme && level.word == word) return level.rung;
    return -1;
  };
  EXPECT_EQ(rung("JPN", "極秘"), 3);
  EXPECT_EQ(rung("NZL", "TOP SECRET"), 4);
  EXPECT_EQ(rung("GBR", "OFFICIAL"), 0);
  EXPECT_EQ(rung("TLP", "AMBER+STRICT"), std::nullopt);
  EXPECT_THAT(words.communities, Not(testing::Contains("FVEY"))) << "Japan is no member";
  EXPECT_THAT(words.topics, testing::Contains("cyber"));
}

}  // namespace
}  // namespace comity::scenario
