#include "server/settings.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <set>

namespace comity::server {
namespace {

Result<Settings> read(std::string_view toml) { return parse_settings(toml, "node.toml", "/srv/node"); }
std::string fault(std::string_view toml) {
  const auto read_one = read(toml);
  return read_one ? "no fault" : read_one.error().where + ": " + read_one.error().message;
}

TEST(Settings, NoFileGivesTheDefaults) {
  const auto read_one = read_settings("/nonexistent");
  ASSERT_TRUE(read_one);
  EXPECT_TRUE(changed_settings(Settings{}, *read_one).empty());
}

TEST(Settings, EveryRowIsReadFromItsOwnKeyAndWrittenBack) {
  std::set<std::string> names;
  for (const Setting& row : settings_table()) {
    EXPECT_TRUE(names.insert(setting_name(row)).second) << setting_name(row);
    EXPECT_FALSE(row.text.empty());
    std::string value;
    switch (row.form) {
      case Setting::Form::whole: value = std::to_string(setting_text(Settings{}, row) == std::to_string(row.most) ? row.least : row.most); break;
      case Setting::Form::flag: value = setting_text(Settings{}, row) == "true" ? "false" : "true"; break;
      case Setting::Form::choice: value = '"' + std::string(row.choices.substr(row.choices.rfind(' ') + 1)) + '"'; break;
      default: value = "\"/a/b\"";
    }
    const auto read_one = read("[" + std::string(row.section) + "]\n" + std::string(row.key) + " = " + value + "\n");
    ASSERT_TRUE(read_one) << setting_name(row) << to_string(read_one.error());
    const auto changed = changed_settings(Settings{}, *read_one);
    ASSERT_EQ(changed.size(), 1u) << setting_name(row);
    EXPECT_EQ(changed[0], &row);
    EXPECT_EQ(setting_text(*read_one, row), value);
    const auto again = read(settings_file(*read_one));
    ASSERT_TRUE(again);
    EXPECT_TRUE(changed_settings(*read_one, *again).empty()) << settings_file(*read_one);
  }
}

TEST(Settings, DefaultsAreWithinTheirBounds) {
  for (const Setting& row : settings_table())
    if (const auto* number = std::get_if<std::int64_t Settings::*>(&row.value)) {
      const Settings defaults;
      EXPECT_GE(defaults.**number, row.least) << setting_name(row);
      EXPECT_LE(defaults.**number, row.most) << setting_name(row);
    }
  EXPECT_TRUE(check_settings(Settings{}));
}

TEST(Settings, WhatIsMisspeltIsAFaultWithTheWordThatWasMeant) {
  EXPECT_EQ(fault("[listen]\nprot = 1\n"), "node.toml:2: [listen] has no key \"prot\"; did you mean port?");
  EXPECT_EQ(fault("[lisen]\nport = 1\n"), "node.toml:1: there is no section [lisen]; did you mean listen?");
  EXPECT_EQ(fault("[log]\nlevel = \"inof\"\n"),
            "node.toml:2: log.level is debug, info, warning or error; did you mean info?");
  EXPECT_EQ(fault("[log]\nzzzzzzzzzzzz = 1\n"),
            "node.toml:2: [log] has no key \"zzzzzzzzzzzz\"; comity config reference lists what there is");
  EXPECT_EQ(fault("listen = 3\n"), "node.toml:1: write [listen] on a line of its own, and its keys below");
}

TEST(Settings, KindsAndBounds) {
  EXPECT_EQ(fault("[listen]\nport = 65536\n"), "node.toml:2: listen.port is a whole number, 0 to 65535");
  EXPECT_EQ(fault("[limits]\nbody_mib = 1.5\n"), "node.toml:2: limits.body_mib is a whole number (MiB), 1 to 4096");
  EXPECT_EQ(fault("[limits]\nbody_mib = 0\n"), "node.toml:2: limits.body_mib is a whole number (MiB), 1 to 4096");
  EXPECT_EQ(fault("[limits]\nbody_mib = 99999999999999999999\n").substr(0, 12), "node.toml:2:");
  EXPECT_EQ(fault("[log]\nrequests = 1\n"), "node.toml:2: log.requests is true or false");
  EXPECT_EQ(fault("[listen]\naddress = 1\n"), "node.toml:2: listen.address is a text in quotes");
  EXPECT_EQ(fault("[listen]\nport = 1\nport = 2\n").substr(0, 9), "node.toml");
}

TEST(Settings, PathsAreFromTheNodesFolder) {
  EXPECT_EQ(read("[tls]\ncertificate = \"tls/a.pem\"\n")->tls_certificate, "/srv/node/tls/a.pem");
  EXPECT_EQ(read("[tls]\ncertificate = \"/etc/a.pem\"\n")->tls_certificate, "/etc/a.pem");
}

TEST(Settings, NothingButLoopbackWithoutTls) {
  Settings settings;
  for (const char* address : {"127.0.0.1", "127.9.9.9", "::1", "localhost"}) {
    settings.address = address;
    EXPECT_TRUE(check_settings(settings)) << address;
  }
  for (const char* address : {"0.0.0.0", "::", "192.0.2.1", "127.0.0.1.example.org", "127.", ""}) {
    settings.address = address;
    const auto checked = check_settings(settings);
    ASSERT_FALSE(checked) << address;
    EXPECT_EQ(checked.error().code, Code::precondition);
    EXPECT_EQ(checked.error().where, "listen.address");
  }
}

TEST(Settings, TlsFilesComeInPairsAndTheKeyIsItsOwnersAlone) {
  const auto folder = std::filesystem::temp_directory_path() / "comity-settings-XXXXXX";
  std::string made = folder.string();
  ASSERT_NE(::mkdtemp(made.data()), nullptr);
  Settings settings;
  settings.tls_certificate = made + "/cert";
  EXPECT_EQ(check_settings(settings).error().where, "tls.key");
  settings.tls_key = made + "/key";
  EXPECT_EQ(check_settings(settings).error().where, "tls.certificate");  // neither is there
  std::ofstream(settings.tls_certificate) << "x";
  std::ofstream(settings.tls_key) << "x";
  ::chmod(settings.tls_key.c_str(), 0640);
  EXPECT_EQ(check_settings(settings).error().code, Code::precondition);
  ::chmod(settings.tls_key.c_str(), 0600);
  settings.address = "0.0.0.0";
  EXPECT_TRUE(check_settings(settings));
  settings.bodies_mib = settings.body_mib - 1;
  EXPECT_EQ(check_settings(settings).error().where, "limits.bodies_mib");
  std::filesystem::remove_all(made);
}

TEST(Settings, ThePageOfTheDocumentationIsThisTable) {
  std::ifstream page(COMITY_SOURCE_DIR "/docs/operate/configuration.md");
  const std::string text(std::istreambuf_iterator<char>(page), {});
  EXPECT_NE(text.find(settings_reference()), std::string::npos)
      << "docs/operate/configuration.md should hold what comity config reference prints:\n" << settings_reference();
}

}  // namespace
}  // namespace comity::server
