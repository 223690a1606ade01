// Reading a marking that is JSON: members by name, with findings that point at the place. For the languages that are
// JSON (acs.cpp, iep.cpp, misp.cpp, label_language.cpp); the bounds are those of json::Document.
#pragma once

#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "base/time.hpp"
#include "marking/language.hpp"

namespace comity::marking {

// A short, printable, valid UTF-8 piece of foreign text, for messages: messages are stored in labels, and labels are
// JSON.
std::string excerpt(std::string_view text, std::size_t bytes = 64);
bool is_utf8_text(std::string_view text);  // valid UTF-8 without control characters other than tab and line ends

// Is this the text of a JSON object with one of these members at its top? A cheap look: it allocates nothing and finds
// members of text that goes wrong only later.
bool has_member(std::string_view text, std::initializer_list<std::string_view> names);

// RFC 4122 text. `versions`: the digits allowed, "45"; any if empty.
bool is_uuid(std::string_view text, std::string_view versions = {});

// A UUID for a text that a language must give an id, the same for the same text. It is no secret and no proof: FNV-1a,
// twice.
std::string uuid_of(std::string_view text);

class JsonReading {
 public:
  // A value and the JSON pointer to it.
  struct Place {
    json::Value value;
    std::string pointer;
  };
  enum class Need : std::uint8_t { required, optional };

  // `rule` is what findings name: "ACS 3.0". The text must outlive this.
  JsonReading(std::string_view text, std::string_view rule) : text_(text), rule_(rule) {}

  // The text's one value, if it is an object; otherwise a finding says what is wrong.
  std::optional<Place> object();
  // The value of that extension where the text is a whole marking-definition; else the text's object itself.
  std::optional<Place> extension(std::string_view definition_id);
  bool whole_definition() const { return definition_.has_value(); }
  const Place& definition() const { return *definition_; }  // only if whole_definition()

  void error(const Place& at, std::string message);
  void warn(const Place& at, std::string message);

  // Members. What is absent though required, or of another kind, is an error at its own pointer, and reads as nothing.
  std::optional<Place> member(const Place& object, std::string_view name, Need need);
  std::optional<std::string> string(const Place& object, std::string_view name, Need need);
  std::optional<Time> timestamp(const Place& object, std::string_view name,
                                Need need);  // STIX 2.1 §3.11: RFC 3339 in UTC, with Z
  std::optional<std::string> one_of(const Place& object, std::string_view name, Need need,
                                    std::span<const std::string_view> words);
  std::optional<Place> object(const Place& object, std::string_view name, Need need);
  std::vector<Place> list(const Place& object, std::string_view name,
                          Need need);  // an empty list, or one of more than 4096, is an error
  // The strings of a list; with `words`, each must be one of them.
  std::vector<std::string> strings(const Place& object, std::string_view name, Need need,
                                   std::span<const std::string_view> words = {});
  std::optional<std::string> string_at(const Place& place);
  std::optional<Place> object_at(const Place& place);
  // Members with other names are errors: what is not understood may restrict.
  void only(const Place& object, std::span<const std::string_view> names);

  Label& label() { return out_.label; }
  std::optional<Time>& disposition() { return out_.disposition; }
  // Findings in the order of the text; `canonical` is set to the text without white space where it was read in full.
  Reading finish();

 private:
  void find(Finding::Severity severity, const Place& at, std::string message);
  std::string_view kind_of(const json::Value& value) const;

  std::string_view text_;
  std::string_view rule_;
  json::Document document_;
  std::optional<Place> definition_;
  std::size_t left_out_ = 0;
  Reading out_;
};

}  // namespace comity::marking
