// comity key new, comity key show.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/bytes.hpp"
#include "cli/command.hpp"
#include "cli/output.hpp"
#include "crypto/sign.hpp"

namespace comity::cli {
namespace {

struct Options {
  std::string file;
  bool json = false;
};

void print_key(const Options& options, const crypto::SigningKey& key) {
  const std::string text = to_base64(key.public_key());
  if (options.json)
    print_json({{"file", options.file}, {"public_key", text}});
  else
    print(text + "\n");
}

Result<void> make(const Options& options) {
  const auto random = crypto::system_random();
  const crypto::SigningKey key = crypto::SigningKey::generate(*random);
  TRY_VOID(crypto::write_key_file(options.file, key));
  print_key(options, key);
  return {};
}

Result<void> show(const Options& options) {
  TRY(const crypto::SigningKey key, crypto::read_key_file(options.file));
  print_key(options, key);
  return {};
}

}  // namespace

Act define_key_new(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("FILE", options->file, "the key file to make; never overwritten")->required();
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return make(*options); };
}

Act define_key_show(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("FILE", options->file, "a key file")->required();
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return show(*options); };
}

}  // namespace comity::cli
