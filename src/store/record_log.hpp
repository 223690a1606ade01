// The permanent record log: payload and puts of every record, and where its blob and salt lie. No erasable byte is here,
// and no checksum of one either, as that would confirm a guess.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.hpp"
#include "store/strand.hpp"

namespace comity::store {

struct LoggedRecord {
  Seq seq = 0;
  std::uint8_t kind = 0;
  bool direct = false;             // the blob lies in the strand of large batches
  std::string_view payload;
  std::string_view puts;           // encoded as in a frame
  std::uint32_t blob_size = 0;
  Position blob;
  std::uint8_t salt_size = 0;
  Position salt;
  std::uint32_t size = 0;          // of the whole entry; set when read
};

std::size_t logged_size(std::size_t payload, std::size_t puts);
void append_logged(std::string& out, const LoggedRecord& record);
// The entry that begins here; nothing when it fails its check. Views point into `bytes`.
std::optional<LoggedRecord> read_logged(std::string_view bytes);

// Where a walk of the log stopped, and whether unreadable bytes follow.
struct LogEnd {
  Position end;
  Seq last = 0;
  bool torn = false;
};

// Walks entries from `begin` (file 0: from the start), the first of which has sequence `last + 1`. Errors: corrupt, when
// a later file shows that entries are missing; what `visit` returns.
Result<LogEnd> walk_log(Disk& disk, const StrandKind& kind, Position begin, Seq last,
                        const std::function<Result<void>(const LoggedRecord&, Position)>& visit);

}  // namespace comity::store
