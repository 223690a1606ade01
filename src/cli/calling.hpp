// One question to a node: over its REST API where it is served, else in this process.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "cli/asking.hpp"
#include "server/assemble.hpp"

namespace comity::cli {

// The same question twice: as a request (a GET where `body` is "", unless it removes something), and as a call.
struct Question {
  std::string target, body;
  std::function<Result<nlohmann::ordered_json>(server::Opened& node, const operations::Caller& caller)> here;
  bool removes = false;  // a DELETE
  bool posts = false;    // a POST without a body
};
// Asks as the person that the options name; nobody named: as the operator of --dir. Errors: those of the node and of the files.
Result<nlohmann::ordered_json> ask(const Asking& asking, const Question& question);

}  // namespace comity::cli
