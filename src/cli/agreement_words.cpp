#include "cli/agreement_words.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/act_words.hpp"
#include "cli/terminal.hpp"

namespace comity::cli {
namespace {

using nlohmann::ordered_json;

std::string text_of(const ordered_json& value, const char* key) {
  return value.is_object() && value.contains(key) && value[key].is_string() ? plain(value[key].get<std::string>()) : "";
}
int number_of(const ordered_json& value, const char* key) {
  return value.is_object() && value.contains(key) && value[key].is_number_integer() ? value[key].get<int>() : 0;
}
const ordered_json& list_of(const ordered_json& value, const char* key) {
  static const ordered_json none = ordered_json::array();
  return value.is_object() && value.contains(key) && value[key].is_array() ? value[key] : none;
}
std::string when_of(const ordered_json& value, const char* key) {
  const std::string text = text_of(value, key);
  const auto time = parse_time(text);
  return time ? when(*time) : text;
}
// "JPN, NZL and USA"; "nobody".
std::string names_in(const ordered_json& value, const char* key) {
  const ordered_json& list = list_of(value, key);
  std::string out;
  for (std::size_t i = 0; i < list.size(); ++i)
    if (list[i].is_string()) out += (i == 0 ? "" : i + 1 == list.size() ? " and " : ", ") + plain(list[i].get<std::string>());
  return out.empty() ? "nobody" : out;
}

std::string state_text(const ordered_json& standing) {
  const std::string state = text_of(standing, "state"), until = when_of(standing, "until");
  if (state == "ended") return until.empty() ? "ended" : "ended on " + until;
  std::string out = state == "in-force" ? "in force" : "not yet in force";
  if (!until.empty()) out += " until " + until;
  if (state == "in-force") out += ", binds " + names_in(standing, "bound");
  return out;
}

std::string notice_text(const ordered_json& notice) {
  const std::string by = text_of(notice, "by"), given = when_of(notice, "given"), effective = when_of(notice, "effective");
  if (const std::string held = when_of(notice, "held_since"); !held.empty())
    return fmt::format("{} gave notice on {} and holds it since {}; it was to have effect on {}", by, given, held, effective);
  return fmt::format("{} gave notice on {}; it leaves on {}", by, given, effective);
}

std::string happening(const ordered_json& one) {
  if (!one.contains("act")) return fmt::format("version {}", number_of(one, "version"));
  const auto act = agreement::parse_act(one["act"].dump());
  return act ? plain(words_of(*act)) : text_of(one["act"], "kind");
}

}  // namespace

std::string standing_text(const ordered_json& agreement) {
  std::string out;
  if (const auto standing = agreement.find("standing"); standing != agreement.end()) {
    out = fmt::format("{} version {}: {}\n", text_of(agreement, "id"), number_of(*standing, "version"), state_text(*standing));
    if (const std::string term = when_of(*standing, "term_end"); !term.empty() && term != when_of(*standing, "until"))
      out += fmt::format("  the term ends on {} and renews itself\n", term);
    for (const ordered_json& notice : list_of(*standing, "notices")) out += "  " + notice_text(notice) + "\n";
    for (const ordered_json& one : list_of(*standing, "suspensions")) {
      const std::string until = when_of(one, "until");
      out += fmt::format("  {} suspends release from {} to {}, since {}{}\n", text_of(one, "by"), text_of(one, "from"), text_of(one, "to"), when_of(one, "since"),
                         until.empty() ? "" : ", until " + until);
    }
  } else {
    out = fmt::format("{}: drafts only\n", text_of(agreement, "id"));
  }
  for (const ordered_json& draft : list_of(agreement, "drafts"))
    out += fmt::format("  draft of version {}, proposed on {}: signed by {}, not by {}\n", number_of(draft, "version"), when_of(draft, "proposed"),
                       names_in(draft, "signed_by"), names_in(draft, "not_signed_by"));
  return out;
}

std::string history_text(const ordered_json& agreement) {
  std::string out = fmt::format("{}: {}\n", text_of(agreement, "id"), text_of(agreement, "title"));
  for (const ordered_json& one : list_of(agreement, "history")) {
    out += fmt::format("{}  {}, signed by {}\n", when_of(one, "at"), happening(one), names_in(one, "signed_by"));
    if (one.contains("act"))
      if (const std::string reason = text_of(one["act"], "reason"); !reason.empty()) out += fmt::format("  reason: {}\n", reason);
    if (one.contains("void")) out += "  it counts no more: it was signed with a key that is revoked since\n";
  }
  for (const ordered_json& draft : list_of(agreement, "drafts"))
    out += fmt::format("{}  draft of version {}, signed by {}\n", when_of(draft, "last_signed"), number_of(draft, "version"), names_in(draft, "signed_by"));
  return out;
}

}  // namespace comity::cli
