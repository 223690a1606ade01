// A directory, an engine in it, and what tests of its faults do to both.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "store/engine.hpp"
#include "store/faulty_disk.hpp"
#include "store/scratch_directory.hpp"

namespace comity::store {

class EmbeddedFaults : public testing::Test {
 protected:
  EmbeddedFaults() {
    options.directory = directory;
    options.index_map_bytes = 256ull << 20;
    options.intake_bytes = 128u << 10;
    options.segment_bytes = 4u << 20;
    options.settle_in_background = false;
  }
  ~EmbeddedFaults() override { engine.reset(); }

  // Through a new disk without faults, unless told to keep the one there is.
  void open() {
    const auto opened = try_open();
    ASSERT_TRUE(opened) << to_string(opened.error());
  }
  Result<void> try_open() {
    engine.reset();
    faults = std::make_shared<Faults>();
    disk = faulty_disk(posix_disk(), faults);
    TRY(engine, open_embedded(*disk, options));
    return {};
  }

  static Draft draft(const std::string& name, std::size_t blob_size = 40) {
    const std::string text = "blob-of-" + name + "-";
    std::string blob = ",";
    while (blob.size() < blob_size) blob += text;
    return {3, "payload-" + name, blob, "salt-of-" + name, {{"key/" + name, "value-" + name}}};
  }
  Result<Seq> append(const std::string& name, std::size_t blob_size = 40) {
    return engine->append(std::vector<Draft>{draft(name, blob_size)});
  }
  std::string blob(Seq seq) const {
    std::string all;
    const auto slices = engine->blobs(std::vector<Seq>{seq});
    EXPECT_TRUE(slices) << to_string(slices.error());
    if (!slices) return "error";
    for (const Slice& slice : *slices) all += slice.bytes;
    return all;
  }
  void expect_whole(Seq seq, const Draft& draft) const {
    const auto record = engine->read(seq);
    ASSERT_TRUE(record) << to_string(record.error());
    EXPECT_EQ(record->payload, draft.payload);
    EXPECT_EQ(record->erased, false);
    EXPECT_EQ(blob(seq), draft.blob);
    EXPECT_EQ(engine->salt(seq).value(), draft.salt);
    for (const Put& put : draft.puts) EXPECT_EQ(engine->get(put.key), put.value);
  }

  std::vector<std::string> files(const std::string& part = "") const {
    std::vector<std::string> paths;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(directory + part)) {
      if (entry.is_regular_file()) paths.push_back(entry.path().string());
    }
    std::sort(paths.begin(), paths.end());
    return paths;
  }
  static std::string content(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  static void overwrite(const std::string& path, std::size_t offset, std::string_view bytes) {
    std::fstream out(path, std::ios::in | std::ios::out | std::ios::binary);
    out.seekp(static_cast<std::streamoff>(offset));
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    ASSERT_TRUE(out.good());
  }
  // Flips a bit of the first byte of `text` in the only file under `part` that holds it; returns that file.
  std::string flip(const std::string& text, const std::string& part) const {
    for (const std::string& path : files(part)) {
      const std::string bytes = content(path);
      const auto at = bytes.find(text);
      if (at == std::string::npos) continue;
      overwrite(path, at, std::string(1, static_cast<char>(text[0] ^ 4)));
      return path;
    }
    ADD_FAILURE() << "no file holds " << text;
    return {};
  }
  std::vector<std::string> holding(const std::string& text) const {
    std::vector<std::string> found;
    for (const std::string& path : files()) {
      if (content(path).find(text) != std::string::npos) found.push_back(path);
    }
    return found;
  }

  const ScratchDirectory scratch;
  const std::string directory = scratch.path();
  EmbeddedOptions options;
  std::shared_ptr<Faults> faults;
  std::unique_ptr<FaultyDisk> disk;
  std::unique_ptr<Engine> engine;
};

}  // namespace comity::store
