#include "tests/property/marked_objects.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <sstream>
#include <stdexcept>

namespace comity::property {
namespace {

// Per type: its properties as "name=kind", an exclamation mark after those that are always written. Kinds: s text, i
// integer, j integer within two bounds, n number, b boolean, t timestamp, l list of texts, r reference and R list of
// references to types or families, d dictionary of anything, D of texts, of lists of texts, or of integers, f anything
// that is no dictionary of STIX, h hashes, k kill chain phases, v registry values, m parts of a mail, c translations,
// w one of some words, W a list of them, u URL, o domain name, e mail address, 4 and 6 network addresses, a hardware
// address, x hexadecimal digits, B base64, p platform (CPE), g pattern, y word of small letters, X extensions of a
// certificate.
struct Row {
  const char* properties;
  const char* required;  // beside what the family asks; see requirements()
  const char* contributing;
};

const std::map<std::string, Row>& domain_rows() {
  static const std::map<std::string, Row> kRows = {
      {"attack-pattern", {"name=s! description=s aliases=l kill_chain_phases=k", "name", ""}},
      {"campaign", {"name=s! description=s aliases=l first_seen=t last_seen=t objective=s", "name", ""}},
      {"course-of-action", {"name=s! description=s", "name", ""}},
      {"grouping", {"name=s description=s context=s! object_refs=R!", "context object_refs", ""}},
      {"identity", {"name=s! description=s roles=l identity_class=s! sectors=l contact_information=s", "name", ""}},
      {"incident", {"name=s! description=s", "name", ""}},
      {"indicator",
       {"name=s description=s indicator_types=l pattern=g! pattern_type=w:stix! pattern_version=s valid_from=t! valid_until=t "
        "kill_chain_phases=k",
        "pattern pattern_type valid_from", ""}},
      {"infrastructure",
       {"name=s! description=s infrastructure_types=l aliases=l kill_chain_phases=k first_seen=t last_seen=t", "name", ""}},
      {"intrusion-set",
       {"name=s! description=s aliases=l first_seen=t last_seen=t goals=l resource_level=s primary_motivation=s "
        "secondary_motivations=l",
        "name", ""}},
      {"location",
       {"name=s description=s region=s country=s administrative_area=s city=s street_address=s postal_code=s",
        "region|country|latitude latitude>longitude longitude>latitude precision>latitude", ""}},
      {"malware",
       {"name=s! description=s malware_types=l is_family=b! aliases=l kill_chain_phases=k first_seen=t last_seen=t "
        "operating_system_refs=R:software architecture_execution_envs=l implementation_languages=l capabilities=l sample_refs=R:file,artifact",
        "is_family is_family:true>name", ""}},
      {"malware-analysis",
       {"product=s! version=s host_vm_ref=r:software operating_system_ref=r:software installed_software_refs=R:software configuration_version=s "
        "modules=l analysis_engine_version=s submitted=t analysis_started=t result_name=s result=s analysis_sco_refs=R:SCO "
        "sample_ref=r:file,network-traffic,artifact",
        "product result|analysis_sco_refs", ""}},
      {"note", {"abstract=s content=s! authors=l object_refs=R!", "content object_refs", ""}},
      {"observed-data",
       {"first_observed=t! last_observed=t! number_observed=j:1,999999999!", "first_observed last_observed number_observed objects|object_refs",
        ""}},
      {"opinion", {"explanation=s authors=l opinion=w:strongly-disagree,disagree,neutral,agree,strongly-agree! object_refs=R!", "opinion object_refs", ""}},
      {"report",
       {"name=s! description=s report_types=l published=t! object_refs=R!", "name published object_refs", ""}},
      {"threat-actor",
       {"name=s! description=s threat_actor_types=l aliases=l roles=l goals=l sophistication=s resource_level=s", "name", ""}},
      {"tool", {"name=s! description=s tool_types=l aliases=l kill_chain_phases=k tool_version=s", "name", ""}},
      {"vulnerability", {"name=s! description=s", "name", ""}},
      {"relationship",
       {"relationship_type=y! description=s source_ref=r:SDO,SCO! target_ref=r:SDO,SCO! start_time=t stop_time=t",
        "relationship_type source_ref target_ref", ""}},
      {"sighting",
       {"description=s first_seen=t last_seen=t count=j:0,999999999 sighting_of_ref=r:SDO! observed_data_refs=R:observed-data where_sighted_refs=R:identity,location summary=b",
        "sighting_of_ref", ""}},
      {"extension-definition",
       {"created_by_ref=r:identity! name=s! description=s schema=s! version=s! extension_types=W:toplevel-property-extension!",
        "created_by_ref name schema version extension_types", ""}},
      {"language-content", {"object_ref=r! object_modified=t contents=c!", "object_ref contents", ""}},
      {"marking-definition", {"name=s", "definition|extensions definition>definition_type definition_type>definition", ""}},
      {"x-novelty", {"name=s free=f more=f item_ref=r item_refs=R", "", ""}},
  };
  return kRows;
}

const std::map<std::string, Row>& observable_rows() {
  static const std::map<std::string, Row> kRows = {
      {"artifact",
       {"mime_type=s hashes=h! encryption_algorithm=w:AES-256-GCM,ChaCha20-Poly1305,mime-type-indicated decryption_key=s", "payload_bin|url url>hashes decryption_key>encryption_algorithm", "hashes payload_bin"}},
      {"autonomous-system", {"number=i! name=s rir=s", "number", "number"}},
      {"directory", {"path=s! path_enc=w:UTF-8,windows-1251 ctime=t mtime=t atime=t contains_refs=R:file,directory", "path", "path"}},
      {"domain-name", {"value=o! resolves_to_refs=R:ipv4-addr,ipv6-addr,domain-name", "value", "value"}},
      {"email-addr", {"value=e! display_name=s belongs_to_ref=r:user-account", "value", "value"}},
      {"email-message",
       {"is_multipart=b! date=t content_type=s from_ref=r:email-addr sender_ref=r:email-addr to_refs=R:email-addr cc_refs=R:email-addr message_id=s subject=s received_lines=l "
        "additional_header_fields=D:lists body_multipart=m raw_email_ref=r:artifact",
        "is_multipart", "from_ref subject body"}},
      {"file",
       {"hashes=h size=i name=s! name_enc=w:UTF-8,windows-1251 magic_number_hex=x mime_type=s ctime=t parent_directory_ref=r:directory contains_refs=R:SCO "
        "content_ref=r:artifact",
        "hashes|name name_enc>name", "hashes name extensions parent_directory_ref"}},
      {"ipv4-addr", {"value=4! resolves_to_refs=R:mac-addr belongs_to_refs=R:autonomous-system", "value", "value"}},
      {"ipv6-addr", {"value=6! resolves_to_refs=R:mac-addr belongs_to_refs=R:autonomous-system", "value", "value"}},
      {"mac-addr", {"value=a!", "value", "value"}},
      {"mutex", {"name=s!", "name", "name"}},
      {"network-traffic",
       {"start=t end=t is_active=b src_ref=r:ipv4-addr,ipv6-addr,mac-addr,domain-name! dst_ref=r:ipv4-addr,ipv6-addr,mac-addr,domain-name "
        "src_port=j:0,65535 dst_port=j:0,65535 protocols=l! src_byte_count=i ipfix=D:integers src_payload_ref=r:artifact "
        "encapsulates_refs=R:network-traffic encapsulated_by_ref=r:network-traffic",
        "protocols src_ref|dst_ref", "start end src_ref dst_ref src_port dst_port protocols extensions"}},
      {"process",
       {"is_hidden=b pid=i created_time=t cwd=s command_line=s! environment_variables=D:texts "
        "opened_connection_refs=R:network-traffic creator_user_ref=r:user-account image_ref=r:file parent_ref=r:process child_refs=R:process",
        "extensions|is_hidden|pid|created_time|cwd|command_line|environment_variables|opened_connection_refs|creator_user_ref|"
        "image_ref|parent_ref|child_refs",
        ""}},
      {"software", {"name=s! cpe=p swid=s languages=W:en,mi,pt-BR vendor=s version=s", "name", "name cpe swid vendor version"}},
      {"url", {"value=u!", "value", "value"}},
      {"user-account",
       {"user_id=s! credential=s account_login=s account_type=s display_name=s is_privileged=b account_created=t",
        "extensions|user_id|credential|account_login|account_type|display_name|is_privileged|account_created",
        "account_type user_id account_login"}},
      {"windows-registry-key",
       {"key=s! values=v modified_time=t creator_user_ref=r:user-account number_of_subkeys=i",
        "key|values|modified_time|creator_user_ref|number_of_subkeys", "key values"}},
      {"x509-certificate",
       {"is_self_signed=b hashes=h version=s serial_number=s signature_algorithm=s! issuer=s validity_not_before=t subject=s "
        "subject_public_key_exponent=i x509_v3_extensions=X",
        "is_self_signed|hashes|version|serial_number|signature_algorithm|issuer|validity_not_before|subject|"
        "subject_public_key_exponent|x509_v3_extensions",
        "hashes serial_number"}},
      {"x-seen", {"colour=s! free=f item_refs=R", "", "colour free item_refs extensions"}},
  };
  return kRows;
}

std::vector<std::string> words(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> out;
  for (std::string word; in >> word;) out.push_back(word);
  return out;
}

bool observable(const std::string& type) { return observable_rows().contains(type); }
// A type that neither STIX nor this generator knows asks for what dated objects have in common.
const Row& row_of(const std::string& type) {
  static const Row kUnknown = {"", "", ""};
  for (const auto* rows : {&domain_rows(), &observable_rows()})
    if (const auto found = rows->find(type); found != rows->end()) return found->second;
  return kUnknown;
}

// "SDO", "SCO", "SRO"; "" of what is about objects.
std::string family(const std::string& type) {
  if (observable(type)) return "SCO";
  if (type == "relationship" || type == "sighting") return "SRO";
  if (type == "extension-definition" || type == "language-content" || type == "marking-definition") return "";
  return "SDO";
}

std::vector<std::string> parts(const std::string& list) {
  std::string text = list;
  std::replace(text.begin(), text.end(), ',', ' ');
  return words(text);
}

// `targets`: types and families; "" any.
bool may_refer_to(const std::string& type, const std::string& targets) {
  const auto all = parts(targets);
  return all.empty() || std::any_of(all.begin(), all.end(), [&](const auto& one) { return one == type || one == family(type); });
}

constexpr const char* kLabelExtension = "extension-definition--6a1c5d0e-6e0b-4f6b-9a53-0f6f2b1e7c44";

}  // namespace

const std::vector<std::string>& all_types() {
  static const std::vector<std::string> kTypes = [] {
    std::vector<std::string> out;
    for (const auto* rows : {&domain_rows(), &observable_rows()})
      for (const auto& [type, row] : *rows) out.push_back(type);
    return out;
  }();
  return kTypes;
}

const std::vector<std::string>& old_types() {
  static const std::vector<std::string> kTypes = {"observed-data", "indicator", "malware", "report", "threat-actor", "tool", "identity",
                                                  "relationship"};
  return kTypes;
}

std::vector<std::string> requirements(const std::string& type, bool old) {
  if (observable(type)) {
    std::vector<std::string> out = words(row_of(type).required);
    // Whether an object of a type that STIX does not define is an observable is not known: it keeps what a dated one must.
    if (type == "x-seen") out.push_back("spec_version");
    out.insert(out.end(), {"type", "id"});
    return out;
  }
  std::vector<std::string> out = words(row_of(type).required);
  if (old) {
    // STIX 2.0 part 2.
    static const std::map<std::string, const char*> kOld = {
        {"observed-data", "first_observed last_observed number_observed objects"},
        {"indicator", "labels pattern valid_from"},
        {"malware", "labels name"},
        {"report", "labels name published object_refs"},
        {"threat-actor", "labels name"},
        {"tool", "labels name"},
        {"identity", "name identity_class"},
    };
    if (const auto found = kOld.find(type); found != kOld.end()) out = words(found->second);
  } else {
    out.push_back("spec_version");
  }
  out.insert(out.end(), {"type", "id", "created"});
  if (type != "marking-definition") out.push_back("modified");
  return out;
}

std::vector<std::string> contributing(const std::string& type) { return words(row_of(type).contributing); }

std::string ObjectMaker::token() {
  static constexpr std::string_view kLetters = "bcdfghjkmnpqrstvwxz";
  std::string out;
  for (int i = 0; i < 12; ++i) out.push_back(kLetters[below(kLetters.size())]);
  return out;
}

std::string ObjectMaker::identifier(const std::string& type, char version) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out = type + "--";
  for (int i = 0; i < 36; ++i) {
    if (i == 8 || i == 13 || i == 18 || i == 23) out.push_back('-');
    else if (i == 14) out.push_back(version);
    else if (i == 19) out.push_back('8');
    else out.push_back(kDigits[below(16)]);
  }
  return out;
}

