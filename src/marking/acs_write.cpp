// A label as an ACS 3.0 extension: never wider than the label in what it says, and what it cannot say is listed.
#include <fmt/format.h>

#include "marking/acs.hpp"
#include "marking/json_reading.hpp"
#include "marking/languages.hpp"
#include "marking/lost.hpp"

namespace comity::marking {
namespace {

using namespace acs;

std::string quoted(std::string_view text) {
  std::string out;
  json::append_quoted(out, text);
  return out;
}

template <class Range>
std::string list(const Range& words) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : ",") + quoted(word);
  return "[" + out + "]";
}

// Nations and organisations that are in all of the sets, as far as ACS can name them: it asks for both, where a label's
// set asks for either.
struct Readers {
  bool stated = false;
  std::optional<std::set<std::string>> nations;
  std::optional<std::set<std::string>> organisations;
  bool nobody = false;
};

void narrow(std::optional<std::set<std::string>>& into, std::set<std::string> with) {
  if (!into)
    into = std::move(with);
  else
    std::erase_if(*into, [&](const std::string& one) { return !with.contains(one); });
}

Readers readers_of(const std::set<ReaderSet>& sets) {
  Readers out;
  for (const ReaderSet& set : sets) {
    out.stated = true;
    if (set.all) continue;
    std::set<std::string> nations, organisations;
    for (const Member& member : set.members) {
      if (member.kind == Member::Kind::party && is_nation(member.id)) nations.insert(member.id);
      if (member.kind == Member::Kind::agency && is_organisation(member.id)) organisations.insert(member.id);
    }
    if (!nations.empty())
      narrow(out.nations, std::move(nations));
    else if (!organisations.empty())
      narrow(out.organisations, std::move(organisations));
    else
      out.nobody = true;
  }
  out.nobody = out.nobody || (out.nations && out.nations->empty()) || (out.organisations && out.organisations->empty());
  return out;
}

// The words of a clause that all begin with the prefix, without it; empty if one does not.
std::set<std::string> words_with(const WordSet& clause, std::string_view prefix) {
  std::set<std::string> out;
  for (const std::string& word : clause.words) {
    if (clause.all || !word.starts_with(prefix)) return {};
    out.insert(word.substr(prefix.size()));
  }
  return out;
}

std::string control_set(const Label& label, std::string_view classification, const Readers& readers, bool government) {
  std::string out = fmt::format(R"({{"classification":{})", quoted(classification));
  const auto add = [&](std::string_view name, const auto& words) {
    if (!words.empty()) out += fmt::format(R"(,"{}":{})", name, list(words));
  };
  std::set<std::string> sci, determinations, caveats, sensitivities, shareability, entities, categories;
  for (const Owned& compartment : label.compartments)
    if (compartment.party == kParty) sci.insert(compartment.name);
  for (const Owned& control : label.restricting) {
    if (control.party != kParty) continue;
    if (const Word* word = by_ours(kDeterminationControls, control.name)) determinations.emplace(word->acs);
    if (const Word* word = by_ours(kCaveatControls, control.name)) caveats.emplace(word->acs);
    if (const Word* word = by_ours(kSensitivityControls, control.name)) sensitivities.emplace(word->acs);
  }
  for (const std::string& caveat : label.caveats)
    if (const Word* word = by_ours(kDeterminationRemarks, caveat)) determinations.emplace(word->acs);
  for (const WordSet& clause : label.topics) {
    if (shareability.empty()) shareability = words_with(clause, kShareabilityTopic);
    if (entities.empty()) entities = words_with(clause, kEntityTopic);
    if (const auto category = words_with(clause, kAuthorityTopic); category.size() == 1)
      categories.insert(*category.begin());
  }
  add("sci_controls", sci);
  add("logical_authority_category", categories);
  add("formal_determination", determinations);
  add("caveat", caveats);
  add("sensitivity", sensitivities);
  add("shareability", shareability);
  add("entity", entities);
  if (government)
    add("permitted_organizations", std::set<std::string>{std::string(kGovernment)});
  else {
    if (readers.nations) add("permitted_nationalities", *readers.nations);
    if (readers.organisations) add("permitted_organizations", *readers.organisations);
  }
  return out + "}";
}

}  // namespace

