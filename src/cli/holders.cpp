#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "cli/object_act.hpp"
#include "cli/output.hpp"
#include "cli/terminal.hpp"

namespace comity::cli {
namespace {

using nlohmann::ordered_json;

std::string text_of(const ordered_json& holders) {
  std::string out;
  for (const auto& object : holders.value("objects", ordered_json::array())) {
    out += fmt::format("{} {} of {}{}\n", plain(object.value("id", "")), plain(object.value("version", "")), plain(object.value("owner", "")),
                       object.value("recalled", false) ? ", recalled" : "");
    const auto people = object.value("people", ordered_json::array());
    if (people.empty()) out += "  nobody has fetched it\n";
    for (const auto& one : people)
      out += fmt::format("  {} {} since {}, last {}{}{}\n", one.value("state", ""), plain(one.value("person", "")), one.value("first", ""),
                         one.value("last", ""), one.value("delivered", false) ? "" : ", perhaps not delivered",
                         one.value("purpose", "").empty() ? "" : ", for " + plain(one.value("purpose", "")));
  }
  return out;
}

Result<void> run(const ObjectAct& options) {
  TRY(const ordered_json holders, holders_of(options));
  if (options.json)
    print_json(holders);
  else
    print(text_of(holders));
  return {};
}

}  // namespace

Act define_holders(CLI::App& app) {
  auto options = std::make_shared<ObjectAct>();
  add_object_options(app, *options);
  add_owner_options(app, *options);
  return [options] { return run(*options); };
}

}  // namespace comity::cli
