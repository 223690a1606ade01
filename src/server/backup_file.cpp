#include "server/backup_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/bytes.hpp"
#include "base/codec.hpp"

namespace comity::server {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

constexpr std::string_view kMagic("CMTYBAK1\0\0\0\0\0\0\0\0", 16);
constexpr std::string_view kSigned = "comity/backup/v1\n";
constexpr std::size_t kFrameHead = 5, kFootBytes = 8;
constexpr std::size_t kRecordsInFrame = 4u << 20;    // bytes, passed by one record
constexpr std::uint32_t kMostFrame = 1u << 30;
constexpr std::size_t kMostManifest = 1u << 20;

std::string little(std::uint64_t value, int bytes) {
  std::string out;
  for (int i = 0; i < bytes; ++i) out.push_back(static_cast<char>((value >> (8 * i)) & 0xff));
  return out;
}
std::uint64_t from_little(std::string_view bytes) {
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) out |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  return out;
}

std::string hex(const crypto::Digest& digest) { return to_hex(crypto::view(digest)); }

void encode(std::string& out, const store::Copied& record) {
  Encoder one;
  one.number(record.draft.kind).number(record.erased ? 1 : 0).number(record.blob_size).number(record.salt_size);
  one.text(record.draft.payload).text(record.draft.salt).text(record.draft.blob).number(record.draft.puts.size());
  for (const store::Put& put : record.draft.puts) one.text(put.key).text(put.value);
  out += one.view();
}

Result<void> decode(std::string_view body, const std::function<Result<void>(store::Copied)>& visit) {
  Decoder in(body);
  while (in.ok() && !in.done()) {
    store::Copied one;
    one.draft.kind = static_cast<std::uint8_t>(in.number());
    one.erased = in.number() != 0;
    one.blob_size = in.number32();
    one.salt_size = in.number32();
    one.draft.payload = in.text();
    one.draft.salt = in.text();
    one.draft.blob = in.text();
    for (std::uint64_t puts = in.number(); puts > 0 && in.ok(); --puts) {
      store::Put put;
      put.key = in.text();
      put.value = in.text();
      one.draft.puts.push_back(std::move(put));
    }
    if (!in.ok()) break;
    TRY_VOID(visit(std::move(one)));
  }
  if (!in.ok()) return fail(Code::corrupt, "a record in it does not parse");
  return {};
}

ordered_json as_json(const BackupPoint& point) { return {{"records", point.records}, {"root", point.root}}; }

ordered_json as_json(const BackupManifest& manifest) {
  ordered_json files = ordered_json::array();
  for (const auto& file : manifest.files) files.push_back({{"name", file.name}, {"size", file.size}, {"sha256", file.sha256}});
  ordered_json out = {{"format", 1}, {"node", manifest.node}, {"made", format_time(manifest.made)}};
  if (manifest.base.records > 0) out["base"] = as_json(manifest.base);
  out["at"] = as_json(manifest.at);
  out["checkpoint"] = manifest.checkpoint;
  out["objects"] = manifest.objects;
  out["erased"] = manifest.erased;
  out["files"] = std::move(files);
  out["size"] = manifest.size;
  out["sha256"] = manifest.sha256;
  return out;
}

BackupPoint point_of(const ordered_json& json) {
  return {json.at("records").get<Seq>(), json.at("root").get<std::string>()};
}

Result<BackupManifest> manifest_of(std::string_view text) {
  const auto wrong = [] { return fail(Code::corrupt, "its manifest cannot be read"); };
  const ordered_json json = ordered_json::parse(text, nullptr, false);
  if (!json.is_object()) return wrong();
  if (json.value("format", 0) != 1)
    return fail(Code::invalid, "it is of a later version of Comity; use that version, or a later one");
  BackupManifest out;
  try {
    out.node = json.at("node").get<std::string>();
    TRY(out.made, parse_time(json.at("made").get<std::string>()));
    if (json.contains("base")) out.base = point_of(json["base"]);
    out.at = point_of(json.at("at"));
    out.checkpoint = json.at("checkpoint").get<std::string>();
    out.objects = json.at("objects").get<std::uint64_t>();
    out.erased = json.at("erased").get<std::uint64_t>();
    for (const auto& file : json.at("files"))
      out.files.push_back({file.at("name").get<std::string>(), file.at("size").get<std::uint64_t>(), file.at("sha256").get<std::string>()});
    out.size = json.at("size").get<std::uint64_t>();
    out.sha256 = json.at("sha256").get<std::string>();
  } catch (const ordered_json::exception&) {
    return wrong();
  }
  return out;
}

