// comity man and comity completion: what is written from the description of the program.
#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "cli/command.hpp"
#include "cli/description.hpp"
#include "cli/output.hpp"
#include "cli/program.hpp"

namespace comity::cli {
namespace {

struct Shell {
  const char* name;
  std::string (*write)(const Described&);
};
constexpr Shell kShells[] = {{"bash", completion_for_bash}, {"zsh", completion_for_zsh}, {"fish", completion_for_fish}};

}  // namespace

Act define_man(CLI::App& app) {
  auto markdown = std::make_shared<bool>(false);
  app.add_flag("--markdown", *markdown, "as docs/commands.md has it, not as man(7) source");
  return [markdown]() -> Result<void> {
    const Program program;
    const Described described = describe(program.app);
    print(*markdown ? manual_in_markdown(described) : manual(described));
    return {};
  };
}

Act define_completion(CLI::App& app) {
  auto shell = std::make_shared<std::string>();
  std::vector<std::string> names;
  for (const Shell& one : kShells) names.emplace_back(one.name);
  app.add_option("SHELL", *shell, "which shell is to read it")->required()->check(CLI::IsMember(names));
  return [shell]() -> Result<void> {
    const Program program;
    for (const Shell& one : kShells)
      if (*shell == one.name) print(one.write(describe(program.app)));
    return {};
  };
}

}  // namespace comity::cli