std::optional<std::string> ObjectMaker::reference(const std::string& targets, bool must) {
  const std::string wanted = !sound && chance(20) ? "" : targets;
  std::vector<std::string> fitting;
  if (!embedded_types_.empty()) {
    for (const auto& [key, type] : embedded_types_)
      if (may_refer_to(type, wanted)) fitting.push_back(key);
  } else {
    for (const std::string& id : pool)
      if (may_refer_to(id.substr(0, id.size() - 38), wanted)) fitting.push_back(id);
  }
  if (!fitting.empty()) return fitting[below(fitting.size())];
  // Most of what could be referred to lies in the pool; else nothing is.
  if (!must && (!embedded_types_.empty() || (!pool.empty() && !chance(10)))) return std::nullopt;
  for (const std::string& type : all_types())
    if (may_refer_to(type, wanted)) fitting.push_back(type);
  return identifier(fitting[below(fitting.size())]);
}

Tree ObjectMaker::references(const std::string& targets, bool must) {
  Tree out = Tree::array();
  for (std::size_t n = 1 + below(4); n > 0; --n)
    if (const auto one = reference(targets, must && n == 1 && out.empty())) out.push_back(*one);
  return out;
}

// Free text: a token with what makes writers write escapes around it.
std::string ObjectMaker::text() {
  static const std::vector<std::string> kSpice = {"é", "\"", "\\", "/", "\n", "\x07", "日本語", "𝄞", "'", "{", "[", ",", ":", "]}", "\\u0041", "\x7f"};
  std::string out = token();
  for (std::size_t n = below(3); n > 0; --n) (chance(50) ? out.append(kSpice[below(kSpice.size())]) : out.insert(0, kSpice[below(kSpice.size())]));
  return out;
}

