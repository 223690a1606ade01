#include "tests/property/redaction_oracle.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <regex>
#include <stdexcept>

#include "stix/validate.hpp"
#include "tests/property/marked_objects.hpp"

namespace comity::property {
namespace {

constexpr const char* kLabel = "extension-definition--6a1c5d0e-6e0b-4f6b-9a53-0f6f2b1e7c44";

struct RawReader {
  const std::string& text;
  std::size_t at = 0;

  std::string string() {
    const std::size_t begin = at++;
    while (text.at(at) != '"') at += text[at] == '\\' ? 2 : 1;
    return text.substr(begin, ++at - begin);
  }
  Raw value() {
    Raw out;
    const char first = text.at(at);
    if (first == '{' || first == '[') {
      out.kind = first == '{' ? 'o' : 'a';
      const char end = first == '{' ? '}' : ']';
      ++at;
      while (text.at(at) != end) {
        if (text[at] == ',') ++at;
        if (out.kind == 'o') {
          std::string name = string();
          if (text.at(at++) != ':') throw std::runtime_error("no colon in " + text);
          out.members.emplace_back(std::move(name), value());
        } else {
          out.elements.push_back(value());
        }
      }
      ++at;
    } else if (first == '"') {
      out.text = string();
    } else {
      const std::size_t begin = at;
      while (at < text.size() && std::string_view(",]}").find(text[at]) == std::string_view::npos) ++at;
      out.text = text.substr(begin, at - begin);
    }
    return out;
  }
};

std::string unescaped(const std::string& raw) { return nlohmann::json::parse(raw).get<std::string>(); }

bool is_identifier(const std::string& text) {
  static const std::regex kForm("[a-z0-9]([a-z0-9-]*[a-z0-9])?--[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
  return text.find("--") != std::string::npos && std::regex_match(text, kForm);
}

std::string below(const std::string& at, const std::string& step) { return at.empty() ? step : at + "." + step; }

const Tree* resolve(const Tree& object, const std::string& path) {
  const Tree* value = &object;
  for (std::size_t from = 0; from <= path.size();) {
    const std::size_t dot = std::min(path.find('.', from), path.size());
    const std::string step = path.substr(from, dot - from);
    if (step[0] == '[') {
      const auto index = static_cast<std::size_t>(std::stoull(step.substr(1)));
      if (!value->is_array() || index >= value->size()) return nullptr;
      value = &(*value)[index];
    } else {
      if (!value->is_object() || !value->contains(step)) return nullptr;
      value = &value->at(step);
    }
    from = dot + 1;
  }
  return value;
}

void find_references(const Tree& value, const std::string& at, bool names, const std::string& element, bool in_list, std::vector<Facts::Reference>& out) {
  if (value.is_string()) {
    if (names && is_identifier(value.get<std::string>())) out.push_back({at, value.get<std::string>(), element.empty() ? at : element, false, false});
  } else if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) {
      const std::string path = fmt::format("{}.[{}]", at, i);
      find_references(value[i], path, names, value[i].is_object() ? path : element, true, out);
    }
  } else if (value.is_object()) {
    for (const auto& [name, member] : value.items()) {
      if (at.empty() && name == "granular_markings") continue;
      if (name == "object_marking_refs") continue;
      find_references(member, below(at, name), name != "marking_ref" && (name.ends_with("_ref") || name.ends_with("_refs")), element, in_list, out);
    }
  }
}

// The object without what is removed; `moved` gets for each value that stays the path that it had and the one it has.
std::optional<Raw> prune(const Raw& value, const std::string& before, const std::string& after, const std::set<std::string>& removed,
                         std::map<std::string, std::string>& moved) {
  if (removed.contains(before)) return std::nullopt;
  Raw out;
  out.kind = value.kind;
  out.text = value.text;
  std::map<std::string, std::string> inside;
  for (const auto& [name, member] : value.members) {
    const std::string step = unescaped(name);
    if (before.empty() && step == "granular_markings") {
      out.members.emplace_back(name, member);
    } else if (auto kept = prune(member, below(before, step), below(after, step), removed, inside)) {
      out.members.emplace_back(name, std::move(*kept));
    }
  }
  for (std::size_t i = 0; i < value.elements.size(); ++i)
    if (auto kept = prune(value.elements[i], fmt::format("{}.[{}]", before, i), fmt::format("{}.[{}]", after, out.elements.size()), removed, inside))
      out.elements.push_back(std::move(*kept));
  const bool was_empty = value.members.empty() && value.elements.empty();
  if (!before.empty() && value.kind != 'v' && !was_empty && out.members.empty() && out.elements.empty()) return std::nullopt;
  moved[before] = after;
  moved.merge(inside);
  return out;
}

Raw* member(Raw& object, const std::string& name) {
  for (auto& [key, value] : object.members)
    if (unescaped(key) == name) return &value;
  return nullptr;
}

void follow(Raw& object, const std::map<std::string, std::string>& moved) {
  Raw* markings = member(object, "granular_markings");
  if (markings == nullptr) return;
  std::vector<Raw> left;
  for (Raw& marking : markings->elements) {
    Raw* selectors = member(marking, "selectors");
    std::vector<Raw> kept;
    for (Raw& selector : selectors->elements) {
      const std::string before = unescaped(selector.text);
      const auto found = moved.find(before);
      if (found == moved.end()) continue;
      if (found->second != before) selector.text = nlohmann::json(found->second).dump();
      kept.push_back(selector);
    }
    selectors->elements = kept;
    if (!kept.empty()) left.push_back(marking);
  }
  markings->elements = left;
  if (left.empty()) std::erase_if(object.members, [](const auto& one) { return unescaped(one.first) == "granular_markings"; });
}

// "name", "hashes|name", "url>hashes", "is_family:true>name".
bool meets(const Tree& object, const std::string& requirement) {
  if (const auto arrow = requirement.find('>'); arrow != std::string::npos) {
    std::string if_this = requirement.substr(0, arrow);
    bool asked = false;
    if (const auto colon = if_this.find(':'); colon != std::string::npos) {
      if_this.resize(colon);
      asked = object.contains(if_this) && object[if_this] == true;
    } else {
      asked = object.contains(if_this);
    }
    return !asked || object.contains(requirement.substr(arrow + 1));
  }
  for (std::size_t from = 0; from <= requirement.size();) {
    const std::size_t bar = std::min(requirement.find('|', from), requirement.size());
    if (object.contains(requirement.substr(from, bar - from))) return true;
    from = bar + 1;
  }
  return false;
}

// What an object of that type met before and does not now; "" if nothing.
std::string newly_lacking(const Tree& before, const Tree& after, const std::vector<std::string>& wanted) {
  for (const std::string& one : wanted)
    if (meets(before, one) && !meets(after, one)) return one;
  return {};
}

bool elements_good(const Tree& object, const char* list, const std::vector<std::string>& wanted) {
  if (!object.contains(list)) return true;
  for (const Tree& element : object[list])
    for (const std::string& one : wanted)
      if (!meets(element, one)) return false;
  return true;
}

// Keys that the objects of an old observed-data name each other by.
void find_keys(const Tree& value, bool names, std::set<std::string>& out) {
  if (value.is_string() && names) out.insert(value.get<std::string>());
  if (value.is_array())
    for (const Tree& element : value) find_keys(element, names, out);
  if (value.is_object())
    for (const auto& [name, one] : value.items()) find_keys(one, name.ends_with("_ref") || name.ends_with("_refs"), out);
}

std::string embedded_fault(const Tree& before, const Tree& after, bool valid) {
  if (!before.contains("objects") || !before["objects"].is_object() || !after.contains("objects")) return {};
  for (const auto& [key, object] : after["objects"].items()) {
    std::set<std::string> keys;
    find_keys(object, false, keys);
    for (const std::string& one : keys)
      if (before["objects"].contains(one) && !after["objects"].contains(one)) return "objects." + key + " refers to what is gone";
    if (valid) continue;
    const Tree& whole = before["objects"][key];
    if (!object.is_object() || !whole.contains("type")) continue;
    std::vector<std::string> wanted = requirements(whole["type"], true);
    std::erase(wanted, "id");
    if (const std::string lack = newly_lacking(whole, object, wanted); !lack.empty()) return "objects." + key + " lacks " + lack;
  }
  return {};
}

std::string cut_text(const Facts& facts, const std::set<std::string>& removed) {
  std::map<std::string, std::string> moved;
  Raw raw = *prune(raw_of(facts.text), "", "", removed, moved);
  follow(raw, moved);
  return text_of(raw);
}

// What the cut lacks, or breaks, and the whole did not; "" if nothing.
std::string newly_broken(const Facts& facts, const std::string& cut) {
  const Tree after = Tree::parse(cut);
  const std::string type = facts.tree["type"];
  const bool old = !facts.tree.contains("spec_version");
  const bool valid = follows_stix(facts.text);
  std::vector<std::string> wanted = requirements(type, old);
  // What says of which version an object is stays even where STIX would take the rest for another.
  static const std::set<std::string> kVersion = {"spec_version", "created", "modified"};
  if (valid) std::erase_if(wanted, [](const auto& one) { return !kVersion.contains(one); });
  if (std::string lack = newly_lacking(facts.tree, after, wanted); !lack.empty()) return lack;
  if (type == "observed-data")
    if (std::string fault = embedded_fault(facts.tree, after, valid); !fault.empty()) return fault;
  if (valid) return follows_stix(cut) ? "" : "STIX";
  const std::vector<std::string> reference = {"source_name", "description|url|external_id"}, phase = {"kill_chain_name", "phase_name"};
  if (elements_good(facts.tree, "external_references", reference) && !elements_good(after, "external_references", reference)) return "external_references";
  if (elements_good(facts.tree, "kill_chain_phases", phase) && !elements_good(after, "kill_chain_phases", phase)) return "kill_chain_phases";
  return {};
}

}  // namespace

