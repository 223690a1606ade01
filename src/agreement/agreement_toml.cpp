#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "agreement/terms.hpp"
#include "agreement/terms_json.hpp"
#include "alliance/toml_document.hpp"
#include "crypto/canonical.hpp"

namespace comity::agreement {
namespace {

// "/equivalence/2/from" -> "equivalence 3"; "/topics/any" -> "topics"; "" -> "".
std::string clause_of(std::string_view pointer) {
  if (pointer.empty()) return {};
  pointer.remove_prefix(1);
  const std::string_view clause = pointer.substr(0, pointer.find('/'));
  if (clause != "equivalence" && clause != "levels" && clause != "suspension") return std::string(clause);
  int number = 0;
  for (std::size_t i = clause.size() + 1;
       i < pointer.size() && pointer[i] >= '0' && pointer[i] <= '9' && number < 1'000'000; ++i)
    number = number * 10 + (pointer[i] - '0');
  return fmt::format("{} {}", clause, number + 1);
}

}  // namespace

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
