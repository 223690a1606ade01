// §7 meta objects, and the common properties of §3.2.
#include <array>

#include "stix/tables.hpp"

namespace comity::stix {
namespace {

constexpr auto kExtensionDefinition = std::to_array<Property>({
    text("name").required(),
    text("description").recommended(),
    text("schema").required(),
    text("version").required(),
    closed("extension_types", Vocabulary::extension_type).listed().required(),
    text("extension_properties", Shape::property_name).listed(),
});

constexpr auto kLanguageContent = std::to_array<Property>({
    ref("object_ref", "").required(),
    time("object_modified"),
    row("contents", Form::contents).required(),
});

constexpr auto kMarkingDefinition = std::to_array<Property>({
    text("name").only21(),
    text("definition_type").required20(),
    row("definition", Form::definition).required20(),
});

constexpr auto kStructures = std::to_array<Structure>({
    {"language-content", Column::language_content, "7.1", kLanguageContent, "", "", "", false},
    {"marking-definition", Column::marking_definition, "7.2.1", kMarkingDefinition, "definition extensions", "", ""},
    {"extension-definition", Column::extension_definition, "7.3", kExtensionDefinition, "", "", "", false},
});

constexpr auto kCommon = std::to_array<CommonProperty>({
    {text("type", Shape::type_name), "RRRRRR", "RRRRRR"},
    {text("spec_version", Shape::version), "RRORRR", "OOOOOO"},
    {ref("id", ""), "RRRRRR", "RRORRR"},
    {ref("created_by_ref", "identity"), "OO-ROO", "OO-OOO"},
    {time("created", Precision::milliseconds), "RR-RRR", "RRORRR"},
    {time("modified", Precision::milliseconds), "RR-RR-", "RRORR-"},
    {flag("revoked"), "OO-OO-", "OO-OO-"},
    {text("labels").listed(), "OO-OO-", "OO-OO-"},
    {integer("confidence").from(0).to(100), "OO--O-", "------"},
    {text("lang", Shape::language), "OO----", "------"},
    {part("external_references", Part::external_reference).listed(), "OO-OOO", "OO-OOO"},
    {refs("object_marking_refs", "marking-definition"), "OOOOOO", "OO-OOO"},
    {part("granular_markings", Part::granular_marking).listed(), "OOOOOO", "OO-OOO"},
    {flag("defanged"), "--O---", "------"},
    {row("extensions", Form::extensions), "OOO-OO", "--O---"},
});

}  // namespace

std::span<const Structure> meta_structures() { return kStructures; }
std::span<const CommonProperty> common_properties() { return kCommon; }

}  // namespace comity::stix
