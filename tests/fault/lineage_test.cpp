// What a reader is told of lineage is made of what it gets and of nothing else: a node that holds more, hidden from it, answers as one that does not. And what is named is under a lease.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <random>

#include "operations/corroboration.hpp"
#include "operations/source_overlap.hpp"
#include "tests/fault/lease_audit.hpp"
#include "tests/fault/sample_alliance.hpp"

namespace comity::fault {
namespace {

using nlohmann::ordered_json;

constexpr const char* kReader = "JPN.NISC.analyst";
constexpr const char* kTime = "2026-05-01T00:00:00.000Z";

std::string id_of(const char* type, unsigned number) { return fmt::format("{}--00000000-0000-4000-8000-{:012}", type, number); }

std::string object(const char* type, unsigned number, bool open, const std::string& more) {
  return fmt::format(
      R"({{"type":"{0}","spec_version":"2.1","id":"{1}","created":"{2}","modified":"{2}",{3}"extensions":{{"extension-definition--6a1c5d0e-6e0b-4f6b-9a53-0f6f2b1e7c44":)"
      R"({{"extension_type":"property-extension","label":{{"levels":{{"NZL":["{4}"]}},"topics":[["cyber"]],"releasable":{{"NZL":[[{5}]]}}}}}}}}}})",
      type, id_of(type, number), kTime, more, open ? "RESTRICTED" : "SECRET", open ? R"("FVEY","JPN")" : R"("NZL")");
}

// The same object with a label of Japan's.
std::string of_japan(std::string text) {
  const auto put = [&](const std::string& from, const std::string& to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) text.replace(at, from.size(), to);
  };
  put(R"("levels":{"NZL":["RESTRICTED"]})", R"("levels":{"JPN":["秘"]})");
  put(R"("releasable":{"NZL":[["FVEY","JPN"]]})", R"("releasable":{"JPN":[["JPN","NZL"]]})");
  return text;
}

std::string relation(const char* type, unsigned number, unsigned source, unsigned target) {
  return object("relationship", number, true,
                fmt::format(R"("relationship_type":"{}","source_ref":"{}","target_ref":"{}",)", type, id_of("note", source), id_of("note", target)));
}

struct Held {
  std::string text, id;
  bool open = true;
};

// Sensors, notes on notes and sensors, and relationships between notes; a third of it for New Zealand alone.
std::vector<Held> held(std::uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<Held> out;
  const auto add = [&](const char* type, unsigned number, const std::string& more) {
    const bool open = random() % 3 != 0;
    out.push_back({object(type, number, open, more), id_of(type, number), open});
  };
  out.push_back({object("identity", 8, true, R"("name":"EXERCISE unit","identity_class":"group",)"), id_of("identity", 8), true});  // so that no list becomes empty
  for (unsigned i = 0; i < 4; ++i) add("identity", i, fmt::format(R"("name":"EXERCISE sensor {}","identity_class":"system",)", i));
  for (unsigned i = 0; i < 4; ++i)
    add("sighting", i, fmt::format(R"("sighting_of_ref":"{}","where_sighted_refs":["{}"],)", id_of("identity", 0), id_of("identity", static_cast<unsigned>(random() % 4))));
  for (unsigned i = 0; i < 14; ++i) {
    std::string on = fmt::format("\"{}\"", id_of("identity", 8));
    for (auto count = random() % 3; count-- > 0;)
      on += random() % 3 ? fmt::format(",\"{}\"", id_of("note", static_cast<unsigned>(random() % 16))) : fmt::format(",\"{}\"", id_of("sighting", static_cast<unsigned>(random() % 4)));
    add("note", i, fmt::format(R"("content":"EXERCISE {} of several","object_refs":[{}],)", i, on));
  }
  for (unsigned i = 0; i < 6; ++i)
    add("relationship", i, fmt::format(R"("relationship_type":"{}","source_ref":"{}","target_ref":"{}",)", random() % 2 ? "derived-from" : "duplicate-of",
                                       id_of("note", static_cast<unsigned>(random() % 7)), id_of("note", static_cast<unsigned>(7 + random() % 7))));
  return out;
}

struct World {
  std::unique_ptr<store::Engine> engine = store::memory_engine();
  ManualClock clock{*parse_time("2026-06-01")};
  std::unique_ptr<crypto::Random> random = crypto::test_random(3);
  SampleAlliance alliance{*random};
  std::unique_ptr<operations::Node> node;

