// The rows of languages.cpp, each from a file of its own. Included by languages.cpp and by those files only.
#pragma once

#include "marking/language.hpp"

namespace comity::marking {

// tlp.cpp
bool recognizes_tlp(std::string_view text);
Reading read_tlp(std::string_view text, const Context& context);
Rendering write_tlp(const Label& label, const Context& context);

// capco.cpp
bool recognizes_capco(std::string_view text);
Reading read_capco(std::string_view text, const Context& context);
Rendering write_capco(const Label& label, const Context& context);
bool recognizes_capco_portion(std::string_view text);
Reading read_capco_portion(std::string_view text, const Context& context);
Rendering write_capco_portion(const Label& label, const Context& context);

}  // namespace comity::marking
