// FIRST Information Exchange Policy 2.0 as a STIX marking. docs/format/iep.md says what each field does to the label.
#include <fmt/format.h>

#include <array>

#include "marking/json_reading.hpp"
#include "marking/languages.hpp"
#include "marking/lost.hpp"

namespace comity::marking {
namespace {

using Need = JsonReading::Need;
using Words = std::span<const std::string_view>;

constexpr std::string_view kRule = "IEP 2.0";
constexpr std::size_t kMaxDescriptionBytes = 16 * 1024;
constexpr std::array<std::string_view, 14> kMembers = {"extension_type",
                                                       "iep_id",
                                                       "iep_version",
                                                       "name",
                                                       "description",
                                                       "start_date",
                                                       "end_date",
                                                       "encrypt_in_transit",
                                                       "permitted_actions",
                                                       "affected_party_notifications",
                                                       "tlp",
                                                       "provider_attribution",
                                                       "unmodified_resale",
                                                       "external_references"};
constexpr std::array<std::string_view, 2> kMustMay = {"must", "may"};
constexpr std::array<std::string_view, 2> kMayMustNot = {"may", "must-not"};
constexpr std::array<std::string_view, 3> kMayMustMustNot = {"may", "must", "must-not"};
constexpr std::array<std::string_view, 4> kTlp = {"red", "amber", "green", "white"};
constexpr std::array<std::string_view, 1> kPropertyExtension = {"property-extension"};
// In the order of the specification: each permits what the ones before it permit, and more.
constexpr std::array<std::string_view, 5> kActions = {"none", "contact-for-instruction", "internally-visible-actions",
                                                      "externally-visible-indirect-actions",
                                                      "externally-visible-direct-actions"};

constexpr std::string_view kEncrypt = "iep:encrypt-in-transit";
constexpr std::string_view kOnly = "iep:actions-at-most:";  // and one of kActions but the last
constexpr std::string_view kNoNotice = "iep:do-not-notify-affected-parties";
constexpr std::string_view kName = "iep:name-the-provider";
constexpr std::string_view kDoNotName = "iep:do-not-name-the-provider";
constexpr std::string_view kNoResale = "iep:no-unmodified-resale";
constexpr std::string_view kUntil = "iep:until:";

// Members that STIX keeps on the marking-definition beside the extension; IEP's own JSON has them in the policy.
void read_definition(JsonReading& in, const JsonReading::Place& policy) {
  const JsonReading::Place& home = in.whole_definition() ? in.definition() : policy;
  const Need need = in.whole_definition() ? Need::required : Need::optional;
  in.string(home, "name", need);
  const auto references = in.member(home, "external_references", need);
  if (!references) return;
  if (!references->value.is(json::Kind::array)) in.error(*references, fmt::format("{} is a list", references->pointer));
}

void read_dates(JsonReading& in, const JsonReading::Place& policy, const Context& context) {
  const auto start = in.timestamp(policy, "start_date", Need::required);
  const auto end = in.timestamp(policy, "end_date", Need::optional);
  const bool dated = context.marked != Time{};
  if (start && dated && context.marked < *start)
    in.error(*in.member(policy, "start_date", Need::optional),
             fmt::format("the policy starts on {}, after the marking of {}: it permits nothing yet",
                         format_date(*start), format_date(context.marked)));
  if (!end) return;
  const JsonReading::Place at = *in.member(policy, "end_date", Need::optional);
  if (start && *end <= *start)
    in.error(at, "end_date is not after start_date, so the policy never holds");
  else if (dated && *end <= context.marked)
    in.error(at, fmt::format("the policy ended on {}, before the marking of {}: it permits nothing any more; mark with "
                             "a policy that holds",
                             format_date(*end), format_date(context.marked)));
  in.disposition() = *end;
  in.label().duties.insert(fmt::format("{}{}", kUntil, format_time(*end)));
}

}  // namespace

bool recognizes_iep(std::string_view text) {
  return has_member(text, {"iep_id", "iep_version", "encrypt_in_transit", "affected_party_notifications"}) ||
         (has_member(text, {"extensions"}) &&
          text.find("\"extension-definition--762e2e97-ee51-43e5-a9ea-165fbb862c4a\"") != std::string_view::npos);
}

Reading read_iep(std::string_view text, const Context& context) {
  JsonReading in(text, kRule);
  const auto policy = in.extension("extension-definition--762e2e97-ee51-43e5-a9ea-165fbb862c4a");
  if (!policy) return in.finish();
  in.only(*policy, kMembers);
  in.one_of(*policy, "extension_type", Need::optional, kPropertyExtension);
  read_definition(in, *policy);

  Label& label = in.label();
  if (const auto id = in.string(*policy, "iep_id", Need::required); id && !is_uuid(*id, "45"))
    in.error(*in.member(*policy, "iep_id", Need::optional),
             fmt::format("iep_id \"{}\" is no UUID of version 4 or 5", excerpt(*id)));
  if (const auto version = in.member(*policy, "iep_version", Need::required)) {
    const std::string_view number = version->value.text();
    if (!version->value.is(json::Kind::number) || (number != "2" && number != "2.0" && number != "2.00"))
      in.error(*version,
               fmt::format("iep_version is the number 2.0, not {}; only that version is read", excerpt(number)));
  }
  if (const auto description = in.string(*policy, "description", Need::required)) {
    const auto at = in.member(*policy, "description", Need::optional);
    if (description->size() > kMaxDescriptionBytes || !is_utf8_text(*description))
      in.error(*at, fmt::format("description is text of at most {} bytes, without control characters",
                                kMaxDescriptionBytes));
    else if (!description->empty())
      label.caveats.insert(*description);
  }
  read_dates(in, *policy, context);

  const auto duty_if = [&](const std::optional<std::string>& said, std::string_view word, std::string_view duty) {
    if (said && *said == word) label.duties.emplace(duty);
  };
  duty_if(in.one_of(*policy, "encrypt_in_transit", Need::required, kMustMay), "must", kEncrypt);
  if (const auto actions = in.one_of(*policy, "permitted_actions", Need::required, kActions);
      actions && *actions != kActions.back())
    label.duties.insert(fmt::format("{}{}", kOnly, *actions));
  duty_if(in.one_of(*policy, "affected_party_notifications", Need::required, kMayMustNot), "must-not", kNoNotice);
  const auto attribution = in.one_of(*policy, "provider_attribution", Need::required, kMayMustMustNot);
  duty_if(attribution, "must", kName);
  duty_if(attribution, "must-not", kDoNotName);
  duty_if(in.one_of(*policy, "unmodified_resale", Need::required, kMayMustNot), "must-not", kNoResale);
  if (const auto tlp = in.one_of(*policy, "tlp", Need::required, kTlp)) {
    label.tlp = *tlp == "red" ? Tlp::red : *tlp == "amber" ? Tlp::amber : *tlp == "green" ? Tlp::green : Tlp::clear;
    // As TLP alone: no level is stated, and the word for that is NONE.
    if (!context.owner.empty()) {
      label.originators.insert(context.owner);
      label.levels[context.owner].insert({std::string(kNoLevelScheme), std::string(kNoLevelWord), Time{}, {}});
    }
  }
  return in.finish();
}

Rendering write_iep(const Label& label, const Context& context) {
  Rendering out;
  const bool levels = std::any_of(label.levels.begin(), label.levels.end(), [](const auto& of) {
    return std::any_of(of.second.begin(), of.second.end(),
                       [](const LevelWord& word) { return word.scheme != kNoLevelScheme; });
  });
  const auto has = [&](std::string_view duty) { return label.duties.contains(std::string(duty)); };
  // One policy cannot both ask for the provider's name and forbid it; and nobody reads what is unknown.
  if (label.tlp == Tlp::none || levels || !label.unknowns.empty() || label.actions != 3 ||
      (has(kName) && has(kDoNotName))) {
    out.lost = lost_between(label, Label{});
    return out;
  }
  std::string_view actions = kActions.back();
  for (const std::string_view word : kActions)
    if (has(std::string(kOnly) + std::string(word))) {
      actions = word;
      break;
    }
  // Among several ends the first one holds.
  std::string until;
  for (const std::string& duty : label.duties)
    if (duty.starts_with(kUntil) && until.empty() && parse_time(std::string_view(duty).substr(kUntil.size())))
      until = fmt::format(R"(,"end_date":"{}")", duty.substr(kUntil.size()));
  // TLP 1 has no AMBER+STRICT; RED is the next that is not wider.
  const Tlp tlp = label.tlp == Tlp::amber_strict ? Tlp::red : label.tlp;
  const std::string_view word = tlp == Tlp::red     ? "red"
                                : tlp == Tlp::amber ? "amber"
                                : tlp == Tlp::green ? "green"
                                                    : "white";
  std::string description;
  json::append_quoted(description, label.caveats.size() == 1 && label.caveats.begin()->size() <= kMaxDescriptionBytes
                                       ? *label.caveats.begin()
                                       : "");
  out.text = fmt::format(
      R"({{"extension_type":"property-extension","iep_id":"{}","iep_version":2.0,"description":{},"start_date":"{}"{},"tlp":"{}",)"
      R"("encrypt_in_transit":"{}","permitted_actions":"{}","affected_party_notifications":"{}","provider_attribution":"{}","unmodified_resale":"{}"}})",
      uuid_of(to_json(label)), description, format_time(context.marked), until, word, has(kEncrypt) ? "must" : "may",
      actions, has(kNoNotice) ? "must-not" : "may",
      has(kName)        ? "must"
      : has(kDoNotName) ? "must-not"
                        : "may",
      has(kNoResale) ? "must-not" : "may");
  const Reading back = read_iep(out.text, context);
  if (!back.ok()) {
    out.text.clear();
    out.lost = lost_between(label, Label{});
    return out;
  }
  Label said = back.label;
  for (const std::string_view word_of : kActions)
    said.duties.insert(fmt::format("{}{}", kOnly, word_of));  // a lower one covers those above
  for (auto at = kActions.begin(); at != kActions.end() && *at != actions; ++at)
    said.duties.erase(fmt::format("{}{}", kOnly, *at));
  out.lost = lost_between(label, said);
  if (label.tlp == Tlp::amber_strict)
    out.lost.push_back("TLP:AMBER+STRICT, which IEP 2.0 cannot say: written as red, which is narrower");
  return out;
}

}  // namespace comity::marking
