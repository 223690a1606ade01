// Everything that a caller can ask with a name in it: one row for each call, and each way to ask it.
#include "tests/fault/alike_node.hpp"

namespace comity::fault {

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

  get("/{...}", "/product/{}");  // a place in the console: its page, whatever the name

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

  // REST: what it rests on, alone and beside what is the asker's own.
  get("/api/v1/objects/{id}/lineage", "/api/v1/objects/{}/lineage");
  for (const char* query : {"ids={}", "question={}"}) {
    get("/api/v1/corroboration", std::string("/api/v1/corroboration?") + query);
    get("/api/v1/corroboration/overlap", std::string("/api/v1/corroboration/overlap?") + query);
  }
  for (const std::string row : {"/api/v1/corroboration", "/api/v1/corroboration/overlap"})
    out.push_back({"GET " + row, "beside its own", Kind::object, {"NZL.GCSB.submitter", "JPN.NISC.submitter"}, [row](const std::string& id, const std::string& person) {
                     return Ask{"GET", row + "?ids=" + own_.at(person) + "," + id, "", ""};
                   }});
  get("/api/v1/corroboration/overlap", "/api/v1/corroboration/overlap?q=id:{}&by=party");

  // REST: objects.
  for (const char* query : {"?id={}", "?id={}&version=all", "?id={}&type=tool&limit=1", "?id={}&originator=NZL", "?id={}&version=2026-05-01T00:00:00.000Z"})
    get("/api/v1/objects", std::string("/api/v1/objects") + query);
  for (const char* query : {"", "?version=2026-05-01T00:00:00.000Z"}) get("/api/v1/objects/{id}", std::string("/api/v1/objects/{}") + query);
  get("/api/v1/objects/{id}/versions", "/api/v1/objects/{}/versions");
  for (const char* query : {"", "?owner=NZL", "?owner=JPN", "?version=2026-05-01T00:00:00.000Z"})
    get("/api/v1/objects/{id}/reading", std::string("/api/v1/objects/{}/reading") + query);
  for (const char* query : {"?as=JPN.CIRO", "?as=NZL.GCSB.analyst", "?as=nobody", "?as=JPN.CIRO.analyst&owner=NZL"})
    get("/api/v1/objects/{id}/preview", std::string("/api/v1/objects/{}/preview") + query);
  // What is being written: about it, made from it, and marked by it, as a whole and in part.
  const auto drafted = [&](const std::string& name, Kind kind, const std::function<std::string(const std::string&, const std::string&)>& object) {
    out.push_back({"POST /api/v1/readings", name, kind, kSubmitters, [object](const std::string& id, const std::string& person) {
                     return Ask{"POST", "/api/v1/readings", "application/json", object(id, person)};
                   }});
  };
  const std::string draft_id = "note--00000000-0000-4000-8000-0000000000d1";
  const auto draft_note = [draft_id](const std::string& person, const std::string& more) {
    return labelled("note", draft_id, open_label(person), R"("content":"EXERCISE",)" + more);
  };
  const std::string of_nobody = R"("object_refs":["identity--00000000-0000-4000-8000-00000000000f"],)";
  drafted("about it", Kind::object, [=](const auto& id, const auto& person) { return draft_note(person, fmt::format(R"("object_refs":["{}"],)", id)); });
  drafted("of its id, in a bundle", Kind::object, [](const auto& id, const auto& person) { return bundle_of(labelled("tool", id, open_label(person))); });
  drafted("made from it", Kind::object, [=](const auto& id, const auto& person) {
    return labelled("note", draft_id, fmt::format(R"("sources":["{}"],{})", id, open_label(person)), R"("content":"EXERCISE",)" + of_nobody);
  });
  drafted("marked by it", Kind::marking,
          [=](const auto& id, const auto& person) { return draft_note(person, fmt::format(R"({}"object_marking_refs":["{}"],)", of_nobody, id)); });
  drafted("with a field marked by it", Kind::marking, [=](const auto& id, const auto& person) {
    return draft_note(person, fmt::format(R"({}"granular_markings":[{{"marking_ref":"{}","selectors":["content"]}}],)", of_nobody, id));
  });
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

