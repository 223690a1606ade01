// The program as data, read off the options that its commands define: what completion, the manual and docs/commands.md are written from.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace comity::cli {

// What can stand in a place of the command line.
enum class Value { none, text, file, folder };

struct Place {
  std::vector<std::string> names;    // "--dir", "-o"; empty where the place has no name
  std::string shape;                 // "FILE"; "" for a flag
  std::string text;                  // one line
  std::string usual;                 // the default; "" for none
  std::string variable;              // of the environment that gives it; "" for none
  std::vector<std::string> choices;  // when only these can stand there
  Value value = Value::none;
  bool required = false, many = false;
};

struct Described {
  std::string path;     // "comity agreement check"
  std::string summary;
  std::vector<Place> words;    // in order
  std::vector<Place> options;  // --help is not among them
  std::vector<Described> commands;
};
// What is hidden from --help is left out.
Described describe(const CLI::App& app);

// The command and all beneath it that do something, in order.
std::vector<const Described*> leaves(const Described& all);

std::string completion_for_bash(const Described& program);
std::string completion_for_zsh(const Described& program);
std::string completion_for_fish(const Described& program);

// man(7) source, section 1; and the same as Markdown.
std::string manual(const Described& program);
std::string manual_in_markdown(const Described& program);

}  // namespace comity::cli
