#include "alliance/reading.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace comity::alliance {

using marking::Member;
using nlohmann::json;

std::set<marking::Owned> read_owned(Faults& faults, const Fields& fields, std::string_view key) {
  std::set<marking::Owned> out;
  fields.each(key, [&](const json& element, const std::string& pointer) {
    const Fields owned(faults, element, pointer, {"party", "name"});
    if (!out.insert({owned.id("party"), owned.text("name")}).second)
      owned.fault(fmt::format("'{}' lists this twice; remove one", key));
  });
  return out;
}

Clearance read_clearance(Faults& faults, const Fields& fields, std::string person, std::string_view levels) {
  Clearance out;
  out.person = std::move(person);
  fields.each_member(levels, [&](const std::string& scheme, const json& word, const std::string& pointer) {
    if (word.is_string())
      out.levels[scheme] = word.get<std::string>();
    else
      faults.add(pointer, "write the highest word of the scheme in quotes");
  });
  out.accesses = read_owned(faults, fields, "accesses");
  out.topics = fields.texts("topics");
  out.purposes = fields.texts("purposes");
  out.default_purpose = fields.text_or("default_purpose", "");
  out.from = fields.time("from");
  out.until = fields.time_or("until", Time::max());
  return out;
}

marking::ReaderSet read_readers(Faults& faults, const json& value, const std::string& pointer,
                                const Directory& directory) {
  if (value == "ALL") return {true, {}};
  marking::ReaderSet out;
  if (!value.is_array()) {
    faults.add(pointer, "write \"ALL\" or a list of parties, agencies, people and communities");
    return out;
  }
  for (std::size_t i = 0; i < value.size(); ++i) {
    const std::string text = value[i].is_string() ? value[i].get<std::string>() : "";
    const std::size_t sign = text.find('@');
    Member member{Member::Kind::party, text.substr(0, sign), {}};
    const auto dots = std::count(member.id.begin(), member.id.end(), '.');
    if (!is_id(member.id, static_cast<int>(dots) + 1) || dots > 2 || member.id == "ALL") {
      faults.add(below(pointer, i), fmt::format("'{}' names no party, agency, person or community", text));
      continue;
    }
    if (sign != std::string::npos) {
      const auto as_of = parse_time(std::string_view(text).substr(sign + 1));
      if (!as_of || dots > 0) {
        faults.add(below(pointer, i), fmt::format("'{}' must be a community and a date, like FVEY@2020-01-01", text));
        continue;
      }
      member.as_of = *as_of;
    }
    if (dots == 1) member.kind = Member::Kind::agency;
    if (dots == 2) member.kind = Member::Kind::person;
    if (dots == 0 && (sign != std::string::npos || directory.communities.contains(member.id)))
      member.kind = Member::Kind::community;
    out.members.insert(std::move(member));
  }
  return out;
}

json to_json_value(const marking::ReaderSet& readers) {
  if (readers.all) return "ALL";
  json out = json::array();
  for (const auto& member : readers.members)
    out.push_back(member.kind == Member::Kind::community && member.as_of != Time{}
                      ? fmt::format("{}@{}", member.id, format_time(member.as_of))
                      : member.id);
  return out;
}

}  // namespace comity::alliance
