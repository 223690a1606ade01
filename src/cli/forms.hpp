// The forms in which an analysis is printed: text for people, --json, --csv and --svg.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "insight/table.hpp"

namespace CLI {
class App;
}

namespace comity::cli {

struct Forms {
  bool json = false;
  std::string csv, svg;  // a file each, or "-" for standard output; "" for none
};
void add_forms(CLI::App& app, Forms& forms, bool has_plot);

// Whatever was asked for; the table as text where nothing was. `svg` is called only when asked for. Errors: invalid (two forms for standard output), unavailable (a file that cannot be written).
Result<void> print_forms(const Forms& forms, const nlohmann::ordered_json& answer, const insight::Table& table, const std::function<std::string()>& svg = {});

}  // namespace comity::cli