std::string ObjectMaker::key() {
  std::string out = token();
  if (tame_) return chance(10) ? "granular_markings_" + out : out;
  switch (below(12)) {
    case 0: return out + "é\"";
    case 1: return "granular_markings_" + out;
    case 2: return out + "\\/";
    case 3: return out + "名";
    case 4: return out + " ]";
    case 5: return chance(50) ? out + ".x" : "[" + out;  // that no selector can name
    default: return out;
  }
}

Tree ObjectMaker::list(std::size_t most, const std::string& kind) {
  Tree out = Tree::array();
  for (std::size_t n = 1 + below(most); n > 0; --n) out.push_back(value(kind));
  return out;
}

Tree ObjectMaker::dictionary(int depth) {
  Tree out = Tree::object();
  std::string last;
  for (std::size_t n = 1 + below(4); n > 0; --n) {
    std::string name = !last.empty() && chance(25) ? last + token().substr(0, 4) : key();  // one begins like the other
    last = name;
    const bool plain = name.find('.') == std::string::npos && name[0] != '[';
    if (plain && chance(20)) {
      out[name + "_ref"] = *reference("", true);
    } else if (plain && chance(15)) {
      out[name + "_refs"] = references("", true);
    } else if (plain) {
      out[name] = free_value(depth + 1);
    } else {
      out[name] = text();
    }
  }
  if (depth > 0 && chance(5)) out["granular_markings"] = free_value(depth + 1);
  if (depth > 0 && chance(5)) out["selectors"] = {"name"};
  return out;
}

