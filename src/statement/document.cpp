#include "statement/document.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "alliance/fields.hpp"
#include "alliance/toml_document.hpp"
#include "base/bytes.hpp"
#include "crypto/canonical.hpp"
#include "crypto/hash.hpp"

namespace comity::statement {
namespace {

using alliance::Faults;
using alliance::Fields;
using nlohmann::json;

constexpr std::size_t kLongestText = 256 * 1024;  // of a document as JSON
constexpr std::size_t kLongestParagraph = 8000, kLongestTitle = 300;
constexpr std::size_t kMostParagraphs = 200, kMostTranslations = 8, kMostParties = 300, kMostTopics = 16;

// BCP 47 as far as it is needed: "en", "ja", "zh-Hant".
bool is_language(std::string_view text) { return text.size() >= 2 && text.size() <= 16 && alliance::is_id(text) && text.find('_') == text.npos; }

std::string plain(const Fields& fields, const char* key, std::size_t longest) {
  std::string out = fields.text(key);
  if (out.size() > longest) fields.fault(key, fmt::format("'{}' is over {} bytes", key, longest));
  if (!is_plain_text(out)) fields.fault(key, fmt::format("'{}' holds control characters, or ones that change the order in which a text is read", key));
  return out;
}

std::optional<Time> time_of(const Fields& fields, const char* key) {
  return fields.has(key) ? std::optional(fields.time(key)) : std::nullopt;
}

void read_paragraphs(Faults& faults, const Fields& top, Document& out) {
  std::set<std::string> ids;
  top.each("paragraphs", [&](const json& element, const std::string& at) {
    const Fields fields(faults, element, at, {"id", "text"});
    out.paragraphs.push_back({fields.id("id"), plain(fields, "text", kLongestParagraph)});
    if (out.paragraphs.back().id.size() > 32) fields.fault("id", "a paragraph's id has at most 32 characters");
    if (!ids.insert(out.paragraphs.back().id).second) fields.fault("id", fmt::format("two paragraphs are called '{}'", out.paragraphs.back().id));
  });
  if (out.paragraphs.empty() || out.paragraphs.size() > kMostParagraphs)
    top.fault("paragraphs", fmt::format("a statement has 1 to {} paragraphs", kMostParagraphs));
}

void read_translations(Faults& faults, const Fields& top, Document& out) {
  std::set<std::string> languages{out.language};
  top.each("translations", [&](const json& element, const std::string& at) {
    const Fields fields(faults, element, at, {"language", "title", "paragraphs"});
    Translation one{fields.text("language"), plain(fields, "title", kLongestTitle), {}};
    if (!is_language(one.language) || !languages.insert(one.language).second)
      fields.fault("language", "name each language once, like ja");
    fields.each_member("paragraphs", [&](const std::string& name, const json& value, const std::string& where) {
      if (!value.is_string() || !is_plain_text(value.get<std::string>()) || value.get<std::string>().size() > kLongestParagraph)
        faults.add(where, fmt::format("a paragraph is a text of at most {} bytes", kLongestParagraph));
      else
        one.paragraphs[name] = value.get<std::string>();
    });
    const bool whole = one.paragraphs.size() == out.paragraphs.size() &&
                       std::all_of(out.paragraphs.begin(), out.paragraphs.end(), [&](const auto& p) { return one.paragraphs.contains(p.id); });
    if (!whole) fields.fault("paragraphs", "a translation has every paragraph, and no other");
    out.translations.push_back(std::move(one));
  });
  if (out.translations.size() > kMostTranslations) top.fault("translations", fmt::format("at most {} translations", kMostTranslations));
}

void read_rules(Faults& faults, const Fields& top, Document& out) {
  out.least = out.invited.size();
  if (const json* quorum = top.find("quorum")) {
    const Fields fields(faults, *quorum, top.at("quorum"), {"least", "including"});
    if (fields.has("least")) out.least = static_cast<std::size_t>(fields.number("least", 1, static_cast<std::int64_t>(kMostParties)));
    out.including = fields.texts("including");
    if (out.least > out.invited.size()) fields.fault("least", "more have to agree than are invited");
    if (out.including.size() > out.least) fields.fault("including", "more parties are named than have to agree");
    for (const auto& party : out.including)
      if (!out.invited.contains(party)) fields.fault("including", fmt::format("'{}' is not invited", party));
  }
  out.opens = time_of(top, "opens");
  out.silence = time_of(top, "silence");
  out.closes = time_of(top, "closes");
  out.embargo = time_of(top, "embargo");
  const std::string afterwards = top.text_or("afterwards", "invited");
  out.afterwards = afterwards == "everybody" ? Afterwards::everybody : Afterwards::invited;
  if (afterwards != "everybody" && afterwards != "invited") top.fault("afterwards", "'afterwards' is \"invited\" or \"everybody\"");
  if (out.opens && out.silence && *out.silence <= *out.opens) top.fault("silence", "the time of silence ends after the statement opens");
  if (out.opens && out.closes && *out.closes <= *out.opens) top.fault("closes", "a statement closes after it opens");
  if (out.silence && out.closes && *out.closes < *out.silence) top.fault("closes", "a statement closes no earlier than its time of silence ends");
}

json json_of(const Document& document) {
  json paragraphs = json::array(), translations = json::array();
  for (const auto& one : document.paragraphs) paragraphs.push_back({{"id", one.id}, {"text", one.text}});
  for (const auto& one : document.translations)
    translations.push_back({{"language", one.language}, {"title", one.title}, {"paragraphs", one.paragraphs}});
  json out = {{"id", document.id},           {"version", document.version},       {"convenor", document.convenor},
              {"title", document.title},     {"language", document.language},     {"invited", document.invited},
              {"paragraphs", paragraphs},    {"afterwards", name_of(document.afterwards)},
              {"quorum", {{"least", document.least}, {"including", document.including}}}};
  if (!document.meeting.empty()) out["meeting"] = document.meeting;
  if (!document.topics.empty()) out["topics"] = document.topics;
  if (!translations.empty()) out["translations"] = translations;
  const auto put = [&](const char* key, const std::optional<Time>& time) {
    if (time) out[key] = format_time(*time);
  };
  put("opens", document.opens);
  put("silence", document.silence);
  put("closes", document.closes);
  put("embargo", document.embargo);
  return out;
}

Result<Written> read(const json& value) {
  Faults faults;
  const Fields top(faults, value, "", {"id", "version", "convenor", "title", "language", "meeting", "topics", "invited", "paragraphs", "translations",
                                       "quorum", "opens", "silence", "closes", "embargo", "afterwards"});
  Written out;
  Document& document = out.document;
  document.id = top.id("id");
  document.version = static_cast<int>(top.number("version", 1, 10000));
  document.convenor = top.id("convenor");
  document.title = plain(top, "title", kLongestTitle);
  document.language = top.text("language");
  if (!is_language(document.language)) top.fault("language", "name the language of the text as in en or ja");
  if (top.has("meeting")) document.meeting = top.id("meeting");
  document.topics = top.texts("topics");
  document.invited = top.texts("invited");
  for (const auto* names : {&document.topics, &document.invited})
    for (const auto& name : *names)
      if (!alliance::is_id(name)) top.fault(fmt::format("'{}' is no id", as_utf8(name)));
  if (document.topics.size() > kMostTopics) top.fault("topics", fmt::format("at most {} topics", kMostTopics));
  if (document.invited.empty() || document.invited.size() > kMostParties) top.fault("invited", fmt::format("1 to {} parties are invited", kMostParties));
  if (!document.invited.contains(document.convenor)) top.fault("invited", "the convenor is one of the invited");
  if (!is_id_of(document.id, document.convenor))
    top.fault("id", fmt::format("a statement of {} has an id that begins with '{}-', of at most 100 characters", document.convenor, document.convenor));
  read_paragraphs(faults, top, document);
  read_translations(faults, top, document);
  read_rules(faults, top, document);
  TRY_VOID(faults.result());
  TRY(out.canonical, crypto::canonical(json_of(document)));
  if (out.canonical.size() > kLongestText) return fail(Code::too_large, fmt::format("a statement has at most {} bytes", kLongestText));
  out.sha256 = to_hex(crypto::view(crypto::sha256(out.canonical)));
  return out;
}

}  // namespace

std::string_view name_of(Afterwards who) { return who == Afterwards::everybody ? "everybody" : "invited"; }

Result<Written> parse_document(std::string_view text) {
  if (text.size() > 4 * kLongestText) return fail(Code::too_large, fmt::format("a statement has at most {} bytes", kLongestText));
  TRY(const json value, crypto::parse_strict(text));
  return read(value);
}

Result<Written> parse_document_toml(std::string_view toml, std::string_view file_name) {
  TRY(const alliance::TomlDocument document, alliance::read_toml(toml, file_name));
  auto out = read(document.value);
  if (!out) return tl::make_unexpected(document.at_line(std::move(out).error()));
  return out;
}

std::vector<Change> difference(const Document& before, const Document& after) {
  const auto place = [](const Document& in, std::string_view id) {
    return std::find_if(in.paragraphs.begin(), in.paragraphs.end(), [&](const auto& one) { return one.id == id; });
  };
  const auto ahead = [](const Document& in, auto at) { return at == in.paragraphs.begin() ? std::string() : std::prev(at)->id; };
  std::vector<Change> out;
  for (auto at = after.paragraphs.begin(); at != after.paragraphs.end(); ++at) {
    const auto old = place(before, at->id);
    if (old == before.paragraphs.end()) {
      out.push_back({Change::Kind::added, at->id, "", at->text, false});
      continue;
    }
    out.push_back({old->text == at->text ? Change::Kind::same : Change::Kind::changed, at->id, old->text, at->text, ahead(before, old) != ahead(after, at)});
  }
  for (const auto& old : before.paragraphs)
    if (place(after, old.id) == after.paragraphs.end()) out.push_back({Change::Kind::removed, old.id, old.text, "", false});
  return out;
}

std::string_view name_of(Change::Kind kind) {
  switch (kind) {
    case Change::Kind::same: return "same";
    case Change::Kind::changed: return "changed";
    case Change::Kind::added: return "added";
    case Change::Kind::removed: return "removed";
  }
  return "";
}

bool is_plain_text(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7f) return false;
    if (byte == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0) return false;  // C1
    if (byte == 0xd8 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) == 0x9c) return false;  // the Arabic letter mark
    if (byte != 0xe2 || i + 2 >= text.size()) continue;
    const auto second = static_cast<unsigned char>(text[i + 1]), third = static_cast<unsigned char>(text[i + 2]);
    if (second == 0x80 && (third == 0x8e || third == 0x8f || (third >= 0xa8 && third <= 0xae))) return false;  // marks, separators, embeddings
    if (second == 0x81 && third >= 0xa6 && third <= 0xa9) return false;                                        // isolates
  }
  return true;
}

bool is_id_of(std::string_view id, std::string_view party) {
  return id.size() <= 100 && id.size() > party.size() + 1 && id.starts_with(party) && id[party.size()] == '-' && alliance::is_id(id);
}

}  // namespace comity::statement
