#include "server/settings.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "alliance/fields.hpp"
#include "alliance/toml_document.hpp"
#include "base/nearest.hpp"

namespace comity::server {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using Form = Setting::Form;

std::vector<std::string> choices_of(const Setting& row) {
  std::vector<std::string> out;
  std::string_view rest = row.choices;
  while (!rest.empty()) {
    const auto space = rest.find(' ');
    out.emplace_back(rest.substr(0, space));
    rest = space == std::string_view::npos ? std::string_view() : rest.substr(space + 1);
  }
  return out;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& known) {
  const std::string meant = nearest(word, known);
  return meant.empty() ? "comity config reference lists what there is" : fmt::format("did you mean {}?", meant);
}

Result<void> set_text(Settings& out, const Setting& row, const json& value, const std::string& folder) {
  if (!value.is_string()) return fail(Code::invalid, fmt::format("{} is a text in quotes", setting_name(row)));
  std::string text = value.get<std::string>();
  if (row.form == Form::choice) {
    const auto known = choices_of(row);
    if (std::find(known.begin(), known.end(), text) == known.end())
      return fail(Code::invalid, fmt::format("{} is {}; {}", setting_name(row), setting_bounds(row), did_you_mean(text, known)));
  }
  if (row.form == Form::path && !text.empty() && fs::path(text).is_relative())
    text = (fs::absolute(folder) / text).lexically_normal().string();
  out.*std::get<std::string Settings::*>(row.value) = std::move(text);
  return {};
}

Result<void> set(Settings& out, const Setting& row, const json& value, const std::string& folder) {
  if (row.form == Form::flag) {
    if (!value.is_boolean()) return fail(Code::invalid, fmt::format("{} is true or false", setting_name(row)));
    out.*std::get<bool Settings::*>(row.value) = value.get<bool>();
    return {};
  }
  if (row.form != Form::whole) return set_text(out, row, value, folder);
  if (!value.is_number_integer() || value.get<std::int64_t>() < row.least || value.get<std::int64_t>() > row.most)
    return fail(Code::invalid, fmt::format("{} is a whole number{}, {}", setting_name(row),
                                           row.unit.empty() ? "" : fmt::format(" ({})", row.unit), setting_bounds(row)));
  out.*std::get<std::int64_t Settings::*>(row.value) = value.get<std::int64_t>();
  return {};
}

// Its first byte can be read by this process.
Result<void> readable(const std::string& path, const char* name) {
  std::ifstream file(path, std::ios::binary);
  if (file.peek() != std::ifstream::traits_type::eof()) return {};
  return fail(Code::invalid, fmt::format("cannot read {}, or it is empty", path), name);
}

}  // namespace

bool is_loopback(std::string_view address) {
  in_addr four{};
  return address == "localhost" || address == "::1" ||
         (address.starts_with("127.") && ::inet_pton(AF_INET, std::string(address).c_str(), &four) == 1);
}

std::string setting_name(const Setting& row) { return fmt::format("{}.{}", row.section, row.key); }

std::string setting_bounds(const Setting& row) {
  switch (row.form) {
    case Form::text: return "a text";
    case Form::path: return "a path";
    case Form::flag: return "true or false";
    case Form::whole: return fmt::format("{} to {}", row.least, row.most);
    case Form::choice: break;
  }
  std::string out;
  const auto words = choices_of(row);
  for (std::size_t i = 0; i < words.size(); ++i) out += (i == 0 ? "" : i + 1 == words.size() ? " or " : ", ") + words[i];
  return out;
}

std::string setting_text(const Settings& settings, const Setting& row) {
  if (const auto* text = std::get_if<std::string Settings::*>(&row.value)) return json(settings.**text).dump();
  if (const auto* number = std::get_if<std::int64_t Settings::*>(&row.value)) return std::to_string(settings.**number);
  return settings.*std::get<bool Settings::*>(row.value) ? "true" : "false";
}

