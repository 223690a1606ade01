// A meeting under which statements are grouped, with its agenda. docs/format/joint-statement.md, Meetings. Values; pure; any thread.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace comity::statement {

struct AgendaItem {
  std::string title;
  std::set<std::string> statements, rounds, objects;  // ids, as the convenor wrote them; nothing of them was looked up
  bool operator==(const AgendaItem&) const = default;
};
struct Meeting {
  std::string id;        // begins with the convenor and a hyphen
  std::string convenor;
  std::string kind;      // "summit", "ministerial", "officials" or "working-level"
  std::string title, place;
  Time from{}, to{};
  std::set<std::string> parties;  // the convenor's among them
  std::vector<AgendaItem> agenda; // numbered from 1
  bool operator==(const Meeting&) const = default;
};
std::string to_json(const Meeting& meeting);            // canonical
// Errors: invalid, where = a JSON pointer; of TOML "file:line".
Result<Meeting> parse_meeting(std::string_view json);
Result<Meeting> parse_meeting_toml(std::string_view toml, std::string_view file_name);

}  // namespace comity::statement
