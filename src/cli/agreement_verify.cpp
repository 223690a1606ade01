#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/bytes.hpp"
#include "cli/agreement_file.hpp"
#include "cli/command.hpp"
#include "cli/output.hpp"
#include "cli/terminal.hpp"

namespace comity::cli {
namespace {

struct Options {
  std::string file, alliance;
  std::vector<std::string> authorities;
  bool json = false;
};

Result<std::map<std::string, std::string>> authorities_of(const Options& options) {
  std::map<std::string, std::string> out;
  if (!options.alliance.empty()) {
    TRY(const alliance::Directory directory, read_alliance(options.alliance));
    for (const auto& [id, party] : directory.parties)
      if (!party.authority.empty()) out[id] = party.authority;
  }
  for (const std::string& one : options.authorities) {
    const auto sign = one.find('=');
    const auto key = sign == std::string::npos ? std::nullopt : from_base64(std::string_view(one).substr(sign + 1));
    if (!key || key->size() != 32 || sign == 0)
      return fail(Code::invalid, "write --authority PARTY=KEY, with the key as \"comity key show\" prints it", one);
    out[one.substr(0, sign)] = one.substr(sign + 1);
  }
  return out;
}

Result<void> run(const Options& options) {
  TRY(const auto authorities, authorities_of(options));
  TRY(const AgreementFile file, read_agreement(options.file));
  if (!file.is_signed)
    return fail(Code::precondition, "nobody has signed this file; see comity agreement sign --help", options.file);
  if (auto verified = agreement::verify(file.content, authorities); !verified) {
    Error error = std::move(verified).error();
    if (error.where.empty()) error.where = options.file;
    return tl::make_unexpected(std::move(error));
  }
  const agreement::Terms& terms = file.content.document.terms;
  if (options.json) {
    nlohmann::ordered_json by = nlohmann::ordered_json::array();
    for (const auto& signature : file.content.signatures) by.push_back(signature.party);
    print_json({{"id", terms.id},
                {"version", terms.version},
                {"signed_by", by},
                {"sha256", fingerprint_of(file.content.document)}});
    return {};
  }
  print(fmt::format("{}\n  every party signed this text\n  sha256 {}\n", plain(summary_of(terms)),
                    fingerprint_of(file.content.document)));
  return {};
}

}  // namespace

Act define_agreement_verify(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("FILE", options->file, "a signed agreement")->required();
  auto* where = app.add_option_group("authorities", "whose keys count; at least one of these");
  where->add_option("--alliance", options->alliance, "an alliance.toml that names the authorities' keys")
      ->type_name("F");
  where->add_option("--authority", options->authorities, "a party and its authority's public key; repeatable")
      ->type_name("PARTY=KEY");
  where->require_option(1, 0);
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return run(*options); };
}

}  // namespace comity::cli
