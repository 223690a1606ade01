#include "operations/credentials_json.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "alliance/directory.hpp"
#include "base/bytes.hpp"
#include "base/time.hpp"
#include "crypto/hash.hpp"

namespace comity::operations {
namespace {

using nlohmann::ordered_json;

constexpr std::int64_t kDayUs = 86'400'000'000;
constexpr std::int64_t kMostDays = 3650;

// Times without an end have no text of their own: the member is left out.
void put(ordered_json& out, const char* key, Time time) {
  if (time != Time::max()) out[key] = format_time(time);
}

std::string text_of(const ordered_json& body, const char* key) {
  return body.is_object() && body.contains(key) && body[key].is_string() ? body[key].get<std::string>() : "";
}

Result<std::vector<std::string>> texts_of(const ordered_json& body, const char* key) {
  std::vector<std::string> out;
  if (!body.contains(key)) return out;
  const auto wrong = [&] { return fail(Code::invalid, fmt::format("{} is a list of texts", key), fmt::format("/{}", key)); };
  if (!body[key].is_array()) return wrong();
  for (const auto& one : body[key]) {
    if (!one.is_string()) return wrong();
    out.push_back(one.get<std::string>());
  }
  return out;
}

Result<Time> end_of(const ordered_json& body, Time now, bool required) {
  if (!body.contains("days") && !required) return Time::max();
  if (!body.contains("days") || !body["days"].is_number_integer()) return fail(Code::invalid, "days is a whole number from 1 to 3650", "/days");
  const auto days = body["days"].get<std::int64_t>();
  if (days < 1 || days > kMostDays) return fail(Code::invalid, "days is a whole number from 1 to 3650", "/days");
  return Time{now.us + days * kDayUs};
}

ordered_json ranges(const std::vector<access::Network>& from) {
  ordered_json out = ordered_json::array();
  for (const access::Network& one : from) out.push_back(one.text());
  return out;
}

}  // namespace

ordered_json to_json(const access::FreshToken& fresh) {
  ordered_json out{{"id", fresh.token.id}, {"person", fresh.token.person}};
  put(out, "until", fresh.token.until);
  out["scopes"] = access::names_of(fresh.token.scopes);
  if (!fresh.token.note.empty()) out["note"] = fresh.token.note;
  if (!fresh.token.from.empty()) out["from"] = ranges(fresh.token.from);
  out["token"] = fresh.secret;
  return out;
}

ordered_json to_json(const std::vector<TokenState>& tokens, Time now) {
  ordered_json list = ordered_json::array();
  for (const TokenState& one : tokens) {
    ordered_json row{{"id", one.token.id}, {"person", one.token.person}};
    row["state"] = one.token.revoked ? "revoked" : now >= one.token.until ? "expired" : "valid";
    row["scopes"] = access::names_of(one.token.scopes);
    if (!one.token.note.empty()) row["note"] = one.token.note;
    if (!one.token.from.empty()) row["from"] = ranges(one.token.from);
    row["made"] = format_time(one.made);
    put(row, "until", one.token.until);
    if (one.used) row["used"] = format_time(*one.used);
    list.push_back(std::move(row));
  }
  return {{"tokens", std::move(list)}};
}

ordered_json to_json(const std::vector<access::Session>& sessions, std::string_view current) {
  ordered_json list = ordered_json::array();
  for (const access::Session& one : sessions) {
    ordered_json row{{"id", one.id}, {"person", one.person}, {"made", format_time(one.made)}, {"used", format_time(one.used)}, {"until", format_time(one.until)}};
    if (!one.address.empty()) row["address"] = one.address;
    if (!one.token.empty()) row["token"] = one.token;
    row["current"] = one.id == current;
    list.push_back(std::move(row));
  }
  return {{"sessions", std::move(list)}};
}

ordered_json to_json(const PersonState& one) {
  ordered_json out{{"id", one.id}};
  if (!one.name.empty()) out["name"] = one.name;
  out["roles"] = one.roles;
  out["vouched"] = one.vouched;
  if (one.vouched_until) out["vouched_until"] = format_time(*one.vouched_until);
  out["suspended"] = one.suspended;
  out["password"] = one.password;
  out["totp"] = one.totp;
  out["recovery_codes"] = one.recovery_codes;
  if (one.invited_until) out["invited_until"] = format_time(*one.invited_until);
  out["tokens"] = one.tokens;
  out["sessions"] = one.sessions;
  out["certificates"] = one.certificates;
  return out;
}

ordered_json to_json(const std::vector<PersonState>& people) {
  ordered_json list = ordered_json::array();
  for (const PersonState& one : people) list.push_back(to_json(one));
  return {{"people", std::move(list)}};
}

ordered_json to_json(const std::vector<access::Certificate>& certificates, Time now) {
  ordered_json list = ordered_json::array();
  for (const access::Certificate& one : certificates) {
    ordered_json row{{"id", one.id}, {"person", one.person}, {"fingerprint", one.fingerprint}, {"state", now < one.until ? "valid" : "expired"}};
    row["scopes"] = access::names_of(one.scopes);
    if (!one.note.empty()) row["note"] = one.note;
    row["made"] = format_time(one.made);
    put(row, "until", one.until);
    list.push_back(std::move(row));
  }
  return {{"certificates", std::move(list)}};
}

ordered_json to_json(const AuditPage& page) {
  ordered_json list = ordered_json::array();
  for (const AuditPage::Row& one : page.rows) {
    ordered_json row{{"seq", one.seq}, {"time", format_time(one.time)}, {"what", one.entry.what}, {"done", one.entry.done}};
    const auto text = [&](const char* key, const std::string& value) {
      if (!value.empty()) row[key] = value;
    };
    text("by", one.entry.by);
    text("credential", one.entry.credential);
    text("address", one.entry.address);
    text("on", one.entry.on);
    text("detail", one.entry.detail);
    row["count"] = one.entry.count;
    if (one.entry.count > 1) row["since"] = format_time(one.entry.since);
    list.push_back(std::move(row));
  }
  ordered_json out{{"audit", std::move(list)}};
  if (page.next != 0) out["next"] = std::to_string(page.next);
  return out;
}

ordered_json to_json(const std::vector<ClearanceState>& clearances) {
  ordered_json list = ordered_json::array();
  for (const ClearanceState& one : clearances) {
    ordered_json row{{"person", one.person}, {"state", one.state}, {"from", format_time(one.from)}};
    put(row, "until", one.until);
    if (one.issued) row["issued"] = format_time(*one.issued);
    row["levels"] = one.levels;
    row["purposes"] = one.purposes;
    list.push_back(std::move(row));
  }
  return {{"clearances", std::move(list)}};
}

ordered_json to_json(const Invited& invited) {
  return {{"person", invited.person}, {"until", format_time(invited.until)}, {"invitation", invited.secret}};
}

Result<TokenWish> parse_token_wish(const ordered_json& body, Time now) {
  TokenWish out;
  out.person = text_of(body, "person");
  if (out.person.empty()) return fail(Code::invalid, "the body is {\"person\": \"NZL.GCSB.analyst\", \"days\": 30}");
  TRY(out.until, end_of(body, now, true));
  if (body.contains("scopes")) {
    TRY(const auto names, texts_of(body, "scopes"));
    TRY(out.scopes, access::parse_scopes(names));
  }
  out.note = text_of(body, "note");
  TRY(const auto from, texts_of(body, "from"));
  for (const std::string& one : from) {
    TRY(auto network, access::Network::parse(one));
    out.from.push_back(std::move(network));
  }
  return out;
}

Result<ClearanceWish> parse_clearance_wish(const ordered_json& body) {
  ClearanceWish out;
  out.person = text_of(body, "person");
  out.withdraw = body.value("withdraw", false);
  if (body.contains("until")) {
    const auto until = parse_time(text_of(body, "until"));
    if (!until) return fail(Code::invalid, "until is a time, like 2030-01-01T00:00:00Z", "/until");
    out.until = *until;
  }
  if (body.contains("levels")) {
    out.levels.emplace();
    for (const auto& [scheme, word] : body["levels"].items()) {
      if (!word.is_string()) return fail(Code::invalid, "write the highest word of the scheme", fmt::format("/levels/{}", scheme));
      out.levels->emplace(scheme, word.get<std::string>());
    }
  }
  const auto names = [&](const char* key, std::optional<std::set<std::string>>& into) -> Result<void> {
    if (!body.contains(key)) return {};
    TRY(const auto list, texts_of(body, key));
    into.emplace(list.begin(), list.end());
    return {};
  };
  TRY_VOID(names("purposes", out.purposes));
  TRY_VOID(names("topics", out.topics));
  return out;
}

ordered_json prepared_json(const alliance::Clearance& clearance) {
  const std::string text = alliance::to_json(clearance);
  return {{"person", clearance.person}, {"clearance", text}, {"sha256", to_hex(crypto::view(crypto::sha256(text)))}};
}

Result<CertificateWish> parse_certificate_wish(const ordered_json& body, Time now) {
  CertificateWish out;
  out.person = text_of(body, "person");
  out.fingerprint = text_of(body, "fingerprint");
  if (out.person.empty() || out.fingerprint.empty()) return fail(Code::invalid, "the body is {\"person\": \"NZL.GCSB.analyst\", \"fingerprint\": \"…\"}");
  TRY(out.until, end_of(body, now, false));
  if (body.contains("scopes")) {
    TRY(const auto names, texts_of(body, "scopes"));
    TRY(out.scopes, access::parse_scopes(names));
  }
  out.note = text_of(body, "note");
  return out;
}

}  // namespace comity::operations
