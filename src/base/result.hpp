// Errors as values. A denial of release is never an error: it is a release::Decision.
#pragma once

#include <cstdlib>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace comity {

// The closed list of error codes. http/status.hpp has the one table from code to HTTP status.
enum class Code {
  invalid,          // the input is wrong; the message says what to change
  unauthenticated,  // no credential, or none that is valid now
  forbidden,        // known caller, and allowed to know that this exists, but not to do it
  not_found,        // absent, or hidden from this caller: the two are alike
  conflict,         // the state moved on; read again and retry
  precondition,     // an earlier step is missing
  too_large,        // over a stated bound
  too_many,         // asked too often; Error::retry_after_s says when to ask again
  unavailable,      // the node cannot do this now (disk full, stopping); retrying later may help
  corrupt,          // stored bytes fail their check
  internal,         // a bug in Comity
};

struct Error {
  Code code = Code::internal;
  std::string message;  // tells the reader what to do; never holds secrets or hidden names
  std::string where;    // file, line, JSON pointer or clause the error lies at; may be empty
  int retry_after_s = 0;  // of too_many: seconds
};

template <class T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(Code code, std::string message, std::string where = {}) {
  return tl::unexpected<Error>(Error{code, std::move(message), std::move(where)});
}

std::string_view name_of(Code code);     // "invalid", "not_found", …
std::string to_string(const Error& error);  // "invalid: message (where)"

[[noreturn]] void check_failed(const char* condition, const char* file, int line);

}  // namespace comity

// A broken CHECK is a bug in Comity; the process stops rather than serve from a state it does not understand.
#define CHECK(condition) ((condition) ? void(0) : ::comity::check_failed(#condition, __FILE__, __LINE__))

#define COMITY_CONCAT_(a, b) a##b
#define COMITY_CONCAT(a, b) COMITY_CONCAT_(a, b)
// TRY(auto x, f()): x is the value of f(), or this function returns f()'s error.
#define TRY(declaration, ...)                                                                      \
  auto COMITY_CONCAT(try_, __LINE__) = (__VA_ARGS__);                                              \
  if (!COMITY_CONCAT(try_, __LINE__)) return tl::make_unexpected(std::move(COMITY_CONCAT(try_, __LINE__)).error()); \
  declaration = std::move(*COMITY_CONCAT(try_, __LINE__))
// TRY_VOID(f()): return f()'s error, if it has one.
#define TRY_VOID(...)                                                                              \
  do {                                                                                             \
    auto try_result_ = (__VA_ARGS__);                                                              \
    if (!try_result_) return tl::make_unexpected(std::move(try_result_).error());                  \
  } while (false)
