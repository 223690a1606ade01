// A node that holds what is hidden from some people, and the names of as much that nobody holds: for alike_test.cpp. What can be asked with a name in it is alike_probes.cpp's to list.
#pragma once

#include <gtest/gtest.h>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <nlohmann/json.hpp>
#include <random>
#include <regex>
#include <set>
#include <utility>

#include "operations/concerns.hpp"
#include "operations/consents.hpp"
#include "operations/notebook.hpp"
#include "operations/rounds_json.hpp"
#include "operations/statements.hpp"
#include "taxii/collections.hpp"
#include "tests/fault/door_node.hpp"

namespace comity::fault {
using nlohmann::json;

inline constexpr const char* kVersion = "2026-05-01T00:00:00.000Z";
inline constexpr const char* kExtension = "extension-definition--6a1c5d0e-6e0b-4f6b-9a53-0f6f2b1e7c44";
inline constexpr std::size_t kHidden = 320;  // of each owner, and as many again of whose ids others share something
inline constexpr std::size_t kTimes = 200;   // of the hidden, and of the absent
inline constexpr double kBand = 0.12;        // four standard deviations of the rank statistic at that number: sqrt(1 / (6 · 200)) = 0.029
inline constexpr int kTries = 5;

inline std::string bundle_of(const std::string& objects) {
  return R"({"type":"bundle","id":"bundle--00000000-0000-4000-8000-000000000000","objects":[)" + objects + "]}";
}
inline std::string labelled(const std::string& type, const std::string& id, const std::string& label, const std::string& more = "") {
  return fmt::format(
      R"({{"type":"{0}","spec_version":"2.1","id":"{1}","created":"{2}","modified":"{2}","name":"EXERCISE",{3}"extensions":)"
      R"({{"{4}":{{"extension_type":"property-extension",{5}}}}}}})",
      type, id, kVersion, more, kExtension, label);
}
// What a party says to itself, for the few: people of the party without the access or the level do not get it either.
inline std::string closed_label(const std::string& party) {
  return party == "NZL" ? R"("label":{"levels":{"NZL":["TOP SECRET"]},"compartments":[{"party":"NZL","name":"KEA"}],)"
                          R"("topics":[["cyber"]],"releasable":{"NZL":[["NZL"]]}})"
                        : R"("label":{"levels":{"JPN":["機密"]},"topics":[["cyber"]],"releasable":{"JPN":[["JPN"]]}})";
}

enum class Kind { object, shared, marking, status, collection, consent, request, agreement, purpose, person, token, session, certificate, community, round, statement, meeting, concern, note };

// Ids of one kind: those that are held and hidden, and as many of the same shape that nobody holds.
struct Ids {
  std::vector<std::string> hidden, absent;
};

// Something that a caller can ask with an id in it.
struct Probe {
  std::string row;   // of the route tables
  std::string name;  // of this way to ask
  Kind kind = Kind::object;
  std::set<std::string> who;  // of the askers; empty: all
  std::function<Ask(const std::string& id, const std::string& asker)> ask;
};

inline std::string party_of(const std::string& person) { return std::string(marking::party_of(person)); }

// An id that no other has, of what a probe shares by the way.
inline std::string fresh_id(const std::string& type) {
  static std::uint64_t number = 0;
  ++number;
  return fmt::format("{}--f{:07x}-0000-4000-8000-{:012x}", type, number, number);
}

// A label of the submitter's own party, which somebody reads.
inline std::string open_label(const std::string& person) {
  const std::string party = party_of(person);
  const std::map<std::string, std::string> least{{"JPN", "秘"}, {"USA", "UNCLASSIFIED"}, {"AUS", "OFFICIAL"}, {"NZL", "RESTRICTED"}};
  return fmt::format(R"("label":{{"levels":{{"{0}":["{1}"]}},"topics":[["cyber"]],"releasable":{{"{0}":[["{0}"]]}}}})", party,
                     least.at(party));
}
class Alike : public testing::Test {
 protected:
  // Who may not see what `owner` holds, or what others asked and were told.
  struct Asker {
    std::string person, owner;
  };
  static std::vector<Asker> askers() {
    return {{"JPN.NISC.analyst", "NZL"},   {"JPN.NISC.submitter", "NZL"}, {"KOR.NIS.analyst", "NZL"}, {"USA.NSA.submitter", "NZL"},
            {"AUS.ASD.analyst", "NZL"},    {"AUS.ASD.submitter", "NZL"},  // New Zealand has suspended Australia
            {"GBR.GCHQ.clerk", "NZL"},     {"NZL.SIS.leaver", "NZL"},     // their clearances have expired
            {"NZL.NAB.newcomer", "NZL"},   {"NZL.NAB.visitor", "NZL"},    // of the owner's party, and not cleared for it
            {"NZL.GCSB.clerk", "JPN"},     {"NZL.GCSB.official", "JPN"},  // registrar and official of another party
            {"NZL.GCSB.submitter", "JPN"}, {"NZL.GCSB.analyst", "JPN"}};
  }

