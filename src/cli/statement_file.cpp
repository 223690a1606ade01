// comity statement export, verify, import.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "cli/files.hpp"
#include "cli/output.hpp"
#include "cli/remote.hpp"
#include "cli/statement_document.hpp"
#include "cli/terminal.hpp"
#include "ledger/note.hpp"
#include "operations/statements_json.hpp"

namespace comity::cli {
namespace {

using nlohmann::ordered_json;

struct Options {
  Asking asking;
  std::string statement, file, keys, out;
  bool json = false;
};

Result<void> give(const Options& options) {
  TRY(const ordered_json file,
      ask(options.asking, {"/api/v1/statements/" + percent_encoded(options.statement) + "/file", "", [&](server::Opened& opened, const operations::Caller& caller) -> Result<ordered_json> {
                             const std::string log = ledger::to_string(ledger::verifier_key(opened.name, *opened.log_key));
                             TRY(const auto one, operations::statement_file(*opened.node, caller, options.statement, opened.checkpoint(), log, std::uint64_t{1} << 40));
                             return ordered_json::parse(statement::to_json(one));
                           }}));
  if (options.out.empty()) {
    print_json(file);
    return {};
  }
  TRY_VOID(replace_file(options.out, file.dump() + "\n", 0644));
  const std::size_t records = file.value("records", ordered_json::array()).size();
  if (options.json) print_json({{"file", options.out}, {"records", records}});
  else print(fmt::format("{}: {} with {} records; whoever has it verifies it with comity statement verify\n", options.out, plain(options.statement), records));
  return {};
}

ordered_json verified_json(const statement::Verified& one) {
  ordered_json positions = ordered_json::array(), parties = ordered_json::array();
  for (const auto& each : one.positions) {
    ordered_json reservations = ordered_json::array();
    for (const auto& reserved : each.position.reservations) reservations.push_back({{"paragraph", reserved.paragraph}, {"text", reserved.text}});
    positions.push_back({{"record", each.seq}, {"recorded", format_time(each.recorded)}, {"party", each.position.party}, {"position", statement::name_of(each.position.deed)}, {"signer", each.signer},
                         {"key", each.key}, {"version", each.position.version}, {"void", each.is_void}, {"earlier_version", each.earlier_version}, {"reservations", reservations}});
  }
  for (const auto& [party, standing] : one.outcome.parties) parties.push_back({{"party", party}, {"position", statement::key_of(standing.stand)}});
  return {{"statement", one.text.document.id}, {"version", one.text.document.version}, {"sha256", one.text.sha256},
          {"state", one.silence_unknown ? "unknown" : statement::name_of(one.outcome.state)}, {"silence_unknown", one.silence_unknown}, {"judged", format_time(one.judged)},
          {"last_record", format_time(one.last)}, {"parties", parties},
          {"positions", positions}, {"log", one.origin}, {"size", one.size}, {"earlier_left_out", one.earlier_left_out}, {"keys_trusted", one.keys_trusted}, {"log_trusted", one.log_trusted}};
}

Result<void> check(const Options& options) {
  TRY(const std::string text, read_file(options.file, kMostDocument));
  TRY(const statement::File file, statement::parse_file(text));
  std::optional<statement::Trusted> trusted;
  if (!options.keys.empty()) {
    TRY(const std::string keys, read_file(options.keys, kMostDocument));
    TRY(trusted, statement::parse_trusted(keys));
  }
  TRY(const statement::Verified one, statement::verify(file, trusted, SystemClock().now()));
  if (options.json) {
    print_json(verified_json(one));
    return {};
  }
  print(fmt::format("{} version {}: {}\n  {}, as of {}; the last record is of {}\n", one.text.document.id, one.text.document.version, plain(one.text.document.title),
                    one.silence_unknown ? "what became of the silence is not in this file; ask the node" : statement::name_of(one.outcome.state), format_time(one.judged), format_time(one.last)));
  for (const auto& [party, standing] : one.outcome.parties) print(fmt::format("  {:<8} {}\n", party, statement::name_of(standing.stand)));
  for (const auto& each : one.positions) {
    print(fmt::format("{}: {} by {}{}{}\n", each.position.party, statement::name_of(each.position.deed), plain(each.signer), each.is_void ? "; void, its key was revoked" : "",
                      each.earlier_version ? "; about an earlier version" : ""));
    for (const auto& reserved : each.position.reservations) print(fmt::format("  reserves {}: {}\n", reserved.paragraph, plain(reserved.text)));
  }
  if (one.earlier_left_out) print("Earlier versions, and what was done about them, are left out.\n");
  print(fmt::format("sha256 {}\n{}\n{}\n", one.text.sha256,
                    one.keys_trusted ? "The signatures are by the keys that you gave." : "The signatures are by keys that the file names. Whose they are it cannot prove: give your own with --keys.",
                    one.log_trusted ? fmt::format("All of it is in the log {}, {} records.", one.origin, one.size)
                                    : fmt::format("All of it is in a log that calls itself {}, {} records; its key is the file's own.", one.origin, one.size)));
  return {};
}

Result<void> import(const Options& options) {
  TRY(const std::string csv, read_file(options.file, statement::kMostPastBytes));
  TRY_VOID(statement::parse_past_csv(csv, options.file));  // what is wrong is said with the file's name
  const ordered_json body{{"csv", csv}};
  TRY(const ordered_json done, ask(options.asking, {"/api/v1/positions", body.dump(), [&](server::Opened& opened, const operations::Caller& caller) -> Result<ordered_json> {
                                                      TRY(const auto made, operations::import_past(*opened.node, caller, csv, options.file));
                                                      return operations::to_json(made);
                                                    }}));
  if (options.json) print_json(done);
  else print(fmt::format("{} statements: {} invited, {} not\n", done.value("statements", 0), done.value("invited", 0), done.value("not_invited", 0)));
  return {};
}

}  // namespace

Act define_statement_export(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("STATEMENT", options->statement, "its id")->required();
  app.add_option("-o,--out", options->out, "where to write; else standard output")->type_name("OUT");
  add_caller_options(app, options->asking);
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return give(*options); };
}

Act define_statement_verify(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("FILE", options->file, "what comity statement export wrote")->required();
  app.add_option("--keys", options->keys, "the keys that you trust: {\"parties\": {\"NZL\": [\"...\"]}, \"log\": \"...\", \"revoked\": [\"...\"]}")->type_name("KEYS");
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return check(*options); };
}

Act define_statement_import(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("FILE", options->file, "CSV: statement,title,date,meeting,party,invited,position,reservation,source,topic")->required();
  add_caller_options(app, options->asking);
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return import(*options); };
}

}  // namespace comity::cli
