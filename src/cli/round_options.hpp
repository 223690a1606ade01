// What several commands about rounds take, and how their answers are written.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "base/result.hpp"
#include "cli/asking.hpp"

namespace comity::cli {

// How a question, a judgement's note or a word of discussion is marked.
struct MarkingOptions {
  std::string label, text, language;
};
void add_marking_options(CLI::App& app, MarkingOptions& options);
// {"label": …} or {"markings": […]}. Errors: invalid.
Result<nlohmann::ordered_json> marking_of(const MarkingOptions& options);

// Puts `text` into the file, or on standard output where it is "-".
Result<void> put_out(const std::string& file, const std::string& text);

std::string round_target(const std::string& id, const std::string& more = "");
// The round as the asker sees it. Errors: the node's.
Result<nlohmann::ordered_json> ask_round(const Asking& asking, const std::string& id, int origins_low = 0, int origins_high = 0);

// "0.62" of a number, without zeros at the end; "–" of null.
std::string percent(const nlohmann::ordered_json& value);

}  // namespace comity::cli