struct End {
  std::uint64_t at = 0;  // of the manifest's frame
  std::string text, signature;
};

// The last frame. It says nothing that was verified.
Result<End> read_end(store::File& file) {
  const auto cut = [] { return fail(Code::corrupt, "this is no backup, or its end is missing; it was cut short"); };
  TRY(const std::uint64_t size, file.size());
  if (size < kMagic.size() + kFrameHead + kFootBytes) return cut();
  std::string bytes(kMagic.size(), '\0');
  TRY_VOID(file.read(0, bytes.data(), bytes.size()));
  if (bytes != kMagic) return cut();
  bytes.resize(kFootBytes);
  TRY_VOID(file.read(size - kFootBytes, bytes.data(), bytes.size()));
  End end;
  end.at = from_little(bytes);
  if (end.at < kMagic.size() || end.at > size - kFootBytes - kFrameHead || size - end.at > kMostManifest) return cut();
  bytes.resize(size - kFootBytes - end.at);
  TRY_VOID(file.read(end.at, bytes.data(), bytes.size()));
  if (bytes[0] != static_cast<char>(BackupFrame::manifest) || from_little(std::string_view(bytes).substr(1, 4)) != bytes.size() - kFrameHead)
    return cut();
  Decoder in(std::string_view(bytes).substr(kFrameHead));
  end.text = in.text();
  end.signature = in.text();
  if (!in.done()) return cut();
  return end;
}

Error at(Error error, const std::string& path) {
  error.where = path;
  return error;
}

}  // namespace

std::string to_json(const BackupManifest& manifest) { return as_json(manifest).dump(); }

Result<std::unique_ptr<BackupWriter>> BackupWriter::begin(store::Disk& disk, const std::string& path) {
  std::error_code none;
  if (fs::exists(path, none))
    return fail(Code::conflict, "there is such a file already; a backup is never written over another", path);
  std::unique_ptr<BackupWriter> writer(new BackupWriter(disk, path));
  auto lock = disk.lock(path + ".part");
  if (!lock && lock.error().code == Code::conflict) return fail(Code::conflict, "another backup is writing this file", path);
  if (!lock) return tl::make_unexpected(at(std::move(lock).error(), path));
  writer->lock_ = *std::move(lock);
  TRY(writer->file_, disk.open(path + ".part", store::Disk::Open::create));
  TRY_VOID(writer->file_->truncate(0));
  TRY_VOID(writer->write(kMagic));
  return writer;
}

BackupWriter::~BackupWriter() {
  if (!done_ && file_) static_cast<void>(disk_.remove(path_ + ".part"));
}

Result<void> BackupWriter::write(std::string_view bytes) {
  hash_.update(bytes);
  TRY_VOID(file_->write(at_, bytes));
  at_ += bytes.size();
  return {};
}

Result<void> BackupWriter::frame(BackupFrame type, std::string_view body) {
  if (body.size() > kMostFrame) return fail(Code::too_large, "a record is larger than a backup can hold", path_);
  TRY_VOID(write(little(static_cast<std::uint64_t>(type), 1) + little(body.size(), 4)));
  return write(body);
}

Result<void> BackupWriter::flush_records() {
  if (records_.empty()) return {};
  TRY_VOID(frame(BackupFrame::records, records_));
  records_.clear();
  return {};
}

Result<void> BackupWriter::add(const store::Copied& record) {
  encode(records_, record);
  return records_.size() < kRecordsInFrame ? Result<void>() : flush_records();
}

Result<void> BackupWriter::add_file(const std::string& name, std::string_view bytes) {
  TRY_VOID(flush_records());
  files_.push_back({name, bytes.size(), hex(crypto::sha256(bytes))});
  return frame(BackupFrame::file, Encoder().text(name).text(bytes).take());
}

