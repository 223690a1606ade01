// The commands by which an authority takes a position on a statement, outside the node: one row of the table for each.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/command.hpp"
#include "cli/output.hpp"
#include "cli/statement_document.hpp"
#include "cli/terminal.hpp"
#include "marking/label.hpp"
#include "statement/position.hpp"

#include <nlohmann/json.hpp>

namespace comity::cli {
namespace {

struct Options {
  statement::Deed deed = statement::Deed::sign;
  std::string file, key, signer, note, out;
  std::vector<std::string> reservations;  // PARAGRAPH=TEXT
  bool json = false;
};

Result<statement::Position> position_of(const Options& options, const statement::Written& text) {
  statement::Position out{text.document.id, text.document.version, text.sha256, std::string(marking::party_of(options.signer)), options.deed, {}, options.note, SystemClock().now()};
  for (const std::string& one : options.reservations) {
    const auto equals = one.find('=');
    if (equals == 0 || equals == one.npos || equals + 1 == one.size()) return fail(Code::invalid, "write a reservation as PARAGRAPH=TEXT", "--reserve");
    out.reservations.push_back({one.substr(0, equals), one.substr(equals + 1)});
  }
  if (!text.document.invited.contains(out.party)) return fail(Code::forbidden, fmt::format("{} is not invited to this statement", out.party), "--as");
  TRY_VOID(statement::check_about(out, text));
  TRY(out, statement::parse_position(statement::to_json(out)));  // what is signed is what can be recorded
  return out;
}

Result<void> run(const Options& options) {
  TRY(const statement::Written text, read_statement(options.file));
  TRY(const statement::Position position, position_of(options, text));
  TRY_VOID(write_paper(statement::kPosition, statement::to_json(position), options.signer, options.key, options.out));
  if (options.out.empty()) return {};
  if (options.json) {
    print_json({{"file", options.out}, {"statement", position.statement}, {"version", position.version}, {"sha256", position.sha256}, {"position", statement::name_of(position.deed)}});
    return {};
  }
  print(fmt::format("{} signed '{}': {} version {}, {}\n", plain(options.signer), statement::name_of(position.deed), position.statement, position.version, plain(text.document.title)));
  print(fmt::format("  sha256 {}\n", position.sha256));
  for (const auto& one : position.reservations) print(fmt::format("  reserves {}: {}\n", one.paragraph, plain(one.text)));
  print(fmt::format("  {}: tell the node with comity statement add\n", options.out));
  return {};
}

Act define(CLI::App& app, statement::Deed deed) {
  auto options = std::make_shared<Options>();
  options->deed = deed;
  app.add_option("FILE", options->file, "the statement: its TOML, or what comity statement show --json printed")->required();
  app.add_option("--key", options->key, "the signer's key file (comity key new)")->required()->type_name("KEYFILE");
  app.add_option("--as", options->signer, "the party, for its authority, or the designated person that signs")->required()->type_name("SIGNER");
  if (deed == statement::Deed::sign)
    app.add_option("--reserve", options->reservations, "a reservation about one paragraph; may be given again")->type_name("PARAGRAPH=TEXT");
  app.add_option("--note", options->note, "a word to the others; it is recorded")->type_name("TEXT");
  app.add_option("-o,--out", options->out, "where to write; else standard output")->type_name("OUT");
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return run(*options); };
}

}  // namespace

Act define_statement_sign(CLI::App& app) { return define(app, statement::Deed::sign); }
Act define_statement_abstain(CLI::App& app) { return define(app, statement::Deed::abstain); }
Act define_statement_decline(CLI::App& app) { return define(app, statement::Deed::decline); }
Act define_statement_break_silence(CLI::App& app) { return define(app, statement::Deed::break_silence); }
Act define_statement_withdraw(CLI::App& app) { return define(app, statement::Deed::withdraw); }

}  // namespace comity::cli
