#include "load.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>

namespace reference {
namespace {

using nlohmann::json;

[[noreturn]] void fail(const std::string& what) { throw std::runtime_error(what); }

// Days from 1970-01-01 in the proleptic Gregorian calendar (H. Hinnant, chrono-compatible date algorithms).
std::int64_t days_from_civil(std::int64_t y, int m, int d) {
  y -= m <= 2;
  const std::int64_t era = (y >= 0 ? y : y - 399) / 400;
  const std::int64_t yoe = y - era * 400;
  const std::int64_t doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
  const std::int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
  return era * 146097 + doe - 719468;
}

Time instant(int y, int mo, int d, int h, int mi, int s, std::int64_t micros, int offset_minutes) {
  const std::int64_t seconds =
      days_from_civil(y, mo, d) * 86400 + h * 3600 + mi * 60 + s - std::int64_t{offset_minutes} * 60;
  return seconds * 1000000 + micros;
}

int digits(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) fail("time too short: " + std::string(text));
  int value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (text[i] < '0' || text[i] > '9') fail("no time: " + std::string(text));
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

Time time_of(const toml::node& node) {
  if (auto date = node.as_date()) return instant(date->get().year, date->get().month, date->get().day, 0, 0, 0, 0, 0);
  if (auto dt = node.as_date_time()) {
    const toml::date_time& t = dt->get();
    const int offset = t.offset ? t.offset->minutes : 0;
    return instant(t.date.year, t.date.month, t.date.day, t.time.hour, t.time.minute, t.time.second,
                   t.time.nanosecond / 1000, offset);
  }
  if (auto text = node.as_string()) return parse_time(text->get());
  fail("not a time");
}

std::string text_of(const toml::node& node) {
  if (auto text = node.as_string()) return text->get();
  fail("not a string");
}

class Table {
 public:
  Table(const toml::table& table, std::string where) : table_(table), where_(std::move(where)) {}

  // A misspelt key must not read as absent.
  void only(std::initializer_list<std::string_view> keys) const {
    for (const auto& [key, value] : table_)
      if (std::find(keys.begin(), keys.end(), key.str()) == keys.end())
        fail(where_ + ": unknown key " + std::string(key.str()));
  }
  bool has(std::string_view key) const { return table_.contains(key); }
  const toml::node& at(std::string_view key) const {
    const toml::node* node = table_.get(key);
    if (node == nullptr) fail(where_ + ": no " + std::string(key));
    return *node;
  }
  std::string text(std::string_view key) const { return text_of(at(key)); }
  std::string text_or(std::string_view key, const std::string& otherwise) const {
    return has(key) ? text(key) : otherwise;
  }
  bool flag(std::string_view key) const { return table_[key].value_or(false); }
  Time time_or(std::string_view key, Time otherwise) const { return has(key) ? time_of(at(key)) : otherwise; }
  std::set<std::string> texts(std::string_view key) const {
    std::set<std::string> out;
    if (!has(key)) return out;
    for (const toml::node& node : array(key)) out.insert(text_of(node));
    return out;
  }
  const toml::array& array(std::string_view key) const {
    const toml::array* array = at(key).as_array();
    if (array == nullptr) fail(where_ + ": not a list: " + std::string(key));
    return *array;
  }
  std::vector<Table> tables(std::string_view key) const {
    std::vector<Table> out;
    if (!has(key)) return out;
    for (const toml::node& node : array(key)) {
      if (!node.is_table()) fail(where_ + ": not a table in " + std::string(key));
      out.emplace_back(*node.as_table(), where_ + ": " + std::string(key));
    }
    return out;
  }
  std::optional<Table> table(std::string_view key) const {
    if (!has(key)) return std::nullopt;
    if (!at(key).is_table()) fail(where_ + ": not a table: " + std::string(key));
    return Table(*at(key).as_table(), where_ + ": " + std::string(key));
  }
  const toml::table& raw() const { return table_; }
  const std::string& where() const { return where_; }

