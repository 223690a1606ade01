#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "marking/label.hpp"

namespace comity::marking {
namespace {

using nlohmann::json;

json from(const WordSet& set) { return set.all ? json("ALL") : json(set.words); }

std::string text_of(const Member& member) {
  return member.kind == Member::Kind::community ? member.id + "@" + format_time(member.as_of) : member.id;
}

json from(const std::set<ReaderSet>& sets) {
  json out = json::array();
  for (const ReaderSet& set : sets) {
    if (set.all) {
      out.push_back("ALL");
      continue;
    }
    json members = json::array();
    for (const Member& member : set.members) members.push_back(text_of(member));
    out.push_back(std::move(members));
  }
  return out;
}

json from(const std::set<Owned>& owned) {
  json out = json::array();
  for (const Owned& one : owned) out.push_back({{"name", one.name}, {"party", one.party}});
  return out;
}

// Reads one label; the first error wins and every later read is a no-op.
class Reader {
 public:
  explicit Reader(Time marked) : marked_(marked) {}

  Time marked() const { return marked_; }

  Result<Label> read(const json& label) {
    if (!label.is_object()) return fail(Code::invalid, "a label is a JSON object", "");
    if (label.contains("marked")) marked_ = time(label["marked"], "/marked");
    Label out;
    for (const auto& [key, value] : label.items()) {
      const std::string at = "/" + key;
      if (key == "marked") {
      } else if (key == "originators") {
        out.originators = words(value, at);
      } else if (key == "levels") {
        out.levels = levels(value, at);
      } else if (key == "compartments") {
        out.compartments = owned(value, at);
      } else if (key == "topics") {
        out.topics.clear();
        each(value, at, [&](const json& clause, const std::string& where) { out.topics.insert(word_set(clause, where)); });
        if (out.topics.empty()) out.topics.insert(WordSet{true, {}});
      } else if (key == "releasable") {
        out.releasable = readers(value, at);
      } else if (key == "displayable") {
        out.displayable = readers(value, at);
      } else if (key == "restricting") {
        out.restricting = owned(value, at);
      } else if (key == "permitting") {
        out.permitting = owned(value, at);
      } else if (key == "purposes") {
        out.purposes = word_set(value, at);
      } else if (key == "tlp") {
        const std::string name = string(value, at);
        if (const auto tlp = tlp_named(name)) {
          out.tlp = *tlp;
        } else if (!name.empty()) {
          out.unknowns.insert("TLP:" + name);
        }
      } else if (key == "actions") {
        const std::string name = string(value, at);
        if (name == "copy") out.actions = 3;
        else if (name == "display") out.actions = 1;
        else if (name == "none") out.actions = 0;
        else refuse("actions are \"copy\", \"display\" or \"none\"", at);
      } else if (key == "duties") {
        out.duties = words(value, at);
      } else if (key == "caveats") {
        out.caveats = words(value, at);
      } else if (key == "unknowns") {
        const auto unknowns = words(value, at);
        out.unknowns.insert(unknowns.begin(), unknowns.end());
      } else {
        refuse("a label has no such member; see docs/format/label.md for those it has", at);
      }
    }
    if (error_) return tl::unexpected<Error>(*error_);
    return out;
  }

  Result<std::vector<Written>> written(const json& value) {
    std::vector<Written> out;
    each(value, "/markings", [&](const json& one, const std::string& where) {
      if (!one.is_object()) return refuse("a marking is {\"language\": …, \"text\": …, \"portions\": […]}", where);
      Written marking;
      for (const auto& [key, part] : one.items()) {
        const std::string at = where + "/" + key;
        if (key == "language") marking.language = string(part, at);
        else if (key == "text") marking.text = string(part, at);
        else if (key == "portions") each(part, at, [&](const json& text, const std::string& here) { marking.portions.push_back(string(text, here)); });
        else refuse("a marking has language, text and portions", at);
      }
      if (marking.language.empty() || marking.text.empty()) refuse("a marking needs its language and its text", where);
      out.push_back(std::move(marking));
    });
    if (error_) return tl::unexpected<Error>(*error_);
    return out;
  }

