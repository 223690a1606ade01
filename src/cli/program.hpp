// The program's options and commands as CLI11 holds them, built from the catalogue: what is parsed, and what completion, the manual and
// docs/commands.md are written from.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "cli/command.hpp"

namespace comity::cli {

struct Program {
  Program();
  Program(const Program&) = delete;  // callbacks point into it

  CLI::App app;
  std::map<std::string, CLI::App*, std::less<>> groups;
  Act chosen;  // set by parsing
};

std::string_view version();  // "0.1.0"

// "comity agreement check".
std::string path_of(const CLI::App* app);

}  // namespace comity::cli
