// The rows. To add a setting: a member of Settings and a row here; the page of the documentation is made from it.
#include <array>

#include "server/settings.hpp"

namespace comity::server {
namespace {

using Form = Setting::Form;
using S = Settings;

constexpr Setting path(std::string_view section, std::string_view key, std::string S::*value, bool reloads,
                       std::string_view text) {
  return {section, key, value, Form::path, "", 0, 0, "", reloads, text};
}
constexpr Setting choice(std::string_view section, std::string_view key, std::string S::*value,
                         std::string_view choices, bool reloads, std::string_view text) {
  return {section, key, value, Form::choice, "", 0, 0, choices, reloads, text};
}
constexpr Setting whole(std::string_view section, std::string_view key, std::int64_t S::*value, std::string_view unit,
                        std::int64_t least, std::int64_t most, std::string_view text) {
  return {section, key, value, Form::whole, unit, least, most, "", false, text};
}
constexpr Setting live(Setting row) {
  row.reloads = true;
  return row;
}

constexpr std::array kTable{
    Setting{"listen", "address", &S::address, Form::text, "", 0, 0, "", false,
            "Where the node listens. Anything but loopback needs [tls]."},
    whole("listen", "port", &S::port, "", 0, 65535, "0 takes any free one."),
    path("tls", "certificate", &S::tls_certificate, false, "The certificate chain, PEM, the node's own first."),
    path("tls", "key", &S::tls_key, false, "Its private key, PEM, readable by its owner alone."),
    path("tls", "client_ca", &S::tls_client_ca, false,
         "Who signs client certificates, PEM. With it a client may show one; without one it logs in otherwise."),
    whole("limits", "workers", &S::workers, "", 2, 512, "Requests that are handled at once, waits for the disk included."),
    whole("limits", "body_mib", &S::body_mib, "MiB", 1, 4096, "The largest request, unpacked; a larger one is answered 413."),
    whole("limits", "bodies_mib", &S::bodies_mib, "MiB", 1, 65536,
          "All requests held at once, not less than body_mib; what is over it is answered 503."),
    whole("limits", "header_kib", &S::header_kib, "KiB", 4, 256, "The header of a request."),
    whole("limits", "connections", &S::connections, "", 8, 100000, "Open connections in all."),
    whole("limits", "connections_per_address", &S::connections_per_address, "", 0, 100000,
          "Open connections of one address; loopback is not counted. 0: no limit."),
    whole("limits", "streams", &S::streams, "", 0, 100000, "Event streams at once; one more is answered 503."),
    whole("limits", "requests_per_address", &S::requests_per_address, "a second", 0, 1000000,
          "Requests of one address (IPv6: of one /64) before anybody is asked who they are. 0: no limit."),
    whole("limits", "failures_per_address", &S::failures_per_address, "a minute", 0, 1000000,
          "Log-ins of one address that may fail before it has to wait. 0: no limit."),
    live(whole("limits", "requests_per_person", &S::requests_per_person, "a second", 0, 1000000,
               "Requests of one person; five seconds' worth at once. 0: no limit.")),
    live(whole("limits", "requests_per_party", &S::requests_per_party, "a second", 0, 1000000,
               "Requests of all people of one party together; five seconds' worth at once. 0: no limit.")),
    whole("limits", "header_seconds", &S::header_seconds, "seconds", 1, 600, "How long a header, or a TLS handshake, may take to arrive."),
    whole("limits", "body_seconds", &S::body_seconds, "seconds", 1, 86400, "How long a body may take to arrive."),
    whole("limits", "idle_seconds", &S::idle_seconds, "seconds", 1, 86400, "How long a connection may wait for its next request."),
    whole("limits", "write_seconds", &S::write_seconds, "seconds", 1, 3600, "How long a client may take nothing of an answer."),
    live(choice("log", "level", &S::log_level, "debug info warning error", false, "The least that is written.")),
    choice("log", "format", &S::log_format, "words json", false, "For people, or one JSON object a line."),
    Setting{"log", "requests", &S::log_requests, Form::flag, "", 0, 0, "", true, "Whether each request is an event."},
    whole("session", "idle_minutes", &S::session_idle_minutes, "minutes", 1, 1440, "A session that is not used for so long ends."),
    whole("session", "hours", &S::session_hours, "hours", 1, 168, "And each one after so long."),
    path("backup", "folder", &S::backup_folder, false,
         "Where a running node writes backups; without it, backups/ in the node's folder."),
    whole("metrics", "port", &S::metrics_port, "", 0, 65535,
          "A port of 127.0.0.1 that gives /metrics, /health and /ready to whoever can reach it: every user of this machine. 0: none."),
    live(whole("disk", "low_mib", &S::disk_low_mib, "MiB", 0, 1 << 30, "With less room than this the node says that it is not ready.")),
    path("alignment", "votes", &S::alignment_votes, false,
         "Roll-call votes, plain or gzip, that people may compare states by: Voeten's votes, or the UN Digital Library's file. Read again when it changes."),
    path("alignment", "rollcalls", &S::alignment_roll_calls, false, "The roll calls of Voeten's votes: a second file, with rcid and date."),
    Setting{"alignment", "succession", &S::alignment_succession, Form::flag, "", 0, 0, "", false,
            "Whether the rows of states whose seat went on under another code are joined, so that a name is one member."},
    path("console", "folder", &S::console_folder, false,
         "The built web console, which the node serves under /. Without it: the one that was installed with the program, if any."),
};

}  // namespace

access::Settings access_settings(const Settings& settings) {
  constexpr double kBurst = 5;  // seconds' worth
  const auto rate = [](std::int64_t a_second) { return access::Rate{static_cast<double>(a_second), static_cast<double>(a_second) * kBurst}; };
  access::Settings out;
  out.session_idle_s = settings.session_idle_minutes * 60;
  out.session_most_s = settings.session_hours * 3600;
  out.per_person = rate(settings.requests_per_person);
  out.per_party = rate(settings.requests_per_party);
  return out;
}

std::span<const Setting> settings_table() { return kTable; }

}  // namespace comity::server
