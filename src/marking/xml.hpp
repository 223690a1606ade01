// XML as hostile text: no document type, no entities, bounded, and names resolved to namespaces.
#pragma once

#include <cstddef>
#include <optional>
#include <pugixml.hpp>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace comity::marking {

inline constexpr std::size_t kMaxXmlDepth = 32;
inline constexpr std::size_t kMaxXmlAttributes = 64;  // of one element

// Reads UTF-8 (with or without byte order mark) into `document`, which holds a copy. One root element; a DOCTYPE, an
// entity other than the five of XML 1.0 §4.6, and a character that XML has not are refused, so nothing is fetched and
// nothing expands. Errors: invalid, too_large; `where` is "byte N". Linear in the text.
Result<void> read_xml(std::string_view text, pugi::xml_document& document);

// An element's name, resolved by the xmlns attributes in scope (Namespaces in XML 1.0 §6).
struct XmlName {
  std::string_view space;  // the namespace URI; "" for none
  std::string_view local;
};
// Nothing: the prefix is not declared.
std::optional<XmlName> name_of(const pugi::xml_node& element);

// The text of an element without children, white space collapsed (xs:token). Nothing if elements stand in it.
std::optional<std::string> token_of(const pugi::xml_node& element);

// Escaped for element content and attribute values. False: it holds what XML 1.0 cannot say, and `out` is unchanged.
bool append_xml(std::string& out, std::string_view text);

}  // namespace comity::marking
