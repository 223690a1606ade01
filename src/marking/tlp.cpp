// TLP as a line of text: "TLP:AMBER+STRICT". In STIX it comes as well-known marking-definitions (tlp_of_definition).
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "marking/languages.hpp"

namespace comity::marking {

bool recognizes_tlp(std::string_view text) { return text.starts_with("TLP:") || text.starts_with("tlp:"); }

Reading read_tlp(std::string_view text, const Context& context) {
  Reading out;
  std::string upper(text.substr(0, 64));
  for (char& c : upper)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  const auto tlp = recognizes_tlp(text) && text.size() <= upper.size() ? tlp_named(upper) : std::nullopt;
  if (!tlp) {
    out.find({Finding::Severity::error, 0, text.size(), {}, "TLP 2.0",
              fmt::format("\"{}\" is no TLP label; write TLP:CLEAR, TLP:GREEN, TLP:AMBER, TLP:AMBER+STRICT or TLP:RED", text.substr(0, 64))});
    return out;
  }
  out.label.tlp = *tlp;
  out.canonical = fmt::format("TLP:{}", name_of(*tlp));
  if (upper == "TLP:WHITE")
    out.find({Finding::Severity::warning, 0, text.size(), {}, "TLP 2.0", "TLP:WHITE is TLP 1.0; TLP 2.0 calls it TLP:CLEAR"});
  // TLP alone states no level, and the word for that is NONE.
  if (!context.owner.empty()) {
    out.label.originators.insert(context.owner);
    out.label.levels[context.owner].insert({std::string(kNoLevelScheme), std::string(kNoLevelWord), Time{}, {}});
  }
  return out;
}

// TLP is all that it can say; whatever else decides is lost, and said to be.
Rendering write_tlp(const Label& label, const Context&) {
  Rendering out;
  if (label.tlp != Tlp::none) out.text = fmt::format("TLP:{}", name_of(label.tlp));
  const auto lose = [&](std::string_view what, std::string_view name) { out.lost.push_back(fmt::format("{} {}", what, name)); };
  for (const Owned& one : label.compartments) lose("compartment", fmt::format("{} of {}", one.name, one.party));
  for (const WordSet& clause : label.topics)
    if (!clause.all) lose("topic", fmt::format("{}", fmt::join(clause.words, " or ")));
  for (const auto& [party, sets] : label.releasable) lose("who may receive it, by", party);
  for (const auto& [party, sets] : label.displayable) lose("who may see it, by", party);
  for (const Owned& one : label.restricting) lose("control", fmt::format("{} of {}", one.name, one.party));
  for (const Owned& one : label.permitting) lose("control", fmt::format("{} of {}", one.name, one.party));
  if (!label.purposes.all) lose("purpose", fmt::format("{}", fmt::join(label.purposes.words, " or ")));
  if (label.actions != 3) lose("action", label.actions == 1 ? "display only" : "none");
  for (const std::string& duty : label.duties) lose("duty", duty);
  for (const std::string& caveat : label.caveats) lose("caveat", caveat);
  for (const std::string& unknown : label.unknowns) lose("not understood:", unknown);
  for (const auto& [party, words] : label.levels)
    for (const LevelWord& word : words)
      if (word.scheme != kNoLevelScheme) out.lost.push_back(fmt::format("level {} {} of {}", word.scheme, word.word, party));
  return out;
}

}  // namespace comity::marking
