#include "marking/xml.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>

#include "marking/folding.hpp"

namespace comity::marking {
namespace {

tl::unexpected<Error> refuse(std::size_t at, std::string message) {
  return fail(Code::invalid, std::move(message), fmt::format("byte {}", at));
}

// The length of the reference at the front of `text` ("&amp;", "&#x2A;"), or 0 if it is none that we read.
std::size_t reference_length(std::string_view text) {
  constexpr std::array<std::string_view, 5> kNamed = {"&amp;", "&lt;", "&gt;", "&quot;", "&apos;"};
  for (const std::string_view name : kNamed)
    if (text.starts_with(name)) return name.size();
  if (!text.starts_with("&#")) return 0;
  const bool hex = text.substr(2).starts_with("x");
  const char* const first = text.data() + (hex ? 3 : 2);
  const char* const last = text.data() + std::min<std::size_t>(text.size(), 16);
  if (first >= last) return 0;
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(first, last, value, hex ? 16 : 10);
  if (error != std::errc{} || end == last || *end != ';') return 0;
  const bool character = value == 9 || value == 10 || value == 13 || (value >= 0x20 && value < 0xd800) ||
                         (value >= 0xe000 && value <= 0x10ffff && value != 0xfffe && value != 0xffff);
  return character ? static_cast<std::size_t>(end + 1 - text.data()) : 0;
}

// What pugixml lets pass or leaves out: document types, unknown entities, characters that XML has not.
Result<void> scan(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const unsigned char c = static_cast<unsigned char>(text[i]);
    if (c < 0x20 && c != '\t' && c != '\n' && c != '\r')
      return refuse(i, "a control character stands in the XML; remove it");
    if (c == '<') {
      const std::string_view rest = text.substr(i);
      std::string_view close;
      if (rest.starts_with("<!--"))
        close = "-->";
      else if (rest.starts_with("<![CDATA["))
        close = "]]>";
      else if (rest.starts_with("<?"))
        close = "?>";
      else if (rest.starts_with("<!"))
        return refuse(i, "a document type is not read; remove the DOCTYPE");
      if (!close.empty()) {
        const std::size_t end = text.find(close, i + 2);
        if (end == std::string_view::npos) return refuse(i, "this XML does not end; send it whole");
        for (std::size_t k = i; k < end; ++k)
          if (static_cast<unsigned char>(text[k]) < 0x20 && text[k] != '\t' && text[k] != '\n' && text[k] != '\r')
            return refuse(k, "a control character stands in the XML; remove it");
        i = end + close.size();
        continue;
      }
    } else if (c == '&') {
      const std::size_t length = reference_length(text.substr(i));
      if (length == 0)
        return refuse(i,
                      "this entity is not read; write the character itself, or one of &amp; &lt; &gt; &quot; &apos;");
      i += length;
      continue;
    }
    ++i;
  }
  return {};
}

bool is_xmlns(std::string_view attribute, std::string_view prefix) {
  if (prefix.empty()) return attribute == "xmlns";
  return attribute.size() == prefix.size() + 6 && attribute.starts_with("xmlns:") && attribute.ends_with(prefix);
}

}  // namespace

Result<void> read_xml(std::string_view text, pugi::xml_document& document) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  if (!is_utf8(text)) return fail(Code::invalid, "the XML is not UTF-8; send UTF-8");
  TRY_VOID(scan(text));
  const pugi::xml_parse_result parsed =
      document.load_buffer(text.data(), text.size(), pugi::parse_default, pugi::encoding_utf8);
  if (!parsed)
    return refuse(static_cast<std::size_t>(parsed.offset), fmt::format("this is not XML: {}", parsed.description()));
  pugi::xml_node root;
  for (const pugi::xml_node& node : document.children()) {
    if (node.type() != pugi::node_element || root)
      return refuse(static_cast<std::size_t>(node.offset_debug()), "XML has one root element");
    root = node;
  }
  // Without recursion: down to the first child, else on to the next, else up.
  std::size_t depth = 1;
  for (pugi::xml_node node = root; node;) {
    std::size_t attributes = 0;
    for (pugi::xml_attribute one = node.first_attribute(); one; one = one.next_attribute()) {
      if (++attributes > kMaxXmlAttributes)
        return fail(Code::too_large, fmt::format("an element has at most {} attributes", kMaxXmlAttributes));
      for (pugi::xml_attribute other = node.first_attribute(); other != one; other = other.next_attribute())
        if (std::string_view(other.name()) == one.name())
          return refuse(static_cast<std::size_t>(node.offset_debug()),
                        fmt::format("the attribute {} stands twice", one.name()));
    }
    if (const pugi::xml_node child = node.first_child()) {
      if (++depth > kMaxXmlDepth)
        return fail(Code::too_large, fmt::format("XML is read to a depth of {} elements", kMaxXmlDepth));
      node = child;
      continue;
    }
    while (node && node != root && !node.next_sibling()) {
      node = node.parent();
      --depth;
    }
    node = node == root ? pugi::xml_node() : node.next_sibling();
  }
  return {};
}

std::optional<XmlName> name_of(const pugi::xml_node& element) {
  const std::string_view name = element.name();
  const std::size_t colon = name.find(':');
  const std::string_view prefix = colon == std::string_view::npos ? std::string_view{} : name.substr(0, colon);
  const std::string_view local = colon == std::string_view::npos ? name : name.substr(colon + 1);
  for (pugi::xml_node at = element; at; at = at.parent())
    for (const pugi::xml_attribute& attribute : at.attributes())
      if (is_xmlns(attribute.name(), prefix)) {
        if (!prefix.empty() && attribute.value()[0] == '\0') return std::nullopt;
        return XmlName{attribute.value(), local};
      }
  if (prefix.empty()) return XmlName{{}, local};
  return std::nullopt;
}

std::optional<std::string> token_of(const pugi::xml_node& element) {
  std::string out;
  bool space = false;
  for (const pugi::xml_node& child : element.children()) {
    if (child.type() != pugi::node_pcdata && child.type() != pugi::node_cdata) return std::nullopt;
    for (const char* c = child.value(); *c != '\0'; ++c) {
      if (*c == ' ' || *c == '\t' || *c == '\n' || *c == '\r') {
        space = !out.empty();
        continue;
      }
      if (space) out.push_back(' ');
      space = false;
      out.push_back(*c);
    }
  }
  return out;
}

bool append_xml(std::string& out, std::string_view text) {
  if (!is_utf8(text)) return false;
  std::string escaped;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&apos;";
        break;
      case '\t':
      case '\n':
      case '\r':
        escaped += fmt::format("&#{};", static_cast<int>(c));
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) return false;
        if (text.substr(i).starts_with("\xef\xbf\xbe") || text.substr(i).starts_with("\xef\xbf\xbf")) return false;
        escaped.push_back(c);
    }
  }
  out += escaped;
  return true;
}

}  // namespace comity::marking
