// ISA ACS 3.0, the STIX marking extension of US agencies, read into a label that is never wider. docs/format/acs.md has
// the mapping and its reasons.
#include "marking/acs.hpp"

#include <fmt/format.h>

#include "marking/json_reading.hpp"
#include "marking/languages.hpp"

namespace comity::marking {
namespace acs {

namespace {
bool is_capital_or_digit(char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }
}  // namespace

bool is_sector(std::string_view word) { return std::find(kSectors.begin(), kSectors.end(), word) != kSectors.end(); }

bool is_organisation(std::string_view id) {
  const std::size_t first = id.find('.');
  if (id.size() > 128 || first == std::string_view::npos) return false;
  const std::size_t second = std::min(id.find('.', first + 1), id.size());
  const std::string_view party = id.substr(0, first), agency = id.substr(first + 1, second - first - 1);
  if (party.empty() || agency.empty() || !std::all_of(party.begin(), party.end(), is_capital_or_digit) ||
      !std::all_of(agency.begin(), agency.end(), is_capital_or_digit))
    return false;
  if (second == id.size()) return true;
  const std::string_view office = id.substr(second + 1);
  return office.size() >= 2 && is_capital_or_digit(office[0]) &&
         std::all_of(office.begin(), office.end(), [](char c) { return is_capital_or_digit(c) || c == '-'; });
}

bool is_identifier(std::string_view text) {
  std::string lower(text.substr(0, 10));
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  if (!lower.starts_with("isa:guide.") || text.size() > 256) return false;
  std::string_view rest = text.substr(10);
  const std::string_view authority = rest.substr(0, rest.find('.'));
  if ((authority != "19001" && authority != "999191") || authority.size() == rest.size()) return false;
  rest.remove_prefix(authority.size() + 1);
  if (rest.size() < 36 || !is_uuid(rest.substr(rest.size() - 36), "12345")) return false;
  const std::string_view prefix = rest.substr(0, rest.size() - 36);
  if (prefix.empty()) return true;
  return prefix.size() > 1 && prefix.back() == '-' && std::all_of(prefix.begin(), prefix.end() - 1, [](char c) {
           return is_capital_or_digit(c) || (c >= 'a' && c <= 'z') || c == '_';
         });
}

bool is_nation(std::string_view code) {
  return code.size() == 3 && code != "ALL" &&
         std::all_of(code.begin(), code.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

std::string duty_not(std::string_view action) {
  std::string out = fmt::format("{}{}", kNot, action);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

}  // namespace acs

namespace {

using namespace acs;
using Need = JsonReading::Need;
using Place = JsonReading::Place;
using Strings = std::vector<std::string>;

constexpr std::string_view kRule = "ACS 3.0";
constexpr std::size_t kMaxRemark = 1024;
constexpr std::size_t kMaxSharingWords = 4096;  // of all rules together: each denial is held against all permits
constexpr std::array<std::string_view, 16> kMembers = {"extension_type",
                                                       "identifier",
                                                       "name",
                                                       "create_date_time",
                                                       "responsible_entity_custodian",
                                                       "responsible_entity_originator",
                                                       "authority_reference",
                                                       "policy_reference",
                                                       "control_set",
                                                       "original_classification",
                                                       "derivative_classification",
                                                       "declassification",
                                                       "resource_disposition",
                                                       "public_release",
                                                       "access_privilege",
                                                       "further_sharing"};
constexpr std::array<std::string_view, 10> kControlSet = {
    "classification", "sci_controls", "logical_authority_category", "formal_determination",   "caveat", "sensitivity",
    "shareability",   "entity",       "permitted_nationalities",    "permitted_organizations"};
constexpr std::array<std::string_view, 4> kScope = {"permitted_nationalities", "permitted_organizations",
                                                    "shareability", "entity"};
constexpr std::array<std::string_view, 2> kEffects = {"permit", "deny"};
constexpr std::array<std::string_view, 12> kRuleActions = {"DSPLY",   "IDSRC",           "TENOT",    "NETDEF",
                                                           "LEGAL",   "INTEL",           "TEARLINE", "OPACTION",
                                                           "REQUEST", "ANONYMOUSACCESS", "CISAUSES", "ALL"};
constexpr std::array<std::string_view, 1> kPropertyExtension = {"property-extension"};

struct Dimension {
  bool all = false;  // "ALL", or not limited at all
  bool said = false;
  Strings words;
  auto operator<=>(const Dimension&) const = default;
};

struct Rule {
  Place at;
  std::string action;
  bool permit = false;
  std::array<Dimension, 4> scope;  // as kScope
  bool everybody() const {
    return std::all_of(scope.begin(), scope.end(), [](const Dimension& one) { return one.all; });
  }
};

struct Policy {
  bool privileges_denied = false;  // unless a rule permits
  bool sharing_denied = false;
};

class Acs {
 public:
  Acs(std::string_view text, const Context& context) : in_(text, kRule), label_(in_.label()), context_(context) {}

  Reading read() {
    const auto top = in_.extension(kExtension);
    if (!top) return in_.finish();
    in_.only(*top, kMembers);
    in_.one_of(*top, "extension_type", Need::optional, kPropertyExtension);
    in_.string(*top, "name", Need::optional);
    if (const auto id = in_.string(*top, "identifier", Need::required); id && !is_identifier(*id))
      in_.error(at(*top, "identifier"),
                fmt::format("identifier \"{}\" is none; write isa:guide.19001.ACS3- and a UUID", excerpt(*id)));
    created_ = in_.timestamp(*top, "create_date_time", Need::required).value_or(Time{});
    read_originators(*top);
    read_authorities(*top);
    const Policy policy = read_policy(*top);
    read_classifying(*top);
    read_disposition(*top);
    const auto controls = in_.object(*top, "control_set", Need::required);
    if (controls) read_controls(*controls);
    read_public_release(*top, controls);
    read_privileges(*top, policy);
    read_sharing(*top, policy);
    if (no_clients_) label_.restricting.insert({std::string(kParty), "NO-CLIENTS"});
    if (sets_.empty() && all_said_) sets_.insert({true, {}});
    // An ACS marking of another party's custodian restricts that party's information as it restricts USA's.
    std::set<std::string> parties = label_.originating_parties();
    parties.emplace(kParty);
    for (const std::string& party : parties) {
      if (!sets_.empty()) label_.releasable[party] = sets_;
      if (!level_.empty())
        label_.levels[party].insert({std::string(kParty), level_, level_created_.value_or(created_), {}});
    }
    return in_.finish();
  }

 private:
  // A member that is known to be there.
  Place at(const Place& object, std::string_view name) {
    return {object.value.get(name).value_or(object.value), fmt::format("{}/{}", object.pointer, name)};
  }

  void remark(std::string text) { label_.caveats.insert(excerpt(text, kMaxRemark)); }

  void read_originators(const Place& top) {
    const auto originate = [&](std::string_view field, const std::string& id) {
      // Our agencies are PARTY.AGENCY: an office within one stands in the remark only.
      const std::string agency(agency_of(id));
      label_.originators.insert(agency);
      if (agency == id)
        own_.insert({Member::Kind::agency, id, {}});
      else
        remark(fmt::format("ACS {}: {}", field, id));
      if (party_of(id) != kParty)
        in_.warn(
            at(top, field == "custodian" ? "responsible_entity_custodian" : "responsible_entity_originator"),
            fmt::format(
                "{} is not of the United States, and ACS has US level words only: no agreement of {} will know them",
                id, party_of(id)));
    };
    if (const auto custodian = in_.string(top, "responsible_entity_custodian", Need::required)) {
      if (is_organisation(*custodian))
        originate("custodian", *custodian);
      else
        in_.error(
            at(top, "responsible_entity_custodian"),
            fmt::format(
                "responsible_entity_custodian \"{}\" is no organisation; write it like USA.DHS or USA.DHS.US-CERT",
                excerpt(*custodian)));
    }
    const auto originator = in_.string(top, "responsible_entity_originator", Need::optional);
    if (!originator) return;
    if (is_sector(*originator))
      remark(fmt::format("ACS originator: {}", *originator));
    else if (is_organisation(*originator))
      originate("originator", *originator);
    else
      in_.error(
          at(top, "responsible_entity_originator"),
          fmt::format(
              "responsible_entity_originator \"{}\" is neither an organisation like USA.DHS nor a sector like CIKR",
              excerpt(*originator)));
  }

  void read_authorities(const Place& top) {
    constexpr std::string_view kUrn = "urn:isa:authority:";
    for (const Place& place : in_.list(top, "authority_reference", Need::optional)) {
      const auto text = in_.string_at(place);
      if (!text) continue;
      const std::string_view name = std::string_view(*text).substr(std::min(kUrn.size(), text->size()));
      const bool word = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
      });
      if (text->starts_with(kUrn) && word)
        remark(fmt::format("ACS authority: {}", name));
      else
        in_.error(place, fmt::format("{} \"{}\" is no authority; write urn:isa:authority: and a word", place.pointer,
                                     excerpt(*text)));
    }
  }

  // One reference or several with white space between; where they differ, the one that denies holds.
  Policy read_policy(const Place& top) {
    Policy out{true, true};
    const auto text = in_.string(top, "policy_reference", Need::required);
    if (!text) return out;
    constexpr std::string_view kStart = "urn:isa:policy:acs:ns:v3.0?privdefault=", kMiddle = "&sharedefault=";
    std::string_view rest = *text;
    Policy said;
    bool any = false;
    const auto effect = [&](bool& denied) {
      for (const std::string_view word : kEffects)
        if (rest.starts_with(word)) {
          rest.remove_prefix(word.size());
          denied = denied || word == "deny";
          return true;
        }
      return false;
    };
    const auto skip = [&](std::string_view word) {
      if (!rest.starts_with(word)) return false;
      rest.remove_prefix(word.size());
      return true;
    };
    while (skip(kStart) && effect(said.privileges_denied) && skip(kMiddle) && effect(said.sharing_denied)) {
      any = true;
      if (!rest.empty() && (rest[0] == ' ' || rest[0] == '\t' || rest[0] == '\n' || rest[0] == '\r'))
        rest.remove_prefix(1);
      if (rest.empty()) break;
    }
    if (any && rest.empty()) return said;
    in_.error(at(top, "policy_reference"),
              fmt::format("policy_reference \"{}\" is not that of ACS 3.0; write {}deny{}deny, or permit",
                          excerpt(*text, 128), kStart, kMiddle));
    return out;
  }

  void read_classifying(const Place& top) {
    static constexpr std::array<std::string_view, 4> kOriginal = {"classified_by", "classified_on",
                                                                  "classification_reason", "compilation_reason"};
    static constexpr std::array<std::string_view, 3> kDerivative = {"classified_by", "classified_on", "derived_from"};
    static constexpr std::array<std::string_view, 4> kDeclass = {"declass_exemption", "declass_period", "declass_date",
                                                                 "declass_event"};
    const auto noted = [&](const std::optional<std::string>& text, std::string_view title) {
      if (text) remark(fmt::format("{}: {}", title, *text));
    };
    if (const auto original = in_.object(top, "original_classification", Need::optional)) {
      in_.only(*original, kOriginal);
      noted(in_.string(*original, "classified_by", Need::required), "Classified by");
      noted(in_.string(*original, "classification_reason", Need::optional), "Reason");
      noted(in_.string(*original, "compilation_reason", Need::optional), "Classified by compilation");
      level_created_ = in_.timestamp(*original, "classified_on", Need::optional);
    }
    if (const auto derivative = in_.object(top, "derivative_classification", Need::optional)) {
      in_.only(*derivative, kDerivative);
      noted(in_.string(*derivative, "classified_by", Need::required), "Classified by");
      noted(in_.string(*derivative, "derived_from", Need::required), "Derived from");
      in_.timestamp(*derivative, "classified_on", Need::optional);
    }
    // Nothing is declassified by a date that passed: whoever may declassify marks it anew.
    if (const auto declass = in_.object(top, "declassification", Need::optional)) {
      in_.only(*declass, kDeclass);
      if (declass->value.size() == 0) in_.error(*declass, "declassification is empty; leave it out or say when");
      if (const auto date = in_.timestamp(*declass, "declass_date", Need::optional))
        remark("Declassify on: " + format_date(*date));
      noted(in_.string(*declass, "declass_event", Need::optional), "Declassify on event");
      noted(in_.string(*declass, "declass_exemption", Need::optional), "Declassification exemption");
      if (const auto period = in_.member(*declass, "declass_period", Need::optional)) {
        const std::string_view years = period->value.text();
        if (!period->value.is(json::Kind::number) || years.size() > 4 ||
            years.find_first_not_of("0123456789") != std::string_view::npos)
          in_.error(*period, "declass_period is a whole number of years");
        else
          remark(fmt::format("Declassify after years: {}", years));
      }
    }
  }

  void read_disposition(const Place& top) {
    static constexpr std::array<std::string_view, 2> kNames = {"disposition_date", "disposition_process"};
    const auto disposition = in_.object(top, "resource_disposition", Need::optional);
    if (!disposition) return;
    in_.only(*disposition, kNames);
    const auto date = in_.timestamp(*disposition, "disposition_date", Need::required);
    const auto process = in_.string(*disposition, "disposition_process", Need::required);
    if (!date || !process) return;
    in_.disposition() = *date;
    label_.duties.insert(fmt::format("{}{}:{}", kDispose, format_time(*date), excerpt(*process, 128)));
  }

  void read_controls(const Place& controls) {
    static constexpr auto kLevels = acs_words(kClassifications);
    static constexpr auto kCaveats = acs_words(kCaveatControls);
    static constexpr auto kSensitivities = acs_words(kSensitivityControls);
    in_.only(controls, kControlSet);
    const std::string party(kParty);
    const auto restrict = [&](std::string_view control) { label_.restricting.insert({party, std::string(control)}); };
    if (const auto level = in_.one_of(controls, "classification", Need::required, kLevels))
      level_ = by_acs(kClassifications, *level)->ours;
    for (std::string& name : in_.strings(controls, "sci_controls", Need::optional)) {
      if (name.size() > 64 || !is_utf8_text(name))
        in_.error(at(controls, "sci_controls"), "an SCI control is a short name, such as SI");
      else
        label_.compartments.insert({party, std::move(name)});
    }
    if (!label_.compartments.empty() && level_ == "UNCLASSIFIED")
      in_.error(at(controls, "sci_controls"), "SCI controls are for classified information, and classification is U");
    for (const std::string& word : in_.strings(controls, "formal_determination", Need::optional, kDeterminations)) {
      determined_.insert(word);
      if (const Word* control = by_acs(kDeterminationControls, word)) restrict(control->ours);
      if (const Word* text = by_acs(kDeterminationRemarks, word)) label_.caveats.emplace(text->ours);
    }
    if (determined_.contains("NO-PII-PRESENT") && determined_.contains("PII-NECESSARY-TO-UNDERSTAND-THREAT"))
      in_.warn(at(controls, "formal_determination"), "it cannot both hold personal data and hold none; both are shown");
    for (const std::string& word : in_.strings(controls, "caveat", Need::optional, kCaveats))
      restrict(by_acs(kCaveatControls, word)->ours);
    for (const std::string& word : in_.strings(controls, "sensitivity", Need::optional, kSensitivities))
      restrict(by_acs(kSensitivityControls, word)->ours);
    topic(kShareabilityTopic, in_.strings(controls, "shareability", Need::optional, kShareability));
    topic(kEntityTopic, in_.strings(controls, "entity", Need::optional, kEntities));
    // Each category is an authority of its own that the reader must have.
    for (const std::string& category : in_.strings(controls, "logical_authority_category", Need::optional))
      topic(kAuthorityTopic, {excerpt(category, 128)});
    if (controls.value.get("permitted_nationalities")) {
      nations_ = nations(controls, "permitted_nationalities",
                         in_.strings(controls, "permitted_nationalities", Need::optional));
      sets_.insert(*nations_);
    }
    if (controls.value.get("permitted_organizations"))
      sets_.insert(organisations(at(controls, "permitted_organizations"),
                                 in_.strings(controls, "permitted_organizations", Need::optional)));
  }

  void topic(std::string_view prefix, const Strings& words) {
    if (words.empty()) return;
    WordSet clause;
    for (const std::string& word : words) clause.words.insert(std::string(prefix) + word);
    label_.topics.insert(std::move(clause));
  }

  ReaderSet nations(const Place& object, std::string_view name, const Strings& codes) {
    ReaderSet out;
    for (const std::string& code : codes) {
      if (is_nation(code))
        out.members.insert({Member::Kind::party, code, {}});
      else
        in_.error(at(object, name), fmt::format("{} \"{}\" is no nation; write three-letter codes such as USA and NZL",
                                                name, excerpt(code)));
    }
    return out;
  }

  // Whom we cannot name is left out of the set, which makes it narrower.
  ReaderSet organisations(const Place& place, const Strings& ids) {
    ReaderSet out;
    for (const std::string& id : ids)
      if (const auto member = organisation(place, id)) out.members.insert(*member);
    return out;
  }

  std::optional<Member> organisation(const Place& place, const std::string& id) {
    if (id == kGovernment) {
      no_clients_ = true;
      return Member{Member::Kind::party, std::string(kParty), {}};
    }
    if (is_sector(id) || id == "SECTOR") {
      in_.warn(place, fmt::format("{} is a sector, whose members a node does not know: they are not given it", id));
    } else if (!is_organisation(id)) {
      in_.error(place, fmt::format("{} \"{}\" is no organisation; write it like USA.DHS", place.pointer, excerpt(id)));
    } else if (agency_of(id) != id) {
      in_.warn(place, fmt::format("{} is an office within {}, which a node does not tell apart: it is not given it; "
                                  "name the whole agency to include it",
                                  id, agency_of(id)));
    } else {
      return Member{Member::Kind::agency, id, {}};
    }
    return std::nullopt;
  }

  void read_public_release(const Place& top, const std::optional<Place>& controls) {
    static constexpr std::array<std::string_view, 2> kNames = {"released_by", "released_on"};
    const auto release = in_.object(top, "public_release", Need::optional);
    std::optional<Time> since;
    if (release) {
      in_.only(*release, kNames);
      if (const auto by = in_.string(*release, "released_by", Need::required)) remark("Public release by: " + *by);
      since = in_.timestamp(*release, "released_on", Need::optional);
    }
    const bool determined = determined_.contains("PUBREL");
    if (!determined) {
      if (release) in_.warn(*release, "public_release without the formal determination PUBREL releases nothing");
      return;
    }
    const Place place = at(*controls, "formal_determination");
    if (!release) in_.error(place, "PUBREL needs public_release, which says who released it");
    if (!level_.empty() && level_ != "UNCLASSIFIED")
      in_.error(place, fmt::format("PUBREL is for what is unclassified, and this is {}", level_));
    // Without a date of the marking, the date on which ACS says that it was made.
    const Time marked = context_.marked != Time{} ? context_.marked : created_;
    if (since && marked < *since)
      in_.error(at(*release, "released_on"),
                fmt::format("it is public from {}, after the marking of {}; mark it public then", format_date(*since),
                            format_date(marked)));
    if (determined_.contains("NF") || determined_.contains("FOUO"))
      in_.warn(place, "what is released to the public is neither NF nor FOUO; the narrower holds");
    all_said_ = true;
  }

  std::vector<Rule> rules(const Place& top) {
    static constexpr std::array<std::string_view, 3> kNames = {"privilege_action", "privilege_scope", "rule_effect"};
    std::vector<Rule> out;
    for (const Place& place : in_.list(top, "access_privilege", Need::optional)) {
      const auto object = in_.object_at(place);
      if (!object) continue;
      in_.only(*object, kNames);
      const auto action = in_.one_of(*object, "privilege_action", Need::required, kRuleActions);
      const auto effect = in_.one_of(*object, "rule_effect", Need::required, kEffects);
      const auto scope = in_.object(*object, "privilege_scope", Need::required);
      if (!scope) continue;
      in_.only(*scope, kScope);
      if (scope->value.size() == 0)
        in_.error(*scope, fmt::format("{} is empty; say for whom the rule is, or ALL", scope->pointer));
      Rule rule{*object, action.value_or(""), effect && *effect == "permit", {}};
      for (std::size_t i = 0; i < kScope.size(); ++i) rule.scope[i] = dimension(*scope, i);
      if (action && effect) out.push_back(std::move(rule));
    }
    return out;
  }

  Dimension dimension(const Place& scope, std::size_t which) {
    Dimension out;
    out.said = scope.value.get(kScope[which]).has_value();
    out.words = in_.strings(scope, kScope[which], Need::optional);
    const bool all = std::find(out.words.begin(), out.words.end(), "ALL") != out.words.end();
    if (all && out.words.size() > 1)
      in_.error(at(scope, kScope[which]), fmt::format("{}/{}: ALL stands alone", scope.pointer, kScope[which]));
    const auto check = [&](std::span<const std::string_view> known) {
      for (const std::string& word : out.words)
        if (word != "ALL" && std::find(known.begin(), known.end(), word) == known.end())
          in_.error(at(scope, kScope[which]),
                    fmt::format("{}/{} \"{}\" is not known", scope.pointer, kScope[which], excerpt(word)));
    };
    if (which == 2) check(kShareability);
    if (which == 3) check(kEntities);
    out.all = all || !out.said;
    return out;
  }

  void scoped(const Rule& rule) {
    const auto& [nationalities, organisations_of, shareability, entity] = rule.scope;
    const Place scope = at(rule.at, "privilege_scope");
    if ((nationalities.said && nationalities.all) || (organisations_of.said && organisations_of.all)) all_said_ = true;
    if (!nationalities.all) sets_.insert(nations(scope, kScope[0], nationalities.words));
    if (!organisations_of.all) sets_.insert(organisations(at(scope, kScope[1]), organisations_of.words));
    if (!shareability.all) topic(kShareabilityTopic, shareability.words);
    if (!entity.all) topic(kEntityTopic, entity.words);
  }

  void read_privileges(const Place& top, const Policy& policy) {
    const std::vector<Rule> all = rules(top);
    std::set<std::string> denied, permitted;
    const auto meets = [](const std::string& a, const std::string& b) { return a == b || a == "ALL" || b == "ALL"; };
    for (const Rule& rule : all) {
      if (rule.permit) continue;
      if (rule.everybody()) {
        denied.insert(rule.action);
        continue;
      }
      const bool matters = !policy.privileges_denied || std::any_of(all.begin(), all.end(), [&](const Rule& other) {
        return other.permit && meets(other.action, rule.action);
      });
      if (matters)
        in_.error(rule.at, fmt::format("{} denies {} to some readers only, which cannot be kept here; permit it to the "
                                       "others with privdefault=deny",
                                       rule.at.pointer, rule.action));
    }
    if (denied.contains("ALL") || denied.contains("DSPLY"))
      label_.actions = 0;  // who may not see it cannot copy it either
    for (const std::string& action : denied) forbid(action);
    if (!policy.privileges_denied) return;
    std::vector<const Rule*> useful;
    for (const Rule& rule : all) {
      if (!rule.permit || denied.contains(rule.action) || denied.contains("ALL")) continue;
      permitted.insert(rule.action);
      const bool use = rule.action == "ALL" || rule.action == "DSPLY" ||
                       std::find(kUses.begin(), kUses.end(), rule.action) != kUses.end();
      if (use) useful.push_back(&rule);
    }
    for (const std::string_view action : kActions)
      if (!permitted.contains("ALL") && !permitted.contains(std::string(action))) forbid(action);
    if (useful.empty()) {
      sets_.insert({false, own_});
      return;
    }
    if (std::all_of(useful.begin(), useful.end(), [](const Rule* rule) { return rule->action == "DSPLY"; }))
      label_.actions &= 1;
    // A reader within the scope of each rule may do all that any of them permits, which is what the duties say.
    for (const Rule* rule : useful) {
      scoped(*rule);
      if (rule->scope[0] != useful[0]->scope[0] || rule->scope[1] != useful[0]->scope[1])
        in_.warn(rule->at, "the rules permit different readers; it is given to those whom each of them permits");
    }
  }

  void forbid(std::string_view action) {
    if (action != "ALL") label_.duties.insert(duty_not(action));
  }

  void read_sharing(const Place& top, const Policy& policy) {
    static constexpr std::array<std::string_view, 2> kNames = {"sharing_scope", "rule_effect"};
    struct Sharing {
      Place at;
      bool permit;
      Strings scope;
    };
    std::vector<Sharing> all;
    std::size_t words = 0;
    for (const Place& place : in_.list(top, "further_sharing", Need::optional)) {
      const auto object = in_.object_at(place);
      if (!object) continue;
      in_.only(*object, kNames);
      const auto effect = in_.one_of(*object, "rule_effect", Need::required, kEffects);
      Strings scope = in_.strings(*object, "sharing_scope", Need::required);
      for (const std::string& word : scope)
        if (!is_organisation(word) && !is_sector(word) && word != "SECTOR" && word != kForeignGovernments)
          in_.error(at(*object, "sharing_scope"),
                    fmt::format("{}/sharing_scope \"{}\" is not known; write organisations like USA.DHS, sectors, "
                                "FOREIGNGOV or SECTOR",
                                object->pointer, excerpt(word)));
      words += scope.size();
      if (effect) all.push_back({*object, *effect == "permit", std::move(scope)});
    }
    if (words > kMaxSharingWords) {
      in_.error(at(top, "further_sharing"),
                fmt::format("further_sharing names {} organisations; at most {} are read", words, kMaxSharingWords));
      all.clear();
    }
    ReaderSet shared{false, own_};
    for (const Sharing& rule : all)
      if (rule.permit && policy.sharing_denied)
        for (const std::string& word : rule.scope) permit_sharing(rule.at, word, shared);
    for (const Sharing& rule : all)
      if (!rule.permit)
        for (const std::string& word : rule.scope) deny_sharing(rule.at, word, policy, shared);
    if (policy.sharing_denied) sets_.insert(std::move(shared));
  }

  void permit_sharing(const Place& rule, const std::string& word, ReaderSet& shared) {
    const Place place = at(rule, "sharing_scope");
    if (word != kForeignGovernments) {
      if (!is_organisation(word) && !is_sector(word) && word != "SECTOR") return;  // an error already
      if (const auto member = organisation(place, word)) shared.members.insert(*member);
      return;
    }
    if (!nations_) {
      in_.warn(place,
               "FOREIGNGOV does not say which governments, so none is given it; name their nations in "
               "control_set/permitted_nationalities");
      return;
    }
    no_clients_ = true;  // governments only
    for (const Member& nation : nations_->members)
      if (nation.id != kParty) shared.members.insert(nation);
  }

  void deny_sharing(const Place& rule, const std::string& word, const Policy& policy, ReaderSet& shared) {
    const Place place = at(rule, "sharing_scope");
    const Member home{Member::Kind::party, std::string(kParty), {}};
    if (word == kForeignGovernments) {
      std::erase_if(shared.members, [](const Member& member) { return party_of(member.id) != kParty; });
      if (!policy.sharing_denied) sets_.insert({false, {home}});
    } else if (is_sector(word) || word == "SECTOR") {
      // Nobody outside governments: of the nations named, or else of the United States.
      no_clients_ = true;
      if (!policy.sharing_denied && !nations_) sets_.insert({false, {home}});
    } else if (!policy.sharing_denied) {
      in_.error(
          place,
          fmt::format(
              "{} denies sharing with {} only, which cannot be kept here; permit the others with sharedefault=deny",
              place.pointer, excerpt(word)));
    } else if (word == kGovernment) {
      std::erase_if(shared.members, [](const Member& member) { return party_of(member.id) == kParty; });
    } else {
      const bool within = std::any_of(shared.members.begin(), shared.members.end(), [&](const Member& member) {
        return member.id == party_of(word) || (member.id == agency_of(word) && member.id != word);
      });
      if (within)
        in_.error(place, fmt::format("{} denies {} what another rule permits to all of {}; permit the others by name",
                                     place.pointer, word, party_of(word)));
      std::erase_if(shared.members, [&](const Member& member) { return member.id == word; });
    }
  }

  JsonReading in_;
  Label& label_;
  const Context& context_;
  Time created_;
  std::optional<Time> level_created_;
  std::string level_;
  std::set<std::string> determined_;
  std::set<Member> own_;              // custodian and originator, where they are whole agencies
  std::optional<ReaderSet> nations_;  // control_set/permitted_nationalities
  std::set<ReaderSet> sets_;          // a reader must be in all
  bool all_said_ = false;
  bool no_clients_ = false;
};

}  // namespace

bool recognizes_acs(std::string_view text) {
  return has_member(text, {"control_set", "policy_reference", "responsible_entity_custodian"}) ||
         (has_member(text, {"extensions"}) &&
          text.find(fmt::format("\"{}\"", acs::kExtension)) != std::string_view::npos);
}

Reading read_acs(std::string_view text, const Context& context) { return Acs(text, context).read(); }

}  // namespace comity::marking
