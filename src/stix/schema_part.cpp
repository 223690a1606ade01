// Objects inside objects that have a table of their own, in the order of Part.
#include <array>

#include "stix/tables.hpp"

namespace comity::stix {
namespace {

constexpr auto kExternalReference = std::to_array<Property>({
    text("source_name").required(),
    text("description"),
    text("url", Shape::link),
    hashes("hashes"),
    text("external_id"),
});

constexpr auto kKillChainPhase = std::to_array<Property>(
    {text("kill_chain_name", Shape::hyphenated).required(), text("phase_name", Shape::hyphenated).required()});

constexpr auto kGranularMarking = std::to_array<Property>({
    text("lang", Shape::language).only21(),
    ref("marking_ref", "marking-definition").required20(),
    text("selectors", Shape::selector).listed().required(),
});

constexpr auto kMimePart = std::to_array<Property>(
    {text("body"), ref("body_raw_ref", "artifact file"), text("content_type"), text("content_disposition")});

constexpr auto kDataStream =
    std::to_array<Property>({text("name").required(), hashes("hashes"), integer("size").from(0)});

constexpr auto kPeOptionalHeader = std::to_array<Property>({
    hex("magic_hex"),
    integer("major_linker_version"),
    integer("minor_linker_version"),
    integer("size_of_code").from(0),
    integer("size_of_initialized_data").from(0),
    integer("size_of_uninitialized_data").from(0),
    integer("address_of_entry_point"),
    integer("base_of_code"),
    integer("base_of_data"),
    integer("image_base"),
    integer("section_alignment"),
    integer("file_alignment"),
    integer("major_os_version"),
    integer("minor_os_version"),
    integer("major_image_version"),
    integer("minor_image_version"),
    integer("major_subsystem_version"),
    integer("minor_subsystem_version"),
    hex("win32_version_value_hex"),
    integer("size_of_image").from(0),
    integer("size_of_headers").from(0),
    hex("checksum_hex"),
    hex("subsystem_hex"),
    hex("dll_characteristics_hex"),
    integer("size_of_stack_reserve").from(0),
    integer("size_of_stack_commit").from(0),
    integer("size_of_heap_reserve").from(0),
    integer("size_of_heap_commit").from(0),
    hex("loader_flags_hex"),
    integer("number_of_rva_and_sizes"),
    hashes("hashes"),
});

constexpr auto kPeSection =
    std::to_array<Property>({text("name").required(), integer("size").from(0), number("entropy"), hashes("hashes")});

constexpr auto kRegistryValue =
    std::to_array<Property>({text("name"), text("data"), closed("data_type", Vocabulary::windows_registry_datatype)});

constexpr auto kX509V3Extensions = std::to_array<Property>({
    text("basic_constraints"),
    text("name_constraints"),
    text("policy_constraints"),
    text("key_usage"),
    text("extended_key_usage"),
    text("subject_key_identifier"),
    text("authority_key_identifier"),
    text("subject_alternative_name"),
    text("issuer_alternative_name"),
    text("subject_directory_attributes"),
    text("crl_distribution_points"),
    text("inhibit_any_policy"),
    time("private_key_usage_period_not_before"),
    time("private_key_usage_period_not_after"),
    text("certificate_policies"),
    text("policy_mappings"),
});

constexpr Column kPart = Column::part;
constexpr auto kStructures = std::to_array<Structure>({
    {"external-reference", kPart, "2.5", kExternalReference, "description url external_id", "", ""},
    {"kill-chain-phase", kPart, "2.11", kKillChainPhase, "", "", ""},
    {"granular-marking", kPart, "7.2.3", kGranularMarking, "lang marking_ref", "", ""},
    {"email-mime-part-type", kPart, "6.6.2", kMimePart, "body body_raw_ref", "", ""},
    {"alternate-data-stream-type", kPart, "6.7.3", kDataStream, "", "", ""},
    {"windows-pe-optional-header-type", kPart, "6.7.6", kPeOptionalHeader, "*", "", ""},
    {"windows-pe-section-type", kPart, "6.7.6", kPeSection, "", "", ""},
    {"windows-registry-value-type", kPart, "6.17.2", kRegistryValue, "*", "", ""},
    {"x509-v3-extensions-type", kPart, "6.18.2", kX509V3Extensions, "*", "", ""},
});
static_assert(kStructures.size() == static_cast<std::size_t>(Part::count));

}  // namespace

std::span<const Structure> part_structures() { return kStructures; }

}  // namespace comity::stix
