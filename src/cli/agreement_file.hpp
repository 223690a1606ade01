// Agreements as files: what people write (TOML) and what `agreement sign` writes (JSON).
#pragma once

#include <string>

#include "agreement/terms.hpp"
#include "alliance/directory.hpp"

namespace comity::cli {

struct AgreementFile {
  agreement::Signed content;
  bool is_signed = false;  // the file is of the signed kind; it may hold no signature yet
};
// Either kind, told apart by what it holds. Errors: those of the two readers, with the file in `where`.
Result<AgreementFile> read_agreement(const std::string& path);

// `path` is alliance.toml or the folder that holds it.
Result<alliance::Directory> read_alliance(const std::string& path);

// "JPN-NZL version 1: bilateral, JPN and NZL, in force 2025-06-01 to 2030-06-01".
std::string summary_of(const agreement::Terms& terms);

// What a node finds wrong with the file that was put to it, as an error about the file; other errors as they are.
Error about_file(Error error, const std::string& path);

// SHA-256 of the signed bytes, hexadecimal: what two people compare over the telephone.
std::string fingerprint_of(const agreement::Document& document);

}  // namespace comity::cli
