// What a server that was used before says of when it had taken each version.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"
#include "stix/object.hpp"

namespace comity::operations {

struct ImportDates {
  std::map<std::string, std::map<std::int64_t, Time>> by_id;  // id; version in microseconds since 1970 -> date_added
  Time last = Time::min();

  // Of an object without a version: the earliest that is said of its id.
  std::optional<Time> of(const stix::Object& object) const;
};

// Lines of JSON: a page of a TAXII manifest each (pages as a client got them), or a record {"id", "version", "date_added"} each; or one such page over
// several lines. Errors: invalid, where = name, with the line where it can be told: not JSON, no such members, no timestamp, two dates for one version.
Result<ImportDates> read_import_dates(std::string_view text, std::string_view name);

}  // namespace comity::operations
