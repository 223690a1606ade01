// TLP as a line of text: "TLP:AMBER+STRICT". In STIX it comes as well-known marking-definitions (tlp_of_definition).
#include <fmt/format.h>

#include "marking/json_reading.hpp"
#include "marking/languages.hpp"

namespace comity::marking {

bool recognizes_tlp(std::string_view text) { return text.starts_with("TLP:") || text.starts_with("tlp:"); }

Reading read_tlp(std::string_view text, const Context&) {
  Reading out;
  std::string upper(text.substr(0, 64));
  for (char& c : upper)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  const auto tlp = recognizes_tlp(text) && text.size() <= upper.size() ? tlp_named(upper) : std::nullopt;
  if (!tlp) {
    out.find({Finding::Severity::error, 0, text.size(), {}, "TLP 2.0",
              fmt::format("\"{}\" is no TLP label; write TLP:CLEAR, TLP:GREEN, TLP:AMBER, TLP:AMBER+STRICT or TLP:RED", excerpt(text))});
    return out;
  }
  out.label.tlp = *tlp;
  out.canonical = fmt::format("TLP:{}", name_of(*tlp));
  if (upper == "TLP:WHITE")
    out.find({Finding::Severity::warning, 0, text.size(), {}, "TLP 2.0", "TLP:WHITE is TLP 1.0; TLP 2.0 calls it TLP:CLEAR"});
  return out;
}

Rendering write_tlp(const Label& label, const Context&) {
  Rendering out;
  if (label.tlp != Tlp::none) out.text = fmt::format("TLP:{}", name_of(label.tlp));
  for (const auto& [party, words] : label.levels)
    for (const LevelWord& word : words)
      if (word.scheme != kNoLevelScheme) out.lost.push_back(fmt::format("level {} {} of {}", word.scheme, word.word, party));
  return out;
}

}  // namespace comity::marking
