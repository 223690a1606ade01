// Acts as files: {"act", "signatures"}, by nobody, some or all who are to sign.
#pragma once

#include <string>

#include "agreement/act.hpp"

namespace comity::cli {

// Errors: those of files, invalid (no act; where = the file).
Result<agreement::SignedAct> read_act(const std::string& path);
// Replaces nothing but the same act. Errors: conflict (the file holds something else), those of files.
Result<void> write_act(const std::string& path, const agreement::SignedAct& act);
// Adds a signature by the key of that file. Errors: conflict (this signer signed it already, of acts about keys: with this key).
Result<void> sign_act(agreement::SignedAct& act, const std::string& signer, const std::string& key_file);
// "consent c-1: NZL to JPN, 2 objects".
std::string summary_of(const agreement::Act& act);

}  // namespace comity::cli
