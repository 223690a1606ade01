// What the program says to scripts when it ends.
#pragma once

#include <string_view>

#include "base/result.hpp"

namespace comity::cli {

enum Exit : int {
  kOk = 0,
  kFailed = 1,
  kWrongUse = 2,
  kNotFound = 3,
  kDenied = 4,
  kUnavailable = 5,
};

// What --help says of each, and what the manual does.
struct ExitMeaning {
  Exit status;
  std::string_view brief, full;
};
inline constexpr ExitMeaning kExitMeanings[] = {
    {kOk, "done", "Done."},
    {kFailed, "refused or failed", "Refused or failed: a document, a signature, the state of the node, damaged bytes, a disk."},
    {kWrongUse, "wrong use", "Wrong use: the command line itself. A mistyped command or option is answered with the one that was meant."},
    {kNotFound, "not found", "Not found: absent, or hidden from who asks; the two are alike."},
    {kDenied, "denied", "Denied: no valid credential, or not allowed to that person."},
    {kUnavailable, "unavailable (try again later)",
     "Unavailable: the node is in use, cannot be reached, asks to wait, or has no room; trying again later may help."},
};

constexpr int exit_of(Code code) {
  switch (code) {
    case Code::not_found:
      return kNotFound;
    case Code::unauthenticated:
    case Code::forbidden:
      return kDenied;
    case Code::too_many:
    case Code::unavailable:
      return kUnavailable;
    default:
      return kFailed;
  }
}

}  // namespace comity::cli
