// All that decides for a reader.
#pragma once

#include <compare>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "alliance/directory.hpp"
#include "marking/label.hpp"

namespace comity::release {

struct Audience {
  std::string party;
  std::string agency;
  bool client = false;
  std::string person;  // may be left empty when no label names the person
  bool vouched = false;
  std::map<std::string, std::string> levels;  // scheme -> highest word
  std::set<marking::Owned> accesses;
  std::set<std::string> topics;
  std::set<std::string> purposes;  // assigned
  std::string purpose;             // the one declared; "" for none
  marking::Action action = marking::Action::copy;
  auto operator<=>(const Audience&) const = default;
};

// The audience of a person who declares `purpose` ("" takes the default purpose) at `time`. A person without a clearance
// valid then is not vouched for and holds nothing.
Audience audience_of(const alliance::Directory& directory, const alliance::Person& person, std::string_view purpose,
                     marking::Action action, Time time);

}  // namespace comity::release
