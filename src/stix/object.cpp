#include "stix/object.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "stix/selector.hpp"
#include "stix/types.hpp"

namespace comity::stix {
namespace {

using json::Kind;
using json::Value;

// The common properties (STIX 2.1 §3.2) that this room reads, in the order of CommonProperty::values.
enum class CommonProperty : std::uint8_t {
  type,
  id,
  spec_version,
  created,
  modified,
  created_by_ref,
  revoked,
  defanged,
  labels,
  confidence,
  lang,
  external_references,
  object_marking_refs,
  granular_markings,
  extensions,
  count,
};
constexpr std::array<std::string_view, static_cast<std::size_t>(CommonProperty::count)> kCommonNames = {"type",
                                                                                                "id",
                                                                                                "spec_version",
                                                                                                "created",
                                                                                                "modified",
                                                                                                "created_by_ref",
                                                                                                "revoked",
                                                                                                "defanged",
                                                                                                "labels",
                                                                                                "confidence",
                                                                                                "lang",
                                                                                                "external_references",
                                                                                                "object_marking_refs",
                                                                                                "granular_markings",
                                                                                                "extensions"};

// Which of the common names have this length: the first and the second of them, or -1.
constexpr std::size_t kLongestName = 19;
constexpr auto kByLength = [] {
  std::array<std::array<std::int8_t, 2>, kLongestName + 1> table;
  for (auto& pair : table) pair = {-1, -1};
  for (std::size_t i = 0; i < kCommonNames.size(); ++i) {
    auto& pair = table[kCommonNames[i].size()];
    pair[pair[0] < 0 ? 0 : 1] = static_cast<std::int8_t>(i);
  }
  return table;
}();

// The references that a type cannot do without. They are the same as in the table of types, and a test holds them so;
// they stand here once more because every reference of every object is held against them.
struct Needs {
  std::string_view first;  // properties that are one reference
  std::string_view second;
  bool object_refs = false;
};
Needs needs_of(std::string_view type) {
  if (type == "relationship") return {"source_ref", "target_ref"};
  if (type == "sighting") return {"sighting_of_ref", ""};
  if (type == "language-content") return {"object_ref", ""};
  if (type == "extension-definition") return {"created_by_ref", ""};
  // Of observed-data object_refs is not the only choice (STIX 2.1 §4.14), but where it is, nothing else is observed.
  const bool list =
      type == "report" || type == "grouping" || type == "note" || type == "opinion" || type == "observed-data";
  return {"", "", list};
}

tl::unexpected<Error> bad(std::string message, std::string where) {
  return fail(Code::invalid, std::move(message), std::move(where));
}

// Walks an object once and finds its references.
class References {
 public:
  References(const json::Document& document, std::string_view type, std::vector<Reference>& out)
      : document_(document), needs_(needs_of(type)), out_(out) {}

  Result<void> find() {
    object(document_.root());
    if (!error_.empty()) return bad(std::move(error_), std::move(where_));
    return {};
  }

 private:
  struct Place {
    std::uint32_t key;    // node of the name; kElement for an element of a list
    std::uint32_t index;  // of the element
  };
  static constexpr std::uint32_t kElement = UINT32_MAX;

  // Ends in _ref or _refs, and is none of the properties that name markings.
  static bool is_reference_name(std::string_view name) {
    return (name.ends_with("_ref") || name.ends_with("_refs")) && name != "object_marking_refs" &&
           name != "marking_ref";
  }

  void object(const Value& value) {
    const auto visit = [this](const Value& key, const Value& member) {
      const Kind kind = member.kind();
      const bool leaf = kind != Kind::object && kind != Kind::array;
      if (leaf && kind != Kind::string) return;
      bool names_references = false;
      if (const auto name = key.plain()) {
        names_references = is_reference_name(*name);
        if (leaf && !names_references) return;
        if (places_.empty() && *name == "granular_markings") return;
        if (*name == "object_marking_refs") return;
      } else {
        const std::string unescaped = key.string();
        names_references = is_reference_name(unescaped);
        if (unescaped == "object_marking_refs" || (places_.empty() && unescaped == "granular_markings")) return;
      }
      places_.push_back({key.index(), 0});
      any(member, names_references);
      places_.pop_back();
    };
    value.each_member(visit);
  }

  void any(const Value& value, bool names_references) {
    switch (value.kind()) {
      case Kind::string:
        if (names_references) add(value);
        break;
      case Kind::object:
        object(value);
        break;
      case Kind::array: {
        std::uint32_t index = 0;
        value.each_element([&](const Value& element) {
          places_.push_back({kElement, index++});
          const std::size_t around = whole_;
          if (element.is(Kind::object)) whole_ = places_.size();
          any(element, names_references);
          whole_ = around;
          places_.pop_back();
        });
        break;
      }
      default:
        break;
    }
  }

