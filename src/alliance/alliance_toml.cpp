#include <fmt/format.h>

#include <functional>
#include <map>
#include <nlohmann/json.hpp>

#include "alliance/directory.hpp"
#include "alliance/fields.hpp"
#include "alliance/reading.hpp"
#include "alliance/toml_document.hpp"
#include "marking/known_schemes.hpp"

namespace comity::alliance {
namespace {

using nlohmann::json;

// Reads the tables in the order of docs/format/alliance.md, and remembers where each name was defined.
class AllianceReader {
 public:
  explicit AllianceReader(const json& document)
      : top_(faults_, document, "", {"title", "scheme", "party", "agency", "person", "community", "suspension"}) {}

  Result<Directory> read() {
    top_.text_or("title", "");
    top_.each("scheme", [this](const json& v, const std::string& p) { scheme(v, p); });
    top_.each("community", [this](const json& v, const std::string& p) { community(v, p); });
    top_.each("party", [this](const json& v, const std::string& p) { party(v, p); });
    top_.each("agency", [this](const json& v, const std::string& p) { agency(v, p); });
    top_.each("person", [this](const json& v, const std::string& p) { person(v, p); });
    top_.each("suspension", [this](const json& v, const std::string& p) { suspension(v, p); });
    TRY_VOID(faults_.result());
    take_known_schemes();
    if (auto sound = check(directory_); !sound) {
      Error error = std::move(sound).error();
      error.message = fmt::format("{}: {}", error.where, error.message);
      if (const auto found = defined_.find(error.where); found != defined_.end()) error.where = found->second;
      return tl::make_unexpected(std::move(error));
    }
    return std::move(directory_);
  }

 private:
  // Remembers where "party NZL" stands; a second definition is a fault.
  void define(std::string_view kind, const std::string& id, const Fields& fields) {
    if (!defined_.emplace(fmt::format("{} {}", kind, id), fields.pointer()).second)
      fields.fault(fmt::format("the {} {} is defined twice; remove one", kind, id));
  }

  void scheme(const json& value, const std::string& pointer) {
    const Fields fields(faults_, value, pointer, {"id", "title", "source", "levels", "portions", "from", "until"});
    marking::Scheme out{fields.id("id"), fields.text_or("title", ""), fields.text_or("source", ""), {},
                        fields.time_or("from", Time::min()), fields.time_or("until", Time::max())};
    define("scheme", out.id, fields);
    int rank = 0;
    fields.each("levels", [&](const json& words, const std::string& at) {
      if (!words.is_array() || words.empty())
        return faults_.add(at, "each level is a list of the words of one rank, like [\"SECRET\"]");
      for (const auto& word : words) {
        if (!word.is_string()) return faults_.add(at, "a word of a level must stand in quotes");
        out.levels.push_back({word.get<std::string>(), rank, ""});
      }
      ++rank;
    });
    fields.each_member("portions", [&](const std::string& word, const json& portion, const std::string& at) {
      for (auto& level : out.levels)
        if (level.word == word) {
          if (!portion.is_string()) return faults_.add(at, "a portion mark must stand in quotes");
          level.portion = portion.get<std::string>();
          return;
        }
      faults_.add(at, fmt::format("'{}' is not a word of the scheme {}", word, out.id));
    });
    if (faults_.any()) return;
    if (auto added = directory_.schemes.add(std::move(out)); !added) fields.fault(added.error().message);
  }

  // What a party uses and the document does not spell out, every node knows: the directory then has it in full.
  void take_known_schemes() {
    for (const auto& [id, party] : directory_.parties)
      for (const std::string& scheme : party.schemes)
        if (const marking::Scheme* known = marking::known_schemes().find(scheme); known && !directory_.schemes.find(scheme))
          CHECK(directory_.schemes.add(*known).has_value());
  }

  void community(const json& value, const std::string& pointer) {
    const Fields fields(faults_, value, pointer, {"id", "name", "members"});
    Community out{fields.id("id"), fields.text_or("name", ""), {}};
    define("community", out.id, fields);
    fields.each("members", [&](const json& member, const std::string& at) {
      const Fields spell(faults_, member, at, {"party", "from", "until"});
      out.spells.push_back({spell.id("party"), spell.time("from"), spell.time_or("until", Time::max())});
    });
    directory_.communities.emplace(out.id, out);
  }

  void party(const json& value, const std::string& pointer) {
    const Fields fields(faults_, value, pointer, {"id", "name", "schemes", "default_readers"});
    Party out;
    out.id = fields.id("id");
    out.name = fields.text_or("name", "");
    define("party", out.id, fields);
    fields.each("schemes", [&](const json& scheme, const std::string& at) {
      if (!scheme.is_string()) return faults_.add(at, "a scheme's id must stand in quotes");
      out.schemes.push_back(scheme.get<std::string>());
    });
    if (const json* readers = fields.find("default_readers"))
      out.default_readers = read_readers(faults_, *readers, fields.at("default_readers"), directory_);
    else
      out.default_readers.members.insert({marking::Member::Kind::party, out.id, {}});
    directory_.parties.emplace(out.id, out);
  }

  void agency(const json& value, const std::string& pointer) {
    const Fields fields(faults_, value, pointer, {"id", "name", "role", "client"});
    const Agency out{fields.id("id", 2), fields.text_or("name", ""), fields.text_or("role", ""),
                     fields.flag_or("client", false)};
    define("agency", out.id, fields);
    directory_.agencies.emplace(out.id, out);
  }

  void person(const json& value, const std::string& pointer) {
    const Fields fields(
        faults_, value, pointer,
        {"id", "name", "roles", "clearance", "accesses", "topics", "purposes", "default_purpose", "from", "until"});
    const Person out{fields.id("id", 3), fields.text_or("name", ""), fields.texts("roles")};
    define("person", out.id, fields);
    directory_.people.emplace(out.id, out);
    // Who is vouched for in nothing has no clearance at all, and is denied.
    for (const char* key : {"clearance", "accesses", "topics", "purposes", "default_purpose", "from", "until"})
      if (fields.has(key)) {
        defined_.emplace(fmt::format("clearance {}", out.id), fields.pointer());
        directory_.clearances.emplace(out.id, read_clearance(faults_, fields, out.id, "clearance"));
        break;
      }
  }

  void suspension(const json& value, const std::string& pointer) {
    const Fields fields(faults_, value, pointer, {"by", "party", "from", "until"});
    directory_.suspensions.push_back(
        {fields.id("by"), fields.id("party"), fields.time("from"), fields.time_or("until", Time::max())});
    defined_.emplace(fmt::format("suspension {}", directory_.suspensions.size()), pointer);
  }

  Faults faults_;
  Fields top_;
  Directory directory_;
  std::map<std::string, std::string> defined_;  // "party NZL" -> JSON pointer
};

}  // namespace

Result<Directory> parse_alliance(std::string_view toml, std::string_view file_name) {
  TRY(const TomlDocument document, read_toml(toml, file_name));
  auto directory = AllianceReader(document.value).read();
  if (!directory) return tl::make_unexpected(document.at_line(std::move(directory).error()));
  return directory;
}

}  // namespace comity::alliance
