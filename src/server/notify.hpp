// What systemd wants to know of a service: sd_notify(3), one datagram each. Nothing happens where nobody asked
// (NOTIFY_SOCKET is not set).
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace comity::server {

// "READY=1", "STOPPING=1", "WATCHDOG=1", "STATUS=…". Losing one is no reason to stop: there is no error.
void notify_supervisor(std::string_view message);
// RELOADING=1 with the time that systemd asks for (Type=notify-reload).
void notify_reloading();
// How often WATCHDOG=1 is due, half of what WATCHDOG_USEC allows; nothing if nobody watches.
std::optional<std::chrono::microseconds> watchdog_period();

}  // namespace comity::server
