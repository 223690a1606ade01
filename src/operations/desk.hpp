// What a person's desk says: what is new for it since it last looked, by why; desk.cpp. What waits for it is in owed.hpp. docs/format/desk.md.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "operations/node.hpp"

namespace comity::operations {

// Why objects were gained or lost together.
struct DeskWhy {
  std::string kind;       // docs/format/desk.md has the words
  std::string text;       // a line: "Japan-New Zealand v2 entered into force"
  std::string detail;     // "" where there is none
  std::string agreement;  // one that the caller's party is told of; "" for none, or several
  int version = 0;
  Seq policy = 0;         // the policy event; 0 for what came by being shared
  Time at;                // of the event, or of the last that came
  bool operator==(const DeskWhy&) const = default;
};
struct DeskObject {
  std::string id, version, type;
  std::string title;                      // of what was lost: none, as it is part of what may no longer be read
  std::vector<std::string> levels;        // "NZL:SECRET"
  std::string marking;
  std::vector<std::string> originators;
  Time added;
  bool recalled = false;
  std::string replaced_by;
};
struct DeskGroup {
  DeskWhy why;
  std::uint64_t objects = 0;
  std::vector<DeskObject> first;
};
struct DeskSide {
  std::uint64_t objects = 0;              // of the groups and of the rest
  std::vector<DeskGroup> groups;
  std::size_t rest_groups = 0;
  std::uint64_t rest_objects = 0;
};
struct DeskAnswer {
  Time since;
  std::string next;                       // a cursor of the feed: what the numbers reach to
  bool more = false;                      // others follow at once: the numbers are of as many as are counted at a time
  DeskSide gained, lost;
};

inline constexpr std::size_t kMostOfDesk = 16384;  // rows counted at a time, of each side

// `after`: a cursor of the feed; "" takes the one that the caller's notebook has under seen/desk, else the last seven days. The rows counted are covered by a
// durable lease of names, and the objects shown by one that names them. What was lost is told by a name that the caller had. Errors: invalid (cursor), forbidden (the
// operator, who reads no objects).
Result<DeskAnswer> desk(Node& node, const Caller& caller, std::string_view after);

nlohmann::ordered_json to_json(const DeskAnswer& answer);

}  // namespace comity::operations
