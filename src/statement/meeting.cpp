#include "statement/meeting.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "alliance/fields.hpp"
#include "alliance/toml_document.hpp"
#include "crypto/canonical.hpp"
#include "statement/document.hpp"

namespace comity::statement {
namespace {

using alliance::Faults;
using alliance::Fields;
using nlohmann::json;

constexpr std::array<std::string_view, 4> kKinds{"summit", "ministerial", "officials", "working-level"};
constexpr std::size_t kMostItems = 100, kMostNames = 100, kLongestName = 256, kLongestTitle = 300, kMostParties = 300;

std::string plain(const Fields& fields, const char* key) {
  std::string out = fields.text(key);
  if (out.size() > kLongestTitle || !is_plain_text(out)) fields.fault(key, fmt::format("'{}' is plain text of at most {} bytes", key, kLongestTitle));
  return out;
}

std::set<std::string> names(const Fields& fields, const char* key) {
  auto out = fields.texts(key);
  const bool sound = out.size() <= kMostNames && std::all_of(out.begin(), out.end(), [](const auto& one) { return one.size() <= kLongestName && is_plain_text(one); });
  if (!sound) fields.fault(key, fmt::format("at most {} ids of at most {} bytes", kMostNames, kLongestName));
  return out;
}

Result<Meeting> read(const json& value) {
  Faults faults;
  const Fields top(faults, value, "", {"id", "convenor", "kind", "title", "place", "from", "to", "parties", "agenda"});
  Meeting out;
  out.id = top.id("id");
  out.convenor = top.id("convenor");
  out.kind = top.text("kind");
  out.title = plain(top, "title");
  out.place = top.has("place") ? plain(top, "place") : "";
  out.from = top.time("from");
  out.to = top.time_or("to", out.from);
  out.parties = top.texts("parties");
  if (std::find(kKinds.begin(), kKinds.end(), out.kind) == kKinds.end()) top.fault("kind", "'kind' is summit, ministerial, officials or working-level");
  if (!is_id_of(out.id, out.convenor)) top.fault("id", fmt::format("a meeting of {} has an id that begins with '{}-', of at most 100 characters", out.convenor, out.convenor));
  if (out.to < out.from) top.fault("to", "a meeting ends no earlier than it begins");
  if (out.parties.empty() || out.parties.size() > kMostParties || !out.parties.contains(out.convenor))
    top.fault("parties", fmt::format("1 to {} parties, and the convenor among them", kMostParties));
  for (const auto& party : out.parties)
    if (!alliance::is_id(party)) top.fault("parties", "a party is named by its id, like NZL");
  top.each("agenda", [&](const json& element, const std::string& at) {
    const Fields fields(faults, element, at, {"title", "statements", "rounds", "objects"});
    out.agenda.push_back({plain(fields, "title"), names(fields, "statements"), names(fields, "rounds"), names(fields, "objects")});
  });
  if (out.agenda.size() > kMostItems) top.fault("agenda", fmt::format("at most {} items", kMostItems));
  TRY_VOID(faults.result());
  return out;
}

}  // namespace

std::string to_json(const Meeting& meeting) {
  json agenda = json::array();
  for (const auto& item : meeting.agenda) {
    json one = {{"title", item.title}};
    if (!item.statements.empty()) one["statements"] = item.statements;
    if (!item.rounds.empty()) one["rounds"] = item.rounds;
    if (!item.objects.empty()) one["objects"] = item.objects;
    agenda.push_back(std::move(one));
  }
  json out = {{"id", meeting.id},       {"convenor", meeting.convenor},          {"kind", meeting.kind},
              {"title", meeting.title}, {"from", format_time(meeting.from)},     {"to", format_time(meeting.to)},
              {"agenda", agenda},       {"parties", meeting.parties}};
  if (!meeting.place.empty()) out["place"] = meeting.place;
  return crypto::canonical(out).value();  // of texts alone: there is nothing that it could refuse
}

Result<Meeting> parse_meeting(std::string_view text) {
  TRY(const json value, crypto::parse_strict(text));
  return read(value);
}

Result<Meeting> parse_meeting_toml(std::string_view toml, std::string_view file_name) {
  TRY(const alliance::TomlDocument document, alliance::read_toml(toml, file_name));
  auto out = read(document.value);
  if (!out) return tl::make_unexpected(document.at_line(std::move(out).error()));
  return out;
}

}  // namespace comity::statement