  World() {
    auto opened = operations::Node::open({*engine, clock, *random});
    if (!opened) throw std::runtime_error(to_string(opened.error()));
    node = *std::move(opened);
    alliance.establish(*node);
  }
  void share(const std::string& text, const char* person = "NZL.GCSB.submitter") {
    clock.advance_us(1'000'000);
    const auto shared = operations::submit(*node, SampleAlliance::caller(person),
                                           R"({"type":"bundle","id":"bundle--00000000-0000-4000-8000-000000000000","objects":[)" + text + "]}");
    ASSERT_TRUE(shared) << to_string(shared.error());
    ASSERT_TRUE(shared->objects.at(0).accepted) << shared->objects.at(0).message;
  }
  std::string corroborated(const std::vector<std::string>& ids, const std::string& question = "", const std::string& person = kReader) {
    const auto found = operations::corroborate(*node, SampleAlliance::caller(person), {ids, question});
    return found ? operations::to_json(*found).dump() : to_string(found.error());
  }
  std::string overlapping(const std::vector<std::string>& ids) {
    operations::SourceOverlapRequest request;
    request.ids = ids;
    request.judged = {{"JPN.NISC", 0.5}, {"NZL.GCSB", 0.6}};
    const auto found = operations::source_overlap(*node, SampleAlliance::caller(kReader), request);
    return found ? operations::to_json(*found).dump() : to_string(found.error());
  }
};

TEST(LineageOfAReader, IsMadeOfWhatItGetsAndOfNothingElse) {
  for (std::uint32_t seed = 1; seed <= 6; ++seed) {
    World all, open;
    std::vector<std::string> ids, notes;
    for (const Held& one : held(seed)) {
      all.share(one.text);
      if (one.open) open.share(one.text);
      if (one.id.starts_with("note")) notes.push_back(one.id);
      ids.push_back(one.id);
    }
    EXPECT_EQ(all.corroborated(notes), open.corroborated(notes)) << seed;
    EXPECT_EQ(all.overlapping(notes), open.overlapping(notes)) << seed;
    for (const std::string& id : ids) {
      EXPECT_EQ(all.corroborated({id}), open.corroborated({id})) << seed << " " << id;
      EXPECT_EQ(all.corroborated({}, id), open.corroborated({}, id)) << seed << " " << id;
    }
    const auto caller = SampleAlliance::caller(kReader);
    const auto interval = operations::origins_of(*all.node, caller, notes), same = operations::origins_of(*open.node, caller, notes);
    ASSERT_TRUE(interval && same);
    EXPECT_EQ(*interval, *same);
    const auto answer = operations::corroborate(*all.node, caller, {notes, ""});
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->found.independent, *interval);
    EXPECT_GT(answer->trace.not_read, 0U);
  }
}

TEST(LineageOfAReader, IsNamedUnderADurableLease) {
  World world;
  std::vector<std::string> notes;
  for (const Held& one : held(7)) {
    world.share(one.text);
    if (one.id.starts_with("note")) notes.push_back(one.id);
  }
  const auto answer = ordered_json::parse(world.corroborated(notes));
  LeaseAudit audit;
  audit.follow(*world.engine);
  std::size_t named = 0;
  for (const auto& node : answer.at("nodes"))
    if (node.at("kind") == "object") {
      ++named;
      EXPECT_TRUE(audit.covers(kReader, node.at("id"), kTime)) << node;
    }
  for (const auto& edge : answer.at("edges"))
    if (edge.contains("relationship")) {
      EXPECT_TRUE(audit.covers(kReader, edge.at("relationship"), kTime)) << edge;
    }
  EXPECT_GT(named, 5U);
  // Nobody holds a copy by having been told of lineage.
  const auto overlap = ordered_json::parse(world.overlapping(notes));
  for (const auto& reader : overlap.at("readers"))
    if (reader.at("reader") == "JPN.NISC") {
      EXPECT_EQ(reader.at("read"), 0);
    }
}

TEST(LineageOfAReader, TheWordOfAThirdPartyDoesNotCount) {
  World world;
  world.share(object("identity", 8, true, R"("name":"EXERCISE unit","identity_class":"group",)"));
  world.share(object("note", 1, true, fmt::format(R"("content":"EXERCISE","object_refs":["{}"],)", id_of("identity", 8))));
  const std::string said = object("relationship", 1, true, fmt::format(R"("relationship_type":"derived-from","source_ref":"{}","target_ref":"{}",)", id_of("note", 1), id_of("identity", 8)));
  world.share(of_japan(said), "JPN.NISC.submitter");
  // New Zealand reads the relationship, and does not count it; Japan counts its own.
  EXPECT_EQ(ordered_json::parse(world.corroborated({id_of("relationship", 1)}, "", "NZL.GCSB.analyst")).at("reports"), 1);
  EXPECT_EQ(ordered_json::parse(world.corroborated({id_of("note", 1)}, "", "NZL.GCSB.analyst")).at("short"), "1 report, 1 origin, 1 lineage unknown");
  EXPECT_EQ(ordered_json::parse(world.corroborated({id_of("note", 1)})).at("short"), "1 report, 1 origin");
}

