// When is a remark more than a remark? For statement.cpp and for the tags of misp.cpp.
#pragma once

#include <string_view>

#include "marking/language.hpp"

namespace comity::marking {

inline constexpr std::size_t kMaxStatementBytes = 16 * 1024;

// Does the text claim to be a marking, though perhaps of no language known here: a level word or a control by itself or
// in a line of capitals, a banner ("SECRET//…"), a portion mark ("(S//NF)"), a machine tag of a marking namespace, a
// JSON object? A sentence that mentions such a word does not. Any thread.
bool claims_to_mark(std::string_view text, const Context& context);

}  // namespace comity::marking
