// The walk behind validate(): one object of one document. For this room alone.
#pragma once

#include <fmt/format.h>

#include <array>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/json.hpp"
#include "stix/tables.hpp"
#include "stix/validate.hpp"

namespace comity::stix {

class Validator {
 public:
  Validator(const json::Document& document, const ValidateOptions& options, std::vector<Problem>& problems)
      : document_(document), root_(document.root()), options_(options), problems_(problems) {}

  Verdict run();

 private:
  using Value = json::Value;
  enum class Version : std::uint8_t { v21, v20, either };  // either: in the container of an observed-data of 2.1

  // A step from the object to a value; the chain of them is written as a pointer only where there is a problem.
  struct Place {
    const Place* up = nullptr;
    std::string_view name;    // with `key`, not looked at
    std::int64_t index = -1;  // of an element of a list
    std::uint32_t key = 0;    // node of a member's name; 0: `name` says it
  };
  // A dictionary that was walked: where its properties stand.
  struct Found {
    std::uint64_t present = 0;
    std::array<std::uint32_t, Table::kMost> at;
  };
  // What unknown members of a dictionary are.
  enum class Custom : std::uint8_t { deprecated, extended, own };

  // validate.cpp: objects
  void object(const Value& value, const Place* place);
  const Table* choose_table(std::string_view type, const Value& value, Custom& custom, const Place* place);
  void structure(const Value& value, const Table& table, const Place* place, Custom custom, Found& found);
  void absent(const Value& value, const Table& table, const Place* place, const Found& found);
  void dependences(const Value& value, const Table& table, const Place* place, const Found& found);
  void custom_member(const Value& name, const Value& value, std::string_view plain, const Place* place, Custom custom);
  void not_in_use(const Value& value, const Table& table, const Property& property, const Place* place);
  Need need(const Property& property) const;

  // validate_values.cpp: what stands in one property
  void property(const Property& property, const Value& value, const Place* place);
  void one(const Property& property, const Value& value, const Place* place);
  void string(const Property& property, const Value& value, const Place* place);
  void shape(Shape shape, const Value& value, std::string_view text, const Place* place);
  void number(const Property& property, const Value& value, const Place* place);
  void timestamp(const Property& property, const Value& value, const Place* place);
  void identifier(const Property& property, const Value& value, const Place* place);
  void local_reference(const Property& property, const Value& value, std::string_view key, const Place* place);
  void word(const Property& property, const Value& value, const Place* place);
  void hashes(const Value& value, const Place* place);
  void dictionary(Values values, const Value& value, const Place* place);
  void anything(const Value& value, const Place* place, Severity severity);
  void part(Part part, const Value& value, const Place* place);
  bool is(json::Kind kind, const Value& value, const Place* place, std::string_view section, std::string_view wanted);

  // validate_rules.cpp: what one type asks beyond its table
  void rules_of(const Value& value, const Table& table, const Place* place, const Found& found);
  void own_id(const Value& value, const Table& table, const Place* place, const Found& found);
  void relationship(const Value& value);
  void observed_data(const Value& value, const Place* place);
  void indicator(const Value& value, const Place* place);
  void network_traffic(const Value& value, const Place* place);
  void marking_definition(const Value& value, const Place* place);
  void extension_definition(const Value& value, const Place* place);
  void external_reference(const Value& value, const Place* place);
  void granular_marking(const Value& value, const Place* place);

  // validate_extensions.cpp: what has a shape of its own
  void extensions(const Value& value, const Place* place);
  void defined_extension(const Value& value, const Place* place);
  void custom_extension(std::string_view name, const Value& value, const Place* place);
  void container(const Value& value, const Place* place);
  void contents(const Value& value, const Place* place);
  void translation(const Value& value, const Place* place);

  // The value's text; `hold` keeps it where it has escapes.
  static std::string_view text(const Value& value, std::string& hold) {
    if (const auto plain = value.plain()) return *plain;
    hold = value.string();
    return hold;
  }
  std::string pointer(const Place* place) const;
  bool keeps(Severity severity, std::string_view section, std::string_view rule);
  template <class... A>
  void error(const Place* place, const Value& value, std::string_view section, std::string_view rule,
             fmt::format_string<A...> format, A&&... arguments) {
    if (keeps(Severity::error, section, rule))
      add(Severity::error, place, value, section, rule, fmt::format(format, std::forward<A>(arguments)...));
  }
  template <class... A>
  void warn(const Place* place, const Value& value, std::string_view section, std::string_view rule,
            fmt::format_string<A...> format, A&&... arguments) {
    if (!options_.warnings) return;
    if (keeps(Severity::warning, section, rule))
      add(Severity::warning, place, value, section, rule, fmt::format(format, std::forward<A>(arguments)...));
  }
  void add(Severity severity, const Place* place, const Value& value, std::string_view section, std::string_view rule,
           std::string message);
  void broken(Severity severity, const Place* place, const Value& value, std::string_view section,
              std::string_view rule, std::string_view message) {
    if (severity == Severity::error)
      error(place, value, section, rule, "{}", message);
    else
      warn(place, value, section, rule, "{}", message);
  }
  // What of a hostile value is fit for a message.
  static std::string shown(std::string_view text);

  const json::Document& document_;
  const Value root_;
  const ValidateOptions& options_;
  std::vector<Problem>& problems_;
  Verdict verdict_;
  Version version_ = Version::v21;
  const Table* table_ = nullptr;  // of the root; null where its version of STIX does not define the type
  std::string_view type_;         // of the object that is walked: the root, or one in a container
  std::string_view id_;           // of the root
  std::string type_hold_, id_hold_;
  std::optional<Value> container_;                       // references lead into it
  std::unordered_map<std::string, std::uint32_t> keys_;  // of the container: their values' nodes
  bool defanged_ = false;                                // values are altered so that nobody follows them
  std::uint64_t steps_ = 0;                              // that selectors may have cost so far
};

}  // namespace comity::stix