Rendering write_acs(const Label& label, const Context& context) {
  Rendering out;
  const auto give_up = [&] {
    out.text.clear();
    out.lost = lost_between(label, Label{});
    return out;
  };
  const std::string party(kParty);
  const auto levels = label.levels.find(party);
  if (label.originating_parties() != std::set<std::string>{party} || levels == label.levels.end() ||
      label.levels.size() != 1 || label.actions == 0 || !label.unknowns.empty())
    return give_up();
  const Word* level = nullptr;
  Time created = context.marked;
  for (const LevelWord& word : levels->second) {
    const Word* known = word.scheme == kParty ? by_ours(kClassifications, word.word) : nullptr;
    if (known == nullptr) return give_up();
    if (level == nullptr || known > level) {
      level = known;
      created = word.created;
    }
  }
  std::vector<std::string> agencies;
  for (const std::string& originator : label.originators)
    if (is_organisation(originator) && agency_of(originator) == originator) agencies.push_back(originator);
  const auto sets = label.releasable.find(party);
  const Readers readers = sets == label.releasable.end() ? Readers{} : readers_of(sets->second);
  if (level == nullptr || agencies.empty() || readers.nobody) return give_up();

  // The actions that no duty forbids; display only is DSPLY and nothing else.
  std::vector<std::string_view> permitted;
  bool limited = label.actions == 1;
  for (const std::string_view action : kActions) {
    const bool forbidden = label.duties.contains(duty_not(action));
    limited = limited || forbidden;
    if (!forbidden && (label.actions == 3 || action == "DSPLY")) permitted.push_back(action);
  }
  const bool usable = std::any_of(permitted.begin(), permitted.end(), [&](std::string_view action) {
    return label.actions == 1 ? action == "DSPLY" : std::find(kUses.begin(), kUses.end(), action) != kUses.end();
  });
  if (limited && !usable) return give_up();
  const bool everybody = readers.stated && !readers.nations && !readers.organisations;
  std::string rules;
  if (limited || everybody) {
    // A scope that names ALL nations says that everybody may have it; one that names ALL entities says nothing of the
    // kind.
    const std::string_view scope =
        everybody
            ? R"("permitted_nationalities":["ALL"],"permitted_organizations":["ALL"],"shareability":["ALL"],"entity":["ALL"])"
            : R"("entity":["ALL"])";
    if (!limited) permitted = {"ALL"};
    for (const std::string_view action : permitted)
      rules += fmt::format(R"({}{{"privilege_action":"{}","privilege_scope":{{{}}},"rule_effect":"permit"}})",
                           rules.empty() ? "" : ",", action, scope);
    rules = fmt::format(R"(,"access_privilege":[{}])", rules);
  }
  const bool government = readers.nations && *readers.nations == std::set<std::string>{party} &&
                          !readers.organisations && label.restricting.contains({party, "NO-CLIENTS"});
  std::string disposition;
  for (const std::string& duty : label.duties) {
    const std::string_view rest = std::string_view(duty).substr(std::min(kDispose.size(), duty.size()));
    const std::size_t end = rest.find("Z:");
    if (!duty.starts_with(kDispose) || end == std::string_view::npos || !disposition.empty()) continue;
    disposition = fmt::format(R"(,"resource_disposition":{{"disposition_date":{},"disposition_process":{}}})",
                              quoted(rest.substr(0, end + 1)), quoted(rest.substr(end + 2)));
  }
  out.text = fmt::format(
      R"({{"extension_type":"property-extension","identifier":"isa:guide.19001.ACS3-{}","create_date_time":"{}","responsible_entity_custodian":{}{},)"
      R"("policy_reference":"urn:isa:policy:acs:ns:v3.0?privdefault={}&sharedefault=permit"{}{},"control_set":{}}})",
      uuid_of(to_json(label)), format_time(created), quoted(agencies[0]),
      agencies.size() > 1 ? fmt::format(R"(,"responsible_entity_originator":{})", quoted(agencies[1])) : "",
      rules.empty() ? "permit" : "deny", rules, disposition, control_set(label, level->acs, readers, government));
  const Reading back = read_acs(out.text, context);
  if (!back.ok()) return give_up();
  out.lost = lost_between(label, back.label);
  return out;
}

}  // namespace comity::marking