 private:
  const toml::table& table_;
  std::string where_;
};

Words words_or_all(const toml::node& node) {
  if (auto text = node.as_string()) {
    if (text->get() != "ALL") fail("expected a list or ALL");
    return {true, {}};
  }
  Words words;
  for (const toml::node& word : *node.as_array()) words.words.insert(text_of(word));
  return words;
}

int action_of(const std::string& text) {
  if (text == "copy") return kCopy;
  if (text == "display") return kDisplay;
  if (text == "none") return kNothing;
  fail("no action: " + text);
}

Member member_of(const std::string& text) {
  if (auto at = text.find('@'); at != std::string::npos)
    return {Kind::community, text.substr(0, at), parse_time(std::string_view(text).substr(at + 1))};
  const auto dots = std::count(text.begin(), text.end(), '.');
  return {dots == 0 ? Kind::party : dots == 1 ? Kind::agency : Kind::person, text, 0};
}

void load_alliance(const Table& file, World& world) {
  file.only({"title", "scheme", "party", "agency", "person", "community", "suspension"});
  for (const Table& t : file.tables("scheme")) {
    t.only({"id", "title", "source", "levels", "portions", "from", "until"});
    int rank = 0;
    auto& scheme = world.schemes[t.text("id")];
    for (const toml::node& words : t.array("levels")) {
      for (const toml::node& word : *words.as_array())
        if (!scheme.emplace(text_of(word), rank).second) fail(t.where() + ": repeated word");
      ++rank;
    }
  }
  for (const Table& t : file.tables("party")) {
    t.only({"id", "name", "schemes", "default_readers"});
    Party party;
    for (const toml::node& scheme : t.array("schemes")) {
      party.schemes.push_back(text_of(scheme));
      if (world.schemes.count(party.schemes.back()) == 0) fail(t.where() + ": no scheme " + party.schemes.back());
    }
    if (!t.has("default_readers")) {
      party.default_readers.members.insert({Kind::party, t.text("id"), 0});
    } else if (t.at("default_readers").is_string()) {
      party.default_readers.all = t.text("default_readers") == "ALL";
    } else {
      for (const std::string& reader : t.texts("default_readers"))
        party.default_readers.members.insert(member_of(reader));
    }
    world.parties[t.text("id")] = party;
  }
  for (const Table& t : file.tables("agency")) {
    t.only({"id", "name", "role", "client"});
    if (world.parties.count(party_of(t.text("id"))) == 0) fail(t.where() + ": no party of " + t.text("id"));
    world.agencies[t.text("id")] = t.flag("client");
  }
  for (const Table& t : file.tables("person")) {
    t.only({"id", "name", "roles", "clearance", "accesses", "topics", "purposes", "default_purpose", "from", "until"});
    const std::string id = t.text("id");
    if (world.agencies.count(agency_of(id)) == 0) fail(t.where() + ": no agency of " + id);
    world.people.insert(id);
    if (!t.has("clearance")) continue;
    Clearance c;
    for (const auto& [scheme, word] : t.table("clearance")->raw()) {
      c.levels[std::string(scheme.str())] = text_of(word);
      if (world.schemes[std::string(scheme.str())].count(text_of(word)) == 0) fail(id + ": no level " + text_of(word));
    }
    for (const Table& access : t.tables("accesses")) c.accesses.insert({access.text("party"), access.text("name")});
    c.topics = t.texts("topics");
    c.purposes = t.texts("purposes");
    c.default_purpose = t.text_or("default_purpose", "");
    c.from = t.time_or("from", kBegin);
    c.until = t.time_or("until", kEnd);
    world.clearances[id] = c;
  }
  for (const Table& t : file.tables("community")) {
    t.only({"id", "name", "members"});
    for (const Table& m : t.tables("members")) {
      m.only({"party", "from", "until"});
      world.communities[t.text("id")].push_back({m.text("party"), m.time_or("from", kBegin), m.time_or("until", kEnd)});
    }
  }
  for (const Table& t : file.tables("suspension")) {
    t.only({"by", "party", "from", "until"});
    world.suspensions.push_back({t.text("by"), t.text("party"), t.time_or("from", kBegin), t.time_or("until", kEnd)});
  }
}

Place place_of(const Table& t, const World& world) {
  t.only({"party", "scheme", "word"});
  Place place{t.text("party"), t.text("scheme"), t.text("word")};
  if (place.scheme != "TLP") {
    auto scheme = world.schemes.find(place.scheme);
    if (scheme == world.schemes.end() || scheme->second.count(place.word) == 0)
      fail(t.where() + ": no level " + place.scheme + " " + place.word);
  }
  return place;
}

Document load_document(const Table& file, const World& world) {
  file.only({"id", "version", "title", "kind", "parties", "term", "equivalence", "levels", "topics", "purposes",
             "compartments", "controls", "actions", "membership", "survival", "suspension", "duties", "notice",
             "suspending", "accession", "two_persons"});
  Document document;
  document.kind = file.text("kind");
  Agreement& a = document.terms;
  a.id = file.text("id");
  a.version = static_cast<int>(file.raw()["version"].value_or(std::int64_t{1}));
  for (const toml::node& node : file.array("parties")) {
    if (node.is_string()) {
      a.parties.push_back({text_of(node), kBegin, kEnd});
    } else {
      Table t(*node.as_table(), file.where() + ": parties");
      t.only({"party", "since", "until"});
      a.parties.push_back({t.text("party"), t.time_or("since", kBegin), t.time_or("until", kEnd)});
    }
    if (world.parties.count(a.parties.back().party) == 0) fail(file.where() + ": no party " + a.parties.back().party);
  }
  const std::optional<Table> term = file.table("term");
  if (!term) fail(file.where() + ": no [term]");
  term->only({"article", "in_force", "until", "renews_months"});
  a.in_force = term->time_or("in_force", kBegin);
  if (term->has("renews_months")) {
    if (!term->has("until")) fail(file.where() + ": renews_months without until");
    document.renews_months = static_cast<int>(term->raw()["renews_months"].value_or(std::int64_t{0}));
  }
  if (auto t = file.table("notice")) {
    t->only({"article", "days", "takes_effect", "by"});
    document.notice_days = static_cast<int>(t->raw()["days"].value_or(std::int64_t{0}));
    document.notice_at_term_end = t->text_or("takes_effect", "days") == "term-end";
    if (t->has("by")) document.notice_by = t->texts("by");
  }
  if (auto t = file.table("suspending")) {
    t->only({"article", "by"});
    if (t->has("by")) document.suspending_by = t->texts("by");
  }
  if (auto t = file.table("accession")) {
    t->only({"article", "approved_by"});
    if (t->has("approved_by")) document.accession_by = t->texts("approved_by");
  }
  if (auto t = file.table("two_persons")) {
    t->only({"article", "levels"});
    for (const Table& level : t->tables("levels")) {
      const Place place = place_of(level, world);
      document.two_persons.insert(place);
    }
  }
  a.until = term->time_or("until", kEnd);

  for (const Table& t : file.tables("equivalence")) {
    t.only({"article", "from", "to", "both_ways", "valid_from", "valid_until", "created_from", "created_before",
            "with_warnings", "without_warnings"});
    const Place from = place_of(*t.table("from"), world), to = place_of(*t.table("to"), world);
    Row row{from.party, from.scheme, from.word, to.party, to.scheme, to.word};
    row.valid_from = t.time_or("valid_from", kBegin);
    row.valid_until = t.time_or("valid_until", kEnd);
    row.created_from = t.time_or("created_from", kBegin);
    row.created_before = t.time_or("created_before", kEnd);
    row.with_warnings = t.texts("with_warnings");
    row.without_warnings = t.texts("without_warnings");
    a.rows.push_back(row);
    if (t.flag("both_ways")) {
      std::swap(row.from_party, row.to_party);
      std::swap(row.from_scheme, row.to_scheme);
      std::swap(row.from_word, row.to_word);
      a.rows.push_back(row);
    }
  }
  for (const Table& t : file.tables("levels")) {
    std::vector<Place> places;
    for (const auto& [key, value] : t.raw()) {
      const std::string party(key.str());
      if (party == "article") continue;
      auto p = world.parties.find(party);
      if (p == world.parties.end()) fail(t.where() + ": no party " + party);
      if (value.is_string()) {
        places.push_back({party, p->second.schemes.at(0), text_of(value)});
      } else {
        Table place(*value.as_table(), t.where() + ": " + party);
        place.only({"scheme", "word"});
        places.push_back({party, place.text("scheme"), place.text("word")});
      }
      const Place& last = places.back();
      if (last.scheme != "TLP" && world.schemes.at(last.scheme).count(last.word) == 0)
        fail(t.where() + ": no level " + last.scheme + " " + last.word);
    }
    for (const Place& from : places)
      for (const Place& to : places)
        if (from.party != to.party)
          a.rows.push_back({from.party, from.scheme, from.word, to.party, to.scheme, to.word});
  }
  if (auto t = file.table("topics")) {
    t->only({"article", "any"});
    if (t->has("any")) a.topics = words_or_all(t->at("any"));
  }
  if (auto t = file.table("purposes")) {
    t->only({"article", "any"});
    if (t->has("any")) a.purposes = words_or_all(t->at("any"));
  }
  if (auto t = file.table("compartments")) {
    t->only({"article", "accepted"});
    for (const Table& c : t->tables("accepted")) a.compartments.insert({c.text("party"), c.text("name")});
  }
  if (auto t = file.table("controls")) {
    t->only({"article", "accepted"});
    a.controls = t->texts("accepted");
  }
  if (auto t = file.table("actions")) {
    t->only({"article", "permitted"});
    a.actions = action_of(t->text("permitted"));
  }
  if (auto t = file.table("membership")) {
    t->only({"article", "mode", "earlier_objects"});
    a.frozen = t->text("mode") == "frozen";
    a.earlier_objects = t->flag("earlier_objects");
  }
  if (auto t = file.table("survival")) {
    t->only({"article", "kept", "readers"});
    a.survival_kept = t->flag("kept");
    a.survival_readers = t->texts("readers");
  }
  for (const Table& t : file.tables("suspension")) {
    t.only({"article", "by", "from", "to", "since", "until"});
    a.suspensions.push_back(
        {t.text("by"), t.text("from"), t.text("to"), t.time_or("since", kBegin), t.time_or("until", kEnd)});
  }
  for (const Spell& spell : a.parties) {
    const Signature one{spell.party, first_key(spell.party)};
    if (std::count(document.signatures.begin(), document.signatures.end(), one) == 0) document.signatures.push_back(one);
  }
  return document;
}

std::set<Owned> owned_of(const json& j, const char* key) {
  std::set<Owned> out;
  if (!j.contains(key)) return out;
  for (const json& o : j.at(key)) out.insert({o.at("party").get<std::string>(), o.at("name").get<std::string>()});
  return out;
}

std::map<std::string, std::set<Readers>> sets_from(const json& j, const char* key) {
  std::map<std::string, std::set<Readers>> out;
  if (!j.contains(key)) return out;
  for (const auto& [party, sets] : j.at(key).items()) {
    for (const json& set : sets) {
      Readers readers;
      if (set.is_string()) {
        if (set.get<std::string>() != "ALL") fail("expected ALL or a list");
        readers.all = true;
      } else {
        for (const json& member : set) readers.members.insert(member_of(member.get<std::string>()));
      }
      out[party].insert(readers);
    }
  }
  return out;
}

Words words_from(const json& j) {
  Words words;
  if (j.is_string()) {
    if (j.get<std::string>() != "ALL") fail("expected ALL or a list");
    words.all = true;
  } else {
    words.words = j.get<std::set<std::string>>();
  }
  return words;
}

template <typename F>
auto in_file(const std::string& file, F&& read) {
  try {
    const toml::table document = toml::parse_file(file);
    return read(Table(document, file));
  } catch (const toml::parse_error& e) {
    std::ostringstream what;
    what << file << ": " << e.description() << " at line " << e.source().begin.line;
    fail(what.str());
  } catch (const json::exception& e) {
    fail(file + ": " + e.what());
  }
}

}  // namespace

Time parse_time(std::string_view text) {
  const int y = digits(text, 0, 4), mo = digits(text, 5, 2), d = digits(text, 8, 2);
  if (text.size() == 10) return instant(y, mo, d, 0, 0, 0, 0, 0);
  const int h = digits(text, 11, 2), mi = digits(text, 14, 2), s = digits(text, 17, 2);
  std::size_t at = 19;
  std::int64_t micros = 0;
  if (at < text.size() && text[at] == '.') {
    std::int64_t unit = 100000;
    for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, unit /= 10)
      micros += unit * (text[at] - '0');
  }
  int offset = 0;
  if (at < text.size() && (text[at] == '+' || text[at] == '-'))
    offset = (text[at] == '-' ? -1 : 1) * (digits(text, at + 1, 2) * 60 + digits(text, at + 4, 2));
  else if (at >= text.size() || (text[at] != 'Z' && text[at] != 'z'))
    fail("time without zone: " + std::string(text));
  return instant(y, mo, d, h, mi, s, micros, offset);
}

