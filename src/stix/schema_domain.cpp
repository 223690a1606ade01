// §4 domain objects and §5 relationship objects. Whether a property is required follows the OASIS standard of 2021; the
// text of its first errata prints is_family as optional, grouping's name as required and sighting's summary as a
// string, without naming any of the three among its changes.
#include <array>

#include "stix/tables.hpp"

namespace comity::stix {
namespace {

constexpr Property kName = text("name").required();
constexpr Property kDescription = text("description");
constexpr Property kAliases = text("aliases").listed();
constexpr Property kPhases = part("kill_chain_phases", Part::kill_chain_phase).listed();
constexpr Property kFirstSeen = time("first_seen");
constexpr Property kLastSeen = time("last_seen");
constexpr Property kObjectRefs = refs("object_refs", "").required();

constexpr auto kAttackPattern = std::to_array<Property>({kName, kDescription, kAliases.only21(), kPhases});

constexpr auto kCampaign =
    std::to_array<Property>({kName, kDescription, kAliases, kFirstSeen, kLastSeen, text("objective")});

constexpr auto kCourseOfAction = std::to_array<Property>({kName, kDescription, row("action", Form::reserved)});

constexpr auto kGrouping = std::to_array<Property>(
    {text("name"), kDescription, open("context", Vocabulary::grouping_context).required(), kObjectRefs});

constexpr auto kIdentity = std::to_array<Property>({
    kName,
    kDescription,
    text("roles").listed().only21(),
    open("identity_class", Vocabulary::identity_class).required20(),
    open("sectors", Vocabulary::industry_sector).listed(),
    text("contact_information"),
});

constexpr auto kIncident = std::to_array<Property>({kName, kDescription});

constexpr auto kIndicator = std::to_array<Property>({
    text("name").recommended(),
    kDescription.recommended(),
    open("indicator_types", Vocabulary::indicator_type).listed().only21(),
    text("pattern", Shape::pattern).required(),
    open("pattern_type", Vocabulary::pattern_type).required21().only21(),
    text("pattern_version").only21(),
    time("valid_from").required(),
    time("valid_until"),
    kPhases,
});

constexpr auto kInfrastructure = std::to_array<Property>({
    kName,
    kDescription,
    open("infrastructure_types", Vocabulary::infrastructure_type).listed(),
    kAliases,
    kPhases,
    kFirstSeen,
    kLastSeen,
});

constexpr auto kIntrusionSet = std::to_array<Property>({
    kName,
    kDescription,
    kAliases,
    kFirstSeen,
    kLastSeen,
    text("goals").listed(),
    open("resource_level", Vocabulary::attack_resource_level),
    open("primary_motivation", Vocabulary::attack_motivation),
    open("secondary_motivations", Vocabulary::attack_motivation).listed(),
});

constexpr auto kLocation = std::to_array<Property>({
    text("name"),
    kDescription,
    number("latitude").from(-90).to(90),
    number("longitude").from(-180).to(180),
    number("precision"),
    open("region", Vocabulary::region),
    text("country", Shape::country),
    text("administrative_area", Shape::area),
    text("city"),
    text("street_address"),
    text("postal_code"),
});

constexpr auto kMalware = std::to_array<Property>({
    text("name").required20(),
    kDescription,
    open("malware_types", Vocabulary::malware_type).listed().only21(),
    flag("is_family").required21().only21(),
    kAliases.only21(),
    kPhases,
    kFirstSeen.only21(),
    kLastSeen.only21(),
    refs("operating_system_refs", "software").only21(),
    open("architecture_execution_envs", Vocabulary::processor_architecture).listed().only21(),
    open("implementation_languages", Vocabulary::implementation_language).listed().only21(),
    open("capabilities", Vocabulary::malware_capabilities).listed().only21(),
    refs("sample_refs", "file artifact").only21(),
});

constexpr auto kMalwareAnalysis = std::to_array<Property>({
    text("product", Shape::product).required(),
    text("version"),
    ref("host_vm_ref", "software"),
    ref("operating_system_ref", "software"),
    refs("installed_software_refs", "software"),
    text("configuration_version"),
    text("modules").listed(),
    text("analysis_engine_version"),
    text("analysis_definition_version"),
    time("submitted"),
    time("analysis_started"),
    time("analysis_ended"),
    text("result_name"),
    open("result", Vocabulary::malware_result),
    refs("analysis_sco_refs", "SCO"),
    ref("sample_ref", "file network-traffic artifact"),
});

constexpr auto kNote =
    std::to_array<Property>({text("abstract"), text("content").required(), text("authors").listed(), kObjectRefs});

constexpr auto kObservedData = std::to_array<Property>({
    time("first_observed").required(),
    time("last_observed").required(),
    integer("number_observed").from(1).to(999'999'999).required(),
    row("objects", Form::container).required20().old(),
    refs("object_refs", "SCO SRO").only21(),
});

constexpr auto kOpinion = std::to_array<Property>(
    {text("explanation"), text("authors").listed(), closed("opinion", Vocabulary::opinion).required(), kObjectRefs});

constexpr auto kReport = std::to_array<Property>({
    kName,
    kDescription,
    open("report_types", Vocabulary::report_type).listed().only21(),
    time("published").required(),
    kObjectRefs,
});

constexpr auto kThreatActor = std::to_array<Property>({
    kName,
    kDescription,
    open("threat_actor_types", Vocabulary::threat_actor_type).listed().only21(),
    kAliases,
    kFirstSeen.only21(),
    kLastSeen.only21(),
    open("roles", Vocabulary::threat_actor_role).listed(),
    text("goals").listed(),
    open("sophistication", Vocabulary::threat_actor_sophistication),
    open("resource_level", Vocabulary::attack_resource_level),
    open("primary_motivation", Vocabulary::attack_motivation),
    open("secondary_motivations", Vocabulary::attack_motivation).listed(),
    open("personal_motivations", Vocabulary::attack_motivation).listed(),
});

constexpr auto kTool = std::to_array<Property>({
    kName,
    kDescription,
    open("tool_types", Vocabulary::tool_type).listed().only21(),
    kAliases.only21(),
    kPhases,
    text("tool_version"),
});

constexpr auto kVulnerability = std::to_array<Property>({kName, kDescription});

constexpr auto kRelationship = std::to_array<Property>({
    text("relationship_type", Shape::relationship_type).required(),
    kDescription,
    ref("source_ref", "SDO SCO").required(),
    ref("target_ref", "SDO SCO").required(),
    time("start_time").only21(),
    time("stop_time").only21(),
});

constexpr auto kSighting = std::to_array<Property>({
    kDescription.only21(),
    kFirstSeen,
    kLastSeen,
    integer("count").from(0).to(999'999'999),
    ref("sighting_of_ref", "SDO").required(),
    refs("observed_data_refs", "observed-data"),
    refs("where_sighted_refs", "identity location"),
    flag("summary"),
});

constexpr Column kDomain = Column::domain;
constexpr auto kStructures = std::to_array<Structure>({
    {"attack-pattern", kDomain, "4.1", kAttackPattern, "", "", ""},
    {"campaign", kDomain, "4.2", kCampaign, "", "", ""},
    {"course-of-action", kDomain, "4.3", kCourseOfAction, "", "", ""},
    {"grouping", kDomain, "4.4", kGrouping, "", "", "", false},
    {"identity", kDomain, "4.5", kIdentity, "", "", ""},
    {"incident", kDomain, "4.6", kIncident, "", "", "", false},
    {"indicator", kDomain, "4.7", kIndicator, "", "", "", true, Vocabulary::indicator_label},
    {"infrastructure", kDomain, "4.8", kInfrastructure, "", "", "", false},
    {"intrusion-set", kDomain, "4.9", kIntrusionSet, "", "", ""},
    {"location", kDomain, "4.10", kLocation, "region country latitude", "", "", false},
    {"malware", kDomain, "4.11", kMalware, "", "", "", true, Vocabulary::malware_label},
    {"malware-analysis", kDomain, "4.12", kMalwareAnalysis, "result analysis_sco_refs", "", "", false},
    {"note", kDomain, "4.13", kNote, "", "", "", false},
    {"observed-data", kDomain, "4.14", kObservedData, "objects object_refs", "", ""},
    {"opinion", kDomain, "4.15", kOpinion, "", "", "", false},
    {"report", kDomain, "4.16", kReport, "", "", "", true, Vocabulary::report_label},
    {"threat-actor", kDomain, "4.17", kThreatActor, "", "", "", true, Vocabulary::threat_actor_label},
    {"tool", kDomain, "4.18", kTool, "", "", "", true, Vocabulary::tool_label},
    {"vulnerability", kDomain, "4.19", kVulnerability, "", "", ""},
    {"relationship", Column::relationship, "5.1", kRelationship, "", "", ""},
    {"sighting", Column::relationship, "5.2", kSighting, "", "", ""},
});

}  // namespace

std::span<const Structure> domain_structures() { return kStructures; }

}  // namespace comity::stix
