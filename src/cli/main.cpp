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
#include "cli/program.hpp"
#include "cli/suggest.hpp"
#include "cli/terminal.hpp"

namespace comity::cli {
namespace {

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
