#include "cli/node_folder.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <utility>

#include "cli/files.hpp"

namespace comity::cli {
namespace {

using nlohmann::json;

Result<void> refuse_if_shared(const std::string& path) {
  struct stat facts {};
  if (::stat(path.c_str(), &facts) == 0 && (facts.st_mode & 077))
    return fail(Code::precondition, "others may read this file; run chmod 600 on it, and consider what it holds known",
                path);
  return {};
}

std::string text_of(const json& object, const char* key) {
  return object.is_object() && object.contains(key) && object[key].is_string() ? object[key].get<std::string>() : "";
}

}  // namespace

void add_dir_option(CLI::App& app, std::string& directory) {
  directory = "node";
  app.add_option("--dir", directory, "the node's folder")
      ->envname("COMITY_DIR")
      ->type_name("DIR")
      ->capture_default_str();
}

std::optional<Serving> serving(const std::string& directory) {
  const auto text = read_file(directory + "/run.json", kMostDocument);
  if (!text) return std::nullopt;
  const json run = json::parse(*text, nullptr, false);
  Serving out;
  out.url = text_of(run, "url");
  if (run.is_object() && run.contains("pid") && run["pid"].is_number_integer()) out.pid = run["pid"].get<int>();
  // A process that was killed leaves its run.json.
  if (out.url.empty() || out.pid <= 0 || (::kill(out.pid, 0) != 0 && errno == ESRCH)) return std::nullopt;
  return out;
}

Result<std::unique_ptr<server::Opened>> open_node(const std::string& directory, std::int64_t sync_delay_us) {
  auto opened = server::open_node(directory, sync_delay_us);
  if (opened) return opened;
  Error error = std::move(opened).error();
  if (error.code == Code::conflict) {
    const auto by = serving(directory);
    error = {Code::unavailable,
             by ? fmt::format("this node is being served at {} by process {}; stop that first", by->url, by->pid)
                : "another process has this node open; wait for it to end",
             directory};
  } else if (error.code == Code::not_found) {
    error.message = "there is no node here; name its folder, or make one with comity init";
    error.where = directory;
  }
  return tl::make_unexpected(std::move(error));
}

Result<std::string> read_token_file(const std::string& path) {
  TRY_VOID(refuse_if_shared(path));
  TRY(std::string text, read_file(path, 4096));
  while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
  if (text.empty() || text.find_first_of(" \t\r\n") != std::string::npos)
    return fail(Code::invalid, "this file should hold one token and nothing else", path);
  return text;
}

Result<std::string> operator_token(const std::string& directory) {
  if (!std::filesystem::exists(directory + "/node.json"))
    return fail(Code::not_found, "there is no node here; name its folder, or make one with comity init", directory);
  return read_token_file(directory + "/operator.token");
}

Result<std::string> login_token(const std::string& directory, std::string_view person) {
  const std::string path = directory + "/exercise/logins.json";
  if (!std::filesystem::exists(directory + "/node.json"))
    return fail(Code::not_found, "there is no node here; name its folder, or make one with comity init", directory);
  if (!std::filesystem::exists(path))
    return fail(Code::not_found, "this node keeps no log-ins of people; use --url with --token-file", directory);
  TRY_VOID(refuse_if_shared(path));
  TRY(const std::string text, read_file(path, kMostDocument));
  const json logins = json::parse(text, nullptr, false);
  if (!logins.is_object() || !logins.contains("people") || !logins["people"].is_array())
    return fail(Code::invalid, "this is no list of log-ins: {\"people\":[…]} is expected", path);
  for (const json& one : logins["people"])
    if (text_of(one, "id") == person) return text_of(one, "token");
  return fail(Code::not_found, fmt::format("there is no log-in of {} here; \"comity token add\" makes one", person),
              path);
}

Result<operations::Caller> caller_of(server::Opened& opened, std::string_view token, std::string_view purpose) {
  return operations::authenticate(*opened.node, access::Presented::bearer(std::string(token), std::string(purpose)));
}

}  // namespace comity::cli
