// What is hidden and what is absent answer alike in every call, and take alike; and explanations name no agreement, community or person
// that is not the asker's to know.
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

#include "operations/consents.hpp"
#include "taxii/collections.hpp"
#include "tests/fault/door_node.hpp"

namespace comity::fault {
namespace {

using nlohmann::json;

constexpr const char* kVersion = "2026-05-01T00:00:00.000Z";
constexpr const char* kExtension = "extension-definition--6a1c5d0e-6e0b-4f6b-9a53-0f6f2b1e7c44";
constexpr std::size_t kHidden = 320;  // of each owner, and as many again of whose ids others share something
constexpr std::size_t kTimes = 200;   // of the hidden, and of the absent
constexpr double kBand = 0.12;        // four standard deviations of the rank statistic at that number: sqrt(1 / (6 · 200)) = 0.029
constexpr int kTries = 5;

std::string bundle_of(const std::string& objects) {
  return R"({"type":"bundle","id":"bundle--00000000-0000-4000-8000-000000000000","objects":[)" + objects + "]}";
}
std::string labelled(const std::string& type, const std::string& id, const std::string& label, const std::string& more = "") {
  return fmt::format(
      R"({{"type":"{0}","spec_version":"2.1","id":"{1}","created":"{2}","modified":"{2}","name":"EXERCISE",{3}"extensions":)"
      R"({{"{4}":{{"extension_type":"property-extension",{5}}}}}}})",
      type, id, kVersion, more, kExtension, label);
}
// What a party says to itself, for the few: people of the party without the access or the level do not get it either.
std::string closed_label(const std::string& party) {
  return party == "NZL" ? R"("label":{"levels":{"NZL":["TOP SECRET"]},"compartments":[{"party":"NZL","name":"KEA"}],)"
                          R"("topics":[["cyber"]],"releasable":{"NZL":[["NZL"]]}})"
                        : R"("label":{"levels":{"JPN":["機密"]},"topics":[["cyber"]],"releasable":{"JPN":[["JPN"]]}})";
}

enum class Kind { object, shared, marking, status, collection, consent, request, agreement, purpose, person, token, session, certificate };

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

std::string party_of(const std::string& person) { return std::string(marking::party_of(person)); }

// An id that no other has, of what a probe shares by the way.
std::string fresh_id(const std::string& type) {
  static std::uint64_t number = 0;
  ++number;
  return fmt::format("{}--f{:07x}-0000-4000-8000-{:012x}", type, number, number);
}

// A label of the submitter's own party, which somebody reads.
std::string open_label(const std::string& person) {
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
    find_collections();
    hold_credentials();
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
  static inline std::map<std::pair<std::string, Kind>, Ids> ids_;
};

const std::set<std::string> kSubmitters{"JPN.NISC.submitter", "USA.NSA.submitter", "AUS.ASD.submitter", "NZL.GCSB.submitter"};
const std::set<std::string> kForeign{"JPN.NISC.analyst", "JPN.NISC.submitter", "KOR.NIS.analyst", "USA.NSA.submitter", "AUS.ASD.analyst",
                                     "AUS.ASD.submitter", "GBR.GCHQ.clerk", "NZL.GCSB.clerk", "NZL.GCSB.official", "NZL.GCSB.submitter",
                                     "NZL.GCSB.analyst"};

std::string note(const std::string& person, const std::string& more) {
  return labelled("note", fresh_id("note"), open_label(person), R"("content":"EXERCISE",)" + more);
}

std::vector<Probe> Alike::probes() {
  std::vector<Probe> out;
  const std::string read = "/comity/collections/" + std::string(taxii::kReadCollection), objects = "/comity/collections/{id}/objects/";
  const auto get = [&](const std::string& row, const std::string& form, Kind kind = Kind::object, std::set<std::string> who = {}) {
    out.push_back({"GET " + row, form, kind, std::move(who), [form](const std::string& id, const std::string&) {
                     return Ask{"GET", fmt::format(fmt::runtime(form), id), "", ""};
                   }});
  };
  // A body of JSON with "ID" in place of the id.
  const auto post = [&](const std::string& row, const std::string& target, const std::string& body, Kind kind = Kind::object,
                        std::set<std::string> who = {}) {
    out.push_back({"POST " + row, target + " " + body, kind, std::move(who), [target, body](const std::string& id, const std::string&) {
                     const auto put = [&](std::string text) {
                       for (auto at = text.find("ID"); at != std::string::npos; at = text.find("ID")) text.replace(at, 2, id);
                       return text;
                     };
                     return Ask{"POST", put(target), "application/json", put(body)};
                   }});
  };
  const auto share = [&](const std::string& name, Kind kind, const std::function<std::string(const std::string&, const std::string&)>& object) {
    out.push_back({"POST " + objects, name, kind, kSubmitters, [object](const std::string& id, const std::string& person) {
                     return posting(person, bundle_of(object(id, person)));
                   }});
  };
  const auto sign = [&](const std::string& name, Kind kind, std::set<std::string> who,
                        const std::function<agreement::ActBody(const std::string& id, const std::string& person)>& body) {
    out.push_back({"POST /api/v1/acts", name, kind, std::move(who), [body](const std::string& id, const std::string& person) {
                     const agreement::Act act{party_of(person), world_->clock().now(), "EXERCISE", body(id, person)};
                     return Ask{"POST", "/api/v1/acts", "application/json", agreement::to_json(world_->alliance().sign(act, party_of(person)))};
                   }});
  };

  // TAXII: reading.
  get("/comity/status/{id}/", "/comity/status/{}/", Kind::status, kForeign);
  get("/comity/collections/{id}/", "/comity/collections/{}/", Kind::collection);
  get(objects, "/comity/collections/{}/objects/", Kind::collection);
  get("/comity/collections/{id}/tombstones/", "/comity/collections/{}/tombstones/", Kind::collection);
  for (const char* query : {"?match[id]={}", "?match[id]={}&match[version]=all", "?match[id]={}&match[version]=2026-05-01T00:00:00.000Z",
                            "?match[id]={}&match[type]=tool&limit=1", "?match[id]={}&added_after=2026-01-01T00:00:00Z"})
    get(objects, read + "/objects/" + query);
  get("/comity/collections/{id}/tombstones/", read + "/tombstones/?match[id]={}");

  const std::string one = "/comity/collections/{id}/objects/{object}/";
  for (const char* query : {"", "?match[version]=all", "?match[version]=2026-05-01T00:00:00.000Z", "?match[spec_version]=2.0", "?added_after=2026-01-01T00:00:00Z"})
    get(one, read + "/objects/{}/" + query);
  get(one, "/comity/collections/{}/objects/tool--x/", Kind::collection);
  get(one + "versions/", read + "/objects/{}/versions/");
  get(one + "versions/", read + "/objects/{}/versions/?match[spec_version]=2.0,2.1&limit=1");
  get(one + "versions/", "/comity/collections/{}/objects/tool--x/versions/", Kind::collection);
  for (const char* query : {"?match[id]={}", "?match[id]={}&match[version]=all&match[spec_version]=2.0,2.1", "?match[id]={}&match[type]=tool&limit=1"})
    get("/comity/collections/{id}/manifest/", read + "/manifest/" + query);
  get("/comity/collections/{id}/manifest/", "/comity/collections/{}/manifest/", Kind::collection);
  get("/comity/collections/{id}/markings/", "/comity/collections/{}/markings/", Kind::collection);
  const auto remove = [&](const std::string& row, const std::string& form, Kind kind, std::set<std::string> who) {
    out.push_back({"DELETE " + row, form, kind, std::move(who), [form](const std::string& id, const std::string& asker) {
                     const std::string own = "/comity/collections/" + taxii::write_collection(marking::agency_of(asker));
                     return Ask{"DELETE", form[0] == '~' ? fmt::format(fmt::runtime(own + form.substr(1)), id) : fmt::format(fmt::runtime(form), id), "", ""};
                   }});
  };
  remove(one, "~/objects/{}/", Kind::object, {});
  remove(one, "~/objects/{}/?match[version]=2026-05-01T00:00:00.000Z", Kind::object, kSubmitters);
  remove(one, read + "/objects/{}/", Kind::object, {});
  remove(one, "/comity/collections/{}/objects/tool--x/", Kind::collection, {});
  // The roots of purposes: each row, for a purpose that others may declare.
  const std::string root = "/comity/purpose/{purpose}/", asked = "/comity/purpose/{}/", in = "collections/" + std::string(taxii::kReadCollection);
  for (const auto& [row, rest] : std::initializer_list<std::pair<std::string, std::string>>{
           {"", ""}, {"status/{id}/", "status/x/"}, {"collections/", "collections/"}, {"collections/{id}/", in + "/"},
           {"collections/{id}/manifest/", in + "/manifest/"}, {"collections/{id}/objects/", in + "/objects/"},
           {"collections/{id}/objects/{object}/", in + "/objects/tool--x/"}, {"collections/{id}/objects/{object}/versions/", in + "/objects/tool--x/versions/"},
           {"collections/{id}/tombstones/", in + "/tombstones/"}, {"collections/{id}/markings/", in + "/markings/"}})
    get(root + row, asked + rest, Kind::purpose);
  remove(root + "collections/{id}/objects/{object}/", asked + in + "/objects/tool--x/", Kind::purpose, {});
  out.push_back({"POST " + root + "collections/{id}/objects/", "to a root of a purpose", Kind::purpose, {}, [asked, in](const std::string& id, const std::string&) {
                   return Ask{"POST", fmt::format(fmt::runtime(asked + in + "/objects/"), id), "application/taxii+json;version=2.1", bundle_of("")};
                 }});

  // TAXII: sharing.
  out.push_back({"POST " + objects, "to another's collection", Kind::collection, {}, [](const std::string& id, const std::string&) {
                   return Ask{"POST", "/comity/collections/" + id + "/objects/", "application/taxii+json;version=2.1", bundle_of("")};
                 }});
  share("about it", Kind::object, [](const auto& id, const auto& person) { return note(person, fmt::format(R"("object_refs":["{}"],)", id)); });
  share("created by it", Kind::object,
        [](const auto& id, const auto& person) { return note(person, fmt::format(R"("created_by_ref":"{}","object_refs":["{}"],)", id, id)); });
  share("marked by it", Kind::marking, [](const auto& id, const auto& person) {
    return note(person, fmt::format(R"("object_refs":["identity--00000000-0000-4000-8000-00000000000f"],"object_marking_refs":["{}"],)", id));
  });
  share("with a field marked by it", Kind::marking, [](const auto& id, const auto& person) {
    return note(person, fmt::format(R"("object_refs":["identity--00000000-0000-4000-8000-00000000000f"],"granular_markings":[{{"marking_ref":"{}","selectors":["name"]}}],)", id));
  });
  share("made from it", Kind::object, [](const auto& id, const auto& person) {
    return labelled("tool", fresh_id("tool"), fmt::format(R"("sources":["{}"],{})", id, open_label(person)));
  });
  share("made from a version of it", Kind::object, [](const auto& id, const auto& person) {
    return labelled("tool", fresh_id("tool"), fmt::format(R"("sources":[{{"id":"{}","version":"{}"}}],"tearline":true,{})", id, kVersion, open_label(person)));
  });
  share("of its id", Kind::shared, [](const auto& id, const auto& person) { return labelled("tool", id, open_label(person)); });

  // REST: searches, by what stands in the text of what is hidden too; beside something that is found, and alone.
  for (const char* query : {"q={}", "q=%22about%20{}%22", "q=id:{}", "q=refs:{}", "q=type:report%20-{}&limit=100", "q={}%20OR%20type:attack-pattern&limit=100",
                            "q={}*&facets=all", "id={}", "refs={}&facets=all"})
    get("/api/v1/search", std::string("/api/v1/search?") + query);

  // REST: objects.
  for (const char* query : {"?id={}", "?id={}&version=all", "?id={}&type=tool&limit=1", "?id={}&originator=NZL", "?id={}&version=2026-05-01T00:00:00.000Z"})
    get("/api/v1/objects", std::string("/api/v1/objects") + query);
  for (const char* query : {"", "?version=2026-05-01T00:00:00.000Z"}) get("/api/v1/objects/{id}", std::string("/api/v1/objects/{}") + query);
  get("/api/v1/objects/{id}/versions", "/api/v1/objects/{}/versions");
  const auto put_here = [&](const std::string& name, Kind kind, const std::string& more) {
    out.push_back({"POST /api/v1/objects", name, kind, kSubmitters, [more](const std::string& id, const std::string& person) {
                     std::string text = note(person, more);
                     for (auto at = text.find("ID"); at != std::string::npos; at = text.find("ID")) text.replace(at, 2, id);
                     return Ask{"POST", "/api/v1/objects", "application/json", bundle_of(text)};
                   }});
  };
  put_here("about it", Kind::object, R"("object_refs":["ID"],)");
  put_here("marked by it", Kind::marking, R"("object_refs":["identity--00000000-0000-4000-8000-00000000000f"],"object_marking_refs":["ID"],)");
  for (const char* query : {"", "?as=NZL.GCSB.analyst", "?as=JPN.CIRO.analyst&purpose=none", "?as=nobody"})
    get("/api/v1/objects/{id}/explanation", std::string("/api/v1/objects/{}/explanation") + query, Kind::object, kForeign);
  get("/api/v1/objects/{id}/readers", "/api/v1/objects/{}/readers", Kind::object, kForeign);
  for (const char* query : {"", "?owner=NZL", "?owner=JPN", "?version=2026-05-01T00:00:00.000Z"})
    get("/api/v1/objects/{id}/holders", std::string("/api/v1/objects/{}/holders") + query);
  const std::string object = "/api/v1/objects/{id}/", named = "/api/v1/objects/ID/";
  for (const char* more : {"", R"(,"owner":"NZL")", R"(,"owner":"JPN","version":"2026-05-01T00:00:00.000Z")"}) {
    post(object + "recall", named + "recall", fmt::format(R"({{"reason":"EXERCISE"{}}})", more));
    post(object + "erasure", named + "erasure", fmt::format(R"({{"reason":"EXERCISE"{}}})", more));
    if (std::string(more).find("version") == std::string::npos)
      post(object + "approval", named + "approval", fmt::format(R"({{"version":"{}"{}}})", kVersion, more));
    post(object + "correction", named + "correction",
         fmt::format(R"({{"reason":"EXERCISE"{},"bundle":{}}})", more, bundle_of(labelled("tool", "tool--f0000000-0000-4000-8000-000000000000", closed_label("NZL")))), Kind::object, kSubmitters);
  }
  post(object + "recall", named + "recall", R"({"reason":"EXERCISE","with_references":true,"replaced_by":"ID"})");
  // Of what is one's own, with it in its place.
  out.push_back({"POST " + object + "recall", "of its own, replaced by it", Kind::object, {"NZL.GCSB.submitter", "JPN.NISC.submitter"},
                 [](const std::string& id, const std::string& person) {
                   return Ask{"POST", "/api/v1/objects/" + own_.at(person) + "/recall", "application/json",
                              fmt::format(R"({{"reason":"EXERCISE","replaced_by":"{}"}})", id)};
                 }});
  post(object + "reclassification", named + "reclassification",
       R"({"reason":"EXERCISE","label":{"levels":{"NZL":["SECRET"]},"releasable":{"NZL":[["NZL"]]}}})");
  post("/api/v1/derivations", "/api/v1/derivations", R"({"sources":["ID"]})", Kind::object, kSubmitters);
  post("/api/v1/derivations", "/api/v1/derivations", R"({"sources":[{"id":"ID","version":"2026-05-01T00:00:00.000Z"}],"tearline":true})", Kind::object, kSubmitters);

  get("/api/v1/agreements/{id}", "/api/v1/agreements/{}", Kind::agreement,
      {"KOR.NIS.analyst", "GBR.GCHQ.clerk", "NZL.GCSB.clerk", "NZL.GCSB.official", "NZL.GCSB.submitter", "NZL.GCSB.analyst"});

  // REST: consents and acts.
  post("/api/v1/consents/prepare", "/api/v1/consents/prepare", R"({"object":"ID","to":"USA"})");
  post("/api/v1/consents/prepare", "/api/v1/consents/prepare", R"({"object":"ID","owner":"JPN","to":"USA","with_references":true})");
  post("/api/v1/consents/requests", "/api/v1/consents/requests", R"({"of":"CAN","object":"ID","reason":"EXERCISE"})", Kind::object,
       {"JPN.NISC.analyst", "NZL.GCSB.analyst", "NZL.NAB.newcomer"});
  sign("consent", Kind::object, kForeign, [](const std::string& id, const std::string& person) -> agreement::ActBody {
    agreement::GiveConsent give;
    give.id = "c-probe";
    give.to = "FRA";
    give.objects.push_back({party_of(person) == "NZL" ? "JPN" : "NZL", id, kVersion});
    return give;
  });
  sign("revoke-consent", Kind::consent, kForeign,
       [](const std::string& id, const std::string&) -> agreement::ActBody { return agreement::RevokeConsent{id}; });
  sign("consent of a request", Kind::request, kForeign,
       [](const std::string& id, const std::string&) -> agreement::ActBody { return agreement::RefuseConsent{id}; });
  sign("approve-tearline", Kind::object, kForeign, [](const std::string& id, const std::string& person) -> agreement::ActBody {
    return agreement::ApproveTearline{{party_of(person) == "NZL" ? "JPN" : "NZL", id, kVersion}, std::string(64, '0')};
  });
  sign("give-notice", Kind::agreement, {"KOR.NIS.analyst", "GBR.GCHQ.clerk", "NZL.GCSB.official"},
       [](const std::string& id, const std::string&) -> agreement::ActBody { return agreement::GiveNotice{id, {}}; });
  sign("suspend", Kind::agreement, {"KOR.NIS.analyst", "GBR.GCHQ.clerk", "NZL.GCSB.official"},
       [](const std::string& id, const std::string& person) -> agreement::ActBody { return agreement::Suspend{id, party_of(person), "USA", {}, {}}; });
  sign("renew", Kind::agreement, {"KOR.NIS.analyst", "GBR.GCHQ.clerk", "NZL.GCSB.official"},
       [](const std::string& id, const std::string&) -> agreement::ActBody { return agreement::Renew{id, Time::max()}; });

  // REST: people and their credentials.
  const auto end = [&](const std::string& row, const std::string& form, Kind kind) {
    out.push_back({"DELETE " + row, form, kind, {}, [form](const std::string& id, const std::string&) {
                     return Ask{"DELETE", fmt::format(fmt::runtime(form), id), "", ""};
                   }});
  };
  const std::string person_row = "/api/v1/people/{id}", of = "/api/v1/people/ID";
  post("/api/v1/session", "/api/v1/session", R"({"person":"ID","password":"kereru over the harbour"})", Kind::person);
  get(person_row, "/api/v1/people/{}", Kind::person);
  out.push_back({"POST " + person_row + "/invitation", "invite", Kind::person, {}, [](const std::string& id, const std::string&) {
                   return Ask{"POST", "/api/v1/people/" + id + "/invitation", "", ""};
                 }});
  out.push_back({"POST " + person_row + "/suspension", "suspend", Kind::person, {}, [](const std::string& id, const std::string&) {
                   return Ask{"POST", "/api/v1/people/" + id + "/suspension", "", ""};
                 }});
  end(person_row + "/suspension", "/api/v1/people/{}/suspension", Kind::person);
  end(person_row + "/password", "/api/v1/people/{}/password", Kind::person);
  post(person_row + "/password", of + "/password", R"({"invitation":"comity-invitation_none","password":"kereru over the harbour"})", Kind::person);
  post(person_row + "/password", of + "/password", R"({"old":"kereru","password":"kereru over the harbour"})", Kind::person);
  post(person_row + "/totp", of + "/totp", R"({"password":"kereru"})", Kind::person);
  post(person_row + "/totp/confirmation", of + "/totp/confirmation", R"({"code":"000000"})", Kind::person);
  post(person_row + "/totp/removal", of + "/totp/removal", R"({"password":"kereru"})", Kind::person);
  get("/api/v1/tokens", "/api/v1/tokens?person={}", Kind::person);
  end("/api/v1/tokens", "/api/v1/tokens?person={}", Kind::person);
  end("/api/v1/tokens/{id}", "/api/v1/tokens/{}", Kind::token);
  get("/api/v1/sessions", "/api/v1/sessions?person={}", Kind::person);
  end("/api/v1/sessions/{id}", "/api/v1/sessions/{}", Kind::session);
  end("/api/v1/certificates/{id}", "/api/v1/certificates/{}", Kind::certificate);
  post("/api/v1/tokens", "/api/v1/tokens", R"({"person":"ID","days":1})", Kind::person);
  post("/api/v1/certificates", "/api/v1/certificates", R"({"person":"ID","fingerprint":"ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"})", Kind::person);

  // REST: agreements.
  const std::set<std::string> strangers{"KOR.NIS.analyst", "GBR.GCHQ.clerk", "NZL.GCSB.official"};
  get("/api/v1/agreements/{id}", "/api/v1/agreements/{}", Kind::agreement, strangers);
  const auto draft = [](const std::string& id, const std::string& person) {
    const std::string toml = fmt::format("id = '{}'\nversion = 1\ntitle = 'EXERCISE'\nkind = 'bilateral'\nparties = ['{}', 'CAN']\n[term]\nin_force = 2026-01-01\n",
                                         id, party_of(person));
    const agreement::Document document = agreement::parse_agreement(toml, "draft.toml").value();
    return agreement::to_json(agreement::Signed{document, {world_->alliance().sign(document, party_of(person))}});
  };
  out.push_back({"POST /api/v1/agreements", "a draft of its id", Kind::agreement, strangers, [draft](const std::string& id, const std::string& person) {
                   return Ask{"POST", "/api/v1/agreements", "application/json", draft(id, person)};
                 }});
  out.push_back({"POST /api/v1/agreements/simulation", "a draft of its id", Kind::agreement, strangers, [draft](const std::string& id, const std::string& person) {
                   return Ask{"POST", "/api/v1/agreements/simulation", "application/json", fmt::format(R"({{"draft":{}}})", draft(id, person))};
                 }});
  return out;
}

// Rows that no id goes into: what they answer is for the caller's own, or for everybody.
const std::set<std::string> kNameNothing{
    "GET /taxii2/",         "GET /comity/",            "GET /comity/collections/",
    "GET /api/v1/health",   "GET /api/v1/me",          "GET /api/v1/ledger/checkpoint",
    "GET /api/v1/problems",      "GET /api/v1/openapi.json",
    "GET /api/v1/directory",     "GET /api/v1/policy",
    "GET /api/v1/feed",          "GET /api/v1/feed/stream",  // their cursors are places in the journal
    "GET /api/v1/problems", "GET /api/v1/ready",
    "GET /api/v1/status",   "GET /metrics",            "GET /api/v1/backups",   "POST /api/v1/backups",  // the operator's
    "GET /api/v1/agreements",
    "GET /api/v1/consents", "GET /api/v1/tearlines",   "GET /api/v1/consents/requests",  // its `before` is a number in the journal
    "GET /api/v1/agreements",
    "GET /api/v1/session",  "DELETE /api/v1/session", "GET /api/v1/people",         "GET /api/v1/certificates",
    "GET /api/v1/audit",    "GET /api/v1/clearances", "POST /api/v1/clearances",  // signed by an authority
};

// Rows that take a name, and that no probe asks yet: a draft under the id of an agreement of others.
const std::set<std::string> kNotAskedYet{"POST /api/v1/agreements", "POST /api/v1/agreements/simulation"};

TEST_F(Alike, EveryRowOfTheTablesIsAsked) {
  std::set<std::string> asked;
  for (const Probe& probe : probes()) asked.insert(probe.row);
  for (const std::string& row : world_->rows()) {
    if (kNotAskedYet.contains(row)) continue;
    EXPECT_TRUE(asked.contains(row) != kNameNothing.contains(row))
        << row << ": have probes() ask for something hidden by it, or put it among the rows that name nothing";
    EXPECT_FALSE(row.find('{') != std::string::npos && kNameNothing.contains(row)) << row << " takes a name";
  }
  for (const std::string& row : asked)
    EXPECT_NE(std::find(world_->rows().begin(), world_->rows().end(), row), world_->rows().end()) << row << " is no row";
}

TEST_F(Alike, WholeAnswers) {
  std::size_t compared = 0;
  for (const auto& [probe, asker] : calls()) {
    const Ids& ids = ids_for(probe, asker);
    const auto at = random()() % ids.hidden.size();
    const std::string hidden = probe.kind == Kind::shared ? ids.hidden[compared % kHidden] : ids.hidden[at],
                      absent = probe.kind == Kind::shared ? ids.absent[compared % kHidden] : ids.absent[at];
    const std::string one = canonical(world_->ask(asker.person, probe.ask(hidden, asker.person)), hidden),
                      other = canonical(world_->ask(asker.person, probe.ask(absent, asker.person)), absent);
    EXPECT_EQ(one, other) << asker.person << ": " << probe.row << ": " << probe.name;
    EXPECT_FALSE(one.starts_with("5")) << asker.person << ": " << probe.name << "\n" << one;
    ++compared;
  }
  RecordProperty("answers", static_cast<int>(compared));
  EXPECT_GT(compared, 300u);
}

// ---- Explanations ----

// Whole words of a text, as names of agreements, communities and people are written.
std::set<std::string> words_of(const std::string& text) {
  std::set<std::string> out;
  std::string word;
  for (const char c : text + " ") {
    if (std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '.' || c == '_') word += c;
    else if (!word.empty()) {
      out.insert(word);
      while (!word.empty() && word.back() == '.') word.pop_back();  // the end of a sentence
      out.insert(std::exchange(word, {}));
    }
  }
  return out;
}

TEST_F(Alike, ExplanationsNameNothingThatIsNotTheAskersToKnow) {
  DoorNode node;
  node.alliance().share_products(node.node());
  const alliance::Directory& directory = node.alliance().directory();
  std::vector<std::string> ids;
  {
    std::set<std::string> all;
    for (const auto& [person, known] : directory.people) {
      const json page = json::parse(body_of(node.ask(person, {"GET", "/comity/collections/" + std::string(taxii::kReadCollection) + "/objects/?limit=1000", "", ""})));
      if (page.contains("objects"))
        for (const json& object : page.at("objects")) all.insert(object.at("id").get<std::string>());
    }
    ids.assign(all.begin(), all.end());
  }
  ASSERT_GT(ids.size(), 50u);
  std::map<std::string, std::set<std::string>> signatories;  // agreement: parties
  for (const auto& pact : node.node().policy.world().current())
    for (const auto& one : pact->terms().parties) signatories[pact->terms().id].insert(one.party);
  ASSERT_EQ(signatories.size(), 4u);
  std::size_t answers = 0, agreements = 0, communities = 0, agencies = 0;
  for (const auto& [asker, known] : directory.people) {
    const std::string party = party_of(asker);
    std::set<std::string> foreign, own;  // names of agreements and communities
    for (const auto& [id, parties] : signatories) (parties.contains(party) ? own : foreign).insert(id);
    for (const auto& [id, community] : directory.communities) {
      const bool member = std::any_of(community.spells.begin(), community.spells.end(), [&](const auto& one) { return one.party == party; });
      (member ? own : foreign).insert(id);
    }
    for (const std::string& id : ids)
      for (const char* form : {"/api/v1/objects/{}/explanation", "/api/v1/objects/{}/explanation?as=JPN.CIRO.analyst", "/api/v1/objects/{}/readers"}) {
        const auto response = node.ask(asker, {"GET", fmt::format(fmt::runtime(form), id), "", ""});
        if (response.status == 404) continue;
        ASSERT_EQ(response.status, 200);
        ++answers;
        const std::string body = body_of(response);
        const std::set<std::string> words = words_of(body);
        for (const std::string& name : foreign) EXPECT_FALSE(words.contains(name)) << asker << " is told of " << name << ": " << form << " " << id << "\n" << body.substr(0, 3000);
        for (const std::string& name : own) {
          agreements += signatories.contains(name) && words.contains(name) ? 1 : 0;
          communities += directory.communities.contains(name) && words.contains(name) ? 1 : 0;
        }
        // Others' people: only the one that was asked about, or the label names.
        if (!std::string(form).ends_with("/readers")) continue;
        for (const std::string& word : words)
          EXPECT_FALSE(directory.people.contains(word) && party_of(word) != party) << asker << " is told of " << word << "\n" << body.substr(0, 3000);
        const json parsed = json::parse(body);
        for (const json& object : parsed.at("objects"))
          for (const json& one : object.at("people")) {
            agencies += one.contains("person") ? 0 : 1;
            EXPECT_EQ(one.contains("person"), one.at("party") == party);
          }
      }
    if (HasFailure()) return;
  }
  // Nor does the test pass because nothing is said.
  EXPECT_GT(answers, 500u);
  EXPECT_GT(agreements, 100u);
  EXPECT_GT(communities, 10u);
  EXPECT_GT(agencies, 500u);
}

// ---- Times ----

// The probability that one of `a` is longer than one of `b`; ties count half.
double auc(std::vector<std::int64_t> a, std::vector<std::int64_t> b) {
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  double sum = 0;
  for (const std::int64_t one : a) {
    const auto [low, high] = std::equal_range(b.begin(), b.end(), one);
    sum += static_cast<double>(low - b.begin()) + static_cast<double>(high - low) / 2;
  }
  return sum / (static_cast<double>(a.size()) * static_cast<double>(b.size()));
}

using Timed = std::function<std::int64_t(const Ask&, bool hidden)>;

std::int64_t nanoseconds(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now() - start).count();
}

// Asks for hidden and absent ids in random order, over a connection of the loopback. A rank says nothing of how long anything takes.
double compare_times(const Ids& ids, const Timed& timed, const std::function<Ask(const std::string& id)>& request,
                     std::mt19937& random, bool twice = true) {
  std::vector<bool> order(2 * kTimes);
  std::fill_n(order.begin(), kTimes, true);
  std::shuffle(order.begin(), order.end(), random);
  std::vector<std::int64_t> of_hidden, of_absent;
  for (int i = 0; i < 20; ++i) timed(request(i % 2 ? ids.hidden.front() : ids.absent.front()), i % 2);  // warm
  for (const bool hidden : order) {
    auto& times = hidden ? of_hidden : of_absent;
    const auto& from = hidden ? ids.hidden : ids.absent;
    const std::string& id = from[(times.size() + 1) % from.size()];
    if (twice) timed(request(id), hidden);  // whoever listens to a clock asks again and again
    times.push_back(timed(request(id), hidden));
  }
  return auc(std::move(of_hidden), std::move(of_absent));
}

TEST_F(Alike, Times) {
  // Of each way to ask: somebody of another party, and somebody of the owner's who is not cleared; whoever gets furthest.
  const std::vector<std::string> preferred{"NZL.GCSB.official", "NZL.GCSB.clerk", "NZL.GCSB.submitter", "JPN.NISC.submitter", "KOR.NIS.analyst"};
  std::size_t calls = 0;
  for (const Probe& probe : probes()) {
    // A draft under an id that others use is refused before it is recorded: its whole answer is alike, its time is not (docs/threat-model.md).
    if (probe.row == "POST /api/v1/agreements") continue;
    std::vector<Asker> chosen;
    const auto all = askers();
    const auto choose = [&](const auto& fits) {
      const auto found = std::find_if(all.begin(), all.end(), [&](const Asker& one) { return fits(one) && (probe.who.empty() || probe.who.contains(one.person)); });
      if (found != all.end()) chosen.push_back(*found);
      return found != all.end();
    };
    for (const std::string& person : preferred)
      if (choose([&](const Asker& one) { return one.person == person; })) break;
    choose([](const Asker& one) { return party_of(one.person) == one.owner; });
    for (const Asker& asker : chosen) {
      const auto timed = [&](const Ask& ask, bool) { return nanoseconds([&] { world_->send(asker.person, ask); }); };
      std::string seen;
      double last = 0;
      for (int attempt = 0; attempt < kTries; ++attempt) {
        Ids ids = ids_for(probe, asker);
        if (probe.kind == Kind::shared) {  // each id once
          if (attempt > 0) break;
          ids.hidden.erase(ids.hidden.begin(), ids.hidden.begin() + 10);
          ids.absent.erase(ids.absent.begin(), ids.absent.begin() + 10);
        }
        last = compare_times(ids, timed, [&](const std::string& id) { return probe.ask(id, asker.person); }, random(),
                             probe.kind != Kind::shared);
        seen += fmt::format(" {:.3f}", last);
        if (std::abs(last - 0.5) <= kBand) break;
      }
      ++calls;
      fmt::print("{:<20} {:<90}{}\n", asker.person, (probe.row + " : " + probe.name).substr(0, 90), seen);
      EXPECT_LE(std::abs(last - 0.5), kBand) << asker.person << ": " << probe.row << ": " << probe.name << ": the hidden takes longer with probability" << seen;
    }
  }
  EXPECT_GT(calls, 40u);
}

// A path that takes a quarter longer for what is hidden is told apart.
TEST_F(Alike, TimesOfASlowerPathAreToldApart) {
  const Ids& ids = ids_.at({"JPN", Kind::object});
  const auto ask = [&](const std::string& id) {
    return Ask{"GET", "/api/v1/objects/" + id + "/holders", "", ""};
  };
  std::vector<std::int64_t> usual;
  for (int i = 0; i < 101; ++i) usual.push_back(nanoseconds([&] { world_->send("NZL.GCSB.official", ask(ids.absent[static_cast<std::size_t>(i)])); }));
  std::sort(usual.begin(), usual.end());
  const std::int64_t extra = usual[50] / 4;
  const auto slower = [&](const Ask& request, bool hidden) {
    return nanoseconds([&] {
      world_->send("NZL.GCSB.official", request);
      const auto start = std::chrono::steady_clock::now();
      while (hidden && std::chrono::steady_clock::now() - start < std::chrono::nanoseconds(extra)) {
      }
    });
  };
  // The test above says that two differ when they do so each time; on a busy machine this one would miss some of the tries.
  double most = 0;
  for (int attempt = 0; attempt < kTries && most <= 0.5 + kBand; ++attempt) most = compare_times(ids, slower, ask, random());
  EXPECT_GT(most, 0.5 + kBand);
}

}  // namespace
}  // namespace comity::fault