Result<Settings> parse_settings(std::string_view toml, std::string_view file_name, const std::string& folder) {
  TRY(const alliance::TomlDocument document, alliance::read_toml(toml, file_name));
  Settings out;
  const auto at = [&](Error error, const std::string& pointer) {
    error.where = pointer;
    return tl::make_unexpected(document.at_line(std::move(error)));
  };
  for (const auto& [section, values] : document.value.items()) {
    std::vector<std::string> sections, keys;
    for (const Setting& row : settings_table()) {
      sections.emplace_back(row.section);
      if (row.section == section) keys.emplace_back(row.key);
    }
    const std::string pointer = alliance::below("", section);
    if (keys.empty() || !values.is_object())
      return at({Code::invalid,
                 keys.empty() ? fmt::format("there is no section [{}]; {}", section, did_you_mean(section, sections))
                              : fmt::format("write [{}] on a line of its own, and its keys below", section),
                 ""},
                pointer);
    for (const auto& [key, value] : values.items()) {
      const auto row = std::find_if(settings_table().begin(), settings_table().end(),
                                    [&](const Setting& one) { return one.section == section && one.key == key; });
      const std::string place = alliance::below(pointer, key);
      if (row == settings_table().end())
        return at({Code::invalid, fmt::format("[{}] has no key \"{}\"; {}", section, key, did_you_mean(key, keys)), ""}, place);
      if (auto done = set(out, *row, value, folder); !done) return at(std::move(done).error(), place);
    }
  }
  return out;
}

Result<Settings> read_settings(const std::string& directory) {
  const std::string path = directory + "/node.toml";
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    if (errno == ENOENT) return Settings{};
    return fail(Code::unavailable, fmt::format("cannot read it: {}", std::strerror(errno)), path);
  }
  return parse_settings(std::string(std::istreambuf_iterator<char>(file), {}), path, directory);
}

Result<void> check_settings(const Settings& settings) {
  if (settings.tls_certificate.empty() != settings.tls_key.empty())
    return fail(Code::invalid, "a certificate and its key go together: name both, or neither",
                settings.tls_key.empty() ? "tls.key" : "tls.certificate");
  if (!settings.tls_client_ca.empty() && settings.tls_certificate.empty())
    return fail(Code::invalid, "client certificates need TLS: name tls.certificate and tls.key", "tls.client_ca");
  if (settings.bodies_mib < settings.body_mib)
    return fail(Code::invalid, "must not be less than limits.body_mib", "limits.bodies_mib");
  if (settings.tls_certificate.empty() && !is_loopback(settings.address))
    return fail(Code::precondition,
                fmt::format("{} is not loopback, and without TLS the node serves its own machine only: name "
                            "tls.certificate and tls.key, or listen on 127.0.0.1", settings.address),
                "listen.address");
  if (settings.tls_certificate.empty()) return {};
  TRY_VOID(readable(settings.tls_certificate, "tls.certificate"));
  TRY_VOID(readable(settings.tls_key, "tls.key"));
  if (!settings.tls_client_ca.empty()) TRY_VOID(readable(settings.tls_client_ca, "tls.client_ca"));
  struct stat facts {};
  if (::stat(settings.tls_key.c_str(), &facts) == 0 && (facts.st_mode & 077))
    return fail(Code::precondition, fmt::format("others may read {}; run chmod 600 on it, and consider the key known",
                                                settings.tls_key), "tls.key");
  return {};
}

std::vector<const Setting*> changed_settings(const Settings& before, const Settings& after) {
  std::vector<const Setting*> out;
  for (const Setting& row : settings_table())
    if (setting_text(before, row) != setting_text(after, row)) out.push_back(&row);
  return out;
}

std::string settings_reference() {
  const Settings defaults;
  std::string out = "| key | default | unit | bounds | at SIGHUP | |\n| --- | --- | --- | --- | --- | --- |\n";
  for (const Setting& row : settings_table())
    out += fmt::format("| `{}` | `{}` | {} | {} | {} | {} |\n", setting_name(row), setting_text(defaults, row), row.unit,
                       setting_bounds(row), row.reloads ? "taken up" : "", row.text);
  return out;
}

std::string settings_file(const Settings& settings) {
  const Settings defaults;
  std::string out;
  std::string_view section;
  for (const Setting* row : changed_settings(defaults, settings)) {
    if (row->section != section) out += fmt::format("{}[{}]\n", out.empty() ? "" : "\n", row->section);
    section = row->section;
    out += fmt::format("{} = {}\n", row->key, setting_text(settings, *row));
  }
  return out;
}

}  // namespace comity::server