Raw raw_of(const std::string& text) { return RawReader{text}.value(); }

std::string text_of(const Raw& raw) {
  if (raw.kind == 'v') return raw.text;
  std::string out;
  for (const auto& [name, one] : raw.members) out += (out.empty() ? "" : ",") + name + ":" + text_of(one);
  for (const Raw& element : raw.elements) out += (out.empty() ? "" : ",") + text_of(element);
  return raw.kind == 'o' ? "{" + out + "}" : "[" + out + "]";
}

bool follows_stix(const std::string& text) {
  const auto document = json::Document::parse(text);
  std::vector<stix::Problem> problems;
  return document && stix::validate(*document, {.warnings = false}, problems).errors == 0;
}

std::vector<std::string> telling_parts(const std::string& word) {
  // Tokens, numbers, times of day, hashes and other hexadecimal digits, and addresses of networks and of hardware.
  static const std::regex kForm(
      "[bcdfghjkmnpqrstvwxz]{12}|[0-9a-f]{32,}|[0-9]{10,}|T[0-9:]{8}\\.[0-9]{6}Z|([0-9]{3}\\.){3}[0-9]{3}|([0-9a-f]{4}:){7}[0-9a-f]{4}|"
      "([0-9a-f]{2}:){5}[0-9a-f]{2}");
  std::vector<std::string> out;
  for (std::sregex_iterator one(word.begin(), word.end(), kForm), end; one != end; ++one) out.push_back(one->str());
  return out;
}