  static std::string uuid() {
    const auto hex = [](int digits) {
      std::string out;
      while (digits-- > 0) out += "0123456789abcdef"[random()() % 16];
      return out;
    };
    return fmt::format("{}-{}-4{}-8{}-{}", hex(8), hex(4), hex(3), hex(3), hex(12));
  }
  static std::mt19937& random() {
    static std::mt19937 out(14);
    return out;
  }

  static void SetUpTestSuite() {
    world_ = std::make_unique<DoorNode>();
    world_->alliance().share_products(world_->node());
    for (const char* owner : {"NZL", "JPN"}) hold(owner);
    for (const char* person : {"NZL.GCSB.submitter", "JPN.NISC.submitter"}) {
      own_[person] = fresh_id("tool");
      ASSERT_EQ(json::parse(shared(person, bundle_of(labelled("tool", own_[person], open_label(person))))).at("success_count"), 1);
    }
    suspend_australia();
    alliance::Clearance over = world_->alliance().directory().clearances.at("GBR.GCHQ.clerk");
    over.until = *parse_time("2026-05-01");
    ASSERT_TRUE(world_->alliance().clear(world_->node(), over));
    give_consents();
    open_rounds();
    keep_notes();
    find_collections();
    hold_credentials();
    for (const char* owner : {"NZL", "JPN"}) hold_statements(owner);
  }
  static void TearDownTestSuite() { world_.reset(); }

