// What a node's node.toml says: how it listens, what it bears, what it writes down. One table says each key's unit,
// bounds and meaning; reading, `comity config` and docs/operate/configuration.md are all made from it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "access/settings.hpp"
#include "base/result.hpp"

namespace comity::server {

// The defaults are the values of a node without a node.toml. Paths are as read(): absolute, or "" for none.
struct Settings {
  std::string address = "127.0.0.1";
  std::int64_t port = 8470;
  std::string tls_certificate, tls_key, tls_client_ca;
  std::int64_t workers = 24;
  std::int64_t body_mib = 256, bodies_mib = 1024, header_kib = 16;
  std::int64_t connections = 1024, connections_per_address = 64, streams = 256;
  std::int64_t requests_per_address = 500, requests_per_person = 1000, requests_per_party = 5000;
  std::int64_t failures_per_address = 30;
  std::int64_t header_seconds = 10, body_seconds = 120, idle_seconds = 60, write_seconds = 30;
  std::string log_level = "warning", log_format = "words";
  bool log_requests = true;
  std::int64_t session_idle_minutes = 30, session_hours = 12;
  std::string backup_folder;
  std::int64_t metrics_port = 0;
  std::int64_t disk_low_mib = 1024;
  std::string alignment_votes, alignment_roll_calls;
  bool alignment_succession = true;
  std::string console_folder;
};

using SettingValue = std::variant<std::string Settings::*, std::int64_t Settings::*, bool Settings::*>;

// A row of the table.
struct Setting {
  std::string_view section, key;
  SettingValue value;
  enum class Form { text, path, choice, whole, flag } form = Form::text;
  std::string_view unit;     // "MiB", "seconds"; "" for none
  std::int64_t least = 0, most = 0;   // of a whole number
  std::string_view choices;  // of a choice, one space apart
  bool reloads = false;      // a running node takes it up at SIGHUP
  std::string_view text;     // what it does, one sentence or two
};
std::span<const Setting> settings_table();

// Reads a node.toml. Relative paths are from `folder`. Errors: invalid with where = "file:line": an unknown section or
// key (with the one that was meant), a wrong kind, a value out of bounds.
Result<Settings> parse_settings(std::string_view toml, std::string_view file_name, const std::string& folder);
// DIR/node.toml; the defaults where there is none. Errors: as above; unavailable.
Result<Settings> read_settings(const std::string& directory);

// Whether these go together: TLS files in pairs and readable, the key by its owner alone; an address beyond loopback
// only with TLS. Errors: invalid or precondition, where = "section.key".
Result<void> check_settings(const Settings& settings);

// "section.key" of the rows in which the two differ.
std::vector<const Setting*> changed_settings(const Settings& before, const Settings& after);

// A value as node.toml writes it: 64, true, "info".
std::string setting_text(const Settings& settings, const Setting& row);
std::string setting_name(const Setting& row);    // "limits.body_mib"
std::string setting_bounds(const Setting& row);  // "1 to 4096", "words or json", "a path"
// The table as Markdown, for the page of the documentation.
std::string settings_reference();
// A node.toml with every value of `settings` that is not the default, and nothing else.
std::string settings_file(const Settings& settings);

bool is_loopback(std::string_view address);

// What of it is about who asks.
access::Settings access_settings(const Settings& settings);

}  // namespace comity::server
