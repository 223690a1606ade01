// §6 cyber-observable objects. Rows marked only20 are those of STIX 2.0 part 4, for the container of observed-data.
#include <array>

#include "stix/tables.hpp"

namespace comity::stix {
namespace {

constexpr auto kArtifact = std::to_array<Property>({
    text("mime_type", Shape::mime_type),
    row("payload_bin", Form::binary),
    text("url", Shape::url),
    hashes("hashes"),
    closed("encryption_algorithm", Vocabulary::encryption_algorithm).only21(),
    text("decryption_key").only21(),
});

constexpr auto kAutonomousSystem = std::to_array<Property>({integer("number").required(), text("name"), text("rir")});

constexpr auto kDirectory = std::to_array<Property>({
    text("path").required(),
    text("path_enc", Shape::charset),
    time("ctime").only21(),
    time("mtime").only21(),
    time("atime").only21(),
    time("accessed").only20(),
    refs("contains_refs", "file directory"),
});

constexpr auto kDomainName = std::to_array<Property>(
    {text("value", Shape::domain).required(), refs("resolves_to_refs", "ipv4-addr ipv6-addr domain-name")});

constexpr auto kEmailAddress = std::to_array<Property>(
    {text("value", Shape::mail_address).required(), text("display_name"), ref("belongs_to_ref", "user-account")});

constexpr auto kEmailMessage = std::to_array<Property>({
    flag("is_multipart").required(),
    time("date"),
    text("content_type"),
    ref("from_ref", "email-addr"),
    ref("sender_ref", "email-addr"),
    refs("to_refs", "email-addr"),
    refs("cc_refs", "email-addr"),
    refs("bcc_refs", "email-addr"),
    text("message_id").only21(),
    text("subject"),
    text("received_lines").listed(),
    dictionary("additional_header_fields", Values::string_lists),
    text("body"),
    part("body_multipart", Part::mime_part).listed(),
    ref("raw_email_ref", "artifact"),
});

constexpr auto kFile = std::to_array<Property>({
    hashes("hashes"),
    integer("size").from(0),
    text("name"),
    text("name_enc", Shape::charset),
    hex("magic_number_hex"),
    text("mime_type", Shape::mime_type),
    time("ctime").only21(),
    time("mtime").only21(),
    time("atime").only21(),
    time("accessed").only20(),
    ref("parent_directory_ref", "directory"),
    flag("is_encrypted").only20(),
    text("encryption_algorithm").only20(),
    text("decryption_key").only20(),
    refs("contains_refs", "SCO"),
    ref("content_ref", "artifact"),
});

constexpr auto kIpv4 = std::to_array<Property>({
    text("value", Shape::ipv4).required(),
    refs("resolves_to_refs", "mac-addr"),
    refs("belongs_to_refs", "autonomous-system"),
});
constexpr auto kIpv6 = std::to_array<Property>({
    text("value", Shape::ipv6).required(),
    refs("resolves_to_refs", "mac-addr"),
    refs("belongs_to_refs", "autonomous-system"),
});

constexpr auto kMac = std::to_array<Property>({text("value", Shape::mac).required()});
constexpr auto kMutex = std::to_array<Property>({text("name").required()});

constexpr std::string_view kEnds = "ipv4-addr ipv6-addr mac-addr domain-name";
constexpr auto kNetworkTraffic = std::to_array<Property>({
    time("start"),
    time("end"),
    flag("is_active"),
    ref("src_ref", kEnds),
    ref("dst_ref", kEnds),
    integer("src_port").from(0).to(65'535).recommended(),
    integer("dst_port").from(0).to(65'535).recommended(),
    text("protocols", Shape::lower_case).listed().required(),
    integer("src_byte_count").from(0),
    integer("dst_byte_count").from(0),
    integer("src_packets").from(0),
    integer("dst_packets").from(0),
    dictionary("ipfix", Values::integers_or_strings),
    ref("src_payload_ref", "artifact"),
    ref("dst_payload_ref", "artifact"),
    refs("encapsulates_refs", "network-traffic"),
    ref("encapsulated_by_ref", "network-traffic"),
    ref("encapsulates_by_ref", "network-traffic").only20(),
});

constexpr auto kProcess = std::to_array<Property>({
    flag("is_hidden"),
    integer("pid"),
    text("name").only20(),
    time("created_time").only21(),
    text("cwd"),
    text("arguments").listed().only20(),
    text("command_line"),
    dictionary("environment_variables", Values::strings),
    refs("opened_connection_refs", "network-traffic"),
    ref("creator_user_ref", "user-account"),
    ref("image_ref", "file").only21(),
    ref("binary_ref", "file").only20(),
    ref("parent_ref", "process"),
    refs("child_refs", "process"),
});

constexpr auto kSoftware = std::to_array<Property>({
    text("name").required(),
    text("cpe", Shape::cpe),
    text("swid").only21(),
    text("languages", Shape::language).listed(),
    text("vendor"),
    text("version"),
});

constexpr auto kUrl = std::to_array<Property>({text("value", Shape::url).required()});

constexpr auto kUserAccount = std::to_array<Property>({
    text("user_id").required20(),
    text("credential").only21(),
    text("account_login"),
    open("account_type", Vocabulary::account_type),
    text("display_name"),
    flag("is_service_account"),
    flag("is_privileged"),
    flag("can_escalate_privs"),
    flag("is_disabled"),
    time("account_created"),
    time("account_expires"),
    time("credential_last_changed").only21(),
    time("password_last_changed").only20(),
    time("account_first_login"),
    time("account_last_login"),
});

constexpr auto kRegistryKey = std::to_array<Property>({
    text("key", Shape::registry_key).required20(),
    part("values", Part::registry_value).listed(),
    time("modified_time").only21(),
    ref("creator_user_ref", "user-account"),
    integer("number_of_subkeys"),
});

constexpr auto kCertificate = std::to_array<Property>({
    flag("is_self_signed"),
    hashes("hashes"),
    text("version"),
    text("serial_number"),
    text("signature_algorithm"),
    text("issuer"),
    time("validity_not_before"),
    time("validity_not_after"),
    text("subject"),
    text("subject_public_key_algorithm"),
    text("subject_public_key_modulus"),
    integer("subject_public_key_exponent"),
    part("x509_v3_extensions", Part::x509_v3_extensions),
});

constexpr Column kColumn = Column::observable;
constexpr auto kStructures = std::to_array<Structure>({
    {"artifact", kColumn, "6.1", kArtifact, "payload_bin url", "hashes payload_bin", ""},
    {"autonomous-system", kColumn, "6.2", kAutonomousSystem, "", "number", ""},
    {"directory", kColumn, "6.3", kDirectory, "", "path", ""},
    {"domain-name", kColumn, "6.4", kDomainName, "", "value", ""},
    {"email-addr", kColumn, "6.5", kEmailAddress, "", "value", ""},
    {"email-message", kColumn, "6.6", kEmailMessage, "", "from_ref subject body", ""},
    {"file", kColumn, "6.7", kFile, "hashes name", "hashes name extensions parent_directory_ref",
     "ntfs-ext raster-image-ext pdf-ext archive-ext windows-pebinary-ext"},
    {"ipv4-addr", kColumn, "6.8", kIpv4, "", "value", ""},
    {"ipv6-addr", kColumn, "6.9", kIpv6, "", "value", ""},
    {"mac-addr", kColumn, "6.10", kMac, "", "value", ""},
    {"mutex", kColumn, "6.11", kMutex, "", "name", ""},
    {"network-traffic", kColumn, "6.12", kNetworkTraffic, "src_ref dst_ref",
     "start end src_ref dst_ref src_port dst_port protocols extensions",
     "http-request-ext tcp-ext icmp-ext socket-ext"},
    // No property identifies a process: its ids are random.
    {"process", kColumn, "6.13", kProcess, "*", "", "windows-process-ext windows-service-ext"},
    {"software", kColumn, "6.14", kSoftware, "", "name cpe swid vendor version", ""},
    {"url", kColumn, "6.15", kUrl, "", "value", ""},
    {"user-account", kColumn, "6.16", kUserAccount, "*", "account_type user_id account_login", "unix-account-ext"},
    {"windows-registry-key", kColumn, "6.17", kRegistryKey, "*", "key values", ""},
    {"x509-certificate", kColumn, "6.18", kCertificate, "*", "hashes serial_number", ""},
});

}  // namespace

std::span<const Structure> observable_structures() { return kStructures; }

}  // namespace comity::stix
