#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/agreement_file.hpp"
#include "cli/command.hpp"
#include "cli/files.hpp"
#include "cli/output.hpp"
#include "cli/terminal.hpp"
#include "crypto/sign.hpp"

namespace comity::cli {
namespace {

struct Options {
  std::string file, key, party, out;
  bool json = false;
};

// "jpn-nzl.toml" gives "jpn-nzl.signed.json"; a signed file takes the signature itself.
std::string output_of(const Options& options, const AgreementFile& file) {
  if (!options.out.empty()) return options.out;
  if (file.is_signed) return options.file;
  return std::filesystem::path(options.file).replace_extension(".signed.json").string();
}

Result<void> run(const Options& options) {
  TRY(AgreementFile file, read_agreement(options.file));
  const std::string out = output_of(options, file);
  std::error_code error;
  if (out != options.file && std::filesystem::exists(out, error)) {
    // Two parties that sign the same text one after the other sign one file; another text is never overwritten.
    TRY(AgreementFile there, read_agreement(out));
    if (there.content.document.canonical != file.content.document.canonical)
      return fail(Code::conflict, "this file holds another text; name another with -o, or move it away", out);
    for (auto& signature : there.content.signatures) {
      const auto same = std::any_of(file.content.signatures.begin(), file.content.signatures.end(),
                                    [&](const agreement::Signature& one) { return one.party == signature.party; });
      if (!same) file.content.signatures.push_back(std::move(signature));
    }
  }
  for (const auto& signature : file.content.signatures)
    if (signature.party == options.party)
      return fail(Code::conflict, fmt::format("{} signed it already", options.party), out);
  TRY(const crypto::SigningKey key, crypto::read_key_file(options.key));
  TRY(agreement::Signature signature, agreement::sign(file.content.document, options.party, key));
  file.content.signatures.push_back(std::move(signature));
  TRY_VOID(replace_file(out, agreement::to_json(file.content) + "\n", 0644));

  const agreement::Terms& terms = file.content.document.terms;
  std::vector<std::string> missing;
  for (const auto& adherence : terms.parties) {
    const bool has = std::any_of(file.content.signatures.begin(), file.content.signatures.end(),
                                 [&](const agreement::Signature& one) { return one.party == adherence.party; });
    if (!has) missing.push_back(adherence.party);
  }
  if (options.json) {
    print_json({{"file", out},
                {"id", terms.id},
                {"version", terms.version},
                {"missing", missing},
                {"sha256", fingerprint_of(file.content.document)}});
    return {};
  }
  print(fmt::format("{} signed {}\n", options.party, plain(summary_of(terms))));
  print(fmt::format("  sha256 {}\n", fingerprint_of(file.content.document)));
  print(missing.empty() ? fmt::format("  {}: every party has signed\n", out)
                        : fmt::format("  {}: still to sign: {}\n", out, fmt::join(missing, ", ")));
  return {};
}

}  // namespace

Act define_agreement_sign(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("FILE", options->file, "the agreement, or a file that others have signed already")->required();
  app.add_option("--key", options->key, "the authority's key file (comity key new)")->required()->type_name("KEYFILE");
  app.add_option("--as", options->party, "the party that signs")->required()->type_name("PARTY");
  app.add_option("-o,--out", options->out, "where to write; else FILE.signed.json, or the signed file itself")
      ->type_name("OUT");
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return run(*options); };
}

}  // namespace comity::cli
