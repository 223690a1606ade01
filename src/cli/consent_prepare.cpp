#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/act_file.hpp"
#include "cli/calling.hpp"
#include "cli/command.hpp"
#include "cli/output.hpp"
#include "cli/terminal.hpp"
#include "operations/consents_json.hpp"

namespace comity::cli {
namespace {

using nlohmann::ordered_json;

struct Options {
  Asking asking;
  std::string object, owner, by, to, level, from, until, request, reason, out;
  std::vector<std::string> purposes;
  bool with_references = false, later_versions = false, display = false, json = false;
};

Result<ordered_json> wish_of(const Options& options) {
  ordered_json out{{"object", options.object}, {"to", options.to}};
  const auto put = [&](const char* key, const std::string& text) {
    if (!text.empty()) out[key] = text;
  };
  put("owner", options.owner);
  put("by", options.by);
  put("from", options.from);
  put("until", options.until);
  put("request", options.request);
  put("reason", options.reason);
  if (options.with_references) out["with_references"] = true;
  if (options.later_versions) out["later_versions"] = true;
  if (options.display) out["actions"] = "display";
  if (!options.purposes.empty()) out["purposes"] = options.purposes;
  if (!options.level.empty()) {
    const auto colon = options.level.find(':');
    if (colon == std::string::npos) return fail(Code::invalid, "write --level SCHEME:WORD, in the receiver's words, or TLP:NONE for no level", "--level");
    out["level"] = {{"scheme", options.level.substr(0, colon)}, {"word", options.level.substr(colon + 1)}};
  }
  return out;
}

Result<void> run(const Options& options) {
  TRY(const ordered_json body, wish_of(options));
  TRY(const ordered_json prepared,
      ask(options.asking, {"/api/v1/consents/prepare", body.dump(), [&](server::Opened& opened, const operations::Caller& caller) -> Result<ordered_json> {
                             TRY(const auto wish, operations::parse_wish(body));
                             TRY(const auto drawn_up, operations::prepare_consent(*opened.node, caller, wish));
                             return operations::to_json(drawn_up);
                           }}));
  TRY(const agreement::Act act, agreement::parse_act(prepared.value("act", ordered_json::object()).dump()));
  const auto* made = std::get_if<agreement::GiveConsent>(&act.body);
  if (!made) return fail(Code::internal, "the node's answer is not a consent");
  TRY_VOID(write_act(options.out, {act, {}}));
  if (options.json) {
    print_json(prepared);
    return {};
  }
  const agreement::GiveConsent& give = *made;
  print(fmt::format("{}\n  it arrives as {} {}{}\n", plain(summary_of(act)), plain(give.scheme), plain(give.word),
                    prepared.value("level_suggested", false) ? "" : ", as no agreement says"));
  for (const auto& object : give.objects) print(fmt::format("  {} of {}, version {}\n", plain(object.id), plain(object.owner), plain(object.version)));
  print(fmt::format("  {}: {} of these to sign it (comity act sign): {}\n", options.out, prepared.value("needed", 1),
                    fmt::join(prepared.value("signers", std::vector<std::string>{}), ", ")));
  for (const auto& note : prepared.value("notes", std::vector<std::string>{})) warn(plain(note));
  return {};
}

}  // namespace

Act define_consent_prepare(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("OBJECT", options->object, "a STIX id: the latest version that the official reads")->required();
  app.add_option("--to", options->to, "the party that receives it")->required()->type_name("PARTY");
  app.add_option("--owner", options->owner, "the object of this party alone")->type_name("PARTY");
  app.add_option("--by", options->by, "the official's party, or its agency; else the party")->type_name("BY");
  app.add_flag("--with-references", options->with_references, "also what it refers to, as far as it is the party's");
  app.add_flag("--later-versions", options->later_versions, "later versions too");
  app.add_flag("--display", options->display, "to be shown, not copied");
  app.add_option("--for", options->purposes, "a purpose; several times; else all")->type_name("PURPOSE");
  app.add_option("--level", options->level, "the level in the receiver's words; else as the agreements say")->type_name("SCHEME:WORD");
  app.add_option("--from", options->from, "when it begins")->type_name("TIME");
  app.add_option("--until", options->until, "when it ends")->type_name("TIME");
  app.add_option("--request", options->request, "the request that it answers")->type_name("ID");
  app.add_option("--reason", options->reason, "why")->type_name("TEXT");
  app.add_option("-o,--out", options->out, "where to write the act")->required()->type_name("OUT");
  add_caller_options(app, options->asking);
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return run(*options); };
}

}  // namespace comity::cli