  static void hold(const std::string& owner) {
    const std::string person = owner == "NZL" ? "NZL.GCSB.submitter" : "JPN.CIRO.submitter";
    for (const Kind kind : {Kind::object, Kind::shared}) {
      Ids& ids = ids_[{owner, kind}];
      std::string objects;
      for (std::size_t i = 0; i < kHidden; ++i) {
        ids.hidden.push_back("tool--" + uuid());
        ids.absent.push_back("tool--" + uuid());
        // Its id is a word of its text as well: what searches ask for.
        objects += (i == 0 ? "" : ",") + labelled("tool", ids.hidden.back(), closed_label(owner),
                                                  fmt::format(R"("description":"EXERCISE about {} and example.com",)", ids.hidden.back()));
      }
      ASSERT_EQ(json::parse(shared(person, bundle_of(objects))).at("success_count"), kHidden);
    }
    Ids& markings = ids_[{owner, Kind::marking}];
    for (int i = 0; i < 20; ++i) {
      markings.hidden.push_back("marking-definition--" + uuid());
      markings.absent.push_back("marking-definition--" + uuid());
      ASSERT_EQ(json::parse(shared(person, bundle_of(labelled("marking-definition", markings.hidden.back(), closed_label(owner))))).at("success_count"), 1);
    }
    Ids& statuses = ids_[{owner, Kind::status}];
    for (int i = 0; i < 20; ++i) {
      statuses.hidden.push_back(json::parse(shared(person, bundle_of(labelled("tool", "tool--" + uuid(), closed_label(owner))))).at("id"));
      statuses.absent.push_back(uuid());
    }
    Ids& requests = ids_[{owner, Kind::request}];
    for (int i = 0; i < 20; ++i) {  // of one third party of another
      const Ask asked{"POST", "/api/v1/consents/requests", "application/json", R"({"of":"CAN","object":"tool--x","reason":"EXERCISE"})"};
      requests.hidden.push_back(json::parse(body_of(world_->ask("USA.CISA.analyst", asked))).at("id"));
      std::string other = requests.hidden.back();
      for (std::size_t at = 2; at < other.size(); ++at) other[at] = "0123456789abcdef"[random()() % 16];
      requests.absent.push_back(other);
    }
  }
  static std::string shared(const std::string& person, const std::string& bundle) {
    return body_of(world_->ask(person, posting(person, bundle)));
  }
  static Ask posting(const std::string& person, const std::string& bundle) {
    return {"POST", "/comity/collections/" + taxii::write_collection(marking::agency_of(person)) + "/objects/",
            "application/taxii+json;version=2.1", bundle};
  }
  static void suspend_australia() {
    const agreement::Act act{"NZL", world_->clock().now(), "EXERCISE", agreement::SuspendParty{"AUS", {}, {}}};
    ASSERT_TRUE(operations::record_act(world_->node(), agreement::to_json(world_->alliance().sign(act, "NZL"))));
  }
  // Each owner consents to Canada: no asker's party has to do with it but the owner's own.
  static void give_consents() {
    for (const std::string owner : {"NZL", "JPN"}) {
      Ids& ids = ids_[{owner, Kind::consent}];
      for (int i = 0; i < 5; ++i) {
        agreement::GiveConsent give;
        give.id = fmt::format("c-{}-{}", owner, random()() % 9000 + 1000);
        give.to = "CAN";
        give.objects.push_back({owner, ids_[{owner, Kind::object}].hidden[static_cast<std::size_t>(i)], kVersion});
        const agreement::Act act{owner, world_->clock().now(), "EXERCISE", give};
        const auto done = operations::record_act(world_->node(), agreement::to_json(world_->alliance().sign(act, owner)));
        ASSERT_TRUE(done) << to_string(done.error());
        ids.hidden.push_back(give.id);
        ids.absent.push_back(fmt::format("x-{}-{}", owner, random()() % 9000 + 1000));
      }
    }
  }
  // Entries in the notebooks of people that are no askers.
  static void keep_notes() {
    for (const auto& [owner, person] : {std::pair<std::string, std::string>{"NZL", "NZL.GCSB.submitter"}, {"JPN", "JPN.CIRO.submitter"}}) {
      Ids& ids = ids_[{owner, Kind::note}];
      for (int i = 0; i < 20; ++i) {
        ids.hidden.push_back(uuid());
        ids.absent.push_back(uuid());
        for (const auto kind : {operations::NoteKind::draft, operations::NoteKind::seen})
          ASSERT_TRUE(operations::keep_note(world_->node(), SampleAlliance::caller(person), kind, ids.hidden.back(), R"({"title":"EXERCISE"})"));
      }
    }
  }
  // A question that only the few of the owner's party get; and one of their own of those who ask about notes.
  static std::string new_round(const std::string& person, const std::string& label, const std::string& more = "") {
    return fmt::format(R"({{"title":"EXERCISE","question":"EXERCISE","criteria":"EXERCISE","resolves":"2028-01-01T00:00:00Z","invited":["{}","CAN.CSE"],{}"schedule":)"
                       R"({{"commit_until":"2027-01-01T00:00:00Z","reveal_until":"2027-02-01T00:00:00Z","discuss_until":"2027-03-01T00:00:00Z",)"
                       R"("second_commit_until":"2027-04-01T00:00:00Z","second_reveal_until":"2027-05-01T00:00:00Z"}},"marking":{{{}}}}})",
                       marking::agency_of(person), more, label);
  }
  static std::string opened(const std::string& person, const std::string& label) {
    const auto wish = operations::parse_round_wish(nlohmann::ordered_json::parse(new_round(person, label)));
    const auto done = operations::open_round(world_->node(), SampleAlliance::caller(person), wish.value());
    EXPECT_TRUE(done) << (done ? "" : to_string(done.error()));
    return done ? done->id : "";
  }
  static void open_rounds() {
    for (const std::string owner : {"NZL", "JPN"}) {
      Ids& ids = ids_[{owner, Kind::round}];
      for (int i = 0; i < 20; ++i) {
        ids.hidden.push_back(opened(owner == "NZL" ? "NZL.GCSB.submitter" : "JPN.CIRO.submitter", closed_label(owner)));
        ids.absent.push_back("grouping--" + uuid());
      }
    }
    for (const char* person : {"NZL.GCSB.submitter", "JPN.NISC.submitter"}) own_round_[person] = opened(person, open_label(person));
  }
  static void find_collections() {
    for (const std::string owner : {"NZL", "JPN"}) {
      Ids& collections = ids_[{owner, Kind::collection}];
      for (const char* agency : {"CAN.CSE", "USA.CISA", "AUS.ONI", "FRA.ANSSI"}) {
        collections.hidden.push_back(taxii::write_collection(agency));
        collections.absent.push_back(uuid());
      }
    }
    // Which somebody of each party may declare, and no asker that is put to it; the absent ones are as long.
    ids_[{"NZL", Kind::purpose}] = {{"law-enforcement"}, {"law-enforcemenx"}};
    ids_[{"JPN", Kind::purpose}] = ids_[{"NZL", Kind::purpose}];
    // Of which neither Korea nor any asker that is put to it is a party; the names are as long as theirs.
    ids_[{"NZL", Kind::agreement}] = {{"ANZUS", "JPN-NZL"}, {"ANZUX", "JPN-NZX"}};
    ids_[{"JPN", Kind::agreement}] = {{"JPN-AUS"}, {"JPN-AUX"}};
    ids_[{"NZL", Kind::community}] = {{"FVEY"}, {"FVEX"}};
  }

