#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "agreement/terms.hpp"
#include "agreement/terms_json.hpp"
#include "agreement/words.hpp"
#include "alliance/toml_document.hpp"
#include "crypto/canonical.hpp"

namespace comity::agreement {

Result<Document> parse_agreement(std::string_view toml, std::string_view file_name) {
  TRY(const alliance::TomlDocument source, alliance::read_toml(toml, file_name));
  const auto canonical = crypto::canonical(source.value);
  if (!canonical) return fail(Code::invalid, canonical.error().message, source.where(""));
  auto document = parse_canonical(*canonical);
  if (!document) {
    Error error = std::move(document).error();
    const std::string clause = clause_of(error.where);
    error.where = source.where(error.where);
    if (!clause.empty()) error.where += ": " + clause;
    return tl::make_unexpected(std::move(error));
  }
  return document;
}

}  // namespace comity::agreement
