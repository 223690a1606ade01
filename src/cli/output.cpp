#include "cli/output.hpp"

#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>

namespace comity::cli {

void print(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }

void print_json(const nlohmann::ordered_json& value) {
  print(value.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
  print("\n");
}

void warn(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fputc('\n', stderr);
}

bool output_failed() { return std::fflush(stdout) != 0 || std::ferror(stdout) != 0; }

}  // namespace comity::cli
