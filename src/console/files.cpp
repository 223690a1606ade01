#include "console/files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "base/bytes.hpp"
#include "crypto/hash.hpp"
#include "http/gzip.hpp"

namespace comity::console {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kDeepest = 8;
constexpr std::string_view kPacked = ".gz";

struct Type {
  std::string_view ending, type;
  bool packs;
};
constexpr std::array kTypes{
    Type{".html", "text/html; charset=utf-8", true},
    Type{".js", "text/javascript; charset=utf-8", true},
    Type{".mjs", "text/javascript; charset=utf-8", true},
    Type{".css", "text/css; charset=utf-8", true},
    Type{".json", "application/json", true},
    Type{".webmanifest", "application/manifest+json", true},
    Type{".svg", "image/svg+xml", true},
    Type{".txt", "text/plain; charset=utf-8", true},
    Type{".wasm", "application/wasm", true},
    Type{".woff2", "font/woff2", false},
    Type{".png", "image/png", false},
    Type{".jpg", "image/jpeg", false},
    Type{".webp", "image/webp", false},
    Type{".ico", "image/vnd.microsoft.icon", true},
};
constexpr Type kOther{"", "application/octet-stream", false};

const Type& type_of(std::string_view name) {
  const auto found = std::find_if(kTypes.begin(), kTypes.end(), [&](const Type& one) { return name.ends_with(one.ending); });
  return found == kTypes.end() ? kOther : *found;
}

std::string packed(std::string_view bytes) {
  http::Packer packer;
  std::string out;
  packer.pack(bytes, out, std::string::npos);
  packer.finish(out, std::string::npos);
  return out;
}

bool unpacks_to(std::string_view gzip, std::string_view bytes) {
  http::Unpacker unpacker;
  std::string out;
  return unpacker.unpack(gzip, out, bytes.size()) == http::Unpacker::State::good && unpacker.whole() && out == bytes;
}

tl::unexpected<Error> no_page() { return fail(Code::invalid, "the folder of the console holds no index.html; tools/build_console makes one in console/dist"); }

bool plain(std::string_view name) {
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
  });
}

class Reading {
 public:
  explicit Reading(const Bounds& bounds) : bounds_(bounds) {}

  Result<void> folder(const fs::path& path, const std::string& prefix, std::size_t depth) {
    if (depth > kDeepest) return fail(Code::too_large, fmt::format("folders lie over {} deep: this is no built console", kDeepest), path.string());
    std::error_code error;
    fs::directory_iterator entries(path, error);
    for (; !error && entries != fs::directory_iterator(); entries.increment(error)) TRY_VOID(entry(*entries, prefix, depth));
    if (error) return fail(Code::unavailable, fmt::format("cannot read this folder: {}", error.message()), path.string());
    return {};
  }

  std::map<std::string, std::string> contents;

 private:
  Result<void> entry(const fs::directory_entry& one, const std::string& prefix, std::size_t depth) {
    const std::string name = one.path().filename().string();
    if (name.starts_with('.')) return {};
    if (!plain(name)) return fail(Code::invalid, "a file of the console is named by letters, digits, dots, dashes and underscores", one.path().string());
    std::error_code error;
    const fs::file_status status = one.symlink_status(error);
    if (!error && fs::is_directory(status)) return folder(one.path(), prefix + name + "/", depth + 1);
    // A link could lead out of the folder, to what nobody meant to publish.
    if (error || !fs::is_regular_file(status)) return fail(Code::invalid, "the console's folder holds files and folders, no links or devices", one.path().string());
    return file(one.path(), prefix + name);
  }

  Result<void> file(const fs::path& path, std::string name) {
    std::ifstream in(path, std::ios::binary);
    std::string bytes;
    std::array<char, 64 << 10> some{};
    while (in.read(some.data(), some.size()), in.gcount() > 0) {
      bytes.append(some.data(), static_cast<std::size_t>(in.gcount()));
      if (bytes.size() > bounds_.file_bytes) return fail(Code::too_large, fmt::format("a file of the console has at most {} bytes", bounds_.file_bytes), path.string());
    }
    if (in.bad() || !in.eof()) return fail(Code::unavailable, "cannot read this file of the console", path.string());
    all_ += bytes.size();
    if (all_ > bounds_.all_bytes || contents.size() >= bounds_.files)
      return fail(Code::too_large, fmt::format("a console has at most {} files of {} bytes together; is this its folder?", bounds_.files, bounds_.all_bytes), path.string());
    contents.emplace(std::move(name), std::move(bytes));
    return {};
  }

  const Bounds bounds_;
  std::uint64_t all_ = 0;
};

}  // namespace

Result<std::map<std::string, std::string>> read_folder(const std::string& folder, const Bounds& bounds) {
  std::error_code error;
  if (fs::exists(fs::path(folder) / "node.json", error)) return fail(Code::invalid, "this is the folder of a node, keys and all, and nothing to publish", folder);
  if (fs::is_directory(folder, error) && !fs::exists(fs::path(folder) / "index.html", error)) return no_page();
  Reading reading(bounds);
  TRY_VOID(reading.folder(folder, "", 1));
  return std::move(reading.contents);
}

Result<std::shared_ptr<const Files>> Files::from(std::map<std::string, std::string> contents) {
  if (!contents.contains("index.html")) return no_page();
  auto out = std::make_shared<Files>();
  for (auto& [name, bytes] : contents) {
    if (name.ends_with(kPacked) && contents.contains(name.substr(0, name.size() - kPacked.size()))) continue;
    const Type& type = type_of(name);
    File file;
    file.type = type.type;
    file.tag = to_hex(crypto::view(crypto::sha256(bytes)).substr(0, 16));
    file.named_by_content = name.starts_with("assets/");
    const auto beside = contents.find(name + std::string(kPacked));
    if (beside != contents.end() && unpacks_to(beside->second, bytes)) file.gzip = beside->second;
    else if (type.packs) file.gzip = packed(bytes);
    if (file.gzip.size() >= bytes.size()) file.gzip.clear();
    out->files_.emplace(name, std::move(file)).first->second.bytes = bytes;
  }
  return std::shared_ptr<const Files>(std::move(out));
}

const File* Files::find(std::string_view path) const {
  const auto found = files_.find(path);
  return found == files_.end() ? nullptr : &found->second;
}

}  // namespace comity::console
