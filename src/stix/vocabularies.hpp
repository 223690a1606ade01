// The vocabularies of STIX (§10), and lists that it takes from other registries.
#pragma once

#include <cstdint>
#include <string_view>

namespace comity::stix {

enum class Vocabulary : std::uint8_t {
  none,
  account_type,
  attack_motivation,
  attack_resource_level,
  encryption_algorithm,
  extension_type,
  grouping_context,
  hash_algorithm,
  identity_class,
  implementation_language,
  indicator_type,
  industry_sector,
  infrastructure_type,
  malware_capabilities,
  malware_result,
  malware_type,
  network_socket_address_family,
  network_socket_type,
  opinion,
  pattern_type,
  processor_architecture,
  region,
  report_type,
  threat_actor_type,
  threat_actor_role,
  threat_actor_sophistication,
  tool_type,
  windows_integrity_level,
  windows_pebinary_type,
  windows_registry_datatype,
  windows_service_start_type,
  windows_service_type,
  windows_service_status,
  indicator_label,
  malware_label,
  report_label,
  threat_actor_label,
  tool_label,
  socket_protocol_family,
  count,
};

struct VocabularyRow {
  std::string_view name;     // as the specification has it
  std::string_view section;  // "10.7"; "2.0" where only STIX 2.0 has it
  std::string_view words;    // parted by spaces
};
const VocabularyRow& vocabulary(Vocabulary which);
bool has_word(Vocabulary which, std::string_view word);

// ISO 3166-1 alpha-2, in either case.
bool is_country(std::string_view code);
// The preferred MIME name of a character set in the registry of the IANA, else its name, as §3.9.1 asks.
bool is_character_set(std::string_view name);

}  // namespace comity::stix
