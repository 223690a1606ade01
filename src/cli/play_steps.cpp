// Steps of a play that share, sign agreements, ask and consent, read and take back.
#include <fmt/format.h>

#include "agreement/act.hpp"
#include "agreement/terms.hpp"
#include "cli/play.hpp"
#include "operations/acts.hpp"
#include "operations/consents.hpp"
#include "operations/recall.hpp"

namespace comity::cli {
namespace {

using nlohmann::json;

std::string text(const json& step, const char* key) {
  const auto at = step.find(key);
  return at != step.end() && at->is_string() ? at->get<std::string>() : "";
}

Result<void> share(Playing& playing, const json& step) {
  TRY(const std::string bundle, playing.file(text(step, "bundle")));
  TRY(const operations::Submission shared, operations::submit(playing.node, playing.caller(text(step, "as")), bundle));
  for (const auto& one : shared.objects)
    if (!one.accepted) return fail(Code::invalid, fmt::format("{} was refused: {}", one.id, one.message), text(step, "bundle"));
  return {};
}

// Page by page all that they may see, as their clients would: it may have been received from then on.
Result<void> read(Playing& playing, const json& step) {
  for (const json& person : step.at("people")) {
    operations::PageRequest request;
    request.limit = 1000;
    for (bool more = true; more;) {
      TRY(const operations::Page page, operations::page(playing.node, playing.caller(person.get<std::string>()), request));
      operations::page_sent(playing.node, page);
      more = page.more;
      request.next = page.next;
    }
  }
  return {};
}

Result<void> sign_agreement(Playing& playing, const json& step) {
  TRY(const std::string toml, playing.file(text(step, "file")));
  TRY(agreement::Document document, agreement::parse_agreement(toml, text(step, "file")));
  agreement::Signed one{std::move(document), {}};
  for (const json& party : step.at("signed_by")) {
    TRY(const crypto::SigningKey* key, playing.key(party.get<std::string>()));
    TRY(agreement::Signature signature, agreement::sign(one.document, party.get<std::string>(), *key));
    one.signatures.push_back(std::move(signature));
  }
  return operations::propose_agreement(playing.node, playing.caller(text(step, "as")), agreement::to_json(one)).map([](const auto&) {});
}

Result<void> record(Playing& playing, const agreement::Act& act, const std::vector<std::string>& signers) {
  agreement::SignedAct one{act, {}};
  for (const std::string& signer : signers) {
    TRY(const crypto::SigningKey* key, playing.key(signer));
    one.signatures.push_back(agreement::sign(act, signer, *key));
  }
  return operations::record_act(playing.node, agreement::to_json(one)).map([](const auto&) {});
}

Result<void> sign_act(Playing& playing, const json& step) {
  json act = step.at("act");
  act["issued"] = format_time(playing.clock.now());
  TRY(const agreement::Act parsed, agreement::parse_act(act.dump()));
  return record(playing, parsed, {parsed.by});
}

Result<void> ask_consent(Playing& playing, const json& step) {
  TRY(const std::string id, operations::request_consent(playing.node, playing.caller(text(step, "as")),
                                                        {text(step, "of"), text(step, "object"), text(step, "purpose"), text(step, "reason")}));
  playing.keep(step, id);
  return {};
}

Result<void> consent(Playing& playing, const json& step) {
  operations::ConsentWish wish;
  wish.object = text(step, "object");
  wish.to = text(step, "to");
  wish.request = text(step, "request");
  wish.reason = text(step, "reason");
  wish.with_references = step.value("with_references", false);
  if (step.contains("purposes")) wish.purposes = {false, step["purposes"].get<std::set<std::string>>()};
  if (step.contains("level")) wish.level = agreement::ShownLevel{step["level"].at("scheme").get<std::string>(), step["level"].at("word").get<std::string>()};
  if (step.contains("until")) {
    TRY(wish.until, parse_time(text(step, "until")));
  }
  TRY(const operations::PreparedConsent prepared, operations::prepare_consent(playing.node, playing.caller(text(step, "as")), wish));
  return record(playing, prepared.act, {std::string(marking::party_of(prepared.act.by))});
}

Result<void> approve(Playing& playing, const json& step) {
  const operations::Caller person = playing.caller(text(step, "as"));
  operations::PageRequest request;
  request.filter.ids = {text(step, "object")};
  TRY(const operations::Listing found, operations::list_page(playing.node, person, request));  // the version that it reads
  if (found.objects.size() != 1) return fail(Code::not_found, fmt::format("{} reads no such object", person.person), text(step, "object"));
  return operations::approve_release(playing.node, person, {found.objects[0].id, person.party, found.objects[0].version}).map([](const auto&) {});
}

Result<void> approve_tearline(Playing& playing, const json& step) {
  const operations::Caller official = playing.caller(text(step, "as"));
  TRY(const auto waiting, operations::tearlines(playing.node, official));
  for (const auto& one : waiting) {
    if (one.id != text(step, "object")) continue;
    return record(playing, {official.party, playing.clock.now(), text(step, "reason"), agreement::ApproveTearline{{one.owner, one.id, one.version}, one.sha256}}, {official.party});
  }
  return fail(Code::not_found, fmt::format("no tearline {} waits for {}", text(step, "object"), official.party));
}

Result<void> recall(Playing& playing, const json& step) {
  operations::RecallRequest request;
  request.object.id = text(step, "object");
  request.reason = text(step, "reason");
  request.replaced_by = text(step, "replaced_by");
  return operations::recall(playing.node, playing.caller(text(step, "as")), request).map([](const auto&) {});
}

}  // namespace

const std::vector<StepKind>& play_steps() {
  static const std::vector<StepKind> rows = {
      {"share", {"as", "bundle"}, {}, share},
      {"read", {"people"}, {}, read},
      {"agreement", {"as", "file", "signed_by"}, {}, sign_agreement},
      {"act", {"act"}, {}, sign_act},
      {"ask-consent", {"as", "of", "object"}, {"purpose", "reason", "name"}, ask_consent},
      {"consent", {"as", "object", "to"}, {"request", "reason", "with_references", "purposes", "level", "until"}, consent},
      {"approve", {"as", "object"}, {}, approve},
      {"approve-tearline", {"as", "object"}, {"reason"}, approve_tearline},
      {"recall", {"as", "object", "reason"}, {"replaced_by"}, recall},
  };
  return rows;
}

}  // namespace comity::cli
