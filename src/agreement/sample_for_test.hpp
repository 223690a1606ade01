// Two parties, every clause: the document that the tests of this room take apart.
#pragma once

#include <string>
#include <string_view>

#include "base/time.hpp"

namespace comity::agreement {

inline constexpr std::string_view kSampleToml = R"toml(id = "JPN-NZL"
version = 2
title = "EXERCISE agreement"
kind = "bilateral"
parties = ["JPN", { party = "NZL", since = 2025-07-01 }]

[term]
article = "20"
in_force = 2025-06-01
until = 2030-06-01

[[equivalence]]
article = "4"
from = { party = "JPN", scheme = "JPN", word = "極秘" }
to = { party = "NZL", scheme = "NZL", word = "SECRET" }
both_ways = true
valid_from = 2025-06-01
valid_until = 2030-01-01
created_from = 2014-04-02
created_before = 2030-01-01T00:00:00+09:00
with_warnings = ["Traiter comme CONFIDENTIEL DEFENSE"]
without_warnings = ["ATOMAL"]

[[levels]]
article = "3"
JPN = "秘"
NZL = { scheme = "NZL-POLICY", word = "SENSITIVE" }

[[levels]]
JPN = { scheme = "TLP", word = "NONE" }
NZL = { scheme = "TLP", word = "NONE" }

[topics]
article = "2"
any = ["cyber", "maritime"]

[purposes]
any = ["cyber-defence"]

[compartments]
accepted = [{ party = "NZL", name = "KEA" }]

[controls]
accepted = ["PROPIN", "ORCON"]

[actions]
permitted = "display"

[membership]
mode = "floating"
earlier_objects = true

[survival]
article = "21"
kept = true
readers = ["NZL.NAB"]

[[suspension]]
article = "11"
by = "JPN"
from = "JPN"
to = "NZL"
since = 2026-01-01
until = 2027-01-01

[duties]
article = "9"
breach_notice_hours = 24
mark_on_receipt = true
note = "by courier"
)toml";

inline std::string replaced(std::string_view from, std::string_view to) {
  std::string text(kSampleToml);
  return text.replace(text.find(from), from.size(), to);
}

inline Time at(std::string_view text) { return parse_time(text).value(); }

}  // namespace comity::agreement
