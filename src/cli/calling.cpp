#include "cli/calling.hpp"

#include <nlohmann/json.hpp>

#include "cli/node_folder.hpp"

namespace comity::cli {

using nlohmann::ordered_json;

namespace {

// Lists come in pages: those that follow are put to the first.
Result<void> add_pages(Remote& remote, const std::string& target, ordered_json& all) {
  while (all.contains("next") && all["next"].is_string()) {
    const std::string next = all["next"].get<std::string>();
    all.erase("next");
    TRY(const std::string reply, remote.get(target + (target.find('?') == std::string::npos ? "?next=" : "&next=") + next, "application/json"));
    const ordered_json page = ordered_json::parse(reply, nullptr, false);
    if (!page.is_object()) return fail(Code::internal, "the node's answer is not JSON", target);
    for (const auto& [name, value] : page.items()) {
      if (value.is_array() && all.contains(name)) all[name].insert(all[name].end(), value.begin(), value.end());
      else all[name] = value;
    }
  }
  return {};
}

}  // namespace

Result<ordered_json> ask(const Asking& asking, const Question& question) {
  const bool named = !asking.person.empty() || !asking.token_file.empty();
  TRY(const std::string token, named ? token_of(asking) : operator_token(asking.directory));
  if (const auto url = url_of(asking)) {
    TRY(Remote remote, Remote::connect(*url, token, asking.purpose));
    const auto reached = [&]() -> Result<std::string> {
      if (question.removes) return remote.remove(question.target, "application/json");
      if (question.body.empty() && !question.posts) return remote.get(question.target, "application/json");
      return remote.post(question.target, "application/json", question.body);
    };
    TRY(const std::string reply, reached());
    ordered_json out = ordered_json::parse(reply, nullptr, false);
    if (!out.is_object()) return fail(Code::internal, "the node's answer is not JSON", *url);
    // An answer that says itself whether others follow has in `next` a place to begin at the next time, no page of this list.
    if (question.body.empty() && !out.contains("more")) TRY_VOID(add_pages(remote, question.target, out));
    return out;
  }
  TRY(const auto opened, open_node(asking.directory));
  TRY(const operations::Caller caller, caller_of(*opened, token, asking.purpose));
  return question.here(*opened, caller);
}

}  // namespace comity::cli
