#include "taxii/collections.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <shared_mutex>

#include "base/bytes.hpp"
#include "crypto/hash.hpp"
#include "taxii/media.hpp"

namespace comity::taxii {
namespace {

std::string uuid_of(std::string_view prefix, std::string_view name) {
  crypto::Digest digest = crypto::sha256(prefix, name);
  digest[6] = static_cast<std::uint8_t>((digest[6] & 0x0f) | 0x40);
  digest[8] = static_cast<std::uint8_t>((digest[8] & 0x3f) | 0x80);
  std::string text = to_hex(crypto::view(digest).substr(0, 16));
  for (const std::size_t at : {20, 16, 12, 8}) text.insert(at, 1, '-');
  return text;
}

constexpr std::string_view kReadAlias = "everything-i-may-see";

Collection everything() {
  return {std::string(kReadCollection), "Everything I may see",
          "Every object that agreements, consents and clearances release to this reader, as it is released", std::string(kReadAlias), false, {}};
}

// Taking something back from it must leave it without that (§5.7), also for people of originating parties, who go on reading what is recalled.
Collection of_agency(const std::string& agency, bool writes) {
  Collection out{write_collection(agency), fmt::format("Shared by {}", agency),
                 "What is posted here is shared as this agency's, as far as its markings and the agreements go; it holds what stands of that",
                 "shared-by-my-agency", writes, {}};
  out.filter.originators = {agency};
  out.filter.standing = true;
  return out;
}

Collection of_agreement(const operations::OwnStanding::Bond& bond) {
  Collection out{agreement_collection(bond.id), bond.title.empty() ? bond.id : fmt::format("{} ({})", bond.title, bond.id),
                 fmt::format("Of what this reader may see, what other parties release to it by the agreement {}", bond.id),
                 "agreement-" + bond.id, false, {}};
  out.filter.agreements = {bond.id};
  return out;
}

Collection of_party(const std::string& party) {
  Collection out{party_collection(party), fmt::format("Originated by {}", party),
                 fmt::format("Of what this reader may see, what has {} among its originating parties", party), "party-" + party, false, {}};
  out.filter.originators = {party};
  return out;
}

Collection of_originator(const std::string& agency) {
  Collection out{originator_collection(agency), fmt::format("Originated by {}", agency),
                 fmt::format("Of what this reader may see, what has {} among its originators", agency), "agency-" + agency, false, {}};
  out.filter.originators = {agency};
  return out;
}

// Who there is, every reader may know: the directory's agencies of these parties.
std::vector<std::string> agencies_of(operations::Node& node, const std::set<std::string>& parties) {
  std::shared_lock state(node.journal().state());
  std::vector<std::string> out;
  for (const auto& [id, agency] : node.policy.world().directory().agencies)
    if (parties.contains(std::string(marking::party_of(id)))) out.push_back(id);
  return out;
}

}  // namespace

std::string write_collection(std::string_view agency) { return uuid_of("comity/collection/v1\n", agency); }
std::string agreement_collection(std::string_view agreement) { return uuid_of("comity/collection/agreement/v1\n", agreement); }
std::string party_collection(std::string_view party) { return uuid_of("comity/collection/party/v1\n", party); }
std::string originator_collection(std::string_view agency) { return uuid_of("comity/collection/agency/v1\n", agency); }

Result<std::vector<Collection>> collections_of(operations::Node& node, const operations::Caller& caller) {
  std::vector<Collection> out;
  if (caller.is_operator()) return out;
  TRY(const operations::OwnStanding own, operations::own_standing(node, caller));
  out.push_back(everything());
  out.push_back(of_agency(caller.agency, own.submitter));
  std::set<std::string> parties{caller.party};
  for (const auto& bond : own.agreements) {
    out.push_back(of_agreement(bond));
    parties.insert(bond.parties.begin(), bond.parties.end());
  }
  for (const std::string& party : parties) out.push_back(of_party(party));
  for (const std::string& agency : agencies_of(node, parties)) out.push_back(of_originator(agency));
  return out;
}

Result<Collection> find_collection(operations::Node& node, const operations::Caller& caller, std::string_view id) {
  if (!caller.is_operator() && (id == kReadCollection || id == kReadAlias)) return everything();
  TRY(std::vector<Collection> all, collections_of(node, caller));
  const auto found = std::find_if(all.begin(), all.end(), [&](const Collection& one) { return one.id == id || one.alias == id; });
  if (found == all.end())
    return fail(Code::not_found, "There is no such collection for this caller; collections/ lists what there is.");
  return std::move(*found);
}

nlohmann::ordered_json to_json(const Collection& one) {
  return {{"id", one.id},         {"title", one.title},      {"description", one.description},
          {"alias", one.alias},   {"can_read", true},        {"can_write", one.writes},
          {"media_types", nlohmann::ordered_json::array({kStixMediaType, kStix20MediaType})}};
}

}  // namespace comity::taxii