Label parse_label(std::string_view text) {
  static const std::map<std::string, Tlp> kTlp = {{"", Tlp::none},       {"CLEAR", Tlp::clear},
                                                  {"WHITE", Tlp::clear}, {"GREEN", Tlp::green},
                                                  {"AMBER", Tlp::amber}, {"AMBER+STRICT", Tlp::amber_strict},
                                                  {"RED", Tlp::red}};
  const json j = json::parse(text);
  Label label;
  label.originators = j.value("originators", std::set<std::string>{});
  const json levels = j.value("levels", json::object());  // items() does not keep a temporary alive
  for (const auto& [party, words] : levels.items())
    for (const json& w : words)
      label.levels[party].insert({w.at("scheme").get<std::string>(), w.at("word").get<std::string>(),
                                  parse_time(w.at("created").get<std::string>()),
                                  w.value("warnings", std::set<std::string>{})});
  label.compartments = owned_of(j, "compartments");
  if (j.contains("topics")) {
    label.topics.clear();
    for (const json& clause : j.at("topics")) label.topics.insert(words_from(clause));
  }
  label.releasable = sets_from(j, "releasable");
  label.displayable = sets_from(j, "displayable");
  label.restricting = owned_of(j, "restricting");
  label.permitting = owned_of(j, "permitting");
  if (j.contains("purposes")) label.purposes = words_from(j.at("purposes"));
  label.tlp = kTlp.at(j.value("tlp", std::string{}));
  label.actions = action_of(j.value("actions", std::string{"copy"}));
  label.duties = j.value("duties", std::set<std::string>{});
  label.unknowns = j.value("unknowns", std::set<std::string>{});
  return label;
}

