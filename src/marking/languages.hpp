// The rows of languages.cpp, each from a file of its own. Included by languages.cpp and by those files only.
#pragma once

#include "marking/language.hpp"

namespace comity::marking {

// What the languages share.
// True, with the finding, where the text is past kMaxMarkingBytes: it is refused unread.
bool refuse_too_long(std::string_view text, Reading& out);
// Where the label names no readers of the party's, its owner alone: what silence means beside a marking that names some.
void silence_is_owner_alone(Label& label, const std::string& party);

// tlp.cpp
bool recognizes_tlp(std::string_view text);
Reading read_tlp(std::string_view text, const Context& context);
Rendering write_tlp(const Label& label, const Context& context);

// acs.cpp, acs_write.cpp
bool recognizes_acs(std::string_view text);
Reading read_acs(std::string_view text, const Context& context);
Rendering write_acs(const Label& label, const Context& context);

// iep.cpp
bool recognizes_iep(std::string_view text);
Reading read_iep(std::string_view text, const Context& context);
Rendering write_iep(const Label& label, const Context& context);

// misp.cpp
bool recognizes_misp(std::string_view text);
Reading read_misp(std::string_view text, const Context& context);
Rendering write_misp(const Label& label, const Context& context);

// admiralty.cpp
bool recognizes_admiralty(std::string_view text);
Reading read_admiralty(std::string_view text, const Context& context);

// label_language.cpp
bool recognizes_label(std::string_view text);
Reading read_label(std::string_view text, const Context& context);
Rendering write_label(const Label& label, const Context& context);

// statement.cpp
bool recognizes_statement(std::string_view text);
Reading read_statement(std::string_view text, const Context& context);
Rendering write_statement(const Label& label, const Context& context);
// capco.cpp
bool recognizes_capco(std::string_view text);
Reading read_capco(std::string_view text, const Context& context);
Rendering write_capco(const Label& label, const Context& context);
bool recognizes_capco_portion(std::string_view text);
Reading read_capco_portion(std::string_view text, const Context& context);
Rendering write_capco_portion(const Label& label, const Context& context);
// national.cpp, national_write.cpp
bool recognizes_national(std::string_view text);
Reading read_national(std::string_view text, const Context& context);
Rendering write_national(const Label& label, const Context& context);

// stanag4774.cpp, stanag4774_write.cpp
bool recognizes_stanag4774(std::string_view text);
Reading read_stanag4774(std::string_view text, const Context& context);
Rendering write_stanag4774(const Label& label, const Context& context);

}  // namespace comity::marking
