#include "cli/node_keys.hpp"

#include <sys/stat.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/bytes.hpp"
#include "cli/files.hpp"
#include "crypto/sealed.hpp"

namespace comity::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

constexpr std::uint64_t kMostSecret = 4u << 20;

Result<void> add(Secrets& out, const fs::path& path, const std::string& name) {
  struct stat facts {};
  if (::stat(path.c_str(), &facts) != 0 || (facts.st_mode & 077))
    return fail(Code::precondition, "others may read this file; run chmod 600 on it, and consider what it holds known", path);
  TRY(out[name], read_file(path, kMostSecret));
  return {};
}

Result<void> add_folder(Secrets& out, const fs::path& folder, const std::string& name) {
  std::error_code none;
  for (const auto& entry : fs::recursive_directory_iterator(folder, none)) {
    if (!entry.is_regular_file()) continue;
    TRY_VOID(add(out, entry.path(), name + "/" + fs::relative(entry.path(), folder).string()));
  }
  return {};
}

}  // namespace

Result<Secrets> read_node_secrets(const std::string& directory) {
  Secrets out;
  TRY_VOID(add_folder(out, directory + "/keys", "keys"));
  TRY_VOID(add_folder(out, directory + "/exercise", "exercise"));
  if (fs::exists(directory + "/operator.token")) TRY_VOID(add(out, directory + "/operator.token", "operator.token"));
  return out;
}

Result<Secrets> read_key_folder(const std::string& folder) {
  if (fs::exists(folder + "/keys/log.key")) return read_node_secrets(folder);
  if (!fs::exists(folder + "/log.key")) return fail(Code::not_found, "there is no log.key in this folder", folder);
  Secrets out;
  TRY_VOID(add_folder(out, folder, "keys"));
  return out;
}

Result<void> write_sealed(const std::string& path, const std::string& node, const Secrets& secrets, const std::string& passphrase) {
  ordered_json files = ordered_json::object();
  for (const auto& [name, bytes] : secrets) files[name] = to_base64(bytes);
  std::string plain = ordered_json{{"node", node}, {"files", std::move(files)}}.dump();
  auto sealed = crypto::seal(plain, passphrase, *crypto::system_random());
  crypto::wipe(plain);
  if (!sealed) return tl::make_unexpected(std::move(sealed).error());
  return replace_file(path, *sealed, 0600);
}

Result<Secrets> read_sealed(const std::string& path, const std::string& passphrase) {
  TRY(const std::string sealed, read_file(path, kMostDocument));
  auto plain = crypto::unseal(sealed, passphrase);
  if (!plain) {
    Error error = std::move(plain).error();
    error.where = path;
    return tl::make_unexpected(std::move(error));
  }
  const ordered_json json = ordered_json::parse(*plain, nullptr, false);
  crypto::wipe(*plain);
  Secrets out;
  if (!json.is_object() || !json.contains("files") || !json["files"].is_object())
    return fail(Code::invalid, "these sealed bytes are not the keys of a node", path);
  for (const auto& [name, text] : json["files"].items()) {
    const auto bytes = text.is_string() ? from_base64(text.get<std::string>()) : std::nullopt;
    if (!bytes) return fail(Code::invalid, "these sealed bytes are not the keys of a node", path);
    out[name] = *bytes;
  }
  return out;
}

}  // namespace comity::cli
