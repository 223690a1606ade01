#include "statement/position.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "alliance/fields.hpp"
#include "base/bytes.hpp"
#include "crypto/canonical.hpp"

namespace comity::statement {
namespace {

using alliance::Faults;
using alliance::Fields;
using nlohmann::json;

constexpr std::array<std::pair<Deed, std::string_view>, 5> kDeeds{{{Deed::sign, "sign"},
                                                                   {Deed::abstain, "abstain"},
                                                                   {Deed::decline, "decline"},
                                                                   {Deed::break_silence, "break-silence"},
                                                                   {Deed::withdraw, "withdraw"}}};
constexpr std::size_t kLongestNote = 4000;

}  // namespace

std::string_view name_of(Deed deed) {
  for (const auto& [one, name] : kDeeds)
    if (one == deed) return name;
  return "";
}

std::optional<Deed> deed_of(std::string_view name) {
  for (const auto& [one, known] : kDeeds)
    if (known == name) return one;
  return std::nullopt;
}

std::string to_json(const Position& position) {
  json out = {{"statement", position.statement}, {"version", position.version},         {"sha256", position.sha256},
              {"party", position.party},         {"position", name_of(position.deed)}, {"issued", format_time(position.issued)}};
  json reservations = json::array();
  for (const auto& one : position.reservations) reservations.push_back({{"paragraph", one.paragraph}, {"text", one.text}});
  if (!reservations.empty()) out["reservations"] = reservations;
  if (!position.note.empty()) out["note"] = position.note;
  return crypto::canonical(out).value();  // of texts and small numbers: there is nothing that it could refuse
}

Result<Position> parse_position(std::string_view text) {
  TRY(const json value, crypto::parse_strict(text));
  Faults faults;
  const Fields top(faults, value, "", {"statement", "version", "sha256", "party", "position", "reservations", "note", "issued"});
  Position out;
  out.statement = top.id("statement");
  out.version = static_cast<int>(top.number("version", 1, 10000));
  out.sha256 = top.text("sha256");
  const auto digest = from_hex(out.sha256);
  if (!digest || digest->size() != 32 || to_hex(*digest) != out.sha256) top.fault("sha256", "'sha256' is 64 lower-case hexadecimal digits");
  out.party = top.id("party");
  const auto deed = deed_of(top.text("position"));
  if (!deed) top.fault("position", "'position' is sign, abstain, decline, break-silence or withdraw");
  out.deed = deed.value_or(Deed::sign);
  out.note = top.text_or("note", "");
  if (out.note.size() > kLongestNote || !is_plain_text(out.note)) top.fault("note", fmt::format("a note is plain text of at most {} bytes", kLongestNote));
  out.issued = top.time("issued");
  top.each("reservations", [&](const json& element, const std::string& at) {
    const Fields fields(faults, element, at, {"paragraph", "text"});
    Reservation one{fields.id("paragraph"), fields.text("text")};
    if (one.text.size() > kLongestNote || !is_plain_text(one.text)) fields.fault("text", fmt::format("a reservation is plain text of at most {} bytes", kLongestNote));
    const bool twice = std::any_of(out.reservations.begin(), out.reservations.end(), [&](const auto& other) { return other.paragraph == one.paragraph; });
    if (twice) fields.fault("paragraph", fmt::format("two reservations are about '{}'; write one", one.paragraph));
    out.reservations.push_back(std::move(one));
  });
  if (!out.reservations.empty() && out.deed != Deed::sign) top.fault("reservations", "only who signs has reservations");
  TRY_VOID(faults.result());
  // RFC 3339 has many ways to write a time: what was signed is the one that is written again.
  TRY(const std::string given, crypto::canonical(value));
  if (given != to_json(out)) return fail(Code::invalid, "this position is not in its canonical form; write it with comity statement sign");
  return out;
}

Result<void> check_about(const Position& position, const Written& version) {
  if (position.statement != version.document.id || position.version != version.document.version)
    return fail(Code::conflict, fmt::format("this is about version {} of {}; version {} stands now: read it, and sign that", position.version, position.statement,
                                            version.document.version));
  if (position.sha256 != version.sha256) return fail(Code::conflict, "this is about another text than the one that is recorded: its sha256 differs");
  for (const auto& one : position.reservations)
    if (std::none_of(version.document.paragraphs.begin(), version.document.paragraphs.end(), [&](const auto& p) { return p.id == one.paragraph; }))
      return fail(Code::invalid, fmt::format("there is no paragraph '{}'", one.paragraph), "/reservations");
  return {};
}

}  // namespace comity::statement
