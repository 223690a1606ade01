// The collections a caller has (TAXII 2.1 §5.1). Release is decided per object, so a collection is a way to look at what the caller may
// see, and which ones there are follows from the agreements that bind its party, never from what is held.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "operations/acts.hpp"

namespace comity::taxii {

// The same on every node and for everyone: what it holds depends on who asks.
inline constexpr std::string_view kReadCollection = "0b6ae4a1-75cf-4f16-9d53-6f2c4f6d7f0e";

// The collection that people of this agency write to: the first bits of SHA-256("comity/collection/v1\n" || agency) as
// a UUID. Its version is 4, as TAXII 2.1 §2 asks of identifiers and clients check; a hash is as good as random here.
std::string write_collection(std::string_view agency);
// The same over "comity/collection/agreement/v1\n" and the agreement, "comity/collection/party/v1\n" and the party, "comity/collection/agency/v1\n" and the
// agency whose information it holds.
std::string agreement_collection(std::string_view agreement);
std::string party_collection(std::string_view party);
std::string originator_collection(std::string_view agency);

struct Collection {
  std::string id, title, description, alias;
  bool writes = false;   // the caller may add to it, and take back from it what it shared. Every collection is read
  shelf::Filter filter;  // what it holds of what the caller may see
};

// In the order in which they are listed: the one of everything first, then the caller's agency's. None for the operator, who sees how the node
// decides and no object's bytes, and belongs to no agency that could share any.
Result<std::vector<Collection>> collections_of(operations::Node& node, const operations::Caller& caller);
// By its id or its alias. Errors: not_found (absent, or another's: alike).
Result<Collection> find_collection(operations::Node& node, const operations::Caller& caller, std::string_view id);

// TAXII 2.1 §5.2.1.
nlohmann::ordered_json to_json(const Collection& collection);

}  // namespace comity::taxii
