// What shells ask: scripts written from the description, so that they know each command and option that there is.
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "cli/description.hpp"

namespace comity::cli {
namespace {

std::string words_of(const Described& one) { return one.path.substr(std::min(one.path.size(), one.path.find(' ') + 1)); }

// In single quotes for a POSIX shell.
std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}
// In single quotes for fish, where a backslash escapes.
std::string quoted_for_fish(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

std::string joined(const std::vector<std::string>& all, std::string_view between) {
  std::string out;
  for (const std::string& one : all) out += (out.empty() ? "" : std::string(between)) + one;
  return out;
}

// ---- bash ----

void bash_command(std::string& out, const Described& one) {
  std::vector<std::string> next;
  for (const Described& command : one.commands) next.push_back(command.path.substr(command.path.rfind(' ') + 1));
  for (const Place& option : one.options)
    for (const std::string& name : option.names) next.push_back(name);
  next.emplace_back("--help");
  std::string files;
  for (const Place& word : one.words) {
    if (word.value == Value::file) files = "f";
    if (word.value == Value::folder) files = files.empty() ? "d" : files;
    for (const std::string& choice : word.choices) next.push_back(choice);
  }
  out += fmt::format("    {}) words={}; files={} ;;\n", quoted(words_of(one)), quoted(joined(next, " ")), quoted(files));
  for (const Described& command : one.commands) bash_command(out, command);
}

void bash_values(std::string& out, const Described& one) {
  for (const Place& option : one.options) {
    if (option.shape.empty()) continue;
    std::string what = option.value == Value::file ? "files=f" : option.value == Value::folder ? "files=d" : "files=";
    for (const std::string& name : option.names)
      out += fmt::format("    {}) words={}; {} ;;\n", quoted(words_of(one) + " " + name), quoted(joined(option.choices, " ")), what);
  }
  for (const Described& command : one.commands) bash_values(out, command);
}

// The commands as bash patterns, for finding how many words name one.
void bash_names(std::string& out, const Described& one) {
  for (const Described& command : one.commands) {
    out += fmt::format(" {}", quoted(words_of(command)));
    bash_names(out, command);
  }
}

// ---- zsh ----

std::string zsh_action(const Place& place) {
  if (!place.choices.empty()) return "(" + joined(place.choices, " ") + ")";
  if (place.value == Value::file) return "_files";
  if (place.value == Value::folder) return "_files -/";
  return " ";
}

std::string zsh_text(std::string text) {
  for (std::size_t at = 0; (at = text.find_first_of("[]:\\", at)) != std::string::npos; at += 2) text.insert(at, "\\");
  return text;
}

std::string zsh_function(const Described& one) {
  std::string name = "_" + one.path;
  std::replace(name.begin(), name.end(), ' ', '_');
  return name;
}

void zsh_command(std::string& out, const Described& one) {
  for (const Described& command : one.commands) zsh_command(out, command);
  out += fmt::format("{}() {{\n", zsh_function(one));
  if (!one.commands.empty()) {
    out += "  local -a commands\n  commands=(\n";
    for (const Described& command : one.commands)
      out += fmt::format("    {}\n", quoted(zsh_text(command.path.substr(command.path.rfind(' ') + 1)) + ":" + command.summary));
    out += "  )\n  local curcontext=$curcontext state line\n  _arguments -C '(- *)--help[say how to use it]' ";
    for (const Place& option : one.options)
      out += quoted("(- *)" + option.names.front() + "[" + zsh_text(option.text) + "]") + " ";
    out += "'1: :->command' '*:: :->rest'\n  case $state in\n    command) _describe -t commands command commands ;;\n    rest) case $line[1] in\n";
    for (const Described& command : one.commands)
      out += fmt::format("      {}) {} ;;\n", command.path.substr(command.path.rfind(' ') + 1), zsh_function(command));
    out += "    esac ;;\n  esac\n}\n";
    return;
  }
  out += "  _arguments '(- *)--help[say how to use it]'";
  for (const Place& option : one.options)
    for (const std::string& name : option.names) {
      std::string spec = (option.many ? "*" : "") + name + "[" + zsh_text(option.text) + "]";
      if (!option.shape.empty()) spec += ":" + zsh_text(option.shape) + ":" + zsh_action(option);
      out += " \\\n    " + quoted(spec);
    }
  int place = 0;
  for (const Place& word : one.words)
    out += " \\\n    " + quoted((word.many ? std::string("*") : std::to_string(++place)) + ":" + zsh_text(word.shape) + ":" + zsh_action(word));
  out += "\n}\n";
}

// ---- fish ----

void fish_command(std::string& out, const Described& one) {
  const std::string here = words_of(one);
  const std::string when = here.empty() ? "__comity_at" : fmt::format("__comity_at {}", here);
  for (const Described& command : one.commands)
    out += fmt::format("complete -c comity -f -n {} -a {} -d {}\n", quoted_for_fish(when), command.path.substr(command.path.rfind(' ') + 1),
                       quoted_for_fish(command.summary));
  for (const Place& option : one.options) {
    out += fmt::format("complete -c comity -n {}", quoted_for_fish(when));
    for (const std::string& name : option.names) out += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
    if (!option.shape.empty()) {
      out += option.value == Value::file ? " -r -F" : option.value == Value::folder ? " -x -a '(__fish_complete_directories)'" : " -x";
      if (!option.choices.empty()) out += " -a " + quoted_for_fish(joined(option.choices, " "));
    }
    out += fmt::format(" -d {}\n", quoted_for_fish(option.text));
  }
  for (const Place& word : one.words) {
    if (word.value == Value::file) out += fmt::format("complete -c comity -n {} -F\n", quoted_for_fish(when));
    if (!word.choices.empty())
      out += fmt::format("complete -c comity -f -n {} -a {}\n", quoted_for_fish(when), quoted_for_fish(joined(word.choices, " ")));
  }
  for (const Described& command : one.commands) fish_command(out, command);
}

}  // namespace

std::string completion_for_bash(const Described& program) {
  std::string names, commands, values;
  bash_names(names, program);
  bash_command(commands, program);
  bash_values(values, program);
  return "# bash completion for comity: source <(comity completion bash)\n"
         "_comity() {\n"
         "  local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} path= words= files= word i\n"
         "  local known=(" + names + ")\n"
         "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
         "    word=${COMP_WORDS[i]}\n"
         "    for name in \"${known[@]}\"; do [[ $name == \"${path:+$path }$word\" ]] && { path=$name; break; }; done\n"
         "  done\n"
         "  case $path in\n" + commands + "  esac\n"
         "  case \"$path $before\" in\n" + values + "  esac\n"
         "  COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
         "  [[ $files == f && $current != -* ]] && COMPREPLY+=($(compgen -f -- \"$current\"))\n"
         "  [[ $files == d && $current != -* ]] && COMPREPLY+=($(compgen -d -- \"$current\"))\n"
         "  return 0\n"
         "}\n"
         "complete -o filenames -F _comity comity\n";
}

std::string completion_for_zsh(const Described& program) {
  std::string out = "#compdef comity\n# zsh completion for comity: comity completion zsh > a folder of $fpath, named _comity\n";
  zsh_command(out, program);
  return out + "if [ \"$funcstack[1]\" = \"_comity\" ]; then _comity \"$@\"; else compdef _comity comity; fi\n";
}

std::string completion_for_fish(const Described& program) {
  std::string out =
      "# fish completion for comity: comity completion fish > ~/.config/fish/completions/comity.fish\n"
      "function __comity_at\n"
      "  set -l said (commandline -opc)\n"
      "  set -e said[1]\n"
      "  set -l words (string match -v -- '-*' $said)\n"
      "  set -l depth (count $argv)\n"
      "  if test $depth -eq 0\n"
      "    test (count $words) -eq 0\n"
      "    return\n"
      "  end\n"
      "  test (count $words) -ge $depth; and test \"$words[1..$depth]\" = \"$argv\"\n"
      "end\n"
      "complete -c comity -l help -d 'say how to use it'\n";
  fish_command(out, program);
  return out;
}

}  // namespace comity::cli