  Result<std::vector<SourceName>> sources(const json& value) {
    std::vector<SourceName> out;
    std::set<SourceName> met;
    each(value, "/sources", [&](const json& one, const std::string& where) {
      if (out.size() == kMostSources) return refuse(fmt::format("an object has at most {} sources", kMostSources), where);
      SourceName source;
      if (one.is_string()) {
        source.id = one.get<std::string>();
      } else if (one.is_object()) {
        for (const auto& [key, part] : one.items()) {
          if (key == "id") source.id = string(part, where + "/id");
          else if (key == "version") source.version = string(part, where + "/version");
          else return refuse("a source has id and version", where + "/" + key);
        }
        if (source.version.empty()) refuse("this names a version; the latest is meant by the id alone, as a string", where);
      } else {
        return refuse("a source is a STIX id, or {\"id\": …, \"version\": …}", where);
      }
      if (source.id.empty()) return refuse("a source needs its id", where);
      if (!met.insert(source).second) return refuse("this source is named already", where);
      out.push_back(std::move(source));
    });
    if (error_) return tl::unexpected<Error>(*error_);
    return out;
  }

 private:
  void refuse(std::string message, const std::string& at) {
    if (!error_) error_ = Error{Code::invalid, std::move(message), at};
  }

  template <class F>
  void each(const json& value, const std::string& at, F&& visit) {
    if (!value.is_array()) return refuse("this is a list", at);
    for (std::size_t i = 0; i < value.size() && !error_; ++i) visit(value[i], fmt::format("{}/{}", at, i));
  }

  std::string string(const json& value, const std::string& at) {
    if (value.is_string()) return value.get<std::string>();
    refuse("this is a string", at);
    return {};
  }

  Time time(const json& value, const std::string& at) {
    auto parsed = parse_time(string(value, at));
    if (parsed) return *parsed;
    refuse(parsed.error().message, at);
    return {};
  }

  std::set<std::string> words(const json& value, const std::string& at) {
    std::set<std::string> out;
    each(value, at, [&](const json& word, const std::string& where) { out.insert(string(word, where)); });
    return out;
  }

  WordSet word_set(const json& value, const std::string& at) {
    if (value == "ALL") return WordSet{true, {}};
    return WordSet{false, words(value, at)};
  }

  std::set<Owned> owned(const json& value, const std::string& at) {
    std::set<Owned> out;
    each(value, at, [&](const json& one, const std::string& where) {
      if (!one.is_object() || one.size() != 2 || !one.contains("party") || !one.contains("name"))
        return refuse("this is {\"party\": …, \"name\": …}", where);
      out.insert(Owned{string(one["party"], where + "/party"), string(one["name"], where + "/name")});
    });
    return out;
  }

  std::map<std::string, std::set<LevelWord>> levels(const json& value, const std::string& at) {
    std::map<std::string, std::set<LevelWord>> out;
    if (!value.is_object()) {
      refuse("levels map an originating party to a list of level words", at);
      return out;
    }
    for (const auto& [party, list] : value.items()) {
      auto& into = out[party];
      each(list, at + "/" + party, [&, &owner = party](const json& one, const std::string& where) {
        LevelWord word{owner, {}, marked_, {}};
        if (one.is_string()) {
          word.word = one.get<std::string>();
          if (word.word == "NONE") word.scheme = "TLP";
        } else if (one.is_object()) {
          for (const auto& [key, part] : one.items()) {
            if (key == "scheme") word.scheme = string(part, where + "/scheme");
            else if (key == "word") word.word = string(part, where + "/word");
            else if (key == "created") word.created = time(part, where + "/created");
            else if (key == "warnings") word.warnings = words(part, where + "/warnings");
            else refuse("a level word has scheme, word, created and warnings", where + "/" + key);
          }
        } else {
          refuse("a level word is a string or an object", where);
        }
        if (word.word.empty()) refuse("the level word is empty", where);
        into.insert(std::move(word));
      });
    }
    return out;
  }

  Member member(const std::string& text, const std::string& at) {
    Member out;
    if (const auto sign = text.find('@'); sign != std::string::npos) {
      out.kind = Member::Kind::community;
      out.id = text.substr(0, sign);
      out.as_of = time(json(text.substr(sign + 1)), at);
      return out;
    }
    out.id = text;
    const auto dots = std::count(text.begin(), text.end(), '.');
    out.kind = dots == 0 ? Member::Kind::party : dots == 1 ? Member::Kind::agency : Member::Kind::person;
    return out;
  }

  std::map<std::string, std::set<ReaderSet>> readers(const json& value, const std::string& at) {
    std::map<std::string, std::set<ReaderSet>> out;
    if (!value.is_object()) {
      refuse("this maps an originating party to a list of reader sets", at);
      return out;
    }
    for (const auto& [party, list] : value.items()) {
      auto& into = out[party];
      each(list, at + "/" + party, [&](const json& one, const std::string& where) {
        ReaderSet set;
        if (one == "ALL") {
          set.all = true;
        } else {
          for (const std::string& text : words(one, where)) set.members.insert(member(text, where));
        }
        into.insert(std::move(set));
      });
    }
    return out;
  }

