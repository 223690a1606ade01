// Appends against what the disk allows: the same bytes by write + fdatasync to a plain file, in the same run. Prints one
// JSON line per path. Usage: store_bench DIRECTORY [ROUNDS]
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "store/engine.hpp"

namespace {

using namespace comity;
using store::Draft;

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

template <class T>
T must(Result<T> result) {
  if (!result) {
    fmt::print(stderr, "{}\n", to_string(result.error()));
    std::exit(1);
  }
  return std::move(*result);
}
void must(Result<void> result) {
  if (!result) {
    fmt::print(stderr, "{}\n", to_string(result.error()));
    std::exit(1);
  }
}

// Objects of about 1.3 KB, each with three index entries, as an intake of STIX objects makes.
std::vector<Draft> drafts(std::size_t count) {
  std::mt19937_64 random(7);
  std::vector<Draft> all(count);
  for (std::size_t i = 0; i < count; ++i) {
    Draft& draft = all[i];
    draft.kind = 1;
    draft.payload.assign(96, 'p');
    draft.salt.assign(32, static_cast<char>(i));
    const std::size_t size = 300 + random() % 2000;
    draft.blob = ",{";
    while (draft.blob.size() < size) draft.blob += std::to_string(random());
    draft.blob += "}";
    draft.puts = {{fmt::format("id/{:016x}", random()), "12345678"},
                  {fmt::format("owner/{}/{:016x}", i % 7, random()), "12345678"},
                  {fmt::format("place/{:012}", i), "12345678"}};
  }
  return all;
}

std::uint64_t blob_bytes(const std::vector<Draft>& all) {
  std::uint64_t sum = 0;
  for (const Draft& draft : all) sum += draft.blob.size();
  return sum;
}

// Seconds for write + fdatasync of each group's blobs to a plain file.
double bare(store::Disk& disk, const std::string& path, const std::vector<Draft>& all, std::size_t group) {
  const auto file = must(disk.open(path, store::Disk::Open::create));
  std::uint64_t at = 0;
  std::string bytes;
  const auto start = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < all.size(); i += group) {
    bytes.clear();
    for (std::size_t j = i; j < std::min(all.size(), i + group); ++j) bytes += all[j].blob;
    must(file->write(at, bytes));
    must(file->sync());
    at += bytes.size();
  }
  const double seconds = seconds_since(start);
  must(disk.remove(path));
  return seconds;
}

// Seconds to append, and to settle what was left when the last append returned.
std::pair<double, double> engine(store::Engine& store, const std::vector<Draft>& all, std::size_t group) {
  auto start = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < all.size(); i += group) {
    must(store.append(std::span(all).subspan(i, std::min(group, all.size() - i))));
  }
  const double appended = seconds_since(start);
  start = std::chrono::steady_clock::now();
  must(store.settle());
  return {appended, seconds_since(start)};
}

std::uint64_t disk_bytes(const std::string& directory) {
  std::uint64_t sum = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
    const std::string name = entry.path().string();
    if (entry.is_regular_file() && name.find("/intake/") == std::string::npos && !name.ends_with(".mdb")) {
      sum += entry.file_size();
    }
    if (name.ends_with("data.mdb")) sum += entry.file_size();
  }
  return sum;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

void measure(const std::string& directory, const char* name, const std::vector<Draft>& all, std::size_t group,
             int rounds) {
  const auto disk = store::posix_disk();
  std::vector<double> ours, with_settling, rival;
  const std::string own = directory + "/store";
  store::EmbeddedOptions options;
  options.directory = own;
  auto store = must(open_embedded(*disk, options));
  must(store->settle());
  // A running node has its intake files; making them is not what is measured.
  std::this_thread::sleep_for(std::chrono::seconds(1));
  for (int round = 0; round < rounds; ++round) {
    rival.push_back(bare(*disk, directory + "/bare", all, group));
    const auto [appended, settled] = engine(*store, all, group);
    ours.push_back(appended);
    with_settling.push_back(appended + settled);
  }
  const std::uint64_t stored = disk_bytes(own) / static_cast<std::uint64_t>(rounds);
  store.reset();
  std::filesystem::remove_all(own);
  const double objects = static_cast<double>(all.size());
  fmt::print(
      "{{\"bench\":\"{}\",\"objects\":{},\"group\":{},\"bytes\":{},\"bare_per_s\":{:.0f},\"append_per_s\":{:.0f},"
      "\"ratio\":{:.2f},\"ratio_with_settling\":{:.2f},\"disk_over_raw\":{:.3f}}}\n",
      name, all.size(), group, blob_bytes(all), objects / median(rival), objects / median(ours),
      median(rival) / median(ours), median(rival) / median(with_settling),
      static_cast<double>(stored) / static_cast<double>(blob_bytes(all)));
}

void measure_reads(const std::string& directory, const std::vector<Draft>& all) {
  const auto disk = store::posix_disk();
  store::EmbeddedOptions options;
  options.directory = directory + "/store";
  const auto store = must(open_embedded(*disk, options));
  for (std::size_t i = 0; i < all.size(); i += 1000) {
    must(store->append(std::span(all).subspan(i, std::min<std::size_t>(1000, all.size() - i))));
  }
  must(store->settle());
  std::mt19937_64 random(3);
  for (const std::size_t size : {std::size_t{10}, std::size_t{100}, std::size_t{1000}}) {
    std::vector<Seq> page(size);
    constexpr int pages = 2000;
    std::size_t slices = 0;
    const auto start = std::chrono::steady_clock::now();
    for (int n = 0; n < pages; ++n) {
      // Every third object is not released to this reader.
      Seq seq = 1 + random() % (all.size() - 2 * size);
      for (Seq& one : page) one = seq += 1 + (seq % 3 == 0);
      slices += must(store->blobs(page)).size();
    }
    fmt::print("{{\"bench\":\"blobs\",\"page\":{},\"us_per_page\":{:.2f},\"slices\":{:.1f}}}\n", size,
               seconds_since(start) / pages * 1e6, static_cast<double>(slices) / pages);
  }
  constexpr int looks = 200000;
  std::size_t found = 0;
  const auto start = std::chrono::steady_clock::now();
  for (int n = 0; n < looks; ++n) found += store->get(all[random() % all.size()].puts[0].key) ? 1 : 0;
  fmt::print("{{\"bench\":\"get\",\"ns\":{:.0f},\"found\":{}}}\n", seconds_since(start) / looks * 1e9, found == looks);
  std::filesystem::remove_all(options.directory);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    fmt::print(stderr, "usage: store_bench DIRECTORY [ROUNDS]\n");
    return 2;
  }
  const std::string directory = argv[1];
  const int rounds = argc > 2 ? std::max(1, std::atoi(argv[2])) : 5;
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  std::filesystem::create_directories(directory);
  const auto all = drafts(24'771);
  measure(directory, "bundle", all, 1000, rounds);
  measure(directory, "posts", all, 16, rounds);
  measure(directory, "single", std::vector<Draft>(all.begin(), all.begin() + 4000), 1, rounds);
  measure_reads(directory, all);
}
