#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "alliance/directory.hpp"
#include "alliance/fields.hpp"
#include "alliance/reading.hpp"
#include "base/bytes.hpp"
#include "crypto/canonical.hpp"
#include "crypto/sign.hpp"

namespace comity::alliance {
namespace {

using nlohmann::json;

constexpr std::string_view kClearancePrefix = "comity/clearance/v1\n";

// Both parsers refuse texts that are not UTF-8, so what stands in a directory always has a canonical form.
std::string canonical_text(const json& value) {
  auto text = crypto::canonical(value);
  CHECK(text.has_value());
  return *std::move(text);
}

// Time::min and Time::max have no text: they are "always" and "no end", and are left out.
void put_time(json& object, const char* key, Time time) {
  if (time != Time::min() && time != Time::max()) object[key] = format_time(time);
}

json value_of(const Clearance& clearance) {
  json accesses = json::array();
  for (const auto& access : clearance.accesses) accesses.push_back({{"name", access.name}, {"party", access.party}});
  json out = {{"accesses", std::move(accesses)}, {"default_purpose", clearance.default_purpose},
              {"levels", json::object()},        {"person", clearance.person},
              {"purposes", clearance.purposes},  {"topics", clearance.topics}};
  for (const auto& [scheme, word] : clearance.levels) out["levels"][scheme] = word;
  put_time(out, "from", clearance.from);
  put_time(out, "until", clearance.until);
  if (clearance.issued) put_time(out, "issued", *clearance.issued);
  return out;
}

Clearance clearance_of(Faults& faults, const json& value, const std::string& pointer) {
  const Fields fields(faults, value, pointer,
                      {"accesses", "default_purpose", "from", "issued", "levels", "person", "purposes", "topics", "until"});
  Clearance out = read_clearance(faults, fields, fields.id("person", 3), "levels");
  if (fields.has("issued")) out.issued = fields.time("issued");
  return out;
}

json value_of(const marking::Scheme& scheme) {
  json levels = json::array();
  for (const auto& level : scheme.levels)
    levels.push_back({{"portion", level.portion}, {"rank", level.rank}, {"word", level.word}});
  json out = {{"id", scheme.id}, {"levels", std::move(levels)}, {"source", scheme.source}, {"title", scheme.title}};
  put_time(out, "from", scheme.from);
  put_time(out, "until", scheme.until);
  return out;
}

json value_of(const Community& community) {
  json spells = json::array();
  for (const auto& spell : community.spells) {
    json value = {{"party", spell.party}};
    put_time(value, "from", spell.from);
    put_time(value, "until", spell.until);
    spells.push_back(std::move(value));
  }
  return {{"id", community.id}, {"members", std::move(spells)}, {"name", community.name}};
}

json value_of(const PartySuspension& suspension) {
  json out = {{"by", suspension.by}, {"party", suspension.party}};
  put_time(out, "from", suspension.from);
  put_time(out, "until", suspension.until);
  return out;
}

template <class Map, class Item>
void add(const Fields& fields, Map& map, std::string id, Item item) {
  if (!map.emplace(id, std::move(item)).second) fields.fault(fmt::format("{} stands here twice", id));
}

}  // namespace

std::string to_json(const Clearance& clearance) { return canonical_text(value_of(clearance)); }

Result<Clearance> parse_clearance(std::string_view text) {
  TRY(const json value, crypto::parse_strict(text));
  Faults faults;
  Clearance out = clearance_of(faults, value, "");
  TRY_VOID(faults.result());
  if (!out.default_purpose.empty() && !out.purposes.contains(out.default_purpose))
    return fail(Code::invalid, "the default purpose is not among the purposes", "/default_purpose");
  return out;
}

std::string sign_clearance(const Clearance& clearance, const crypto::SigningKey& authority) {
  return to_base64(authority.sign(std::string(kClearancePrefix) + to_json(clearance)));
}

Result<void> verify_clearance(std::string_view canonical_json, std::string_view signature_base64,
                              std::string_view authority_public_key_base64) {
  TRY(const Clearance clearance, parse_clearance(canonical_json));
  if (to_json(clearance) != canonical_json)
    return fail(Code::invalid, "the clearance is not in its canonical form, so what was signed is not what is read");
  const auto key = from_base64(authority_public_key_base64);
  const auto signature = from_base64(signature_base64);
  if (!key || !signature) return fail(Code::invalid, "the key or the signature of the clearance is not base64");
  if (!crypto::verify(*key, std::string(kClearancePrefix).append(canonical_json), *signature))
    return fail(Code::invalid, fmt::format("the signature on the clearance of {} is not its authority's; sign it again",
                                           clearance.person));
  return {};
}

std::string to_json(const Directory& directory) {
  json out = {{"agencies", json::array()},   {"clearances", json::array()}, {"communities", json::array()},
              {"parties", json::array()},    {"people", json::array()},     {"schemes", json::array()},
              {"suspensions", json::array()}};
  for (const auto& [id, scheme] : directory.schemes.all()) out["schemes"].push_back(value_of(scheme));
  for (const auto& [id, party] : directory.parties) {
    out["parties"].push_back({{"authority", party.authority},
                              {"default_readers", to_json_value(party.default_readers)},
                              {"id", party.id},
                              {"name", party.name},
                              {"schemes", party.schemes}});
    if (!party.recovery.empty()) out["parties"].back()["recovery"] = party.recovery;
  }
  for (const auto& [id, agency] : directory.agencies)
    out["agencies"].push_back(
        {{"client", agency.client}, {"id", agency.id}, {"name", agency.name}, {"role", agency.role}});
  for (const auto& [id, person] : directory.people)
    out["people"].push_back({{"id", person.id}, {"name", person.name}, {"roles", person.roles}});
  for (const auto& [id, clearance] : directory.clearances) out["clearances"].push_back(value_of(clearance));
  for (const auto& [id, community] : directory.communities) out["communities"].push_back(value_of(community));
  for (const auto& suspension : directory.suspensions) out["suspensions"].push_back(value_of(suspension));
  return canonical_text(out);
}

Result<Directory> parse_directory(std::string_view text) {
  TRY(const json value, crypto::parse_strict(text));
  Directory out;
  Faults faults;
  const Fields top(faults, value, "",
                   {"agencies", "clearances", "communities", "parties", "people", "schemes", "suspensions"});
  top.each("schemes", [&](const json& v, const std::string& at) {
    const Fields fields(faults, v, at, {"from", "id", "levels", "source", "title", "until"});
    marking::Scheme scheme{fields.id("id"), fields.text_or("title", ""), fields.text_or("source", ""), {},
                           fields.time_or("from", Time::min()), fields.time_or("until", Time::max())};
    fields.each("levels", [&](const json& level, const std::string& place) {
      const Fields words(faults, level, place, {"portion", "rank", "word"});
      scheme.levels.push_back(
          {words.text("word"), static_cast<int>(words.number("rank", 0, 1'000'000)), words.text_or("portion", "")});
    });
    if (faults.any()) return;
    if (auto added = out.schemes.add(std::move(scheme)); !added) fields.fault(added.error().message);
  });
  top.each("communities", [&](const json& v, const std::string& at) {
    const Fields fields(faults, v, at, {"id", "members", "name"});
    Community community{fields.id("id"), fields.text_or("name", ""), {}};
    fields.each("members", [&](const json& member, const std::string& place) {
      const Fields spell(faults, member, place, {"from", "party", "until"});
      community.spells.push_back(
          {spell.id("party"), spell.time_or("from", Time::min()), spell.time_or("until", Time::max())});
    });
    add(fields, out.communities, community.id, community);
  });
  top.each("parties", [&](const json& v, const std::string& at) {
    const Fields fields(faults, v, at, {"authority", "default_readers", "id", "name", "recovery", "schemes"});
    Party party;
    party.id = fields.id("id");
    party.name = fields.text_or("name", "");
    party.authority = fields.text_or("authority", "");
    party.recovery = fields.text_or("recovery", "");
    for (const auto& [member, key_text] : {std::pair("authority", &party.authority), std::pair("recovery", &party.recovery)})
      if (const auto key = from_base64(*key_text); !key_text->empty() && (!key || key->size() != 32))
        fields.fault(member, fmt::format("the {} key must be 32 bytes in base64", member));
    fields.each("schemes", [&](const json& scheme, const std::string& place) {
      if (!scheme.is_string()) return faults.add(place, "a scheme's id is a text");
      party.schemes.push_back(scheme.get<std::string>());
    });
    if (const json* readers = fields.find("default_readers"))
      party.default_readers = read_readers(faults, *readers, fields.at("default_readers"), out);
    else
      fields.fault("'default_readers' is missing");
    add(fields, out.parties, party.id, party);
  });
  top.each("agencies", [&](const json& v, const std::string& at) {
    const Fields fields(faults, v, at, {"client", "id", "name", "role"});
    add(fields, out.agencies, fields.id("id", 2),
        Agency{fields.id("id", 2), fields.text_or("name", ""), fields.text_or("role", ""), fields.flag("client")});
  });
  top.each("people", [&](const json& v, const std::string& at) {
    const Fields fields(faults, v, at, {"id", "name", "roles"});
    add(fields, out.people, fields.id("id", 3),
        Person{fields.id("id", 3), fields.text_or("name", ""), fields.texts("roles")});
  });
  top.each("clearances", [&](const json& v, const std::string& at) {
    Clearance clearance = clearance_of(faults, v, at);
    if (!out.clearances.emplace(clearance.person, clearance).second)
      faults.add(at, fmt::format("the clearance of {} stands here twice", clearance.person));
  });
  top.each("suspensions", [&](const json& v, const std::string& at) {
    const Fields fields(faults, v, at, {"by", "from", "party", "until"});
    out.suspensions.push_back({fields.id("by"), fields.id("party"), fields.time_or("from", Time::min()),
                               fields.time_or("until", Time::max())});
  });
  TRY_VOID(faults.result());
  TRY_VOID(check(out));
  return out;
}

}  // namespace comity::alliance
