#include "agreement/terms_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "alliance/fields.hpp"

namespace comity::agreement {
namespace {

using alliance::Faults;
using alliance::Fields;
using nlohmann::json;

class TermsReader {
 public:
  explicit TermsReader(const json& document)
      : top_(faults_, document, "",
             {"id", "version", "title", "kind", "parties", "term", "equivalence", "levels", "topics", "purposes",
              "compartments", "controls", "actions", "membership", "survival", "suspension", "duties", "notice", "suspending", "accession",
              "two_persons"}) {}

  Result<Terms> read() {
    head();
    parties();
    term();
    top_.each("equivalence", [this](const json& v, const std::string& p) { equivalence(v, p); });
    top_.each("levels", [this](const json& v, const std::string& p) { levels(v, p); });
    clause("topics", {"article", "any"}, [this](const Fields& f) { terms_.topics = words(f); });
    clause("purposes", {"article", "any"}, [this](const Fields& f) { terms_.purposes = words(f); });
    clause("compartments", {"article", "accepted"}, [this](const Fields& f) { compartments(f); });
    clause("controls", {"article", "accepted"}, [this](const Fields& f) {
      if (!f.has("accepted")) f.fault("'accepted' is missing; list the controls, or remove the clause");
      terms_.controls = f.texts("accepted");
    });
    clause("actions", {"article", "permitted"}, [this](const Fields& f) { actions(f); });
    clause("membership", {"article", "mode", "earlier_objects"}, [this](const Fields& f) { membership(f); });
    clause("survival", {"article", "kept", "readers"}, [this](const Fields& f) { survival(f); });
    top_.each("suspension", [this](const json& v, const std::string& p) { suspension(v, p); });
    clause("notice", {"article", "days", "takes_effect", "by"}, [this](const Fields& f) { notice(f); });
    clause("suspending", {"article", "by"}, [this](const Fields& f) { terms_.suspending = signatories(f, "by"); });
    clause("accession", {"article", "approved_by"}, [this](const Fields& f) { terms_.accession = signatories(f, "approved_by"); });
    clause("two_persons", {"article", "levels"}, [this](const Fields& f) { two_persons(f); });
    duties();
    TRY_VOID(faults_.result());
    return std::move(terms_);
  }

 private:
  void head() {
    terms_.id = top_.id("id");
    terms_.version = static_cast<int>(top_.number("version", 1, 1'000'000));
    terms_.title = top_.text("title");
    const std::string kind = top_.text("kind");
    if (kind == "bilateral")
      terms_.kind = Kind::bilateral;
    else if (kind == "multilateral")
      terms_.kind = Kind::multilateral;
    else if (kind == "community")
      terms_.kind = Kind::community;
    else
      top_.fault("kind", fmt::format("'{}' is no kind of agreement; write bilateral, multilateral or community", kind));
  }

  void parties() {
    if (!top_.has("parties")) top_.fault("'parties' is missing; list who signs");
    top_.each("parties", [this](const json& value, const std::string& at) {
      Adherence out;
      if (value.is_string()) {
        out.party = value.get<std::string>();
        if (!alliance::is_id(out.party)) faults_.add(at, fmt::format("'{}' is not a party's id", out.party));
      } else {
        const Fields fields(faults_, value, at, {"party", "since", "until"});
        out = {fields.id("party"), fields.time_or("since", Time::min()), fields.time_or("until", Time::max())};
      }
      if (out.since >= out.until)
        faults_.add(at, fmt::format("{} leaves before it joins; mend since or until", out.party));
      for (const auto& other : terms_.parties)
        if (other.party == out.party && other.since < out.until && out.since < other.until)
          faults_.add(at, fmt::format("{} is named twice for the same time; remove one", out.party));
      names_.insert(out.party);
      terms_.parties.push_back(std::move(out));
    });
    if (terms_.kind == Kind::bilateral && names_.size() != 2)
      top_.fault("parties", fmt::format("a bilateral agreement has two parties, this has {}; mend parties or kind",
                                        names_.size()));
    if (names_.size() < 2) top_.fault("parties", "an agreement has at least two parties");
  }

  void term() {
    if (!top_.has("term")) top_.fault("the clause 'term' is missing; add [term] with in_force");
    clause("term", {"article", "in_force", "until", "renews_months"}, [this](const Fields& f) {
      terms_.in_force = f.time("in_force");
      terms_.until = f.time_or("until", Time::max());
      if (terms_.in_force >= terms_.until)
        f.fault("the agreement ends before it enters into force; mend in_force or until");
      if (!f.has("renews_months")) return;
      terms_.renews_months = static_cast<int>(f.number("renews_months", 1, 1200));
      if (!f.has("until")) f.fault("renews_months", "a term without an end does not renew itself; add until, or remove renews_months");
    });
  }

  // A table of its own, with the article that explanations quote.
  template <class Read>
  void clause(const char* name, std::initializer_list<std::string_view> known, Read&& read) {
    const json* value = top_.find(name);
    if (!value) return;
    const Fields fields(faults_, *value, top_.at(name), known);
    if (fields.has("article")) terms_.articles[name] = fields.text("article");
    read(fields);
  }