TEST(LineageOfAReader, WhoOwnsTheCopyAloneGivesAnothersReportNoOrigin) {
  World world;
  const std::string about = fmt::format(R"("content":"EXERCISE","object_refs":["{}"],)", id_of("identity", 8));
  world.share(object("identity", 8, true, R"("name":"EXERCISE unit","identity_class":"group",)"));
  world.share(object("note", 1, true, about));
  world.share(object("note", 2, true, about));
  std::string first_hand = of_japan(object("note", 3, true, about));
  first_hand.insert(first_hand.find(R"("label":)"), R"("lineage":"first-hand",)");
  world.share(first_hand, "JPN.NISC.submitter");
  world.share(of_japan(relation("duplicate-of", 1, 3, 1)), "JPN.NISC.submitter");
  const std::string reader = "NZL.GCSB.analyst";
  EXPECT_EQ(ordered_json::parse(world.corroborated({id_of("note", 1)}, "", reader)).at("short"), "1 report, 1 origin, 1 lineage unknown");
  // Nor does it make one of two.
  world.share(of_japan(relation("duplicate-of", 2, 3, 2)), "JPN.NISC.submitter");
  EXPECT_EQ(ordered_json::parse(world.corroborated({id_of("note", 1), id_of("note", 2)}, "", reader)).at("short"), "2 reports, 1–2 origins, 2 lineages unknown");
  // Who owns both does, and so does the reader's own party for its readers.
  const std::string of_japan_too = ordered_json::parse(world.corroborated({id_of("note", 1), id_of("note", 2)})).at("short");
  EXPECT_EQ(of_japan_too, "2 reports, 1 origin");
  world.share(relation("duplicate-of", 3, 1, 2));
  EXPECT_EQ(ordered_json::parse(world.corroborated({id_of("note", 1), id_of("note", 2)}, "", reader)).at("short"), "2 reports, 1 origin, 1 lineage unknown");
}

TEST(LineageOfAReader, WhoStatesAShownDocumentIsLeased) {
  World world;
  world.share(object("identity", 8, true, R"("name":"EXERCISE unit","identity_class":"group",)"));
  std::vector<std::string> ids;
  for (unsigned i = 0; i < 5; ++i) {
    world.share(object("note", i, true, fmt::format(R"("content":"EXERCISE","object_refs":["{}","{}"],"external_references":[{{"source_name":"EXERCISE paper","url":"https://example.org/{}"}}],)",
                                                    id_of("identity", 8), id_of("note", i + 1), i % 2)));
    ids.push_back(id_of("note", i));
  }
  const auto answer = ordered_json::parse(world.corroborated({ids.front()}));
  std::size_t documents = 0;
  for (const auto& one : answer.at("nodes")) documents += one.at("kind") == "document";
  EXPECT_EQ(documents, 2U);
  LeaseAudit audit;
  audit.follow(*world.engine);
  for (const std::string& id : ids) EXPECT_TRUE(audit.covers(kReader, id, kTime)) << id;
}

TEST(LineageOfAReader, ManyVersionsOfARelationshipAreLookedAtOnce) {
  World world;
  const std::string about = fmt::format(R"("content":"EXERCISE","object_refs":["{}"],)", id_of("identity", 8));
  world.share(object("identity", 8, true, R"("name":"EXERCISE unit","identity_class":"group",)"));
  world.share(object("note", 1, true, about));
  world.share(object("note", 2, true, about));
  const std::string version = relation("derived-from", 1, 1, 2);
  const std::string modified = fmt::format(R"("modified":"{}")", kTime);
  for (int i = 0; i < 20; ++i) {
    std::string next = version;
    next.replace(next.find(modified), modified.size(), fmt::format(R"("modified":"2026-05-01T00:00:{:02}.000Z")", i));
    world.share(next);
  }
  const auto answer = ordered_json::parse(world.corroborated({id_of("note", 1)}));
  std::size_t edges = 0;
  for (const auto& one : answer.at("edges")) edges += one.contains("relationship");
  EXPECT_EQ(edges, 1U);
}

TEST(LineageOfAReader, TheOperatorIsToldNumbersAndNoNames) {
  World world;
  world.share(object("note", 1, false, R"("content":"EXERCISE","object_refs":["note--00000000-0000-4000-8000-000000000002"],)"));
  operations::Caller keeper;
  keeper.person = std::string(access::kOperator);
  const auto found = operations::corroborate(*world.node, keeper, {{id_of("note", 1)}, ""});
  ASSERT_TRUE(found) << to_string(found.error());
  const auto json = operations::to_json(*found);
  EXPECT_EQ(json.at("reports"), 1);
  EXPECT_TRUE(json.at("nodes").empty() && json.at("edges").empty() && json.at("chokes").empty());
  EXPECT_EQ(json.dump().find("note--"), std::string::npos);
}

TEST(LineageOfAReader, WorkIsBounded) {
  World world;
  const auto none = operations::corroborate(*world.node, SampleAlliance::caller(kReader), {});
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, Code::invalid);
  const auto many = operations::corroborate(*world.node, SampleAlliance::caller(kReader), {std::vector<std::string>(operations::kMostCited + 1, "x"), ""});
  ASSERT_FALSE(many);
  EXPECT_EQ(many.error().code, Code::invalid);
  EXPECT_EQ(operations::origins_of(*world.node, SampleAlliance::caller(kReader), {}), (insight::Origins{0, 0}));
  EXPECT_EQ(operations::origins_of(*world.node, SampleAlliance::caller(kReader), {"a", "b"}), (insight::Origins{1, 2}));
}

}  // namespace
}  // namespace comity::fault