Tree ObjectMaker::free_value(int depth) {
  switch (depth > 3 ? below(4) : below(9)) {
    case 0: return value("i");
    case 1: return value("t");
    case 2:
    case 3: return text();
    case 4: return dictionary(depth);
    case 5: {
      Tree out = Tree::array();
      for (std::size_t n = 1 + below(3); n > 0; --n) out.push_back(dictionary(depth + 1));
      return out;
    }
    case 6: {
      Tree out = Tree::array();
      for (std::size_t n = 1 + below(4); n > 0; --n) out.push_back(free_value(depth + 1));
      return out;
    }
    case 7:
      if (tame_) return text();
      return chance(50) ? Tree::array() : Tree::object();
    default: return chance(50) && !tame_ ? Tree(nullptr) : Tree(chance(50));
  }
}

std::string ObjectMaker::hexadecimal(std::size_t digits) {
  std::string out;
  while (out.size() < digits) out.push_back("0123456789abcdef"[below(16)]);
  return out;
}

Tree ObjectMaker::value(const std::string& kind) {
  const std::vector<std::string> all = kind.size() > 2 ? parts(kind.substr(2)) : std::vector<std::string>();
  const auto repeat = [this](const auto& make_one) {
    Tree out = Tree::array();
    for (std::size_t n = 1 + below(3); n > 0; --n) out.push_back(make_one());
    return out;
  };
  // Of texts, of lists of texts, or of integers and texts.
  const auto typed_dictionary = [&](const std::string& of) {
    Tree out = Tree::object();
    for (std::size_t n = 1 + below(4); n > 0; --n)
      out[token()] = of == "lists" ? list(3, "s") : of == "integers" && chance(50) ? value("i") : Tree(text());
    return out;
  };
  switch (kind[0]) {
    case 's': return text();
    case 'i': return 1'000'000'000 + below(1'000'000'000'000);
    case 'j': return std::stoull(all.at(0)) + below(std::stoull(all.at(1)) - std::stoull(all.at(0)));
    case 'n': return static_cast<double>(below(80));
    case 'b': return chance(50);
    case 't': return fmt::format("2026-0{}-{:02d}T{:02d}:{:02d}:{:02d}.{:06d}Z", 1 + below(9), 1 + below(28), below(24), below(60), below(60), below(1'000'000));
    case 'l': return list(4, "s");
    case 'f': return dictionary(0);
    case 'd': {
      tame_ = sound;
      Tree out = dictionary(0);
      tame_ = false;
      return out;
    }
    case 'D': return sound ? typed_dictionary(all.at(0)) : dictionary(0);
    case 'w': return all[below(all.size())];
    case 'W': return repeat([&] { return all[below(all.size())]; });
    case 'y': return token();
    case 'u': return fmt::format("https://{}.example/{}", token(), token());
    case 'o': return token() + ".example";
    case 'e': return fmt::format("{}@{}.example", token(), token());
    case '4': return fmt::format("{}.{}.{}.{}", 100 + below(156), 100 + below(156), 100 + below(156), 100 + below(156));
    case '6': {
      std::string out = hexadecimal(4);
      for (int i = 1; i < 8; ++i) out += ":" + hexadecimal(4);
      return out;
    }
    case 'a': {
      std::string out = hexadecimal(2);
      for (int i = 1; i < 6; ++i) out += ":" + hexadecimal(2);
      return out;
    }
    case 'x': return hexadecimal(32);
    case 'B': return token() + token();
    case 'p': return fmt::format("cpe:2.3:a:{}:{}:*:*:*:*:*:*:*:*", token(), token());
    case 'g': return fmt::format("[file:name = '{}' OR url:value = '{}']", token(), token());
    case 'h': {
      Tree out = {{"MD5", sound ? hexadecimal(32) : token()}};
      if (chance(50)) out["SHA-256"] = hexadecimal(64);
      return out;
    }
    case 'k': return repeat([&] { return Tree{{"kill_chain_name", text()}, {"phase_name", text()}}; });
    case 'v': return repeat([&] { return Tree{{"name", text()}, {"data", text()}, {"data_type", value("w:REG_SZ,REG_DWORD,REG_BINARY")}}; });
    case 'm': return repeat([&] {
      Tree part = {{"content_type", text()}, {"content_disposition", text()}};
      const auto raw = chance(50) ? reference("artifact,file", false) : std::nullopt;
      if (raw) part["body_raw_ref"] = *raw;
      else part["body"] = text();
      return part;
    });
    case 'c': return {{"de", {{"name", text()}, {"aliases", {text(), text()}}}}, {"mi", {{"description", text()}}}};
    case 'X': return {{"key_usage", text()}, {"private_key_usage_period_not_before", value("t")}, {"policy_mappings", text()}};
    default: throw std::logic_error("kind " + kind);
  }
}

