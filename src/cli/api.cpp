#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "api/openapi.hpp"
#include "cli/command.hpp"
#include "cli/output.hpp"

namespace comity::cli {

Act define_api(CLI::App& app) {
  struct Options {
    bool openapi = false, reference = false;
  };
  const auto options = std::make_shared<Options>();
  auto* openapi = app.add_flag("--openapi", options->openapi, "the OpenAPI 3.1 document (this is the default)");
  app.add_flag("--reference", options->reference, "the page for people, in Markdown")->excludes(openapi);
  return [options]() -> Result<void> {
    print(options->reference ? api::reference_page() : api::openapi().dump(2) + "\n");
    return {};
  };
}

}  // namespace comity::cli