World load_world(const std::string& folder) {
  World world;
  in_file(folder + "/alliance.toml", [&](const Table& file) {
    load_alliance(file, world);
    return 0;
  });
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder + "/agreements"))
    if (entry.path().extension() == ".toml") files.push_back(entry.path().string());
  std::sort(files.begin(), files.end());
  for (const std::string& name : files)
    world.agreements.push_back(in_file(name, [&](const Table& file) { return load_document(file, world).terms; }));
  return world;
}

std::string first_key(const std::string& signer) { return signer + "#1"; }

Papers load_papers(const std::string& folder) {
  Papers out;
  out.directory = load_world(folder);
  out.directory.agreements.clear();
  for (const auto& [id, party] : out.directory.parties) out.keys[id] = {first_key(id), id + "#recovery"};
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder + "/agreements"))
    if (entry.path().extension() == ".toml") files.push_back(entry.path().string());
  std::sort(files.begin(), files.end());
  for (const std::string& name : files)
    out.documents.push_back(in_file(name, [&](const Table& file) { return load_document(file, out.directory); }));
  return out;
}

namespace {

// "KOR", with its first key; or "KOR with KOR#2".
Signature signature_of(const std::string& text) {
  const auto with = text.find(" with ");
  if (with == std::string::npos) return {text, first_key(text)};
  return {text.substr(0, with), text.substr(with + 6)};
}

std::vector<Signature> signatures_of(const Table& t, const std::string& by) {
  if (!t.has("signed")) return {{by, first_key(by)}};
  std::vector<Signature> out;
  for (const toml::node& node : t.array("signed")) out.push_back(signature_of(text_of(node)));
  return out;
}

std::optional<Time> maybe_time(const Table& t, const char* key) {
  if (!t.has(key)) return std::nullopt;
  return time_of(t.at(key));
}

Recording act_of(const Table& t, const std::map<std::string, Label>& objects) {
  t.only({"recorded", "issued", "refused", "reason", "signed", "kind", "by", "agreement", "from", "to", "party", "person", "key", "successor",
          "for", "powers", "id", "consent", "request", "since", "until", "effective", "objects", "later_versions", "actions", "purposes", "level"});
  Recording out;
  out.at = time_of(t.at("recorded"));
  out.refused = t.text_or("refused", "");
  out.reason = t.text_or("reason", "");
  Act act;
  act.kind = t.text("kind");
  act.by = t.text("by");
  act.issued = t.time_or("issued", out.at);
  act.signatures = signatures_of(t, party_of(act.by));
  act.agreement = t.text_or("agreement", "");
  act.to = t.text_or("to", "");
  act.party = t.text_or("party", "");
  act.person = t.text_or("person", "");
  act.key = t.text_or("key", "");
  act.successor = t.text_or("successor", "");
  act.for_whom = t.text_or("for", "");
  act.powers = t.texts("powers");
  act.id = t.text_or("id", "");
  act.consent = t.text_or("consent", "");
  act.request = t.text_or("request", "");
  act.later_versions = t.flag("later_versions");
  act.effective = maybe_time(t, "effective");
  if (act.kind == "consent") {
    act.permission.from = t.time_or("from", kBegin);
    act.permission.until = t.time_or("until", kEnd);
    act.permission.actions = action_of(t.text_or("actions", "copy"));
    if (t.has("purposes")) act.permission.purposes = words_or_all(t.at("purposes"));
    act.permission.scheme = "TLP";
    act.permission.word = "NONE";
    if (t.has("level")) {
      act.permission.scheme = t.table("level")->text("scheme");
      act.permission.word = t.table("level")->text("word");
    }
    for (const toml::node& node : t.array("objects")) {
      auto object = objects.find(text_of(node));
      act.objects.push_back({object == objects.end() ? "" : party_of(*object->second.originators.begin()), text_of(node), ""});
    }
  } else {
    act.from = t.text_or("from", "");
    act.since = maybe_time(t, "since");
    act.until = maybe_time(t, "until");
  }
  out.act = act;
  return out;
}

Detail detail_of(const Table& t) {
  Detail out;
  out.owner = t.text("owner");
  for (const Table& f : t.tables("field")) {
    f.only({"path", "required", "marked"});
    out.fields.push_back({f.text("path"), f.text_or("marked", ""), f.flag("required")});
  }
  for (const Table& r : t.tables("reference")) {
    r.only({"path", "target", "mandatory"});
    out.references.push_back({r.text("path"), r.text("target"), r.flag("mandatory")});
  }
  return out;
}

}  // namespace