Tree ObjectMaker::extensions(const std::string& type) {
  Tree out = Tree::object();
  const auto tame = [this] { return value("d"); };
  const auto refer = [this](Tree& extension, const char* name, const char* targets) {
    if (std::string_view(name).ends_with('s')) {
      if (Tree all = references(targets, false); !all.empty()) extension[name] = std::move(all);
    } else if (const auto one = reference(targets, false)) {
      extension[name] = *one;
    }
  };
  if (type == "file") {
    if (chance(40)) out["archive-ext"] = {{"contains_refs", references("file,directory", true)}, {"comment", text()}};
    if (chance(40))
      out["ntfs-ext"] = {{"sid", text()}, {"alternate_data_streams", {{{"name", text()}, {"hashes", value("h")}}, {{"name", text()}}}}};
    if (chance(30)) out["pdf-ext"] = {{"version", text()}, {"document_info_dict", value("D:texts")}, {"pdfid0", text()}};
    if (chance(30))
      out["windows-pebinary-ext"] = {{"pe_type", text()}, {"sections", {{{"name", text()}, {"size", 7}}, {{"name", text()}, {"hashes", value("h")}}}}};
    if (chance(30)) out["raster-image-ext"] = {{"image_height", value("i")}, {"exif_tags", value("D:integers")}};
  }
  if (type == "network-traffic") {
    if (chance(50)) {
      Tree http = {{"request_method", text()}, {"request_value", text()}, {"request_header", value("D:lists")}};
      refer(http, "message_body_data_ref", "artifact");
      out["http-request-ext"] = std::move(http);
    }
    if (chance(30)) out["socket-ext"] = {{"address_family", "AF_INET"}, {"options", {{"SO_KEEPALIVE", value("i")}}}};
    if (chance(30)) out["icmp-ext"] = {{"icmp_type_hex", value("x")}, {"icmp_code_hex", value("x")}};
    if (chance(20)) out["tcp-ext"] = {{"src_flags_hex", value("x")}};
  }
  if (type == "process" && chance(60)) {
    out["windows-process-ext"] = {{"aslr_enabled", true}, {"window_title", text()}, {"startup_info", tame()}};
    Tree service = {{"service_name", text()}, {"start_type", "SERVICE_AUTO_START"}};
    refer(service, "service_dll_refs", "file");
    out["windows-service-ext"] = std::move(service);
  }
  if (type == "user-account" && chance(60)) out["unix-account-ext"] = {{"gid", 1}, {"groups", list(3, "s")}};
  if (type == "email-message" || chance(20)) out[identifier("extension-definition")] = {{"extension_type", "property-extension"}, {token(), dictionary(1)}};
  if (chance(15)) out[kLabelExtension] = {{"extension_type", "property-extension"}, {"label", {{"tlp", "GREEN"}, {"duties", list(2, "s")}}}};
  return out;
}

