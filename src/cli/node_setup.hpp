// The set-up of a real node: what is asked, what is checked, what is made. `comity init` without --alliance.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "server/settings.hpp"

namespace comity::cli {

struct Answers {
  std::string name;       // of the node
  std::string directory;  // the alliance's alliance.toml
  std::map<std::string, std::string> authorities, recovery;  // party -> public key, base64
  std::vector<std::string> clearances, agreements;           // signed files, or folders of them
  server::Settings settings;                                 // what node.toml will say
  bool named_settings = false;                               // some of these were given
};

// What an answers file says over what is there: TOML with the members of Answers but settings, which --config names. Paths are
// from its folder. Errors: invalid.
Result<void> read_answers(const std::string& path, Answers& answers);

// Asks on the terminal for what is not answered yet.
Result<void> ask_answers(Answers& answers);

// Everything that is read and checked before anything is written, and the words of the summary.
struct Plan;
Result<std::shared_ptr<Plan>> plan_node(const std::string& directory, const Answers& answers);
std::string summary_of(const Plan& plan);
// Makes the node in `folder`, an empty one of mode 0700. Errors: those of the disk, and a signature that does not verify.
Result<void> make_node(const Plan& plan, const std::string& folder);

// Tells a node that is there of the signed files named. Prints what became of them.
Result<void> take_in(const std::string& directory, const Answers& answers);

// "yes" on the terminal.
bool confirmed(const std::string& question);
bool can_ask();

}  // namespace comity::cli
