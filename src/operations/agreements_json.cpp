#include "operations/agreements_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/bytes.hpp"
#include "crypto/canonical.hpp"
#include "crypto/hash.hpp"

namespace comity::operations {
namespace {

using agreement::Standing;
using nlohmann::ordered_json;
using Recorded = agreement::Life::Recorded;

constexpr std::size_t kMostNamed = 10'000;

const char* name_of(agreement::Kind kind) {
  switch (kind) {
    case agreement::Kind::bilateral: return "bilateral";
    case agreement::Kind::multilateral: return "multilateral";
    case agreement::Kind::community: return "community";
  }
  return "";
}

const char* name_of(Standing::State state) {
  switch (state) {
    case Standing::State::not_yet_in_force: return "not-yet-in-force";
    case Standing::State::in_force: return "in-force";
    case Standing::State::ended: return "ended";
  }
  return "";
}

void put_time(ordered_json& out, const char* key, const std::optional<Time>& time) {
  if (time && *time != Time::max() && *time != Time::min()) out[key] = format_time(*time);
}

ordered_json standing_json(const Standing& standing) {
  ordered_json notices = ordered_json::array(), suspensions = ordered_json::array();
  for (const auto& notice : standing.notices) {
    ordered_json one = {{"by", notice.by}, {"given", format_time(notice.given)}, {"effective", format_time(notice.effective)}};
    if (notice.held) put_time(one, "held_since", notice.held_since);
    notices.push_back(std::move(one));
  }
  for (const auto& suspension : standing.suspensions) {
    ordered_json one = {{"by", suspension.by}, {"from", suspension.from}, {"to", suspension.to}};
    put_time(one, "since", suspension.since);
    put_time(one, "until", suspension.until);
    suspensions.push_back(std::move(one));
  }
  ordered_json out = {{"state", name_of(standing.state)}, {"version", standing.version}};
  put_time(out, "until", standing.until);
  put_time(out, "term_end", standing.term_end);
  out["bound"] = standing.bound;
  out["notices"] = std::move(notices);
  out["suspensions"] = std::move(suspensions);
  return out;
}

ordered_json signers_of(const agreement::Signed& document) {
  ordered_json out = ordered_json::array();
  for (const auto& signature : document.signatures) out.push_back(signature.party);
  return out;
}

ordered_json signers_of(const agreement::SignedAct& act) {
  ordered_json out = ordered_json::array();
  for (const auto& signature : act.signatures)
    if (std::find(out.begin(), out.end(), signature.signer) == out.end()) out.push_back(signature.signer);  // with two keys
  return out;
}

std::string fingerprint_of(const agreement::Signed& document) { return to_hex(crypto::view(crypto::sha256(document.document.canonical))); }

// The signed file, as it can be checked and signed further.
ordered_json file_of(const agreement::Signed& document) { return ordered_json::parse(agreement::to_json(document)); }

ordered_json history_json(const Recorded& one) {
  ordered_json out = {{"at", format_time(one.at)}};
  if (const auto* document = std::get_if<agreement::Signed>(&one.what)) {
    out["version"] = document->document.terms.version;
    put_time(out, "in_force", document->document.terms.in_force);
    out["signed_by"] = signers_of(*document);
  } else {
    const auto& act = std::get<agreement::SignedAct>(one.what);
    out["act"] = ordered_json::parse(agreement::to_json(act.act));
    out["signed_by"] = signers_of(act);
  }
  if (one.void_since_revoked) out["void"] = true;
  return out;
}

ordered_json draft_json(const Drafts::Draft& draft, bool whole) {
  const agreement::Terms& terms = draft.document.document.terms;
  ordered_json waiting = ordered_json::array();
  for (const auto& one : terms.parties) {
    const bool has = std::any_of(draft.document.signatures.begin(), draft.document.signatures.end(), [&](const auto& s) { return s.party == one.party; });
    if (!has && std::find(waiting.begin(), waiting.end(), one.party) == waiting.end()) waiting.push_back(one.party);
  }
  ordered_json out = {{"version", terms.version},
                      {"title", terms.title},
                      {"proposed", format_time(draft.first)},
                      {"last_signed", format_time(draft.last)},
                      {"sha256", fingerprint_of(draft.document)},
                      {"signed_by", signers_of(draft.document)},
                      {"not_signed_by", std::move(waiting)}};
  if (whole) out["file"] = file_of(draft.document);
  return out;
}

const agreement::Terms* last_terms(const AgreementSeen& one) {
  for (auto recorded = one.history.rbegin(); recorded != one.history.rend(); ++recorded)
    if (const auto* document = std::get_if<agreement::Signed>(&recorded->what); document && !recorded->void_since_revoked) return &document->document.terms;
  return one.drafts.empty() ? nullptr : &one.drafts.back().document.document.terms;
}

ordered_json seen_json(const AgreementSeen& one, bool whole) {
  ordered_json out = {{"id", one.id}};
  if (const agreement::Terms* terms = last_terms(one)) {
    out["title"] = terms->title;
    out["kind"] = name_of(terms->kind);
  }
  if (one.standing.version != 0) out["standing"] = standing_json(one.standing);
  if (whole) {
    ordered_json versions = ordered_json::array(), history = ordered_json::array();
    for (const Recorded& recorded : one.history) {
      history.push_back(history_json(recorded));
      const auto* document = std::get_if<agreement::Signed>(&recorded.what);
      if (!document) continue;
      versions.push_back({{"version", document->document.terms.version},
                          {"recorded", format_time(recorded.at)},
                          {"sha256", fingerprint_of(*document)},
                          {"file", file_of(*document)}});
      if (recorded.void_since_revoked) versions.back()["void"] = true;
    }
    out["versions"] = std::move(versions);
    out["history"] = std::move(history);
  }
  ordered_json drafts = ordered_json::array();
  for (const auto& draft : one.drafts) drafts.push_back(draft_json(draft, whole));
  out["drafts"] = std::move(drafts);
  return out;
}

// ---- simulations ----

using release::Tally;

ordered_json tally_json(const Tally& tally) { return {{"gained", tally.gained}, {"lost", tally.lost}, {"changed", tally.changed}}; }

ordered_json tallies_json(const char* name, const std::map<std::string, Tally>& tallies) {
  ordered_json out = ordered_json::array();
  for (const auto& [key, tally] : tallies) {
    ordered_json one = tally_json(tally);
    one[name] = key;
    out.push_back(std::move(one));
  }
  return out;
}

ordered_json reason_json(const release::Reason& reason) {
  ordered_json out{{"gained", reason.gained}, {"clause", reason.clause}};
  if (!reason.agreement.empty()) {
    out["agreement"] = reason.agreement;
    out["version"] = reason.version;
    out["article"] = reason.article;
  }
  out.update({{"before", reason.before},
              {"after", reason.after},
              {"text", reason.text()},
              {"objects", reason.objects},
              {"people", reason.people},
              {"agencies", reason.agencies},
              {"parties", reason.parties}});
  return out;
}

}  // namespace

ordered_json to_json(const Proposed& proposed) {
  return {{"agreement", proposed.agreement}, {"version", proposed.version}, {"agreed", proposed.agreed}, {"signed_by", proposed.signed_by}};
}

ordered_json to_json(const AgreementSeen& one) { return seen_json(one, true); }

ordered_json to_json(const std::vector<AgreementSeen>& all) {
  ordered_json list = ordered_json::array();
  for (const auto& one : all) list.push_back(seen_json(one, false));
  return {{"agreements", std::move(list)}};
}

ordered_json to_json(const Simulation& simulation) {
  const release::Summary& summary = simulation.summary;
  ordered_json reasons = ordered_json::array(), objects = ordered_json::array();
  for (const auto& reason : summary.reasons) reasons.push_back(reason_json(reason));
  for (const auto& one : simulation.objects)
    objects.push_back({{"owner", one.owner},
                       {"id", one.id},
                       {"version", one.version},
                       {"gained_by", one.gained_by},
                       {"lost_by", one.lost_by},
                       {"changed_for", one.changed_for}});
  return {{"agreement", simulation.agreement},
          {"version", simulation.version},
          {"replaces", simulation.replaces},
          {"at", format_time(simulation.at)},
          {"held", simulation.held},
          {"people", simulation.people},
          {"gains_not_shown_of", simulation.gains_not_shown_of},
          {"objects", tally_json(summary.objects)},
          {"originating_parties", tallies_json("party", summary.originating_party)},
          {"originating_agencies", tallies_json("agency", summary.originating_agency)},
          {"levels", tallies_json("level", summary.level)},
          {"topics", tallies_json("topic", summary.topic)},
          {"receiving_parties", tallies_json("party", summary.receiving_party)},
          {"receiving_agencies", tallies_json("agency", summary.receiving_agency)},
          {"receiving_people", tallies_json("person", summary.person)},
          {"reasons", std::move(reasons)},
          {"named", std::move(objects)},
          {"more", simulation.more_objects}};
}

Result<SimulationAsked> parse_simulation(std::string_view text) {
  TRY(const nlohmann::json body, crypto::parse_strict(text));
  if (!body.is_object() || !body.contains("draft") || !body["draft"].is_object())
    return fail(Code::invalid, "the body is {\"draft\": {\"agreement\", \"signatures\"}, \"at\": DATE, \"objects\": N}; the last two may be left out", "/draft");
  for (const auto& [key, value] : body.items())
    if (key != "draft" && key != "at" && key != "objects") return fail(Code::invalid, "this member is not known; remove it", "/" + key);
  auto draft = agreement::parse_signed(body["draft"].dump());
  if (!draft) {
    Error error = std::move(draft).error();
    error.where = "/draft" + error.where;
    return tl::make_unexpected(std::move(error));
  }
  SimulationAsked out{*std::move(draft), {}};
  if (body.contains("at")) {
    const auto at = body["at"].is_string() ? parse_time(body["at"].get_ref<const std::string&>()) : Result<Time>(fail(Code::invalid, ""));
    if (!at) return fail(Code::invalid, "write a date, 2026-01-31, or a time, 2026-01-31T12:00:00Z", "/at");
    out.request.at = *at;
  }
  if (body.contains("objects")) {
    if (!body["objects"].is_number_unsigned() || body["objects"].get<std::uint64_t>() > kMostNamed)
      return fail(Code::invalid, fmt::format("write how many objects to name, from 0 to {}", kMostNamed), "/objects");
    out.request.most_objects = body["objects"].get<std::size_t>();
  }
  return out;
}

std::string to_json(const SimulationAsked& asked) {
  ordered_json out = {{"draft", file_of(asked.draft)}};
  if (asked.request.at) out["at"] = format_time(*asked.request.at);
  if (asked.request.most_objects) out["objects"] = asked.request.most_objects;
  return out.dump();
}

}  // namespace comity::operations
