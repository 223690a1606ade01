// libFuzzer's entry for one target: COMITY_FUZZ_TARGET is its function. What was executed is counted in the file that
// COMITY_FUZZ_COUNT names, mapped, so that it is known after a crash as well: two 64-bit numbers, bytes and runs.
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>

#include "targets.hpp"

namespace {

struct Count {
  std::uint64_t bytes;
  std::uint64_t runs;
};

Count* open_count() {
  static Count unread{};
  const char* const path = std::getenv("COMITY_FUZZ_COUNT");
  if (path == nullptr) return &unread;
  const int file = open(path, O_RDWR | O_CLOEXEC);
  if (file < 0) return &unread;
  void* const mapped = mmap(nullptr, sizeof(Count), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  return mapped == MAP_FAILED ? &unread : static_cast<Count*>(mapped);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Count* const count = open_count();
  count->bytes += size;
  ++count->runs;
  comity::fuzz::COMITY_FUZZ_TARGET({reinterpret_cast<const char*>(data), size});
  return 0;
}
