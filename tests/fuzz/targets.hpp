// The fuzz targets: for each parser a function that takes any bytes and CHECKs what must hold of what it reads.
// docs/fuzz.md lists the invariants. To add one: a file NAME_target.cpp, a declaration here, a row in targets.cpp.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace comity::fuzz {

struct Target {
  std::string_view name;        // "json": the file json_target.cpp, the program fuzz_json
  void (*run)(std::string_view input);
  std::size_t most_bytes;       // inputs that the fuzzer makes are no longer
  std::string_view corpus;      // folder in tests/fuzz/corpus
  std::string_view dictionary;  // file in tests/fuzz/dictionaries
};

std::span<const Target> targets();

void fuzz_act(std::string_view input);
void fuzz_agreement(std::string_view input);
void fuzz_alliance(std::string_view input);
void fuzz_bytes(std::string_view input);
void fuzz_canonical(std::string_view input);
void fuzz_cut(std::string_view input);
void fuzz_definition(std::string_view input);
void fuzz_directory(std::string_view input);
void fuzz_document(std::string_view input);
void fuzz_http_request(std::string_view input);
void fuzz_http_target(std::string_view input);
void fuzz_json(std::string_view input);
void fuzz_label(std::string_view input);
void fuzz_marking(std::string_view input);
void fuzz_note(std::string_view input);
void fuzz_past(std::string_view input);
void fuzz_pattern(std::string_view input);
void fuzz_rendering(std::string_view input);
void fuzz_round(std::string_view input);
void fuzz_rules(std::string_view input);
void fuzz_selector(std::string_view input);
void fuzz_query(std::string_view input);
void fuzz_signed_agreement(std::string_view input);
void fuzz_statement(std::string_view input);
void fuzz_stix_bundle(std::string_view input);
void fuzz_stix_check(std::string_view input);
void fuzz_stix_object(std::string_view input);
void fuzz_taxii(std::string_view input);
void fuzz_time(std::string_view input);
void fuzz_validate(std::string_view input);
void fuzz_votes(std::string_view input);

}  // namespace comity::fuzz