bool within(const std::string& path, const std::string& top) {
  return path == top || (path.size() > top.size() && path.starts_with(top) && path[top.size()] == '.');
}

Facts facts_of(const std::string& text) {
  Facts out;
  out.text = text;
  out.tree = Tree::parse(text);
  find_references(out.tree, "", false, "", false, out.references);
  const std::string type = out.tree["type"];
  for (Facts::Reference& one : out.references) {
    one.mandatory = (type == "relationship" && (one.path == "source_ref" || one.path == "target_ref")) ||
                    (type == "sighting" && one.path == "sighting_of_ref") || (type == "language-content" && one.path == "object_ref") ||
                    (type == "extension-definition" && one.path == "created_by_ref");
    static const std::set<std::string> kLists = {"report", "grouping", "note", "opinion", "observed-data"};
    one.required_list = kLists.contains(type) && one.path.starts_with("object_refs.[");
  }
  if (out.tree.contains("granular_markings"))
    for (const Tree& marking : out.tree["granular_markings"])
      for (const Tree& selector : marking["selectors"]) out.selectors.emplace_back(marking.value("marking_ref", ""), selector.get<std::string>());
  return out;
}

std::vector<bool> readable_fields(const Facts& facts, const Sight& sight) {
  std::vector<bool> out;
  for (const auto& [ignored, selector] : facts.selectors)
    out.push_back(std::none_of(facts.selectors.begin(), facts.selectors.end(), [&, &path = selector](const auto& other) {
      return sight.unreadable.contains(other.first) && within(path, other.second);
    }));
  return out;
}

