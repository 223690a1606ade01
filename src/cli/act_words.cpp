#include "cli/act_words.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "marking/label.hpp"

namespace comity::cli {
namespace {

using namespace agreement;

std::string since_until(const std::optional<Time>& since, const std::optional<Time>& until) {
  return fmt::format(", {}{}", since ? "from " + when(*since) + " on" : "from its recording on", until ? ", until " + when(*until) : "");
}
std::string since_of(const std::optional<Time>& since) { return since ? ", from " + when(*since) + " on" : ", from its recording on"; }
std::string named(const ObjectName& object) {
  return fmt::format("{} of {}{}", object.id, object.owner, object.version.empty() ? "" : ", version " + object.version);
}

// One sentence for each kind.
struct Words {
  const std::string& by;

  std::string operator()(const Suspend& b) const {
    return fmt::format("{} stops release from {} to {} under {}{}", by, b.from, b.to, b.agreement, since_until(b.since, b.until));
  }
  std::string operator()(const Resume& b) const {
    return fmt::format("{} ends its suspensions of release from {} to {} under {}{}", by, b.from, b.to, b.agreement, since_of(b.since));
  }
  std::string operator()(const GiveNotice& b) const {
    return fmt::format("{} gives notice that it leaves {}, {}", by, b.agreement, b.effective ? "on " + when(*b.effective) : "on the first date that the agreement allows");
  }
  std::string operator()(const WithdrawNotice& b) const { return fmt::format("{} withdraws its notice of {}", by, b.agreement); }
  std::string operator()(const HoldNotice& b) const { return fmt::format("{} holds its notice of {}: it has no effect until it is let run", by, b.agreement); }
  std::string operator()(const RunNotice& b) const { return fmt::format("{} lets its notice of {} run", by, b.agreement); }
  std::string operator()(const Renew& b) const { return fmt::format("the term of {} ends on {} instead", b.agreement, when(b.until)); }
  std::string operator()(const SuspendParty& b) const {
    return fmt::format("{} stops all sharing with {}, and its consents to it{}", by, b.party, since_until(b.since, b.until));
  }
  std::string operator()(const ResumeParty& b) const { return fmt::format("{} ends its suspension of sharing with {}{}", by, b.party, since_of(b.since)); }
  std::string operator()(const ReplaceKey& b) const { return fmt::format("the authority of {} signs with the key {} from now on", by, b.key); }
  std::string operator()(const RevokeKey& b) const {
    return fmt::format("nothing that the key {} signs is accepted any more, and what it signed that was recorded at or after {} counts no more{}", b.key, when(b.since),
                       b.successor.empty() ? "" : fmt::format("; the authority of {} signs with {} instead", by, b.successor));
  }
  std::string operator()(const Designate& b) const {
    return fmt::format("{} may sign for {} with the key {}: {}{}", b.person, b.for_whom, b.key, fmt::join(b.powers, ", "), b.until ? ", until " + when(*b.until) : "");
  }
  std::string operator()(const Dismiss& b) const { return fmt::format("{} may sign nothing for {} any more", b.person, by); }
  std::string operator()(const GiveConsent& b) const {
    std::vector<std::string> objects;
    for (const auto& object : b.objects) objects.push_back(named(object));
    return fmt::format("{} consents that {} gets {}{}{}{}", by, b.to, fmt::join(objects, "; "), b.later_versions ? ", later versions too" : "",
                       marking::allows(b.actions, marking::Action::copy) ? "" : ", to display", b.until ? ", until " + when(*b.until) : "");
  }
  std::string operator()(const RefuseConsent& b) const { return fmt::format("{} answers the request {} with no", by, b.request); }
  std::string operator()(const RevokeConsent& b) const { return fmt::format("the consent {} permits nothing any more", b.consent); }
  std::string operator()(const ApproveTearline& b) const { return fmt::format("{} approves the tearline {}, whose bytes have the SHA-256 {}", by, named(b.object), b.sha256); }
};

bool signed_with(const SignedAct& one, const std::string& key) {
  return std::any_of(one.signatures.begin(), one.signatures.end(), [&](const auto& s) { return s.key == key; });
}
bool signed_otherwise(const SignedAct& one, const std::string& signer, const std::string& key) {
  return std::any_of(one.signatures.begin(), one.signatures.end(), [&](const auto& s) { return s.signer == signer && s.key != key; });
}

}  // namespace

std::string when(Time time) {
  const std::string text = format_time(time);
  const std::string_view midnight = "T00:00:00.000000Z";
  if (text.ends_with(midnight)) return text.substr(0, text.size() - midnight.size());
  return text.substr(0, text.find('.')) + "Z";
}

std::string words_of(const Act& act) { return std::visit(Words{act.by}, act.body); }

std::vector<std::string> still_to_sign(const SignedAct& one) {
  std::vector<std::string> out;
  const Act& act = one.act;
  const std::string party(marking::party_of(act.by));
  const auto authority = [&](const std::string& but_not_with) {
    if (!signed_otherwise(one, party, but_not_with)) out.push_back(party);
  };
  if (const auto* replace = std::get_if<ReplaceKey>(&act.body)) {
    authority(replace->key);
    if (!signed_with(one, replace->key)) out.push_back(fmt::format("{} with the new key", party));
  } else if (const auto* revoke = std::get_if<RevokeKey>(&act.body)) {
    const bool revoked = std::any_of(one.signatures.begin(), one.signatures.end(), [&](const auto& s) { return s.key != revoke->successor; });
    if (!revoked) out.push_back(fmt::format("{} with its recovery key, or with the key itself", party));
    if (!revoke->successor.empty() && !signed_with(one, revoke->successor)) out.push_back(fmt::format("{} with the key that succeeds", party));
  } else if (const auto* renew = std::get_if<Renew>(&act.body)) {
    authority("");
    out.push_back(fmt::format("every other party that {} binds", renew->agreement));
  } else if (std::holds_alternative<GiveConsent>(act.body) || std::holds_alternative<RefuseConsent>(act.body) || std::holds_alternative<RevokeConsent>(act.body) ||
             std::holds_alternative<ApproveTearline>(act.body)) {
    if (one.signatures.empty()) out.push_back(fmt::format("{}, or somebody whom it designated for that", party));
  } else {
    authority("");
  }
  return out;
}

}  // namespace comity::cli
