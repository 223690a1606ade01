#include "cli/calling.hpp"

#include <nlohmann/json.hpp>

#include "cli/node_folder.hpp"

namespace comity::cli {

using nlohmann::ordered_json;

Result<ordered_json> ask(const Asking& asking, const Question& question) {
  const bool named = !asking.person.empty() || !asking.token_file.empty();
  TRY(const std::string token, named ? token_of(asking) : operator_token(asking.directory));
  if (const auto url = url_of(asking)) {
    TRY(Remote remote, Remote::connect(*url, token, asking.purpose));
    TRY(const std::string reply, question.body.empty() ? remote.get(question.target, "application/json")
                                                       : remote.post(question.target, "application/json", question.body));
    ordered_json out = ordered_json::parse(reply, nullptr, false);
    if (!out.is_object()) return fail(Code::internal, "the node's answer is not JSON", *url);
    return out;
  }
  TRY(const auto opened, open_node(asking.directory));
  TRY(const operations::Caller caller, caller_of(*opened, token, asking.purpose));
  return question.here(*opened, caller);
}

}  // namespace comity::cli
