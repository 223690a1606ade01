#include "tests/property/marked_objects.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <sstream>

namespace comity::property {
namespace {

// Per type: its properties as "name=kind", an exclamation mark after those that are always written. Kinds: s text, i
// integer, n number, b boolean, t timestamp, l list of texts, r reference, R list of references, d dictionary, h hashes,
// k kill chain phases, v registry values, m parts of a mail, c translations, e enumerated word.
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
       {"name=s description=s indicator_types=l pattern=s! pattern_type=s! pattern_version=s valid_from=t! valid_until=t "
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
        "operating_system_refs=R architecture_execution_envs=l implementation_languages=l capabilities=l sample_refs=R",
        "is_family is_family:true>name", ""}},
      {"malware-analysis",
       {"product=s! version=s host_vm_ref=r operating_system_ref=r installed_software_refs=R configuration_version=s "
        "modules=l analysis_engine_version=s submitted=t analysis_started=t result_name=s result=s analysis_sco_refs=R "
        "sample_ref=r",
        "product result|analysis_sco_refs", ""}},
      {"note", {"abstract=s content=s! authors=l object_refs=R!", "content object_refs", ""}},
      {"observed-data",
       {"first_observed=t! last_observed=t! number_observed=i!", "first_observed last_observed number_observed objects|object_refs",
        ""}},
      {"opinion", {"explanation=s authors=l opinion=s! object_refs=R!", "opinion object_refs", ""}},
      {"report",
       {"name=s! description=s report_types=l published=t! object_refs=R!", "name published object_refs", ""}},
      {"threat-actor",
       {"name=s! description=s threat_actor_types=l aliases=l roles=l goals=l sophistication=s resource_level=s", "name", ""}},
      {"tool", {"name=s! description=s tool_types=l aliases=l kill_chain_phases=k tool_version=s", "name", ""}},
      {"vulnerability", {"name=s! description=s", "name", ""}},
      {"relationship",
       {"relationship_type=s! description=s source_ref=r! target_ref=r! start_time=t stop_time=t",
        "relationship_type source_ref target_ref", ""}},
      {"sighting",
       {"description=s first_seen=t last_seen=t count=i sighting_of_ref=r! observed_data_refs=R where_sighted_refs=R summary=b",
        "sighting_of_ref", ""}},
      {"extension-definition",
       {"created_by_ref=r! name=s! description=s schema=s! version=s! extension_types=l! extension_properties=l",
        "created_by_ref name schema version extension_types", ""}},
      {"language-content", {"object_ref=r! object_modified=t contents=c!", "object_ref contents", ""}},
      {"marking-definition", {"name=s", "definition|extensions definition>definition_type definition_type>definition", ""}},
      {"x-novelty", {"name=s free=d more=d item_ref=r item_refs=R", "", ""}},
  };
  return kRows;
}