void ObjectMaker::properties(Tree& object, const std::string& type, bool old) {
  for (const std::string& word : words(row_of(type).properties)) {
    const auto at = word.find('=');
    const std::string name = word.substr(0, at);
    const bool must = word.back() == '!';
    const std::string kind = word.substr(at + 1, word.size() - at - 1 - must);
    if (!must && !chance(50)) continue;
    const std::string targets = kind.size() > 2 ? kind.substr(2) : "";
    if (kind[0] == 'r') {
      if (const auto one = reference(targets, must)) object[name] = *one;
    } else if (kind[0] == 'R') {
      if (Tree all = references(targets, must); !all.empty()) object[name] = std::move(all);
    } else {
      object[name] = value(kind);
    }
  }
  if (type == "location") {
    if (chance(50)) {
      object["latitude"] = value("n");
      object["longitude"] = value("n");
      if (chance(50)) object["precision"] = value("n");
    } else if (!object.contains("country")) {
      object["region"] = text();
    }
  }
  if (type == "malware-analysis" && !object.contains("analysis_sco_refs")) object["result"] = text();
  if (type == "artifact") {
    if (chance(50)) object["url"] = value("u");
    else object["payload_bin"] = value("B");
    if (object.contains("decryption_key") && !object.contains("encryption_algorithm")) object["encryption_algorithm"] = "AES-256-GCM";
  }
  if (type == "indicator" && !old && chance(30)) {
    object["pattern_type"] = "yara";
    object["pattern"] = text();
  }
  if (type == "extension-definition" && chance(50)) object["extension_properties"] = {token(), token()};
  if (type == "network-traffic" && object.contains("end")) object["is_active"] = false;
  // A type of its own has something of its own.
  if (type == "x-novelty" && !object.contains("name") && !object.contains("more")) object["free"] = value("f");

  if (type == "email-message") {
    object["is_multipart"] = object.contains("body_multipart");
    if (!object.contains("body_multipart")) object["body"] = text();
  }
  if (type == "observed-data") {
    if (old || chance(30)) object["objects"] = embedded();
    else {
      object["object_refs"] = references("SCO,SRO", true);
      if (std::none_of(object["object_refs"].begin(), object["object_refs"].end(), [](const Tree& id) {
            const auto text = id.get<std::string>();
            return observable(text.substr(0, text.size() - 38));
          }))
        object["object_refs"].push_back(*reference("SCO", true));
    }
  }
  if (type == "marking-definition" && chance(60)) {
    object["definition_type"] = "statement";
    object["definition"] = {{"statement", text()}};
  }
  Tree all = extensions(type);
  if (type == "marking-definition" && !object.contains("definition") && all.empty())
    all[identifier("extension-definition")] = {{"extension_type", "property-extension"}, {token(), text()}};
  if (!all.empty()) object["extensions"] = std::move(all);
}

