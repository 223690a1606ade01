#include "cli/description.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iterator>
#include <utility>

namespace comity::cli {
namespace {

struct Shape {
  std::string_view name;
  Value value;
};
// Shapes that a shell can complete; any other is text.
constexpr Shape kShapes[] = {
    {"FILE", Value::file}, {"F", Value::file},   {"KEYFILE", Value::file},  {"OUT", Value::file},    {"A", Value::file},
    {"B", Value::file},    {"DIR", Value::folder}, {"FOLDER", Value::folder},
};

Value value_of(const std::string& shape) {
  for (const Shape& one : kShapes)
    if (one.name == shape) return one.value;
  return Value::text;
}

// CLI11 writes what a check admits behind the type: "TEXT:{a,b}".
std::vector<std::string> choices_of(const std::string& type) {
  std::vector<std::string> out;
  const auto open = type.find('{'), close = type.rfind('}');
  if (open == std::string::npos || close == std::string::npos || close < open) return out;
  std::string_view rest = std::string_view(type).substr(open + 1, close - open - 1);
  while (!rest.empty()) {
    const auto comma = rest.find(',');
    out.emplace_back(rest.substr(0, comma));
    rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
  }
  return out;
}

Place place_of(const CLI::Option& option) {
  Place out;
  for (const std::string& name : option.get_lnames()) out.names.push_back("--" + name);
  for (const std::string& name : option.get_snames()) out.names.push_back("-" + name);
  out.text = option.get_description();
  out.usual = option.get_default_str();
  out.variable = option.get_envname();
  out.required = option.get_required();
  out.many = option.get_items_expected_max() > 1;
  if (option.get_items_expected_max() == 0) return out;
  const std::string type = option.get_type_name();
  out.choices = choices_of(type);
  out.shape = out.names.empty() ? option.get_name() : type.substr(0, type.find_first_of(":{ "));
  out.value = value_of(out.shape);
  return out;
}

}  // namespace

Described describe(const CLI::App& app) {
  Described out;
  out.path = app.get_name();
  for (const CLI::App* up = app.get_parent(); up != nullptr; up = up->get_parent()) out.path.insert(0, up->get_name() + " ");
  out.summary = app.get_description();
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_group().empty() || option == app.get_help_ptr()) continue;
    Place place = place_of(*option);
    (place.names.empty() ? out.words : out.options).push_back(std::move(place));
  }
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    Described one = describe(*command);
    if (!command->get_name().empty()) {
      out.commands.push_back(std::move(one));
      continue;
    }
    // A group of options is an App without a name.
    std::move(one.words.begin(), one.words.end(), std::back_inserter(out.words));
    std::move(one.options.begin(), one.options.end(), std::back_inserter(out.options));
  }
  return out;
}

std::vector<const Described*> leaves(const Described& all) {
  if (all.commands.empty()) return {&all};
  std::vector<const Described*> out;
  for (const Described& command : all.commands)
    for (const Described* leaf : leaves(command)) out.push_back(leaf);
  return out;
}

}  // namespace comity::cli
