// What the program says to scripts when it ends. docs/cli.md lists the same numbers.
#pragma once

#include "base/result.hpp"

namespace comity::cli {

enum Exit : int {
  kOk = 0,
  kFailed = 1,       // refused or failed: the input, a signature, a disk
  kWrongUse = 2,     // the command line itself
  kNotFound = 3,     // absent, or hidden from who asks: the two are alike
  kDenied = 4,       // no valid credential, or not allowed to that person
  kUnavailable = 5,  // not now: the node is in use, cannot be reached, or has no room; trying again may help
};

constexpr int exit_of(Code code) {
  switch (code) {
    case Code::not_found:
      return kNotFound;
    case Code::unauthenticated:
    case Code::forbidden:
      return kDenied;
    case Code::unavailable:
      return kUnavailable;
    default:
      return kFailed;
  }
}

}  // namespace comity::cli
