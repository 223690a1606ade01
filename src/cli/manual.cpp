// comity(1), as man(7) source and as Markdown.
#include <fmt/format.h>

#include <string>
#include <string_view>

#include "cli/description.hpp"
#include "cli/exit_status.hpp"
#include "cli/program.hpp"

namespace comity::cli {
namespace {

struct Fact {
  std::string_view name, text;
};
constexpr Fact kEnvironment[] = {
    {"COMITY_DIR", "The node's folder, where --dir is not given."},
    {"COMITY_CA_FILE", "Certificates (PEM) that the certificate of a node asked over https:// must lead to; else those that the machine knows."},
    {"NO_COLOR", "Any value turns colour off. It is on only where standard output is a terminal."},
};
constexpr Fact kFiles[] = {
    {"DIR/node.json", "Makes a folder a node: its name, and when it was made."},
    {"DIR/run.json", "While a process serves the node: its address and pid. Commands then ask that process."},
    {"DIR/operator.token", "The operator's log-in. Mode 0600."},
    {"DIR/keys/", "The node's own keys. Mode 0600. Authorities' keys are never in a node, but for an exercise."},
};
constexpr std::string_view kPurpose =
    "Comity is the server and the tool with which allied states, agencies and CERTs share intelligence exactly as far as their signed "
    "agreements allow. Data goes to standard output, everything else to standard error. With --json a command prints its data as one line "
    "of JSON.";

// ---- man(7) ----

std::string roff(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\') out += "\\e";
    else if (c == '-') out += "\\-";
    else out += c;
  }
  if (!out.empty() && (out[0] == '.' || out[0] == '\'')) out.insert(0, "\\&");
  return out;
}

std::string shape_of(const Place& place) {
  std::string out = place.shape;
  if (!place.choices.empty()) {
    out.clear();
    for (const std::string& choice : place.choices) out += (out.empty() ? "" : "|") + choice;
  }
  return out + (place.many ? "..." : "");
}

std::string details_of(const Place& place) {
  std::string out = place.text;
  if (!place.usual.empty()) out += fmt::format(" (else {})", place.usual);
  if (!place.variable.empty()) out += fmt::format(" [{}]", place.variable);
  if (place.required && !place.names.empty()) out += " (required)";
  return out;
}

std::string usage_of(const Described& one) {
  std::string out;
  for (const Place& word : one.words) out += word.required ? " " + shape_of(word) : " [" + shape_of(word) + "]";
  for (const Place& option : one.options)
    if (option.required) out += fmt::format(" {} {}", option.names.front(), shape_of(option));
  for (const Place& option : one.options)
    if (!option.required) return out + " [options]";
  return out;
}

std::string names_of(const Place& option) {
  std::string out;
  for (const std::string& name : option.names) out += (out.empty() ? "" : ", ") + name;
  return out;
}

}  // namespace

std::string manual(const Described& program) {
  std::string out = fmt::format(
      ".TH COMITY 1 \"\" \"comity {}\" \"Comity\"\n.SH NAME\ncomity \\- {}\n.SH SYNOPSIS\n.B comity\n.I COMMAND\n[options]\n.SH DESCRIPTION\n{}\n",
      version(), roff(program.summary), roff(kPurpose));
  out += ".SH COMMANDS\n";
  for (const Described* one : leaves(program)) {
    out += fmt::format(".SS \"{}{}\"\n{}\n", roff(one->path), roff(usage_of(*one)), roff(one->summary));
    for (const auto* places : {&one->words, &one->options})
      for (const Place& place : *places) {
        const std::string shape = shape_of(place);
        out += ".TP\n";
        if (place.names.empty()) out += fmt::format("\\fI{}\\fR\n", roff(shape));
        else out += fmt::format("\\fB{}\\fR{}\n", roff(names_of(place)), shape.empty() ? "" : fmt::format(" \\fI{}\\fR", roff(shape)));
        out += roff(details_of(place)) + "\n";
      }
  }
  out += ".SH \"EXIT STATUS\"\n";
  for (const ExitMeaning& one : kExitMeanings) out += fmt::format(".TP\n.B {}\n{}\n", static_cast<int>(one.status), roff(one.full));
  out += ".SH ENVIRONMENT\n";
  for (const Fact& one : kEnvironment) out += fmt::format(".TP\n.B {}\n{}\n", roff(one.name), roff(one.text));
  out += ".SH FILES\n";
  for (const Fact& one : kFiles) out += fmt::format(".TP\n.I {}\n{}\n", roff(one.name), roff(one.text));
  return out;
}

std::string manual_in_markdown(const Described& program) {
  const auto cell = [](std::string text) {
    for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2) text.insert(at, "\\");
    return text;
  };
  std::string out =
      "# Commands\n\nWritten by `comity man --markdown`; [cli.md](cli.md) tells what they are for.\n\n| exit status | meaning |\n| --- | --- |\n";
  for (const ExitMeaning& one : kExitMeanings) out += fmt::format("| {} | {} |\n", static_cast<int>(one.status), one.full);
  out += "\n| environment | meaning |\n| --- | --- |\n";
  for (const Fact& one : kEnvironment) out += fmt::format("| `{}` | {} |\n", one.name, one.text);
  out += "\n| file | meaning |\n| --- | --- |\n";
  for (const Fact& one : kFiles) out += fmt::format("| `{}` | {} |\n", one.name, one.text);
  for (const Described* one : leaves(program)) {
    out += fmt::format("\n## {}\n\n`{}{}`: {}.\n", one->path, one->path, usage_of(*one), one->summary);
    if (one->words.empty() && one->options.empty()) continue;
    out += "\n| | | |\n| --- | --- | --- |\n";
    for (const auto* places : {&one->words, &one->options})
      for (const Place& place : *places) {
        const std::string shape = shape_of(place);
        const std::string quoted = shape.empty() ? "" : fmt::format("`{}`", cell(shape));
        out += fmt::format("| {} | {} | {} |\n", place.names.empty() ? "" : fmt::format("`{}`", names_of(place)), quoted, cell(details_of(place)));
      }
  }
  return out;
}

}  // namespace comity::cli
