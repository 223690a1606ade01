// What all connections of a server share.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string_view>

#include "http/addresses.hpp"
#include "http/http.hpp"
#include "http/routes.hpp"
#include "http/stream.hpp"
#include "http/tls.hpp"

namespace comity::http {

struct Site {
  ServerOptions options;
  Routes routes;
  ErrorResponse on_error;
  Addresses addresses;
  std::shared_ptr<StreamBell> bell = std::make_shared<StreamBell>();
  std::atomic<bool> stopping{false};
  std::atomic<std::uint64_t> bodies_bytes{0};  // held by requests that are read or handled
  std::atomic<std::uint64_t> streams{0};       // open, or about to
  std::atomic<std::uint64_t> packing{0};       // responses that are packed as they go
  std::atomic<std::uint64_t> handling{0};
  std::atomic<std::uint64_t> next_stream{1};  // 0 is nobody's
  struct {
    std::atomic<std::uint64_t> full{0}, address_connections{0}, address_requests{0}, address_failures{0}, bodies{0},
        streams{0}, slow_streams{0}, handshakes{0};
  } refused;

  Response error(const Request& request, int status, std::string_view message) const;  // never throws
  void done(Done&& done) const;                                                        // never throws

  std::shared_ptr<const TlsContext> tls() const {
    const std::lock_guard lock(tls_mutex_);
    return tls_;
  }
  void use(std::shared_ptr<const TlsContext> context) {
    const std::lock_guard lock(tls_mutex_);
    tls_.swap(context);
  }

  Site(const ServerOptions& with, Routes table, ErrorResponse errors);

 private:
  mutable std::mutex tls_mutex_;
  std::shared_ptr<const TlsContext> tls_;
};

}  // namespace comity::http