const std::map<std::string, Row>& observable_rows() {
  static const std::map<std::string, Row> kRows = {
      {"artifact",
       {"mime_type=s hashes=h! encryption_algorithm=s decryption_key=s", "payload_bin|url url>hashes", "hashes payload_bin"}},
      {"autonomous-system", {"number=i! name=s rir=s", "number", "number"}},
      {"directory", {"path=s! path_enc=s ctime=t mtime=t atime=t contains_refs=R", "path", "path"}},
      {"domain-name", {"value=s! resolves_to_refs=R", "value", "value"}},
      {"email-addr", {"value=s! display_name=s belongs_to_ref=r", "value", "value"}},
      {"email-message",
       {"is_multipart=b! date=t content_type=s from_ref=r sender_ref=r to_refs=R cc_refs=R message_id=s subject=s received_lines=l "
        "additional_header_fields=d body_multipart=m raw_email_ref=r",
        "is_multipart", "from_ref subject body"}},
      {"file",
       {"hashes=h size=i name=s! name_enc=s magic_number_hex=s mime_type=s ctime=t parent_directory_ref=r contains_refs=R "
        "content_ref=r",
        "hashes|name", "hashes name extensions parent_directory_ref"}},
      {"ipv4-addr", {"value=s! resolves_to_refs=R belongs_to_refs=R", "value", "value"}},
      {"ipv6-addr", {"value=s! resolves_to_refs=R belongs_to_refs=R", "value", "value"}},
      {"mac-addr", {"value=s!", "value", "value"}},
      {"mutex", {"name=s!", "name", "name"}},
      {"network-traffic",
       {"start=t end=t is_active=b src_ref=r! dst_ref=r src_port=i dst_port=i protocols=l! src_byte_count=i ipfix=d "
        "src_payload_ref=r encapsulates_refs=R encapsulated_by_ref=r",
        "protocols src_ref|dst_ref", "start end src_ref dst_ref src_port dst_port protocols extensions"}},
      {"process",
       {"is_hidden=b pid=i created_time=t cwd=s command_line=s! environment_variables=d opened_connection_refs=R "
        "creator_user_ref=r image_ref=r parent_ref=r child_refs=R",
        "extensions|is_hidden|pid|created_time|cwd|command_line|environment_variables|opened_connection_refs|creator_user_ref|"
        "image_ref|parent_ref|child_refs",
        ""}},
      {"software", {"name=s! cpe=s swid=s languages=l vendor=s version=s", "name", "name cpe swid vendor version"}},
      {"url", {"value=s!", "value", "value"}},
      {"user-account",
       {"user_id=s! credential=s account_login=s account_type=s display_name=s is_privileged=b account_created=t",
        "extensions|user_id|credential|account_login|account_type|display_name|is_privileged|account_created",
        "account_type user_id account_login"}},
      {"windows-registry-key",
       {"key=s! values=v modified_time=t creator_user_ref=r number_of_subkeys=i",
        "key|values|modified_time|creator_user_ref|number_of_subkeys", "key values"}},
      {"x509-certificate",
       {"is_self_signed=b hashes=h version=s serial_number=s signature_algorithm=s! issuer=s validity_not_before=t subject=s "
        "subject_public_key_exponent=i x509_v3_extensions=d",
        "is_self_signed|hashes|version|serial_number|signature_algorithm|issuer|validity_not_before|subject|"
        "subject_public_key_exponent|x509_v3_extensions",
        "hashes serial_number"}},
      {"x-seen", {"colour=s! free=d item_refs=R", "", "colour free item_refs extensions"}},
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

std::string ObjectMaker::reference() {
  if (!embedded_keys_.empty()) return embedded_keys_[below(embedded_keys_.size())];
  if (!pool.empty()) return pool[below(pool.size())];
  return identifier(all_types()[below(all_types().size())]);
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
  for (std::size_t n = 1 + below(most); n > 0; --n) out.push_back(value(kind, ""));
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
      out[name + "_ref"] = reference();
    } else if (plain && chance(15)) {
      out[name + "_refs"] = list(3, "r");
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
    case 0: return value("i", "");
    case 1: return value("t", "");
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
    case 7: return chance(50) ? Tree::array() : Tree::object();
    default: return chance(50) ? Tree(nullptr) : Tree(chance(50));
  }
}

Tree ObjectMaker::value(const std::string& kind, const std::string& name) {
  switch (kind[0]) {
    case 's': return text();
    case 'i': return 1'000'000'000 + below(1'000'000'000'000);
    case 'n': return static_cast<double>(below(80));
    case 'b': return chance(50);
    case 't': return fmt::format("2026-0{}-{:02d}T{:02d}:00:00.{:06d}Z", 1 + below(9), 1 + below(28), below(24), below(1'000'000));
    case 'l': return list(4, "s");
    case 'r': return reference();
    case 'R': return list(4, "r");
    case 'd': return dictionary(0);
    case 'h': {
      Tree out = {{"MD5", token()}};
      if (chance(50)) out["SHA-256"] = token();
      return out;
    }
    case 'k': {
      Tree out = Tree::array();
      for (std::size_t n = 1 + below(3); n > 0; --n) out.push_back({{"kill_chain_name", text()}, {"phase_name", text()}});
      return out;
    }
    case 'v': {
      Tree out = Tree::array();
      for (std::size_t n = 1 + below(3); n > 0; --n) out.push_back({{"name", text()}, {"data", text()}, {"data_type", text()}});
      return out;
    }
    case 'm': {
      Tree out = Tree::array();
      for (std::size_t n = 1 + below(3); n > 0; --n) {
        Tree part = {{"content_type", text()}, {"content_disposition", text()}};
        if (chance(50)) part["body_raw_ref"] = reference();
        else part["body"] = text();
        out.push_back(std::move(part));
      }
      return out;
    }
    case 'c': return {{"de", {{"name", text()}, {"aliases", {text(), text()}}}}, {"mi", {{"description", text()}}}};
    default: throw std::logic_error("kind of " + name);
  }
}

Tree ObjectMaker::extensions(const std::string& type) {
  Tree out = Tree::object();
  if (type == "file") {
    if (chance(40)) out["archive-ext"] = {{"contains_refs", list(3, "r")}, {"comment", text()}};
    if (chance(40))
      out["ntfs-ext"] = {{"sid", text()}, {"alternate_data_streams", {{{"name", text()}, {"hashes", value("h", "")}}, {{"name", text()}}}}};
    if (chance(30)) out["pdf-ext"] = {{"version", text()}, {"document_info_dict", dictionary(1)}, {"pdfid0", text()}};
    if (chance(30))
      out["windows-pebinary-ext"] = {{"pe_type", text()}, {"sections", {{{"name", text()}, {"size", 7}}, {{"name", text()}, {"hashes", value("h", "")}}}}};
    if (chance(30)) out["raster-image-ext"] = {{"image_height", value("i", "")}, {"exif_tags", dictionary(1)}};
  }
  if (type == "network-traffic") {
    if (chance(50))
      out["http-request-ext"] = {{"request_method", text()}, {"request_value", text()}, {"request_header", dictionary(1)}, {"message_body_data_ref", reference()}};
    if (chance(30)) out["socket-ext"] = {{"address_family", text()}, {"options", {{"SO_KEEPALIVE", 1}}}};
    if (chance(30)) out["icmp-ext"] = {{"icmp_type_hex", text()}, {"icmp_code_hex", text()}};
  }
  if (type == "process" && chance(60)) {
    out["windows-process-ext"] = {{"aslr_enabled", true}, {"window_title", text()}, {"startup_info", dictionary(1)}};
    out["windows-service-ext"] = {{"service_name", text()}, {"service_dll_refs", list(3, "r")}};
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
    if (word.back() == '!' || chance(50)) object[name] = value(word.substr(at + 1, 1), name);
  }
  if (type == "location") {
    if (chance(50)) {
      object["latitude"] = value("n", "");
      object["longitude"] = value("n", "");
      if (chance(50)) object["precision"] = value("n", "");
    } else if (!object.contains("country")) {
      object["region"] = text();
    }
  }
  if (type == "malware-analysis" && !object.contains("analysis_sco_refs")) object["result"] = text();
  if (type == "artifact") object[chance(50) ? "url" : "payload_bin"] = text();
  if (type == "email-message") {
    object["is_multipart"] = object.contains("body_multipart");
    if (!object.contains("body_multipart")) object["body"] = text();
  }
  if (type == "observed-data") {
    if (old || chance(30)) object["objects"] = embedded();
    else object["object_refs"] = list(4, "r");
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
  std::vector<std::string> keys;
  for (std::size_t i = 0, n = 1 + below(4); i < n; ++i) keys.push_back(std::to_string(i));
  Tree out = Tree::object();
  for (const std::string& one : keys) {
    const std::string type = kTypes[below(kTypes.size())];
    Tree object = {{"type", type}};
    embedded_keys_ = keys;
    properties(object, type, true);
    embedded_keys_.clear();
    out[one] = std::move(object);
  }
  return out;
}

Tree ObjectMaker::make(const std::string& type, bool old) {
  const bool sco = observable(type);
  Tree object = {{"type", type}, {"id", identifier(type, sco && chance(40) ? '5' : '4')}};
  if (!old && (!sco || chance(60))) object["spec_version"] = "2.1";
  if (!sco) {
    object["created"] = value("t", "");
    if (type != "marking-definition") object["modified"] = value("t", "");
    if (chance(40)) object["created_by_ref"] = reference();
    if (old || chance(30)) object["labels"] = list(3, "s");
    if (chance(20)) object["confidence"] = below(101);
    if (type != "marking-definition" && chance(20)) object["revoked"] = chance(50);
    if (chance(20)) object["lang"] = "en";
    if (chance(50)) {
      Tree all = Tree::array();
      for (std::size_t n = 1 + below(3); n > 0; --n) {
        Tree one = {{"source_name", text()}};
        if (chance(50)) one["description"] = text();
        if (chance(50)) one["url"] = text();
        if (chance(50) || one.size() == 1) one["external_id"] = text();
        if (chance(30)) one["hashes"] = value("h", "");
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
    const std::string name = key();
    if (name.find('.') != std::string::npos) {
      object["x_" + name] = text();  // a reference below it is refused: no selector leads there
    } else {
      object["x_" + name] = free_value(0);
      object["x_" + name + "more"] = free_value(0);
    }
    if (chance(30)) object[object.contains("name") ? "name_" + token() : "value_" + token()] = free_value(1);
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
  for (std::size_t n = 1 + below(4); n > 0; --n) {
    Tree one = Tree::object();
    if (chance(10)) one["lang"] = "fr";
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