  // People of the owner's party that are no askers, and what they have to log in with.
  static void hold_credentials() {
    std::set<std::string> asking;
    for (const Asker& one : askers()) asking.insert(one.person);
    const auto other = [](std::string id, std::size_t kept) {
      for (std::size_t at = kept; at < id.size(); ++at)
        if (id[at] != '-') id[at] = "0123456789abcdef"[random()() % 16];
      return id;
    };
    auto& node = world_->node();
    int bound = 0;
    for (const auto& [person, known] : world_->alliance().directory().people) {
      const std::string owner = party_of(person);
      if ((owner != "NZL" && owner != "JPN") || asking.contains(person)) continue;
      ids_[{owner, Kind::person}].hidden.push_back(person);
      ids_[{owner, Kind::person}].absent.push_back(person.substr(0, person.size() - 2) + "qx");
      const std::string session = node.desk().sessions.open(node.random(), person, 0, known.roles, "", node.clock().now()).session.id;
      ids_[{owner, Kind::session}].hidden.push_back(session);
      ids_[{owner, Kind::session}].absent.push_back(other(session, 8));
      const std::string token = node.tokens.list(person).front().token->id;
      ids_[{owner, Kind::token}].hidden.push_back(token);
      ids_[{owner, Kind::token}].absent.push_back(other(token, 6));
      operations::CertificateWish wish{person, fmt::format("{:064x}", ++bound)};
      const auto certificate = operations::bind_certificate(node, operations::local_operator(), wish);
      ASSERT_TRUE(certificate);
      ids_[{owner, Kind::certificate}].hidden.push_back(*certificate);
      ids_[{owner, Kind::certificate}].absent.push_back(other(*certificate, 12));
    }
  }

