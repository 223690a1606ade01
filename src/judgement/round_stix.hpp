// Rounds as STIX 2.1: a question is a `grouping`, a judgement and a word of discussion are `note`s, and an export adds an `opinion` for each judgement.
// docs/format/round.md is normative. Pure functions; any thread.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "judgement/judgement.hpp"
#include "judgement/rounds.hpp"
#include "stix/object.hpp"

namespace comity::judgement {

using stix::kRoundExtension;

struct Question {
  std::string title, text, criteria;  // what would count as yes
  std::string convenor;               // agency
  std::vector<std::string> about;     // STIX ids; at least one
  Open asked;                         // without its object
};

// What every one of these objects has: a fresh id, when it was made, and its marking: the members `label` and `markings` of the label extension (docs/format/label.md).
struct Made {
  std::string id;
  Time at;
  std::string marking;  // JSON object
};
// Errors: invalid: no object, another member than label and markings, neither of them.
Result<void> check_marking(std::string_view marking);

// Each one STIX object, minified.
std::string agency_text(const Made& made, std::string_view agency);  // an identity, for a question about nothing in particular
std::string question_text(const Made& made, const Question& question);
// `cited`: those of the judgement's sources that are held; they become sources of its label. `written`: what was committed to (canonical_text), which stands in the note so that every reader
// can compute the digest; "" for to_json(judgement).
std::string judgement_text(const Made& made, const Judgement& judgement, const std::vector<std::string>& cited, std::string_view written = {});
struct Said {
  std::string agency, round, answers, text;  // `answers`: the id of another note, or ""
};
std::string discussion_text(const Made& made, const Said& said);

// What of them a reader got. Nothing: it is none, or a cut took what says so.
std::optional<Question> read_question(std::string_view object);
std::optional<Judgement> read_judgement(std::string_view object);
std::optional<Said> read_said(std::string_view object);

// The value of a STIX opinion (§4.14) on "the answer is yes": strongly-disagree below 0.2, disagree below 0.45, neutral to 0.55, agree to 0.8, strongly-agree above.
std::string_view opinion_of(double p);
// The objects as they were got, an opinion for each judgement among them with the marking of its note, and the extension's definition. `at`: when the bundle is made.
nlohmann::ordered_json bundle_of(const std::vector<std::string>& objects, Time at);

}  // namespace comity::judgement