  Time marked_;
  std::optional<Error> error_;
};

// nlohmann::json lets the second of two equal names win, stops at a NUL and skips a byte order mark: so a label could read other
// than whoever signed or checked it saw. The document of base/ refuses all that, and depth.
Result<json> read_strictly(std::string_view text, std::string_view what) {
  if (const auto strict = comity::json::Document::parse(text, {.max_depth = 64}); !strict)
    return fail(Code::invalid, fmt::format("the {} is not JSON: {}, {}", what, strict.error().message, strict.error().where));
  json value = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (value.is_discarded()) return fail(Code::invalid, fmt::format("a number in the {} is too large", what));
  return value;
}

}  // namespace

std::string to_json(const Label& label) {
  json out;
  out["originators"] = label.originators;
  json levels = json::object();
  for (const auto& [party, words] : label.levels) {
    json list = json::array();
    for (const LevelWord& word : words)
      list.push_back({{"scheme", word.scheme}, {"word", word.word}, {"created", format_time(word.created)}, {"warnings", word.warnings}});
    levels[party] = std::move(list);
  }
  out["levels"] = std::move(levels);
  out["compartments"] = from(label.compartments);
  json topics = json::array();
  for (const WordSet& clause : label.topics) topics.push_back(from(clause));
  out["topics"] = std::move(topics);
  out["releasable"] = json::object();
  for (const auto& [party, sets] : label.releasable) out["releasable"][party] = from(sets);
  out["displayable"] = json::object();
  for (const auto& [party, sets] : label.displayable) out["displayable"][party] = from(sets);
  out["restricting"] = from(label.restricting);
  out["permitting"] = from(label.permitting);
  out["purposes"] = from(label.purposes);
  out["tlp"] = std::string(name_of(label.tlp));
  out["actions"] = label.actions == 3 ? "copy" : label.actions == 1 ? "display" : "none";
  out["duties"] = label.duties;
  out["caveats"] = label.caveats;
  out["unknowns"] = label.unknowns;
  return out.dump();
}

Result<Label> parse_label(std::string_view text, Time marked) {
  TRY(const json value, read_strictly(text, "label"));
  return Reader(marked).read(value);
}

Result<Extension> parse_extension(std::string_view text, Time marked) {
  TRY(const json value, read_strictly(text, "label extension"));
  if (!value.is_object()) return fail(Code::invalid, "the label extension is a JSON object", "");
  Extension out;
  bool first_hand = false;
  for (const auto& [key, part] : value.items()) {
    if (key == "extension_type") continue;
    Reader reader(marked);
    if (key == "markings") {
      TRY(out.markings, reader.written(part));
      continue;
    }
    if (key == "sources") {
      TRY(out.sources, reader.sources(part));
      continue;
    }
    if (key == "lineage") {
      if (!part.is_string() || (part != "first-hand" && part != "unknown"))
        return fail(Code::invalid, "lineage is first-hand or unknown", "/lineage");
      first_hand = part == "first-hand";  // read where lineage is asked for: insight/stated_sources.hpp
      continue;
    }
    if (key == "tearline") {
      if (!part.is_boolean()) return fail(Code::invalid, "tearline is true or false", "/tearline");
      out.tearline = part.get<bool>();
      continue;
    }
    if (key != "label" && key != "own_label")
      return fail(Code::invalid, "the label extension has the members extension_type, label, own_label, markings, sources, lineage and tearline", "/" + key);
    auto label = reader.read(part);
    if (!label) return fail(label.error().code, label.error().message, "/" + key + label.error().where);
    (key == "label" ? out.label : out.own_label) = Stated{std::move(*label), reader.marked()};
  }
  if (out.tearline && out.sources.empty())
    return fail(Code::invalid, "a tearline is lower than its sources: name them in sources", "/tearline");
  if (first_hand && !out.sources.empty())
    return fail(Code::invalid, "what is first-hand rests on no sources: leave one of the two out", "/lineage");
  return out;
}

std::string extension_with(std::string_view member, std::string_view label_json) {
  return fmt::format(R"({{"extension_type":"property-extension","{}":{}}})", member, label_json);
}

}  // namespace comity::marking