// The observables inside an observed-data: they refer to each other by key, and have no identifiers.
Tree ObjectMaker::embedded() {
  static const std::vector<std::string> kTypes = {"file", "ipv4-addr", "network-traffic", "directory", "email-addr", "email-message", "process", "url"};
  std::vector<std::string> types;
  for (std::size_t n = 1 + below(4); n > 0; --n) types.push_back(kTypes[below(kTypes.size())]);
  // Traffic has an end.
  if (std::find(types.begin(), types.end(), "network-traffic") != types.end() && std::find(types.begin(), types.end(), "ipv4-addr") == types.end())
    types.push_back("ipv4-addr");
  std::map<std::string, std::string> all;
  for (std::size_t i = 0; i < types.size(); ++i) all[std::to_string(i)] = types[i];
  Tree out = Tree::object();
  for (const auto& [key, type] : all) {
    Tree object = {{"type", type}};
    embedded_types_ = all;
    properties(object, type, true);
    embedded_types_.clear();
    in_order(object);
    out[key] = std::move(object);
  }
  return out;
}

// What ends does not end before it began.
void ObjectMaker::in_order(Tree& object) {
  static constexpr const char* kPairs[][2] = {{"created", "modified"},         {"first_seen", "last_seen"},   {"valid_from", "valid_until"},
                                              {"first_observed", "last_observed"}, {"start_time", "stop_time"}, {"start", "end"}};
  for (const auto& [first, last] : kPairs)
    if (sound && object.contains(first) && object.contains(last) && object[first] > object[last]) std::swap(object[first], object[last]);
}

Tree ObjectMaker::make(const std::string& type, bool old, const std::string& id) {
  const bool sco = observable(type);
  Tree object = {{"type", type}, {"id", id.empty() ? identifier(type, sco && chance(40) ? '5' : '4') : id}};
  if (!old && (!sco || chance(60))) object["spec_version"] = "2.1";
  if (!sco) {
    // Of STIX 2.0, to the millisecond.
    const auto date = [&] {
      std::string out = value("t");
      if (old) out.erase(out.size() - 4, 3);
      return out;
    };
    object["created"] = date();
    if (type != "marking-definition") object["modified"] = date();
    if (const auto author = chance(40) ? reference("identity", false) : std::nullopt) object["created_by_ref"] = *author;
    if (old || chance(30)) object["labels"] = list(3, "s");
    if (!old && chance(20)) object["confidence"] = below(101);
    if (type != "marking-definition" && chance(20)) object["revoked"] = chance(50);
    if (chance(20)) object["lang"] = "en";
    if (chance(50)) {
      Tree all = Tree::array();
      for (std::size_t n = 1 + below(3); n > 0; --n) {
        Tree one = {{"source_name", text()}};
        if (chance(50)) one["description"] = text();
        if (chance(50)) one["url"] = text();
        if (chance(50) || one.size() == 1) one["external_id"] = text();
        if (chance(30)) one["hashes"] = value("h");
        all.push_back(std::move(one));
      }
      object["external_references"] = std::move(all);
    }
  } else if (chance(20)) {
    object["defanged"] = chance(50);
  }
  if (chance(30)) {
    object["object_marking_refs"] = {identifier("marking-definition")};
    if (chance(40)) object["object_marking_refs"].push_back(identifier("marking-definition"));
  }
  properties(object, type, old);
  // Properties that nobody knows; one of them begins as another does.
  const bool computed = sco && object["id"].get<std::string>()[type.size() + 16] == '5';
  if (chance(40) && !(type == "x-seen" && computed)) {
    tame_ = sound;  // names of properties are of small letters
    const std::string name = key();
    tame_ = false;
    if (name.find('.') != std::string::npos) {
      object["x_" + name] = text();  // a reference below it is refused: no selector leads there
    } else {
      object["x_" + name] = free_value(0);
      object["x_" + name + "more"] = free_value(0);
    }
    if (chance(30)) object[object.contains("name") ? "name_" + token() : "value_" + token()] = free_value(1);
  }
  in_order(object);
  // An identifier that is computed is computed from something.
  if (computed && sound) {
    const auto from = contributing(type);
    if (!from.empty() && std::none_of(from.begin(), from.end(), [&](const auto& one) { return object.contains(one); }))
      object[type == "x509-certificate" ? "serial_number" : "subject"] = text();
  }
  // In any order.
  std::vector<std::string> names;
  for (const auto& [name, member] : object.items()) names.push_back(name);
  std::shuffle(names.begin(), names.end(), rng_);
  Tree out = Tree::object();
  for (const std::string& name : names) out[name] = std::move(object[name]);
  return out;
}