  void add(const Value& value) {
    std::string unescaped;
    std::string_view target;
    if (const auto plain = value.plain()) {
      target = *plain;
    } else {
      unescaped = value.string();
      target = unescaped;
    }
    if (!is_identifier(target)) return;
    Reference& reference = out_.emplace_back();
    reference.target = target;
    if (!selector(places_.size(), reference.path)) {
      if (error_.empty()) {
        error_ = "a reference lies below a name that no selector can express; rename it without '.' and '['";
        where_ = "/" + Value(&document_, places_.front().key).string();
      }
      return;
    }
    if (whole_ == 0) {
      reference.removal = reference.path;
    } else {
      selector(whole_, reference.removal);
    }
    if (places_.back().key == kElement) {
      const bool required = needs_.object_refs && places_.size() == 2 && is_first("object_refs");
      reference.kind = required ? Reference::Kind::required_list : Reference::Kind::list;
    } else {
      const bool required = places_.size() == 1 && (is_first(needs_.first) || is_first(needs_.second));
      reference.kind = required ? Reference::Kind::mandatory : Reference::Kind::optional;
    }
  }

  bool is_first(std::string_view name) const {
    return !name.empty() && Value(&document_, places_.front().key).equals(name);
  }

  // The selector of the first `count` places; false if it could not be read back.
  bool selector(std::size_t count, std::string& out) const {
    for (std::size_t i = 0; i < count; ++i) {
      if (i > 0) out.push_back('.');
      const Place& place = places_[i];
      if (place.key == kElement) {
        fmt::format_to(std::back_inserter(out), "[{}]", place.index);
        continue;
      }
      const Value key(&document_, place.key);
      const std::size_t begin = out.size();
      if (const auto plain = key.plain()) {
        out += *plain;
      } else {
        out += key.string();
      }
      if (out.size() == begin || out[begin] == '[' || out.find('.', begin) != std::string::npos) return false;
    }
    return true;
  }

  const json::Document& document_;
  const Needs needs_;
  std::vector<Reference>& out_;
  std::vector<Place> places_;
  std::size_t whole_ = 0;  // how many places lead to the innermost dictionary in a list that is open; 0: none is
  std::string error_;
  std::string where_;
};

// STIX 2.1 §3.16: RFC 3339 in UTC, with 'T' and 'Z'.
Result<Time> read_timestamp(std::string_view text, std::string_view property) {
  if (text.size() >= 20 && text[10] == 'T' && text.back() == 'Z') {
    if (auto time = parse_time(text)) return *time;
  }
  return bad("not a STIX timestamp; write it like 2026-01-31T12:00:00.000Z", fmt::format("/{}", property));
}

bool is_marking_identifier(std::string_view text) {
  return text.starts_with("marking-definition--") && is_identifier(text);
}

class Reader {
 public:
  Reader(const json::Document& document, Object& object, const Limits& limits)
      : document_(document), root_(document.root()), out_(object), limits_(limits) {}

  Result<void> read() {
    if (!root_.is(Kind::object)) return bad("an object is due", "");
    root_.each_member([this](const Value& key, const Value& value) { note(key, value); });
    TRY_VOID(identity());
    TRY_VOID(times());
    TRY_VOID(plain_types());
    TRY_VOID(markings());
    TRY_VOID(extensions());
    TRY_VOID(References(document_, out_.type, out_.references).find());
    return required_references();
  }

 private:
  void note(const Value& key, const Value& value) {
    const auto plain = key.plain();
    std::string unescaped;
    if (!plain) unescaped = key.string();
    const std::string_view name = plain ? *plain : std::string_view(unescaped);
    if (name.size() > kLongestName) return;
    for (const std::int8_t which : kByLength[name.size()]) {
      if (which < 0 || kCommonNames[static_cast<std::size_t>(which)] != name) continue;
      common_[static_cast<std::size_t>(which)] = value.index();
    }
  }
  std::optional<Value> common(CommonProperty which) const {
    const std::uint32_t index = common_[static_cast<std::size_t>(which)];
    if (index == 0) return std::nullopt;  // the root is no member
    return Value(&document_, index);
  }
  static std::string pointer(CommonProperty which) { return fmt::format("/{}", kCommonNames[static_cast<std::size_t>(which)]); }
  // The string at `which`, "" if absent.
  Result<std::string> text(CommonProperty which) const {
    const auto value = common(which);
    if (!value) return std::string();
    if (!value->is(Kind::string)) return bad("must be a string", pointer(which));
    return value->string();
  }