Result<void> BackupWriter::finish(BackupManifest& manifest, const crypto::SigningKey& key) {
  TRY_VOID(flush_records());
  manifest.files = files_;
  manifest.size = at_;
  manifest.sha256 = hex(hash_.finish());
  const std::string text = to_json(manifest);
  const std::uint64_t begin = at_;
  TRY_VOID(frame(BackupFrame::manifest, Encoder().text(text).text(key.sign(std::string(kSigned) + text)).take()));
  TRY_VOID(write(little(begin, kFootBytes)));
  TRY_VOID(file_->sync());
  TRY_VOID(disk_.rename(path_ + ".part", path_));
  done_ = true;
  const std::string folder = fs::path(path_).parent_path().string();
  return disk_.sync_directory(folder.empty() ? "." : folder);
}

Result<BackupManifest> peek_backup(store::Disk& disk, const std::string& path) {
  auto read = [&]() -> Result<BackupManifest> {
    TRY(const auto file, disk.open(path, store::Disk::Open::existing));
    TRY(const End end, read_end(*file));
    return manifest_of(end.text);
  }();
  if (!read) return tl::make_unexpected(at(std::move(read).error(), path));
  return read;
}

namespace {

Result<BackupManifest> read_all(store::File& file, const ledger::VerifierKey& key, const BackupVisit& visit) {
  const auto changed = [] { return fail(Code::corrupt, "this backup was changed or damaged; nothing of it can be trusted"); };
  TRY(const End end, read_end(file));
  if (!crypto::verify(key.public_key, std::string(kSigned) + end.text, end.signature))
    return fail(Code::corrupt, "its manifest was changed, or another node's key signed it");
  TRY(BackupManifest manifest, manifest_of(end.text));
  if (manifest.size != end.at) return changed();
  crypto::Sha256 hash;
  hash.update(kMagic);
  std::vector<BackupManifest::File> files;
  std::string body;
  for (std::uint64_t place = kMagic.size(); place < end.at;) {
    std::string head(kFrameHead, '\0');
    if (end.at - place < kFrameHead) return changed();
    TRY_VOID(file.read(place, head.data(), head.size()));
    const std::uint64_t size = from_little(std::string_view(head).substr(1));
    if (size > kMostFrame || size > end.at - place - kFrameHead) return changed();
    body.resize(size);
    TRY_VOID(file.read(place + kFrameHead, body.data(), size));
    hash.update(head);
    hash.update(body);
    place += kFrameHead + size;
    switch (static_cast<BackupFrame>(head[0])) {
      case BackupFrame::records:
        TRY_VOID(decode(body, visit.record));
        break;
      case BackupFrame::file: {
        Decoder in(body);
        std::string name(in.text()), bytes(in.text());
        if (!in.done()) return changed();
        files.push_back({name, bytes.size(), hex(crypto::sha256(bytes))});
        TRY_VOID(visit.file(std::move(name), std::move(bytes)));
        break;
      }
      default: return changed();
    }
    if (visit.progress) visit.progress(place, end.at);
  }
  if (hex(hash.finish()) != manifest.sha256) return changed();
  const auto same = [](const BackupManifest::File& a, const BackupManifest::File& b) {
    return a.name == b.name && a.size == b.size && a.sha256 == b.sha256;
  };
  if (!std::equal(files.begin(), files.end(), manifest.files.begin(), manifest.files.end(), same)) return changed();
  const auto note = ledger::open_note(manifest.checkpoint, key, {});
  if (!note) return tl::make_unexpected(note.error());
  TRY(const ledger::Checkpoint checkpoint, ledger::parse_checkpoint(*note));
  if (checkpoint.origin != manifest.node || checkpoint.size != manifest.at.records || hex(checkpoint.root) != manifest.at.root)
    return changed();
  return manifest;
}

}  // namespace

Result<BackupManifest> read_backup(store::Disk& disk, const std::string& path, const ledger::VerifierKey& key,
                                   const BackupVisit& visit) {
  auto read = [&]() -> Result<BackupManifest> {
    TRY(const auto file, disk.open(path, store::Disk::Open::existing));
    return read_all(*file, key, visit);
  }();
  if (!read) return tl::make_unexpected(at(std::move(read).error(), path));
  return read;
}

}  // namespace comity::server
