// The commands that make an act and sign it, or add a signature to one that lies there: one row of the table for each. The act is written as its
// JSON and read back, so that a file is made only of what can be recorded; docs/format/act.md says what its members mean.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/bytes.hpp"
#include "cli/act_file.hpp"
#include "cli/act_words.hpp"
#include "cli/command.hpp"
#include "cli/output.hpp"
#include "cli/terminal.hpp"
#include "crypto/sign.hpp"
#include "marking/label.hpp"

namespace comity::cli {
namespace {

using nlohmann::json;

enum class As { text, words, key_file };  // a key file gives its public half, and signs too

struct Member {
  const char* option;   // "AGREEMENT" or "--from"
  const char* pointer;  // in the act
  const char* type;     // "" of one that stands without an option's name
  const char* help;
  bool required = false;
  As as = As::text;
};
struct Making {
  std::string_view kind;
  std::vector<Member> members;
};

constexpr Member kAgreement{"AGREEMENT", "/agreement", "", "the id of the agreement", true};
constexpr Member kFrom{"--from", "/from", "PARTY", "the party that gives", true};
constexpr Member kTo{"--to", "/to", "PARTY", "the party that receives", true};
constexpr Member kParty{"PARTY", "/party", "", "the other party", true};
constexpr Member kPerson{"PERSON", "/person", "", "one of the party's own people", true};
constexpr Member kSince{"--since", "/since", "TIME", "from when on; else from its recording on"};
constexpr Member kUntil{"--until", "/until", "TIME", "until when; else without an end"};

const std::vector<Making>& table() {
  static const std::vector<Making> rows = {
      {"suspend", {kAgreement, kFrom, kTo, kSince, kUntil}},
      {"resume", {kAgreement, kFrom, kTo, kSince}},
      {"give-notice", {kAgreement, {"--effective", "/effective", "TIME", "when it has effect; else the first date that the agreement allows"}}},
      {"withdraw-notice", {kAgreement}},
      {"hold-notice", {kAgreement}},
      {"run-notice", {kAgreement}},
      {"renew", {kAgreement, {"--until", "/until", "TIME", "the end of the term instead", true}}},
      {"suspend-party", {kParty, kSince, kUntil}},
      {"resume-party", {kParty, kSince}},
      {"replace-key", {{"--new-key", "/key", "KEYFILE", "the key file of the new key, which signs too", true, As::key_file}}},
      {"revoke-key",
       {{"KEY", "/key", "", "the public key that is revoked, as comity key show prints it", true},
        {"--since", "/since", "TIME", "what it signed that was recorded then or later counts no more", true},
        {"--successor", "/successor", "KEYFILE", "the key file of the key that the authority signs with instead, which signs too", false, As::key_file}}},
      {"designate",
       {kPerson,
        {"--public-key", "/key", "KEY", "the person's public key, as comity key show prints it", true},
        {"--power", "/powers", "POWER", "consent, relido, tearline, judgement, statement or concern; may be given again", true, As::words},
        {"--for", "/for", "PARTY|AGENCY", "for whom the person signs; else the whole party"},
        kUntil}},
      {"dismiss", {kPerson}},
      {"approve-tearline",
       {{"OBJECT", "/object/id", "", "the id of the tearline (comity tearline list)", true},
        {"--owner", "/object/owner", "PARTY", "whose object it is", true},
        {"--version", "/object/version", "TIME", "its version, as its modified says", true},
        {"--sha256", "/sha256", "DIGEST", "of its stored bytes, as comity tearline list prints it", true}}},
  };
  return rows;
}

struct Options {
  const Making* making = nullptr;
  std::map<std::string, std::string> texts;  // by option
  std::map<std::string, std::vector<std::string>> words;
  std::string key, signer, reason, out;
  bool json = false;
};

// The option by which somebody wrote what stands there in the act.
std::string option_of(const Making& making, const std::string& where) {
  for (const Member& member : making.members)
    if (where == member.pointer) return member.option;
  return where == "/by" ? "--as" : where == "/reason" ? "--reason" : where;
}

Result<agreement::Act> made(const Options& options, std::vector<crypto::SigningKey>& more) {
  const Making& making = *options.making;
  const std::string by(marking::party_of(options.signer));
  json act = {{"kind", making.kind}, {"by", by}, {"issued", format_time(SystemClock().now())}};
  if (!options.reason.empty()) act["reason"] = options.reason;
  if (making.kind == "designate") act["for"] = by;
  for (const Member& member : making.members) {
    const json::json_pointer at(member.pointer);
    if (member.as == As::words) {
      act[at] = options.words.at(member.option);
      continue;
    }
    const std::string& text = options.texts.at(member.option);
    if (text.empty() && !member.required) continue;
    act[at] = text;
    if (member.as != As::key_file) continue;
    TRY(crypto::SigningKey key, crypto::read_key_file(text));
    act[at] = to_base64(key.public_key());
    more.push_back(std::move(key));
  }
  auto read = agreement::parse_act(act.dump(-1, ' ', false, json::error_handler_t::replace));
  if (!read) {
    Error error = std::move(read).error();
    error.where = option_of(making, error.where);
    return tl::make_unexpected(std::move(error));
  }
  return agreement::parse_act(agreement::to_json(*read));
}

// The one that lies there, if it says the same and only its time of issue is another's: a further signature joins it.
Result<agreement::SignedAct> begun(const Options& options, const agreement::Act& act) {
  std::error_code error;
  if (options.out.empty() || !std::filesystem::exists(options.out, error)) return agreement::SignedAct{act, {}};
  TRY(agreement::SignedAct there, read_act(options.out));
  agreement::Act same = act;
  same.issued = there.act.issued;
  if (there.act != same) return fail(Code::conflict, "this file holds something else; name another with -o, or move it away", options.out);
  return there;
}

Result<void> run(const Options& options) {
  std::vector<crypto::SigningKey> more;
  TRY(const agreement::Act act, made(options, more));
  TRY(agreement::SignedAct signed_act, begun(options, act));
  TRY_VOID(sign_act(signed_act, options.signer, options.key));
  for (const auto& key : more) {
    auto signature = agreement::sign(signed_act.act, signed_act.act.by, key);
    const bool there = std::any_of(signed_act.signatures.begin(), signed_act.signatures.end(), [&](const auto& one) { return one.key == signature.key; });
    if (!there) signed_act.signatures.push_back(std::move(signature));
  }
  if (options.out.empty()) {
    print(agreement::to_json(signed_act) + "\n");
    return {};
  }
  TRY_VOID(write_act(options.out, signed_act));
  const auto missing = still_to_sign(signed_act);
  if (options.json) {
    print_json({{"file", options.out}, {"kind", agreement::kind_of(signed_act.act)}, {"still_to_sign", missing}});
    return {};
  }
  print(fmt::format("{} signed: {}\n", options.signer, plain(words_of(signed_act.act))));
  print(missing.empty() ? fmt::format("  {}: tell the node with comity act add\n", options.out)
                        : fmt::format("  {}: still to sign: {}\n", options.out, plain(fmt::format("{}", fmt::join(missing, "; ")))));
  return {};
}

Act define(CLI::App& app, std::string_view kind) {
  auto options = std::make_shared<Options>();
  options->making = &*std::find_if(table().begin(), table().end(), [&](const Making& one) { return one.kind == kind; });
  for (const Member& member : options->making->members) {
    CLI::Option* option = member.as == As::words ? app.add_option(member.option, options->words[member.option], member.help)
                                                 : app.add_option(member.option, options->texts[member.option], member.help);
    option->required(member.required);
    if (*member.type) option->type_name(member.type);
  }
  app.add_option("--key", options->key, "the signer's key file (comity key new)")->required()->type_name("KEYFILE");
  app.add_option("--as", options->signer, "the party, for its authority, or the designated person that signs")->required()->type_name("SIGNER");
  app.add_option("--reason", options->reason, "why; it is recorded")->type_name("TEXT");
  app.add_option("-o,--out", options->out, "where to write; a file that holds the same act takes the signature; else standard output")->type_name("OUT");
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return run(*options); };
}

}  // namespace

Act define_agreement_suspend(CLI::App& app) { return define(app, "suspend"); }
Act define_agreement_resume(CLI::App& app) { return define(app, "resume"); }
Act define_agreement_notice(CLI::App& app) { return define(app, "give-notice"); }
Act define_agreement_withdraw_notice(CLI::App& app) { return define(app, "withdraw-notice"); }
Act define_agreement_hold_notice(CLI::App& app) { return define(app, "hold-notice"); }
Act define_agreement_run_notice(CLI::App& app) { return define(app, "run-notice"); }
Act define_agreement_renew(CLI::App& app) { return define(app, "renew"); }
Act define_party_suspend(CLI::App& app) { return define(app, "suspend-party"); }
Act define_party_resume(CLI::App& app) { return define(app, "resume-party"); }
Act define_key_replace(CLI::App& app) { return define(app, "replace-key"); }
Act define_key_revoke(CLI::App& app) { return define(app, "revoke-key"); }
Act define_official_designate(CLI::App& app) { return define(app, "designate"); }
Act define_official_dismiss(CLI::App& app) { return define(app, "dismiss"); }
Act define_tearline_approve(CLI::App& app) { return define(app, "approve-tearline"); }

}  // namespace comity::cli
