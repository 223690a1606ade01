// TLP as a line of text, "TLP:AMBER+STRICT", or as the STIX extension of TLP 2.0, {"tlp_2_0": "amber+strict"}. In STIX it mostly comes
// as well-known marking-definitions (tlp_of_definition).
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>

#include "marking/json_reading.hpp"
#include "marking/languages.hpp"

namespace comity::marking {

namespace {

// The value of the extension, or the marking-definition that holds it; its name for the colour comes out as a line of text.
Reading read_extension(std::string_view text, const Context& context) {
  static constexpr std::array<std::string_view, 2> kMembers = {"extension_type", "tlp_2_0"};
  static constexpr std::array<std::string_view, 1> kTypes = {"property-extension"};
  static constexpr std::array<std::string_view, 5> kColours = {"clear", "green", "amber", "amber+strict", "red"};
  JsonReading in(text, "TLP 2.0");
  std::optional<std::string> colour;
  if (const auto top = in.extension("extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d")) {
    in.only(*top, kMembers);
    in.one_of(*top, "extension_type", JsonReading::Need::optional, kTypes);
    colour = in.one_of(*top, "tlp_2_0", JsonReading::Need::required, kColours);
  }
  Reading out = in.finish();
  return out.ok() && colour ? read_tlp("tlp:" + *colour, context) : out;
}

}  // namespace

bool recognizes_tlp(std::string_view text) {
  return text.starts_with("TLP:") || text.starts_with("tlp:") || has_member(text, {"tlp_2_0"}) ||
         (has_member(text, {"extensions"}) && text.find("\"extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d\"") != std::string_view::npos);
}

Reading read_tlp(std::string_view text, const Context& context) {
  if (text.starts_with('{')) return read_extension(text, context);
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
