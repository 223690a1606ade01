#include "http/site.hpp"

#include <chrono>
#include <utility>

namespace comity::http {
namespace {

class SteadyClock final : public Clock {
 public:
  Time now() override {
    const auto since = std::chrono::steady_clock::now().time_since_epoch();
    return {std::chrono::duration_cast<std::chrono::microseconds>(since).count()};
  }
};

Clock& steady_clock() {
  static SteadyClock clock;
  return clock;
}

}  // namespace

Site::Site(const ServerOptions& with, Routes table, ErrorResponse errors)
    : options(with),
      routes(std::move(table)),
      on_error(std::move(errors)),
      addresses(with.per_address, with.clock != nullptr ? *with.clock : steady_clock()) {}

Response Site::error(const Request& request, int status, std::string_view message) const {
  Response response;
  try {
    if (on_error) {
      response = on_error(request, status, message);
    } else {
      response = problem(status, reason_of(status), message);
    }
  } catch (...) {
    response = Response{};
    response.status = status;
  }
  return response;
}

void Site::done(Done&& what) const {
  try {
    if (options.on_done) options.on_done(what);
  } catch (...) {
    // A log that fails must not end a request.
  }
}

}  // namespace comity::http
