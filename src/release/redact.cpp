#include "release/redact.hpp"

#include <algorithm>
#include <optional>
#include <unordered_set>

#include "stix/cut.hpp"
#include "stix/selector.hpp"
#include "stix/validate.hpp"

namespace comity::release {
namespace {

// What says how the object is marked is never cut: the rest would go on under a wider marking, or none.
bool cuts_its_marking(const json::Value& object, const std::vector<stix::Path>& removed) {
  const auto extensions = object.get("extensions");
  const bool labelled = extensions && extensions->get(stix::kLabelExtension);
  return std::any_of(removed.begin(), removed.end(), [&](const stix::Path& path) {
    if (path[0].name == "object_marking_refs") return true;
    return labelled && path[0].name == "extensions" && (path.size() == 1 || path[1].name == stix::kLabelExtension);
  });
}

// What says of which version an object is stays. (missing() takes an object without spec_version for one of STIX 2.0, and
// asks of a type that it does not know for no dates.)
bool keeps_its_version(std::string_view type, const json::Value& before, const json::Value& after) {
  for (const std::string_view name : {"spec_version", "created", "modified"})
    if (stix::is_required(type, name) && before.get(name) && !after.get(name)) return false;
  return true;
}

std::string with_members(const json::Value& object, const std::string& members) {
  std::string out(object.text());
  out.insert(out.size() - 1, members);
  return out;
}

// Members that stand in for what an object came without, as missing() shows one thing at a time; nothing if it lacks what no
// member makes good.
std::optional<std::string> stand_ins(const json::Value& object) {
  constexpr int kMost = 32;
  std::string members;
  for (int i = 0; i < kMost; ++i) {
    const std::string text = with_members(object, members);
    const auto document = json::Document::parse(text);
    if (!document) return std::nullopt;
    std::string lack = stix::missing(document->root());
    if (lack.empty()) return members;
    constexpr std::string_view kOneOf = "one of ";
    if (lack.starts_with(kOneOf)) lack = lack.substr(kOneOf.size(), lack.find(',') - kOneOf.size());
    if (lack.find(' ') != std::string::npos) return std::nullopt;
    members += ",\"" + lack + "\":0";
  }
  return std::nullopt;
}

// It lacks nothing now that it did not lack before.
bool lacks_no_more(const json::Value& before, const json::Value& after) {
  if (stix::missing(before).empty()) return stix::missing(after).empty();
  const auto members = stand_ins(before);
  if (!members) return false;
  const std::string text = with_members(after, *members);
  const auto document = json::Document::parse(text);
  return document && stix::missing(document->root()).empty();
}

// The observables inside an observed-data have no identifiers and refer to each other by the key they lie under (STIX 2.0
// part 4 §1.1; STIX 2.1 §4.14, deprecated).
constexpr std::string_view kEmbedded = "objects";

using Keys = std::unordered_set<std::string>;

Keys keys_of(const json::Value& object) {
  Keys out;
  object.each_member([&](const json::Value& key, const json::Value&) { out.insert(key.string()); });
  return out;
}

// Whether each key named in a property that ends in _ref or _refs, and that was there before, still is.
bool keys_lead_somewhere(const json::Value& value, bool names_keys, const Keys& before, const Keys& after) {
  if (value.is(json::Kind::string)) {
    if (!names_keys) return true;
    const std::string key = value.string();
    return after.contains(key) || !before.contains(key);
  }
  bool all = true;
  value.each_element([&](const json::Value& element) { all = all && keys_lead_somewhere(element, names_keys, before, after); });
  value.each_member([&](const json::Value& key, const json::Value& member) {
    const std::string name = key.string();
    all = all && keys_lead_somewhere(member, name.ends_with("_ref") || name.ends_with("_refs"), before, after);
  });
  return all;
}

// What an observable lacks, the identifier aside.
std::string embedded_lack(const json::Value& observable) {
  if (!observable.is(json::Kind::object) || observable.get("id")) return stix::missing(observable);
  const std::string text = std::string(R"({"id":"")") + (observable.size() > 0 ? "," : "") + std::string(observable.text().substr(1));
  const auto with_id = json::Document::parse(text);
  return with_id ? stix::missing(with_id->root()) : "what can be read";
}

bool keeps_embedded(const json::Value& before, const json::Value& after) {
  const auto whole = before.get(kEmbedded), left = after.get(kEmbedded);
  if (!whole || !left || whole->text() == left->text()) return true;
  if (!keys_lead_somewhere(*left, false, keys_of(*whole), keys_of(*left))) return false;
  bool keeps = true;
  // Both in the same order: what was there before is looked for once.
  std::vector<std::pair<std::string, json::Value>> observables;
  left->each_member([&](const json::Value& key, const json::Value& member) { observables.emplace_back(key.string(), member); });
  std::size_t next = 0;
  whole->each_member([&](const json::Value& key, const json::Value& member) {
    if (!keeps || next == observables.size() || !key.equals(observables[next].first)) return;
    const json::Value& now = observables[next++].second;
    if (now.text() != member.text() && embedded_lack(member).empty()) keeps = embedded_lack(now).empty();
  });
  return keeps && next == observables.size();
}

// Against a MUST of STIX, anywhere in the object: required members of extensions, parts that go together.
bool breaks_stix(const json::Document& document) {
  thread_local std::vector<stix::Problem> problems;
  return stix::validate(document, {.warnings = false, .max_errors = 1, .max_warnings = 0}, problems).errors > 0;
}

// A selector of `tops` names the place or something above it.
bool lies_within(std::string_view path, const std::unordered_set<std::string>& tops) {
  for (std::size_t end = path.find('.'); !tops.empty(); end = path.find('.', end + 1)) {
    if (tops.contains(std::string(path.substr(0, end)))) return true;
    if (end == std::string_view::npos) break;
  }
  return false;
}

// What is left without `removed`; empty if the object may not go on so: it lacks what it did not lack before.
std::string cut_that_stands(const json::Document& document, const stix::Object& object, const std::vector<stix::Path>& removed) {
  std::string bytes = stix::cut(document, removed, nullptr);
  const auto left = json::Document::parse(bytes);
  const bool stands = left && keeps_its_version(object.type, document.root(), left->root()) &&
                      lacks_no_more(document.root(), left->root()) &&
                      (object.type != "observed-data" || keeps_embedded(document.root(), left->root())) &&
                      (!breaks_stix(*left) || breaks_stix(document));
  if (!stands) bytes.clear();
  return bytes;
}

}  // namespace

Redaction redact(const json::Document& document, const stix::Object& object, const std::vector<bool>& field_readable,
                 const std::vector<bool>& released) {
  std::vector<stix::Path> removed;
  std::unordered_set<std::string> hidden;
  std::size_t field = 0;
  for (const stix::GranularMarking& granular : object.granular)
    for (const std::string& selector : granular.selectors) {
      if (field_readable[field++]) continue;
      auto path = stix::parse_selector(selector);
      if (!path) return {Outcome::withheld, {}};
      if (hidden.insert(selector).second) removed.push_back(std::move(*path));
    }
  const std::size_t fields_removed = removed.size();
  bool list_required = false, list_filled = false;
  for (std::size_t i = 0; i < object.references.size(); ++i) {
    const stix::Reference& reference = object.references[i];
    const bool required_list = reference.kind == stix::Reference::Kind::required_list;
    if (released[i] && !required_list) continue;
    const bool goes_anyway = lies_within(reference.path, hidden);
    list_required = list_required || required_list;
    list_filled = list_filled || (required_list && released[i] && !goes_anyway);
    // A reference that goes with a field the reader may not see need not be released.
    if (released[i] || goes_anyway) continue;
    if (reference.kind == stix::Reference::Kind::mandatory) return {Outcome::withheld, {}};
    auto path = stix::parse_selector(reference.removal);
    if (!path) return {Outcome::withheld, {}};
    removed.push_back(std::move(*path));
  }
  if (removed.empty()) return {};
  if (list_required && !list_filled) return {Outcome::withheld, {}};
  if (cuts_its_marking(document.root(), removed)) return {Outcome::withheld, {}};
  const bool computed_id = stix::has_deterministic_id(object.id);
  for (const stix::Path& path : removed)
    if (computed_id && stix::is_id_contributing(object.type, path[0].name)) return {Outcome::withheld, {}};
  std::string bytes = cut_that_stands(document, object, removed);
  if (bytes.empty()) return {Outcome::withheld, {}};
  // Without the hidden fields it stands whatever its references come to: else it could be released because something
  // else is not, and there would be no greatest set of what is released (docs/format/release.md section 4).
  if (fields_removed > 0 && fields_removed < removed.size()) {
    removed.resize(fields_removed);
    if (cut_that_stands(document, object, removed).empty()) return {Outcome::withheld, {}};
  }
  return {Outcome::cut, std::move(bytes)};
}

}  // namespace comity::release