  Result<void> identity() {
    TRY(out_.type, text(CommonProperty::type));
    if (out_.type.empty()) return bad("an object needs a type", pointer(CommonProperty::type));
    TRY(out_.id, text(CommonProperty::id));
    if (out_.id.empty()) return bad("an object needs an id", pointer(CommonProperty::id));
    if (!is_identifier(out_.id)) return bad("an id is its object's type, two hyphens and a UUID", pointer(CommonProperty::id));
    if (out_.id.size() != out_.type.size() + 38 || !out_.id.starts_with(out_.type)) {
      return bad("the id must begin with the object's type", pointer(CommonProperty::id));
    }
    TRY(out_.spec_version, text(CommonProperty::spec_version));
    if (out_.spec_version.empty() && !common(CommonProperty::spec_version)) {
      // §3.2: only observables may leave it out; STIX 2.0 objects had none, and its observables no id.
      const Family family = family_of(out_.type);
      const bool dated = common(CommonProperty::created).has_value();
      out_.spec_version = family == Family::observable || (family == Family::unknown && !dated) ? "2.1" : "2.0";
    } else if (out_.spec_version != "2.1" && out_.spec_version != "2.0") {
      return bad("spec_version must be 2.1 or 2.0", pointer(CommonProperty::spec_version));
    }
    return {};
  }

  Result<void> times() {
    TRY(out_.created, text(CommonProperty::created));
    TRY(out_.modified, text(CommonProperty::modified));
    if (common(CommonProperty::created)) {
      TRY(out_.version, read_timestamp(out_.created, "created"));
    }
    if (common(CommonProperty::modified)) {
      TRY(out_.version, read_timestamp(out_.modified, "modified"));
    } else {
      out_.modified = out_.created;
    }
    return {};
  }

  Result<void> plain_types() {
    const auto is = [this](CommonProperty which, Kind kind) {
      const auto value = common(which);
      return !value || value->is(kind);
    };
    if (!is(CommonProperty::revoked, Kind::boolean)) return bad("must be true or false", pointer(CommonProperty::revoked));
    if (!is(CommonProperty::defanged, Kind::boolean)) return bad("must be true or false", pointer(CommonProperty::defanged));
    if (!is(CommonProperty::lang, Kind::string)) return bad("must be a string", pointer(CommonProperty::lang));
    const auto revoked = common(CommonProperty::revoked);
    out_.revoked = revoked && revoked->boolean();
    if (const auto confidence = common(CommonProperty::confidence)) {
      const std::string_view digits = confidence->text();  // §3.2: an integer from 0 to 100
      const bool integer =
          confidence->is(Kind::number) && digits.find_first_not_of("0123456789") == std::string_view::npos;
      if (!integer || digits.size() > 3 || (digits.size() == 3 && digits != "100")) {
        return bad("must be an integer from 0 to 100", pointer(CommonProperty::confidence));
      }
    }
    TRY_VOID(list(CommonProperty::labels, Kind::string, "must be a list of strings"));
    return list(CommonProperty::external_references, Kind::object, "must be a list of external references");
  }

  Result<void> list(CommonProperty which, Kind element_kind, const char* message) const {
    const auto value = common(which);
    if (!value) return {};
    bool good = value->is(Kind::array);
    value->each_element([&](const Value& element) { good = good && element.is(element_kind); });
    if (!good) return bad(message, pointer(which));
    return {};
  }

  Result<void> markings() {
    TRY_VOID(list(CommonProperty::object_marking_refs, Kind::string, "must be a list of ids of marking definitions"));
    if (const auto refs = common(CommonProperty::object_marking_refs)) {
      refs->each_element([this](const Value& ref) { out_.marking_refs.push_back(ref.string()); });
      for (std::size_t i = 0; i < out_.marking_refs.size(); ++i) {
        if (is_marking_identifier(out_.marking_refs[i])) continue;
        return bad("must be the id of a marking definition", fmt::format("/object_marking_refs/{}", i));
      }
    }
    TRY_VOID(list(CommonProperty::granular_markings, Kind::object, "must be a list of granular markings"));
    const auto markings = common(CommonProperty::granular_markings);
    if (!markings) return {};
    if (markings->size() > limits_.max_granular_markings)
      return fail(Code::too_large, fmt::format("at most {} granular markings are taken", limits_.max_granular_markings),
                  "/granular_markings");
    PathFinder finder(document_);
    std::vector<Value> elements;
    markings->each_element([&elements](const Value& marking) { elements.push_back(marking); });
    for (std::uint32_t i = 0; i < elements.size(); ++i) TRY_VOID(granular(elements[i], i, finder));
    return {};
  }