CaseFile load_cases(const std::string& name, const std::string& worlds) {
  return in_file(name, [&](const Table& file) {
    file.only({"world", "time", "start", "document", "act", "object", "case"});
    CaseFile out;
    out.world = file.text("world");
    out.start = maybe_time(file, "start");
    const Time usual = time_of(file.at("time"));
    for (const Table& t : file.tables("object")) {
      t.only({"name", "label", "join", "owner", "stix", "field", "reference"});
      Label label;
      if (t.has("join")) {
        bool first = true;
        for (const toml::node& source : t.array("join")) {
          const Label& other = out.objects.at(text_of(source));
          label = first ? other : join(label, other);
          first = false;
        }
      } else {
        label = parse_label(t.text("label"));
        out.label_texts[t.text("name")] = t.text("label");
      }
      if (!out.objects.emplace(t.text("name"), label).second) fail(t.where() + ": repeated " + t.text("name"));
      if (t.has("owner")) out.details[t.text("name")] = detail_of(t);
    }
    for (const Table& t : file.tables("act")) out.recordings.push_back(act_of(t, out.objects));
    for (const Table& t : file.tables("document")) {
      t.only({"file", "recorded", "signed", "refused", "reason"});
      Recording one;
      one.at = time_of(t.at("recorded"));
      one.refused = t.text_or("refused", "");
      one.reason = t.text_or("reason", "");
      World known;
      in_file(worlds + "/" + out.world + "/alliance.toml", [&](const Table& alliance) {
        load_alliance(alliance, known);
        return 0;
      });
      one.document = in_file(worlds + "/" + out.world + "/" + t.text("file"), [&](const Table& document) { return load_document(document, known); });
      if (t.has("signed")) one.document->signatures = signatures_of(t, "");
      out.recordings.push_back(one);
    }
    std::stable_sort(out.recordings.begin(), out.recordings.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
    for (const Table& t : file.tables("case")) {
      t.only({"id", "object", "person", "purpose", "action", "time", "permit", "clause", "reason", "scenario",
              "field", "removed", "recalled", "awaiting", "erased", "consent", "held"});
      Case c;
      c.id = t.text("id");
      c.object = t.text("object");
      c.person = t.text("person");
      c.permit = t.flag("permit");
      c.clause = t.text("clause");
      c.reason = t.text("reason");
      c.scenario = t.text_or("scenario", "");
      if (t.has("purpose")) c.purpose = t.text("purpose");
      c.action = action_of(t.text_or("action", "copy"));
      c.at = t.time_or("time", usual);
      c.field = t.text_or("field", "");
      c.removed = t.texts("removed");
      c.grants.recalled = t.flag("recalled");
      c.grants.awaiting = t.text_or("awaiting", "");
      c.grants.erased = t.flag("erased");
      for (const Table& k : t.tables("consent")) {
        k.only({"by", "to", "actions", "purposes", "level", "from", "until", "revoked"});
        Consent consent;
        consent.by = k.text("by");
        consent.to = k.text("to");
        consent.actions = action_of(k.text_or("actions", "copy"));
        if (k.has("purposes")) consent.purposes = words_or_all(k.at("purposes"));
        consent.scheme = k.table("level")->text("scheme");
        consent.word = k.table("level")->text("word");
        consent.from = k.time_or("from", kBegin);
        consent.until = k.time_or("until", kEnd);
        if (k.has("revoked")) consent.revoked = time_of(k.at("revoked"));
        c.grants.consents.push_back(consent);
      }
      for (const Table& k : t.tables("held")) {
        k.only({"from", "agreement", "version", "received", "action"});
        c.grants.held.push_back({k.text("from"), party_of(c.person), k.text("agreement"),
                                 static_cast<int>(k.raw()["version"].value_or(std::int64_t{1})), time_of(k.at("received")),
                                 action_of(k.text_or("action", "copy"))});
      }
      out.cases.push_back(c);
    }
    return out;
  });
}

}  // namespace reference
