// comity: reads the command line, runs one command of the catalogue, and turns its error into words and a status.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <exception>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/command.hpp"
#include "cli/exit_status.hpp"
#include "cli/output.hpp"
#include "cli/suggest.hpp"
#include "cli/terminal.hpp"

namespace comity::cli {
namespace {

constexpr const char* kFooter =
    "Exit status: 0 done, 1 refused or failed, 2 wrong use, 3 not found, 4 denied, 5 unavailable (try again later).\n"
    "Data goes to standard output, everything else to standard error. docs/cli.md tells more.";

constexpr const char* summary_of_group(std::string_view group) {
  if (group == "agreement") return "read, sign and verify agreements";
  if (group == "party") return "stop and resume all sharing with a party";
  if (group == "official") return "whom a party lets sign for it";
  if (group == "tearline") return "tearlines that wait, and their approval";
  if (group == "consent") return "consents to single objects, from asking to taking back";
  if (group == "act") return "what authorities sign";
  if (group == "clearance") return "what a security authority vouches for about a person";
  if (group == "key") return "signing keys";
  if (group == "token") return "log-ins";
  if (group == "stix") return "STIX files";
  if (group == "marking") return "read, explain, translate and join markings; needs no node";
  if (group == "ledger") return "proofs of what the node recorded";
  return "";
}

// The program's options and commands, and what was chosen.
struct Program {
  CLI::App app{"Comity shares intelligence between allied states exactly as far as their signed agreements allow.",
               "comity"};
  std::map<std::string, CLI::App*, std::less<>> groups;
  Act chosen;

  Program() {
    app.require_subcommand(1);
    app.footer(kFooter);
    app.set_version_flag("--version", std::string("comity 0.1.0"));
    for (const Command& command : commands()) {
      CLI::App* under = &app;
      if (!command.group.empty()) {
        auto& group = groups[std::string(command.group)];
        if (!group) {
          group = app.add_subcommand(std::string(command.group), summary_of_group(command.group));
          group->require_subcommand(1);
        }
        under = group;
      }
      CLI::App* one = under->add_subcommand(std::string(command.name), std::string(command.summary));
      one->footer(kFooter);
      one->callback([this, act = command.define(*one)] { chosen = act; });
    }
  }
};

int wrong_use(std::string_view message, std::string_view hint) {
  warn(fmt::format("comity: {}", message));
  if (!hint.empty()) warn(hint);
  return kWrongUse;
}

// A word where a command should stand, and is none: says which one was meant. Nothing to say gives kOk.
int check_words(const std::vector<std::string>& words) {
  std::string group;
  for (const std::string& word : words) {
    if (word.starts_with('-')) return kOk;
    std::vector<std::string> known;
    bool is_group = false;
    for (const Command& command : commands()) {
      if (group.empty() && !command.group.empty()) known.emplace_back(command.group);
      if (command.group == group) known.emplace_back(command.name);
      is_group = is_group || (group.empty() && command.group == word);
    }
    if (std::find(known.begin(), known.end(), word) == known.end()) {
      const std::string meant = nearest(word, known);
      const std::string front = group.empty() ? "" : group + " ";
      return wrong_use(fmt::format("there is no command \"{}{}\"", front, plain(word)),
                       meant.empty() ? fmt::format("comity {}--help lists them", front)
                                     : fmt::format("did you mean \"comity {}{}\"?", front, meant));
    }
    if (!is_group) return kOk;
    group = word;
  }
  return kOk;
}

// The command whose options were being read, as far as the words tell.
CLI::App* named(CLI::App* app, const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    const auto next = app->get_subcommands([&](const CLI::App* one) { return one->get_name() == word; });
    if (next.empty()) break;
    app = next.front();
  }
  return app;
}

std::string path_of(const CLI::App* app) {
  return app->get_parent() ? path_of(app->get_parent()) + " " + app->get_name() : app->get_name();
}

int explain_wrong_use(const CLI::ParseError& error, CLI::App* app, const std::vector<std::string>& words) {
  const std::string help = fmt::format("{} --help tells more", path_of(app));
  if (dynamic_cast<const CLI::ExtrasError*>(&error)) {
    std::vector<std::string> known;
    for (const CLI::Option* option : app->get_options())
      for (const std::string& name : option->get_lnames()) known.push_back("--" + name);
    for (const std::string& word : words) {
      if (!word.starts_with("--")) continue;
      const std::string option = word.substr(0, word.find('='));
      if (std::find(known.begin(), known.end(), option) != known.end()) continue;
      const std::string meant = nearest(option, known);
      return wrong_use(fmt::format("there is no option {}", plain(option)),
                       meant.empty() ? help : fmt::format("did you mean {}?", meant));
    }
  }
  return wrong_use(error.what(), help);
}

int report(const Error& error) {
  // Paths and clauses come first, as compilers write them; the message says what to do.
  warn(error.where.empty() ? fmt::format("comity: {}", plain(error.message))
                           : fmt::format("comity: {}: {}", plain(error.where), plain(error.message)));
  return exit_of(error.code);
}

int run(int argc, char** argv) {
  Program program;
  const std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
  if (words.empty()) {
    warn(program.app.help());
    return kWrongUse;
  }
  if (const int status = check_words(words); status != kOk) return status;
  try {
    program.app.parse(argc, argv);
  } catch (const CLI::Success& asked) {  // --help, --version
    return program.app.exit(asked);
  } catch (const CLI::ParseError& error) {
    return explain_wrong_use(error, named(&program.app, words), words);
  }
  const Result<void> done = program.chosen();
  if (output_failed() && done) return report({Code::unavailable, "standard output could not be written", ""});
  return done ? kOk : report(done.error());
}

}  // namespace
}  // namespace comity::cli

int main(int argc, char** argv) {
  try {
    return comity::cli::run(argc, argv);
  } catch (const std::exception& error) {  // the program's one boundary: memory, or a bug
    comity::cli::warn(
        fmt::format("comity: this is a bug in Comity, or the machine is out of memory: {}", error.what()));
    return comity::cli::kFailed;
  }
}
