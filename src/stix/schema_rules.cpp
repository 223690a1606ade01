// What properties of one object ask of each other. A rule whose property a version of STIX does not define never meets
// it.
#include <array>

#include "stix/tables.hpp"

namespace comity::stix {
namespace {

using enum Rule::Kind;
constexpr auto kRules = std::to_array<Rule>({
    {"campaign", not_before, "first_seen", "last_seen", "4.2"},
    {"indicator", later, "valid_from", "valid_until", "4.7"},
    {"infrastructure", not_before, "first_seen", "last_seen", "4.8"},
    {"intrusion-set", not_before, "first_seen", "last_seen", "4.9"},
    {"location", together, "latitude", "longitude", "4.10"},
    {"location", together, "longitude", "latitude", "4.10"},
    {"location", together, "precision", "latitude", "4.10"},
    {"malware", needed_if_true, "is_family", "name", "4.11"},
    {"malware", not_before, "first_seen", "last_seen", "4.11"},
    {"observed-data", not_before, "first_observed", "last_observed", "4.14"},
    {"observed-data", apart, "objects", "object_refs", "4.14"},
    {"threat-actor", not_before, "first_seen", "last_seen", "4.17"},
    {"relationship", later, "start_time", "stop_time", "5.1"},
    {"sighting", not_before, "first_seen", "last_seen", "5.2"},
    {"artifact", apart, "payload_bin", "url", "6.1"},
    {"artifact", together, "url", "hashes", "6.1"},
    {"artifact", together, "decryption_key", "encryption_algorithm", "6.1"},
    {"email-message", not_if_true, "body", "is_multipart", "6.6"},
    {"email-message", not_if_false, "body_multipart", "is_multipart", "6.6"},
    {"file", together, "name_enc", "name", "3.1"},
    {"file", not_if_false, "encryption_algorithm", "is_encrypted", "2.0"},
    {"file", not_if_false, "decryption_key", "is_encrypted", "2.0"},
    {"network-traffic", not_before, "start", "end", "6.12"},
    {"network-traffic", not_if_true, "end", "is_active", "6.12"},
    {"marking-definition", together, "definition", "definition_type", "7.2.1"},
    {"marking-definition", together, "definition_type", "definition", "7.2.1"},
    {"granular-marking", apart, "lang", "marking_ref", "7.2.3"},
});

}  // namespace

std::span<const Rule> rules() { return kRules; }

}  // namespace comity::stix