Due due(const Facts& facts, const Sight& sight) {
  Due out;
  const auto withheld = [&](std::string why) {
    out.withheld = true;
    out.why = std::move(why);
    return out;
  };
  const std::string type = facts.tree["type"], id = facts.tree["id"];
  std::set<std::string> hidden;
  for (const auto& [marking, selector] : facts.selectors)
    if (sight.unreadable.contains(marking)) hidden.insert(selector);
  out.removed = hidden;
  std::size_t required_members = 0, required_left = 0;
  for (const Facts::Reference& one : facts.references) {
    const bool goes_anyway = std::any_of(hidden.begin(), hidden.end(), [&](const std::string& top) { return within(one.path, top); });
    const bool released = sight.released(one.target);
    required_members += one.required_list;
    required_left += one.required_list && released && !goes_anyway;
    if (goes_anyway || released) continue;
    if (one.mandatory) return withheld("a mandatory reference");
    out.removed.insert(one.removal);
  }
  if (required_members > 0 && required_left == 0) return withheld("a required list is empty");
  out.text = facts.text;
  if (out.removed.empty()) return out;
  if (id.size() > 36 && id[id.size() - 22] == '5')
    for (const std::string& property : contributing(type))
      for (const std::string& one : out.removed)
        if (within(one, property)) return withheld("its id is computed from " + property);
  // What says how the object is marked.
  for (const std::string& one : out.removed)
    if (within(one, "object_marking_refs") || one == "extensions" || within(one, std::string("extensions.") + kLabel))
      if (one != "extensions" || facts.tree["extensions"].contains(kLabel)) return withheld("its own marking");

  // As the rules have it: without the fields, and then without the references too.
  const std::string why_not = hidden.empty() ? "" : newly_broken(facts, cut_text(facts, hidden));
  if (!why_not.empty()) return withheld(why_not);
  out.text = cut_text(facts, out.removed);
  if (const std::string why = newly_broken(facts, out.text); !why.empty()) return withheld(why);
  return out;
}

std::set<std::string> words_of(const Facts& facts, const std::set<std::string>& removed) {
  std::set<std::string> out;
  const std::function<void(const Tree&)> collect = [&](const Tree& value) {
    if (value.is_string() && !is_identifier(value.get<std::string>())) out.insert(value.get<std::string>());
    if (value.is_number_integer()) out.insert(value.dump());
    if (value.is_array())
      for (const Tree& element : value) collect(element);
    if (value.is_object())
      for (const auto& [name, one] : value.items()) {
        out.insert(name);
        collect(one);
      }
  };
  for (const std::string& path : removed) {
    const Tree* value = resolve(facts.tree, path);
    if (value == nullptr) throw std::runtime_error(path + " leads nowhere in " + facts.text);
    collect(*value);
    if (path.back() != ']') out.insert(path.substr(path.rfind('.') + 1));
  }
  return out;
}

bool taken_out_of(const Tree& part, const Tree& whole) {
  if (part.is_object() && whole.is_object()) {
    for (const auto& [name, member] : part.items())
      if (name != "granular_markings" && (!whole.contains(name) || !taken_out_of(member, whole[name]))) return false;
    return true;
  }
  if (part.is_array() && whole.is_array()) {
    std::size_t at = 0;
    for (const Tree& element : part) {
      while (at < whole.size() && !taken_out_of(element, whole[at])) ++at;
      if (at++ >= whole.size()) return false;
    }
    return true;
  }
  return part == whole;
}

}  // namespace comity::property
