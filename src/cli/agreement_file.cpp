#include "cli/agreement_file.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "base/bytes.hpp"
#include "cli/files.hpp"
#include "crypto/hash.hpp"

namespace comity::cli {
namespace {

const char* name_of(agreement::Kind kind) {
  switch (kind) {
    case agreement::Kind::bilateral:
      return "bilateral";
    case agreement::Kind::multilateral:
      return "multilateral";
    case agreement::Kind::community:
      return "community";
  }
  return "";
}

}  // namespace

Result<AgreementFile> read_agreement(const std::string& path) {
  TRY(const std::string text, read_file(path, kMostDocument));
  const auto first = text.find_first_not_of(" \t\r\n");
  AgreementFile out;
  if (first != std::string::npos && text[first] == '{') {
    auto read = agreement::parse_signed(text);
    if (!read) {
      Error error = std::move(read).error();
      error.where = error.where.empty() ? path : fmt::format("{}: {}", path, error.where);
      return tl::make_unexpected(std::move(error));
    }
    out.content = std::move(*read);
    out.is_signed = true;
    return out;
  }
  TRY(out.content.document, agreement::parse_agreement(text, path));
  return out;
}

Result<alliance::Directory> read_alliance(const std::string& path) {
  std::error_code error;
  const std::string file = std::filesystem::is_directory(path, error) ? path + "/alliance.toml" : path;
  TRY(const std::string text, read_file(file, kMostDocument));
  return alliance::parse_alliance(text, file);
}

std::string summary_of(const agreement::Terms& terms) {
  std::string parties;
  for (std::size_t i = 0; i < terms.parties.size(); ++i)
    parties += (i == 0 ? "" : i + 1 == terms.parties.size() ? " and " : ", ") + terms.parties[i].party;
  std::string term = terms.in_force == Time::min() ? "in force" : "in force from " + format_date(terms.in_force);
  if (terms.until != Time::max()) term += " until " + format_date(terms.until);
  if (terms.renews_months) term += fmt::format(", renewed by {} months each time", terms.renews_months);
  return fmt::format("{} version {}: {}, {}, {}", terms.id, terms.version, name_of(terms.kind), parties, term);
}

Error about_file(Error error, const std::string& path) {
  if (error.code != Code::invalid && error.code != Code::precondition && error.code != Code::conflict) return error;
  // Of a node elsewhere `where` may be the route that was asked.
  const bool route = error.where.starts_with("/api/");
  error.where = error.where.empty() || route ? path : path + ": " + error.where;
  return error;
}

std::string fingerprint_of(const agreement::Document& document) {
  return to_hex(crypto::view(crypto::sha256(document.canonical)));
}

}  // namespace comity::cli