  // The id of a party that signs; others are faults.
  std::string party(const Fields& fields, const char* key) {
    std::string out = fields.id(key);
    signs(out, fields.at(key));
    return out;
  }
  void signs(const std::string& party, const std::string& at) {
    if (!names_.contains(party))
      faults_.add(
          at,
          fmt::format("{} is not among the parties of this agreement; add it to parties, or correct the name", party));
  }

  void side(const Fields& row, const char* key, std::string& out_party, std::string& scheme, std::string& word) {
    const json* value = row.find(key);
    if (!value) return row.fault(fmt::format("'{}' is missing; write {{ party, scheme, word }}", key));
    const Fields fields(faults_, *value, row.at(key), {"party", "scheme", "word"});
    out_party = party(fields, "party");
    scheme = fields.id("scheme");
    word = fields.text("word");
    check_no_level(scheme, word, row.at(key));
  }
  void check_no_level(const std::string& scheme, const std::string& word, const std::string& at) {
    if (scheme == marking::kNoLevelScheme && word != marking::kNoLevelWord)
      faults_.add(at, fmt::format("the scheme TLP has the one word NONE (no level); TLP:{} is not a level", word));
  }

  void equivalence(const json& value, const std::string& at) {
    const Fields fields(faults_, value, at,
                        {"article", "from", "to", "both_ways", "valid_from", "valid_until", "created_from",
                         "created_before", "with_warnings", "without_warnings"});
    Equivalence row;
    side(fields, "from", row.from_party, row.from_scheme, row.from_word);
    side(fields, "to", row.to_party, row.to_scheme, row.to_word);
    row.valid_from = fields.time_or("valid_from", Time::min());
    row.valid_until = fields.time_or("valid_until", Time::max());
    row.created_from = fields.time_or("created_from", Time::min());
    row.created_before = fields.time_or("created_before", Time::max());
    row.with_warnings = fields.texts("with_warnings");
    row.without_warnings = fields.texts("without_warnings");
    row.article = fields.text_or("article", "");
    if (row.from_party == row.to_party) fields.fault("the row leads from a party to itself; correct from or to");
    if (row.valid_from >= row.valid_until) fields.fault("the row is never valid: valid_until is not after valid_from");
    if (row.created_from >= row.created_before)
      fields.fault("the row matches no word: created_before is not after created_from");
    for (const auto& warning : row.with_warnings)
      if (row.without_warnings.contains(warning))
        fields.fault(fmt::format("the row matches no word: it wants and refuses '{}'", warning));
    if (fields.flag_or("both_ways", false)) terms_.equivalences.push_back(reversed(row));
    terms_.equivalences.push_back(std::move(row));
  }

  // The same dates and conditions hold on the way back: it is one row of the table that was signed.
  static Equivalence reversed(const Equivalence& row) {
    Equivalence out = row;
    std::swap(out.from_party, out.to_party);
    std::swap(out.from_scheme, out.to_scheme);
    std::swap(out.from_word, out.to_word);
    return out;
  }

  void levels(const json& value, const std::string& at) {
    if (!value.is_object()) return faults_.add(at, "a table of parties and their words must stand here");
    struct Word {
      std::string party, scheme, word;
    };
    std::vector<Word> row;
    std::string article;
    for (auto member = value.begin(); member != value.end(); ++member) {
      const std::string place = alliance::below(at, member.key());
      if (member.key() == "article") {
        if (member->is_string())
          article = member->get<std::string>();
        else
          faults_.add(place, "'article' must be a text in quotes");
        continue;
      }
      signs(member.key(), place);
      if (member->is_string()) {  // a plain word is of the scheme that has the party's id
        row.push_back({member.key(), member.key(), member->get<std::string>()});
        if (row.back().word.empty()) faults_.add(place, "the word is empty");
      } else {
        const Fields fields(faults_, *member, place, {"scheme", "word"});
        row.push_back({member.key(), fields.id("scheme"), fields.text("word")});
        check_no_level(row.back().scheme, row.back().word, place);
      }
    }
    if (row.size() < 2) faults_.add(at, "a row of levels names at least two parties");
    for (const auto& from : row)
      for (const auto& to : row) {
        if (from.party == to.party) continue;
        Equivalence out;
        out.from_party = from.party, out.from_scheme = from.scheme, out.from_word = from.word;
        out.to_party = to.party, out.to_scheme = to.scheme, out.to_word = to.word;
        out.article = article;
        terms_.equivalences.push_back(std::move(out));
      }
  }

  marking::WordSet words(const Fields& fields) {
    if (!fields.has("any")) fields.fault("'any' is missing; list the words, or remove the clause to mean all");
    marking::WordSet out{false, fields.texts("any")};
    // ALL is a value of its own and not a word; an absent clause says it.
    if (out.words.contains("ALL")) fields.fault("any", "'ALL' is not a word; remove the clause to mean all");
    return out;
  }

