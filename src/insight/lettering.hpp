// How much room a text takes: in columns of a terminal, and roughly in pixels of a plot. Of this room alone. Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace comity::insight {

// What may stand in a line and in XML: bytes that are not UTF-8 and characters that XML 1.0 §2.2 refuses become U+FFFD, line ends and tabs a space.
std::string clean(std::string_view text);
// Unicode East Asian Width (UAX #11): wide and fullwidth are two columns, combining marks none.
std::size_t columns_of(std::string_view text);
// At most `columns` wide, "…" in place of what is cut.
std::string cut_to(std::string_view text, std::size_t columns);
// At spaces, and within words that are longer than a line.
std::vector<std::string> wrapped(std::string_view text, std::size_t columns);
// Of a proportional font at this size: an estimate from above for ordinary words, so that labels do not touch.
double pixels_of(std::string_view text, double size);

}  // namespace comity::insight
