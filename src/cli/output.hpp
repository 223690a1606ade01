// Standard output.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string_view>

namespace comity::cli {

// Writes to standard output. What could not be written shows in main's status (output_failed).
void print(std::string_view text);
// One line of JSON.
void print_json(const nlohmann::ordered_json& value);
// A line on standard error, for what a person should know though the command goes on.
void warn(std::string_view text);
// Flushes. True when something could not be written: a full disk, a reader that went away.
bool output_failed();

}  // namespace comity::cli