  // Statements, meetings and concerns of the owner, to which it invites, and of which it tells, Canada and France: no asker may know of them. One record each, as the acts write them.
  static void hold_statements(const std::string& owner) {
    auto& node = world_->node();
    const auto number = [] { return fmt::format("{:06d}", random()() % 1000000); };
    std::vector<std::pair<journal::Kind, std::string>> records;
    for (int i = 0; i < 20; ++i) {
      for (const Kind kind : {Kind::statement, Kind::meeting, Kind::concern}) {
        ids_[{owner, kind}].hidden.push_back(fmt::format("{}-{}", owner, number()));
        ids_[{owner, kind}].absent.push_back(fmt::format("{}-{}", owner, number()));
      }
      const json text{{"id", ids_[{owner, Kind::statement}].hidden.back()}, {"version", 1}, {"convenor", owner}, {"title", "EXERCISE"}, {"language", "en"}, {"meeting", ids_[{owner, Kind::meeting}].hidden.back()},
                      {"invited", {owner == "NZL" ? "AUS" : "FRA", "CAN", owner}}, {"paragraphs", {{{"id", "p1"}, {"text", "EXERCISE"}}}}};
      records.emplace_back(journal::Kind::statement, statement::version_record(owner + ".X.official", statement::parse_document(text.dump()).value(), 0));
      const json meeting{{"id", ids_[{owner, Kind::meeting}].hidden.back()}, {"convenor", owner}, {"kind", "summit"}, {"title", "EXERCISE"}, {"from", "2026-05-01"}, {"parties", {"CAN", owner}}};
      records.emplace_back(journal::Kind::statement, statement::meeting_record(owner + ".X.official", statement::parse_meeting(meeting.dump()).value()));
      statement::Step raise;
      raise.id = ids_[{owner, Kind::concern}].hidden.back();
      raise.by = owner;
      raise.about = "FRA";
      raise.text = "EXERCISE";
      raise.issued = world_->clock().now();
      raise.told = {"CAN"};
      raise.objects = {raise.id};
      const std::string step = statement::to_json(raise);
      records.emplace_back(journal::Kind::concern, statement::concern_record(owner + ".X.official", {step, {agreement::sign(statement::kConcern, step, owner, world_->alliance().authority(owner))}}));
    }
    const auto done = node.journal().commit([&](journal::Batch& batch) -> Result<void> {
      for (const auto& [kind, body] : records) batch.add(kind, body);
      return {};
    });
    ASSERT_TRUE(done);
    const operations::Caller all = operations::local_operator();
    ASSERT_TRUE(operations::statement_of(node, all, ids_[{owner, Kind::statement}].hidden.back())) << "they are there";
    ASSERT_FALSE(operations::concerns(node, all).value().empty());
  }

  static std::vector<Probe> probes();

  // What of an answer may differ between two questions about different ids is taken out.
  static std::string canonical(const http::Response& response, const std::string& id) {
    std::string text = whole(response);
    const json body = json::parse(body_of(response), nullptr, false);
    const auto drop = [&](const std::string& word, const char* name) {
      for (auto at = text.find(word); !word.empty() && at != std::string::npos; at = text.find(word)) text.replace(at, word.size(), name);
    };
    if (body.is_object()) {
      for (const char* member : {"instance", "error_id", "request_timestamp", "requested"})
        if (body.contains(member)) drop(body.at(member).get<std::string>(), member);
      const bool made = body.contains("request_timestamp") || body.contains("requested") || response.status == 201;  // a name that the node made up
      if (made && body.contains("id")) drop(body.at("id").get<std::string>(), "made");
    }
    drop(id, "ID");
    static const std::regex fresh("(note|tool)--f[0-9a-f]{7}-0000-4000-8000-[0-9a-f]{12}");
    return std::regex_replace(text, fresh, "FRESH");
  }

  static std::vector<std::pair<Probe, Asker>> calls() {
    std::vector<std::pair<Probe, Asker>> out;
    for (const Probe& probe : probes())
      for (const Asker& asker : askers())
        if (probe.who.empty() || probe.who.contains(asker.person)) out.emplace_back(probe, asker);
    return out;
  }
  static const Ids& ids_for(const Probe& probe, const Asker& asker) { return ids_.at({asker.owner, probe.kind}); }

  static inline std::unique_ptr<DoorNode> world_;
  static inline std::map<std::string, std::string> own_;  // by person: something that it shared
  static inline std::map<std::string, std::string> own_round_;  // by person: one that it opened
  static inline std::map<std::pair<std::string, Kind>, Ids> ids_;
};

inline const std::set<std::string> kSubmitters{"JPN.NISC.submitter", "USA.NSA.submitter", "AUS.ASD.submitter", "NZL.GCSB.submitter"};
inline const std::set<std::string> kForeign{"JPN.NISC.analyst", "JPN.NISC.submitter", "KOR.NIS.analyst", "USA.NSA.submitter", "AUS.ASD.analyst",
                                     "AUS.ASD.submitter", "GBR.GCHQ.clerk", "NZL.GCSB.clerk", "NZL.GCSB.official", "NZL.GCSB.submitter",
                                     "NZL.GCSB.analyst"};

inline std::string note(const std::string& person, const std::string& more) {
  return labelled("note", fresh_id("note"), open_label(person), R"("content":"EXERCISE",)" + more);
}

}  // namespace comity::fault
