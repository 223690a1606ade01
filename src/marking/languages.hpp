// The rows of languages.cpp, each from a file of its own. Included by languages.cpp and by those files only.
#pragma once

#include "marking/language.hpp"

namespace comity::marking {

// tlp.cpp
bool recognizes_tlp(std::string_view text);
Reading read_tlp(std::string_view text, const Context& context);
Rendering write_tlp(const Label& label, const Context& context);

// national.cpp, national_write.cpp
bool recognizes_national(std::string_view text);
Reading read_national(std::string_view text, const Context& context);
Rendering write_national(const Label& label, const Context& context);

// stanag4774.cpp, stanag4774_write.cpp
bool recognizes_stanag4774(std::string_view text);
Reading read_stanag4774(std::string_view text, const Context& context);
Rendering write_stanag4774(const Label& label, const Context& context);

}  // namespace comity::marking
