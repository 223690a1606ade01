// Texts of statements, positions, meetings, concerns and files of statements: each has one spelling, and a file that does not verify says why.
#include "statement/concern.hpp"
#include "statement/file.hpp"
#include "targets.hpp"

namespace comity::fuzz {

void fuzz_statement(std::string_view input) {
  if (const auto one = statement::parse_document(input)) {
    const auto again = statement::parse_document(one->canonical);
    CHECK(again && again->canonical == one->canonical && again->sha256 == one->sha256 && again->document == one->document);
    CHECK(one->document.invited.contains(one->document.convenor) && one->document.least <= one->document.invited.size());
    for (const auto& change : statement::difference(one->document, one->document)) CHECK(change.kind == statement::Change::Kind::same && !change.moved);
  }
  if (const auto one = statement::parse_position(input)) CHECK(statement::parse_position(statement::to_json(*one)).value() == *one);
  if (const auto one = statement::parse_meeting(input)) CHECK(statement::parse_meeting(statement::to_json(*one)).value() == *one);
  if (const auto one = statement::parse_step(input)) CHECK(statement::parse_step(statement::to_json(*one)).value() == *one);
  if (const auto paper = agreement::parse_paper(statement::kPosition, input)) CHECK(agreement::parse_paper(statement::kPosition, agreement::to_json(statement::kPosition, *paper)).has_value());
  if (const auto file = statement::parse_file(input)) {
    const auto verified = statement::verify(*file, std::nullopt, Time{});
    CHECK(verified || !verified.error().message.empty());
  }
}

}  // namespace comity::fuzz
