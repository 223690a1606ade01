#include "server/node_directory.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>

#include "server/assemble.hpp"

namespace comity::server {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

std::optional<std::string> text_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

}  // namespace

bool is_node_name(std::string_view name) {
  return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-';
  });
}

Result<NodeFile> read_node_file(const std::string& directory) {
  const std::string path = directory + "/node.json";
  const auto text = text_of(path);
  if (!text) return fail(Code::not_found, fmt::format("{} holds no node; make one with comity init", directory), path);
  const auto json = ordered_json::parse(*text, nullptr, false);
  if (!json.is_object() || !json.contains("name") || !json["name"].is_string() ||
      !is_node_name(json["name"].get<std::string>()))
    return fail(Code::corrupt, "node.json is damaged: it is {\"name\": …, \"created\": …}", path);
  NodeFile out{json["name"].get<std::string>(), ""};
  if (json.contains("created") && json["created"].is_string()) out.created = json["created"].get<std::string>();
  return out;
}

Result<std::vector<Login>> read_logins(const std::string& directory) {
  std::vector<Login> out;
  if (directory.empty()) return out;
  const std::string path = directory + "/exercise/logins.json";
  const auto text = text_of(path);
  if (!text) return out;
  const auto damaged = [&] { return fail(Code::corrupt, "the list of sample log-ins is damaged", path); };
  const auto json = ordered_json::parse(*text, nullptr, false);
  if (!json.is_object() || !json.contains("people") || !json["people"].is_array()) return damaged();
  for (const auto& person : json["people"]) {
    Login login;
    for (const auto& [key, field] : {std::pair("id", &login.id), std::pair("party", &login.party),
                                     std::pair("agency", &login.agency), std::pair("token", &login.token)}) {
      if (!person.is_object() || !person.contains(key) || !person[key].is_string()) return damaged();
      *field = person[key].get<std::string>();
    }
    out.push_back(std::move(login));
  }
  return out;
}

Result<void> check_private(const std::string& directory) {
  struct stat facts {};
  if (::stat(directory.c_str(), &facts) != 0) return fail(Code::unavailable, "cannot look at this folder", directory);
  if (facts.st_mode & 077)
    return fail(Code::precondition, "others may enter this folder of keys; run chmod 700 on it, and consider what it holds known", directory);
  return {};
}

Result<crypto::SealingKey> credentials_key(const std::string& directory, crypto::Random& random) {
  const std::string path = directory + "/keys/credentials.key";
  auto read = crypto::read_sealing_key(path);
  if (read || read.error().code != Code::not_found) return read;
  crypto::SealingKey made = crypto::SealingKey::generate(random);
  TRY_VOID(crypto::write_sealing_key(path, made));
  TRY_VOID(store::posix_disk()->sync_directory(directory + "/keys"));
  return made;
}

Result<void> replace_file(store::Disk& disk, const std::string& path, std::string_view bytes) {
  const std::string fresh = path + ".new";
  TRY(auto file, disk.open(fresh, store::Disk::Open::create));
  TRY_VOID(file->truncate(0));  // what a crash left there
  TRY_VOID(file->write(0, bytes));
  TRY_VOID(file->sync());
  TRY_VOID(disk.rename(fresh, path));
  return disk.sync_directory(fs::path(path).parent_path().string());
}

Result<void> make_node_directory(const std::string& directory, const std::string& name, Clock& clock,
                                 crypto::Random& random) {
  if (!is_node_name(name))
    return fail(Code::invalid, "a node's name is 1 to 64 letters, digits, dots, dashes and underscores", name);
  const auto disk = store::posix_disk();
  TRY_VOID(disk->make_directory(directory));
  TRY(const auto held, disk->list(directory));
  if (!held.empty())
    return fail(Code::conflict, fmt::format("{} is not empty; give a folder that is new or empty", directory),
                directory);
  TRY_VOID(disk->make_directory(directory + "/keys"));
  TRY_VOID(disk->make_directory(directory + "/store"));
  TRY_VOID(crypto::write_key_file(directory + "/keys/log.key", crypto::SigningKey::generate(random)));
  TRY_VOID(crypto::write_sealing_key(directory + "/keys/credentials.key", crypto::SealingKey::generate(random)));
  TRY_VOID(disk->sync_directory(directory + "/keys"));
  // Last, as it is what makes the folder a node.
  const ordered_json file = {{"name", name}, {"created", format_time(clock.now())}};
  return replace_file(*disk, directory + "/node.json", file.dump() + "\n");
}

}  // namespace comity::server
