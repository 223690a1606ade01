// The extensions that §6 defines for observables.
#include <array>

#include "stix/tables.hpp"

namespace comity::stix {
namespace {

constexpr auto kArchive = std::to_array<Property>(
    {refs("contains_refs", "file directory").required(), text("version").only20(), text("comment")});

constexpr auto kNtfs =
    std::to_array<Property>({text("sid"), part("alternate_data_streams", Part::data_stream).listed()});

constexpr auto kPdf = std::to_array<Property>({
    text("version"),
    flag("is_optimized"),
    dictionary("document_info_dict", Values::strings),
    text("pdfid0"),
    text("pdfid1"),
});

constexpr auto kRasterImage = std::to_array<Property>({
    integer("image_height"),
    integer("image_width"),
    integer("bits_per_pixel"),
    text("image_compression_algorithm").only20(),
    dictionary("exif_tags", Values::integers_or_strings),
});

constexpr auto kPeBinary = std::to_array<Property>({
    open("pe_type", Vocabulary::windows_pebinary_type).required(),
    text("imphash"),
    hex("machine_hex"),
    integer("number_of_sections").from(0),
    time("time_date_stamp", Precision::seconds),
    hex("pointer_to_symbol_table_hex"),
    integer("number_of_symbols").from(0),
    integer("size_of_optional_header").from(0),
    hex("characteristics_hex"),
    hashes("file_header_hashes"),
    part("optional_header", Part::pe_optional_header),
    part("sections", Part::pe_section).listed(),
});

constexpr auto kHttpRequest = std::to_array<Property>({
    text("request_method", Shape::lower_case).required(),
    text("request_value").required(),
    text("request_version", Shape::lower_case),
    dictionary("request_header", Values::string_lists),
    integer("message_body_length"),
    ref("message_body_data_ref", "artifact"),
});

constexpr auto kIcmp = std::to_array<Property>({hex("icmp_type_hex").required(), hex("icmp_code_hex").required()});

constexpr auto kSocket = std::to_array<Property>({
    closed("address_family", Vocabulary::network_socket_address_family).required(),
    flag("is_blocking"),
    flag("is_listening"),
    closed("protocol_family", Vocabulary::socket_protocol_family).only20(),
    dictionary("options", Values::integers),
    closed("socket_type", Vocabulary::network_socket_type),
    integer("socket_descriptor").from(0),
    integer("socket_handle"),
});

constexpr auto kTcp = std::to_array<Property>({hex("src_flags_hex"), hex("dst_flags_hex")});

constexpr auto kWindowsProcess = std::to_array<Property>({
    flag("aslr_enabled"),
    flag("dep_enabled"),
    text("priority", Shape::priority_class),
    text("owner_sid"),
    text("window_title"),
    dictionary("startup_info"),
    closed("integrity_level", Vocabulary::windows_integrity_level).only21(),
});

constexpr auto kWindowsService = std::to_array<Property>({
    text("service_name").required20(),
    text("descriptions").listed(),
    text("display_name"),
    text("group_name"),
    closed("start_type", Vocabulary::windows_service_start_type),
    refs("service_dll_refs", "file"),
    closed("service_type", Vocabulary::windows_service_type),
    closed("service_status", Vocabulary::windows_service_status),
});

constexpr auto kUnixAccount =
    std::to_array<Property>({integer("gid"), text("groups").listed(), text("home_dir"), text("shell")});

constexpr Column kPart = Column::part;
constexpr auto kStructures = std::to_array<Structure>({
    {"archive-ext", kPart, "6.7.2", kArchive, "", "", ""},
    {"ntfs-ext", kPart, "6.7.3", kNtfs, "*", "", ""},
    {"pdf-ext", kPart, "6.7.4", kPdf, "*", "", ""},
    {"raster-image-ext", kPart, "6.7.5", kRasterImage, "*", "", ""},
    {"windows-pebinary-ext", kPart, "6.7.6", kPeBinary,
     "imphash machine_hex number_of_sections time_date_stamp pointer_to_symbol_table_hex number_of_symbols "
     "size_of_optional_header characteristics_hex file_header_hashes optional_header sections",
     "", ""},
    {"http-request-ext", kPart, "6.12.2", kHttpRequest, "", "", ""},
    {"icmp-ext", kPart, "6.12.3", kIcmp, "", "", ""},
    {"socket-ext", kPart, "6.12.4", kSocket, "", "", ""},
    {"tcp-ext", kPart, "6.12.5", kTcp, "*", "", ""},
    {"windows-process-ext", kPart, "6.13.2", kWindowsProcess, "*", "", ""},
    {"windows-service-ext", kPart, "6.13.3", kWindowsService, "*", "", ""},
    {"unix-account-ext", kPart, "6.16.2", kUnixAccount, "*", "", ""},
});

}  // namespace

std::span<const Structure> extension_structures() { return kStructures; }

}  // namespace comity::stix