  // REST: exposure, of people and by agreements of others.
  for (const char* call : {"", "/rank", "/frontier"})
    get(std::string("/api/v1/exposure") + call, std::string("/api/v1/exposure") + call + "?members={}", Kind::person, kForeign);
  get("/api/v1/exposure/objects", "/api/v1/exposure/objects?members={}&as=may_pull", Kind::person, kForeign);
  post("/api/v1/exposure/what-if", "/api/v1/exposure/what-if", R"({"members":["ID"],"changes":["suspend-party=JPN"]})", Kind::person, kForeign);
  for (const char* change : {"suspend=ID", "ceiling=ID:JPN:秘", "drop-topic=ID:cyber"})
    post("/api/v1/exposure/what-if", "/api/v1/exposure/what-if", fmt::format(R"({{"changes":["{}"]}})", change), Kind::agreement,
         {"KOR.NIS.analyst", "GBR.GCHQ.clerk", "NZL.GCSB.official", "NZL.GCSB.clerk"});
  // REST: rounds.
  const std::string round = "/api/v1/rounds/{id}", asked_round = "/api/v1/rounds/ID";
  get(round, "/api/v1/rounds/{}", Kind::round);
  get(round, "/api/v1/rounds/{}?origins_low=2", Kind::round);
  get(round + "/export", "/api/v1/rounds/{}/export", Kind::round);
  const std::string open = R"({"label":{"levels":{"NZL":["RESTRICTED"]}}})", zeros = std::string(64, '0');
  out.push_back({"POST " + round + "/commitments", "its own agency's", Kind::round, {}, [zeros](const std::string& id, const std::string& person) {
                   agreement::Paper paper{judgement::to_json(judgement::Commitment{std::string(marking::agency_of(person)), id, 1, zeros, world_->clock().now()}), {}};
                   paper.signatures.push_back(agreement::sign(judgement::kCommitment, paper.text, party_of(person), world_->alliance().authority(party_of(person))));
                   return Ask{"POST", "/api/v1/rounds/" + id + "/commitments", "application/json", agreement::to_json(judgement::kCommitment, paper)};
                 }});
  post(round + "/withholdings", asked_round + "/withholdings", R"({"agency":"JPN.NISC"})", Kind::round);
  post(round + "/reveals", asked_round + "/reveals",
       fmt::format(R"({{"judgement":{{"agency":"JPN.NISC","confidence":"low","nonce":"{}","p":"0.5","question":"ID","round":1}},"marking":{}}})", zeros, open), Kind::round);
  post(round + "/discussion", asked_round + "/discussion", fmt::format(R"({{"text":"EXERCISE","marking":{}}})", open), Kind::round);
  out.push_back({"POST " + round + "/discussion", "an answer to it, in a round of its own", Kind::object, {"NZL.GCSB.submitter", "JPN.NISC.submitter"},
                 [open](const std::string& id, const std::string& person) {
                   return Ask{"POST", "/api/v1/rounds/" + own_round_.at(person) + "/discussion", "application/json",
                              fmt::format(R"({{"text":"EXERCISE","answers":"{}","marking":{}}})", id, open)};
                 }});
  out.push_back({"POST " + round + "/discussion/end", "end", Kind::round, {}, [](const std::string& id, const std::string&) {
                   return Ask{"POST", "/api/v1/rounds/" + id + "/discussion/end", "", ""};
                 }});
  post(round + "/resolution", asked_round + "/resolution", R"({"outcome":"void","reason":"EXERCISE"})", Kind::round);
  out.push_back({"POST /api/v1/rounds", "about it", Kind::object, {"NZL.GCSB.submitter", "JPN.NISC.submitter"}, [](const std::string& id, const std::string& person) {
                   return Ask{"POST", "/api/v1/rounds", "application/json", new_round(person, open_label(person), fmt::format(R"("about":["{}"],)", id))};
                 }});

  // REST: people and their credentials.
  const auto end = [&](const std::string& row, const std::string& form, Kind kind) {
    out.push_back({"DELETE " + row, form, kind, {}, [form](const std::string& id, const std::string&) {
                     return Ask{"DELETE", fmt::format(fmt::runtime(form), id), "", ""};
                   }});
  };
  const std::string person_row = "/api/v1/people/{id}", of = "/api/v1/people/ID";
  post("/api/v1/session", "/api/v1/session", R"({"person":"ID","password":"kereru over the harbour"})", Kind::person);
  get(person_row, "/api/v1/people/{}", Kind::person);
  post("/api/v1/clearances/prepare", "/api/v1/clearances/prepare", R"({"person":"ID","until":"2031-01-01T00:00:00Z"})", Kind::person);
  // Parties are named to all by the directory; another name in their place says nothing of whether somebody has it.
  get("/api/v1/handling/{party}", "/api/v1/handling/{}", Kind::person);
  get("/api/v1/handling/{party}/evidence", "/api/v1/handling/{}/evidence?kind=lease", Kind::person);
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
  // Alignment: around an agreement of others, and of a community of which the asker's party is no member.
  for (const char* query : {"", "&date=2003-05-01&a=USA&b=CAN", "&a=USA&b=CAN"}) get("/api/v1/alignment/window", std::string("/api/v1/alignment/window?agreement={}") + query, Kind::agreement, strangers);
  const std::set<std::string> outside{"JPN.NISC.analyst", "JPN.NISC.submitter", "KOR.NIS.analyst"};
  for (const std::string what : {"pairs", "rice", "lone", "line"}) {
    get("/api/v1/alignment/" + what, "/api/v1/alignment/" + what + "?community={}", Kind::community, outside);
    get("/api/v1/alignment/" + what, "/api/v1/alignment/" + what + "?of=statements&community={}", Kind::community, outside);
  }
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