  Result<void> granular(const Value& marking, std::uint32_t position, PathFinder& finder) {
    const auto where = [position](std::string_view rest) {
      return fmt::format("/granular_markings/{}{}", position, rest);
    };
    GranularMarking& out = out_.granular.emplace_back();
    const auto ref = marking.get("marking_ref"), lang = marking.get("lang"), selectors = marking.get("selectors");
    if (ref.has_value() == lang.has_value()) return bad("needs either marking_ref or lang", where(""));
    if (ref) {
      if (ref->is(Kind::string)) out.marking_ref = ref->string();
      if (!is_marking_identifier(out.marking_ref)) {
        return bad("must be the id of a marking definition", where("/marking_ref"));
      }
    } else if (!lang->is(Kind::string)) {
      return bad("must be a string", where("/lang"));
    }
    if (!selectors || !selectors->is(Kind::array) || selectors->size() == 0) {
      return bad("must be a list of at least one selector", where("/selectors"));
    }
    std::optional<Error> error;
    selectors->each_element([&](const Value& selector) {
      if (error) return;
      const auto pointer = [&, at = out.selectors.size()] { return where(fmt::format("/selectors/{}", at)); };
      if (!selector.is(Kind::string)) {
        error = Error{Code::invalid, "must be a string", pointer()};
        return;
      }
      out.selectors.push_back(selector.string());
      const auto path = parse_selector(out.selectors.back());
      if (!path) {
        error = Error{Code::invalid, path.error().message, pointer()};
      } else if (!finder.resolve(*path)) {
        error = Error{Code::invalid, "this selector does not lead to a value of the object", pointer()};
      } else if (path->front().name == "granular_markings") {
        // A marking of markings could take its own ground away; STIX knows no use for one.
        error = Error{Code::invalid, "granular markings cannot themselves be marked", pointer()};
      }
    });
    if (error) return tl::make_unexpected(std::move(*error));
    return {};
  }

  Result<void> extensions() {
    const auto all = common(CommonProperty::extensions);
    if (!all) return {};
    if (!all->is(Kind::object)) return bad("must be an object of extensions", pointer(CommonProperty::extensions));
    if (const auto label = all->get(kLabelExtension)) {
      if (!label->is(Kind::object)) return bad("must be an object", fmt::format("/extensions/{}", kLabelExtension));
      out_.label_extension = label->text();
    }
    return {};
  }

  // A reference on whose release the object depends must be one: a name that cannot be followed cannot be checked.
  Result<void> required_references() {
    const auto found = [this](std::string_view path) {
      return std::ranges::any_of(out_.references, [path](const Reference& one) { return one.path == path; });
    };
    const Needs needs = needs_of(out_.type);
    for (const std::string_view property : {std::string_view("created_by_ref"), needs.first, needs.second}) {
      if (property.empty() || found(property) || !root_.get(property)) continue;
      return bad("must be an identifier", fmt::format("/{}", property));
    }
    if (!needs.object_refs) return {};
    const auto refs = root_.get("object_refs");
    if (!refs) return {};
    const auto count = std::ranges::count(out_.references, Reference::Kind::required_list, &Reference::kind);
    if (!refs->is(Kind::array) || refs->size() == 0 || count != refs->size()) {
      return bad("must be a list of identifiers", "/object_refs");
    }
    return {};
  }

  const json::Document& document_;
  const Value root_;
  Object& out_;
  const Limits& limits_;
  std::array<std::uint32_t, static_cast<std::size_t>(CommonProperty::count)> common_{};  // node indices; 0: absent
};

}  // namespace

std::size_t Object::marked_fields() const {
  std::size_t count = 0;
  for (const GranularMarking& one : granular) count += one.selectors.size();
  return count;
}

Result<Object> read_object(const json::Document& document, const Limits& limits) {
  if (document.text().size() > limits.max_object_bytes) {
    return fail(Code::too_large, fmt::format("an object of {} bytes; at most {} are taken", document.text().size(),
                                             limits.max_object_bytes));
  }
  Object object;
  TRY_VOID(Reader(document, object, limits).read());
  return object;
}

std::string with_label(const json::Document& document, std::string_view label_json) {
  const Value root = document.root();
  CHECK(root.is(Kind::object));
  std::string member;
  json::append_quoted(member, kLabelExtension);
  member.push_back(':');
  member += label_json;
  // [begin, end) of the text gives way to `member`.
  std::uint32_t begin, end;
  const auto extensions = root.get("extensions");
  if (!extensions) {
    begin = end = root.node().end - 1;
    member = fmt::format("{}\"extensions\":{{{}}}", root.size() > 0 ? "," : "", member);
  } else {
    CHECK(extensions->is(Kind::object));
    if (const auto old = extensions->get(kLabelExtension)) {
      begin = old->node().begin;
      end = old->node().end;
      member = label_json;
    } else {
      begin = end = extensions->node().end - 1;
      if (extensions->size() > 0) member.insert(0, ",");
    }
  }
  const std::string_view text = document.text();
  std::string out;
  out.reserve(text.size() + member.size());
  out.append(text, 0, begin);
  out += member;
  out.append(text, end);
  return out;
}

}  // namespace comity::stix
