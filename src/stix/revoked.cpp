#include "stix/revoked.hpp"

#include <array>
#include <optional>

#include "base/time.hpp"
#include "stix/tables.hpp"

namespace comity::stix {
namespace {

using json::Kind;
using json::Value;

constexpr std::string_view kNothing = "recalled";

std::string quoted(std::string_view text) {
  std::string out;
  json::append_quoted(out, text);
  return out;
}

// A word of the vocabulary that says nothing, where it has one.
std::string_view neutral_word(Vocabulary vocabulary, bool closed) {
  for (const std::string_view word : {"unspecified", "unknown", "neutral"})
    if (has_word(vocabulary, word)) return word;
  if (!closed) return kNothing;
  const std::string_view words = comity::stix::vocabulary(vocabulary).words;
  return words.substr(0, words.find(' '));
}

class Revoked {
 public:
  Revoked(const json::Document& object, std::string modified) : object_(object.root()), modified_(std::move(modified)) {}

  std::string text() {
    const auto type = string("type"), id = string("id"), created = string("created");
    if (!type || !id || !created || !string("modified") || modified_.empty()) return {};
    const Table* table = find_type(*type);
    // Of a type that STIX does not define nothing more is asked than of all of its kind.
    const Column column = table ? table->structure().column : Column::domain;
    if (column != Column::domain && column != Column::relationship && column != Column::extension_definition) return {};
    const auto version = string("spec_version");
    old_ = !version || *version == "2.0";
    id_ = *id;

    add("type", quoted(*type));
    if (version) add("spec_version", quoted(*version));
    add("id", quoted(id_));
    if (const auto creator = string("created_by_ref"); creator && !is_marked("created_by_ref")) add("created_by_ref", quoted(*creator));
    add("created", quoted(*created));
    add("modified", quoted(modified_));
    add("revoked", "true");
    if (table && !add_required(*table)) return {};
    return out_ + "}";
  }

 private:
  std::optional<std::string> string(std::string_view name) const {
    const auto value = object_.get(name);
    if (!value || !value->is(Kind::string)) return std::nullopt;
    return value->string();
  }

  bool is_marked(std::string_view name) const {
    bool marked = false;
    if (const auto markings = object_.get("granular_markings"))
      markings->each_element([&](const Value& one) {
        if (const auto selectors = one.get("selectors"))
          selectors->each_element([&](const Value& selector) { marked = marked || selector.equals(name); });
      });
    return marked;
  }

  void add(std::string_view name, std::string_view value) {
    out_ += (out_.empty() ? "{" : ",") + quoted(name) + ":";
    out_ += value;
  }

  bool add_required(const Table& table) {
    const Structure& structure = table.structure();
    bool any = table.any_of() == 0;
    for (std::size_t i = 0; i < table.entries().size(); ++i) {
      const Table::Entry& entry = table.entries()[i];
      if (entry.common && !(old_ && entry.property.name == "labels")) {
        // What is common was added; only an extension definition has to have a creator.
        if ((table.required(old_) >> i & 1) && out_.find(quoted(entry.property.name) + ":") == std::string::npos) return false;
        continue;
      }
      const bool required = table.required(old_) >> i & 1;
      const bool one_of = !any && (table.any_of() >> i & 1) && serves(entry.property);
      if (!required && !one_of) continue;
      const auto value = value_of(structure, entry.property);
      if (!value) return false;
      add(entry.property.name, entry.property.list ? "[" + *value + "]" : *value);
      any = any || (table.any_of() >> i & 1);
    }
    return any;
  }

  // Of several properties of which one must be there: not one that asks for another beside it, or names what there is not.
  bool serves(const Property& property) const {
    return (old_ ? property.need20 : property.need) != Need::unknown && !property.deprecated && property.form != Form::number &&
           property.form != Form::string;
  }

  // Nothing: no value is known that says nothing.
  std::optional<std::string> value_of(const Structure& structure, const Property& property) const {
    switch (property.form) {
      case Form::string: return string_of(structure, property);
      case Form::timestamp: return quoted(modified_);
      case Form::boolean: return "false";
      case Form::integer: return property.low > 0 ? std::to_string(property.low) : "0";
      case Form::open_word: return quoted(neutral_word(static_cast<Vocabulary>(property.detail), false));
      case Form::closed_word: return quoted(neutral_word(static_cast<Vocabulary>(property.detail), true));
      case Form::container: return R"({"0":{"type":"domain-name","value":"recalled.invalid"}})";
      case Form::identifier: {
        if (property.list) {
          if (property.targets.empty()) return quoted(id_);
          // The contents of observed data: a name that leads nowhere.
          return quoted("artifact--" + id_.substr(id_.find("--") + 2));
        }
        const auto recorded = string(property.name);
        return recorded ? std::optional(quoted(*recorded)) : std::nullopt;
      }
      default: return std::nullopt;
    }
  }

  std::optional<std::string> string_of(const Structure& structure, const Property& property) const {
    switch (static_cast<Shape>(property.detail)) {
      case Shape::pattern: return quoted("[domain-name:value = 'recalled.invalid']");
      case Shape::relationship_type: return quoted("related-to");
      default: break;
    }
    if (property.name == "labels") return quoted(neutral_word(structure.labels20, false));
    return quoted(kNothing);
  }

  const Value object_;
  const std::string modified_;
  bool old_ = false;
  std::string id_, out_;
};

}  // namespace

std::string revoked_version(const json::Document& object, std::string_view modified) { return Revoked(object, std::string(modified)).text(); }

std::string revoked_version(const json::Document& object) {
  const auto modified = object.root().get("modified");
  if (!modified || !modified->is(Kind::string)) return {};
  return revoked_version(object, a_millisecond_later(modified->string()));
}

std::string without_creator(std::string_view revoked) {
  std::string out(revoked);
  const std::size_t at = out.find(",\"created_by_ref\":\"");
  if (at == std::string::npos) return out;
  // An identifier has no quotes in it.
  const std::size_t end = out.find('"', at + std::string_view(",\"created_by_ref\":\"").size());
  return out.erase(at, end + 1 - at);
}

std::string a_millisecond_later(std::string_view timestamp) {
  auto time = parse_time(timestamp);
  if (!time || timestamp.size() < 20) return {};
  time->us += 1000;
  if (time->us > parse_time("9999-12-31T23:59:59.999Z")->us) return {};
  std::string out = format_time(*time).substr(0, 23);  // to the millisecond
  std::size_t digits = 0;
  if (timestamp[19] == '.')
    for (std::size_t i = 20; i < timestamp.size() && timestamp[i] >= '0' && timestamp[i] <= '9'; ++i)
      if (++digits > 3) out += timestamp[i];
  return out + "Z";
}

}  // namespace comity::stix