  // REST: statements, meetings and concerns. Registrars and officials of the owner's own party may know its own: only others are put to them.
  const std::set<std::string> unentitled{"JPN.NISC.analyst", "JPN.NISC.submitter", "KOR.NIS.analyst", "USA.NSA.submitter", "AUS.ASD.analyst", "GBR.GCHQ.clerk", "NZL.SIS.leaver", "NZL.NAB.newcomer",
                                         "NZL.GCSB.clerk", "NZL.GCSB.official", "NZL.GCSB.analyst"};
  const std::string joint = "/api/v1/statements/{id}", its = "/api/v1/statements/ID";
  get("/api/v1/statements", "/api/v1/statements?meeting={}", Kind::meeting, unentitled);
  get(joint, "/api/v1/statements/{}", Kind::statement, unentitled);
  get(joint + "/difference", "/api/v1/statements/{}/difference?from=1&to=1", Kind::statement, unentitled);
  get(joint + "/file", "/api/v1/statements/{}/file", Kind::statement, unentitled);
  post(joint + "/end", its + "/end", R"({"reason":"EXERCISE"})", Kind::statement, unentitled);
  for (const char* convenor : {"NZL", "JPN"})
    post("/api/v1/statements", "/api/v1/statements",
         fmt::format(R"({{"id":"ID","version":1,"convenor":"{0}","title":"EXERCISE","language":"en","invited":["{0}"],"paragraphs":[{{"id":"p1","text":"EXERCISE"}}]}})", convenor), Kind::statement, unentitled);
  out.push_back({"POST " + joint + "/positions", "a position of its own party", Kind::statement, unentitled, [](const std::string& id, const std::string& person) {
                   const std::string party = party_of(person);
                   const std::string text = statement::to_json(statement::Position{id, 1, std::string(64, '0'), party, statement::Deed::sign, {}, "", world_->clock().now()});
                   return Ask{"POST", "/api/v1/statements/" + id + "/positions", "application/json",
                              agreement::to_json(statement::kPosition, {text, {agreement::sign(statement::kPosition, text, party, world_->alliance().authority(party))}})};
                 }});
  get("/api/v1/meetings/{id}", "/api/v1/meetings/{}", Kind::meeting, unentitled);
  post("/api/v1/meetings", "/api/v1/meetings", R"({"id":"ID","convenor":"NZL","kind":"summit","title":"EXERCISE","from":"2026-05-01","parties":["NZL"]})", Kind::meeting, {"NZL.GCSB.official", "KOR.NIS.analyst"});
  get("/api/v1/concerns", "/api/v1/concerns?object={}", Kind::concern, unentitled);
  get("/api/v1/concerns/{id}", "/api/v1/concerns/{}", Kind::concern, unentitled);
  out.push_back({"POST /api/v1/concerns", "an answer of its own party", Kind::concern, unentitled, [](const std::string& id, const std::string& person) {
                   statement::Step step;
                   step.move = statement::Move::answer;
                   step.id = id;
                   step.by = party_of(person);
                   step.text = "EXERCISE";
                   step.issued = world_->clock().now();
                   const std::string text = statement::to_json(step);
                   return Ask{"POST", "/api/v1/concerns", "application/json",
                              agreement::to_json(statement::kConcern, {text, {agreement::sign(statement::kConcern, text, step.by, world_->alliance().authority(step.by))}})};
                 }});

  // REST: entries of notebooks. What is kept is the asker's own, whoever has one of that id.
  const std::string note = "/api/v1/notebook/{kind}/{id}";
  get(note, "/api/v1/notebook/draft/{}", Kind::note);
  out.push_back({"PUT " + note, "one of its id", Kind::note, {}, [](const std::string& id, const std::string&) {
                   return Ask{"PUT", "/api/v1/notebook/seen/" + id, "application/json", R"({"title":"EXERCISE"})"};
                 }});
  out.push_back({"DELETE " + note, "of its id", Kind::note, {}, [](const std::string& id, const std::string&) {
                   return Ask{"DELETE", "/api/v1/notebook/draft/" + id, "", ""};
                 }});
  return out;
}

}  // namespace comity::fault