std::vector<std::string> selectable(const Tree& object) {
  std::vector<std::string> out;
  const std::function<void(const Tree&, const std::string&)> walk = [&](const Tree& value, const std::string& at) {
    if (!at.empty()) out.push_back(at);
    if (value.is_array()) {
      for (std::size_t i = 0; i < value.size(); ++i) walk(value[i], fmt::format("{}.[{}]", at, i));
    } else if (value.is_object()) {
      for (const auto& [name, member] : value.items()) {
        if (name.empty() || name[0] == '[' || name.find('.') != std::string::npos) continue;
        if (at.empty() && name == "granular_markings") continue;
        walk(member, at.empty() ? name : at + "." + name);
      }
    }
  };
  walk(object, "");
  return out;
}

void ObjectMaker::mark(Tree& object, const std::vector<std::string>& markings) {
  const std::vector<std::string> paths = selectable(object);
  // What must be there, and what the object itself is marked with, less often than their number would have it.
  const auto pick = [&] {
    std::string one = paths[below(paths.size())];
    static const std::vector<std::string> kRare = {"type", "id", "created", "modified", "spec_version", "object_marking_refs"};
    for (int tries = 0; tries < 3; ++tries)
      if (std::any_of(kRare.begin(), kRare.end(), [&](const auto& rare) { return one.starts_with(rare); })) one = paths[below(paths.size())];
    return one;
  };
  Tree all = Tree::array();
  std::string last;
  const bool old = object.contains("created") && !object.contains("spec_version");  // STIX 2.0 marks no languages
  for (std::size_t n = 1 + below(4); n > 0; --n) {
    Tree one = Tree::object();
    if (chance(10) && !old) one["lang"] = "fr";
    else one["marking_ref"] = markings[below(markings.size())];
    one["selectors"] = Tree::array();
    for (std::size_t k = 1 + below(3); k > 0; --k) {
      std::string selector = pick();
      if (!last.empty() && chance(15)) selector = last;                                             // marked twice
      if (!last.empty() && chance(15)) selector = last.substr(0, last.find('.'));                   // what lies above
      if (chance(10)) one["selectors"].push_back(selector);                                         // named twice
      one["selectors"].push_back(selector);
      last = selector;
    }
    all.push_back(std::move(one));
  }
  Tree out = Tree::object();
  const std::size_t at = below(object.size() + 1);
  std::size_t i = 0;
  for (auto& [name, member] : object.items()) {
    if (i++ == at) out["granular_markings"] = all;
    out[name] = member;
  }
  if (!out.contains("granular_markings")) out["granular_markings"] = all;
  object = std::move(out);
}

std::string written(const Tree& value, Rng& rng) {
  const auto quoted = [&rng](const std::string& text) {
    const std::string plain = Tree(text).dump(-1, ' ', rng() % 4 == 0);
    if (rng() % 4 != 0) return plain;
    // Letters and solidi may be escaped as well.
    std::string out;
    for (std::size_t i = 0; i < plain.size(); ++i) {
      if (plain[i] == '\\') {
        out.append(plain, i, 2);
        if (plain[i + 1] == 'u') {
          out.append(plain, i + 2, 4);
          i += 4;
        }
        ++i;
      } else if (plain[i] == '/' && rng() % 2 == 0) {
        out += "\\/";
      } else if (plain[i] >= 'a' && plain[i] <= 'z' && rng() % 6 == 0) {
        out += rng() % 2 == 0 ? fmt::format("\\u{:04x}", static_cast<unsigned>(plain[i])) : fmt::format("\\u{:04X}", static_cast<unsigned>(plain[i]));
      } else {
        out.push_back(plain[i]);
      }
    }
    return out;
  };
  std::string out;
  if (value.is_object()) {
    for (const auto& [name, member] : value.items()) out += (out.empty() ? "" : ",") + quoted(name) + ":" + written(member, rng);
    return "{" + out + "}";
  }
  if (value.is_array()) {
    for (const Tree& element : value) out += (out.empty() ? "" : ",") + written(element, rng);
    return "[" + out + "]";
  }
  return value.is_string() ? quoted(value.get<std::string>()) : value.dump();
}

}  // namespace comity::property
