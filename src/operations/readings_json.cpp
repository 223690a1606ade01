#include "operations/readings_json.hpp"

#include <nlohmann/json.hpp>

namespace comity::operations {
namespace {

using nlohmann::ordered_json;

ordered_json list_of(const std::vector<std::string>& texts) { return texts; }

ordered_json list_of(const std::vector<marking::Owned>& names) {
  ordered_json out = ordered_json::array();
  for (const marking::Owned& one : names) out.push_back({{"party", one.party}, {"name", one.name}});
  return out;
}

ordered_json list_of(const std::vector<ShownWord>& levels) {
  ordered_json out = ordered_json::array();
  for (const ShownWord& one : levels) {
    out.push_back({{"scheme", one.scheme}, {"word", one.word}});
    if (one.rung) out.back()["rung"] = *one.rung;
    if (!one.as.empty()) out.back()["as"] = one.as;
  }
  return out;
}

ordered_json readers_json(const std::optional<std::vector<std::string>>& readers) { return readers ? ordered_json(*readers) : ordered_json(); }

ordered_json list_of(const std::vector<Portion>& portions) {
  ordered_json out = ordered_json::array();
  for (const Portion& one : portions)
    out.push_back({{"selector", one.selector}, {"short", one.short_word}, {"levels", list_of(one.levels)},
                   {"releasable", readers_json(one.releasable)}, {"text", one.text}});
  return out;
}

ordered_json list_of(const std::vector<Notice>& notices) {
  ordered_json out = ordered_json::array();
  for (const Notice& one : notices) {
    out.push_back({{"kind", name_of(one.kind)}, {"text", one.text}});
    if (one.agreement.empty()) continue;
    out.back()["agreement"] = one.agreement;
    out.back()["version"] = one.version;
  }
  return out;
}

std::string_view name_of_actions(marking::Actions actions) {
  return marking::allows(actions, marking::Action::copy) ? "copy" : marking::allows(actions, marking::Action::display) ? "display" : "none";
}

// What the node itself wrote.
ordered_json parsed(const std::string& text) { return ordered_json::parse(text, nullptr, false); }

}  // namespace

ordered_json to_json(const MarkingWords& words) {
  ordered_json schemes = ordered_json::array(), controls = ordered_json::array();
  for (const auto& scheme : words.schemes) {
    ordered_json levels = ordered_json::array();
    for (const auto& level : scheme.levels) {
      levels.push_back({{"word", level.word}, {"short", level.short_word}});
      if (level.rung) levels.back()["rung"] = *level.rung;
    }
    schemes.push_back({{"scheme", scheme.scheme}, {"party", scheme.party}, {"title", scheme.title}, {"levels", std::move(levels)}});
  }
  for (const auto& one : words.controls) controls.push_back({{"name", one.name}, {"means", one.means}});
  return {{"schemes", std::move(schemes)}, {"topics", words.topics}, {"purposes", words.purposes}, {"communities", words.communities},
          {"compartments", list_of(words.compartments)}, {"controls", std::move(controls)}};
}

ordered_json to_json(const Banner& banner) {
  ordered_json originals = ordered_json::array();
  for (const Banner::Original& one : banner.originals) {
    originals.push_back({{"party", one.party}, {"scheme", one.scheme}, {"word", one.word}});
    if (one.rung) originals.back()["rung"] = *one.rung;
  }
  return {{"text", banner.text}, {"levels", list_of(banner.levels)}, {"originals", std::move(originals)}, {"releasable", readers_json(banner.releasable)},
          {"caveats", list_of(banner.caveats)}, {"controls", list_of(banner.controls)}, {"compartments", list_of(banner.compartments)},
          {"duties", list_of(banner.duties)}, {"topics", list_of(banner.topics)}, {"tlp", banner.tlp}, {"actions", name_of_actions(banner.actions)}};
}

ordered_json to_json(const ObjectReading& reading) {
  ordered_json out{{"owner", reading.owner}, {"id", reading.id}, {"version", reading.version}, {"type", reading.type},
                   {"date_added", format_time(reading.added)}, {"originators", reading.originators}, {"banner", to_json(reading.banner)},
                   {"portions", list_of(reading.portions)}, {"notices", list_of(reading.notices)}};
  if (reading.revoked) out["revoked"] = true;
  if (reading.waits) out["waits"] = true;
  return out;
}

ordered_json to_json(const PartnerPreview& preview) {
  ordered_json out{{"owner", preview.owner}, {"id", preview.id}, {"version", preview.version}, {"as", preview.as}, {"people", preview.people},
                   {"reads", preview.reads}, {"clause", preview.clause}, {"text", preview.text}, {"marking", preview.marking}, {"cut", preview.cut}};
  if (preview.banner) out["banner"] = to_json(*preview.banner);
  out["portions"] = list_of(preview.portions);
  return out;
}

ordered_json to_json(const WaitingApproval& one) {
  return {{"owner", one.owner}, {"id", one.id}, {"version", one.version}, {"type", one.type}, {"title", one.title}, {"submitter", one.submitter},
          {"waits_since", format_time(one.since)}, {"marking", one.banner.text}, {"levels", list_of(one.banner.levels)}};
}

ordered_json to_json(const DraftReading& reading) {
  ordered_json out{{"id", reading.id}, {"type", reading.type}, {"accepted", reading.accepted}, {"waits", reading.waits}};
  if (reading.banner) out["banner"] = to_json(*reading.banner);
  out["portions"] = list_of(reading.portions);
  out["readers"] = ordered_json::array();
  for (const auto& one : reading.readers)
    out["readers"].push_back({{"party", one.party}, {"agency", one.agency}, {"people", one.people}, {"reads", one.reads}, {"cut", one.cut},
                              {"clause", one.clause}, {"text", one.text}});
  out["sources"] = ordered_json::array();
  for (const auto& one : reading.sources)
    out["sources"].push_back({{"owner", one.owner}, {"id", one.id}, {"version", one.version}, {"loses", one.loses}, {"sentence", one.sentence}});
  out["remarks"] = reading.remarks;
  out["problems"] = ordered_json::array();
  for (const auto& one : reading.problems)
    out["problems"].push_back({{"weight", one.error ? "error" : "warning"}, {"pointer", one.pointer}, {"message", one.message}});
  return out;
}

ordered_json to_json(const MarkingLine& line) {
  ordered_json problems = ordered_json::array();
  for (const auto& one : line.problems)
    problems.push_back({{"weight", one.error ? "error" : "warning"}, {"offset", one.offset}, {"length", one.length}, {"message", one.message}});
  return {{"language", line.language}, {"line", line.line}, {"ok", line.ok}, {"canonical", line.canonical}, {"extension", parsed(line.extension)},
          {"definition", parsed(line.definition)}, {"banner", to_json(line.banner)}, {"short", line.mark.short_word}, {"text", line.mark.text},
          {"problems", std::move(problems)}};
}

}  // namespace comity::operations