  void compartments(const Fields& fields) {
    if (!fields.has("accepted")) fields.fault("'accepted' is missing; list the compartments, or remove the clause");
    fields.each("accepted", [this](const json& value, const std::string& at) {
      const Fields owned(faults_, value, at, {"party", "name"});
      if (!terms_.compartments.insert({party(owned, "party"), owned.text("name")}).second)
        owned.fault("this compartment is accepted twice; remove one");
    });
  }

  void actions(const Fields& fields) {
    const std::string permitted = fields.text("permitted");
    if (permitted == "copy")
      terms_.actions = static_cast<marking::Actions>(marking::Action::copy);
    else if (permitted == "display")
      terms_.actions = static_cast<marking::Actions>(marking::Action::display);
    else
      fields.fault("permitted",
                   fmt::format("'{}' is no action; write \"copy\" (which includes display) or \"display\"", permitted));
  }

  void membership(const Fields& fields) {
    const std::string mode = fields.text("mode");
    if (mode != "frozen" && mode != "floating")
      fields.fault("mode", fmt::format("'{}' is no mode; write \"frozen\" or \"floating\"", mode));
    terms_.frozen = mode != "floating";
    terms_.earlier_objects = fields.flag_or("earlier_objects", false);
    if (terms_.frozen && terms_.earlier_objects)
      fields.fault("earlier_objects",
                   "frozen membership never includes earlier objects; write floating, or remove earlier_objects");
  }

  void survival(const Fields& fields) {
    terms_.survival.kept = fields.flag("kept");
    terms_.survival.readers = fields.texts("readers");
    if (fields.has("readers") && terms_.survival.readers.empty())
      fields.fault("readers",
                   "an empty list would read as all; remove readers to mean all, or write kept = false to mean none");
    for (const auto& agency : terms_.survival.readers)
      if (!alliance::is_id(agency, 2))
        fields.fault("readers", fmt::format("'{}' is not an agency's id, like NZL.NAB", agency));
      else
        signs(agency.substr(0, agency.find('.')), fields.at("readers"));
  }

  void suspension(const json& value, const std::string& at) {
    const Fields fields(faults_, value, at, {"article", "by", "from", "to", "since", "until"});
    Suspension out{party(fields, "by"),
                   party(fields, "from"),
                   party(fields, "to"),
                   fields.time("since"),
                   fields.time_or("until", Time::max()),
                   fields.text_or("article", "")};
    if (out.from == out.to) fields.fault("the suspension leads from a party to itself; correct from or to");
    if (out.since >= out.until) fields.fault("the suspension ends before it begins; mend since or until");
    terms_.suspensions.push_back(std::move(out));
  }

  // Some of those who sign; absent means every one, and an empty list would read so too.
  std::set<std::string> signatories(const Fields& fields, const char* key) {
    std::set<std::string> out = fields.texts(key);
    for (const auto& party : out) signs(party, fields.at(key));
    if (fields.has(key) && out.empty()) fields.fault(key, fmt::format("an empty list would read as every party; list parties, or remove '{}'", key));
    return out;
  }

  void notice(const Fields& fields) {
    if (fields.has("days")) terms_.notice.days = static_cast<int>(fields.number("days", 0, 3650));
    const std::string effect = fields.text_or("takes_effect", "days");
    if (effect != "days" && effect != "term-end")
      fields.fault("takes_effect", fmt::format("'{}' is not known here; write \"days\" or \"term-end\"", effect));
    terms_.notice.term_end = effect == "term-end";
    if (terms_.notice.term_end && terms_.until == Time::max())
      fields.fault("takes_effect", "a term without an end has none at which a notice could have effect; write \"days\", or add until to [term]");
    terms_.notice.by = signatories(fields, "by");
  }

  void two_persons(const Fields& fields) {
    if (!fields.has("levels")) fields.fault("'levels' is missing; list them, or remove the clause");
    fields.each("levels", [this](const json& value, const std::string& at) {
      const Fields level(faults_, value, at, {"party", "scheme", "word"});
      PartyLevel out{party(level, "party"), level.id("scheme"), level.text("word")};
      check_no_level(out.scheme, out.word, at);
      if (!terms_.two_persons.insert(std::move(out)).second) level.fault("this level stands here twice; remove one");
    });
    if (fields.has("levels") && terms_.two_persons.empty()) fields.fault("levels", "the list is empty; list levels, or remove the clause");
  }

  void duties() {
    top_.each_member("duties", [this](const std::string& name, const json& value, const std::string& at) {
      std::string text;
      if (value.is_string())
        text = value.get<std::string>();
      else if (value.is_boolean() || value.is_number_integer())
        text = value.dump();
      else
        return faults_.add(at, "a duty is a text, a whole number, or true or false");
      (name == "article" ? terms_.articles["duties"] : terms_.duties[name]) = std::move(text);
    });
  }

  Faults faults_;
  Fields top_;
  Terms terms_;
  std::set<std::string> names_;
};

}  // namespace

Result<Terms> read_terms(const json& document) { return TermsReader(document).read(); }

}  // namespace comity::agreement
