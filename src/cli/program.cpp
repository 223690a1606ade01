#include "cli/program.hpp"

#include <fmt/format.h>

#include "cli/exit_status.hpp"

namespace comity::cli {
namespace {

struct Group {
  std::string_view name, summary;
};
constexpr Group kGroups[] = {
    {"agreement", "read, sign and verify agreements"},
    {"party", "stop and resume all sharing with a party"},
    {"official", "whom a party lets sign for it"},
    {"tearline", "tearlines that wait, and their approval"},
    {"consent", "consents to single objects, from asking to taking back"},
    {"statement", "joint statements, from the draft to who signed what"},
    {"meeting", "meetings, their agendas and statements"},
    {"concern", "worries about how a party handles what it is given"},
    {"act", "what authorities sign"},
    {"round", "questions that agencies answer with sealed probabilities, and what these come to"},
    {"clearance", "what a security authority vouches for about a person"},
    {"key", "signing keys"},
    {"token", "log-ins of machines"},
    {"person", "people, and what they have to log in with"},
    {"password", "passwords of people"},
    {"session", "log-ins of people that last"},
    {"certificate", "client certificates of people"},
    {"config", "how a node is set up"},
    {"stix", "STIX files"},
    {"judgement", "pool, score and word probabilities; needs no node"},
    {"marking", "read, explain, translate and join markings; needs no node"},
    {"ledger", "proofs of what the node recorded"},
};

std::string summary_of_group(std::string_view name) {
  for (const Group& group : kGroups)
    if (group.name == name) return std::string(group.summary);
  return "";
}

std::string footer() {
  std::string out = "Exit status:";
  for (const ExitMeaning& one : kExitMeanings) out += fmt::format("{} {} {}", one.status == kOk ? "" : ",", static_cast<int>(one.status), one.brief);
  return out + ".\nData goes to standard output, everything else to standard error. `comity man` prints the manual.";
}

}  // namespace

std::string_view version() { return "0.1.0"; }

Program::Program() : app("Comity shares intelligence between allied states exactly as far as their signed agreements allow.", "comity") {
  const std::string foot = footer();
  app.require_subcommand(1);
  app.footer(foot);
  app.set_version_flag("--version", fmt::format("comity {}", version()));
  for (const Command& command : commands()) {
    CLI::App* under = &app;
    if (!command.group.empty()) {
      auto& group = groups[std::string(command.group)];
      if (!group) {
        group = app.add_subcommand(std::string(command.group), summary_of_group(command.group));
        group->require_subcommand(1);
      }
      under = group;
    }
    CLI::App* one = under->add_subcommand(std::string(command.name), std::string(command.summary));
    one->footer(foot);
    one->callback([this, act = command.define(*one)] { chosen = act; });
  }
}

std::string path_of(const CLI::App* app) {
  return app->get_parent() ? path_of(app->get_parent()) + " " + app->get_name() : app->get_name();
}

}  // namespace comity::cli
